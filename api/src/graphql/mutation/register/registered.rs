//! The answer to every change of the register, and the one way to it.

use crate::graphql::acting::acting;
use crate::graphql::fail_in;
use crate::graphql::object::{Association, Body, Organisation, Person, Verdict};
use crate::graphql::viewing::viewing;
use application::once::Once;
use application::ports::Address;
use application::register::{Kept, RegisterCommand, Request, run as keep};
use async_graphql::{Context, Object, Result};

/// What a change of the register made, and how the register stands after it.
#[derive(Debug)]
pub struct Registered {
    kept: Kept,
    client_mutation_id: Option<String>,
}

/// What a change of the register made, and how the register stands after it.
#[Object]
impl Registered {
    /// The organisation whose register it is.
    async fn organisation(&self) -> Organisation {
        Organisation(self.kept.owner.clone())
    }

    /// The association after the change; null where the organisation is none.
    async fn association(&self) -> Option<Association> {
        let register = self.kept.association.clone()?;
        Association::standing(&self.kept.owner, register)
    }

    /// The body that was established or changed; null where the change was about something else.
    async fn body(&self) -> Option<Body> {
        self.kept.body.clone().map(Body)
    }

    /// The person who was registered; null where the change was about something else.
    async fn person(&self) -> Option<Person> {
        let person = self.kept.person.as_ref()?;
        Some(Person::new(person.id, person.name.clone()))
    }

    /// The register's version after the change: the number of the journal's latest entry about it.
    async fn version(&self) -> i64 {
        self.kept.version
    }

    /// Irregularities that this change raised, on the day that it takes effect.
    async fn irregularities(&self) -> Vec<Verdict> {
        let raised = self.kept.raised.iter().cloned();
        raised.map(Verdict::of_register).collect()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Carries a command out and answers in the viewer's language.
pub(super) async fn run(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<(Address, RegisterCommand)>,
) -> Option<Result<Registered>> {
    Some(carry_out(context, once, asked).await)
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<(Address, RegisterCommand)>,
) -> Result<Registered> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let (address, command) = asked()?;
    let request = Request {
        actor,
        see: view.see(),
        address,
        command,
        once,
    };
    let kept = keep(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    Ok(Registered {
        kept,
        client_mutation_id,
    })
}
