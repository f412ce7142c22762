//! A file as it is given: streamed, whole or in part, and so that a browser does no more with it than it should.

use super::{Attachments, found, missing, records};
use crate::context::{Asker, language};
use crate::fresh;
use crate::graphql::viewing::Seen;
use crate::rest::problem::Fault;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding, Header, HeaderValue, Range};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use application::error::{AppError, FileFault, StorageError};
use application::ports::ReadFile;
use domain::attachment::{FileName, MediaType, Standing, StoredFile};
use futures_util::stream;

/// `GET /attachments/{id}/content`.
pub(super) async fn give(
    http: HttpRequest,
    served: Data<Attachments>,
    id: Path<String>,
) -> HttpResponse {
    let answer = async {
        let Asker { sight, .. } = served.views.asker(&http).await?;
        let held = found(&served, &id, &sight).await?;
        if !matches!(held.attachment.standing, Standing::Held { .. }) {
            return Err(missing("attachment").into());
        }
        let file = &held.attachment.file;
        let tag = format!("\"{}\"", file.digest.as_str());
        let caching = fresh::caching(&sight);
        if fresh::has(&http, &tag) {
            return Ok(HttpResponse::NotModified()
                .insert_header((header::ETAG, tag))
                .insert_header((header::CACHE_CONTROL, caching))
                .insert_header((header::VARY, "Authorization"))
                .finish());
        }
        let part = match part(&http, &tag, file.size) {
            Part::Whole => None,
            Part::Of(first, last) => Some((first, last)),
            Part::Nothing => return Ok(out_of_range(&http, file.size)),
        };
        let seen = records(&served.views, &[&held], &sight).await?;
        let shown = shown(file, seen.get(&held.attachment.meeting));
        let (first, last) = part.unwrap_or((0, file.size.saturating_sub(1)));
        let mut response = HttpResponse::build(match part {
            Some(_) => StatusCode::PARTIAL_CONTENT,
            None => StatusCode::OK,
        });
        if part.is_some() {
            let range = format!("bytes {first}-{last}/{}", file.size);
            response.insert_header((header::CONTENT_RANGE, range));
        }
        response
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, caching))
            .insert_header((header::VARY, "Authorization"))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header((header::CONTENT_TYPE, media(file.media)))
            // Compressed on its way, a part would be another part.
            .insert_header(ContentEncoding::Identity)
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, policy(file.media)))
            .insert_header((
                header::CONTENT_DISPOSITION,
                disposition(&shown, file.media)?,
            ));
        let range = first..last.saturating_add(1);
        let length = range.end - range.start;
        if http.method() == Method::HEAD {
            let nothing = stream::empty::<Result<Bytes, StorageError>>();
            return Ok(response.body(SizedStream::new(length, Box::pin(nothing))));
        }
        let reading = served.files.open(held.attachment.id, range).await?;
        let reading = reading.ok_or_else(|| StorageError::Corrupt {
            what: "file",
            reason: format!("{} is missing; verify tells which are", held.attachment.id),
        })?;
        Ok(response.body(SizedStream::new(length, Box::pin(parts(reading)))))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

/// The bytes of a file; one that breaks off ends the connection, so that nobody takes a part for the whole.
fn parts(
    reading: Box<dyn ReadFile>,
) -> impl futures_util::Stream<Item = Result<Bytes, StorageError>> {
    stream::unfold(Some(reading), async |reading| {
        let mut reading = reading?;
        match reading.next().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(reading))),
            Ok(None) => None,
            Err(cause) => {
                tracing::error!(%cause, "a file broke off");
                Some((Err(cause), None))
            }
        }
    })
}

/// What part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// From a byte to a byte, both included.
    Of(u64, u64),
    /// One that it does not have.
    Nothing,
}

/// Several parts at once, other units and what cannot be read are passed over, as RFC 9110 permits: the whole is given.
fn part(http: &HttpRequest, tag: &str, size: u64) -> Part {
    if http.method() != Method::GET || !http.headers().contains_key(header::RANGE) {
        return Part::Whole;
    }
    // Who has a part of another file gets all of this one.
    let same = |held: &HeaderValue| held.to_str().is_ok_and(|held| held.trim() == tag);
    if !http.headers().get(header::IF_RANGE).is_none_or(same) {
        return Part::Whole;
    }
    match Range::parse(http) {
        Ok(Range::Bytes(asked)) if asked.len() == 1 => asked
            .first()
            .and_then(|asked| asked.to_satisfiable_range(size))
            .map_or(Part::Nothing, |(first, last)| Part::Of(first, last)),
        _ => Part::Whole,
    }
}

fn out_of_range(http: &HttpRequest, size: u64) -> HttpResponse {
    let fault = Fault::App(AppError::File {
        fault: FileFault::Range,
        field: "Range",
        reason: format!("the file has {size} bytes"),
    });
    let mut answer = fault.answer(http, language(http));
    if let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}")) {
        answer.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    answer
}

const fn media(media: MediaType) -> &'static str {
    match media {
        MediaType::Text => "text/plain; charset=utf-8",
        MediaType::Csv => "text/csv; charset=utf-8",
        other => other.as_str(),
    }
}

/// What a browser may do with it: nothing but show it. A viewer of PDF does not start in a sandbox.
const fn policy(media: MediaType) -> &'static str {
    match media {
        MediaType::Pdf => "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        _ => "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
}

/// The name as the viewer may know it: without the names that the record hides.
fn shown(file: &StoredFile, seen: Option<&Seen>) -> FileName {
    let masked = seen.map(|seen| FileName::parse(&seen.mask.text(file.name.as_str())));
    match masked {
        Some(Ok(name)) => name,
        // One that is too long with what stands for a hidden name is not told at all.
        _ => FileName::bare(file.media),
    }
}

/// Shown in place or saved, under its name: in ASCII for old readers, and as RFC 8187 has it.
fn disposition(name: &FileName, media: MediaType) -> Result<HeaderValue, StorageError> {
    let kind = if media.is_shown() {
        "inline"
    } else {
        "attachment"
    };
    let (plain, extended) = (ascii(name), percent(name));
    HeaderValue::from_str(&format!(
        "{kind}; filename=\"{plain}\"; filename*=UTF-8''{extended}"
    ))
    .map_err(|error| StorageError::Corrupt {
        what: "file name",
        reason: error.to_string(),
    })
}

/// The name with everything replaced that is not plain.
fn ascii(name: &FileName) -> String {
    let plain = |letter: char| match letter {
        'å' | 'ä' => 'a',
        'Å' | 'Ä' => 'A',
        'ö' => 'o',
        'Ö' => 'O',
        'é' => 'e',
        'É' => 'E',
        letter if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) => letter,
        _ => '_',
    };
    name.as_str().chars().map(plain).collect()
}

/// The name as `attr-char` and percent-encoded bytes (RFC 8187).
fn percent(name: &FileName) -> String {
    let mut text = String::new();
    for byte in name.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn named(name: &str) -> FileName {
        FileName::parse(name).expect("a name")
    }

    #[test]
    fn a_name_stands_in_the_header_twice_and_never_breaks_it() {
        let held = |name: &str, media: MediaType| {
            let value = disposition(&named(name), media).expect("a header");
            value.to_str().expect("ASCII").to_owned()
        };
        assert_eq!(
            held("Årsredovisning 2025 (slutlig).pdf", MediaType::Pdf),
            "inline; filename=\"Arsredovisning 2025 (slutlig).pdf\"; \
             filename*=UTF-8''%C3%85rsredovisning%202025%20%28slutlig%29.pdf"
        );
        assert_eq!(
            held("a;b=c'd%0D%0Ae😀.docx", MediaType::Docx),
            "attachment; filename=\"a_b_c_d_0D_0Ae_.docx\"; \
             filename*=UTF-8''a%3Bb%3Dc%27d%250D%250Ae%F0%9F%98%80.docx"
        );
    }

    #[test]
    fn only_what_shows_itself_is_shown_in_place() {
        for media in MediaType::ALL {
            let name = format!("fil.{}", media.endings()[0]);
            let value = disposition(&named(&name), media).expect("a header");
            let inline = value.to_str().expect("ASCII").starts_with("inline");
            let shown = ["application/pdf", "image/png", "image/jpeg", "text/plain"];
            assert_eq!(inline, shown.contains(&media.as_str()), "{media:?}");
            assert!(policy(media).contains("default-src 'none'"), "{media:?}");
        }
    }

    #[test]
    fn one_range_is_a_part_and_what_cannot_be_read_is_the_whole() {
        for (range, expected) in [
            ("bytes=0-3", Part::Of(0, 3)),
            ("bytes=8-", Part::Of(8, 9)),
            ("bytes=-4", Part::Of(6, 9)),
            ("bytes=-40", Part::Of(0, 9)),
            ("bytes=3-400", Part::Of(3, 9)),
            ("bytes=9-9", Part::Of(9, 9)),
            ("bytes=10-", Part::Nothing),
            ("bytes=5-3", Part::Whole),
            ("bytes=-0", Part::Nothing),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
        ] {
            let http = TestRequest::get()
                .insert_header((header::RANGE, range))
                .to_http_request();
            assert_eq!(part(&http, "\"t\"", 10), expected, "{range}");
        }
        for (tag, expected) in [
            ("\"t\"", Part::Of(0, 3)),
            ("\"u\"", Part::Whole),
            ("W/\"t\"", Part::Whole),
        ] {
            let http = TestRequest::get()
                .insert_header((header::RANGE, "bytes=0-3"))
                .insert_header((header::IF_RANGE, tag))
                .to_http_request();
            assert_eq!(part(&http, "\"t\"", 10), expected, "{tag}");
        }
    }
}
