//! Which media type a client sends and which it wants.

use actix_web::http::header::{self, HeaderMap};

/// The media types of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaType {
    /// What clients of any age understand.
    Json,
    /// The media type of GraphQL over HTTP.
    GraphqlResponse,
}

impl MediaType {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// The media type that the client likes best, `application/json` if it does not
/// say; `None` if it wants neither.
pub(super) fn accepted(headers: &HeaderMap) -> Option<MediaType> {
    let mut asked = false;
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        asked = true;
        let value = value.to_str().ok()?;
        ranges.extend(value.split(',').filter_map(range));
    }
    if !asked {
        return Some(MediaType::Json);
    }
    let json = quality(&ranges, "application/json");
    let graphql = quality(&ranges, "application/graphql-response+json");
    // A wildcard says nothing about GraphQL, so that it means JSON; a client
    // that names both as equals has named the newer one on purpose.
    match (json, graphql) {
        (None, None) => None,
        (Some(_), None) => Some(MediaType::Json),
        (None, Some(_)) => Some(MediaType::GraphqlResponse),
        (Some(json), Some(graphql)) => {
            let newer = graphql.exact
                && (graphql.thousandths, graphql.exact) >= (json.thousandths, json.exact);
            Some(if newer {
                MediaType::GraphqlResponse
            } else {
                MediaType::Json
            })
        }
    }
}

/// Whether the body is `application/json` in UTF-8 and not compressed: a
/// compressed one could be far larger than its cap.
pub(super) fn is_plain_json(headers: &HeaderMap) -> bool {
    let encoded = headers
        .get_all(header::CONTENT_ENCODING)
        .any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let mut types = headers.get_all(header::CONTENT_TYPE);
    let (Some(value), None) = (types.next(), types.next()) else {
        return false;
    };
    let Ok(value) = value.to_str() else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    !encoded
        && parts
            .next()
            .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.all(is_utf8_or_no_charset)
}

struct Range<'a> {
    essence: &'a str,
    thousandths: u16,
}

struct Quality {
    thousandths: u16,
    exact: bool,
}

fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().filter(|essence| !essence.is_empty())?;
    let mut thousandths = 1_000;
    for parameter in parts {
        match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("q") => {
                let weight: f32 = value
                    .trim()
                    .parse()
                    .ok()
                    .filter(|weight| (0.0..=1.0).contains(weight))?;
                // In range by the filter above.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let rounded = (weight * 1_000.0).round() as u16;
                thousandths = rounded;
            }
            _ if !is_utf8_or_no_charset(parameter) => return None,
            _ => {}
        }
    }
    Some(Range {
        essence,
        thousandths,
    })
}

/// The weight that the most specific range gives the type; `None` for zero.
fn quality(ranges: &[Range<'_>], essence: &str) -> Option<Quality> {
    let named = |name: &str| {
        ranges
            .iter()
            .filter(|range| range.essence.eq_ignore_ascii_case(name))
            .map(|range| range.thousandths)
            .max()
    };
    let exact = named(essence);
    let thousandths = exact
        .or_else(|| named("application/*"))
        .or_else(|| named("*/*"))?;
    (thousandths > 0).then_some(Quality {
        thousandths,
        exact: exact.is_some(),
    })
}

fn is_utf8_or_no_charset(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    }
}
