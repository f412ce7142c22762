//! The table of what is read over REST: each row is an address, and the place in the GraphQL schema that answers it.

use self::Given::{Fixed, Minutes, Path};

/// A read.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the description: `listMeetings`.
    pub id: &'static str,
    /// Its address below the root; the parts in braces are taken from it.
    pub path: &'static str,
    /// What it belongs to.
    pub tag: &'static str,
    /// What it gives, in few words.
    pub summary: &'static str,
    /// Fields of the schema from the query down, each below the one before.
    pub steps: &'static [Step],
    /// The type that is wanted, where the last field may give several.
    pub on: Option<&'static str>,
    /// The field of what was found that is given in its place.
    pub take: Option<&'static str>,
    /// The selection.
    pub fragment: &'static str,
    /// The address of one item, `{id}` standing for its id; none for what has no address.
    pub own: Option<&'static str>,
    /// Where one item leads on to.
    pub related: &'static [(&'static str, &'static str)],
    /// Whether a caller may wait for the list to have something.
    pub waits: bool,
}

/// A field and the arguments that the caller does not choose.
#[derive(Debug)]
pub struct Step {
    /// The field.
    pub field: &'static str,
    /// Arguments that stand in the address, or are always the same.
    pub given: &'static [(&'static str, Given)],
}

/// Where an argument comes from.
#[derive(Debug, Clone, Copy)]
pub enum Given {
    /// From this part of the address.
    Path(&'static str),
    /// The meeting of the minutes that this part of the address names.
    Minutes(&'static str),
    /// Always this, as GraphQL writes it.
    Fixed(&'static str),
}

const fn step(field: &'static str, given: &'static [(&'static str, Given)]) -> Step {
    Step { field, given }
}

const NOTHING: Operation = Operation {
    id: "",
    path: "",
    tag: "",
    summary: "",
    steps: &[],
    on: None,
    take: None,
    fragment: "",
    own: None,
    related: &[],
    waits: false,
};

const ORGANISATION: Step = step("organisation", &[("slug", Path("organisation"))]);
const ASSOCIATION: Step = step("association", &[("slug", Path("association"))]);
const MEETING: Step = step("meeting", &[("id", Path("meeting"))]);
const BODY: Step = step("body", &[("id", Path("body"))]);

/// Where an organisation leads on to.
const OF_ORGANISATION: &[(&str, &str)] = &[
    ("bodies", "/organisations/{id}/bodies"),
    ("meetings", "/meetings?organisation={id}"),
    ("decisions", "/decisions?organisation={id}"),
    ("assignments", "/assignments?organisation={id}"),
    ("notices", "/notices?organisation={id}"),
    ("changes", "/changes?organisation={id}"),
    ("completeness", "/organisations/{id}/completeness"),
];
/// Where an association leads on to.
const OF_ASSOCIATION: &[(&str, &str)] = &[
    ("organisation", "/organisations/{id}"),
    ("members", "/associations/{id}/members"),
    ("delegations", "/associations/{id}/delegations"),
    ("budgets", "/budgets?organisation={id}"),
];
/// Where a body leads on to.
const OF_BODY: &[(&str, &str)] = &[
    ("meetings", "/bodies/{id}/meetings"),
    ("decisions", "/decisions?body={id}"),
];
/// Where a meeting leads on to.
const OF_MEETING: &[(&str, &str)] = &[
    ("paragraphs", "/meetings/{id}/paragraphs"),
    ("verdicts", "/meetings/{id}/verdicts"),
    ("attachments", "/meetings/{id}/attachments"),
    ("minutes", "/minutes/{id}"),
];

/// Every read.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "listOrganisations",
        path: "/organisations",
        tag: "organisations",
        summary: "Organisations, in order of address",
        steps: &[step("organisations", &[])],
        fragment: "OrganisationSummary",
        own: Some("/organisations/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getOrganisation",
        path: "/organisations/{organisation}",
        tag: "organisations",
        summary: "An organisation, by its name as an address or its id",
        steps: &[ORGANISATION],
        fragment: "Organisation",
        own: Some("/organisations/{id}"),
        related: OF_ORGANISATION,
        ..NOTHING
    },
    Operation {
        id: "listBodies",
        path: "/organisations/{organisation}/bodies",
        tag: "bodies",
        summary: "The bodies of an organisation, with their series of numbers",
        steps: &[ORGANISATION, step("bodies", &[])],
        fragment: "Body",
        own: Some("/bodies/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listCaseParagraphs",
        path: "/case-paragraphs",
        tag: "paragraphs",
        summary: "The paragraphs of a case, by its number (diarienummer)",
        steps: &[step("caseParagraphs", &[])],
        fragment: "ParagraphSummary",
        own: Some("/paragraphs/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listImports",
        path: "/imports",
        tag: "imports",
        summary: "Files that were brought in to become records of an organisation, the latest first",
        steps: &[step("imports", &[])],
        fragment: "ImportSummary",
        own: Some("/imports/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getImport",
        path: "/imports/{import}",
        tag: "imports",
        summary: "A file that was brought in: what was read, where each field stands, what was corrected",
        steps: &[step("import", &[("id", Path("import"))])],
        fragment: "Import",
        own: Some("/imports/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listAssociations",
        path: "/associations",
        tag: "associations",
        summary: "Coordination associations, in order of address",
        steps: &[step(
            "organisations",
            &[("filter", Fixed("{kind: COORDINATION_ASSOCIATION}"))],
        )],
        take: Some("association"),
        fragment: "AssociationSummary",
        own: Some("/associations/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getAssociation",
        path: "/associations/{association}",
        tag: "associations",
        summary: "An association with its register: members, seats, mandates, presidium, statutes",
        steps: &[ASSOCIATION],
        fragment: "Association",
        own: Some("/associations/{id}"),
        related: OF_ASSOCIATION,
        ..NOTHING
    },
    Operation {
        id: "listMembers",
        path: "/associations/{association}/members",
        tag: "associations",
        summary: "The members of an association, with their seats and mandates",
        steps: &[ASSOCIATION, step("members", &[])],
        fragment: "Member",
        ..NOTHING
    },
    Operation {
        id: "listDelegations",
        path: "/associations/{association}/delegations",
        tag: "delegation",
        summary: "What the board of an association lets others decide",
        steps: &[ASSOCIATION, step("delegations", &[])],
        fragment: "Delegation",
        own: Some("/delegations/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listAssociationIrregularities",
        path: "/associations/{association}/irregularities",
        tag: "associations",
        summary: "What in the register of an association is not as the law wants",
        steps: &[ASSOCIATION, step("irregularities", &[])],
        fragment: "Verdict",
        ..NOTHING
    },
    Operation {
        id: "getBody",
        path: "/bodies/{body}",
        tag: "bodies",
        summary: "A body, with its series of numbers",
        steps: &[BODY],
        fragment: "Body",
        own: Some("/bodies/{id}"),
        related: OF_BODY,
        ..NOTHING
    },
    Operation {
        id: "listMeetingsOfBody",
        path: "/bodies/{body}/meetings",
        tag: "meetings",
        summary: "The meetings of a body",
        steps: &[BODY, step("meetings", &[])],
        fragment: "MeetingSummary",
        own: Some("/meetings/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getCitedParagraph",
        path: "/bodies/{body}/paragraphs/{year}/{number}",
        tag: "paragraphs",
        summary: "The paragraph that a citation such as § 51/2023 points at",
        steps: &[step(
            "paragraph",
            &[
                ("body", Path("body")),
                ("year", Path("year")),
                ("number", Path("number")),
            ],
        )],
        fragment: "Paragraph",
        own: Some("/paragraphs/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listMeetings",
        path: "/meetings",
        tag: "meetings",
        summary: "Meetings over all bodies",
        steps: &[step("meetings", &[])],
        fragment: "MeetingSummary",
        own: Some("/meetings/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getMeeting",
        path: "/meetings/{meeting}",
        tag: "meetings",
        summary: "A meeting: who took part, where its minutes stand, what was not as the law wants",
        steps: &[MEETING],
        fragment: "Meeting",
        own: Some("/meetings/{id}"),
        related: OF_MEETING,
        ..NOTHING
    },
    Operation {
        id: "listParagraphsOfMeeting",
        path: "/meetings/{meeting}/paragraphs",
        tag: "paragraphs",
        summary: "The paragraphs of a meeting, in order of print",
        steps: &[MEETING, step("paragraphs", &[])],
        fragment: "Paragraph",
        own: Some("/paragraphs/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listVerdicts",
        path: "/meetings/{meeting}/verdicts",
        tag: "meetings",
        summary: "Every verdict of the rules on a meeting, kept ones and open ones too",
        steps: &[MEETING, step("verdicts", &[])],
        fragment: "Verdict",
        ..NOTHING
    },
    Operation {
        id: "searchParagraphs",
        path: "/paragraphs",
        tag: "paragraphs",
        summary: "Paragraphs that hold a text, in any inflection, best match first",
        steps: &[step("search", &[])],
        fragment: "ParagraphSummary",
        own: Some("/paragraphs/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getParagraph",
        path: "/paragraphs/{paragraph}",
        tag: "paragraphs",
        summary: "A paragraph: who was present, the quorum, what was moved, settled and decided",
        steps: &[step("node", &[("id", Path("paragraph"))])],
        on: Some("Paragraph"),
        fragment: "Paragraph",
        own: Some("/paragraphs/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listDecisions",
        path: "/decisions",
        tag: "decisions",
        summary: "Decisions over all records; with a text the best match comes first, else the latest",
        steps: &[step("decisions", &[])],
        fragment: "DecisionSummary",
        own: Some("/decisions/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getDecision",
        path: "/decisions/{decision}",
        tag: "decisions",
        summary: "A decision: its condition, whom it concerns, and the decisions it is linked to",
        steps: &[step("node", &[("id", Path("decision"))])],
        on: Some("Decision"),
        fragment: "Decision",
        own: Some("/decisions/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listAssignments",
        path: "/assignments",
        tag: "assignments",
        summary: "Assignments over all records, with what became of them",
        steps: &[step("assignments", &[])],
        fragment: "Assignment",
        own: Some("/assignments/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getAssignment",
        path: "/assignments/{assignment}",
        tag: "assignments",
        summary: "An assignment, with what became of it",
        steps: &[step("node", &[("id", Path("assignment"))])],
        on: Some("Assignment"),
        fragment: "Assignment",
        own: Some("/assignments/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listNotices",
        path: "/notices",
        tag: "notices",
        summary: "The digital notice board: adjusted minutes that were announced, the latest meeting first",
        steps: &[step("notices", &[])],
        fragment: "Announcement",
        ..NOTHING
    },
    Operation {
        id: "listMinutes",
        path: "/minutes",
        tag: "minutes",
        summary: "Minutes over all bodies, with the addresses of their documents",
        steps: &[step("meetings", &[])],
        fragment: "MinutesSummary",
        own: Some("/minutes/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getMinutes",
        path: "/minutes/{minutes}",
        tag: "minutes",
        summary: "Minutes from draft to legal force: adjustment, notices, appeals, documents",
        steps: &[step("meeting", &[("id", Minutes("minutes"))])],
        fragment: "Minutes",
        own: Some("/minutes/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listBudgets",
        path: "/budgets",
        tag: "budgets",
        summary: "Budgets over all associations, the latest year first",
        steps: &[step("budgets", &[])],
        fragment: "BudgetSummary",
        own: Some("/budgets/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getBudget",
        path: "/budgets/{budget}",
        tag: "budgets",
        summary: "A budget: requests, commitments, consultations, versions, follow-up, closing",
        steps: &[step("budget", &[("id", Path("budget"))])],
        fragment: "Budget",
        own: Some("/budgets/{id}"),
        related: &[
            ("table", "/budgets/{id}.csv"),
            ("workbook", "/budgets/{id}.xlsx"),
            ("document", "/budgets/{id}.pdf"),
        ],
        ..NOTHING
    },
    Operation {
        id: "listContributions",
        path: "/contributions",
        tag: "budgets",
        summary: "What was contributed in each budget year by the versions that hold",
        steps: &[step("contributions", &[])],
        fragment: "Contribution",
        ..NOTHING
    },
    Operation {
        id: "listDelegatedDecisions",
        path: "/delegated-decisions",
        tag: "delegation",
        summary: "Decisions taken by delegation over all associations, the latest number first",
        steps: &[step("delegatedDecisions", &[])],
        fragment: "DelegatedDecision",
        own: Some("/delegated-decisions/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getDelegatedDecision",
        path: "/delegated-decisions/{delegatedDecision}",
        tag: "delegation",
        summary: "A decision taken by delegation",
        steps: &[step("node", &[("id", Path("delegatedDecision"))])],
        on: Some("DelegatedDecision"),
        fragment: "DelegatedDecision",
        own: Some("/delegated-decisions/{id}"),
        ..NOTHING
    },
    Operation {
        id: "getDelegation",
        path: "/delegations/{delegation}",
        tag: "delegation",
        summary: "What a board lets somebody decide",
        steps: &[step("node", &[("id", Path("delegation"))])],
        on: Some("Delegation"),
        fragment: "Delegation",
        own: Some("/delegations/{id}"),
        ..NOTHING
    },
    Operation {
        id: "listChanges",
        path: "/changes",
        tag: "changes",
        summary: "What changed, in order: the public feed of an organisation or of all",
        steps: &[step("changes", &[])],
        fragment: "Change",
        waits: true,
        ..NOTHING
    },
    Operation {
        id: "getCompleteness",
        path: "/organisations/{organisation}/completeness",
        tag: "changes",
        summary: "What is held of an organisation's records, what is missing and why",
        steps: &[step(
            "completeness",
            &[("organisation", Path("organisation"))],
        )],
        fragment: "Completeness",
        ..NOTHING
    },
    Operation {
        id: "listRules",
        path: "/rulebook",
        tag: "rulebook",
        summary: "Every rule that the service knows, with its law",
        steps: &[step("rulebook", &[])],
        fragment: "Rule",
        ..NOTHING
    },
];
