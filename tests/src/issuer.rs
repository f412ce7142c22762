//! An issuer of tokens that a test plays: it publishes keys, signs what it is told to, and misbehaves on demand.

use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding,
};
use data_encoding::BASE64URL_NOPAD as BASE64;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A key of an issuer.
#[derive(Debug)]
pub enum Key {
    /// RSA, 2048 bits.
    Rsa(RsaKeyPair),
    /// ECDSA on P-256.
    Ec(EcdsaKeyPair),
    /// Ed25519.
    Ed(Ed25519KeyPair),
}

impl Key {
    /// A new RSA key.
    pub fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"))
    }

    /// A new key on P-256.
    pub fn ec() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
        Self::Ec(key.expect("a key"))
    }

    /// A new Ed25519 key.
    pub fn ed() -> Self {
        Self::Ed(Ed25519KeyPair::generate().expect("a key"))
    }

    /// As it is published, under an id.
    pub fn public(&self, id: &str) -> Value {
        match self {
            Self::Rsa(key) => {
                let public = key.public_key();
                let number = |bytes: &[u8]| {
                    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                    BASE64.encode(&bytes[zeros..])
                };
                let (n, e) = (public.modulus(), public.exponent());
                json!({"kty": "RSA", "use": "sig", "kid": id,
                    "n": number(n.big_endian_without_leading_zero()),
                    "e": number(e.big_endian_without_leading_zero())})
            }
            Self::Ec(key) => {
                let point = key.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": id,
                    "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..])})
            }
            Self::Ed(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": id,
                    "x": BASE64.encode(key.public_key().as_ref())})
            }
        }
    }

    /// The public key as DER, for those who would take it for a secret.
    pub fn public_der(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => {
                let der = key.public_key().as_der().expect("DER");
                let der: &[u8] = der.as_ref();
                der.to_vec()
            }
            Self::Ec(key) => key.public_key().as_ref().to_vec(),
            Self::Ed(key) => key.public_key().as_ref().to_vec(),
        }
    }

    fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key) => {
                let how: &'static dyn RsaEncoding = match algorithm {
                    "PS256" => &RSA_PSS_SHA256,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(how, &random, message, &mut signature)
                    .expect("signed");
                signature
            }
            Self::Ec(key) => key
                .sign(&random, message)
                .expect("signed")
                .as_ref()
                .to_vec(),
            Self::Ed(key) => key.sign(message).as_ref().to_vec(),
        }
    }
}

/// A token of a header and claims, signed with a key.
pub fn token(key: &Key, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(header), part(claims));
    let algorithm = header["alg"].as_str().unwrap_or_default();
    let signature = key.sign(algorithm, message.as_bytes());
    format!("{message}.{}", BASE64.encode(&signature))
}

/// How an issuer answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Well,
    /// With a status.
    Status(u16),
    /// With a page instead of data.
    Page,
    /// With more than anybody reads.
    Endlessly,
    /// By pointing elsewhere.
    Elsewhere(String),
    /// In the name of another issuer.
    AsAnother,
    /// After so many seconds.
    Late(u64),
}

#[derive(Debug)]
struct State {
    keys: Vec<Value>,
    manner: Manner,
    asked: usize,
    discovery: Value,
    given: Value,
    sent: Vec<String>,
}

/// An issuer.
#[derive(Debug, Clone)]
pub struct Issuer {
    address: String,
    state: Arc<Mutex<State>>,
}

impl Issuer {
    /// Starts one with public keys.
    pub async fn start(keys: Vec<Value>) -> Self {
        let state = Arc::new(Mutex::new(State {
            keys,
            manner: Manner::Well,
            asked: 0,
            discovery: json!({}),
            given: json!({}),
            sent: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(Arc::clone(&shared)))
                .route(
                    "/.well-known/openid-configuration",
                    web::get().to(discovery),
                )
                .route("/keys", web::get().to(published))
                .route("/token", web::post().to(exchanged))
        })
        .workers(1)
        .bind(("127.0.0.1", 0))
        .expect("a free port");
        let address = format!("http://{}", server.addrs()[0]);
        let running = server.run();
        crate::process::beside(running);
        Self { address, state }
    }

    /// As its tokens say it.
    pub fn name(&self) -> &str {
        &self.address
    }

    /// Publishes other keys.
    pub fn publish(&self, keys: Vec<Value>) {
        self.state.lock().expect("no panic").keys = keys;
    }

    /// Answers in another manner from now on.
    pub fn answer(&self, manner: Manner) {
        self.state.lock().expect("no panic").manner = manner;
    }

    /// Says more, or something else, in its discovery document.
    pub fn discover(&self, members: Value) {
        self.state.lock().expect("no panic").discovery = members;
    }

    /// Gives this for a code from now on.
    pub fn give(&self, answer: Value) {
        self.state.lock().expect("no panic").given = answer;
    }

    /// What was sent to exchange codes.
    pub fn sent(&self) -> Vec<String> {
        self.state.lock().expect("no panic").sent.clone()
    }

    /// How often its keys were asked for.
    pub fn asked(&self) -> usize {
        self.state.lock().expect("no panic").asked
    }
}

type Shared = web::Data<Arc<Mutex<State>>>;

async fn discovery(http: actix_web::HttpRequest, state: Shared) -> HttpResponse {
    let address = format!("http://{}", http.connection_info().host());
    let manner = state.lock().expect("no panic").manner.clone();
    let issuer = match manner {
        Manner::AsAnother => "http://127.0.0.1:1".to_owned(),
        _ => address.clone(),
    };
    let mut document = json!({
        "issuer": issuer,
        "jwks_uri": format!("{address}/keys"),
        "authorization_endpoint": format!("{address}/authorize"),
        "token_endpoint": format!("{address}/token"),
    });
    let more = state.lock().expect("no panic").discovery.clone();
    for (name, value) in more.as_object().into_iter().flatten() {
        document[name] = value.clone();
    }
    HttpResponse::Ok().json(document)
}

async fn exchanged(state: Shared, body: String) -> HttpResponse {
    let mut held = state.lock().expect("no panic");
    held.sent.push(body);
    HttpResponse::Ok().json(held.given.clone())
}

async fn published(state: Shared) -> HttpResponse {
    let (manner, keys) = {
        let mut held = state.lock().expect("no panic");
        held.asked += 1;
        (held.manner.clone(), json!({"keys": held.keys}))
    };
    match manner {
        Manner::Status(status) => {
            let status = actix_web::http::StatusCode::from_u16(status).expect("a status");
            HttpResponse::build(status).finish()
        }
        Manner::Page => HttpResponse::Ok()
            .content_type("text/html")
            .body("<html></html>"),
        Manner::Endlessly => {
            HttpResponse::Ok().body(format!("{{\"keys\": [{}", " ".repeat(70_000)))
        }
        Manner::Elsewhere(address) => HttpResponse::Found()
            .insert_header(("Location", address))
            .finish(),
        Manner::Late(seconds) => {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            HttpResponse::Ok().json(keys)
        }
        Manner::Well | Manner::AsAnother => HttpResponse::Ok().json(keys),
    }
}
