//! What the code says of itself and the tree keeps, so that a change of it is a line of the difference: the powers of each
//! kind of caller, and the document of the API.

use crate::program::{Program, sandbox};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::{fs, path::Path};

/// Compares a file of the repository with what the code gives, or writes it anew where that is asked for.
fn is_committed(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var("GUILDHALL_RENEW").is_ok_and(|value| value == "1") {
        fs::write(&file, text).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let mut changed = String::new();
    let (before, after): (Vec<&str>, Vec<&str>) = (committed.lines().collect(), text.lines().collect());
    for line in before.iter().filter(|line| !after.contains(line)) {
        let _ = writeln!(changed, "- {line}");
    }
    for line in after.iter().filter(|line| !before.contains(line)) {
        let _ = writeln!(changed, "+ {line}");
    }
    assert!(
        committed == text,
        "{path} is not what the code gives:\n{changed}\nIf that is meant, renew it with \
         `GUILDHALL_RENEW=1 cargo test -p server --test it committed` and commit the difference."
    );
}

#[test]
fn the_powers_of_each_kind_of_caller_are_committed() {
    is_committed("docs/powers.md", &server::authorisation::markdown());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_the_api_is_committed() {
    let document = Program::showing(&sandbox().await, "").get("openapi.json").await.expect(200);
    let mut text = serde_json::to_string_pretty(&sorted(document)).unwrap();
    text.push('\n');
    is_committed("docs/openapi.json", &text);
}

/// With its members in the order of their names, whatever order the program was built to keep.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            members.into_iter().map(|(name, value)| (name, sorted(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(parts) => parts.into_iter().map(sorted).collect::<Vec<_>>().into(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}
