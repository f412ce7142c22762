//! Sections H and I: budget, funding, audit, publication.

use super::{SUNDAY_RULE, cite, finsam, kl, rule};
use crate::legal::Act;
use crate::rule::Rule;

pub(crate) static BUDGET_LATE: Rule = rule(
    "R-59",
    "BUDGET_LATE",
    "Budgeten fastställs senast den 30 november",
    "The budget is adopted by 30 November",
    &[finsam("23 §", "Styrelsen fastställer budgeten före november månads utgång, efter samråd med medlemmarna.", "The board adopts the budget by the end of November, after consulting the members."), SUNDAY_RULE],
)
.of_paragraph()
.warns()
.varied_by(&["budgetDeadline"])
.judged();

pub(crate) static BUDGET_WITHOUT_CONSULTATION: Rule = rule(
    "R-60",
    "BUDGET_WITHOUT_CONSULTATION",
    "Medlemmarna har fått samråda om budgeten",
    "The members were consulted on the budget",
    &[finsam("23 §", "Styrelsen fastställer budgeten före november månads utgång, efter samråd med medlemmarna.", "The board adopts the budget by the end of November, after consulting the members."), finsam("18 §", "Styrelsen håller medlemmarna underrättade.", "The board keeps the members informed.")],
)
.of_paragraph()
.warns()
.varied_by(&["consultationForm"])
.reported_when_unknown()
.judged();

pub(crate) static BUDGET_MEETING_NOT_PUBLIC: Rule = rule(
    "R-61",
    "BUDGET_MEETING_NOT_PUBLIC",
    "Sammanträdet där budgeten fastställs är offentligt",
    "The meeting that adopts the budget is public",
    &[finsam(
        "19 §",
        "Sammanträdet då budgeten fastställs ska vara offentligt.",
        "The meeting that adopts the budget is public.",
    )],
)
.of_paragraph()
.refuses_live_warns_archived()
.reported_when_unknown()
.judged();

pub(crate) static BUDGET_MEETING_NOT_ANNOUNCED: Rule = rule(
    "R-61",
    "BUDGET_MEETING_NOT_ANNOUNCED",
    "Budgetsammanträdet kungörs",
    "The budget meeting is announced",
    &[
        finsam(
            "19 §",
            "Sammanträdet kungörs som förbundsordningen anger.",
            "The meeting is announced as the statutes say.",
        ),
        kl(
            "8 kap. 14 §",
            "Budgetförslaget är tillgängligt från kungörandet.",
            "The draft budget is available from the announcement.",
        ),
    ],
)
.warns()
.under_local_government_act()
.varied_by(&["budgetAnnouncement"])
.judged();

pub(crate) static BUDGET_UNBALANCED: Rule = rule(
    "R-62",
    "BUDGET_UNBALANCED",
    "Intäkterna överstiger kostnaderna",
    "Income exceeds costs",
    &[
        kl(
            "11 kap. 5 §",
            "Budgeten upprättas så att intäkterna överstiger kostnaderna.",
            "The budget is made so that income exceeds costs.",
        ),
        finsam("21 §", "Gäller förbundet.", "Applies to the association."),
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.judged();

pub(crate) static PLAN_PERIOD_WRONG: Rule = rule(
    "R-62",
    "PLAN_PERIOD_WRONG",
    "Planen omfattar tre år med budgetåret först",
    "The plan covers three years, the budget year first",
    &[
        kl(
            "11 kap. 6 §",
            "En plan för tre år, där budgetåret är det första.",
            "A plan for three years, of which the budget year is the first.",
        ),
        finsam("21 §", "Gäller förbundet.", "Applies to the association."),
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.judged();

pub(crate) static UNFUNDED_SPENDING: Rule = rule(
    "R-63",
    "UNFUNDED_SPENDING",
    "Utgifter under året anges med finansiering",
    "Spending during the year names its funding",
    &[
        kl(
            "11 kap. 15 §",
            "Beslut om utgift under budgetåret anger hur den finansieras.",
            "A spending decision during the year says how it is financed.",
        ),
        finsam("21 §", "Gäller förbundet.", "Applies to the association."),
    ],
)
.of_paragraph()
.warns()
.under_local_government_act()
.judged();

pub(crate) static BORROWING_FORBIDDEN: Rule = rule(
    "R-64",
    "BORROWING_FORBIDDEN",
    "Förbundet lånar inte, går inte i borgen och pantsätter inte",
    "The association neither borrows, stands surety nor pledges",
    &[
        finsam(
            "21 §",
            "Bara sedvanliga krediter; inga borgensåtaganden.",
            "Only customary credits; no suretyship.",
        ),
        kl(
            "11 kap. 22 §",
            "Förbud mot pantsättning.",
            "Ban on pledging.",
        ),
    ],
)
.of_paragraph()
.refuses()
.under_local_government_act()
.varied_by(&["creditLimit"]);

pub(crate) static SPLIT_MISMATCH: Rule = rule(
    "R-65",
    "SPLIT_MISMATCH",
    "Staten bidrar med hälften, region och kommuner med var sin fjärdedel",
    "The state contributes half, region and municipalities a quarter each",
    &[finsam(
        "5 och 5 a §§",
        "Fördelningen mellan parterna, och undantaget för kommun utan region.",
        "The split between the parties, and the exception for a municipality without region.",
    )],
)
.of_association()
.warns()
.judged();

pub(crate) static EQUITY_ORIGIN_CONFLICT: Rule = rule(
    "R-65",
    "EQUITY_ORIGIN_CONFLICT",
    "Eget kapital följer bidragsandelarna",
    "Equity follows the shares of contribution",
    &[finsam(
        "9 §",
        "Andelarna i tillgångar och skulder följer bidragen.",
        "The shares of assets and debts follow the contributions.",
    )],
)
.of_association();

pub(crate) static NON_MEMBER_CONTRIBUTION: Rule = rule(
    "R-66",
    "NON_MEMBER_CONTRIBUTION",
    "Bara medlemmar bidrar",
    "Only members contribute",
    &[finsam(
        "6 §",
        "Medlemmarna bidrar med pengar.",
        "The members contribute money.",
    )],
)
.of_association()
.warns()
.judged();

pub(crate) static MEMBERS_LIABILITY: Rule = rule(
    "R-67",
    "MEMBERS_LIABILITY",
    "Medlemmarna täcker brist efter sina andelar",
    "The members cover a shortage by their shares",
    &[finsam(
        "22 §",
        "Brist täcks efter bidragsandelarna.",
        "A shortage is covered by the shares of contribution.",
    )],
)
.of_association();

pub(crate) static ANNUAL_REPORT_LATE: Rule = rule(
    "R-68",
    "ANNUAL_REPORT_LATE",
    "Årsredovisningen avges senast den 31 mars",
    "The annual report is given by 31 March",
    &[
        finsam(
            "24 §",
            "Inom tre månader från räkenskapsårets slut.",
            "Within three months of the end of the financial year.",
        ),
        cite(
            Act::MunicipalAccounting,
            "4 kap. 1 §",
            "Årsredovisningens delar.",
            "The parts of the annual report.",
        ),
        SUNDAY_RULE,
    ],
)
.of_association()
.warns()
.judged();

pub(crate) static AUDITOR_MISSING: Rule = rule(
    "R-69",
    "AUDITOR_MISSING",
    "Varje medlem har en revisor",
    "Every member has an auditor",
    &[
        finsam(
            "25 och 26 §§",
            "Revisorer och revision.",
            "Auditors and audit.",
        ),
        kl("12 kap.", "Revisionens uppgifter.", "The tasks of audit."),
    ],
)
.of_association()
.warns()
.judged();

pub(crate) static DISCHARGE_PER_MEMBER: Rule = rule(
    "R-70",
    "DISCHARGE_PER_MEMBER",
    "Varje medlem beslutar om ansvarsfrihet",
    "Each member decides on discharge",
    &[finsam(
        "26 §",
        "Medlemmarna prövar ansvarsfrihet var för sig.",
        "The members decide on discharge one by one.",
    )],
)
.of_association();

pub(crate) static RETENTION_PERIOD: Rule = rule(
    "R-71",
    "RETENTION_PERIOD",
    "Handlingar bevaras",
    "Documents are kept",
    &[
        finsam(
            "20 §",
            "Arkivmyndigheten i en av kommunerna.",
            "The archive authority of one of the municipalities.",
        ),
        cite(
            Act::Archives,
            "3–6 och 10 §§",
            "Arkivvård och gallring.",
            "Archives and disposal.",
        ),
        cite(
            Act::MunicipalAccounting,
            "3 kap. 13 §",
            "Räkenskapsinformation bevaras i sju år.",
            "Accounting information is kept for seven years.",
        ),
    ],
)
.of_association()
.varied_by(&["archiveAuthority"]);

pub(crate) static SENSITIVE_DATA_PUBLISHED: Rule = rule(
    "R-72",
    "SENSITIVE_DATA_PUBLISHED",
    "Känsliga uppgifter maskeras före publicering",
    "Sensitive data is masked before publication",
    &[cite(
        Act::DataProtection,
        "art. 5, 6 och 9",
        "Behandling av personuppgifter.",
        "Processing of personal data.",
    )],
)
.warns();

pub(crate) static UNION_MEMBERSHIP_EXPOSED: Rule = rule(
    "R-73",
    "UNION_MEMBERSHIP_EXPOSED",
    "Facklig tillhörighet visas inte",
    "Union membership is not shown",
    &[cite(
        Act::DataProtection,
        "art. 9.1",
        "Medlemskap i fackförening är en känslig uppgift.",
        "Trade-union membership is sensitive data.",
    )],
)
.refuses();

pub(crate) static NOTICE_RETENTION: Rule = rule(
    "R-74",
    "NOTICE_RETENTION",
    "Anslaget sitter kvar, dokumentet får tas ned",
    "The notice stays, the document may go",
    &[kl(
        "8 kap. 10 §",
        "Vad anslagstavlan ska hålla tillgängligt.",
        "What the notice board shall keep available.",
    )],
)
.under_local_government_act();

pub(crate) static PUBLICATION_NOT_ACCESSIBLE: Rule = rule(
    "R-75",
    "PUBLICATION_NOT_ACCESSIBLE",
    "Publicerade dokument är tillgängliga",
    "Published documents are accessible",
    &[cite(
        Act::DigitalAccessibility,
        "4–5 §§",
        "Offentliga aktörers digitala service är tillgänglig.",
        "Digital service of public bodies is accessible.",
    )],
)
.warns();

pub(super) static RULES: &[&Rule] = &[
    &BUDGET_LATE,
    &BUDGET_WITHOUT_CONSULTATION,
    &BUDGET_MEETING_NOT_PUBLIC,
    &BUDGET_MEETING_NOT_ANNOUNCED,
    &BUDGET_UNBALANCED,
    &PLAN_PERIOD_WRONG,
    &UNFUNDED_SPENDING,
    &BORROWING_FORBIDDEN,
    &SPLIT_MISMATCH,
    &EQUITY_ORIGIN_CONFLICT,
    &NON_MEMBER_CONTRIBUTION,
    &MEMBERS_LIABILITY,
    &ANNUAL_REPORT_LATE,
    &AUDITOR_MISSING,
    &DISCHARGE_PER_MEMBER,
    &RETENTION_PERIOD,
    &SENSITIVE_DATA_PUBLISHED,
    &UNION_MEMBERSHIP_EXPOSED,
    &NOTICE_RETENTION,
    &PUBLICATION_NOT_ACCESSIBLE,
];
