//! Keys for machines: issued, given another secret, revoked.

use super::input::{id, inputs, invalid};
use super::register::asked::organisation;
use crate::graphql::acting::acting;
use crate::graphql::codes::ApiKeyRole;
use crate::graphql::fail_in;
use crate::graphql::object::{ApiKey, Organisation, Verdict};
use crate::graphql::scalar::DateTime;
use crate::graphql::viewing::viewing;
use application::api_keys::{Answer, Command, Request, run};
use application::once::Once;
use application::ports::Address;
use async_graphql::{Context, ID, Object, Result};
use chrono::TimeDelta;
use domain::id::ApiKeyId;

inputs! {
    /// A key for a machine of an association, by its operator, or of a member, by its own reader.
    IssueApiKeyInput {
        /// Whose it is, by address or by name as an address. What it may holds for this organisation.
        organisation: ID,
        /// What it is called, at most 100 characters.
        name: String,
        /// What it may; no more than you may.
        role: ApiKeyRole,
        /// When it stops to hold, within 366 days.
        expires_at: DateTime,
    }

    /// A key that is to have another secret.
    RotateApiKeyInput {
        /// Whose it is, by address or by name as an address.
        organisation: ID,
        /// The key.
        api_key: ID,
        /// For how many hours the secret before holds beside it, 0 to 168; 24 where left out.
        overlap_hours: Option<i32>,
    }

    /// A key that is to hold no more.
    RevokeApiKeyInput {
        /// Whose it is, by address or by name as an address.
        organisation: ID,
        /// The key.
        api_key: ID,
    }
}

/// How a key stands after a change.
#[derive(Debug)]
pub struct KeptApiKey {
    answer: Answer,
    client_mutation_id: Option<String>,
}

/// How a key stands after a change.
#[Object]
impl KeptApiKey {
    /// Whose it is.
    async fn organisation(&self) -> Organisation {
        Organisation(self.answer.owner.clone())
    }

    /// The key.
    async fn api_key(&self) -> ApiKey {
        ApiKey(self.answer.key.clone())
    }

    /// The key as the machine presents it, in `Authorization: Bearer`. Told this once, and to nobody who repeats the
    /// command: the service does not keep it.
    async fn secret(&self) -> Option<&str> {
        let presented = self.answer.presented.as_ref();
        presented.map(|presented| presented.expose())
    }

    /// The version of the organisation's keys after the change: the number of the journal's latest entry about any.
    async fn version(&self) -> i64 {
        self.answer.version
    }

    /// Irregularities that this change raised: none, since no rule is about keys.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Changes of the keys of machines.
#[derive(Debug, Default)]
pub struct ApiKeyMutations;

/// Changes of the keys of machines.
#[Object]
impl ApiKeyMutations {
    /// Issues a key, and tells it this once.
    async fn issue_api_key(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For whom, for what, for how long.")] input: IssueApiKeyInput,
    ) -> Option<Result<KeptApiKey>> {
        let once = input.once();
        let address = organisation("organisation", &input.organisation);
        let asked = address.map(|address| {
            let command = Command::Issue {
                name: input.name,
                role: input.role.into(),
                expires_at: input.expires_at.0,
            };
            (address, command)
        });
        Some(carry_out(context, once, asked).await)
    }

    /// Gives a key another secret, and tells it this once. The one before holds beside it for a while.
    async fn rotate_api_key(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: RotateApiKeyInput,
    ) -> Option<Result<KeptApiKey>> {
        let asked = || {
            let key = id("apiKey", &input.api_key, ApiKeyId::parse)?;
            let address = organisation("organisation", &input.organisation)?;
            let overlap = input.overlap_hours.map(|hours| {
                let overlap = TimeDelta::try_hours(i64::from(hours));
                overlap.ok_or_else(|| invalid("overlapHours", "is no number of hours"))
            });
            let overlap = overlap.transpose()?;
            Ok((address, Command::Rotate { key, overlap }))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }

    /// Revokes a key: from the next request on it is none.
    async fn revoke_api_key(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeApiKeyInput,
    ) -> Option<Result<KeptApiKey>> {
        let asked = || {
            let key = id("apiKey", &input.api_key, ApiKeyId::parse)?;
            let address = organisation("organisation", &input.organisation)?;
            Ok((address, Command::Revoke { key }))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: Result<(Address, Command)>,
) -> Result<KeptApiKey> {
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
    };
    let answer = run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    Ok(KeptApiKey {
        answer,
        client_mutation_id,
    })
}
