//! The sandbox gateway's book: one charge for a key, decided once, with its webhooks.

use crate::harness::{TestDb, on_both};
use domain::id::PaymentId;
use domain::money::{Currency, Money};
use domain::payment::{FailureReason, Outcome, SandboxMethod};
use domain::time::{Span, Timestamp};
use store::sandbox_gateway::{Decision, NewCharge};
use store::{sandbox_gateway as sandbox, schedule};

const KEY: PaymentId = PaymentId::from_raw(7);
const PRICE: Money = Money::new(103_000, Currency::Eur);

fn charge<'a>(reference: &'a str, amount: Money, return_url: &'a str) -> NewCharge<'a> {
    NewCharge { reference, key: KEY, amount, return_url }
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::civil(2026, 11, 22, 12, 0, 0).unwrap().plus(Span::minutes(minutes))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_is_one_charge() {
    on_both(async |t: TestDb| {
        let once = sandbox::open(&t.platform(at(0)), &charge("sbx_a", PRICE, "/payments/x")).await.unwrap();
        assert_eq!(sandbox::open(&t.platform(at(9)), &charge("sbx_a", PRICE, "/payments/x")).await.unwrap(), once);
        // Whatever a repeat asks for, it gets what is there; the gateway compares.
        assert_eq!(
            sandbox::open(&t.platform(at(9)), &charge("sbx_b", Money::new(1, Currency::Usd), "/")).await.unwrap(),
            once
        );
        assert_eq!(sandbox::charge(&t.db, "sbx_a").await.unwrap(), Some(once));
        assert_eq!(sandbox::charge(&t.db, "sbx_b").await.unwrap(), None);
        assert_eq!(t.number("select cast(count(*) as bigint) from sandbox_charge").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_is_decided_once_and_its_webhooks_are_sent_in_order() {
    on_both(async |t: TestDb| {
        sandbox::open(&t.platform(at(0)), &charge("sbx_a", PRICE, "/payments/x")).await.unwrap();
        let decide = async |outcome| {
            sandbox::decide(
                &t.platform(at(1)),
                "sbx_a",
                &Decision { method: Some(SandboxMethod::AnswersTwice), outcome, webhooks_at: &[] },
            )
            .await
        };
        let webhooks = [at(1), at(2)];
        assert!(
            sandbox::decide(
                &t.platform(at(1)),
                "sbx_a",
                &Decision {
                    method: Some(SandboxMethod::AnswersTwice),
                    outcome: Outcome::Succeeded,
                    webhooks_at: &webhooks
                }
            )
            .await
            .unwrap()
        );
        assert!(!decide(Outcome::Failed { reason: FailureReason::Declined }).await.unwrap());
        assert!(
            !sandbox::decide(
                &t.platform(at(1)),
                "sbx_none",
                &Decision { method: None, outcome: Outcome::Succeeded, webhooks_at: &[] }
            )
            .await
            .unwrap()
        );
        let charge = sandbox::charge(&t.db, "sbx_a").await.unwrap().unwrap();
        assert_eq!((charge.method, charge.outcome), (Some(SandboxMethod::AnswersTwice), Some(Outcome::Succeeded)));

        for minute in [1, 2] {
            let scheduled =
                schedule::lease_next(&t.platform(at(minute)), &[store::sandbox_gateway::WEBHOOK], Span::minutes(1))
                    .await
                    .unwrap()
                    .unwrap();
            assert_eq!((scheduled.kind.as_str(), scheduled.due_at), (sandbox::WEBHOOK, at(minute).micros()));
            assert_eq!(sandbox::to_send(&t.db, &scheduled).await.unwrap().as_deref(), Some("sbx_a"));
            sandbox::sent(&t.platform(at(minute)), &scheduled).await.unwrap();
            assert_eq!(sandbox::to_send(&t.db, &scheduled).await.unwrap(), None);
            assert!(
                schedule::lease_next(&t.platform(at(minute)), &[store::sandbox_gateway::WEBHOOK], Span::minutes(1))
                    .await
                    .unwrap()
                    .is_none()
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_was_sent_but_not_noted_is_sent_again() {
    on_both(async |t: TestDb| {
        sandbox::open(&t.platform(at(0)), &charge("sbx_a", PRICE, "/payments/x")).await.unwrap();
        sandbox::decide(
            &t.platform(at(1)),
            "sbx_a",
            &Decision { method: None, outcome: Outcome::Succeeded, webhooks_at: &[at(1)] },
        )
        .await
        .unwrap();
        let lost = schedule::lease_next(&t.platform(at(1)), &[store::sandbox_gateway::WEBHOOK], Span::minutes(1))
            .await
            .unwrap()
            .unwrap();
        let again = schedule::lease_next(&t.platform(at(2)), &[store::sandbox_gateway::WEBHOOK], Span::minutes(1))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((again.subject_id, again.attempts), (lost.subject_id, 2));
        // A worker that lost the lease writes nothing any more.
        sandbox::sent(&t.platform(at(2)), &lost).await.unwrap();
        assert_eq!(sandbox::to_send(&t.db, &again).await.unwrap().as_deref(), Some("sbx_a"));
    })
    .await;
}
