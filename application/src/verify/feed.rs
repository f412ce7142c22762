//! Checking the public feed against the journals: it tells of nothing else, in their order, and its numbers are dense.

use crate::error::AppError;
use crate::journal::{Chained, moment};
use crate::ports::{Audit, StoredFeed};
use crate::read::{FeedEntry, FeedKind, Subject};
use domain::id::OrganisationId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What an entry of a journal tells that the feed may tell as well.
#[derive(Debug)]
struct Heard {
    sequence: i64,
    command: String,
    /// Whether the feed must tell of it.
    wanted: bool,
}

/// Organisation, moment and subject.
type Place = (OrganisationId, String, String);

/// What journals tell that the feed may tell as well, in order: two steps may fall on one moment.
#[derive(Debug, Default)]
pub(super) struct Told(HashMap<Place, Vec<Heard>>);

fn named(subject: Subject) -> String {
    match subject {
        Subject::Meeting(id) => id.to_string(),
        Subject::Organisation(id) => id.to_string(),
    }
}

impl Told {
    /// Enters an entry of a journal.
    pub(super) fn enter(&mut self, entry: &Chained, subject: Option<Subject>, payload: &str) {
        let Some(subject) = subject else {
            return;
        };
        let place = (entry.organisation, moment(entry.at), named(subject));
        let wanted = match entry.command.as_str() {
            "PublishMinutes" | "UnpublishMinutes" => true,
            "LoadMinutes" => payload.contains("\"published\":true"),
            _ => false,
        };
        let heard = Heard {
            sequence: entry.sequence,
            command: entry.command.clone(),
            wanted,
        };
        self.0.entry(place).or_default().push(heard);
    }
}

/// How far the feed was read.
#[derive(Default)]
struct Reading {
    position: i64,
    /// By organisation: the last number, and the entry of the journal that it was of.
    last: BTreeMap<OrganisationId, (i64, i64)>,
    public: BTreeSet<String>,
}

/// The records that are public by the feed; what in it does not fit, as an error in words.
pub(super) async fn check(
    audit: &dyn Audit,
    mut told: Told,
) -> Result<Result<BTreeSet<String>, String>, AppError> {
    let mut reading = Reading::default();
    loop {
        let page = audit.feed_after(reading.position, 500).await?;
        if page.is_empty() {
            break;
        }
        for held in page {
            if let Err(reason) = reading.enter(&held, &mut told) {
                let (organisation, sequence) = (held.entry.organisation, held.sequence);
                return Ok(Err(format!(
                    "feed of {organisation}, entry {sequence}: {reason}"
                )));
            }
        }
    }
    let ends = audit.feed_ends().await?;
    let sequences = reading.last.iter().map(|(id, (last, _))| (*id, *last));
    let found: BTreeMap<OrganisationId, i64> = sequences.collect();
    let all = ends.sequences.keys().chain(found.keys());
    for organisation in all {
        let (drawn, last) = (ends.sequences.get(organisation), found.get(organisation));
        if drawn != last {
            let (drawn, last) = (drawn.copied(), last.copied());
            return Ok(Err(format!(
                "feed of {organisation}: ends at entry {}, but entry {} was the last one written",
                last.unwrap_or_default(),
                drawn.unwrap_or_default()
            )));
        }
    }
    if ends.position != reading.position {
        return Ok(Err(format!(
            "feed: ends at position {}, but {} was the last one written",
            reading.position, ends.position
        )));
    }
    let all = told.0.iter().flat_map(|((organisation, ..), heard)| {
        let wanted = heard.iter().filter(|heard| heard.wanted);
        wanted.map(|heard| (*organisation, heard.sequence))
    });
    Ok(match all.min() {
        None => Ok(reading.public),
        Some((organisation, sequence)) => Err(format!(
            "feed of {organisation}: tells nothing of entry {sequence} of the journal"
        )),
    })
}

impl Reading {
    fn enter(&mut self, held: &StoredFeed, told: &mut Told) -> Result<(), String> {
        let entry = &held.entry;
        if held.position != self.position + 1 {
            let expected = self.position + 1;
            return Err(format!(
                "at position {}, but {expected} comes next",
                held.position
            ));
        }
        self.position = held.position;
        let (last, before) = self
            .last
            .get(&entry.organisation)
            .copied()
            .unwrap_or_default();
        if held.sequence != last + 1 {
            return Err(format!("expected entry {}", last + 1));
        }
        let subject = named(entry.subject);
        let place = (entry.organisation, moment(entry.at), subject.clone());
        let public = self.public.contains(&subject);
        let heard = told.0.get_mut(&place);
        let heard = heard.ok_or("the journal tells of no such change at that time")?;
        let mut later = heard.iter_mut().filter(|heard| before < heard.sequence);
        let heard = later
            .find(|heard| fits(entry, &heard.command, public))
            .ok_or("it is not what the journal tells, or not in its order")?;
        heard.wanted = false;
        match entry.kind {
            FeedKind::Published => self.public.insert(subject),
            FeedKind::Recalled => self.public.remove(&subject),
            FeedKind::Revised | FeedKind::RegisterChanged => true,
        };
        self.last
            .insert(entry.organisation, (held.sequence, heard.sequence));
        Ok(())
    }
}

/// Whether a command of the journal makes the feed tell what it tells, of something public or not.
fn fits(entry: &FeedEntry, command: &str, public: bool) -> bool {
    let publishing = matches!(command, "PublishMinutes" | "UnpublishMinutes");
    match entry.kind {
        FeedKind::Published => !public && matches!(command, "PublishMinutes" | "LoadMinutes"),
        FeedKind::Revised => public && !publishing,
        FeedKind::Recalled => public && command == "UnpublishMinutes",
        FeedKind::RegisterChanged => matches!(entry.subject, Subject::Organisation(_)),
    }
}
