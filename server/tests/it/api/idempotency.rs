//! Requests under a key happen once, whatever is repeated.

use super::{eur, job, proposal};
use crate::harness::until;
use crate::program::{Program, Reply, on_both, sandbox};
use domain::time::Span;
use serde_json::{Value, json};
use store::Platform;

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_answer_and_makes_nothing() {
    on_both(async |site| {
        let client = Program::of(&site, "ana@demo.example").await;
        let before = client.get("jobs/mine?limit=100").await.expect(200)["items"].as_array().unwrap().len();
        let first = client.post_as("one", "jobs", job()).await;
        assert_eq!(first.header("idempotency-replayed"), "");
        let again = client.post_as("one", "jobs", job()).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.header("content-type"), "application/json");
        assert_eq!(first.made(), again.made());
        let after = client.get("jobs/mine?limit=100").await.expect(200)["items"].as_array().unwrap().len();
        assert_eq!(after, before + 1);
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_body_is_repeated_as_well() {
    let site = sandbox().await;
    let client = Program::of(&site, "ana@demo.example").await;
    let mut draft = job();
    draft["publish"] = json!(false);
    let id = client.post("jobs", draft.clone()).await.made();
    let publish = format!("jobs/{id}/publish");
    client.post_as("go", &publish, draft.clone()).await.expect(204);
    let again = client.post_as("go", &publish, draft.clone()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (204, "true"));
    assert_eq!(client.post_as("go-again", &publish, draft).await.problem(), (409, "job.not_draft"));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_under_one_key_make_one_thing() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        let path = format!("jobs/{}/proposals", client.post("jobs", job()).await.made());
        let racers: Vec<_> = (0..8).map(|_| freelancer.post_as("race", &path, proposal(90_000))).collect();
        let replies = futures_util::future::join_all(racers).await;
        let first = replies.iter().filter(|reply| reply.header("idempotency-replayed").is_empty()).count();
        let mut ids: Vec<String> = replies.into_iter().map(Reply::made).collect();
        ids.dedup();
        assert_eq!((first, ids.len()), (1, 1), "everybody is told of the one that was made");
        let sent = client.get(&path).await.expect(200);
        assert_eq!(sent["items"].as_array().unwrap().len(), 1);
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_funding_shows_its_payment_as_it_stands() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        let job = client.post("jobs", job()).await.made();
        let proposal = freelancer.post(&format!("jobs/{job}/proposals"), proposal(40_000)).await.made();
        let terms = json!({"milestones": [{"title": "All of it", "amount": eur(40_000)}]});
        let offer = client.post(&format!("proposals/{proposal}/offers"), terms).await.made();
        let contract = freelancer.post_as("sign", &format!("offers/{offer}/accept"), Value::Null).await.made();
        let again = freelancer.post_as("sign", &format!("offers/{offer}/accept"), Value::Null).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.made(), contract);
        let contract = client.get(&format!("contracts/{contract}")).await.expect(200);
        let fund = format!("milestones/{}/fund", contract["milestones"][0]["id"].as_str().unwrap());
        let first = client.post_as("fund", &fund, Value::Null).await.expect(202);
        let payment = first["payment"]["id"].as_str().unwrap();
        let page = format!("payments/{payment}");
        let is_begun = async || (client.get(&page).await.expect(200)["state"] == "begun").then_some(());
        until("a payment that the gateway knows of", is_begun).await;
        let again = client.post_as("fund", &fund, Value::Null).await;
        assert_eq!((again.header("idempotency-replayed"), again.header("content-type")), ("true", "application/json"));
        let again = again.expect(202);
        assert_eq!((&again["funded"], &again["payment"]["id"]), (&json!(false), &first["payment"]["id"]));
        assert_eq!(again["payment"]["state"], "begun", "{again}");
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_one_request_of_one_account() {
    let site = sandbox().await;
    let (ana, tomas) = (Program::of(&site, "ana@demo.example").await, Program::of(&site, "tomas@demo.example").await);
    ana.post_as("mine", "jobs", job()).await.made();
    let mut other = job();
    other["title"] = json!("Another engineer for a tide gauge");
    assert_eq!(ana.post_as("mine", "jobs", other).await.problem(), (422, "idempotency.other_body"));
    let elsewhere = ana.post_as("mine", "jobs/0000000000001/publish", job()).await;
    assert_eq!(elsewhere.problem(), (422, "idempotency.other_body"), "the address is a part of the request");
    tomas.post_as("mine", "jobs", job()).await.made();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_good_key_does_nothing() {
    let site = sandbox().await;
    let client = Program::of(&site, "ana@demo.example").await;
    let missing = Reply::of(client.request("POST", "jobs").json(&job())).await;
    assert_eq!(missing.problem(), (422, "idempotency.missing"));
    for key in ["", "two words", "ä", &"x".repeat(129)] {
        let request = client.request("POST", "jobs").header("idempotency-key", key.as_bytes()).json(&job());
        assert_eq!(Reply::of(request).await.problem(), (422, "idempotency.bad_key"), "{key}");
    }
    assert_eq!(client.get("jobs?words=tide").await.expect(200)["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_may_be_tried_again_under_its_key() {
    let site = sandbox().await;
    let client = Program::of(&site, "ana@demo.example").await;
    let mut bad = job();
    bad["title"] = json!("short");
    assert_eq!(client.post_as("try", "jobs", bad).await.problem(), (422, "input"));
    client.post_as("try", "jobs", job()).await.made();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_the_answer_is_gone_and_the_key_is_not() {
    let site = sandbox().await;
    let client = Program::of(&site, "ana@demo.example").await;
    client.post_as("old", "jobs", job()).await.made();
    let instance = &site.running.instance;
    let later = instance.clock.now().plus(Span::hours(25));
    store::cleanup::erase_answers(&instance.context(Platform), later, 100).await.unwrap();
    let again = client.post_as("old", "jobs", job()).await;
    assert_eq!(again.problem(), (409, "idempotency.already_done"));
    let found = client.get("jobs?words=tide").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}
