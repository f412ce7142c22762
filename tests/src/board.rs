//! A fictional association with a board of nine seats, and a secretary who runs its meetings over HTTP.

use crate::app::App;
use crate::client::{Answer, Client};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The association's address.
pub const ASSOCIATION: &str = "samordningsforbundet-vindalen";

/// Members with their kind, the holder of their seat and two substitutes in order.
const MEMBERS: [(&str, &str, [&str; 3]); 9] = [
    (
        "Försäkringskassan",
        "STATE_AGENCY",
        ["Frida Kassel", "Filip Kjellin", "Fanny Kihl"],
    ),
    (
        "Arbetsförmedlingen",
        "STATE_AGENCY",
        ["Axel Fors", "Agda Falk", "Arvid Feldt"],
    ),
    (
        "Region Norrvind",
        "REGION",
        ["Rut Nordin", "Ragnar Nyman", "Rakel Noren"],
    ),
    (
        "Almby kommun",
        "MUNICIPALITY",
        ["Alva Byström", "Albin Boman", "Anna Berglund"],
    ),
    (
        "Björkås kommun",
        "MUNICIPALITY",
        ["Bo Kåberg", "Brita Karlén", "Bertil Kron"],
    ),
    (
        "Dalvik kommun",
        "MUNICIPALITY",
        ["Disa Vikman", "David Vestin", "Doris Vall"],
    ),
    (
        "Ekhult kommun",
        "MUNICIPALITY",
        ["Erik Hultman", "Ebba Hedin", "Einar Holm"],
    ),
    (
        "Grinnäs kommun",
        "MUNICIPALITY",
        ["Greta Näslund", "Gustav Norell", "Gun Nilsfors"],
    ),
    (
        "Hedlunda kommun",
        "MUNICIPALITY",
        ["Hanna Lundin", "Henrik Lind", "Hedda Lager"],
    ),
];

/// The register of the association: nine seats, Greta Näslund in the chair, Bo Kåberg vice chair.
pub fn register() -> Value {
    register_of("Samordningsförbundet Vindalen")
}

/// The same register under another name.
pub fn register_of(name: &str) -> Value {
    let mandate = |person: &str, role: &str, order: Value| json!({"person": person, "role": role, "order": order, "from": "2023-04-01", "until": "2027-03-31"});
    let members: Vec<Value> = MEMBERS
        .iter()
        .map(|(member, kind, [holder, first, second])| {
            json!({"organisation": member, "kind": kind, "joinedOn": "2010-01-01", "seats": [{
                "since": "2010-01-01",
                "mandates": [
                    mandate(holder, "ORDINARY", Value::Null),
                    mandate(first, "SUBSTITUTE", json!(1)),
                    mandate(second, "SUBSTITUTE", json!(2)),
                ],
            }]})
        })
        .collect();
    json!({
        "format": "paragraf/register@1",
        "associations": [{
            "name": name,
            "foundedOn": "2010-01-01",
            "statutes": [{"validFrom": "2010-01-01", "parameters": {"adjusterCount": 1, "viceChairs": 1}}],
            "members": members,
            "presidium": [
                {"person": "Greta Näslund", "office": "CHAIR", "from": "2023-04-01"},
                {"person": "Bo Kåberg", "office": "VICE_CHAIR", "from": "2023-04-01"},
            ],
            "bodies": [{"name": "Styrelsen", "kind": "BOARD"}],
        }],
    })
}

/// The fields that every change is asked for.
const RECORDED: &str = "{ meeting { id version stage } paragraph { id label number } decision { id text kind } \
    assignment { id } version irregularities { code explanation } \
    live { stage presiding { name } quorumNow { outcome present seats needed margin explanation } } clientMutationId }";

/// Somebody who keeps the record of one organisation.
#[derive(Debug, Clone)]
pub struct Secretary {
    /// Their client.
    pub client: Client,
}

impl Secretary {
    /// Asks for a change.
    pub async fn ask(&self, mutation: &str, input: Value) -> Answer {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let kind = match mutation {
            "adjournMeeting" | "resumeMeeting" => "PauseMeetingInput".to_owned(),
            _ => kind,
        };
        let query =
            format!("mutation Change($input: {kind}!) {{ {mutation}(input: $input) {RECORDED} }}");
        self.client.query(&query, json!({"input": input})).await
    }

    /// Makes a change that must succeed.
    #[track_caller]
    pub fn make(
        &self,
        mutation: &'static str,
        input: Value,
    ) -> impl Future<Output = Value> + use<'_> {
        let place = std::panic::Location::caller();
        async move {
            let answer = self.ask(mutation, input).await;
            assert!(
                answer.body.get("errors").is_none(),
                "{mutation} at {place}: {:#}",
                answer.body["errors"]
            );
            answer.body["data"][mutation].clone()
        }
    }

    /// Asks for a change that must be refused: its message and extensions.
    pub async fn refused(&self, mutation: &'static str, input: Value) -> (String, Value) {
        let answer = self.ask(mutation, input).await;
        let error = &answer.body["errors"][0];
        assert!(
            !error.is_null(),
            "{mutation} was not refused: {:#}",
            answer.body
        );
        assert!(answer.body["data"][mutation].is_null(), "{:#}", answer.body);
        (
            error["message"].as_str().unwrap_or_default().to_owned(),
            error["extensions"].clone(),
        )
    }
}

/// The board as it stands in the register.
#[derive(Debug, Clone)]
pub struct Board {
    /// Who keeps its record.
    pub secretary: Secretary,
    /// The body.
    pub body: String,
    people: BTreeMap<String, String>,
    seats: BTreeMap<String, String>,
}

impl Board {
    /// Loads the register and signs a secretary in.
    pub async fn of(app: &App) -> Self {
        app.register(&register()).await.expect("a register");
        Self::in_organisation(app, ASSOCIATION).await
    }

    /// The board of an association that is registered already.
    pub async fn in_organisation(app: &App, slug: &str) -> Self {
        Self::seen_by(app.client("secretary", &[slug]), slug).await
    }

    /// The board of an association as somebody's client sees it.
    pub async fn seen_by(client: Client, slug: &str) -> Self {
        let read = "query Board($slug: String!) {
            organisation(slug: $slug) { bodies(first: 5) { nodes { id name } } }
            association(slug: $slug) { members(asOf: \"2026-03-12\") {
                organisation { name }
                seats { id holder { id name } substitutes { holder { id name } } }
            } }
        }";
        let data = client.query(read, json!({"slug": slug})).await.data();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (mut people, mut seats) = (BTreeMap::new(), BTreeMap::new());
        for member in data["association"]["members"].as_array().expect("members") {
            let seat = &member["seats"][0];
            seats.insert(text(&member["organisation"]["name"]), text(&seat["id"]));
            let substitutes = seat["substitutes"].as_array().expect("substitutes");
            let holders = substitutes.iter().map(|held| &held["holder"]);
            for held in holders.chain([&seat["holder"]]) {
                people.insert(text(&held["name"]), text(&held["id"]));
            }
        }
        Self {
            secretary: Secretary { client },
            body: text(&data["organisation"]["bodies"]["nodes"][0]["id"]),
            people,
            seats,
        }
    }

    /// Everybody with a mandate, by name, with their address.
    pub fn people(&self) -> impl Iterator<Item = (&str, &str)> {
        let held = self.people.iter();
        held.map(|(name, id)| (name.as_str(), id.as_str()))
    }

    /// The seats, by member, with their address.
    pub fn seats(&self) -> impl Iterator<Item = (&str, &str)> {
        let held = self.seats.iter();
        held.map(|(member, id)| (member.as_str(), id.as_str()))
    }

    /// Somebody's address.
    #[track_caller]
    pub fn person(&self, name: &str) -> &str {
        self.people
            .get(name)
            .map_or_else(|| panic!("nobody is called {name}"), String::as_str)
    }

    /// The address of a member's seat.
    #[track_caller]
    pub fn seat(&self, member: &str) -> &str {
        self.seats
            .get(member)
            .map_or_else(|| panic!("no member {member}"), String::as_str)
    }

    /// Ordinary holders, in the register's order.
    pub fn holders() -> impl Iterator<Item = &'static str> {
        MEMBERS.iter().map(|(_, _, [holder, ..])| *holder)
    }

    /// Calls a meeting for a day and opens it with a secretary; nobody has come yet.
    pub async fn open(&self, date: &str) -> String {
        let called = self
            .secretary
            .make(
                "scheduleMeeting",
                json!({"body": self.body, "date": date, "startsAt": "09:00", "place": "Kommunhuset"}),
            )
            .await;
        let meeting = called["meeting"]["id"].as_str().expect("an id").to_owned();
        self.secretary
            .make(
                "openMeeting",
                json!({"meeting": meeting, "at": "09:05", "secretary": {"name": "Sanna Skrivare"}}),
            )
            .await;
        meeting
    }

    /// Somebody comes.
    #[track_caller]
    pub fn arrive(&self, meeting: &str, name: &str) -> impl Future<Output = Value> + use<'_> {
        let input = json!({"meeting": meeting, "person": {"id": self.person(name)}});
        self.secretary.make("recordArrival", input)
    }

    /// Opens a meeting with so many of the ordinary holders, the chair first.
    pub async fn with_present(&self, date: &str, count: usize) -> String {
        let meeting = self.open(date).await;
        let others = Self::holders().filter(|name| *name != "Greta Näslund");
        for name in std::iter::once("Greta Näslund").chain(others).take(count) {
            self.arrive(&meeting, name).await;
        }
        meeting
    }

    /// Opens the next §.
    pub async fn paragraph(&self, meeting: &str, title: &str) -> String {
        let opened = self
            .secretary
            .make("openParagraph", json!({"meeting": meeting, "title": title}))
            .await;
        opened["paragraph"]["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }
}
