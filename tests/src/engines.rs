//! Tests that must hold on either engine.

/// Runs each of these `async fn(Engine)` on both engines, as `sqlite::…` and `postgresql::…`. A test that is left out
/// of the list is code that nobody calls, and the compiler says so.
#[macro_export]
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(::tests::app::Engine::Sqlite).await;
            })+
        }
        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(::tests::app::Engine::Postgres).await;
            })+
        }
    };
}
