use super::*;
use domain::name::Slug;
use std::collections::BTreeMap;

fn refusal(text: &str) -> String {
    match RegisterDocument::parse(text.as_bytes()) {
        Ok(_) => "(taken)".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// A register of one association with these members beside its name.
fn association(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        r#"{{"format":"paragraf/register@1","associations":[{{"name":"Samordningsförbundet Provdalen"{comma}{members}}}]}}"#
    )
}

fn statutes(parameters: &str) -> String {
    association(&format!(
        r#""statutes":[{{"validFrom":"2010-01-01","parameters":{{{parameters}}}}}]"#
    ))
}

fn mandate(mandate: &str) -> String {
    association(&format!(
        r#""members":[{{"organisation":"Tallmo kommun","kind":"MUNICIPALITY","joinedOn":"2010-01-01","seats":[{{"since":"2010-01-01","mandates":[{mandate}]}}]}}]"#
    ))
}

#[test]
fn what_is_no_register_document_is_refused_with_its_place() {
    let cases: &[(&str, String, &str)] = &[
        (
            "no JSON",
            "{".to_owned(),
            "$: EOF while parsing an object at line 1 column 1",
        ),
        (
            "a list",
            "[]".to_owned(),
            "$: invalid length 0, expected struct RegisterDocument with 3 elements at line 1 column 2",
        ),
        (
            "a list for a member of the register",
            association(r#""presidium":[["A","CHAIR","2010-01-01",null]]"#),
            "associations[0].presidium[0]: a list where an object is expected",
        ),
        (
            "another format",
            association("").replace("register@1", "minutes@1"),
            "format: unknown variant `paragraf/minutes@1`, expected `paragraf/register@1` at line 1 column 30",
        ),
        (
            "no format",
            r#"{"associations":[]}"#.to_owned(),
            "$: missing field `format` at line 1 column 19",
        ),
        (
            "an unknown member",
            association(r#""chair":"A""#),
            "associations[0].chair: unknown field `chair`, expected one of `name`, `foundedOn`, `statutes`, `members`, `presidium`, `remoteParticipation`, `bodies`, `persons` at line 1 column 97",
        ),
        (
            "an unknown member deep inside",
            mandate(r#"{"person":"A","role":"ORDINARY","from":"2023-04-01","party":"S"}"#),
            "associations[0].members[0].seats[0].mandates[0].party: unknown field `party`, expected one of `person`, `role`, `order`, `from`, `until`, `appointedOn`, `basis` at line 1 column 281",
        ),
        (
            "a blank variant of a name",
            association(r#""persons":[{"name":"Anna Berg","variants":["A. Berg",""]}]"#),
            "associations[0].persons[0].variants[1]: the name is blank at line 1 column 146",
        ),
        (
            "an association without name",
            r#"{"format":"paragraf/register@1","associations":[{}]}"#.to_owned(),
            "associations[0]: missing field `name` at line 1 column 50",
        ),
        (
            "a blank name",
            association("").replace("Samordningsförbundet Provdalen", " "),
            "associations[0].name: the name is blank at line 1 column 60",
        ),
        (
            "a mandate without a day",
            mandate(r#"{"person":"A","role":"ORDINARY"}"#),
            "associations[0].members[0].seats[0].mandates[0]: missing field `from` at line 1 column 254",
        ),
        (
            "an unknown role",
            mandate(r#"{"person":"A","role":"CHAIR","from":"2023-04-01"}"#),
            "associations[0].members[0].seats[0].mandates[0].role: unknown variant `CHAIR`, expected `ORDINARY` or `SUBSTITUTE` at line 1 column 250",
        ),
        (
            "a day that is none",
            mandate(r#"{"person":"A","role":"ORDINARY","from":"2023-04-31"}"#),
            r#"associations[0].members[0].seats[0].mandates[0].from: invalid value: string "2023-04-31", expected a date YYYY-MM-DD at line 1 column 274"#,
        ),
        (
            "a negative order",
            mandate(r#"{"person":"A","role":"SUBSTITUTE","order":-1,"from":"2023-04-01"}"#),
            "associations[0].members[0].seats[0].mandates[0].order: invalid value: integer `-1`, expected u32 at line 1 column 266",
        ),
        (
            "a term from a leap day",
            statutes(r#""termStart":"02-29""#),
            r#"associations[0].statutes[0].parameters.termStart: invalid value: string "02-29", expected a month and day MM-DD at line 1 column 162"#,
        ),
        (
            "a term from no day",
            statutes(r#""termStart":"1 april""#),
            r#"associations[0].statutes[0].parameters.termStart: invalid value: string "1 april", expected a month and day MM-DD at line 1 column 164"#,
        ),
        (
            "a term from a day in short",
            statutes(r#""termStart":"4-1""#),
            r#"associations[0].statutes[0].parameters.termStart: invalid value: string "4-1", expected a month and day MM-DD at line 1 column 160"#,
        ),
        (
            "a term from a signed day",
            statutes(r#""termStart":"+4-01""#),
            r#"associations[0].statutes[0].parameters.termStart: invalid value: string "+4-01", expected a month and day MM-DD at line 1 column 162"#,
        ),
        (
            "no day to adjust",
            statutes(r#""adjustmentDays":0"#),
            "associations[0].statutes[0].parameters.adjustmentDays: the law gives at most 14 days",
        ),
        (
            "more than the law's fourteen days to adjust",
            statutes(r#""adjustmentDays":15"#),
            "associations[0].statutes[0].parameters.adjustmentDays: the law gives at most 14 days",
        ),
        (
            "a term of no year",
            statutes(r#""termYears":0"#),
            "associations[0].statutes[0].parameters.termYears: the law gives at most four years",
        ),
        (
            "a term longer than the law's",
            statutes(r#""termYears":5"#),
            "associations[0].statutes[0].parameters.termYears: the law gives at most four years",
        ),
        (
            "a quorum of more than all",
            statutes(r#""quorumFraction":{"numerator":3,"denominator":2}"#),
            "associations[0].statutes[0].parameters.quorumFraction: not a fraction between 0 and 1",
        ),
        (
            "a quorum of nothing's part",
            statutes(r#""quorumFraction":{"numerator":0,"denominator":0}"#),
            "associations[0].statutes[0].parameters.quorumFraction: not a fraction between 0 and 1",
        ),
        (
            "a NUL",
            association(
                r#""remoteParticipation":[{"decidedOn":"2023-01-01","from":"2023-01-01","extent":"a\u0000"}]"#,
            ),
            "associations[0].remoteParticipation[0].extent: the text holds a NUL character at line 1 column 178",
        ),
        (
            "a kind of body",
            association(r#""bodies":[{"name":"Styrelsen","kind":"STYRELSE"}]"#),
            "associations[0].bodies[0].kind: unknown variant `STYRELSE`, expected one of `BOARD`, `EXECUTIVE_COMMITTEE`, `MEMBER_COUNCIL`, `COOPERATION_GROUP`, `ASSEMBLY`, `OTHER` at line 1 column 138",
        ),
    ];
    let differing: Vec<String> = cases
        .iter()
        .map(|(name, text, expected)| (name, refusal(text), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(name, found, expected)| format!("{name}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn the_bounds_of_the_law_are_within_them() {
    for taken in [
        association(""),
        statutes(""),
        statutes(r#""adjustmentDays":14,"termYears":4,"termStart":"04-01""#),
        statutes(
            r#""adjustmentDays":1,"termYears":1,"quorumFraction":{"numerator":2,"denominator":3}"#,
        ),
        r#"{"format":"paragraf/register@1"}"#.to_owned(),
    ] {
        assert_eq!(refusal(&taken), "(taken)", "{taken}");
    }
}

/// Identities by name, the same for the same.
#[derive(Default)]
struct Register(BTreeMap<String, u128>);

impl Register {
    fn id(&mut self, key: String) -> uuid::Uuid {
        let next = 1 + self.0.len() as u128;
        uuid::Uuid::from_u128(*self.0.entry(key).or_insert(next))
    }
}

impl IdentifyRegister for Register {
    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation {
        let id = domain::id::OrganisationId::from_uuid(self.id(format!("organisation {name}")));
        Organisation {
            id,
            slug: slug.clone(),
            name: name.to_owned(),
            kind: None,
        }
    }

    fn person(&mut self, owner: &Organisation, name: &str) -> PersonId {
        PersonId::from_uuid(self.id(format!("person {} {name}", owner.slug)))
    }

    fn seat(&mut self, association: &Organisation, member: &Organisation, place: usize) -> SeatId {
        SeatId::from_uuid(self.id(format!("seat {} {} {place}", association.slug, member.slug)))
    }
}

#[test]
fn what_statutes_leave_out_is_as_the_law_has_it() {
    let parameters = |given: &str| {
        let document = RegisterDocument::parse(statutes(given).as_bytes()).expect("a register");
        let found = document.associations(&mut Register::default());
        found[0].statutes[0].parameters.clone()
    };
    assert_eq!(parameters(""), Parameters::default());
    let own = parameters(
        r#""adjustmentDays":10,"termStart":"01-01","quorumFraction":{"numerator":2,"denominator":3}"#,
    );
    assert_eq!((own.adjustment_days, own.term_start), (10, (1, 1)));
    let quorum = own.quorum.expect("a fraction");
    assert_eq!((quorum.numerator, quorum.denominator), (2, 3));
    assert_eq!(own.term_years, Parameters::default().term_years);
}

#[test]
fn a_seat_is_known_by_its_member_and_place() {
    let text = association(
        r#""members":[
            {"organisation":"Tallmo kommun","kind":"MUNICIPALITY","joinedOn":"2010-01-01","seats":[
              {"since":"2010-01-01","mandates":[
                {"person":"Anna Berg","role":"ORDINARY","from":"2023-04-01","until":"2027-03-31"},
                {"person":"Bo Ek","role":"SUBSTITUTE","order":1,"from":"2023-04-01"}]},
              {"since":"2015-01-01"}]},
            {"organisation":"Region Norrskog","kind":"REGION","joinedOn":"2010-01-01","leftOn":"2020-12-31","outsideRegion":true}],
           "presidium":[{"person":"Anna Berg","office":"CHAIR","from":"2023-04-01"}]"#,
    );
    let document = RegisterDocument::parse(text.as_bytes()).expect("a register");
    let association = document.associations(&mut Register::default()).remove(0);
    let [tallmo, region] = &association.members[..] else {
        panic!("two members")
    };
    assert_ne!(tallmo.seats[0].id, tallmo.seats[1].id);
    assert_eq!(tallmo.seats[0].mandates.len(), 2);
    assert!(
        tallmo.seats[1].mandates.is_empty(),
        "a vacant seat is a seat"
    );
    assert_eq!(
        tallmo.seats[0].mandates[0].person.id,
        association.presidium[0].person.id
    );
    assert_eq!(tallmo.seats[0].mandates[1].order, Some(1));
    assert_eq!(
        (tallmo.outside_region, region.outside_region),
        (false, true)
    );
    assert_eq!(
        region.left_on.map(|day| day.to_string()).as_deref(),
        Some("2020-12-31")
    );
    assert_eq!(
        document.persons(),
        [(
            "Samordningsförbundet Provdalen",
            vec!["Anna Berg", "Bo Ek", "Anna Berg"]
        )]
    );
}

#[test]
fn a_registered_body_numbers_as_stated_or_as_its_kind_does() {
    let text = association(
        r#""bodies":[{"name":"Styrelsen","kind":"BOARD"},{"name":"Medlemsrådet","kind":"MEMBER_COUNCIL","scheme":"CALENDAR_YEAR"},
                     {"name":"Samverkansgruppen","kind":"COOPERATION_GROUP","safetyCommittee":true}]"#,
    );
    let document = RegisterDocument::parse(text.as_bytes()).expect("a register");
    let bodies: Vec<_> = document
        .bodies()
        .into_iter()
        .map(|body| (body.name, body.scheme, body.safety_committee))
        .collect();
    assert_eq!(
        bodies,
        [
            ("Styrelsen".to_owned(), NumberingScheme::CalendarYear, None),
            (
                "Medlemsrådet".to_owned(),
                NumberingScheme::CalendarYear,
                None
            ),
            (
                "Samverkansgruppen".to_owned(),
                NumberingScheme::Meeting,
                Some(true)
            ),
        ]
    );
}
