//! What the reader takes and what it refuses.

use super::reader::{Unreadable, read};
use super::write;
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned, ser::SerializeStruct as _};
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    id: Id,
    text: String,
    cents: i64,
    maybe: Option<Box<Row>>,
    list: Vec<(u32, bool)>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Id(String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Draft,
    NotYet { until: i64, who: String },
    Two(u8, u8),
    Says(String),
}

/// The tag among the fields.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
enum Tagged {
    Draft,
    NotYet { until: i64, who: Option<Id>, below: State, list: Vec<(u32, bool)> },
}

fn row(text: &str, maybe: Option<Row>) -> Row {
    Row {
        id: Id("7b".to_owned()),
        text: text.to_owned(),
        cents: i64::MIN,
        maybe: maybe.map(Box::new),
        list: vec![(1, true), (2, false)],
    }
}

fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T) {
    let text = serde_json::to_string(&value).expect("is written");
    assert_eq!(read(&text), Ok(value), "{text}");
    let wide = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&text).expect("is JSON"));
    assert!(!wide.expect("is written").is_empty());
}

#[test]
fn what_serde_writes_comes_back_the_same() {
    there_and_back(row("plain", Some(row("\"quoted\"\\ \n\t\u{8}\u{1} ä 🦊 </script>", None))));
    there_and_back((i64::MAX, u64::MAX, 0_u8, -1_i32, ()));
    there_and_back(vec![State::Draft, State::Two(1, 2), State::Says("draft".to_owned())]);
    there_and_back(State::NotYet { until: -3, who: String::new() });
    there_and_back(BTreeMap::from([("a".to_owned(), Some(1_i64)), ("b".to_owned(), None)]));
    there_and_back(Vec::<Row>::new());
    there_and_back(Ok::<Vec<State>, Row>(Vec::new()));
    there_and_back(Err::<(), Row>(row("", None)));
}

#[test]
fn escapes_of_every_kind_are_read() {
    assert_eq!(read(r#""\u00e4\ud83e\udd8a\/\b\f\r""#), Ok("ä🦊/\u{8}\u{c}\r".to_owned()));
}

#[test]
fn an_enum_with_its_tag_among_its_fields_is_read() {
    let below = State::NotYet { until: -9, who: "x".to_owned() };
    let not_yet = Tagged::NotYet { until: i64::MIN, who: Some(Id("y".to_owned())), below, list: vec![(1, true)] };
    there_and_back(vec![Tagged::Draft, not_yet]);
}

#[test]
#[should_panic(expected = "no browser can read f64")]
fn a_fraction_is_refused_where_it_is_written() {
    let _ = write(&1.5_f64);
}

/// Written in another order than it is declared in.
#[derive(Deserialize)]
struct Backwards {
    _one: u8,
    _two: u8,
}

impl Serialize for Backwards {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Backwards", 2)?;
        fields.serialize_field("_two", &2)?;
        fields.serialize_field("_one", &1)?;
        fields.end()
    }
}

#[test]
#[should_panic(expected = "no browser can read")]
fn fields_in_another_order_are_refused_where_they_are_written() {
    let _ = write(&Backwards { _one: 1, _two: 2 });
}

#[test]
fn unknown_fields_are_passed_over_and_space_is_allowed() {
    let text = r#" { "x" : [ {"}":"]"} , 1.5e3 ] , "until" : 5 , "y":null, "who" : "b" , "z" : {} } "#;
    #[derive(Debug, PartialEq, Deserialize)]
    struct Due {
        until: i64,
        who: String,
    }
    assert_eq!(read(text), Ok(Due { until: 5, who: "b".to_owned() }));
}

#[test]
fn what_does_not_fit_is_an_error() {
    for text in [
        "",
        "{",
        "[1",
        "nul",
        "\"open",
        "1.5",
        "-",
        "99999999999999999999",
        "{\"state\":\"draft\"} x",
        "\"\\ud83e\"",
        "\"\\u12\"",
        "\"\\q\"",
        "{\"who\":\"x\"}",
        "{\"until\":1}",
        "]",
        "{,}",
        "[,]",
    ] {
        assert_eq!(read::<State>(text), Err(Unreadable), "{text}");
        assert_eq!(read::<Row>(text), Err(Unreadable), "{text}");
        assert_eq!(read::<Vec<u8>>(text), Err(Unreadable), "{text}");
        assert_eq!(read::<i64>(text), Err(Unreadable), "{text}");
    }
}
