//! What a mail says, in words and links; how it is written as text and as HTML is the wire's.

use super::{Kind, MailAddress, MailSubscription};
use crate::read::{FeedKind, Record};
use crate::visibility::{Mask, Visibility, masked};
use chrono::{DateTime, Utc};
use domain::Date;
use domain::id::{MinutesId, OrganisationId};
use domain::meeting::Meeting;
use domain::organisation::Organisation;
use domain::paragraph::Paragraph;
use domain::rules::Duty;
use domain::text::Language;

/// Something with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// In words.
    pub text: String,
    /// Where it stands; `None` where nobody may read it, or no more.
    pub link: Option<String>,
    /// What belongs to it.
    pub below: Vec<Line>,
}

impl Line {
    fn new(text: String, link: Option<String>) -> Self {
        Self {
            text,
            link,
            below: Vec::new(),
        }
    }
}

/// A mail as it is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The language of every word of ours.
    pub language: Language,
    /// The subject.
    pub subject: String,
    /// What it is about, a paragraph each.
    pub lead: Vec<String>,
    /// What it tells.
    pub lines: Vec<Line>,
    /// What the reader may do: words, and where.
    pub action: Option<(String, String)>,
    /// Why it came.
    pub foot: String,
    /// The page that ends the subscription, which takes a POST of one click too.
    pub unsubscribe: String,
}

/// A letter on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// To whom.
    pub to: MailAddress,
    /// What.
    pub letter: Letter,
    /// What mail systems know it again by, without the host: the same whenever it is sent.
    pub name: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// The words in a language.
const fn say<'t>(language: Language, sv: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Swedish => sv,
        Language::English => en,
    }
}

/// Text of the record in one line of a mail.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The question whether an address wants a subscription.
pub fn question(
    held: &MailSubscription,
    owner: &Organisation,
    confirm: String,
    unsubscribe: String,
) -> Letter {
    let language = held.plan.language;
    let name = line(&owner.name);
    let what = match held.kind {
        Kind::Digest => say(
            language,
            "sammandrag av protokoll och beslut som rör",
            "digests of minutes and decisions that concern",
        ),
        Kind::Duties => say(
            language,
            "påminnelser om åtgärder med protokoll för",
            "reminders of what is to be done with the minutes of",
        ),
    };
    let lead = match language {
        Language::Swedish => vec![
            format!("Någon har anmält den här adressen till {what} {name}."),
            "Inget skickas förrän du har bekräftat. Länken gäller i sju dagar; gör du inget, tas adressen bort."
                .to_owned(),
        ],
        Language::English => vec![
            format!("Somebody signed this address up for {what} {name}."),
            "Nothing is sent before you have confirmed. The link holds for seven days; if you do nothing the address is removed."
                .to_owned(),
        ],
    };
    Letter {
        language,
        subject: match language {
            Language::Swedish => format!("Bekräfta bevakning: {name}"),
            Language::English => format!("Confirm your subscription: {name}"),
        },
        lead,
        lines: Vec::new(),
        action: Some((
            say(language, "Bekräfta bevakningen", "Confirm the subscription").to_owned(),
            confirm,
        )),
        foot: say(
            language,
            "Var det inte du, kan du bortse från brevet eller ta bort adressen genast:",
            "If it was not you, disregard this or remove the address at once:",
        )
        .to_owned(),
        unsubscribe,
    }
}

/// What came into the public feed since the last mail.
pub fn digest(
    held: &MailSubscription,
    owner: &Organisation,
    lines: Vec<Line>,
    unsubscribe: String,
) -> Letter {
    let (language, count, name) = (held.plan.language, lines.len(), line(&owner.name));
    let (subject, lead) = match language {
        Language::Swedish => (
            format!("Nytt som rör {name} ({count})"),
            format!("Detta har publicerats sedan förra brevet och rör {name}."),
        ),
        Language::English => (
            format!("News that concern {name} ({count})"),
            format!("This was published since the last mail and concerns {name}."),
        ),
    };
    Letter {
        language,
        subject,
        lead: vec![lead],
        lines,
        action: None,
        foot: foot(language).to_owned(),
        unsubscribe,
    }
}

/// What is to be done.
pub fn duties(
    held: &MailSubscription,
    owner: &Organisation,
    lines: Vec<Line>,
    unsubscribe: String,
) -> Letter {
    let (language, count, name) = (held.plan.language, lines.len(), line(&owner.name));
    let (subject, lead) = match language {
        Language::Swedish => (
            format!("Åtgärder med protokoll för {name} ({count})"),
            "Detta är att göra nu, eller senast den dag som anges. Det påminns om tills det är gjort.",
        ),
        Language::English => (
            format!("To do with the minutes of {name} ({count})"),
            "This is to be done now, or by the day given. You are reminded until it is done.",
        ),
    };
    Letter {
        language,
        subject,
        lead: vec![lead.to_owned()],
        lines,
        action: None,
        foot: foot(language).to_owned(),
        unsubscribe,
    }
}

const fn foot(language: Language) -> &'static str {
    say(
        language,
        "Du får brevet för att adressen har bekräftat bevakningen. Avsluta den här:",
        "You get this because the address confirmed the subscription. End it here:",
    )
}

fn happened(kind: FeedKind, language: Language) -> &'static str {
    match kind {
        FeedKind::Published => say(language, "Protokoll publicerat", "Minutes published"),
        FeedKind::Revised => say(language, "Protokoll ändrat", "Minutes changed"),
        FeedKind::Recalled => say(language, "Protokoll återkallat", "Minutes recalled"),
        FeedKind::RegisterChanged => say(language, "Registret ändrat", "Register changed"),
    }
}

/// What a letter is written with.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// The language.
    pub language: Language,
    /// Where the service is.
    pub base: &'a str,
    /// Whom it is told to.
    pub to: OrganisationId,
}

impl Telling<'_> {
    /// A change of the public feed, as the public knows it now: of a record that is no longer public nothing is told but
    /// whose it was.
    pub fn change(
        &self,
        kind: FeedKind,
        of: Option<&Organisation>,
        record: Option<&Record<()>>,
    ) -> Line {
        let what = happened(kind, self.language);
        let name = of.map(|of| line(&of.name)).unwrap_or_default();
        let Some(record) = record.filter(|record| record.published) else {
            let link = of.map(|of| format!("{}/{}", self.base, of.slug.as_str()));
            return Line::new(format!("{what}: {name}"), link);
        };
        let mask = Mask::of(&record.meeting, &record.hidden, &Visibility::public());
        let meeting = masked(&record.meeting, &mask);
        let owner = meeting.owner.slug.as_str();
        let minutes = MinutesId::of(meeting.id);
        let link = format!("{}/{owner}/minutes/{minutes}", self.base);
        let text = format!("{what}: {name}, {}", self.occasion(&meeting));
        Line {
            below: self.concerned(&meeting),
            ..Line::new(text, Some(link))
        }
    }

    /// The §§ with decisions that concern the reader.
    fn concerned(&self, meeting: &Meeting) -> Vec<Line> {
        let concerns = |top: &&Paragraph| {
            top.walk()
                .flat_map(|item| &item.decisions)
                .flat_map(|decision| &decision.concerns)
                .any(|concern| concern.organisation == self.to)
        };
        let found = meeting.paragraphs.iter().filter(concerns);
        found
            .map(|top| {
                let title = line(top.title.as_deref().unwrap_or_default());
                let number = top.number.map(|number| format!("§ {number} "));
                let text = format!("{}{title}", number.unwrap_or_default());
                Line::new(text.trim().to_owned(), Some(self.place(meeting, top)))
            })
            .collect()
    }

    /// The permanent address of a §.
    fn place(&self, meeting: &Meeting, top: &Paragraph) -> String {
        let (base, owner) = (self.base, meeting.owner.slug.as_str());
        match (meeting.series_year(), top.number) {
            (Some(year), Some(number)) => {
                format!(
                    "{base}/{owner}/{}/{year}/{number}",
                    meeting.body.slug.as_str()
                )
            }
            _ => format!("{base}/{owner}/meetings/{}#{}", meeting.id, top.id),
        }
    }

    /// Which meeting it was: body and day.
    fn occasion(&self, meeting: &Meeting) -> String {
        let body = line(&meeting.body.name);
        let day = meeting.occasion.date.map(|day: Date| day.to_string());
        match day {
            Some(day) => format!("{body} {day}"),
            None => body,
        }
    }

    /// Something to be done. It is linked where the public may read it.
    pub fn duty(&self, duty: &Duty, record: &Record<()>) -> Line {
        let meeting = &record.meeting;
        let words = line(duty.text.in_language(self.language));
        let text = format!("{}: {words}", self.occasion(meeting));
        let owner = meeting.owner.slug.as_str();
        let link = format!("{}/{owner}/meetings/{}", self.base, meeting.id);
        Line::new(text, record.published.then_some(link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::name::Slug;
    use uuid::Uuid;

    #[test]
    fn of_what_is_no_longer_public_nothing_is_told_but_whose_it_was() {
        let of = Organisation {
            id: OrganisationId::from_uuid(Uuid::from_u128(1)),
            slug: Slug::parse("vindalen").expect("a slug"),
            name: "Förbundet\r\nVindalen".to_owned(),
            kind: None,
        };
        for (language, kind, text) in [
            (
                Language::Swedish,
                FeedKind::Recalled,
                "Protokoll återkallat: Förbundet Vindalen",
            ),
            (
                Language::English,
                FeedKind::Published,
                "Minutes published: Förbundet Vindalen",
            ),
        ] {
            let telling = Telling {
                language,
                base: "https://example.org",
                to: of.id,
            };
            let told = telling.change(kind, Some(&of), None);
            assert_eq!(told.text, text);
            assert_eq!(told.link.as_deref(), Some("https://example.org/vindalen"));
            assert!(told.below.is_empty());
        }
    }
}
