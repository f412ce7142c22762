//! Sections J and K: member councils and labour cooperation groups.

use super::{cite, custom, finsam, kl, model, rule};
use crate::legal::Act;
use crate::rule::Rule;

pub(crate) static COUNCIL_DECISION_NON_BINDING: Rule = rule(
    "R-76",
    "COUNCIL_DECISION_NON_BINDING",
    "Medlemsrådets ställningstaganden binder inte",
    "What a member council resolves does not bind",
    &[custom("Medlemssamrådet är inget beslutande organ; medlemmarna beslutar var för sig och styrelsen om budgeten.", "A member council is no deciding organ; the members decide one by one and the board on the budget.")],
)
.of_paragraph()
.warns()
.of_little_weight()
.varied_by(&["councilAuthority"])
.judged();

pub(crate) static COUNCIL_OWN_PROCEDURE: Rule = rule(
    "R-77",
    "COUNCIL_OWN_PROCEDURE",
    "Medlemsrådet följer sin egen ordning",
    "The member council follows its own procedure",
    &[custom(
        "Lagens regler om beslutsförhet, justering och anslag gäller inte.",
        "The law's rules on quorum, adjustment and notice do not apply.",
    )],
);

pub(crate) static COOPERATION_OWN_PROCEDURE: Rule = rule(
    "R-78",
    "COOPERATION_OWN_PROCEDURE",
    "Samverkan följer avtal, inte kommunallagen",
    "Cooperation follows agreement, not the Local Government Act",
    &[
        cite(
            Act::CoDetermination,
            "11, 12, 14, 19 och 38 §§",
            "Förhandling och information.",
            "Negotiation and information.",
        ),
        cite(
            Act::WorkEnvironment,
            "6 kap.",
            "Samverkan mellan arbetsgivare och arbetstagare.",
            "Cooperation between employer and employees.",
        ),
        cite(
            Act::CooperationAgreement,
            "",
            "Samverkansgruppens uppgifter.",
            "The tasks of the group.",
        ),
    ],
);

pub(crate) static COOPERATION_OUTCOME_MISSING: Rule = rule(
    "R-79",
    "COOPERATION_OUTCOME_MISSING",
    "Varje förslag slutar i ett samverkansresultat",
    "Every proposal ends in an outcome of cooperation",
    &[cite(
        Act::CooperationAgreement,
        "",
        "Samverkan genomförd, information, oenighet eller uppskov, för varje part.",
        "Completed, information, disagreement or deferral, for each party.",
    )],
)
.of_paragraph()
.warns()
.judged();

pub(crate) static CENTRAL_NEGOTIATION_DEADLINE: Rule = rule(
    "R-80",
    "CENTRAL_NEGOTIATION_DEADLINE",
    "Central förhandling begärs inom sju dagar",
    "Central negotiation is requested within seven days",
    &[
        cite(
            Act::CoDetermination,
            "14 §",
            "Central förhandling efter oenighet.",
            "Central negotiation after disagreement.",
        ),
        cite(
            Act::CooperationAgreement,
            "",
            "Sju dagar, en avtalad tid som inte flyttas av helger.",
            "Seven days, an agreed time that days off do not move.",
        ),
    ],
)
.of_paragraph()
.varied_by(&["negotiationDays"])
.judged();

pub(crate) static SAFETY_COMMITTEE_GAP: Rule = rule(
    "R-81",
    "SAFETY_COMMITTEE_GAP",
    "Skyddskommittén sammanträder minst var tredje månad",
    "The safety committee meets at least every third month",
    &[
        cite(
            Act::WorkEnvironment,
            "6 kap. 8–9 a §§",
            "Skyddskommitténs sammansättning och uppgifter.",
            "Composition and tasks of the safety committee.",
        ),
        cite(
            Act::WorkEnvironmentOrdinance,
            "8 a §",
            "Bör sammanträda minst en gång var tredje månad.",
            "Should meet at least once every third month.",
        ),
    ],
)
.warns()
.judged();

pub(crate) static SAFETY_REP_ABSENT: Rule = rule(
    "R-81",
    "SAFETY_REP_ABSENT",
    "Ett skyddsombud är med i skyddskommittén",
    "A safety representative sits on the safety committee",
    &[
        cite(
            Act::WorkEnvironment,
            "6 kap. 8 §",
            "Minst ett skyddsombud bör ingå.",
            "At least one safety representative.",
        ),
        cite(
            Act::WorkEnvironmentOrdinance,
            "8–9 §§",
            "Skyddskommitténs ledamöter.",
            "Members of the safety committee.",
        ),
    ],
)
.warns()
.judged();

pub(crate) static COOPERATION_MINUTES: Rule = rule(
    "R-82",
    "COOPERATION_MINUTES",
    "Protokollet justeras av båda parter",
    "The minutes are adjusted by both parties",
    &[cite(
        Act::CoDetermination,
        "16 §",
        "Protokoll förs på begäran och justeras av parterna.",
        "Minutes are kept on request and adjusted by the parties.",
    )],
);

pub(crate) static NO_DECISIONS_STATED: Rule = rule(
    "R-83",
    "NO_DECISIONS_STATED",
    "Att inget beslutades är också innehåll",
    "That nothing was decided is content too",
    &[model(
        "En uttrycklig nej-uppgift skiljs från en uppgift som saknas.",
        "An explicit negative is kept apart from what is missing.",
    )],
);

pub(crate) static JOINT_BODY: Rule = rule(
    "R-84",
    "JOINT_BODY",
    "Partssammansatt organ kräver eget beslut",
    "A joint body needs a decision of its own",
    &[
        kl(
            "3 kap. 6 §",
            "Fullmäktige får besluta om partssammansatta organ.",
            "The assembly may set up joint bodies.",
        ),
        kl(
            "13 kap. 2 §",
            "Deras beslut kan överklagas.",
            "Their decisions can be appealed.",
        ),
    ],
)
.under_local_government_act();

pub(crate) static MATTER_NOT_RAISABLE: Rule = rule(
    "R-85",
    "MATTER_NOT_RAISABLE",
    "Ledamöter och revisorer väcker ärenden",
    "Members and auditors raise matters",
    &[
        kl(
            "4 kap. 20–21 §§",
            "Varje ledamot och varje revisor får väcka ärenden.",
            "Every member and every auditor may raise matters.",
        ),
        finsam(
            "9 §",
            "Förbundsordningen säger om medlem får väcka ärenden.",
            "The statutes say whether a member organisation may.",
        ),
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.varied_by(&["memberInitiative"]);

pub(crate) static MEMBERS_NOT_INFORMED: Rule = rule(
    "R-86",
    "MEMBERS_NOT_INFORMED",
    "Styrelsen håller medlemmarna underrättade",
    "The board keeps the members informed",
    &[finsam(
        "18 §",
        "Om planering och frågor av större vikt.",
        "On planning and matters of weight.",
    )],
)
.of_association();

pub(crate) static OWN_REMUNERATION: Rule = rule(
    "R-87",
    "OWN_REMUNERATION",
    "Styrelsen beslutar inte om egna arvoden",
    "The board does not decide its own fees",
    &[
        finsam(
            "11 §",
            "Ledamöter och ersättare har rätt till ersättning.",
            "Members and substitutes are entitled to remuneration.",
        ),
        finsam(
            "9 §",
            "Förbundsordningen anger grunderna.",
            "The statutes state the grounds.",
        ),
    ],
)
.of_paragraph()
.warns();

pub(crate) static CONSOLIDATION_SHARE: Rule = rule(
    "R-88",
    "CONSOLIDATION_SHARE",
    "Medlemmarna tar upp sin andel i sammanställda räkenskaper",
    "The members consolidate their share",
    &[cite(
        Act::MunicipalAccounting,
        "12 kap. 5 §",
        "Andelen i tillgångar och skulder.",
        "The share of assets and debts.",
    )],
)
.of_association();

pub(crate) static VAT_COMPENSATION: Rule = rule(
    "R-89",
    "VAT_COMPENSATION",
    "Förbundet får ersättning för mervärdesskatt som en kommun",
    "The association is compensated for VAT as a municipality",
    &[cite(
        Act::VatCompensation,
        "1 §",
        "Samordningsförbund räknas som kommun.",
        "A coordination association counts as a municipality.",
    )],
)
.of_association();

pub(crate) static CLOSED_DOORS: Rule = rule(
    "R-90",
    "CLOSED_DOORS",
    "Sammanträden är stängda om inget annat sägs",
    "Meetings are closed unless otherwise said",
    &[custom(
        "6 kap. 25 § kommunallagen gäller inte; bara budgetsammanträdet måste vara offentligt.",
        "Chapter 6 section 25 of the Local Government Act does not apply; only the budget meeting must be public.",
    )],
);

pub(super) static RULES: &[&Rule] = &[
    &COUNCIL_DECISION_NON_BINDING,
    &COUNCIL_OWN_PROCEDURE,
    &COOPERATION_OWN_PROCEDURE,
    &COOPERATION_OUTCOME_MISSING,
    &CENTRAL_NEGOTIATION_DEADLINE,
    &SAFETY_COMMITTEE_GAP,
    &SAFETY_REP_ABSENT,
    &COOPERATION_MINUTES,
    &NO_DECISIONS_STATED,
    &JOINT_BODY,
    &MATTER_NOT_RAISABLE,
    &MEMBERS_NOT_INFORMED,
    &OWN_REMUNERATION,
    &CONSOLIDATION_SHARE,
    &VAT_COMPENSATION,
    &CLOSED_DOORS,
];
