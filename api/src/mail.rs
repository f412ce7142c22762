//! Sending mail: the mail server that the settings name, how a letter is written, and the worker that has it sent.

mod smtp;
mod worker;
mod written;

pub use smtp::Smtp;
pub use worker::Worker;

use crate::config::Settings;
use crate::rest::service::base;
use application::live::Desk;
use application::mail::sending::Sender;
use chrono::TimeDelta;
use persistence::Store;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why mail cannot be sent by the settings. What was given is not told: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unusable {
    /// The address of the mail server.
    #[error(
        "PARAGRAF_SMTP_URL: expected smtp://HOST or smtps://HOST, with NAME:PASSWORD@ and :PORT where needed, and tls=none or tls=required at the end"
    )]
    Server,
    /// The sender.
    #[error("PARAGRAF_MAIL_FROM: expected an address, or a name with an address in angle brackets")]
    From,
    /// Only one of the two is set.
    #[error("PARAGRAF_SMTP_URL and PARAGRAF_MAIL_FROM go together: one of them is missing")]
    Half,
    /// Links in mail need it.
    #[error("PARAGRAF_PUBLIC_URL: mail needs the address that the outside knows, for its links")]
    PublicUrl,
    /// The system's root certificates, or the client for them.
    #[error("PARAGRAF_SMTP_URL: TLS cannot be set up")]
    Tls,
}

/// How the mail server is reached; `None` where the settings name none, and then no mail is sent.
///
/// # Errors
/// [`Unusable`] for settings that are half there, or no such address.
pub fn server(settings: &Settings) -> Result<Option<Smtp>, Unusable> {
    let (url, from) = match (&settings.smtp_url, &settings.mail_from) {
        (None, None) => return Ok(None),
        (Some(url), Some(from)) => (url, from),
        _ => return Err(Unusable::Half),
    };
    if base(settings).is_empty() {
        return Err(Unusable::PublicUrl);
    }
    let longest = Duration::from_secs(u64::from(settings.mail_timeout.max(1)));
    Smtp::new(url.expose_secret(), from, longest).map(Some)
}

/// The worker that has mail sent.
pub fn worker(settings: &Settings, server: Smtp, store: &Store, desk: Desk) -> Worker {
    let longest = i64::from(settings.mail_timeout.max(1));
    Worker {
        sender: Sender {
            queue: Arc::new(store.clone()),
            read: Arc::new(store.clone()),
            desk,
            mailer: Arc::new(server),
            base: base(settings),
        },
        rest: Duration::from_millis(u64::from(settings.mail_interval.max(10))),
        // Longer than a mail may take, so that no other sends it meanwhile.
        lease: TimeDelta::seconds(longest * 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;

    fn settings(url: Option<&str>, from: Option<&str>) -> Settings {
        Settings {
            smtp_url: url.map(SecretString::from),
            mail_from: from.map(str::to_owned),
            public_url: Some("https://paragraf.example.org/".to_owned()),
            ..Settings::default()
        }
    }

    #[test]
    fn settings_that_name_no_server_turn_mail_off_and_half_of_them_are_refused() {
        let from = Some("Paragraf <nej@example.org>");
        assert!(server(&settings(None, None)).expect("off").is_none());
        let refused = |url, from| server(&settings(url, from)).err();
        assert_eq!(
            refused(Some("smtp://127.0.0.1"), None),
            Some(Unusable::Half)
        );
        assert_eq!(refused(None, from), Some(Unusable::Half));
        assert_eq!(
            refused(Some("smtp://127.0.0.1"), Some("nobody")),
            Some(Unusable::From)
        );
        for wrong in [
            "127.0.0.1",
            "http://127.0.0.1",
            "smtp://",
            "smtp://127.0.0.1?tls=perhaps",
            "smtp://a@127.0.0.1",
            "smtps://127.0.0.1?tls=none",
        ] {
            assert_eq!(
                refused(Some(wrong), from),
                Some(Unusable::Server),
                "{wrong}"
            );
        }
        for sound in [
            "smtp://127.0.0.1:2525",
            "smtps://anna:l%C3%B6s@mail.example.org",
        ] {
            assert_eq!(refused(Some(sound), from), None, "{sound}");
        }
        let nowhere = Settings {
            public_url: None,
            ..settings(Some("smtp://127.0.0.1"), from)
        };
        assert_eq!(server(&nowhere).err(), Some(Unusable::PublicUrl));
        for error in [Unusable::Server, Unusable::From] {
            assert!(!error.to_string().contains("l%C3"));
        }
    }
}
