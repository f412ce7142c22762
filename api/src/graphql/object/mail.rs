//! Subscriptions by mail, for those who keep them.

use crate::graphql::codes::{MailKind, MailLanguage, MailRhythm, Weekday};
use crate::graphql::scalar::DateTime;
use application::mail::{MailSubscription as Held, Rhythm};
use async_graphql::{ID, Object};

/// A subscription by mail (e-postbevakning): what concerns a member, or what is to be done with an association's minutes.
#[derive(Debug, Clone)]
pub struct MailSubscription(pub Held);

/// A subscription by mail (e-postbevakning): what concerns a member, or what is to be done with an association's minutes.
#[Object]
impl MailSubscription {
    /// What journals and logs name it by.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is told.
    async fn kind(&self) -> MailKind {
        self.0.kind.into()
    }

    /// To whom; null once it ended, for then nobody knows it any more.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_ref().map(|address| address.expose())
    }

    /// How often.
    async fn rhythm(&self) -> MailRhythm {
        match self.0.plan.rhythm {
            Rhythm::Daily => MailRhythm::Daily,
            Rhythm::Weekly(_) => MailRhythm::Weekly,
        }
    }

    /// On which day, where it comes once a week.
    async fn weekday(&self) -> Option<Weekday> {
        match self.0.plan.rhythm {
            Rhythm::Daily => None,
            Rhythm::Weekly(weekday) => Some(weekday.into()),
        }
    }

    /// At what hour in Europe/Stockholm, 0 to 23.
    async fn hour(&self) -> i32 {
        i32::from(self.0.plan.hour)
    }

    /// In what language.
    async fn language(&self) -> MailLanguage {
        self.0.plan.language.into()
    }

    /// When it was asked for.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// By whom: issuer and subject.
    async fn made_by(&self) -> &str {
        &self.0.by
    }

    /// When the address confirmed it; null while it has not, and then it is told nothing.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed_at.map(DateTime)
    }

    /// When it ended; null while it has not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// When the mail server took the last mail; null before the first.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// Since when nothing is sent, because the mail server refused the mail for good three times in a row. A change lets it
    /// go on.
    async fn stopped_at(&self) -> Option<DateTime> {
        self.0.stopped_at.map(DateTime)
    }

    /// Why the last attempt came to nothing; null where it did not.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// The number of the journal's latest entry about it. The highest of any is the version of the organisation's
    /// subscriptions.
    async fn version(&self) -> i64 {
        self.0.version
    }
}
