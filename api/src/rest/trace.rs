//! `traceparent` (W3C Trace Context): taken over where a caller brings a sound one, begun where none does.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderMap;
use application::ports::Ids;
use data_encoding::HEXLOWER;
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use std::str::FromStr;

/// The header.
pub const TRACEPARENT: &str = "traceparent";
/// What other services on the way keep beside it.
const TRACESTATE: &str = "tracestate";
/// The longest of it that is taken over.
const LONGEST_STATE: usize = 512;

/// The trace that a request belongs to, and this service's place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    id: String,
    span: String,
    flags: String,
}

/// Whether a text is so many hexadecimal digits in lower case, not all of them 0.
fn is_hex(text: &str, length: usize) -> bool {
    let digits = text.bytes();
    text.len() == length
        && digits
            .clone()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        && digits.into_iter().any(|digit| digit != b'0')
}

/// A header, read.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    id: &'a str,
    parent: &'a str,
    flags: &'a str,
}

/// What a header tells; `None` where it is none that another service could have meant.
fn read(text: &str) -> Option<Told<'_>> {
    let mut parts = text.split('-');
    let (version, id) = (parts.next()?, parts.next()?);
    let (parent, flags) = (parts.next()?, parts.next()?);
    let hex = |text: &str| text.len() == 2 && HEXLOWER.decode(text.as_bytes()).is_ok();
    // What a later version adds stands at the end.
    let sound = hex(version) && version != "ff" && hex(flags);
    let whole = version != "00" || parts.next().is_none();
    (sound && whole && is_hex(id, 32) && is_hex(parent, 16)).then_some(Told { id, parent, flags })
}

fn header(headers: &HeaderMap) -> Option<Told<'_>> {
    let told = headers.get(TRACEPARENT)?;
    told.to_str().ok().and_then(read)
}

impl Trace {
    /// Where the caller stands in its trace.
    pub fn caller(headers: &HeaderMap) -> Option<SpanContext> {
        let told = header(headers)?;
        let flags = u8::from_str_radix(told.flags, 16).ok()?;
        let state = headers
            .get(TRACESTATE)
            .and_then(|value| value.to_str().ok());
        let state = state.filter(|state| state.len() <= LONGEST_STATE);
        Some(SpanContext::new(
            TraceId::from_hex(told.id).ok()?,
            SpanId::from_hex(told.parent).ok()?,
            TraceFlags::new(flags) & TraceFlags::SAMPLED,
            true,
            state
                .and_then(|state| TraceState::from_str(state).ok())
                .unwrap_or_default(),
        ))
    }

    /// The trace of a request that has its span.
    pub fn at(place: &SpanContext) -> Self {
        Self {
            id: place.trace_id().to_string(),
            span: place.span_id().to_string(),
            flags: if place.is_sampled() { "01" } else { "00" }.to_owned(),
        }
    }

    /// The trace that a request was given when it came.
    pub fn held(request: &ServiceRequest, ids: &dyn Ids) -> Self {
        let held = request.extensions().get::<Self>().cloned();
        held.unwrap_or_else(|| Self::of(request.headers(), ids))
    }

    /// The trace of a request that has no span.
    pub fn of(headers: &HeaderMap, ids: &dyn Ids) -> Self {
        let told = header(headers);
        let chance = ids.random();
        let (id, flags) = match told {
            Some(told) => (told.id.to_owned(), told.flags.to_owned()),
            None => (HEXLOWER.encode(&ids.random()), "00".to_owned()),
        };
        Self {
            id,
            span: HEXLOWER.encode(&chance[..8]),
            flags,
        }
    }

    /// Its id, 32 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The header that answers.
    pub fn header(&self) -> String {
        format!("00-{}-{}-{}", self.id, self.span, self.flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_sound_trace_is_taken_over_and_another_is_not() {
        let parent = "00f067aa0ba902b7";
        for (text, sound) in [
            (format!("00-{ID}-{parent}-01"), true),
            (format!("cc-{ID}-{parent}-01-what-comes-later"), true),
            (format!("00-{ID}-{parent}-01-more"), false),
            (format!("ff-{ID}-{parent}-01"), false),
            (format!("00-{ID}-0000000000000000-01"), false),
            (format!("00-{}-{parent}-01", "0".repeat(32)), false),
            (format!("00-{}-{parent}-01", ID.to_uppercase()), false),
            (format!("00-{ID}-{parent}"), false),
            (String::new(), false),
        ] {
            assert_eq!(
                read(&text).map(|told| told.id),
                sound.then_some(ID),
                "{text}"
            );
        }
    }

    #[test]
    fn a_caller_says_what_is_sampled_and_what_others_keep() {
        let parent = format!("00-{ID}-00f067aa0ba902b7");
        let long = format!("other={}", "1".repeat(LONGEST_STATE));
        for (flags, state, sampled, kept) in [
            ("01", "other=1", true, "other=1"),
            ("03", "", true, ""),
            ("00", "other=1,more=2", false, "other=1,more=2"),
            ("01", "no state", true, ""),
            ("01", &long, true, ""),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [
                (TRACEPARENT, format!("{parent}-{flags}")),
                (TRACESTATE, state.to_owned()),
            ] {
                let value = HeaderValue::from_str(&value).expect("a header");
                headers.insert(HeaderName::from_static(name), value);
            }
            let caller = Trace::caller(&headers).expect("a caller");
            assert_eq!(
                (caller.is_sampled(), caller.trace_state().header()),
                (sampled, kept.to_owned())
            );
            assert_eq!(
                Trace::at(&caller).header(),
                format!("{parent}-0{}", u8::from(sampled))
            );
        }
        assert!(Trace::caller(&HeaderMap::new()).is_none());
    }
}
