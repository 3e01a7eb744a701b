//! The main job from the job post to cleared money, with nothing but the API and the test clock.

use super::{eur, job, proposal};
use crate::harness::{TestServer, until};
use crate::program::{Program, Reply, on_both};
use serde_json::{Value, json};

async fn pass(site: &TestServer, span: &str) {
    let moved = site.post("/api/v1/sandbox/clock").json(&json!({"advance": span})).send().await.unwrap();
    assert_eq!(moved.status(), 200);
}

pub async fn milestone(program: &Program, contract: &str, number: usize) -> Value {
    program.get(&format!("contracts/{contract}")).await.expect(200)["milestones"][number - 1].clone()
}

/// The available balance, the pending one and what is held, in cents.
async fn wallet(program: &Program) -> [i64; 4] {
    let wallet = program.get("wallet").await.expect(200);
    ["available", "pending", "in_escrow_paid", "in_escrow_earning"]
        .map(|part| wallet["balances"][0][part]["minor"].as_i64().unwrap_or(0))
}

/// From the job post to a signed contract of two milestones, after one counter-offer.
pub async fn signed(site: &TestServer, client: &Program, freelancer: &Program) -> String {
    let job_id = client.post("jobs", job()).await.made();
    let found = freelancer.get("jobs?words=tide%20gauge").await.expect(200);
    assert_eq!(found["items"][0]["id"], job_id.as_str());
    let sent = freelancer.post(&format!("jobs/{job_id}/proposals"), proposal(90_000)).await.made();
    client.post(&format!("proposals/{sent}/view"), Value::Null).await.expect(204);
    let (path, state) = (format!("proposals/{sent}/shortlist"), format!("proposals/{sent}"));
    for _ in 0..2 {
        Reply::of(client.request("PUT", &path)).await.expect(204);
        assert_eq!(client.get(&state).await.expect(200)["state"], "shortlisted", "a repeat undoes nothing");
    }
    client.delete(&path).await.expect(204);
    assert_eq!(client.get(&state).await.expect(200)["state"], "viewed");
    let room = client.post(&format!("proposals/{sent}/room"), Value::Null).await.expect(200);
    let hello = json!({"id": "0190163d-8694-739b-aea5-966c26f8ad91", "text": "Can you start on Monday?"});
    let path = format!("rooms/{}/messages", room["id"].as_str().unwrap());
    assert_eq!(client.post(&path, hello.clone()).await.expect(201)["number"], 1);
    assert_eq!(client.post(&path, hello).await.expect(201)["number"], 1, "sent twice is sent once");
    let offered = json!({"milestones": [{"title": "First half", "amount": eur(40_000)}, {"title": "Second half", "amount": eur(40_000)}]});
    let offer = client.post(&format!("proposals/{sent}/offers"), offered).await.made();
    let due = site.running.instance.clock.now().date().plus_days(60).iso();
    let counter = json!({
        "milestones": [{"title": "First half", "amount": eur(60_000)}, {"title": "Second half", "amount": eur(40_000), "due": due}],
        "message": "The first half is the harder one.",
    });
    let counter = freelancer.post(&format!("offers/{offer}/counter"), counter).await.made();
    let seen = client.get(&format!("offers/{counter}")).await.expect(200);
    assert_eq!(
        (&seen["number"], &seen["from"], &seen["breakdown"]["client_pays"]),
        (&json!(2), &json!("freelancer"), &eur(103_000))
    );
    assert_eq!((&seen["proposed"], seen["proposed_at"].is_null()), (&eur(90_000), false), "what it all began with");
    assert_eq!(seen["actions"], json!(["accept", "counter", "decline"]));
    client.post(&format!("offers/{counter}/accept"), Value::Null).await.made()
}

/// Funds a milestone through the sandbox gateway.
pub async fn fund(site: &TestServer, client: &Program, milestone: &str) {
    let begun = client.post(&format!("milestones/{milestone}/fund"), Value::Null).await.expect(202);
    let payment = format!("payments/{}", begun["payment"]["id"].as_str().unwrap());
    // Nothing was in the wallet, so all that funding takes is charged.
    assert_eq!((&begun["payment"]["cost"], begun["payment"]["cost"].is_null()), (&begun["payment"]["amount"], false));
    // The worker asks the gateway.
    let look = async || Some(client.get(&payment).await.expect(200)).filter(|seen| seen["state"] != "created");
    let seen = until("a payment that the gateway knows of", look).await;
    assert_eq!(seen["state"], "begun");
    assert!(seen["hosted_url"].as_str().unwrap().contains("/sandbox/pay/"));
    let pay = format!("sandbox/pay/{}", seen["reference"].as_str().unwrap());
    assert_eq!(client.post(&pay, json!({"method": "needs_second_step"})).await.expect(200)["step"], "second_step");
    assert_eq!(client.post(&pay, json!({"press": "confirm"})).await.expect(200)["step"], "done");
    assert_eq!(client.post(&pay, json!({"method": "succeeds"})).await.problem(), (409, "payment.settled"));
    pass(site, "PT1M").await;
    assert_eq!(client.get(&payment).await.expect(200)["state"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_needs_no_page() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        let contract = signed(&site, &client, &freelancer).await;
        let first = milestone(&client, &contract, 1).await["id"].as_str().unwrap().to_owned();
        fund(&site, &client, &first).await;
        assert_eq!(wallet(&client).await, [0, 0, 60_000, 0]);

        let submit = format!("milestones/{first}/submit");
        freelancer.post(&submit, json!({"text": "The first version: https://example.org/1"})).await.made();
        let changes = json!({"note": "Please keep the samples of the night as well."});
        client.post(&format!("milestones/{first}/request-changes"), changes).await.expect(204);
        assert_eq!(milestone(&freelancer, &contract, 1).await["state"], "changes_requested");
        freelancer.post(&submit, json!({"text": "The second version: https://example.org/2"})).await.made();
        let version = milestone(&client, &contract, 1).await["version"].clone();
        let some = json!({"version": version, "amount": eur(20_000)});
        client.post(&format!("milestones/{first}/approve-part"), some.clone()).await.expect(204);
        let again = client.post(&format!("milestones/{first}/approve-part"), some).await;
        assert_eq!(again.problem(), (412, "general.stale"), "nobody has seen what is left");
        let part = milestone(&freelancer, &contract, 1).await;
        assert_eq!((&part["escrow"]["released"], &part["escrow"]["held"]), (&eur(20_000), &eur(40_000)));
        assert_eq!(wallet(&freelancer).await, [0, 19_000, 0, 40_000]);

        // What is left is still in review; nobody answers, so it is released after fourteen days and clears five days later.
        if part["state"] != "submitted" {
            freelancer.post(&submit, json!({"text": "The rest of it: https://example.org/3"})).await.made();
        }
        pass(&site, "P14D").await;
        assert_eq!(milestone(&freelancer, &contract, 1).await["state"], "released");
        assert_eq!(wallet(&freelancer).await, [19_000, 38_000, 0, 0]);
        pass(&site, "P5D").await;
        assert_eq!(wallet(&freelancer).await, [57_000, 0, 0, 0]);
        assert_eq!(wallet(&client).await, [0, 0, 0, 0]);
        let happened = client.get(&format!("contracts/{contract}")).await.expect(200);
        assert!(
            happened["activity"]
                .as_array()
                .unwrap()
                .iter()
                .any(|line| line["what"] == "released" && line["by_silence"] == true)
        );

        client.post(&format!("contracts/{contract}/end"), Value::Null).await.expect(204);
        assert_eq!(milestone(&client, &contract, 2).await["state"], "cancelled");
        let lines = freelancer.get("wallet?limit=100").await.expect(200);
        let sum: i64 =
            lines["items"].as_array().unwrap().iter().map(|line| line["amount"]["minor"].as_i64().unwrap()).sum();
        assert_eq!(sum, 57_000, "every line of the statement is in the balance");
        assert_eq!(store::ledger::check(&site.running.instance.db).await.unwrap(), Vec::<String>::new());
        let news = freelancer.get("events?after=0&limit=100").await.expect(200);
        assert!(
            news["items"]
                .as_array()
                .unwrap()
                .iter()
                .any(|event| event["topic"] == "contract" && event["body"]["id"] == contract.as_str())
        );
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_freelancer_gives_money_back_and_the_wallet_pays_for_the_next_milestone() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        // On a Wednesday, so that the week that is counted below does not end in between.
        let now = site.running.instance.clock.now();
        let days = (0..7).find(|days| now.date().plus_days(*days).weekday() == 2).unwrap();
        pass(&site, &format!("PT{}H", days * 24 + 7 * 24)).await;
        let contract = signed(&site, &client, &freelancer).await;
        let ids = [1, 2].map(|number| (number, &client, &contract));
        let mut milestones = Vec::new();
        for (number, client, contract) in ids {
            milestones.push(milestone(client, contract, number).await["id"].as_str().unwrap().to_owned());
        }
        fund(&site, &client, &milestones[0]).await;
        let track = json!({"contract": contract, "memo": "Reading the old code"});
        freelancer.post("timer/start", track.clone()).await.expect(204);
        assert_eq!(freelancer.post("timer/start", track).await.problem(), (409, "timesheet.running"));
        pass(&site, "PT30M").await;
        assert!(freelancer.post("timer/stop", Value::Null).await.expect(200)["segments"].as_i64().unwrap() >= 2);
        let day = freelancer.get("timer").await.expect(200);
        let week = day["week_segments"].as_i64().unwrap();
        assert!(week >= 2, "{day}");
        let version = milestone(&freelancer, &contract, 1).await["version"].clone();
        let part = |amount: Value| json!({"version": version, "amount": amount});
        let give_back = format!("milestones/{}/give-back-part", milestones[0]);
        assert_eq!(freelancer.post(&give_back, part(eur(60_001))).await.problem(), (422, "milestone.more_than_held"));
        let refused = freelancer.post(&give_back, part(json!({"minor": 100, "currency": "USD"}))).await;
        assert_eq!(
            (refused.status, refused.fields()),
            (422, vec!["amount"]),
            "an amount is never read in another currency"
        );
        let give_back = format!("milestones/{}/give-back", milestones[0]);
        for nothing_said in [Value::Null, json!({}), part(eur(10_000)), json!({"version": version, "amount": null})] {
            let refused = freelancer.post(&give_back, nothing_said.clone()).await;
            assert!(matches!(refused.status, 415 | 422), "{nothing_said}: {}", refused.body);
        }
        freelancer.post(&give_back, json!({"version": version})).await.expect(204);
        assert_eq!(wallet(&client).await[0], 61_800, "the fee comes back too");
        let paid = client.post(&format!("milestones/{}/fund", milestones[1]), Value::Null).await.expect(200);
        assert_eq!((&paid["funded"], &paid["payment"]), (&json!(true), &Value::Null));
        assert_eq!(wallet(&client).await, [61_800 - 41_200, 0, 40_000, 0]);
        assert_eq!(store::ledger::check(&site.running.instance.db).await.unwrap(), Vec::<String>::new());
        site.running.stop().await;
    })
    .await;
}
