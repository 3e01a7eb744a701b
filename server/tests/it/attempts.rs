//! Commands of pages are carried out once: a form that comes again, because its answer was lost or because somebody went
//! back and pressed again, moves no money a second time.

use crate::api::eur;
use crate::api::journey::{fund, milestone, signed};
use crate::harness::TestServer;
use crate::program::{Program, on_both, on_postgres, raw, sandbox};
use serde_json::{Value, json};

/// A browser of somebody, with or without scripts.
struct Browser<'a> {
    site: &'a TestServer,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn of(site: &'a TestServer, email: &str) -> Self {
        let instance = &site.running.instance;
        let now = instance.clock.now();
        let session = store::account::sign_in(&instance.context(None).at(now), email, store::seed::PASSWORD, "test")
            .await
            .unwrap();
        Self { site, cookie: format!("{}={}", server::session::cookie_name(&instance.config), session.token) }
    }

    /// A page as a browser without scripts gets it.
    async fn reads(&self, path: &str) -> String {
        let request = self.site.client.get(self.site.url(path)).header("accept", "text/html");
        request.header("cookie", &self.cookie).send().await.unwrap().text().await.unwrap()
    }

    /// Posts a form as a browser without scripts: status, and where it leads.
    async fn posts(&self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let request = self.site.post(path).header("accept", "text/html").header("cookie", &self.cookie);
        let response = request.header("referer", self.site.url("/contracts/here")).form(form).send().await.unwrap();
        let place = response.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
        (response.status().as_u16(), place.unwrap_or_default())
    }

    /// Sends a form as the page's script does, under the name of an attempt: status and answer.
    async fn sends(&self, attempt: &str, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let request = self.site.post(path).header("accept", "application/json").header("cookie", &self.cookie);
        let response = request.header("idempotency-key", attempt).form(form).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

async fn held(client: &Program, contract: &str, number: usize) -> Value {
    milestone(client, contract, number).await["escrow"]["held"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_again_moves_money_once() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        let contract = signed(&site, &client, &freelancer).await;
        let seen = milestone(&client, &contract, 1).await;
        let id = seen["id"].as_str().unwrap();
        fund(&site, &client, id).await;
        freelancer.post(&format!("milestones/{id}/submit"), json!({"text": "It is done."})).await.made();
        let version = milestone(&client, &contract, 1).await["version"].to_string();
        let fields = |amount: &'static str| {
            [("milestone_id", id), ("version", &version), ("attempt", "approve-part-1"), ("amount", amount)]
                .map(|(name, value)| (name, value.to_owned()))
        };
        let post = async |browser: &Browser<'_>, amount: &'static str| {
            let form = fields(amount);
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.posts("/do/milestone/approve-part", &form).await
        };

        let ana = Browser::of(&site, "ana@demo.example").await;
        for time in 1..=3 {
            assert_eq!(post(&ana, "100").await, (303, "/contracts/here".to_owned()), "time {time}");
            assert_eq!(held(&client, &contract, 1).await, eur(50_000), "time {time}");
        }
        // Other values under the same name: the first ones were carried out, and these are not.
        post(&ana, "200").await;
        assert_eq!(held(&client, &contract, 1).await, eur(50_000));

        // With scripts, under the name of the attempt; all of it, and a part.
        let mirela = Browser::of(&site, "mirela@demo.example").await;
        let version = milestone(&client, &contract, 1).await["version"].to_string();
        let part = [("milestone_id", id), ("version", &version), ("amount", "50")];
        for _ in 0..2 {
            assert_eq!(mirela.sends("lost", "/do/milestone/give-back-part", &part).await, (200, "null".to_owned()));
            assert_eq!(held(&client, &contract, 1).await, eur(45_000));
        }
        let (status, told) =
            mirela.sends("lost", "/do/milestone/give-back-part", &[("amount", "60"), part[0], part[1]]).await;
        assert!(status == 422 && told.contains("form.sent_before"), "{told}");
        let (status, told) = mirela.sends("new", "/do/milestone/give-back-part", &part).await;
        assert!(status == 412 && told.contains("general.stale"), "what was seen is no longer so: {told}");

        let version = milestone(&client, &contract, 1).await["version"].to_string();
        for attempt in ["all", "all"] {
            let all = [("milestone_id", id), ("version", version.as_str())];
            assert_eq!(ana.sends(attempt, "/do/milestone/approve", &all).await.0, 200);
        }
        assert_eq!(held(&client, &contract, 1).await, eur(0));
        assert_eq!(store::ledger::check(&site.running.instance.db).await.unwrap(), Vec::<String>::new());
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_was_begun_is_found_again() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        let contract = signed(&site, &client, &freelancer).await;
        let id = milestone(&client, &contract, 1).await["id"].as_str().unwrap().to_owned();
        let ana = Browser::of(&site, "ana@demo.example").await;
        let form = [("milestone_id", id.as_str()), ("attempt", "fund-1")];
        let (status, first) = ana.posts("/do/milestone/fund", &form).await;
        assert!(status == 303 && first.starts_with("/payments/"), "{first}");
        assert_eq!(ana.posts("/do/milestone/fund", &form).await, (303, first), "the same payment");

        // Another person's attempt of the same name is another attempt.
        let mirela = Browser::of(&site, "mirela@demo.example").await;
        let all = [("milestone_id", id.as_str()), ("version", "1"), ("attempt", "fund-1")];
        let (status, told) = mirela.sends("fund-1", "/do/milestone/give-back", &all).await;
        assert!(status == 409 && !told.contains("sent_before"), "{told}");
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_a_form_with_a_password() {
    let site = sandbox().await;
    let ana = Browser::of(&site, "ana@demo.example").await;
    let form = [("password", store::seed::PASSWORD), ("new_password", "a kettle of copper on ice")];
    assert_eq!(ana.sends("change", "/do/account/password", &form).await.0, 200);
    let again = [("password", "a kettle of copper on ice"), ("new_password", "a kettle of tin on ice")];
    assert_eq!(ana.sends("change", "/do/account/password", &again).await.0, 200, "a name that is not kept is free");
    site.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_was_begun_is_cancelled_on_its_page_or_by_a_program() {
    on_both(async |site| {
        let (client, freelancer) =
            (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
        let contract = signed(&site, &client, &freelancer).await;
        let id = milestone(&client, &contract, 1).await["id"].as_str().unwrap().to_owned();
        let ana = Browser::of(&site, "ana@demo.example").await;
        let begun = async || {
            let begun = client.post(&format!("milestones/{id}/fund"), Value::Null).await.expect(202);
            let needs = client.get("home?side=client").await.expect(200)["needs"].clone();
            let waits = |need: &&Value| need["what"] == "finish_payment" && need["payment"] == begun["payment"]["id"];
            assert!(needs.as_array().unwrap().iter().any(|need| waits(&need)), "{needs}");
            begun["payment"]["id"].as_str().unwrap().to_owned()
        };
        let cancelled = async |payment: &str| {
            let seen = client.get(&format!("payments/{payment}")).await.expect(200);
            assert_eq!((&seen["state"], &seen["failure"]), (&json!("failed"), &json!("abandoned")));
            let of_freelancer = milestone(&freelancer, &contract, 1).await;
            assert_eq!(of_freelancer["state"], "draft", "whether somebody left a payment is no concern of theirs");
        };

        let payment = begun().await;
        let page = ana.reads(&format!("/payments/{payment}")).await;
        assert!(page.contains("Not finished: continue or cancel") || page.contains("being prepared"), "{page}");
        assert!(page.contains("/do/payment/cancel"), "{page}");
        for _twice in 0..2 {
            let form = [("payment_id", payment.as_str())];
            assert_eq!(ana.posts("/do/payment/cancel", &form).await, (303, "/contracts/here".to_owned()));
            cancelled(&payment).await;
        }
        let page = ana.reads(&format!("/payments/{payment}")).await;
        assert!(page.contains("The payment was not finished") && page.contains("Try again with"), "{page}");

        let payment = begun().await;
        for key in ["once", "once", "again"] {
            client.post_as(key, &format!("payments/{payment}/cancel"), Value::Null).await.expect(204);
            cancelled(&payment).await;
        }
        fund(&site, &client, &id).await;
        assert_eq!(held(&client, &contract, 1).await, eur(60_000));
        site.running.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_command_that_was_thrown_back_by_the_database_is_carried_out_once_more() {
    let site = on_postgres(|_| {}).await;
    let (client, freelancer) =
        (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
    let contract = signed(&site, &client, &freelancer).await;
    let id = milestone(&client, &contract, 1).await["id"].as_str().unwrap().to_owned();
    fund(&site, &client, &id).await;
    // Twice the database says that this was a deadlock; numbers of a sequence are not taken back.
    raw(
        &site,
        "create sequence attempts; create function deadlock() returns trigger language plpgsql as $$ begin \
         if nextval('attempts') <= 2 then raise exception 'deadlock' using errcode = '40P01'; end if; return new; end $$; \
         create trigger deadlock before insert on submission for each row execute function deadlock()",
    )
    .await;
    let before = site.running.instance.db.repeats();
    let mirela = Browser::of(&site, "mirela@demo.example").await;
    let form = [("milestone_id", id.as_str()), ("text", "It is done.")];
    assert_eq!(mirela.sends("submit", "/do/milestone/submit", &form).await, (200, "null".to_owned()));
    assert!(site.running.instance.db.repeats() >= before + 2);
    let seen = milestone(&client, &contract, 1).await;
    assert_eq!((&seen["state"], seen["submissions"].as_array().unwrap().len()), (&json!("submitted"), 1), "{seen}");
    site.running.stop().await;
}
