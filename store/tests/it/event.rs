//! The event log: gapless under many writers, in order for readers, heard after the commit.

use crate::harness::{NOW, PATIENCE, on_both};
use domain::time::Span;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use store::db::retried;
use store::wake::Listener;
use store::{Db, cleanup, event};
use tokio::sync::Barrier;
use tokio::time::timeout;

const PERSON: i64 = 7;

async fn append(db: &Db, text: &str) -> store::Result<i64> {
    let mut tx = db.begin().await?;
    event::append(&mut tx, PERSON, "test", &text, NOW).await?;
    tx.commit().await?;
    event::last_seq(&mut db.read().await?, PERSON).await
}

/// Follows the log as a socket does until it holds `wanted` events; a gap would never be filled later.
async fn follow(db: Db, wanted: i64) {
    let mut listener = db.listen(PERSON);
    let mut seen = 0;
    while seen < wanted {
        let mut read = db.read().await.unwrap();
        let news = event::after(&mut read, PERSON, seen, 10).await.unwrap();
        drop(read);
        for event in &news {
            assert_eq!(event.seq, seen + 1, "a gap");
            seen = event.seq;
        }
        if news.is_empty() {
            timeout(PATIENCE, listener.changed()).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_writers_leave_no_gap_and_a_reader_never_sees_one() {
    on_both(async |test| {
        let reader = tokio::spawn(follow(test.db.clone(), 160));
        let barrier = Arc::new(Barrier::new(32));
        let writers: Vec<_> = (0..32)
            .map(|place| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    for step in 0..5 {
                        if (place + step) % 3 == 0 {
                            // A number that was drawn and rolled back is drawn again.
                            let mut tx = db.begin().await.unwrap();
                            event::append(&mut tx, PERSON, "test", &"never", NOW).await.unwrap();
                            drop(tx);
                        }
                        retried(|| append(&db, "kept")).await.unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        reader.await.unwrap();
        let mut read = test.db.read().await.unwrap();
        assert_eq!(event::last_seq(&mut read, PERSON).await.unwrap(), 160);
        let seqs: Vec<i64> =
            event::after(&mut read, PERSON, 0, 1_000).await.unwrap().iter().map(|event| event.seq).collect();
        assert_eq!(seqs, (1..=160).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_for_several_people_do_not_stand_in_each_others_way() {
    on_both(async |test| {
        let barrier = Arc::new(Barrier::new(16));
        let writers: Vec<_> = (0..16_i64)
            .map(|place| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    let people = if place % 2 == 0 { [1, 2, 3] } else { [3, 2, 1] };
                    barrier.wait().await;
                    let mut tx = db.begin().await.unwrap();
                    event::append_all(&mut tx, &people, "room", &place, NOW).await.unwrap();
                    tx.commit().await.unwrap();
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let mut read = test.db.read().await.unwrap();
        let first = event::after(&mut read, 1, 0, 100).await.unwrap();
        assert_eq!(first.len(), 16);
        assert_eq!((first[0].seq, first[0].topic.as_str(), first[0].at), (1, "room", NOW.micros()));
        for person in [2, 3] {
            assert_eq!(event::after(&mut read, person, 0, 100).await.unwrap(), first, "one order for everybody");
        }
    })
    .await;
}

/// Whether something was heard already: a commit wakes its listeners before it is answered.
fn has_heard(listener: &mut Listener) -> bool {
    pin!(listener.changed()).poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_of_commits_only() {
    on_both(async |test| {
        let mut listener = test.db.listen(PERSON);
        let mut other = test.db.listen(PERSON + 1);
        let mut tx = test.db.begin().await.unwrap();
        event::append(&mut tx, PERSON, "test", &"never", NOW).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(!has_heard(&mut listener));
        append(&test.db, "kept").await.unwrap();
        assert!(has_heard(&mut listener));
        assert!(!has_heard(&mut listener), "one commit is heard of once");
        assert!(!has_heard(&mut other));
        test.db.wake(PERSON + 1);
        assert!(has_heard(&mut other));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trimming_takes_the_old_and_the_numbers_go_on() {
    on_both(async |test| {
        for text in ["a", "b", "c"] {
            append(&test.db, text).await.unwrap();
        }
        assert_eq!(cleanup::trim_events(&test.platform(NOW), NOW, 10).await.unwrap(), 0);
        assert_eq!(cleanup::trim_events(&test.platform(NOW), NOW.plus(Span::micros(1)), 2).await.unwrap(), 2);
        assert_eq!(cleanup::trim_events(&test.platform(NOW), NOW.plus(Span::micros(1)), 2).await.unwrap(), 1);
        assert_eq!(append(&test.db, "d").await.unwrap(), 4);
    })
    .await;
}
