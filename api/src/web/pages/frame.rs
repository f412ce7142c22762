//! What every page has around it: language, title, the place that it belongs to.

use super::STYLE;
use application::journal::sha256;
use domain::organisation::{Organisation, OrganisationKind};
use domain::text::Language;
use std::sync::LazyLock;

/// The address of the style sheet, with what tells its content apart.
static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = sha256(&format!("{STYLE}{}", documents::STYLE_OF_FRAGMENTS));
    format!(
        "/assets/pages.css?v={}",
        digest.get(..12).unwrap_or_default()
    )
});

/// The organisation whose page it is.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it can have budgets: a coordination association.
    budgets: bool,
}

impl Place {
    /// Its pages: address, and what each is called in Swedish and in English.
    pub fn ways(&self) -> Vec<(String, &'static str, &'static str)> {
        let own = format!("/{}", self.slug);
        let budgets = (format!("{own}/budgets"), "Budgetar", "Budgets");
        let mut ways = vec![
            (own.clone(), "Översikt", "Overview"),
            (format!("{own}/notices"), "Anslagstavla", "Notice board"),
            (
                format!("{own}/assignments"),
                "Öppna uppdrag",
                "Open assignments",
            ),
        ];
        ways.extend(self.budgets.then_some(budgets));
        ways
    }
}

impl From<&Organisation> for Place {
    fn from(organisation: &Organisation) -> Self {
        Self {
            slug: organisation.slug.as_str().to_owned(),
            name: organisation.name.clone(),
            budgets: organisation.kind == Some(OrganisationKind::CoordinationAssociation),
        }
    }
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language.
    pub language: Language,
    /// Whether the address names the language, so that links carry it on.
    pub chosen: bool,
    /// The page's own address, without a query.
    pub path: String,
    /// Its query but for the language, each name with its value.
    pub query: Vec<(String, String)>,
    /// What a window or a list shows.
    pub title: String,
    /// The organisation whose page it is.
    pub place: Option<Place>,
    /// Whether search engines are to leave it out.
    pub unlisted: bool,
    /// Whoever is signed in, where somebody is.
    pub reader: Option<Reader>,
}

/// Somebody who is signed in, as every page tells it.
#[derive(Debug, Clone)]
pub struct Reader {
    /// What they are called.
    pub name: String,
    /// The word that their forms hold.
    pub csrf: String,
}

impl Frame {
    /// The language as a tag of BCP 47.
    pub const fn tag(&self) -> &'static str {
        match self.language {
            Language::Swedish => "sv",
            Language::English => "en",
        }
    }

    /// The words in the page's language.
    pub const fn say<'t>(&self, sv: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Swedish => sv,
            Language::English => en,
        }
    }

    /// A link on this service, in the language that was chosen.
    pub fn href(&self, path: &str) -> String {
        if !self.chosen {
            return path.to_owned();
        }
        let (page, place) = path
            .split_once('#')
            .map_or((path, None), |(page, place)| (page, Some(place)));
        let place = place.map(|place| format!("#{place}")).unwrap_or_default();
        let sign = if page.contains('?') { '&' } else { '?' };
        format!("{page}{sign}language={}{place}", self.tag())
    }

    /// This page with its query changed: the named parts replaced, or taken out where empty.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let language = self.chosen.then(|| ("language", self.tag()));
        let kept = self
            .query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let parts = kept
            .chain(changes.iter().copied())
            .filter(|(_, value)| !value.is_empty())
            .chain(language.filter(|_| changes.iter().all(|(name, _)| *name != "language")));
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(parts).finish();
        match query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{query}", self.path),
        }
    }

    /// The next page of a list.
    pub fn after(&self, cursor: &str) -> String {
        self.with(&[("after", cursor)])
    }

    /// This page in the other language.
    pub fn switched(&self) -> String {
        self.with(&[("language", self.say("en", "sv"))])
    }

    /// Whether a link leads to this page.
    pub fn is_here(&self, path: &str) -> bool {
        self.path == path
    }

    /// The style sheet.
    pub fn style(&self) -> &'static str {
        &STYLE_PATH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(chosen: bool) -> Frame {
        Frame {
            language: Language::Swedish,
            chosen,
            path: "/search".to_owned(),
            query: vec![
                ("text".to_owned(), "budget & plan".to_owned()),
                ("after".to_owned(), "abc".to_owned()),
            ],
            title: String::new(),
            place: None,
            unlisted: false,
            reader: None,
        }
    }

    #[test]
    fn links_carry_the_language_on_where_it_was_chosen() {
        assert_eq!(frame(false).href("/a"), "/a");
        assert_eq!(frame(true).href("/a"), "/a?language=sv");
        assert_eq!(frame(true).href("/a#b"), "/a?language=sv#b");
        assert_eq!(frame(true).href("/a?b=1"), "/a?b=1&language=sv");
        assert_eq!(
            frame(true).switched(),
            "/search?text=budget+%26+plan&after=abc&language=en"
        );
    }

    #[test]
    fn a_changed_query_keeps_the_rest() {
        assert_eq!(
            frame(false).after("def"),
            "/search?text=budget+%26+plan&after=def"
        );
        assert_eq!(frame(false).with(&[("text", ""), ("after", "")]), "/search");
    }
}
