//! The time that a request takes grows with its length, up to the longest body there may be, in every field of every route.

use super::{guests, routes};
use crate::authorisation::knock::{Guests, TEXTS};
use crate::program::{Program, sandbox};
use serde_json::{Value, json};
use server::authorisation::Caller;
use std::time::{Duration, Instant};

/// The longer request is so many times as long as the shorter one.
const TIMES: usize = 8;
/// And may take so many times as long: if time grew with the square it would be 64.
const FACTOR_MAX: u32 = 40;
/// What takes less than this is not looked at closely: a request has its own costs, and the machine other things to do. Text of
/// the longest body that were compared with all of itself would take minutes.
const FLOOR: Duration = Duration::from_millis(40);
const TRIES: usize = 6;
/// Below the limit of a body, with the names of its fields.
const BODY: usize = 1_000_000;

/// Sends a short and a long request, and complains when the long one takes out of proportion.
async fn grows(what: &str, short: usize, send: impl AsyncFn(usize) -> u16) {
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..TRIES {
        least = (least.0.min(took(&send, short).await), least.1.min(took(&send, short * TIMES).await));
        if least.1 <= least.0.max(FLOOR) * FACTOR_MAX {
            return;
        }
    }
    panic!("{what}: {short} bytes take {:?}, and {TIMES} times as many {:?}", least.0, least.1);
}

#[expect(clippy::disallowed_methods, reason = "what is measured is how the time of this machine grows")]
async fn took(send: &impl AsyncFn(usize) -> u16, length: usize) -> Duration {
    let begun = Instant::now();
    let status = send(length).await;
    let time = begun.elapsed();
    assert!(status < 500, "{status}");
    time
}

/// Text of this length that parsers stumble over: much to split, much to compare, much to fold away.
fn texts(length: usize) -> [String; 3] {
    let words: String = (0..length / 5).map(|number| format!("{:04x},", number % 65_536)).collect();
    ["a,".repeat(length / 2), words, "http://!\r\n".repeat(length / 10)]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_every_route_is_read_in_time_that_grows_with_its_length() {
    let guests = guests("").await;
    let texts_of_forms: Vec<&str> = TEXTS.iter().map(|(name, _)| *name).chain(["email"]).collect();
    for (row, caller) in routes() {
        let fields: Vec<String> = guests.fields(row.route, caller).await;
        let is_open = |field: &str| {
            // Wrong passwords make the people of this scene wait.
            let asks_again = ["account/password", "account/token-make"].iter().any(|end| row.route.ends_with(end));
            let old_password = asks_again && field == "password";
            field.starts_with('/') || (texts_of_forms.contains(&field) && !old_password)
        };
        let open: Vec<&String> = fields.iter().filter(|field| is_open(field)).collect();
        // A form spells a comma with three letters, so three of them fill a body.
        let share = BODY / 3 / open.len().max(1);
        for kind in 0..texts(0).len() {
            grows(&format!("{} of kind {kind}", row.route), share / TIMES, async |length| {
                let text = &texts(length)[kind];
                let long = |name: &str, _: &str| open.iter().any(|field| *field == name).then(|| text.clone());
                guests.knock_with(row.route, caller, &long).await.0
            })
            .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_rows_and_nests_are_read_in_time_that_grows_with_their_length() {
    let guests = guests("").await;
    let rows = |length: usize| -> Vec<(String, String)> {
        (0..length / 60).map(|number| (format!("milestones[{number}][title]"), "All of the work".to_owned())).collect()
    };
    for function in ["proposal/send", "offer/make", "offer/counter", "proposal/edit", "job/save-draft"] {
        grows(&format!("rows of {function}"), BODY / TIMES, async |length| {
            form(&guests, function, &rows(length)).await
        })
        .await;
        let deep = |length: usize| vec![(format!("milestones{}", "[0]".repeat(length / 3)), "x".to_owned())];
        grows(&format!("depth of {function}"), BODY / 4 / TIMES, async |length| {
            form(&guests, function, &deep(length)).await
        })
        .await;
        let same = |length: usize| vec![("cover_letter".to_owned(), "x".to_owned()); length / 20];
        grows(&format!("names of {function}"), BODY / TIMES, async |length| {
            form(&guests, function, &same(length)).await
        })
        .await;
    }
    let job = guests.scene.things.job.to_string();
    let row = json!({"title": "a", "amount": {"minor": 1, "currency": "EUR"}});
    let many = |length: usize| json!({"cover_letter": "", "milestones": vec![row.clone(); length / 55]});
    let skills = |length: usize| json!({"skills": (0..length / 8).map(|n| format!("{n:x}")).collect::<Vec<_>>()});
    let deep = |length: usize| Value::String("[".repeat(length));
    for (path, body) in [
        (format!("jobs/{job}/proposals"), &many as &(dyn Fn(usize) -> Value + Sync)),
        ("profile".to_owned(), &skills),
        ("jobs".to_owned(), &skills),
        ("jobs".to_owned(), &deep),
    ] {
        grows(&path, BODY / TIMES, async |length| json(&guests, &path, body(length)).await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_and_headers_are_read_in_time_that_grows_with_their_length() {
    let guests = guests("").await;
    let site = &guests.scene.site;
    for name in ["words", "after", "currency", "budget_min", "lang", "next"] {
        grows(name, 1_000, async |length| {
            let text = "a+".repeat(length / 2);
            site.client.get(site.url(&format!("/jobs?{name}={text}"))).send().await.unwrap().status().as_u16()
        })
        .await;
    }
    for name in
        ["accept-language", "cookie", "user-agent", "x-forwarded-for", "accept", "if-none-match", "accept-encoding"]
    {
        for piece in ["a,", "a;q=0.", "a=b; ", "\"a\","] {
            grows(name, 1_000, async |length| {
                let text = piece.repeat(length / piece.len());
                site.client.get(site.url("/jobs")).header(name, text).send().await.unwrap().status().as_u16()
            })
            .await;
        }
    }
}

async fn form(guests: &Guests, function: &str, more: &[(String, String)]) -> u16 {
    let id = |name: &str, value: String| (name.to_owned(), value);
    let things = &guests.scene.things;
    let mut form = vec![
        id("job_id", things.job.to_string()),
        id("proposal_id", things.proposal.to_string()),
        id("offer_id", things.offer_of_freelancer.to_string()),
        id("version", "1".to_owned()),
    ];
    form.extend_from_slice(more);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let caller = if function.starts_with("proposal") { Caller::Freelancer } else { Caller::Client };
    guests.post(&format!("/do/{function}"), caller, &form).await.0
}

async fn json(guests: &Guests, path: &str, body: Value) -> u16 {
    let body = if let Value::String(text) = body { text } else { body.to_string() };
    let method = if path == "profile" { "PUT" } else { "POST" };
    guests.call(method, &format!("/api/v1/{path}"), Caller::Client, body).await.0
}

/// The text that made every view of a profile cost a minute: addresses that are none, before much that closes them.
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_with_a_hostile_overview_answers_like_any_other() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let own = ana.get("profile").await.expect(200);
    let id = own["id"].as_str().unwrap();
    let hostile = "http://!".repeat(300) + &")".repeat(2_600);
    let mut version = own["version"].as_i64().unwrap();
    let mut view = async |overview: &str| {
        let body = json!({"name": "Ana", "overview": overview});
        ana.put("profile", &format!("\"{version}\""), body).await.expect(204);
        version += 1;
        let mut least = Duration::MAX;
        for _ in 0..TRIES {
            let asked = async |_: usize| site.get(&format!("/people/{id}")).await.status().as_u16();
            least = least.min(took(&asked, 0).await);
        }
        least
    };
    let (plain, long) = (view(&"a ".repeat(2_500)).await, view(&hostile).await);
    assert!(long <= plain.max(FLOOR) * FACTOR_MAX, "a plain overview takes {plain:?}, a hostile one {long:?}");
    let page = site.get(&format!("/people/{id}")).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("http://!http://!"), "it is shown as it was written");
}
