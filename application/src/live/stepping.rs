//! How freshly and how strongly whoever signs must be authenticated.

use crate::actor::Actor;
use crate::error::AppError;
use chrono::{DateTime, TimeDelta, Utc};

/// Seconds that an issuer's clock may be ahead of ours.
const LEEWAY: i64 = 5;

/// What is demanded of the authentication of whoever signs.
///
/// A token that says when its bearer authenticated is always held to `max_age`. One that does not say so, or not how
/// strongly, is refused where it is demanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUp {
    /// How old it may be.
    pub max_age: TimeDelta,
    /// The levels of assurance (`acr`) of which one is needed; any where there is none.
    pub acr: Vec<String>,
    /// Whether it is demanded of tokens of issuers.
    pub of_issuers: bool,
    /// Whether it is demanded of development tokens.
    pub of_development: bool,
}

impl Default for StepUp {
    fn default() -> Self {
        Self {
            max_age: TimeDelta::minutes(5),
            acr: Vec::new(),
            of_issuers: false,
            of_development: false,
        }
    }
}

impl StepUp {
    /// Refuses who is not authenticated freshly or strongly enough.
    ///
    /// # Errors
    /// `STEP_UP_REQUIRED`.
    pub fn check(&self, actor: &Actor, now: DateTime<Utc>) -> Result<(), AppError> {
        let demanded = match actor.is_development() {
            true => self.of_development,
            false => self.of_issuers,
        };
        // Both are whole seconds, as tokens have them.
        let age = actor.auth_time.map(|at| now.timestamp().saturating_sub(at));
        let fresh = match age {
            Some(age) => (-LEEWAY..=self.max_age.num_seconds()).contains(&age),
            None => !demanded,
        };
        let level = actor.acr.as_ref();
        let strong =
            !demanded || self.acr.is_empty() || level.is_some_and(|level| self.acr.contains(level));
        match fresh && strong {
            true => Ok(()),
            false => Err(AppError::StepUp {
                acr: self.acr.clone(),
                max_age: self.max_age.num_seconds(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::DEVELOPMENT;
    use std::collections::BTreeSet;

    const NOW: i64 = 1_800_000_000;

    fn takes(held: &StepUp, issuer: &str, auth_time: Option<i64>, acr: Option<&str>) -> bool {
        let actor = Actor {
            issuer: issuer.to_owned(),
            subject: "u1".to_owned(),
            name: None,
            roles: BTreeSet::new(),
            organisations: BTreeSet::new(),
            person: None,
            acr: acr.map(str::to_owned),
            auth_time,
            token_id: None,
            issued_at: NOW,
            expires_at: NOW + 60,
            barred: BTreeSet::new(),
        };
        let now = DateTime::from_timestamp(NOW, 0).expect("an instant");
        held.check(&actor, now).is_ok()
    }

    #[test]
    fn an_authentication_is_fresh_for_three_hundred_seconds_and_no_longer() {
        let usual = StepUp::default();
        for (ago, taken) in [
            (0, true),
            (300, true),
            (301, false),
            (-5, true),
            (-6, false),
        ] {
            for issuer in [DEVELOPMENT, "https://idp.example"] {
                assert_eq!(takes(&usual, issuer, Some(NOW - ago), None), taken, "{ago}");
            }
        }
        assert!(!takes(&usual, DEVELOPMENT, Some(i64::MIN), None));
    }

    #[test]
    fn what_is_demanded_of_issuers_is_not_of_development_unless_it_is_said() {
        let mut held = StepUp {
            max_age: TimeDelta::seconds(60),
            acr: vec!["loa3".to_owned(), "loa4".to_owned()],
            of_issuers: true,
            of_development: false,
        };
        let idp = "https://idp.example";
        for (auth_time, acr, taken) in [
            (Some(NOW - 60), Some("loa3"), true),
            (Some(NOW - 60), Some("loa4"), true),
            (Some(NOW - 61), Some("loa4"), false),
            (Some(NOW), Some("loa2"), false),
            (Some(NOW), Some("loa34"), false),
            (Some(NOW), None, false),
            (None, Some("loa3"), false),
            (None, None, false),
        ] {
            assert_eq!(
                takes(&held, idp, auth_time, acr),
                taken,
                "{auth_time:?} {acr:?}"
            );
        }
        assert!(takes(&held, DEVELOPMENT, None, None));
        assert!(!takes(&held, DEVELOPMENT, Some(NOW - 61), None));
        held.of_development = true;
        assert!(!takes(&held, DEVELOPMENT, None, None));
        assert!(takes(&held, DEVELOPMENT, Some(NOW), Some("loa3")));
    }
}
