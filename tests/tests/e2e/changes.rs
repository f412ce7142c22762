//! Who may change what (A1): every mutation of the schema, asked for by every role, in the own organisation and in
//! another. Who may not changes nothing, and learns no more than that it may not.

use super::authorization::{schema, table};
use application::ports::Clock;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board, register_of};
use tests::client::Asking;
use tests::on_both_engines;

on_both_engines![every_mutation_is_open_to_its_role_alone];

const ROLES: [&str; 7] = [
    "reader",
    "secretary",
    "chair",
    "adjuster",
    "treasurer",
    "auditor",
    "operator",
];

const OTHER: &str = "samordningsforbundet-grannlandet";

#[test]
fn every_mutation_answers_with_a_version_and_what_it_raised() {
    let schema = schema();
    for (mutation, payload) in &schema["Mutation"] {
        for promised in ["version", "irregularities", "clientMutationId"] {
            let told = schema[payload].contains_key(promised);
            assert!(
                told,
                "{payload}, which {mutation} answers, has no {promised}"
            );
        }
    }
}

/// Inputs of the schema: the fields of input objects, and the first value of enumerations.
struct Inputs {
    objects: BTreeMap<String, Vec<InputValueDefinition>>,
    values: BTreeMap<String, String>,
    /// What each mutation takes.
    mutations: BTreeMap<String, String>,
}

impl Inputs {
    fn of_schema() -> Self {
        let document = parse_schema(api::graphql::schema().sdl()).expect("our own schema");
        let (mut objects, mut values, mut mutations) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::InputObject(object) => {
                    let fields = object.fields.into_iter().map(|field| field.node);
                    objects.insert(name, fields.collect());
                }
                TypeKind::Enum(held) => {
                    values.insert(name, held.values[0].node.value.node.to_string());
                }
                TypeKind::Object(object) if name == "Mutation" => {
                    for field in object.fields {
                        let input = &field.node.arguments[0].node.ty.node.base;
                        mutations.insert(field.node.name.node.to_string(), input.to_string());
                    }
                }
                _ => {}
            }
        }
        Self {
            objects,
            values,
            mutations,
        }
    }

    /// An input with what is demanded and nothing else.
    fn least(&self, object: &str, ids: &dyn Fn(&str) -> Value) -> Value {
        let fields = self.objects[object].iter();
        let demanded = fields.filter(|field| !field.ty.node.nullable);
        let mut input: Map<String, Value> = demanded
            .map(|field| {
                let name = field.name.node.to_string();
                let value = self.value(&name, &field.ty.node, ids);
                (name, value)
            })
            .collect();
        // What may be left out, though not all of it.
        match object {
            "DelegateToInput" => drop(input.insert("role".to_owned(), json!("förbundschefen"))),
            "PersonInput" => drop(input.insert("name".to_owned(), json!("Sanna Skrivare"))),
            "RecordConsultationInput" => {
                drop(input.insert("evidence".to_owned(), json!("Brev")));
            }
            "RevokeTokensInput" => drop(input.insert("subject".to_owned(), json!("nobody"))),
            "MarkSecretInput" => drop(input.insert("paragraph".to_owned(), ids("paragraph"))),
            "RecordInvoiceInput" => drop(input.insert("party".to_owned(), json!("STATE"))),
            "OutcomeRowInput" => {
                input.insert("text".to_owned(), json!("Flytt"));
                input.insert("amount".to_owned(), json!(1));
            }
            "CastBallotsInput" => drop(input.insert(
                "tally".to_owned(),
                json!({"yes": 6, "no": 0, "abstained": 0}),
            )),
            _ => {}
        }
        Value::Object(input)
    }

    fn value(&self, field: &str, kind: &Type, ids: &dyn Fn(&str) -> Value) -> Value {
        match &kind.base {
            BaseType::List(inner) => json!([self.value(field, inner, ids)]),
            BaseType::Named(name) => match name.as_str() {
                "ID" => ids(field),
                "Date" => json!("2026-03-12"),
                "Int" | "Ore" => json!(1),
                "Boolean" => json!(true),
                "DateTime" => json!("2126-01-01T00:00:00Z"),
                "String" => ids(field),
                name => match self.values.get(name) {
                    Some(value) => json!(value),
                    None => self.least(name, ids),
                },
            },
        }
    }
}

async fn every_mutation_is_open_to_its_role_alone(engine: Engine) {
    // There is a mail server by the settings; that it does not answer is nobody's matter here.
    let app = App::with(engine, |settings| {
        settings.smtp_url = Some(secrecy::SecretString::from("smtp://127.0.0.1:9"));
        settings.mail_from = Some("nej@example.org".to_owned());
        settings.public_url = Some("https://paragraf.example.org".to_owned());
    })
    .await;
    let board = Board::of(&app).await;
    app.register(&register_of("Samordningsförbundet Grannlandet"))
        .await
        .expect("a register");
    let meeting = board.with_present("2026-03-12", 6).await;
    let paragraph = board.paragraph(&meeting, "Ekonomi").await;
    let decided = json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Styrelsen beslutar."});
    let decided = board.secretary.make("decide", decided).await;
    let assigned = json!({"paragraph": paragraph, "text": "Bereda frågan."});
    let assigned = board.secretary.make("assign", assigned).await;
    let notice = posted(&board).await;
    let delegated = delegated(&app, &decided["decision"]["id"]).await;
    let attachment = uploaded(&app, &meeting).await;
    let budget = budgeted(&app).await;
    let revocation = revoked(&app).await;
    let key = issued(&app).await;
    let import = brought(&app).await;
    let mail = subscribed(&app).await;
    let marking = marked(&app, &attachment).await;
    let ids = |field: &str| match field {
        "delegation" => delegated["delegation"].clone(),
        "decisions" => delegated["decision"].clone(),
        "decision" | "earlier" => decided["decision"]["id"].clone(),
        "assignment" => assigned["assignment"]["id"].clone(),
        "body" => json!(board.body),
        "meeting" => json!(meeting),
        "notice" => notice.clone(),
        "attachment" => attachment.clone(),
        "appeal" => json!("apl-00000000000000000000000000"),
        "comment" => json!("cmt-00000000000000000000000000"),
        "paragraph" | "paragraphs" => json!(paragraph),
        "budget" => budget["budget"].clone(),
        "line" => budget["line"].clone(),
        "revocation" => revocation.clone(),
        "apiKey" => key.clone(),
        "import" => import.clone(),
        "mailSubscription" => mail.clone(),
        "address" => json!("c@example.org"),
        "marking" => marking.clone(),
        "provision" => json!("26 kap. 1 §"),
        "seat" => json!(board.seat("Dalvik kommun")),
        "person" | "persons" => json!(board.person("Disa Vikman")),
        "association" | "owner" => json!(ASSOCIATION),
        "member" => json!("dalvik-kommun"),
        "organisation" => json!(ASSOCIATION),
        // Founding is allowed to whoever the token names; nobody's token names this one.
        "name" => json!("Samordningsförbundet Vindalen"),
        "words" => json!("Styrelsen beslutar"),
        _ => json!("x"),
    };
    let inputs = Inputs::of_schema();
    let rows = table();
    let mut asked = 0;
    for (mutation, object) in &inputs.mutations {
        let whose = rows[&format!("Mutation.{mutation}")]
            .strip_suffix("-only")
            .expect("a mutation is some role's");
        let own = match whose {
            "signer" => vec!["chair", "adjuster"],
            "office" => vec!["secretary", "operator"],
            "marker" => vec!["secretary", "chair", "operator"],
            role => vec![role],
        };
        let kind = object.trim_end_matches('!');
        let input = inputs.least(kind, &ids);
        let query = format!(
            "mutation Change($input: {object}) {{ {mutation}(input: $input) {{ version }} }}"
        );
        let ask = async |client: tests::client::Client| {
            let answer = client.query(&query, json!({"input": input})).await;
            let codes: Vec<String> = answer
                .codes()
                .iter()
                .map(|code| (*code).to_owned())
                .collect();
            (codes, answer.body)
        };
        // Association and body are public, the meeting is a draft.
        let drafts = [
            "meeting",
            "paragraph",
            "decision",
            "assignment",
            "attachment",
            "delegation",
            "notice",
            "budget",
            "line",
            "import",
            "marking",
        ];
        let draft = drafts.iter().any(|held| input.get(held).is_some());
        let outside = if draft { "NOT_FOUND" } else { "FORBIDDEN" };
        let before = journals(&app).await;
        let (codes, body) = ask(app.anonymous()).await;
        assert_eq!(codes, ["UNAUTHENTICATED"], "{mutation}: {body:#}");
        for other in ROLES {
            let (codes, body) = ask(app.client(other, &[OTHER])).await;
            assert_eq!(
                codes,
                [outside],
                "{mutation} by {other} of another: {body:#}"
            );
            if !own.contains(&other) {
                let (codes, body) = ask(app.client(other, &[ASSOCIATION])).await;
                let expected = match other {
                    // A reader's token names a member, not the association.
                    "reader" => outside,
                    _ => "FORBIDDEN",
                };
                assert_eq!(codes, [expected], "{mutation} by {other}: {body:#}");
            }
            asked += 2;
        }
        assert_eq!(
            journals(&app).await,
            before,
            "{mutation} left something behind"
        );
        for role in own {
            let (codes, body) = ask(app.client(role, &[ASSOCIATION])).await;
            let denied = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "(none)"];
            assert!(
                codes.iter().all(|code| !denied.contains(&code.as_str())),
                "{mutation} by its own {role}: {body:#}"
            );
        }
    }
    assert!(asked > 600, "{asked} questions");
}

/// A notice of an earlier meeting of the board.
async fn posted(board: &Board) -> Value {
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-02-12", 6).await;
    let paragraph = board.paragraph(&meeting, "Ekonomi").await;
    let decided = json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Styrelsen beslutar."});
    secretary.make("decide", decided).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    for name in ["Greta Näslund", "Frida Kassel"] {
        let signed =
            json!({"meeting": meeting, "person": board.person(name), "signedOn": "2026-02-19"});
        secretary.make("recordSignature", signed).await;
    }
    let up = json!({"meeting": meeting, "board": "Almby kommun", "postedOn": "2026-02-20"});
    let query =
        "mutation Post($input: PostNoticeInput!) { postNotice(input: $input) { notice { id } } }";
    let data = secretary
        .client
        .query(query, json!({"input": up}))
        .await
        .data();
    data["postNotice"]["notice"]["id"].clone()
}

/// A delegation by a decision, and what was decided by it.
async fn delegated(app: &App, decision: &Value) -> Value {
    let secretary = app.client("secretary", &[ASSOCIATION]);
    let granting =
        "mutation($input: DelegateInput!) { delegate(input: $input) { delegation { id } } }";
    let input = json!({"decision": decision, "matters": "Inköp", "kind": "GROUP", "delegate": {"kind": "OFFICER", "role": "förbundschefen"}});
    let granted = secretary
        .query(granting, json!({"input": input}))
        .await
        .data();
    let delegation = &granted["delegate"]["delegation"]["id"];
    let deciding = "mutation($input: RecordDelegatedDecisionInput!) { recordDelegatedDecision(input: $input) { delegatedDecision { id } } }";
    let input = json!({"delegation": delegation, "decidedOn": "2026-03-12", "decidedBy": {"name": "Sanna Skrivare"}, "text": "Stolar."});
    let taken = secretary
        .query(deciding, json!({"input": input}))
        .await
        .data();
    json!({"delegation": delegation, "decision": taken["recordDelegatedDecision"]["delegatedDecision"]["id"]})
}

/// A proposed budget of the association with a line.
async fn budgeted(app: &App) -> Value {
    let treasurer = app.client("treasurer", &[ASSOCIATION]);
    let query = "mutation($input: ProposeBudgetInput!) { proposeBudget(input: $input) { budget { id } budgetVersion { lines { id } } } }";
    let content = json!({"lines": [{"activity": "Insats"}]});
    let input = json!({"association": ASSOCIATION, "year": 2027, "content": content});
    let made = treasurer.query(query, json!({"input": input})).await.data();
    let made = &made["proposeBudget"];
    json!({"budget": made["budget"]["id"], "line": made["budgetVersion"]["lines"][0]["id"]})
}

/// A revocation of tokens at the association.
async fn revoked(app: &App) -> Value {
    let operator = app.client("operator", &[ASSOCIATION]);
    let query = "mutation($input: RevokeTokensInput!) { revokeTokens(input: $input) { revocation { id } } }";
    let input = json!({"organisation": ASSOCIATION, "issuer": "x", "token": "y"});
    let made = operator.query(query, json!({"input": input})).await.data();
    made["revokeTokens"]["revocation"]["id"].clone()
}

/// A subscription by mail of the association.
async fn subscribed(app: &App) -> Value {
    let operator = app.client("operator", &[ASSOCIATION]);
    let query = "mutation($input: SubscribeToMailInput!) { subscribeToMail(input: $input) { mailSubscription { id } } }";
    let input = json!({"organisation": ASSOCIATION, "kind": "DUTIES", "address": "a@example.org", "rhythm": "DAILY"});
    let made = operator.query(query, json!({"input": input})).await.data();
    made["subscribeToMail"]["mailSubscription"]["id"].clone()
}

/// A key for a machine of the association.
async fn issued(app: &App) -> Value {
    let operator = app.client("operator", &[ASSOCIATION]);
    let query =
        "mutation($input: IssueApiKeyInput!) { issueApiKey(input: $input) { apiKey { id } } }";
    let until = (app.clock.now() + chrono::TimeDelta::days(1)).to_rfc3339();
    let input = json!({"organisation": ASSOCIATION, "name": "Intranätet", "role": "READER", "expiresAt": until});
    let made = operator.query(query, json!({"input": input})).await.data();
    made["issueApiKey"]["apiKey"]["id"].clone()
}

/// A file that the association's operator brought in; whether it was read does not matter here.
async fn brought(app: &App) -> Value {
    let url = format!(
        "{}/paragraf/v1/imports?organisation={ASSOCIATION}",
        app.base()
    );
    let upload = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client")
        .post(url)
        .bearer_auth(app.token("operator", &[ASSOCIATION]))
        .header("content-disposition", "attachment; filename=\"a.txt\"")
        .body("x");
    let answer = upload.answered().await.expect("an answer");
    let answer = answer.text().await.expect("a body");
    let made: Value = serde_json::from_str(&answer).expect("JSON");
    made["id"].clone()
}

/// A marking of an attachment as secret.
async fn marked(app: &App, attachment: &Value) -> Value {
    let operator = app.client("operator", &[ASSOCIATION]);
    let query =
        "mutation($input: MarkSecretInput!) { markSecret(input: $input) { marking { id } } }";
    let input = json!({"attachment": attachment, "basis": {"provision": "31 kap. 16 §"}});
    let made = operator.query(query, json!({"input": input})).await.data();
    made["markSecret"]["marking"]["id"].clone()
}

/// A file beside the record of a meeting.
async fn uploaded(app: &App, meeting: &str) -> Value {
    let url = format!("{}/paragraf/v1/meetings/{meeting}/attachments", app.base());
    let client = reqwest::Client::builder().no_proxy().build();
    let request = client
        .expect("a client")
        .post(url)
        .bearer_auth(app.token("secretary", &[ASSOCIATION]))
        .header("content-type", "text/plain")
        .header("content-disposition", "attachment; filename=\"bilaga.txt\"")
        .body("Bilaga.");
    let answer = request.answered().await.expect("an answer");
    let told: Value = answer.json().await.expect("JSON");
    told["id"].clone()
}

/// The last number of every journal.
async fn journals(app: &App) -> Vec<(String, i64)> {
    use application::ports::Audit;
    let held = app.store.journals().await.expect("journals");
    let mut held: Vec<_> = held
        .into_iter()
        .map(|(organisation, last, _)| (organisation.to_string(), last))
        .collect();
    held.sort();
    held
}
