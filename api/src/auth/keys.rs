//! The keys of an issuer: read from the address that it publishes them at, kept, and read anew when they are old or do
//! not hold the one that is asked for.

use crate::{outbound, traces};
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyOperations, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey};
use reqwest::{Client, Url};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// Seconds for which keys are taken as they are. With the floor it keeps what an issuer changes from holding, or from
/// being held back, for more than a minute.
const FRESH: i64 = 45;

/// Seconds between two attempts to read them.
const FLOOR: i64 = 30;

/// Seconds for which keys stand where the issuer does not answer.
const STALE: i64 = 24 * 60 * 60;

/// Longest answer that is read, in bytes.
const MOST: usize = 64 * 1024;

/// Most keys that are kept.
const MOST_KEYS: usize = 64;

/// Bytes of the shortest and the longest RSA modulus.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;

/// A key with what it may verify.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) decoding: DecodingKey,
    algorithms: Vec<Algorithm>,
}

impl Key {
    /// Whether it may verify what is signed so.
    pub(super) fn verifies(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }
}

/// Keys by their id.
type Keys = HashMap<String, Key>;

/// The keys of a document (RFC 7517) that may verify by one of the algorithms; what else stands there is passed over.
fn read(text: &str, allowed: &[Algorithm]) -> Result<Keys, String> {
    let set: JwkSet = serde_json::from_str(text).map_err(|error| format!("no key set: {error}"))?;
    let mut keys = Keys::new();
    for jwk in set.keys.iter().take(MOST_KEYS) {
        if let Some((id, key)) = usable(jwk, allowed) {
            keys.entry(id).or_insert(key);
        }
    }
    Ok(keys)
}

fn usable(jwk: &Jwk, allowed: &[Algorithm]) -> Option<(String, Key)> {
    let common = &jwk.common;
    let id = common.key_id.clone()?;
    let signs = common
        .public_key_use
        .as_ref()
        .is_none_or(|held| *held == PublicKeyUse::Signature);
    let verifies = common
        .key_operations
        .as_ref()
        .is_none_or(|held| held.contains(&KeyOperations::Verify));
    if !signs || !verifies {
        return None;
    }
    let possible: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(held) => {
            let modulus = data_encoding::BASE64URL_NOPAD.decode(held.n.as_bytes());
            let length = modulus.map_or(0, |modulus| modulus.len());
            if !MODULUS.contains(&length) {
                return None;
            }
            &[
                Algorithm::RS256,
                Algorithm::RS384,
                Algorithm::RS512,
                Algorithm::PS256,
                Algorithm::PS384,
                Algorithm::PS512,
            ]
        }
        AlgorithmParameters::EllipticCurve(held) => match held.curve {
            EllipticCurve::P256 => &[Algorithm::ES256],
            EllipticCurve::P384 => &[Algorithm::ES384],
            _ => return None,
        },
        AlgorithmParameters::OctetKeyPair(held) => match held.curve {
            EllipticCurve::Ed25519 => &[Algorithm::EdDSA],
            _ => return None,
        },
        // A secret that is published is none.
        _ => return None,
    };
    let declared = common.key_algorithm.map(|held| format!("{held:?}"));
    let algorithms: Vec<Algorithm> = possible
        .iter()
        .copied()
        .filter(|held| allowed.contains(held))
        .filter(|held| {
            declared
                .as_ref()
                .is_none_or(|said| *said == format!("{held:?}"))
        })
        .collect();
    if algorithms.is_empty() {
        return None;
    }
    let decoding = DecodingKey::from_jwk(jwk).ok()?;
    Some((
        id,
        Key {
            decoding,
            algorithms,
        },
    ))
}

/// Where the keys of an issuer are found.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// In the discovery document of an issuer.
    Discovery {
        /// The issuer, as its tokens say it.
        issuer: String,
        /// The address of the document.
        address: Url,
    },
    /// At an address that is named.
    Named(Url),
}

/// What OpenID Connect Discovery tells, as far as we ask.
#[derive(Debug, Deserialize)]
struct Discovered {
    issuer: String,
    jwks_uri: String,
}

#[derive(Default)]
struct State {
    keys: Arc<Keys>,
    /// The last time that they were read, in seconds since 1970-01-01 UTC.
    read_at: Option<i64>,
    /// The last attempt to.
    tried_at: Option<i64>,
}

/// The keys of one issuer.
pub(super) struct KeyStore {
    source: Source,
    allowed: Vec<Algorithm>,
    client: Client,
    state: RwLock<State>,
    reading: Mutex<()>,
}

impl KeyStore {
    pub(super) fn new(source: Source, allowed: Vec<Algorithm>, client: Client) -> Self {
        Self {
            source,
            allowed,
            client,
            state: RwLock::default(),
            reading: Mutex::default(),
        }
    }

    /// The key with an id at an instant; `None` where the issuer has none such, or does not answer and never did.
    ///
    /// # Units
    /// `now` in seconds since 1970-01-01 UTC.
    pub(super) async fn key(&self, id: &str, now: i64) -> Option<Key> {
        if let Some(key) = self.held(id, now, FRESH) {
            return Some(key);
        }
        if self.may_try(now) {
            let stale = self.held(id, now, STALE);
            // Whoever has a key to go on with does not wait for another's attempt.
            let turn = match &stale {
                Some(_) => self.reading.try_lock().ok(),
                None => Some(self.reading.lock().await),
            };
            let Some(_turn) = turn else { return stale };
            if self.may_try(now) {
                self.refresh(now).await;
            }
        }
        self.held(id, now, STALE)
    }

    /// The key as it was read not more than so many seconds ago.
    fn held(&self, id: &str, now: i64, within: i64) -> Option<Key> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let age = state.read_at?.abs_diff(now);
        let young = i64::try_from(age).is_ok_and(|age| age <= within);
        young.then(|| state.keys.get(id).cloned()).flatten()
    }

    fn may_try(&self, now: i64) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let since = state.tried_at.map(|tried| tried.abs_diff(now));
        since.is_none_or(|since| i64::try_from(since).is_ok_and(|since| since >= FLOOR))
    }

    async fn refresh(&self, now: i64) {
        {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            state.tried_at = Some(now);
        }
        match self.read_anew().await {
            Ok(keys) => {
                let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
                state.keys = Arc::new(keys);
                state.read_at = Some(now);
            }
            Err(reason) => {
                let source = match &self.source {
                    Source::Discovery { address, .. } | Source::Named(address) => address,
                };
                tracing::warn!(%source, %reason, "the keys of an issuer could not be read");
            }
        }
    }

    async fn read_anew(&self) -> Result<Keys, String> {
        let address = match &self.source {
            Source::Named(address) => address.clone(),
            Source::Discovery { issuer, address } => {
                let text = self.get(address).await?;
                let found: Discovered = serde_json::from_str(&text)
                    .map_err(|error| format!("no discovery document: {error}"))?;
                if found.issuer != *issuer {
                    return Err("the discovery document is another issuer's".to_owned());
                }
                let keys = outbound::address(&found.jwks_uri)?;
                if (keys.scheme(), keys.host_str()) != (address.scheme(), address.host_str()) {
                    let reason = "its keys are on another host; name their address in jwksUri";
                    return Err(reason.to_owned());
                }
                keys
            }
        };
        let keys = read(&self.get(&address).await?, &self.allowed)?;
        match keys.is_empty() {
            // Not an answer to go by: an issuer that signs has a key.
            true => Err("none of its keys can be used".to_owned()),
            false => Ok(keys),
        }
    }

    async fn get(&self, address: &Url) -> Result<String, String> {
        let sent = traces::send("issuer", self.client.get(address.clone())).await;
        let response = sent.map_err(|error| outbound::told(&error))?;
        match response.status().as_u16() {
            200 => outbound::body(response, MOST).await,
            other => Err(format!("it answers {other}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn jwk(change: impl FnOnce(&mut Value)) -> Value {
        let mut held = json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
            "x": "iSPhVJYRQICcyszYDMxkzPGWwznfhsRpvySYQSacNsE", "y": "m4yGHZALuZrM6lDVU_coyiSXdlRwsaIsv1E9gylsMqs",
        });
        held["kid"] = json!("a");
        change(&mut held);
        held
    }

    fn found(keys: &[Value]) -> Vec<String> {
        let allowed = [Algorithm::ES256, Algorithm::RS256];
        let text = json!({"keys": keys}).to_string();
        let mut ids: Vec<String> = read(&text, &allowed).expect("a set").into_keys().collect();
        ids.sort();
        ids
    }

    #[test]
    fn only_keys_that_verify_by_an_allowed_algorithm_are_kept() {
        assert_eq!(found(&[jwk(|_| ())]), ["a"]);
        let passed_over: [fn(&mut Value); 6] = [
            |it| it["use"] = json!("enc"),
            |it| it["key_ops"] = json!(["sign"]),
            |it| it["alg"] = json!("ES384"),
            |it| it["crv"] = json!("P-384"),
            |it| drop(it.as_object_mut().and_then(|it| it.remove("kid"))),
            |it| *it = json!({"kty": "oct", "kid": "a", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}),
        ];
        for change in passed_over {
            let held = jwk(change);
            assert_eq!(
                found(std::slice::from_ref(&held)),
                [] as [&str; 0],
                "{held}"
            );
        }
        // 1024 bits are too few.
        let short = data_encoding::BASE64URL_NOPAD.encode(&[0xff; 128]);
        let rsa = json!({"kty": "RSA", "kid": "r", "n": short, "e": "AQAB"});
        assert_eq!(found(&[rsa, jwk(|it| it["kid"] = json!("b"))]), ["b"]);
        assert!(read("<html>", &[Algorithm::ES256]).is_err());
    }
}
