//! Whole öre for everybody: largest remainder, ties by the members' fixed order.

use super::exact::Exact;

/// Why a member pays one öre more than its share rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extra {
    /// It does not.
    None,
    /// Its remainder was larger than that of everybody who got none.
    LargestRemainder,
    /// Its remainder was the same as another's who got none; it comes first in the members' fixed order.
    FirstInOrder,
}

/// One share, rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it comes to, in öre.
    pub ore: u64,
    /// The exact share: whole öre, rounded down.
    pub whole: u64,
    /// The exact share: what is over, above the line.
    pub over: u128,
    /// The exact share: what is over, below the line; never zero.
    pub denominator: u128,
    /// Why it is an öre more than the whole.
    pub extra: Extra,
}

impl Part {
    /// The exact share in öre as people write a mixed number, `33333333 1/3`.
    pub fn exact(&self) -> String {
        if self.over == 0 {
            self.whole.to_string()
        } else {
            let divisor = super::exact::gcd(self.over, self.denominator);
            let (over, below) = (self.over / divisor, self.denominator / divisor);
            format!("{} {over}/{below}", self.whole)
        }
    }
}

/// Rounds exact shares so that they sum to the amount; `None` where the exact shares do not.
pub(super) fn apportion(amount: u64, exact: &Exact) -> Option<Vec<Part>> {
    let rounded_down = exact
        .whole
        .iter()
        .try_fold(0_u64, |sum, whole| sum.checked_add(*whole))?;
    let left = usize::try_from(amount.checked_sub(rounded_down)?).ok()?;
    let mut order: Vec<(usize, u128)> = exact.over.iter().copied().enumerate().collect();
    order.sort_by(|(_, left), (_, right)| right.cmp(left));
    let (given, without) = order.split_at_checked(left)?;
    let highest_without = without.first().map(|(_, over)| *over);
    let mut parts: Vec<Part> = exact
        .whole
        .iter()
        .zip(&exact.over)
        .map(|(whole, over)| Part {
            ore: *whole,
            whole: *whole,
            over: *over,
            denominator: exact.denominator,
            extra: Extra::None,
        })
        .collect();
    for (place, over) in given {
        let part = parts.get_mut(*place)?;
        part.ore = part.ore.checked_add(1)?;
        part.extra = if highest_without == Some(*over) {
            Extra::FirstInOrder
        } else {
            Extra::LargestRemainder
        };
    }
    Some(parts)
}
