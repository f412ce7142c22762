//! What a subscription sees: not once, as a request does, but anew at each step.

use super::viewing::Viewing;
use application::actor::Actor;
use application::api_keys;
use application::error::StorageError;
use application::following::Follow;
use application::ports::{Clock, ReadModel};
use application::visibility::{Visibility, Wire};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Context, Data, Response};
use domain::text::Language;
use std::sync::{Arc, Mutex, PoisonError};

/// What one subscription needs to see anew.
pub struct Watching {
    read: Arc<dyn ReadModel>,
    follow: Arc<dyn Follow>,
    clock: Arc<dyn Clock>,
    actor: Option<Actor>,
    language: Language,
    view: Mutex<Option<Viewing>>,
}

impl std::fmt::Debug for Watching {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Watching").finish_non_exhaustive()
    }
}

impl Watching {
    /// For one subscription of an actor.
    pub fn new(
        read: Arc<dyn ReadModel>,
        follow: Arc<dyn Follow>,
        clock: Arc<dyn Clock>,
        actor: Option<Actor>,
        language: Language,
    ) -> Self {
        Self {
            read,
            follow,
            clock,
            actor,
            language,
            view: Mutex::new(None),
        }
    }

    /// The journal.
    pub fn journal(&self) -> &dyn Follow {
        self.follow.as_ref()
    }

    /// What the actor may see now. Who is a member of what, and whose token was revoked, can change at any time.
    ///
    /// # Errors
    /// [`StorageError`] where the register or what was revoked cannot be read.
    pub async fn look(&self) -> Result<Visibility, StorageError> {
        let read = self.read.as_ref();
        let actor = match self.actor.clone() {
            Some(actor) => api_keys::still(actor, self.clock.now(), read).await?,
            None => None,
        };
        let see = Visibility::of(actor.as_ref(), read, self.clock.today()).await?;
        Ok(see.noted(actor.as_ref(), Wire::Subscription, self.clock.now()))
    }

    /// From here on, what is sent is read from the database as it stands now.
    pub fn turn_to(&self, see: Visibility) {
        let view = Viewing::new(
            Arc::clone(&self.read),
            see,
            self.language,
            self.clock.today(),
        );
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = Some(view);
    }

    fn view(&self) -> Option<Viewing> {
        self.view
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The subscription's eyes.
pub fn watching(context: &Context<'_>) -> Arc<Watching> {
    Arc::clone(context.data_unchecked::<Arc<Watching>>())
}

/// Gives each step of a subscription the view that belongs to it, in place of the one that the request came with.
#[derive(Debug, Clone, Copy)]
pub struct ViewOfEachStep;

impl ExtensionFactory for ViewOfEachStep {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait::async_trait]
impl Extension for ViewOfEachStep {
    async fn execute(
        &self,
        context: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let view = context
            .data_opt::<Arc<Watching>>()
            .and_then(|watching| watching.view());
        match view {
            Some(view) => {
                let mut data = Data::default();
                data.insert(view);
                next.run_with_data(context, operation_name, data).await
            }
            None => next.run(context, operation_name).await,
        }
    }
}
