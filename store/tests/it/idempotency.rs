//! One key, one effect: races, repeats, other bodies, and what is left after a crash or a day.

use crate::harness::{NOW, TestDb, by, on_both};
use crate::market::{Market, job_input, rows};
use domain::id::{ContractId, JobId, OfferId, PaymentId, ProposalId};
use domain::offer::OfferInput;
use domain::payment::Outcome;
use domain::proposal::ProposalInput;
use domain::time::Span;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use store::fault::Point;
use store::idempotency::{Answer, IdempotencyKey};
use store::{Db, Error, cleanup, contract, event, job, offer, payment, proposal};
use tokio::sync::Barrier;

fn key(account_id: i64, body: u8) -> IdempotencyKey {
    IdempotencyKey { account_id, key: "k-1".to_owned(), body_hash: [body; 32], now: NOW }
}

/// The answers of a request that makes something.
fn made(id: Option<&str>) -> Result<Option<Answer>, serde_json::Error> {
    Ok(id.map(|id| Answer { status: 201, body: id.to_owned() }))
}

/// The answers of a request that may make something.
fn done_or_made(id: Option<&str>) -> Result<Option<Answer>, serde_json::Error> {
    Ok(Some(id.map_or(Answer { status: 204, body: String::new() }, |id| Answer { status: 201, body: id.to_owned() })))
}

fn keyed(db: &Db, body: u8) -> Db {
    db.keyed(key(1, body), made)
}

/// Stands for a command with an effect that can be counted.
async fn command(db: &Db) -> store::Result<i64> {
    let mut tx = db.begin().await?;
    let seq = event::last_seq(&mut tx, 7).await? + 1;
    event::append(&mut tx, 7, "effect", &1, NOW).await?;
    tx.made(format!("made-{seq}")).await?;
    tx.commit().await?;
    Ok(seq)
}

fn code(answer: store::Result<i64>) -> &'static str {
    match answer {
        Ok(_) => "done",
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(Error::Replay(_)) => "replay",
        Err(Error::Fault(fault)) => panic!("{fault:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_callers_with_one_key_have_one_effect_and_one_answer() {
    on_both(async |test| {
        let barrier = Arc::new(Barrier::new(16));
        let callers: Vec<_> = (0..16)
            .map(|_| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    match command(&keyed(&db, 1)).await {
                        Err(Error::Replay(answer)) => ("replay", answer.body),
                        first => (code(first), "made-1".to_owned()),
                    }
                })
            })
            .collect();
        let mut told = Vec::new();
        for caller in callers {
            told.push(caller.await.unwrap());
        }
        assert_eq!(told.iter().filter(|(code, _)| *code == "done").count(), 1);
        assert_eq!(told.iter().filter(|(code, _)| *code == "replay").count(), 15, "{told:?}");
        assert!(told.iter().all(|(_, made)| made == "made-1"), "{told:?}");
        assert_eq!(test.number("select cast(count(*) as bigint) from person_event").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_answer_for_a_day_and_the_key_stays_for_ever() {
    on_both(async |test| {
        assert_eq!(code(command(&keyed(&test.db, 1)).await), "done");
        let repeat = command(&keyed(&test.db, 1)).await.unwrap_err();
        let expected = Answer { status: 201, body: "made-1".to_owned() };
        assert!(matches!(repeat, Error::Replay(answer) if answer == expected));
        assert_eq!(code(command(&keyed(&test.db, 2)).await), "idempotency.other_body");
        let other = test.db.keyed(key(2, 2), made);
        assert_eq!(code(command(&other).await), "done", "another account's key is another key");
        let late = IdempotencyKey { now: NOW.plus(Span::hours(24)).plus(Span::micros(1)), ..key(1, 1) };
        let late = test.db.keyed(late, made);
        assert_eq!(code(command(&late).await), "idempotency.already_done", "also before it is erased");
        assert_eq!(cleanup::erase_answers(&test.platform(NOW), NOW, 10).await.unwrap(), 0);
        let next_day = NOW.plus(Span::hours(24)).plus(Span::micros(1));
        assert_eq!(cleanup::erase_answers(&test.platform(NOW), next_day, 10).await.unwrap(), 2);
        assert_eq!(code(command(&keyed(&test.db, 1)).await), "idempotency.already_done");
        assert_eq!(code(command(&keyed(&test.db, 2)).await), "idempotency.other_body");
        assert_eq!(test.number("select cast(count(*) as bigint) from person_event").await, 2);
        assert_eq!(cleanup::forget_keys(&test.platform(NOW), NOW, 10).await.unwrap(), 0);
        assert_eq!(
            cleanup::forget_keys(&test.platform(NOW), NOW.plus(Span::micros(1)), 1).await.unwrap(),
            1,
            "a few at a time"
        );
        assert_eq!(cleanup::forget_keys(&test.platform(NOW), NOW.plus(Span::micros(1)), 10).await.unwrap(), 1);
        assert_eq!(test.number("select cast(count(*) as bigint) from idempotency_key").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_changed_nothing_leaves_no_key() {
    on_both(async |test| {
        let db = keyed(&test.db, 1);
        drop(db.begin().await.unwrap());
        assert_eq!(test.number("select cast(count(*) as bigint) from idempotency_key").await, 0);
        assert_eq!(code(command(&db).await), "done", "the same handle may try again");
        assert_eq!(code(command(&db).await), "done", "and go on after its key is kept");
        assert_eq!(code(command(&keyed(&test.db, 1)).await), "replay");
        assert_eq!(test.number("select cast(count(*) as bigint) from idempotency_key where body = 'made-1'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_needs_no_id_is_kept_from_the_start() {
    on_both(async |test| {
        let silent = async |db: &Db| {
            let mut tx = db.begin().await?;
            let seq = event::last_seq(&mut tx, 7).await? + 1;
            event::append(&mut tx, 7, "effect", &1, NOW).await?;
            tx.commit().await?;
            Ok(seq)
        };
        assert_eq!(code(silent(&test.db.keyed(key(1, 1), done_or_made)).await), "done");
        let repeat = silent(&test.db.keyed(key(1, 1), done_or_made)).await;
        assert!(matches!(repeat, Err(Error::Replay(answer)) if answer.status == 204 && answer.body.is_empty()));
        assert_eq!(code(command(&test.db.keyed(key(2, 1), done_or_made)).await), "done");
        let repeat = command(&test.db.keyed(key(2, 1), done_or_made)).await;
        assert!(matches!(repeat, Err(Error::Replay(answer)) if answer.status == 201 && answer.body == "made-2"));
        // A command that does not say what it made has no answer to repeat; that it happened is known all the same.
        assert_eq!(code(silent(&test.db.keyed(key(3, 1), made)).await), "done");
        assert_eq!(code(silent(&test.db.keyed(key(3, 1), made)).await), "idempotency.already_done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_key_and_answer_are_there_exactly_when_the_effect_is() {
    on_both(async |test| {
        test.faults.crash_at(Point::BeforeCommit, 1);
        assert!(command(&keyed(&test.db, 1)).await.is_err_and(|error| error.is_crash()));
        test.restart().await;
        assert_eq!(test.number("select cast(count(*) as bigint) from idempotency_key").await, 0);
        test.faults.crash_at(Point::AfterCommit, 1);
        assert!(command(&keyed(&test.db, 1)).await.is_err_and(|error| error.is_crash()));
        test.restart().await;
        let repeat = command(&keyed(&test.db, 1)).await;
        assert!(matches!(repeat, Err(Error::Replay(answer)) if answer.body == "made-1"));
        assert_eq!(test.number("select cast(count(*) as bigint) from person_event").await, 1);
    })
    .await;
}

/// Runs a command under a key, loses its answer in a crash, and gives what the repeat is told.
async fn lost<T: std::fmt::Debug>(t: &TestDb, name: &str, command: impl AsyncFn(&Db) -> store::Result<T>) -> String {
    let keyed = || t.db.keyed(IdempotencyKey { key: name.to_owned(), ..key(1, 1) }, done_or_made);
    t.faults.crash_at(Point::AfterCommit, 1);
    let first = command(&keyed()).await;
    assert!(first.as_ref().is_err_and(Error::is_crash), "{name}: {first:?}");
    t.restart().await;
    match command(&keyed()).await {
        Err(Error::Replay(answer)) => answer.body,
        other => panic!("{name}: {other:?}"),
    }
}

fn id<T: DeserializeOwned>(text: String) -> T {
    serde_json::from_value(text.into()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_names_what_it_made_even_when_its_answer_is_lost() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let (t, client, freelancer, now) = (&m.t, &m.client, &m.freelancer, m.now);
        let draft = async |db: &Db| job::save_draft(&by(db, client, now), None, &job_input()).await;
        let draft: JobId = id(lost(t, "draft", draft).await);
        job::publish(&t.by(client, now), draft, &job_input()).await.unwrap();
        let job: JobId = id(lost(t, "job", async |db| job::post(&by(db, client, now), &job_input()).await).await);
        let input = ProposalInput { cover_letter: "I have built three of these.".into(), milestones: rows(&["100"]) };
        let sent = async |db: &Db| proposal::send(&by(db, freelancer, now), job, &input).await;
        let proposal: ProposalId = id(lost(t, "proposal", sent).await);
        let terms = OfferInput { milestones: rows(&["100", "100"]), message: String::new() };
        let offer = async |db: &Db| offer::make(&by(db, client, now), proposal, &terms).await;
        let offer: OfferId = id(lost(t, "offer", offer).await);
        let newer = async |db: &Db| offer::counter(&by(db, freelancer, now), offer, &terms).await;
        let newer: OfferId = id(lost(t, "counter", newer).await);
        let contract = async |db: &Db| offer::accept(&by(db, client, now), newer).await;
        let contract: ContractId = id(lost(t, "accept", contract).await);
        let (one, two) = (m.milestone(contract, 1).await, m.milestone(contract, 2).await);
        let pays = async |db: &Db| contract::begin_funding(&by(db, client, now), one).await;
        let payment: PaymentId = id(lost(t, "fund", pays).await);
        payment::begun(&t.platform(now), payment, &payment.to_string(), "/pay").await.unwrap();
        m.settle(payment, Outcome::Succeeded).await;
        let work = async |db: &Db| contract::submit(&by(db, freelancer, now), one, "Here it is.").await;
        let submission = lost(t, "submit", work).await;
        assert_eq!(m.page(contract).await.milestones[0].submissions[0].id.to_string(), submission);
        let seen = m.seen(one).await;
        let back = async |db: &Db| contract::refund(&by(db, freelancer, now), seen).await;
        assert_eq!(lost(t, "give back", back).await, "");
        let from_wallet = async |db: &Db| contract::begin_funding(&by(db, client, now), two).await;
        assert_eq!(lost(t, "fund from the wallet", from_wallet).await, "", "no payment was made");
        m.check().await;
    })
    .await;
}
