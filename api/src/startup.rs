//! Putting the service together and serving it.

use crate::answers::{Answers, Watch};
use crate::auth::Issuer;
use crate::config::{ConfigError, Settings};
use crate::context::{KnownSights, Offer, Views};
use crate::draining::{Drain, Stopping, closing};
use crate::embargo;
use crate::graphql::guard::{Guard, Limits};
use crate::graphql::http::GraphqlEndpoint;
use crate::graphql::socket::SocketEndpoint;
use crate::importing::Importing;
use crate::limiting::{Limiter, come_again, limited};
use crate::metrics::{Metrics, measured};
use crate::system::SystemIds;
use crate::traces::traced;
use crate::web::pages::session::Sessions;
use crate::web::protected::{Protected, challenge};
use crate::witness::{ListError, Worker, over_http};
use crate::{graphql, mail, rest, sealing, traces, web, webhooks};
use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::{App, HttpServer};
use application::attachments::sweep;
use application::following::Follow;
use application::live::Desk;
use application::ports::{Clock, Files, Ids, ReadModel, SealReads, Signer};
use application::sealing::Witnessing;
use application::webhooks::administer::Office;
use chrono::TimeDelta;
use persistence::{DurabilityPolicy, Store};
use secrecy::ExposeSecret;
use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::watch;

/// Why the service did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database.
    #[error(transparent)]
    Database(#[from] persistence::ConnectError),
    /// The schema of the database.
    #[error("the database could not be migrated: {0}")]
    Migrate(application::error::StorageError),
    /// The address.
    #[error("cannot listen on {listen}: {source}")]
    Listen {
        /// The setting.
        listen: String,
        /// Why.
        source: std::io::Error,
    },
    /// The key of the seal.
    #[error(transparent)]
    Seal(#[from] sealing::NoKey),
    /// The witnesses.
    #[error(transparent)]
    Witnesses(#[from] ListError),
    /// Webhooks.
    #[error(transparent)]
    Webhooks(#[from] webhooks::Unusable),
    /// What is stored cannot be read.
    #[error("the logs of sealed units cannot be read: {0}")]
    Unread(String),
    /// Our own schema.
    #[error("the guard cannot read the schema: {0}")]
    Guard(#[from] graphql::guard::SchemaError),
    /// The reads over REST.
    #[error("REST does not fit the schema: {0}")]
    Rest(#[from] rest::twin::PlanError),
    /// Traces.
    #[error(transparent)]
    Traces(#[from] traces::Unusable),
    /// Where files are kept.
    #[error("PARAGRAF_FILES: {0}")]
    Files(#[from] files::Unusable),
    /// Serving.
    #[error("the server stopped: {0}")]
    Serve(#[from] std::io::Error),
}

/// Opens the database that the settings name, and migrates it where they say so.
///
/// # Errors
/// [`StartError::Database`] where it cannot be reached, or may lose what it acknowledged.
pub async fn open(settings: &Settings) -> Result<Store, StartError> {
    let durability = DurabilityPolicy {
        allow_data_loss: settings.allow_data_loss,
    };
    let store = persistence::connect(&settings.database_url, durability).await?;
    if settings.migrate {
        store.migrate().await.map_err(StartError::Migrate)?;
    }
    Ok(store)
}

/// Opens the place that the settings keep files in.
///
/// # Errors
/// [`StartError::Files`] where there is no such place.
pub fn open_files(settings: &Settings, store: &Store) -> Result<Arc<dyn Files>, StartError> {
    if settings.files == "database" {
        return Ok(Arc::new(store.clone()));
    }
    let account = settings.files_key.as_deref().zip(
        settings
            .files_secret
            .as_ref()
            .map(ExposeSecret::expose_secret),
    );
    let place = files::Place {
        url: &settings.files,
        endpoint: settings.files_endpoint.as_deref(),
        region: &settings.files_region,
        account,
    };
    Ok(Arc::new(files::open(&place)?))
}

/// The service, bound to its address and not yet serving.
pub struct Application {
    server: Server,
    address: SocketAddr,
    store: Store,
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    worker: Worker,
    stopping: Stopping,
    sender: webhooks::Worker,
    mail: Option<mail::Worker>,
    limiter: Option<Arc<Limiter>>,
    desk: Desk,
}

/// Whoever asks the witnesses that the settings list about the logs of a store.
///
/// # Errors
/// [`StartError`] where the list cannot be used.
pub fn witnessing(
    settings: &Settings,
    store: &Store,
    clock: Arc<dyn Clock>,
) -> Result<Witnessing, StartError> {
    Ok(Witnessing {
        logs: Arc::new(store.clone()),
        begin: Arc::new(store.clone()),
        clock,
        witnesses: over_http(settings.witnesses()?)?,
    })
}

impl std::fmt::Debug for Application {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Application")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Application {
    /// Binds the service.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build(
        settings: &Settings,
        store: Store,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        Self::build_on(None, settings, store, clock).await
    }

    /// Binds the service to a listener that was handed to it, or to the address of the settings.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build_on(
        handed: Option<TcpListener>,
        settings: &Settings,
        store: Store,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let is_handed = handed.is_some();
        let bound = || {
            TcpListener::bind(&settings.listen).map_err(|source| StartError::Listen {
                listen: settings.listen.clone(),
                source,
            })
        };
        let listener = handed.map_or_else(bound, Ok)?;
        let address = listener.local_addr()?;
        let schema = graphql::schema();
        let sdl = schema.sdl();
        let plan = rest::twin::Plan::shared(&sdl)?;
        let key = sealing::at_start(settings, &store, &SystemIds).await?;
        let worker = Worker {
            witnessing: witnessing(settings, &store, Arc::clone(&clock))?,
            rest: Duration::from_secs(u64::from(settings.witness_interval.max(1))),
            overdue: TimeDelta::hours(i64::from(settings.witness_overdue)),
        };
        let desk = Desk {
            begin: Arc::new(store.clone()),
            clock: Arc::clone(&clock),
            ids: Arc::new(SystemIds),
            signer: key.clone().map(|key| Arc::new(key) as Arc<dyn Signer>),
            step_up: settings.step_up()?,
        };
        let mail = mail::server(settings)
            .map_err(ConfigError::from)?
            .map(|server| mail::worker(settings, server, &store, desk.clone()));
        let waiting = desk.clone();
        let files = open_files(settings, &store)?;
        let read: Arc<dyn ReadModel> = Arc::new(store.clone());
        let follow: Arc<dyn Follow> = Arc::new(store.clone());
        let tokens = settings.tokens()?;
        let issuers: Vec<&str> = tokens.issuers.iter().map(Issuer::name).collect();
        let protected = Protected::new(settings, &issuers);
        let epochs = Arc::new(Watch::new(Arc::clone(&read)));
        let views = Arc::new(Views {
            read: Arc::clone(&read),
            follow,
            desk,
            files: Arc::clone(&files),
            clock: Arc::clone(&clock),
            tokens,
            known: KnownSights::new(&epochs, settings.answers > 0),
            public_url: settings.public_url.clone(),
            offer: Offer {
                contact_name: settings.contact_name.clone(),
                contact_email: settings.contact_email.clone(),
                licence: settings.data_licence()?,
            },
            sessions: Sessions::new(settings, Arc::new(store.clone()), Arc::new(SystemIds)),
            mail: mail.is_some(),
        });
        let (stop, stopping) = watch::channel(false);
        let drain = Drain::default();
        let witnesses = settings.witnesses()?.into_iter();
        let metrics = Metrics::new(witnesses.map(|listed| listed.key.to_string()).collect());
        let answers = Arc::new(Answers::new(
            Arc::clone(&read),
            Arc::clone(&epochs),
            u64::from(settings.answers) << 20,
            metrics.answers.clone(),
        ));
        let guard = Guard::from_sdl(&sdl, Limits::default())?;
        let trusted = settings
            .trusted(&guard)?
            .counting(metrics.untrusted.clone());
        let guard = Arc::new(guard.with_trusted(trusted));
        let sockets = SocketEndpoint::new(
            graphql::schema_of_sockets(),
            Arc::clone(&guard),
            views.clone(),
            stopping,
            settings.sockets,
        )
        .counting(metrics.subscriptions.clone());
        let open_sockets = sockets.clone();
        let told = actix_web::web::Data::new(web::metrics::Told {
            access: settings.metrics,
            store: store.clone(),
            sockets: Box::new(move || open_sockets.connections()),
        });
        let limiter = settings.limiter()?.map(Arc::new);
        let limiter_data = actix_web::web::Data::new(limiter.clone());
        let under_way = metrics.under_way.clone();
        let (metrics, drain_data) = (
            actix_web::web::Data::new(metrics),
            actix_web::web::Data::new(drain.clone()),
        );
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let deliverer =
            webhooks::deliverer(settings, &store, Arc::clone(&clock), Arc::clone(&ids))?;
        let kept = rest::webhooks::Webhooks {
            office: Office {
                store: Arc::new(store.clone()),
                read: Arc::clone(&read),
                post: Arc::clone(&deliverer.post),
                deliverer: deliverer.clone(),
                clock: Arc::clone(&clock),
                ids,
                keys: Arc::clone(&deliverer.keys),
            },
            base: rest::service::base(settings),
        };
        let sender = webhooks::worker(settings, deliverer);
        let (rest_views, page_views) = (Arc::clone(&views), Arc::clone(&views));
        let seals: Arc<dyn SealReads> = Arc::new(store.clone());
        let bundles = rest::bundle::Bundles::new(views.clone(), seals, key.as_ref());
        let attachments = rest::attachments::Attachments::new(Arc::clone(&views), settings);
        let importing = Importing::new(views.desk.clone(), settings);
        let service = rest::service::Service::new(&plan, settings)?;
        let base = rest::service::base(settings);
        let held = Arc::clone(&answers);
        let twin = rest::twin::Twin::new(rest_views.clone(), held, schema.clone(), plan, base);
        let rest = rest::Rest::new(
            rest_views,
            bundles,
            attachments,
            importing,
            kept,
            twin,
            service,
        );
        let endpoint = GraphqlEndpoint::new(schema, guard, views).with_answers(answers);
        let health = actix_web::web::Data::from(read);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(health.clone())
                .app_data(actix_web::web::Data::new(protected.clone()))
                .app_data(metrics.clone())
                .app_data(drain_data.clone())
                .app_data(told.clone())
                .app_data(limiter_data.clone())
                .wrap(Compress::default())
                .wrap(from_fn(limited))
                .wrap(from_fn(come_again))
                .wrap(from_fn(challenge))
                .wrap(
                    DefaultHeaders::new()
                        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                        .add((header::REFERRER_POLICY, "no-referrer")),
                )
                .wrap(from_fn(closing))
                .wrap(from_fn(measured))
                .wrap(from_fn(traced))
                .configure(graphql::socket::configure(sockets.clone()))
                .configure(graphql::http::configure(endpoint.clone()))
                .configure(rest.clone().configure())
                .configure(web::explorer::configure)
                .configure(web::checker::configure)
                .configure(web::health::configure)
                .configure(protected.clone().configure())
                .configure(web::metrics::configure)
                .configure(web::pages::configure(Arc::clone(&page_views)))
        })
        .client_request_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(75))
        .workers(2)
        .shutdown_timeout(settings.stop_seconds)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Self {
            server,
            address,
            store,
            files,
            clock,
            worker,
            stopping: Stopping {
                drain,
                sockets: stop,
                lead: Duration::from_secs(settings.drain_seconds),
                handed: is_handed,
                under_way,
                longest: Duration::from_secs(settings.stop_seconds),
            },
            sender,
            mail,
            limiter,
            desk: waiting,
        })
    }

    /// The address that it is bound to.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle that stops it from elsewhere.
    pub fn handle(&self) -> actix_web::dev::ServerHandle {
        self.server.handle()
    }

    /// Serves until stopped.
    ///
    /// # Errors
    /// [`StartError::Serve`].
    pub async fn serve(self) -> Result<(), StartError> {
        let Self {
            server,
            store,
            files,
            clock,
            worker,
            stopping,
            sender,
            mail,
            limiter,
            desk,
            ..
        } = self;
        let handle = server.handle();
        let stopped = async {
            stopping.when_asked(handle).await;
            // The server tells by itself that it has ended.
            std::future::pending::<Infallible>().await
        };
        tokio::select! {
            served = server => Ok(served?),
            never = store.listen() => match never {},
            never = keep_clear(files.as_ref(), &store, clock.as_ref()) => match never {},
            never = worker.run() => match never {},
            never = embargo::keep(&desk, &store) => match never {},
            never = stopped => match never {},
            never = sender.run() => match never {},
            never = sent(mail) => match never {},
            never = Limiter::keep_small(limiter.as_deref()) => match never {},
        }
    }
}

/// Has mail sent where the settings name a mail server.
async fn sent(mail: Option<mail::Worker>) -> Infallible {
    match mail {
        Some(worker) => worker.run().await,
        None => std::future::pending().await,
    }
}

/// How often orphans are looked for.
const SWEEPS: Duration = Duration::from_secs(6 * 60 * 60);

/// Clears the bytes of uploads that were cut short, for as long as the service runs.
async fn keep_clear(files: &dyn Files, store: &Store, clock: &dyn Clock) -> Infallible {
    loop {
        match sweep(files, store, clock).await {
            Ok(swept) if swept.cleared > 0 => {
                tracing::info!(cleared = swept.cleared, "cleared what uploads left behind");
            }
            Ok(_) => {}
            Err(cause) => tracing::warn!(%cause, "what uploads left behind was not cleared"),
        }
        tokio::time::sleep(SWEEPS).await;
    }
}
