//! Clients that send slowly or not at all: they are cut, hold nobody else up, and cost little. And a database that stands
//! still: whoever asks is told so in time.

use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use std::time::Duration;
use tests::app::{App, Engine};
use tests::client::Asking;
use tests::postgres::Cluster;
use tests::process::{Process, free_port};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

#[expect(
    clippy::disallowed_methods,
    reason = "the variable is the test command's own"
)]
fn full() -> bool {
    std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1")
}

struct Server {
    _folder: tempfile::TempDir,
    process: Process,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let url = format!("sqlite://{}/paragraf.db", folder.path().display());
        Self {
            process: tokio::task::block_in_place(|| Process::serve(&url, port)),
            _folder: folder,
            port,
        }
    }

    async fn connect(&self) -> TcpStream {
        let connected = TcpStream::connect(("127.0.0.1", self.port)).await;
        connected.expect("a connection")
    }

    /// Asks on a connection of its own, and gives how long the answer took.
    async fn answers(&self) -> Duration {
        let began = Instant::now();
        let mut stream = self.connect().await;
        let ask = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(ask).await.expect("sent");
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        timeout(Duration::from_secs(10), read)
            .await
            .expect("in time")
            .expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        began.elapsed()
    }

    /// Bytes of memory that the process holds.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.expect("a size").trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().expect("a number") * 1024
    }
}

/// Sends a beginning and then a byte a second, until the other end closes. Gives how long that took.
async fn dribble(mut stream: TcpStream, beginning: &[u8], longest: Duration) -> Option<Duration> {
    let began = Instant::now();
    stream.write_all(beginning).await.ok()?;
    let (mut reads, mut writes) = stream.into_split();
    let sends = async {
        while writes.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
        // What was sent after the end was refused; what came before it is read below.
        std::future::pending::<()>().await;
    };
    let hears = async {
        let mut held = [0; 1024];
        while reads.read(&mut held).await.is_ok_and(|read| read > 0) {}
    };
    let over = async {
        tokio::select! { () = sends => {} () = hears => {} }
    };
    timeout(longest, over).await.ok()?;
    Some(began.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_senders_are_cut_and_hold_nobody_up() {
    let server = Server::start();
    let count = if full() { 1_000 } else { 100 };
    for (what, beginning, longest) in [
        ("a head", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", 10),
        (
            "the body of a query",
            "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
            15,
        ),
        (
            "a body that nobody wants",
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{",
            15,
        ),
    ] {
        let mut slow = JoinSet::new();
        for _ in 0..count {
            let stream = server.connect().await;
            slow.spawn(dribble(
                stream,
                beginning.as_bytes(),
                Duration::from_secs(longest),
            ));
        }
        // Meanwhile others are answered.
        for _ in 0..10 {
            server.answers().await;
            sleep(Duration::from_millis(200)).await;
        }
        let mut open = 0;
        while let Some(ended) = slow.join_next().await {
            open += usize::from(ended.expect("no panic").is_none());
        }
        assert_eq!(open, 0, "{what}: still open after {longest} s, of {count}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_cost_little() {
    let server = Server::start();
    let count = if full() { 5_000 } else { 1_000 };
    let mut held = Vec::new();
    let mut before = 0;
    for number in 0..2 * count {
        if number == count {
            // By now the pools are full that connections share.
            before = server.memory();
        }
        let mut stream = server.connect().await;
        let ask = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all(ask).await.expect("sent");
        let mut answer = [0; 512];
        let read = stream.read(&mut answer).await.expect("an answer");
        assert!(answer[..read].starts_with(b"HTTP/1.1 200 "));
        held.push(stream);
    }
    server.answers().await;
    let each = server.memory().saturating_sub(before) / u64::try_from(count).expect("a number");
    assert!(each < 32 * 1024, "{each} bytes a connection");
    assert!(
        server.memory() < 300 * 1024 * 1024,
        "{} bytes",
        server.memory()
    );
    drop(held);
    server.answers().await;
}

/// Clients that ask while every connection to the database is taken.
const CLIENTS: usize = 40;
/// The longest that any of them may wait: for a connection, and for a read that is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(9);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_finds_every_connection_taken_is_told_to_come_again() {
    let app = App::asking(Engine::Postgres).await.with_demo().await;
    let path = "/paragraf/v1/organisations?limit=1";
    let http = reqwest::Client::builder().no_proxy().build();
    let http = http.expect("a client");
    let ask = |path: &str| {
        let request = http.get(format!("{}{path}", app.base()));
        async move { request.answered().await.expect("an answer") }
    };
    assert_eq!(ask(path).await.status(), 200);

    // Somebody holds a table that every read needs, and does not let go.
    let holder = Database::connect(&app.settings.database_url).await;
    let holder = holder.expect("a connection");
    let held = holder.begin().await.expect("a transaction");
    let lock = "LOCK TABLE organisation IN ACCESS EXCLUSIVE MODE";
    held.execute_unprepared(lock).await.expect("held");
    let began = Instant::now();
    let mut asking: JoinSet<_> = (0..CLIENTS).map(|_| ask(path)).collect();
    // What needs no database is answered meanwhile.
    assert_eq!(ask("/livez").await.status(), 200);
    assert!(began.elapsed() < Duration::from_secs(2));
    while let Some(answer) = asking.join_next().await {
        let answer = answer.expect("no panic");
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.headers()["retry-after"], "2");
        assert!(began.elapsed() < LONGEST_WAIT, "{:?}", began.elapsed());
    }
    held.rollback().await.expect("let go");
    let began = Instant::now();
    while ask(path).await.status() != 200 {
        assert!(began.elapsed() < Duration::from_secs(5));
        sleep(Duration::from_millis(50)).await;
    }
}

/// For how long the database stands still.
const FROZEN: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_stands_still_the_service_lives_and_goes_on_soon_after() {
    let cluster = Cluster::own();
    let url = cluster.create_database().await;
    let port = free_port();
    let _server = tokio::task::block_in_place(|| Process::serve(&url, port));
    let base = format!("http://127.0.0.1:{port}");
    let http = reqwest::Client::builder().no_proxy().build();
    let http = http.expect("a client");
    let ask = |path: &str| {
        let request = http.get(format!("{base}{path}"));
        async move { request.answered().await.expect("an answer").status() }
    };
    let path = "/paragraf/v1/organisations?limit=1";
    assert_eq!(ask(path).await, 200);

    tokio::task::block_in_place(|| cluster.freeze());
    let began = Instant::now();
    let mut asking: JoinSet<_> = (0..CLIENTS).map(|_| ask(path)).collect();
    let mut alive = Vec::new();
    while began.elapsed() < FROZEN {
        let asked = Instant::now();
        assert_eq!(ask("/livez").await, 200);
        alive.push(asked.elapsed());
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(ask("/readyz").await, 503, "it cannot read");
    tokio::task::block_in_place(|| cluster.thaw());
    let thawed = Instant::now();
    while ask(path).await != 200 {
        assert!(thawed.elapsed() < Duration::from_secs(5));
        sleep(Duration::from_millis(50)).await;
    }
    while let Some(status) = asking.join_next().await {
        let status = status.expect("no panic");
        assert!(status == 503 || status == 504, "{status}");
    }
    assert!(began.elapsed() < FROZEN + Duration::from_secs(6));
    alive.sort_unstable();
    // A busy machine's builds run beside; alone it is a millisecond.
    let slow = alive[alive.len() * 99 / 100];
    assert!(
        slow < Duration::from_millis(500),
        "{slow:?} of {}",
        alive.len()
    );
}
