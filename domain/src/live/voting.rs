//! Votes (omröstning): called, counted, settled by majority, casting vote or lot.

use super::{Happening, LiveMeeting, Quorate};
use crate::association::Association;
use crate::id::{ParagraphId, PersonId};
use crate::paragraph::Paragraph;
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::{
    CASTING_VOTE_IN_ELECTION, CASTING_VOTE_WITHOUT_TIE, CLOSED_VOTE_NOT_ALLOWED, TIE_UNRESOLVED,
    WEIGHTED_VOTE,
};
use crate::vote::{About, Ballot, Base, Candidate, Choice, Majority, Tally, Vote, VoteResult};
use std::collections::BTreeSet;

/// The ballots of a vote, as they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Count {
    /// By name.
    Named(Vec<(PersonId, Choice)>),
    /// Numbers alone.
    Numbers {
        /// For.
        yes: u32,
        /// Against.
        no: u32,
        /// Abstained.
        abstained: u32,
    },
    /// Votes for each candidate in turn, and how many abstained.
    Candidates {
        /// For each candidate.
        votes: Vec<u32>,
        /// Abstained.
        abstained: u32,
    },
}

fn mismatch(given: u32, entitled: u32) -> Refusal {
    Refusal::step(
        Step::BallotsMismatch,
        format!("{given} röster och avståenden, men {entitled} får rösta"),
        format!("{given} ballots and abstentions, but {entitled} may vote"),
    )
    .figure("ballots", given)
    .figure("entitled", entitled)
}

impl Vote {
    /// Takes a count in.
    pub(super) fn take_count(&mut self, happening: &Happening) {
        let Happening::VoteCounted {
            yes,
            no,
            abstained,
            ballots,
            votes,
            casting_vote,
            result,
            ..
        } = happening
        else {
            return;
        };
        self.yes = *yes;
        self.no = *no;
        self.abstained = *abstained;
        self.ballots.clone_from(ballots);
        for (candidate, votes) in self.candidates.iter_mut().zip(votes) {
            candidate.votes = Some(*votes);
        }
        // Where persons are chosen there is no casting vote to speak of.
        self.casting_vote = self.candidates.is_empty().then_some(*casting_vote);
        self.result.clone_from(result);
    }

    /// Whether ballots were counted.
    pub(super) fn is_counted(&self) -> bool {
        self.yes.is_some()
            || self
                .candidates
                .iter()
                .any(|candidate| candidate.votes.is_some())
    }

    /// Candidates with the most votes.
    fn leaders(&self) -> Vec<&str> {
        let most = self.candidates.iter().filter_map(|held| held.votes).max();
        self.candidates
            .iter()
            .filter(|held| held.votes == most)
            .map(|held| held.name.as_str())
            .collect()
    }
}

impl LiveMeeting {
    /// A vote is asked for. Open, save in elections and hiring.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 53 and 54 §§, 6 kap. 33 § by lag (2003:1210) 19 §; lag (2003:1210) 9 § 6 on
    /// qualified majority.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`, `STALE_QUORUM`, `VOTE_OPEN`, `DISQUALIFICATION_OPEN`, `NOBODY_PRESIDES`,
    /// `CLOSED_VOTE_NOT_ALLOWED`; `BALLOTS_MISMATCH` for an election with one candidate, or candidates in a matter.
    #[expect(
        clippy::too_many_arguments,
        reason = "a vote is called with all of this at once"
    )]
    pub fn call_vote(
        &self,
        proof: &Quorate,
        paragraph: ParagraphId,
        about: About,
        secret: bool,
        meaning_of_yes: Option<String>,
        candidates: Vec<String>,
        majority: Option<Majority>,
    ) -> Result<Happening, Refusal> {
        let item = self.open_item(paragraph)?;
        self.proven(proof, paragraph)?;
        self.led(Some(paragraph))?;
        self.votes_settled(item)?;
        self.disqualifications_settled(paragraph)?;
        if secret && !about.is_of_persons() && self.is_statutory() {
            return Err(Refusal::by(
                &CLOSED_VOTE_NOT_ALLOWED,
                "sluten omröstning är tillåten bara vid val och anställning",
                "a closed vote is allowed in elections and hiring alone",
            ));
        }
        if !candidates.is_empty() && !about.is_of_persons() {
            return Err(Refusal::step(
                Step::BallotsMismatch,
                "kandidater finns bara vid val och anställning",
                "only an election or hiring has candidates",
            )
            .figure("candidates", candidates.len()));
        }
        if candidates.len() == 1 {
            return Err(Refusal::step(
                Step::BallotsMismatch,
                "ett val behöver minst två kandidater",
                "an election needs two candidates at least",
            )
            .figure("candidates", candidates.len()));
        }
        let candidates = candidates
            .into_iter()
            .map(|name| Candidate { name, votes: None })
            .collect();
        Ok(Happening::VoteCalled {
            paragraph,
            vote: Vote {
                meaning_of_yes,
                about: Some(about),
                secret: Some(secret),
                majority,
                candidates,
                ..Vote::default()
            },
        })
    }

    /// The ballots are counted: one of each who may vote, abstentions among them.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 4 kap. 24 §, 5 kap. 54 to 56 §§ by lag (2003:1210) 19 §: one vote each, more yes than
    /// no, in a tie the casting vote of whoever presides, in elections and hiring the lot.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`, `NOT_OF_MEETING`, `STALE_QUORUM`, `DISQUALIFICATION_OPEN`; `WEIGHTED_VOTE`
    /// for a second ballot;
    /// `NON_SERVING_SUBSTITUTE_ACTED`, `JAV_PRESENT`; `BALLOTS_MISMATCH`; `TIE_UNRESOLVED` where a tie waits for the
    /// casting vote; `CASTING_VOTE_WITHOUT_TIE`, `CASTING_VOTE_IN_ELECTION`.
    pub fn count_vote(
        &self,
        proof: &Quorate,
        association: Option<&Association>,
        paragraph: ParagraphId,
        place: u32,
        count: Count,
        casting_vote: Option<Choice>,
    ) -> Result<Happening, Refusal> {
        let item = self.open_item(paragraph)?;
        self.proven(proof, paragraph)?;
        self.disqualifications_settled(paragraph)?;
        let vote = open_vote(item, place)?;
        let entitled = u32::try_from(self.entitled(Some(paragraph)).len()).unwrap_or(u32::MAX);
        let (tally, ballots, votes) = self.tallied(paragraph, vote, count, entitled)?;
        let of_persons = vote.about.is_some_and(About::is_of_persons);
        if of_persons && casting_vote.is_some() {
            return Err(Refusal::by(
                &CASTING_VOTE_IN_ELECTION,
                "lika röstetal vid val och anställning avgörs genom lottning, inte med utslagsröst",
                "a tie in elections and hiring is settled by lot, not by a casting vote",
            ));
        }
        let counted = |yes, no, casting, result| Happening::VoteCounted {
            paragraph,
            place,
            yes,
            no,
            abstained: tally.abstained,
            ballots: ballots.clone(),
            votes: votes.clone(),
            casting_vote: casting,
            result,
        };
        if !vote.candidates.is_empty() {
            let most = votes.iter().max().copied().unwrap_or_default();
            let mut leaders = vote
                .candidates
                .iter()
                .zip(&votes)
                .filter(|(_, votes)| **votes == most);
            let first = leaders.next().map(|(held, _)| held.name.clone());
            let alone = leaders.next().is_none();
            let result = first.filter(|_| alone).map(VoteResult::Elected);
            return Ok(counted(None, None, false, result));
        }
        let (result, casting) =
            self.outcome(association, paragraph, vote, tally, entitled, casting_vote)?;
        Ok(counted(Some(tally.yes), Some(tally.no), casting, result))
    }

    /// The tally of a count, checked against who may vote.
    fn tallied(
        &self,
        paragraph: ParagraphId,
        vote: &Vote,
        count: Count,
        entitled: u32,
    ) -> Result<(Tally, Vec<Ballot>, Vec<u32>), Refusal> {
        let mut ballots: Vec<Ballot> = Vec::new();
        let (tally, votes) = match count {
            Count::Named(named) => {
                if vote.secret == Some(true) || !vote.candidates.is_empty() {
                    return Err(Refusal::step(
                        Step::BallotsMismatch,
                        "en sluten omröstning och ett val räknas i antal, inte med namn",
                        "a closed vote and an election are counted in numbers, not by name",
                    ));
                }
                let may_vote = self.entitled(Some(paragraph));
                let mut voted = BTreeSet::new();
                for (person, choice) in &named {
                    let voter = self.acting(paragraph, *person)?;
                    if !may_vote.iter().any(|held| held.id() == *person) {
                        return Err(Refusal::step(
                            Step::BallotsMismatch,
                            format!("{} får inte rösta", voter.name),
                            format!("{} may not vote", voter.name),
                        )
                        .figure("person", &voter.name));
                    }
                    if !voted.insert(*person) {
                        return Err(Refusal::by(
                            &WEIGHTED_VOTE,
                            format!("{} har en röst, inte två", voter.name),
                            format!("{} has one vote, not two", voter.name),
                        )
                        .figure("person", &voter.name));
                    }
                    ballots.push(Ballot {
                        name: voter.name.clone(),
                        choice: *choice,
                    });
                }
                let named = Vote {
                    ballots: ballots.clone(),
                    ..Vote::default()
                };
                (named.counted(), Vec::new())
            }
            Count::Numbers { yes, no, abstained } => (
                Tally {
                    yes,
                    no,
                    abstained: Some(abstained),
                },
                Vec::new(),
            ),
            Count::Candidates { votes, abstained } => {
                if votes.len() != vote.candidates.len() {
                    return Err(Refusal::step(
                        Step::BallotsMismatch,
                        format!(
                            "{} röstetal för {} kandidater",
                            votes.len(),
                            vote.candidates.len()
                        ),
                        format!(
                            "{} numbers for {} candidates",
                            votes.len(),
                            vote.candidates.len()
                        ),
                    ));
                }
                (
                    Tally {
                        yes: votes.iter().fold(0, |sum, held| sum.saturating_add(*held)),
                        no: 0,
                        abstained: Some(abstained),
                    },
                    votes,
                )
            }
        };
        if votes.is_empty() && !vote.candidates.is_empty() {
            return Err(Refusal::step(
                Step::BallotsMismatch,
                "ett val räknas per kandidat",
                "an election is counted by candidate",
            ));
        }
        let given = tally
            .yes
            .saturating_add(tally.no)
            .saturating_add(tally.abstained.unwrap_or_default());
        if given == entitled {
            Ok((tally, ballots, votes))
        } else {
            Err(mismatch(given, entitled))
        }
    }

    /// How yes and no come out, and whether the casting vote settled it.
    fn outcome(
        &self,
        association: Option<&Association>,
        paragraph: ParagraphId,
        vote: &Vote,
        tally: Tally,
        entitled: u32,
        casting_vote: Option<Choice>,
    ) -> Result<(Option<VoteResult>, bool), Refusal> {
        let of_persons = vote.about.is_some_and(About::is_of_persons);
        let tie = vote.majority.is_none() && tally.yes == tally.no;
        if let Some(majority) = vote.majority {
            if casting_vote.is_some() {
                return Err(Refusal::by(
                    &CASTING_VOTE_WITHOUT_TIE,
                    "en kvalificerad majoritet avgörs inte med utslagsröst",
                    "a qualified majority is not settled by a casting vote",
                )
                .figure("yes", tally.yes)
                .figure("no", tally.no));
            }
            let base = match majority.base {
                Base::Cast => tally.cast(),
                Base::Present => entitled,
                Base::Seats => association
                    .zip(self.record.occasion.date)
                    .and_then(|(association, day)| association.seat_count_on(day))
                    .ok_or_else(|| {
                        Refusal::step(
                            Step::NotOfMeeting,
                            "majoriteten räknas av alla platser, men inga är registrerade",
                            "the majority is reckoned of all seats, but none is registered",
                        )
                    })?,
            };
            return Ok((Some(carried(tally.reaches(majority, base))), false));
        }
        match (tie, casting_vote) {
            (false, None) => Ok((Some(carried(tally.yes > tally.no)), false)),
            (false, Some(_)) => Err(Refusal::by(
                &CASTING_VOTE_WITHOUT_TIE,
                format!(
                    "{} mot {} är inget lika röstetal; utslagsrösten används inte",
                    tally.yes, tally.no
                ),
                format!(
                    "{} to {} is no tie; the casting vote is not used",
                    tally.yes, tally.no
                ),
            )
            .figure("yes", tally.yes)
            .figure("no", tally.no)),
            (true, None | Some(Choice::Abstain)) if !of_persons => {
                let leads = &self.led(Some(paragraph))?.name;
                Err(Refusal::by(
                    &TIE_UNRESOLVED,
                    format!(
                        "{} mot {}: {leads} leder mötet och har utslagsröst",
                        tally.yes, tally.no
                    ),
                    format!(
                        "{} to {}: {leads} presides and has the casting vote",
                        tally.yes, tally.no
                    ),
                )
                .figure("yes", tally.yes)
                .figure("no", tally.no)
                .figure("presiding", leads))
            }
            (true, Some(choice)) => {
                self.led(Some(paragraph))?;
                Ok((Some(carried(choice == Choice::Yes)), true))
            }
            // In an election without named candidates the lot decides as well.
            (true, None) => Ok((None, false)),
        }
    }

    /// The call for a vote is taken back before the ballots were counted, as where a quorum was lost meanwhile.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`; `NOT_OF_MEETING` for a vote that was counted, or is none.
    pub fn withdraw_vote(&self, paragraph: ParagraphId, place: u32) -> Result<Happening, Refusal> {
        open_vote(self.open_item(paragraph)?, place)?;
        Ok(Happening::VoteWithdrawn { paragraph, place })
    }

    /// The lot (lottning) decides between those with equal votes.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 56 § second paragraph by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`; `NOT_OF_MEETING` where no tie waits, or for a name that is not among those
    /// with equal votes.
    pub fn draw_lot(
        &self,
        paragraph: ParagraphId,
        place: u32,
        winner: String,
    ) -> Result<Happening, Refusal> {
        let item = self.open_item(paragraph)?;
        let vote = item
            .votes
            .get(place as usize)
            .filter(|vote| vote.is_counted() && vote.result.is_none());
        let Some(vote) = vote else {
            return Err(Refusal::step(
                Step::NotOfMeeting,
                "inget lika röstetal väntar på lotten",
                "no tie waits for the lot",
            ));
        };
        let leaders = vote.leaders();
        if !leaders.is_empty() && !leaders.contains(&winner.as_str()) {
            let among = leaders.join(", ");
            return Err(Refusal::step(
                Step::NotOfMeeting,
                format!("lotten drogs mellan {among}"),
                format!("the lot was drawn between {among}"),
            )
            .figure("between", among));
        }
        Ok(Happening::LotDrawn {
            paragraph,
            place,
            winner,
        })
    }

    /// Refuses while a vote of an item has no outcome.
    pub(super) fn votes_settled(&self, item: &Paragraph) -> Result<(), Refusal> {
        let open = item.votes.iter().position(|vote| vote.result.is_none());
        match open {
            None => Ok(()),
            Some(place) => Err(Refusal::step(
                Step::VoteOpen,
                format!("omröstning {} har inget utfall än", place + 1),
                format!("vote {} has no outcome yet", place + 1),
            )
            .figure("vote", place + 1)),
        }
    }
}

const fn carried(yes: bool) -> VoteResult {
    if yes {
        VoteResult::Carried
    } else {
        VoteResult::Lost
    }
}

fn open_vote(item: &Paragraph, place: u32) -> Result<&Vote, Refusal> {
    item.votes
        .get(place as usize)
        .filter(|vote| !vote.is_counted())
        .ok_or_else(|| {
            Refusal::step(
                Step::NotOfMeeting,
                format!(
                    "omröstning {} väntar inte på röster",
                    place.saturating_add(1)
                ),
                format!("vote {} does not wait for ballots", place.saturating_add(1)),
            )
        })
}
