//! Section A: the association, its members and their seats.

use super::{cite, finsam, kl, rule};
use crate::legal::Act;
use crate::rule::Rule;

pub(crate) static PARTY_SET_INCOMPLETE: Rule = rule(
    "R-01",
    "PARTY_SET_INCOMPLETE",
    "Förbundet har alla parter som lagen kräver",
    "The association has every party that the law asks for",
    &[finsam(
        "3 §",
        "Försäkringskassan, Arbetsförmedlingen, minst en region och minst en kommun ska vara medlemmar; varje del av området behöver båda, utom där kommunen inte ingår i någon region.",
        "The two agencies, at least one region and at least one municipality are members; every part of the area needs both, but where the municipality belongs to no region.",
    )],
)
.of_association()
.refuses()
.judged();

pub(crate) static PARTY_MEMBER_CONFUSED: Rule = rule(
    "R-02",
    "PARTY_MEMBER_CONFUSED",
    "Medlem är inte detsamma som part",
    "A member is not the same as a party",
    &[
        finsam(
            "4 §",
            "Varje myndighet, region och kommun är medlem.",
            "Every agency, region and municipality is a member.",
        ),
        finsam(
            "5 §",
            "Kommunerna är en part och regionerna en part när medlen delas.",
            "The municipalities are one party and the regions one when the funds are split.",
        ),
    ],
)
.of_association();

pub(crate) static MEMBER_WITHOUT_SEAT: Rule = rule(
    "R-03",
    "MEMBER_WITHOUT_SEAT",
    "Varje medlem har en plats i styrelsen",
    "Every member has a seat on the board",
    &[finsam(
        "10 §",
        "Minst en ledamot och en ersättare för varje medlem.",
        "At least one board member and one substitute for each member.",
    )],
)
.of_association()
.warns()
.varied_by(&["seats"])
.judged();

pub(crate) static SUBSTITUTE_COUNT_MISMATCH: Rule = rule(
    "R-03",
    "SUBSTITUTE_COUNT_MISMATCH",
    "Ersättarna är lika många som ledamöterna",
    "There are as many substitutes as board members",
    &[finsam(
        "10 §",
        "Antalet ersättare ska vara lika stort som antalet ledamöter.",
        "The number of substitutes equals the number of board members.",
    )],
)
.of_association()
.warns()
.judged();

pub(crate) static INELIGIBLE_APPOINTEE: Rule = rule(
    "R-04",
    "INELIGIBLE_APPOINTEE",
    "Den utsedde är valbar",
    "The appointee is eligible",
    &[finsam(
        "12 §",
        "Kommuner och regioner utser ledamöter eller ersättare i fullmäktige, myndigheterna sina anställda.",
        "Municipalities and regions appoint members or substitutes of an assembly, the agencies their employees.",
    )],
)
.of_association()
.refuses_live_warns_archived()
.judged();

pub(crate) static APPOINTED_BEFORE_ELECTION: Rule = rule(
    "R-05",
    "APPOINTED_BEFORE_ELECTION",
    "Nyvalt fullmäktige utser efter val",
    "The newly elected assembly appoints after an election",
    &[
        finsam(
            "12 §",
            "Fullmäktige och myndigheterna utser ledamöter och ersättare.",
            "The assemblies and the agencies appoint board members and substitutes.",
        ),
        finsam(
            "14 §",
            "Under ett valår utser det nyvalda fullmäktige.",
            "In an election year the newly elected assembly appoints.",
        ),
        cite(
            Act::ProportionalElections,
            "2 §",
            "Valet är proportionellt om tillräckligt många begär det.",
            "The election is proportional where enough members ask for it.",
        ),
    ],
)
.of_association()
.warns()
.judged();

pub(crate) static MANDATE_OUT_OF_RANGE: Rule = rule(
    "R-06",
    "MANDATE_OUT_OF_RANGE",
    "Mandaten ryms i mandattiden",
    "Mandates keep within the term of office",
    &[finsam(
        "13 §",
        "Fyra år från den 1 april året efter val, om förbundsordningen inte bestämmer kortare tid eller annan början.",
        "Four years from 1 April of the year after elections, unless the statutes set a shorter term or another start.",
    )],
)
.of_association()
.warns()
.varied_by(&["termStart", "termYears"])
.judged();

pub(crate) static SUBSTITUTE_ORDER_UNDEFINED: Rule = rule(
    "R-07",
    "SUBSTITUTE_ORDER_UNDEFINED",
    "Ersättarnas ordning är bestämd",
    "The order of the substitutes is fixed",
    &[
        finsam(
            "12 §",
            "När ersättare utses bestäms i vilken ordning de kallas in.",
            "When substitutes are appointed the order of call is fixed.",
        ),
        kl(
            "6 kap. 17 §",
            "Ersättare tjänstgör i den bestämda ordningen.",
            "Substitutes serve in the fixed order.",
        ),
    ],
)
.of_association()
.warns()
.varied_by(&["substituteOrder"])
.judged();

pub(crate) static SUCCESSION_BY_OTHER_MEMBER: Rule = rule(
    "R-08",
    "SUCCESSION_BY_OTHER_MEMBER",
    "En ersättare för samma medlem efterträder",
    "A substitute of the same member succeeds",
    &[finsam(
        "15 §",
        "När en ledamot avgår inträder en ersättare som samma medlem har utsett.",
        "When a board member resigns, a substitute appointed by the same member succeeds.",
    )],
)
.of_association();

pub(crate) static ASSIGNMENT_ENDED_WITHOUT_GROUND: Rule = rule(
    "R-09",
    "ASSIGNMENT_ENDED_WITHOUT_GROUND",
    "Uppdraget upphör bara i lagens fall",
    "An assignment ends only as the law provides",
    &[
        finsam(
            "16 §",
            "Myndigheten får återkalla uppdraget bara när anställningen upphört.",
            "An agency may recall only when the employment has ended.",
        ),
        kl(
            "4 kap. 6, 7 och 9 §§",
            "Entledigande, och återkallelse vid vägrad ansvarsfrihet eller allvarligt brott.",
            "Resignation, and recall after refused discharge or a serious crime.",
        ),
    ],
)
.of_association();

pub(crate) static CHAIR_NOT_MEMBER: Rule = rule(
    "R-10",
    "CHAIR_NOT_MEMBER",
    "Presidiet väljs bland ledamöterna",
    "The presidium is elected among the board members",
    &[finsam(
        "17 §",
        "Styrelsen väljer ordförande och vice ordförande bland sina ledamöter.",
        "The board elects its chair and vice chairs among its members.",
    )],
)
.of_association()
.refuses()
.judged();

pub(crate) static VICE_CHAIR_COUNT: Rule = rule(
    "R-10",
    "VICE_CHAIR_COUNT",
    "Styrelsen har en eller två vice ordförande",
    "The board has one or two vice chairs",
    &[finsam(
        "17 §",
        "En eller två vice ordförande.",
        "One or two vice chairs.",
    )],
)
.of_association()
.refuses()
.varied_by(&["viceChairs"])
.judged();

pub(crate) static OUTSIDE_COMPETENCE: Rule = rule(
    "R-11",
    "OUTSIDE_COMPETENCE",
    "Beslutet ryms i förbundets uppgifter",
    "The decision lies within the association's tasks",
    &[
        finsam("2 §", "Insatserna ska ge individer förmåga att förvärvsarbeta.", "Measures shall help individuals to earn a living."),
        finsam("7 §", "Förbundet beslutar om mål, stöd, finansiering och uppföljning, inte om förmåner eller myndighetsutövning mot enskild.", "The association decides on goals, support, finance and follow-up, not on benefits or authority over individuals."),
    ],
)
.of_paragraph()
.warns();

pub(crate) static BYLAWS_INCOMPLETE: Rule = rule(
    "R-12",
    "BYLAWS_INCOMPLETE",
    "Förbundsordningen täcker lagens arton punkter",
    "The statutes cover the eighteen points of the law",
    &[finsam(
        "9 §",
        "Vad förbundsordningen ska ange; bara medlemmarna ändrar den.",
        "What the statutes shall state; only the members change them.",
    )],
)
.of_association()
.warns()
.varied_by(&["coveredPoints"])
.judged();

pub(crate) static EXIT_NOTICE_PERIOD: Rule = rule(
    "R-13",
    "EXIT_NOTICE_PERIOD",
    "Utträde tre år efter uppsägning",
    "Withdrawal three years after notice",
    &[
        finsam(
            "27 §",
            "Tre års uppsägningstid, om förbundsordningen inte har kortare.",
            "Three years' notice, unless the statutes have less.",
        ),
        cite(
            Act::TimeComputation,
            "1 §",
            "Tid i år slutar på samma dag i månaden.",
            "Time in years ends on the same day of the month.",
        ),
    ],
)
.of_association()
.varied_by(&["exitMonths"]);

pub(super) static RULES: &[&Rule] = &[
    &PARTY_SET_INCOMPLETE,
    &PARTY_MEMBER_CONFUSED,
    &MEMBER_WITHOUT_SEAT,
    &SUBSTITUTE_COUNT_MISMATCH,
    &INELIGIBLE_APPOINTEE,
    &APPOINTED_BEFORE_ELECTION,
    &MANDATE_OUT_OF_RANGE,
    &SUBSTITUTE_ORDER_UNDEFINED,
    &SUCCESSION_BY_OTHER_MEMBER,
    &ASSIGNMENT_ENDED_WITHOUT_GROUND,
    &CHAIR_NOT_MEMBER,
    &VICE_CHAIR_COUNT,
    &OUTSIDE_COMPETENCE,
    &BYLAWS_INCOMPLETE,
    &EXIT_NOTICE_PERIOD,
];
