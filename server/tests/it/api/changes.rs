//! What can be put right afterwards: jobs that rest, proposals and offers that are withdrawn or declined, messages and
//! tracked time.

use super::{eur, job, journey, proposal};
use crate::harness::TestServer;
use crate::program::{Program, Reply, on_both};
use serde_json::{Value, json};

async fn pair(site: &TestServer) -> (Program, Program) {
    (Program::of(site, "ana@demo.example").await, Program::of(site, "mirela@demo.example").await)
}

async fn state(program: &Program, path: &str) -> String {
    program.get(path).await.expect(200)["state"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_rests_goes_on_and_is_opened_again() {
    on_both(async |site| {
        let (ana, mirela) = pair(&site).await;
        let id = ana.post("jobs", job()).await.made();
        let page = format!("jobs/{id}");
        let proposals = format!("jobs/{id}/proposals");
        ana.post(&format!("jobs/{id}/pause"), Value::Null).await.expect(204);
        assert_eq!(state(&ana, &page).await, "paused");
        assert_eq!(mirela.post(&proposals, proposal(90_000)).await.problem(), (409, "job.not_open"));
        ana.post(&format!("jobs/{id}/resume"), Value::Null).await.expect(204);
        assert_eq!(state(&ana, &page).await, "open");
        assert_eq!(ana.post(&format!("jobs/{id}/resume"), Value::Null).await.problem(), (409, "job.not_paused"));
        ana.post(&format!("jobs/{id}/close"), Value::Null).await.expect(204);
        assert_eq!(mirela.post(&proposals, proposal(90_000)).await.status, 409);
        ana.post(&format!("jobs/{id}/reopen"), Value::Null).await.expect(204);
        assert_eq!(state(&ana, &page).await, "open");
        mirela.post(&proposals, proposal(90_000)).await.made();
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn proposals_and_offers_are_withdrawn_by_one_side_and_declined_by_the_other() {
    on_both(async |site| {
        let (ana, mirela) = pair(&site).await;
        let job = ana.post("jobs", job()).await.made();
        let proposals = format!("jobs/{job}/proposals");
        let terms = json!({"milestones": [{"title": "All of it", "amount": eur(40_000)}]});
        let sent = mirela.post(&proposals, proposal(90_000)).await.made();
        let offer = ana.post(&format!("proposals/{sent}/offers"), terms.clone()).await.made();
        let decline = format!("offers/{offer}/decline");
        assert_eq!(ana.post(&decline, Value::Null).await.problem(), (403, "offer.your_own"));
        mirela.post(&decline, Value::Null).await.expect(204);
        assert_eq!(state(&ana, &format!("offers/{offer}")).await, "declined");
        let offer = ana.post(&format!("proposals/{sent}/offers"), terms).await.made();
        let withdraw = format!("offers/{offer}/withdraw");
        assert_eq!(mirela.post(&withdraw, Value::Null).await.problem(), (403, "offer.not_your_own"));
        ana.post(&withdraw, Value::Null).await.expect(204);
        assert_eq!(state(&mirela, &format!("offers/{offer}")).await, "withdrawn");
        let page = format!("proposals/{sent}");
        assert_eq!(ana.post(&format!("proposals/{sent}/withdraw"), Value::Null).await.status, 403);
        mirela.post(&format!("proposals/{sent}/withdraw"), Value::Null).await.expect(204);
        assert_eq!(state(&ana, &page).await, "withdrawn");
        let again = mirela.post(&proposals, proposal(80_000)).await.made();
        let reason = json!({"reason": "Somebody else fits better."});
        assert_eq!(mirela.post(&format!("proposals/{again}/decline"), reason.clone()).await.status, 403);
        ana.post(&format!("proposals/{again}/decline"), reason).await.expect(204);
        assert_eq!(state(&mirela, &format!("proposals/{again}")).await, "declined");
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_changed_and_deleted_by_its_writer_alone() {
    on_both(async |site| {
        let (ana, mirela) = pair(&site).await;
        let job = ana.post("jobs", job()).await.made();
        let sent = mirela.post(&format!("jobs/{job}/proposals"), proposal(90_000)).await.made();
        let room = ana.post(&format!("proposals/{sent}/room"), Value::Null).await.expect(200);
        let room = room["id"].as_str().unwrap();
        let id = "0190163d-8694-739b-aea5-966c26f8ad91";
        let first = json!({"id": id, "text": "Can you start on Monday?"});
        ana.post(&format!("rooms/{room}/messages"), first).await.expect(201);
        let shown = async |program: &Program| {
            let page = program.get(&format!("rooms/{room}")).await.expect(200);
            page["messages"][0]["text"].clone()
        };
        let changed = json!({"text": "Can you start on Tuesday?"});
        let change = |by: &Program| by.request("PUT", &format!("rooms/{room}/messages/{id}")).json(&changed);
        assert_eq!(Reply::of(change(&mirela)).await.status, 403);
        assert_eq!(shown(&mirela).await, "Can you start on Monday?");
        Reply::of(change(&ana)).await.expect(204);
        assert_eq!(shown(&mirela).await, "Can you start on Tuesday?");
        let is_read = async || ana.get(&format!("rooms/{room}")).await.expect(200)["messages"][0]["read"].clone();
        assert_eq!(is_read().await, false);
        mirela.post(&format!("rooms/{room}/read"), json!({"up_to": 1})).await.expect(204);
        assert_eq!(is_read().await, true);
        assert_eq!(mirela.delete(&format!("rooms/{room}/messages/{id}")).await.status, 403);
        ana.delete(&format!("rooms/{room}/messages/{id}")).await.expect(204);
        assert_eq!(shown(&mirela).await, Value::Null);
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tracked_time_is_taken_away_piece_by_piece() {
    on_both(async |site| {
        let (ana, mirela) = pair(&site).await;
        let contract = journey::signed(&site, &ana, &mirela).await;
        let milestone = journey::milestone(&ana, &contract, 1).await["id"].as_str().unwrap().to_owned();
        journey::fund(&site, &ana, &milestone).await;
        mirela.post("timer/start", json!({"contract": contract, "memo": "Reading"})).await.expect(204);
        let moved = site.post("/api/v1/sandbox/clock").json(&json!({"advance": "PT1H"})).send().await.unwrap();
        assert_eq!(moved.status(), 200);
        let stored = mirela.post("timer/stop", Value::Null).await.expect(200)["segments"].as_i64().unwrap();
        let counted =
            async || ana.get(&format!("contracts/{contract}")).await.expect(200)["segments"].as_i64().unwrap();
        assert_eq!(counted().await, stored);
        // The hour may have begun on the day before.
        let today = mirela.get("timer").await.expect(200);
        let segment = today["segments"][0]["id"].as_str().unwrap_or_default().to_owned();
        let day = site.running.instance.clock.now().date().plus_days(-1).iso();
        let before = mirela.get(&format!("timer?day={day}")).await.expect(200);
        let segment =
            if segment.is_empty() { before["segments"][0]["id"].as_str().unwrap().to_owned() } else { segment };
        assert_eq!(ana.delete(&format!("segments/{segment}")).await.problem(), (404, "general.not_found"));
        mirela.delete(&format!("segments/{segment}")).await.expect(204);
        assert_eq!(counted().await, stored - 1);
        site.running.stop().await;
    })
    .await;
}
