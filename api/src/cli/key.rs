//! `key generate` and `key rotate`.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::sealing::{self, Handing, held, in_file};
use crate::startup::open;
use crate::system::{SystemClock, SystemIds};
use application::ports::{Clock, Ids};
use application::sealing::rotate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Keys of the seal.
#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Print a new private key, to be kept as PARAGRAF_SEAL_KEY or in a file.
    Generate {
        /// What the logs are called: an address without scheme.
        #[arg(long)]
        name: Option<String>,
    },
    /// Hand every log over from the key in use to a new one. Nothing is signed with the old key afterwards.
    Rotate(Rotating),
}

/// From which key to which.
#[derive(Debug, Args)]
pub(super) struct Rotating {
    /// File with the new private key, of the same name as the old one.
    #[arg(long, value_name = "FILE")]
    new: PathBuf,
    /// File with the private key in use; the configured one by default.
    #[arg(long, value_name = "FILE")]
    old: Option<PathBuf>,
}

impl Key {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        match self {
            Self::Generate { name } => generate(name, settings),
            Self::Rotate(rotating) => rotating.run(settings).await,
        }
    }
}

fn generate(name: Option<String>, settings: &Settings) -> Ended {
    let name = name.unwrap_or_else(|| sealing::default_name(settings, &SystemIds));
    match sealing::generate(&name, &SystemIds) {
        Ok(key) => {
            println!("{}", key.to_private_text());
            eprintln!("public key: {}", key.public());
            Ended::Done
        }
        Err(error) => wrong(&format!("--name: {error}")),
    }
}

impl Rotating {
    async fn run(self, settings: &Settings) -> Ended {
        let old = match &self.old {
            Some(file) => in_file(file).map(Some),
            None => held(settings),
        };
        let old = match old {
            Ok(Some(old)) => old,
            Ok(None) => return wrong(&"no key is configured; give the one in use with --old"),
            Err(error) => return wrong(&error),
        };
        let new = match in_file(&self.new) {
            Ok(new) => new,
            Err(error) => return wrong(&error),
        };
        let (service, hands) = (old.public(), Handing::new(old, new));
        let hands = match hands {
            Ok(hands) => hands,
            Err(reason) => return wrong(&format!("--new: {reason}")),
        };
        let store = match open(settings).await {
            Ok(store) => store,
            Err(error) => return wrong(&error),
        };
        let outside: (&dyn Clock, &dyn Ids, &str) = (&SystemClock, &SystemIds, "command-line");
        match rotate(&hands, service.name(), &store, outside).await {
            Ok(done) => {
                println!(
                    "handed over: {} logs; {} had the new key already",
                    done.handed, done.held
                );
                println!("public key: {}", hands.new_public());
                println!("give the service the new private key, and start it anew");
                Ended::Done
            }
            Err(error) => {
                eprintln!("paragraf: {error}");
                Ended::No
            }
        }
    }
}
