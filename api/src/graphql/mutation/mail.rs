//! Subscriptions by mail: asked for, confirmed, changed, ended.

use super::input::{id, inputs, invalid};
use super::register::asked::organisation;
use crate::graphql::acting::acting;
use crate::graphql::codes::{MailKind, MailLanguage, MailRhythm, Weekday};
use crate::graphql::fail_in;
use crate::graphql::object::{MailSubscription, Organisation, Verdict};
use crate::graphql::viewing::viewing;
use application::mail::{Answer, Command, MailAddress, Plan, Request, Rhythm, run};
use application::once::Once;
use application::ports::Address;
use async_graphql::{Context, ID, Object, Result};
use domain::id::MailSubscriptionId;
use domain::text::Language;

inputs! {
    /// A subscription by mail: of a member, by its own reader, or of an association, by its secretary or operator.
    SubscribeToMailInput {
        /// Whose it is, by address or by name as an address.
        organisation: ID,
        /// What is told: DIGEST for a member, DUTIES for an association.
        kind: MailKind,
        /// To whom. The address is asked first, and has seven days to confirm.
        address: String,
        /// How often.
        rhythm: MailRhythm,
        /// On which day, where it comes once a week.
        weekday: Option<Weekday>,
        /// At what hour in Europe/Stockholm, 0 to 23; 7 where left out.
        hour: Option<i32>,
        /// In what language; Swedish where left out.
        language: Option<MailLanguage>,
    }

    /// That an address wants its subscription.
    ConfirmMailInput {
        /// Whose it is, by address or by name as an address.
        organisation: ID,
        /// The subscription.
        mail_subscription: ID,
        /// What the link in the mail ends with.
        token: String,
    }

    /// Another time or language; what is left out stays. What had stopped goes on.
    ChangeMailInput {
        /// Whose it is, by address or by name as an address.
        organisation: ID,
        /// The subscription.
        mail_subscription: ID,
        /// How often.
        rhythm: Option<MailRhythm>,
        /// On which day, where it comes once a week.
        weekday: Option<Weekday>,
        /// At what hour in Europe/Stockholm, 0 to 23.
        hour: Option<i32>,
        /// In what language.
        language: Option<MailLanguage>,
    }

    /// A subscription that is to end.
    UnsubscribeFromMailInput {
        /// Whose it is, by address or by name as an address.
        organisation: ID,
        /// The subscription.
        mail_subscription: ID,
    }
}

/// How a subscription by mail stands after a change.
#[derive(Debug)]
pub struct KeptMailSubscription {
    answer: Answer,
    client_mutation_id: Option<String>,
}

/// How a subscription by mail stands after a change.
#[Object]
impl KeptMailSubscription {
    /// Whose it is.
    async fn organisation(&self) -> Organisation {
        Organisation(self.answer.owner.clone())
    }

    /// The subscription.
    async fn mail_subscription(&self) -> MailSubscription {
        MailSubscription(self.answer.subscription.clone())
    }

    /// The version of the organisation's subscriptions after the change: the number of the journal's latest entry about any.
    async fn version(&self) -> i64 {
        self.answer.version
    }

    /// Irregularities that this change raised: none, since no rule is about mail.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Changes of subscriptions by mail.
#[derive(Debug, Default)]
pub struct MailMutations;

/// Changes of subscriptions by mail.
#[Object]
impl MailMutations {
    /// Subscribes an address. Nothing is sent to it but the question whether it wants this, until it has confirmed.
    async fn subscribe_to_mail(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom, of what, when.")] input: SubscribeToMailInput,
    ) -> Option<Result<KeptMailSubscription>> {
        let asked = || {
            let address = MailAddress::parse(&input.address);
            let address = address.map_err(|error| fail_in(&error, viewing(context).language))?;
            let rhythm = rhythm(Some(input.rhythm), input.weekday)?;
            let plan = Plan {
                rhythm: rhythm.unwrap_or(Rhythm::Daily),
                hour: hour(input.hour)?.unwrap_or(7),
                language: input.language.map_or(Language::Swedish, Language::from),
            };
            let command = Command::Subscribe {
                kind: input.kind.into(),
                plan,
                address,
            };
            Ok((organisation("organisation", &input.organisation)?, command))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }

    /// Confirms a subscription with the token of the mail that asked for it, as the page that the mail links to does.
    async fn confirm_mail(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: ConfirmMailInput,
    ) -> Option<Result<KeptMailSubscription>> {
        let asked = || {
            let command = Command::Confirm {
                subscription: subscription(&input.mail_subscription)?,
                token: input.token.clone(),
            };
            Ok((organisation("organisation", &input.organisation)?, command))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }

    /// Changes when a subscription comes and in what language. Another address is another subscription.
    async fn change_mail(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and what of it.")] input: ChangeMailInput,
    ) -> Option<Result<KeptMailSubscription>> {
        let asked = || {
            let command = Command::Change {
                subscription: subscription(&input.mail_subscription)?,
                rhythm: rhythm(input.rhythm, input.weekday)?,
                hour: hour(input.hour)?,
                language: input.language.map(Language::from),
            };
            Ok((organisation("organisation", &input.organisation)?, command))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }

    /// Ends a subscription: nothing more is sent, and the address is removed.
    async fn unsubscribe_from_mail(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: UnsubscribeFromMailInput,
    ) -> Option<Result<KeptMailSubscription>> {
        let asked = || {
            let subscription = subscription(&input.mail_subscription)?;
            let command = Command::Unsubscribe { subscription };
            Ok((organisation("organisation", &input.organisation)?, command))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }
}

fn subscription(named: &ID) -> Result<MailSubscriptionId> {
    id("mailSubscription", named, MailSubscriptionId::parse)
}

/// How often: a day of the week goes with WEEKLY and with nothing else.
fn rhythm(rhythm: Option<MailRhythm>, weekday: Option<Weekday>) -> Result<Option<Rhythm>> {
    match (rhythm, weekday) {
        (None, None) => Ok(None),
        (Some(MailRhythm::Daily), None) => Ok(Some(Rhythm::Daily)),
        (Some(MailRhythm::Weekly), Some(weekday)) => Ok(Some(Rhythm::Weekly(weekday.into()))),
        (Some(MailRhythm::Weekly), None) => Err(invalid("weekday", "WEEKLY needs a day")),
        (_, Some(_)) => Err(invalid("weekday", "goes with WEEKLY alone")),
    }
}

fn hour(hour: Option<i32>) -> Result<Option<u8>> {
    let Some(hour) = hour else { return Ok(None) };
    let sound = u8::try_from(hour).ok().filter(|hour| *hour < 24);
    let sound = sound.ok_or_else(|| invalid("hour", "expected a number from 0 to 23"));
    sound.map(Some)
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: Result<(Address, Command)>,
) -> Result<KeptMailSubscription> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let (address, command) = asked?;
    let request = Request {
        actor,
        see: view.see(),
        address,
        command,
        once,
        on: acting.mail,
    };
    let answer = run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    Ok(KeptMailSubscription {
        answer,
        client_mutation_id,
    })
}
