//! Scheduled jobs: order, leases, rescheduling, and crashes between lease and finish.

use crate::harness::{NOW, on_both, platform};
use domain::time::{Span, Timestamp};
use std::sync::Arc;
use store::db::retried;
use store::{Db, cleanup, outbox, schedule, setting};
use tokio::sync::Barrier;

const LEASE: Span = Span::minutes(1);
/// Whatever these tests schedule.
const KINDS: &[&str] = &["clear", "milestone.release", "remind"];

async fn schedule(db: &Db, kind: &str, subject_id: i64, due_at: Timestamp) {
    let mut tx = db.begin().await.unwrap();
    schedule::add(&mut tx, kind, subject_id, due_at).await.unwrap();
    tx.commit().await.unwrap();
}

async fn finish(db: &Db, work: &schedule::ScheduledJob) -> bool {
    let mut tx = db.begin().await.unwrap();
    let finished = schedule::finish(&mut tx, work).await.unwrap();
    if finished {
        tx.commit().await.unwrap();
    }
    finished
}

#[tokio::test(flavor = "multi_thread")]
async fn work_comes_in_the_order_of_its_due_times_and_not_before() {
    on_both(async |test| {
        for (subject_id, days) in [(1, 3), (2, 1), (3, 2), (4, 9)] {
            schedule(&test.db, "milestone.release", subject_id, NOW.plus(Span::days(days))).await;
        }
        let mut read = test.db.read().await.unwrap();
        assert_eq!(schedule::next_at(&mut read).await.unwrap(), Some(NOW.plus(Span::days(1))));
        drop(read);
        assert_eq!(schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap(), None);
        let later = NOW.plus(Span::days(3));
        let mut order = Vec::new();
        while let Some(work) = schedule::lease_next(&test.platform(later), KINDS, LEASE).await.unwrap() {
            order.push(work.subject_id);
            assert!(finish(&test.db, &work).await);
        }
        assert_eq!(order, [2, 3, 1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_race_for_one_piece_of_work_do_it_once() {
    on_both(async |test| {
        for round in 0..10 {
            schedule(&test.db, "clear", round, NOW).await;
            let barrier = Arc::new(Barrier::new(8));
            let nodes: Vec<_> = (0..8)
                .map(|_| {
                    let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                    tokio::spawn(async move {
                        barrier.wait().await;
                        retried(async || schedule::lease_next(&platform(&db, NOW), KINDS, LEASE).await).await.unwrap()
                    })
                })
                .collect();
            let mut winners = Vec::new();
            for node in nodes {
                winners.extend(node.await.unwrap());
            }
            assert_eq!(winners.len(), 1, "{winners:?}");
            assert!(finish(&test.db, &winners[0]).await);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_gives_the_lease_back_and_the_late_node_changes_nothing() {
    on_both(async |test| {
        schedule(&test.db, "clear", 1, NOW).await;
        let first = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        assert_eq!(schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap(), None);
        let second = schedule::lease_next(&test.platform(NOW.plus(LEASE)), KINDS, LEASE).await.unwrap().unwrap();
        assert_eq!((first.attempts, second.attempts, second.due_at), (1, 2, NOW.micros()));
        let mut tx = test.db.begin().await.unwrap();
        setting::put(&mut tx, "late", "1").await.unwrap();
        assert!(!schedule::finish(&mut tx, &first).await.unwrap());
        drop(tx);
        assert_eq!(test.setting("late").await, None);
        assert!(finish(&test.db, &second).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_takes_over_at_once_what_nobody_else_can_hold() {
    on_both(async |test| {
        for (kind, subject_id) in [("clear", 1), ("remind", 2)] {
            schedule(&test.db, kind, subject_id, NOW).await;
        }
        let failed = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        assert!(
            schedule::failed(&test.platform(NOW), &failed, "gateway away", NOW.plus(Span::hours(1))).await.unwrap()
        );
        let held = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        let mut tx = test.db.begin().await.unwrap();
        outbox::push(&mut tx, "mail", &"hello", NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(outbox::lease(&test.platform(NOW), &["mail"], LEASE, 10).await.unwrap().len(), 1);
        let messages = async || outbox::lease(&test.platform(NOW), &["mail"], LEASE, 10).await.unwrap();
        if test.db.is_shared() {
            assert_eq!(cleanup::take_over(&test.platform(NOW)).await.unwrap(), 0, "another node may be at it");
            assert_eq!(schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap(), None);
            assert!(messages().await.is_empty());
        } else {
            assert_eq!(cleanup::take_over(&test.platform(NOW)).await.unwrap(), 2);
            let again = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
            assert_eq!((again.subject_id, again.attempts), (held.subject_id, 2));
            assert_eq!(
                schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap(),
                None,
                "what failed rests on"
            );
            assert_eq!(messages().await.len(), 1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_lease_lasts_and_a_lost_one_is_not_renewed() {
    on_both(async |test| {
        schedule(&test.db, "clear", 1, NOW).await;
        let first = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        let longer = NOW.plus(LEASE).plus(LEASE);
        schedule::renew(&test.platform(NOW), &first, longer).await.unwrap();
        assert_eq!(schedule::lease_next(&test.platform(NOW.plus(LEASE)), KINDS, LEASE).await.unwrap(), None);
        let second = schedule::lease_next(&test.platform(longer), KINDS, LEASE).await.unwrap().unwrap();
        schedule::renew(&test.platform(NOW), &first, longer.plus(Span::days(1))).await.unwrap();
        let third = schedule::lease_next(&test.platform(longer.plus(LEASE)), KINDS, LEASE).await.unwrap().unwrap();
        assert_eq!((second.attempts, third.attempts), (2, 3));
        assert!(finish(&test.db, &third).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rescheduling_and_cancelling_take_the_work_from_the_worker_that_holds_it() {
    on_both(async |test| {
        schedule(&test.db, "clear", 1, NOW).await;
        let held = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        let moved = NOW.plus(Span::days(14));
        schedule(&test.db, "clear", 1, moved).await;
        assert!(!finish(&test.db, &held).await);
        assert_eq!(
            schedule::lease_next(&test.platform(moved.minus(Span::micros(1))), KINDS, LEASE).await.unwrap(),
            None
        );
        let held = schedule::lease_next(&test.platform(moved), KINDS, LEASE).await.unwrap().unwrap();
        assert_eq!((held.due_at, held.attempts), (moved.micros(), 1));
        let mut tx = test.db.begin().await.unwrap();
        assert!(schedule::cancel(&mut tx, "clear", 1).await.unwrap());
        assert!(!schedule::cancel(&mut tx, "clear", 2).await.unwrap());
        tx.commit().await.unwrap();
        schedule(&test.db, "clear", 1, moved).await;
        assert!(!finish(&test.db, &held).await, "the same subject, scheduled anew, is other work");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_work_waits_and_keeps_its_due_time() {
    on_both(async |test| {
        schedule(&test.db, "clear", 1, NOW).await;
        let work = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        let retry_at = NOW.plus(Span::hours(1));
        assert!(schedule::failed(&test.platform(NOW), &work, "gateway away", retry_at).await.unwrap());
        assert_eq!(
            schedule::lease_next(&test.platform(retry_at.minus(Span::micros(1))), KINDS, LEASE).await.unwrap(),
            None
        );
        let work = schedule::lease_next(&test.platform(retry_at), KINDS, LEASE).await.unwrap().unwrap();
        assert_eq!((work.due_at, work.attempts), (NOW.micros(), 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_step_of_leasing_loses_no_work() {
    on_both(async |test| {
        for step in 1..50 {
            schedule(&test.db, "clear", step, NOW).await;
            test.faults.crash_in(u32::try_from(step).unwrap());
            let leased = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await;
            test.restart().await;
            let through = leased.is_ok();
            let work = match leased {
                Ok(work) => work.unwrap(),
                // Crashed before the commit it is free at once, after it when the lease ends.
                Err(_) => match schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap() {
                    Some(work) => work,
                    None => schedule::lease_next(&test.platform(NOW.plus(LEASE)), KINDS, LEASE).await.unwrap().unwrap(),
                },
            };
            assert!(finish(&test.db, &work).await);
            if through {
                return;
            }
        }
        panic!("leasing has no end");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_of_a_kind_that_this_version_does_not_know_waits_for_one_that_does() {
    on_both(async |test| {
        schedule(&test.db, "from.the.future", 1, NOW).await;
        schedule(&test.db, "clear", 2, NOW.plus(LEASE)).await;
        let later = NOW.plus(Span::days(1));
        assert_eq!(schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap(), None);
        let work = schedule::lease_next(&test.platform(later), KINDS, LEASE).await.unwrap().unwrap();
        assert_eq!(work.subject_id, 2, "it holds up nothing of those that are known");
        assert!(finish(&test.db, &work).await);
        assert_eq!(schedule::lease_next(&test.platform(later), KINDS, LEASE).await.unwrap(), None);
        let newer = schedule::lease_next(&test.platform(later), &["from.the.future"], LEASE).await.unwrap().unwrap();
        assert_eq!((newer.attempts, newer.due_at), (1, NOW.micros()), "nobody has tried it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_moment_is_that_of_what_is_to_come_not_of_what_is_stuck() {
    on_both(async |test| {
        let (soon, unknown) = (NOW.plus(Span::hours(2)), NOW.plus(Span::hours(1)));
        schedule(&test.db, "clear", 1, NOW).await;
        schedule(&test.db, "from.the.future", 2, unknown).await;
        schedule(&test.db, "clear", 3, soon).await;
        let stuck = schedule::lease_next(&test.platform(NOW), KINDS, LEASE).await.unwrap().unwrap();
        schedule::failed(&test.platform(NOW), &stuck, "gateway away", NOW.plus(Span::days(1))).await.unwrap();
        let mut read = test.db.read().await.unwrap();
        assert_eq!(schedule::next_after(&mut read, KINDS, NOW).await.unwrap(), Some(soon));
        assert_eq!(schedule::next_after(&mut read, KINDS, soon).await.unwrap(), None);
    })
    .await;
}
