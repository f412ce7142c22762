//! The schema goes up, down and up again, and unsafe settings are refused.

use crate::support::{own_cluster, postgres_url};
use application::ports::ReadModel;
use persistence::{ConnectError, DurabilityPolicy, Store, connect};
use sea_orm::{ConnectionTrait, Database, Statement};

const SQLITE: &str =
    "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1";
const POSTGRES: &str = "
    SELECT line FROM (
        SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default,
            collation_name) AS line FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, pg_get_triggerdef(oid))
            FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT concat_ws(' ', 'function', proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS lines ORDER BY line";

async fn schema(url: &str, sql: &str) -> Vec<String> {
    let raw = Database::connect(url).await.expect("a connection");
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    let rows = raw.query_all_raw(statement).await.expect("the schema");
    raw.close().await.expect("closed");
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a line"))
        .collect()
}

async fn up_down_up(store: &Store, url: &str, sql: &str) {
    assert!(store.ready().await.is_err());
    assert!(
        store
            .schema()
            .await
            .expect("the changes")
            .iter()
            .all(|change| !change.applied)
    );
    let (one, other) = (store.clone(), store.clone());
    let both = (
        tokio::spawn(async move { one.migrate().await }),
        tokio::spawn(async move { other.migrate().await }),
    );
    both.0.await.expect("a task").expect("up");
    both.1
        .await
        .expect("a task")
        .expect("up, with nothing left to do");
    store.ready().await.expect("ready");
    let first = schema(url, sql).await;
    assert!(first.len() > 60, "{first:#?}");
    let changes = store.schema().await.expect("the changes");
    store
        .down(u32::try_from(changes.len()).expect("few"))
        .await
        .expect("down");
    let left = schema(url, sql).await;
    assert!(
        left.iter().all(|line| line.contains("seaql_migrations")),
        "{left:#?}"
    );
    store.migrate().await.expect("up again");
    assert_eq!(schema(url, sql).await, first);
}

#[tokio::test]
async fn up_down_and_up_again_leave_an_equal_schema_on_sqlite() {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!("sqlite:{}", directory.path().join("p.sqlite").display());
    let store = connect(&url, DurabilityPolicy::default())
        .await
        .expect("opens");
    up_down_up(&store, &url, SQLITE).await;
}

#[tokio::test]
async fn up_down_and_up_again_leave_an_equal_schema_on_postgres() {
    let url = postgres_url().await;
    let store = connect(&url, DurabilityPolicy::default())
        .await
        .expect("opens");
    up_down_up(&store, &url, POSTGRES).await;
}

async fn refused(url: &str, setting: &str) {
    let error = connect(url, DurabilityPolicy::default())
        .await
        .expect_err(url);
    assert_eq!(error.code(), "UNSAFE_DURABILITY", "{error}");
    assert!(error.to_string().contains(setting), "{error}");
    connect(
        url,
        DurabilityPolicy {
            allow_data_loss: true,
        },
    )
    .await
    .expect("allowed");
}

#[tokio::test]
async fn a_database_that_may_forget_is_refused_on_sqlite() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str| format!("sqlite:{}", directory.path().join(name).display());
    refused(
        &format!("{}?synchronous=normal", file("a")),
        "synchronous is normal",
    )
    .await;
    refused(
        &format!("{}?synchronous=off", file("b")),
        "synchronous is off",
    )
    .await;
    refused(
        &format!("{}?journal_mode=delete", file("c")),
        "journal_mode is delete",
    )
    .await;
    refused("sqlite::memory:", "storage is memory").await;
    refused("sqlite:file?mode=memory", "storage is memory").await;
    connect(
        &format!("{}?synchronous=extra", file("d")),
        DurabilityPolicy::default(),
    )
    .await
    .expect("safe");
}

#[tokio::test]
async fn a_database_that_may_forget_is_refused_on_postgres() {
    let url = postgres_url().await;
    let (server, name) = url.rsplit_once('/').expect("a database");
    let raw = Database::connect(format!("{server}/postgres"))
        .await
        .expect("a connection");
    let set = |value: &str| format!("ALTER DATABASE {name} SET synchronous_commit = {value}");
    raw.execute_unprepared(&set("off")).await.expect("altered");
    refused(&url, "synchronous_commit is off").await;
    raw.execute_unprepared(&set("local"))
        .await
        .expect("altered");
    connect(&url, DurabilityPolicy::default())
        .await
        .expect("safe");
}

#[tokio::test]
async fn a_server_that_may_forget_is_refused_on_postgres() {
    // These settings are the whole server's.
    let url = own_cluster();
    let server = Database::connect(&url).await.expect("a connection");
    for setting in ["fsync", "full_page_writes"] {
        for (value, taken) in [("off", false), ("on", true)] {
            for statement in [
                format!("ALTER SYSTEM SET {setting} = {value}"),
                "SELECT pg_reload_conf()".to_owned(),
            ] {
                server.execute_unprepared(&statement).await.expect("set");
            }
            // The server reads its settings again on its own time.
            until_new_connections_see(&url, setting, value).await;
            if taken {
                connect(&url, DurabilityPolicy::default())
                    .await
                    .expect("safe");
            } else {
                refused(&url, &format!("{setting} is off")).await;
            }
        }
    }
}

async fn until_new_connections_see(url: &str, setting: &str, value: &str) {
    for _ in 0..100 {
        let fresh = Database::connect(url).await.expect("a connection");
        let row = fresh
            .query_one_raw(Statement::from_string(
                fresh.get_database_backend(),
                format!("SELECT current_setting('{setting}')"),
            ))
            .await
            .expect("an answer")
            .expect("a row");
        fresh.close().await.expect("closed");
        if row.try_get_by_index::<String>(0).expect("a text") == value {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{setting} did not become {value}");
}

#[tokio::test]
async fn no_error_tells_the_password() {
    for url in [
        "postgres://u:hunter2@127.0.0.1:1/x",
        "postgres://u:hunter2@[bad",
        "mysql://u:hunter2@h/x",
    ] {
        let error = connect(url, DurabilityPolicy::default())
            .await
            .expect_err(url);
        let mut told = format!("{error} {error:?}");
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            told.push_str(&inner.to_string());
            cause = inner.source();
        }
        assert!(!told.contains("hunter2"), "{told}");
        assert!(!matches!(error, ConnectError::UnsafeDurability { .. }));
    }
}
