//! Votes (omröstning) with ballots, and how they come out.

/// One ballot in an open vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Ja.
    Yes,
    /// Nej.
    No,
    /// Avstår.
    Abstain,
}

/// Who voted how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// As printed.
    pub name: String,
    /// The ballot.
    pub choice: Choice,
}

/// What a vote is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// A matter (sakfråga).
    Matter,
    /// Val.
    Election,
    /// Anställning.
    Hiring,
}

impl About {
    /// Whether the vote may be secret, and whether a tie goes to the lot.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 54 and 56 §§ by lag (2003:1210) 19 §.
    pub const fn is_of_persons(self) -> bool {
        matches!(self, Self::Election | Self::Hiring)
    }
}

/// What a qualified majority is reckoned of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// The votes cast, without abstentions.
    Cast,
    /// Those present and entitled.
    Present,
    /// All seats.
    Seats,
}

/// A qualified majority.
///
/// # Legal source
/// Lag (2003:1210) 9 § 6: the statutes may ask for it in listed matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Majority {
    /// Above the line.
    pub numerator: u32,
    /// Below the line, never zero.
    pub denominator: u32,
    /// Of what.
    pub base: Base,
}

/// Somebody who stands in an election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As printed.
    pub name: String,
    /// Votes; `None` before the count.
    pub votes: Option<u32>,
}

/// How a vote came out, as confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoteResult {
    /// The yes side.
    Carried,
    /// The no side.
    Lost,
    /// A candidate.
    Elected(String),
}

/// A vote as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vote {
    /// What a yes meant.
    pub meaning_of_yes: Option<String>,
    /// Votes for; `None` where not stated.
    pub yes: Option<u32>,
    /// Votes against; `None` where not stated.
    pub no: Option<u32>,
    /// Abstentions; `None` where not stated.
    pub abstained: Option<u32>,
    /// Whether the casting vote (utslagsröst) settled it; `None` where not stated.
    pub casting_vote: Option<bool>,
    /// Named ballots, where the vote was recorded by name.
    pub ballots: Vec<Ballot>,
    /// What it was about; `None` where not stated.
    pub about: Option<About>,
    /// Whether it was secret (sluten); `None` where not stated.
    pub secret: Option<bool>,
    /// The qualified majority that was asked for.
    pub majority: Option<Majority>,
    /// Those who stood, in an election.
    pub candidates: Vec<Candidate>,
    /// Whom the lot (lottning) fell on.
    pub lot: Option<String>,
    /// The outcome as confirmed; `None` where not stated, or not yet counted.
    pub result: Option<VoteResult>,
}

/// A tally that can be counted upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Votes for.
    pub yes: u32,
    /// Votes against.
    pub no: u32,
    /// Abstentions, where known.
    pub abstained: Option<u32>,
}

/// How a vote came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// More yes than no.
    Carried,
    /// More no than yes.
    Lost,
    /// Equal numbers: the casting vote settles it, a lot in elections.
    Tie,
}

impl Vote {
    /// The tally as printed, else as the ballots add up; `None` where neither says.
    pub fn tally(&self) -> Option<Tally> {
        if let (Some(yes), Some(no)) = (self.yes, self.no) {
            return Some(Tally {
                yes,
                no,
                abstained: self.abstained,
            });
        }
        (!self.ballots.is_empty()).then(|| self.counted())
    }

    /// How it came out: by the figures, and with a qualified majority as it was confirmed, since that may be reckoned of
    /// more than the votes. `None` where neither is known.
    pub fn outcome(&self) -> Option<Outcome> {
        match (self.majority, &self.result) {
            (None, _) => self.tally().map(Tally::outcome),
            (Some(_), Some(VoteResult::Carried)) => Some(Outcome::Carried),
            (Some(_), Some(VoteResult::Lost)) => Some(Outcome::Lost),
            (Some(_), _) => None,
        }
    }

    /// The tally that the named ballots add up to.
    pub fn counted(&self) -> Tally {
        let count = |choice| {
            u32::try_from(self.ballots.iter().filter(|b| b.choice == choice).count())
                .unwrap_or(u32::MAX)
        };
        Tally {
            yes: count(Choice::Yes),
            no: count(Choice::No),
            abstained: Some(count(Choice::Abstain)),
        }
    }
}

impl Tally {
    /// Simple majority: more yes than no among the votes cast; abstentions are not votes.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 55 §, by lag (2003:1210) 19 §.
    pub const fn outcome(self) -> Outcome {
        if self.yes > self.no {
            Outcome::Carried
        } else if self.yes < self.no {
            Outcome::Lost
        } else {
            Outcome::Tie
        }
    }

    /// Votes cast; abstentions are not votes.
    pub const fn cast(self) -> u32 {
        self.yes.saturating_add(self.no)
    }

    /// Qualified majority: at least so large a part of what it is reckoned of, and never less than a simple majority.
    ///
    /// # Legal source
    /// Lag (2003:1210) 9 § 6: the statutes may ask for more in listed matters than kommunallag (2017:725) 5 kap. 55 §
    /// does.
    pub const fn reaches(self, majority: Majority, of: u32) -> bool {
        (self.yes as u64) * (majority.denominator as u64)
            >= (of as u64) * (majority.numerator as u64)
            && self.yes > self.no
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn tally(yes: u32, no: u32) -> Tally {
        Tally {
            yes,
            no,
            abstained: None,
        }
    }

    #[test]
    fn abstentions_are_not_votes_but_a_tie_is_a_tie() {
        assert_eq!(tally(4, 3).outcome(), Outcome::Carried);
        assert_eq!(tally(3, 4).outcome(), Outcome::Lost);
        assert_eq!(tally(4, 4).outcome(), Outcome::Tie);
    }

    #[test]
    fn two_thirds_of_nine_pass_and_five_of_eight_fall() {
        let part = |numerator, denominator| Majority {
            numerator,
            denominator,
            base: Base::Cast,
        };
        let reaches = |held: Tally, majority: Majority| held.reaches(majority, held.cast());
        assert!(reaches(tally(6, 3), part(2, 3)));
        assert!(!reaches(tally(5, 3), part(2, 3)));
        assert!(!reaches(tally(0, 0), part(2, 3)));
        assert!(
            !reaches(tally(4, 4), part(1, 2)),
            "no less than a simple majority"
        );
        assert!(!reaches(tally(3, 6), part(1, 3)));
    }

    #[test]
    fn a_vote_with_a_qualified_majority_came_out_as_confirmed_and_knows_no_tie() {
        let vote = |majority: bool, result| Vote {
            yes: Some(5),
            no: Some(3),
            majority: majority.then_some(Majority {
                numerator: 2,
                denominator: 3,
                base: Base::Cast,
            }),
            result,
            ..Vote::default()
        };
        assert_eq!(vote(false, None).outcome(), Some(Outcome::Carried));
        let lost = vote(true, Some(VoteResult::Lost));
        assert_eq!(lost.outcome(), Some(Outcome::Lost));
        assert_eq!(vote(true, None).outcome(), None);
        let even = Vote {
            no: Some(5),
            ..lost
        };
        assert_eq!(even.outcome(), Some(Outcome::Lost));
    }
}
