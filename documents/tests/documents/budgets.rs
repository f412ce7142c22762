//! Budgets to print, of a fictional association.

use documents::{ApprovingDecision, PrintedBudget};
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{
    Adoption, Content, Contribution, ContributionKind, Contributor, EquityMove, Execution,
    IncomeSource, Line, LineState, OtherIncome, Settlement, Span, Suspension, Version, VersionKind,
};
use domain::id::{BudgetId, BudgetLineId, DecisionId, OrganisationId};
use domain::money::Ore;
use domain::name::Slug;
use domain::organisation::{Organisation, OrganisationKind};
use domain::rule::Outcome;
use std::collections::HashMap;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn kronor(amount: i64) -> Option<Ore> {
    Ore::new(amount * 100)
}

fn days(from: &str, until: &str) -> Span {
    Span {
        from: day(from),
        until: day(until),
    }
}

fn member(number: u128) -> OrganisationId {
    OrganisationId::from_uuid(Uuid::from_u128(number))
}

fn contribution(
    year: i32,
    contributor: Contributor,
    kind: ContributionKind,
    amount: Option<Ore>,
) -> Contribution {
    Contribution {
        year,
        contributor,
        kind,
        amount,
    }
}

fn line(number: u128, activity: &str, period: Span, amount: Option<Ore>) -> Line {
    Line {
        id: BudgetLineId::from_uuid(Uuid::from_u128(number)),
        activity: activity.to_owned(),
        period,
        amount,
        expected_outcome: None,
        execution: Execution::Immediate,
    }
}

fn waits(
    line: Line,
    event: &str,
    condition: Option<&str>,
    period: Option<Span>,
    state: LineState,
) -> Line {
    let suspension = Suspension {
        event: event.to_owned(),
        condition: condition.map(str::to_owned),
        period,
        state,
    };
    Line {
        execution: Execution::Suspended(suspension),
        ..line
    }
}

fn settled(on: &str, evidence: &str) -> Settlement {
    Settlement {
        on: day(on),
        evidence: evidence.to_owned(),
    }
}

fn association() -> Organisation {
    Organisation {
        id: member(1),
        slug: Slug::of("Samordningsförbundet Norrsken").expect("letters"),
        name: "Samordningsförbundet Norrsken".to_owned(),
        kind: Some(OrganisationKind::CoordinationAssociation),
    }
}

fn version(kind: VersionKind, content: Content) -> Version {
    Version {
        number: 3,
        kind,
        proposed_on: day("2026-08-27"),
        last_year: Some(2028),
        content,
        funding: None,
        adoption: None,
    }
}

fn printed(version: Version) -> PrintedBudget {
    PrintedBudget {
        association: association(),
        budget: BudgetId::from_uuid(Uuid::from_u128(7)),
        year: 2026,
        version,
        members: HashMap::new(),
        decision: None,
        replaced_by: None,
        address: None,
    }
}

/// A supplementary budget with something of everything that a version can hold.
pub fn full() -> PrintedBudget {
    use ContributionKind::{ExtraState, Statutory, VoluntaryExcess};
    use FundingParty::{Municipalities, Region, State};
    let contributions = vec![
        contribution(
            2026,
            Contributor::Party(State),
            Statutory,
            kronor(5_400_000),
        ),
        contribution(2026, Contributor::Party(State), ExtraState, kronor(150_000)),
        contribution(
            2026,
            Contributor::Member(member(2), Some(Region)),
            Statutory,
            kronor(2_700_000),
        ),
        contribution(
            2026,
            Contributor::Member(member(3), Some(Municipalities)),
            Statutory,
            kronor(1_890_000),
        ),
        contribution(
            2026,
            Contributor::Member(member(4), Some(Municipalities)),
            VoluntaryExcess,
            Ore::new(81_000_055),
        ),
        contribution(
            2026,
            Contributor::Other("Stiftelsen Nordanljus".to_owned()),
            Statutory,
            kronor(40_000),
        ),
        contribution(2027, Contributor::Party(State), Statutory, None),
        contribution(
            2027,
            Contributor::Member(member(5), None),
            Statutory,
            kronor(75_000),
        ),
    ];
    let whole = days("2026-01-01", "2026-12-31");
    let mut teams = line(1, "Samordningsteam", whole, kronor(9_750_000));
    teams.expected_outcome = Some("120 deltagare, varav hälften till arbete".to_owned());
    let psychologist = line(2, "Psykolog på halvtid", whole, kronor(450_000));
    let guidance = line(
        3,
        "Digital vägledning",
        days("2026-03-01", "2026-10-31"),
        kronor(320_000),
    );
    let study = line(4, "Förstudie om återbruk", whole, None);
    let plan = line(
        5,
        "Fortsatta insatser",
        days("2027-01-01", "2027-12-31"),
        kronor(11_200_000),
    );
    let lines = vec![
        teams,
        waits(
            psychologist,
            "ESF-rådet beviljar stöd till projektet Vägar",
            Some("tjänsten delas med regionen"),
            Some(days("2026-01-01", "2026-06-30")),
            LineState::Released(settled("2026-05-04", "ESF-rådets beslut den 30 april 2026")),
        ),
        waits(
            guidance,
            "kommunen har tecknat avtal om drift",
            None,
            None,
            LineState::Lapsed(settled(
                "2026-06-18",
                "kommunens skrivelse om avbruten upphandling",
            )),
        ),
        waits(
            study,
            "en verksamhetsledare är anställd",
            None,
            None,
            LineState::Waiting,
        ),
        plan,
    ];
    let content = Content {
        contributions,
        other_income: vec![
            OtherIncome {
                year: 2026,
                source: IncomeSource::EuropeanSocialFund,
                text: "Projektet Vägar".to_owned(),
                amount: kronor(600_000),
            },
            OtherIncome {
                year: 2028,
                source: IncomeSource::Interest,
                text: "Ränta på medel i bank".to_owned(),
                amount: None,
            },
        ],
        lines,
        equity: vec![
            EquityMove {
                year: 2026,
                drawn: kronor(210_000),
                added: None,
            },
            EquityMove {
                year: 2027,
                drawn: None,
                added: kronor(35_000),
            },
        ],
        goals: vec![
            "Fler deltagare i arbete eller studier".to_owned(),
            "Ett första möte inom två veckor".to_owned(),
        ],
    };
    let adoption = Adoption {
        decision: DecisionId::from_uuid(Uuid::from_u128(8)),
        on: day("2026-09-17"),
        quorum: Outcome::Met,
        open: Some(true),
        announced: Some(true),
        announced_on: Some(day("2026-09-03")),
    };
    let names = [
        (2, "Region Norrskog"),
        (3, "Björkanäs kommun"),
        (4, "Sågfors kommun"),
    ];
    PrintedBudget {
        members: names
            .into_iter()
            .map(|(number, name)| (member(number), name.to_owned()))
            .collect(),
        decision: Some(ApprovingDecision {
            body: "Styrelsen".to_owned(),
            slug: Slug::of("Styrelsen").expect("letters"),
            label: Some("§ 41".to_owned()),
            text: "Styrelsen beslutar att anta tilläggsbudget för 2026.".to_owned(),
        }),
        replaced_by: Some(4),
        address: Some("/paragraf/v1/budgets/bud-7.html?version=3".to_owned()),
        ..printed(Version {
            funding: Some("Överskottet från 2025 tas i anspråk".to_owned()),
            adoption: Some(adoption),
            ..version(VersionKind::Supplement, content)
        })
    }
}

/// A proposal of which little is known: a plan without a last year, lines without amounts, and nothing else.
pub fn unknown() -> PrintedBudget {
    let whole = days("2026-01-01", "2026-12-31");
    let content = Content {
        lines: vec![
            line(1, "Samordningsteam", whole, None),
            waits(
                line(2, "Psykolog", whole, None),
                "beslut av ESF-rådet",
                None,
                None,
                LineState::Waiting,
            ),
        ],
        ..Content::default()
    };
    printed(Version {
        number: 1,
        last_year: None,
        ..version(VersionKind::Original, content)
    })
}
