//! The sandbox gateway from outside: charges, the hosted page's choices, look-ups and signed webhooks.

use domain::id::PaymentId;
use domain::money::{Currency, Money};
use domain::payment::{FailureReason, Outcome, SandboxMethod};
use domain::time::{Span, Timestamp};
use gateway::sandbox::{AGAIN, Charge, FRESH_FOR, MemoryBook, Sandbox, SandboxError, Signed, Step};
use gateway::{Begun, Gateway, GatewayError, Webhook};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

const KEY: PaymentId = PaymentId::from_raw(77);
const PRICE: Money = Money::new(103_000, Currency::Eur);
const BACK: &str = "/payments/000000000002d";

/// The book in memory never waits, so one look is enough.
fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the book in memory waited"),
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::civil(2026, 11, 22, 12, 0, 0).unwrap().plus(Span::seconds(seconds))
}

fn sandbox() -> Sandbox<MemoryBook> {
    Sandbox::new(MemoryBook::default(), *b"a secret of thirty-two bytes....")
}

fn begin(sandbox: &Sandbox<MemoryBook>) -> Begun {
    now_or_never(sandbox.begin_charge(KEY, PRICE, BACK, at(0))).unwrap()
}

fn choose(sandbox: &Sandbox<MemoryBook>, method: SandboxMethod) -> Step {
    let reference = begin(sandbox).reference;
    now_or_never(sandbox.choose(&reference, method, at(10))).unwrap()
}

fn failed(reason: FailureReason) -> Outcome {
    Outcome::Failed { reason }
}

#[test]
fn one_key_is_one_charge_however_often_it_is_asked_for() {
    let sandbox = sandbox();
    let once = begin(&sandbox);
    assert_eq!(begin(&sandbox), once);
    assert_eq!(once.hosted_url, format!("/sandbox/pay/{}", once.reference));
    assert_eq!(sandbox.book().charges().len(), 1);
    let other = now_or_never(sandbox.begin_charge(KEY, Money::new(1, Currency::Eur), BACK, at(0))).unwrap_err();
    assert!(matches!(other, GatewayError::OtherCharge));
    let second = now_or_never(sandbox.begin_charge(PaymentId::from_raw(78), PRICE, BACK, at(0))).unwrap();
    assert_ne!(second.reference, once.reference);
}

#[test]
fn a_reference_cannot_be_guessed_from_its_key() {
    let other = Sandbox::new(MemoryBook::default(), *b"another secret with thirty-two b");
    assert_ne!(begin(&sandbox()).reference, begin(&other).reference);
}

#[test]
fn a_charge_is_open_until_something_is_chosen() {
    let sandbox = sandbox();
    let reference = begin(&sandbox).reference;
    assert_eq!(now_or_never(sandbox.lookup(&reference)).unwrap(), None);
    assert_eq!(now_or_never(sandbox.webhook(&reference, at(1))).unwrap(), None);
    let Charge { amount, return_url, method, outcome, created_at, .. } =
        now_or_never(sandbox.charge(&reference)).unwrap();
    assert_eq!((amount, return_url.as_str(), method, outcome, created_at), (PRICE, BACK, None, None, at(0)));
    assert!(matches!(now_or_never(sandbox.lookup("sbx_nothing")), Err(GatewayError::Unknown)));
}

#[test]
fn each_method_behaves_as_its_name_says() {
    let (now, late) = (Span::seconds(0), SandboxMethod::LATE);
    for (method, outcome, delays) in [
        (SandboxMethod::Succeeds, Outcome::Succeeded, vec![now]),
        (SandboxMethod::Declined, failed(FailureReason::Declined), vec![now]),
        (SandboxMethod::LacksFunds, failed(FailureReason::LacksFunds), vec![now]),
        (SandboxMethod::AnswersLate, Outcome::Succeeded, vec![late]),
        (SandboxMethod::AnswersTwice, Outcome::Succeeded, vec![now, AGAIN]),
    ] {
        let sandbox = sandbox();
        let reference = begin(&sandbox).reference;
        let webhooks = delays
            .iter()
            .map(|delay| (*delay, Webhook { reference: reference.clone(), key: Some(KEY), outcome }))
            .collect();
        assert_eq!(choose(&sandbox, method), Step::Done { return_url: BACK.into(), webhooks }, "{method:?}");
        assert_eq!(now_or_never(sandbox.lookup(&reference)).unwrap(), Some(outcome), "{method:?}");
        let planned: Vec<Timestamp> = sandbox.book().take_due(at(100_000)).into_iter().map(|(at, _)| at).collect();
        assert_eq!(planned, delays.iter().map(|delay| at(10).plus(*delay)).collect::<Vec<_>>(), "{method:?}");
    }
}

#[test]
fn a_time_out_is_told_by_a_look_up_only() {
    let sandbox = sandbox();
    assert_eq!(choose(&sandbox, SandboxMethod::TimesOut), Step::NoAnswer { return_url: BACK.into() });
    assert_eq!(sandbox.book().take_due(at(1_000_000)), []);
    assert_eq!(now_or_never(sandbox.lookup(&begin(&sandbox).reference)).unwrap(), Some(Outcome::Succeeded));
}

#[test]
fn the_second_step_decides() {
    for (confirmed, outcome) in [(true, Outcome::Succeeded), (false, failed(FailureReason::Declined))] {
        let sandbox = sandbox();
        let reference = begin(&sandbox).reference;
        assert_eq!(choose(&sandbox, SandboxMethod::NeedsSecondStep), Step::SecondStep);
        assert_eq!(now_or_never(sandbox.lookup(&reference)).unwrap(), None);
        let step = now_or_never(sandbox.second_step(&reference, confirmed, at(20))).unwrap();
        assert!(matches!(step, Step::Done { .. }));
        assert_eq!(now_or_never(sandbox.lookup(&reference)).unwrap(), Some(outcome));
    }
}

#[test]
fn somebody_who_leaves_has_not_paid() {
    let sandbox = sandbox();
    let reference = begin(&sandbox).reference;
    assert!(matches!(now_or_never(sandbox.leave(&reference, at(5))).unwrap(), Step::Done { .. }));
    assert_eq!(now_or_never(sandbox.lookup(&reference)).unwrap(), Some(failed(FailureReason::Abandoned)));
}

#[test]
fn a_charge_that_nobody_wants_any_more_cannot_be_paid_and_one_that_was_paid_stays_so() {
    let sandbox = sandbox();
    let reference = begin(&sandbox).reference;
    for _twice in 0..2 {
        let outcome = now_or_never(sandbox.cancel_charge(&reference, at(5))).unwrap();
        assert_eq!(outcome, failed(FailureReason::Abandoned));
    }
    let late = now_or_never(sandbox.choose(&reference, SandboxMethod::Succeeds, at(6)));
    assert!(matches!(late, Err(SandboxError::Settled)));
    assert!(sandbox.book().take_due(at(1_000)).is_empty(), "who cancels is told by the answer");

    let paid = self::sandbox();
    let reference = begin(&paid).reference;
    choose(&paid, SandboxMethod::Succeeds);
    assert_eq!(now_or_never(paid.cancel_charge(&reference, at(5))).unwrap(), Outcome::Succeeded);
    assert!(now_or_never(paid.cancel_charge("sbx_none", at(5))).is_err());
}

#[test]
fn what_was_decided_is_never_decided_again() {
    for first in SandboxMethod::ALL.into_iter().filter(|method| *method != SandboxMethod::NeedsSecondStep) {
        let sandbox = sandbox();
        let reference = begin(&sandbox).reference;
        choose(&sandbox, first);
        let before = now_or_never(sandbox.lookup(&reference)).unwrap();
        for second in SandboxMethod::ALL {
            let refused = now_or_never(sandbox.choose(&reference, second, at(30))).unwrap_err();
            assert!(matches!(refused, SandboxError::Settled), "{first:?} {second:?}");
        }
        assert!(now_or_never(sandbox.second_step(&reference, true, at(30))).is_err());
        assert!(now_or_never(sandbox.leave(&reference, at(30))).is_err());
        assert_eq!(now_or_never(sandbox.lookup(&reference)).unwrap(), before);
    }
}

#[test]
fn a_signed_webhook_is_read_for_five_minutes_around_its_moment() {
    let sandbox = sandbox();
    let webhook = Webhook { reference: "sbx_1".into(), key: Some(KEY), outcome: failed(FailureReason::LacksFunds) };
    let Signed { signature, body } = sandbox.sign(&webhook, at(0));
    assert_eq!(
        std::str::from_utf8(&body).unwrap(),
        format!(r#"{{"reference":"sbx_1","key":"{KEY}","outcome":"failed","reason":"lacks_funds"}}"#)
    );
    let read = |now: Timestamp| sandbox.verify_webhook(&signature, &body, now).map_err(|no| no.code());
    for now in [at(0), at(0).plus(FRESH_FOR), at(0).minus(FRESH_FOR)] {
        assert_eq!(read(now).as_ref(), Ok(&webhook), "{now:?}");
    }
    let moment = Span::micros(1);
    for now in [at(0).plus(FRESH_FOR).plus(moment), at(0).minus(FRESH_FOR).minus(moment)] {
        assert_eq!(read(now), Err("payment.signature"), "{now:?}");
    }
}

#[test]
fn a_webhook_that_somebody_changed_or_made_up_is_refused() {
    let sandbox = sandbox();
    let reference = begin(&sandbox).reference;
    choose(&sandbox, SandboxMethod::Declined);
    let Signed { signature, body } = now_or_never(sandbox.webhook(&reference, at(11))).unwrap().unwrap();
    let no = |signature: &str, body: &[u8]| sandbox.verify_webhook(signature, body, at(11)).map_err(|no| no.code());
    assert!(no(&signature, &body).is_ok());
    let forged = String::from_utf8(body.clone()).unwrap().replace("\"failed\"", "\"succeeded\"");
    assert_eq!(no(&signature, forged.as_bytes()), Err("payment.signature"));
    let later = signature.replacen("t=", "t=1", 1);
    let shorter = &signature[..signature.len() - 2];
    for bad in [
        "",
        "t=,v1=",
        "v1=00",
        "t=1700000000",
        "t=x,v1=zz",
        "t=9223372036854775807,v1=00",
        "t=1,v1=é",
        later.as_str(),
        shorter,
    ] {
        assert_eq!(no(bad, &body), Err("payment.signature"), "{bad}");
    }
    let stranger = Sandbox::new(MemoryBook::default(), *b"another secret with thirty-two b");
    let theirs = stranger.sign(&Webhook { reference, key: Some(KEY), outcome: Outcome::Succeeded }, at(11));
    assert_eq!(no(&theirs.signature, &theirs.body), Err("payment.signature"));
    assert!(!format!("{sandbox:?}").contains("a secret"), "the secret is never printed");
}
