//! Section F: the minutes and their adjustment.

use super::{IMPORT, SUNDAY_RULE, cite, custom, kl, model, rule};
use crate::legal::Act;
use crate::rule::Rule;

pub(crate) static MINUTES_CONTENT_MISSING: Rule = rule(
    "R-41",
    "MINUTES_CONTENT_MISSING",
    "Protokollet har det innehåll som lagen kräver",
    "The minutes hold what the law asks for",
    &[kl("5 kap. 65–67 §§", "Vilka som tjänstgjort, vilka ärenden som handlagts, yrkanden, omröstningar, beslut och reservationer.", "Who served, which matters were handled, proposals, votes, decisions and reservations."), kl("6 kap. 35 §", "Gäller styrelsens protokoll.", "Applies to the board's minutes."), IMPORT],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static PARAGRAPH_GAP: Rule = rule(
    "R-42",
    "PARAGRAPH_GAP",
    "Paragrafnumren löper utan lucka",
    "The numbers run without a gap",
    &[custom(
        "Paragraferna numreras i obruten följd.",
        "Paragraphs are numbered in an unbroken series.",
    )],
)
.warns()
.varied_by(&["numberingScheme"])
.judged();

pub(crate) static PARAGRAPH_DUPLICATE: Rule = rule(
    "R-42",
    "PARAGRAPH_DUPLICATE",
    "Varje paragrafnummer står en gång",
    "Each number stands once",
    &[custom(
        "Ett paragrafnummer används en gång i sin serie.",
        "A number is used once in its series.",
    )],
)
.of_paragraph()
.warns()
.varied_by(&["numberingScheme"])
.judged();

pub(crate) static SEVERAL_DECISIONS: Rule = rule(
    "R-43",
    "SEVERAL_DECISIONS",
    "En paragraf rymmer flera beslut",
    "A paragraph holds several decisions",
    &[model(
        "En paragraf har inget, ett eller flera beslut, uppdrag och yrkanden.",
        "A paragraph has none, one or several decisions, assignments and proposals.",
    )],
)
.of_paragraph();

pub(crate) static ADJUSTED_LATE: Rule = rule(
    "R-44",
    "ADJUSTED_LATE",
    "Protokollet justeras inom fjorton dagar",
    "The minutes are adjusted within fourteen days",
    &[
        kl(
            "5 kap. 69 §",
            "Protokollet justeras senast fjorton dagar efter sammanträdet.",
            "The minutes are adjusted no later than fourteen days after the meeting.",
        ),
        kl(
            "6 kap. 35 §",
            "Gäller styrelsens protokoll.",
            "Applies to the board's minutes.",
        ),
        IMPORT,
        SUNDAY_RULE,
    ],
)
.warns()
.under_local_government_act()
.varied_by(&["adjustmentDays"])
.judged();

pub(crate) static ADJUSTER_NOT_PRESENT: Rule = rule(
    "R-45",
    "ADJUSTER_NOT_PRESENT",
    "Justeraren tjänstgjorde i de paragrafer som justeras",
    "The adjuster served in the paragraphs adjusted",
    &[
        kl(
            "5 kap. 69 §",
            "Protokollet justeras på det sätt som styrelsen bestämt.",
            "The minutes are adjusted as the board has decided.",
        ),
        custom(
            "Justeraren är en ledamot eller tjänstgörande ersättare som var med.",
            "The adjuster is a member or serving substitute who was there.",
        ),
    ],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static ADJUSTER_COUNT: Rule = rule(
    "R-45",
    "ADJUSTER_COUNT",
    "Justerarna är så många som bestämts",
    "There are as many adjusters as decided",
    &[
        kl(
            "5 kap. 69 §",
            "Protokollet justeras på det sätt som styrelsen bestämt.",
            "The minutes are adjusted as the board has decided.",
        ),
        cite(
            Act::Statutes,
            "",
            "Antalet justerare utöver ordföranden.",
            "The number of adjusters beside the chair.",
        ),
    ],
)
.warns()
.under_local_government_act()
.varied_by(&["adjusterCount"])
.judged();

pub(crate) static IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT: Rule = rule(
    "R-46",
    "IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT",
    "En omedelbart justerad paragraf finns i skrift",
    "An immediately adjusted paragraph exists in writing",
    &[
        kl(
            "5 kap. 69 §",
            "Protokollet justeras på det sätt som styrelsen bestämt.",
            "The minutes are adjusted as the board has decided.",
        ),
        custom(
            "Texten skrivs, läses upp och justeras vid sammanträdet.",
            "The text is written, read and adjusted at the meeting.",
        ),
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.judged();

pub(crate) static MINUTES_STATE_ORDER: Rule = rule(
    "R-47a",
    "MINUTES_STATE_ORDER",
    "Utkast, justerat, anslaget, laga kraft",
    "Draft, adjusted, announced, final",
    &[
        kl("5 kap. 69 §", "Justering.", "Adjustment."),
        kl("8 kap. 12 §", "Tillkännagivande.", "Announcement."),
        kl("13 kap. 5 §", "Överklagandetid.", "Appeal period."),
    ],
)
.refuses()
.under_local_government_act();

pub(crate) static SILENT_CORRECTION: Rule = rule(
    "R-47b",
    "SILENT_CORRECTION",
    "Ett justerat protokoll rättas synligt",
    "Adjusted minutes are corrected visibly",
    &[custom("En rättelse anger vad, när och vem; JO har kritiserat utbyte av en sida utan anteckning (dnr 581-2013).", "A correction says what, when and who; the Parliamentary Ombudsman criticised a silent exchange of a page (no. 581-2013).")],
)
.refuses()
.judged();

pub(crate) static OFFICIAL_DOCUMENT: Rule = rule(
    "R-48",
    "OFFICIAL_DOCUMENT",
    "Protokollet blir allmän handling när det justerats",
    "The minutes become an official document when adjusted",
    &[
        cite(
            Act::FreedomOfThePress,
            "2 kap. 10 §",
            "Protokoll blir allmän handling när det justerats.",
            "Minutes become an official document when adjusted.",
        ),
        cite(
            Act::PublicAccessAndSecrecy,
            "5 kap. 1, 2 och 5 §§",
            "Registrering och sekretessmarkering.",
            "Registration and secrecy marking.",
        ),
    ],
);

pub(crate) static WEAK_SIGNATURE: Rule = rule(
    "R-49",
    "WEAK_SIGNATURE",
    "Digital justering sker med godtagen metod",
    "Digital adjustment uses an accepted method",
    &[kl(
        "5 kap. 69 §",
        "Styrelsen bestämmer sättet; lagen anger ingen form.",
        "The board decides the manner; the act names no form.",
    )],
)
.warns()
.under_local_government_act()
.varied_by(&["signingMethods"]);

pub(crate) static EXTRACT_ATTESTED: Rule = rule(
    "R-50",
    "EXTRACT_ATTESTED",
    "Protokollsutdrag bestyrks",
    "Extracts are attested",
    &[custom(
        "Utdrag av valda paragrafer skickas till namngivna mottagare och bestyrks.",
        "Extracts of chosen paragraphs go to named recipients and are attested.",
    )],
)
.of_paragraph();

pub(super) static RULES: &[&Rule] = &[
    &MINUTES_CONTENT_MISSING,
    &PARAGRAPH_GAP,
    &PARAGRAPH_DUPLICATE,
    &SEVERAL_DECISIONS,
    &ADJUSTED_LATE,
    &ADJUSTER_NOT_PRESENT,
    &ADJUSTER_COUNT,
    &IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT,
    &MINUTES_STATE_ORDER,
    &SILENT_CORRECTION,
    &OFFICIAL_DOCUMENT,
    &WEAK_SIGNATURE,
    &EXTRACT_ATTESTED,
];
