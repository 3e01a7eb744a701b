//! The outbox under race, lost leases and failures.

use crate::harness::{NOW, on_both, platform};
use domain::time::Span;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::db::retried;
use store::{Db, outbox};
use tokio::sync::Barrier;

const LEASE: Span = Span::minutes(1);

async fn push(db: &Db, kind: &str, body: &str) -> i64 {
    let mut tx = db.begin().await.unwrap();
    let id = outbox::push(&mut tx, kind, &body, NOW).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_race_never_get_the_same_message() {
    on_both(async |test| {
        let mut written = BTreeSet::new();
        for place in 0..60 {
            written.insert(push(&test.db, "mail", &place.to_string()).await);
        }
        let barrier = Arc::new(Barrier::new(8));
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    barrier.wait().await;
                    loop {
                        let messages = retried(async || outbox::lease(&platform(&db, NOW), &["mail"], LEASE, 5).await)
                            .await
                            .unwrap();
                        if messages.is_empty() {
                            return mine;
                        }
                        for message in messages {
                            assert!(outbox::done(&platform(&db, NOW), &message).await.unwrap());
                            mine.push(message.id);
                        }
                    }
                })
            })
            .collect();
        let mut taken = Vec::new();
        for worker in workers {
            taken.extend(worker.await.unwrap());
        }
        // A worker may have found every row locked and left early; what it left is still there.
        for message in outbox::lease(&test.platform(NOW), &["mail"], LEASE, 100).await.unwrap() {
            taken.push(message.id);
        }
        assert_eq!(taken.len(), 60);
        assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), written);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_lease_goes_to_the_next_and_the_late_worker_is_told() {
    on_both(async |test| {
        let id = push(&test.db, "mail", "hello").await;
        let first = outbox::lease(&test.platform(NOW), &["mail"], LEASE, 10).await.unwrap().remove(0);
        assert_eq!((first.id, first.attempts, first.body.as_str()), (id, 1, "\"hello\""));
        assert!(outbox::lease(&test.platform(NOW), &["mail"], LEASE, 10).await.unwrap().is_empty());
        let later = NOW.plus(LEASE);
        let second = outbox::lease(&test.platform(later), &["mail"], LEASE, 10).await.unwrap().remove(0);
        assert_eq!((second.id, second.attempts), (id, 2));
        assert!(!outbox::done(&test.platform(later), &first).await.unwrap());
        assert!(!outbox::failed(&test.platform(NOW), &first, "late", later).await.unwrap());
        assert!(outbox::done(&test.platform(later), &second).await.unwrap());
        assert!(!outbox::done(&test.platform(later), &second).await.unwrap(), "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_is_renewed_is_not_lost_and_a_lost_one_is_not_renewed() {
    on_both(async |test| {
        push(&test.db, "mail", "hello").await;
        let first = outbox::lease(&test.platform(NOW), &["mail"], LEASE, 10).await.unwrap();
        let longer = NOW.plus(LEASE).plus(LEASE);
        outbox::renew(&test.platform(NOW), &first, longer).await.unwrap();
        assert!(outbox::lease(&test.platform(NOW.plus(LEASE)), &["mail"], LEASE, 10).await.unwrap().is_empty());
        let second = outbox::lease(&test.platform(longer), &["mail"], LEASE, 10).await.unwrap();
        assert_eq!(second[0].attempts, 2);
        outbox::renew(&test.platform(NOW), &first, longer.plus(Span::days(1))).await.unwrap();
        assert!(outbox::failed(&test.platform(NOW), &second[0], "away", longer).await.unwrap());
        outbox::renew(&test.platform(NOW), &second, longer.plus(Span::days(1))).await.unwrap();
        let third = outbox::lease(&test.platform(longer), &["mail"], LEASE, 10).await.unwrap();
        assert_eq!(third[0].attempts, 3, "what was given back is not taken again by a late renewal");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_message_waits_and_a_done_one_is_swept() {
    on_both(async |test| {
        push(&test.db, "mail", "hello").await;
        let message = outbox::lease(&test.platform(NOW), &["mail"], LEASE, 10).await.unwrap().remove(0);
        let retry_at = NOW.plus(Span::hours(1));
        assert!(outbox::failed(&test.platform(NOW), &message, "no route", retry_at).await.unwrap());
        assert!(
            outbox::lease(&test.platform(retry_at.minus(Span::micros(1))), &["mail"], LEASE, 10)
                .await
                .unwrap()
                .is_empty()
        );
        let message = outbox::lease(&test.platform(retry_at), &["mail"], LEASE, 10).await.unwrap().remove(0);
        assert!(outbox::done(&test.platform(retry_at), &message).await.unwrap());
        assert_eq!(outbox::sweep(&test.platform(NOW), retry_at, 10).await.unwrap(), 0);
        assert_eq!(outbox::sweep(&test.platform(NOW), retry_at.plus(Span::micros(1)), 10).await.unwrap(), 1);
        assert_eq!(test.number("select cast(count(*) as bigint) from outbox").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_are_whole_words_and_messages_come_oldest_first() {
    on_both(async |test| {
        let mail = push(&test.db, "mail", "1").await;
        let index = push(&test.db, "index", "2").await;
        push(&test.db, "mail.big", "3").await;
        push(&test.db, "mai", "4").await;
        let ids: Vec<i64> = outbox::lease(&test.platform(NOW), &["index", "mail"], LEASE, 10)
            .await
            .unwrap()
            .iter()
            .map(|message| message.id)
            .collect();
        assert_eq!(ids, [mail, index]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_is_woken_after_the_commit_and_not_by_a_rollback() {
    on_both(async |test| {
        let mut work = test.db.work();
        work.mark_unchanged();
        let mut tx = test.db.begin().await.unwrap();
        outbox::push(&mut tx, "mail", &"never", NOW).await.unwrap();
        drop(tx);
        let mut tx = test.db.begin().await.unwrap();
        outbox::push(&mut tx, "mail", &"once", NOW).await.unwrap();
        assert!(!work.has_changed().unwrap());
        tx.commit().await.unwrap();
        assert!(work.has_changed().unwrap());
    })
    .await;
}
