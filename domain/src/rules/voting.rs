//! Votes: one each, tallies that add up, ties and the casting vote.

use super::case::{Case, called, count, same_name, worst};
use super::matter::Matter;
use super::quorum::present_count;
use super::rulebook::{
    CASTING_VOTE_IN_ELECTION, CASTING_VOTE_WITHOUT_TIE, CHAIR_ABSTAINED_WHEN_NEEDED,
    TIE_UNRESOLVED, VOTE_TALLY_MISMATCH, WEIGHTED_VOTE,
};
use crate::decision::DecisionKind;
use crate::name::fold;
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;
use crate::vote::{self, Ballot, Choice, Tally, Vote};
use std::collections::{BTreeSet, HashSet};

/// What one vote answered to one rule: outcome, words, and figures as named.
struct Answer {
    outcome: Outcome,
    text: Text,
    condition: Option<Text>,
}

impl Answer {
    fn new(outcome: Outcome, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            outcome,
            text: Text::new(sv, en),
            condition: None,
        }
    }

    /// Some minutes count the casting vote in the tally; a difference of one leaves that open.
    fn if_counted_in(sv: impl Into<String>, en: impl Into<String>) -> Self {
        let condition = Text::new(
            "om utslagsrösten är inräknad i röstetalen",
            "if the casting vote is counted in the tally",
        );
        Self {
            condition: Some(condition),
            ..Self::new(Outcome::Conditional, sv, en)
        }
    }
}

/// Whether a vote was on an election.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    /// On something else.
    Matter,
    /// On an election and nothing else.
    Election,
    /// The item holds an election and other decisions.
    Either,
}

/// A vote with what it was on, how many could cast it, and who stood aside from it.
#[derive(Clone, Copy)]
struct Held<'a> {
    on: On,
    vote: &'a Vote,
    present: Option<u32>,
    out: &'a BTreeSet<String>,
}

/// What the votes of an item were on: by its own decisions, else by those of the whole §.
fn subject(top: &Paragraph, item: &Paragraph) -> On {
    let kinds = |paragraph: &Paragraph| -> Vec<DecisionKind> {
        paragraph
            .walk()
            .flat_map(|below| &below.decisions)
            .map(|decision| decision.kind)
            .collect()
    };
    let own = kinds(item);
    let kinds = if own.is_empty() { kinds(top) } else { own };
    let elections = kinds
        .iter()
        .filter(|kind| **kind == DecisionKind::Elect)
        .count();
    match elections {
        0 => On::Matter,
        _ if elections == kinds.len() => On::Election,
        _ => On::Either,
    }
}

/// The verdicts on the votes of a §, each rule once.
pub(super) fn verdicts(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let placed: Vec<_> = Matter::all(paragraph)
        .into_iter()
        .filter(|matter| !matter.item().votes.is_empty())
        .map(|matter| {
            let on = subject(paragraph, matter.item());
            let present = present_count(case, &matter);
            (matter.item(), on, present, matter.aside())
        })
        .collect();
    let votes: Vec<Held<'_>> = placed
        .iter()
        .flat_map(|(item, on, present, out)| {
            item.votes.iter().map(move |vote| Held {
                on: *on,
                vote,
                present: *present,
                out,
            })
        })
        .collect();
    let at = called(case.meeting, paragraph);
    let chair = case
        .meeting
        .officers
        .chair
        .as_ref()
        .map(|chair| chair.name.as_str());
    let mut found = Vec::new();
    let mut ask = |rule: &'static Rule, answer: &dyn Fn(Held<'_>) -> Option<Answer>| {
        let mut answers: Vec<Answer> = votes.iter().filter_map(|vote| answer(*vote)).collect();
        let outcome = worst(answers.iter().map(|answer| answer.outcome));
        if let Some(position) = answers
            .iter()
            .position(|answer| Some(answer.outcome) == outcome)
        {
            let answer = answers.swap_remove(position);
            let text = Text::new(
                format!("I {}: {}", at.sv, answer.text.sv),
                format!("In {}: {}", at.en, answer.text.en),
            );
            let mut verdict = rule.verdict(answer.outcome, text).about(paragraph.id);
            if let Some(condition) = answer.condition {
                verdict = verdict.depending_on(condition).by_interpretation();
            }
            found.push(verdict);
        }
    };
    ask(&WEIGHTED_VOTE, &|held| {
        one_each(held.vote, held.present, held.out)
    });
    ask(&VOTE_TALLY_MISMATCH, &|held| adds_up(held.vote));
    ask(&CASTING_VOTE_WITHOUT_TIE, &|held| {
        cast_in_a_tie(held.on, held.vote)
    });
    ask(&TIE_UNRESOLVED, &|held| tie_settled(held.on, held.vote));
    ask(&CASTING_VOTE_IN_ELECTION, &|held| {
        lot_in_election(held.on, held.vote)
    });
    ask(&CHAIR_ABSTAINED_WHEN_NEEDED, &|held| {
        chair_voted(held.on, held.vote, chair)
    });
    found
}

fn is_tie(vote: &Vote) -> bool {
    vote.outcome() == Some(vote::Outcome::Tie)
}

fn shown(tally: Tally) -> String {
    format!("{}–{}", tally.yes, tally.no)
}

/// # Legal source
/// Kommunallag (2017:725) 4 kap. 24 § by lag (2003:1210) 19 §. Ballots of those who stood aside are another rule's.
fn one_each(vote: &Vote, present: Option<u32>, out: &BTreeSet<String>) -> Option<Answer> {
    let (void, ballots): (Vec<&Ballot>, Vec<&Ballot>) = vote
        .ballots
        .iter()
        .partition(|ballot| out.contains(&fold(&ballot.name)));
    let mut seen: HashSet<String> = HashSet::new();
    let twice = ballots
        .iter()
        .find(|ballot| !seen.insert(fold(&ballot.name)));
    if let Some(ballot) = twice {
        let name = &ballot.name;
        return Some(Answer::new(
            Outcome::NotMet,
            format!("{name} står med mer än en röst."),
            format!("{name} stands with more than one vote."),
        ));
    }
    let tally = vote.tally()?;
    let void: Vec<&Ballot> = void
        .into_iter()
        .filter(|ballot| tally.abstained.is_some() || ballot.choice != Choice::Abstain)
        .collect();
    let cast = tally
        .yes
        .saturating_add(tally.no)
        .saturating_add(tally.abstained.unwrap_or(0))
        .saturating_sub(count(void.len()));
    Some(match present {
        None => Answer::new(
            Outcome::Unknown,
            format!(
                "{cast} röster avgavs, men hur många beslutande som var närvarande framgår inte."
            ),
            format!(
                "{cast} votes were cast, but how many entitled to vote were present does not appear."
            ),
        ),
        Some(present) if cast <= present => Answer::new(
            Outcome::Met,
            format!("{cast} röster avgavs av {present} närvarande."),
            format!("{cast} votes were cast by {present} present."),
        ),
        Some(present) if cast == present.saturating_add(1) && vote.casting_vote == Some(true) => {
            Answer::if_counted_in(
                format!(
                    "{cast} röster avgavs av {present} närvarande; utslagsrösten kan vara inräknad."
                ),
                format!(
                    "{cast} votes were cast by {present} present; the casting vote may be counted in."
                ),
            )
        }
        Some(present) => Answer::new(
            Outcome::NotMet,
            format!("{cast} röster avgavs fast {present} beslutande var närvarande."),
            format!("{cast} votes were cast though {present} entitled to vote were present."),
        ),
    })
}

/// # Legal source
/// Kommunallag (2017:725) 5 kap. 55 and 67 §§ by lag (2003:1210) 19 §.
fn adds_up(vote: &Vote) -> Option<Answer> {
    if vote.ballots.is_empty() || (vote.yes, vote.no, vote.abstained) == (None, None, None) {
        return None;
    }
    let counted = vote.counted();
    let off =
        |printed: Option<u32>, counted: u32| printed.map_or(0, |printed| printed.abs_diff(counted));
    let yes = off(vote.yes, counted.yes);
    let no = off(vote.no, counted.no);
    let abstained = off(vote.abstained, counted.abstained.unwrap_or(0));
    let more = vote.yes.unwrap_or(0) > counted.yes || vote.no.unwrap_or(0) > counted.no;
    let named = shown(counted);
    if (yes, no, abstained) == (0, 0, 0) {
        return Some(Answer::new(
            Outcome::Met,
            format!("röstetalen stämmer med de namngivna rösterna, {named}."),
            format!("the tally agrees with the named ballots, {named}."),
        ));
    }
    let print = |held: Option<u32>| held.map_or_else(|| "?".to_owned(), |held| held.to_string());
    let printed = format!("{}–{}", print(vote.yes), print(vote.no));
    let (sv, en) = (
        format!("röstetalen {printed} skiljer sig från de namngivna rösterna, {named}."),
        format!("the tally {printed} differs from the named ballots, {named}."),
    );
    let by_casting_vote =
        vote.casting_vote == Some(true) && yes + no == 1 && abstained == 0 && more;
    Some(if by_casting_vote {
        Answer::if_counted_in(sv, en)
    } else {
        Answer::new(Outcome::NotMet, sv, en)
    })
}

/// # Legal source
/// Kommunallag (2017:725) 5 kap. 56 § by lag (2003:1210) 19 §.
fn cast_in_a_tie(on: On, vote: &Vote) -> Option<Answer> {
    if vote.casting_vote != Some(true) || on != On::Matter {
        return None;
    }
    let Some(tally) = vote.tally() else {
        return Some(Answer::new(
            Outcome::Unknown,
            "utslagsrösten avgjorde, men röstetalen framgår inte.",
            "the casting vote settled it, but the tally does not appear.",
        ));
    };
    let named = (!vote.ballots.is_empty()).then(|| vote.counted());
    let apart = tally.yes.abs_diff(tally.no);
    let counted = shown(tally);
    Some(
        if apart == 0 || named.is_some_and(|named| named.yes == named.no) {
            Answer::new(
                Outcome::Met,
                format!("utslagsrösten avgjorde vid lika röstetal, {counted}."),
                format!("the casting vote settled a tie, {counted}."),
            )
        } else if apart == 1 {
            Answer::if_counted_in(
                format!("utslagsrösten anges vid röstetalen {counted}."),
                format!("the casting vote is stated with the tally {counted}."),
            )
        } else {
            Answer::new(
                Outcome::NotMet,
                format!("utslagsrösten användes fast röstetalen inte var lika, {counted}."),
                format!("the casting vote was used though there was no tie, {counted}."),
            )
        },
    )
}

/// # Legal source
/// Kommunallag (2017:725) 5 kap. 56 § by lag (2003:1210) 19 §.
fn tie_settled(on: On, vote: &Vote) -> Option<Answer> {
    let tally = vote.tally()?;
    if !is_tie(vote) || on != On::Matter {
        return None;
    }
    let counted = shown(tally);
    Some(match vote.casting_vote {
        Some(true) => Answer::new(
            Outcome::Met,
            format!("lika röstetal, {counted}, avgjordes med utslagsröst."),
            format!("a tie, {counted}, was settled by the casting vote."),
        ),
        Some(false) => Answer::new(
            Outcome::NotMet,
            format!("lika röstetal, {counted}, avgjordes inte med utslagsröst."),
            format!("a tie, {counted}, was not settled by the casting vote."),
        ),
        None => Answer::new(
            Outcome::Unknown,
            format!("hur lika röstetal, {counted}, avgjordes framgår inte."),
            format!("how a tie, {counted}, was settled does not appear."),
        ),
    })
}

/// # Legal source
/// Kommunallag (2017:725) 5 kap. 56 § second paragraph by lag (2003:1210) 19 §.
fn lot_in_election(on: On, vote: &Vote) -> Option<Answer> {
    if on == On::Matter {
        return None;
    }
    Some(match vote.casting_vote {
        Some(true) if on == On::Election => Answer::new(
            Outcome::NotMet,
            "ett val avgjordes med utslagsröst i stället för lottning.",
            "an election was settled by the casting vote instead of by lot.",
        ),
        Some(true) => Answer {
            condition: Some(Text::new(
                "om omröstningen inte gällde valet",
                "if the vote was not on the election",
            )),
            ..Answer::new(
                Outcome::Conditional,
                "utslagsröst användes i en punkt som rymmer både val och andra beslut.",
                "the casting vote was used in an item that holds both an election and other decisions.",
            )
        },
        None if is_tie(vote) => Answer::new(
            Outcome::Unknown,
            "hur lika röstetal i valet avgjordes framgår inte.",
            "how a tie in the election was settled does not appear.",
        ),
        _ => Answer::new(
            Outcome::Met,
            "ingen utslagsröst användes i valet.",
            "no casting vote was used in the election.",
        ),
    })
}

/// # Legal source
/// Kommunallag (2017:725) 4 kap. 25 § by lag (2003:1210) 19 §.
fn chair_voted(on: On, vote: &Vote, chair: Option<&str>) -> Option<Answer> {
    let chair = chair?;
    let abstained = vote
        .ballots
        .iter()
        .any(|ballot| same_name(&ballot.name, chair) && ballot.choice == Choice::Abstain);
    if !abstained || on != On::Matter {
        return None;
    }
    Some(if is_tie(vote) && vote.casting_vote == Some(true) {
        // The casting vote stands beside an ordinary vote, and does not take its place.
        Answer::new(
            Outcome::NotMet,
            format!(
                "{chair} avstod som ordförande fast rösterna var lika, och avgjorde med utslagsrösten."
            ),
            format!(
                "{chair}, in the chair, abstained though the votes were equal, and settled it by the casting vote."
            ),
        )
    } else if is_tie(vote) {
        Answer::new(
            Outcome::NotMet,
            format!("{chair} avstod som ordförande fast rösterna var lika."),
            format!("{chair}, in the chair, abstained though the votes were equal."),
        )
    } else {
        Answer::new(
            Outcome::Met,
            format!("{chair} avstod som ordförande, och ärendet kunde ändå avgöras."),
            format!("{chair}, in the chair, abstained, and the matter could still be settled."),
        )
    })
}
