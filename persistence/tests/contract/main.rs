//! The ports' contract, held on SQLite and on PostgreSQL: each test is written once and runs on both.

#![allow(
    clippy::expect_used,
    reason = "a test fails where something is not as it must be"
)]

mod support;

/// Runs async functions over a database, each as one test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::$name(crate::support::sqlite().await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::$name(crate::support::postgres().await).await;
            })+
        }
    };
}

mod attachments;
mod delegation;
mod reads;
mod schema;
mod sealing;
mod writes;
