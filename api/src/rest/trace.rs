//! `traceparent` (W3C Trace Context): taken over where a caller brings a sound one, begun where none does.

use actix_web::http::header::HeaderMap;
use application::ports::Ids;
use data_encoding::HEXLOWER;

/// The header.
pub const TRACEPARENT: &str = "traceparent";

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

/// The trace and the flags of a header; `None` where it is none that another service could have meant.
fn read(text: &str) -> Option<(&str, &str)> {
    let mut parts = text.split('-');
    let (version, id) = (parts.next()?, parts.next()?);
    let (parent, flags) = (parts.next()?, parts.next()?);
    let hex = |text: &str| text.len() == 2 && HEXLOWER.decode(text.as_bytes()).is_ok();
    // What a later version adds stands at the end.
    let sound = hex(version) && version != "ff" && hex(flags);
    let whole = version != "00" || parts.next().is_none();
    (sound && whole && is_hex(id, 32) && is_hex(parent, 16)).then_some((id, flags))
}

impl Trace {
    /// The trace of a request.
    pub fn of(headers: &HeaderMap, ids: &dyn Ids) -> Self {
        let told = headers.get(TRACEPARENT);
        let told = told.and_then(|value| value.to_str().ok()).and_then(read);
        let chance = ids.random();
        let (id, flags) = match told {
            Some((id, flags)) => (id.to_owned(), flags.to_owned()),
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
            assert_eq!(read(&text).map(|(id, _)| id), sound.then_some(ID), "{text}");
        }
    }
}
