//! A payment that was left: it waits for the client, can be cancelled, and whatever the gateway says later is still booked.

use crate::account::{code, mails, person};
use crate::harness::{TestDb, on_both};
use crate::market::Market;
use domain::actor::{Actor, Side};
use domain::contract::read::MilestoneAction;
use domain::id::{ContractId, PaymentId};
use domain::payment::{FailureReason, Outcome};
use store::contract::Funding;
use store::{contract, home, payment};

const LEFT: Outcome = Outcome::Failed { reason: FailureReason::Abandoned };

/// A contract for 100.00 whose first payment was begun, and nobody came back.
async fn left(m: &Market) -> (ContractId, PaymentId) {
    let id = m.contract(&["100"]).await;
    let payment = m.begin(m.milestone(id, 1).await).await;
    (id, payment)
}

/// How the milestone looks to one side, and what was told in the list of what happened.
async fn seen_by(m: &Market, actor: &Actor, id: ContractId) -> (&'static str, usize) {
    let page = contract::page(&m.by(actor), id).await.unwrap();
    (page.milestones[0].milestone.state.word(), page.activity.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_was_left_waits_for_the_client_at_home() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        left(&m).await;
        let needs = async |actor, side| home::page(&m.by(actor), side).await.unwrap().needs;
        assert_eq!(needs(&m.client, Side::Client).await.len(), 1);
        assert_eq!(needs(&m.freelancer, Side::Freelancer).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_freelancer_is_not_told_that_somebody_left_without_paying() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let (id, payment) = left(&m).await;
        m.settle(payment, LEFT).await;
        assert_eq!(seen_by(&m, &m.client, id).await, ("funding_failed", 1));
        assert_eq!(seen_by(&m, &m.freelancer, id).await, ("draft", 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_can_be_cancelled_at_once_and_the_milestone_funded_again() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let (id, payment) = left(&m).await;
        let view = m.page(id).await.milestones.remove(0);
        assert_eq!(view.actions, [MilestoneAction::ContinuePayment, MilestoneAction::CancelPayment]);
        let (_, stranger) = person(&m.t, "stranger@example.org", m.now).await;
        for who in [&m.freelancer, &stranger] {
            assert_eq!(code(payment::cancel(&m.by(who), payment).await), "general.not_found");
        }
        for _twice in 0..2 {
            payment::cancel(&m.client(), payment).await.unwrap();
        }
        assert_eq!(m.t.number("select count(*) from outbox where kind = 'payment.cancel'").await, 1);
        assert_eq!(seen_by(&m, &m.freelancer, id).await, ("draft", 1));
        assert_eq!(m.page(id).await.milestones[0].actions, [MilestoneAction::Fund]);
        let again = payment::page(&m.client(), payment).await.unwrap().again;
        assert_eq!(again.map(|view| view.milestone.id), Some(m.milestone(id, 1).await), "there is a way to try again");
        m.fund(m.milestone(id, 1).await).await;
        assert_eq!(m.money(&m.client).await, (0, 0, 10_000, 0));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_gateway_took_for_a_cancelled_payment_goes_to_the_wallet() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let (id, payment) = left(&m).await;
        payment::cancel(&m.client(), payment).await.unwrap();
        for _twice in 0..2 {
            m.settle(payment, Outcome::Succeeded).await;
        }
        assert_eq!(m.money(&m.client).await, (10_300, 0, 0, 0));
        let told = mails(&m.t, m.now).await;
        assert!(told.iter().any(|mail| mail.1 == "Your payment is in your wallet"), "{told:?}");
        assert_eq!(code(payment::cancel(&m.client(), payment).await), "payment.already_paid");
        // The wallet holds enough now, so no charge is needed any more.
        m.fund_or_pay(m.milestone(id, 1).await).await;
        assert_eq!(m.money(&m.client).await, (0, 0, 10_000, 0));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_whose_payment_was_cancelled_while_the_gateway_was_asked_is_known_all_the_same() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        let begun = contract::begin_funding(&m.client(), milestone).await.unwrap();
        let Funding::Pays(payment) = begun else { panic!("the wallet was empty") };
        payment::cancel(&m.client(), payment).await.unwrap();
        let cancels = "select count(*) from outbox where kind = 'payment.cancel'";
        assert_eq!(m.t.number(cancels).await, 0, "the gateway knows nothing of it yet");
        assert_eq!(payment::to_begin(&m.t.db, payment).await.unwrap(), None);
        for _twice in 0..2 {
            payment::begun(&m.platform(), payment, &payment.to_string(), "/pay").await.unwrap();
        }
        assert_eq!(m.t.number(cancels).await, 1);
        m.settle(payment, Outcome::Succeeded).await;
        assert_eq!(m.money(&m.client).await, (10_300, 0, 0, 0));
        m.check().await;
    })
    .await;
}
