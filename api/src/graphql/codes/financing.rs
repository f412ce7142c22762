//! Codes of the calculators.

use async_graphql::Enum;
use domain::financing::Open;

wire!(
    /// What a funder is, beside the state.
    FunderKind = domain::financing::FunderKind {
        /// Region.
        Region,
        /// A municipality that belongs to a region.
        Municipality,
        /// A municipality that belongs to none (Gotland); it counts among the regions as well.
        MunicipalityOutsideRegion,
    }
);
wire!(
    /// What the figures of a key count.
    KeyBasis = domain::financing::Basis {
        /// Inhabitants.
        Inhabitants,
        /// Inhabitants from 16 to 64 years of age.
        WorkingAge,
        /// Parts that the members agreed on.
        Agreed,
    }
);
wire!(
    /// Why a share is an öre more than the exact one rounded down.
    ExtraOre = domain::financing::Extra {
        /// It is not.
        None,
        /// Its remainder was the largest.
        LargestRemainder,
        /// Its remainder was the same as another's; it comes first in the members' fixed order.
        FirstInOrder,
    }
);
wire!(
    /// How contributions fit each other.
    Matching = domain::financing::Matching {
        /// As the law says.
        Exact,
        /// The local side matches the state, and gives more.
        VoluntaryExcess,
        /// The local side does not match what the state gives.
        LocalSideShort,
        /// An amount is not known.
        Unknown,
    }
);
wire!(
    /// What a service fee is counted on.
    FeeBasis = domain::financing::FeeBasis {
        /// The state's allocation.
        StateAllocation,
        /// What all parties contribute.
        AllContributions,
    }
);
wire!(
    /// What a fee is rounded to.
    FeeUnit = domain::financing::FeeUnit {
        /// Whole öre.
        Ore,
        /// Whole kronor.
        Krona,
    }
);
wire!(
    /// How a fee is rounded.
    FeeRounding = domain::financing::FeeRounding {
        /// To the nearest, a half upwards.
        Nearest,
        /// Downwards.
        Down,
        /// Upwards.
        Up,
    }
);

/// Why an agreement does not settle what each member pays.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenShares {
    /// Several share, and how is not told.
    NoKey,
    /// The fixed sums do not come to the part.
    SumsMismatch,
    /// The fixed sums come to more than the part.
    SumsExceed,
    /// The proportions depend on the amount, and the year's contribution is not told.
    NoReference,
}

impl From<Open> for OpenShares {
    fn from(open: Open) -> Self {
        match open {
            Open::NoKey => Self::NoKey,
            Open::SumsMismatch { .. } => Self::SumsMismatch,
            Open::SumsExceed { .. } => Self::SumsExceed,
            Open::NoReference => Self::NoReference,
        }
    }
}
