//! How documents and resources are given: in which format and language, who may keep a copy, and 304 where nothing
//! changed.

use super::problem::Fault;
use crate::context::Sight;
use crate::fresh;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::{AppError, StorageError};
use application::journal::sha256;
use chrono::NaiveDateTime;
use documents::Document;
use domain::text::Language;

/// A format in which a document is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page.
    Html,
    /// PDF/A-2a with PDF/UA-1.
    Pdf,
    /// Plain text.
    Text,
    /// Akoma Ntoso 3.0.
    AkomaNtoso,
    /// `paragraf/minutes@1`.
    Data,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Html,
        Self::Pdf,
        Self::Text,
        Self::AkomaNtoso,
        Self::Data,
    ];

    /// What an address ends with.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Text => "txt",
            Self::AkomaNtoso => "xml",
            Self::Data => "json",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
            Self::AkomaNtoso => "application/xml",
            Self::Data => "application/json",
        }
    }

    /// What it is called in a list of formats.
    pub const fn called(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Pdf => "PDF",
            Self::Text => "Text",
            Self::AkomaNtoso => "Akoma Ntoso",
            Self::Data => "JSON",
        }
    }

    /// The format of an address.
    pub fn of(ending: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.ending() == ending)
    }
}

/// The language that an address chooses, else that of the request.
///
/// # Errors
/// `INVALID_VALUE` for one that there are no words in.
pub fn chosen_language(asked: Option<&str>, sight: &Sight) -> Result<Language, AppError> {
    match asked {
        None => Ok(sight.language),
        Some("sv") => Ok(Language::Swedish),
        Some("en") => Ok(Language::English),
        Some(_) => Err(AppError::invalid("language", "expected sv or en")),
    }
}

/// Somebody to whom something is given.
#[derive(Debug, Clone, Copy)]
pub struct Giving {
    caching: &'static str,
    language: Language,
}

impl Giving {
    /// What is given to a viewer in a language.
    pub fn to(sight: &Sight, language: Language) -> Self {
        Self {
            caching: fresh::caching(sight),
            language,
        }
    }

    /// A document in a format, or 304 where the asker has it already. `created` (UTC) is the time that a PDF tells.
    ///
    /// # Errors
    /// `NOT_FOUND` for a format that documents are not given in; a fault of ours where the pages cannot be set.
    pub async fn document(
        &self,
        http: &HttpRequest,
        document: Document,
        format: Format,
        created: NaiveDateTime,
        name: String,
    ) -> Result<HttpResponse, Fault> {
        let body = match format {
            Format::Html => document.to_html(),
            Format::Text => document.to_text(),
            Format::AkomaNtoso => document.to_akoma_ntoso(created.date()),
            Format::Data => return Err(AppError::NotFound { what: "format" }.into()),
            Format::Pdf => {
                // The same tree gives the same pages: whoever has them need not wait for the page setter.
                let tag = tag(&document.to_html(), format);
                if fresh::has(http, &tag) {
                    return Ok(self.not_modified(&tag));
                }
                let pages = web::block(move || document.to_pdf(created)).await;
                let pages = pages.map_err(|error| error.to_string());
                let pages = pages.and_then(|pages| pages.map_err(|error| error.to_string()));
                let pages = pages.map_err(|reason| {
                    tracing::error!(%reason, "a document could not be set");
                    StorageError::Corrupt {
                        what: "document",
                        reason,
                    }
                })?;
                return Ok(self.answer(&tag, format, Some(&name)).body(pages));
            }
        };
        Ok(self.fresh(http, body, format, Some(name)))
    }

    fn not_modified(&self, tag: &str) -> HttpResponse {
        HttpResponse::NotModified()
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, self.caching))
            .insert_header((header::VARY, "Authorization, Accept-Language"))
            .finish()
    }

    fn answer(
        &self,
        tag: &str,
        format: Format,
        name: Option<&str>,
    ) -> actix_web::HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        let language = match self.language {
            Language::Swedish => "sv",
            Language::English => "en",
        };
        response
            .insert_header((header::CONTENT_TYPE, format.media_type()))
            .insert_header((header::CONTENT_LANGUAGE, language))
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, self.caching))
            .insert_header((header::VARY, "Authorization, Accept-Language"))
            .insert_header((
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ));
        if let Some(name) = name {
            let value = format!("inline; filename=\"{name}\"");
            response.insert_header((header::CONTENT_DISPOSITION, value));
        }
        response
    }

    /// A text, or 304 where the asker has it already.
    pub fn fresh(
        &self,
        http: &HttpRequest,
        body: String,
        format: Format,
        name: Option<String>,
    ) -> HttpResponse {
        let tag = tag(&body, format);
        if fresh::has(http, &tag) {
            return self.not_modified(&tag);
        }
        self.answer(&tag, format, name.as_deref()).body(body)
    }
}

fn tag(content: &str, format: Format) -> String {
    let digest = sha256(&format!("{} {content}", format.ending()));
    format!("\"{digest}\"")
}
