//! Minutes and their documents: as resource, as data and as what people read and sign.

pub use super::given::Format;

use super::ROOT;
use super::given::{Giving, chosen_language};
use super::problem::Fault;
use crate::context::{Sight, Views};
use crate::graphql::viewing::{Judged, Seen};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::error::AppError;
use application::visibility::printable;
use documents::{Attestation, Document, Extract, Marked, Posting, Signatory, Standing, Unit};
use domain::adjustment::{SigningMethod, SigningRole};
use domain::id::{ExtractId, MeetingId, MinutesId, ParagraphId};
use domain::live::{self, LiveMeeting};
use domain::meeting::Meeting;
use domain::paragraph::Paragraph;
use domain::text::{Language, Text};
use interchange::minutes_document::export;
use serde::Deserialize;
use serde_json::{Value, json};

/// Registers the routes.
pub fn configure(routes: &mut web::ServiceConfig) {
    let read = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes
        .service(web::resource("/minutes/{name}").route(read().to(minutes)))
        .service(web::resource("/minutes/{id}/{document}").route(read().to(document)));
}

/// The address of minutes in a format.
pub fn path(meeting: MeetingId, format: Format) -> String {
    let id = MinutesId::of(meeting);
    format!("{ROOT}/minutes/{id}.{}", format.ending())
}

/// The address of an extract that was issued.
pub fn extract_path(meeting: MeetingId, extract: ExtractId) -> String {
    let id = MinutesId::of(meeting);
    format!("{ROOT}/minutes/{id}/extract.pdf?extract={extract}")
}

/// Adds to the minutes as a resource where their documents are.
pub(super) fn add_links(minutes: &mut Value, base: &str) {
    let Some(id) = minutes["id"]
        .as_str()
        .and_then(|id| MinutesId::parse(id).ok())
    else {
        return;
    };
    let posted = minutes["units"]
        .as_array()
        .is_some_and(|units| !units.is_empty());
    let Some(links) = minutes["_links"].as_object_mut() else {
        return;
    };
    let mut add = |rel: &str, path: String, media: &str| {
        let href = format!("{base}{path}");
        let link = json!({"href": href, "rel": rel, "method": "GET", "type": media});
        links.insert(rel.to_owned(), link);
    };
    for format in Format::ALL {
        let rel = match format {
            Format::Data => "data",
            format => format.ending(),
        };
        add(rel, path(id.meeting(), format), format.media_type());
    }
    let own = format!("{ROOT}/minutes/{id}");
    add("bundle", format!("{own}/bundle"), "application/json");
    if posted {
        for kind in ["notice", "proof-of-posting"] {
            add(kind, format!("{own}/{kind}.pdf"), "application/pdf");
        }
    }
}

/// The meeting of minutes that are addressed as such or by their meeting.
pub(super) fn meeting(id: &str) -> Option<MeetingId> {
    let minutes = MinutesId::parse(id).map(MinutesId::meeting);
    minutes.or_else(|_| MeetingId::parse(id)).ok()
}

/// What may be said of a document beside its address.
#[derive(Debug, Deserialize)]
struct Asked {
    /// `sv` or `en`; without it, `Accept-Language`.
    language: Option<String>,
    /// A § of a unit adjusted at once, for notice and proof.
    paragraph: Option<String>,
    /// §§ with commas between, for an extract.
    paragraphs: Option<String>,
    /// Recipients with commas between, for an extract.
    recipients: Option<String>,
    /// An extract that was issued.
    extract: Option<String>,
}

/// A request that is being answered.
struct Reading {
    sight: Sight,
    language: Language,
    giving: Giving,
    seen: Judged,
}

/// `/minutes/{id}.{format}`.
async fn minutes(
    http: HttpRequest,
    views: web::Data<Views>,
    name: web::Path<String>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let answer = async {
        let (id, ending) = name.split_once('.').ok_or_else(|| missing("format"))?;
        let reading = reading(&http, &views, id, &asked).await?;
        match Format::of(ending) {
            None => Err(missing("format").into()),
            Some(Format::Data) => Ok(reading.data(&http)),
            Some(format) => {
                let standing = standing(&reading.seen, reading.language);
                let meeting = reading.seen.printable(reading.language);
                let document = documents::minutes(&meeting, &standing, reading.language);
                reading.print(&http, "protokoll", document, format).await
            }
        }
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, crate::context::language(&http)))
}

/// `/minutes/{id}/{document}.{format}`.
async fn document(
    http: HttpRequest,
    views: web::Data<Views>,
    place: web::Path<(String, String)>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let answer = async {
        let (id, name) = place.into_inner();
        let reading = reading(&http, &views, &id, &asked).await?;
        let (kind, ending) = name.split_once('.').ok_or_else(|| missing("document"))?;
        let format = Format::of(ending)
            .filter(|format| *format != Format::Data)
            .ok_or_else(|| missing("format"))?;
        let standing = standing(&reading.seen, reading.language);
        let meeting = reading.seen.printable(reading.language);
        let (called, document) = match kind {
            "notice" => {
                let unit = reading.unit(&standing, &asked)?;
                let made = documents::notice(&meeting, &standing, unit, reading.language);
                ("anslag", made)
            }
            "proof-of-posting" => {
                let unit = reading.unit(&standing, &asked)?;
                let made = documents::proof_of_posting(&meeting, &standing, unit, reading.language);
                ("bevis", made)
            }
            "extract" => {
                let chosen = match asked.extract.as_deref() {
                    Some(issued) => reading.issued(&views, issued).await?,
                    None => chosen(&meeting, &asked)?,
                };
                let made = documents::extract(&meeting, &standing, &chosen, reading.language)
                    .map_err(|error| AppError::invalid("paragraphs", error.to_string()))?;
                ("utdrag", made)
            }
            "summons" => {
                let live = reading.live(&views, "summons").await?;
                let sent = live.summons().ok_or_else(|| missing("summons"))?;
                let (of, said) = summoned(meeting.clone(), sent, standing.marked);
                ("kallelse", documents::summons(&of, &said, reading.language))
            }
            _ => return Err(missing("document").into()),
        };
        reading.print(&http, called, document, format).await
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, crate::context::language(&http)))
}

/// What an address does not lead to.
fn missing(what: &'static str) -> AppError {
    AppError::NotFound { what }
}

/// A meeting with the agenda of its summons in place of its paragraphs, and what the summons says beside.
fn summoned(
    mut meeting: Meeting,
    sent: &live::Summons,
    marked: Vec<Marked>,
) -> (Meeting, documents::Summons) {
    let nowhere = ParagraphId::from_uuid(uuid::Uuid::nil());
    let matters = sent.agenda.iter().map(|title| Paragraph {
        title: Some(title.clone()),
        ..Paragraph::empty(nowhere)
    });
    meeting.paragraphs = matters.collect();
    let said = documents::Summons {
        issued_on: Some(sent.on),
        marked,
        ..documents::Summons::default()
    };
    (meeting, said)
}

/// The record that an address names, as the viewer may see it.
async fn reading(
    http: &HttpRequest,
    views: &Views,
    id: &str,
    asked: &Asked,
) -> Result<Reading, Fault> {
    let sight = views.sight_of(http).await?;
    let language = chosen_language(asked.language.as_deref(), &sight)?;
    let meeting = meeting(id).ok_or_else(|| missing("minutes"))?;
    let mut found = views.read.surrounded(&[meeting], &sight.see).await?;
    let record = found.remove(&meeting).ok_or_else(|| missing("minutes"))?;
    let seen = Judged::new(record, &sight.see, sight.today);
    Ok(Reading {
        giving: Giving::to(&sight, language),
        sight,
        language,
        seen,
    })
}

/// The §§ that an extract is asked for.
fn chosen(meeting: &Meeting, asked: &Asked) -> Result<Extract, AppError> {
    let listed = asked.paragraphs.as_deref().unwrap_or_default();
    let wrong = |reason: String| AppError::invalid("paragraphs", reason);
    let mut paragraphs = Vec::new();
    for part in listed
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let id = match part.parse::<u32>() {
            Ok(number) => meeting
                .paragraphs
                .iter()
                .find(|top| top.number == Some(number))
                .map(|top| top.id)
                .ok_or_else(|| wrong(format!("§ {number} is not of this meeting")))?,
            Err(_) => ParagraphId::parse(part).map_err(|error| wrong(error.to_string()))?,
        };
        paragraphs.push(id);
    }
    if paragraphs.is_empty() {
        return Err(wrong("say which, by number or address".to_owned()));
    }
    let recipients = asked.recipients.as_deref().unwrap_or_default();
    Ok(Extract {
        paragraphs,
        recipients: recipients
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        attestation: None,
    })
}

/// What is known of minutes beside the record.
pub fn standing(seen: &Judged, language: Language) -> Standing {
    let (meeting, clock) = (&seen.meeting, seen.clock());
    let mut standing = Standing {
        status: Some(clock.status),
        address: Some(format!("{ROOT}/minutes/{}", MinutesId::of(meeting.id))),
        marked: marked(seen),
        ..Standing::of(&printable(meeting))
    };
    let of_units = meeting.units.iter().zip(&clock.units);
    for (unit, (held, own)) in standing.units.iter_mut().zip(of_units) {
        unit.last_appeal_day = own.last_appeal_day.map(|last| last.last_day);
        unit.final_on = own.final_on;
        let given = held.signatures.iter();
        unit.signatures = given.map(|given| signature(given, language)).collect();
        for (posting, notice) in unit.notices.iter_mut().zip(&held.notices) {
            *posting = Posting {
                earliest_removal: own.earliest_removal,
                posted_by: notice.posted_by.clone(),
                ..posting.clone()
            };
        }
    }
    standing
}

/// What is marked as secret and given to this viewer all the same: their prints are stamped.
fn marked(seen: &Seen) -> Vec<Marked> {
    let given = seen.secrecy().iter().filter(|_| !seen.is_withheld());
    given
        .filter_map(|held| {
            Some(Marked {
                paragraph: held.scope.paragraph()?,
                basis: held.basis.clone(),
                on: held.on,
            })
        })
        .collect()
}

fn signature(held: &domain::adjustment::Signature, language: Language) -> documents::Signature {
    let name = match held.by.name.as_str() {
        "" => application::visibility::HIDDEN.to_owned(),
        name => name.to_owned(),
    };
    let (sv, en) = match held.method {
        SigningMethod::Token => ("elektroniskt", "electronically"),
        SigningMethod::Paper => ("på papper", "on paper"),
    };
    let method = Text::new(format!("{sv} {}", held.on), format!("{en} {}", held.on));
    documents::Signature {
        name,
        signatory: match held.role {
            SigningRole::Chair => Signatory::Chair,
            SigningRole::Adjuster => Signatory::Adjuster,
        },
        // The day stands in the method; the time of day is for those inside, and a document is for everybody.
        at: None,
        method: Some(method.in_language(language).to_owned()),
    }
}

impl Reading {
    /// The minutes as data.
    fn data(&self, http: &HttpRequest) -> HttpResponse {
        let body = export(&printable(&self.seen.meeting)).to_string();
        let name = self.file_name("protokoll", Format::Data);
        self.giving.fresh(http, body, Format::Data, Some(name))
    }

    /// The live meeting behind the record, for those inside; to all others `what` is not there.
    async fn live(&self, views: &Views, what: &'static str) -> Result<LiveMeeting, AppError> {
        let ids = [self.seen.meeting.id];
        let mut held = views.read.live(&ids, &self.sight.see).await?;
        let held = held.pop().ok_or_else(|| missing(what))?;
        Ok(held.live(None)?)
    }

    /// An extract that was issued, for those inside.
    async fn issued(&self, views: &Views, id: &str) -> Result<Extract, AppError> {
        let nothing = || missing("extract");
        let id = ExtractId::parse(id).map_err(|_| nothing())?;
        let live = self.live(views, "extract").await?;
        let extract = live.extracts().iter().find(|held| held.id == id);
        let extract = extract.ok_or_else(nothing)?;
        Ok(Extract {
            paragraphs: extract.paragraphs.clone(),
            recipients: extract.recipients.clone(),
            attestation: Some(Attestation {
                by: extract.attested_by.clone(),
                title: extract.title.clone(),
                on: Some(extract.on),
            }),
        })
    }

    /// The unit that a notice or its proof is about.
    fn unit<'a>(&self, standing: &'a Standing, asked: &Asked) -> Result<&'a Unit, AppError> {
        let meeting = &self.seen.meeting;
        let numbers = match asked.paragraph.as_deref() {
            None => None,
            Some(text) => {
                let id = ParagraphId::parse(text)
                    .map_err(|error| AppError::invalid("paragraph", error.to_string()))?;
                let mut tops = meeting.paragraphs.iter();
                let top = tops.find(|top| top.walk().any(|item| item.id == id));
                let top = top.ok_or_else(|| missing("paragraph"))?;
                meeting
                    .unit_of(top.number)
                    .and_then(|unit| unit.numbers.clone())
            }
        };
        let mut units = standing.units.iter();
        units
            .find(|unit| unit.numbers == numbers)
            .ok_or_else(|| missing("notice"))
    }

    async fn print(
        &self,
        http: &HttpRequest,
        called: &str,
        document: Document,
        format: Format,
    ) -> Result<HttpResponse, Fault> {
        let name = self.file_name(called, format);
        let created = self.seen.stored_at().naive_utc();
        self.giving
            .document(http, document, format, created, name)
            .await
    }

    /// A name for the file: `protokoll-samordningsforbundet-x-styrelsen-2026-03-12.pdf`.
    fn file_name(&self, called: &str, format: Format) -> String {
        let meeting = &self.seen.meeting;
        let day = meeting.occasion.date.map(|day| format!("-{day}"));
        format!(
            "{called}-{}-{}{}.{}",
            meeting.owner.slug.as_str(),
            meeting.body.slug.as_str(),
            day.unwrap_or_default(),
            format.ending()
        )
    }
}
