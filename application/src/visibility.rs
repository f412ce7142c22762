//! The one visibility policy: which records a viewer may know of, and what of them is hidden.
//!
//! | viewer | published records | drafts | union representatives | journal |
//! |---|---|---|---|---|
//! | nobody (no token) | all | none | hidden | no |
//! | reader of a member | all | of the associations it is a member of | shown there | no |
//! | secretary, chair, adjuster, treasurer, operator | all | of the organisations in the token | shown there | no |
//! | auditor | all | of the organisations in the token | shown there | of those |
//!
//! Operators and auditors see besides whose tokens were revoked at the organisations in the token, and the files that
//! were brought in there. Where its own was
//! revoked a token gives nothing. Keys for machines are seen by operators and auditors of an association, and by the
//! officers of the member whose they are; the key of an association's machine sees what one inside sees.
//!
//! What is marked as secret is given to secretary, chair, adjuster, auditor and operator of the organisation whose record
//! it is, and each time noted; from all others storage withholds it ([`crate::secrecy`]).
//!
//! What a viewer may not know of looks exactly like what does not exist.

mod texts;

pub(crate) use texts::{reword_paragraph, reworded};

use crate::actor::{Actor, Role};
use crate::authorize::{Action, permits};
use crate::error::{AppError, StorageError};
use crate::ports::ReadModel;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::attendance::{Capacity, PersonRef};
use domain::body::BodyKind;
use domain::id::{OrganisationId, PersonId};
use domain::meeting::Meeting;
use domain::name::{fold, organisation_key};
use domain::organisation::OrganisationKind;
use domain::personal_number;
use std::collections::BTreeSet;
use texts::{persons, reword};

/// The way that an answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// GraphQL over HTTP.
    Graphql,
    /// GraphQL over WebSocket.
    Subscription,
    /// REST, documents and files among it.
    Rest,
}

impl Wire {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Graphql => "GRAPHQL",
            Self::Subscription => "SUBSCRIPTION",
            Self::Rest => "REST",
        }
    }

    /// The way of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Graphql, Self::Subscription, Self::Rest]
            .into_iter()
            .find(|wire| wire.as_str() == name)
    }
}

/// Somebody who is given secret matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reader {
    /// Issuer and subject.
    pub who: String,
    /// The name that the token tells.
    pub name: Option<String>,
    /// Over which wire.
    pub wire: Wire,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a viewer may see beyond what is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Visibility {
    /// Owners whose unpublished records are visible, union representatives with them.
    pub inside: BTreeSet<OrganisationId>,
    /// Owners whose journal is visible.
    pub journal: BTreeSet<OrganisationId>,
    /// Owners whose revoked tokens, and whose imports, are visible.
    pub access: BTreeSet<OrganisationId>,
    /// Organisations whose keys for machines are visible.
    pub keys: BTreeSet<OrganisationId>,
    /// Owners whose secret matter is visible, to a reader who is noted.
    pub secrets: BTreeSet<OrganisationId>,
    /// Whom a read of secret matter is noted of; without one nothing secret is given.
    pub reader: Option<Reader>,
}

impl Visibility {
    /// The public's.
    pub fn public() -> Self {
        Self::default()
    }

    /// Works out what an actor may see on a day.
    ///
    /// # Errors
    /// [`StorageError`] where the register cannot be read.
    pub async fn of(
        actor: Option<&Actor>,
        read: &dyn ReadModel,
        on: Date,
    ) -> Result<Self, StorageError> {
        let Some(actor) = actor else {
            return Ok(Self::public());
        };
        if actor.organisations.is_empty() || actor.roles.is_empty() {
            return Ok(Self::public());
        }
        let names: Vec<String> = actor.organisations.iter().cloned().collect();
        let mut organisations = read.named(&names).await?;
        organisations.retain(|held| !actor.barred.contains(&held.id));
        let named: Vec<OrganisationId> = organisations.iter().map(|held| held.id).collect();
        let of_kind = |association: bool| {
            let kind = Some(OrganisationKind::CoordinationAssociation);
            let all = organisations.iter();
            all.filter(move |held| (held.kind == kind) == association)
                .map(|held| held.id)
        };
        let mut see = Self::public();
        for role in &actor.roles {
            if *role == Role::Reader {
                see.inside.extend(read.memberships(&named, on).await?);
                if actor.is_machine() {
                    // An association's own machine: its operator gave it the key.
                    see.inside.extend(of_kind(true));
                } else {
                    see.keys.extend(of_kind(false));
                }
            } else {
                if permits(*role, Action::ReadDrafts) {
                    see.inside.extend(&named);
                }
                if permits(*role, Action::ReadSecrets) {
                    see.secrets.extend(&named);
                }
                if permits(*role, Action::ReadJournal) {
                    see.journal.extend(&named);
                }
                if permits(*role, Action::ReadAccess) {
                    see.access.extend(&named);
                    see.keys.extend(of_kind(true));
                }
            }
        }
        // After the memberships: a member's officer reaches an association without naming it.
        for seen in [
            &mut see.secrets,
            &mut see.inside,
            &mut see.journal,
            &mut see.access,
            &mut see.keys,
        ] {
            seen.retain(|owner| !actor.barred.contains(owner));
        }
        Ok(see)
    }

    /// The same for somebody of whom reads of secret matter can be noted.
    #[must_use]
    pub fn noted(mut self, actor: Option<&Actor>, wire: Wire, at: DateTime<Utc>) -> Self {
        self.reader = actor
            .filter(|_| !self.secrets.is_empty())
            .map(|actor| Reader {
                who: actor.signature(),
                name: actor.name.clone(),
                wire,
                at,
            });
        self
    }

    /// Owners whose secret matter is given, each read of it noted.
    pub fn cleared(&self) -> impl Iterator<Item = OrganisationId> {
        let noted = self.reader.iter();
        noted.flat_map(|_| self.secrets.iter().copied())
    }

    /// Whether the secret matter of an owner is given.
    pub fn is_cleared(&self, owner: OrganisationId) -> bool {
        self.reader.is_some() && self.secrets.contains(&owner)
    }

    /// Whether the viewer stands inside the records of an owner.
    pub fn is_inside(&self, owner: OrganisationId) -> bool {
        self.inside.contains(&owner)
    }
}

/// Refuses a text that holds a personal number: it may not stand in a public record.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn impersonal(field: &str, text: &str) -> Result<(), AppError> {
    if personal_number::found(text).is_empty() {
        return Ok(());
    }
    let reason = "holds a personal number, which may not stand in a public record";
    Err(AppError::invalid(field, reason))
}

/// What stands in a text for the name of a union's representative.
pub const HIDDEN: &str = "[facklig företrädare]";

/// The names of those who represent a union in a record, and of those absent who may. Lists that tell of a § in brief ask
/// the database for records without any ([`ReadModel::briefs`]): who hides more here hides it there.
///
/// # Legal source
/// GDPR article 9.1: union membership is sensitive, so the public never learns who represents a union.
pub fn hidden_persons(meeting: &Meeting) -> Vec<&PersonRef> {
    let lines = meeting.attendance.as_deref().unwrap_or_default();
    let employers: BTreeSet<String> = lines
        .iter()
        .filter(|line| line.capacity == Capacity::Employer)
        .filter_map(|line| line.organisation.as_ref())
        .map(|organisation| organisation_key(&organisation.name))
        .collect();
    let unions = lines
        .iter()
        .filter(|line| line.capacity == Capacity::Union)
        .map(|line| &line.person);
    // An absentee list has no capacity. In a cooperation group whoever is not the employer's may be a union's.
    let absent = meeting
        .absent
        .iter()
        .flatten()
        .filter(|_| meeting.body.kind == BodyKind::CooperationGroup)
        .filter(|line| {
            line.organisation.as_ref().is_none_or(|organisation| {
                !employers.contains(&organisation_key(&organisation.name))
            })
        })
        .map(|line| &line.person);
    unions.chain(absent).collect()
}

/// Whom the public may not see in a record, as others tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hidden {
    /// Persons who represent a union in some record of the same owner: hidden in this one too.
    pub persons: BTreeSet<PersonId>,
    /// Their names, and every registered print of the names of persons hidden in this record.
    pub names: Vec<String>,
}

/// Hides names and personal numbers in texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mask {
    names: Vec<String>,
    ids: BTreeSet<PersonId>,
    /// Whether personal numbers are hidden.
    numbers: bool,
}

impl Mask {
    /// The mask that a viewer gets for a record; it hides nothing from those inside.
    pub fn of(meeting: &Meeting, elsewhere: &Hidden, see: &Visibility) -> Self {
        if see.is_inside(meeting.owner.id) {
            return Self::default();
        }
        Self::for_public(meeting, elsewhere)
    }

    /// The mask that a viewer gets for a record that names nobody who is hidden.
    pub fn of_unnamed(owner: OrganisationId, see: &Visibility) -> Self {
        Self {
            numbers: !see.is_inside(owner),
            ..Self::default()
        }
    }

    /// The mask that the public gets for a record.
    pub fn for_public(meeting: &Meeting, elsewhere: &Hidden) -> Self {
        let hidden = hidden_persons(meeting);
        let printed = hidden.iter().map(|person| person.name.clone());
        let mut names: Vec<String> = printed.chain(elsewhere.names.iter().cloned()).collect();
        // Longest first, so that a name within another does not leave half of it standing.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.dedup();
        Self {
            names,
            ids: hidden
                .iter()
                .map(|person| person.id)
                .chain(elsewhere.persons.iter().copied())
                .collect(),
            numbers: true,
        }
    }

    /// Whether a person is hidden.
    pub fn hides(&self, person: PersonId) -> bool {
        self.ids.contains(&person)
    }

    /// Whether nothing is hidden, whatever a text says.
    fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.numbers
    }

    /// Whether anything of a record is hidden.
    pub fn changes(&self, meeting: &Meeting) -> bool {
        self.changed(meeting, &masked(meeting, self))
    }

    /// Whether anything of a record is hidden in what was made of it by this mask.
    pub fn changed(&self, meeting: &Meeting, seen: &Meeting) -> bool {
        !self.names.is_empty() || seen != meeting
    }

    /// A text without the hidden names, whatever their case, and without personal numbers.
    pub fn text(&self, text: &str) -> String {
        let mut masked = match self.numbers {
            true => personal_number::without(text),
            false => text.to_owned(),
        };
        for name in &self.names {
            masked = replace_folded(&masked, name);
        }
        masked
    }
}

/// Whether a part of a text stands as words of its own, a genitive s allowed: "Eva Li" hides nothing of "Eva Lind".
/// A capital after a small letter starts a new word, since extraction glues names together.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (before, name, after) = (text.get(..start), text.get(start..end), text.get(end..));
    let (Some(before), Some(name), Some(after)) = (before, name, after) else {
        return false;
    };
    let apart = |left: Option<char>, right: Option<char>| match (left, right) {
        (Some(left), Some(right)) => {
            !(left.is_alphanumeric() && right.is_alphanumeric())
                || (left.is_lowercase() && right.is_uppercase())
        }
        _ => true,
    };
    let genitive = after
        .strip_prefix(['s', 'S'])
        .map(|rest| rest.chars().next());
    let ends = apart(name.chars().next_back(), after.chars().next())
        || genitive.is_some_and(|next| apart(Some('s'), next));
    apart(before.chars().next_back(), name.chars().next()) && ends
}

/// Replaces every occurrence of a name, comparing without regard to case and white space.
fn replace_folded(text: &str, name: &str) -> String {
    replaced(text, name, HIDDEN)
}

/// A text with a mark in place of every occurrence of words, compared without regard to case and white space.
pub(crate) fn replaced(text: &str, name: &str, mark: &str) -> String {
    let wanted: Vec<char> = fold(name).chars().collect();
    if wanted.is_empty() {
        return text.to_owned();
    }
    let blank = |letter: char| if letter.is_whitespace() { ' ' } else { letter };
    let mut letters: Vec<(usize, char)> = text
        .char_indices()
        .flat_map(|(at, letter)| letter.to_lowercase().map(move |lower| (at, blank(lower))))
        .collect();
    // A line break or a second blank inside a name hides nothing from a reader.
    letters.dedup_by(|next, before| next.1 == ' ' && before.1 == ' ');
    let mut out = String::with_capacity(text.len());
    let (mut index, mut copied) = (0, 0);
    while let Some((start, _)) = letters.get(index).copied() {
        let matches = letters
            .get(index..index + wanted.len())
            .is_some_and(|window| window.iter().map(|(_, letter)| letter).eq(wanted.iter()))
            && stands_alone(
                text,
                start,
                letters
                    .get(index + wanted.len())
                    .map_or(text.len(), |(at, _)| *at),
            );
        if matches {
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str(mark);
            index += wanted.len();
            copied = letters.get(index).map_or(text.len(), |(at, _)| *at);
        } else {
            index += 1;
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

/// A record as a viewer may see it: hidden persons keep their line and lose their name.
/// A line whose person is hidden has a blank name.
pub fn masked(meeting: &Meeting, mask: &Mask) -> Meeting {
    let mut seen = meeting.clone();
    if mask.is_empty() {
        return seen;
    }
    let blank = |person: &mut PersonRef| {
        if mask.hides(person.id)
            || mask
                .names
                .iter()
                .any(|name| fold(name) == fold(&person.name))
        {
            person.name.clear();
        } else {
            person.name = mask.text(&person.name);
        }
    };
    persons(&mut seen).for_each(blank);
    reword(&mut seen, &|text| mask.text(text));
    seen
}

/// A record to be printed or written out: a hidden person's name stands as [`HIDDEN`], since a line needs one.
pub fn printable(seen: &Meeting) -> Meeting {
    let mut printed = seen.clone();
    let fill = |person: &mut PersonRef| {
        if person.name.is_empty() {
            HIDDEN.clone_into(&mut person.name);
        }
    };
    persons(&mut printed).for_each(fill);
    printed
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A record of a cooperation group in which a union's representatives are named wherever a name can stand.
    fn document() -> Value {
        let named = "Fråga av Pia Lundmyr till arbetsgivaren.";
        json!({
            "format": "paragraf/minutes@1",
            "appendixTo": named,
            "body": {"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "organisation": "Sågfors kommun"},
            "meeting": {"date": "2025-04-08", "dateHint": named, "place": named},
            "officers": {"chair": "Pia Lundmyr", "secretary": "Roger Å", "adjusters": ["Agneta Rydvall", "PIA  LUNDMYR"]},
            "attendance": [
                {"name": "Agneta Rydvall", "organisation": "Kontoret", "capacity": "EMPLOYER"},
                {"name": "Pia Lundmyr", "organisation": "Vision", "title": named, "capacity": "UNION"},
                {"name": "Roger Å", "organisation": "Kommunal", "capacity": "UNION", "substitutesFor": "Pia Lundmyr"},
                {"name": "Olle Öst", "capacity": "OFFICIAL"},
            ],
            "absent": [
                {"name": "Therese Nyhlund", "organisation": "Vårdförbundet"},
                {"name": "Kent Ovarsson", "organisation": "kontoret"},
                {"name": "Ulla Utan"},
            ],
            "items": [{
                "number": 1,
                "title": named,
                "caseNumber": named,
                "presenters": ["Pia Lundmyr", "Agneta Rydvall"],
                "raisedBy": "Pia Lundmyr",
                "text": "pia lundmyr frågar. PIA LUNDMYRS fråga. Roger Å svarar, liksom Therese\nNyhlund och Ulla\u{a0} Utan.",
                "proposals": [{"by": "Pia Lundmyr", "text": named}],
                "decisions": [{"kind": "ELECT", "text": named, "condition": named}],
                "assignments": [{"assignees": ["Pia Lundmyr"], "text": named, "due": named}],
                "cooperation": [{"party": "Pia Lundmyr", "outcome": "COMPLETED", "scope": named, "condition": named}],
                "votes": [{"meaningOfYes": named, "ballots": [{"name": "Pia Lundmyr", "vote": "YES"}]}],
                "reservations": [{"by": ["Pia Lundmyr"], "text": named}],
                "disqualified": ["Pia Lundmyr"],
                "amounts": [{"text": named}],
                "recipients": ["Pia Lundmyr"],
                "references": [{"text": named}],
                "statements": [{"by": "Pia Lundmyr", "text": named}],
                "appendices": [named],
                "voided": named,
                "items": [{"letter": "a", "title": named, "text": named, "decisions": [{"kind": "NOTE", "text": named}]}],
            }],
            "adjustment": {"adjustedOn": "2025-04-10", "place": named},
            "notices": [{"board": named, "postedOn": null, "removedOn": null}],
            "storedAt": named,
            "nextMeetings": [{"startsAt": named, "endsAt": named, "note": named}],
            "addenda": [{"text": named, "by": "Pia Lundmyr"}],
        })
    }

    fn meeting(document: &Value) -> Meeting {
        crate::archive::check(document.to_string().as_bytes())
            .expect("a document")
            .0
    }

    /// Everything that a record says, as one text in small letters.
    fn printed(meeting: &Meeting) -> String {
        format!("{meeting:?}").to_lowercase()
    }

    #[test]
    fn the_public_reads_the_name_of_a_unions_representative_nowhere() {
        let whole = meeting(&document());
        let seen = masked(&whole, &Mask::for_public(&whole, &Hidden::default()));
        for name in ["lundmyr", "roger", "nyhlund", "ulla", "utan"] {
            assert!(printed(&whole).contains(name), "{name} is in the record");
            let text = printed(&seen);
            let around = text
                .find(name)
                .map(|at| text.get(at.saturating_sub(80)..at + 40));
            assert_eq!(around, None, "{name}");
        }
    }

    #[test]
    fn the_employers_and_officers_keep_their_names_and_the_unions_theirs() {
        let whole = meeting(&document());
        let text = printed(&masked(
            &whole,
            &Mask::for_public(&whole, &Hidden::default()),
        ));
        for name in [
            "agneta rydvall",
            "olle öst",
            "kent ovarsson",
            "vision",
            "kommunal",
            "vårdförbundet",
        ] {
            assert!(text.contains(name), "{name}");
        }
    }

    #[test]
    fn a_hidden_line_keeps_its_place_and_everything_but_the_name() {
        let whole = meeting(&document());
        let mask = Mask::for_public(&whole, &Hidden::default());
        let seen = masked(&whole, &mask);
        let lines = seen.attendance.as_deref().expect("a list");
        assert_eq!(lines.len(), 4);
        let hidden = &lines[1];
        assert!(hidden.person.name.is_empty() && mask.hides(hidden.person.id));
        assert_eq!(
            hidden
                .organisation
                .as_ref()
                .map(|union| union.name.as_str()),
            Some("Vision")
        );
        assert_eq!(hidden.capacity, Capacity::Union);
        assert_eq!(seen.officers.adjusters.as_ref().map(Vec::len), Some(2));
        assert_eq!(seen.paragraphs.len(), whole.paragraphs.len());
    }

    #[test]
    fn a_personal_number_is_hidden_from_the_public_wherever_it_stands() {
        let mut document = document();
        document["body"]["kind"] = json!("BOARD");
        document["attendance"] = json!([{"name": "Agneta Rydvall", "capacity": "MEMBER"}]);
        document["absent"] = json!([]);
        let plain = meeting(&document);
        assert!(!Mask::for_public(&plain, &Hidden::default()).changes(&plain));
        let text = document.to_string().replace(
            "Fråga av Pia Lundmyr till arbetsgivaren.",
            "Fråga om 850709-9805, född 19850709-9805.",
        );
        let whole = meeting(&serde_json::from_str(&text).expect("a document"));
        let mask = Mask::for_public(&whole, &Hidden::default());
        assert!(mask.changes(&whole) && printed(&whole).contains("850709-9805"));
        let seen = printed(&masked(&whole, &mask));
        assert!(!seen.contains("850709") && seen.contains("fråga om [personnummer], född"));
    }

    #[test]
    fn a_mark_stands_where_the_name_stood() {
        let whole = meeting(&document());
        let mask = Mask::for_public(&whole, &Hidden::default());
        assert_eq!(mask.text("PIA LUNDMYRS fråga"), format!("{HIDDEN}S fråga"));
        assert_eq!(
            mask.text("Åsa, Pia Lundmyr och Ärla"),
            format!("Åsa, {HIDDEN} och Ärla")
        );
        assert_eq!(
            mask.text("Pia LundmyrPia Lundmyr"),
            format!("{HIDDEN}{HIDDEN}")
        );
        assert_eq!(
            mask.text("av Pia\n Lundmyr  i dag"),
            format!("av {HIDDEN}  i dag"),
            "a name broken over two lines"
        );
        assert_eq!(
            mask.text("İ Pia Lundmyr ẞ"),
            format!("İ {HIDDEN} ẞ"),
            "letters that change length keep their place"
        );
        for untouched in [
            "",
            "Pia",
            "Pia Lund",
            "Lundmyr Pia",
            "Pia Lundmyrson",
            "Olympia Lundmyr",
        ] {
            assert_eq!(mask.text(untouched), untouched);
        }
    }

    #[test]
    fn a_name_within_another_leaves_no_half_of_it() {
        let mut document = document();
        document["attendance"][2]["name"] = json!("Pia Lundmyr Ek");
        let whole = meeting(&document);
        assert_eq!(
            Mask::for_public(&whole, &Hidden::default()).text("Pia Lundmyr Ek talar."),
            format!("{HIDDEN} talar.")
        );
    }

    #[test]
    fn absentees_are_hidden_in_a_cooperation_group_alone() {
        let hidden = |meeting: &Meeting| -> Vec<String> {
            hidden_persons(meeting)
                .iter()
                .map(|person| person.name.clone())
                .collect()
        };
        assert_eq!(
            hidden(&meeting(&document())),
            ["Pia Lundmyr", "Roger Å", "Therese Nyhlund", "Ulla Utan"]
        );
        let mut board = document();
        board["body"]["kind"] = json!("BOARD");
        assert_eq!(hidden(&meeting(&board)), ["Pia Lundmyr", "Roger Å"]);
        let mut nobody = board;
        nobody["attendance"] = json!([{"name": "Agneta Rydvall", "capacity": "MEMBER"}]);
        let whole = meeting(&nobody);
        let mask = Mask::for_public(&whole, &Hidden::default());
        assert!(!mask.changes(&whole) && masked(&whole, &mask) == whole);
    }

    #[test]
    fn whoever_stands_inside_reads_every_name() {
        let whole = meeting(&document());
        let inside = Visibility {
            inside: [whole.owner.id].into(),
            ..Visibility::default()
        };
        assert_eq!(
            masked(&whole, &Mask::of(&whole, &Hidden::default(), &inside)),
            whole
        );
        let elsewhere = OrganisationId::from_uuid(uuid::Uuid::from_u128(99));
        let outside = Visibility {
            inside: [elsewhere].into(),
            journal: [whole.owner.id].into(),
            ..Visibility::default()
        };
        assert_eq!(
            Mask::of(&whole, &Hidden::default(), &outside),
            Mask::for_public(&whole, &Hidden::default())
        );
    }
}
