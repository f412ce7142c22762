//! A § or a sub-item of one as a matter of its own: who stood aside from it, and who was left.

use super::case::{Case, by_label, called};
use crate::meeting::Meeting;
use crate::name::fold;
use crate::paragraph::Paragraph;
use crate::text::Text;
use std::collections::BTreeSet;
use std::rc::Rc;

/// An item with all it stands under.
#[derive(Debug, Clone)]
pub(super) struct Matter<'a> {
    top: &'a Paragraph,
    /// From below the § down to the item itself; empty for a § as a whole.
    below: Vec<&'a Paragraph>,
}

/// Who takes part in a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taking {
    /// The places of the lines that are entitled and there.
    pub lines: Vec<usize>,
    /// How many of them may have left: their names fit one who stood aside, but not for certain.
    pub doubtful: u32,
    /// Whether it cannot be said of somebody entitled if they were there.
    pub unclear: bool,
}

impl<'a> Matter<'a> {
    /// A § as a whole.
    pub fn of(paragraph: &'a Paragraph) -> Self {
        Self {
            top: paragraph,
            below: Vec::new(),
        }
    }

    /// An item by its place in a record; by itself where the record does not hold it.
    pub fn placed(meeting: &'a Meeting, item: &'a Paragraph) -> Self {
        let (top, below) = meeting.chain(item);
        Self { top, below }
    }

    /// The § and every sub-item, in order of print.
    pub fn all(paragraph: &'a Paragraph) -> Vec<Self> {
        fn below<'a>(above: &Matter<'a>, into: &mut Vec<Matter<'a>>) {
            for item in &above.item().items {
                let mut matter = above.clone();
                matter.below.push(item);
                into.push(matter.clone());
                below(&matter, into);
            }
        }
        let whole = Self::of(paragraph);
        let mut all = vec![whole.clone()];
        below(&whole, &mut all);
        all
    }

    /// The item itself.
    pub fn item(&self) -> &'a Paragraph {
        self.below.last().copied().unwrap_or(self.top)
    }

    /// The § that it stands under, itself for a §.
    pub const fn top(&self) -> &'a Paragraph {
        self.top
    }

    fn chain(&self) -> impl Iterator<Item = &'a Paragraph> {
        std::iter::once(self.top).chain(self.below.iter().copied())
    }

    /// The number that presence is stated by.
    pub fn number(&self) -> Option<u32> {
        self.top().number
    }

    /// The matter directly above; `None` for a §.
    pub fn above(&self) -> Option<Self> {
        let (_, above) = self.below.split_last()?;
        Some(Self {
            top: self.top,
            below: above.to_vec(),
        })
    }

    /// Whether the number of the item, or of one above it, was voided.
    pub fn is_voided(&self) -> bool {
        self.chain().any(|item| item.voided.is_some())
    }

    /// Names of those who stood aside from it, as printed: at the item, and at all it stands under.
    pub fn stood_aside(&self) -> impl Iterator<Item = &'a str> {
        self.chain()
            .flat_map(|item| &item.disqualified)
            .map(String::as_str)
    }

    /// The same names, folded.
    pub fn aside(&self) -> BTreeSet<String> {
        self.stood_aside().map(fold).collect()
    }

    /// How the item is called in a sentence.
    pub fn called(&self, meeting: &Meeting) -> Text {
        let Some(above) = self.above() else {
            return called(meeting, self.top());
        };
        let parent = above.item().number.or(self.number());
        if let Some(label) = self.item().label(meeting.numbering.mark, parent) {
            return by_label(&label);
        }
        let whole = called(meeting, self.top());
        match &self.item().title {
            Some(title) => Text::new(
                format!("punkten ”{title}” i {}", whole.sv),
                format!("the item “{title}” of {}", whole.en),
            ),
            None => Text::new(
                format!("en delpunkt i {}", whole.sv),
                format!("a sub-item of {}", whole.en),
            ),
        }
    }

    /// Who takes part; `None` where the record states no attendance.
    pub fn taking(&self, case: &Case<'_>) -> Option<Rc<Taking>> {
        case.meeting.attendance.as_ref()?;
        if self.stood_aside().next().is_some() {
            return Some(Rc::new(self.left(case)));
        }
        let pattern = case.roster().pattern(self.number());
        let known = case.taking.borrow().get(&pattern).map(Rc::clone);
        Some(known.unwrap_or_else(|| {
            let taking = Rc::new(self.left(case));
            case.taking.borrow_mut().insert(pattern, Rc::clone(&taking));
            taking
        }))
    }

    fn left(&self, case: &Case<'_>) -> Taking {
        let aside = self.aside();
        let mut taking = Taking {
            lines: Vec::new(),
            doubtful: 0,
            unclear: false,
        };
        for (place, held) in case.roster().lines.iter().enumerate() {
            if !held.line.is_entitled() || aside.contains(&held.name) {
                continue;
            }
            match held.line.presence.at(self.number()) {
                Some(true) => taking.lines.push(place),
                Some(false) => {}
                None => taking.unclear = true,
            }
        }
        taking.doubtful = self.doubtful(case, |place| taking.lines.binary_search(&place).is_ok());
        taking
    }

    /// How many persons among some lines may have stood aside under a name that fits them, but not for certain.
    pub fn doubtful(&self, case: &Case<'_>, among: impl Fn(usize) -> bool) -> u32 {
        let roster = case.roster();
        let mut may_be: BTreeSet<&str> = BTreeSet::new();
        let mut spoken_of = 0_usize;
        for name in self.aside_once() {
            for places in roster.likely(name).iter() {
                let fitting: Vec<usize> = places.iter().copied().filter(|at| among(*at)).collect();
                if !fitting.is_empty() {
                    spoken_of += 1;
                    may_be.extend(roster.at(&fitting).map(|held| held.name.as_str()));
                }
            }
        }
        super::case::count(spoken_of.min(may_be.len()))
    }

    /// The printed names, each once.
    fn aside_once(&self) -> BTreeSet<&'a str> {
        self.stood_aside().collect()
    }

    /// Whether a person of the attendance list, by folded name, may be one who stood aside under another print.
    pub fn may_have_stood_aside(&self, case: &Case<'_>, folded: &str) -> bool {
        let roster = case.roster();
        let own = roster.places(folded);
        self.stood_aside().any(|name| {
            let likely = roster.likely(name);
            likely.iter().flatten().any(|place| own.contains(place))
        })
    }
}
