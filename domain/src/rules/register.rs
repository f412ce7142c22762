//! The register of an association: its parties, seats, presidium and statutes.

mod mandates;

use super::case::{count, joined, kind_of, ranges};
use super::rulebook::{
    BYLAWS_INCOMPLETE, CHAIR_NOT_MEMBER, MEMBER_WITHOUT_SEAT, PARTY_SET_INCOMPLETE,
    SUBSTITUTE_COUNT_MISMATCH, VICE_CHAIR_COUNT,
};
use crate::Date;
use crate::association::{Association, Member, Office, PresidiumTerm};
use crate::name::fold;
use crate::organisation::OrganisationKind;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;

/// The verdicts on a register as it stands on a day.
pub(super) fn verdicts(association: &Association, on: Date) -> Vec<Verdict> {
    let members = association.members_on(on);
    let mut found = vec![
        parties(&members),
        seats(&members, on),
        substitutes(&members, on),
    ];
    found.extend(mandates::verdicts(association, &members, on));
    found.extend([
        chair(association, &members, on),
        vice_chairs(association, on),
        bylaws(association, on),
    ]);
    found
}

fn unknown(rule: &'static Rule, sv: &str, en: &str) -> Verdict {
    rule.verdict(Outcome::Unknown, Text::new(sv, en))
}

fn no_members(rule: &'static Rule) -> Verdict {
    unknown(
        rule,
        "Inga medlemmar är registrerade för dagen.",
        "No members are registered for the day.",
    )
}

/// # Legal source
/// Lag (2003:1210) 3 §.
fn parties(members: &[&Member]) -> Verdict {
    let rule = &PARTY_SET_INCOMPLETE;
    if members.is_empty() {
        return no_members(rule);
    }
    let named = |start: &str, short: &str| {
        members.iter().any(|member| {
            let name = fold(&member.organisation.name);
            name.starts_with(start) || name == short
        })
    };
    let of = |kind: OrganisationKind| {
        members
            .iter()
            .filter(move |member| kind_of(&member.organisation) == Some(kind))
    };
    let municipalities = of(OrganisationKind::Municipality).count();
    let all_outside = municipalities > 0
        && of(OrganisationKind::Municipality).all(|member| member.outside_region);
    let region = of(OrganisationKind::Region).count() > 0 || all_outside;
    let asked = [
        (
            named("försäkringskassan", "fk"),
            "Försäkringskassan",
            "Försäkringskassan",
        ),
        (
            named("arbetsförmedlingen", "af"),
            "Arbetsförmedlingen",
            "Arbetsförmedlingen",
        ),
        (region, "en region", "a region"),
        (municipalities > 0, "en kommun", "a municipality"),
    ];
    let missing = |pick: &dyn Fn(&(bool, &str, &str)) -> String| -> Vec<String> {
        asked
            .iter()
            .filter(|(there, ..)| !there)
            .map(pick)
            .collect()
    };
    let sv = missing(&|(_, sv, _)| (*sv).to_owned());
    let en = missing(&|(_, _, en)| (*en).to_owned());
    let figures = |verdict: Verdict| verdict.figure("members", members.len());
    if sv.is_empty() {
        let text = Text::new(
            format!(
                "Förbundet har {} medlemmar och alla parter som lagen kräver.",
                members.len()
            ),
            format!(
                "The association has {} members and every party that the law asks for.",
                members.len()
            ),
        );
        return figures(rule.verdict(Outcome::Met, text));
    }
    if members
        .iter()
        .any(|member| kind_of(&member.organisation).is_none())
    {
        return figures(unknown(
            rule,
            "Vad en av medlemmarna är för slags organisation är inte registrerat.",
            "What kind of organisation one of the members is, is not registered.",
        ));
    }
    let text = Text::new(
        format!("Bland medlemmarna saknas {}.", joined(&sv).sv),
        format!("Among the members, {} is missing.", joined(&en).en),
    );
    figures(rule.verdict(Outcome::NotMet, text)).figure("missing", sv.join(", "))
}

/// # Legal source
/// Lag (2003:1210) 10 §.
fn seats(members: &[&Member], on: Date) -> Verdict {
    let rule = &MEMBER_WITHOUT_SEAT;
    if members.is_empty() {
        return no_members(rule);
    }
    if members
        .iter()
        .all(|member| member.seats_on(on).count() == 0)
    {
        return unknown(
            rule,
            "Inga platser är registrerade.",
            "No seats are registered.",
        );
    }
    let without: Vec<String> = members
        .iter()
        .filter(|member| member.seats_on(on).count() == 0)
        .map(|member| member.organisation.name.clone())
        .collect();
    if without.is_empty() {
        let text = Text::new(
            "Varje medlem har en plats i styrelsen.",
            "Every member has a seat on the board.",
        );
        return rule.verdict(Outcome::Met, text);
    }
    let names = joined(&without);
    let text = Text::new(
        format!("{} har ingen plats i styrelsen.", names.sv),
        format!("{} has no seat on the board.", names.en),
    );
    rule.verdict(Outcome::NotMet, text)
        .figure("members", without.join(", "))
}

/// # Legal source
/// Lag (2003:1210) 10 §: one substitute at least for each member, and as many substitutes as board members.
fn substitutes(members: &[&Member], on: Date) -> Verdict {
    let rule = &SUBSTITUTE_COUNT_MISMATCH;
    if members.is_empty() {
        return no_members(rule);
    }
    let of = |member: &Member| {
        member
            .seats_on(on)
            .map(|seat| seat.substitutes_on(on).len())
            .sum::<usize>()
    };
    let seats = count(
        members
            .iter()
            .map(|member| member.seats_on(on).count())
            .sum(),
    );
    let there = count(members.iter().map(|member| of(member)).sum());
    let held = members
        .iter()
        .flat_map(|member| member.seats_on(on))
        .any(|seat| seat.holder_on(on).is_some());
    if there == 0 && !held {
        return unknown(
            rule,
            "Inga mandat är registrerade för dagen.",
            "No mandates are registered for the day.",
        );
    }
    let without: Vec<String> = members
        .iter()
        .filter(|member| member.seats_on(on).count() > 0 && of(member) == 0)
        .map(|member| member.organisation.name.clone())
        .collect();
    let figures = |verdict: Verdict| verdict.figure("seats", seats).figure("substitutes", there);
    if there == seats && without.is_empty() {
        let text = Text::new(
            format!("Ersättarna är {there}, lika många som ledamöternas platser."),
            format!("There are {there} substitutes, as many as seats."),
        );
        return figures(rule.verdict(Outcome::Met, text));
    }
    let names = joined(&without);
    let (more_sv, more_en) = if without.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("; ingen för {}", names.sv),
            format!("; none for {}", names.en),
        )
    };
    let text = Text::new(
        format!("Ersättarna är {there} men ledamöternas platser {seats}{more_sv}."),
        format!("There are {there} substitutes but {seats} seats{more_en}."),
    );
    figures(rule.verdict(Outcome::NotMet, text))
}

fn terms(association: &Association, office: Office, on: Date) -> Vec<&PresidiumTerm> {
    let held = association.presidium.iter();
    held.filter(|term| term.office == office && term.in_force_on(on))
        .collect()
}

/// # Legal source
/// Lag (2003:1210) 17 §.
fn chair(association: &Association, members: &[&Member], on: Date) -> Verdict {
    let rule = &CHAIR_NOT_MEMBER;
    if members.is_empty() {
        return no_members(rule);
    }
    let presidium: Vec<&PresidiumTerm> = association
        .presidium
        .iter()
        .filter(|term| term.in_force_on(on))
        .collect();
    if presidium.is_empty() {
        return unknown(
            rule,
            "Inget presidium är registrerat för dagen.",
            "No presidium is registered for the day.",
        );
    }
    let holders: Vec<String> = members
        .iter()
        .flat_map(|member| member.seats_on(on))
        .filter_map(|seat| seat.holder_on(on))
        .map(|mandate| fold(&mandate.person.name))
        .collect();
    if holders.is_empty() {
        return unknown(
            rule,
            "Inga ledamöter är registrerade för dagen.",
            "No board members are registered for the day.",
        );
    }
    let outside: Vec<String> = presidium
        .iter()
        .map(|term| &term.person.name)
        .filter(|name| !holders.contains(&fold(name)))
        .cloned()
        .collect();
    if outside.is_empty() {
        let text = Text::new(
            "Presidiet är valt bland ledamöterna.",
            "The presidium is elected among the board members.",
        );
        return rule.verdict(Outcome::Met, text);
    }
    let names = joined(&outside);
    let text = Text::new(
        format!("{} sitter i presidiet utan att vara ledamot.", names.sv),
        format!(
            "{} sits in the presidium without being a board member.",
            names.en
        ),
    );
    rule.verdict(Outcome::NotMet, text)
        .figure("persons", outside.join(", "))
}

/// # Legal source
/// Lag (2003:1210) 17 §: one or two, as the statutes fix. A post without holder may be vacant and is no breach.
fn vice_chairs(association: &Association, on: Date) -> Verdict {
    let rule = &VICE_CHAIR_COUNT;
    let there = count(terms(association, Office::ViceChair, on).len());
    let most = association
        .parameters_on(on)
        .vice_chairs
        .map_or(2, |fixed| fixed.clamp(1, 2));
    if there == 0 {
        return unknown(
            rule,
            "Ingen vice ordförande är registrerad för dagen.",
            "No vice chair is registered for the day.",
        );
    }
    let margin = i64::from(most) - i64::from(there);
    let outcome = if margin < 0 {
        Outcome::NotMet
    } else {
        Outcome::Met
    };
    let text = Text::new(
        format!("Styrelsen har {there} vice ordförande; högst {most} får väljas."),
        format!("The board has {there} vice chairs; at most {most} may be elected."),
    );
    rule.verdict(outcome, text)
        .figure("viceChairs", there)
        .figure("most", most)
        .margin(margin)
}

/// # Legal source
/// Lag (2003:1210) 9 §.
fn bylaws(association: &Association, on: Date) -> Verdict {
    let rule = &BYLAWS_INCOMPLETE;
    let Some(covered) = association.parameters_on(on).covered_points else {
        return unknown(
            rule,
            "Vilka punkter förbundsordningen täcker är inte genomgånget.",
            "Which points the statutes cover has not been reviewed.",
        );
    };
    let missing: Vec<u32> = (1..=18_u8)
        .filter(|point| !covered.contains(point))
        .map(u32::from)
        .collect();
    if missing.is_empty() {
        let text = Text::new(
            "Förbundsordningen täcker alla arton punkter.",
            "The statutes cover all eighteen points.",
        );
        return rule.verdict(Outcome::Met, text);
    }
    let points = ranges(&missing);
    let text = Text::new(
        format!("Förbundsordningen saknar punkterna {points} av arton."),
        format!("The statutes lack points {points} of eighteen."),
    );
    rule.verdict(Outcome::NotMet, text)
        .figure("missing", points)
}
