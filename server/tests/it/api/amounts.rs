//! Amounts of programs: what is stored is what was sent, or it is refused at its own field. Nothing of it is guessed.

use super::journey::{fund, milestone, signed};
use super::{job, proposal};
use crate::program::{Program, sandbox};
use domain::money::{Currency, Money};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};

/// What is no code of a currency that is known here, or not quite one.
const ODD_CODES: [&str; 12] =
    ["", " ", "EUR ", " EUR", "EUR\t", "eur", "Eur", "EURO", "XXX", "€", "EUR\u{a0}", "ＥＵＲ"];

fn amount(minor: i64, currency: &str) -> Value {
    json!({"minor": minor, "currency": currency})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_currency_that_cannot_be_read_is_refused_at_its_own_field() {
    let site = sandbox().await;
    let (client, freelancer) =
        (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
    let contract = signed(&site, &client, &freelancer).await;
    let first = milestone(&client, &contract, 1).await["id"].as_str().unwrap().to_owned();
    fund(&site, &client, &first).await;
    let published = client.post("jobs", job()).await.made();
    let sent = freelancer.post(&format!("jobs/{published}/proposals"), proposal(90_000)).await.made();
    let version = milestone(&client, &contract, 1).await["version"].clone();
    let tag = client.get(&format!("jobs/{published}")).await.header("etag").to_owned();
    for code in ODD_CODES {
        let odd = amount(50_000, code);
        let rows = json!([{"title": "All of the work", "amount": odd}]);
        let mut posted = job();
        posted["budget"] = odd.clone();
        let terms = json!({"cover_letter": "I have built three of these gateways.", "milestones": rows});
        let share = json!({"version": version, "amount": odd});
        let (in_row, in_part) = ("milestones[0].amount.currency", "amount.currency");
        let calls = [
            (client.post("jobs", posted.clone()).await, "budget.currency"),
            (client.put(&format!("jobs/{published}"), &tag, posted).await, "budget.currency"),
            (
                freelancer.put("profile", "\"1\"", json!({"name": "M", "hourly_rate": odd})).await,
                "hourly_rate.currency",
            ),
            (freelancer.put(&format!("proposals/{sent}"), "\"1\"", terms).await, in_row),
            (client.post(&format!("proposals/{sent}/offers"), json!({"milestones": rows})).await, in_row),
            (client.post(&format!("milestones/{first}/approve-part"), share.clone()).await, in_part),
            (freelancer.post(&format!("milestones/{first}/give-back-part"), share).await, in_part),
        ];
        for (refused, field) in calls {
            assert_eq!((refused.problem(), refused.fields()), ((422, "json.shape"), vec![field]), "{code:?}");
        }
    }
    let refused = client.get("jobs?currency=EUR%20&budget_min=500").await;
    assert_eq!((refused.problem(), refused.fields()), ((422, "query.shape"), vec!["currency"]));
    let held = milestone(&client, &contract, 1).await["escrow"]["held"].clone();
    assert_eq!(held, amount(60_000, "EUR"), "nothing has moved");
    site.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_is_what_was_sent_or_it_is_refused() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let some = (proptest::sample::select(Currency::ALL), prop_oneof![any::<i64>(), -10_i64..2_000_000_000]);
    for _ in 0..60 {
        let (currency, minor) = some.new_tree(&mut runner).unwrap().current();
        let mut posted = job();
        posted["budget"] = amount(minor, currency.code());
        let reply = ana.post("jobs", posted).await;
        let bounds = domain::rules::bounds(currency);
        if (bounds.milestone_min.minor..=bounds.amount_max.minor).contains(&minor) {
            let id = reply.made();
            let stored = ana.get(&format!("jobs/{id}")).await.expect(200)["budget"].clone();
            assert_eq!(stored, amount(minor, currency.code()));
            ana.post(&format!("jobs/{id}/close"), Value::Null).await.expect(204);
        } else {
            let sent = Money::new(minor, currency);
            assert_eq!((reply.problem(), reply.fields()), ((422, "input"), vec!["budget"]), "{sent:?}");
        }
    }
    site.running.stop().await;
}
