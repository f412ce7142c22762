//! `revoke`: tokens that are to hold no more, at the whole service or at one organisation.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::startup::open;
use crate::system::{SystemClock, SystemIds};
use application::error::AppError;
use application::revocation::{Aim, Command, Order, Revocation, run_service};
use chrono::{DateTime, Utc};
use clap::Args;
use domain::id::RevocationId;
use domain::name::Slug;

/// Revoke tokens, or end a revocation.
#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// Whose tokens, as they say it (iss).
    #[arg(long, value_name = "ISS", required_unless_present = "undo")]
    issuer: Option<String>,
    /// The one token with this id.
    #[arg(long, value_name = "JTI", conflicts_with = "subject")]
    jti: Option<String>,
    /// Every token of this subject that was issued before the instant.
    #[arg(long, value_name = "SUB")]
    subject: Option<String>,
    /// The instant, RFC 3339; now where left out.
    #[arg(long, value_name = "INSTANT", requires = "subject")]
    before: Option<DateTime<Utc>>,
    /// Why; it stands in the journal.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// At this organisation alone; at the whole service where left out.
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// End this revocation instead.
    #[arg(long, value_name = "ID", conflicts_with_all = ["issuer", "jti", "subject", "reason"])]
    undo: Option<String>,
}

impl Revoke {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let organisation = match self.organisation.as_deref().map(Slug::parse).transpose() {
            Ok(organisation) => organisation,
            Err(error) => return wrong(&format!("--organisation: {error}")),
        };
        let command = match self.undo.as_deref().map(RevocationId::parse).transpose() {
            Ok(Some(revocation)) => Command::Restore { revocation },
            Ok(None) => Command::Revoke {
                issuer: self.issuer.unwrap_or_default(),
                token: self.jti,
                subject: self.subject,
                issued_before: self.before,
                reason: self.reason,
            },
            Err(error) => return wrong(&format!("--undo: {error}")),
        };
        let order = Order {
            organisation: organisation.as_ref(),
            command,
            actor: "command-line",
        };
        let store = match open(settings).await {
            Ok(store) => store,
            Err(error) => return wrong(&error),
        };
        match run_service(&order, &store, &SystemClock, &SystemIds).await {
            Ok(revocation) => {
                println!("{}", told(&revocation));
                Ended::Done
            }
            Err(error @ AppError::Storage(_)) => wrong(&error),
            Err(error) => {
                eprintln!("paragraf: {error}");
                Ended::No
            }
        }
    }
}

/// A line about a revocation: its id first, which `--undo` takes.
fn told(revocation: &Revocation) -> String {
    let which = match &revocation.aim {
        Aim::Token(id) => format!("token {id}"),
        Aim::Subject {
            subject,
            issued_before,
        } => {
            let before = application::journal::moment(*issued_before);
            format!("tokens of {subject} issued before {before}")
        }
    };
    let what = match revocation.ended {
        None => "revoked",
        Some(_) => "restored",
    };
    let place = match revocation.organisation {
        None => "at the whole service".to_owned(),
        Some(id) => format!("at {id}"),
    };
    format!(
        "{} {what} {place}: {which}, of {}",
        revocation.id, revocation.issuer
    )
}
