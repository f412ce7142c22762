//! How the service stops without failing a request.
//!
//! Asked to terminate, it first says so: `/readyz` answers 503, every answer ends its connection, sockets are told to go
//! elsewhere. Requests are answered as before for as long as it takes whoever passes them on to notice. Then it takes no
//! more connections, answers what is under way, and ends. A listener that was handed to it (systemd) stays open
//! meanwhile in other hands, so that who comes then waits for the next process and is not turned away.

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use prometheus_client::metrics::gauge::Gauge;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// Whether the service is about to stop.
#[derive(Debug, Clone, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// Whether it has begun.
    pub fn begun(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Stands around every request: whoever asks while the service stops is asked to come on another connection.
///
/// # Errors
/// Those of what it stands around.
pub async fn closing(
    drain: web::Data<Drain>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut answer = next.call(request).await?;
    if drain.begun() && answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        let head = answer.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}

/// How a request to stop is met.
#[derive(Debug)]
pub(crate) struct Stopping {
    pub(crate) drain: Drain,
    /// Tells sockets, which would hold the stop up.
    pub(crate) sockets: watch::Sender<bool>,
    /// How long requests are answered as before.
    pub(crate) lead: Duration,
    /// Whether the listener is another's as well.
    pub(crate) handed: bool,
    /// How many requests are under way.
    pub(crate) under_way: Gauge,
    /// How long those may take.
    pub(crate) longest: Duration,
}

/// How often it is looked whether any request is under way.
const LOOKS: Duration = Duration::from_millis(20);

impl Stopping {
    /// Waits until the process is asked to stop, and stops it.
    pub(crate) async fn when_asked(self, server: ServerHandle) {
        let asked = asked().await;
        self.drain.begin();
        self.sockets.send_replace(true);
        if asked == Asked::ToTerminate && !self.lead.is_zero() {
            tracing::info!(seconds = self.lead.as_secs(), "about to stop");
            if self.handed {
                // Who comes now waits for the next process.
                server.pause().await;
            }
            tokio::select! {
                () = tokio::time::sleep(self.lead) => {}
                // Asked a second time, it waits no longer.
                _ = self::asked() => {}
            }
        }
        if self.handed {
            // The workers end one by one, and each takes the connections to the database along that it opened, which
            // another may be using: so they end when nothing is under way. A listener of its own is closed at once
            // instead, so that who comes is turned away, to another server, and does not wait in its queue in vain.
            let idle = async {
                while self.under_way.get() > 0 {
                    tokio::time::sleep(LOOKS).await;
                }
            };
            if tokio::time::timeout(self.longest, idle).await.is_err() {
                tracing::warn!("requests are broken off that took too long");
            }
        }
        server.stop(true).await;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    ToTerminate,
    ByInterruption,
}

/// Waits until the process is asked to stop.
async fn asked() -> Asked {
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminated) => drop(terminated.recv().await),
            Err(cause) => {
                tracing::error!(%cause, "a request to terminate will not be heard");
                std::future::pending().await
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    let interrupted = async {
        if let Err(cause) = tokio::signal::ctrl_c().await {
            tracing::error!(%cause, "an interruption will not be heard");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = terminated => Asked::ToTerminate,
        () = interrupted => Asked::ByInterruption,
    }
}
