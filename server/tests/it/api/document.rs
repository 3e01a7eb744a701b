//! The document of the API: OpenAPI 3.1, whole, and readable.

use crate::harness::{TestServer, header};
use crate::program::{Program, sandbox};
use serde_json::{Map, Value};
use server::authorisation::{Who, table};
use std::collections::BTreeSet;

/// Every operation of the document, as `METHOD /path`.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((format!("{} {path}", method.to_uppercase()), operation.clone()));
        }
    }
    all
}

fn references(part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(parts) => parts.iter().for_each(|value| references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_the_authorisation_table_agree() {
    let document = Program::showing(&sandbox().await, "").get("openapi.json").await.expect(200);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    let rows: Vec<_> = table().filter(|row| row.route.contains("/api/v1")).collect();
    let documented = operations(&document);
    for row in &rows {
        let (_, operation) = documented
            .iter()
            .find(|(route, _)| route == row.route)
            .unwrap_or_else(|| panic!("{} is not documented", row.route));
        let ways = operation["security"].as_array().cloned().unwrap_or_default();
        let scope = ways.iter().find_map(|way| way["token"][0].as_str());
        assert_eq!(scope, row.scope.map(domain::actor::Scope::as_str), "{}", row.route);
        let open = ways.is_empty() || ways.iter().any(|way| way.as_object().is_some_and(Map::is_empty));
        assert_eq!(open, row.who == Who::Anyone, "{}", row.route);
    }
    for (route, _) in &documented {
        assert!(rows.iter().any(|row| row.route == route), "{route} is not in the authorisation table");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_whole() {
    let document = Program::showing(&sandbox().await, "").get("openapi.json").await.expect(200);
    let mut names = BTreeSet::new();
    for (route, operation) in operations(&document) {
        assert!(names.insert(operation["operationId"].to_string()), "{route}: two operations of one name");
        assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{route}: no summary");
        let parameters = operation["parameters"].as_array().unwrap();
        for parameter in parameters {
            assert!(!parameter["description"].as_str().unwrap_or_default().is_empty(), "{route}: {parameter}");
        }
        let templates = route.matches('{').count();
        assert_eq!(parameters.iter().filter(|parameter| parameter["in"] == "path").count(), templates, "{route}");
        assert!(operation["responses"]["default"]["content"]["application/problem+json"].is_object(), "{route}");
    }
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (field, shape) in schema["properties"].as_object().into_iter().flatten() {
            assert!(shape["description"].is_string(), "{name}.{field} has no description: {shape}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_or_moves_something_asks_for_a_key() {
    let document = Program::showing(&sandbox().await, "").get("openapi.json").await.expect(200);
    let keyed: Vec<String> = operations(&document)
        .into_iter()
        .filter(|(_, operation)| {
            operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .any(|p| p["name"] == "Idempotency-Key" && p["required"] == true)
        })
        .map(|(route, _)| route)
        .collect();
    let expected = [
        "POST /api/v1/jobs",
        "POST /api/v1/jobs/{id}/proposals",
        "POST /api/v1/jobs/{id}/publish",
        "POST /api/v1/milestones/{id}/approve",
        "POST /api/v1/milestones/{id}/approve-part",
        "POST /api/v1/milestones/{id}/fund",
        "POST /api/v1/milestones/{id}/give-back",
        "POST /api/v1/milestones/{id}/give-back-part",
        "POST /api/v1/milestones/{id}/submit",
        "POST /api/v1/offers/{id}/accept",
        "POST /api/v1/offers/{id}/counter",
        "POST /api/v1/payments/{id}/cancel",
        "POST /api/v1/proposals/{id}/offers",
    ];
    assert_eq!(keyed.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected.into_iter().collect());
}

#[tokio::test]
async fn people_read_it_on_a_page_without_scripts() {
    let site = TestServer::open().await;
    let response = site.get("/api/v1/docs").await;
    assert!(header(&response, "content-type").starts_with("text/html"));
    let page = response.text().await.unwrap();
    assert!(!page.contains("<script") && !page.contains("style="), "nothing inline, nothing to run");
    for part in [
        "POST /api/v1/milestones/{id}/approve",
        "Idempotency-Key",
        "id=\"schema-Problem\"",
        "id=\"milestone.more_than_held\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("/sandbox/"), "an instance that is no sandbox does not speak of one");
    let problem = site.get("/problems/milestone.more_than_held").await;
    assert_eq!(
        (problem.status().as_u16(), header(&problem, "location")),
        (303, "/api/v1/docs#milestone.more_than_held")
    );
    assert_eq!(header(&site.get("/problems/nothing").await, "location"), "/api/v1/docs#problems");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_names_every_topic_of_events() {
    let document = Program::showing(&sandbox().await, "").get("openapi.json").await.expect(200);
    let said = document["components"]["schemas"]["EventView"]["properties"]["topic"]["description"].to_string();
    for topic in store::topics() {
        assert!(said.contains(&format!("`{topic}`")), "{topic}: {said}");
    }
}
