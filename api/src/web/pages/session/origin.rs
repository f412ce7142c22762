//! Whether what a browser sends comes from our own pages, and where it may be led afterwards.

use actix_web::HttpRequest;
use actix_web::http::header;
use reqwest::Url;

/// Longest address that is led back to, in bytes.
const LONGEST: usize = 2_048;

/// A host that is nobody's, to read addresses against.
const NOWHERE: &str = "http://paragraf.invalid";

/// Whether a request comes from a page of the same origin. Who does not say where from, does not: every browser says it
/// of what is posted.
pub fn is_same(http: &HttpRequest, public_url: Option<&str>) -> bool {
    let told = |name: &str| http.headers().get(name).and_then(|held| held.to_str().ok());
    let own = public_url.map_or_else(
        || {
            let asked = http.connection_info();
            format!("{}://{}", asked.scheme(), asked.host())
        },
        str::to_owned,
    );
    let own = Url::parse(&own).ok().map(|own| own.origin());
    let origin = told(header::ORIGIN.as_str());
    let fits = |origin: &str| {
        let origin = Url::parse(origin).ok().map(|origin| origin.origin());
        own.as_ref().is_some_and(|own| own.is_tuple()) && origin == own
    };
    match (told("sec-fetch-site"), origin) {
        // A page that keeps its address to itself has the origin `null`.
        (Some(site), None | Some("null")) => site == "same-origin",
        (Some(site), Some(origin)) => site == "same-origin" && fits(origin),
        (None, Some(origin)) => fits(origin),
        (None, None) => false,
    }
}

/// The address on this service that somebody is led to; `None` for what would lead elsewhere, or in a circle.
pub fn local(path: &str) -> Option<String> {
    let odd = |letter: char| letter.is_control() || letter == '\\';
    if path.len() > LONGEST || !path.starts_with('/') || path.contains(odd) {
        return None;
    }
    let base = Url::parse(NOWHERE).ok()?;
    let read = base.join(path).ok()?;
    let within = read.origin() == base.origin() && read.username().is_empty();
    let whole = read.as_str().strip_prefix(NOWHERE)?.to_owned();
    let first = read.path().trim_matches('/');
    let circle = first == "sign-in" || first.starts_with("sign-in/") || first == "sign-out";
    (within && !whole.starts_with("//") && !circle).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_an_address_of_our_own_is_led_to() {
        for (path, led) in [
            ("/", Some("/")),
            ("/a/b?c=d#e", Some("/a/b?c=d#e")),
            ("/sök", Some("/s%C3%B6k")),
            ("/a//b", Some("/a//b")),
            ("/search?text=//evil", Some("/search?text=//evil")),
            ("", None),
            ("a", None),
            ("//evil.example", None),
            ("/\\evil.example", None),
            ("\\\\evil.example", None),
            ("/a\\b", None),
            ("https://evil.example", None),
            ("https:evil.example", None),
            ("javascript:alert(1)", None),
            ("/a\r\nSet-Cookie: x=1", None),
            ("/\t/evil.example", None),
            ("/.//evil.example", None),
            ("/a/..//evil.example", None),
            ("/%09/evil.example", Some("/%09/evil.example")),
            ("/sign-in", None),
            ("/sign-in/0?returnTo=/", None),
            ("/sign-out", None),
        ] {
            assert_eq!(local(path).as_deref(), led, "{path:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn what_is_sent_must_come_from_our_own_pages() {
        let public = "https://protokoll.example";
        for (site, origin, same) in [
            (None, None, false),
            (None, Some(public), true),
            (None, Some("https://protokoll.example:443"), true),
            (None, Some("https://protokoll.example:8443"), false),
            (None, Some("http://protokoll.example"), false),
            (None, Some("https://evil.example"), false),
            (None, Some("null"), false),
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some("null"), true),
            (Some("same-origin"), Some(public), true),
            (Some("same-origin"), Some("https://evil.example"), false),
            (Some("same-site"), Some(public), false),
            (Some("cross-site"), None, false),
            (Some("none"), None, false),
        ] {
            let mut request = TestRequest::post().uri("/sign-out");
            if let Some(site) = site {
                request = request.insert_header(("sec-fetch-site", site));
            }
            if let Some(origin) = origin {
                request = request.insert_header((header::ORIGIN, origin));
            }
            let found = is_same(&request.to_http_request(), Some(public));
            assert_eq!(found, same, "{site:?} {origin:?}");
        }
    }
}
