//! The time that a text takes grows with its length and not with its square, whatever is in it and however long it is.

use domain::account::{Email, NewPassword, NewToken, SignUp, SignUpInput, TokenInput};
use domain::contract::terms::{MilestoneInput, parse_due, parse_milestones};
use domain::fee::FeeRates;
use domain::job::{DraftKey, JobInput, JobTerms};
use domain::message::MessageId;
use domain::money::{Currency, Money};
use domain::offer::{OfferInput, OfferTerms};
use domain::profile::{ProfileInput, ProfileTerms};
use domain::proposal::{ProposalInput, ProposalTerms};
use domain::skill::SkillMatch;
use domain::text::{MessageText, OptionalNote, PersonName, parse_skills, skills_text};
use domain::time::{Date, Span};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use store::markdown::{safe_html, start_of};

use crate::harness::NOW;

/// Each length is eight times the one before. The last one is the most that a request may carry; a text that grows with
/// its square or cube is caught at a shorter one, long before it takes hours.
const LENGTHS: [usize; 5] = [256, 2_048, 16_384, 131_072, 1_048_576];
/// Eight times the text may take so many times as long: with the square it would be 64, with the cube 512.
const FACTOR_MAX: u32 = 40;
/// Times below this say nothing about growth.
const FLOOR: Duration = Duration::from_millis(5);
/// A busy machine may spoil a measurement, but not so many of them.
const TRIES: usize = 6;

/// Time of the processor, where the kernel tells it: what others do meanwhile takes none of it.
fn took(work: impl Fn()) -> Duration {
    let begun = on_processor();
    work();
    on_processor().saturating_sub(begun)
}

/// How long this thread has run so far: nanoseconds, the first number of
/// <https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat>.
#[expect(clippy::disallowed_methods, reason = "what is measured is how the time of this machine grows")]
fn on_processor() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = told.and_then(|text| text.split_whitespace().next()?.parse().ok()).map(Duration::from_nanos);
    ran.unwrap_or_else(|| BEGUN.elapsed())
}

/// Holds the time for each text against that for the one before.
fn grows_with_the_length(what: &str, texts: impl Iterator<Item = String>, work: impl Fn(&str)) {
    let mut before: Option<(String, Duration)> = None;
    for text in texts {
        let mut time = took(|| work(&text));
        if let Some((shorter, mut least)) = before.take() {
            for _ in 1..TRIES {
                if time <= least.max(FLOOR) * FACTOR_MAX {
                    break;
                }
                (least, time) = (took(|| work(&shorter)), time.min(took(|| work(&text))));
            }
            let start: String = text.chars().take(12).collect();
            assert!(
                time <= least.max(FLOOR) * FACTOR_MAX,
                "{what}: {} bytes of {start:?} take {least:?}, and {} take {time:?}",
                shorter.len(),
                text.len()
            );
        }
        before = Some((text, time));
    }
}

/// What parsers stumble over: repeated, or one thing many times before another.
const PIECES: [&str; 17] = [
    "a",
    " ",
    ",",
    "a,",
    "\n",
    "a b\n",
    "1.",
    ",1",
    "é",
    "\u{301}",
    "\u{200b}",
    "❤\u{fe0f}",
    "\0",
    "\r\n",
    "-@",
    "{\"",
    "%00",
];

fn hostile(length: usize) -> impl Iterator<Item = String> {
    PIECES.into_iter().map(move |piece| piece.repeat(length / piece.len() + 1))
}

/// Words that all differ: what is compared with all before it takes the square of their number.
fn different(length: usize) -> String {
    let mut text = String::with_capacity(length + 8);
    for number in 0.. {
        if text.len() >= length {
            break;
        }
        text.push_str(&format!("{number:x},"));
    }
    text
}

/// Reads each kind of hostile text of each length.
fn reads_in_linear_time<T>(what: &str, read: impl Fn(&str) -> T) {
    let work = |text: &str| drop(std::hint::black_box(read(text)));
    for (place, piece) in PIECES.iter().enumerate() {
        let texts = LENGTHS.into_iter().filter_map(|length| hostile(length).nth(place));
        grows_with_the_length(&format!("{what} of {piece:?}"), texts, work);
    }
    grows_with_the_length(&format!("{what} of words"), LENGTHS.into_iter().map(different), work);
}

/// Puts hostile text into each field of a form in turn.
fn every_field<Input: Serialize + DeserializeOwned, T>(form: &str, input: &Input, read: impl Fn(&Input) -> T) {
    let plain = serde_json::to_value(input).unwrap();
    for place in texts_in(&plain, String::new()) {
        reads_in_linear_time(&format!("{form}{place}"), |text| {
            let mut filled = plain.clone();
            *filled.pointer_mut(&place).unwrap() = Value::from(text);
            read(&serde_json::from_value(filled).unwrap())
        });
    }
}

/// The places of all texts.
fn texts_in(value: &Value, place: String) -> Vec<String> {
    match value {
        Value::String(_) => vec![place],
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(number, part)| texts_in(part, format!("{place}/{number}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, part)| texts_in(part, format!("{place}/{name}"))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn row() -> MilestoneInput {
    MilestoneInput { title: "All of the work".into(), amount: "100".into(), due: "2027-02-01".into() }
}

#[test]
fn every_field_of_every_form_is_read_in_time_that_grows_with_its_length() {
    every_field("sign-up", &SignUpInput::default(), SignUp::parse);
    let token = TokenInput { scopes: vec!["read".into()], ..TokenInput::default() };
    every_field("token", &token, NewToken::parse);
    every_field("job", &JobInput::default(), JobTerms::parse);
    every_field("profile", &ProfileInput::default(), ProfileTerms::parse);
    let proposal = ProposalInput { milestones: vec![row()], ..ProposalInput::default() };
    every_field("proposal", &proposal, |input| ProposalTerms::parse(input, Currency::Eur, NOW));
    let offer = OfferInput { milestones: vec![row()], ..OfferInput::default() };
    every_field("offer", &offer, |input| OfferTerms::parse(input, Currency::Eur, FeeRates::DEFAULT, NOW));
}

#[test]
fn every_value_is_read_in_time_that_grows_with_its_length() {
    reads_in_linear_time("name", PersonName::parse);
    reads_in_linear_time("message", MessageText::parse);
    reads_in_linear_time("note", OptionalNote::parse);
    reads_in_linear_time("skills", parse_skills);
    reads_in_linear_time("address", Email::parse);
    reads_in_linear_time("password", NewPassword::parse);
    reads_in_linear_time("amount", |text| Money::parse(text, Currency::Kwd));
    reads_in_linear_time("due date", |text| parse_due(text, NOW));
    reads_in_linear_time("date", Date::parse_iso);
    reads_in_linear_time("duration", Span::parse_iso);
    reads_in_linear_time("draft key", DraftKey::parse);
    reads_in_linear_time("message id", MessageId::parse);
    reads_in_linear_time("id", domain::id::from_short);
    reads_in_linear_time("currency", Currency::parse);
}

#[test]
fn lists_are_counted_before_they_are_read() {
    let texts = || LENGTHS.into_iter().map(different);
    grows_with_the_length("skills of a program", texts(), |text| {
        let skills: Vec<String> = text.split(',').map(str::to_owned).collect();
        let _ = std::hint::black_box(skills_text(&skills).map(|text| parse_skills(&text)));
    });
    grows_with_the_length("milestones", texts(), |text| {
        let rows: Vec<_> = text.split(',').map(|title| MilestoneInput { title: title.into(), ..row() }).collect();
        let _ = std::hint::black_box(parse_milestones(&rows, Currency::Eur, NOW));
    });
    grows_with_the_length("skills that are asked for", texts(), |text| {
        let fifteen: Vec<String> = text.split(',').take(15).map(str::to_owned).collect();
        std::hint::black_box(SkillMatch::of(fifteen.clone(), &fifteen));
    });
}

#[test]
fn markdown_is_rendered_in_time_that_grows_with_its_length() {
    let pieces = [
        "a ",
        "*",
        "_a",
        "**a",
        "~~",
        "`",
        "``a",
        "[",
        "[a](",
        "](",
        "![",
        "<",
        "<a ",
        "&",
        "\\",
        ">",
        "> ",
        "- ",
        "1. ",
        "|",
        "#",
        "```\n",
        "\t",
        "http://",
        "http://(",
        "https://a.b/)",
        "http://a.b/(",
        "http://!",
        "http://a_.b://",
        "a://",
        ":",
        "://",
        "http://a.b/?!",
        "http://a.b/'",
        "http://\u{3000}",
        "[a]: b\n",
        "[a]\n",
        "<!--",
        "<?",
        "<![CDATA[",
        "a\n\n",
        "***a",
        "x@y.z ",
    ];
    // The longest text that is rendered is a draft of 20,000 characters.
    let lengths = || LENGTHS.into_iter().take(3);
    for piece in pieces {
        for (what, work) in [("html", safe_html as fn(&str) -> String), ("start", |text| start_of(text, 250))] {
            let texts = lengths().map(|length| piece.repeat(length / piece.len() + 1));
            grows_with_the_length(&format!("{what} of {piece:?}"), texts, |text| {
                drop(std::hint::black_box(work(text)))
            });
        }
    }
    for (one, other) in
        [("http://!", ")"), ("[", "]"), ("*a ", "a* "), ("`", "``"), ("http://a.b/(", "]"), ("<a", ">"), ("> ", "- ")]
    {
        let texts = lengths()
            .map(|length| one.repeat(length / 2 / one.len() + 1) + &other.repeat(length / 2 / other.len() + 1));
        grows_with_the_length(&format!("{one:?} before {other:?}"), texts, |text| {
            drop(std::hint::black_box(safe_html(text)))
        });
    }
}
