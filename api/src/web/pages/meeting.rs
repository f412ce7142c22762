//! `/{organisation}/meetings/{id}`: one meeting, § by §, and what the rules say of its record.

use super::frame::Frame;
use super::rows::{AttachmentRow, minutes_path_of, paragraph_path};
use super::visit::{Framed, Trouble, Visit, answer_inside, missing};
use crate::context::Views;
use crate::graphql::viewing::Judged;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use domain::id::{MeetingId, ParagraphId};
use domain::meeting::{Meeting, Placed};
use domain::rule::Verdict;
use domain::text::Language;

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage {
    frame: Frame,
    body: String,
    body_path: String,
    heading: Option<String>,
    facts: Vec<(&'static str, String)>,
    days: Vec<(&'static str, String)>,
    minutes: String,
    status: &'static str,
    draft: bool,
    paragraphs: Vec<ParagraphRow>,
    attachments: Vec<AttachmentRow>,
    remarks: Vec<Remark>,
}

impl Framed for MeetingPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// A § in the list.
struct ParagraphRow {
    anchor: String,
    path: String,
    label: Option<String>,
    title: Option<String>,
    decisions: Vec<String>,
    voided: Option<String>,
}

impl ParagraphRow {
    fn of(meeting: &Meeting, top: &domain::paragraph::Paragraph) -> Self {
        let placed = Placed {
            item: top,
            top,
            parent: None,
        };
        let decisions = top.walk().flat_map(|item| &item.decisions);
        Self {
            anchor: top.id.to_string(),
            path: paragraph_path(meeting, top),
            label: meeting.label(placed),
            title: top.title.clone(),
            decisions: decisions.map(|held| held.text.clone()).collect(),
            voided: top.voided.clone(),
        }
    }
}

/// What a rule says of a record, in words.
#[derive(Debug)]
pub struct Remark {
    /// The § that it is about.
    pub label: Option<String>,
    /// What the rule asks.
    pub title: &'static str,
    /// What was found, with the figures.
    pub explanation: String,
    /// Act and section, with where the act can be read.
    pub basis: Vec<(String, Option<&'static str>)>,
}

impl Remark {
    /// The irregularities of a record; of one § alone where one is given.
    pub fn all(seen: &Judged, of: Option<&[ParagraphId]>, language: Language) -> Vec<Self> {
        let verdicts = seen.verdicts().iter();
        verdicts
            .filter(|verdict| verdict.is_irregularity())
            .filter(|verdict| match (of, verdict.paragraph) {
                (None, _) => true,
                (Some(asked), Some(held)) => asked.contains(&held),
                (Some(_), None) => false,
            })
            .map(|verdict| Self::of(seen, verdict, language))
            .collect()
    }

    fn of(seen: &Judged, verdict: &Verdict, language: Language) -> Self {
        let placed = verdict.paragraph.and_then(|id| seen.placed(id));
        let basis = verdict.rule.basis.iter();
        Self {
            label: placed.and_then(|placed| seen.meeting.label(placed)),
            title: verdict.rule.title.in_language(language),
            explanation: verdict.explanation.in_language(language).to_owned(),
            basis: basis
                .map(|cited| {
                    let act = cited.act.title().in_language(language);
                    (format!("{act} {}", cited.section), cited.act.url())
                })
                .collect(),
        }
    }
}

/// The page of a meeting.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<(String, String)>,
) -> HttpResponse {
    answer_inside(http, views, async |visit| {
        meeting(visit, &named.0, &named.1).await
    })
    .await
}

async fn meeting(visit: &Visit, owner: &str, id: &str) -> Result<MeetingPage, Trouble> {
    let owner = visit.organisation(owner).await?;
    let id = MeetingId::parse(id).map_err(|_| missing("meeting"))?;
    let seen = visit.record(&owner, id).await?;
    let meeting = &seen.meeting;
    let occasion = &meeting.occasion;
    let heading = occasion.date.map(|date| date.to_string());
    let heading = heading.or_else(|| occasion.date_hint.clone());
    let named = heading.as_deref().unwrap_or_default();
    let title = format!("{} {named}, {}", meeting.body.name, owner.name);
    let status = documents::naming::minutes_status(seen.clock().status);
    let tops = meeting.paragraphs.iter();
    let held = visit.read().attachments_of(&[id], &visit.see).await?;
    let held = held.into_values().flatten().collect::<Vec<_>>();
    Ok(MeetingPage {
        frame: visit.frame(title, Some(&owner)),
        draft: !seen.published(),
        body: meeting.body.name.clone(),
        body_path: format!(
            "/{}/{}",
            meeting.owner.slug.as_str(),
            meeting.body.slug.as_str()
        ),
        facts: facts(meeting, visit.language),
        days: days(&seen, visit.language),
        minutes: minutes_path_of(meeting.owner.slug.as_str(), meeting.id),
        status: status.in_language(visit.language),
        paragraphs: tops.map(|top| ParagraphRow::of(meeting, top)).collect(),
        attachments: AttachmentRow::all(&seen, &held, None),
        remarks: Remark::all(&seen, None, visit.language),
        heading,
    })
}

/// Where, when and who.
fn facts(meeting: &Meeting, language: Language) -> Vec<(&'static str, String)> {
    let say = |sv, en| match language {
        Language::Swedish => sv,
        Language::English => en,
    };
    let occasion = &meeting.occasion;
    let mut times = Vec::new();
    times.extend(
        occasion
            .starts_at
            .map(|time| time.format("%H:%M").to_string()),
    );
    times.extend(
        occasion
            .ends_at
            .map(|time| time.format("%H:%M").to_string()),
    );
    let person = |held: &Option<domain::attendance::PersonRef>| {
        held.as_ref()
            .map(|held| held.name.clone())
            .filter(|name| !name.is_empty())
    };
    let adjusters: Vec<String> = meeting
        .officers
        .adjusters
        .iter()
        .flatten()
        .map(|held| held.name.clone())
        .filter(|name| !name.is_empty())
        .collect();
    [
        (say("Plats", "Place"), occasion.place.clone()),
        (
            say("Tid", "Time"),
            Some(times.join("–")).filter(|times| !times.is_empty()),
        ),
        (
            say("Form", "Form"),
            occasion.mode.map(|mode| {
                documents::naming::mode(mode)
                    .in_language(language)
                    .to_owned()
            }),
        ),
        (say("Ordförande", "Chair"), person(&meeting.officers.chair)),
        (
            say("Sekreterare", "Secretary"),
            person(&meeting.officers.secretary),
        ),
        (
            say("Justerare", "Adjusters"),
            Some(adjusters.join(", ")).filter(|names| !names.is_empty()),
        ),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// The days of the minutes on their way to legal force.
pub fn days(seen: &Judged, language: Language) -> Vec<(&'static str, String)> {
    let say = |sv, en| match language {
        Language::Swedish => sv,
        Language::English => en,
    };
    let clock = seen.clock();
    [
        (
            say("Ska justeras senast", "To be adjusted by"),
            clock.adjustment_due.map(|due| due.last_day),
        ),
        (say("Justerat", "Adjusted"), clock.adjusted_on),
        (
            say("Sista dag att överklaga", "Last day to appeal"),
            clock.last_appeal_day.map(|last| last.last_day),
        ),
        (say("Laga kraft", "In legal force"), clock.final_on),
    ]
    .into_iter()
    .filter_map(|(label, day)| Some((label, day?.to_string())))
    .collect()
}
