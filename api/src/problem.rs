//! The table of every code on the wire.

use crate::graphql::guard::Code;
use crate::graphql::socket::{NO_ROOM, TOO_MANY};
use crate::limiting::EXCEEDED;
use application::error::FileFault;
use domain::refusal::Step;
use domain::rules;
use domain::text::Text;

/// A code, its HTTP status and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// `COST_LIMIT_EXCEEDED`.
    pub code: &'static str,
    /// The status that goes with it over plain HTTP.
    pub status: u16,
    /// Swedish.
    pub sv: &'static str,
    /// English.
    pub en: &'static str,
}

const fn problem(code: &'static str, status: u16, sv: &'static str, en: &'static str) -> Problem {
    Problem {
        code,
        status,
        sv,
        en,
    }
}

/// Codes of requests that are not carried out.
pub const PROBLEMS: &[Problem] = &[
    problem(
        "INVALID_VALUE",
        422,
        "Ett värde är inte som det ska",
        "A value is not as it must be",
    ),
    problem("NOT_FOUND", 404, "Finns inte", "Not found"),
    problem(
        "FORBIDDEN",
        403,
        "Rollen tillåter inte detta",
        "The role does not permit this",
    ),
    problem(
        "UNAUTHENTICATED",
        401,
        "Token saknas eller gäller inte",
        "The token is missing or does not hold",
    ),
    problem(
        STEP_UP,
        401,
        "Legitimera dig igen, och tillräckligt starkt, för att skriva under",
        "Authenticate anew, and strongly enough, to sign",
    ),
    problem(
        "STALE_VERSION",
        412,
        "Någon annan har ändrat under tiden",
        "Somebody else changed it in the meantime",
    ),
    problem(
        "CLIENT_MUTATION_ID_REUSED",
        422,
        "Samma clientMutationId gavs åt ett annat kommando",
        "The same clientMutationId was given to another command",
    ),
    problem(
        "CONFLICT",
        409,
        "Strider mot det som redan står",
        "Contradicts what stands already",
    ),
    problem(
        UNAVAILABLE,
        503,
        "Databasen svarar inte",
        "The database does not answer",
    ),
    problem(
        "SEAL_KEY_MISSING",
        503,
        "Protokollet kan inte förseglas: tjänsten saknar loggarnas nyckel",
        "The minutes cannot be sealed: the service is without the logs' key",
    ),
    problem(
        "SEAL_KEY_CHANGED",
        503,
        "Protokollet kan inte förseglas: tjänsten har en annan nyckel än loggen",
        "The minutes cannot be sealed: the service holds another key than the log's",
    ),
    problem(
        "SEAL_CONTRADICTED",
        503,
        "Protokollet kan inte förseglas: ett vittne motsäger loggen",
        "The minutes cannot be sealed: a witness contradicts the log",
    ),
    problem(
        "WEBHOOK_KEY_MISSING",
        503,
        "Tjänsten saknar nyckeln till webhookarnas hemligheter",
        "The service is without the key to the webhooks' secrets",
    ),
    problem(
        "MAIL_OFF",
        503,
        "Tjänsten skickar ingen e-post",
        "The service sends no mail",
    ),
    problem(
        "TIMEOUT",
        503,
        "Frågan tog för lång tid",
        "The query took too long",
    ),
    problem(
        "REQUEST_TIMEOUT",
        408,
        "Anropet kom inte fram i tid",
        "The request did not arrive in time",
    ),
    problem(
        "NOT_ACCEPTABLE",
        406,
        "Inget av de begärda formaten finns",
        "None of the formats asked for is served",
    ),
    problem(
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        "Bara application/json tas emot",
        "Only application/json is accepted",
    ),
    problem(
        EXCEEDED,
        429,
        "För många anrop från samma avsändare; försök igen om en stund",
        "Too many requests from one client; try again in a while",
    ),
    problem(
        TOO_MANY,
        429,
        "För många prenumerationer på samma anslutning",
        "Too many subscriptions on one connection",
    ),
    problem(
        NO_ROOM,
        503,
        "För många öppna anslutningar",
        "Too many open connections",
    ),
    problem(
        FileFault::TooLarge.code(),
        413,
        "Filen är för stor",
        "The file is too large",
    ),
    problem(
        FileFault::TypeNotAllowed.code(),
        415,
        "Filer av den typen tas inte emot",
        "Files of this type are not accepted",
    ),
    problem(
        FileFault::Mismatch.code(),
        422,
        "Filens innehåll är inte av den typ som den sägs ha",
        "The content of the file is not of the type that it is said to have",
    ),
    problem(
        FileFault::TooSlow.code(),
        408,
        "Filen kom inte fram i tid",
        "The file did not arrive in time",
    ),
    problem(
        FileFault::Range.code(),
        416,
        "Filen har ingen sådan del",
        "The file has no such part",
    ),
    problem("INTERNAL", 500, "Internt fel", "Internal error"),
];

/// The code where whoever signs must authenticate anew first.
pub const STEP_UP: &str = "STEP_UP_REQUIRED";

/// The code where the database does not answer, or has no connection free in time.
pub const UNAVAILABLE: &str = "UNAVAILABLE";

/// The status of a command that the order of a meeting refuses.
const STEP_STATUS: u16 = 409;

/// What the guard's codes say.
const fn guarded(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::BodyTooLarge => ("Anropet är för stort", "The request is too large"),
        Code::MalformedRequest => (
            "Anropet är inte en GraphQL-förfrågan",
            "Not a GraphQL request",
        ),
        Code::BatchNotSupported => (
            "Flera frågor i ett anrop tas inte emot",
            "Batches are not supported",
        ),
        Code::NestingLimitExceeded => ("För djupt nästlat", "Nested too deeply"),
        Code::TokenLimitExceeded => ("För många ord i frågan", "Too many tokens"),
        Code::SyntaxError => ("Frågan går inte att läsa", "The document cannot be parsed"),
        Code::FragmentCycle => (
            "Ett fragment innehåller sig självt",
            "A fragment contains itself",
        ),
        Code::DepthLimitExceeded => ("Frågan är för djup", "The query is too deep"),
        Code::CostLimitExceeded => ("Frågan ber om för mycket", "The query asks for too much"),
        Code::AliasLimitExceeded => ("För många alias", "Too many aliases"),
        Code::DirectiveLimitExceeded => ("För många direktiv", "Too many directives"),
        Code::UnknownOperation => (
            "Operationen finns inte i dokumentet",
            "No such operation in the document",
        ),
        Code::ValidationFailed => (
            "Frågan stämmer inte med schemat",
            "The query does not fit the schema",
        ),
        Code::MethodNotAllowed => ("Metoden tillåts inte här", "The method is not allowed here"),
        Code::DocumentUnknown => (
            "Inget betrott dokument har den kontrollsumman",
            "No trusted document has that digest",
        ),
        Code::DocumentNotTrusted => (
            "Bara betrodda dokument körs här",
            "Only trusted documents run here",
        ),
    }
}

/// What a code says and the status that goes with it; an unknown one is a fault of ours.
pub fn described(code: &str) -> Described {
    let own = PROBLEMS.iter().find(|held| held.code == code);
    let step = || Step::ALL.into_iter().find(|step| step.code() == code);
    let rule = || rules::rulebook().iter().find(|rule| rule.code == code);
    match (own, step(), rule()) {
        (Some(held), ..) => Described {
            status: held.status,
            title: Text::new(held.sv, held.en),
        },
        (None, Some(step), _) => Described {
            status: STEP_STATUS,
            title: Text::new(step.title().sv, step.title().en),
        },
        (None, None, Some(rule)) => Described {
            status: STEP_STATUS,
            title: Text::new(rule.title.sv, rule.title.en),
        },
        (None, None, None) => match Code::ALL.into_iter().find(|held| held.as_str() == code) {
            Some(held) => Described {
                status: held.status().as_u16(),
                title: Text::new(guarded(held).0, guarded(held).1),
            },
            None => Described {
                status: 500,
                title: Text::new("Internt fel", "Internal error"),
            },
        },
    }
}

/// A code in words.
#[derive(Debug, Clone)]
pub struct Described {
    /// The HTTP status.
    pub status: u16,
    /// What it says.
    pub title: Text,
}

/// Every code: of requests, of the guard, of the order of a meeting, and of rules (which stand in verdicts, and in refusals of live commands).
pub fn listing() -> serde_json::Value {
    let own = PROBLEMS.iter().map(|p| (p.code, p.status, p.sv, p.en));
    let guard = Code::ALL.into_iter().map(|code| {
        let (sv, en) = guarded(code);
        (code.as_str(), code.status().as_u16(), sv, en)
    });
    let steps = Step::ALL.into_iter().map(|step| {
        let title = step.title();
        (step.code(), STEP_STATUS, title.sv, title.en)
    });
    let problems: Vec<_> = own
        .chain(guard)
        .chain(steps)
        .map(|(code, status, sv, en)| serde_json::json!({"code": code, "status": status, "sv": sv, "en": en}))
        .collect();
    let rules: Vec<_> = rules::rulebook()
        .iter()
        .map(|rule| serde_json::json!({"code": rule.code, "ruleId": rule.id, "sv": rule.title.sv, "en": rule.title.en}))
        .collect();
    serde_json::json!({"problems": problems, "rules": rules})
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_stands_once() {
        let listing = listing();
        let codes: Vec<&str> = ["problems", "rules"]
            .iter()
            .flat_map(|part| listing[*part].as_array().expect("a list"))
            .map(|row| row["code"].as_str().expect("a code"))
            .collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        assert!(codes.iter().all(|c| {
            c.chars()
                .all(|l| l.is_ascii_uppercase() || l.is_ascii_digit() || l == '_')
        }));
    }
}
