//! Exact shares of an amount, before any rounding.

/// Shares of an amount as mixed numbers with one denominator: share `i` is `whole[i] + over[i] / denominator` öre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exact {
    /// Whole öre, rounded down.
    pub whole: Vec<u64>,
    /// What is over, above the line; always below the denominator.
    pub over: Vec<u128>,
    /// Below the line, never zero.
    pub denominator: u128,
}

impl Exact {
    /// Shares that are whole öre.
    pub fn of_sums(sums: &[u64]) -> Self {
        Self {
            whole: sums.to_vec(),
            over: vec![0; sums.len()],
            denominator: 1,
        }
    }

    /// Shares of an amount in proportion to weights; `None` where the weights are all zero or too large.
    pub fn by_weights(amount: u64, weights: &[u128]) -> Option<Self> {
        let sum = weights
            .iter()
            .try_fold(0_u128, |sum, weight| sum.checked_add(*weight))?;
        let (whole, over) = weights
            .iter()
            .map(|weight| mul_div(amount, *weight, sum))
            .collect::<Option<(Vec<u64>, Vec<u128>)>>()?;
        Some(
            Self {
                whole,
                over,
                denominator: sum,
            }
            .reduced(),
        )
    }

    /// These shares with whole öre added to each; `None` beyond what fits.
    pub fn plus(mut self, sums: &[u64]) -> Option<Self> {
        for (whole, sum) in self.whole.iter_mut().zip(sums) {
            *whole = whole.checked_add(*sum)?;
        }
        Some(self)
    }

    /// The weighted mean of several divisions of one amount between the same members; `None` where the weights are
    /// all zero or the denominators too large.
    pub fn mean(parts: &[(u64, Self)]) -> Option<Self> {
        let members = parts.first()?.1.whole.len();
        let weight: u128 = parts.iter().map(|(weight, _)| u128::from(*weight)).sum();
        let common = parts
            .iter()
            .try_fold(1_u128, |common, (_, part)| lcm(common, part.denominator))?;
        let denominator = common.checked_mul(weight).filter(|below| *below > 0)?;
        let mut mean = Self {
            whole: Vec::with_capacity(members),
            over: Vec::with_capacity(members),
            denominator,
        };
        for member in 0..members {
            let mut whole = 0_u128;
            let mut over = 0_u128;
            for (weight, part) in parts {
                let weight = u128::from(*weight);
                let own = u128::from(*part.whole.get(member)?);
                whole = whole.checked_add(weight.checked_mul(own)?)?;
                let own = part.over.get(member)?;
                let own = own.checked_mul(common / part.denominator)?;
                over = over.checked_add(weight.checked_mul(own)?)?;
            }
            let over = (whole % weight).checked_mul(common)?.checked_add(over)?;
            let carried = (whole / weight).checked_add(over / denominator)?;
            mean.whole.push(u64::try_from(carried).ok()?);
            mean.over.push(over % denominator);
        }
        Some(mean.reduced())
    }

    /// The shares as weights of each other; `None` beyond what fits.
    pub fn weights(&self) -> Option<Vec<u128>> {
        self.whole
            .iter()
            .zip(&self.over)
            .map(|(whole, over)| {
                u128::from(*whole)
                    .checked_mul(self.denominator)?
                    .checked_add(*over)
            })
            .collect()
    }

    fn reduced(mut self) -> Self {
        let divisor = self.over.iter().copied().fold(self.denominator, gcd);
        if divisor > 1 {
            self.denominator /= divisor;
            for over in &mut self.over {
                *over /= divisor;
            }
        }
        self
    }
}

/// `amount × weight ÷ sum` and what is over, without a product that could overflow; `None` where the sum is zero,
/// smaller than the weight, or so large that three of it do not fit.
pub(super) fn mul_div(amount: u64, weight: u128, sum: u128) -> Option<(u64, u128)> {
    if sum == 0 || weight > sum || sum > u128::MAX / 3 {
        return None;
    }
    let mut quotient = 0_u128;
    let mut over = 0_u128;
    for bit in (0..u64::BITS).rev() {
        over *= 2;
        quotient *= 2;
        if amount >> bit & 1 == 1 {
            over += weight;
        }
        quotient += over / sum;
        over %= sum;
    }
    Some((u64::try_from(quotient).ok()?, over))
}

/// The greatest common divisor; the other number where one is zero.
pub(super) const fn gcd(mut left: u128, mut right: u128) -> u128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// The least common multiple; `None` beyond what fits.
pub(super) fn lcm(left: u128, right: u128) -> Option<u128> {
    match gcd(left, right) {
        0 => None,
        divisor => (left / divisor).checked_mul(right),
    }
}
