//! A sealed unit as anybody checks it, with what the viewer may not read withheld.

use super::content::paragraph_content;
use super::withholding::{shown_as, stands};
use super::{StoredCheckpoint, StoredProof, StoredSeal, broken, read};
use crate::error::{AppError, StorageError};
use crate::ports::{ReadModel, SealReads};
use crate::read::Record;
use crate::visibility::{Mask, Visibility, masked};
use domain::id::{MeetingId, ParagraphId};
use domain::name::fold;
use seal::bundle::{Bundle, Proof};
use seal::key::PublicKey;
use seal::leaf::{Leaf, Member};
use seal::note::SignedNote;
use serde_json::Value;
use std::collections::BTreeSet;

/// Members of a signature that those outside do not read.
const INSIDE: [&str; 4] = ["/signedAt", "/assurance", "/authenticatedAt", "/reason"];

/// Where the header tells who adjusted, and in whose place.
const ADJUSTMENT: [&str; 2] = ["/signatures/", "/adjustedByBoard/"];

/// The member that a hidden name could be tried against: what was signed is signed with the name in it.
const DIGEST: &str = "/digest";

/// Which bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Of which meeting's minutes.
    pub meeting: MeetingId,
    /// Of the unit that holds a §; `None` = of the rest.
    pub paragraph: Option<ParagraphId>,
    /// How many entries of the log the reader knows already: the bundle proves that its checkpoint follows on theirs.
    pub since: Option<u64>,
}

/// The bundle of a sealed unit: of the one that holds a §, or of the rest.
///
/// # Errors
/// `NOT_FOUND` for what is not sealed and for what the viewer may not know of; `INVALID_VALUE` where the log never had
/// the size that the reader says to know.
pub async fn bundle(
    reads: &dyn ReadModel,
    seals: &dyn SealReads,
    wanted: Wanted,
    see: &Visibility,
) -> Result<Bundle, AppError> {
    let missing = || AppError::NotFound { what: "seal" };
    let Wanted {
        meeting,
        paragraph,
        since,
    } = wanted;
    // Whoever knows nothing of the log asks for nothing.
    let since = since.filter(|size| *size > 0);
    let records = reads.records(&[meeting], see).await?;
    let record = records.get(&meeting).ok_or_else(missing)?;
    let owner = record.meeting.owner.id;
    let held = seals.seals(owner, meeting, since).await?;
    let wanted = match paragraph {
        None => None,
        Some(id) => {
            let mut tops = record.meeting.paragraphs.iter();
            let top = tops.find(|top| top.walk().any(|item| item.id == id));
            Some(top.ok_or_else(missing)?.id.to_string())
        }
    };
    let mut found: Option<(&StoredSeal, Vec<Leaf>)> = None;
    for unit in &held.units {
        let leaves = read(&unit.leaves).map_err(broken)?;
        let holds = match &wanted {
            None => unit.part.is_none(),
            Some(id) => leaves.iter().any(|leaf| is_of(leaf, id)),
        };
        if holds {
            found = Some((unit, leaves));
        }
    }
    let (unit, leaves) = found.ok_or_else(missing)?;
    let least = since.unwrap_or_default().max(unit.index + 1);
    let (stored, lines) = shown(&held, least).ok_or_else(missing)?;
    if since.is_some_and(|size| stored.size < size) {
        let reason = format!("the log has {} entries; it never had so many", stored.size);
        return Err(AppError::invalid("since", reason));
    }
    let (note, key) = match held.log.just_handed_over() {
        // The log goes on with its new key, which signed the same.
        Some(handover) if handover.size == stored.size => {
            let key = PublicKey::parse(&handover.new_key).map_err(broken)?;
            let both = SignedNote::parse(&handover.note).map_err(broken)?;
            (both.only(&key), key)
        }
        _ => {
            let key = PublicKey::parse(&stored.signed_by).map_err(broken)?;
            (signed(stored)?, key)
        }
    };
    let note = note.with_lines(&lines).map_err(broken)?;
    let cosigners = cosigners(&held, stored)?;
    let tree = held.log.tree()?;
    let place = |number: u64| usize::try_from(number).map_err(broken);
    let size = place(stored.size)?;
    let inclusion = tree.prove_inclusion(place(unit.index)?, size);
    let known = held.earlier.as_ref().map(signed).transpose()?;
    let earlier = match (&known, since) {
        (None, Some(_)) => return Err(broken("an earlier checkpoint is missing").into()),
        (Some(known), Some(since)) => {
            let proof = tree.prove_consistency(place(since)?, size);
            let proof = proof.ok_or_else(|| broken("the checkpoint is not of its entries"))?;
            Some((known, proof))
        }
        _ => None,
    };
    let proof = Proof {
        index: unit.index,
        inclusion: inclusion.ok_or_else(|| broken("the checkpoint is not of its entries"))?,
        checkpoint: &note,
        key: &key,
        cosigners: &cosigners,
        earlier,
    };
    let mut bundle = Bundle::new(leaves, proof);
    if !see.is_inside(owner) {
        withhold(&mut bundle, record)?;
    }
    if record.withheld {
        withhold_secret(&mut bundle, record)?;
    }
    Ok(bundle)
}

fn signed(stored: &StoredCheckpoint) -> Result<SignedNote, StorageError> {
    SignedNote::parse(&stored.note).map_err(broken)
}

/// The checkpoint that an entry is proven by, with its cosignature lines: the latest that a witness has signed, where it
/// goes as far as is needed, else the latest.
fn shown(held: &StoredProof, least: u64) -> Option<(&StoredCheckpoint, String)> {
    let witnessed = held.witnessed.as_ref();
    if let Some((checkpoint, lines)) = witnessed.filter(|(held, _)| least <= held.size) {
        let lines = lines.iter().map(|held| format!("{}\n", held.line));
        return Some((checkpoint, lines.collect()));
    }
    let latest = held.log.checkpoint.as_ref()?;
    Some((latest, String::new()))
}

/// The witnesses of a checkpoint, in the order of their lines.
fn cosigners(held: &StoredProof, of: &StoredCheckpoint) -> Result<Vec<PublicKey>, StorageError> {
    let witnessed = held.witnessed.as_ref();
    let own = witnessed.filter(|(checkpoint, _)| checkpoint == of);
    let lines = own.into_iter().flat_map(|(_, lines)| lines);
    lines
        .map(|held| PublicKey::parse(&held.witness).map_err(broken))
        .collect()
}

fn is_of(leaf: &Leaf, id: &str) -> bool {
    let held = leaf.members().and_then(|members| members.get("/id"));
    matches!(held, Some(Member::Disclosed { value, .. }) if value.as_str() == Some(id))
}

/// Withholds what the public does not read.
fn withhold(bundle: &mut Bundle, record: &Record<()>) -> Result<(), AppError> {
    let mask = Mask::for_public(&record.meeting, &record.hidden);
    let names = hidden_names(record, &mask);
    let veiled = mask.changes(&record.meeting);
    let mut hidden: Vec<(usize, String, Option<String>)> = Vec::new();
    for (index, leaf) in bundle.leaves().iter().enumerate() {
        for (pointer, member) in leaf.members().into_iter().flatten() {
            let Some(value) = stands(member) else {
                continue;
            };
            let inside = ADJUSTMENT.iter().any(|start| pointer.starts_with(start))
                && (INSIDE.iter().any(|name| pointer.ends_with(name))
                    || (pointer.ends_with(DIGEST) && veiled));
            if inside {
                hidden.push((index, pointer.clone(), None));
                continue;
            }
            let seen = public(&value, &mask, &names);
            if seen != value {
                hidden.push((index, pointer.clone(), Some(shown_as(&seen)?)));
            }
        }
    }
    for (index, pointer, shown) in hidden {
        bundle
            .withhold(index, &pointer, shown.as_deref())
            .map_err(broken)?;
    }
    Ok(())
}

/// Withholds what is marked as secret: a § whole, so that nobody counts its members, and words as blocks. What was signed
/// is signed with the secret in it; its digest could be tried out.
fn withhold_secret(bundle: &mut Bundle, record: &Record<()>) -> Result<(), AppError> {
    let standing = |id: &str| {
        let held = record.secrecy.iter();
        held.filter(|held| {
            held.scope
                .paragraph()
                .is_some_and(|of| of.to_string() == id)
        })
        .map(|held| held.scope.is_whole())
        .max()
    };
    let mut whole = Vec::new();
    let mut hidden: Vec<(usize, String, Option<String>)> = Vec::new();
    for (index, leaf) in bundle.leaves().iter().enumerate() {
        let Some(members) = leaf.members() else {
            continue;
        };
        let id = members.get("/id").and_then(stands);
        let id = id.as_ref().and_then(Value::as_str);
        let told = record.meeting.paragraphs.iter();
        let mut told = told.filter(|top| id == Some(top.id.to_string().as_str()));
        match (id.and_then(standing), told.next()) {
            (Some(true), _) => whole.push(index),
            (Some(false), Some(top)) => {
                let left = paragraph_content(top);
                for (pointer, member) in members {
                    let seen = left.pointer(pointer).cloned();
                    if stands(member) != seen {
                        let shown = seen.as_ref().map(shown_as).transpose()?;
                        hidden.push((index, pointer.clone(), shown));
                    }
                }
            }
            (Some(false), None) => whole.push(index),
            (None, _) => hidden.extend(
                members
                    .keys()
                    .filter(|pointer| ADJUSTMENT.iter().any(|start| pointer.starts_with(start)))
                    .filter(|pointer| pointer.ends_with(DIGEST) && !record.secrecy.is_empty())
                    .map(|pointer| (index, pointer.clone(), None)),
            ),
        }
    }
    for (index, pointer, shown) in hidden {
        bundle
            .withhold(index, &pointer, shown.as_deref())
            .map_err(broken)?;
    }
    for index in whole {
        bundle.withhold_leaf(index).map_err(broken)?;
    }
    Ok(())
}

/// Names of hidden persons as they stand in the lists of the record, folded.
fn hidden_names(record: &Record<()>, mask: &Mask) -> BTreeSet<String> {
    let listed = |meeting: &domain::meeting::Meeting| -> Vec<String> {
        let attendance = meeting.attendance.iter().flatten().map(|line| &line.person);
        let absent = meeting.absent.iter().flatten().map(|line| &line.person);
        let officers = &meeting.officers;
        let led = officers.chair.iter().chain(&officers.secretary);
        let adjusters = officers.adjusters.iter().flatten();
        let units = meeting.units.iter();
        let signed = units.clone().flat_map(|unit| &unit.signatures);
        let by_board = units.flat_map(|unit| &unit.by_board);
        let unsigned = by_board.flat_map(|held| &held.instead_of);
        let all = attendance.chain(absent).chain(led).chain(adjusters);
        all.chain(signed.map(|held| &held.by))
            .chain(unsigned.map(|held| &held.person))
            .map(|person| person.name.clone())
            .collect()
    };
    let seen = listed(&masked(&record.meeting, mask));
    let held = listed(&record.meeting);
    let pairs = held.into_iter().zip(seen);
    pairs
        .filter(|(held, seen)| held != seen)
        .map(|(held, _)| fold(&held))
        .collect()
}

/// A value as the public reads it.
fn public(value: &Value, mask: &Mask, names: &BTreeSet<String>) -> Value {
    match value {
        Value::String(text) if names.contains(&fold(text)) => {
            Value::from(crate::visibility::HIDDEN)
        }
        Value::String(text) => Value::from(mask.text(text)),
        Value::Array(parts) => {
            Value::Array(parts.iter().map(|part| public(part, mask, names)).collect())
        }
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), public(member, mask, names)))
                .collect(),
        ),
        other => other.clone(),
    }
}
