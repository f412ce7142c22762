//! Who makes a request: bearer tokens, of OpenID issuers and of our own for development.
//!
//! Development tokens are HS256 and carry the claims of an access token
//! (`typ` `at+jwt`); those of an issuer are signed with a key that it publishes. Everything that a token could use to choose how it is
//! verified is refused; the algorithm, issuer and audience are ours to say.
//! Tokens are never logged, and no error quotes one.

mod issuer;
mod keys;
mod signing_in;
#[cfg(test)]
mod tests;

pub use issuer::{Issuer, IssuerError, issuers};
pub use signing_in::{Journey, NotSignedIn, PATIENCE, Returned};

use std::collections::BTreeSet;
use std::fmt;

use actix_web::http::header::{self, HeaderMap};
use application::actor::{Actor, Role};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// Issuer of development tokens.
pub const ISSUER: &str = application::actor::DEVELOPMENT;
/// Audience of the tokens we take.
pub const AUDIENCE: &str = "paragraf";
/// The code of every error here.
pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";

/// The media type of an access token (RFC 9068).
const TYPE: &str = "at+jwt";
/// Bytes of the longest token.
const LONGEST: usize = 8 * 1024;
/// Bytes of the shortest secret: that of the hash.
const SHORTEST_SECRET: usize = 32;
/// Seconds that our clock and the issuer's may differ.
const LEEWAY: i64 = 5;
/// The end of the year 9999: later instants are slips or tricks.
const LATEST: i64 = 253_402_300_799;

/// What a token says of its bearer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The identity at the issuer.
    pub sub: String,
    /// The name to show.
    pub name: Option<String>,
    /// When the token stops to hold, in seconds since 1970-01-01 UTC.
    pub exp: i64,
    /// When it was issued.
    pub iat: i64,
    /// Before when it does not hold yet.
    pub nbf: Option<i64>,
    /// Its own id.
    pub jti: Option<String>,
    /// Names of roles; unknown ones give no rights.
    pub roles: Vec<String>,
    /// Slugs or ids of organisations.
    pub organisations: Vec<String>,
    /// The person in the register.
    pub person: Option<String>,
    /// How strongly the person was authenticated.
    pub acr: Option<String>,
    /// When the person last authenticated.
    pub auth_time: Option<i64>,
}

/// Why a token was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// There is more than one Authorization header.
    SeveralHeaders,
    /// The header is not `Bearer`, one space, and a token.
    HeaderGrammar,
    /// The header or the token is longer than 8 KiB.
    TooLong,
    /// The token is not three parts of JSON and a signature.
    Malformed,
    /// The algorithm is not the one we pin.
    Algorithm,
    /// The token is not an access token.
    Type,
    /// The token's header wants something that we do not do.
    Header,
    /// The issuer has no such key, or its keys are not at hand.
    Key,
    /// The signature does not hold.
    Signature,
    /// A required claim is missing.
    MissingClaim,
    /// A claim has not the form it must have.
    InvalidClaim,
    /// Somebody else issued it.
    Issuer,
    /// It is meant for somebody else.
    Audience,
    /// It holds no longer.
    Expired,
    /// It does not hold yet.
    NotYetValid,
    /// It says that it was issued in the future.
    IssuedInFuture,
}

/// A token, or the header that should carry one, was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct TokenError {
    reason: Reason,
}

impl TokenError {
    /// Why.
    #[must_use]
    pub const fn reason(self) -> Reason {
        self.reason
    }

    /// The code on the wire, the same for every reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        UNAUTHENTICATED
    }
}

impl From<Reason> for TokenError {
    fn from(reason: Reason) -> Self {
        Self { reason }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SeveralHeaders => "more than one authorization header",
            Self::HeaderGrammar => "the authorization header is not a bearer token",
            Self::TooLong => "the token is too long",
            Self::Malformed => "the token is malformed",
            Self::Algorithm => "the token's algorithm is not accepted",
            Self::Type => "the token is not an access token",
            Self::Header => "the token's header asks for what is not supported",
            Self::Key => "the token names no key that its issuer is known to have",
            Self::Signature => "the token's signature does not hold",
            Self::MissingClaim => "the token lacks a required claim",
            Self::InvalidClaim => "a claim of the token is invalid",
            Self::Issuer => "the token has another issuer",
            Self::Audience => "the token is meant for another audience",
            Self::Expired => "the token has expired",
            Self::NotYetValid => "the token does not hold yet",
            Self::IssuedInFuture => "the token was issued in the future",
        })
    }
}

/// The secret is too short to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret has {found} bytes, at least 32 are required")]
pub struct SecretTooShort {
    found: usize,
}

/// A token could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token could not be signed")]
pub struct IssueError;

/// The token of the one `Authorization` header, or `None` without one. Tokens
/// in the address or in a cookie are not looked for.
///
/// # Errors
///
/// `SeveralHeaders`, `HeaderGrammar`, `TooLong`.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, TokenError> {
    let mut values = headers.get_all(header::AUTHORIZATION);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Reason::SeveralHeaders.into());
    }
    let text = value.to_str();
    if value.len() > LONGEST {
        return Err(Reason::TooLong.into());
    }
    text.map_err(|_| Reason::HeaderGrammar.into())
        .and_then(credentials)
        .map(Some)
}

/// The token of a value as an `Authorization` header has it.
///
/// # Errors
///
/// `HeaderGrammar`, `TooLong`.
pub fn credentials(value: &str) -> Result<&str, TokenError> {
    if value.len() > LONGEST {
        return Err(Reason::TooLong.into());
    }
    value
        .split_once(' ')
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("Bearer") && is_token(token))
        .map(|(_, token)| token)
        .ok_or_else(|| Reason::HeaderGrammar.into())
}

/// The grammar `b64token` of RFC 6750, without its padding, which no JWT has.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

/// Verifies and issues development tokens with one secret.
pub struct TokenVerifier {
    decoding: DecodingKey,
    encoding: EncodingKey,
    validation: Validation,
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier").finish_non_exhaustive()
    }
}

impl TokenVerifier {
    /// Takes the secret.
    ///
    /// # Errors
    ///
    /// A secret of less than 32 bytes.
    pub fn try_new(secret: &SecretString) -> Result<Self, SecretTooShort> {
        let secret = secret.expose_secret().as_bytes();
        if secret.len() < SHORTEST_SECRET {
            return Err(SecretTooShort {
                found: secret.len(),
            });
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // Time is an argument of `verify`; the library would read its own clock,
        // and its subtraction of the leeway is for seconds only by convention.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Ok(Self {
            decoding: DecodingKey::from_secret(secret),
            encoding: EncodingKey::from_secret(secret),
            validation,
        })
    }

    /// Verifies a token at an instant.
    ///
    /// # Units
    ///
    /// `now` in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    ///
    /// `UNAUTHENTICATED`, with the first reason that was found.
    pub fn verify(&self, token: &str, now: i64) -> Result<Actor, TokenError> {
        if token.len() > LONGEST {
            return Err(Reason::TooLong.into());
        }
        let header = check_header(token, &[Algorithm::HS256])?;
        check_type(&header, &[TYPE.to_owned()])?;
        let claims = jsonwebtoken::decode::<WireClaims>(token, &self.decoding, &self.validation)
            .map_err(|error| TokenError::from(reason_of(error.kind())))?
            .claims;
        claims.settle(now)
    }

    /// Signs a token with those claims, for our own issuer and audience.
    ///
    /// # Errors
    ///
    /// The signature could not be made.
    pub fn issue(&self, claims: &Claims) -> Result<String, IssueError> {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        jsonwebtoken::encode(&header, &WireClaims::from(claims), &self.encoding)
            .map_err(|_| IssueError)
    }
}

/// Whoever may issue tokens: issuers of OpenID Connect, and for development the service itself.
#[derive(Debug, Default)]
pub struct Tokens {
    /// Development tokens; `None` = none is taken.
    pub development: Option<TokenVerifier>,
    /// Issuers.
    pub issuers: Vec<Issuer>,
}

impl Tokens {
    /// Whether nobody's tokens are taken.
    pub fn is_empty(&self) -> bool {
        self.development.is_none() && self.issuers.is_empty()
    }

    /// The issuer where people sign in, by the name that addresses give it.
    pub fn door(&self, name: &str) -> Option<&Issuer> {
        let named = |issuer: &&Issuer| issuer.door().is_some_and(|(held, _)| held == name);
        self.issuers.iter().find(named)
    }

    /// Verifies a token at an instant.
    ///
    /// # Units
    ///
    /// `now` in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    ///
    /// `UNAUTHENTICATED`, with the first reason that was found.
    pub async fn verify(&self, token: &str, now: i64) -> Result<Actor, TokenError> {
        let said = said_issuer(token);
        let issuer = self
            .issuers
            .iter()
            .find(|issuer| said.as_deref() == Some(issuer.name()));
        match (issuer, &self.development) {
            (Some(issuer), _) => issuer.verify(token, now).await,
            (None, Some(development)) => development.verify(token, now),
            (None, None) => Err(Reason::Issuer.into()),
        }
    }
}

/// Who a token says that issued it, to know whose keys it must hold to; nothing else is believed of it.
fn said_issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Said {
        iss: String,
    }
    let payload = token.split('.').nth(1).filter(|_| token.len() <= LONGEST)?;
    let payload = data_encoding::BASE64URL_NOPAD
        .decode(payload.as_bytes())
        .ok()?;
    let said: Said = serde_json::from_slice(&payload).ok()?;
    Some(said.iss)
}

/// Refuses what a header could ask for before anything is verified by it.
fn check_header(token: &str, algorithms: &[Algorithm]) -> Result<Header, TokenError> {
    // The library splits from the right and would take an encrypted token's
    // first three parts for a header.
    if token.split('.').count() != 3 || token.split('.').any(str::is_empty) {
        return Err(Reason::Malformed.into());
    }
    let header = jsonwebtoken::decode_header(token).map_err(|error| {
        TokenError::from(match error.kind() {
            // A header without an algorithm that the library knows (`none`, `nOnE`)
            // is one that it cannot read.
            ErrorKind::Json(_) | ErrorKind::InvalidAlgorithmName => Reason::Algorithm,
            _ => Reason::Malformed,
        })
    })?;
    if !algorithms.contains(&header.alg) {
        return Err(Reason::Algorithm.into());
    }
    let extras = header.extras.inner();
    let asks = header.crit.is_some()
        || header.jwk.is_some()
        || header.jku.is_some()
        || header.x5u.is_some()
        || header.x5c.is_some()
        || header.zip.is_some()
        || header.enc.is_some()
        || header.cty.is_some()
        // A null is a member too.
        || ["b64", "crit", "jwk", "jku", "x5u", "x5c", "zip", "enc", "cty"]
            .iter()
            .any(|name| extras.contains_key(*name));
    if asks {
        return Err(Reason::Header.into());
    }
    Ok(header)
}

/// Refuses a token of another type.
fn check_type(header: &Header, types: &[String]) -> Result<(), TokenError> {
    let is_held = header.typ.as_ref().is_some_and(|typ| {
        types.iter().any(|held| {
            typ.eq_ignore_ascii_case(held)
                || typ
                    .to_ascii_lowercase()
                    .strip_prefix("application/")
                    .is_some_and(|typ| typ.eq_ignore_ascii_case(held))
        })
    });
    match is_held {
        true => Ok(()),
        false => Err(Reason::Type.into()),
    }
}

fn reason_of(kind: &ErrorKind) -> Reason {
    match kind {
        ErrorKind::InvalidSignature => Reason::Signature,
        ErrorKind::InvalidAlgorithm
        | ErrorKind::InvalidAlgorithmName
        | ErrorKind::MissingAlgorithm => Reason::Algorithm,
        ErrorKind::MissingRequiredClaim(_) => Reason::MissingClaim,
        ErrorKind::InvalidIssuer => Reason::Issuer,
        ErrorKind::InvalidAudience => Reason::Audience,
        ErrorKind::Json(_) | ErrorKind::InvalidClaimFormat(_) | ErrorKind::InvalidSubject => {
            Reason::InvalidClaim
        }
        _ => Reason::Malformed,
    }
}

/// The claims on the wire. Instants are whole seconds, names are not repeated;
/// claims that we do not know are passed over.
#[derive(Debug, Serialize, Deserialize)]
struct WireClaims {
    // Required, but an absent claim and a wrong one are different reasons.
    iss: Option<String>,
    aud: Option<Audience>,
    sub: Option<String>,
    exp: Option<i64>,
    iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    organisations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl WireClaims {
    /// What the library leaves to us: the instants, and the form of texts that
    /// end up in logs.
    fn settle(self, now: i64) -> Result<Actor, TokenError> {
        let (Some(issuer), Some(subject), Some(expires_at), Some(issued_at)) =
            (self.iss, self.sub, self.exp, self.iat)
        else {
            return Err(Reason::MissingClaim.into());
        };
        let instants = [Some(expires_at), Some(issued_at), self.nbf, self.auth_time];
        if instants
            .into_iter()
            .flatten()
            .any(|instant| !(0..=LATEST).contains(&instant))
        {
            return Err(Reason::InvalidClaim.into());
        }
        let texts = [
            Some(&subject),
            self.name.as_ref(),
            self.jti.as_ref(),
            self.person.as_ref(),
            self.acr.as_ref(),
        ];
        let has_control = texts
            .into_iter()
            .flatten()
            .any(|text| text.contains(char::is_control));
        if has_control || subject.trim().is_empty() {
            return Err(Reason::InvalidClaim.into());
        }
        if expires_at <= now.saturating_sub(LEEWAY) {
            return Err(Reason::Expired.into());
        }
        let soon = now.saturating_add(LEEWAY);
        if self.nbf.is_some_and(|nbf| nbf > soon) {
            return Err(Reason::NotYetValid.into());
        }
        if issued_at > soon {
            return Err(Reason::IssuedInFuture.into());
        }
        Ok(Actor {
            issuer,
            subject,
            name: self.name,
            roles: self
                .roles
                .iter()
                .filter_map(|role| Role::parse(role))
                .collect(),
            organisations: self.organisations.into_iter().collect(),
            person: self.person,
            acr: self.acr,
            auth_time: self.auth_time,
            token_id: self.jti,
            issued_at,
            expires_at,
            // What was revoked stands in the database, and is asked there.
            barred: BTreeSet::new(),
        })
    }
}

impl From<&Claims> for WireClaims {
    fn from(claims: &Claims) -> Self {
        Self {
            iss: Some(ISSUER.to_owned()),
            aud: Some(Audience::One(AUDIENCE.to_owned())),
            sub: Some(claims.sub.clone()),
            exp: Some(claims.exp),
            iat: Some(claims.iat),
            nbf: claims.nbf,
            jti: claims.jti.clone(),
            name: claims.name.clone(),
            roles: claims.roles.clone(),
            organisations: claims.organisations.clone(),
            person: claims.person.clone(),
            acr: claims.acr.clone(),
            auth_time: claims.auth_time,
        }
    }
}
