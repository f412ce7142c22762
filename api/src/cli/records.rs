//! `load`, `check`.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::startup::open;
use crate::system::{SystemClock, SystemIds};
use application::archive::{self, Change, LoadMinutes, Loaded};
use application::error::AppError;
use clap::{Args, ValueEnum};
use domain::id::MeetingId;
use domain::meeting::Meeting;
use domain::name::Slug;
use domain::rule::{Outcome, Verdict};
use domain::text::Language;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Store minutes documents.
#[derive(Debug, Args)]
pub(super) struct Load {
    /// Minutes documents (paragraf/minutes@1).
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Whose record it is, where a file names nobody.
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// Do not publish.
    #[arg(long)]
    unpublished: bool,
    /// The meeting that the one file is a new revision of.
    #[arg(long, value_name = "ID")]
    replaces: Option<String>,
}

fn read(file: &Path) -> Result<Vec<u8>, std::io::Error> {
    let limit = u64::try_from(interchange::MAX_DOCUMENT).unwrap_or(u64::MAX);
    if std::fs::metadata(file)?.len() > limit {
        return Err(std::io::Error::other(format!("larger than {limit} bytes")));
    }
    std::fs::read(file)
}

impl Load {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let organisation = match self.organisation.as_deref().map(Slug::parse).transpose() {
            Ok(organisation) => organisation,
            Err(error) => return wrong(&format!("--organisation: {error}")),
        };
        let replaces = match self.replaces.as_deref().map(MeetingId::parse).transpose() {
            Ok(replaces) => replaces,
            Err(error) => return wrong(&format!("--replaces: {error}")),
        };
        if replaces.is_some() && self.files.len() != 1 {
            return wrong(&"--replaces goes with one file");
        }
        let store = match open(settings).await {
            Ok(store) => store,
            Err(error) => return wrong(&error),
        };
        let mut refused = 0_usize;
        for file in &self.files {
            let name = file.display();
            let bytes = match read(file) {
                Ok(bytes) => bytes,
                Err(error) => {
                    eprintln!("{name}: {error}");
                    refused += 1;
                    continue;
                }
            };
            let command = LoadMinutes {
                bytes: &bytes,
                organisation: organisation.as_ref(),
                publish: !self.unpublished,
                replaces,
                actor: "command-line",
            };
            match archive::load(command, &store, &SystemClock, &SystemIds).await {
                Ok(loaded) => {
                    println!("{name}: {}", done(&loaded));
                    for verdict in &loaded.irregularities {
                        println!("  {}", line(verdict));
                    }
                }
                Err(error @ AppError::Storage(_)) => return wrong(&error),
                Err(error) => {
                    eprintln!("{name}: {error}");
                    refused += 1;
                }
            }
        }
        if refused == 0 { Ended::Done } else { Ended::No }
    }
}

/// What loading a record changed, and where it stands.
pub(super) fn done(loaded: &Loaded) -> String {
    let change = match loaded.change {
        Change::Added => "added",
        Change::Revised => "revised",
        Change::Published => "published",
        Change::Nothing => "unchanged",
    };
    format!("{change} {} revision {}", loaded.meeting, loaded.revision)
}

/// A verdict on one line.
pub(super) fn line(verdict: &Verdict) -> String {
    format!(
        "{} {} {}",
        verdict.rule.id,
        verdict.rule.code,
        verdict.explanation.in_language(Language::Swedish)
    )
}

/// Every verdict on minutes documents.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Minutes documents (paragraf/minutes@1).
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How `check` prints.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One line of JSON a file.
    Json,
}

impl Check {
    pub(super) fn run(self) -> Ended {
        let mut malformed = 0_usize;
        for file in &self.files {
            let name = file.display().to_string();
            let checked = match read(file) {
                Ok(bytes) => archive::check(&bytes).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match checked {
                Ok((meeting, verdicts)) => match self.format {
                    Format::Json => println!("{}", answer(&name, &meeting, &verdicts)),
                    Format::Text => print(&name, &meeting, &verdicts),
                },
                Err(error) => {
                    eprintln!("{name}: {error}");
                    malformed += 1;
                }
            }
        }
        if malformed == 0 {
            Ended::Done
        } else {
            Ended::No
        }
    }
}

fn label(meeting: &Meeting, verdict: &Verdict) -> Option<String> {
    verdict
        .paragraph
        .and_then(|id| meeting.find(id))
        .and_then(|placed| meeting.label(placed))
}

fn print(name: &str, meeting: &Meeting, verdicts: &[Verdict]) {
    println!("{name}");
    for verdict in verdicts {
        let outcome = match verdict.outcome {
            Outcome::Met => "met",
            Outcome::NotMet => "NOT MET",
            Outcome::Conditional => "conditional",
            Outcome::Unknown => "unknown",
        };
        let mark = if verdict.is_irregularity() { '!' } else { ' ' };
        let place = label(meeting, verdict)
            .map(|label| format!(" {label}"))
            .unwrap_or_default();
        println!("{mark} {outcome:<11} {}{place}", line(verdict));
        for basis in verdict.rule.basis {
            println!(
                "                {} {}",
                basis.act.title().in_language(Language::Swedish),
                basis.section
            );
        }
    }
}

fn answer(name: &str, meeting: &Meeting, verdicts: &[Verdict]) -> Value {
    let shape = |verdict: &Verdict| shape(meeting, verdict);
    json!({
        "file": name,
        "verdicts": verdicts.iter().map(shape).collect::<Vec<_>>(),
        "irregularities": verdicts.iter().filter(|verdict| verdict.is_irregularity()).map(shape).collect::<Vec<_>>(),
    })
}

/// A verdict in the shape that GraphQL gives it.
fn shape(meeting: &Meeting, verdict: &Verdict) -> Value {
    use crate::graphql::codes;
    use async_graphql::resolver_utils::EnumType;
    fn code<T: EnumType>(value: T) -> Value {
        let item = T::items().iter().find(|item| item.value == value);
        item.map_or(Value::Null, |item| Value::from(item.name))
    }
    let basis: Vec<_> = verdict
        .rule
        .basis
        .iter()
        .map(|basis| {
            json!({
                "act": basis.act.title().sv,
                "section": basis.section,
                "text": basis.settles.sv,
                "url": basis.act.url(),
            })
        })
        .collect();
    let figures: Vec<_> = verdict
        .figures
        .iter()
        .map(|f| json!({"name": f.name, "value": f.value}))
        .collect();
    let paragraph = verdict.paragraph.and_then(|id| meeting.find(id)).map(|placed| {
        json!({"label": meeting.label(placed), "number": placed.item.number, "title": placed.item.title})
    });
    json!({
        "ruleId": verdict.rule.id,
        "code": verdict.rule.code,
        "outcome": code(codes::Outcome::from(verdict.outcome)),
        "severity": code(codes::Severity::from(verdict.severity)),
        "certainty": code(codes::Certainty::from(verdict.certainty)),
        "explanation": verdict.explanation.sv,
        "figures": figures,
        "margin": verdict.margin,
        "condition": verdict.condition.as_ref().map(|condition| &condition.sv),
        "basis": basis,
        "paragraph": paragraph,
        "date": verdict.date.map(|date| date.to_string()),
    })
}
