//! What running a meeting and keeping the register refuse: one row a way to be refused. Each row is asked for over
//! HTTP, in Swedish and in English, and must be refused with its code, its figures and its law, and change nothing.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use domain::refusal::Step;
use domain::rules::rulebook;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tests::app::{App, Engine};
use tests::board::{Board, register_of};
use tests::client::Client;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    each_row_is_refused_with_its_code_figures_and_law_and_changes_nothing,
    a_board_whose_seats_nobody_registered_has_no_quorum,
    a_mandate_holds_on_its_first_day_and_on_its_last,
];

/// An association of its own with a board of nine seats.
struct Scene {
    board: Board,
    /// Who keeps its budgets.
    treasurer: Client,
    slug: String,
}

impl Scene {
    /// A change that is carried out on the way to the one that is refused.
    #[track_caller]
    fn make(&self, mutation: &'static str, input: Value) -> impl Future<Output = Value> + use<'_> {
        self.board.secretary.make(mutation, input)
    }

    /// A meeting under way with so many in their seats: Greta Näslund in the chair, then Frida Kassel, Axel Fors, Rut
    /// Nordin, Alva Byström, Bo Kåberg (vice chair), Disa Vikman, Erik Hultman, Hanna Lundin.
    async fn meeting(&self, present: usize) -> String {
        self.board.with_present(DAY, present).await
    }

    /// The same with § 1 open.
    async fn matter(&self, present: usize) -> (String, String) {
        let meeting = self.meeting(present).await;
        let paragraph = self.board.paragraph(&meeting, "Ärendet").await;
        (meeting, paragraph)
    }

    /// The same with a vote called.
    async fn vote(&self, present: usize, called: Value) -> String {
        let (_, paragraph) = self.matter(present).await;
        let mut input = called;
        input["paragraph"] = json!(paragraph);
        self.make("callVote", input).await;
        paragraph
    }

    /// A closed meeting whose § 1 was decided.
    async fn closed(&self) -> (String, String) {
        let (meeting, paragraph) = self.matter(6).await;
        self.make("decide", acclaimed(&paragraph)).await;
        let adjusters = json!({"meeting": meeting, "persons": [self.person("Frida Kassel")]});
        self.make("chooseAdjusters", adjusters).await;
        self.make("closeMeeting", json!({"meeting": meeting})).await;
        (meeting, paragraph)
    }

    /// A decision that is followed up on the way to what is refused.
    async fn follow(&self, mutation: &str, input: Value) {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ version }} }}"
        );
        let client = &self.board.secretary.client;
        client.query(&query, json!({ "input": input })).await.data();
    }

    /// What grants a delegation to the director by a decision under a §, with something else about it.
    async fn granting_under(&self, paragraph: &str, more: Value) -> Value {
        let decision = self.make("decide", acclaimed(paragraph)).await["decision"]["id"].clone();
        let mut input = json!({"decision": decision, "matters": "Inköp", "kind": "GROUP", "delegate": {"kind": "OFFICER", "role": "förbundschefen"}});
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        input
    }

    /// The same under the § of a new meeting.
    async fn granting(&self, more: Value) -> Value {
        let (_, paragraph) = self.matter(6).await;
        self.granting_under(&paragraph, more).await
    }

    /// A delegation by a decision under a §.
    async fn delegation_under(&self, paragraph: &str, more: Value) -> Value {
        let input = self.granting_under(paragraph, more).await;
        let query =
            "mutation($input: DelegateInput!) { delegate(input: $input) { delegation { id } } }";
        let client = &self.board.secretary.client;
        let made = client.query(query, json!({ "input": input })).await.data();
        made["delegate"]["delegation"]["id"].clone()
    }

    /// A delegation of a new meeting.
    async fn delegation(&self, more: Value) -> Value {
        let (_, paragraph) = self.matter(6).await;
        self.delegation_under(&paragraph, more).await
    }

    /// A change of a budget on the way to the one that is refused.
    async fn keep_budget(&self, mutation: &str, input: Value) -> Value {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ budget {{ id }} budgetVersion {{ lines {{ id }} }} }} }}"
        );
        let made = self
            .treasurer
            .query(&query, json!({ "input": input }))
            .await;
        made.data()[mutation].clone()
    }

    /// A proposed budget of 2027 with a line that waits for nothing: its address and that of the line.
    async fn proposed(&self) -> (Value, Value) {
        let content = json!({"lines": [{"activity": "Insats"}]});
        let input = json!({"association": self.slug, "year": 2027, "content": content});
        let made = self.keep_budget("proposeBudget", input).await;
        let line = made["budgetVersion"]["lines"][0]["id"].clone();
        (made["budget"]["id"].clone(), line)
    }

    /// The same, approved by a decision of the board: with the approval.
    async fn approved(&self) -> (Value, Value, Value) {
        let (budget, line) = self.proposed().await;
        let (_, paragraph) = self.matter(6).await;
        let decision = self.make("decide", acclaimed(&paragraph)).await["decision"]["id"].clone();
        let approval = json!({"budget": budget, "budgetVersion": 1, "decision": decision});
        self.keep_budget("approveBudget", approval.clone()).await;
        (budget, line, approval)
    }

    fn person(&self, name: &str) -> &str {
        self.board.person(name)
    }

    /// The seat of Almby kommun, which is Alva Byström's.
    fn almby(&self) -> &str {
        self.board.seat("Almby kommun")
    }

    /// A meeting that is called and not yet open.
    async fn called(&self) -> String {
        let input = json!({"body": self.board.body, "date": DAY, "startsAt": "09:00"});
        let called = self.make("scheduleMeeting", input).await;
        called["meeting"]["id"].as_str().expect("an id").to_owned()
    }
}

/// The day of the meetings.
const DAY: &str = "2026-03-12";

/// What somebody decided by a delegation.
fn taken(delegation: &Value, on: &str, by: &str, amount: u32) -> Value {
    json!({"delegation": delegation, "decidedOn": on, "decidedBy": {"name": by}, "text": "Inköp.", "amount": amount})
}

fn acclaimed(paragraph: &str) -> Value {
    json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Styrelsen beslutar."})
}

/// A change that must be refused, and what the refusal tells beside its code.
struct Forbidden {
    role: &'static str,
    mutation: &'static str,
    input: Value,
    tells: Value,
    /// What it tells otherwise in English.
    in_english: Option<Value>,
    words: Option<[&'static str; 2]>,
}

/// A change that is refused with figures.
fn forbidden(mutation: &'static str, input: Value, params: Value) -> Forbidden {
    Forbidden {
        role: "secretary",
        mutation,
        input,
        tells: json!({ "params": params }),
        in_english: None,
        words: None,
    }
}

/// A change that is refused because of one field.
fn at_fault(mutation: &'static str, input: Value, field: &str) -> Forbidden {
    Forbidden {
        tells: json!({ "field": field }),
        ..forbidden(mutation, input, Value::Null)
    }
}

impl Forbidden {
    /// With these figures in English.
    fn in_english(mut self, params: Value) -> Self {
        self.in_english = Some(json!({ "params": params }));
        self
    }

    /// In these words, in Swedish and English.
    fn says(mut self, sv: &'static str, en: &'static str) -> Self {
        self.words = Some([sv, en]);
        self
    }

    /// By somebody else than the secretary.
    fn by(mut self, role: &'static str) -> Self {
        self.role = role;
        self
    }

    /// Telling this instead of figures.
    fn telling(mut self, tells: Value) -> Self {
        self.tells = tells;
        self
    }
}

/// A way to be refused: what it is called, its code, its rule, and how it comes about.
type Row = (
    &'static str,
    &'static str,
    Option<&'static str>,
    for<'a> fn(&'a Scene) -> BoxFuture<'a, Forbidden>,
);

/// Rows: name, code, the rule's number where one refuses, and the set-up that ends with the forbidden change.
macro_rules! rows {
    ($($name:literal, $code:ident $(by $rule:literal)?, |$scene:ident| $body:block;)+) => {
        &[$((
            $name,
            stringify!($code),
            rows!(@rule $($rule)?),
            |$scene| Box::pin(async move { $body }),
        )),+]
    };
    (@rule) => { None };
    (@rule $rule:literal) => { Some($rule) };
}

/// The order of a meeting.
const STEPS: &[Row] = rows![
    "somebody comes before the meeting is open", WRONG_STAGE, |scene| {
        let meeting = scene.called().await;
        let input = json!({"meeting": meeting, "person": {"id": scene.person("Frida Kassel")}});
        forbidden("recordArrival", input, json!({"stage": "scheduled"})).says(
            "mötet är kallat, men ska vara öppnat",
            "the meeting is scheduled, but must be open",
        )
    };
    "an open meeting is moved", WRONG_STAGE, |scene| {
        let meeting = scene.meeting(1).await;
        let input = json!({"meeting": meeting, "date": "2026-03-13"});
        forbidden("rescheduleMeeting", input, json!({"stage": "open"})).says(
            "mötet är öppnat, men ska vara kallat",
            "the meeting is open, but must be scheduled",
        )
    };
    "an open meeting is summoned", WRONG_STAGE, |scene| {
        let meeting = scene.meeting(1).await;
        let input = json!({"meeting": meeting, "agenda": ["Öppnande"]});
        forbidden("summonMeeting", input, json!({"stage": "open"}))
    };
    "an open meeting is opened", WRONG_STAGE, |scene| {
        let meeting = scene.meeting(1).await;
        forbidden("openMeeting", json!({"meeting": meeting}), json!({"stage": "open"}))
    };
    "a meeting that handled something is called off", WRONG_STAGE, |scene| {
        let (meeting, _) = scene.matter(5).await;
        let input = json!({"meeting": meeting, "reason": "Sjukdom."});
        forbidden("cancelMeeting", input, json!({"stage": "open"}))
    };
    "a meeting that was called off is opened", WRONG_STAGE, |scene| {
        let meeting = scene.called().await;
        scene.make("cancelMeeting", json!({"meeting": meeting, "reason": "Sjukdom."})).await;
        forbidden("openMeeting", json!({"meeting": meeting}), json!({"stage": "cancelled"})).says(
            "mötet är inställt, men ska vara kallat",
            "the meeting is cancelled, but must be scheduled",
        )
    };
    "a § is opened while the meeting is interrupted", WRONG_STAGE, |scene| {
        let meeting = scene.meeting(6).await;
        scene.make("adjournMeeting", json!({"meeting": meeting})).await;
        let input = json!({"meeting": meeting, "title": "Ärendet"});
        forbidden("openParagraph", input, json!({"stage": "adjourned"}))
    };
    "a meeting that was not interrupted is taken up again", WRONG_STAGE, |scene| {
        let meeting = scene.meeting(6).await;
        forbidden("resumeMeeting", json!({"meeting": meeting}), json!({"stage": "open"}))
    };
    "something is decided after the end", WRONG_STAGE, |scene| {
        let (_, paragraph) = scene.closed().await;
        forbidden("decide", acclaimed(&paragraph), json!({"stage": "closed"})).says(
            "mötet är avslutat, men ska vara öppnat",
            "the meeting is closed, but must be open",
        )
    };
    "a meeting is closed twice", WRONG_STAGE, |scene| {
        let (meeting, _) = scene.closed().await;
        forbidden("closeMeeting", json!({"meeting": meeting}), json!({"stage": "closed"}))
    };
    "somebody leaves twice", NOT_IN_ROOM, |scene| {
        let meeting = scene.meeting(6).await;
        let input = json!({"meeting": meeting, "person": scene.person("Frida Kassel")});
        scene.make("recordDeparture", input.clone()).await;
        forbidden("recordDeparture", input, json!({"person": "Frida Kassel"})).says(
            "Frida Kassel är inte i rummet",
            "Frida Kassel is not in the room",
        )
    };
    "somebody who never came moves something", NOT_IN_ROOM, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let person = scene.person("Hanna Lundin");
        let input = json!({"paragraph": paragraph, "person": person, "text": "Bifall."});
        forbidden("addProposal", input, json!({ "person": person }))
    };
    "somebody who never came is to adjust", NOT_IN_ROOM, |scene| {
        let meeting = scene.meeting(5).await;
        let person = scene.person("Hanna Lundin");
        let input = json!({"meeting": meeting, "persons": [person]});
        forbidden("chooseAdjusters", input, json!({ "person": person }))
    };
    "a substitute who never came takes a seat", NOT_IN_ROOM, |scene| {
        let meeting = scene.meeting(4).await;
        let person = scene.person("Albin Boman");
        let input = json!({"meeting": meeting, "person": person, "seat": scene.almby()});
        forbidden("seatSubstitute", input, json!({ "person": person }))
    };
    "somebody comes twice", ALREADY_IN_ROOM, |scene| {
        let meeting = scene.meeting(2).await;
        let input = json!({"meeting": meeting, "person": {"name": "Frida Kassel"}});
        forbidden("recordArrival", input, json!({"person": "Frida Kassel"})).says(
            "Frida Kassel är redan i rummet",
            "Frida Kassel is in the room already",
        )
    };
    "a stranger comes as a member", NO_MANDATE, |scene| {
        let meeting = scene.meeting(2).await;
        let input = json!({"meeting": meeting, "person": {"name": "Ture Tundra"}, "capacity": "MEMBER"});
        forbidden("recordArrival", input, json!({"person": "Ture Tundra", "date": DAY}))
    };
    "a stranger comes without saying as what", NO_MANDATE, |scene| {
        let meeting = scene.meeting(2).await;
        let input = json!({"meeting": meeting, "person": {"name": "Ture Tundra"}});
        forbidden("recordArrival", input, json!({"person": "Ture Tundra", "date": DAY}))
    };
    "a substitute comes as a member", NO_MANDATE, |scene| {
        let meeting = scene.meeting(2).await;
        let input = json!({"meeting": meeting, "person": {"name": "Filip Kjellin"}, "capacity": "MEMBER"});
        forbidden("recordArrival", input, json!({"person": "Filip Kjellin", "date": DAY}))
    };
    "a mandate ended the day before", NO_MANDATE, |scene| {
        let meeting = scene.board.open("2027-04-01").await;
        let input = json!({"meeting": meeting, "person": {"name": "Frida Kassel"}});
        forbidden("recordArrival", input, json!({"person": "Frida Kassel", "date": "2027-04-01"})).says(
            "Frida Kassel har inget sådant uppdrag i styrelsen 2027-04-01",
            "Frida Kassel holds no such mandate on the board on 2027-04-01",
        )
    };
    "a mandate starts the day after", NO_MANDATE, |scene| {
        let meeting = scene.board.open("2023-03-31").await;
        let input = json!({"meeting": meeting, "person": {"name": "Frida Kassel"}});
        forbidden("recordArrival", input, json!({"person": "Frida Kassel", "date": "2023-03-31"}))
    };
    "somebody who is no substitute serves", NO_MANDATE, |scene| {
        let meeting = scene.meeting(3).await;
        let input = json!({"meeting": meeting, "person": scene.person("Axel Fors"), "seat": scene.almby()});
        forbidden("seatSubstitute", input, json!({"person": "Axel Fors"}))
    };
    "a seat that is none is taken", NOT_OF_MEETING, |scene| {
        let meeting = scene.meeting(4).await;
        scene.board.arrive(&meeting, "Albin Boman").await;
        let seat = "sea-00000000000000000000000000";
        let input = json!({"meeting": meeting, "person": scene.person("Albin Boman"), "seat": seat});
        forbidden("seatSubstitute", input, json!({ "seat": seat }))
    };
    "who does not serve leaves the seat", NOT_OF_MEETING, |scene| {
        let meeting = scene.meeting(4).await;
        scene.board.arrive(&meeting, "Albin Boman").await;
        let input = json!({"meeting": meeting, "person": scene.person("Albin Boman")});
        forbidden("unseatSubstitute", input, json!({"person": "Albin Boman"}))
    };
    "a vote that was not called is counted", NOT_OF_MEETING, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let tally = json!({"yes": 5, "no": 0, "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally});
        forbidden("castBallots", input, json!({})).says(
            "omröstning 1 väntar inte på röster",
            "vote 1 does not wait for ballots",
        )
    };
    "a vote that was counted is taken back", NOT_OF_MEETING, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        let tally = json!({"yes": 5, "no": 0, "abstained": 0});
        scene.make("castBallots", json!({"paragraph": paragraph, "vote": 1, "tally": tally})).await;
        forbidden("withdrawVote", json!({"paragraph": paragraph, "vote": 1}), json!({}))
    };
    "a proposal is withdrawn twice", NOT_OF_MEETING, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let moved = json!({"paragraph": paragraph, "by": "Försäkringskassan", "text": "Bifall."});
        scene.make("addProposal", moved).await;
        let input = json!({"paragraph": paragraph, "proposal": 1});
        scene.make("withdrawProposal", input.clone()).await;
        forbidden("withdrawProposal", input, json!({}))
    };
    "a question of disqualification that nobody raised is settled", NOT_OF_MEETING, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Frida Kassel"), "disqualified": true});
        forbidden("settleDisqualification", input, json!({}))
    };
    "the lot falls on somebody with fewer votes", NOT_OF_MEETING, |scene| {
        let candidates = json!({"about": "ELECTION", "candidates": ["Frida Kassel", "Axel Fors", "Rut Nordin"]});
        let paragraph = scene.vote(7, candidates).await;
        let election = json!({"votes": [3, 3, 1], "abstained": 0});
        scene.make("castBallots", json!({"paragraph": paragraph, "vote": 1, "election": election})).await;
        let input = json!({"paragraph": paragraph, "vote": 1, "winner": "Rut Nordin"});
        forbidden("drawLot", input, json!({"between": "Frida Kassel, Axel Fors"})).says(
            "lotten drogs mellan Frida Kassel, Axel Fors",
            "the lot was drawn between Frida Kassel, Axel Fors",
        )
    };
    "the lot is drawn where nobody has equal votes", NOT_OF_MEETING, |scene| {
        let candidates = json!({"about": "ELECTION", "candidates": ["Frida Kassel", "Axel Fors"]});
        let paragraph = scene.vote(5, candidates).await;
        let election = json!({"votes": [3, 2], "abstained": 0});
        scene.make("castBallots", json!({"paragraph": paragraph, "vote": 1, "election": election})).await;
        let input = json!({"paragraph": paragraph, "vote": 1, "winner": "Axel Fors"});
        forbidden("drawLot", input, json!({}))
    };
    "something is decided under a § that ended", PARAGRAPH_NOT_OPEN, |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        scene.board.paragraph(&meeting, "Nästa").await;
        forbidden("decide", acclaimed(&paragraph), json!({"paragraph": "§ 1"})).says(
            "§ 1 är inte öppen",
            "§ 1 is not open",
        )
    };
    "a § is ended where none is open", PARAGRAPH_NOT_OPEN, |scene| {
        let (meeting, _) = scene.matter(5).await;
        scene.make("endParagraph", json!({"meeting": meeting})).await;
        forbidden("endParagraph", json!({"meeting": meeting}), json!({}))
    };
    "a § is opened though neither chair nor vice chair is there", NOBODY_PRESIDES, |scene| {
        let meeting = scene.board.open(DAY).await;
        for name in ["Frida Kassel", "Axel Fors", "Rut Nordin", "Alva Byström", "Disa Vikman"] {
            scene.board.arrive(&meeting, name).await;
        }
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Ärendet"}), json!({})).says(
            "varken ordförande eller vice ordförande kan leda mötet; utse någon",
            "neither chair nor vice chair can preside; choose somebody",
        )
    };
    "something is decided after the chair left without a vice chair there", NOBODY_PRESIDES, |scene| {
        let meeting = scene.meeting(5).await;
        scene.board.arrive(&meeting, "Disa Vikman").await;
        let paragraph = scene.board.paragraph(&meeting, "Ärendet").await;
        let chair = scene.person("Greta Näslund");
        scene.make("recordDeparture", json!({"meeting": meeting, "person": chair})).await;
        forbidden("decide", acclaimed(&paragraph), json!({}))
    };
    "something is decided while a vote waits", VOTE_OPEN, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        forbidden("decide", acclaimed(&paragraph), json!({"vote": "1"})).says(
            "omröstning 1 har inget utfall än",
            "vote 1 has no outcome yet",
        )
    };
    "the next § is opened while a vote waits", VOTE_OPEN, |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        scene.make("callVote", json!({"paragraph": paragraph})).await;
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Nästa"}), json!({"vote": "1"}))
    };
    "an election is decided before the lot was drawn", VOTE_OPEN, |scene| {
        let candidates = json!({"about": "ELECTION", "candidates": ["Frida Kassel", "Axel Fors"]});
        let paragraph = scene.vote(6, candidates).await;
        let election = json!({"votes": [3, 3], "abstained": 0});
        scene.make("castBallots", json!({"paragraph": paragraph, "vote": 1, "election": election})).await;
        let input = json!({"paragraph": paragraph, "kind": "ELECT", "text": "Frida Kassel väljs.", "method": "VOTE", "vote": 1});
        forbidden("decide", input, json!({"vote": "1"}))
    };
    "something is decided by a vote that never was", VOTE_NOT_CARRIED, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let mut input = acclaimed(&paragraph);
        input["method"] = json!("VOTE");
        input["vote"] = json!(1);
        forbidden("decide", input, json!({"vote": "1"})).says(
            "omröstning 1 gav inte det utfallet",
            "vote 1 did not come out so",
        )
    };
    "four ballots of five", BALLOTS_MISMATCH, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        let tally = json!({"yes": 3, "no": 1, "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally});
        forbidden("castBallots", input, json!({"ballots": "4", "entitled": "5"})).says(
            "4 röster och avståenden, men 5 får rösta",
            "4 ballots and abstentions, but 5 may vote",
        )
    };
    "six ballots of five, as many as numbers can be", BALLOTS_MISMATCH, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        let tally = json!({"yes": i32::MAX, "no": i32::MAX, "abstained": i32::MAX});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally});
        forbidden("castBallots", input, json!({"ballots": u32::MAX.to_string(), "entitled": "5"}))
    };
    "an election with one candidate", BALLOTS_MISMATCH, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let input = json!({"paragraph": paragraph, "about": "ELECTION", "candidates": ["Frida Kassel"]});
        forbidden("callVote", input, json!({"candidates": "1"}))
    };
    "candidates in a matter", BALLOTS_MISMATCH, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let input = json!({"paragraph": paragraph, "candidates": ["Frida Kassel", "Axel Fors"]});
        forbidden("callVote", input, json!({"candidates": "2"}))
    };
    "a closed vote is counted by name", BALLOTS_MISMATCH, |scene| {
        let paragraph = scene.vote(5, json!({"about": "HIRING", "secret": true})).await;
        let ballots = json!([{"person": scene.person("Frida Kassel"), "vote": "YES"}]);
        let input = json!({"paragraph": paragraph, "vote": 1, "ballots": ballots});
        forbidden("castBallots", input, json!({}))
    };
    "two numbers for three candidates", BALLOTS_MISMATCH, |scene| {
        let candidates = json!({"about": "ELECTION", "candidates": ["Frida Kassel", "Axel Fors", "Rut Nordin"]});
        let paragraph = scene.vote(5, candidates).await;
        let election = json!({"votes": [3, 2], "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "election": election});
        forbidden("castBallots", input, json!({}))
    };
    "something is decided while somebody denies to be disqualified", DISQUALIFICATION_OPEN, |scene| {
        let (_, paragraph) = scene.matter(7).await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Alva Byström"), "contested": true});
        scene.make("declareDisqualification", input).await;
        forbidden("decide", acclaimed(&paragraph), json!({"person": "Alva Byström"})).says(
            "om Alva Byström är jävig har inte avgjorts",
            "whether Alva Byström is disqualified has not been decided",
        )
    };
    "a condition is settled twice", ALREADY_SETTLED, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let mut waits = acclaimed(&paragraph);
        waits["condition"] = json!("när medlen finns");
        let decision = scene.make("decide", waits).await["decision"]["id"].clone();
        let input = |state: &str| json!({"decision": decision, "state": state, "on": DAY, "evidence": "Bankbesked."});
        scene.follow("settleCondition", input("MET")).await;
        forbidden("settleCondition", input("FAILED"), json!({"state": "met"})).says(
            "villkoret är redan antecknat som uppfyllt",
            "the condition is recorded as met already",
        )
    };
    "two decisions are linked twice", ALREADY_LINKED, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let earlier = scene.make("decide", acclaimed(&paragraph)).await["decision"]["id"].clone();
        let decision = scene.make("decide", acclaimed(&paragraph)).await["decision"]["id"].clone();
        let input = json!({"decision": decision, "earlier": earlier, "kind": "AMENDS"});
        scene.follow("linkDecisions", input.clone()).await;
        forbidden("linkDecisions", input, json!({})).says(
            "samma koppling mellan besluten finns redan",
            "the same link between the decisions stands already",
        )
    };
    "somebody decides before the delegation", DELEGATION_NOT_IN_FORCE, |scene| {
        let delegation = scene.delegation(json!({})).await;
        let input = taken(&delegation, "2026-03-11", "Sanna Skrivare", 1);
        let figures = json!({"on": "2026-03-11", "from": DAY});
        forbidden("recordDelegatedDecision", input, figures).says(
            "delegationen gäller från 2026-03-12, inte 2026-03-11",
            "the delegation holds from 2026-03-12, not on 2026-03-11",
        )
    };
    "somebody decides after the delegation", DELEGATION_NOT_IN_FORCE, |scene| {
        let delegation = scene.delegation(json!({"until": "2026-03-20"})).await;
        let input = taken(&delegation, "2026-03-21", "Sanna Skrivare", 1);
        let figures = json!({"on": "2026-03-21", "from": DAY, "until": "2026-03-20"});
        forbidden("recordDelegatedDecision", input, figures)
    };
    "somebody decides by another's delegation", NOT_THE_DELEGATE, |scene| {
        let named = json!({"delegate": {"kind": "MEMBER", "person": {"id": scene.person("Frida Kassel")}}});
        let delegation = scene.delegation(named).await;
        let input = taken(&delegation, DAY, "Disa Vikman", 1);
        let figures = json!({"delegate": "Frida Kassel", "decidedBy": "Disa Vikman"});
        forbidden("recordDelegatedDecision", input, figures).says(
            "delegationen gäller Frida Kassel, inte Disa Vikman",
            "the delegation is Frida Kassel's, not Disa Vikman's",
        )
    };
    "somebody decides about more than the limit", DELEGATION_EXCEEDED, |scene| {
        let delegation = scene.delegation(json!({"limit": 100_000})).await;
        let input = taken(&delegation, DAY, "Sanna Skrivare", 100_001);
        let figures = json!({"amount": "100001", "limit": "100000"});
        forbidden("recordDelegatedDecision", input, figures)
    };
    "a delegated decision is reported twice", ALREADY_REPORTED, |scene| {
        let (_, paragraph) = scene.matter(6).await;
        let delegation = scene.delegation_under(&paragraph, json!({})).await;
        let input = taken(&delegation, DAY, "Sanna Skrivare", 1);
        let deciding = "mutation($input: RecordDelegatedDecisionInput!) { recordDelegatedDecision(input: $input) { delegatedDecision { id } } }";
        let client = &scene.board.secretary.client;
        let made = client.query(deciding, json!({"input": input})).await.data();
        let id = &made["recordDelegatedDecision"]["delegatedDecision"]["id"];
        let input = json!({"paragraph": paragraph, "decisions": [id]});
        scene.follow("reportDelegatedDecisions", input.clone()).await;
        forbidden("reportDelegatedDecisions", input, json!({"number": "D 1/2026"})).says(
            "D 1/2026 är redan anmält",
            "D 1/2026 is reported already",
        )
    };
    "a budget is proposed once more after its approval", BUDGET_ALREADY_APPROVED, |scene| {
        scene.approved().await;
        let input = json!({"association": scene.slug, "year": 2027, "content": {}});
        forbidden("proposeBudget", input, json!({"version": "1"})).by("treasurer").says(
            "budgeten för 2027 är fastställd i version 1; revidera den",
            "the budget of 2027 is approved in version 1; revise it",
        )
    };
    "a budget is revised before its approval", BUDGET_NOT_APPROVED, |scene| {
        let (budget, _) = scene.proposed().await;
        let input = json!({"budget": budget, "content": {}});
        forbidden("reviseBudget", input, json!({"year": "2027"})).by("treasurer").says(
            "ingen budget är fastställd för 2027",
            "no budget is approved for 2027",
        )
    };
    "a version is approved twice", BUDGET_VERSION_CLOSED, |scene| {
        let (budget, _, _) = scene.approved().await;
        let meeting = scene.board.with_present("2026-04-16", 6).await;
        let paragraph = scene.board.paragraph(&meeting, "Ärendet").await;
        let decision = scene.make("decide", acclaimed(&paragraph)).await["decision"]["id"].clone();
        let input = json!({"budget": budget, "budgetVersion": 1, "decision": decision});
        forbidden("approveBudget", input, json!({"version": "1"})).by("treasurer").says(
            "version 1 är fastställd",
            "version 1 is approved",
        )
    };
    "a decision approves two versions", DECISION_APPROVES_ANOTHER, |scene| {
        let (_, _, mut input) = scene.approved().await;
        let revised = json!({"budget": input["budget"], "content": {}});
        scene.keep_budget("reviseBudget", revised).await;
        input["budgetVersion"] = json!(2);
        forbidden("approveBudget", input, json!({"version": "1"})).by("treasurer").says(
            "beslutet fastställer redan version 1",
            "the decision approves version 1 already",
        )
    };
    "a line that waits for nothing is released", LINE_NOT_SUSPENDED, |scene| {
        let (_, line, _) = scene.approved().await;
        let input = json!({"line": line, "on": DAY, "evidence": "Brev"});
        forbidden("releaseBudgetLine", input, json!({"activity": "Insats"})).by("treasurer").says(
            "posten ”Insats” väntar inte på något",
            "the line \"Insats\" waits for nothing",
        )
    };
    "the board lets a committee decide", DELEGATION_TO_COMMITTEE by "R-40", |scene| {
        let input = scene.granting(json!({"delegate": {"kind": "COMMITTEE", "role": "arbetsutskottet"}})).await;
        forbidden("delegate", input, json!({})).says(
            "ett utskott kan inte få beslutanderätt; lagen nämner ledamot, ersättare och tjänsteman",
            "a committee cannot be let decide; the act names members, substitutes and officers",
        )
    };
    "the board lets somebody else set the goals", DELEGATED_NON_DELEGABLE by "R-40", |scene| {
        let input = scene.granting(json!({"kind": "GOALS"})).await;
        let figures = json!({"matters": "goals, direction, scope and quality of the activities"});
        forbidden("delegate", input, figures)
    };
    "the board lets somebody answer an appeal", DELEGATED_NON_DELEGABLE by "R-40", |scene| {
        let input = scene.granting(json!({"kind": "APPEAL_STATEMENT"})).await;
        let figures = json!({"matters": "statements because a decision of the association was appealed"});
        forbidden("delegate", input, figures)
    };
    "the board lets somebody decide what is reserved", DELEGATED_NON_DELEGABLE by "R-40", |scene| {
        let input = scene.granting(json!({"kind": "RESERVED"})).await;
        forbidden("delegate", input, json!({"matters": "matters that are specially reserved"}))
    };
    "a meeting in which nothing happened is closed", MEETING_INCOMPLETE, |scene| {
        let meeting = scene.called().await;
        scene.make("openMeeting", json!({"meeting": meeting})).await;
        let missing = json!([
            "ingen har lett mötet",
            "sekreterare saknas",
            "justerare saknas",
            "ingen närvaro är antecknad",
            "ingen paragraf är öppnad",
        ]);
        let codes = json!(["NOBODY_PRESIDED", "NO_SECRETARY", "NO_ADJUSTERS", "NO_ATTENDANCE", "NO_PARAGRAPH"]);
        let params = json!({"missing": missing, "missingCodes": codes});
        let english = json!({
            "missing": ["nobody presided", "no secretary", "no adjusters", "no attendance recorded", "no paragraph opened"],
            "missingCodes": codes,
        });
        forbidden("closeMeeting", json!({"meeting": meeting}), params).in_english(english).says(
            "ingen har lett mötet, sekreterare saknas, justerare saknas, ingen närvaro är antecknad och ingen paragraf är öppnad",
            "nobody presided, no secretary, no adjusters, no attendance recorded and no paragraph opened",
        )
    };
    "a meeting with everything left open is closed", MEETING_INCOMPLETE, |scene| {
        let (meeting, paragraph) = scene.matter(7).await;
        scene.make("callVote", json!({"paragraph": paragraph})).await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Alva Byström"), "contested": true});
        scene.make("declareDisqualification", input).await;
        let missing = json!([
            "justerare saknas",
            "omröstningen i § 1 har inget utfall",
            "jävsfrågan i § 1 är inte avgjord",
            "§ 1 har varken text eller beslut",
        ]);
        let codes = json!(["NO_ADJUSTERS", "VOTE_WITHOUT_OUTCOME", "DISQUALIFICATION_UNDECIDED", "PARAGRAPH_EMPTY"]);
        let params = json!({"missing": missing, "missingCodes": codes});
        let english = json!({
            "missing": [
                "no adjusters",
                "the vote in § 1 has no outcome",
                "the question of disqualification in § 1 is not decided",
                "§ 1 has neither text nor decision",
            ],
            "missingCodes": codes,
        });
        forbidden("closeMeeting", json!({"meeting": meeting}), params).in_english(english)
    };
    "the number of a § with a decision is voided", NOT_VOIDABLE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        scene.make("decide", acclaimed(&paragraph)).await;
        forbidden("voidParagraph", json!({"paragraph": paragraph, "reason": "Av misstag."}), json!({})).says(
            "bara numret på en paragraf där inget har beslutats kan makuleras",
            "only the number of a paragraph under which nothing was decided can be voided",
        )
    };
    "a number is voided twice", NOT_VOIDABLE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let input = json!({"paragraph": paragraph, "reason": "Av misstag."});
        scene.make("voidParagraph", input.clone()).await;
        forbidden("voidParagraph", input, json!({}))
    };
    "a sub-item is voided", NOT_VOIDABLE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let item = scene.make("openItem", json!({"paragraph": paragraph, "title": "Del"})).await;
        forbidden("voidParagraph", json!({"paragraph": item["paragraph"]["id"], "reason": "Av misstag."}), json!({}))
    };
];

/// Rules of law.
const RULES: &[Row] = rows![
    "a § is opened with four of nine", QUORUM_NOT_MET by "R-17", |scene| {
        let meeting = scene.meeting(4).await;
        let figures = json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"});
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Ärendet"}), figures).says(
            "4 av 9 platser närvarande, 5 krävs; kalla in Albin Boman, ersättare för Almby kommun",
            "4 of 9 seats present, 5 required; call Albin Boman, substitute for Almby kommun",
        )
    };
    "somebody left before the decision", QUORUM_NOT_MET by "R-17", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        let axel = scene.person("Axel Fors");
        scene.make("recordDeparture", json!({"meeting": meeting, "person": axel})).await;
        let figures = json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"});
        forbidden("decide", acclaimed(&paragraph), figures).says(
            "4 av 9 platser närvarande, 5 krävs; kalla in Agda Falk, ersättare för Arbetsförmedlingen",
            "4 of 9 seats present, 5 required; call Agda Falk, substitute for Arbetsförmedlingen",
        )
    };
    "a substitute in the room who does not serve is not counted", QUORUM_NOT_MET by "R-17", |scene| {
        let meeting = scene.meeting(4).await;
        scene.board.arrive(&meeting, "Albin Boman").await;
        let figures = json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"});
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Ärendet"}), figures)
    };
    "the fifth takes part remotely and the board never decided on that", QUORUM_NOT_MET by "R-17", |scene| {
        let meeting = scene.meeting(4).await;
        let far = json!({"meeting": meeting, "person": {"name": "Alva Byström"}, "remote": true});
        scene.make("recordArrival", far).await;
        let figures = json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"});
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Ärendet"}), figures)
    };
    "a vote is called without a quorum", QUORUM_NOT_MET by "R-17", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        for name in ["Axel Fors", "Rut Nordin"] {
            scene.make("recordDeparture", json!({"meeting": meeting, "person": scene.person(name)})).await;
        }
        let figures = json!({"present": "3", "seats": "9", "needed": "5", "margin": "-2"});
        forbidden("callVote", json!({"paragraph": paragraph}), figures)
    };
    "one of five is disqualified", QUORUM_LOST_BY_JAV by "R-26", |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Alva Byström"), "ground": "Part i målet."});
        scene.make("declareDisqualification", input).await;
        let figures = json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"});
        forbidden("decide", acclaimed(&paragraph), figures).says(
            "4 av 9 platser närvarande, 5 krävs; 1 jävig räknas inte, ärendet får vänta; kalla in Albin Boman, ersättare för Almby kommun",
            "4 of 9 seats present, 5 required; 1 disqualified does not count, the matter must wait; call Albin Boman, substitute for Almby kommun",
        )
    };
    "the question itself is to be settled by four of nine", QUORUM_LOST_BY_JAV by "R-26", |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let person = scene.person("Alva Byström");
        let input = json!({"paragraph": paragraph, "person": person, "contested": true});
        scene.make("declareDisqualification", input).await;
        let figures = json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"});
        forbidden("settleDisqualification", json!({"paragraph": paragraph, "person": person, "disqualified": false}), figures)
    };
    "a substitute takes the seat of another member", SUBSTITUTE_WRONG_MEMBER by "R-19", |scene| {
        let meeting = scene.meeting(4).await;
        scene.board.arrive(&meeting, "Filip Kjellin").await;
        let input = json!({"meeting": meeting, "person": scene.person("Filip Kjellin"), "seat": scene.almby()});
        let figures = json!({"person": "Filip Kjellin", "member": "Försäkringskassan", "seatOf": "Almby kommun"});
        forbidden("seatSubstitute", input, figures).says(
            "Filip Kjellin är ersättare för Försäkringskassan, inte för Almby kommun",
            "Filip Kjellin is a substitute for Försäkringskassan, not for Almby kommun",
        )
    };
    "a substitute takes a seat whose holder is there", SUBSTITUTE_SERVED_WITHOUT_ABSENCE by "R-19", |scene| {
        let meeting = scene.meeting(5).await;
        scene.board.arrive(&meeting, "Albin Boman").await;
        let input = json!({"meeting": meeting, "person": scene.person("Albin Boman"), "seat": scene.almby()});
        forbidden("seatSubstitute", input, json!({"person": "Albin Boman", "filledBy": "Alva Byström"})).says(
            "platsen för Almby kommun fylls redan av Alva Byström",
            "the seat of Almby kommun is filled by Alva Byström already",
        )
    };
    "two substitutes take one seat", SUBSTITUTE_SERVED_WITHOUT_ABSENCE by "R-19", |scene| {
        let meeting = scene.meeting(4).await;
        for name in ["Albin Boman", "Anna Berglund"] {
            scene.board.arrive(&meeting, name).await;
        }
        let seated = |name: &str| json!({"meeting": meeting, "person": scene.person(name), "seat": scene.almby()});
        scene.make("seatSubstitute", seated("Albin Boman")).await;
        forbidden("seatSubstitute", seated("Anna Berglund"), json!({"person": "Anna Berglund", "filledBy": "Albin Boman"}))
    };
    "who was replaced under the § is found not to be disqualified", SUBSTITUTE_SERVED_WITHOUT_ABSENCE by "R-19", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        let alva = scene.person("Alva Byström");
        scene.make("declareDisqualification", json!({"paragraph": paragraph, "person": alva})).await;
        scene.board.arrive(&meeting, "Albin Boman").await;
        let seated = json!({"meeting": meeting, "person": scene.person("Albin Boman"), "seat": scene.almby()});
        scene.make("seatSubstitute", seated).await;
        scene.make("decide", acclaimed(&paragraph)).await;
        let input = json!({"paragraph": paragraph, "person": alva, "disqualified": false});
        forbidden("settleDisqualification", input, json!({"person": "Albin Boman", "filledBy": "Alva Byström"}))
    };
    "a substitute without a seat takes the chair", CHAIR_NOT_MEMBER by "R-10", |scene| {
        let meeting = scene.meeting(5).await;
        scene.board.arrive(&meeting, "Filip Kjellin").await;
        let input = json!({"meeting": meeting, "person": scene.person("Filip Kjellin")});
        forbidden("preside", input, json!({"person": "Filip Kjellin"})).says(
            "Filip Kjellin tjänstgör inte i styrelsen och kan inte leda mötet",
            "Filip Kjellin fills no seat on the board and cannot preside",
        )
    };
    "who is disqualified moves something", JAV_PRESENT by "R-25", |scene| {
        let (_, paragraph) = scene.matter(6).await;
        let alva = scene.person("Alva Byström");
        scene.make("declareDisqualification", json!({"paragraph": paragraph, "person": alva})).await;
        let input = json!({"paragraph": paragraph, "person": alva, "text": "Bifall."});
        forbidden("addProposal", input, json!({"person": "Alva Byström"})).says(
            "Alva Byström är jävig i ärendet och får inte delta",
            "Alva Byström is disqualified in the matter and may not take part",
        )
    };
    "who is disqualified votes", JAV_PRESENT by "R-25", |scene| {
        let (_, paragraph) = scene.matter(6).await;
        let alva = scene.person("Alva Byström");
        scene.make("declareDisqualification", json!({"paragraph": paragraph, "person": alva})).await;
        scene.make("callVote", json!({"paragraph": paragraph})).await;
        let ballots = json!([{"person": alva, "vote": "YES"}]);
        let input = json!({"paragraph": paragraph, "vote": 1, "ballots": ballots});
        forbidden("castBallots", input, json!({"person": "Alva Byström"}))
    };
    "who is disqualified comes back under the §", JAV_PRESENT by "R-25", |scene| {
        let (meeting, paragraph) = scene.matter(6).await;
        let alva = scene.person("Alva Byström");
        scene.make("declareDisqualification", json!({"paragraph": paragraph, "person": alva})).await;
        scene.make("recordDeparture", json!({"meeting": meeting, "person": alva})).await;
        forbidden("recordArrival", json!({"meeting": meeting, "person": {"id": alva}}), json!({"person": "Alva Byström"}))
    };
    "a substitute who does not serve moves something", NON_SERVING_SUBSTITUTE_ACTED by "R-21", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        scene.board.arrive(&meeting, "Filip Kjellin").await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Filip Kjellin"), "text": "Bifall."});
        forbidden("addProposal", input, json!({"person": "Filip Kjellin"})).says(
            "Filip Kjellin tjänstgör inte och får varken yrka, rösta eller reservera sig",
            "Filip Kjellin does not serve and may not propose, vote or make a reservation",
        )
    };
    "a substitute who does not serve votes", NON_SERVING_SUBSTITUTE_ACTED by "R-21", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        scene.board.arrive(&meeting, "Filip Kjellin").await;
        scene.make("callVote", json!({"paragraph": paragraph})).await;
        let ballots = json!([{"person": scene.person("Filip Kjellin"), "vote": "YES"}]);
        let input = json!({"paragraph": paragraph, "vote": 1, "ballots": ballots});
        forbidden("castBallots", input, json!({"person": "Filip Kjellin"}))
    };
    "a closed vote in a matter", CLOSED_VOTE_NOT_ALLOWED by "R-32", |scene| {
        let (_, paragraph) = scene.matter(5).await;
        forbidden("callVote", json!({"paragraph": paragraph, "secret": true}), json!({})).says(
            "sluten omröstning är tillåten bara vid val och anställning",
            "a closed vote is allowed in elections and hiring alone",
        )
    };
    "somebody votes twice", WEIGHTED_VOTE by "R-30", |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        let frida = scene.person("Frida Kassel");
        let ballots = json!([{"person": frida, "vote": "YES"}, {"person": frida, "vote": "NO"}]);
        let input = json!({"paragraph": paragraph, "vote": 1, "ballots": ballots});
        forbidden("castBallots", input, json!({"person": "Frida Kassel"})).says(
            "Frida Kassel har en röst, inte två",
            "Frida Kassel has one vote, not two",
        )
    };
    "a tie without a casting vote", TIE_UNRESOLVED by "R-34", |scene| {
        let paragraph = scene.vote(6, json!({})).await;
        let tally = json!({"yes": 3, "no": 3, "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally});
        forbidden("castBallots", input, json!({"yes": "3", "no": "3", "presiding": "Greta Näslund"})).says(
            "3 mot 3: Greta Näslund leder mötet och har utslagsröst",
            "3 to 3: Greta Näslund presides and has the casting vote",
        )
    };
    "a casting vote that abstains", TIE_UNRESOLVED by "R-34", |scene| {
        let paragraph = scene.vote(6, json!({})).await;
        let tally = json!({"yes": 2, "no": 2, "abstained": 2});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally, "castingVote": "ABSTAIN"});
        forbidden("castBallots", input, json!({"yes": "2", "no": "2", "presiding": "Greta Näslund"}))
    };
    "a casting vote where there is no tie", CASTING_VOTE_WITHOUT_TIE by "R-34", |scene| {
        let paragraph = scene.vote(6, json!({})).await;
        let tally = json!({"yes": 4, "no": 2, "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally, "castingVote": "YES"});
        forbidden("castBallots", input, json!({"yes": "4", "no": "2"})).says(
            "4 mot 2 är inget lika röstetal; utslagsrösten används inte",
            "4 to 2 is no tie; the casting vote is not used",
        )
    };
    "a casting vote for a qualified majority", CASTING_VOTE_WITHOUT_TIE by "R-34", |scene| {
        let majority = json!({"majority": {"numerator": 2, "denominator": 3, "base": "CAST"}});
        let paragraph = scene.vote(6, majority).await;
        let tally = json!({"yes": 3, "no": 3, "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "tally": tally, "castingVote": "YES"});
        forbidden("castBallots", input, json!({"yes": "3", "no": "3"}))
    };
    "a casting vote in an election", CASTING_VOTE_IN_ELECTION by "R-35", |scene| {
        let candidates = json!({"about": "ELECTION", "candidates": ["Frida Kassel", "Axel Fors"]});
        let paragraph = scene.vote(6, candidates).await;
        let election = json!({"votes": [3, 3], "abstained": 0});
        let input = json!({"paragraph": paragraph, "vote": 1, "election": election, "castingVote": "YES"});
        forbidden("castBallots", input, json!({})).says(
            "lika röstetal vid val och anställning avgörs genom lottning, inte med utslagsröst",
            "a tie in elections and hiring is settled by lot, not by a casting vote",
        )
    };
    "a reservation after the end", RESERVATION_LATE by "R-37", |scene| {
        let (_, paragraph) = scene.closed().await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Frida Kassel")});
        forbidden("recordReservation", input, json!({})).says(
            "mötet är avslutat; en reservation anmäls innan dess",
            "the meeting is closed; a reservation is announced before that",
        )
    };
    "a reservation by somebody who came after the decision", RESERVATION_NOT_ENTITLED by "R-37", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        scene.make("decide", acclaimed(&paragraph)).await;
        scene.board.arrive(&meeting, "Hanna Lundin").await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Hanna Lundin")});
        forbidden("recordReservation", input, json!({"person": "Hanna Lundin"})).says(
            "Hanna Lundin deltog inte i något beslut i paragrafen",
            "Hanna Lundin took part in no decision in the paragraph",
        )
    };
    "a reservation by a substitute who did not serve", RESERVATION_NOT_ENTITLED by "R-37", |scene| {
        let (meeting, paragraph) = scene.matter(5).await;
        scene.board.arrive(&meeting, "Filip Kjellin").await;
        scene.make("decide", acclaimed(&paragraph)).await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Filip Kjellin")});
        forbidden("recordReservation", input, json!({"person": "Filip Kjellin"}))
    };
    "a reservation where nothing was decided", RESERVATION_NOT_ENTITLED by "R-37", |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let input = json!({"paragraph": paragraph, "person": scene.person("Frida Kassel")});
        forbidden("recordReservation", input, json!({"person": "Frida Kassel"}))
    };
];

/// Values, versions and access.
const REQUESTS: &[Row] = rows![
    "an older version was seen", STALE_VERSION, |scene| {
        let meeting = scene.meeting(2).await;
        let input = json!({"meeting": meeting, "person": {"name": "Axel Fors"}, "expectedVersion": 3});
        forbidden("recordArrival", input, Value::Null)
            .telling(json!({"expectedVersion": 3, "version": 4}))
    };
    "a version that is yet to come", STALE_VERSION, |scene| {
        let meeting = scene.meeting(2).await;
        let input = json!({"meeting": meeting, "person": {"name": "Axel Fors"}, "expectedVersion": 5});
        forbidden("recordArrival", input, Value::Null)
            .telling(json!({"expectedVersion": 5, "version": 4, "since": []}))
    };
    "one name for two commands", CLIENT_MUTATION_ID_REUSED, |scene| {
        let meeting = scene.meeting(5).await;
        let input = |title: &str| json!({"meeting": meeting, "title": title, "clientMutationId": "§"});
        scene.make("openParagraph", input("Ett")).await;
        forbidden("openParagraph", input("Två"), Value::Null).telling(json!({}))
    };
    "a name of nothing for a command", INVALID_VALUE, |scene| {
        let input = json!({"body": scene.board.body, "date": DAY, "clientMutationId": ""});
        at_fault("scheduleMeeting", input, "clientMutationId")
    };
    "a decision without words", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        at_fault("decide", json!({"paragraph": paragraph, "kind": "RESOLVE", "text": " \n"}), "text")
    };
    "a text of more than 50 000 characters", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        at_fault("recordStatement", json!({"paragraph": paragraph, "text": "a".repeat(50_001)}), "text")
    };
    "an empty line of an agenda", INVALID_VALUE, |scene| {
        let meeting = scene.called().await;
        at_fault("summonMeeting", json!({"meeting": meeting, "agenda": ["Öppnande", ""]}), "agenda.1")
    };
    "a § where a meeting is asked for", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        at_fault("openParagraph", json!({"meeting": paragraph, "title": "Nästa"}), "meeting")
    };
    "a meeting where a § is asked for", INVALID_VALUE, |scene| {
        let meeting = scene.meeting(5).await;
        at_fault("decide", acclaimed(&meeting), "paragraph")
    };
    "no id at all", INVALID_VALUE, |scene| {
        let meeting = scene.meeting(5).await;
        at_fault("recordDeparture", json!({"meeting": meeting, "person": "Frida Kassel"}), "person")
    };
    "an hour that is none", INVALID_VALUE, |scene| {
        let meeting = scene.called().await;
        at_fault("openMeeting", json!({"meeting": meeting, "at": "25:00"}), "at")
    };
    "an hour of four characters", INVALID_VALUE, |scene| {
        let input = json!({"body": scene.board.body, "date": DAY, "startsAt": "9:00"});
        at_fault("scheduleMeeting", input, "startsAt")
    };
    "nobody in the register", INVALID_VALUE, |scene| {
        let meeting = scene.meeting(5).await;
        let nobody = "per-00000000000000000000000000";
        at_fault("recordArrival", json!({"meeting": meeting, "person": {"id": nobody}}), "person")
    };
    "an id and a name", INVALID_VALUE, |scene| {
        let meeting = scene.meeting(5).await;
        let both = json!({"id": scene.person("Bo Kåberg"), "name": "Bo Kåberg"});
        at_fault("recordArrival", json!({"meeting": meeting, "person": both}), "person")
    };
    "neither id nor name", INVALID_VALUE, |scene| {
        let meeting = scene.called().await;
        at_fault("openMeeting", json!({"meeting": meeting, "secretary": {}}), "secretary")
    };
    "a person and an organisation move one thing", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let person = scene.person("Frida Kassel");
        at_fault("addProposal", json!({"paragraph": paragraph, "person": person, "by": "Försäkringskassan", "text": "Bifall."}), "by")
    };
    "a person and an organisation make one remark", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let person = scene.person("Frida Kassel");
        at_fault("recordStatement", json!({"paragraph": paragraph, "person": person, "by": "Försäkringskassan", "text": "Anmärkning."}), "by")
    };
    "a heading twice", INVALID_VALUE, |scene| {
        let meeting = scene.meeting(5).await;
        at_fault("openParagraph", json!({"meeting": meeting, "title": "Ett", "wording": {"title": "Två"}}), "title")
    };
    "ballots by name and in numbers", INVALID_VALUE, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        let tally = json!({"yes": 5, "no": 0, "abstained": 0});
        at_fault("castBallots", json!({"paragraph": paragraph, "vote": 1, "tally": tally, "ballots": []}), "ballots")
    };
    "no ballots at all", INVALID_VALUE, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        at_fault("castBallots", json!({"paragraph": paragraph, "vote": 1}), "ballots")
    };
    "fewer than no votes", INVALID_VALUE, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        let tally = json!({"yes": -1, "no": 6, "abstained": 0});
        at_fault("castBallots", json!({"paragraph": paragraph, "vote": 1, "tally": tally}), "tally.yes")
    };
    "a vote before the first", INVALID_VALUE, |scene| {
        let paragraph = scene.vote(5, json!({})).await;
        at_fault("withdrawVote", json!({"paragraph": paragraph, "vote": 0}), "vote")
    };
    "a majority of more than all", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let majority = json!({"numerator": 3, "denominator": 2, "base": "CAST"});
        at_fault("callVote", json!({"paragraph": paragraph, "majority": majority}), "majority")
    };
    "a decision by vote without saying which", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let mut input = acclaimed(&paragraph);
        input["method"] = json!("VOTE");
        at_fault("decide", input, "vote")
    };
    "a decision by acclamation that names a vote", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        let mut input = acclaimed(&paragraph);
        input["vote"] = json!(1);
        at_fault("decide", input, "vote")
    };
    "a letter that is none", INVALID_VALUE, |scene| {
        let (_, paragraph) = scene.matter(5).await;
        at_fault("openItem", json!({"paragraph": paragraph, "letter": "ab"}), "letter")
    };
    "two meetings of one body at one time", INVALID_VALUE, |scene| {
        scene.called().await;
        let input = json!({"body": scene.board.body, "date": DAY, "startsAt": "09:00"});
        at_fault("scheduleMeeting", input, "date")
    };
    "a body that is none", NOT_FOUND, |_scene| {
        let input = json!({"body": "bod-00000000000000000000000000", "date": DAY});
        forbidden("scheduleMeeting", input, Value::Null).telling(json!({}))
    };
    "a § that is none", NOT_FOUND, |_scene| {
        forbidden("decide", acclaimed("par-00000000000000000000000000"), Value::Null).telling(json!({}))
    };
    "an auditor runs the meeting", FORBIDDEN, |scene| {
        let meeting = scene.meeting(5).await;
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Ärendet"}), Value::Null)
            .telling(json!({})).by("auditor")
    };
    "somebody without a token runs the meeting", UNAUTHENTICATED, |scene| {
        let meeting = scene.meeting(5).await;
        forbidden("openParagraph", json!({"meeting": meeting, "title": "Ärendet"}), Value::Null)
            .telling(json!({})).by("nobody")
    };
];

/// The order of the register; its rules are refused in the tests of the register.
const REGISTER: &[Row] = rows![
    "a member is admitted twice", ALREADY_REGISTERED, |scene| {
        let member = json!({"name": "Almby kommun", "kind": "MUNICIPALITY"});
        let input = json!({"association": scene.slug, "member": member, "joinedOn": "2026-01-01"});
        forbidden("admitMember", input, Value::Null).telling(json!({})).by("operator")
    };
    "somebody who is no member gets seats", NOT_REGISTERED, |scene| {
        let input = json!({"association": scene.slug, "member": "almby-kommun", "from": "2009-12-31", "count": 1});
        forbidden("addSeats", input, Value::Null).telling(json!({})).by("operator")
    };
    "a second holder in one seat", SEAT_OCCUPIED, |scene| {
        let input = json!({
            "seat": scene.almby(), "person": {"name": "Albin Boman"}, "role": "ORDINARY",
            "from": "2026-01-01", "until": "2027-03-31", "eligibility": "ASSEMBLY_MEMBER",
        });
        forbidden("appointMandate", input, Value::Null).telling(json!({})).by("operator")
    };
    "statutes that start with those that hold", STATUTES_OVERLAP, |scene| {
        let input = json!({"association": scene.slug, "validFrom": "2010-01-01", "statutes": {}});
        forbidden("adoptStatutes", input, Value::Null).telling(json!({})).by("operator")
    };
    "nobody succeeds who is no substitute", NO_SUCCESSOR, |scene| {
        let mandate = json!({
            "seat": scene.almby(), "person": {"name": "Alva Byström"}, "lastDay": "2027-03-31", "succession": true,
        });
        forbidden("endMandate", mandate, Value::Null).telling(json!({})).by("operator")
    };
    "a series starts anew after its first number", SERIES_STARTED, |scene| {
        scene.matter(5).await;
        let input = json!({"body": scene.board.body, "year": 2026, "first": 40});
        forbidden("setSeriesStart", input, Value::Null).telling(json!({})).by("operator")
    };
];

/// A client of the service in a role for an association.
fn client(app: &App, role: &'static str, slug: &str) -> Client {
    match role {
        "nobody" => app.anonymous(),
        role => app.client(role, &[slug]),
    }
}

/// All that a refusal must leave as it is: the journal, the meetings with their versions, the series of numbers.
async fn standing(app: &App, slug: &str) -> Value {
    let query = "query Standing($slug: String!) {
        changes(organisation: $slug, first: 1) { totalCount }
        organisation(slug: $slug) { bodies(first: 5) { nodes {
            series { year first last gaps unknown voided { number } }
            meetings(first: 10) { nodes { id version stage date paragraphs { totalCount } attendance { person { id } } } }
        } } }
        association(slug: $slug) { members(asOf: \"2026-03-12\") { seats { id } } statutes(asOf: \"2026-03-12\") { validFrom } }
    }";
    let auditor = app.client("auditor", &[slug]);
    auditor.query(query, json!({"slug": slug})).await.data()
}

/// Asks for what must be refused, in both languages: all that is not as the row says.
async fn differences(
    app: &App,
    slug: &str,
    (name, code, rule): (&str, &str, Option<&str>),
    forbidden: &Forbidden,
) -> Vec<String> {
    let mutation = forbidden.mutation;
    let kind = match mutation {
        "adjournMeeting" | "resumeMeeting" => "PauseMeetingInput".to_owned(),
        _ => format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]),
    };
    let query = format!(
        "mutation Forbidden($input: {kind}!) {{ {mutation}(input: $input) {{ clientMutationId }} }}"
    );
    let variables = json!({"input": forbidden.input});
    let before = standing(app, slug).await;
    let swedish = client(app, forbidden.role, slug);
    let mut found = Vec::new();
    let mut compare = |what: &str, held: &Value, expected: &Value| {
        if held != expected {
            found.push(format!("{name}: {what} is {held}, not {expected}"));
        }
    };
    for (language, client) in [swedish.clone(), swedish.in_english()]
        .into_iter()
        .enumerate()
    {
        let answer = client.query(&query, variables.clone()).await;
        let error = &answer.body["errors"][0];
        let extensions = &error["extensions"];
        compare("the code", &extensions["code"], &json!(code));
        compare("the data", &answer.body["data"], &json!({mutation: null}));
        compare("the rule", &extensions["ruleId"], &json!(rule));
        let tells = match (language, &forbidden.in_english) {
            (1, Some(tells)) => tells,
            _ => &forbidden.tells,
        };
        for (field, told) in tells.as_object().into_iter().flatten() {
            compare(field, &extensions[field], told);
        }
        if let Some(words) = forbidden.words {
            compare("the message", &error["message"], &json!(words[language]));
        }
        let known = rulebook()
            .iter()
            .find(|held| rule.is_some() && held.code == code);
        let basis = extensions["legalBasis"].as_array();
        let cited = basis.map(|basis| {
            let whole = |cited: &&Value| cited["act"].is_string() && cited["section"].is_string();
            basis.iter().filter(whole).count()
        });
        let expected = known.map(|rule| rule.basis.len());
        compare("the law cited", &json!(cited), &json!(expected));
    }
    compare("what stands after it", &standing(app, slug).await, &before);
    found
}

async fn each_row_is_refused_with_its_code_figures_and_law_and_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let mut found = Vec::new();
    for (place, (name, code, rule, set_up)) in rows().enumerate() {
        let slug = format!("samordningsforbundet-rad-{place}");
        let document = register_of(&format!("Samordningsförbundet Rad {place}"));
        app.register(&document).await.expect("a register");
        let board = Board::in_organisation(&app, &slug).await;
        let treasurer = app.client("treasurer", &[&slug]);
        let scene = Scene {
            board,
            treasurer,
            slug,
        };
        let forbidden = set_up(&scene).await;
        found.extend(differences(&app, &scene.slug, (name, code, *rule), &forbidden).await);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

/// All rows.
fn rows() -> impl Iterator<Item = &'static Row> {
    [STEPS, RULES, REQUESTS, REGISTER].into_iter().flatten()
}

async fn a_board_whose_seats_nobody_registered_has_no_quorum(engine: Engine) {
    let app = App::start(engine).await;
    let slug = "samordningsforbundet-provdalen";
    app.load(&board_meeting(
        "2025-12-04",
        1,
        &[("Mötet öppnas", "Mötet öppnas.")],
    ))
    .await
    .expect("minutes");
    let read =
        "query Bodies($slug: String!) { organisation(slug: $slug) { bodies { nodes { id } } } }";
    let secretary = tests::board::Secretary {
        client: app.client("secretary", &[slug]),
    };
    let held = secretary
        .client
        .query(read, json!({"slug": slug}))
        .await
        .data();
    let body = &held["organisation"]["bodies"]["nodes"][0]["id"];
    let called = secretary
        .make("scheduleMeeting", json!({"body": body, "date": DAY}))
        .await;
    let meeting = &called["meeting"]["id"];
    let opened = secretary
        .make("openMeeting", json!({"meeting": meeting}))
        .await;
    assert_eq!(
        opened["live"]["quorumNow"],
        json!({"outcome": "UNKNOWN", "present": 0, "seats": null, "needed": null, "margin": null,
            "explanation": "0 närvarande; styrelsens platser är inte registrerade"})
    );
    let unknown = forbidden(
        "openParagraph",
        json!({"meeting": meeting, "title": "Ärendet"}),
        json!({"present": "0"}),
    )
    .says(
        "0 närvarande, men styrelsens platser är inte registrerade",
        "0 present, but the seats of the board are not registered",
    );
    let row = (
        "seats that nobody registered",
        "QUORUM_NOT_MET",
        Some("R-17"),
    );
    let found = differences(&app, slug, row, &unknown).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    // What was loaded as minutes is not run.
    let loaded = "query Meetings($slug: String!) { meetings(filter: {organisation: $slug, to: \"2025-12-31\"}) { nodes { id } } }";
    let held = secretary
        .client
        .query(loaded, json!({"slug": slug}))
        .await
        .data();
    let archived = at_fault(
        "closeMeeting",
        json!({"meeting": held["meetings"]["nodes"][0]["id"]}),
        "meeting",
    );
    let row = ("loaded minutes", "INVALID_VALUE", None);
    let found = differences(&app, slug, row, &archived).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

async fn a_mandate_holds_on_its_first_day_and_on_its_last(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    for day in ["2023-04-01", "2027-03-31"] {
        let meeting = board.open(day).await;
        let came = board.arrive(&meeting, "Frida Kassel").await;
        assert_eq!(came["live"]["quorumNow"]["present"], 1, "{day}");
    }
}

/// Fields of every input of a change, by the name of the input's type.
fn inputs() -> BTreeMap<String, Vec<String>> {
    let document = parse_schema(api::graphql::schema().sdl()).expect("our own schema");
    let mut found = BTreeMap::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let TypeKind::InputObject(input) = &definition.node.kind else {
            continue;
        };
        let fields = input
            .fields
            .iter()
            .map(|field| field.node.name.node.to_string());
        found.insert(definition.node.name.node.to_string(), fields.collect());
    }
    found
}

/// What the service alone settles.
const OWNED: [&str; 13] = [
    "id",
    "number",
    "version",
    "hash",
    "sequence",
    "stage",
    "owner",
    "organisationId",
    "actor",
    "createdAt",
    "published",
    "result",
    "tookPart",
];

#[tokio::test]
async fn what_the_service_settles_is_in_no_input_and_is_refused_there() {
    let app = App::start(Engine::Sqlite).await;
    app.register(&register_of("Samordningsförbundet Vindalen"))
        .await
        .expect("a register");
    let secretary = app.client("secretary", &[tests::board::ASSOCIATION]);
    let sdl = api::graphql::schema().sdl();
    let document = parse_schema(&sdl).expect("our own schema");
    let inputs = inputs();
    let mut asked = 0;
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let TypeKind::Object(object) = &definition.node.kind else {
            continue;
        };
        if definition.node.name.node != "Mutation" {
            continue;
        }
        for field in &object.fields {
            let mutation = field.node.name.node.as_str();
            let kind = field.node.arguments[0].node.ty.node.to_string();
            let kind = kind.trim_end_matches('!');
            let known = &inputs[kind];
            // The decision on remote participation is cited by the number of its paragraph.
            let cited = kind == "RecordRemoteDecisionInput";
            for owned in OWNED {
                if cited && owned == "number" {
                    continue;
                }
                assert!(!known.iter().any(|held| held == owned), "{kind}.{owned}");
                let query = format!(
                    "mutation Owned($input: {kind}!) {{ {mutation}(input: $input) {{ version }} }}"
                );
                let answer = secretary
                    .query(&query, json!({"input": {owned: "1"}}))
                    .await;
                assert_eq!(answer.status, 400, "{mutation} {owned}: {:#}", answer.body);
                assert!(
                    answer
                        .codes()
                        .iter()
                        .all(|code| *code == "VALIDATION_FAILED"),
                    "{:#}",
                    answer.body
                );
                assert_eq!(answer.body["data"], Value::Null);
                asked += 1;
            }
        }
    }
    assert!(asked > 40 * 12, "{asked}");
    // Beside a whole and valid input too, and deep inside one.
    for (query, input) in [
        (
            "scheduleMeeting",
            json!({"body": "bod-00000000000000000000000000", "date": DAY, "id": "mtg-00000000000000000000000000"}),
        ),
        (
            "decide",
            json!({"paragraph": "par-00000000000000000000000000", "kind": "RESOLVE", "text": "Ja.", "number": 7}),
        ),
        (
            "openParagraph",
            json!({"meeting": "mtg-00000000000000000000000000", "wording": {"title": "Ett", "number": 7}}),
        ),
        (
            "assign",
            json!({"paragraph": "par-00000000000000000000000000", "text": "Gör det.", "status": "DONE"}),
        ),
    ] {
        let kind = format!("{}{}Input", query[..1].to_uppercase(), &query[1..]);
        let query =
            format!("mutation Owned($input: {kind}!) {{ {query}(input: $input) {{ version }} }}");
        let answer = secretary.query(&query, json!({"input": input})).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (400, vec!["VALIDATION_FAILED"]),
            "{:#}",
            answer.body
        );
    }
}

/// Raised where a proof of quorum is of another moment. Every command makes its proof itself, under the lock and from
/// the state that it decides on, so that nobody on the wire can hand in an old one.
const NOT_ON_THE_WIRE: [&str; 1] = ["STALE_QUORUM"];

/// Raised in what follows a decision, when no meeting is run: its own tests refuse them.
const OF_FOLLOWING_UP: [&str; 2] = ["ALREADY_SETTLED", "ALREADY_LINKED"];

/// Raised by minutes, when the meeting is over: their own tests refuse them.
const OF_MINUTES: [&str; 13] = [
    "ALREADY_ADJUSTED",
    "NOT_ADJUSTED",
    "NOT_ADJUSTABLE",
    "SIGNATURES_STAND",
    "ALREADY_SIGNED",
    "NOT_SIGNER",
    "NOT_LATER_MEETING",
    "NOT_PREVENTED",
    "SIGNATURES_MISSING",
    "NOTICE_STANDS",
    "NOTICE_DOWN",
    "ALREADY_PUBLISHED",
    "NOT_PUBLISHED",
];

/// Raised by files beside a record, when no meeting is run: their own tests refuse them.
const OF_ATTACHMENTS: [&str; 2] = ["ATTACHMENT_WITHDRAWN", "RETENTION_NOT_OVER"];

/// Rules that refuse when a meeting is run, or the board delegates.
const RULES_THAT_REFUSE: [&str; 16] = [
    "CASTING_VOTE_IN_ELECTION",
    "CASTING_VOTE_WITHOUT_TIE",
    "CHAIR_NOT_MEMBER",
    "CLOSED_VOTE_NOT_ALLOWED",
    "DELEGATED_NON_DELEGABLE",
    "DELEGATION_TO_COMMITTEE",
    "JAV_PRESENT",
    "NON_SERVING_SUBSTITUTE_ACTED",
    "QUORUM_LOST_BY_JAV",
    "QUORUM_NOT_MET",
    "RESERVATION_LATE",
    "RESERVATION_NOT_ENTITLED",
    "SUBSTITUTE_SERVED_WITHOUT_ABSENCE",
    "SUBSTITUTE_WRONG_MEMBER",
    "TIE_UNRESOLVED",
    "WEIGHTED_VOTE",
];

#[test]
fn every_step_and_every_rule_that_refuses_has_a_row() {
    let rows: BTreeSet<&str> = rows().map(|(_, code, ..)| *code).collect();
    let steps = Step::ALL.iter().map(|step| step.code());
    let missing: Vec<&str> = steps
        .chain(RULES_THAT_REFUSE)
        .filter(|code| !rows.contains(code))
        .filter(|code| !NOT_ON_THE_WIRE.contains(code) && !OF_FOLLOWING_UP.contains(code))
        .filter(|code| !OF_MINUTES.contains(code) && !OF_ATTACHMENTS.contains(code))
        .collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
    assert!(NOT_ON_THE_WIRE.iter().all(|code| !rows.contains(code)));
}

#[test]
fn the_rules_that_refuse_are_those_that_the_live_meeting_and_delegation_name() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/src/live");
    let known: Vec<&str> = rulebook().iter().map(|rule| rule.code).collect();
    let mut named = BTreeSet::new();
    let live = std::fs::read_dir(folder).expect("the folder");
    let live = live.map(|entry| entry.expect("an entry").path());
    let delegation = std::path::Path::new(folder).with_file_name("delegation.rs");
    for path in live.chain([delegation]) {
        if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).expect("a file");
            let codes = known
                .iter()
                .filter(|code| text.contains(&format!("&{code},")));
            named.extend(codes.copied());
        }
    }
    named.remove("IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT");
    assert_eq!(named, RULES_THAT_REFUSE.into_iter().collect());
}
