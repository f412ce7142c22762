//! Sections B to D: convening, presence, quorum, disqualification, remote participation.

use super::{IMPORT, custom, finsam, kl, rule};
use crate::rule::Rule;

pub(crate) static MEETING_REQUEST_IGNORED: Rule = rule(
    "R-14",
    "MEETING_REQUEST_IGNORED",
    "Sammanträde hålls när en tredjedel eller ordföranden begär det",
    "A meeting is held where a third of the board or the chair asks for it",
    &[
        kl("6 kap. 23 §", "Styrelsen bestämmer tid och plats; en tredjedel av ledamöterna eller ordföranden kan begära sammanträde.", "The board fixes time and place; a third of its members or the chair may demand a meeting."),
        kl("6 kap. 17 §", "Ersättare underrättas om tid och plats.", "Substitutes are told time and place."),
        IMPORT,
    ],
)
.warns()
.under_local_government_act()
.varied_by(&["noticeDays"]);

pub(crate) static DECIDED_UNANNOUNCED: Rule = rule(
    "R-15",
    "DECIDED_UNANNOUNCED",
    "Ärenden utanför föredragningslistan får avgöras",
    "Matters not on the agenda may be decided",
    &[
        kl("4 kap. 20 §", "Varje ledamot får väcka ärenden; kravet på kungjorda ärenden i 5 kap. 52 § gäller inte styrelsen.", "Every member may raise matters; the demand of announced matters in chapter 5 section 52 does not apply to the board."),
        IMPORT,
    ],
)
.of_paragraph()
.under_local_government_act()
.varied_by(&["unannouncedMatters"]);

pub(crate) static PRESENCE_BY_PARAGRAPH: Rule = rule(
    "R-16",
    "PRESENCE_BY_PARAGRAPH",
    "Närvaro hör till paragrafen",
    "Presence belongs to the paragraph",
    &[
        kl(
            "5 kap. 66 och 67 §§",
            "Protokollet anger vilka som tjänstgjort och vilka som deltagit i varje beslut.",
            "The minutes state who served and who took part in each decision.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static QUORUM_NOT_MET: Rule = rule(
    "R-17",
    "QUORUM_NOT_MET",
    "Mer än hälften av ledamöterna är närvarande",
    "More than half of the board members are present",
    &[
        kl(
            "6 kap. 27 §",
            "Ärenden får handläggas bara när mer än hälften av ledamöterna är närvarande.",
            "Matters may be handled only while more than half of the members are present.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.varied_by(&["quorum"])
.judged();

pub(crate) static QUORUM_RETESTED: Rule = rule(
    "R-18",
    "QUORUM_RETESTED",
    "Beslutsförheten prövas i varje paragraf",
    "Quorum is tested anew in each paragraph",
    &[
        kl(
            "6 kap. 27 §",
            "Kravet gäller när ärendet handläggs, alltså i varje paragraf.",
            "The demand holds while the matter is handled, thus in each paragraph.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static SUBSTITUTE_SERVED_WITHOUT_ABSENCE: Rule = rule(
    "R-19",
    "SUBSTITUTE_SERVED_WITHOUT_ABSENCE",
    "En ersättare tjänstgör bara för den som är frånvarande",
    "A substitute serves only for somebody absent",
    &[
        kl(
            "6 kap. 17 §",
            "En ersättare tjänstgör när en ledamot är förhindrad.",
            "A substitute serves where a member is prevented.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.varied_by(&["crossMemberSubstitution"])
.judged();

pub(crate) static SUBSTITUTE_OUT_OF_ORDER: Rule = rule(
    "R-19",
    "SUBSTITUTE_OUT_OF_ORDER",
    "Ersättare tjänstgör i bestämd ordning",
    "Substitutes serve in the fixed order",
    &[
        finsam(
            "12 §",
            "Ordningen bestäms när ersättarna utses.",
            "The order is fixed when the substitutes are appointed.",
        ),
        kl(
            "6 kap. 17 §",
            "Ersättare tjänstgör i den bestämda ordningen.",
            "Substitutes serve in the fixed order.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.varied_by(&["substituteOrder"])
.judged();

pub(crate) static SUBSTITUTE_WRONG_MEMBER: Rule = rule(
    "R-19",
    "SUBSTITUTE_WRONG_MEMBER",
    "En ersättare tjänstgör för en ledamot av samma medlem",
    "A substitute serves for a board member of the same member",
    &[
        finsam(
            "12 och 15 §§",
            "Varje medlem utser sina ledamöter och ersättare.",
            "Each member appoints its own board members and substitutes.",
        ),
        kl(
            "6 kap. 17 §",
            "Ersättarens tjänstgöring.",
            "The substitute's service.",
        ),
    ],
)
.of_paragraph()
.refuses_live_warns_archived()
.under_local_government_act()
.varied_by(&["crossMemberSubstitution"])
.judged();

pub(crate) static RETURN_AFTER_LEAVING: Rule = rule(
    "R-20",
    "RETURN_AFTER_LEAVING",
    "Den som lämnat får återinträda som reglementet säger",
    "Who left may return as the rules of procedure say",
    &[kl("6 kap. 17 §", "Styrelsens egna regler styr; fullmäktiges förbud i 5 kap. 20 § gäller inte.", "The board's own rules decide; the assembly's ban in chapter 5 section 20 does not apply."), IMPORT],
)
.of_paragraph()
.under_local_government_act()
.varied_by(&["returnAfterLeaving", "arrivingMemberDisplacesSubstitute"]);

pub(crate) static NON_SERVING_SUBSTITUTE_ACTED: Rule = rule(
    "R-21",
    "NON_SERVING_SUBSTITUTE_ACTED",
    "Ersättare som inte tjänstgör varken yrkar, röstar eller reserverar sig",
    "Substitutes who do not serve neither move, vote nor reserve",
    &[kl("6 kap. 17 §", "Ersättare får alltid närvara, men yttra sig och få sin mening antecknad bara om det beslutats.", "Substitutes may always be present, but speak and have their opinion noted only where so decided."), IMPORT],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.varied_by(&["substitutesMaySpeak"])
.judged();

pub(crate) static OTHERS_PRESENT: Rule = rule(
    "R-22",
    "OTHERS_PRESENT",
    "Andra närvarande antecknas utan rösträtt",
    "Others present are noted and have no vote",
    &[custom(
        "Tjänstemän och inbjudna antecknas med namn och organisation; 6 kap. 26 § kommunallagen gäller inte styrelsen.",
        "Officers and guests are noted with name and organisation; chapter 6 section 26 of the Local Government Act does not apply.",
    )],
);

pub(crate) static MINORITY_RIGHT_NOT_IMPORTED: Rule = rule(
    "R-23",
    "MINORITY_RIGHT_NOT_IMPORTED",
    "Bordläggning och återremiss kräver enkel majoritet",
    "Tabling and referral back need a simple majority",
    &[
        kl(
            "6 kap. 33 §",
            "Minoritetsbordläggning och minoritetsåterremiss i 5 kap. 50 § gäller inte styrelsen.",
            "The minority rights of chapter 5 section 50 do not apply to the board.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.under_local_government_act();

pub(crate) static DISQUALIFICATION_GROUNDS: Rule = rule(
    "R-24",
    "DISQUALIFICATION_GROUNDS",
    "Jävsgrunder",
    "Grounds for disqualification",
    &[
        kl(
            "6 kap. 28 §",
            "När någon är jävig, i lydelse från den 1 juli 2022.",
            "When somebody is disqualified, as worded since 1 July 2022.",
        ),
        kl(
            "6 kap. 29 och 31 §§",
            "Jäv bortses från när opartiskheten uppenbart saknar betydelse.",
            "Disqualification is disregarded where impartiality obviously lacks importance.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.starting_on(2022, 7, 1);

pub(crate) static JAV_PRESENT: Rule = rule(
    "R-25",
    "JAV_PRESENT",
    "Den som är jävig varken deltar eller närvarar",
    "Who is disqualified neither takes part nor is present",
    &[
        kl(
            "6 kap. 30 §",
            "Den jävige får inte delta eller närvara vid handläggningen.",
            "The disqualified may not take part in or be present at the handling.",
        ),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.judged();

pub(crate) static QUORUM_LOST_BY_JAV: Rule = rule(
    "R-26",
    "QUORUM_LOST_BY_JAV",
    "Jäv minskar antalet närvarande men inte antalet platser",
    "Disqualification lowers those present, not the number of seats",
    &[
        kl("6 kap. 27 §", "Mer än hälften av ledamöterna ska vara närvarande.", "More than half of the members shall be present."),
        kl("6 kap. 30 §", "Den jävige är inte närvarande; lättnaden i 5 kap. 46 § gäller inte styrelsen.", "The disqualified are not present; the relief of chapter 5 section 46 does not apply to the board."),
        IMPORT,
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.varied_by(&["quorum"])
.judged();

pub(crate) static REMOTE_WITHOUT_DECISION: Rule = rule(
    "R-27",
    "REMOTE_WITHOUT_DECISION",
    "Styrelsen har beslutat om deltagande på distans",
    "The board has decided on remote participation",
    &[finsam("19 a §", "Styrelsen får besluta att ledamöter och ersättare deltar på distans, och i vilken utsträckning.", "The board may decide that its members and substitutes take part remotely, and to what extent.")],
)
.refuses_live_warns_archived()
.starting_on(2022, 3, 16)
.varied_by(&["remoteExtent"])
.reported_when_unknown()
.judged();

pub(crate) static REMOTE_AUDIO_ONLY: Rule = rule(
    "R-28",
    "REMOTE_AUDIO_ONLY",
    "Distansdeltagande sker med ljud och bild på lika villkor",
    "Remote participation is by sound and picture on equal terms",
    &[finsam(
        "19 a §",
        "Ljud och bild i realtid, på lika villkor för alla; enbart ljud vid särskilda skäl.",
        "Sound and picture in real time, on equal terms for all; sound only for special reasons.",
    )],
)
.of_paragraph()
.warns()
.starting_on(2022, 3, 16)
.varied_by(&["audioOnly"]);

pub(crate) static REMOTE_BEFORE_2022_03_16: Rule = rule(
    "R-29",
    "REMOTE_BEFORE_2022_03_16",
    "Före den 16 mars 2022 saknades stöd för distansdeltagande",
    "Before 16 March 2022 nothing supported remote participation",
    &[finsam(
        "19 a §",
        "Den som deltar på distans räknas som närvarande sedan den 16 mars 2022, inte tidigare.",
        "Remote participants count as present since 16 March 2022, not before.",
    )],
)
.warns()
.ending_on(2022, 3, 15)
.judged();

pub(super) static RULES: &[&Rule] = &[
    &MEETING_REQUEST_IGNORED,
    &DECIDED_UNANNOUNCED,
    &PRESENCE_BY_PARAGRAPH,
    &QUORUM_NOT_MET,
    &QUORUM_RETESTED,
    &SUBSTITUTE_SERVED_WITHOUT_ABSENCE,
    &SUBSTITUTE_OUT_OF_ORDER,
    &SUBSTITUTE_WRONG_MEMBER,
    &RETURN_AFTER_LEAVING,
    &NON_SERVING_SUBSTITUTE_ACTED,
    &OTHERS_PRESENT,
    &MINORITY_RIGHT_NOT_IMPORTED,
    &DISQUALIFICATION_GROUNDS,
    &JAV_PRESENT,
    &QUORUM_LOST_BY_JAV,
    &REMOTE_WITHOUT_DECISION,
    &REMOTE_AUDIO_ONLY,
    &REMOTE_BEFORE_2022_03_16,
];
