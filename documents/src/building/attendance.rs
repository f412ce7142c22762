//! Attendance tables: who decided, who was there, who was not.

use super::wording::Wording;
use super::{Printing, after, plain, quoted};
use crate::document::{Block, Line, Role, Run};
use crate::shown::Shown;
use crate::words;
use domain::attendance::{Attendance, Capacity, Interval, Presence};
use domain::body::BodyKind;
use domain::paragraph::Mark;
use domain::text::Label;

/// The groups of the list, in the order of a protokoll.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Entitled,
    NotServing,
    Employer,
    Union,
    Others,
}

impl Group {
    fn of(line: &Attendance) -> Self {
        match line.capacity {
            _ if line.is_entitled() => Self::Entitled,
            Capacity::Substitute | Capacity::ServingSubstitute => Self::NotServing,
            Capacity::Employer => Self::Employer,
            Capacity::Union => Self::Union,
            Capacity::Member | Capacity::Official | Capacity::Other => Self::Others,
        }
    }
}

impl Printing<'_> {
    /// One table a group; what the record does not state is said to be missing.
    pub(crate) fn attendance(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        match &self.meeting.attendance {
            None => blocks.push(self.unlisted(words::PRESENT)),
            Some(lines) => {
                let groups: Vec<(Label, Vec<Vec<Line>>)> = [
                    (Group::Entitled, self.entitled(lines)),
                    (Group::NotServing, words::NOT_SERVING),
                    (Group::Employer, words::EMPLOYER_SIDE),
                    (Group::Union, words::UNION_SIDE),
                    (Group::Others, words::OTHERS),
                ]
                .into_iter()
                .map(|(group, caption)| {
                    let of_group = lines.iter().filter(|line| Group::of(line) == group);
                    (
                        caption,
                        of_group.map(|line| self.row(group, line)).collect(),
                    )
                })
                .filter(|(_, rows): &(Label, Vec<Vec<Line>>)| !rows.is_empty())
                .collect();
                // The tables stand below one another, so all of them have the same columns.
                let filled = filled(groups.iter().flat_map(|(_, rows)| rows), COLUMNS.len());
                for (caption, rows) in groups {
                    blocks.push(self.table(Role::Attendance, caption, &COLUMNS, rows, &filled));
                }
            }
        }
        if let Some(absent) = self
            .meeting
            .absent
            .as_deref()
            .filter(|absent| !absent.is_empty())
        {
            let rows = absent
                .iter()
                .map(|absentee| {
                    let organisation = absentee.organisation.as_ref();
                    vec![
                        vec![quoted(&absentee.person.name)],
                        organisation
                            .map(|of| quoted(&of.name))
                            .into_iter()
                            .collect(),
                    ]
                })
                .collect();
            let columns = [words::NAME, words::REPRESENTS];
            blocks.push(self.columns(Role::Attendance, words::ABSENT, &columns, rows));
        }
        blocks
    }

    /// A body that decides has those who decide; at any other they are those present.
    fn entitled(&self, lines: &[Attendance]) -> Label {
        let decides = matches!(
            self.meeting.body.kind,
            BodyKind::Board | BodyKind::ExecutiveCommittee | BodyKind::Assembly
        );
        if decides || lines.iter().any(|line| line.deciding == Some(true)) {
            words::DECIDING
        } else {
            words::PRESENT
        }
    }

    fn unlisted(&self, caption: Label) -> Block {
        Block::Facts {
            role: Role::Attendance,
            caption: None,
            facts: vec![self.fact(caption, Vec::new())],
        }
    }

    fn row(&self, group: Group, line: &Attendance) -> Vec<Line> {
        let mut name = vec![quoted(&line.person.name)];
        if let Some(party) = &line.party {
            name.extend([plain(" ("), quoted(party), plain(")")]);
        }
        vec![
            name,
            self.role(group, line),
            of(line.organisation.as_ref().map(|of| of.name.as_str())),
            self.presence(line),
        ]
    }

    /// A table without the columns that nobody fills.
    pub(crate) fn columns(
        &self,
        role: Role,
        caption: Label,
        columns: &[Label],
        rows: Vec<Vec<Line>>,
    ) -> Block {
        let filled = filled(&rows, columns.len());
        self.table(role, caption, columns, rows, &filled)
    }

    fn table(
        &self,
        role: Role,
        caption: Label,
        columns: &[Label],
        rows: Vec<Vec<Line>>,
        filled: &[bool],
    ) -> Block {
        Block::Table {
            role,
            caption: self.words(caption),
            columns: kept(columns.iter().map(|label| self.words(*label)), filled),
            rows: rows.into_iter().map(|row| kept(row, filled)).collect(),
        }
    }

    /// Title as printed, and the capacity where the table's heading does not say it.
    fn role(&self, group: Group, line: &Attendance) -> Line {
        let mut role = of(line.title.as_deref());
        let said = match (group, line.capacity) {
            (Group::Entitled, Capacity::Member) => line.title.is_some(),
            (Group::Entitled | Group::Others, _) | (_, Capacity::ServingSubstitute) => {
                line.capacity == Capacity::Official && line.title.is_some()
            }
            _ => true,
        };
        if !said {
            after(&mut role, self.say(words::capacity(line.capacity)));
        }
        if let Some(replaced) = &line.substitutes_for {
            if !role.is_empty() {
                role.push(plain(" "));
            }
            role.extend([self.say(words::FOR), plain(" "), quoted(replaced)]);
        }
        role
    }

    /// The items that somebody was present at, where the record limits them, and how.
    fn presence(&self, line: &Attendance) -> Line {
        let mut presence = Line::new();
        match &line.presence {
            Presence::Whole => {}
            Presence::Stated(intervals) if intervals.is_empty() => {
                presence.push(self.say(words::NOT_PRESENT));
            }
            Presence::Stated(intervals) => {
                for interval in intervals {
                    after(&mut presence, self.interval(*interval));
                }
            }
        }
        if line.remote == Some(true) {
            after(&mut presence, self.say(words::REMOTELY));
        }
        presence
    }

    fn interval(&self, interval: Interval) -> Run {
        let mark = match self.meeting.numbering.mark {
            Mark::Section => "§ ",
            Mark::Point | Mark::None => "",
        };
        let word = |label: Label| label.in_language(self.language);
        let text = match (interval.from, interval.to) {
            (None, None) => return self.say(words::PRESENT),
            (None, Some(to)) => format!("{} {mark}{to}", word(words::TO)),
            (Some(from), None) => format!("{} {mark}{from}", word(words::FROM)),
            (Some(from), Some(to)) if from == to => format!("{mark}{from}"),
            (Some(from), Some(to)) => format!("{}{from}–{to}", mark.replace('§', "§§")),
        };
        Run::Words(Shown::new(&text))
    }
}

const COLUMNS: [Label; 4] = [
    words::NAME,
    words::ROLE,
    words::REPRESENTS,
    words::PRESENT_AT,
];

/// Which columns hold something; the first one always counts.
fn filled<'a>(rows: impl IntoIterator<Item = &'a Vec<Line>>, columns: usize) -> Vec<bool> {
    let mut filled = vec![false; columns];
    if let Some(first) = filled.first_mut() {
        *first = true;
    }
    for row in rows {
        for (cell, filled) in row.iter().zip(&mut filled) {
            *filled |= !cell.is_empty();
        }
    }
    filled
}

fn kept<T>(cells: impl IntoIterator<Item = T>, filled: &[bool]) -> Vec<T> {
    cells
        .into_iter()
        .zip(filled)
        .filter(|(_, filled)| **filled)
        .map(|(cell, _)| cell)
        .collect()
}

fn of(text: Option<&str>) -> Line {
    text.map(quoted).into_iter().collect()
}
