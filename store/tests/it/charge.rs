//! What is charged to fund a milestone, with other charges on their way: two at once, in any order, lack nothing.

use crate::account::mails;
use crate::contract::rounds;
use crate::harness::{TestDb, on_both};
use crate::market::{Market, ROUNDS_TOGETHER};
use domain::contract::milestone::{MilestoneState, Unfunded};
use domain::contract::read::Happening;
use domain::id::{ContractId, MilestoneId, PaymentId};
use domain::money::{Currency, Money};
use domain::payment::{FailureReason, Outcome};
use domain::time::Span;
use std::sync::Arc;
use store::contract::Funding;
use store::db::retried;
use store::{contract, payment};
use tokio::sync::Barrier;

/// Begins to fund both at the same moment; gives the charges.
async fn begin_at_once(m: &Arc<Market>, both: [MilestoneId; 2]) -> Vec<PaymentId> {
    let barrier = Arc::new(Barrier::new(2));
    let begin = |milestone| {
        let (m, barrier) = (Arc::clone(m), Arc::clone(&barrier));
        tokio::spawn(async move {
            barrier.wait().await;
            retried(async || contract::begin_funding(&m.client(), milestone).await).await.unwrap()
        })
    };
    let mut payments = Vec::new();
    for begun in both.map(begin) {
        if let Funding::Pays(payment) = begun.await.unwrap() {
            payment::begun(&m.platform(), payment, &payment.to_string(), "/pay").await.unwrap();
            payments.push(payment);
        }
    }
    payments
}

/// The gateway says at the same moment that all of them succeeded.
async fn succeed_at_once(m: &Arc<Market>, payments: Vec<PaymentId>) {
    let barrier = Arc::new(Barrier::new(payments.len()));
    let settle = |payment: PaymentId| {
        let (m, barrier) = (Arc::clone(m), Arc::clone(&barrier));
        tokio::spawn(async move {
            barrier.wait().await;
            let reference = payment.to_string();
            retried(async || payment::settle(&m.platform(), &reference, Outcome::Succeeded).await).await.unwrap();
        })
    };
    let settled: Vec<_> = payments.into_iter().map(settle).collect();
    for one in settled {
        one.await.unwrap();
    }
}

async fn charged(m: &Market, payment: PaymentId) -> i64 {
    payment::page(&m.client(), payment).await.unwrap().payment.amount.minor
}

async fn states(m: &Market, id: ContractId) -> Vec<&'static str> {
    m.page(id).await.milestones.iter().map(|view| view.milestone.state.word()).collect()
}

/// 103.00 in the client's wallet.
async fn fill_wallet(m: &Market) {
    let id = m.contract(&["100"]).await;
    let milestone = m.milestone(id, 1).await;
    m.fund(milestone).await;
    contract::refund(&m.freelancer(), m.seen(milestone).await).await.unwrap();
    assert_eq!(m.money(&m.client).await.0, 10_300);
}

#[tokio::test(flavor = "multi_thread")]
async fn race_of_two_charges_on_one_contract_funds_both() {
    on_both(async |t: TestDb| {
        let mut m = Arc::new(Market::open(t).await);
        for round in 0..rounds() {
            m = m.round(round).await;
            // 3 % of 5.50 is 16 cents, of 11.00 it is 33: whichever comes second needs one more.
            let id = m.contract(&["5.50", "5.50"]).await;
            let payments = begin_at_once(&m, [m.milestone(id, 1).await, m.milestone(id, 2).await]).await;
            let mut amounts = [charged(&m, payments[0]).await, charged(&m, payments[1]).await];
            amounts.sort_unstable();
            assert_eq!(amounts, [566, 567]);
            succeed_at_once(&m, payments).await;
            assert_eq!(states(&m, id).await, ["funded", "funded"]);
            let held = i64::try_from(round % ROUNDS_TOGETHER + 1).unwrap() * 1_100;
            assert_eq!(m.money(&m.client).await, (0, 0, held, 0));
        }
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn race_of_two_contracts_for_one_wallet_counts_its_money_once() {
    on_both(async |t: TestDb| {
        let mut m = Arc::new(Market::open(t).await);
        for round in 0..rounds() {
            m = m.round(round).await;
            let before = m.money(&m.client).await.2;
            fill_wallet(&m).await;
            let (one, two) = (m.contract(&["100"]).await, m.contract(&["100"]).await);
            let payments = begin_at_once(&m, [m.milestone(one, 1).await, m.milestone(two, 1).await]).await;
            assert_eq!(payments.len(), 1, "the wallet pays for one of them");
            assert_eq!(charged(&m, payments[0]).await, 10_300);
            succeed_at_once(&m, payments).await;
            assert_eq!([states(&m, one).await, states(&m, two).await], [["funded"], ["funded"]]);
            assert_eq!(m.money(&m.client).await, (0, 0, before + 20_000, 0));
        }
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_charge_counts_on_is_kept_for_it_in_the_wallet() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        fill_wallet(&m).await;
        let id = m.contract(&["200", "100"]).await;
        let first = m.begin(m.milestone(id, 1).await).await;
        let second = m.begin(m.milestone(id, 2).await).await;
        assert_eq!((charged(&m, first).await, charged(&m, second).await), (10_300, 10_300));
        m.settle(second, Outcome::Succeeded).await;
        assert_eq!(states(&m, id).await, ["funding", "funded"]);
        m.settle(first, Outcome::Succeeded).await;
        assert_eq!(states(&m, id).await, ["funded", "funded"]);
        assert_eq!(m.money(&m.client).await, (0, 0, 30_000, 0));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn charges_of_others_take_nothing_from_a_wallet() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let others = m.beside("b").await;
        for market in [&m, &others] {
            fill_wallet(market).await;
        }
        let id = others.contract(&["200"]).await;
        let charge = others.begin(others.milestone(id, 1).await).await;
        assert_eq!(charged(&others, charge).await, 10_300, "half comes from their wallet");
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        let begun = contract::begin_funding(&m.client(), milestone).await.unwrap();
        assert_eq!(begun, Funding::Paid);
        others.settle(charge, Outcome::Succeeded).await;
        assert_eq!(
            [m.money(&m.client).await, others.money(&others.client).await],
            [(0, 0, 10_000, 0), (0, 0, 20_000, 0)]
        );
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_is_not_enough_is_a_deposit_that_everybody_hears_of() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        let payment = m.begin(milestone).await;
        // The rules leave no way to get here, so the charge itself is made too small. That others have enough is no help.
        m.t.raw("update payment set amount = amount - 1").await;
        fill_wallet(&m.beside("b").await).await;
        mails(&m.t, m.now).await;
        m.settle(payment, Outcome::Succeeded).await;
        let page = m.page(id).await;
        assert_eq!(
            page.milestones[0].milestone.state,
            MilestoneState::Unfunded(Unfunded::Failed { at: m.now, reason: FailureReason::WalletShort })
        );
        let amount = Money::new(10_299, Currency::Eur);
        let newest: Vec<_> = page.activity.iter().take(2).map(|line| line.what.clone()).collect();
        assert_eq!(newest, [Happening::NotFunded { number: 1 }, Happening::Deposited { number: 1, amount }]);
        let mails = mails(&m.t, m.now).await;
        assert_eq!(mails.len(), 1);
        assert_eq!(
            (mails[0].0.as_str(), mails[0].1.as_str()),
            ("client@example.org", "You paid, and a milestone is not funded yet")
        );
        for part in ["€102.99 was charged", "€0.01 is missing", "in your wallet", "Fund the milestone again"] {
            assert!(mails[0].2.contains(part), "{part} in {}", mails[0].2);
        }
        assert_eq!(m.money(&m.client).await, (10_299, 0, 0, 0));
        let rest = m.begin(milestone).await;
        assert_eq!(charged(&m, rest).await, 1);
        m.settle(rest, Outcome::Succeeded).await;
        assert_eq!(m.money(&m.client).await, (0, 0, 10_000, 0));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_comes_too_late_is_logged_and_mailed() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let payment = m.begin(m.milestone(id, 1).await).await;
        m.pass(Span::days(7)).await;
        mails(&m.t, m.now).await;
        m.settle(payment, Outcome::Succeeded).await;
        m.settle(payment, Outcome::Succeeded).await;
        let amount = Money::new(10_300, Currency::Eur);
        assert_eq!(m.page(id).await.activity[0].what, Happening::Deposited { number: 1, amount });
        let subjects: Vec<_> = mails(&m.t, m.now).await.into_iter().map(|mail| (mail.0, mail.1)).collect();
        assert_eq!(subjects, [("client@example.org".to_owned(), "Your payment is in your wallet".to_owned())]);
        m.check().await;
    })
    .await;
}
