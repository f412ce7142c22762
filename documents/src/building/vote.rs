//! Votes: the figures, the roll call, the outcome.

use super::wording::Wording;
use super::{Printing, plain, quoted};
use crate::document::{Block, Fact, Line, Role, Run};
use crate::shown::Shown;
use crate::words;
use domain::vote::{Vote, VoteResult};

impl Printing<'_> {
    /// What was voted on and how it came out, then who voted how.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 66 and 67 §§ by lag (2003:1210) 19 §: the minutes say which votes were held, how
    /// they came out, and in open votes how each member voted.
    pub(crate) fn vote(&self, vote: &Vote) -> Vec<Block> {
        let mut facts: Vec<Fact> = Vec::new();
        facts.extend(
            vote.about
                .map(|about| self.fact(words::ABOUT, vec![vec![self.say(words::about(about))]])),
        );
        facts.extend(self.stated(words::MEANING_OF_YES, vote.meaning_of_yes.as_deref()));
        facts.extend(
            vote.secret
                .map(|secret| self.fact(words::SECRET, vec![vec![self.yes_or_no(secret)]])),
        );
        facts.extend(vote.majority.map(|majority| {
            let part = format!("{}/{}", majority.numerator, majority.denominator);
            let line = vec![
                Run::Words(Shown::new(&part)),
                plain(" "),
                self.say(words::base(majority.base)),
            ];
            self.fact(words::MAJORITY, vec![line])
        }));
        facts.extend(self.tally(vote));
        facts
            .extend(vote.casting_vote.map(|settled| {
                self.fact(words::CASTING_VOTE, vec![vec![self.yes_or_no(settled)]])
            }));
        facts.extend(self.stated(words::LOT, vote.lot.as_deref()));
        facts.extend(vote.result.as_ref().map(|result| {
            let line = match result {
                VoteResult::Carried => vec![self.say(words::CARRIED)],
                VoteResult::Lost => vec![self.say(words::LOST)],
                VoteResult::Elected(who) => {
                    vec![self.say(words::ELECTED), plain(": "), quoted(who)]
                }
            };
            self.fact(words::RESULT, vec![line])
        }));
        let mut blocks = vec![Block::Facts {
            role: Role::Vote,
            caption: Some(self.words(words::VOTE)),
            facts,
        }];
        if !vote.candidates.is_empty() {
            let rows = vote.candidates.iter().map(|candidate| {
                vec![
                    vec![quoted(&candidate.name)],
                    candidate.votes.map(figure).into_iter().collect(),
                ]
            });
            blocks.push(self.columns_of_vote(
                words::CANDIDATES,
                [words::NAME, words::TALLY],
                rows.collect(),
            ));
        }
        if !vote.ballots.is_empty() {
            let rows = vote.ballots.iter().map(|ballot| {
                vec![
                    vec![quoted(&ballot.name)],
                    vec![self.say(words::choice(ballot.choice))],
                ]
            });
            blocks.push(self.columns_of_vote(
                words::BALLOTS,
                [words::NAME, words::BALLOT],
                rows.collect(),
            ));
        }
        blocks
    }

    /// The figures that the record states, else those that its roll call adds up to.
    fn tally(&self, vote: &Vote) -> Option<Fact> {
        let counted = (!vote.ballots.is_empty()).then(|| vote.counted());
        let figures = [
            (words::YES, vote.yes.or(counted.map(|tally| tally.yes))),
            (words::NO, vote.no.or(counted.map(|tally| tally.no))),
            (
                words::ABSTAINED,
                vote.abstained.or(counted.and_then(|tally| tally.abstained)),
            ),
        ];
        if figures.iter().all(|(_, figure)| figure.is_none()) {
            return None;
        }
        let mut line = Line::new();
        for (label, number) in figures {
            if !line.is_empty() {
                line.push(plain(", "));
            }
            line.extend([self.say(label), plain(": ")]);
            line.push(number.map_or_else(|| self.say(words::NOT_STATED), figure));
        }
        Some(self.fact(words::TALLY, vec![line]))
    }

    fn columns_of_vote(
        &self,
        caption: domain::text::Label,
        columns: [domain::text::Label; 2],
        rows: Vec<Vec<Line>>,
    ) -> Block {
        Block::Table {
            role: Role::Vote,
            caption: self.words(caption),
            columns: columns.map(|label| self.words(label)).to_vec(),
            rows,
        }
    }
}

fn figure(number: u32) -> Run {
    Run::Words(Shown::new(&number.to_string()))
}
