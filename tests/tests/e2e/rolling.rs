//! Two servers on one PostgreSQL behind nginx, with the configuration that we ship: started anew one after the other
//! under load no request fails, and one that is lost is passed over.

use api::config::Settings;
use reqwest::header::CONNECTION;
use serde_json::json;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::app::token;
use tests::client::Asking;
use tests::postgres;
use tests::process::{Process, free_port};

/// How much is done: all of it with `PARAGRAF_FULL=1`.
struct Load {
    clients: usize,
    requests: usize,
    restarts: usize,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the variable is the test command's own"
)]
fn load() -> Load {
    match std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1") {
        true => Load {
            clients: 16,
            requests: 50_000,
            restarts: 16,
        },
        false => Load {
            clients: 8,
            requests: 2_000,
            restarts: 4,
        },
    }
}

/// nginx with the configuration of `deploy/`, until it is dropped.
struct Nginx {
    child: Child,
    port: u16,
    _folder: TempDir,
}

fn binary() -> PathBuf {
    let places = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"];
    let found = places
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.is_file());
    found.expect("nginx (Debian: apt-get install nginx-light); scripts/test installs it")
}

impl Nginx {
    fn before(servers: [u16; 2]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/nginx.conf");
        let mut text = std::fs::read_to_string(shipped).expect("the configuration");
        for (shipped, here) in [
            ("listen 80;", format!("listen 127.0.0.1:{port};")),
            ("127.0.0.1:8081", format!("127.0.0.1:{}", servers[0])),
            ("127.0.0.1:8082", format!("127.0.0.1:{}", servers[1])),
        ] {
            assert_eq!(text.matches(shipped).count(), 1, "{shipped}");
            text = text.replace(shipped, &here);
        }
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("site.conf"), text).expect("written");
        let kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let kept = kept.map(|name| format!("{name}_temp_path {};", path(name)));
        let whole = format!(
            "worker_processes 2; pid {}; error_log {} warn; daemon off; master_process on;
            events {{ worker_connections 1024; }}
            http {{ access_log off; {} include {}; }}",
            path("pid"),
            path("error.log"),
            kept.join(" "),
            path("site.conf"),
        );
        std::fs::write(path("nginx.conf"), whole).expect("written");
        // The workers of a master that is root are somebody else.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open).expect("permitted");
        let child = Command::new(binary())
            .args(["-c", &path("nginx.conf"), "-p", &path("")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx runs");
        let held = Self {
            child,
            port,
            _folder: folder,
        };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(10),
                "nginx does not answer"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        held
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked, the master takes its workers along; killed, it leaves them.
        let id = self.child.id().to_string();
        drop(Command::new("kill").args(["-TERM", &id]).status());
        drop(self.child.wait());
    }
}

/// What clients ask for in turn: the public page, REST, GraphQL by GET and by POST.
async fn asked(
    client: &reqwest::Client,
    base: &str,
    turn: usize,
    token: &str,
) -> Result<(), String> {
    let query = "{ organisations(first: 5) { totalCount } }";
    let mut request = match turn % 5 {
        0 => client.get(format!("{base}/")),
        1 => client.get(format!("{base}/paragraf/v1/organisations")),
        2 => client.get(format!(
            "{base}/graphql?query=%7Borganisations(first:5)%7BtotalCount%7D%7D"
        )),
        _ => {
            let body = json!({"query": query}).to_string();
            let post = client.post(format!("{base}/graphql")).body(body);
            post.header("content-type", "application/json")
                .bearer_auth(token)
        }
    };
    if turn.is_multiple_of(3) {
        request = request.header(CONNECTION, "close");
    }
    let answer = request
        .answered()
        .await
        .map_err(|error| format!("{turn}: {error:?}"))?;
    let status = answer.status().as_u16();
    let body = answer
        .text()
        .await
        .map_err(|error| format!("{turn}: {error:?}"))?;
    match status == 200 && !body.contains("\"errors\"") {
        true => Ok(()),
        false => Err(format!("{turn}: {status}: {body}")),
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_start_anew_in_turn_and_no_request_fails() {
    let load = load();
    let database_url = postgres::fresh_database().await;
    let settings = Settings {
        database_url: database_url.clone(),
        ..Settings::default()
    };
    let store = api::startup::open(&settings).await.expect("a database");
    api::demo::load(&store).await.expect("demo data");
    store.close().await.expect("closed");
    let listeners = [0, 1].map(|_| TcpListener::bind("127.0.0.1:0").expect("a port"));
    let ports = [0, 1].map(|at: usize| listeners[at].local_addr().expect("an address").port());
    let serve = |at: usize| Process::serve_on(&database_url, &listeners[at], &[]);
    let mut servers = [serve(0), serve(1)];
    let nginx = Nginx::before(ports);
    let base = nginx.base();

    let (next, restarted) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let failures: Arc<Mutex<Vec<String>>> = Arc::default();
    let token = token("secretary", &["samordningsforbundet-norrsken"]);
    let clients: Vec<_> = (0..load.clients)
        .map(|_| {
            let (next, restarted, failures) = (
                Arc::clone(&next),
                Arc::clone(&restarted),
                Arc::clone(&failures),
            );
            let (base, token, client, enough) =
                (base.clone(), token.clone(), client(), load.requests);
            tokio::spawn(async move {
                loop {
                    let turn = next.fetch_add(1, Ordering::SeqCst);
                    if turn >= enough && restarted.load(Ordering::SeqCst) {
                        return;
                    }
                    if let Err(failure) = asked(&client, &base, turn, &token).await {
                        failures.lock().expect("no panic").push(failure);
                    }
                }
            })
        })
        .collect();
    for restart in 0..load.restarts {
        let at = restart % 2;
        servers[at].terminate();
        let ended =
            tokio::task::block_in_place(|| servers[at].ended_within(Duration::from_secs(30)));
        ended.expect("it ended in order");
        servers[at] = tokio::task::block_in_place(|| serve(at));
    }
    restarted.store(true, Ordering::SeqCst);
    for client in clients {
        client.await.expect("no panic");
    }
    let asked_for = next.load(Ordering::SeqCst) - load.clients;
    let failures = failures.lock().expect("no panic").clone();
    let first: Vec<&String> = failures.iter().take(10).collect();
    assert!(
        failures.is_empty(),
        "{} of {asked_for} failed in {} restarts: {first:#?}",
        failures.len(),
        load.restarts
    );
    assert!(asked_for >= load.requests, "{asked_for}");
    eprintln!(
        "{asked_for} requests, {} restarts, none failed",
        load.restarts
    );

    // What is not for those outside is not there for them.
    let outside = client()
        .get(format!("{base}/metrics"))
        .answered()
        .await
        .expect("an answer");
    assert_eq!(outside.status(), 404);
    // A server that is lost, with its address: the other answers.
    let [one, other] = servers;
    let [gone, kept] = listeners;
    one.kill();
    drop(gone);
    let client = client();
    for turn in 0..100 {
        let turn = turn * 5 + turn % 3;
        asked(&client, &base, turn, &token)
            .await
            .expect("an answer from the other");
    }
    drop((other, kept));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_about_to_stop_says_so_and_answers_still() {
    let folder = tempfile::tempdir().expect("a folder");
    let database_url = format!("sqlite://{}/paragraf.db", folder.path().display());
    let port = free_port();
    let mut server = Process::serve(&database_url, port);
    let base = format!("http://127.0.0.1:{port}");
    let client = client();
    let ask = async |path: &str| {
        let answer = client
            .get(format!("{base}{path}"))
            .answered()
            .await
            .expect("an answer");
        let closes = answer
            .headers()
            .get(CONNECTION)
            .is_some_and(|value| value == "close");
        (answer.status().as_u16(), closes)
    };
    assert_eq!(ask("/readyz").await, (200, false));
    server.terminate();
    let started = Instant::now();
    while ask("/readyz").await.0 == 200 {
        assert!(
            started.elapsed() < Duration::from_secs(1),
            "it does not say so"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // On new connections, as each of the old ones ends with its answer.
    assert_eq!(ask("/readyz").await, (503, true));
    assert_eq!(ask("/livez").await, (200, true));
    assert_eq!(ask("/paragraf/v1/organisations").await, (200, true));
    let ended = tokio::task::block_in_place(|| server.ended_within(Duration::from_secs(10)));
    ended.expect("it ended in order");
    assert!(
        started.elapsed() >= Duration::from_millis(1_500),
        "it drained"
    );
    assert!(client.get(&base).answered().await.is_err());
}
