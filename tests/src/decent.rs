//! What no answer may hold (M2, M3), looked at where tests get their answers: an error is short and says nothing of how
//! the service is made, and nobody outside is told a personal number.

use serde_json::Value;

/// Most bytes of an error: of a problem, and of the message of each error of GraphQL.
pub const ERROR: usize = 1024;
/// Most bytes of an error of GraphQL with its extensions: a refusal tells its rule with figures and law.
pub const REFUSAL: usize = 4 * 1024;
/// As much of an answer is looked at for personal numbers.
const LOOKED_AT: usize = 256 * 1024;

/// What tells of the inside of a service: where it stopped, what it asks of its database, where its files are, what it is
/// made of.
const INSIDE: &[(&str, &[&str])] = &[
    (
        "stack",
        &[
            "panicked at",
            "stack backtrace",
            ".rs:",
            "RUST_BACKTRACE",
            "::{{closure}}",
        ],
    ),
    (
        "SQL",
        &[
            "SELECT ",
            "INSERT INTO",
            "UPDATE \"",
            "DELETE FROM",
            "SQLSTATE",
            "no such table",
            "no such column",
            "constraint failed",
            "violates",
            "relation \"",
            "(code: ",
        ],
    ),
    (
        "path",
        &[
            "/home/",
            "/tmp/",
            "/usr/",
            "/var/",
            "/etc/",
            ".cargo/",
            "target/debug",
            "sqlite:",
            "postgres:",
        ],
    ),
    (
        "library",
        &[
            "actix",
            "async-graphql",
            "async_graphql",
            "hyper",
            "sqlx",
            "sea-orm",
            "sea_orm",
            "SeaORM",
            "reqwest",
            "rustls",
            "serde",
            "tokio",
            "typst",
            "lopdf",
            "rustc",
            "rusqlite",
        ],
    ),
];

/// An answer and what was asked for it.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// The address, and the body where there was one: what is said again stands here.
    pub asked: &'a str,
    /// Whether the asker said who they are.
    pub known: bool,
    /// HTTP status.
    pub status: u16,
    /// Its body.
    pub body: &'a [u8],
}

/// Stops the test where an answer holds what none may.
///
/// # Panics
/// With the offence.
#[track_caller]
pub fn decent(answered: Answered<'_>) {
    if let Some(fault) = fault(answered) {
        let body = String::from_utf8_lossy(answered.body);
        let body: String = body.chars().take(3 * ERROR).collect();
        panic!(
            "{fault} in the answer {} to {}: {body}",
            answered.status, answered.asked
        );
    }
}

/// What of an answer is not as it must be.
pub fn fault(answered: Answered<'_>) -> Option<String> {
    let Answered {
        asked,
        known,
        status,
        body,
    } = answered;
    let text = str::from_utf8(body).ok()?;
    let errors = match status {
        400.. => of_error(text, asked),
        _ if text.starts_with('{') && text.contains("\"errors\":[") => of_graphql(text, asked),
        _ => None,
    };
    errors.or_else(|| {
        let number =
            personal_number(&body[..body.len().min(LOOKED_AT)], asked).filter(|_| !known)?;
        Some(format!("personal number {number}"))
    })
}

/// An answer that is an error as a whole, or GraphQL's.
fn of_error(text: &str, asked: &str) -> Option<String> {
    let json = text.starts_with('{');
    match json {
        true if text.contains("\"errors\":[") => of_graphql(text, asked),
        true if text.len() > ERROR => Some(format!("an error of {} bytes", text.len())),
        _ => inside(text, asked),
    }
}

fn of_graphql(text: &str, asked: &str) -> Option<String> {
    let body: Value = serde_json::from_str(text).ok()?;
    let errors = body["errors"].as_array()?;
    errors.iter().find_map(|error| {
        let text = error.to_string();
        let message = error["message"].as_str().unwrap_or_default().len();
        match (message, text.len()) {
            (long, _) if long > ERROR => Some(format!("an error of {long} bytes")),
            (_, long) if long > REFUSAL => Some(format!("an error of {long} bytes")),
            _ => inside(&text, asked),
        }
    })
}

/// What of the inside stands in a text that did not stand in the question.
fn inside(text: &str, asked: &str) -> Option<String> {
    // Quotation marks as they were before JSON.
    let text = text.replace("\\\"", "\"");
    INSIDE.iter().find_map(|(kind, marks)| {
        let found = marks
            .iter()
            .find(|mark| text.contains(**mark) && !asked.contains(**mark));
        found.map(|mark| format!("{kind} ({mark})"))
    })
}

/// The first personal number in a text that was not asked with: ten or twelve digits whose month, day and last digit are
/// right.
fn personal_number<'a>(body: &'a [u8], asked: &str) -> Option<&'a str> {
    let mut place = 0;
    while let Some(ahead) = body[place..].iter().position(u8::is_ascii_digit) {
        let start = place + ahead;
        let digits = |from: usize| {
            body[from..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        };
        let first = digits(start);
        let mut end = start + first;
        let parted = matches!(first, 6 | 8) && matches!(body.get(end), Some(b'-' | b'+'));
        if parted && digits(end + 1) == 4 {
            end += 5;
        }
        place = end;
        let part_of = |byte: Option<&u8>| {
            byte.is_some_and(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | 0x80..)
            })
        };
        if part_of(start.checked_sub(1).and_then(|before| body.get(before)))
            || part_of(body.get(end))
        {
            continue;
        }
        let found: Vec<u8> = body[start..end]
            .iter()
            .filter(|byte| byte.is_ascii_digit())
            .copied()
            .collect();
        let own = match found.len() {
            10 => &found[..],
            12 if matches!(&found[..2], b"19" | b"20") => &found[2..],
            _ => continue,
        };
        if !is_personal(own) {
            continue;
        }
        let number = str::from_utf8(&body[start..end]).ok()?;
        if !asked.contains(number) {
            return Some(number);
        }
    }
    None
}

/// Whether ten digits are a day and end with the digit that Luhn's formula gives.
fn is_personal(digits: &[u8]) -> bool {
    let value = |place: usize| u32::from(digits[place] - b'0');
    let (month, day) = (value(2) * 10 + value(3), value(4) * 10 + value(5));
    let sum: u32 = (0..10)
        .map(
            |place| match value(place) * if place % 2 == 0 { 2 } else { 1 } {
                high if high > 9 => high - 9,
                low => low,
            },
        )
        .sum();
    (1..=12).contains(&month) && (1..=31).contains(&day) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::{Answered, ERROR, INSIDE, fault};

    fn told(status: u16, body: &str) -> Option<String> {
        let (asked, known) = ("/paragraf/v1/meetings", false);
        fault(Answered {
            asked,
            known,
            status,
            body: body.as_bytes(),
        })
    }

    #[test]
    fn each_kind_of_offence_is_found_where_it_stands() {
        for (kind, marks) in INSIDE {
            for mark in *marks {
                let mark = mark.replace('"', "\\\"");
                for (status, body) in [
                    (500, format!("{{\"title\":\"no: {mark}\"}}")),
                    (404, format!("<p>{}", mark.replace("\\\"", "\""))),
                    (
                        200,
                        format!("{{\"data\":null,\"errors\":[{{\"message\":\"{mark}\"}}]}}"),
                    ),
                    (400, format!("{{\"errors\":[{{\"message\":\"{mark}\"}}]}}")),
                ] {
                    let found = told(status, &body).unwrap_or_default();
                    assert!(
                        found.starts_with(kind),
                        "{kind} {status}: {found} of {body}"
                    );
                }
                // What is no error says what it likes: records do.
                let record = format!("{{\"data\":{{\"text\":\"{mark}\"}}}}");
                assert_eq!(told(200, &record), None);
            }
        }
        let long = "x".repeat(ERROR + 1);
        for (status, body) in [
            (422, format!("{{\"detail\":\"{long}\"}}")),
            (200, format!("{{\"errors\":[{{\"message\":\"{long}\"}}]}}")),
        ] {
            assert!(told(status, &body).is_some_and(|found| found.starts_with("an error of")));
        }
        assert_eq!(told(422, "{\"detail\":\"short\"}"), None);
        let asked = "{\"query\":\"{ SELECT no }\"}";
        let body = b"{\"errors\":[{\"message\":\"no field SELECT no\"}]}";
        assert_eq!(
            fault(Answered {
                asked,
                known: false,
                status: 200,
                body
            }),
            None
        );
    }

    /// What asks beside [`crate::client::Asking`] gets an answer that nobody looked at. What is asked in `s3` is no
    /// service of ours.
    #[test]
    fn no_test_asks_where_nobody_looks() {
        let mut places = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))];
        let (mut read, mut beside) = (0, Vec::new());
        while let Some(place) = places.pop() {
            if place.is_dir() {
                let inner = std::fs::read_dir(&place).expect("a folder");
                places.extend(inner.map(|entry| entry.expect("an entry").path()));
                continue;
            }
            let name = place.file_name().unwrap_or_default().to_string_lossy();
            if !name.ends_with(".rs") || ["client.rs", "decent.rs", "s3.rs"].contains(&&*name) {
                continue;
            }
            let text = std::fs::read_to_string(&place).expect("a text");
            read += 1;
            let asks = [
                ".send()",
                "reqwest::get(",
                "http.execute(",
                "client.execute(",
            ];
            beside.extend(asks.iter().filter(|ask| text.contains(**ask)).map(|ask| {
                let place = place.display();
                format!("{place}: {ask}")
            }));
        }
        assert!(read > 100, "{read} files");
        assert!(beside.is_empty(), "{beside:#?}");
    }

    #[test]
    fn a_personal_number_is_found_whichever_way_it_is_written() {
        for held in [
            "19811218-9876",
            "811218-9876",
            "811218+9876",
            "8112189876",
            "198112189876",
        ] {
            for body in [
                format!("för {held}, beviljas"),
                format!("{{\"data\":\"{held}\"}}"),
                held.to_owned(),
            ] {
                assert_eq!(
                    told(200, &body),
                    Some(format!("personal number {held}")),
                    "{body}"
                );
                let asked = format!("/search?q={held}");
                let answered = Answered {
                    asked: &asked,
                    known: false,
                    status: 200,
                    body: body.as_bytes(),
                };
                assert_eq!(fault(answered), None, "what was asked with is said again");
                assert_eq!(
                    fault(Answered {
                        asked: "",
                        known: true,
                        ..answered
                    }),
                    None
                );
            }
        }
        for other in [
            "19811218-9875",
            "8113189876",
            "8112189876543",
            "a8112189876",
            "811218-98761",
            "x-8112189876",
            "1981-12-18",
            "121811218-9876",
            "å8112189876",
        ] {
            assert_eq!(told(200, other), None, "{other}");
        }
    }
}
