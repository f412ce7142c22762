//! Signing people in at an issuer: the authorization code flow with PKCE.
//!
//! What belongs together, `state`, `nonce` and the verifier of PKCE, follows from one secret that stands in a cookie of the
//! browser that set out; nothing is kept here. The ID token is verified by what the settings say, with the keys that
//! access tokens are verified with, and says what it says by the same claims.

use super::issuer::Issuer;
use super::{LONGEST, Reason, TokenError};
use crate::{outbound, traces};
use application::actor::Actor;
use data_encoding::BASE64URL_NOPAD as BASE64;
use jsonwebtoken::Algorithm;
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::path::PathBuf;
use thiserror::Error;

/// Longest answer of an issuer that is read, in bytes.
const MOST: usize = 64 * 1024;

/// Seconds within which a browser must come back.
pub const PATIENCE: i64 = 600;

/// What the settings say of signing in at an issuer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SigningIn {
    /// How addresses of this service name it.
    pub(super) name: String,
    /// What people know it as.
    pub(super) label: String,
    /// What it knows this service as.
    client_id: String,
    /// What this service shows it; a public client has none.
    client_secret: Option<SecretString>,
    /// File that holds that.
    client_secret_file: Option<PathBuf>,
    /// What is asked for.
    #[serde(default = "scopes")]
    scopes: Vec<String>,
    /// Levels of assurance that are asked for, the best first, and of which one is demanded.
    #[serde(default)]
    acr_values: Vec<String>,
    /// Seconds that the person's authentication there may be old.
    max_age: Option<u32>,
}

fn scopes() -> Vec<String> {
    ["openid", "profile"].map(str::to_owned).to_vec()
}

impl SigningIn {
    /// Checks it, and reads the secret from its file.
    pub(super) fn settled(mut self) -> Result<Self, String> {
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if self.name.is_empty() || !self.name.bytes().all(plain) {
            return Err("signIn.name holds a to z, 0 to 9 and -".to_owned());
        }
        if self.label.trim().is_empty() || self.client_id.is_empty() {
            return Err("signIn needs label and clientId".to_owned());
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return Err("signIn.scopes must hold openid".to_owned());
        }
        if let Some(file) = self.client_secret_file.take() {
            let read = std::fs::read_to_string(&file);
            let text = read.map_err(|error| format!("{}: {error}", file.display()))?;
            self.client_secret = Some(SecretString::from(text.trim_end().to_owned()));
        }
        Ok(self)
    }
}

/// Why nobody was signed in. None of it quotes what came from outside.
#[derive(Debug, Error)]
pub enum NotSignedIn {
    /// The browser did not set out from here, or too long ago.
    #[error("the answer does not belong to this browser, or came too late")]
    Stray,
    /// Whoever was to sign in broke it off, or may not.
    #[error("the issuer says that access was denied")]
    Denied,
    /// The issuer refused.
    #[error("the issuer refused: {0}")]
    Refused(&'static str),
    /// The issuer does not answer as it should.
    #[error("the issuer does not answer as it should: {0}")]
    Unfit(String),
    /// What it says of the person does not hold.
    #[error("the ID token does not hold: {0}")]
    Token(#[from] TokenError),
    /// What it says of the person is not what was asked.
    #[error("the ID token is not what was asked for: {0}")]
    Other(&'static str),
}

/// What a browser takes with it when it sets out, and shows when it comes back.
#[derive(Clone)]
pub struct Journey {
    text: String,
    name: String,
    began_at: i64,
    fresh: bool,
    /// Where it goes on.
    pub back: Option<String>,
}

impl std::fmt::Debug for Journey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Journey").finish_non_exhaustive()
    }
}

impl Journey {
    /// One that sets out now, by 256 bits of chance; `fresh` where the person must authenticate anew.
    ///
    /// # Units
    /// `now` in seconds since 1970-01-01 UTC.
    pub fn begin(chance: &[u8], issuer: &str, fresh: bool, back: Option<String>, now: i64) -> Self {
        let secret = BASE64.encode(chance);
        let on = BASE64.encode(back.as_deref().unwrap_or_default().as_bytes());
        let anew = if fresh { "1" } else { "0" };
        Self {
            text: format!("{secret}.{issuer}.{now}.{anew}.{on}"),
            name: issuer.to_owned(),
            began_at: now,
            fresh,
            back,
        }
    }

    /// Reads one as its cookie has it.
    pub fn parse(text: &str) -> Option<Self> {
        let [secret, name, began, fresh, on] =
            text.split('.').collect::<Vec<_>>().try_into().ok()?;
        let sound = BASE64.decode(secret.as_bytes()).ok()?.len() == 32;
        let back = String::from_utf8(BASE64.decode(on.as_bytes()).ok()?).ok()?;
        sound.then_some(Self {
            text: text.to_owned(),
            name: name.to_owned(),
            began_at: began.parse().ok()?,
            fresh: fresh == "1",
            back: Some(back).filter(|back| !back.is_empty()),
        })
    }

    /// As its cookie has it.
    pub fn expose(&self) -> &str {
        &self.text
    }

    fn derived(&self, what: &str) -> String {
        BASE64.encode(&Sha256::digest(format!("paragraf {what} {}", self.text)))
    }

    fn state(&self) -> String {
        self.derived("state")
    }

    fn nonce(&self) -> String {
        self.derived("nonce")
    }

    fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// The challenge of PKCE (RFC 7636), `S256`.
    fn challenge(&self) -> String {
        BASE64.encode(&Sha256::digest(self.verifier()))
    }
}

/// What the issuer sends a browser back with.
#[derive(Debug, Default, Deserialize)]
pub struct Returned {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// What discovery tells of signing in.
#[derive(Debug, Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    code_challenge_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// What the issuer gives for a code.
#[derive(Deserialize)]
struct Given {
    id_token: String,
    access_token: Option<String>,
}

/// Signing in at one issuer.
pub(super) struct Door {
    pub(super) settings: SigningIn,
    pub(super) discovery: Url,
    pub(super) client: Client,
}

impl Issuer {
    /// How addresses of this service name it, where people sign in there, and what they know it as.
    pub fn door(&self) -> Option<(&str, &str)> {
        let door = self.door.as_ref()?;
        Some((&door.settings.name, &door.settings.label))
    }

    async fn discovered(&self, door: &Door) -> Result<Discovered, NotSignedIn> {
        let unfit = |reason: &str| NotSignedIn::Unfit(reason.to_owned());
        let sent = traces::send("issuer", door.client.get(door.discovery.clone())).await;
        let response = sent.map_err(|error| NotSignedIn::Unfit(outbound::told(&error)))?;
        if response.status().as_u16() != 200 {
            return Err(unfit("it has no discovery document"));
        }
        let text = outbound::body(response, MOST).await;
        let text = text.map_err(NotSignedIn::Unfit)?;
        let found: Discovered = serde_json::from_str(&text)
            .map_err(|_| unfit("its discovery document lacks something"))?;
        if found.issuer != self.name() {
            return Err(unfit("the discovery document is another issuer's"));
        }
        let methods = found.code_challenge_methods_supported.as_ref();
        if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
            return Err(unfit("it does not do PKCE with S256"));
        }
        Ok(found)
    }

    /// The address at the issuer where a browser sets out to.
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn set_out(
        &self,
        journey: &Journey,
        redirect: &str,
        fresh: u32,
    ) -> Result<String, NotSignedIn> {
        let door = self.door.as_ref().ok_or(NotSignedIn::Stray)?;
        let found = self.discovered(door).await?;
        let address = outbound::address(&found.authorization_endpoint);
        let mut address = address.map_err(|reason| NotSignedIn::Unfit(reason.to_owned()))?;
        let settings = &door.settings;
        {
            let mut query = address.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &settings.client_id)
                .append_pair("redirect_uri", redirect)
                .append_pair("scope", &settings.scopes.join(" "))
                .append_pair("state", &journey.state())
                .append_pair("nonce", &journey.nonce())
                .append_pair("code_challenge", &journey.challenge())
                .append_pair("code_challenge_method", "S256");
            if let Some(age) = settings.demanded_age(journey.fresh, fresh) {
                query.append_pair("max_age", &age.to_string());
            }
            if !settings.acr_values.is_empty() {
                query.append_pair("acr_values", &settings.acr_values.join(" "));
            }
        }
        Ok(address.into())
    }

    /// Who came back.
    ///
    /// # Units
    /// `now` in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// [`NotSignedIn`].
    pub async fn come_back(
        &self,
        journey: &Journey,
        returned: &Returned,
        redirect: &str,
        fresh: u32,
        now: i64,
    ) -> Result<Actor, NotSignedIn> {
        let door = self.door.as_ref().ok_or(NotSignedIn::Stray)?;
        let late = !(journey.began_at..journey.began_at.saturating_add(PATIENCE)).contains(&now);
        if late || journey.name != door.settings.name {
            return Err(NotSignedIn::Stray);
        }
        if returned.state.as_deref() != Some(journey.state().as_str()) {
            return Err(NotSignedIn::Stray);
        }
        let found = self.discovered(door).await?;
        // RFC 9207: who answers says who it is.
        match returned.iss.as_deref() {
            Some(iss) if iss != self.name() => {
                return Err(NotSignedIn::Refused("another issuer answered"));
            }
            None if found.authorization_response_iss_parameter_supported => {
                return Err(NotSignedIn::Refused("it does not say who it is"));
            }
            _ => {}
        }
        if let Some(error) = &returned.error {
            return Err(match error.as_str() {
                "access_denied" => NotSignedIn::Denied,
                "login_required" | "interaction_required" | "consent_required" => {
                    NotSignedIn::Refused("the person must do something there first")
                }
                "temporarily_unavailable" | "server_error" => {
                    NotSignedIn::Refused("it is out of order")
                }
                "unmet_authentication_requirements" => {
                    NotSignedIn::Refused("the person cannot authenticate as strongly as is asked")
                }
                _ => NotSignedIn::Refused("it does not take the question"),
            });
        }
        let code = returned.code.as_deref().ok_or(NotSignedIn::Stray)?;
        let given = self
            .exchanged(door, &found, code, journey, redirect)
            .await?;
        let claims = self.id_token(&given, door, &journey.nonce(), now).await?;
        let settings = &door.settings;
        if let Some(age) = settings.demanded_age(journey.fresh, fresh) {
            let at = claims.auth_time.ok_or(NotSignedIn::Other(
                "it does not say when the person authenticated",
            ))?;
            if now - at > i64::from(age) + super::LEEWAY {
                return Err(NotSignedIn::Other("the person authenticated too long ago"));
            }
        }
        let wanted = &settings.acr_values;
        let held = claims.acr.as_ref();
        if !wanted.is_empty() && !held.is_some_and(|held| wanted.contains(held)) {
            return Err(NotSignedIn::Other(
                "the person did not authenticate as strongly as is asked",
            ));
        }
        Ok(claims)
    }

    /// Exchanges the code at the issuer.
    async fn exchanged(
        &self,
        door: &Door,
        found: &Discovered,
        code: &str,
        journey: &Journey,
        redirect: &str,
    ) -> Result<Given, NotSignedIn> {
        let unfit = |reason: &str| NotSignedIn::Unfit(reason.to_owned());
        let address = outbound::address(&found.token_endpoint).map_err(unfit)?;
        let home = &door.discovery;
        if (address.scheme(), address.host_str()) != (home.scheme(), home.host_str()) {
            return Err(unfit("its token endpoint is on another host"));
        }
        let verifier = journey.verifier();
        let client = &door.settings.client_id;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier.as_str()),
        ];
        let mut request = door.client.post(address);
        let methods = found.token_endpoint_auth_methods_supported.as_deref();
        let basic =
            methods.is_none_or(|methods| methods.iter().any(|held| held == "client_secret_basic"));
        match door
            .settings
            .client_secret
            .as_ref()
            .map(ExposeSecret::expose_secret)
        {
            Some(secret) if basic => {
                // RFC 6749, 2.3.1: as in a form, then as HTTP has it.
                let written = |text: &str| {
                    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                request = request.basic_auth(written(client), Some(written(secret)));
            }
            Some(secret) => {
                form.extend([("client_id", client.as_str()), ("client_secret", secret)])
            }
            None => form.push(("client_id", client.as_str())),
        }
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(form).finish();
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("accept", "application/json").body(body);
        let sent = traces::send("issuer", request).await;
        let response = sent.map_err(|error| NotSignedIn::Unfit(outbound::told(&error)))?;
        match response.status().as_u16() {
            200 => {}
            400..=499 => return Err(NotSignedIn::Refused("it does not take the code")),
            _ => return Err(NotSignedIn::Refused("it is out of order")),
        }
        let text = outbound::body(response, MOST).await;
        let text = text.map_err(NotSignedIn::Unfit)?;
        serde_json::from_str(&text).map_err(|_| unfit("it gives no ID token"))
    }

    /// Verifies the ID token that came for a code.
    async fn id_token(
        &self,
        given: &Given,
        door: &Door,
        nonce: &str,
        now: i64,
    ) -> Result<Actor, NotSignedIn> {
        if given.id_token.len() > LONGEST {
            return Err(TokenError::from(Reason::TooLong).into());
        }
        let client = &door.settings.client_id;
        let (claims, algorithm) = self.of_id_token(&given.id_token, client, now).await?;
        let text = |name: &str| claims.get(name).and_then(|value| value.as_str());
        if text("nonce") != Some(nonce) {
            return Err(NotSignedIn::Other("it belongs to another sign-in"));
        }
        let several = claims.get("aud").and_then(|aud| aud.as_array());
        let several = several.is_some_and(|aud| aud.len() > 1);
        match claims.get("azp").map(|azp| azp.as_str()) {
            Some(azp) if azp != Some(client) => return Err(NotSignedIn::Other("it is another's")),
            None if several => return Err(NotSignedIn::Other("it does not say whose it is")),
            _ => {}
        }
        if let (Some(said), Some(access)) = (claims.get("at_hash"), &given.access_token) {
            let held = half_hash(algorithm, access);
            if said.as_str() != Some(held.as_str()) {
                return Err(NotSignedIn::Other("it came with another access token"));
            }
        }
        Ok(self.mapped(&claims)?.settle(now)?)
    }

    /// Where somebody signs out at the issuer too, and comes back from to an address; `None` where it offers that not.
    pub async fn sign_out(&self, back: &str) -> Option<String> {
        let door = self.door.as_ref()?;
        let found = self.discovered(door).await.ok()?;
        let mut address = outbound::address(&found.end_session_endpoint?).ok()?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &door.settings.client_id)
            .append_pair("post_logout_redirect_uri", back);
        Some(address.into())
    }
}

/// The left half of a text's digest, as `at_hash` has it: by the hash of the algorithm that the ID token is signed with.
fn half_hash(algorithm: Algorithm, text: &str) -> String {
    let digest = match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Sha384::digest(text).to_vec(),
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => Sha512::digest(text).to_vec(),
        _ => Sha256::digest(text).to_vec(),
    };
    let half = digest.len() / 2;
    BASE64.encode(digest.get(..half).unwrap_or_default())
}

impl SigningIn {
    /// Seconds that the authentication may be old: as the settings say, and fresh where that is asked.
    fn demanded_age(&self, anew: bool, fresh: u32) -> Option<u32> {
        match (self.max_age, anew) {
            (Some(age), true) => Some(age.min(fresh)),
            (None, true) => Some(fresh),
            (age, false) => age,
        }
    }
}
