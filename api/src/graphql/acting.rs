//! Who asks for a change, and the desk that carries it out.

use application::actor::Actor;
use application::error::AppError;
use application::live::Desk;
use application::ports::Files;
use async_graphql::Context;
use std::sync::Arc;

/// What a request that changes something needs beside its view.
pub struct Acting {
    /// Who asks; `None` = nobody, without a token.
    pub actor: Option<Actor>,
    /// What carries it out.
    pub desk: Desk,
    /// The bytes of attachments.
    pub files: Arc<dyn Files>,
    /// Whether the service has a mail server.
    pub mail: bool,
}

impl std::fmt::Debug for Acting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Acting")
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
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
