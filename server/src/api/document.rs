//! The document of the API (OpenAPI 3.1) and the page that people read it on. Both come from the code: what every route
//! has in common is added here, once.

use super::{Document, bounds};
use crate::{http::plain::escape, instance::Instance};
use axum::{
    Json, Router,
    extract::Path,
    response::{Html, IntoResponse as _, Redirect, Response},
    routing::get,
};
use serde_json::{Map, Value, json};
use std::{fmt::Write as _, sync::Arc};
use utoipa::OpenApi as _;

/// Codes that belong to no feature: how a request is written.
const REQUEST_CODES: &[&str] = &[
    "token.missing",
    "token.unknown",
    "json.content_type",
    "json.unreadable",
    "json.shape",
    "body.unreadable",
    "query.shape",
    "query.limit",
    "version.missing",
    "general.method",
    "general.too_large",
    "general.busy",
    "general.away",
    "general.unconfirmed",
    "sandbox.host",
    "general.slow",
    "input",
    "fault",
];

/// All stable codes of problems.
pub fn codes() -> Vec<&'static str> {
    [domain::codes().as_slice(), REQUEST_CODES].concat()
}

/// The routes of the document itself: `openapi.json`, the page, and the pages of problems.
pub fn router(paths: &utoipa::openapi::OpenApi) -> Router<Instance> {
    let document = finished(serde_json::to_value(paths).unwrap_or_default());
    let html: Arc<str> = page(&document).into();
    let document: Arc<Value> = document.into();
    Router::new()
        .route("/api/v1/openapi.json", get(move || async move { Json(document).into_response() }))
        .route("/api/v1/docs", get(move || async move { Html(html.to_string()) }))
        .route("/problems/{code}", get(problem))
}

/// The `type` of a problem leads to its place on the page.
async fn problem(Path(code): Path<String>) -> Response {
    let known = codes().contains(&code.as_str());
    Redirect::to(&if known { format!("/api/v1/docs#{code}") } else { "/api/v1/docs#problems".to_owned() })
        .into_response()
}

/// What the document says before any route is known.
pub fn blank() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Adds what all operations have in common: ids in the path, names, and problems.
fn finished(mut document: Value) -> Value {
    document["components"]["securitySchemes"] = json!({"token": {
        "type": "http", "scheme": "bearer", "bearerFormat": "gh_…",
        "description": "A personal access token, made in the settings with scopes and an end. Scopes: read, work, message, money.",
    }});
    lift_descriptions(&mut document["components"]["schemas"]);
    bounds::put(&mut document["components"]["schemas"]);
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    for (path, item) in paths {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut).filter(|part| part.is_object()) {
            finish(path, operation);
        }
    }
    document
}

/// The description of a field that may be null stands at the field, not inside one of its two shapes.
fn lift_descriptions(part: &mut Value) {
    match part {
        Value::Object(fields) => {
            let shapes = fields.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
            let inner = shapes.filter_map(|shape| shape.as_object_mut()?.remove("description")).next();
            if let Some(inner) = inner {
                fields.entry("description").or_insert(inner);
            }
            fields.values_mut().for_each(lift_descriptions);
        }
        Value::Array(parts) => parts.iter_mut().for_each(lift_descriptions),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn finish(path: &str, operation: &mut Value) {
    let tag = operation["tags"][0].as_str().unwrap_or_default();
    operation["operationId"] = json!(format!("{tag}_{}", operation["operationId"].as_str().unwrap_or_default()));
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = names
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": shape_of(name), "description": describe(name)}))
        .collect();
    parameters.extend(operation["parameters"].as_array().cloned().unwrap_or_default());
    operation["parameters"] = parameters.into();
    let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    let answers = operation["responses"].as_object_mut();
    for (status, answer) in answers.into_iter().flatten() {
        if answer["description"].as_str().is_none_or(str::is_empty) {
            answer["description"] = json!(if status == "204" {
                "Done"
            } else if status == "412" {
                "Somebody changed it since you read it"
            } else {
                "What was asked for"
            });
        }
        if let Some(problems) = answer.get_mut("content").filter(|_| status.starts_with('4')) {
            *problems = json!({"application/problem+json": problem});
        }
    }
    operation["responses"]["default"] = json!({
        "description": "A problem (RFC 9457): 400 and 422 input, 401 no token, 403 not yours or scope, \
                        404 not there for you, 409 state, 412 version, 429 too often",
        "content": {"application/problem+json": problem},
    });
}

/// What is no short id names nothing (404); what is no UUID is refused.
fn shape_of(name: &str) -> Value {
    if name == "message" { json!({"type": "string", "format": "uuid"}) } else { json!({"type": "string"}) }
}

fn describe(name: &str) -> &'static str {
    match name {
        "message" => "The id of the message, a UUID",
        "reference" => "The gateway's name for the payment",
        _short => "A short id of 13 letters and digits",
    }
}

/// The readable page: its own small HTML, without scripts.
fn page(document: &Value) -> String {
    let mut html = String::from(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>API · Guildhall</title></head><body><main>\
         <h1>The API of Guildhall</h1><p>For machines: <a href=\"/api/v1/openapi.json\">openapi.json</a>.</p>",
    );
    let text = document["info"]["description"].as_str().unwrap_or_default();
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        put(&mut html, format_args!("<p>{}</p>", marked(paragraph)));
    }
    let empty = Map::new();
    for (path, item) in document["paths"].as_object().unwrap_or(&empty) {
        for (method, operation) in item.as_object().unwrap_or(&empty) {
            put_operation(&mut html, method, path, operation);
        }
    }
    html.push_str("<h2 id=\"schemas\">Schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().unwrap_or(&empty) {
        put_schema(&mut html, name, schema);
    }
    html.push_str("<h2 id=\"problems\">Problems</h2><p>The <code>code</code> of a problem is stable; its sentence may change.</p><ul>");
    for code in codes() {
        put(&mut html, format_args!("<li id=\"{code}\"><code>{code}</code></li>"));
    }
    html.push_str("</ul></main></body></html>");
    html
}

// Writing to a String cannot fail.
fn put(html: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = html.write_fmt(text);
}

fn put_operation(html: &mut String, method: &str, path: &str, operation: &Value) {
    let id = operation["operationId"].as_str().unwrap_or_default();
    let summary = marked(operation["summary"].as_str().unwrap_or_default());
    put(
        html,
        format_args!("<h2 id=\"{id}\"><code>{} {}</code></h2><p>{summary}</p>", method.to_uppercase(), escape(path)),
    );
    if let Some(more) = operation["description"].as_str() {
        put(html, format_args!("<p>{}</p>", marked(more)));
    }
    let scopes: Vec<&str> =
        operation["security"].as_array().into_iter().flatten().filter_map(|way| way["token"][0].as_str()).collect();
    let open = operation["security"]
        .as_array()
        .is_none_or(|ways| ways.iter().any(|way| way.as_object().is_some_and(Map::is_empty)));
    let who = match (scopes.first(), open) {
        (None, _) => "No token is needed.".to_owned(),
        (Some(scope), true) => format!("Open to everybody; a token needs the scope <code>{scope}</code>."),
        (Some(scope), false) => format!("Needs a token with the scope <code>{scope}</code>."),
    };
    put(html, format_args!("<p>{who}</p>"));
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        html.push_str("<ul>");
        for parameter in parameters {
            let (name, place) =
                (parameter["name"].as_str().unwrap_or_default(), parameter["in"].as_str().unwrap_or_default());
            let text = marked(parameter["description"].as_str().unwrap_or_default());
            put(html, format_args!("<li><code>{}</code> ({place}): {text}</li>", escape(name)));
        }
        html.push_str("</ul>");
    }
    if let Some(body) = operation.get("requestBody") {
        put(html, format_args!("<p>Body: {}</p>", of_content(body)));
    }
    for (status, answer) in
        operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| *status != "default")
    {
        let text = escape(answer["description"].as_str().unwrap_or_default());
        put(html, format_args!("<p>{status}: {text} {}</p>", of_content(answer)));
    }
}

fn of_content(part: &Value) -> String {
    let schema = part["content"].as_object().and_then(|kinds| kinds.values().next()).map(|kind| &kind["schema"]);
    schema.map(type_of).unwrap_or_default()
}

fn put_schema(html: &mut String, name: &str, schema: &Value) {
    let name = escape(name);
    put(
        html,
        format_args!(
            "<h3 id=\"schema-{name}\"><code>{name}</code></h3><p>{}</p>",
            marked(schema["description"].as_str().unwrap_or_default())
        ),
    );
    html.push_str("<dl>");
    put_fields(html, schema);
    html.push_str("</dl>");
}

fn put_fields(html: &mut String, schema: &Value) {
    for part in schema["allOf"].as_array().into_iter().flatten() {
        if part.get("$ref").is_some() {
            put(html, format_args!("<dt>all of</dt><dd>{}</dd>", type_of(part)));
        } else {
            put_fields(html, part);
        }
    }
    let required = |field: &str| schema["required"].as_array().into_iter().flatten().any(|name| name == field);
    for (field, shape) in schema["properties"].as_object().into_iter().flatten() {
        let text = marked(shape["description"].as_str().unwrap_or_default());
        let optional = if required(field) { "" } else { ", may be missing" };
        put(
            html,
            format_args!("<dt><code>{}</code> ({}{optional})</dt><dd>{text}</dd>", escape(field), type_of(shape)),
        );
    }
}

fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        return ways.iter().map(type_of).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::String(word) if word == "array" => format!("list of {}", type_of(&schema["items"])),
        Value::String(word) => escape(word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => "anything".to_owned(),
    }
}

/// Text with `code` marks.
fn marked(text: &str) -> String {
    let parts = escape(text);
    let mut html = String::with_capacity(parts.len());
    for (place, part) in parts.split('`').enumerate() {
        if place % 2 == 1 { put(&mut html, format_args!("<code>{part}</code>")) } else { html.push_str(part) }
    }
    html
}
