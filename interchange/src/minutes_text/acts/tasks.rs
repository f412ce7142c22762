//! Assignments: to whom, what and by when.

use super::*;

/// An assignment as a sentence gives it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    pub(crate) who: Vec<Printed>,
    /// A usual wording of an assignment.
    pub(crate) sure: bool,
    /// It names one more who is to do what the sentence before says.
    pub(crate) adds: bool,
    /// The sentence before belongs to it.
    pub(crate) with_previous: bool,
}

static GETS: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:att\s+|Att\s+)?(.{2,120}?)\s+(?:får|fick|ges|gavs|gives|har fått|får även|fick även)\s+(?:därför\s+|även\s+|också\s+|därmed\s+)?(?:i uppdrag|uppdraget|i uppgift)\b").ok()
});
static GIVES: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:ger|gav|ge|gett)\s+(?:därför\s+|även\s+|också\s+)?(.{2,100}?)\s+i (?:uppdrag|uppgift)\b",
    )
    .ok()
});
static CHARGES: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:uppdrar|uppdrog|uppdra|uppdras|uppdrogs)\s+(?:även\s+|också\s+)?(?:åt|till)\s+(.{2,100}?)\s+(?:att|om)\b").ok()
});
static CHARGED: Pattern = LazyLock::new(|| {
    Regex::new(r"^(.{2,80}?)\s+(?:uppdras|uppdrogs)\s+(?:därför\s+|även\s+)?att\b").ok()
});
static ASKED: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:bad|ber|ombads|uppmanar|uppmanade)\s+(?:dock\s+|också\s+|även\s+)?(\p{L}+(?:\s\p{Lu}\p{L}+)?)\s+(?:att|om att)\b").ok()
});
static LABELLED: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:AP|Åtgärd|Uppdrag|Att göra|Action|Aktivitet)\s*[:–-]\s*([^:,–]{2,60}?)\s*(?:[:,–]|\bskickar\b|\bska\b|\btar\b|\båterkommer\b|\bkontaktar\b|\bbokar\b|\bkallar\b)").ok()
});
static RESPONSIBLE: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)^ansvarig(?:a)?(?:\s+(?:är|för detta är))?\s*:?\s+(.{2,80}?)[.]?$").ok()
});
static DOES: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:att\s+|[-•]\s*)?((?:\p{L}|[/.-])+(?:\s(?:och\s)?(?:\p{L}|[/.-])+){0,5}?)\s+(?:ska\b|skall\b|kommer (?:att )?(?:\p{Ll}+a)\b|ansvarar för|är ansvarig|återkommer\b|tar fram\b|skickar\b|meddelar\b|kallar\b|ordnar\b|bokar\b|undersöker\b|kontaktar\b|tar kontakt\b|tar med sig\b|kompletterar\b|sänder\b|ser över\b|skriver\b|ringer\b|mailar\b|ser till\b|bjuder in\b|arbetar vidare\b|sammanställer\b|förbereder\b|följer upp\b|stämmer av\b|kollar\b|uppdaterar\b|hör av sig\b|lägger (?:in|till|upp|ut)\b|tar reda på\b|sprider\b|distribuerar\b|delger\b|bevakar\b|verkställer\b|tar upp\b|för frågan vidare\b|lyfter frågan vidare\b|upprättar\b|översänder\b|mejlar\b|redovisar (?:detta |resultatet )?(?:vid|till|på) nästa|rapporterar (?:vid|till|på) nästa|samordnar\b|(?:åtog|åtar) sig att\b|(?:lovade|lovar) att\b|lämnar (?:besked|svar|underlag)\b|ger besked\b|ombesörjer\b|inventerar\b)").ok()
});
static REPORTED_BACK: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:frågan|ärendet|detta|punkten)\s+kommer\s+(?:att\s+)?(?:avrapporteras|återrapporteras|återkopplas)\b").ok()
});
static NOBODY: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:Under|Inför|Till|I)\s.{2,40}?\s(?:görs|genomförs|tas fram|upprättas)\s+(?:en|ett)\b|^(?:En|Ett)\s\S+\s(?:ska|skall)\s+(?:göras|genomföras|tas fram|upprättas)\b").ok()
});
/// Work that is left to a group, at a sentence's end.
static LEFT_TO: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:fortsätter arbetet|arbetet fortsätter|arbetet fortgår|arbetet går vidare|arbetet läggs)\s+(?:vidare\s+)?(?:i|inom|hos)\s+((?:den\s)?\p{L}*(?:gruppen|utskottet|kommittén|teamet))[.]?$").ok()
});
/// What comes of it by when, without a word of who does it.
static DELIVERED: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:Innan|Före|Till|Inför|Senast)\s[^,.]{3,60}?\s(?:skickas|sänds|presenteras|redovisas|lämnas|läggs|tas)\s").ok()
});
static HANDED: Pattern = LazyLock::new(|| {
    Regex::new(r"\b(?:överlämna(?:t|d|des)|lämna(?:t|des) över)\s+till\s+(\p{L}[\p{L}-]+)").ok()
});
static HANDED_ON: Pattern = LazyLock::new(|| {
    Regex::new(r"\b(?:lämnas|överlämnas|hänskjuts|skickas|lämnades|överlämnades|hänsköts)\s+(?:över\s+|vidare\s+)?till\s+(\p{L}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)\s+(?:som|för att)\s+(?:återkommer|ser över|tar fram|undersöker|utreder|bereder|återkopplar|svarar|arbetar vidare|ta fram|utreda|bereda)\b").ok()
});
static MEET: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bkommer (?:att )?(?:träffa|ske|vara|bli|finnas|ha|få|gå|ta del|behöva|kunna|hållas|innebära|fortsätta|jobba|fördelas)\b").ok()
});

/// Whether a sentence gives an assignment, and to whom.
pub(crate) fn assigns(
    text: &Printed,
    context: &Context,
    previous: Option<&Printed>,
) -> Option<Given> {
    let sure = |who: Vec<Printed>| Given {
        who,
        sure: true,
        ..Given::default()
    };
    let lower = text.to_lowercase();
    if text.chars().count() > 700 {
        return None;
    }
    if lower.contains("uppdr") || lower.contains("i uppgift") {
        for pattern in [&GIVES, &CHARGES, &GETS, &CHARGED] {
            if let Some(who) = group(pattern, text, 1) {
                let who = without_lead(&who);
                if !who.to_lowercase().contains("som ") {
                    return Some(sure(names::list(&without_party(&who))));
                }
            }
        }
    }
    if let Some(who) = group(&LABELLED, text, 1) {
        return Some(sure(names::list(&who)));
    }
    if let Some(who) = group(&HANDED_ON, text, 1) {
        return Some(Given {
            who: names::list(&who),
            ..Given::default()
        });
    }
    if let Some(who) = group(&RESPONSIBLE, text, 1) {
        let with = previous.is_some_and(|previous| assigns(previous, context, None).is_none());
        return Some(Given {
            who: names::list(&who),
            sure: true,
            adds: !with,
            with_previous: false,
        });
    }
    if let Some(who) = group(&ASKED, text, 1) {
        return Some(Given {
            who: vec![who],
            ..Given::default()
        });
    }
    if fits(&REPORTED_BACK, text) {
        let handed = previous.and_then(|previous| group(&HANDED, previous, 1));
        let with_previous = handed.is_some();
        let who = handed.or_else(|| previous.and_then(|previous| first_actor(previous, context)));
        return Some(Given {
            who: who.into_iter().collect(),
            with_previous,
            ..Given::default()
        });
    }
    // `… fortsätter arbetet i arbetsgruppen. Innan nästa möte skickas en ny version ut.`
    if fits(&DELIVERED, text)
        && !lower.contains(" av ")
        && let Some(who) = previous.and_then(|previous| group(&LEFT_TO, previous, 1))
    {
        return Some(Given {
            who: vec![who],
            with_previous: true,
            ..Given::default()
        });
    }
    if fits(&NOBODY, text) {
        return Some(Given::default());
    }
    let who = group(&DOES, text, 1)?;
    if lower.contains("i uppdrag att") || fits(&MEET, text) {
        return None;
    }
    let who = without_lead(&who);
    let named = names::list(&who);
    let actors = !named.is_empty() && named.iter().all(|name| is_actor(name, context));
    actors.then(|| Given {
        who: named,
        ..Given::default()
    })
}

/// Whether the sentence before gave an assignment.
pub(crate) fn previous_assigns(previous: Option<&Printed>, context: &Context) -> bool {
    previous.is_some_and(|previous| assigns(previous, context, None).is_some())
}

/// `Styrelsen beslutar att X` and its like come before the name.
fn without_lead(who: &Printed) -> Printed {
    let mut who = who.tidy();
    for lead in ["att ", "Att ", "även ", "också ", "Därför "] {
        if who.starts_with(lead) {
            who = who.from(lead.len()).tidy();
        }
    }
    for mark in ["beslutar att ", "beslutade att ", "beslutar ", "beslutade "] {
        if let Some(at) = who.find(mark) {
            who = who.from(at + mark.len()).tidy();
        }
    }
    who
}

fn first_actor(text: &Printed, context: &Context) -> Option<Printed> {
    let end = text.find(' ').unwrap_or(text.len());
    let word = text.to(end).tidy();
    is_actor(&word, context).then_some(word)
}

/// Somebody who can be given a task: a person, initials, an office, a unit, a party.
pub(crate) fn is_actor(name: &Printed, context: &Context) -> bool {
    let text = name.as_str();
    let lower = text.to_lowercase();
    let initials = (2..=4).contains(&text.chars().count()) && text.chars().all(char::is_uppercase);
    if initials {
        return true;
    }
    if context
        .people
        .iter()
        .any(|known| known == text || known.split(' ').next() == Some(text))
        || names::is_person(text) && text.split(' ').count() >= 2
    {
        return true;
    }
    if !text.starts_with(char::is_uppercase)
        && !context
            .organisations
            .iter()
            .any(|known| known.to_lowercase() == lower)
        && !lower.ends_with("chefen")
    {
        return false;
    }
    let words = lower.split_whitespace().count();
    words <= 3
        && (matches!(
            lower.as_str(),
            "kansliet"
                | "förbundskansliet"
                | "ordföranden"
                | "ordförande"
                | "sekreteraren"
                | "presidiet"
                | "arbetsgivaren"
                | "hr"
                | "samordnaren"
                | "arbetsgruppen"
                | "förbundet"
                | "förvaltningen"
                | "arbetsutskottet"
                | "beredningsgruppen"
                | "samordningsteamen"
                | "samordningsteamet"
                | "vice ordföranden"
                | "ekonomen"
                | "projektledaren"
                | "processledaren"
                | "skyddsombuden"
                | "ledningsgruppen"
                | "controllern"
                | "sekretariatet"
                | "styrgruppen"
                | "arbetsgivarna"
                | "parterna"
        ) || lower.ends_with("chefen")
            || lower.ends_with("chef") && words <= 2
            || lower.ends_with("direktören")
            || lower.ends_with("enheten")
            || lower.ends_with("gruppen")
            || lower.ends_with("ombudet")
            || lower.ends_with("teamen")
            || lower.ends_with("samordnaren")
            || lower.ends_with("ledaren")
            || lower.ends_with("sekreteraren")
            || lower.ends_with("ansvarig")
            || names::is_organisation(text)
            || context.organisations.iter().any(|known| *known == text))
}

/// Parts a sentence that decides and then gives an assignment.
pub(crate) fn split_assignment(text: &Printed, _marked: bool) -> (Printed, Option<Printed>) {
    static BOTH: Pattern = LazyLock::new(|| {
        Regex::new(
            r"\s+(?:och|samt)\s+((?:ger|gav|ge|uppdrar|uppdrog|att uppdra|uppdra|att ge)\s+.+)$",
        )
        .ok()
    });
    let Some(found) = BOTH.as_ref().and_then(|p| p.captures(text)) else {
        return (text.clone(), None);
    };
    let (Some(whole), Some(second)) = (found.get(0), found.get(1)) else {
        return (text.clone(), None);
    };
    let tail = second.as_str().to_lowercase();
    if !tail.contains("uppdrag") && !tail.contains("uppdr") {
        return (text.clone(), None);
    }
    (
        text.to(whole.start()).tidy(),
        Some(text.part(second.range())),
    )
}

static DUE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const DATE: &str = r"(?:(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\s)?(?:den\s)?(?:\d{4}-\d{2}-\d{2}|\d{1,2}\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)(?:\s\d{4})?|\d{1,2}/\d{1,2})";
    const MONTH: &str =
        "(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)";
    [
        format!(r"(?i)\bsenast\s+(?:till\s+)?(?:{DATE}|(?:vid|under|i|till)\s+[^,.;]+|vecka\s\d+|{MONTH}|[^,.;\s]+\s{MONTH}(?:\s\d{{4}})?)"),
        format!(r"(?i)\b(?:till|inför|före|innan|vid|på)\s+(?:styrelsens\s+|gruppens\s+)?(?:nästa|nästkommande|kommande|näst)\s+[^,.;]*?(?:möte|sammanträde|sammanträdet|mötet|styrelsemöte|samverkan\w*|CSG|CESAM|FSG|LSG|tillfälle(?: \p{{Ll}}+)*|medlemsråd|träff|arbetsutskott)\b(?:\s+(?:den\s+)?{DATE})?"),
        format!(r"(?i)\b(?:till|inför|före|innan|vid)\s+(?:styrelsens\s+)?(?:sammanträdet|mötet|styrelsemötet|medlemsrådet|samrådet|budgetmötet|decembermötet|novembermötet|septembermötet)(?:\s+(?:den\s+)?{DATE}|\s+i\s+{MONTH})?"),
        format!(r"(?i)\b(?:före|till|innan|inför)\s+{DATE}"),
        r"(?i)\b(?:före|innan|efter|till|under)\s+(?:semestern|semestrarna|sommaren|hösten|våren|vintern|jul|årsskiftet|året|nästa år|\p{L}+ månader|en månad)(?:\s\d{4})?".to_owned(),
        r"\bUnder\s(?:\d{4}|hösten|våren)(?:\s\d{4})?".to_owned(),
        r"(?i)\bnär\s+[^.;]+".to_owned(),
        format!(r"(?i)\b(?:i|under)\s+{MONTH}(?:\s\d{{4}})?\b"),
        r"(?i)\b(?:före|innan)\s+[^,.;]+".to_owned(),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// By when, as printed.
pub(crate) fn due(text: &Printed) -> Option<Printed> {
    let topic =
        |found: &regex::Match<'_>| found.as_str().to_lowercase().starts_with("när det gäller");
    DUE.iter()
        .find_map(|pattern| pattern.find(text).filter(|found| !topic(found)))
        .map(|found| text.part(found.range()).bare(&['.', ',']))
}
