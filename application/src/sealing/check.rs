//! Checking the logs against their checkpoints and against the journal, and what is sealed against the record.

use super::{
    Content, Sealed, StoredCheckpoint, StoredCosignature, StoredHandover, StoredSeal, entry_hash,
    key_list, log_key, opened, paragraph_content, read, stands_as, told,
};
use crate::error::AppError;
use crate::live::StoredLive;
use crate::ports::{Audit, SealAudit};
use crate::redacting::Standing;
use domain::id::OrganisationId;
use domain::meeting::Meeting;
use seal::checkpoint::Checkpoint;
use seal::key::PublicKey;
use seal::leaf::Leaf;
use seal::merkle::Tree;
use seal::note::SignedNote;
use seal::unit::Entry;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the journal tells of one seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The meeting, as the payload names it.
    pub(crate) meeting: String,
    /// The unit's root.
    pub(crate) root: String,
    /// When, as the chain writes it.
    pub(crate) at: String,
    /// The entry of the journal.
    pub(crate) sequence: i64,
}

/// What journals tell of logs.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// Of seals: by log and index.
    seals: BTreeMap<(OrganisationId, u64), Claim>,
    /// Of changes of keys, in order, each with its entry of the journal.
    handovers: BTreeMap<OrganisationId, Vec<(i64, Value)>>,
}

/// What was checked of the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checked {
    /// Entries.
    pub entries: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// Checkpoints whose signatures were checked as well.
    pub signed: u64,
    /// Cosignatures of witnesses.
    pub cosigned: u64,
}

/// Enters what a payload tells of a seal. Words where it tells of an entry that the journal told of before.
pub(crate) fn claim(
    claims: &mut Claims,
    owner: OrganisationId,
    payload: &str,
    (sequence, at): (i64, String),
) -> Option<String> {
    let payload: Value = serde_json::from_str(payload).ok()?;
    if let Some(handover) = payload.get("handover") {
        let own = claims.handovers.entry(owner).or_default();
        own.push((sequence, handover.clone()));
    }
    let sealed = Sealed::read(&payload)?;
    let claim = Claim {
        meeting: payload
            .get("meeting")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        root: sealed.root,
        at,
        sequence,
    };
    let former = claims.seals.insert((owner, sealed.index), claim)?;
    Some(format!(
        "tells of entry {} of the log, as entry {} of the journal did",
        sealed.index, former.sequence
    ))
}

/// How many entries are read at once.
const PAGE: u32 = 100;

/// Checks every log: each entry against its own bytes and against the journal, and every checkpoint.
pub(crate) async fn logs(
    audit: &dyn Audit,
    mut claims: Claims,
    key: Option<&PublicKey>,
    checked: &mut Checked,
) -> Result<Option<String>, AppError> {
    let own = audit.handed_over(None).await?;
    if let Err(reason) = service(&own, key) {
        return Ok(Some(format!("keys of the service: {reason}")));
    }
    let told = claims.seals.keys().map(|(owner, _)| *owner);
    let told = told.chain(claims.handovers.keys().copied());
    let owners: BTreeSet<OrganisationId> = audit.logs().await?.into_iter().chain(told).collect();
    for owner in owners {
        let place = format!("log of {owner}");
        let (mut tree, mut next) = (Tree::default(), 0_u64);
        loop {
            let page = audit.seals_from(owner, next, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for held in page {
                checked.entries += 1;
                if held.index != next {
                    let gone = claims.seals.get(&(owner, next));
                    return Ok(Some(missing(&place, next, gone)));
                }
                let claim = claims.seals.remove(&(owner, next));
                match entry(&held, claim.as_ref()) {
                    Ok(hash) => tree.push(hash),
                    Err(reason) => {
                        let meeting = held.meeting;
                        return Ok(Some(format!(
                            "{place}, entry {next}, record {meeting}{reason}"
                        )));
                    }
                }
                next += 1;
            }
        }
        let gone = claims.seals.range((owner, 0)..=(owner, u64::MAX)).next();
        if let Some(((_, index), claim)) = gone {
            return Ok(Some(missing(&place, *index, Some(claim))));
        }
        let checkpoints = audit.checkpoints(owner).await?;
        let handed = audit.handed_over(Some(owner)).await?;
        let claimed = claims.handovers.remove(&owner).unwrap_or_default();
        if let Err(reason) = handovers(&handed, owner, &claimed, (&tree, &own)) {
            return Ok(Some(format!("{place}: {reason}")));
        }
        let believed = key.and_then(|key| log_key(key, owner).ok());
        let first = checkpoints.first().map(|first| first.signed_by.as_str());
        let keys = match keys_in_use(believed.as_ref(), &handed, &named(&own, owner), first) {
            Ok(keys) => keys,
            Err(reason) => return Ok(Some(format!("{place}: {reason}"))),
        };
        for (size, stored) in (1..=next).zip(&checkpoints) {
            checked.checkpoints += 1;
            checked.signed += u64::from(believed.is_some());
            if stored.size != size {
                return Ok(Some(format!(
                    "{place}: the checkpoint of {size} entries is gone"
                )));
            }
            // The checkpoint at which a log is handed over was the last of the old key.
            let place_of_key = handed.iter().filter(|held| held.size < size).count();
            if let Err(reason) = checkpoint(stored, owner, &tree, keys.get(place_of_key)) {
                return Ok(Some(format!(
                    "{place}, checkpoint of {size} entries: {reason}"
                )));
            }
        }
        let found = checkpoints.len() as u64;
        if found != next {
            return Ok(Some(format!(
                "{place}: {next} entries, but {found} checkpoints; each entry has one"
            )));
        }
        for held in audit.cosignatures(owner).await? {
            checked.cosigned += 1;
            let of = checkpoints.iter().find(|stored| stored.size == held.size);
            if let Err(reason) = cosignature(&held, of) {
                let size = held.size;
                return Ok(Some(format!(
                    "{place}, cosignature of {size} entries: {reason}"
                )));
            }
        }
        if let Some(objection) = audit.objections(owner).await?.first() {
            return Ok(Some(format!("{place}: {objection}")));
        }
    }
    Ok(None)
}

/// Whether the service's own list leads from key to key, and the believed key stands in it.
fn service(own: &[StoredHandover], key: Option<&PublicKey>) -> Result<(), String> {
    chained(own)?;
    let known = |key: &&PublicKey| {
        let key = key.to_string();
        own.is_empty()
            || own
                .iter()
                .any(|held| held.old_key == key || held.new_key == key)
    };
    match key {
        Some(key) if !known(&key) => {
            Err("handed over, but never to or from the key given".to_owned())
        }
        _ => Ok(()),
    }
}

/// Whether each handover leads on from the one before, by the signatures of both keys.
fn chained(handed: &[StoredHandover]) -> Result<(), String> {
    for (ordinal, held) in (1_u64..).zip(handed) {
        if held.ordinal != ordinal {
            return Err(format!("change {ordinal} of its key is gone"));
        }
        let note = SignedNote::parse(&held.note).map_err(|error| error.to_string())?;
        let read = Checkpoint::parse(note.text()).map_err(|error| error.to_string())?;
        if note.to_string() != held.note || read.size != held.size || read.origin != held.log {
            return Err(format!(
                "change {ordinal} of its key is not as it was signed"
            ));
        }
    }
    let Some(first) = handed.first() else {
        return Ok(());
    };
    let words = |error: &dyn std::fmt::Display| format!("a change of its key: {error}");
    let first = PublicKey::parse(&first.old_key).map_err(|error| words(&error))?;
    let list = key_list(&first, handed).map_err(|error| words(&error))?;
    let believed = list.believed_from(&first).map_err(|error| words(&error))?;
    let stated = handed.iter().map(|held| &held.new_key);
    let signed: Vec<String> = believed
        .iter()
        .skip(1)
        .map(|held| held.key.to_string())
        .collect();
    let olds = handed.iter().skip(1).map(|held| &held.old_key);
    if !signed.iter().eq(stated) || !signed.iter().take(handed.len() - 1).eq(olds) {
        return Err("the keys beside a change of its key are not those that signed it".to_owned());
    }
    Ok(())
}

/// Whether the handovers of a log hold, are of its entries, and are those that the journal and the service's list tell.
fn handovers(
    handed: &[StoredHandover],
    owner: OrganisationId,
    claimed: &[(i64, Value)],
    (tree, own): (&Tree, &[StoredHandover]),
) -> Result<(), String> {
    chained(handed)?;
    let found: Vec<Value> = handed.iter().map(told).collect();
    for (place, (sequence, claim)) in claimed.iter().enumerate() {
        if found.get(place) != Some(claim) {
            return Err(format!(
                "its key was changed as entry {sequence} of the journal tells, but that is gone or another"
            ));
        }
    }
    if claimed.len() != found.len() {
        return Err("the journal tells of no such change of its key".to_owned());
    }
    for held in handed {
        let note = SignedNote::parse(&held.note).map_err(|error| error.to_string())?;
        let read = Checkpoint::parse(note.text()).map_err(|error| error.to_string())?;
        let size = usize::try_from(read.size).map_err(|error| error.to_string())?;
        let size_held = held.size;
        if tree.root(size) != Some(read.root) {
            return Err(format!(
                "handed over at {size_held} entries that are not these"
            ));
        }
        let of_service = |service: &StoredHandover| {
            let named = |key: &str| {
                let key = PublicKey::parse(key).ok()?;
                Some(log_key(&key, owner).ok()?.to_string())
            };
            named(&service.old_key).as_ref() == Some(&held.old_key)
                && named(&service.new_key).as_ref() == Some(&held.new_key)
        };
        if !own.iter().any(of_service) {
            return Err(
                "handed over from key to key, but not so in the service's own list".to_owned(),
            );
        }
    }
    Ok(())
}

/// The keys of the service's list under the name of a log.
fn named(own: &[StoredHandover], owner: OrganisationId) -> Vec<PublicKey> {
    let first = own.first().map(|first| &first.old_key);
    let all = first
        .into_iter()
        .chain(own.iter().map(|held| &held.new_key));
    let keys = all.filter_map(|text| PublicKey::parse(text).ok());
    keys.filter_map(|key| log_key(&key, owner).ok()).collect()
}

/// The keys of a log in order of use, where they are known: the one believed is among them.
fn keys_in_use(
    believed: Option<&PublicKey>,
    handed: &[StoredHandover],
    service: &[PublicKey],
    signed_by: Option<&str>,
) -> Result<Vec<PublicKey>, String> {
    let Some(first) = handed.first() else {
        // A log that was begun after a change has one of the service's later keys.
        let known = believed.is_some_and(|key| service.contains(key));
        let later = service
            .iter()
            .find(|key| known && Some(key.to_string().as_str()) == signed_by);
        return Ok(later.or(believed).cloned().into_iter().collect());
    };
    let texts = std::iter::once(&first.old_key).chain(handed.iter().map(|held| &held.new_key));
    let keys = texts.map(|text| PublicKey::parse(text).map_err(|error| error.to_string()));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    match believed {
        Some(key) if !keys.contains(key) => Err("it is signed by another key".to_owned()),
        _ => Ok(keys),
    }
}

/// Whether a cosignature is the witness's beside it, over the checkpoint of its size.
fn cosignature(held: &StoredCosignature, of: Option<&StoredCheckpoint>) -> Result<(), String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let of = of.ok_or("the log has no such checkpoint")?;
    let witness = PublicKey::parse(&held.witness).map_err(|error| words(&error))?;
    let note = SignedNote::parse(&of.note).map_err(|error| words(&error))?;
    let joined = note.with_lines(&format!("{}\n", held.line));
    let joined = joined.map_err(|error| words(&error))?;
    let opened = joined.opened(std::slice::from_ref(&witness));
    match opened.map_err(|error| words(&error))?.as_slice() {
        [signature] if signature.time.is_some() => Ok(()),
        _ => Err("it is no witness's".to_owned()),
    }
}

fn missing(place: &str, index: u64, claim: Option<&Claim>) -> String {
    match claim {
        Some(claim) => format!(
            "{place}, entry {index}, record {}: sealed as the journal tells (entry {}), but gone",
            claim.meeting, claim.sequence
        ),
        None => format!("{place}: entry {index} is gone"),
    }
}

/// The hash of an entry of the log whose bytes hold, and of which the journal tells. Otherwise the place within it
/// and what does not fit.
fn entry(held: &StoredSeal, claim: Option<&Claim>) -> Result<seal::digest::Digest, String> {
    let leaves = read(&held.leaves).map_err(|reason| format!(": {reason}"))?;
    opened(&leaves).map_err(|(leaf, reason)| {
        let told = leaves.get(leaf).and_then(|leaf| leaf.members());
        format!(", {}: {reason}", label(leaf, told))
    })?;
    let made = Entry::of(&leaves);
    if made.root().to_string() != held.root || made.size() != held.size {
        return Err(": the leaves do not give its root and size".to_owned());
    }
    let Some(claim) = claim else {
        return Err(": the journal tells of no such seal".to_owned());
    };
    let journal = claim.sequence;
    if claim.root != held.root {
        return Err(format!(
            ": entry {journal} of the journal tells of another root"
        ));
    }
    if claim.meeting != held.meeting.to_string() {
        return Err(format!(
            ": entry {journal} of the journal tells of {}",
            claim.meeting
        ));
    }
    if claim.at != crate::journal::moment(held.at) {
        return Err(format!(
            ": entry {journal} of the journal tells of another time"
        ));
    }
    entry_hash(&held.root, held.size).map_err(|reason| format!(": {reason}"))
}

/// What a leaf is of, as far as it still tells.
fn label(leaf: usize, members: Option<&BTreeMap<String, seal::leaf::Member>>) -> String {
    if leaf == 0 {
        return "the header".to_owned();
    }
    let number = members.and_then(|held| held.get("/number"));
    match number {
        Some(seal::leaf::Member::Disclosed { value, .. }) => format!("§ {value} (leaf {leaf})"),
        _ => format!("leaf {leaf}"),
    }
}

fn checkpoint(
    stored: &StoredCheckpoint,
    owner: OrganisationId,
    tree: &Tree,
    key: Option<&PublicKey>,
) -> Result<(), String> {
    let words = |error: &dyn std::fmt::Display| error.to_string();
    let note = SignedNote::parse(&stored.note).map_err(|error| words(&error))?;
    if note.to_string() != stored.note || note.signatures().len() != 1 {
        return Err("the note is not as it was signed".to_owned());
    }
    let read = Checkpoint::parse(note.text()).map_err(|error| words(&error))?;
    let size = usize::try_from(read.size).map_err(|error| words(&error))?;
    if read.size != stored.size || tree.root(size) != Some(read.root) {
        return Err("the entries do not give its root".to_owned());
    }
    if !read.origin.ends_with(&format!("/{owner}")) {
        return Err(format!("it is of the log {}", read.origin));
    }
    let stated = PublicKey::parse(&stored.signed_by).map_err(|error| words(&error))?;
    let signed = Checkpoint::opened(&note, std::slice::from_ref(&stated));
    if signed.map_err(|error| words(&error))?.1.len() != 1 {
        return Err("it is not signed by the key beside it".to_owned());
    }
    match key {
        Some(key) if *key != stated => Err("it is signed by another key".to_owned()),
        _ => Ok(()),
    }
}

/// What of a record is sealed otherwise than the journal tells or the tables hold.
pub(crate) fn record(
    live: &StoredLive,
    tables: &Meeting,
    seals: &[StoredSeal],
    standing: &Standing,
) -> Result<(), String> {
    for (sealed, made) in live.sealed().map_err(|error| error.to_string())? {
        let held = seals
            .iter()
            .find(|held| held.meeting == live.id && held.index == sealed.index);
        let Some(held) = held else {
            return Err(format!(
                "its seal, entry {} of the log, is gone",
                sealed.index
            ));
        };
        if held.part != made.part {
            return Err(format!(
                "entry {} of the log is said to be of another part",
                sealed.index
            ));
        }
        let leaves = read(&held.leaves)?;
        opened(&leaves).map_err(|(_, reason)| reason)?;
        let redacted =
            |leaf: usize, pointer: &str| standing.withheld(held.owner, held.index, (leaf, pointer));
        let contents = filled(&leaves, &made, redacted)?;
        compare(&contents, &made, tables)?;
    }
    Ok(())
}

/// What leaves hold, and what the journal tells in place of what was redacted, where that is what they show.
fn filled(
    leaves: &[Leaf],
    made: &Content,
    redacted: impl Fn(usize, &str) -> bool,
) -> Result<Vec<Value>, String> {
    let told = std::iter::once(&made.header).chain(made.paragraphs.iter().map(|(_, told)| told));
    let each = leaves.iter().zip(told).enumerate();
    each.map(|(place, (leaf, told))| {
        let content = leaf.filled(|pointer, shown| {
            let told = told.pointer(pointer)?;
            (redacted(place, pointer) && stands_as(shown, told)).then(|| told.clone())
        });
        content.ok_or_else(|| {
            let label = label(place, leaf.members());
            format!(
                "{label} has a withheld member that no redaction tells of, or tells of otherwise"
            )
        })
    })
    .collect()
}

fn compare(contents: &[Value], made: &Content, tables: &Meeting) -> Result<(), String> {
    // How the register prints the body and its owner may change afterwards; the seal keeps how they were.
    let bare = |header: &Value| {
        let mut header = header.clone();
        header.as_object_mut().map(|members| members.remove("body"));
        header
    };
    if contents.first().map(bare) != Some(bare(&made.header)) {
        return Err("the header is sealed otherwise than the journal tells".to_owned());
    }
    let sealed = contents.get(1..).unwrap_or_default();
    if sealed.len() != made.paragraphs.len() {
        return Err("other paragraphs are sealed than the journal tells".to_owned());
    }
    for (sealed, (id, made)) in sealed.iter().zip(&made.paragraphs) {
        let place = match made.get("number") {
            Some(number) => format!("§ {number}"),
            None => format!("the item {id}"),
        };
        if sealed != made {
            return Err(format!(
                "{place} is sealed otherwise than the journal tells"
            ));
        }
        let mut tops = tables.paragraphs.iter();
        let top = tops.find(|top| top.id == *id);
        if top.map(paragraph_content).as_ref() != Some(sealed) {
            return Err(format!("{place} in the tables is not as it was sealed"));
        }
    }
    Ok(())
}

/// The sealed units of the records of a page.
pub(crate) async fn seals_of(
    audit: &dyn SealAudit,
    page: &[crate::verify::Sourced],
) -> Result<Vec<StoredSeal>, AppError> {
    let live = page.iter().filter_map(|stored| match &stored.source {
        crate::verify::Source::Steps(live) => Some(live.id),
        crate::verify::Source::Document { .. } => None,
    });
    let ids: Vec<_> = live.collect();
    Ok(audit.seals_of(&ids).await?)
}
