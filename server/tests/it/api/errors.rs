//! What an integrator is told when something is wrong: a problem with a stable code, never a 500.

use super::{job, proposal};
use crate::harness::TestServer;
use crate::program::{Program, Reply, demo, sandbox};
use domain::actor::Scope;
use domain::time::Span;
use serde_json::{Value, json};
use store::Platform;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_token_there_is_nothing_but_a_challenge() {
    let site = sandbox().await;
    let nobody = Program::showing(&site, "");
    let refused = nobody.get("wallet").await;
    assert_eq!(refused.problem(), (401, "token.missing"));
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    let known = Program::showing(&site, "gh_0123456789").get("jobs").await;
    assert_eq!(known.problem(), (401, "token.unknown"), "a bad token is told, even where none is needed");
    assert_eq!(known.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    for path in ["jobs", "openapi.json", "docs"] {
        assert_eq!(nobody.get(path).await.status, 200, "{path} is open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_opens_nothing_here() {
    let site = sandbox().await;
    let instance = &site.running.instance;
    let session = store::account::sign_in(&instance.context(None), "ana@demo.example", store::seed::PASSWORD, "test")
        .await
        .unwrap();
    let cookie = format!("{}={}", server::session::cookie_name(&instance.config), session.token);
    let request = Program::showing(&site, "")
        .request("GET", "account")
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin");
    assert_eq!(Reply::of(request).await.problem(), (401, "token.missing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_it_is_revoked() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let tokens = ana.get("tokens").await.expect(200);
    let id = tokens["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(tokens["items"][0]["scopes"], json!(["read", "work", "message", "money"]));
    assert!(!tokens.to_string().contains("gh_"), "the secret was shown once");
    let tomas = Program::of(&site, "tomas@demo.example").await;
    assert_eq!(tomas.delete(&format!("tokens/{id}")).await.problem(), (404, "general.not_found"));
    ana.delete(&format!("tokens/{id}")).await.expect(204);
    assert_eq!(ana.get("account").await.problem(), (401, "token.unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_its_life_and_needs_nobody_to_sweep_it_away() {
    let site = demo(TestServer::with(|config| (config.sandbox, config.worker) = (true, false)).await).await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let instance = &site.running.instance;
    instance.clock.advance(&instance.context(Platform), Span::days(59)).await.unwrap();
    assert_eq!(ana.get("account").await.status, 200);
    instance.clock.advance(&instance.context(Platform), Span::days(1)).await.unwrap();
    assert_eq!(ana.get("account").await.problem(), (401, "token.unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_missing_is_named() {
    let site = sandbox().await;
    let reader = Program::with(&site, "ana@demo.example", &[Scope::Read]).await;
    let refused = reader.post("jobs", job()).await;
    assert_eq!(refused.problem(), (403, "general.scope"));
    assert_eq!(refused.header("www-authenticate"), "Bearer error=\"insufficient_scope\"");
    assert!(refused.body["detail"].as_str().unwrap().contains("work"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_one_may_not_see_look_the_same() {
    let site = sandbox().await;
    let (ana, tomas) = (Program::of(&site, "ana@demo.example").await, Program::of(&site, "tomas@demo.example").await);
    let mut draft = job();
    draft["publish"] = json!(false);
    let draft = ana.post("jobs", draft).await.made();
    let hidden = tomas.get(&format!("jobs/{draft}")).await;
    for path in ["jobs/0000000000001", "jobs/nonsense", "jobs/%20", "jobs/000000000000u"] {
        let missing = tomas.get(path).await;
        assert_eq!(missing.problem(), (404, "general.not_found"), "{path}");
        assert_eq!(missing.body, hidden.body);
    }
    for path in [
        "offers/0000000000001",
        "contracts/0000000000001",
        "payments/0000000000001",
        "rooms/0000000000001",
        "people/0000000000001",
    ] {
        assert_eq!(tomas.get(path).await.problem().0, 404, "{path}");
    }
    assert_eq!(tomas.get("no/such/thing").await.problem(), (404, "general.not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_says_which_ones_there_are() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let refused = ana.delete("jobs").await;
    assert_eq!(refused.problem(), (405, "general.method"));
    let allowed = refused.header("allow");
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
}

async fn sent(site: &TestServer, kind: &str, body: &str) -> Reply {
    let ana = Program::of(site, "ana@demo.example").await;
    let request = ana.request("POST", "jobs").header("idempotency-key", "k").header("content-type", kind);
    Reply::of(request.body(body.to_owned())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_fit_is_told_by_kind() {
    let site = sandbox().await;
    let json = "application/json";
    assert_eq!(sent(&site, "text/plain", "{}").await.problem(), (415, "json.content_type"));
    assert_eq!(sent(&site, "application/x-www-form-urlencoded", "title=x").await.problem(), (415, "json.content_type"));
    assert_eq!(sent(&site, json, "{\"title\": ").await.problem(), (400, "json.unreadable"));
    assert_eq!(sent(&site, json, "").await.problem(), (400, "json.unreadable"));
    assert_eq!(sent(&site, json, "[]").await.problem(), (422, "json.shape"));
    assert_eq!(sent(&site, json, "{\"title\": 5}").await.problem(), (422, "json.shape"));
    assert_eq!(
        sent(&site, json, "{\"titel\": \"x\"}").await.problem(),
        (422, "json.shape"),
        "a misspelt field is told"
    );
    assert_eq!(
        sent(&site, json, "{\"budget\": {\"minor\": 1.5, \"currency\": \"EUR\"}}").await.problem(),
        (422, "json.shape")
    );
    sent(&site, "application/json; charset=utf-8", &job().to_string()).await.made();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_is_named_at_once() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let bad = json!({"title": "x", "description": "", "budget": {"minor": 1, "currency": "EUR"}, "hires": 21, "publish": true});
    let refused = ana.post("jobs", bad).await;
    assert_eq!(refused.problem(), (422, "input"));
    assert_eq!(refused.fields(), ["title", "description", "budget", "hires"]);
    for amount in [
        json!({"minor": -5, "currency": "EUR"}),
        json!({"minor": i64::MAX, "currency": "EUR"}),
        json!({"minor": 5, "currency": "XXX"}),
    ] {
        let mut bad = job();
        bad["budget"] = amount;
        let refused = ana.post("jobs", bad).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
    }
    let id = ana.post("jobs", job()).await.made();
    let mirela = Program::of(&site, "mirela@demo.example").await;
    let mut bad = proposal(90_000);
    bad["milestones"][0]["due"] = json!("2020-02-20");
    bad["cover_letter"] = Value::String(String::new());
    let refused = mirela.post(&format!("jobs/{id}/proposals"), bad).await;
    assert_eq!((refused.problem(), refused.fields()), ((422, "input"), vec!["cover_letter", "milestones[0].due"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_of_no_list_and_a_day_of_no_calendar_are_refused_where_they_stand() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    for (field, value) in [("visibility", json!("all")), ("visibility", json!("")), ("budget", json!("5 EUR"))] {
        let mut bad = job();
        bad[field] = value;
        let refused = ana.post("jobs", bad).await;
        assert_eq!((refused.problem(), refused.fields()), ((422, "json.shape"), vec![field]));
    }
    let draft = json!({"title": "x".repeat(121), "description": "Soon", "hires": 0, "skills": ["y".repeat(41)]});
    let refused = ana.post("jobs", draft).await;
    assert_eq!(refused.fields(), ["title", "skills", "hires"], "a draft may be incomplete, not wrong");
    ana.post("jobs", json!({"title": "Short"})).await.made();
    let version = ana.get("profile").await.header("etag").to_owned();
    for (field, value) in [("experience", "guru"), ("availability", "soon"), ("visibility", "")] {
        let refused = ana.put("profile", &version, json!({"name": "Ana", field: value})).await;
        assert_eq!((refused.problem(), refused.fields()), ((422, "json.shape"), vec![field]));
    }
    let mut bad = proposal(90_000);
    bad["milestones"][0]["due"] = json!("2027-02-30");
    let id = ana.post("jobs", job()).await.made();
    let mirela = Program::of(&site, "mirela@demo.example").await;
    let refused = mirela.post(&format!("jobs/{id}/proposals"), bad).await;
    assert_eq!((refused.problem(), refused.fields()), ((422, "json.shape"), vec!["milestones[0].due"]));
    site.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_address_is_a_problem_whatever_is_wrong_with_it() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let mut seen = 0;
    for path in [
        "",
        "v1",
        "v1/",
        "v2/jobs",
        "v1/jobs/",
        "v1//jobs",
        "v1/jobs/%FF",
        "v1/jobs/%zz",
        "v1/jobs/%",
        "v1/jobs/%00",
        "v1/jobs/not-an-id",
        "v1/jobs/0000000000000",
        "v1/jobs/zzzzzzzzzzzzz",
        "v1/jobs/a%2Fb",
        "v1/jobs/%F0%28%8C%28/proposals",
        "v1/jobs/a.b",
        "v1/jobs/..%2f..%2fsecret",
        "v1/contracts/%25%25",
        "v1/rooms/%C3%28/messages",
        "v1/people/%FE",
        "v1/sandbox/pay/%FF",
        "v1/sandbox/nothing",
        "v1/milestones/%FF/approve",
        "v1/tokens/%FF",
        "v1/openapi.json/%FF",
        "v1/jobs?words=%FF&limit=%FF",
        "v1/jobs?%zz=1",
        "v1/sandbox/mailbox?%FF=%FF",
        "v1/events?after=%FF",
        "v1/%zz?%zz",
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            // With a browser's wish, which a program may pass on.
            let request = ana.request(method, &format!("../../api/{path}")).header("accept", "text/html,*/*");
            let answer =
                Reply::of(request.header("idempotency-key", "k").header("if-match", "\"1\"").json(&json!({}))).await;
            if answer.status >= 400 {
                seen += 1;
                assert_eq!(
                    answer.header("content-type"),
                    "application/problem+json",
                    "{method} /api/{path}: {}",
                    answer.body
                );
                assert!(answer.status < 500, "{method} /api/{path}: {}", answer.body);
                answer.problem();
            } else {
                // A query means nothing where a job is posted.
                assert!(method == "GET" || path.starts_with("v1/jobs?"), "/api/{path}: {}", answer.body);
            }
        }
    }
    assert!(seen > 150, "{seen}");
}
