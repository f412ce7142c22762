//! Persons and the prints of their names.

use crate::id::PersonId;
use crate::name::fold;

/// A person in the records of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Full name as registered or first printed.
    pub name: String,
    /// Other prints of the same name that somebody has confirmed, misspellings too.
    pub variants: Vec<String>,
}

impl Person {
    /// Whether a printed name is this person's.
    pub fn is_named(&self, printed: &str) -> bool {
        let printed = fold(printed);
        fold(&self.name) == printed || self.variants.iter().any(|variant| fold(variant) == printed)
    }

    /// Whether a printed name is so near to this person's that somebody should say whether it is theirs: the same
    /// number of words, and at most two letters changed, added or lost in all. Nobody is merged by this.
    pub fn is_nearly_named(&self, printed: &str) -> bool {
        if self.is_named(printed) {
            return false;
        }
        let (own, other) = (fold(&self.name), fold(printed));
        let words = |name: &str| name.split(' ').count();
        words(&own) == words(&other) && distance(&own, &other) <= 2
    }
}

/// Letters changed, added or lost between two names (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut left = place + 1;
        let mut next = vec![left];
        for (pair, theirs) in row.windows(2).zip(&other) {
            let [diagonal, above] = pair else { continue };
            let changed = diagonal + usize::from(letter != *theirs);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(name: &str, variants: &[&str]) -> Person {
        Person {
            id: PersonId::from_uuid(Uuid::nil()),
            name: name.to_owned(),
            variants: variants
                .iter()
                .map(|variant| (*variant).to_owned())
                .collect(),
        }
    }

    #[test]
    fn a_confirmed_variant_names_the_person() {
        let known = person("Mikael Holmström", &["Mikael Hömström"]);
        assert!(known.is_named("MIKAEL  HÖMSTRÖM") && known.is_named("Mikael Holmström"));
        assert!(!known.is_named("Mikael Holm"));
    }

    #[test]
    fn a_near_name_is_offered_and_never_taken() {
        let known = person("Mikael Holmström", &[]);
        assert!(known.is_nearly_named("Mikael Hömström"));
        assert!(!known.is_named("Mikael Hömström"));
        assert!(!known.is_nearly_named("Mikaela Holm Ström"));
        assert!(!known.is_nearly_named("Grethel Holmström"));
        assert!(!known.is_nearly_named("Mikael Holmström"));
    }

    #[test]
    fn distance_counts_letters() {
        for (one, other, letters) in [
            ("", "", 0),
            ("a", "", 1),
            ("kitten", "sitting", 3),
            ("åsa", "asa", 1),
        ] {
            assert_eq!(distance(one, other), letters);
        }
    }
}
