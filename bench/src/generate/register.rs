//! The register of an association: members, seats, who holds them in each term, and its board.

use super::names::{MUNICIPALITIES, association, municipality, person, region};
use chrono::Datelike;
use domain::Date;
use serde_json::{Value, json};

/// The first day of every association.
const FOUNDED: &str = "2005-01-01";

/// The seats of a board: two agencies, a region and the municipalities.
pub const SEATS: usize = 3 + MUNICIPALITIES;

/// Who sits where in a term.
#[derive(Debug, Clone)]
pub struct Holders {
    /// The member, by name.
    pub member: String,
    /// The ordinary holder.
    pub ordinary: String,
    /// The substitute.
    pub substitute: String,
}

/// The term of a year: terms begin on 1 April of 2007 and of every fourth year after.
fn term(year: i32) -> i32 {
    (year - 2003).div_euclid(4)
}

/// The term that holds on a day.
fn term_on(day: Date) -> i32 {
    let year = day.year();
    if day.month() < 4 {
        term(year - 1)
    } else {
        term(year)
    }
}

/// The member that fills a seat, and its kind.
fn member(of: usize, seat: usize) -> (String, &'static str) {
    match seat {
        0 => ("Försäkringskassan".to_owned(), "STATE_AGENCY"),
        1 => ("Arbetsförmedlingen".to_owned(), "STATE_AGENCY"),
        2 => (region(of), "REGION"),
        _ => (municipality(of, seat - 3), "MUNICIPALITY"),
    }
}

/// Who sits on the board on a day, in the order of seats; the first of the municipalities has the chair.
pub fn holders(of: usize, day: Date) -> Vec<Holders> {
    (0..SEATS)
        .map(|seat| in_seat(of, seat, term_on(day)))
        .collect()
}

fn in_seat(of: usize, seat: usize, term: i32) -> Holders {
    let term = usize::try_from(term).unwrap_or_default();
    let number = (term * SEATS + seat) * 2;
    Holders {
        member: member(of, seat).0,
        ordinary: person(of, number),
        substitute: person(of, number + 1),
    }
}

/// The place of the chair and of the vice chair among the seats.
pub const CHAIR: usize = 3;
const VICE_CHAIR: usize = 2;

/// Who writes the minutes: somebody else every tenth year.
pub fn secretary(of: usize, year: i32) -> String {
    let decade = usize::try_from(year / 10).unwrap_or_default();
    person(of, 1500 + decade)
}

/// The register of an association over so many years, as a register document.
pub fn document(of: usize, first: i32, years: i32) -> Value {
    let terms = term(first - 1)..=term(first + years);
    let from = |term: i32| match term {
        0 => FOUNDED.to_owned(),
        term => format!("{}-04-01", 2003 + term * 4),
    };
    let until = |term: i32| format!("{}-03-31", 2007 + term * 4);
    let members: Vec<Value> = (0..SEATS)
        .map(|seat| {
            let (name, kind) = member(of, seat);
            let mandates: Vec<Value> = terms
                .clone()
                .flat_map(|term| {
                    let held = in_seat(of, seat, term);
                    let mandate = |person: String, role: &str, order: Value| {
                        json!({"person": person, "role": role, "order": order,
                            "from": from(term), "until": until(term)})
                    };
                    [
                        mandate(held.ordinary, "ORDINARY", Value::Null),
                        mandate(held.substitute, "SUBSTITUTE", json!(1)),
                    ]
                })
                .collect();
            json!({"organisation": name, "kind": kind, "joinedOn": FOUNDED,
                "seats": [{"since": FOUNDED, "mandates": mandates}]})
        })
        .collect();
    let presidium: Vec<Value> = terms
        .flat_map(|term| {
            [(CHAIR, "CHAIR"), (VICE_CHAIR, "VICE_CHAIR")].map(|(seat, office)| {
                json!({"person": in_seat(of, seat, term).ordinary, "office": office,
                    "from": from(term), "until": until(term)})
            })
        })
        .collect();
    json!({
        "format": "paragraf/register@1",
        "associations": [{
            "name": association(of),
            "foundedOn": FOUNDED,
            "statutes": [{"validFrom": FOUNDED, "parameters": {"adjusterCount": 1, "viceChairs": 1,
                "adjustmentDays": 14, "termStart": "04-01", "termYears": 4}}],
            "members": members,
            "presidium": presidium,
            "bodies": [{"name": "Styrelsen", "kind": "BOARD", "scheme": "CALENDAR_YEAR"}],
        }],
    })
}
