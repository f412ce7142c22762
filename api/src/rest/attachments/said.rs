//! What a request says of the file that it brings: in its address, and in its headers.

use actix_web::HttpRequest;
use actix_web::http::header::{self, ContentDisposition, HeaderName};
use application::attachments::NewFile;
use application::error::{AppError, FileFault};
use application::once::Once;
use application::visibility::impersonal;
use domain::Date;
use domain::attachment::{FileName, Keep, MediaType};
use domain::id::{MeetingId, ParagraphId};
use serde::Deserialize;

/// Longest title, in characters.
const LONGEST_TITLE: usize = 500;
/// What makes an upload safe to repeat.
const KEY: &str = "Idempotency-Key";
/// Where the file's name stands.
const NAME: &str = "Content-Disposition";
/// Where its type stands.
const TYPE: &str = "Content-Type";

/// What may be said beside the file, as parameters of the address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Asked {
    /// The § or item.
    paragraph: Option<String>,
    /// Which of the printed appendices.
    appendix: Option<String>,
    /// What it is called.
    title: Option<String>,
    /// `PRESERVE`, `ACCOUNTING` or `UNTIL`.
    retention: Option<String>,
    /// For accounting information.
    financial_year: Option<i32>,
    /// For `UNTIL`.
    keep_until: Option<Date>,
}

/// What is said of a file.
pub(super) struct Said {
    /// The file.
    pub(super) file: NewFile,
    /// What makes it safe to repeat.
    pub(super) once: Once,
}

/// Reads what a request says of its file.
pub(super) fn read(
    http: &HttpRequest,
    asked: &Asked,
    meeting: MeetingId,
) -> Result<Said, AppError> {
    let media = media(http)?;
    let name = name(http)?
        .of_type(media)
        .map_err(|error| AppError::invalid(NAME, format!("filename: {error}")))?;
    let paragraph = asked.paragraph.as_deref().map(ParagraphId::parse);
    let paragraph = paragraph
        .transpose()
        .map_err(|error| AppError::invalid("paragraph", error.to_string()))?;
    Ok(Said {
        file: NewFile {
            meeting,
            paragraph,
            appendix: line("appendix", asked.appendix.as_deref())?,
            title: line("title", asked.title.as_deref())?,
            name,
            media,
            keep: keep(
                asked.retention.as_deref(),
                asked.financial_year,
                asked.keep_until,
            )?,
        },
        once: Once {
            expected_version: None,
            client_mutation_id: key(http)?,
        },
    })
}

/// The type that the file is said to have.
fn media(http: &HttpRequest) -> Result<MediaType, AppError> {
    let stated = http.headers().get(header::CONTENT_TYPE);
    let stated = stated
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    MediaType::parse(stated).ok_or_else(|| {
        let all = MediaType::ALL.map(MediaType::as_str);
        AppError::File {
            fault: FileFault::TypeNotAllowed,
            field: TYPE,
            reason: format!("must be one of {}", all.join(", ")),
        }
    })
}

/// The name that the file is given; `filename*` goes before `filename`.
pub(crate) fn name(http: &HttpRequest) -> Result<FileName, AppError> {
    let wrong = |reason: String| AppError::invalid(NAME, reason);
    let stated = http.headers().get(header::CONTENT_DISPOSITION);
    let stated = stated.ok_or_else(|| wrong("must give a filename".to_owned()))?;
    let stated =
        ContentDisposition::from_raw(stated).map_err(|_| wrong("cannot be read".to_owned()))?;
    let plain = stated.get_filename().map(str::to_owned);
    let name = match stated.get_filename_ext() {
        Some(extended) => Some(
            String::from_utf8(extended.value.clone())
                .map_err(|_| wrong("filename*: must be UTF-8".to_owned()))?,
        ),
        None => plain,
    };
    let name = name.ok_or_else(|| wrong("must give a filename".to_owned()))?;
    impersonal(NAME, &name)?;
    FileName::parse(&name).map_err(|error| wrong(format!("filename: {error}")))
}

/// The request's own name, which makes it safe to repeat.
pub(crate) fn key(http: &HttpRequest) -> Result<Option<String>, AppError> {
    let Some(stated) = http
        .headers()
        .get(HeaderName::from_static("idempotency-key"))
    else {
        return Ok(None);
    };
    let stated = stated.to_str().unwrap_or_default().trim();
    // As a structured field it stands in quotes; many leave them out.
    let bare = stated
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(stated);
    if (1..=200).contains(&bare.chars().count()) {
        Ok(Some(bare.to_owned()))
    } else {
        Err(AppError::invalid(KEY, "must have 1 to 200 characters"))
    }
}

/// A line that may be left out, though not blank.
pub(crate) fn line(field: &str, text: Option<&str>) -> Result<Option<String>, AppError> {
    let Some(text) = text.map(str::trim) else {
        return Ok(None);
    };
    let fits = (1..=LONGEST_TITLE).contains(&text.chars().count());
    if !fits || text.chars().any(char::is_control) {
        let reason = format!("must be one line of 1 to {LONGEST_TITLE} characters");
        return Err(AppError::invalid(field, reason));
    }
    impersonal(field, text)?;
    Ok(Some(text.to_owned()))
}

/// Years that a financial year may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// How long a file is kept; for good where nothing is said.
pub(crate) fn keep(
    kind: Option<&str>,
    year: Option<i32>,
    until: Option<Date>,
) -> Result<Keep, AppError> {
    match (kind, year, until) {
        (None | Some("PRESERVE"), None, None) => Ok(Keep::ForGood),
        (Some("ACCOUNTING"), Some(financial_year), None) if YEARS.contains(&financial_year) => {
            Ok(Keep::Accounting { financial_year })
        }
        (Some("ACCOUNTING"), _, None) => Err(AppError::invalid(
            "financialYear",
            "say which year the accounting information is of",
        )),
        (Some("UNTIL"), None, Some(day)) => Ok(Keep::Until(day)),
        (Some("UNTIL"), None, None) => Err(AppError::invalid("keepUntil", "say up to which day")),
        _ => Err(AppError::invalid(
            "retention",
            "give PRESERVE, ACCOUNTING with financialYear, or UNTIL with keepUntil",
        )),
    }
}
