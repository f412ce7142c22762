//! Revoking tokens at an organisation, and ending a revocation that was a mistake.

use super::input::{id, inputs};
use super::register::asked::organisation;
use crate::graphql::acting::acting;
use crate::graphql::fail_in;
use crate::graphql::object::{Organisation, TokenRevocation, Verdict};
use crate::graphql::scalar::DateTime;
use crate::graphql::viewing::viewing;
use application::once::Once;
use application::ports::Address;
use application::revocation::{Answer, Command, Request, run};
use async_graphql::{Context, ID, Object, Result};
use domain::id::RevocationId;

inputs! {
    /// Tokens that are to hold nothing any more at an organisation: one by its id, or those of a subject.
    RevokeTokensInput {
        /// The organisation, by address or by name as an address. Elsewhere they hold what they held.
        organisation: ID,
        /// Whose tokens, as they say it (`iss`).
        issuer: String,
        /// The one with this id (`jti`).
        token: Option<String>,
        /// Those of this subject (`sub`).
        subject: Option<String>,
        /// Of a subject those issued before this instant (`iat`, in whole seconds); now where left out. Not to come.
        issued_before: Option<DateTime>,
        /// Why, at most 500 characters.
        reason: Option<String>,
    }

    /// A revocation that is to hold no more.
    RestoreTokensInput {
        /// The organisation, by address or by name as an address.
        organisation: ID,
        /// The revocation.
        revocation: ID,
    }
}

/// How a revocation stands after a change.
#[derive(Debug)]
pub struct RevokedTokens {
    answer: Answer,
    client_mutation_id: Option<String>,
}

/// How a revocation stands after a change.
#[Object]
impl RevokedTokens {
    /// The organisation.
    async fn organisation(&self) -> Organisation {
        Organisation(self.answer.owner.clone())
    }

    /// The revocation.
    async fn revocation(&self) -> TokenRevocation {
        TokenRevocation(self.answer.revocation.clone())
    }

    /// The version of the organisation's revocations after the change: the number of the journal's latest entry about
    /// any.
    async fn version(&self) -> i64 {
        self.answer.version
    }

    /// Irregularities that this change raised: none, since no rule is about tokens.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Changes of whose tokens hold.
#[derive(Debug, Default)]
pub struct RevocationMutations;

/// Changes of whose tokens hold.
#[Object]
impl RevocationMutations {
    /// Revokes tokens at an organisation, from the next request on: they hold there what a token holds that does not
    /// name it.
    async fn revoke_tokens(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and where.")] input: RevokeTokensInput,
    ) -> Option<Result<RevokedTokens>> {
        let once = input.once();
        let address = organisation("organisation", &input.organisation);
        let asked = address.map(|address| {
            let command = Command::Revoke {
                issuer: input.issuer,
                token: input.token,
                subject: input.subject,
                issued_before: input.issued_before.map(|instant| instant.0),
                reason: input.reason,
            };
            (address, command)
        });
        Some(carry_out(context, once, asked).await)
    }

    /// Ends a revocation: from the next request on the tokens hold again what they say.
    async fn restore_tokens(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and where.")] input: RestoreTokensInput,
    ) -> Option<Result<RevokedTokens>> {
        let asked = || {
            let revocation = id("revocation", &input.revocation, RevocationId::parse)?;
            let address = organisation("organisation", &input.organisation)?;
            Ok((address, Command::Restore { revocation }))
        };
        Some(carry_out(context, input.once(), asked()).await)
    }
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: Result<(Address, Command)>,
) -> Result<RevokedTokens> {
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
    Ok(RevokedTokens {
        answer,
        client_mutation_id,
    })
}
