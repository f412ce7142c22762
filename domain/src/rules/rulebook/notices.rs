//! Section G: announcement, appeal, legal force.

use super::{SUNDAY_RULE, cite, finsam, kl, rule};
use crate::legal::Act;
use crate::rule::Rule;

pub(crate) static NOTICE_MISSING_BOARD: Rule = rule(
    "R-51",
    "NOTICE_MISSING_BOARD",
    "Justeringen anslås hos varje medlemskommun och region",
    "The adjustment is posted by every member municipality and region",
    &[finsam("19 §", "Tillkännagivandet sker på varje medlemskommuns och medlemsregions anslagstavla.", "The announcement is made on the notice board of every member municipality and region."), kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period.")],
)
.warns()
.under_local_government_act()
.varied_by(&["ownNoticeBoard"])
.judged();

pub(crate) static NOTICE_LATE: Rule = rule(
    "R-52",
    "NOTICE_LATE",
    "Anslaget sätts upp senast andra dagen efter justeringen",
    "The notice goes up no later than the second day after adjustment",
    &[kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period."), finsam("19 §", "Tillkännagivandet sker på varje medlemskommuns och medlemsregions anslagstavla.", "The announcement is made on the notice board of every member municipality and region."), SUNDAY_RULE],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static NOTICE_INCOMPLETE: Rule = rule(
    "R-52",
    "NOTICE_INCOMPLETE",
    "Anslaget anger var protokollet finns och när det sattes upp",
    "The notice says where the minutes are kept and when it went up",
    &[kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period."), finsam("19 §", "Tillkännagivandet sker på varje medlemskommuns och medlemsregions anslagstavla.", "The announcement is made on the notice board of every member municipality and region.")],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static APPEAL_PERIOD: Rule = rule(
    "R-53",
    "APPEAL_PERIOD",
    "Överklagandetiden är tre veckor",
    "The appeal period is three weeks",
    &[kl("13 kap. 5 §", "Överklagande inom tre veckor från den dag då justeringen tillkännagavs.", "Appeal within three weeks of the day on which the adjustment was announced."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act."), cite(Act::TimeComputation, "1 §", "Tid i veckor slutar på samma veckodag.", "Time in weeks ends on the same day of the week."), SUNDAY_RULE],
)
.under_local_government_act();

pub(crate) static NOTICE_REMOVED_EARLY: Rule = rule(
    "R-54",
    "NOTICE_REMOVED_EARLY",
    "Anslaget sitter uppe hela överklagandetiden",
    "The notice stays up throughout the appeal period",
    &[kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period."), kl("13 kap. 5 §", "Överklagande inom tre veckor från den dag då justeringen tillkännagavs.", "Appeal within three weeks of the day on which the adjustment was announced."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act.")],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static NOTICE_REMOVED_ON_LAST_DAY: Rule = rule(
    "R-54",
    "NOTICE_REMOVED_ON_LAST_DAY",
    "Anslaget tas ned efter den sista dagen",
    "The notice comes down after the last day",
    &[kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period."), kl("13 kap. 5 §", "Överklagande inom tre veckor från den dag då justeringen tillkännagavs.", "Appeal within three weeks of the day on which the adjustment was announced."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act.")],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static NOTICE_INTERRUPTED: Rule = rule(
    "R-54",
    "NOTICE_INTERRUPTED",
    "Anslaget sitter uppe utan avbrott",
    "The notice stays up without a break",
    &[kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period."), kl("13 kap. 5 §", "Överklagande inom tre veckor från den dag då justeringen tillkännagavs.", "Appeal within three weeks of the day on which the adjustment was announced."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act.")],
)
.warns()
.under_local_government_act()
.judged();

pub(crate) static FINALITY_BLOCKED: Rule = rule(
    "R-55",
    "FINALITY_BLOCKED",
    "Beslutet har fått laga kraft",
    "The decision is final",
    &[kl("13 kap. 5 §", "Överklagande inom tre veckor från den dag då justeringen tillkännagavs.", "Appeal within three weeks of the day on which the adjustment was announced."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act."), kl("8 kap. 12 §", "Justeringen tillkännages senast andra dagen efter, med uppgift om var protokollet finns och vilken dag anslaget sattes upp; anslaget sitter kvar hela överklagandetiden.", "The adjustment is announced no later than the second day after it, saying where the minutes are kept and when the notice went up; the notice stays up throughout the appeal period.")],
)
.warns()
.under_local_government_act()
.reported_when_unknown()
.judged();

pub(crate) static APPELLANT_NOT_ENTITLED: Rule = rule(
    "R-56",
    "APPELLANT_NOT_ENTITLED",
    "Den klagande är medlem i en kommun eller region i förbundet",
    "The appellant belongs to a municipality or region of the association",
    &[kl("13 kap. 4 och 6–9 §§", "Vem som får överklaga, vart och på vilka grunder.", "Who may appeal, where and on which grounds."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act.")],
)
.under_local_government_act()
.judged();

pub(crate) static NOT_APPEALABLE: Rule = rule(
    "R-57",
    "NOT_APPEALABLE",
    "Förberedande och verkställande beslut överklagas inte",
    "Preparatory and executing decisions are not appealed",
    &[kl("13 kap. 2 §", "Beslut av rent förberedande eller verkställande art undantas.", "Decisions of a purely preparatory or executing kind are excepted."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act.")],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static EXECUTION_BEFORE_FINALITY: Rule = rule(
    "R-58",
    "EXECUTION_BEFORE_FINALITY",
    "Beslut får verkställas före laga kraft",
    "Decisions may be executed before they are final",
    &[kl("13 kap. 14–15 §§", "Verkställighet, och rättelse om beslutet upphävs.", "Execution, and undoing where the decision is annulled."), finsam("28 §", "Förbundets beslut överklagas enligt 13 kap. kommunallagen.", "The association's decisions are appealed under chapter 13 of the Local Government Act.")],
)
.of_paragraph()
.under_local_government_act();

pub(super) static RULES: &[&Rule] = &[
    &NOTICE_MISSING_BOARD,
    &NOTICE_LATE,
    &NOTICE_INCOMPLETE,
    &APPEAL_PERIOD,
    &NOTICE_REMOVED_EARLY,
    &NOTICE_REMOVED_ON_LAST_DAY,
    &NOTICE_INTERRUPTED,
    &FINALITY_BLOCKED,
    &APPELLANT_NOT_ENTITLED,
    &NOT_APPEALABLE,
    &EXECUTION_BEFORE_FINALITY,
];
