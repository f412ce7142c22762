//! Lines of lists: a meeting, a paragraph, a decision, each with its address.

use super::words;
use crate::graphql::viewing::{Judged, Seen};
use crate::rest::attachments;
use application::attachments::HeldAttachment;
use domain::attachment::Attachment;
use domain::decision::{ConditionState, Decision};
use domain::id::{DecisionId, MeetingId, MinutesId, ParagraphId};
use domain::meeting::{Meeting, Placed};
use domain::paragraph::Paragraph;
use domain::text::Language;

/// A meeting in a list.
#[derive(Debug)]
pub struct MeetingRow {
    /// Its page.
    pub path: String,
    /// The day.
    pub date: Option<String>,
    /// What the record says of a day that it does not give.
    pub hint: Option<String>,
    /// The body that met.
    pub body: String,
    /// Whose meeting.
    pub owner: String,
    /// Its numbers as printed.
    pub span: Option<String>,
    /// Where the minutes stand.
    pub status: &'static str,
}

impl MeetingRow {
    /// A meeting as the page may show it.
    pub fn of(seen: &Judged, language: Language) -> Self {
        let meeting = &seen.meeting;
        let numbers: Vec<u32> = numbers(meeting).collect();
        Self {
            path: meeting_path(meeting),
            date: meeting.occasion.date.map(|date| date.to_string()),
            hint: meeting.occasion.date_hint.clone(),
            body: meeting.body.name.clone(),
            owner: meeting.owner.name.clone(),
            span: meeting.numbering.mark.span(&numbers),
            status: match (seen.published(), language) {
                (true, _) => {
                    documents::naming::minutes_status(seen.clock().status).in_language(language)
                }
                (false, Language::Swedish) => "Utkast, inte publicerat",
                (false, Language::English) => "Draft, not published",
            },
        }
    }
}

fn numbers(meeting: &Meeting) -> impl Iterator<Item = u32> {
    meeting.paragraphs.iter().filter_map(|top| top.number)
}

/// The page of a meeting.
pub fn meeting_path(meeting: &Meeting) -> String {
    meeting_path_of(meeting.owner.slug.as_str(), meeting.id)
}

/// The page of an owner's meeting.
pub fn meeting_path_of(owner: &str, meeting: MeetingId) -> String {
    format!("/{owner}/meetings/{meeting}")
}

/// The page of the minutes of an owner's meeting.
pub fn minutes_path_of(owner: &str, meeting: MeetingId) -> String {
    format!("/{owner}/minutes/{}", MinutesId::of(meeting))
}

/// The permanent address of a § or item: by its number where that is one of a year's series, else its place on the page
/// of the meeting.
pub fn paragraph_path(meeting: &Meeting, top: &Paragraph) -> String {
    match (meeting.series_year(), top.number) {
        (Some(year), Some(number)) => format!(
            "/{}/{}/{year}/{number}",
            meeting.owner.slug.as_str(),
            meeting.body.slug.as_str(),
        ),
        _ => format!("{}#{}", meeting_path(meeting), top.id),
    }
}

/// A decision in a list.
#[derive(Debug)]
pub struct DecisionRow {
    /// Its page.
    pub path: String,
    /// `§ 51`.
    pub label: Option<String>,
    /// The heading that it stands under.
    pub title: Option<String>,
    /// As printed.
    pub text: String,
    /// What it does.
    pub kind: &'static str,
    /// What it waits for, and whether that has come.
    pub condition: Option<(String, &'static str)>,
    /// Whether it was annulled.
    pub annulled: bool,
    /// The meeting.
    pub meeting: MeetingRow,
}

impl DecisionRow {
    /// A decision of a record as the public sees it; `None` where the record holds it no more.
    pub fn find(seen: &Judged, id: DecisionId, language: Language) -> Option<Self> {
        let (placed, decision) = seen.meeting.placed().into_iter().find_map(|placed| {
            let mut held = placed.item.decisions.iter();
            held.find(|held| held.id == id).map(|held| (placed, held))
        })?;
        Some(Self::of(seen, placed, decision, language))
    }

    /// A decision under a § or item.
    pub fn of(seen: &Judged, placed: Placed<'_>, decision: &Decision, language: Language) -> Self {
        let meeting = &seen.meeting;
        let state =
            |state: ConditionState| documents::naming::condition_state(state).in_language(language);
        Self {
            path: paragraph_path(meeting, placed.top),
            label: meeting.label(placed),
            title: placed
                .item
                .title
                .clone()
                .or_else(|| placed.top.title.clone()),
            text: decision.text.clone(),
            kind: words::decision(decision.kind).in_language(language),
            condition: decision
                .condition
                .as_ref()
                .map(|held| (held.text.clone(), state(held.state))),
            annulled: meeting.annulled(placed.item.id),
            meeting: MeetingRow::of(seen, language),
        }
    }
}

/// An attachment in a list.
#[derive(Debug)]
pub struct AttachmentRow {
    /// Where the file is given.
    pub path: String,
    /// What it is called.
    pub title: String,
    /// What it is and how large: "PDF, 120 kB".
    pub about: String,
}

impl AttachmentRow {
    /// The attachments of a record that the public may read; those of some §§ and items alone where they are given.
    pub fn all(seen: &Seen, held: &[HeldAttachment], of: Option<&[ParagraphId]>) -> Vec<Self> {
        let held = held.iter().map(|held| &held.attachment);
        held.filter(|held| held.is_public())
            .filter(|held| match (of, held.paragraph) {
                (None, _) => true,
                (Some(asked), Some(own)) => asked.contains(&own),
                (Some(_), None) => false,
            })
            .map(|held| Self::of(seen, held))
            .collect()
    }

    fn of(seen: &Seen, held: &Attachment) -> Self {
        let ending = held.file.name.as_str().rsplit_once('.');
        let ending = ending.map(|(_, ending)| ending.to_uppercase());
        let size = format!("{} kB", held.file.size.div_ceil(1000));
        let about = ending.into_iter().chain([size]);
        Self {
            path: format!("{}/content", attachments::path(held.id)),
            title: seen.mask.text(&held.title),
            about: about.collect::<Vec<_>>().join(", "),
        }
    }
}
