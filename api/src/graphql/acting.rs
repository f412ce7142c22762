//! Who asks for a change, and the desk that carries it out.

use application::actor::Actor;
use application::error::AppError;
use application::live::Desk;
use async_graphql::Context;

/// What a request that changes something needs beside its view.
#[derive(Debug)]
pub struct Acting {
    /// Who asks; `None` = nobody, without a token.
    pub actor: Option<Actor>,
    /// What carries it out.
    pub desk: Desk,
}

impl Acting {
    /// The actor.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a token.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        self.actor.as_ref().ok_or(AppError::Unauthenticated)
    }
}

/// The request's actor and desk.
pub fn acting<'a>(context: &Context<'a>) -> &'a Acting {
    context.data_unchecked::<Acting>()
}
