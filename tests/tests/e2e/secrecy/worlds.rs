//! Two worlds (A9): databases that differ in nothing but what is secret answer those alike, to the byte, whom it is not
//! for. The second is a copy of the first in which every secret column was written anew, so that ids and moments agree.

use super::super::attachments::Caller;
use super::super::minutes::made;
use super::super::seal::Intruder;
use super::{CANARY, World, mark, whole};
use application::ports::Clock;
use serde_json::json;
use tests::app::{App, Engine};
use tests::board::ASSOCIATION;
use tests::on_both_engines;

on_both_engines![two_worlds_that_differ_in_secrets_answer_alike];

/// The name that both are asked under, since answers name the service.
const HOST: &[(&str, &str)] = &[("host", "paragraf.example")];

/// Writes everything anew that is secret: other words of other lengths, fewer decisions, other figures.
async fn changed(app: &App) {
    let intruder = Intruder::with(app).await;
    let under = "IN (SELECT paragraph_id FROM secret_paragraph)";
    let decided = format!("SELECT id FROM decision WHERE paragraph_id {under}");
    let assigned = format!("SELECT id FROM assignment WHERE paragraph_id {under}");
    for sql in [
        format!(
            "UPDATE paragraph SET title = 'Något helt annat', text = 'Kort.', case_number = NULL, case_key = NULL, raised_by = NULL WHERE id {under} AND parent_id IS NULL"
        ),
        format!(
            "UPDATE paragraph SET title = 'Punkt', text = 'En mycket längre text om någonting som ingen utomstående ska kunna ana.' WHERE id {under} AND parent_id IS NOT NULL"
        ),
        format!("DELETE FROM concern WHERE decision_id IN ({decided})"),
        format!(
            "DELETE FROM decision WHERE paragraph_id IN (SELECT id FROM paragraph WHERE parent_id IS NOT NULL AND id {under})"
        ),
        format!(
            "UPDATE decision SET text = 'Avslås helt.', kind = 'REJECT', condition_text = NULL, condition_state = NULL WHERE paragraph_id {under}"
        ),
        format!("DELETE FROM assignment_report WHERE assignment_id IN ({assigned})"),
        format!("DELETE FROM assignee WHERE assignment_id IN ({assigned})"),
        format!(
            "UPDATE assignment SET text = 'Annat.', due = NULL, assignees_stated = FALSE WHERE paragraph_id {under}"
        ),
        "UPDATE secrecy_marking SET note = 'Annan'".to_owned(),
        format!(
            "UPDATE attachment SET title = 'Annan', file_name = 'annan.pdf', size = 3, digest = '{}' WHERE paragraph_id {under}",
            "0".repeat(64)
        ),
    ] {
        intruder.run(&sql).await;
    }
    assert!(
        intruder
            .texts("SELECT text AS value FROM decision WHERE text = 'Avslås helt.'")
            .await
            .len()
            > 1
    );
}

async fn two_worlds_that_differ_in_secrets_answer_alike(engine: Engine) {
    let world = World::of(engine).await;
    for paragraph in &world.secret {
        made(mark(&world.operator, whole(paragraph)).await, "markSecret");
    }
    world.app.clock.set(world.app.clock.now());
    let other = world.app.on_a_copy(|_| {}).await;
    changed(&other).await;
    // They do differ, for those inside.
    let query = "query($id: ID!) { node(id: $id) { ... on Paragraph { title text } } }";
    let secretary = json!({"id": world.secret[0]});
    let inside = [&world.app, &other].map(|app| app.client("secretary", &[ASSOCIATION]));
    let (one, two) = (
        inside[0].query(query, secretary.clone()).await.data(),
        inside[1].query(query, secretary).await.data(),
    );
    assert!(
        one.to_string().contains(CANARY) && one != two,
        "{one} {two}"
    );
    let mut asked = 0;
    for token in [
        None,
        Some(world.app.token("reader", &["dalvik-kommun"])),
        Some(world.app.token("treasurer", &[ASSOCIATION])),
    ] {
        let (here, there) = (
            Caller::new(&world.app, token.clone()),
            Caller::new(&other, token.clone()),
        );
        let mut paths = world.paths();
        // Written from the same tree as the others.
        paths.retain(|path| !path.ends_with(".pdf"));
        for path in paths {
            let (one, two) = (here.get(&path, HOST).await, there.get(&path, HOST).await);
            let headers = [
                "etag",
                "content-length",
                "content-type",
                "last-modified",
                "cache-control",
                "link",
            ];
            for header in headers {
                assert_eq!(one.header(header), two.header(header), "{path}: {header}");
            }
            let bodies = [&one, &two].map(|got| String::from_utf8_lossy(&got.bytes).into_owned());
            let [mut one_told, mut two_told] = bodies;
            for (told, app) in [(&mut one_told, &world.app), (&mut two_told, &other)] {
                *told = told
                    .replace(app.base(), "")
                    .replace(app.base().trim_start_matches("http://"), "");
                // Each request has a number of its own.
                if let Some(place) = told.find("urn:uuid:") {
                    told.replace_range(place..(place + 45).min(told.len()), "");
                }
            }
            assert_eq!((one.status, one_told), (two.status, two_told), "{path}");
            asked += 1;
        }
        let (here, there) = match &token {
            None => (world.app.anonymous(), other.anonymous()),
            Some(token) => (
                tests::client::Client::new(world.app.base(), Some(token.clone())),
                tests::client::Client::new(other.base(), Some(token.clone())),
            ),
        };
        for (query, variables) in world.queries() {
            let one = here.query(&query, variables.clone()).await;
            let two = there.query(&query, variables).await;
            assert_eq!(
                (one.status, one.body.to_string()),
                (two.status, two.body.to_string()),
                "{query}"
            );
            asked += 1;
        }
    }
    assert!(asked > 600, "{asked} questions");
}
