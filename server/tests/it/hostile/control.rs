//! NUL and other control characters: refused at their field on both engines, and never a fault.

use super::{guests, routes};
use crate::authorisation::fresh_database;
use crate::authorisation::knock::Guests;
use reqwest::header::HeaderValue;
use server::authorisation::Caller;

/// Fields that keep what people write. The others are words of a list, numbers, ids and secrets: what is none of them was
/// never taken.
const WRITTEN: &[(&str, &[&str])] = &[
    ("POST /do/account/sign-up", &["name", "email", "password"]),
    ("POST /do/account/reset-ask", &["email"]),
    ("POST /do/account/password", &["new_password"]),
    ("POST /do/account/token-make", &["name"]),
    ("POST /do/profile/save", &["name", "overview", "country", "skills"]),
    ("POST /do/job/find", &["words"]),
    ("POST /do/job/save-draft", &["title", "description", "skills", "budget"]),
    ("POST /do/job/edit", &["title", "description", "skills"]),
    ("POST /do/proposal/send", &["cover_letter", "milestones[0][title]"]),
    ("POST /do/proposal/edit", &["cover_letter", "milestones[0][title]"]),
    ("POST /do/proposal/decline", &["reason"]),
    ("POST /do/offer/make", &["message", "milestones[0][title]"]),
    ("POST /do/offer/counter", &["message", "milestones[0][title]"]),
    ("POST /do/milestone/submit", &["text"]),
    ("POST /do/milestone/request-changes", &["note"]),
    ("POST /do/message/send", &["text"]),
    ("POST /do/message/edit", &["text"]),
    ("POST /do/timer/start", &["memo"]),
    ("POST /api/v1/jobs", &["/title", "/description"]),
    ("PUT /api/v1/jobs/{id}", &["/title", "/description"]),
    ("POST /api/v1/jobs/{id}/publish", &["/title", "/description"]),
    ("POST /api/v1/jobs/{id}/proposals", &["/cover_letter", "/milestones/0/title"]),
    ("PUT /api/v1/proposals/{id}", &["/cover_letter", "/milestones/0/title"]),
    ("POST /api/v1/proposals/{id}/decline", &["/reason"]),
    ("POST /api/v1/proposals/{id}/offers", &["/milestones/0/title"]),
    ("POST /api/v1/offers/{id}/counter", &["/milestones/0/title"]),
    ("POST /api/v1/milestones/{id}/submit", &["/text"]),
    ("POST /api/v1/milestones/{id}/request-changes", &["/note"]),
    ("POST /api/v1/rooms/{id}/messages", &["/text"]),
    ("PUT /api/v1/rooms/{id}/messages/{message}", &["/text"]),
    ("POST /api/v1/timer/start", &["/memo"]),
    ("PUT /api/v1/profile", &["/name"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn no_control_character_is_taken_or_makes_a_fault_on_sqlite() {
    send_everywhere(guests("").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_control_character_is_taken_or_makes_a_fault_on_postgres() {
    send_everywhere(guests(&fresh_database().await).await).await;
}

async fn send_everywhere(mut guests: Guests) {
    let mut wrong = Vec::new();
    for (row, caller) in routes() {
        for field in guests.fields(row.route, caller).await {
            let written = WRITTEN.iter().any(|(route, fields)| *route == row.route && fields.contains(&field.as_str()));
            if written {
                guests.scene.stage(row.route).await;
            }
            for control in if written { &["\0", "\u{1b}"][..] } else { &["\0"] } {
                let spoilt = |name: &str, value: &str| (name == field).then(|| format!("{value}{control}x"));
                let (status, body) = guests.knock_with(row.route, caller, &spoilt).await;
                // A page gets sentences, a program codes.
                let said = ["control character", "Enter an e-mail address", "Write the amount", "text.control"];
                let named = said.iter().any(|said| body.contains(said));
                // A search says on its page why it cannot be carried out.
                let refused = (status == 422 || row.route.ends_with("/find")) && named;
                if status >= 500 || (written && !refused) {
                    wrong.push(format!("{} with {control:?} in {field}: {status} {body}", row.route));
                }
            }
        }
    }
    wrong.extend(addresses(&guests).await);
    wrong.extend(headers(&guests).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ids, cursors and words in addresses.
async fn addresses(guests: &Guests) -> Vec<String> {
    let lists = ["jobs", "jobs/mine", "proposals", "contracts", "rooms", "wallet", "events"];
    let api = lists.iter().flat_map(|list| {
        ["after", "words", "currency", "limit", "budget_min", "nothing"]
            .map(|name| format!("/api/v1/{list}?{name}=%00"))
    });
    let ids = ["jobs", "proposals", "offers", "contracts", "payments", "rooms", "people", "tokens"];
    let ids = ids.iter().flat_map(|kind| [format!("/api/v1/{kind}/%00"), format!("/api/v1/{kind}/a%00b?before=%00")]);
    let pages = [
        "/jobs?words=%00&after=%00",
        "/jobs?currency=%00&budget_min=%00",
        "/jobs/mine?after=%00",
        "/jobs/%00",
        "/jobs/%00/edit",
        "/people/%00",
        "/contracts/%00",
        "/contracts?after=%00",
        "/payments/%00",
        "/offers/%00",
        "/proposals/%00",
        "/messages/%00",
        "/messages?after=%00",
        "/wallet?after=%00",
        "/timer?day=%00",
        "/verify?token=%00",
        "/reset?token=%00",
        "/%00",
        "/sign-in?next=%00",
        "/sandbox/mailbox?to=%00",
        "/sandbox/pay/%00",
        "/api/v1/sandbox/mailbox?to=%00",
        "/problems/%00",
        "/rendered/jobs/%00",
        "/rendered/people/%00",
        "/live/events?after=%00",
    ];
    let mut wrong = Vec::new();
    for address in api.chain(ids).chain(pages.map(str::to_owned)) {
        let (status, body) = guests.status_of(&address, Caller::Client).await;
        if status >= 500 {
            wrong.push(format!("{address}: {status} {body}"));
        }
    }
    wrong
}

/// Headers cannot carry a NUL, but bytes that are no text.
async fn headers(guests: &Guests) -> Vec<String> {
    let odd = HeaderValue::from_bytes(b"a\tb\x80\xff\"").unwrap();
    let names = [
        "user-agent",
        "accept-language",
        "cookie",
        "referer",
        "authorization",
        "idempotency-key",
        "if-match",
        "content-type",
        "x-forwarded-for",
        "x-request-id",
        "last-event-id",
    ];
    let mut wrong = Vec::new();
    for name in names {
        for (method, path) in
            [("GET", "/jobs"), ("POST", "/api/v1/jobs"), ("PUT", "/api/v1/profile"), ("POST", "/do/account/sign-in")]
        {
            let site = &guests.scene.site;
            let request =
                site.client.request(method.parse().unwrap(), site.url(path)).header("sec-fetch-site", "same-origin");
            let answer = request.header(name, odd.clone()).send().await.unwrap();
            if answer.status().is_server_error() {
                wrong.push(format!("{method} {path} with an odd {name}: {}", answer.status()));
            }
        }
    }
    wrong
}
