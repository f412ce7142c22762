//! Mail: digests for a member of what concerns it, and for an association of what is still to be done with its minutes.
//!
//! A subscription belongs to an organisation and is kept by those who may act for it ([`crate::authorize::keeps_mail`]).
//! Nothing but the question whether it is wanted goes to an address before that was confirmed. What concerns a member is
//! told as the public knows it, so that no draft ever lies in a mailbox; what is to be done is told by body and day.
//!
//! The address is personal data: it stands in the subscription's own row and nowhere else, and is taken out of it when the
//! subscription ends. The row stays, so that the journal can be held against it.

mod book;
pub mod keeping;
pub mod letter;
mod schedule;
pub mod sending;

pub(crate) use book::Book;
pub use book::{COMMANDS, told_id};
pub use keeping::{Answer, Command, Request, run};
pub use schedule::{Rhythm, again_after};

use crate::error::AppError;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{MailSubscriptionId, OrganisationId};
use domain::text::Language;

/// How many subscriptions of an organisation hold at once at the most.
pub const MOST_OF_ONE: usize = 50;
/// How many an organisation makes in a day at the most: each sends a question to an address that did not ask for it.
pub const MOST_A_DAY: usize = 50;
/// How long an address has to confirm.
pub const TO_CONFIRM: TimeDelta = TimeDelta::days(7);
/// How long the link in a mail unsubscribes.
pub const TO_UNSUBSCRIBE: TimeDelta = TimeDelta::days(400);
/// Longest address, in characters (RFC 5321).
const LONGEST_ADDRESS: usize = 254;
/// Longest name before the `@`, in characters.
const LONGEST_LOCAL: usize = 64;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// To a member: what concerns it of the public feed.
    Digest,
    /// To an association: what is to be done with its minutes.
    Duties,
}

impl Kind {
    /// The word of the journal and the tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Digest => "DIGEST",
            Self::Duties => "DUTIES",
        }
    }

    /// The one with a code.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Digest, Self::Duties]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// How a language is called in the journal and the tables.
pub const fn tag(language: Language) -> &'static str {
    match language {
        Language::Swedish => "sv",
        Language::English => "en",
    }
}

/// The language with a tag.
pub fn language_of(tag: &str) -> Option<Language> {
    match tag {
        "sv" => Some(Language::Swedish),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// When, and in what language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Every day, or once a week.
    pub rhythm: Rhythm,
    /// At this hour in Europe/Stockholm, 0 to 23.
    pub hour: u8,
    /// The language of the mail.
    pub language: Language,
}

/// An address that mail is sent to. What prints it on the way to a log prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAddress(String);

impl std::fmt::Debug for MailAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MailAddress(…)")
    }
}

impl MailAddress {
    /// Reads an address: a name of plain letters and signs, `@`, and the name of a host with a dot in it. Names in quotation
    /// marks, addresses of machines and letters beyond ASCII are refused.
    ///
    /// # Errors
    /// `INVALID_VALUE`, without the address.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let text = text.trim();
        let sound = text
            .rsplit_once('@')
            .is_some_and(|(local, host)| is_local(local) && is_host(host));
        match sound && text.len() <= LONGEST_ADDRESS {
            true => Ok(Self(text.to_owned())),
            false => Err(AppError::invalid(
                "address",
                "expected an address as name@example.org, in letters of ASCII",
            )),
        }
    }

    /// As it stands in the envelope. Not for logs and not for errors.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether another one leads to the same mailbox, as far as anybody can tell.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

fn is_local(local: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    local.len() <= LONGEST_LOCAL && local.split('.').all(part)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(label)
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSubscription {
    /// Identity.
    pub id: MailSubscriptionId,
    /// Whose it is: a member, or for duties an association.
    pub owner: OrganisationId,
    /// What is told.
    pub kind: Kind,
    /// When and in what language.
    pub plan: Plan,
    /// To whom; `None` once it ended.
    pub address: Option<MailAddress>,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// By whom: issuer and subject.
    pub by: String,
    /// When the address confirmed it; until then it is told nothing.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the last mail was taken by the mail server.
    pub sent_at: Option<DateTime<Utc>>,
    /// Since when nothing is sent, because the mail server refused the mail again and again.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Why the last attempt came to nothing, in words of ours.
    pub failure: Option<String>,
    /// The number of the latest entry about it in its owner's journal.
    pub version: i64,
}

/// What a link in a mail may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirm a subscription.
    Confirm,
    /// End it.
    Unsubscribe,
}

impl Purpose {
    /// The word of the table.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirm => "CONFIRM",
            Self::Unsubscribe => "UNSUBSCRIBE",
        }
    }

    /// The page that the link leads to.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// What a link is known again by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDigest {
    /// SHA-256 of the token in it, hexadecimal.
    pub digest: String,
    /// What it may do.
    pub purpose: Purpose,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// How far sending has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// When the next mail is due; before confirmation, when the question is, and after that was sent, when it lapses.
    pub slot: DateTime<Utc>,
    /// Not before this, since the last attempt failed.
    pub retry_at: Option<DateTime<Utc>>,
    /// The place in the public feed up to which everything was told.
    pub position: i64,
    /// The place up to which the mail that is on its way tells.
    pub upto: Option<i64>,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// How often in a row the mail server refused for good.
    pub refused: u32,
    /// When the question was taken by the mail server.
    pub asked_at: Option<DateTime<Utc>>,
}

/// A subscription that something is to be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The subscription.
    pub subscription: MailSubscription,
    /// How far it has come.
    pub standing: Standing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_line_of_ascii_and_is_printed_nowhere() {
        for sound in [
            "  anna.berg+finsam@kommun.example.se ",
            "o'neill@a-b.example",
        ] {
            let read = MailAddress::parse(sound).expect("sound");
            assert_eq!(read.expose(), sound.trim());
            assert!(!format!("{read:?}").contains('@'));
        }
        for wrong in [
            "",
            "a",
            "@example.org",
            "a@",
            "a@localhost",
            "a@1.2.3.4",
            "a@[1.2.3.4]",
            "a b@example.org",
            "a@example.org\r\nBcc: b@example.org",
            "a@exam\nple.org",
            "<a@example.org>",
            "a@example.org,b@example.org",
            "\"a\"@example.org",
            ".a@example.org",
            "a..b@example.org",
            "a@-b.example",
            "å@example.org",
            "a@å.example",
            &format!("{}@example.org", "a".repeat(65)),
            &format!("a@{}.org", "b.".repeat(130)),
        ] {
            let error = MailAddress::parse(wrong).expect_err(wrong).to_string();
            // The same words for each: none of what was given.
            assert_eq!(
                error,
                "address: expected an address as name@example.org, in letters of ASCII"
            );
        }
    }
}
