//! A little witness on this machine, by C2SP tlog-witness: it remembers of each log how far it went, and signs only what
//! follows on that.

use actix_web::http::header;
use actix_web::{App, HttpResponse, HttpServer, web};
use api::system::SystemClock;
use application::ports::Clock;
use seal::checkpoint::Checkpoint;
use seal::digest::Digest;
use seal::key::{KeyKind, PublicKey, SecretKey};
use seal::merkle;
use seal::note::SignedNote;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// How a witness answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// As the specification wants.
    #[default]
    Fair,
    /// 500.
    Broken,
    /// 429, to be left alone for two minutes.
    Busy,
    /// 200 with more than anybody wants to read.
    Endless,
    /// Sends the asker elsewhere, to the same witness under another path.
    Elsewhere,
    /// Signs with another key under its own name.
    Forged,
    /// 409 with the size that it was told.
    Obstinate,
    /// 409 with a size that is no number.
    Babbling,
}

#[derive(Debug, Default)]
struct Memory {
    logs: HashMap<String, (u64, Digest)>,
    trusted: Vec<PublicKey>,
    mood: Mood,
    asked: Vec<String>,
}

/// A witness that runs until it is dropped.
#[derive(Debug)]
pub struct LittleWitness {
    key: SecretKey,
    address: String,
    memory: Arc<Mutex<Memory>>,
    handle: actix_web::dev::ServerHandle,
}

/// What the witness answers: status, media type, body.
type Answer = (u16, &'static str, String);

fn bare(status: u16) -> Answer {
    (status, "text/plain", format!("{status}\n"))
}

impl Memory {
    /// The answer to a request, which has its effect before it is given.
    fn answer(&mut self, body: &str, key: &SecretKey) -> Answer {
        let Some((old, proof, note)) = request(body) else {
            return bare(400);
        };
        let Ok(checkpoint) = Checkpoint::parse(note.text()) else {
            return bare(400);
        };
        let origin = checkpoint.origin.clone();
        let named = |service: &&PublicKey| origin.starts_with(&format!("{}/", service.name()));
        let own = self.trusted.iter().filter(named);
        let own: Vec<PublicKey> = own.map(|key| key.named(&origin).expect("a name")).collect();
        if own.is_empty() {
            return bare(404);
        }
        if note.opened(&own).is_err() {
            return bare(403);
        }
        if checkpoint.size < old {
            return bare(400);
        }
        let (known, root) = match self.logs.get(&origin) {
            Some(held) => *held,
            None => (0, merkle::root(&[])),
        };
        let sized = (409, "text/x.tlog.size", format!("{known}\n"));
        if known != old || (old == checkpoint.size && root != checkpoint.root) {
            return sized;
        }
        let later = (checkpoint.size, &checkpoint.root);
        if proof.len() > 63 || !merkle::extends((old, &root), later, &proof) {
            return bare(422);
        }
        self.logs.insert(origin, (checkpoint.size, checkpoint.root));
        (200, "text/plain; charset=utf-8", cosigned(&note, key))
    }
}

fn cosigned(note: &SignedNote, key: &SecretKey) -> String {
    let now = u64::try_from(SystemClock.now().timestamp()).expect("after 1970");
    let mut signed = note.clone();
    signed.add_cosignature(key, now).expect("a witness's key");
    let own = signed.only(&key.public());
    own.signatures()
        .iter()
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Old size, proof and note of a request; `None` for anything else.
fn request(body: &str) -> Option<(u64, Vec<Digest>, SignedNote)> {
    let (head, note) = body.split_once("\n\n")?;
    let mut lines = head.split('\n');
    let digits = lines.next()?.strip_prefix("old ")?;
    let old: u64 = digits.parse().ok()?;
    let proof = lines.map(Digest::parse).collect::<Option<Vec<Digest>>>()?;
    let note = SignedNote::parse(note).ok()?;
    (old.to_string() == digits).then_some((old, proof, note))
}

async fn add_checkpoint(
    memory: web::Data<Mutex<Memory>>,
    key: web::Data<SecretKey>,
    body: String,
) -> HttpResponse {
    let mut memory = memory.lock().expect("no panic");
    memory.asked.push(body.clone());
    let (status, media, body) = match memory.mood {
        Mood::Fair => memory.answer(&body, &key),
        Mood::Broken => bare(500),
        Mood::Busy => {
            return HttpResponse::TooManyRequests()
                .insert_header((header::RETRY_AFTER, "120"))
                .finish();
        }
        Mood::Endless => (200, "text/plain", "\u{2014} a AAAAAAA=\n".repeat(100_000)),
        Mood::Elsewhere => {
            return HttpResponse::TemporaryRedirect()
                .insert_header((header::LOCATION, "/elsewhere/add-checkpoint"))
                .finish();
        }
        Mood::Forged => {
            let (_, _, note) = request(&body).expect("a request");
            let name = key.public().name().to_owned();
            let other = SecretKey::from_randomness(&name, KeyKind::Cosignature, &[99; 32]);
            (200, "text/plain", cosigned(&note, &other.expect("a name")))
        }
        Mood::Obstinate => {
            let (old, _, _) = request(&body).expect("a request");
            (409, "text/x.tlog.size", format!("{old}\n"))
        }
        Mood::Babbling => (409, "text/x.tlog.size", "many\n".to_owned()),
    };
    let status = actix_web::http::StatusCode::from_u16(status).expect("a status");
    HttpResponse::build(status).content_type(media).body(body)
}

impl LittleWitness {
    /// Starts a witness of a name that trusts logs under a service's key.
    pub async fn start(name: &str, seed: u8, service: PublicKey) -> Self {
        let key = SecretKey::from_randomness(name, KeyKind::Cosignature, &[seed; 32]);
        let key = key.expect("a name");
        let memory = Arc::new(Mutex::new(Memory {
            trusted: vec![service],
            ..Memory::default()
        }));
        let (held, signer) = (
            web::Data::from(Arc::clone(&memory)),
            web::Data::new(key.clone()),
        );
        let server = HttpServer::new(move || {
            App::new()
                .app_data(held.clone())
                .app_data(signer.clone())
                .route("/log/add-checkpoint", web::post().to(add_checkpoint))
                .route("/elsewhere/add-checkpoint", web::post().to(add_checkpoint))
        })
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .expect("a port");
        let address = format!("http://{}/log", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        crate::process::beside(server);
        Self {
            key,
            address,
            memory,
            handle,
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("no panic")
    }

    /// Its public key.
    pub fn key(&self) -> PublicKey {
        self.key.public()
    }

    /// As the settings list it.
    pub fn listed(&self) -> String {
        format!("{}={}", self.key(), self.address)
    }

    /// Where it is asked.
    pub fn address(&self) -> String {
        format!("{}/add-checkpoint", self.address)
    }

    /// Trusts another service's key as well.
    pub fn trust(&self, service: PublicKey) {
        self.memory().trusted.push(service);
    }

    /// How it answers from now on.
    pub fn becomes(&self, mood: Mood) {
        self.memory().mood = mood;
    }

    /// The sizes of the logs that it knows.
    pub fn sizes(&self) -> Vec<u64> {
        self.memory().logs.values().map(|held| held.0).collect()
    }

    /// What it was asked since the last call.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.memory().asked)
    }
}

impl Drop for LittleWitness {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}
