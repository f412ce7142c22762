//! A meeting (sammanträde) and the whole record of it.

use crate::adjustment::{Addendum, AdjustmentUnit, PreviousMinutes};
use crate::appeal::Appeal;
use crate::attendance::{Absentee, Attendance, PersonRef};
use crate::body::{Body, NumberingScheme, RuleProfile};
use crate::id::{MeetingId, ParagraphId};
use crate::name::fold;
use crate::organisation::Organisation;
use crate::paragraph::{Mark, Paragraph};
use crate::redaction::Redaction;
use crate::{Date, Time};

/// What kind of record was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// Protokoll.
    Minutes,
    /// Minnesanteckningar.
    MeetingNotes,
}

/// How the meeting was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// All in one room.
    OnSite,
    /// Some remotely.
    Hybrid,
    /// All remotely.
    Remote,
}

/// When and where, as far as the record says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Occasion {
    /// The day; `None` where the record gives none.
    pub date: Option<Date>,
    /// What the text says of the time, where it gives no date.
    pub date_hint: Option<String>,
    /// Start.
    pub starts_at: Option<Time>,
    /// End.
    pub ends_at: Option<Time>,
    /// Place as printed.
    pub place: Option<String>,
    /// Mode; `None` where not stated.
    pub mode: Option<Mode>,
}

/// How this record numbers its paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbering {
    /// The printed mark.
    pub mark: Mark,
    /// The scheme.
    pub scheme: NumberingScheme,
    /// First § that the cover page declares.
    pub declared_first: Option<u32>,
    /// Last § that the cover page declares.
    pub declared_last: Option<u32>,
}

/// Who led the meeting and answers for its record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Officers {
    /// Ordförande.
    pub chair: Option<PersonRef>,
    /// Sekreterare.
    pub secretary: Option<PersonRef>,
    /// Justerare; `None` where the record does not say, empty where it says none.
    pub adjusters: Option<Vec<PersonRef>>,
}

/// A meeting that the record announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextMeeting {
    /// The day.
    pub date: Option<Date>,
    /// Start, as printed.
    pub starts_at: Option<String>,
    /// End, as printed.
    pub ends_at: Option<String>,
    /// As printed.
    pub note: Option<String>,
}

/// A meeting and all that its record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Identity, kept over revisions of the record.
    pub id: MeetingId,
    /// The organisation whose record it is.
    pub owner: Organisation,
    /// The body that met.
    pub body: Body,
    /// Kind of record; `None` where not stated.
    pub record: Option<RecordKind>,
    /// The record that this one is an appendix to, as printed.
    pub appendix_to: Option<String>,
    /// When and where.
    pub occasion: Occasion,
    /// How it numbers.
    pub numbering: Numbering,
    /// Officers.
    pub officers: Officers,
    /// Attendance; `None` where the record does not state it.
    pub attendance: Option<Vec<Attendance>>,
    /// Those listed as absent; `None` where the record has no such list.
    pub absent: Option<Vec<Absentee>>,
    /// Paragraphs in order of print.
    pub paragraphs: Vec<Paragraph>,
    /// Whether the record says that no decision was taken.
    pub no_decisions_stated: bool,
    /// The minutes of the meeting before.
    pub previous_minutes: Option<PreviousMinutes>,
    /// Units of adjustment; the one without numbers is the rest. Empty where the record states none.
    pub units: Vec<AdjustmentUnit>,
    /// Corrections after adjustment.
    pub addenda: Vec<Addendum>,
    /// Appeals of its decisions.
    pub appeals: Vec<Appeal>,
    /// That personal data was blotted from it.
    pub redactions: Vec<Redaction>,
    /// Where the minutes are kept (förvaringsplats).
    pub stored_at: Option<String>,
    /// Meetings announced.
    pub next_meetings: Vec<NextMeeting>,
}

/// A paragraph or sub-item with what only its place in the record tells.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The item.
    pub item: &'a Paragraph,
    /// The top-level paragraph that it stands under, itself for a top-level one.
    pub top: &'a Paragraph,
    /// The item directly above, `None` for a top-level one.
    pub parent: Option<&'a Paragraph>,
}

impl Meeting {
    /// The family of rules that this meeting is under.
    pub fn profile(&self) -> RuleProfile {
        self.body.profile(self.owner.kind)
    }

    /// Every item, in order of print, with its place.
    pub fn placed(&self) -> Vec<Placed<'_>> {
        fn below<'a>(top: &'a Paragraph, parent: &'a Paragraph, into: &mut Vec<Placed<'a>>) {
            for item in &parent.items {
                into.push(Placed {
                    item,
                    top,
                    parent: Some(parent),
                });
                below(top, item, into);
            }
        }
        let mut all = Vec::new();
        for top in &self.paragraphs {
            all.push(Placed {
                item: top,
                top,
                parent: None,
            });
            below(top, top, &mut all);
        }
        all
    }

    /// The item with an id.
    pub fn find(&self, id: ParagraphId) -> Option<Placed<'_>> {
        self.seek(&|item| item.id == id)
    }

    /// The first item, in order of print, of which something holds.
    pub fn seek(&self, is: &dyn Fn(&Paragraph) -> bool) -> Option<Placed<'_>> {
        fn below<'a>(
            top: &'a Paragraph,
            parent: &'a Paragraph,
            is: &dyn Fn(&Paragraph) -> bool,
        ) -> Option<Placed<'a>> {
            parent.items.iter().find_map(|item| {
                let placed = Placed {
                    item,
                    top,
                    parent: Some(parent),
                };
                is(item).then_some(placed).or_else(|| below(top, item, is))
            })
        }
        self.paragraphs.iter().find_map(|top| {
            let placed = Placed {
                item: top,
                top,
                parent: None,
            };
            is(top).then_some(placed).or_else(|| below(top, top, is))
        })
    }

    /// The printed label of an item of this record.
    pub fn label(&self, placed: Placed<'_>) -> Option<String> {
        let parent = placed
            .parent
            .map(|parent| parent.number.or(placed.top.number));
        placed.item.label(self.numbering.mark, parent.flatten())
    }

    /// The § that an item stands under, and what leads from it down to the item; an item that the record does not
    /// hold stands by itself.
    pub fn chain<'a>(&'a self, item: &'a Paragraph) -> (&'a Paragraph, Vec<&'a Paragraph>) {
        fn down<'a>(
            from: &'a Paragraph,
            is: &dyn Fn(&Paragraph) -> bool,
            path: &mut Vec<&'a Paragraph>,
        ) -> bool {
            for below in &from.items {
                path.push(below);
                if is(below) || down(below, is, path) {
                    return true;
                }
                path.pop();
            }
            false
        }
        let find = |is: &dyn Fn(&Paragraph) -> bool| {
            self.paragraphs.iter().find_map(|top| {
                let mut path = Vec::new();
                (is(top) || down(top, is, &mut path)).then_some((top, path))
            })
        };
        // Two items of one record may share an identity: the very item comes first.
        find(&|held| std::ptr::eq(held, item))
            .or_else(|| find(&|held| held.id == item.id))
            .unwrap_or((item, Vec::new()))
    }

    /// Attendance lines of people present at a paragraph or sub-item and not disqualified there, in order of print.
    /// `None` where the record does not state attendance.
    ///
    /// Who stood aside from a § stood aside from all its sub-items; who stood aside from a sub-item did so from it
    /// and what lies under it alone. A printed name that is nobody's exactly takes nobody away.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 66 and 67 §§ by lag (2003:1210) 19 §: presence belongs to the §; 6 kap. 30 §:
    /// disqualification belongs to the matter.
    pub fn present_at(&self, paragraph: &Paragraph) -> Option<Vec<&Attendance>> {
        let lines = self.attendance.as_ref()?;
        let (top, below) = self.chain(paragraph);
        let out: Vec<String> = std::iter::once(top)
            .chain(below)
            .flat_map(|item| item.disqualified.iter().map(|name| fold(name)))
            .collect();
        Some(
            lines
                .iter()
                .filter(|line| line.presence.at(top.number) == Some(true))
                .filter(|line| out.is_empty() || !out.contains(&fold(&line.person.name)))
                .collect(),
        )
    }

    /// The unit of adjustment that holds a §.
    pub fn unit_of(&self, number: Option<u32>) -> Option<&AdjustmentUnit> {
        let own = number.and_then(|number| {
            self.units.iter().find(|unit| {
                unit.numbers
                    .as_ref()
                    .is_some_and(|held| held.contains(&number))
            })
        });
        own.or_else(|| self.units.iter().find(|unit| unit.numbers.is_none()))
    }

    /// The numbers of a unit of adjustment: its own, or those that no other unit holds, in order of print.
    pub fn numbers_of(&self, own: Option<&[u32]>) -> Vec<u32> {
        if let Some(own) = own {
            return own.to_vec();
        }
        let apart = |number: &u32| {
            let units = self.units.iter();
            units
                .filter_map(|unit| unit.numbers.as_ref())
                .any(|held| held.contains(number))
        };
        let printed = self.paragraphs.iter().filter_map(|top| top.number);
        printed.filter(|number| !apart(number)).collect()
    }

    /// Whether what was decided under a § or item was annulled (upphävt), so that it can no longer change.
    pub fn annulled(&self, item: ParagraphId) -> bool {
        let annulled = self.appeals.iter().filter(|appeal| appeal.has_annulled());
        let named: Vec<ParagraphId> = annulled
            .flat_map(|appeal| appeal.paragraphs.iter().copied())
            .collect();
        let mut items = self.paragraphs.iter().flat_map(|top| top.walk());
        items.any(|held| named.contains(&held.id) && held.walk().any(|below| below.id == item))
    }

    /// The year of the series that the record's numbers belong to, for a series per calendar year.
    pub fn series_year(&self) -> Option<i32> {
        self.numbering.scheme.year_of(self.occasion.date)
    }

    /// Full names that the record holds: attendance, absentees and officers.
    pub fn full_names(&self) -> Vec<&str> {
        let attending = self.attendance.iter().flatten().map(|line| &line.person);
        let absent = self.absent.iter().flatten().map(|line| &line.person);
        let officers = self.officers.chair.iter().chain(&self.officers.secretary);
        let adjusters = self.officers.adjusters.iter().flatten();
        attending
            .chain(absent)
            .chain(officers)
            .chain(adjusters)
            .map(|person| person.name.as_str())
            .collect()
    }
}
