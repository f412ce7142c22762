//! `/{organisation}/{body}/{year}/{number}`: one § at its permanent address, with what became of it.

use super::body;
use super::budgets;
use super::frame::Frame;
use super::linked;
use super::meeting::{Remark, days};
use super::minutes::{is_sealed, verify_path};
use super::rows::{AttachmentRow, DecisionRow, meeting_path, minutes_path_of, paragraph_path};
use super::visit::{Framed, Trouble, Visit, answer, missing};
use super::words;
use crate::context::Views;
use crate::graphql::viewing::{Judged, Seen};
use crate::rest::ROOT;
use actix_web::{HttpRequest, HttpResponse, web};
use application::attachments::HeldAttachment;
use application::read::{DecisionLink, Report, Settlement, Teller};
use askama::Template;
use domain::decision::ConditionState;
use domain::followup::LinkKind;
use domain::id::{AssignmentId, BudgetId, DecisionId, MeetingId, MinutesId, ParagraphId};
use domain::paragraph::Paragraph;
use domain::text::{Label, Language};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "decision.html")]
struct DecisionPage {
    frame: Frame,
    body: String,
    citation: String,
    prints: Vec<Print>,
    /// The same as JSON-LD.
    linked: String,
}

impl Framed for DecisionPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The § as one record prints it. A number that was printed twice has two.
struct Print {
    meeting: String,
    meeting_path: String,
    minutes_path: String,
    status: &'static str,
    days: Vec<(&'static str, String)>,
    annulled: bool,
    document: String,
    history: Vec<Event>,
    attachments: Vec<AttachmentRow>,
    remarks: Vec<Remark>,
    extract: String,
    /// Budgets that its decisions approve: the year, and the page.
    budgets: Vec<(i32, String)>,
    /// Where its seal is checked, where it has one.
    verify: Option<String>,
}

/// Something that became of the § afterwards.
struct Event {
    day: Option<String>,
    what: String,
    quoted: Option<String>,
    path: Option<String>,
}

/// The page of a §.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<(String, String, String, String)>,
) -> HttpResponse {
    answer(http, views, async |visit| {
        let (owner, body, year, number) = &*named;
        let year = year.parse().map_err(|_| missing("paragraph"))?;
        let number = number.parse().map_err(|_| missing("paragraph"))?;
        decision(visit, owner, body, year, number).await
    })
    .await
}

async fn decision(
    visit: &Visit,
    owner: &str,
    body: &str,
    year: i32,
    number: u32,
) -> Result<DecisionPage, Trouble> {
    let owner = visit.organisation(owner).await?;
    let body = body::find(visit, &owner, body).await?;
    let found = visit
        .read()
        .cited(body.id, year, number, &visit.see)
        .await?;
    if found.is_empty() {
        return Err(missing("paragraph"));
    }
    let ids: Vec<MeetingId> = found.iter().map(|(meeting, _)| *meeting).collect();
    let records = visit.records(&ids).await?;
    let after = After::of(visit, &records, &found).await?;
    let held = visit.read().attachments_of(&ids, &visit.see).await?;
    let prints = found.iter().filter_map(|(meeting, paragraph)| {
        let held = held.get(meeting).map(Vec::as_slice).unwrap_or_default();
        print(visit, records.get(meeting)?, *paragraph, &after, held)
    });
    let citation = format!("§ {number}/{year}");
    let linked = found.iter().filter_map(|(meeting, paragraph)| {
        let seen = records.get(meeting)?;
        Some(linked::paragraph(visit, seen, seen.placed(*paragraph)?.top))
    });
    let linked = linked::in_script(&linked::graph(linked.collect()));
    Ok(DecisionPage {
        frame: visit.frame(
            format!("{citation}, {}, {}", body.name, owner.name),
            Some(&owner),
        ),
        body: body.name,
        prints: prints.collect(),
        citation,
        linked,
    })
}

fn print(
    visit: &Visit,
    seen: &Judged,
    id: ParagraphId,
    after: &After,
    held: &[HeldAttachment],
) -> Option<Print> {
    let meeting = &seen.meeting;
    let top = seen.placed(id)?.top;
    let document =
        documents::paragraph(&seen.printable(visit.language), id, visit.language).ok()?;
    let minutes = MinutesId::of(meeting.id);
    let owner = meeting.owner.slug.as_str();
    let day = meeting.occasion.date.map(|date| date.to_string());
    let items: Vec<ParagraphId> = top.walk().map(|item| item.id).collect();
    let status = documents::naming::minutes_status(seen.clock().status);
    Some(Print {
        meeting: format!("{} {}", meeting.body.name, day.unwrap_or_default()),
        meeting_path: meeting_path(meeting),
        minutes_path: minutes_path_of(owner, meeting.id),
        status: status.in_language(visit.language),
        days: days(seen, visit.language),
        annulled: items.iter().any(|item| meeting.annulled(*item)),
        document: document.to_html_parts(2),
        history: after.events(seen, top, visit.language),
        attachments: AttachmentRow::all(seen, held, Some(&items)),
        remarks: Remark::all(seen, Some(&items), visit.language),
        extract: format!("{ROOT}/minutes/{minutes}/extract.pdf?paragraphs={id}"),
        budgets: after.budgets_of(top, owner),
        verify: meeting
            .unit_of(top.number)
            .filter(|unit| is_sealed(unit))
            .map(|_| verify_path(minutes)),
    })
}

type Links = HashMap<DecisionId, Vec<DecisionLink>>;

/// What was told afterwards of decisions and assignments, as far as it is public.
struct After {
    settled: HashMap<DecisionId, Settlement>,
    earlier: Links,
    later: Links,
    reports: HashMap<AssignmentId, Vec<Report>>,
    /// The years of the budgets that decisions approve.
    budgets: HashMap<DecisionId, i32>,
    records: HashMap<MeetingId, Judged>,
}

impl After {
    async fn of(
        visit: &Visit,
        records: &HashMap<MeetingId, Judged>,
        found: &[(MeetingId, ParagraphId)],
    ) -> Result<Self, Trouble> {
        let placed = found
            .iter()
            .filter_map(|(meeting, id)| Some(records.get(meeting)?.placed(*id)?.top));
        let items: Vec<_> = placed.flat_map(|top| top.walk()).collect();
        let decisions: Vec<DecisionId> = items
            .iter()
            .flat_map(|item| item.decisions.iter().map(|held| held.id))
            .collect();
        let assignments: Vec<AssignmentId> = items
            .iter()
            .flat_map(|item| item.assignments.iter().map(|held| held.id))
            .collect();
        let (read, see) = (visit.read(), &visit.see);
        let settled = read.settlements(&decisions, see).await?;
        let earlier = read.links_of(&decisions, see).await?;
        let later = read.links_to(&decisions, see).await?;
        let reports = read.reports_of(&assignments, see).await?;
        let approved = read.approved_by(&decisions, see).await?;
        let budgets: Vec<BudgetId> = approved.values().map(|(budget, _)| *budget).collect();
        let budgets = read.budgets_by_id(&budgets, see).await?;
        let year = |(decision, (budget, _)): (DecisionId, (BudgetId, u32))| {
            Some((decision, budgets.get(&budget)?.budget.year))
        };
        let budgets = approved.into_iter().filter_map(year).collect();
        let linked = earlier.values().chain(later.values()).flatten();
        let tellers = settled.values().filter_map(|held| held.teller);
        let reported = reports.values().flatten().filter_map(|held| held.teller);
        let mut others: Vec<MeetingId> = linked
            .map(|link| link.meeting)
            .chain(tellers.chain(reported).filter_map(|teller| teller.meeting))
            .collect();
        others.sort_unstable();
        others.dedup();
        Ok(Self {
            settled,
            earlier,
            later,
            reports,
            budgets,
            records: visit.records(&others).await?,
        })
    }

    /// The budgets that the decisions of a § approve.
    fn budgets_of(&self, top: &Paragraph, owner: &str) -> Vec<(i32, String)> {
        let decisions = top.walk().flat_map(|item| &item.decisions);
        let years = decisions.filter_map(|held| self.budgets.get(&held.id));
        years
            .map(|year| (*year, budgets::path(owner, *year)))
            .collect()
    }

    /// What became of a § and its items, in order of day.
    fn events(&self, own: &Seen, top: &Paragraph, language: Language) -> Vec<Event> {
        let mut events = Vec::new();
        for item in top.walk() {
            for decision in &item.decisions {
                let state = decision.condition.as_ref().map(|held| held.state);
                events.extend(self.settlement(own, decision.id, state, language));
                let links = |held: &Links, name: fn(LinkKind) -> Label| {
                    let linked = held.get(&decision.id).into_iter().flatten();
                    linked
                        .filter_map(|link| self.link(link, name(link.kind), language))
                        .collect::<Vec<_>>()
                };
                events.extend(links(&self.earlier, words::link));
                events.extend(links(&self.later, words::linked));
            }
            for assignment in &item.assignments {
                let reports = self.reports.get(&assignment.id).into_iter().flatten();
                events.extend(reports.map(|report| self.report(own, report, language)));
            }
        }
        events.sort_by(|one, other| one.day.cmp(&other.day));
        events
    }

    fn settlement(
        &self,
        own: &Seen,
        decision: DecisionId,
        state: Option<ConditionState>,
        language: Language,
    ) -> Option<Event> {
        let held = self.settled.get(&decision)?;
        let state = documents::naming::condition_state(state?).in_language(language);
        let what = match language {
            Language::Swedish => format!("Villkoret {state}"),
            Language::English => format!("Condition {state}"),
        };
        Some(Event {
            day: Some(held.on.to_string()),
            what,
            quoted: own.retold(&held.evidence, held.teller, self.teller(held.teller)),
            path: self.told(held.teller),
        })
    }

    fn link(&self, link: &DecisionLink, name: Label, language: Language) -> Option<Event> {
        let seen = self.records.get(&link.meeting)?;
        let row = DecisionRow::find(seen, link.decision, language)?;
        let title = row.title.unwrap_or_default();
        let label = row.label.unwrap_or_default();
        Some(Event {
            day: row.meeting.date,
            what: format!("{} {label}", name.in_language(language)),
            quoted: Some(title).filter(|title| !title.is_empty()),
            path: Some(row.path),
        })
    }

    fn report(&self, own: &Seen, report: &Report, language: Language) -> Event {
        let status = documents::naming::assignment_status(report.status).in_language(language);
        let what = match language {
            Language::Swedish => format!("Uppdraget {status}"),
            Language::English => format!("Assignment {status}"),
        };
        Event {
            day: Some(report.on.to_string()),
            what,
            quoted: report
                .note
                .as_deref()
                .and_then(|note| own.retold(note, report.teller, self.teller(report.teller))),
            path: self.told(report.teller),
        }
    }

    /// The record of the § that tells of something, where the public may read it.
    fn teller(&self, teller: Option<Teller>) -> Option<&Seen> {
        let judged = self.records.get(&teller?.meeting?)?;
        Some(judged)
    }

    fn told(&self, teller: Option<Teller>) -> Option<String> {
        let seen = self.teller(teller)?;
        let top = seen.placed(teller?.paragraph)?.top;
        Some(paragraph_path(&seen.meeting, top))
    }
}
