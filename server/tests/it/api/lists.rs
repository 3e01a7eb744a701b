//! Lists: pages of a stable order, with limits.

use super::{job, proposal};
use crate::program::{Program, on_both, sandbox};
use serde_json::{Value, json};

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_two_add_up_to_the_whole_list() {
    on_both(async |site| {
        let (ana, mirela) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        for number in 0..5 {
            let mut job = job();
            job["title"] = json!(format!("Tide gauge number {number}"));
            let posted = ana.post("jobs", job).await.made();
            let sent = mirela.post(&format!("jobs/{posted}/proposals"), proposal(90_000)).await.made();
            ana.post(&format!("proposals/{sent}/room"), Value::Null).await.expect(200);
        }
        for path in ["jobs", "jobs/mine", "rooms"] {
            let whole = ids(&ana.get(&format!("{path}?limit=100")).await.expect(200));
            let (mut walked, mut after) = (Vec::new(), String::new());
            loop {
                let page = ana.get(&format!("{path}?limit=2&after={after}")).await.expect(200);
                walked.extend(ids(&page));
                match page["next"].as_str() {
                    Some(next) => next.clone_into(&mut after),
                    None => break,
                }
            }
            assert!(whole.len() >= 5);
            assert_eq!(walked, whole, "{path}");
        }
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_at_once_what_was_answered() {
    on_both(async |site| {
        let ana = Program::of(&site, "ana@demo.example").await;
        for number in 0..20 {
            let list = site.get("/jobs").await.text().await.unwrap();
            let title = format!("Lighthouse lamp {number}");
            assert!(!list.contains(&title));
            let mut job = job();
            job["title"] = json!(title);
            let posted = ana.post("jobs", job).await.made();
            assert!(site.get("/jobs").await.text().await.unwrap().contains(&title), "{title} is not in the list");
            let page = format!("/jobs/{posted}");
            assert!(site.get(&page).await.text().await.unwrap().contains(&title));
            assert_eq!(ana.post(&format!("jobs/{posted}/close"), Value::Null).await.status, 204);
            assert!(!site.get("/jobs").await.text().await.unwrap().contains(&title), "{title} is closed");
        }
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_has_bounds_and_a_query_no_unknown_words() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    for path in ["jobs", "jobs/mine", "proposals", "contracts", "rooms", "wallet", "events"] {
        for limit in ["0", "101", "-1"] {
            let refused = ana.get(&format!("{path}?limit={limit}")).await;
            assert_eq!((refused.problem(), refused.fields()), ((422, "query.limit"), vec!["limit"]), "{path} {limit}");
        }
        assert_eq!(ana.get(&format!("{path}?limit=many")).await.problem(), (422, "query.shape"), "{path}");
        assert_eq!(ana.get(&format!("{path}?limits=5")).await.problem(), (422, "query.shape"), "{path}");
        assert_eq!(ana.get(&format!("{path}?limit=100")).await.status, 200, "{path}");
    }
    assert_eq!(ana.get("timer?day=yesterday").await.problem(), (422, "query.shape"));
    assert_eq!(ana.get("home?side=both").await.problem(), (422, "query.shape"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_by_budget_needs_its_currency() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let mut marked = job();
    marked["description"] =
        json!("## Sensors\n\nRead **four hundred** of them over a [modem](https://a.example), and lose no sample.");
    ana.post("jobs", marked).await.made();
    let found = ana.get("jobs?currency=EUR&budget_min=100000&budget_max=100000").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        found["items"][0]["summary"], "Sensors Read four hundred of them over a modem, and lose no sample.",
        "a list shows no marks"
    );
    assert_eq!(found["items"][0]["budget"], json!({"minor": 100_000, "currency": "EUR"}));
    let refused = ana.get("jobs?budget_min=100000").await;
    assert_eq!((refused.status, refused.fields()), (422, vec!["budget_min"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_ones_own_answers_also_when_it_is_empty() {
    let site = sandbox().await;
    let kenji = Program::of(&site, "kenji@demo.example").await;
    for path in [
        "jobs/mine",
        "proposals",
        "contracts",
        "rooms",
        "wallet",
        "events",
        "timer",
        "home",
        "home?side=client",
        "profile",
        "account",
        "tokens",
    ] {
        assert_eq!(kenji.get(path).await.status, 200, "{path}");
    }
    let me = kenji.get("account").await.expect(200);
    assert_eq!(
        (&me["name"], &me["side"], &me["verified"]),
        (&json!("Kenji Watanabe"), &json!("freelancer"), &json!(true))
    );
    let person = Program::showing(&site, "").get(&format!("people/{}", me["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&person["hourly_rate"], &person["mine"]), (&json!({"minor": 3_800, "currency": "EUR"}), &json!(false)));
}
