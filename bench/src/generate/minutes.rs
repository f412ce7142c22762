//! The minutes of a meeting, as a minutes document: so many §§, about ten decisions, who was there, adjusted and posted.

use super::draft::{Draft, amount, kronor};
use super::names::{association, municipality};
use super::register::{CHAIR, Holders, holders, secretary};
use super::words::{ACTIVITIES, GROUPS, PLANS, REFERRALS};
use crate::chance::Chance;
use chrono::{Datelike, Days, Weekday};
use domain::Date;
use serde_json::{Value, json};

/// Which meeting of which association.
#[derive(Debug, Clone, Copy)]
pub struct Sitting {
    /// The association.
    pub association: usize,
    /// The year.
    pub year: i32,
    /// The place in the year, from 0.
    pub place: usize,
    /// How many there are in a year; the last of them adopts the budget of the next.
    pub of: usize,
    /// How many §§ each has.
    pub paragraphs: usize,
    /// What chance is drawn from.
    pub seed: u64,
}

/// A meeting of these figures is one that no calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no day for meeting {place} of {year}")]
pub struct NoDay {
    place: usize,
    year: i32,
}

impl Sitting {
    /// The day: a Thursday between February and the end of November, in another week for each association.
    ///
    /// # Errors
    /// [`NoDay`] where the calendar has none.
    pub fn day(&self) -> Result<Date, NoDay> {
        let none = NoDay {
            place: self.place,
            year: self.year,
        };
        let between = 290 / u64::try_from(self.of.max(1)).unwrap_or(1);
        let own = u64::try_from(self.association % 14).unwrap_or_default();
        let place = u64::try_from(self.place).unwrap_or_default();
        let day = Date::from_ymd_opt(self.year, 2, 1)
            .and_then(|first| first.checked_add_days(Days::new(place * between + own)))
            .ok_or(none)?;
        let left =
            (Weekday::Thu.num_days_from_monday() + 7 - day.weekday().num_days_from_monday()) % 7;
        day.checked_add_days(Days::new(u64::from(left))).ok_or(none)
    }

    /// The number of the first §: numbers run through the year.
    fn first(&self) -> usize {
        self.place * self.paragraphs + 1
    }

    /// Whether this is the meeting that adopts next year's budget.
    pub const fn adopts_budget(&self) -> bool {
        self.place + 1 == self.of
    }

    fn chance(&self) -> Chance {
        let year = u64::try_from(self.year).unwrap_or_default();
        let (association, place) = (self.association as u64, self.place as u64);
        Chance::of(self.seed, (association << 24) | (year << 8) | place)
    }
}

/// An application for money, decided upon or tabled.
fn application(sitting: &Sitting, chance: &mut Chance, number: usize) -> Draft {
    let activity = chance.pick(&ACTIVITIES, "");
    let group = chance.pick(&GROUPS, "");
    let by = municipality(sitting.association, chance.below(4));
    let money = (20 + chance.below(180)) * 10_000;
    let draft = Draft::new(format!("Ansökan om medel: {activity}"))
        .says(format!(
            "{by} ansöker om {} för {activity}, en insats för {group}, till och med {}.",
            kronor(money),
            sitting.year + 1
        ))
        .reports(chance)
        .with(
            "caseNumber",
            json!(format!("{}/{}", sitting.year, sitting.place * 40 + number)),
        )
        .with("amounts", json!([amount(money)]))
        .with("recipients", json!([by]));
    match chance.below(10) {
        0 => draft.decides(
            "REJECT",
            format!("Styrelsen beslutar att avslå ansökan om {activity}."),
        ),
        1 => draft.decides(
            "TABLE",
            format!("Styrelsen beslutar att bordlägga ansökan om {activity}."),
        ),
        _ => draft.decides(
            "APPROVE",
            format!(
                "Styrelsen beslutar att bevilja {by} {} för {activity}.",
                kronor(money)
            ),
        ),
    }
}

/// What only this meeting of the year has.
fn special(sitting: &Sitting, chance: &mut Chance) -> Draft {
    let year = sitting.year;
    if sitting.adopts_budget() {
        let mut draft = Draft::new(format!("Verksamhetsplan och budget {}", year + 1))
            .says("Förbundschefen föredrar förslaget, som har varit på samråd hos medlemmarna.")
            .reports(chance)
            .decides(
                "ADOPT",
                format!(
                    "Styrelsen beslutar att anta verksamhetsplan och budget för {}.",
                    year + 1
                ),
            );
        if let Some(decision) = draft.decisions.last_mut() {
            decision["budget"] = json!({"firstYear": year + 1, "lastYear": year + 3});
        }
        return draft;
    }
    match sitting.place {
        0 => Draft::new(format!("Årsredovisning {}", year - 1))
            .reports(chance)
            .decides(
                "APPROVE",
                format!(
                    "Styrelsen beslutar att godkänna årsredovisningen för {}.",
                    year - 1
                ),
            ),
        1 => Draft::new("Val av representant i regionala samverkansrådet").decides(
            "ELECT",
            "Styrelsen väljer ordföranden till representant i regionala samverkansrådet.",
        ),
        _ => Draft::new("Sammanträdestider")
            .says("Förslaget är stämt av med medlemmarnas egna sammanträden.")
            .decides(
                "RESOLVE",
                "Styrelsen beslutar att fastställa sammanträdestiderna enligt förslaget.",
            ),
    }
}

/// The §§ in their order.
fn drafts(sitting: &Sitting, adjuster: &str, chance: &mut Chance) -> Vec<Draft> {
    let mut list = vec![
        Draft::new("Mötets öppnande")
            .says("Ordföranden hälsar välkommen, öppnar sammanträdet och förrättar upprop."),
        Draft::new("Val av justerare").decides(
            "ELECT",
            format!("{adjuster} utses att jämte ordföranden justera protokollet."),
        ),
        Draft::new("Fastställande av dagordning")
            .decides("ADOPT", "Styrelsen beslutar att fastställa dagordningen."),
        Draft::new("Föregående protokoll")
            .decides("NOTE", "Föregående protokoll läggs till handlingarna."),
        special(sitting, chance),
    ];
    let result = (10 + chance.below(90)) * 1000;
    list.push(
        Draft::new("Ekonomisk uppföljning")
            .says(format!(
                "Prognosen för helåret visar ett överskott om {}.",
                kronor(result)
            ))
            .reports(chance)
            .with("amounts", json!([amount(result)]))
            .decides(
                "APPROVE",
                "Styrelsen beslutar att godkänna den ekonomiska uppföljningen.",
            ),
    );
    list.push(
        Draft::new("Förbundschefens rapport")
            .reports(chance)
            .reports(chance)
            .decides("NOTE", "Styrelsen noterar rapporten till protokollet."),
    );
    list.push(application(sitting, chance, 7));
    list.push(following_up(chance));
    let plan = chance.pick(&PLANS, "");
    list.push(
        Draft::new(format!("Revidering av {plan}"))
            .says(format!("Förslaget till {plan} har beretts av kansliet."))
            .decides(
                "ADOPT",
                format!("Styrelsen beslutar att anta {plan} att gälla tills vidare."),
            ),
    );
    let referral = chance.pick(&REFERRALS, "");
    list.push(
        Draft::new(format!("Remiss om {referral}"))
            .reports(chance)
            .decides(
                "RESOLVE",
                format!("Styrelsen beslutar att avge yttrande över {referral}."),
            ),
    );
    let activity = chance.pick(&ACTIVITIES, "");
    let mut report = Draft::new(format!("Redovisning av {activity}"))
        .reports(chance)
        .reports(chance);
    if chance.comes(40) {
        report = report.decides(
            "NOTE",
            format!("Styrelsen tackar för redovisningen av {activity}."),
        );
    }
    list.push(report);
    list.push(Draft::new("Information från medlemmarna").reports(chance));
    list.push(Draft::new("Övriga frågor").says("Inga övriga frågor anmäls."));
    list.truncate(sitting.paragraphs.saturating_sub(1));
    while list.len() + 1 < sitting.paragraphs {
        let number = list.len();
        list.push(application(sitting, chance, number));
    }
    list.push(
        Draft::new("Mötets avslutande")
            .says("Ordföranden tackar för visat intresse och avslutar sammanträdet."),
    );
    list
}

/// A task, now and then.
fn following_up(chance: &mut Chance) -> Draft {
    let group = chance.pick(&GROUPS, "");
    let draft = Draft::new(format!("Fördjupad kartläggning: {group}"))
        .reports(chance)
        .decides(
            "ASSIGN",
            format!("Styrelsen ger förbundschefen i uppdrag att kartlägga behoven hos {group}."),
        );
    if !chance.comes(60) {
        return draft;
    }
    draft.with(
        "assignments",
        json!([{"assignees": ["Förbundschefen"], "text": format!("Kartlägga behoven hos {group}."),
            "due": "till nästa sammanträde"}]),
    )
}

/// Who was there: all ordinary holders, now and then one substitute in place of one of them, and the secretary.
fn attendance(
    sitting: &Sitting,
    board: &[Holders],
    chance: &mut Chance,
) -> (Vec<Value>, Vec<Value>) {
    let away = chance.comes(40).then(|| chance.below(board.len()));
    let away = away.filter(|seat| *seat != CHAIR);
    let (mut there, mut absent) = (Vec::new(), Vec::new());
    for (seat, held) in board.iter().enumerate() {
        if away == Some(seat) {
            there.push(
                json!({"name": held.substitute, "organisation": held.member, "deciding": true,
                "capacity": "SERVING_SUBSTITUTE", "substitutesFor": held.ordinary}),
            );
            absent.push(json!({"name": held.ordinary, "organisation": held.member}));
        } else {
            there.push(
                json!({"name": held.ordinary, "organisation": held.member, "deciding": true,
                "capacity": "MEMBER"}),
            );
        }
    }
    there.push(
        json!({"name": secretary(sitting.association, sitting.year), "title": "sekreterare",
        "capacity": "OFFICIAL"}),
    );
    (there, absent)
}

/// The document of a meeting.
///
/// # Errors
/// [`NoDay`] where the calendar has no day for it.
pub fn document(sitting: &Sitting) -> Result<Value, NoDay> {
    let mut chance = sitting.chance();
    let day = sitting.day()?;
    let later = |days: u64| {
        let day = day.checked_add_days(Days::new(days));
        day.map(|day| day.to_string()).ok_or(NoDay {
            place: sitting.place,
            year: sitting.year,
        })
    };
    let board = holders(sitting.association, day);
    let (there, absent) = attendance(sitting, &board, &mut chance);
    let name = |seat: usize| {
        there
            .get(seat)
            .map(|held| held["name"].clone())
            .unwrap_or_default()
    };
    let adjuster = name(usize::from(chance.comes(50)));
    let (chair, adjuster) = (name(CHAIR), adjuster.as_str().unwrap_or_default());
    let first = sitting.first();
    let items: Vec<Value> = drafts(sitting, adjuster, &mut chance)
        .into_iter()
        .zip(first..)
        .map(|(draft, number)| draft.numbered(number))
        .collect();
    let posted = later(11 + u64::try_from(chance.below(3)).unwrap_or_default())?;
    let removed = later(40)?;
    // Agencies have no board of their own for it.
    let notices = board.iter().skip(2);
    let notices: Vec<Value> = notices
        .map(|held| json!({"board": held.member, "postedOn": posted, "removedOn": removed}))
        .collect();
    Ok(json!({
        "format": "paragraf/minutes@1",
        "record": "MINUTES",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": association(sitting.association),
            "organisationKind": "COORDINATION_ASSOCIATION"},
        "meeting": {"date": day.to_string(), "startsAt": "09:00", "endsAt": "12:00", "place": "Kommunhuset",
            "mode": "ON_SITE"},
        "series": {"mark": "SECTION", "declaredFirst": first, "declaredLast": first + items.len() - 1},
        "officers": {"chair": chair, "secretary": secretary(sitting.association, sitting.year),
            "adjusters": [adjuster]},
        "attendance": there,
        "absent": absent,
        "items": items,
        "adjustment": {"adjustedOn": later(10)?, "place": "Digital signering"},
        "notices": notices,
        "storedAt": "Förbundets kansli",
        "previousMinutes": "FILED",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::archive::check;

    fn sitting(place: usize) -> Sitting {
        Sitting {
            association: 3,
            year: 2019,
            place,
            of: 6,
            paragraphs: 15,
            seed: 1,
        }
    }

    #[test]
    fn a_meeting_is_the_same_each_time_and_holds_what_was_asked_for() {
        let mut decisions = 0;
        for place in 0..6 {
            let document = document(&sitting(place)).unwrap();
            assert_eq!(document, super::document(&sitting(place)).unwrap());
            let (meeting, _) = check(document.to_string().as_bytes()).unwrap();
            assert_eq!(meeting.paragraphs.len(), 15);
            decisions += meeting
                .paragraphs
                .iter()
                .map(|held| held.decisions.len())
                .sum::<usize>();
        }
        assert!((57..=69).contains(&decisions), "{decisions}");
    }

    #[test]
    fn meetings_of_a_year_are_on_days_of_their_own_and_within_it() {
        for association in 0..20 {
            let days: Vec<Date> = (0..6)
                .map(|place| {
                    Sitting {
                        association,
                        ..sitting(place)
                    }
                    .day()
                    .unwrap()
                })
                .collect();
            assert!(days.is_sorted_by(|one, other| one < other), "{days:?}");
            assert!(
                days.iter()
                    .all(|day| day.year() == 2019 && day.weekday() == Weekday::Thu)
            );
        }
    }
}
