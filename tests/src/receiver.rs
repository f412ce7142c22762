//! A receiver of webhooks that a test plays: it keeps what it gets and answers as it is told to.

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// How a receiver answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// 204.
    Well,
    /// With a status.
    Status(u16),
    /// With a status and `Retry-After`.
    After(u16, &'static str),
    /// By pointing elsewhere.
    Elsewhere(String),
    /// Never.
    Never,
    /// 200, with a body that does not end.
    Endlessly,
    /// 200, with a body that comes a byte a second.
    Slowly,
    /// With 500, where the feed that the event is of is that organisation's.
    FailsOf(String),
    /// The first time an event comes, badly as often as said, of a hundred; by chance with this seed.
    AtRandom {
        /// Of a hundred.
        fails: u64,
        /// Where chance starts.
        seed: u64,
        /// Whether every other failure asks for rest, and gives no time: then nothing at all comes for a while.
        rests: bool,
    },
}

/// An event as it came.
#[derive(Debug, Clone)]
pub struct Got {
    /// When.
    pub at: Instant,
    /// Its headers.
    pub headers: BTreeMap<String, String>,
    /// Its body, to the byte.
    pub body: String,
    /// Whether it was told that the event was taken.
    pub taken: bool,
}

impl Got {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Whose feed it is of, and its number there.
    pub fn of(&self) -> (String, i64) {
        let data = &self.json()["data"];
        let organisation = data["organisation"].as_str().expect("an organisation");
        (
            organisation.to_owned(),
            data["sequence"].as_i64().unwrap_or_default(),
        )
    }

    /// As the judge of signatures reads it.
    pub fn for_the_judge(&self, secret: &str) -> Value {
        json!({"secret": secret, "headers": self.headers, "body": self.body})
    }
}

#[derive(Debug)]
struct State {
    manner: Manner,
    got: Vec<Got>,
    chance: u64,
}

/// A receiver.
#[derive(Debug, Clone)]
pub struct Receiver {
    address: String,
    state: Arc<Mutex<State>>,
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no panic")
}

impl Receiver {
    /// Starts one.
    pub fn start(manner: Manner) -> Self {
        let chance = match manner {
            Manner::AtRandom { seed, .. } => seed,
            _ => 1,
        };
        let state = Arc::new(Mutex::new(State {
            manner,
            got: Vec::new(),
            chance,
        }));
        let shared = Arc::clone(&state);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(Arc::clone(&shared)))
                .default_service(web::to(received))
        })
        .workers(1)
        .shutdown_timeout(0)
        .bind(("127.0.0.1", 0))
        .expect("a free port");
        let address = format!("http://{}/hook", server.addrs()[0]);
        let running = server.run();
        crate::process::beside(running);
        Self { address, state }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.address
    }

    /// Answers in another manner from now on.
    pub fn answer(&self, manner: Manner) {
        locked(&self.state).manner = manner;
    }

    /// Everything that came, in order.
    pub fn got(&self) -> Vec<Got> {
        locked(&self.state).got.clone()
    }

    /// How much came.
    pub fn count(&self) -> usize {
        locked(&self.state).got.len()
    }

    /// Waits until so much came.
    ///
    /// # Panics
    /// Where it does not within half a minute.
    pub async fn until(&self, count: usize) -> Vec<Got> {
        let started = Instant::now();
        while self.count() < count {
            let waited = started.elapsed();
            assert!(
                waited < Duration::from_secs(30),
                "{} of {count} came",
                self.count()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.got()
    }
}

async fn received(
    http: HttpRequest,
    body: Bytes,
    state: web::Data<Arc<Mutex<State>>>,
) -> HttpResponse {
    let headers = http.headers().iter().map(|(name, value)| {
        let value = value.to_str().expect("a text");
        (name.as_str().to_owned(), value.to_owned())
    });
    let mut got = Got {
        at: Instant::now(),
        headers: headers.collect(),
        body: String::from_utf8(body.to_vec()).expect("a text"),
        taken: false,
    };
    let manner = {
        let mut held = locked(&state);
        let manner = match held.manner.clone() {
            Manner::AtRandom { fails, rests, .. } => {
                let known = held
                    .got
                    .iter()
                    .any(|met| met.header("webhook-id") == got.header("webhook-id"));
                held.chance = held
                    .chance
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let drawn = held.chance >> 33;
                match drawn % 100 {
                    chance if known || chance >= fails => Manner::Well,
                    chance if chance % 2 == 0 => Manner::Status(500),
                    _ if rests => Manner::Status(503),
                    _ => Manner::After(503, "0"),
                }
            }
            Manner::FailsOf(organisation) if got.of().0 == organisation => Manner::Status(500),
            Manner::FailsOf(_) => Manner::Well,
            manner => manner,
        };
        got.taken = matches!(manner, Manner::Well | Manner::Endlessly | Manner::Slowly);
        held.got.push(got);
        manner
    };
    match manner {
        Manner::Well | Manner::FailsOf(_) | Manner::AtRandom { .. } => {
            HttpResponse::NoContent().finish()
        }
        Manner::Status(status) => {
            HttpResponse::build(StatusCode::from_u16(status).expect("a status")).finish()
        }
        Manner::After(status, after) => {
            HttpResponse::build(StatusCode::from_u16(status).expect("a status"))
                .insert_header(("Retry-After", after))
                .finish()
        }
        Manner::Elsewhere(address) => HttpResponse::TemporaryRedirect()
            .insert_header(("Location", address))
            .finish(),
        Manner::Never => std::future::pending().await,
        Manner::Endlessly => HttpResponse::Ok().streaming(stream::repeat_with(|| {
            Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 16 * 1024]))
        })),
        Manner::Slowly => HttpResponse::Ok().streaming(stream::unfold((), async |()| {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
        })),
    }
}
