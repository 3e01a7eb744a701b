//! The sandbox gateway's book: one charge for a key, decided once, with its notices.

use crate::harness::{TestDb, on_both};
use domain::id::PaymentId;
use domain::money::{Currency, Money};
use domain::payment::{FailureReason, Outcome, SandboxMethod};
use domain::time::{Span, Timestamp};
use store::{due, sandbox_gateway as sandbox};

const KEY: PaymentId = PaymentId::from_raw(7);
const PRICE: Money = Money::new(103_000, Currency::Eur);

fn at(minutes: i64) -> Timestamp {
    Timestamp::civil(2026, 11, 22, 12, 0, 0).unwrap().plus(Span::minutes(minutes))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_is_one_charge() {
    on_both(async |t: TestDb| {
        let once = sandbox::open(&t.db, "sbx_a", KEY, PRICE, "/payments/x", at(0)).await.unwrap();
        assert_eq!(sandbox::open(&t.db, "sbx_a", KEY, PRICE, "/payments/x", at(9)).await.unwrap(), once);
        // Whatever a repeat asks for, it gets what is there; the gateway compares.
        assert_eq!(sandbox::open(&t.db, "sbx_b", KEY, Money::new(1, Currency::Usd), "/", at(9)).await.unwrap(), once);
        assert_eq!(sandbox::charge(&t.db, "sbx_a").await.unwrap(), Some(once));
        assert_eq!(sandbox::charge(&t.db, "sbx_b").await.unwrap(), None);
        assert_eq!(t.number("select cast(count(*) as bigint) from sandbox_charge").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_is_decided_once_and_its_notices_are_sent_in_order() {
    on_both(async |t: TestDb| {
        sandbox::open(&t.db, "sbx_a", KEY, PRICE, "/payments/x", at(0)).await.unwrap();
        let decide = |outcome| sandbox::decide(&t.db, "sbx_a", Some(SandboxMethod::AnswersTwice), outcome, &[], at(1));
        let notices = [at(1), at(2)];
        assert!(
            sandbox::decide(&t.db, "sbx_a", Some(SandboxMethod::AnswersTwice), Outcome::Succeeded, &notices, at(1))
                .await
                .unwrap()
        );
        assert!(!decide(Outcome::Failed { reason: FailureReason::Declined }).await.unwrap());
        assert!(!sandbox::decide(&t.db, "sbx_none", None, Outcome::Succeeded, &[], at(1)).await.unwrap());
        let charge = sandbox::charge(&t.db, "sbx_a").await.unwrap().unwrap();
        assert_eq!((charge.method, charge.outcome), (Some(SandboxMethod::AnswersTwice), Some(Outcome::Succeeded)));

        for minute in [1, 2] {
            let due = due::lease_next(&t.db, &[store::sandbox_gateway::NOTICE], at(minute), Span::minutes(1))
                .await
                .unwrap()
                .unwrap();
            assert_eq!((due.kind.as_str(), due.due_at), (sandbox::NOTICE, at(minute).micros()));
            assert_eq!(sandbox::to_send(&t.db, &due).await.unwrap().as_deref(), Some("sbx_a"));
            sandbox::sent(&t.db, &due, at(minute)).await.unwrap();
            assert_eq!(sandbox::to_send(&t.db, &due).await.unwrap(), None);
            assert!(
                due::lease_next(&t.db, &[store::sandbox_gateway::NOTICE], at(minute), Span::minutes(1))
                    .await
                    .unwrap()
                    .is_none()
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_was_sent_but_not_noted_is_sent_again() {
    on_both(async |t: TestDb| {
        sandbox::open(&t.db, "sbx_a", KEY, PRICE, "/payments/x", at(0)).await.unwrap();
        sandbox::decide(&t.db, "sbx_a", None, Outcome::Succeeded, &[at(1)], at(1)).await.unwrap();
        let lost =
            due::lease_next(&t.db, &[store::sandbox_gateway::NOTICE], at(1), Span::minutes(1)).await.unwrap().unwrap();
        let again =
            due::lease_next(&t.db, &[store::sandbox_gateway::NOTICE], at(2), Span::minutes(1)).await.unwrap().unwrap();
        assert_eq!((again.subject_id, again.attempts), (lost.subject_id, 2));
        // Whoever lost the lease writes nothing any more.
        sandbox::sent(&t.db, &lost, at(2)).await.unwrap();
        assert_eq!(sandbox::to_send(&t.db, &again).await.unwrap().as_deref(), Some("sbx_a"));
    })
    .await;
}
