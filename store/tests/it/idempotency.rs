//! One key, one effect: races, repeats, other bodies, and what is left after a crash or a day.

use crate::harness::{NOW, on_both};
use domain::time::Span;
use std::sync::Arc;
use store::fault::Point;
use store::idempotency::{self, Answer, IdempotencyKey};
use store::{Db, Error, event};
use tokio::sync::Barrier;

fn key(account_id: i64, body: u8) -> IdempotencyKey {
    IdempotencyKey { account_id, key: "k-1".to_owned(), body_hash: [body; 32], now: NOW }
}

/// Stands for a command with an effect that can be counted.
async fn command(db: &Db) -> store::Result<i64> {
    let mut tx = db.begin().await?;
    let seq = event::append(&mut tx, 7, "effect", &1, NOW).await?;
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
async fn sixteen_callers_with_one_key_have_one_effect() {
    on_both(async |test| {
        let barrier = Arc::new(Barrier::new(16));
        let callers: Vec<_> = (0..16)
            .map(|_| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    code(command(&db.keyed(key(1, 1))).await)
                })
            })
            .collect();
        let mut codes = Vec::new();
        for caller in callers {
            codes.push(caller.await.unwrap());
        }
        codes.sort_unstable();
        assert_eq!(codes.iter().filter(|code| **code == "done").count(), 1);
        assert_eq!(codes.iter().filter(|code| **code == "idempotency.already_done").count(), 15);
        assert_eq!(test.number("select cast(count(*) as bigint) from person_event").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_answer_for_a_day_and_the_key_stays_for_ever() {
    on_both(async |test| {
        assert_eq!(code(command(&test.db.keyed(key(1, 1))).await), "done");
        assert_eq!(code(command(&test.db.keyed(key(1, 1))).await), "idempotency.already_done");
        idempotency::answer(&test.db, &key(1, 1), 201, "{\"id\":1}").await.unwrap();
        let repeat = command(&test.db.keyed(key(1, 1))).await.unwrap_err();
        let expected = Answer { status: 201, body: "{\"id\":1}".to_owned() };
        assert!(matches!(repeat, Error::Replay(answer) if answer == expected));
        assert_eq!(code(command(&test.db.keyed(key(1, 2))).await), "idempotency.other_body");
        assert_eq!(code(command(&test.db.keyed(key(2, 2))).await), "done", "another account's key is another key");
        let late = IdempotencyKey { now: NOW.plus(Span::hours(24)).plus(Span::micros(1)), ..key(1, 1) };
        assert_eq!(code(command(&test.db.keyed(late)).await), "idempotency.already_done", "also before it is erased");
        assert_eq!(idempotency::erase_answers(&test.db, NOW, 10).await.unwrap(), 0);
        let next_day = NOW.plus(Span::hours(24)).plus(Span::micros(1));
        assert_eq!(idempotency::erase_answers(&test.db, next_day, 10).await.unwrap(), 1);
        assert_eq!(code(command(&test.db.keyed(key(1, 1))).await), "idempotency.already_done");
        assert_eq!(code(command(&test.db.keyed(key(1, 2))).await), "idempotency.other_body");
        assert_eq!(test.number("select cast(count(*) as bigint) from person_event").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_changed_nothing_leaves_no_key() {
    on_both(async |test| {
        let db = test.db.keyed(key(1, 1));
        drop(db.begin().await.unwrap());
        idempotency::answer(&db, &key(1, 1), 409, "{}").await.unwrap();
        assert_eq!(test.number("select cast(count(*) as bigint) from idempotency_key").await, 0);
        assert_eq!(code(command(&db).await), "done", "the same handle may try again");
        assert_eq!(code(command(&db).await), "done", "and go on after its key is kept");
        assert_eq!(code(command(&test.db.keyed(key(1, 1))).await), "idempotency.already_done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_the_key_is_there_exactly_when_the_effect_is() {
    on_both(async |test| {
        test.faults.crash_at(Point::BeforeCommit, 1);
        assert!(command(&test.db.keyed(key(1, 1))).await.is_err_and(|error| error.is_crash()));
        test.faults.restart();
        test.faults.crash_at(Point::AfterCommit, 1);
        assert!(command(&test.db.keyed(key(1, 1))).await.is_err_and(|error| error.is_crash()));
        test.faults.restart();
        assert_eq!(code(command(&test.db.keyed(key(1, 1))).await), "idempotency.already_done");
        assert_eq!(test.number("select cast(count(*) as bigint) from person_event").await, 1);
    })
    .await;
}
