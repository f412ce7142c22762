//! From the document to the domain's record: keys, defaults, and what null, nothing and an empty list mean.

use super::*;
use domain::attendance::{Interval, Presence};
use domain::body::{Body, BodyKind, NumberingScheme};
use domain::decision::ConditionState;
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
};
use domain::meeting::Meeting;
use domain::name::{Slug, fold};
use domain::organisation::{Organisation, OrganisationKind};
use domain::paragraph::{Mark, Paragraph};
use std::collections::BTreeMap;

/// Identities by name and key, the same for the same; remembers what it was asked for.
#[derive(Default)]
struct Register {
    given: BTreeMap<String, u128>,
    decisions: Vec<String>,
    assignments: Vec<String>,
    notices: Vec<String>,
}

impl Register {
    fn id(&mut self, of: &str, key: &str) -> uuid::Uuid {
        let next = 1 + self.given.len() as u128;
        uuid::Uuid::from_u128(*self.given.entry(format!("{of} {key}")).or_insert(next))
    }
}

impl Identify for Register {
    fn person(&mut self, name: &str) -> PersonId {
        PersonId::from_uuid(self.id("person", &fold(name)))
    }

    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation {
        let id = OrganisationId::from_uuid(self.id("organisation", &fold(name)));
        Organisation {
            id,
            slug: slug.clone(),
            name: name.to_owned(),
            kind: None,
        }
    }

    fn paragraph(&mut self, key: &str) -> ParagraphId {
        ParagraphId::from_uuid(self.id("paragraph", key))
    }

    fn decision(&mut self, key: &str) -> DecisionId {
        self.decisions.push(key.to_owned());
        DecisionId::from_uuid(self.id("decision", key))
    }

    fn assignment(&mut self, key: &str) -> AssignmentId {
        self.assignments.push(key.to_owned());
        AssignmentId::from_uuid(self.id("assignment", key))
    }

    fn notice(&mut self, key: &str) -> NoticeId {
        self.notices.push(key.to_owned());
        NoticeId::from_uuid(self.id("notice", key))
    }
}

fn keyed(text: &str) -> (Keyed, Register) {
    let document = MinutesDocument::parse(text.as_bytes()).expect("a document");
    let mut register = Register::default();
    let owner = "Samordningsförbundet Provdalen";
    let owner = register.organisation(owner, &Slug::of(owner).expect("a name with letters"));
    let (name, slug, kind) = document.body();
    let body = Body {
        id: BodyId::from_uuid(uuid::Uuid::from_u128(9)),
        owner: owner.id,
        slug: slug.clone(),
        name: name.to_owned(),
        kind,
        scheme: document.scheme(),
        safety_committee: None,
    };
    let meeting = MeetingId::from_uuid(uuid::Uuid::from_u128(8));
    let keyed = document
        .to_meeting(
            Owned {
                meeting,
                owner,
                body,
            },
            &mut register,
        )
        .expect("a record");
    (keyed, register)
}

fn meeting(text: &str) -> Meeting {
    keyed(text).0.meeting
}

/// The record of a document, with the owner that the document names.
pub(super) fn recorded(text: &str) -> Meeting {
    let mut meeting = meeting(text);
    let document = MinutesDocument::parse(text.as_bytes()).expect("a document");
    if let Some((name, slug, kind)) = document.organisation() {
        meeting.owner.name = name.to_owned();
        meeting.owner.slug = slug.clone();
        meeting.owner.kind = kind;
    }
    meeting
}

/// The key of every paragraph, in order of print.
fn keys(text: &str) -> Vec<String> {
    fn below(
        paragraphs: &[Paragraph],
        keys: &BTreeMap<ParagraphId, String>,
        into: &mut Vec<String>,
    ) {
        for paragraph in paragraphs {
            into.push(keys[&paragraph.id].clone());
            below(&paragraph.items, keys, into);
        }
    }
    let (
        Keyed {
            meeting,
            paragraphs,
        },
        _,
    ) = keyed(text);
    let mut found = Vec::new();
    below(&meeting.paragraphs, &paragraphs, &mut found);
    assert_eq!(found.len(), paragraphs.len(), "a key is one paragraph's");
    found
}

#[test]
fn a_paragraph_is_known_by_its_number() {
    assert_eq!(
        keys(&items(
            r#"{"number":47,"title":"a"},{"number":48,"title":"b"},{"number":49,"letter":"a","title":"c"}"#
        )),
        ["47", "48", "49a"]
    );
}

#[test]
fn a_number_printed_again_is_known_by_its_occurrence() {
    let text = items(
        r#"{"number":47,"title":"a"},{"number":47,"title":"b"},{"number":48,"title":"c"},{"number":47,"title":"d"}"#,
    );
    assert_eq!(keys(&text), ["47", "47#2", "48", "47#3"]);
    let occurrences: Vec<u32> = meeting(&text)
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.occurrence)
        .collect();
    assert_eq!(occurrences, [1, 2, 1, 3]);
}

#[test]
fn a_paragraph_without_a_number_is_known_by_its_place_among_those() {
    assert_eq!(
        keys(&items(
            r#"{"title":"a"},{"number":3,"title":"b"},{"title":null},{"number":null,"letter":null,"title":"c"}"#
        )),
        ["@1", "3", "@2", "@3"]
    );
}

#[test]
fn a_sub_item_is_known_below_its_paragraph() {
    let text = items(
        r#"{"number":58,"title":"a","items":[
            {"letter":"a","title":"b"},
            {"letter":"a","title":"c","items":[{"title":"d"},{"number":1,"title":"e"}]},
            {"title":"f"}]},
           {"title":"g","items":[{"letter":"ö","title":"h"}]}"#,
    );
    assert_eq!(
        keys(&text),
        [
            "58",
            "58/a",
            "58/a#2",
            "58/a#2/@1",
            "58/a#2/1",
            "58/@1",
            "@1",
            "@1/ö"
        ]
    );
}

#[test]
fn decisions_and_assignments_are_known_by_their_place_in_their_paragraph() {
    let text = items(
        r#"{"number":1,"title":"a","decisions":[{"text":"x","kind":"NOTE"},{"text":"y","kind":"ADOPT"}],
            "items":[{"letter":"b","title":"b","decisions":[{"text":"z","kind":"ELECT"}],
                      "assignments":[{"assignees":null,"text":"p"},{"assignees":["Kansliet"],"text":"q"}]}]}"#,
    );
    let (_, register) = keyed(&text);
    assert_eq!(register.decisions, ["1:0", "1:1", "1/b:0"]);
    assert_eq!(register.assignments, ["1/b:0", "1/b:1"]);
}

#[test]
fn a_body_numbers_as_its_kind_does_where_the_document_does_not_say() {
    let scheme = |kind: &str, series: &str| {
        meeting(&format!(
            r#"{{"format":"paragraf/minutes@1","body":{{"name":"Organet","kind":"{kind}"}},"meeting":{{"date":null}},"items":[],"series":{series}}}"#
        ))
        .numbering
        .scheme
    };
    for (kind, custom) in [
        ("BOARD", NumberingScheme::CalendarYear),
        ("EXECUTIVE_COMMITTEE", NumberingScheme::CalendarYear),
        ("ASSEMBLY", NumberingScheme::CalendarYear),
        ("MEMBER_COUNCIL", NumberingScheme::Meeting),
        ("COOPERATION_GROUP", NumberingScheme::Meeting),
        ("OTHER", NumberingScheme::Meeting),
    ] {
        assert_eq!(scheme(kind, "{}"), custom, "{kind}");
        assert_eq!(
            scheme(kind, r#"{"scheme":null,"mark":"POINT"}"#),
            custom,
            "{kind}"
        );
        assert_eq!(
            scheme(kind, r#"{"mark":"NONE"}"#),
            NumberingScheme::None,
            "{kind}"
        );
    }
    assert_eq!(
        scheme("BOARD", r#"{"scheme":"MEETING"}"#),
        NumberingScheme::Meeting
    );
    assert_eq!(
        scheme("COOPERATION_GROUP", r#"{"scheme":"CALENDAR_YEAR"}"#),
        NumberingScheme::CalendarYear
    );
    assert_eq!(
        scheme("BOARD", r#"{"scheme":"CALENDAR_YEAR","mark":"NONE"}"#),
        NumberingScheme::CalendarYear
    );
}

#[test]
fn numbers_are_sections_where_the_document_gives_no_mark() {
    let numbered = items(r#"{"title":"a"},{"number":2,"title":"b"}"#);
    assert_eq!(meeting(&numbered).numbering.mark, Mark::Section);
    assert_eq!(
        meeting(&items(r#"{"title":"a"}"#)).numbering.mark,
        Mark::None
    );
    assert_eq!(meeting(&document("")).numbering.mark, Mark::None);
    for (code, mark) in [
        ("SECTION", Mark::Section),
        ("POINT", Mark::Point),
        ("NONE", Mark::None),
    ] {
        assert_eq!(
            meeting(&document(&format!(r#""series":{{"mark":"{code}"}}"#)))
                .numbering
                .mark,
            mark
        );
    }
}

#[test]
fn units_of_adjustment_are_those_at_once_and_then_the_rest() {
    let text = document(
        r#""adjustment":{"adjustedOn":"2023-06-15","place":"Umeå"},
           "notices":[{"board":"Umeå kommun","postedOn":"2023-06-16","removedOn":"2023-07-08"},{"board":null}],
           "immediateAdjustments":[
             {"numbers":[3,5],"adjustedOn":"2023-06-08","notices":[{"board":"Vännäs kommun","postedOn":"2023-06-09"}]},
             {}]"#,
    );
    let (Keyed { meeting, .. }, register) = keyed(&text);
    let units: Vec<_> = meeting
        .units
        .iter()
        .map(|unit| {
            let boards: Vec<_> = unit
                .notices
                .iter()
                .map(|notice| notice.board.as_deref())
                .collect();
            (
                unit.numbers.clone(),
                unit.adjusted_on.map(|day| day.to_string()),
                unit.place.as_deref(),
                boards,
            )
        })
        .collect();
    assert_eq!(
        units,
        [
            (
                Some(vec![3, 5]),
                Some("2023-06-08".to_owned()),
                None,
                vec![Some("Vännäs kommun")]
            ),
            (Some(vec![]), None, None, vec![]),
            (
                None,
                Some("2023-06-15".to_owned()),
                Some("Umeå"),
                vec![Some("Umeå kommun"), None]
            ),
        ]
    );
    assert_eq!(register.notices, ["1:0", "0:0", "0:1"]);
}

#[test]
fn the_rest_is_a_unit_only_where_the_document_says_something_of_it() {
    let units = |members: &str| meeting(&document(members)).units.len();
    assert_eq!(units(""), 0);
    assert_eq!(units(r#""adjustment":null"#), 0);
    assert_eq!(units(r#""adjustment":{}"#), 1);
    assert_eq!(units(r#""notices":[]"#), 1);
    assert_eq!(units(r#""immediateAdjustments":[]"#), 0);
    assert_eq!(units(r#""immediateAdjustments":[{}]"#), 1);
}

#[test]
fn presence_is_the_whole_meeting_none_of_it_or_some_items() {
    let presence = |member: &str| {
        let text = document(&format!(
            r#""attendance":[{{"name":"Anna Berg","capacity":"MEMBER"{member}}}]"#
        ));
        let attendance = meeting(&text).attendance.expect("a list");
        attendance[0].presence.clone()
    };
    assert_eq!(presence(""), Presence::Whole);
    assert_eq!(presence(r#","presence":null"#), Presence::Whole);
    let none = presence(r#","presence":[]"#);
    assert_ne!(none, Presence::Whole);
    assert_eq!((none.at(Some(1)), none.is_none()), (Some(false), true));
    let some = presence(r#","presence":[{"from":1,"to":3},{"from":6},{"from":null,"to":null}]"#);
    assert_eq!(
        some.intervals(),
        Some(
            &[
                Interval {
                    from: Some(1),
                    to: Some(3)
                },
                Interval {
                    from: Some(6),
                    to: None
                },
                Interval {
                    from: None,
                    to: None
                },
            ][..]
        )
    );
}

#[test]
fn a_list_left_out_is_unknown_and_an_empty_one_is_nobody() {
    for (members, attendance, absent, adjusters) in [
        ("", None, None, None),
        (r#""officers":{}"#, None, None, None),
        (
            r#""attendance":[],"absent":[],"officers":{"adjusters":[]}"#,
            Some(0),
            Some(0),
            Some(0),
        ),
        (
            r#""attendance":[{"name":"A","capacity":"UNION"}],"absent":[{"name":"B"}],"officers":{"adjusters":["A","B"]}"#,
            Some(1),
            Some(1),
            Some(2),
        ),
    ] {
        let meeting = meeting(&document(members));
        assert_eq!(
            meeting.attendance.as_ref().map(Vec::len),
            attendance,
            "{members}"
        );
        assert_eq!(meeting.absent.as_ref().map(Vec::len), absent, "{members}");
        assert_eq!(
            meeting.officers.adjusters.as_ref().map(Vec::len),
            adjusters,
            "{members}"
        );
    }
}

#[test]
fn nobody_named_is_not_an_empty_list_of_assignees() {
    let text = items(
        r#"{"title":null,"assignments":[{"assignees":null,"text":"a"},{"assignees":[],"text":"b"},{"assignees":["Kansliet"],"text":"c","due":"i höst","dueOn":"2023-09-30"}]}"#,
    );
    let meeting = meeting(&text);
    let assignments = &meeting.paragraphs[0].assignments;
    let assignees: Vec<_> = assignments
        .iter()
        .map(|assignment| assignment.assignees.clone())
        .collect();
    assert_eq!(
        assignees,
        [None, Some(vec![]), Some(vec!["Kansliet".to_owned()])]
    );
    assert_eq!(assignments[2].due.as_deref(), Some("i höst"));
    assert_eq!(
        assignments[2].due_on.map(|day| day.to_string()).as_deref(),
        Some("2023-09-30")
    );
}

#[test]
fn the_same_name_is_the_same_person_wherever_it_stands() {
    let text = document(
        r#""attendance":[{"name":"Anna Berg","capacity":"MEMBER"},{"name":"ANNA  BERG","capacity":"OTHER"},{"name":"Bo Ek","capacity":"MEMBER"}],
           "officers":{"chair":"Anna Berg","adjusters":["Bo Ek"]}"#,
    );
    let meeting = meeting(&text);
    let attendance = meeting.attendance.expect("a list");
    let chair = meeting.officers.chair.expect("a chair");
    assert_eq!(chair.id, attendance[0].person.id);
    assert_eq!(attendance[1].person.id, attendance[0].person.id);
    assert_eq!(attendance[1].person.name, "ANNA  BERG");
    assert_ne!(attendance[2].person.id, attendance[0].person.id);
    assert_eq!(
        meeting.officers.adjusters.expect("adjusters")[0].id,
        attendance[2].person.id
    );
}

#[test]
fn texts_are_kept_as_printed() {
    let text = items(
        r#"{"number":1,"title":" Öppnande ","text":"rad\n\nrad","raisedBy":"","appendices":["Bilaga 1"],"caseNumber":"Dnr 2023/4","voided":null}"#,
    );
    let meeting = meeting(&text);
    let paragraph = &meeting.paragraphs[0];
    assert_eq!(paragraph.title.as_deref(), Some(" Öppnande "));
    assert_eq!(paragraph.text.as_deref(), Some("rad\n\nrad"));
    assert_eq!(paragraph.raised_by.as_deref(), Some(""));
    assert_eq!(paragraph.appendices, ["Bilaga 1"]);
    assert_eq!(paragraph.case_number.as_deref(), Some("Dnr 2023/4"));
    assert_eq!(paragraph.voided, None);
}

#[test]
fn a_condition_waits_until_somebody_says_otherwise() {
    let meeting = meeting(&items(
        r#"{"title":null,"decisions":[{"text":"a","kind":"ADOPT","condition":"om staten","budget":{"firstYear":2024,"lastYear":2026}},{"text":"b","kind":"NOTE"}]}"#,
    ));
    let [first, second] = &meeting.paragraphs[0].decisions[..] else {
        panic!("two decisions")
    };
    let condition = first.condition.as_ref().expect("a condition");
    assert_eq!(
        (condition.text.as_str(), condition.state),
        ("om staten", ConditionState::Pending)
    );
    let budget = first.budget.expect("a budget");
    assert_eq!(
        (budget.first_year, budget.last_year),
        (Some(2024), Some(2026))
    );
    assert!(second.condition.is_none() && second.budget.is_none());
}

#[test]
fn the_document_says_whose_record_it_is_or_nobody() {
    let parsed = |body: &str| {
        let text = of(body, r#"{"date":"2023-06-08","startsAt":"09:00"}"#);
        MinutesDocument::parse(text.as_bytes()).expect("a document")
    };
    let unnamed = parsed(r#"{"name":"Styrelsen","kind":"BOARD"}"#);
    assert_eq!(unnamed.organisation(), None);
    let (name, slug, kind) = unnamed.body();
    assert_eq!(
        (name, slug.as_str(), kind),
        ("Styrelsen", "styrelsen", BodyKind::Board)
    );
    let (date, time) = unnamed.occasion();
    assert_eq!(
        date.map(|day| day.to_string()).as_deref(),
        Some("2023-06-08")
    );
    assert_eq!(
        time.map(|time| time.to_string()).as_deref(),
        Some("09:00:00")
    );
    let named = parsed(
        r#"{"name":"CSG","kind":"COOPERATION_GROUP","organisation":"Tallmo kommun","organisationKind":"MUNICIPALITY"}"#,
    );
    let named = named.organisation();
    assert_eq!(
        named.map(|(name, slug, kind)| (name, slug.as_str(), kind)),
        Some((
            "Tallmo kommun",
            "tallmo-kommun",
            Some(OrganisationKind::Municipality)
        ))
    );
}

#[test]
fn every_name_that_needs_an_identity_is_told_beforehand() {
    let text = document(
        r#""attendance":[{"name":"A","capacity":"MEMBER","organisation":"Tallmo"}],"absent":[{"name":"B","organisation":"Vision"}],
           "officers":{"chair":"C","secretary":"D","adjusters":["E"]},"notices":[{"board":"Umeå"}],
           "immediateAdjustments":[{"notices":[{"board":"Vännäs"}]}]"#,
    )
    .replace(
        r#""items":[]"#,
        r#""items":[{"title":null,"recipients":["R"],"items":[{"title":null,"proposals":[{"by":"P","text":"x"}],"assignments":[{"assignees":["Q"],"text":"x"}]}]}]"#,
    );
    let document = MinutesDocument::parse(text.as_bytes()).expect("a document");
    let names = document.names();
    assert_eq!(names.persons, ["A", "B", "C", "D", "E"]);
    assert_eq!(names.organisations, ["Tallmo", "Vision"]);
    assert_eq!(document.mentioned(), ["R", "P", "Q", "Vännäs", "Umeå"]);
}

#[test]
fn an_announced_meeting_is_kept_as_printed() {
    let meeting = meeting(&document(
        r#""nextMeetings":[{"date":"2023-09-07","startsAt":"9-12","endsAt":"efter lunch","note":"Tallmo"},{"startsAt":"09:00"}]"#,
    ));
    let times: Vec<_> = meeting
        .next_meetings
        .iter()
        .map(|next| (next.starts_at.as_deref(), next.ends_at.as_deref()))
        .collect();
    assert_eq!(
        times,
        [(Some("9-12"), Some("efter lunch")), (Some("09:00"), None)]
    );
}
