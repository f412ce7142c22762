//! Financing (finansiering): what each member pays, owes and owns, to the öre.
//!
//! The state pays half, the regions a quarter and the municipalities a quarter ([`split`]); municipalities, and
//! regions where there are several, share their part by a key that they agree on ([`Key`]). Every division is exact:
//! each share is rounded down to whole öre, and the öre that are left go to the largest remainders, a tie being
//! settled by the members' fixed order. An answer tells who got an öre more, and why.
//!
//! What an agreement does not settle is open ([`Shares::Open`]), never zero.

mod apportionment;
mod contributions;
mod equity;
mod exact;
mod key;
mod liability;
mod service_fee;
mod simulation;
mod split;
mod wording;

pub use apportionment::{Extra, Part};
pub use contributions::{
    Balance, Contribution, ContributionKind, Contributions, Contributor, Matching, weigh,
};
pub use equity::{
    EquityAssessment, EquityEntry, EquityPolicy, EquityStep, assess_equity, equity_origin,
};
pub use key::{Basis, BlendPart, Key, Open};
pub use liability::{ExitShares, Proportion, Shortage, exit_shares, liability, proportions};
pub use service_fee::{Cap, Fee, FeeBasis, FeeRounding, FeeTerms, FeeUnit, service_fee};
pub use simulation::{Change, Difference, Simulation, simulate};
pub use split::{MemberShare, PartyShare, Payer, PayerTotal, Shares, Split, divide, split};

use thiserror::Error;

/// What a funder is, beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FunderKind {
    /// Region.
    Region,
    /// A municipality that belongs to a region.
    Municipality,
    /// A municipality that belongs to none (Gotland): it counts among the regions as well.
    ///
    /// # Legal source
    /// Lag (2003:1210) 5 a §.
    MunicipalityOutsideRegion,
}

impl FunderKind {
    /// Whether it shares the regions' part.
    pub const fn as_region(self) -> bool {
        matches!(self, Self::Region | Self::MunicipalityOutsideRegion)
    }

    /// Whether it shares the municipalities' part.
    pub const fn as_municipality(self) -> bool {
        matches!(self, Self::Municipality | Self::MunicipalityOutsideRegion)
    }
}

/// A member that funds the association, beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funder {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: FunderKind,
}

impl Funder {
    /// A funder.
    pub fn new(name: impl Into<String>, kind: FunderKind) -> Self {
        let name = name.into();
        Self { name, kind }
    }
}

/// The funders of an association in the members' fixed order, and how they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funders {
    members: Vec<Funder>,
    region_key: Option<Key>,
    municipal_key: Option<Key>,
}

impl Funders {
    /// Funders in the members' fixed order, with the keys that they agreed on. A key has one figure for each that
    /// shares, in that order; whoever shares a part alone needs none.
    ///
    /// # Errors
    /// [`FinancingError`] where a municipality is missing, a region is missing that the law asks for, a name stands
    /// twice, or a key does not fit those who share.
    ///
    /// # Legal source
    /// Lag (2003:1210) 3 §: at least one municipality and one region, unless the municipality belongs to none.
    pub fn try_new(
        members: Vec<Funder>,
        region_key: Option<Key>,
        municipal_key: Option<Key>,
    ) -> Result<Self, FinancingError> {
        for (place, funder) in members.iter().enumerate() {
            if members
                .iter()
                .take(place)
                .any(|other| other.name == funder.name)
            {
                return Err(FinancingError::NameTwice(funder.name.clone()));
            }
        }
        let funders = Self {
            members,
            region_key,
            municipal_key,
        };
        if funders.municipalities().next().is_none() {
            return Err(FinancingError::NoMunicipality);
        }
        let inside = |funder: &Funder| funder.kind == FunderKind::Municipality;
        if !funders.has_region() && funders.members.iter().any(inside) {
            return Err(FinancingError::NoRegion);
        }
        if let Some(key) = &funders.region_key {
            let sharing = if funders.has_region() {
                funders.regions().count()
            } else {
                0
            };
            key.check(sharing)
                .map_err(|error| error.of_key("regionKey"))?;
        }
        if let Some(key) = &funders.municipal_key {
            key.check(funders.municipalities().count())
                .map_err(|error| error.of_key("municipalKey"))?;
        }
        Ok(funders)
    }

    /// Every funder, in the members' fixed order.
    pub fn members(&self) -> &[Funder] {
        &self.members
    }

    /// How the regions share.
    pub const fn region_key(&self) -> Option<&Key> {
        self.region_key.as_ref()
    }

    /// How the municipalities share.
    pub const fn municipal_key(&self) -> Option<&Key> {
        self.municipal_key.as_ref()
    }

    /// Whether a region takes part. Where none does, the municipality outside any region pays the regions' part too.
    pub fn has_region(&self) -> bool {
        self.members
            .iter()
            .any(|funder| funder.kind == FunderKind::Region)
    }

    /// Those who share the regions' part, with their places.
    pub fn regions(&self) -> impl Iterator<Item = (usize, &Funder)> {
        self.members
            .iter()
            .enumerate()
            .filter(|(_, funder)| funder.kind.as_region())
    }

    /// Those who share the municipalities' part, with their places.
    pub fn municipalities(&self) -> impl Iterator<Item = (usize, &Funder)> {
        self.members
            .iter()
            .enumerate()
            .filter(|(_, funder)| funder.kind.as_municipality())
    }
}

/// Why nothing can be worked out: what was asked does not fit together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FinancingError {
    /// An amount is below zero where that has no meaning.
    #[error("{0} is below zero")]
    Negative(&'static str),
    /// An amount or a sum of them passes 2^53 − 1 öre, or a key has figures too large to divide by exactly.
    #[error("{0} is too large to work with exactly")]
    TooLarge(&'static str),
    /// No municipality among the funders.
    #[error("no municipality among the funders")]
    NoMunicipality,
    /// A municipality that belongs to a region, and no region.
    #[error("no region among the funders, though a municipality belongs to one")]
    NoRegion,
    /// The same name twice.
    #[error("{0} stands twice among the funders")]
    NameTwice(String),
    /// A key has another number of figures than there are members to share.
    #[error("{key} has {found} figures, and {expected} share")]
    KeyLength {
        /// Whose key: `regionKey`, `municipalKey`.
        key: &'static str,
        /// Members that share.
        expected: usize,
        /// Figures in the key.
        found: usize,
    },
    /// The figures of a key are all zero, or it has no parts.
    #[error("{0} has nothing to share by")]
    KeyEmpty(&'static str),
    /// A change of keys that ends before it starts.
    #[error("{0} changes to a new key in {1}, not after {2}")]
    KeyYears(&'static str, i32, i32),
    /// A key within a key within a key.
    #[error("{0} is nested too deep")]
    KeyDepth(&'static str),
    /// A share of more than one, a rate or a step that cannot be.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
}

impl FinancingError {
    /// The input that it is about, in camelCase; empty where it is about the funders as a whole.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Negative(field)
            | Self::TooLarge(field)
            | Self::KeyEmpty(field)
            | Self::KeyYears(field, ..)
            | Self::KeyDepth(field)
            | Self::OutOfRange(field) => field,
            Self::KeyLength { key, .. } => key,
            Self::NoMunicipality | Self::NoRegion | Self::NameTwice(_) => "funders",
        }
    }

    /// The same, told of the key by the name of its input; what is not about a key stays as it is.
    fn of_key(self, key: &'static str) -> Self {
        match self {
            Self::KeyLength {
                expected, found, ..
            } => Self::KeyLength {
                key,
                expected,
                found,
            },
            Self::KeyEmpty(_) => Self::KeyEmpty(key),
            Self::KeyYears(_, new, old) => Self::KeyYears(key, new, old),
            Self::KeyDepth(_) => Self::KeyDepth(key),
            Self::Negative("key") => Self::Negative(key),
            Self::TooLarge("key") => Self::TooLarge(key),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests;
