//! Transactions and reads, alike on both engines; injected crashes.

use crate::harness::{NOW, TestDb, on_both, on_postgres, on_sqlite, platform};
use domain::time::Span;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use store::db::{LockKey, Patience, retried, retried_with};
use store::fault::Point;
use store::{Db, Error, Fault, event, idempotency, outbox, schedule, setting};
use tokio::sync::Barrier;

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_stays_and_a_dropped_transaction_leaves_nothing() {
    on_both(async |test| {
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "kept", "1").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "dropped", "1").await.unwrap();
        drop(tx);
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "rolled back", "1").await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(test.number("select cast(count(*) as bigint) from setting").await, 1);
        assert_eq!(test.setting("kept").await.as_deref(), Some("1"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_there_after_opening_again() {
    on_both(async |test| {
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "kept", "1").await.unwrap();
        tx.commit().await.unwrap();
        test.db.close().await;
        assert!(matches!(test.db.begin().await, Err(Error::Fault(Fault::Gone))));
        let again = Db::open(&test.settings).await.unwrap();
        let mut read = again.read().await.unwrap();
        assert_eq!(setting::get(&mut read, "kept").await.unwrap().as_deref(), Some("1"));
        drop(read);
        again.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_this_program_does_not_know_is_refused_at_the_start() {
    on_sqlite(async |test| {
        test.raw(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', 1, x'00', 0)",
        )
        .await;
        assert!(matches!(Db::open(&test.settings).await, Err(Error::Fault(Fault::Migration(_)))));
        test.raw("delete from _sqlx_migrations where version = 9999").await;
        Db::open(&test.settings).await.unwrap().close().await;
        test.raw("update _sqlx_migrations set checksum = x'00' where version = 1").await;
        assert!(matches!(Db::open(&test.settings).await, Err(Error::Fault(Fault::Migration(_)))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_statement_closes_the_transaction_on_both_engines() {
    on_both(async |test| {
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "before", "1").await.unwrap();
        let error = setting::put(&mut tx, &"k".repeat(61), "too long a key").await.unwrap_err();
        assert!(error.is_check_violation() && !error.is_unique_violation(), "{error:?}");
        let after = setting::put(&mut tx, "after", "1").await;
        assert!(matches!(after, Err(Error::Fault(Fault::Closed))), "{after:?}");
        assert!(matches!(tx.commit().await, Err(Error::Fault(Fault::Closed))));
        assert_eq!(test.number("select cast(count(*) as bigint) from setting").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_statement_closes_the_transaction_and_nothing_else() {
    // SQLite answers before anybody could turn away.
    on_postgres(async |test| {
        let mut tx = test.db.begin().await.unwrap();
        // A statement may be answered at once, so ask until one is not.
        let mut abandoned = false;
        for _ in 0..1_000 {
            tokio::select! {
                biased;
                answer = setting::put(&mut tx, "abandoned", "1") => answer.unwrap(),
                () = std::future::ready(()) => abandoned = true,
            }
            if abandoned {
                break;
            }
        }
        assert!(abandoned);
        let after = setting::put(&mut tx, "after", "1").await;
        assert!(matches!(after, Err(Error::Fault(Fault::Closed))), "{after:?}");
        assert!(matches!(tx.commit().await, Err(Error::Fault(Fault::Closed))));
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "next", "1").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(test.number("select cast(count(*) as bigint) from setting").await, 1);
    })
    .await;
}

/// How far something is waited for.
#[derive(Debug, Clone, Copy)]
enum HangUp {
    /// Until it has given way so often.
    After(usize),
    /// Until there is news of what it then waits for, which it never gets to look at.
    AtTheNewsAfter(usize),
}

/// Waits for it so far and drops it; whether it was done before.
async fn hung_up<T>(how: HangUp, asked: impl Future<Output = T>) -> bool {
    let mut asked = pin!(asked);
    let (HangUp::After(looks_max) | HangUp::AtTheNewsAfter(looks_max)) = how;
    let mut looks = 0;
    poll_fn(|context| {
        if looks == looks_max {
            return Poll::Ready(false);
        }
        looks += 1;
        match asked.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if looks == looks_max && matches!(how, HangUp::After(_)) => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_while_beginning_leaves_no_transaction_to_the_next() {
    on_both(async |test| {
        for how in [HangUp::After, HangUp::AtTheNewsAfter] {
            let mut looks = 0;
            loop {
                let done = [hung_up(how(looks), test.db.read()).await, hung_up(how(looks), test.db.begin()).await];
                let mut tx = test.db.begin().await.unwrap();
                let put = setting::put(&mut tx, "next", "1").await;
                put.unwrap_or_else(|error| panic!("after {:?}: {error}", how(looks)));
                tx.commit().await.unwrap();
                if done == [true, true] {
                    break;
                }
                looks += 1;
            }
            assert!(looks > 0, "nobody hung up");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_sees_one_moment() {
    on_both(async |test| {
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "page", "old").await.unwrap();
        tx.commit().await.unwrap();
        let mut read = test.db.read().await.unwrap();
        assert_eq!(setting::get(&mut read, "page").await.unwrap().as_deref(), Some("old"));
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "page", "new").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(setting::get(&mut read, "page").await.unwrap().as_deref(), Some("old"));
        drop(read);
        assert_eq!(test.setting("page").await.as_deref(), Some("new"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn named_locks_make_read_and_write_one_step() {
    on_both(async |test| {
        let barrier = Arc::new(Barrier::new(16));
        let tasks: Vec<_> = (0..16)
            .map(|place| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    // Given in different orders: the lock sorts them.
                    let mut keys = [LockKey::new("wallet", 1), LockKey::new("wallet", 2)];
                    keys.rotate_left(place % 2);
                    let mut tx = db.begin().await.unwrap();
                    tx.lock(&keys).await.unwrap();
                    let count: i64 =
                        setting::get(&mut tx, "count").await.unwrap().map_or(0, |text| text.parse().unwrap());
                    setting::put(&mut tx, "count", &(count + 1).to_string()).await.unwrap();
                    tx.commit().await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(test.setting("count").await.as_deref(), Some("16"));
    })
    .await;
}

async fn command(db: &Db, name: &str) -> store::Result<()> {
    let mut tx = db.begin().await?;
    setting::put(&mut tx, name, "1").await?;
    outbox::push(&mut tx, "mail", &name, NOW).await?;
    event::append(&mut tx, 7, "test", &name, NOW).await?;
    schedule::add(&mut tx, name, 1, NOW).await?;
    tx.commit().await.map(|_ended| ())
}

async fn rows(test: &TestDb) -> [i64; 4] {
    [
        test.number("select cast(count(*) as bigint) from setting").await,
        test.number("select cast(count(*) as bigint) from outbox").await,
        test.number("select cast(count(*) as bigint) from person_event").await,
        test.number("select cast(count(*) as bigint) from due_work").await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_any_two_steps_leaves_all_or_nothing() {
    on_both(async |test| {
        let mut done = 0;
        for step in 1..100 {
            test.faults.crash_in(step);
            let answer = command(&test.db, &format!("step.{step}")).await;
            let crashed = test.faults.crashed();
            if crashed {
                assert!(answer.as_ref().is_err_and(Error::is_crash), "{answer:?}");
                assert!(test.db.begin().await.is_err_and(|error| error.is_crash()), "the dead begin nothing");
                assert!(test.db.read().await.is_err_and(|error| error.is_crash()), "the dead read nothing");
            }
            test.restart().await;
            let after = rows(&test).await;
            assert!(after.iter().all(|count| *count == after[0]), "half a command: {after:?}");
            assert!(after[0] == done || after[0] == done + 1);
            if answer.is_ok() {
                assert_eq!(after[0], done + 1, "answered, not durable");
                assert!(step > 6, "a command of six statements has more than six places to crash");
                return;
            }
            done = after[0];
        }
        panic!("the command has no end");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_commit_undoes_it_and_one_after_keeps_it() {
    on_both(async |test| {
        test.faults.crash_at(Point::BeforeCommit, 1);
        assert!(command(&test.db, "before").await.is_err_and(|error| error.is_crash()));
        test.restart().await;
        assert_eq!(rows(&test).await, [0; 4]);
        test.faults.crash_at(Point::AfterCommit, 1);
        assert!(command(&test.db, "after").await.is_err_and(|error| error.is_crash()));
        test.restart().await;
        assert_eq!(rows(&test).await, [1; 4]);
    })
    .await;
}

/// Pauses when chance always says the same.
fn pauses(chance: f64) -> Vec<Duration> {
    Patience::REQUEST.pauses(|| chance).collect()
}

#[test]
fn pauses_grow_up_to_a_bound_are_spread_and_come_to_an_end() {
    let Patience { first, longest, total } = Patience::REQUEST;
    let (short, long) = (pauses(0.0), pauses(1.0));
    assert_eq!((short[0], long[0]), (first / 2, first), "chance decides on half of each");
    for pauses in [&short, &long] {
        assert!(pauses.is_sorted() && pauses[1] == pauses[0] * 2);
        assert_eq!(*pauses.last().unwrap(), longest.mul_f64(if pauses == &long { 1.0 } else { 0.5 }));
        assert!(pauses.iter().sum::<Duration>() <= total);
        assert!(pauses.len() >= 20, "{} attempts get through where dozens want the same rows", pauses.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_command_is_repeated_while_others_stand_in_its_way_and_not_for_ever() {
    let mut tried = 0;
    let answer = retried(|| {
        tried += 1;
        let done = tried == 12;
        async move { if done { Ok("done") } else { Err(Fault::Retry.into()) } }
    })
    .await;
    assert_eq!((answer.unwrap(), tried), ("done", 12));
    let mut tried = 0;
    let before = tokio::time::Instant::now();
    let answer: store::Result<()> = retried_with(pauses(1.0).into_iter(), || {
        tried += 1;
        async { Err(Fault::Retry.into()) }
    })
    .await;
    assert!(answer.unwrap_err().is_retry());
    assert_eq!(tried, pauses(1.0).len() + 1);
    // The clock of this test moves by nothing but the pauses.
    assert!(before.elapsed() >= pauses(1.0).iter().sum());
    let mut tried = 0;
    let answer: store::Result<()> = retried(|| {
        tried += 1;
        async { Err(Fault::Closed.into()) }
    })
    .await;
    assert!(!answer.unwrap_err().is_retry());
    assert_eq!(tried, 1, "what is no fault of others is not tried again");
}

/// Uses everything that a server's handler may; handlers move between threads.
async fn handler(test: TestDb) -> store::Result<()> {
    let again = Db::open(&test.settings).await?;
    let key = idempotency::IdempotencyKey { account_id: 1, key: "k".to_owned(), body_hash: [0; 32], now: NOW };
    let keyed = again.keyed(key, |_| Ok(None));
    retried(|| command(&keyed, "handler")).await?;
    let mut tx = again.begin().await?;
    tx.made("it").await?;
    tx.lock(&[LockKey::new("wallet", 1)]).await?;
    event::append_all(&mut tx, &[1, 2], "test", &1, NOW).await?;
    tx.commit().await?;
    let mut read = again.read().await?;
    assert_eq!(event::after(&mut read, 1, 0, 10).await?.len(), 1);
    drop(read);
    for message in outbox::lease(&platform(&again, NOW), &["mail"], Span::minutes(1), 10).await? {
        assert!(outbox::done(&platform(&again, NOW), &message).await?);
    }
    let work =
        schedule::lease_next(&platform(&again, NOW), &["handler"], Span::minutes(1)).await?.ok_or(Fault::Closed)?;
    let mut tx = again.begin().await?;
    assert!(schedule::finish(&mut tx, &work).await?);
    tx.commit().await?;
    again.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_in_a_task_that_moves_between_threads() {
    on_both(async |test| tokio::spawn(handler(test)).await.unwrap().unwrap()).await;
}
