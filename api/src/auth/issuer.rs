//! Issuers of OpenID Connect whose access tokens are taken: what the settings say of each, and what its claims mean here.
//!
//! Everything that a token could use to choose how it is verified is ours to say: algorithms, audience, type, and which
//! claims give names, roles and organisations. An issuer speaks for no more than its settings let it.

use super::keys::{KeyStore, Source};
use super::signing_in::{Door, SigningIn};
use super::{LONGEST, Reason, TYPE, TokenError, WireClaims, check_header, check_type, reason_of};
use crate::outbound;
use application::actor::{Actor, Role};
use jsonwebtoken::{Algorithm, Header, Validation};
use reqwest::Url;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;
use thiserror::Error;

/// How long the answer of an issuer may take in all, and how long the connection.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(3));

/// Claims that mark an ID token, which says who signed in and gives no access.
const OF_ID_TOKENS: [&str; 3] = ["nonce", "at_hash", "c_hash"];

/// Why the settings of issuers cannot be used.
#[derive(Debug, Error)]
pub enum IssuerError {
    /// The list is neither addresses nor JSON as documented.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    /// A value of an issuer.
    #[error("{issuer}: {reason}")]
    Value {
        /// The issuer.
        issuer: String,
        /// What is wrong.
        reason: String,
    },
    /// The machine's list of authorities cannot be read.
    #[error("no connection can be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// What the settings say of an issuer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Listed {
    /// As its tokens say it in `iss`.
    issuer: String,
    /// What its tokens for us say in `aud`.
    #[serde(default = "audience")]
    audience: String,
    /// Algorithms that it signs with.
    #[serde(default = "algorithms")]
    algorithms: Vec<Algorithm>,
    /// What its access tokens say in the header's `typ`.
    #[serde(default = "token_types")]
    token_types: Vec<String>,
    /// Where its keys are, where discovery is not to say.
    jwks_uri: Option<String>,
    /// Which claims tell what: a name, or a JSON pointer into the claims.
    #[serde(default)]
    claims: Names,
    /// Our role for each of its roles; where left out its names are ours.
    roles: Option<BTreeMap<String, String>>,
    /// Our organisation, as its name in addresses or its id, for each value that it tells; where left out its values are.
    organisations: Option<BTreeMap<String, String>>,
    /// The organisations that it may speak for; all where left out.
    may_act_for: Option<BTreeSet<String>>,
    /// How people sign in there; nobody does where left out.
    sign_in: Option<SigningIn>,
}

/// Where claims are found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Names {
    name: String,
    roles: String,
    organisations: String,
}

impl Default for Names {
    fn default() -> Self {
        let own = |name: &str| name.to_owned();
        Self {
            name: own("name"),
            roles: own("roles"),
            organisations: own("organisations"),
        }
    }
}

fn audience() -> String {
    super::AUDIENCE.to_owned()
}

fn algorithms() -> Vec<Algorithm> {
    vec![Algorithm::RS256]
}

fn token_types() -> Vec<String> {
    vec![TYPE.to_owned()]
}

/// Reads `PARAGRAF_OIDC_ISSUERS`: addresses with white space or commas between them, or a list in JSON.
fn listed(text: &str) -> Result<Vec<Listed>, IssuerError> {
    if text.trim_start().starts_with('[') {
        return Ok(serde_json::from_str(text)?);
    }
    let addresses = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let addresses = addresses.filter(|address| !address.is_empty());
    let plain = addresses.map(|issuer| serde_json::from_value(json!({ "issuer": issuer })));
    Ok(plain.collect::<Result<_, _>>()?)
}

/// An issuer whose tokens are taken.
pub struct Issuer {
    listed: Listed,
    keys: KeyStore,
    pub(super) door: Option<Door>,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Issuer");
        shown
            .field("issuer", &self.listed.issuer)
            .finish_non_exhaustive()
    }
}

/// The issuers of a setting.
///
/// # Errors
/// [`IssuerError`] that names the issuer.
pub fn issuers(text: &str) -> Result<Vec<Issuer>, IssuerError> {
    let listed = listed(text)?;
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let client = outbound::client(PATIENCE.0, PATIENCE.1)?;
    let mut all: Vec<Issuer> = Vec::new();
    for one in listed {
        let wrong = |reason: &str| IssuerError::Value {
            issuer: one.issuer.clone(),
            reason: reason.to_owned(),
        };
        let source = source(&one).map_err(|reason| wrong(&reason))?;
        sound(&one).map_err(|reason| wrong(&reason))?;
        if all.iter().any(|held| held.listed.issuer == one.issuer) {
            return Err(wrong("stands there twice"));
        }
        let keys = KeyStore::new(source, one.algorithms.clone(), client.clone());
        let door = match one.sign_in.clone() {
            None => None,
            Some(settings) => Some(Door {
                settings: settings.settled().map_err(|reason| wrong(&reason))?,
                discovery: discovery(&one).map_err(wrong)?,
                client: client.clone(),
            }),
        };
        let named = |held: &Issuer| held.door.as_ref().map(|door| door.settings.name.clone());
        let name = door.as_ref().map(|door| door.settings.name.clone());
        if name.is_some() && all.iter().any(|held| named(held) == name) {
            return Err(wrong("another issuer has the same signIn.name"));
        }
        all.push(Issuer {
            listed: one,
            keys,
            door,
        });
    }
    Ok(all)
}

fn source(listed: &Listed) -> Result<Source, String> {
    let address = discovery(listed)?;
    if let Some(keys) = &listed.jwks_uri {
        return Ok(Source::Named(outbound::address(keys)?));
    }
    Ok(Source::Discovery {
        issuer: listed.issuer.clone(),
        address,
    })
}

/// Where its discovery document is.
fn discovery(listed: &Listed) -> Result<Url, &'static str> {
    let mut address = outbound::address(&listed.issuer)?;
    let path = address.path().trim_end_matches('/');
    let path = format!("{path}/.well-known/openid-configuration");
    address.set_path(&path);
    Ok(address)
}

fn sound(listed: &Listed) -> Result<(), String> {
    use jsonwebtoken::AlgorithmFamily::Hmac;
    if listed.algorithms.is_empty() || listed.token_types.is_empty() || listed.audience.is_empty() {
        return Err("audience, algorithms and tokenTypes must not be empty".to_owned());
    }
    if listed.algorithms.iter().any(|held| held.family() == Hmac) {
        return Err(
            "HS256, HS384 and HS512 need a secret; an issuer signs with its own key".to_owned(),
        );
    }
    let roles = listed.roles.iter().flatten();
    match roles
        .map(|(_, ours)| ours)
        .find(|ours| Role::parse(ours).is_none())
    {
        Some(unknown) => Err(format!("there is no role {unknown}")),
        None => Ok(()),
    }
}

impl Issuer {
    /// As its tokens say it.
    pub fn name(&self) -> &str {
        &self.listed.issuer
    }

    /// Verifies one of its tokens at an instant.
    ///
    /// # Units
    /// `now` in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, with the first reason that was found.
    pub async fn verify(&self, token: &str, now: i64) -> Result<Actor, TokenError> {
        if token.len() > LONGEST {
            return Err(Reason::TooLong.into());
        }
        let listed = &self.listed;
        let header = check_header(token, &listed.algorithms)?;
        check_type(&header, &listed.token_types)?;
        let claims = self.signed(token, header, &listed.audience, now).await?;
        self.ours(&claims)?.settle(now)
    }

    /// The claims of an ID token for a client, and how it is signed. Its instants, and whose it is, are the caller's to
    /// hold to.
    ///
    /// # Units
    /// `now` in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`, with the first reason that was found.
    pub(super) async fn of_id_token(
        &self,
        token: &str,
        client: &str,
        now: i64,
    ) -> Result<(Map<String, Value>, Algorithm), TokenError> {
        let header = check_header(token, &self.listed.algorithms)?;
        // An ID token may say no type; an access token says that it is one.
        if header.typ.is_some() {
            check_type(&header, &["JWT".to_owned()])?;
        }
        let algorithm = header.alg;
        let claims = self.signed(token, header, client, now).await?;
        Ok((claims, algorithm))
    }

    /// The claims of a token that it signed for an audience.
    async fn signed(
        &self,
        token: &str,
        header: Header,
        audience: &str,
        now: i64,
    ) -> Result<Map<String, Value>, TokenError> {
        let id = header.kid.ok_or(Reason::Key)?;
        let key = self.keys.key(&id, now).await.ok_or(Reason::Key)?;
        if !key.verifies(header.alg) {
            return Err(Reason::Algorithm.into());
        }
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.listed.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // Time is an argument, and is held to where the claims are settled.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Distinct>(token, &key.decoding, &validation)
            .map_err(|error| TokenError::from(reason_of(error.kind())))?
            .claims;
        Ok(claims.0)
    }

    /// The claims of an access token under our names.
    fn ours(&self, claims: &Map<String, Value>) -> Result<WireClaims, TokenError> {
        if OF_ID_TOKENS.iter().any(|mark| claims.contains_key(*mark)) {
            return Err(Reason::Type.into());
        }
        self.mapped(claims)
    }

    /// Claims under our names.
    pub(super) fn mapped(&self, claims: &Map<String, Value>) -> Result<WireClaims, TokenError> {
        let listed = &self.listed;
        let mut ours = Map::new();
        for name in [
            "iss",
            "aud",
            "sub",
            "exp",
            "iat",
            "nbf",
            "jti",
            "acr",
            "auth_time",
        ] {
            if let Some(value) = claims.get(name) {
                ours.insert(name.to_owned(), value.clone());
            }
        }
        // Who somebody is in the register the operator says, by issuer and subject; an issuer does not.
        if let Some(value) = find(claims, &listed.claims.name) {
            ours.insert("name".to_owned(), value.clone());
        }
        let roles = translated(
            texts(find(claims, &listed.claims.roles))?,
            listed.roles.as_ref(),
        );
        let organisations = texts(find(claims, &listed.claims.organisations))?;
        let mut organisations = translated(organisations, listed.organisations.as_ref());
        if let Some(allowed) = &listed.may_act_for {
            organisations.retain(|named| allowed.contains(named));
        }
        ours.insert("roles".to_owned(), json!(roles));
        ours.insert("organisations".to_owned(), json!(organisations));
        serde_json::from_value(Value::Object(ours)).map_err(|_| Reason::InvalidClaim.into())
    }
}

/// The claim of a name, or at a JSON pointer.
fn find<'a>(claims: &'a Map<String, Value>, place: &str) -> Option<&'a Value> {
    let Some(pointer) = place.strip_prefix('/') else {
        return claims.get(place);
    };
    let (first, rest) = match pointer.split_once('/') {
        Some((first, rest)) => (first, format!("/{rest}")),
        None => (pointer, String::new()),
    };
    let first = first.replace("~1", "/").replace("~0", "~");
    claims.get(&first)?.pointer(&rest)
}

/// The texts of a claim: one, or a list of them.
fn texts(value: Option<&Value>) -> Result<Vec<String>, TokenError> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let found = match value {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(values)) => values.iter().map(text).collect(),
        Some(one) => text(one).map(|text| vec![text]),
    };
    found.ok_or_else(|| Reason::InvalidClaim.into())
}

/// Values under our names; what the list does not know gives nothing.
fn translated(values: Vec<String>, list: Option<&BTreeMap<String, String>>) -> Vec<String> {
    let Some(list) = list else { return values };
    let known = values.iter().filter_map(|value| list.get(value));
    known.cloned().collect()
}

/// Claims of which none is said twice.
struct Distinct(Map<String, Value>);

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Claims;
        impl<'de> Visitor<'de> for Claims {
            type Value = Distinct;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("claims")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Distinct, A::Error> {
                let mut claims = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if claims.insert(name, value).is_some() {
                        return Err(A::Error::custom("a claim is said twice"));
                    }
                }
                Ok(Distinct(claims))
            }
        }
        deserializer.deserialize_map(Claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let error = issuers(text).expect_err("refused");
        error.to_string()
    }

    #[test]
    fn addresses_alone_are_issuers_that_say_things_as_we_do() {
        let held = issuers(" https://login.example.org/a,\nhttp://127.0.0.1:9/b ").expect("two");
        let names: Vec<&str> = held.iter().map(Issuer::name).collect();
        assert_eq!(
            names,
            ["https://login.example.org/a", "http://127.0.0.1:9/b"]
        );
        assert_eq!(held[0].listed.algorithms, [Algorithm::RS256]);
        assert_eq!(held[0].listed.token_types, ["at+jwt"]);
        assert!(issuers(" \n,").expect("none").is_empty());
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_issuer() {
        for (text, expected) in [
            (
                "http://login.example.org",
                "http://login.example.org: an address is https://…",
            ),
            (
                "https://a.example https://a.example",
                "https://a.example: stands there twice",
            ),
            (
                r#"[{"issuer": "https://a.example", "algorithms": ["HS256"]}]"#,
                "need a secret",
            ),
            (
                r#"[{"issuer": "https://a.example", "algorithms": ["none"]}]"#,
                "unknown variant",
            ),
            (
                r#"[{"issuer": "https://a.example", "algorithms": []}]"#,
                "must not be empty",
            ),
            (
                r#"[{"issuer": "https://a.example", "roles": {"x": "admin"}}]"#,
                "no role admin",
            ),
            (
                r#"[{"issuer": "https://a.example", "jwksUri": "http://b.example/k"}]"#,
                "an address is",
            ),
            (
                r#"[{"issuer": "https://a.example", "secret": "x"}]"#,
                "unknown field",
            ),
            (r#"[{}]"#, "missing field `issuer`"),
        ] {
            let said = told(text);
            assert!(said.contains(expected), "{text}: {said}");
        }
    }

    fn mapped(settings: Value, claims: Value) -> Result<(Vec<String>, Vec<String>), Reason> {
        let held = issuers(&json!([settings]).to_string()).expect("an issuer");
        let Value::Object(claims) = claims else {
            return Err(Reason::Malformed);
        };
        let ours = held[0].ours(&claims).map_err(TokenError::reason)?;
        Ok((ours.roles, ours.organisations))
    }

    #[test]
    fn claims_are_found_by_name_or_pointer_and_translated() {
        let own = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let settings = |more: Value| {
            let mut held = json!({"issuer": "https://a.example"});
            let fields = held.as_object_mut().expect("an object");
            fields.extend(more.as_object().expect("an object").clone());
            held
        };
        let plain = json!({"roles": ["reader"], "organisations": "almby-kommun"});
        assert_eq!(
            mapped(settings(json!({})), plain.clone()),
            Ok((own(&["reader"]), own(&["almby-kommun"])))
        );
        let nested = json!({"realm_access": {"roles": ["Handläggare", "x"]}, "https://id.example/orgNumber": "212000-0000"});
        let by_pointer = settings(json!({
            "claims": {"roles": "/realm_access/roles", "organisations": "https://id.example/orgNumber"},
            "roles": {"Handläggare": "reader"}, "organisations": {"212000-0000": "almby-kommun"},
        }));
        assert_eq!(
            mapped(by_pointer, nested),
            Ok((own(&["reader"]), own(&["almby-kommun"])))
        );
        // An issuer speaks for its own alone.
        let narrow = settings(json!({"mayActFor": ["bjorkas-kommun"]}));
        assert_eq!(mapped(narrow, plain), Ok((own(&["reader"]), own(&[]))));
        let escaped = settings(json!({"claims": {"roles": "/a~1b/c"}}));
        assert_eq!(
            mapped(escaped, json!({"a/b": {"c": "chair"}})),
            Ok((own(&["chair"]), own(&[])))
        );
        for odd in [
            json!({"roles": 7}),
            json!({"organisations": [1]}),
            json!({"roles": {"a": 1}}),
        ] {
            assert_eq!(mapped(settings(json!({})), odd), Err(Reason::InvalidClaim));
        }
        let id_token = json!({"nonce": "n", "roles": ["chair"]});
        assert_eq!(mapped(settings(json!({})), id_token), Err(Reason::Type));
    }

    #[test]
    fn a_claim_that_is_said_twice_is_none() {
        let twice = r#"{"groups": ["a"], "groups": ["b"]}"#;
        assert!(serde_json::from_str::<Distinct>(twice).is_err());
        assert!(serde_json::from_str::<Distinct>(r#"{"groups": []}"#).is_ok());
    }
}
