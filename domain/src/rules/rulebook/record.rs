//! Section M: what the record itself lacks.

use super::{kl, model, rule};
use crate::rule::Rule;

pub(crate) static DATE_UNKNOWN: Rule = rule(
    "R-91",
    "DATE_UNKNOWN",
    "Protokollet anger dagen",
    "The record gives the day",
    &[model(
        "Utan dag prövas ingen regel som hänger på en dag.",
        "Without a day no dated rule is evaluated.",
    )],
)
.warns()
.judged();

pub(crate) static ATTENDANCE_UNKNOWN: Rule = rule(
    "R-92",
    "ATTENDANCE_UNKNOWN",
    "Protokollet anger vilka som var med",
    "The record says who was there",
    &[model(
        "Utan närvaro kan ingen fråga om deltagande besvaras.",
        "Without attendance no question of taking part can be answered.",
    )],
)
.warns()
.judged();

pub(crate) static INITIALS_UNRESOLVED: Rule = rule(
    "R-93",
    "INITIALS_UNRESOLVED",
    "Initialer svarar mot ett namn i protokollet",
    "Initials answer to a name in the record",
    &[model(
        "Två till fyra versaler som inte svarar mot något fullt namn.",
        "Two to four capitals that answer to no full name.",
    )],
)
.warns()
.judged();

pub(crate) static PREVIOUS_MINUTES_UNADJUSTED: Rule = rule(
    "R-94",
    "PREVIOUS_MINUTES_UNADJUSTED",
    "Föregående protokoll är justerat",
    "The minutes of the meeting before are adjusted",
    &[model(
        "Protokollet säger att det föregående inte är justerat.",
        "The record says that the one before is not adjusted.",
    )],
)
.judged();

pub(crate) static PROPOSER_PERSON_UNKNOWN: Rule = rule(
    "R-95",
    "PROPOSER_PERSON_UNKNOWN",
    "Den som yrkar är en person",
    "Who moves a proposal is a person",
    &[
        kl(
            "5 kap. 67 §",
            "Yrkanden antecknas; bara en ledamot eller tjänstgörande ersättare yrkar.",
            "Proposals are recorded; only a member or serving substitute moves them.",
        ),
        kl(
            "6 kap. 35 §",
            "Gäller styrelsens protokoll.",
            "Applies to the board's minutes.",
        ),
    ],
)
.of_paragraph()
.warns()
.judged();

pub(crate) static XREF_UNRESOLVED: Rule = rule(
    "R-96",
    "XREF_UNRESOLVED",
    "Hänvisningar leder till ett beslut i registret",
    "References lead to a decision in the register",
    &[model(
        "En hänvisning utan dag och nummer, eller till en paragraf som inte finns i registret.",
        "A reference without day and number, or to a paragraph that the register does not hold.",
    )],
)
.of_paragraph()
.judged();

pub(crate) static LISTED_BUT_NOT_PRESENT: Rule = rule(
    "R-97",
    "LISTED_BUT_NOT_PRESENT",
    "Den som står som beslutande var med",
    "Who is listed as deciding was there",
    &[model(
        "Någon i listan över beslutande var inte med i någon paragraf.",
        "Somebody on the list of those who decide was at no paragraph.",
    )],
)
.warns()
.judged();

pub(crate) static REPRESENTATIVE_CHANGED: Rule = rule(
    "R-98",
    "REPRESENTATIVE_CHANGED",
    "Samma person företräder medlemmen hela sammanträdet",
    "One person represents the member throughout",
    &[model(
        "Olika personer företräder samma medlem i olika paragrafer.",
        "Different persons represent the same member in different paragraphs.",
    )],
)
.of_paragraph()
.judged();

pub(super) static RULES: &[&Rule] = &[
    &DATE_UNKNOWN,
    &ATTENDANCE_UNKNOWN,
    &INITIALS_UNRESOLVED,
    &PREVIOUS_MINUTES_UNADJUSTED,
    &PROPOSER_PERSON_UNKNOWN,
    &XREF_UNRESOLVED,
    &LISTED_BUT_NOT_PRESENT,
    &REPRESENTATIVE_CHANGED,
];
