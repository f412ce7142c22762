//! The queries of the contract, word for word.

/// A meeting with everything about it.
pub const MEETING: &str = r#"query Meeting($organisation: String!, $on: Date!) {
  organisation(slug: $organisation) {
    name kind
    bodies(first: 20) { nodes { name kind
      meetings(first: 1, filter: {from: $on, to: $on}) { totalCount nodes {
        id date mode place
        chair { name } secretary { name } adjusters { name }
        attendance { person { name } organisation { name } capacity politicalParty presence { from to } }
        paragraphs(first: 100) { totalCount nodes {
          id label number title text
          present { person { name } capacity }
          quorum { outcome explanation margin basis { act section } }
          proposals { by kind text }
          decisions { id kind text condition { text state } }
          assignments { assignees text status due dueOn }
          items { label title }
        } }
        minutes { status adjustmentDueOn adjustedOn lastAppealDay finalOn notices { board postedOn removedOn } }
        irregularities { ruleId code outcome severity certainty explanation paragraph { label } basis { act section } }
      } }
    } }
  }
}"#;

/// Decisions by text.
pub const SEARCH: &str = r#"query Search($q: String!) { decisions(filter: {text: $q}, first: 10) { totalCount nodes { kind text paragraph { label title meeting { date body { name owner { name } } } } } } }"#;

/// What is still to be done.
pub const OPEN: &str = r#"query Open($organisation: String!) { assignments(filter: {organisation: $organisation, status: OPEN}, first: 50) { totalCount nodes { text assignees due paragraph { label meeting { date } } } } }"#;

/// What concerns an organisation.
pub const CONCERNING: &str = r#"query Concerning($organisation: String!) { decisions(filter: {concerns: $organisation}, first: 20) { totalCount nodes { text concerns { organisation { name } because } } } }"#;

/// The register of an association.
pub const ASSOCIATION: &str = r#"query Association($slug: String!, $asOf: Date) { association(slug: $slug) { name members(asOf: $asOf) { organisation { name kind } fundingParty seats { holder { name } substitutes { order holder { name } } } } board { name seatCount quorumNeeded } irregularities { code explanation } } }"#;

/// A § by its citation.
pub const CITATION: &str = r#"query Citation($body: ID!, $year: Int!, $number: Int!) { paragraph(body: $body, year: $year, number: $number) { label title decisions { text } } }"#;

/// The numbers of a body.
pub const NUMBER: &str = r#"query Number($body: ID!) { body(id: $body) { series { year first last gaps unknown voided { number reason } } } }"#;

/// What changed.
pub const CHANGES: &str = r#"query Changes($organisation: String!, $after: String) { changes(organisation: $organisation, after: $after, first: 100) { nodes { cursor sequence at kind subject { id } } pageInfo { hasNextPage endCursor } } }"#;

/// Every rule.
pub const RULEBOOK: &str = r#"query Rulebook { rulebook { ruleId code title outcomeInLiveMode reportWhenUnknown basis { act section url } since until parameters } }"#;
