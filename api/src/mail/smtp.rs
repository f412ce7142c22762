//! A mail server, by SMTP.

use super::Unusable;
use super::written::message;
use crate::traces;
use application::mail::letter::Outgoing;
use application::ports::{Mailer, Received};
use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::net::IpAddr;
use std::time::Duration;

/// Replies that are about the service and its password, not about the mail (RFC 4954).
const OURS: [u16; 4] = [530, 534, 535, 538];

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    longest: Duration,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Smtp").finish_non_exhaustive()
    }
}

/// Whether a host is this machine itself.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// A part of an address without its percent signs.
fn decoded(part: &str) -> String {
    // A plus sign is itself here.
    let text = part.replace('+', "%2B");
    let mut read = form_urlencoded::parse(text.as_bytes());
    read.next()
        .map(|(text, _)| text.into_owned())
        .unwrap_or_default()
}

impl Smtp {
    /// A mail server by its address. `smtps` is TLS from the first byte; `smtp` demands STARTTLS, but for this machine
    /// itself and for `tls=none`.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn new(url: &str, from: &str, longest: Duration) -> Result<Self, Unusable> {
        let url = reqwest::Url::parse(url).map_err(|_| Unusable::Server)?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(Unusable::Server)?.to_owned();
        let bare = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let implicit = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(Unusable::Server),
        };
        let told: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let demands = match told.as_slice() {
            [] => implicit || !is_loopback(&host),
            [(name, value)] if name == "tls" => match value.as_str() {
                "none" if !implicit => false,
                "required" => true,
                _ => return Err(Unusable::Server),
            },
            _ => return Err(Unusable::Server),
        };
        let tls = || TlsParameters::new(bare.clone()).map_err(|_| Unusable::Tls);
        let (tls, usual) = match (implicit, demands) {
            (true, _) => (Tls::Wrapper(tls()?), 465),
            (false, true) => (Tls::Required(tls()?), 587),
            (false, false) => (Tls::None, 25),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&bare)
            .port(url.port().unwrap_or(usual))
            .tls(tls)
            .timeout(Some(longest));
        match (url.username(), url.password()) {
            ("", None) => {}
            (name, Some(password)) if !name.is_empty() => {
                builder = builder.credentials(Credentials::new(decoded(name), decoded(password)));
            }
            _ => return Err(Unusable::Server),
        }
        Ok(Self {
            transport: builder.build(),
            from: from.parse().map_err(|_| Unusable::From)?,
            longest,
        })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Outgoing) -> Received {
        let Some(message) = message(mail, &self.from) else {
            return Received::Later {
                code: None,
                reason: "the mail could not be written",
            };
        };
        // Each step has its time by the transport; this is the time of all of them.
        let sent = traces::outside("mail", self.transport.send(message));
        match tokio::time::timeout(self.longest, sent).await {
            Ok(Ok(_)) => Received::Taken,
            Ok(Err(error)) => received(&error),
            Err(_) => Received::Later {
                code: None,
                reason: "the mail server did not answer in time",
            },
        }
    }
}

/// What an error tells, without the server's words: they may hold the address.
fn received(error: &Error) -> Received {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() && !OURS.contains(&code) => Received::Refused { code },
        Some(code) => Received::Later {
            code: Some(code),
            reason: "the mail server did not take it",
        },
        None if error.is_timeout() => Received::Later {
            code: None,
            reason: "the mail server did not answer in time",
        },
        None if error.is_tls() => Received::Later {
            code: None,
            reason: "the mail server offers no TLS that holds",
        },
        None => Received::Later {
            code: None,
            reason: "the mail server could not be reached",
        },
    }
}
