//! What every operation says of limits: the headers that tell the client's budget, and the answer where it is spent.

use super::reference;
use serde_json::{Value, json};

/// Adds them to a description.
pub(super) fn tell(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    let operations = paths.flat_map(|(_, held)| held.as_object_mut().into_iter().flatten());
    for (_, operation) in operations.filter(|(_, held)| held["responses"].is_object()) {
        operation["responses"]["429"] = reference("responses", "TooManyRequests");
        let responses = operation["responses"].as_object_mut().into_iter().flatten();
        responses
            .filter(|(_, held)| held["$ref"].is_null())
            .for_each(|(_, held)| add(held));
    }
    let common = document["components"]["responses"].as_object_mut();
    common.into_iter().flatten().for_each(|(_, held)| add(held));
}

fn add(response: &mut Value) {
    if response["headers"].is_null() {
        response["headers"] = json!({});
    }
    response["headers"]["RateLimit"] = reference("headers", "RateLimit");
    response["headers"]["RateLimit-Policy"] = reference("headers", "RateLimitPolicy");
}
