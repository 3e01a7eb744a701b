//! The writer's group commit: many callers, one commit; nobody pays for another's failure.

use crate::harness::{TestDb, on_both, on_sqlite};
use store::db::{LockKey, Tx};
use store::{Error, Fault, Result, setting};
use tokio::task::JoinHandle;

/// A caller that waits for its turn and writes one setting.
fn caller(test: &TestDb, key: String) -> JoinHandle<Result<()>> {
    let db = test.db.clone();
    tokio::spawn(async move {
        let mut tx = db.begin().await?;
        setting::put(&mut tx, &key, "1").await?;
        tx.commit().await.map(|_ended| ())
    })
}

/// Holds the writer until the callers have queued up behind it.
async fn held(test: &TestDb) -> Tx {
    let mut tx = test.db.begin().await.unwrap();
    setting::put(&mut tx, "first", "1").await.unwrap();
    tx
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_callers_commit_though_one_leaves_midway_one_fails_and_one_panics() {
    on_both(async |test| {
        let first = held(&test).await;
        let mut callers = Vec::new();
        for place in 0..61 {
            callers.push(caller(&test, format!("caller.{place}")));
        }
        let failing = caller(&test, "k".repeat(61));
        let db = test.db.clone();
        let leaving = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            setting::put(&mut tx, "left", "1").await.unwrap();
            tokio::select! {
                biased;
                // Now and then it is answered at once; most times it is left in the middle.
                answer = setting::put(&mut tx, "left midway", "1") => answer.unwrap(),
                () = std::future::ready(()) => {}
            }
            drop(tx);
        });
        let db = test.db.clone();
        let panicking = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            setting::put(&mut tx, "panicked", "1").await.unwrap();
            panic!("on purpose");
        });
        for place in 61..64 {
            callers.push(caller(&test, format!("caller.{place}")));
        }
        if test.engine == "sqlite" {
            test.waiting(67).await;
        }
        first.commit().await.unwrap();
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
        assert!(failing.await.unwrap().unwrap_err().is_check_violation());
        leaving.await.unwrap();
        panicking.await.unwrap_err();
        assert_eq!(test.number("select cast(count(*) as bigint) from setting where key like 'caller.%'").await, 64);
        assert_eq!(test.number("select cast(count(*) as bigint) from setting").await, 65);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_stop_waiting_are_passed_over() {
    on_both(async |test| {
        // Nobody waits for a writer on Postgres: there, they wait for this.
        let door = LockKey::new("door", 1);
        let mut first = test.db.begin().await.unwrap();
        first.lock(&[door]).await.unwrap();
        let at_the_door = |place: usize| {
            let db = test.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                tx.lock(&[door]).await.unwrap();
                setting::put(&mut tx, &format!("caller.{place}"), "1").await.unwrap();
                tx.commit().await.unwrap();
            })
        };
        let callers: Vec<_> = (0..40).map(at_the_door).collect();
        // The first has one connection, and the others wait at the door with all that are left, or for one of them.
        let connections = i64::from(test.settings.readers_max + test.settings.writers_max);
        test.waiting(if test.engine == "sqlite" { 40 } else { connections - 1 }).await;
        let mut patient = Vec::new();
        for (place, caller) in callers.into_iter().enumerate() {
            if place % 2 == 0 {
                caller.abort();
                assert!(caller.await.is_err_and(|error| error.is_cancelled()));
            } else {
                patient.push(caller);
            }
        }
        first.commit().await.unwrap();
        for caller in patient {
            caller.await.unwrap();
        }
        let odd = "select cast(count(*) as bigint) from setting where key like 'caller.%'";
        assert_eq!(test.number(odd).await, 20);
        caller(&test, "last".to_owned()).await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_aborted_at_any_moment_leave_the_writer_working() {
    on_both(async |test| {
        for round in 0..30 {
            let callers: Vec<_> = (0..8).map(|place| caller(&test, format!("r{round}.{place}"))).collect();
            // From round to round they get a little further before they are aborted.
            for _step in 0..round {
                tokio::task::yield_now().await;
            }
            for caller in callers.iter().step_by(2) {
                caller.abort();
            }
            for (place, caller) in callers.into_iter().enumerate() {
                match caller.await {
                    Ok(answer) => answer.unwrap(),
                    Err(error) => assert!(error.is_cancelled() && place % 2 == 0),
                }
            }
        }
        let counted = test.number("select cast(count(*) as bigint) from setting").await;
        assert!((120..=240).contains(&counted), "{counted}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_whose_last_member_leaves_before_the_commit_is_committed_all_the_same() {
    on_sqlite(async |test| {
        let first = held(&test).await;
        let db = test.db.clone();
        let leaving = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            setting::put(&mut tx, "last", "1").await.unwrap();
            tokio::select! {
                biased;
                answer = tx.commit() => drop(answer.unwrap()),
                () = std::future::ready(()) => {}
            }
        });
        test.waiting(1).await;
        first.commit().await.unwrap();
        leaving.await.unwrap();
        assert_eq!(test.number("select count(*) from setting").await, 2);
        caller(&test, "next".to_owned()).await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_callers_than_a_group_holds_all_get_through() {
    on_sqlite(async |test| {
        let first = held(&test).await;
        let callers: Vec<_> = (0..200).map(|place| caller(&test, format!("caller.{place}"))).collect();
        test.waiting(200).await;
        assert_eq!(test.number("select count(*) from setting").await, 0, "nothing is durable before the commit");
        first.commit().await.unwrap();
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
        assert_eq!(test.number("select count(*) from setting").await, 201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_commit_fails_every_member_is_told_and_the_writer_goes_on() {
    on_sqlite(async |test| {
        // A constraint deferred to the commit is the one way to make a commit fail at will.
        test.raw(
            "create table parent (id integer primary key); \
             create table child (id integer references parent (id) deferrable initially deferred); \
             create trigger bomb after insert on setting when new.key = 'bomb' begin insert into child values (1); end;",
        )
        .await;
        let first = held(&test).await;
        let before = caller(&test, "before".to_owned());
        test.waiting(1).await;
        let bomb = caller(&test, "bomb".to_owned());
        test.waiting(2).await;
        let after = caller(&test, "after".to_owned());
        test.waiting(3).await;
        let told = [first.commit().await.map(|_ended| ()), before.await.unwrap(), bomb.await.unwrap(), after.await.unwrap()];
        for answer in told {
            assert!(matches!(answer, Err(Error::Fault(Fault::Unconfirmed(_)))), "{answer:?}");
        }
        assert_eq!(test.number("select count(*) from setting").await, 0);
        caller(&test, "next".to_owned()).await.unwrap().unwrap();
        assert_eq!(test.number("select count(*) from setting").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_sqlite_rolls_back_by_itself_nothing_of_the_group_stays_and_everybody_is_told() {
    on_sqlite(async |test| {
        test.raw(
            "create trigger bomb before insert on setting when new.key = 'bomb' \
             begin select raise(rollback, 'the whole transaction is gone'); end;",
        )
        .await;
        let first = held(&test).await;
        let before = caller(&test, "before".to_owned());
        test.waiting(1).await;
        let db = test.db.clone();
        let bomb = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            setting::put(&mut tx, "bomb", "1").await.unwrap_err();
            // Outside of any transaction this would stay: it must not run at all.
            setting::put(&mut tx, "stray", "1").await
        });
        test.waiting(2).await;
        let (first, before, stray) =
            (first.commit().await.map(|_ended| ()), before.await.unwrap(), bomb.await.unwrap());
        assert!(matches!(stray, Err(Error::Fault(Fault::Closed))), "{stray:?}");
        for answer in [first, before] {
            assert!(matches!(answer, Err(Error::Fault(Fault::Unconfirmed(_)))), "{answer:?}");
        }
        assert_eq!(test.number("select count(*) from setting").await, 0);
        caller(&test, "next".to_owned()).await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_commit_takes_the_whole_group_with_it() {
    on_sqlite(async |test| {
        let first = held(&test).await;
        let callers: Vec<_> = (0..10).map(|place| caller(&test, format!("caller.{place}"))).collect();
        test.waiting(10).await;
        test.faults.crash_at(store::fault::Point::BeforeCommit, 1);
        assert!(first.commit().await.is_err_and(|error| error.is_crash()));
        for caller in callers {
            assert!(caller.await.unwrap().is_err_and(|error| error.is_crash()));
        }
        test.restart().await;
        assert_eq!(test.number("select count(*) from setting").await, 0);
        caller(&test, "next".to_owned()).await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_rolls_back_and_asks_learns_that_what_it_read_never_happened() {
    on_sqlite(async |test| {
        let first = held(&test).await;
        let db = test.db.clone();
        let onlooker = tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            let seen = setting::get(&mut tx, "first").await.unwrap();
            (seen, tx.rollback().await)
        });
        test.waiting(1).await;
        test.faults.crash_at(store::fault::Point::BeforeCommit, 1);
        assert!(first.commit().await.is_err());
        let (seen, answer) = onlooker.await.unwrap();
        assert_eq!(seen.as_deref(), Some("1"));
        assert!(answer.is_err(), "a refusal that rests on it must not be given");
    })
    .await;
}
