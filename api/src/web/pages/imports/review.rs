//! `/imports/{id}`: fields on one side, the text on the other; corrected, confirmed, stored.

use super::shown::{Row, Shown, shown};
use super::{operates, outcome};
use crate::context::Views;
use crate::web::pages::frame::Frame;
use crate::web::pages::session::{SignedIn, Submitted, Viewer};
use crate::web::pages::visit::{
    Framed, POLICY_WITH_SCRIPT, Trouble, Visit, answer, answered_with, missing,
};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use application::archive;
use application::error::AppError;
use application::imports::{
    Answer, Change, Command, Import, Operator, Outcome, Reading, Request, run,
};
use application::once::Once;
use askama::Template;
use domain::id::ImportId;

/// What somebody typed that was not taken.
struct Refused {
    path: String,
    value: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ReviewPage {
    frame: Frame,
    import: Import,
    outcome: &'static str,
    reason: String,
    forms: Forms,
    shown: Option<Shown>,
    /// What the rules would say, or say of the record that it became: code and words.
    rules: Vec<(String, String)>,
    record: Option<String>,
    saved: bool,
}

/// What every form of the page holds.
struct Forms {
    action: String,
    csrf: String,
    version: i64,
    /// Whether anything may be changed, by whoever looks.
    open: bool,
    refused: Option<Refused>,
}

impl Forms {
    /// What stands in a field: what was typed there where that was not taken.
    fn value<'a>(&'a self, row: &'a Row) -> &'a str {
        let typed = self
            .refused
            .as_ref()
            .filter(|refused| refused.path == row.path);
        typed.map_or(row.value.as_str(), |refused| refused.value.as_str())
    }
}

impl Framed for ReviewPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn policy(&self) -> &'static str {
        POLICY_WITH_SCRIPT
    }
}

/// The page.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    viewer: SignedIn,
    id: web::Path<String>,
) -> HttpResponse {
    answer(http, views, async |visit| {
        reviewing(visit, &viewer, &id, None).await
    })
    .await
}

async fn reviewing(
    visit: &Visit,
    viewer: &Viewer,
    id: &str,
    refused: Option<Refused>,
) -> Result<ReviewPage, Trouble> {
    let id = ImportId::parse(id).map_err(|_| missing("import"))?;
    let found = visit
        .read()
        .imports_by_id(&[id], &viewer.see)
        .await?
        .remove(&id);
    let import = found.ok_or_else(|| missing("import"))?;
    let reading = visit
        .read()
        .import_readings(&[id], &viewer.see)
        .await?
        .remove(&id);
    let owners = visit
        .read()
        .organisations_by_id(&[import.owner], &viewer.see)
        .await?;
    let owner = owners.get(&import.owner).ok_or_else(|| missing("import"))?;
    let open = operates(viewer, owner) && import.outcome == Outcome::Read;
    let record = import
        .meeting
        .map(|meeting| format!("/{}/meetings/{meeting}", owner.slug.as_str()));
    let refusal = import.refusal.as_ref();
    let reason = refusal.map(|refusal| visit.say(&refusal.text.sv, &refusal.text.en).to_owned());
    Ok(ReviewPage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(import.file.clone(), None)
        },
        outcome: outcome(visit, import.outcome),
        reason: reason.unwrap_or_default(),
        forms: Forms {
            action: format!("/imports/{id}"),
            csrf: viewer.form_token(),
            version: import.version,
            open,
            refused,
        },
        rules: reading
            .as_ref()
            .map(|held| rules(visit, held))
            .unwrap_or_default(),
        shown: reading
            .as_ref()
            .map(|reading| shown(reading, visit.language)),
        record,
        saved: visit.asked("saved").is_some(),
        import,
    })
}

/// What the rules say of a document by itself.
fn rules(visit: &Visit, reading: &Reading) -> Vec<(String, String)> {
    let bytes = reading.document.to_string().into_bytes();
    let Ok((_, verdicts)) = archive::check(&bytes) else {
        return Vec::new();
    };
    let told = verdicts.iter().filter(|verdict| verdict.is_irregularity());
    told.map(|verdict| {
        let words = verdict.explanation.in_language(visit.language);
        (verdict.rule.code.to_owned(), words.to_owned())
    })
    .collect()
}

/// What a form asks for; nothing where it asks for nothing that there is.
fn asked(form: &Submitted) -> Option<Command> {
    let path = form.field("path").map(str::to_owned);
    Some(match (form.field("action")?, path) {
        ("correct", Some(path)) => Command::Correct {
            changes: vec![Change {
                path,
                value: form.field("value").map(|value| value.replace("\r\n", "\n")),
            }],
            confirmed: Vec::new(),
        },
        ("confirm", Some(path)) => Command::Correct {
            changes: Vec::new(),
            confirmed: vec![path],
        },
        ("store", _) => Command::Store {
            publish: form.field("publish").is_some(),
        },
        ("discard", _) => Command::Discard,
        _ => return None,
    })
}

/// What a form of the page asks for is done; the page after it begins at what is to be looked at next.
pub async fn act(
    http: HttpRequest,
    views: web::Data<Views>,
    form: Submitted,
    id: web::Path<String>,
) -> HttpResponse {
    let done = async {
        let import = ImportId::parse(&id).map_err(|_| AppError::NotFound { what: "import" })?;
        let command =
            asked(&form).ok_or_else(|| AppError::invalid("action", "there is none such"))?;
        let version = form
            .field("version")
            .and_then(|version| version.parse().ok());
        let request = Request {
            operator: Operator {
                actor: &form.viewer.actor,
                see: &form.viewer.see,
            },
            import,
            command,
            once: Once {
                expected_version: version,
                client_mutation_id: None,
            },
        };
        run(&request, &views.desk).await
    };
    let error = match done.await {
        Ok(answer) => return onward(&http, &views, &answer),
        Err(error) => error,
    };
    let viewer = std::sync::Arc::clone(&form.viewer);
    match error {
        AppError::Invalid { .. } | AppError::Stale { .. } => {
            let refused = |visit: &Visit| Refused {
                path: form.field("path").unwrap_or_default().to_owned(),
                value: form.field("value").unwrap_or_default().to_owned(),
                reason: match &error {
                    AppError::Stale { .. } => visit
                        .say(
                            "Någon annan har ändrat under tiden. Se efter och försök igen.",
                            "Somebody else changed it in the meantime. Look, and try again.",
                        )
                        .to_owned(),
                    error => error.to_string(),
                },
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answered_with(http, views, status, async |visit| {
                reviewing(visit, &viewer, &id, Some(refused(visit))).await
            })
            .await
        }
        error => {
            answered_with(http, views, StatusCode::OK, async |_| {
                Err::<ReviewPage, Trouble>(error.into())
            })
            .await
        }
    }
}

/// Leads on: to the first thing that nobody has settled, or to the top.
fn onward(http: &HttpRequest, views: &web::Data<Views>, answer: &Answer) -> HttpResponse {
    let visit = Visit::of(http, views);
    let next = answer.reading.as_ref().and_then(|reading| {
        let shown = shown(reading, visit.language);
        let mut open = shown
            .doubtful
            .iter()
            .chain(&shown.missing)
            .chain(&shown.contradictions);
        open.next().map(|row| format!("#{}", row.anchor))
    });
    let next = next.filter(|_| answer.import.outcome == Outcome::Read);
    let path = format!("/imports/{}?saved=yes", answer.import.id);
    let to = visit.frame(String::new(), None).href(&path);
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to + &next.unwrap_or_default()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}
