//! The one order of locks (ARCHITECTURE.md), and what happens where somebody is in the way all the same: the command is
//! tried again as a whole, wherever it was called from.

use crate::harness::{NOW, TestDb, on_postgres, platform};
use crate::market::Market;
use domain::id::ContractId;
use domain::ledger::account::FEE_SHARDS;
use domain::payment::Outcome;
use domain::time::Span;
use std::collections::HashMap;
use std::sync::Arc;
use store::{contract, job, message, payment};
use tokio::sync::Barrier;

/// As many pairs of commands at once as there are rounds of a race.
const PAIRS: usize = 12;

/// Two contracts whose fees lie in one shard: among one more than there are shards, there are two such.
async fn of_one_shard(m: &Market) -> (ContractId, ContractId) {
    let mut known = HashMap::new();
    loop {
        let id = m.contract(&["100"]).await;
        if let Some(other) = known.insert(id.raw().rem_euclid(FEE_SHARDS), id) {
            return (other, id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_that_funds_and_a_release_of_the_same_client_do_not_wait_in_a_circle() {
    on_postgres(async |t: TestDb| {
        let m = Arc::new(Market::open(t).await);
        let (waiting, worked) = of_one_shard(&m).await;
        let payment = m.begin(m.milestone(waiting, 1).await).await;
        let released = m.milestone(worked, 1).await;
        m.fund(released).await;
        m.submit(released).await;
        let seen = m.seen(released).await;
        // Both are stopped at the log of the client, the deposit first.
        let mut logs = m.t.hold("select account_id from person_event_counter for update").await;
        let one = Arc::clone(&m);
        let settles = tokio::spawn(async move { one.settle(payment, Outcome::Succeeded).await });
        m.t.waiting(1).await;
        let two = Arc::clone(&m);
        let approves = tokio::spawn(async move {
            contract::approve(&two.client(), seen).await.unwrap();
        });
        m.t.waiting(2).await;
        logs.let_go().await;
        settles.await.unwrap();
        approves.await.unwrap();
        assert_eq!(m.t.db.repeats(), 0, "one of the two was thrown back");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_conversation_does_not_wait_for_the_job_that_somebody_closes() {
    on_postgres(async |t: TestDb| {
        let m = Arc::new(Market::open(t).await);
        let id = m.job().await;
        let proposal = m.proposal(id, &["100"]).await;
        // Closing has the job next, the conversation has the proposal and is about to refer to the job.
        let mut row = m.t.hold("select id from job for update").await;
        let one = Arc::clone(&m);
        let closes = tokio::spawn(async move { job::close(&one.client(), id).await.unwrap() });
        m.t.waiting(1).await;
        let two = Arc::clone(&m);
        let opens = tokio::spawn(async move {
            message::open_room(&two.client(), proposal).await.unwrap();
        });
        m.t.waiting(2).await;
        row.let_go().await;
        closes.await.unwrap();
        opens.await.unwrap();
        assert_eq!(m.t.db.repeats(), 0, "one of the two was thrown back");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pairs_at_once_throw_nobody_back() {
    on_postgres(async |t: TestDb| {
        let m = Arc::new(Market::open(t).await);
        let (mut pairs, mut tasks) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            let charged = m.begin(m.milestone(m.contract(&["100"]).await, 1).await).await;
            let reviewed = m.milestone(m.contract(&["100"]).await, 1).await;
            m.fund_or_pay(reviewed).await;
            m.submit(reviewed).await;
            let open = m.job().await;
            let proposal = m.proposal(open, &["100"]).await;
            pairs.push((charged, m.seen(reviewed).await, open, proposal));
        }
        let barrier = Arc::new(Barrier::new(4 * PAIRS));
        for (charged, reviewed, open, proposal) in pairs {
            for which in 0..4 {
                let (m, barrier) = (Arc::clone(&m), Arc::clone(&barrier));
                tasks.push(tokio::spawn(async move {
                    let (db, now) = (&m.t.db, m.now);
                    barrier.wait().await;
                    match which {
                        0 => {
                            payment::settle(&platform(db, now), &charged.to_string(), Outcome::Succeeded).await.unwrap()
                        }
                        1 => contract::approve(&m.client().at(now), reviewed).await.unwrap(),
                        2 => job::close(&m.client().at(now), open).await.unwrap(),
                        _ => drop(message::open_room(&m.client().at(now), proposal).await.unwrap()),
                    }
                }));
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(m.t.db.repeats(), 0, "somebody was thrown back");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_was_thrown_back_is_carried_out_once_more_by_itself() {
    on_postgres(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        m.fund(milestone).await;
        // Twice the database says that this was a deadlock; numbers of a sequence are not taken back.
        m.t.raw(
            "create sequence attempts; create function deadlock() returns trigger language plpgsql as $$ begin \
             if nextval('attempts') <= 2 then raise exception 'deadlock' using errcode = '40P01'; end if; return new; end $$; \
             create trigger deadlock before insert on submission for each row execute function deadlock()",
        )
        .await;
        m.submit(milestone).await;
        assert_eq!((m.t.db.repeats(), m.t.number("select last_value from attempts").await), (2, 3));
        assert_eq!(m.t.number("select count(*) from submission").await, 1);
        assert_eq!(m.t.number("select count(*) from due_work where kind = 'milestone.auto_release'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_the_way_for_ever_is_told_after_a_while() {
    on_postgres(async |t: TestDb| {
        t.raw(
            "create function deadlock() returns trigger language plpgsql as $$ begin \
             raise exception 'deadlock' using errcode = '40P01'; end $$; \
             create trigger deadlock before insert on setting for each row execute function deadlock()",
        )
        .await;
        let refused = store::clock::advance(&t.platform(NOW), Span::days(1)).await.unwrap_err();
        assert!(refused.is_retry() && t.db.repeats() > 0);
        assert_eq!(t.setting("sandbox.clock_offset").await, None);
    })
    .await;
}
