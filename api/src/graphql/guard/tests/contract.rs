//! The queries that must work as written are let through, with room to spare.
//!
//! The description below has the shapes of the contract; that the served schema
//! has them too is tested where that schema is.

use super::*;

const SCHEMA: &str = "
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Basis { act: String! section: String! text: String url: String }
type Organisation { id: ID! name: String! kind: String! bodies(first: Int, after: String): BodyConnection! }
type BodyConnection { nodes: [Body!]! edges: [BodyEdge!]! pageInfo: PageInfo! totalCount: Int! }
type BodyEdge { node: Body! cursor: String! }
type Body {
  id: ID! name: String! kind: String! owner: Organisation! series: [Series!]!
  meetings(first: Int, last: Int, filter: MeetingFilter): MeetingConnection!
}
type Series { year: Int! first: Int last: Int gaps: [Int!]! unknown: [Int!]! voided: [Voided!]! }
type Voided { number: Int! reason: String }
input MeetingFilter { from: Date to: Date }
scalar Date
type MeetingConnection { nodes: [Meeting!]! edges: [MeetingEdge!]! pageInfo: PageInfo! totalCount: Int! }
type MeetingEdge { node: Meeting! cursor: String! }
type Person { name: String! }
type Meeting {
  id: ID! date: Date mode: String place: String chair: Person secretary: Person adjusters: [Person!]!
  attendance: [Attendance!]! paragraphs(first: Int): ParagraphConnection! minutes: Minutes
  irregularities: [Verdict!]! body: Body!
}
type Attendance { person: Person organisation: Organisation capacity: String politicalParty: String presence: [Interval!]! }
type Interval { from: String to: String }
type ParagraphConnection { nodes: [Paragraph!]! edges: [ParagraphEdge!]! pageInfo: PageInfo! totalCount: Int! }
type ParagraphEdge { node: Paragraph! cursor: String! }
type Paragraph {
  id: ID! label: String number: Int title: String text: String meeting: Meeting! present: [Attendance!]!
  quorum: Verdict proposals: [Proposal!]! decisions: [Decision!]! assignments: [Assignment!]! items: [Paragraph!]!
}
type Proposal { by: String kind: String text: String }
type Condition { text: String state: String }
type Concern { organisation: Organisation! because: String! }
type Decision { id: ID! kind: String! text: String! condition: Condition paragraph: Paragraph! concerns: [Concern!]! }
type Assignment { assignees: [String!]! text: String! status: String! due: String dueOn: Date paragraph: Paragraph! }
type Minutes {
  status: String! adjustmentDueOn: Date adjustedOn: Date lastAppealDay: Date finalOn: Date notices: [Notice!]!
}
type Notice { board: String postedOn: Date removedOn: Date }
type Verdict {
  ruleId: String! code: String! outcome: String! severity: String! certainty: String! explanation: String!
  margin: Int paragraph: Paragraph basis: [Basis!]!
}
type DecisionConnection { nodes: [Decision!]! pageInfo: PageInfo! totalCount: Int! }
type AssignmentConnection { nodes: [Assignment!]! pageInfo: PageInfo! totalCount: Int! }
type Seat { holder: Person substitutes: [Substitute!]! }
type Substitute { order: Int holder: Person }
type Member { organisation: Organisation! fundingParty: String seats: [Seat!]! }
type Board { name: String! seatCount: Int quorumNeeded: Int }
type Association { name: String! members(asOf: Date): [Member!]! board: Board irregularities: [Verdict!]! }
type Subject { id: ID! }
type Change { cursor: String! sequence: Int! at: String! kind: String! subject: Subject! }
type ChangeConnection { nodes: [Change!]! pageInfo: PageInfo! totalCount: Int! }
type RuleEntry {
  ruleId: String! code: String! title: String! outcomeInLiveMode: String! reportWhenUnknown: Boolean!
  basis: [Basis!]! since: Date until: Date parameters: String
}
type Query {
  organisation(slug: String!): Organisation
  decisions(filter: DecisionFilter, first: Int): DecisionConnection!
  assignments(filter: DecisionFilter, first: Int): AssignmentConnection!
  association(slug: String!): Association
  paragraph(body: ID!, year: Int!, number: Int!): Paragraph
  body(id: ID!): Body
  changes(organisation: String!, after: String, first: Int): ChangeConnection!
  rulebook: [RuleEntry!]!
}
input DecisionFilter { text: String concerns: String organisation: String status: String }
schema { query: Query }
";

macro_rules! query {
    ($name:literal) => {
        include_str!(concat!(
            "../../../../../tests/fixtures/contract/",
            $name,
            ".graphql"
        ))
    };
}

/// Each query with what it may cost here at most.
const QUERIES: &[(&str, u64)] = &[
    (query!("meeting"), 500_000),
    (query!("search"), 200),
    (query!("open"), 500),
    (query!("concerning"), 1_000),
    (query!("association"), 4_000),
    (query!("citation"), 20),
    (query!("number"), 500),
    (query!("changes"), 1_500),
    (query!("rulebook"), 500),
];

fn variables() -> Variables {
    Variables::from_json(serde_json::json!({
        "organisation": "a", "on": "2023-06-08", "q": "budget", "slug": "a", "body": "b", "year": 2023, "number": 51,
    }))
}

fn contract_guard() -> Guard {
    Guard::from_sdl(SCHEMA, Limits::default()).unwrap()
}

#[test]
fn every_query_of_the_contract_costs_at_most_half_of_what_it_may() {
    let guard = contract_guard();
    let limits = guard.limits();
    for (query, at_most) in QUERIES {
        let weight = guard.admits(query, variables()).unwrap();
        assert!(weight.cost <= *at_most, "{query}: {weight:?}");
        assert!(weight.cost * 2 <= limits.cost, "{query}: {weight:?}");
        assert!(
            weight.selections * 2 <= limits.selections,
            "{query}: {weight:?}"
        );
        assert!(weight.depth < limits.depth, "{query}: {weight:?}");
    }
}

#[test]
fn all_queries_of_the_contract_fit_in_one_document() {
    let all: String = QUERIES
        .iter()
        .map(|(query, _)| format!("{query}\n"))
        .collect();
    let guard = contract_guard();
    let tokens = scan::document(&all, guard.limits()).unwrap();
    let introspection = scan::document(shape::INTROSPECTION_QUERY, guard.limits()).unwrap();
    assert!(tokens * 2 <= guard.limits().tokens, "{tokens}");
    assert!(
        introspection * 2 <= guard.limits().tokens,
        "{introspection}"
    );
    assert!(
        guard
            .admit(all, Some("Rulebook".to_owned()), Variables::default())
            .is_ok()
    );
}
