//! Equity by whose money it is, over the years.

use super::accounts::EquityBooking;
use super::{Budget, Paper};
use crate::Date;
use crate::association::FundingParty;
use crate::financing::{ContributionKind, EquityEntry};
use crate::money::Ore;

/// Equity of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Whose money; `None` = not known.
    pub party: Option<FundingParty>,
    /// What kind of money.
    pub kind: ContributionKind,
    /// What its bookings come to; `None` where that is too large to hold.
    pub amount: Option<Ore>,
}

/// The equity ledger of an association: what was booked, and what it comes to by origin.
///
/// # Legal source
/// Lag (2003:1210) 9 § point 8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquityLedger<'a> {
    /// Bookings by day, with the year that each belongs to.
    pub bookings: Vec<(i32, &'a EquityBooking)>,
    /// What they come to by origin, in the order of first booking.
    pub origins: Vec<Origin>,
    /// What they come to in all; `None` where nothing is booked.
    pub total: Option<Ore>,
}

impl<'a> EquityLedger<'a> {
    /// The ledger of budgets of one association, as booked up to a day.
    pub fn of(budgets: impl IntoIterator<Item = &'a Budget>, on: Date) -> Self {
        let mut bookings: Vec<(i32, &EquityBooking)> = Vec::new();
        for budget in budgets {
            let booked = budget.papers.iter().filter_map(|paper| match paper {
                Paper::Equity(held) if held.on <= on => Some((budget.year, held)),
                _ => None,
            });
            bookings.extend(booked);
        }
        bookings.sort_by_key(|(year, held)| (held.on, *year));
        let mut origins: Vec<Origin> = Vec::new();
        for (_, held) in &bookings {
            let same = |it: &&mut Origin| it.party == held.party && it.kind == held.kind;
            match origins.iter_mut().find(same) {
                Some(origin) => origin.amount = and(origin.amount, held.amount),
                None => origins.push(Origin {
                    party: held.party,
                    kind: held.kind,
                    amount: Some(held.amount),
                }),
            }
        }
        let mut amounts = bookings.iter().map(|(_, held)| held.amount);
        let first = amounts.next();
        let total = amounts.fold(first, and);
        Self {
            bookings,
            origins,
            total,
        }
    }

    /// The same as the rule on origins takes it.
    pub fn entries(&self) -> Vec<EquityEntry> {
        let origins = self.origins.iter();
        origins
            .map(|held| EquityEntry {
                party: held.party,
                kind: held.kind,
                amount: held.amount,
            })
            .collect()
    }
}

fn and(sum: Option<Ore>, amount: Ore) -> Option<Ore> {
    sum?.get().checked_add(amount.get()).and_then(Ore::new)
}
