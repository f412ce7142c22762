//! `seal witness` and `seal settle`.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::startup::{open, witnessing};
use crate::system::{SystemClock, SystemIds};
use application::sealing::{Heard, Said, Settle, settle};
use clap::{Args, Subcommand};
use domain::name::Slug;
use std::sync::Arc;

/// The logs of sealed units and their witnesses.
#[derive(Debug, Subcommand)]
pub(super) enum Seal {
    /// Ask every witness about every log, once. Ends with 1 where one of them holds something against a log.
    Witness,
    /// Set aside what a witness holds against a log, with the reason in the journal.
    Settle(Settling),
}

/// What is set aside.
#[derive(Debug, Args)]
pub(super) struct Settling {
    /// Whose log, by the organisation's name as an address.
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// The name of the witness.
    #[arg(long, value_name = "NAME")]
    witness: String,
    /// Why it may be set aside.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Seal {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        match self {
            Self::Witness => witness(settings).await,
            Self::Settle(settling) => settling.run(settings).await,
        }
    }
}

async fn witness(settings: &Settings) -> Ended {
    let asked = async {
        let store = open(settings).await?;
        witnessing(settings, &store, Arc::new(SystemClock))
    };
    let witnessing = match asked.await {
        Ok(witnessing) => witnessing,
        Err(error) => return wrong(&error),
    };
    if witnessing.witnesses.is_empty() {
        return wrong(&"PARAGRAF_WITNESSES is not set");
    }
    match witnessing.all().await {
        Ok(said) => {
            said.iter().for_each(told);
            let objects = |said: &Said| matches!(said.heard, Heard::Objects(_));
            match said.iter().any(objects) {
                true => Ended::No,
                false => Ended::Done,
            }
        }
        Err(error) => wrong(&error),
    }
}

fn told(said: &Said) {
    let (owner, name) = (said.owner, said.witness.name());
    match &said.heard {
        Heard::Cosigned { size } => println!("log of {owner}: {name} signed {size} entries"),
        Heard::Nothing { reason, .. } => eprintln!("warning: log of {owner}: {name}: {reason}"),
        Heard::Objects(objection) => eprintln!("paragraf: log of {owner}: {objection}"),
    }
}

impl Settling {
    async fn run(self, settings: &Settings) -> Ended {
        let organisation = match Slug::parse(&self.organisation) {
            Ok(slug) => slug,
            Err(error) => return wrong(&format!("--organisation: {error}")),
        };
        let store = match open(settings).await {
            Ok(store) => store,
            Err(error) => return wrong(&error),
        };
        let command = Settle {
            organisation: &organisation,
            witness: &self.witness,
            reason: &self.reason,
            actor: "command-line",
        };
        match settle(&command, &store, &SystemClock, &SystemIds).await {
            Ok(()) => {
                println!("set aside; the witness raises it again unless it is asked no more");
                Ended::Done
            }
            Err(error) => {
                eprintln!("paragraf: {error}");
                Ended::No
            }
        }
    }
}
