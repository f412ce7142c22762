//! Names: address forms, keys for comparison, initials.

use thiserror::Error;

/// The address form of a name: lower case, å ä → a, ö → o, é → e, every other run → `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected lower-case letters a to z and digits, joined by single hyphens")]
pub struct SlugError;

impl Slug {
    /// The slug of a name; a name without any letter or digit has none.
    ///
    /// # Examples
    /// ```
    /// use domain::name::Slug;
    /// let slug = Slug::of("Samordningsförbundet Umeåregionen").map(|slug| slug.as_str().to_owned());
    /// assert_eq!(slug.as_deref(), Some("samordningsforbundet-umearegionen"));
    /// ```
    pub fn of(name: &str) -> Option<Self> {
        let mut slug = String::with_capacity(name.len());
        for letter in name.chars().flat_map(char::to_lowercase) {
            let plain = match letter {
                'a'..='z' | '0'..='9' => letter,
                'å' | 'ä' | 'à' | 'á' => 'a',
                'ö' | 'ø' => 'o',
                'é' | 'è' | 'ë' => 'e',
                'ü' => 'u',
                _ => '-',
            };
            if plain != '-' || !(slug.is_empty() || slug.ends_with('-')) {
                slug.push(plain);
            }
        }
        let slug = slug.trim_end_matches('-');
        (!slug.is_empty()).then(|| Self(slug.to_owned()))
    }

    /// Reads a slug that is one already.
    ///
    /// # Errors
    /// [`SlugError`] where the text has any other form.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        match Self::of(text) {
            Some(slug) if slug.0 == text => Ok(slug),
            _ => Err(SlugError),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Folds case and white space, so that two prints of the same name compare equal.
pub fn fold(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// The key under which different prints of one member organisation meet: without "kommun", "region",
/// brackets, or the genitive s that "kommun" asks for. For comparison within a record only; it never merges
/// two organisations in the register.
pub fn organisation_key(name: &str) -> String {
    let folded = fold(name.split('(').next().unwrap_or(name));
    let bare = folded
        .strip_suffix(" kommun")
        .or_else(|| folded.strip_suffix(" stad"))
        .map(|municipality| municipality.strip_suffix('s').unwrap_or(municipality));
    match bare {
        Some(bare) => bare.to_owned(),
        None => folded.strip_suffix('s').unwrap_or(&folded).to_owned(),
    }
}

/// The initials of a full name: "Christina Gustafsson" → `CG`.
pub fn initials(name: &str) -> String {
    name.split([' ', '-'])
        .filter_map(|part| part.chars().next())
        .filter(|letter| letter.is_uppercase())
        .collect()
}

/// Whether a presenter is printed as bare initials: two to four capitals and nothing else.
pub fn is_initials(printed: &str) -> bool {
    let count = printed.chars().count();
    (2..=4).contains(&count) && printed.chars().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_follow_the_published_folding() {
        for (name, slug) in [
            ("Försäkringskassan", "forsakringskassan"),
            ("Lärarnas Riksförbund (LR)", "lararnas-riksforbund-lr"),
            ("samverkansgrupp FSG/VSG", "samverkansgrupp-fsg-vsg"),
            ("  Göteborg – Ö & Ål ", "goteborg-o-al"),
        ] {
            assert_eq!(Slug::of(name).map(|s| s.0), Some(slug.to_owned()));
        }
        assert_eq!(Slug::of("–"), None);
        assert_eq!(Slug::parse("Umea"), Err(SlugError));
    }

    #[test]
    fn short_and_long_prints_of_a_municipality_meet() {
        for (short, long) in [
            ("Svenljunga", "Svenljunga kommun"),
            ("Vindelns", "Vindelns kommun"),
            ("Nordmaling", "Nordmalings kommun"),
            ("Västerås", "Västerås stad"),
        ] {
            assert_eq!(organisation_key(short), organisation_key(long), "{short}");
        }
        assert_ne!(
            organisation_key("Umeå kommun"),
            organisation_key("Vännäs kommun")
        );
    }

    #[test]
    fn initials_are_recognised_and_derived() {
        assert!(is_initials("EE") && is_initials("AWW") && !is_initials("resp. VC"));
        assert!(!is_initials("E") && !is_initials("Vuxen"));
        assert_eq!(initials("Christina Gustafsson"), "CG");
        assert_eq!(initials("Kerstin Göss-Lindh"), "KGL");
    }
}
