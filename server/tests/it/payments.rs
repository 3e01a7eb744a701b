//! Paying through the sandbox gateway, over real HTTP: its page, its webhooks, and what the books say afterwards.

use crate::harness::{TestServer, header};
use crate::program::{demo, on_postgres, raw};
use domain::actor::{Actor, Proof};
use domain::contract::milestone::MilestoneState;
use domain::contract::terms::MilestoneInput;
use domain::id::{ContractId, MilestoneId, PaymentId};
use domain::job::JobInput;
use domain::offer::OfferInput;
use domain::payment::{PaymentState, SandboxMethod};
use domain::proposal::ProposalInput;
use domain::time::Span;
use gateway::Gateway;
use server::{payments, worker};
use store::contract::Funding;
use store::{Platform, account, contract, job, ledger, offer, payment, proposal, seed};

/// A sandbox where Ana has signed a contract with Mirela and begins to pay for its milestone.
struct Till {
    site: TestServer,
    ana: Actor,
    contract: ContractId,
    milestone: MilestoneId,
    payment: PaymentId,
    /// Path of the hosted page.
    page: String,
}

async fn person(site: &TestServer, email: &str) -> Actor {
    let instance = &site.running.instance;
    let session = account::sign_in(&instance.context(None), email, seed::PASSWORD, "test").await.unwrap();
    Actor::new(session.account, Proof::Session)
}

impl Till {
    async fn open() -> Self {
        // The worker of this instance rests, so that each test decides when time and webhooks move.
        Self::on(demo(TestServer::with(|config| (config.sandbox, config.worker) = (true, false)).await).await).await
    }

    async fn on(site: TestServer) -> Self {
        let (ana, mirela) = (person(&site, "ana@demo.example").await, person(&site, "mirela@demo.example").await);
        let client = site.running.instance.context(ana.clone());
        let freelancer = client.by(mirela);
        let wanted = JobInput {
            title: "Rust engineer for a tide gauge".into(),
            description: "Read four hundred sensors over a modem and never lose a single sample of them.".into(),
            currency: "EUR".into(),
            budget: "1000".into(),
            hires: "1".into(),
            visibility: "public".into(),
            ..JobInput::default()
        };
        let milestones =
            vec![MilestoneInput { title: "All of the work".into(), amount: "1000".into(), due: String::new() }];
        let job = job::save_draft(&client, None, &wanted).await.unwrap();
        job::publish(&client, job, &wanted).await.unwrap();
        let letter = ProposalInput {
            cover_letter: "I have built three of these gateways.".into(),
            milestones: milestones.clone(),
        };
        let proposal = proposal::send(&freelancer, job, &letter).await.unwrap();
        let terms = OfferInput { milestones, message: String::new() };
        let offer = offer::make(&client, proposal, &terms).await.unwrap();
        let contract = offer::accept(&freelancer, offer).await.unwrap();
        let milestone = contract::page(&client, contract).await.unwrap().milestones[0].milestone.id;
        let Funding::Pays(payment) = contract::begin_funding(&client, milestone).await.unwrap() else {
            panic!("the wallet was empty");
        };
        let mut till = Self { site, ana, contract, milestone, payment, page: String::new() };
        // The message in the outbox asks the gateway; asking again changes nothing.
        till.work().await;
        payments::drive(&till.site.running.instance, payment, client.now).await.unwrap();
        let PaymentState::Begun { hosted_url, .. } = till.state().await else { panic!("the gateway was not asked") };
        till.page = hosted_url;
        till
    }

    async fn work(&self) {
        let instance = &self.site.running.instance;
        worker::run_once(instance, instance.clock.now()).await.unwrap();
    }

    async fn pass(&self, span: Span) {
        worker::run_due(&self.site.running.instance, span).await.unwrap();
    }

    async fn cancel(&self) {
        let instance = &self.site.running.instance;
        payment::cancel(&instance.context(self.ana.clone()), self.payment).await.unwrap();
    }

    async fn press(&self, body: &str) -> reqwest::Response {
        let form = self.site.post(&self.page).header("content-type", "application/x-www-form-urlencoded");
        form.body(body.to_owned()).send().await.unwrap()
    }

    async fn pick(&self, method: SandboxMethod) -> reqwest::Response {
        self.press(&format!("press=pay&method={}", method.as_str())).await
    }

    async fn state(&self) -> PaymentState {
        let instance = &self.site.running.instance;
        payment::page(&instance.context(self.ana.clone()), self.payment).await.unwrap().payment.state
    }

    async fn milestone(&self) -> MilestoneState {
        let instance = &self.site.running.instance;
        let page = contract::page(&instance.context(self.ana.clone()), self.contract).await.unwrap();
        page.milestones.into_iter().find(|view| view.milestone.id == self.milestone).unwrap().milestone.state
    }

    /// Funded or not, the books are right and nothing was charged twice.
    async fn ends(&self, payment: &str, milestone: &str) {
        assert_eq!((self.state().await.word(), self.milestone().await.word()), (payment, milestone));
        let instance = &self.site.running.instance;
        assert_eq!(ledger::check(&instance.db).await.unwrap(), Vec::<String>::new());
        let wallet = ledger::wallet(&instance.context(self.ana.clone()), "", 50).await.unwrap();
        let deposits =
            wallet.lines.iter().filter(|line| line.kind == domain::ledger::posting::MovementKind::Deposit).count();
        assert_eq!(deposits, usize::from(payment == "succeeded"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_goes_out_to_the_hosted_page_and_comes_back_paid() {
    let till = Till::open().await;
    let page = till.site.get(&till.page).await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("€1,030.00") && page.contains("/pkg/guildhall"), "{page}");
    assert!(!page.contains("<script") && !page.contains("style="), "nothing inline, nothing to run");
    for method in SandboxMethod::ALL {
        assert!(page.contains(&format!("value=\"{}\"", method.as_str())), "{method:?}");
    }
    let back = till.pick(SandboxMethod::Succeeds).await;
    assert_eq!(
        (back.status().as_u16(), header(&back, "location")),
        (303, format!("/payments/{}", till.payment).as_str())
    );
    till.ends("begun", "funding").await;
    till.work().await;
    till.ends("succeeded", "funded").await;
    // Pressing again, after going back in the browser, charges nothing.
    let again = till.pick(SandboxMethod::Succeeds).await;
    assert_eq!(header(&again, "location"), till.page);
    assert!(till.site.get(&till.page).await.text().await.unwrap().contains("settled"));
    till.work().await;
    till.ends("succeeded", "funded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_fails_charges_nothing_and_says_why() {
    for (method, reason) in [(SandboxMethod::Declined, "declined"), (SandboxMethod::LacksFunds, "lacks_funds")] {
        let till = Till::open().await;
        assert_eq!(till.pick(method).await.status(), 303);
        till.work().await;
        till.ends("failed", "funding_failed").await;
        let PaymentState::Failed { reason: said, .. } = till.state().await else { panic!("it failed") };
        assert_eq!(said.as_str(), reason);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_step_is_asked_and_decides() {
    let till = Till::open().await;
    let asked = till.pick(SandboxMethod::NeedsSecondStep).await;
    let second = header(&asked, "location").to_owned();
    assert_eq!(second, format!("{}?second_step=1", till.page));
    assert!(till.site.get(&second).await.text().await.unwrap().contains("value=\"confirm\""));
    till.work().await;
    till.ends("begun", "funding").await;
    assert_eq!(till.press("press=confirm").await.status(), 303);
    till.work().await;
    till.ends("succeeded", "funded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_webhook_comes_late_and_a_second_one_changes_nothing() {
    let till = Till::open().await;
    till.pick(SandboxMethod::AnswersLate).await;
    till.pass(Span::minutes(59)).await;
    till.ends("begun", "funding").await;
    till.pass(Span::minutes(1)).await;
    till.ends("succeeded", "funded").await;

    let till = Till::open().await;
    till.pick(SandboxMethod::AnswersTwice).await;
    till.work().await;
    till.ends("succeeded", "funded").await;
    till.pass(Span::minutes(2)).await;
    till.ends("succeeded", "funded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_webhook_told_a_look_up_finds_after_a_day() {
    let till = Till::open().await;
    let broken = till.pick(SandboxMethod::TimesOut).await;
    assert_eq!(broken.status(), 504);
    assert!(broken.text().await.unwrap().contains(&format!("/payments/{}", till.payment)));
    till.pass(Span::hours(23)).await;
    till.ends("begun", "funding").await;
    till.pass(Span::hours(2)).await;
    till.ends("succeeded", "funded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_paid_for_a_day_counts_as_abandoned_and_can_no_longer_be_paid() {
    let till = Till::open().await;
    till.pass(Span::hours(25)).await;
    till.ends("failed", "funding_failed").await;
    let forgotten = till.pick(SandboxMethod::Succeeds).await;
    assert_eq!(header(&forgotten, "location"), till.page, "in a window that stayed open");
    till.work().await;
    till.ends("failed", "funding_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_was_cancelled_can_no_longer_be_paid_and_what_was_paid_before_is_booked() {
    let till = Till::open().await;
    till.cancel().await;
    till.work().await;
    let again = till.pick(SandboxMethod::Succeeds).await;
    assert_eq!(header(&again, "location"), till.page, "it is settled there as well");
    till.work().await;
    till.ends("failed", "funding_failed").await;

    // Paid, and the webhook would come an hour later: it is booked as soon as the gateway is told.
    let till = Till::open().await;
    till.pick(SandboxMethod::AnswersLate).await;
    till.cancel().await;
    till.ends("failed", "funding_failed").await;
    till.work().await;
    till.ends("succeeded", "funding_failed").await;
    till.pass(Span::hours(2)).await;
    till.ends("succeeded", "funding_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_leaves_the_page_has_not_paid_and_a_bad_choice_is_explained() {
    let till = Till::open().await;
    let bad = till.press("press=pay&method=gold").await;
    assert_eq!(bad.status(), 422);
    assert!(bad.text().await.unwrap().contains("Choose how this payment shall behave."));
    assert_eq!(till.press("press=leave").await.status(), 303);
    till.work().await;
    till.ends("failed", "funding_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_without_the_right_signature_is_refused() {
    let till = Till::open().await;
    let reference = till.page.rsplit('/').next().unwrap();
    let body = format!("{{\"reference\":\"{reference}\",\"outcome\":\"succeeded\"}}");
    let send = async |signature: &str| {
        let request =
            till.site.client.post(till.site.url(payments::WEBHOOK_PATH)).header("x-sandbox-signature", signature);
        request.body(body.clone()).send().await.unwrap().status().as_u16()
    };
    let seconds = till.site.running.instance.clock.now().micros() / 1_000_000;
    assert_eq!(send("").await, 401);
    assert_eq!(send(&format!("t={seconds},v1={}", "00".repeat(32))).await, 401);
    till.ends("begun", "funding").await;

    let sandbox = till.site.running.instance.sandbox.as_ref().unwrap();
    let outcome = domain::payment::Outcome::Succeeded;
    let webhook = gateway::Webhook { reference: reference.to_owned(), key: None, outcome };
    let signed = sandbox.sign(&webhook, till.site.running.instance.clock.now());
    assert_eq!(send(&signed.signature).await, 204);
    till.ends("succeeded", "funded").await;

    let unknown = gateway::Webhook { reference: "sbx_none".into(), key: Some(till.payment), ..webhook };
    let signed = sandbox.sign(&unknown, till.site.running.instance.clock.now());
    let request =
        till.site.client.post(till.site.url(payments::WEBHOOK_PATH)).header("x-sandbox-signature", signed.signature);
    assert_eq!(request.body(signed.body).send().await.unwrap().status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_a_sandbox_there_is_neither_page_nor_webhook() {
    let site = TestServer::open().await;
    assert_eq!(site.get("/sandbox/pay/sbx_x").await.status(), 404);
    assert_eq!(site.post(payments::WEBHOOK_PATH).body("{}").send().await.unwrap().status(), 405);
    let sandbox = TestServer::with(|config| config.sandbox = true).await;
    assert_eq!(sandbox.get("/sandbox/pay/sbx_x").await.status(), 404);
}

/// A payment whose charge the gateway took on, though its answer never reached our row.
async fn unanswered() -> Till {
    let till = Till::on(on_postgres(|config| config.worker = false).await).await;
    let instance = &till.site.running.instance;
    let page = instance.sandbox.as_ref().unwrap().find(till.payment).await.unwrap().unwrap().begun.hosted_url;
    assert_eq!(page, till.page, "known by our key as by its name");
    raw(&till.site, "update payment set state = 'created', reference = null, hosted_url = null").await;
    raw(&till.site, "delete from outbox").await;
    till
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_whose_name_never_reached_us_is_booked_when_its_webhook_comes() {
    let till = unanswered().await;
    assert_eq!(till.pick(SandboxMethod::AnswersTwice).await.status(), 303);
    till.work().await;
    till.ends("succeeded", "funded").await;
    till.pass(Span::hours(25)).await;
    till.ends("succeeded", "funded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_whose_name_never_reached_us_is_looked_up_by_our_key() {
    let till = unanswered().await;
    assert_eq!(till.pick(SandboxMethod::TimesOut).await.status(), 504);
    till.pass(Span::hours(25)).await;
    till.ends("succeeded", "funded").await;

    // Nobody has paid: it counts as left, and can no longer be paid.
    let till = unanswered().await;
    till.pass(Span::hours(25)).await;
    till.ends("failed", "funding_failed").await;
    till.pick(SandboxMethod::Succeeds).await;
    till.work().await;
    till.ends("failed", "funding_failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_alone_moves_no_payment_that_has_another_name() {
    let till = Till::open().await;
    let instance = &till.site.running.instance;
    let outcome = domain::payment::Outcome::Succeeded;
    let other = payment::heard(&instance.context(Platform), "sbx_other", Some(till.payment), outcome).await;
    assert!(other.unwrap_err().to_string().contains("No payment of ours"));
    till.ends("begun", "funding").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_clock_stops_at_each_due_moment_though_something_is_stuck() {
    let till = Till::open().await;
    let instance = &till.site.running.instance;
    let begun = instance.clock.now();
    // There is no such offer, so this is tried again and again.
    let mut tx = instance.db.begin().await.unwrap();
    store::schedule::add(&mut tx, offer::EXPIRE, 7, begun).await.unwrap();
    tx.commit().await.unwrap();
    till.pick(SandboxMethod::AnswersLate).await;
    till.pass(Span::days(3)).await;
    let PaymentState::Succeeded { at } = till.state().await else { panic!("the webhook came") };
    let late = at.since(begun.plus(SandboxMethod::LATE));
    assert!(late < Span::minutes(30), "heard {} seconds after its moment", late.as_seconds());
}
