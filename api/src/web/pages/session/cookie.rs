//! Cookies: their names, how they are read, and how they are set.

use actix_web::HttpRequest;
use actix_web::http::header;
use std::time::Duration;

/// A cookie of this service: of this host alone, out of reach of scripts, and not sent along by other sites except where
/// somebody follows a link.
#[derive(Debug, Clone)]
pub struct Cookie {
    name: &'static str,
    secure: bool,
}

impl Cookie {
    /// That of sessions.
    pub const fn of_sessions(secure: bool) -> Self {
        let name = match secure {
            true => "__Host-paragraf",
            false => "paragraf",
        };
        Self { name, secure }
    }

    /// The value that a request has; `None` where it has none, or two that differ.
    pub fn of(&self, http: &HttpRequest) -> Option<String> {
        let headers = http.headers().get_all(header::COOKIE);
        let texts = headers.filter_map(|held| held.to_str().ok());
        let pairs = texts.flat_map(|text| text.split(';'));
        let mut values = pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name)
            .map(|(_, value)| value);
        let first = values.next()?;
        values.all(|other| other == first).then(|| first.to_owned())
    }

    /// What sets it: as long as the browser is open, or for so long.
    pub fn kept(&self, value: &str, age: Option<Duration>) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let age = age.map_or_else(String::new, |age| format!("; Max-Age={}", age.as_secs()));
        let name = self.name;
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }

    /// What takes it away.
    pub fn gone(&self) -> String {
        self.kept("", Some(Duration::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_cookie_is_read_whole_or_not_at_all() {
        let cookie = Cookie::of_sessions(false);
        for (header, value) in [
            ("paragraf=a", Some("a")),
            ("x=1; paragraf=a; y", Some("a")),
            ("paragraf=a; paragraf=a", Some("a")),
            ("paragraf=a; paragraf=b", None),
            ("__Host-paragraf=a", None),
            ("Paragraf=a", None),
            ("paragraf", None),
        ] {
            let request = TestRequest::default().insert_header((header::COOKIE, header));
            let found = cookie.of(&request.to_http_request());
            assert_eq!(found.as_deref(), value, "{header}");
        }
    }

    #[test]
    fn over_tls_it_is_of_the_host_alone() {
        assert_eq!(
            Cookie::of_sessions(true).kept("a", None),
            "__Host-paragraf=a; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            Cookie::of_sessions(false).gone(),
            "paragraf=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
