//! Money as integer öre.

/// An amount in öre (hundredths of a krona); negative for a deficit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ore(i64);

impl Ore {
    /// The largest magnitude that a JSON number carries exactly, 2^53 − 1.
    pub const MAX: i64 = (1 << 53) - 1;

    /// No money: an amount that is known to be none.
    pub const ZERO: Self = Self(0);

    /// An amount in öre.
    ///
    /// # Errors
    /// `None` beyond ±(2^53 − 1) öre.
    pub const fn new(ore: i64) -> Option<Self> {
        if ore <= Self::MAX && ore >= -Self::MAX {
            Some(Self(ore))
        } else {
            None
        }
    }

    /// The number of öre.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Ore {
    /// Swedish form: `10 000 000,00 kr`, with no-break spaces between groups.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kronor = (self.0.unsigned_abs() / 100).to_string();
        let ore = self.0.unsigned_abs() % 100;
        if self.0 < 0 {
            formatter.write_str("\u{2212}")?;
        }
        for (index, digit) in kronor.chars().enumerate() {
            if index > 0 && (kronor.len() - index).is_multiple_of(3) {
                formatter.write_str("\u{a0}")?;
            }
            write!(formatter, "{digit}")?;
        }
        write!(formatter, ",{ore:02}\u{a0}kr")
    }
}

/// An amount as the record prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// As printed, with its hedge ("drygt 1 miljon").
    pub text: String,
    /// The exact amount, where the text states one; never a guess, never zero for unknown.
    pub ore: Option<Ore>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_as_swedes_write_them() {
        let print = |ore| Ore::new(ore).map(|amount| amount.to_string());
        assert_eq!(
            print(1_000_000_000).as_deref(),
            Some("10\u{a0}000\u{a0}000,00\u{a0}kr")
        );
        assert_eq!(print(-96_005).as_deref(), Some("\u{2212}960,05\u{a0}kr"));
        assert_eq!(print(7).as_deref(), Some("0,07\u{a0}kr"));
    }

    #[test]
    fn an_amount_beyond_a_json_number_is_refused() {
        assert!(Ore::new(Ore::MAX).is_some());
        assert!(Ore::new(Ore::MAX + 1).is_none());
        assert!(Ore::new(i64::MIN).is_none());
    }
}
