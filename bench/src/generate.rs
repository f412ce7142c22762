//! `generate`: fictional associations with decades of minutes, loaded through the service's own use cases.
//!
//! The same arguments give the same record, identities included, whatever the engine; only the order in which the feed
//! tells of associations differs, since several are loaded at the same time.

mod budgets;
mod draft;
pub mod minutes;
pub mod names;
pub mod register;
mod system;
mod words;

use crate::Failure;
use application::archive::{self, LoadMinutes};
use application::register::LoadRegister;
use budgets::Treasurer;
use clap::Args;
use futures_util::stream::{StreamExt, TryStreamExt, iter};
use minutes::Sitting;
use persistence::{DurabilityPolicy, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use system::{Counted, Ticking};

/// The first year of every record.
pub const FIRST_YEAR: i32 = 2006;

/// Who loads.
const ACTOR: &str = "command-line";

/// Fill a database with fictional associations.
#[derive(Debug, Args)]
pub struct Generate {
    /// The database: sqlite:FILE or postgres://…; an empty one, or one without a schema.
    #[arg(long, value_name = "URL")]
    database: String,
    /// So many times the associations.
    #[arg(long, default_value_t = 1)]
    scale: usize,
    /// Associations at scale 1.
    #[arg(long, default_value_t = 80)]
    associations: usize,
    /// Years of each.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=20))]
    years: i32,
    /// Board meetings a year.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=40))]
    meetings: u8,
    /// §§ a meeting.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u8).range(10..=100))]
    paragraphs: u8,
    /// What chance is drawn from.
    #[arg(long, default_value_t = 2003)]
    seed: u64,
    /// How many associations are loaded at the same time.
    #[arg(long, default_value_t = 4)]
    at_once: usize,
}

/// Tells how far loading has come.
struct Progress {
    started: Instant,
    meetings: AtomicUsize,
    all: usize,
}

impl Progress {
    fn step(&self) {
        let done = self.meetings.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of((self.all / 20).max(100)) {
            let seconds = self.started.elapsed().as_secs_f64();
            eprintln!("{done} of {} meetings, {seconds:.0} s", self.all);
        }
    }
}

impl Generate {
    /// Loads.
    ///
    /// # Errors
    /// [`Failure`] where the database cannot be opened, or refuses what is loaded.
    pub async fn run(self) -> Result<(), Failure> {
        let store = persistence::connect(&self.database, DurabilityPolicy::default()).await?;
        store.migrate().await?;
        let associations = self.associations * self.scale;
        let years = usize::try_from(self.years).unwrap_or_default();
        let progress = Progress {
            started: Instant::now(),
            meetings: AtomicUsize::new(0),
            all: associations * years * usize::from(self.meetings),
        };
        // One after the other: they share agencies and regions.
        for number in 0..associations {
            self.register(&store, number).await?;
        }
        eprintln!(
            "{associations} registers, {:.0} s",
            progress.started.elapsed().as_secs_f64()
        );
        let (this, store, progress) = (&self, &store, &progress);
        iter((0..associations).map(|number| this.association(store, number, progress)))
            .buffer_unordered(self.at_once.max(1))
            .try_collect::<()>()
            .await?;
        println!(
            "{associations} associations, {} meetings, {} paragraphs in {:.0} s",
            progress.all,
            progress.all * usize::from(self.paragraphs),
            progress.started.elapsed().as_secs_f64()
        );
        Ok(())
    }

    async fn register(&self, store: &Store, number: usize) -> Result<(), Failure> {
        let document = register::document(number, FIRST_YEAR, self.years).to_string();
        let command = LoadRegister {
            bytes: document.as_bytes(),
            actor: ACTOR,
        };
        // The upper half of the numbers is that of registers: an association's identities go on from its own.
        let ids = Counted::of(self.seed, (number as u64) | (1 << 31));
        register_load(command, store, &ids).await
    }

    async fn association(
        &self,
        store: &Store,
        number: usize,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let (clock, ids) = (
            Arc::new(Ticking::default()),
            Arc::new(Counted::of(self.seed, number as u64)),
        );
        let place = (number, self.seed);
        let treasurer = Treasurer::of(store, place, Arc::clone(&clock), Arc::clone(&ids)).await?;
        for year in (FIRST_YEAR..).take(usize::try_from(self.years).unwrap_or_default()) {
            for place in 0..usize::from(self.meetings) {
                let sitting = Sitting {
                    association: number,
                    year,
                    place,
                    of: usize::from(self.meetings),
                    paragraphs: usize::from(self.paragraphs),
                    seed: self.seed,
                };
                let document = minutes::document(&sitting)?.to_string();
                let command = LoadMinutes {
                    bytes: document.as_bytes(),
                    organisation: None,
                    publish: true,
                    replaces: None,
                    actor: ACTOR,
                };
                let loaded = archive::load(command, store, clock.as_ref(), ids.as_ref()).await?;
                if sitting.adopts_budget() {
                    treasurer.adopt(year + 1, loaded.meeting).await?;
                }
                progress.step();
            }
        }
        Ok(())
    }
}

async fn register_load(
    command: LoadRegister<'_>,
    store: &Store,
    ids: &Counted,
) -> Result<(), Failure> {
    application::register::load(command, store, &Ticking::default(), ids).await?;
    Ok(())
}
