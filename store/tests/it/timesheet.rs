//! Timers and segments: one running timer, no overlap, and nothing after a contract's end.

use crate::harness::{NOW, TestDb, by, on_both};
use crate::people::{code, person, settle};
use crate::source;
use domain::id::ContractId;
use domain::time::{Span, Timestamp};
use domain::timesheet::TimerPage;
use domain::timesheet::told::{LastStretch, Why};
use std::sync::Arc;
use store::db::retried;
use store::timesheet;
use tokio::sync::Barrier;

/// Contracts 501 to 503 of the client 1 with the freelancer 2; the third one is not funded yet.
async fn contracts(test: &TestDb) {
    settle(test).await;
    test.raw(
        "with recursive n (n) as (select 1 union all select n + 1 from n where n < 3) \
         insert into job (id, client_id, version, state, until_at, created_at, posted_at, title, description, skills, search_text, \
         currency, budget, hires, hired, visibility) \
         select 100 + n, 1, 1, 'open', 1, 1, 1, 'A job', '', '', '', 'EUR', 100, 1, 0, 'public' from n",
    )
    .await;
    test.raw(
        "with recursive n (n) as (select 1 union all select n + 1 from n where n < 3) \
         insert into proposal (id, job_id, client_id, freelancer_id, version, sent_at, cover_letter, currency, price, milestones, \
         state, state_at) select 200 + n, 100 + n, 1, 2, 1, 1, '', 'EUR', 100, '[]', 'hired', 1 from n",
    )
    .await;
    test.raw(
        "with recursive n (n) as (select 1 union all select n + 1 from n where n < 3) \
         insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, made_at, state, \
         state_at, currency, price, message, fee_schedule, fee_client, fee_freelancer) \
         select 300 + n, 300 + n, 1, 100 + n, 200 + n, 1, 2, 'client', 1, 'accepted', 1, 'EUR', 100, '', 1, 300, 500 from n",
    )
    .await;
    test.raw(
        "with recursive n (n) as (select 1 union all select n + 1 from n where n < 3) \
         insert into room (id, job_id, client_id, freelancer_id, created_at, last_number, last_at) \
         select 400 + n, 100 + n, 1, 2, 1, 0, 1 from n",
    )
    .await;
    test.raw(
        "with recursive n (n) as (select 1 union all select n + 1 from n where n < 3) \
         insert into contract (id, job_id, offer_id, client_id, freelancer_id, room_id, title, currency, fee_schedule, fee_client, \
         fee_freelancer, price, funded, released, signed_at, state, state_at, version) \
         select 500 + n, 100 + n, 300 + n, 1, 2, 400 + n, 'Contract ' || cast(n as text), 'EUR', 1, 300, 500, 100, 0, 0, 1, \
         case when n = 3 then 'awaiting_funding' else 'active' end, 1, 1 from n",
    )
    .await;
}

fn contract(raw: i64) -> ContractId {
    ContractId::from_raw(raw)
}

async fn page(test: &TestDb, now: Timestamp) -> TimerPage {
    timesheet::page(&test.by(&person(2), now), None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_leaves_segments_of_ten_minutes() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        let before = page(&test, NOW).await;
        assert_eq!(
            before.contracts.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(),
            ["Contract 2", "Contract 1"]
        );
        let started = NOW.plus(Span::minutes(2));
        assert_eq!(code(timesheet::start(&test.by(&me, started), contract(501), " ").await), "input");
        timesheet::start(&test.by(&me, started), contract(501), "First draft").await.unwrap();
        let running = page(&test, started).await.running.unwrap();
        assert_eq!(
            (running.title.as_str(), running.memo.as_str(), running.started_at),
            ("Contract 1", "First draft", started)
        );
        let stopped = NOW.plus(Span::minutes(26));
        assert_eq!(timesheet::stop(&test.by(&me, stopped)).await.unwrap().counted, 3);
        assert_eq!(code(timesheet::stop(&test.by(&me, stopped)).await), "timesheet.not_running");
        let after = page(&test, stopped).await;
        assert_eq!((after.running, after.week_segments), (None, 3));
        assert_eq!(
            after.segments.iter().map(|one| one.begins_at.clock()).collect::<Vec<_>>(),
            ["08:00", "08:10", "08:20"]
        );
        let yesterday = timesheet::page(&test.by(&me, stopped), Some(NOW.date().plus_days(-1))).await.unwrap();
        assert_eq!((yesterday.segments.len(), yesterday.week_segments), (0, 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_freelancer_of_an_active_contract_starts() {
    on_both(async |test| {
        contracts(&test).await;
        let start = async |who, which| timesheet::start(&test.by(&person(who), NOW), contract(which), "Work").await;
        assert_eq!(code(start(1, 501).await), "general.not_yours");
        assert_eq!(code(start(3, 501).await), "general.not_found");
        assert_eq!(code(start(2, 509).await), "general.not_found");
        assert_eq!(code(start(2, 503).await), "timesheet.contract_not_open");
        assert_eq!(code(start(2, 502).await), "done");
        match start(2, 501).await {
            Err(store::Error::Refused(no)) => assert!(no.to_string().contains("“Contract 2”"), "{no}"),
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_that_start_at_once_start_one_timer() {
    on_both(async |test| {
        contracts(&test).await;
        for round in 0..5 {
            let now = NOW.plus(Span::hours(round));
            let barrier = Arc::new(Barrier::new(4));
            let devices: Vec<_> = (0..4)
                .map(|device| {
                    let (db, barrier) = (test.db.clone(), Arc::clone(&barrier));
                    tokio::spawn(async move {
                        barrier.wait().await;
                        let me = person(2);
                        code(
                            retried(async || {
                                timesheet::start(&by(&db, &me, now), contract(501 + device % 2), "Work").await
                            })
                            .await,
                        )
                    })
                })
                .collect();
            let mut answers = Vec::new();
            for device in devices {
                answers.push(device.await.unwrap());
            }
            answers.sort_unstable();
            assert_eq!(answers, ["done", "timesheet.running", "timesheet.running", "timesheet.running"]);
            let me = person(2);
            let stops = [now, now].map(|now| {
                let (db, me) = (test.db.clone(), me.clone());
                tokio::spawn(async move {
                    code(retried(async || timesheet::stop(&by(&db, &me, now.plus(Span::minutes(10)))).await).await)
                })
            });
            let [one, other] = stops;
            let mut answers = [one.await.unwrap(), other.await.unwrap()];
            answers.sort_unstable();
            assert_eq!(answers, ["done", "timesheet.not_running"]);
        }
        assert_eq!(test.number("select cast(count(*) as bigint) from segment").await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_moment_is_counted_twice_on_any_contract() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        timesheet::start(&test.by(&me, NOW), contract(501), "One").await.unwrap();
        assert_eq!(timesheet::stop(&test.by(&me, NOW.plus(Span::minutes(16)))).await.unwrap().counted, 2);
        timesheet::start(&test.by(&me, NOW.plus(Span::minutes(16))), contract(502), "Other").await.unwrap();
        assert_eq!(
            timesheet::stop(&test.by(&me, NOW.plus(Span::minutes(30)))).await.unwrap().counted,
            1,
            "08:10 is taken"
        );
        let segments = page(&test, NOW).await.segments;
        assert_eq!(
            segments.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(),
            ["Contract 1", "Contract 1", "Contract 2"]
        );
        timesheet::remove_segment(&test.by(&me, NOW), segments[0].id).await.unwrap();
        assert_eq!(code(timesheet::remove_segment(&test.by(&me, NOW), segments[0].id).await), "general.not_found");
        assert_eq!(
            code(timesheet::remove_segment(&test.by(&person(1), NOW), segments[1].id).await),
            "general.not_found"
        );
        assert_eq!(page(&test, NOW).await.segments.len(), 2);
        test.raw(
            "update contract set state = 'ended', ended_by = 'client', state_at = 1800000000000000 where id = 502",
        )
        .await;
        assert_eq!(
            code(timesheet::remove_segment(&test.by(&me, NOW), segments[2].id).await),
            "timesheet.segment_locked"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn time_after_the_end_of_a_contract_is_not_counted() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        timesheet::start(&test.by(&me, NOW.minus(Span::minutes(20))), contract(501), "Work").await.unwrap();
        test.raw(
            "update contract set state = 'ended', ended_by = 'client', state_at = 1800000000000000 where id = 501",
        )
        .await;
        assert_eq!(timesheet::stop(&test.by(&me, NOW.plus(Span::hours(3)))).await.unwrap().counted, 2);
        assert_eq!(test.number("select stopped_at from timer").await, NOW.micros());
        assert_eq!(
            code(timesheet::start(&test.by(&me, NOW), contract(501), "More").await),
            "timesheet.contract_not_open"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_stretches_of_the_same_ten_minutes_add_up_and_what_does_not_count_is_told() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        let minute = |minutes| NOW.plus(Span::minutes(minutes));
        let track = async |which, from, until| {
            timesheet::start(&test.by(&me, minute(from)), contract(which), "Work").await.unwrap();
            timesheet::stop(&test.by(&me, minute(until))).await.unwrap()
        };
        let whys = |told: LastStretch| {
            told.left_out.into_iter().map(|left| (left.begins_at.clock(), left.why)).collect::<Vec<_>>()
        };
        let short = |minutes| Why::TooShort { tracked: Span::minutes(minutes) };
        let clock = |text: &str| text.to_owned();

        let first = track(501, 0, 4).await;
        assert_eq!((first.counted, whys(first)), (0, vec![(clock("08:00"), short(4))]));
        let other = track(502, 4, 5).await;
        assert_eq!((other.counted, whys(other)), (0, vec![(clock("08:00"), short(1))]), "each contract by itself");
        let second = track(501, 5, 9).await;
        assert_eq!((second.counted, whys(second.clone())), (1, vec![]));
        assert_eq!(page(&test, minute(9)).await.last, Some(second), "the page tells the same");

        let third = track(501, 9, 23).await;
        let told = vec![(clock("08:00"), Why::CountedBefore), (clock("08:20"), short(3))];
        assert_eq!((third.counted, whys(third)), (1, told));
        let fourth = track(502, 23, 37).await;
        assert_eq!((fourth.counted, whys(fourth)), (2, vec![]));
        let fifth = track(501, 37, 49).await;
        let told = vec![(clock("08:30"), Why::Other { title: clock("Contract 2") })];
        assert_eq!((fifth.counted, whys(fifth)), (1, told), "08:30 is another contract's");
        let segments: Vec<String> =
            page(&test, minute(49)).await.segments.iter().map(|one| one.begins_at.clock()).collect();
        assert_eq!(segments, ["08:00", "08:10", "08:20", "08:30", "08:40"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_that_was_removed_counts_nowhere_and_its_time_can_be_worked_again() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        let counts = async || {
            let timer = page(&test, NOW).await;
            let room = store::contract::page(&test.by(&me, NOW), contract(501)).await.unwrap();
            (timer.segments.len(), timer.week_segments, timer.week.iter().sum::<i64>(), room.segments)
        };
        timesheet::start(&test.by(&me, NOW), contract(501), "One").await.unwrap();
        assert_eq!(timesheet::stop(&test.by(&me, NOW.plus(Span::minutes(30)))).await.unwrap().counted, 3);
        assert_eq!(counts().await, (3, 3, 3, 3));
        let second = page(&test, NOW).await.segments[1].id;
        timesheet::remove_segment(&test.by(&me, NOW), second).await.unwrap();
        assert_eq!(counts().await, (2, 2, 2, 2));
        timesheet::start(&test.by(&me, NOW), contract(501), "Again").await.unwrap();
        assert_eq!(
            timesheet::stop(&test.by(&me, NOW.plus(Span::minutes(30)))).await.unwrap().counted,
            1,
            "the one that is free"
        );
        assert_eq!(counts().await, (3, 3, 3, 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_removed_counts_only_by_what_is_tracked_after_it() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        let minute = |minutes| NOW.plus(Span::minutes(minutes));
        let track = async |from, until| {
            timesheet::start(&test.by(&me, minute(from)), contract(501), "Work").await.unwrap();
            timesheet::stop(&test.by(&me, minute(until))).await.unwrap().counted
        };
        assert_eq!(track(0, 5).await, 1);
        let segment = page(&test, minute(5)).await.segments[0].id;
        timesheet::remove_segment(&test.by(&me, minute(5)), segment).await.unwrap();
        let last = page(&test, minute(5)).await.last.unwrap();
        assert_eq!((last.counted, last.left_out[0].why.clone()), (0, Why::Removed));
        assert_eq!(track(6, 8).await, 0, "what was taken out does not add up");
        assert_eq!(page(&test, minute(8)).await.segments, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_timer_is_cut_and_says_so() {
    on_both(async |test| {
        contracts(&test).await;
        let me = person(2);
        timesheet::start(&test.by(&me, NOW), contract(501), "Work").await.unwrap();
        let told = timesheet::stop(&test.by(&me, NOW.plus(Span::hours(20)))).await.unwrap();
        assert_eq!((told.counted, told.is_cut, told.left_out), (72, true, vec![]));
        let next_day = NOW.date().plus_days(1);
        let page = timesheet::page(&test.by(&me, NOW.plus(Span::hours(20))), Some(next_day)).await.unwrap();
        assert_eq!(page.last.map(|last| last.counted), Some(72), "it was stopped on that day");
        let later = timesheet::page(&test.by(&me, NOW.plus(Span::days(3))), Some(next_day.plus_days(1))).await.unwrap();
        assert_eq!(later.last, None);
    })
    .await;
}

#[test]
fn every_query_of_segments_leaves_out_those_that_were_removed() {
    let mut asked = 0;
    for function in source::functions("src") {
        for sql in source::texts(&function.body) {
            if ["from segment", "join segment", "update segment"].iter().any(|of| sql.contains(of)) {
                // What was removed is asked for only to say that it was.
                let says = ["removed_at is null", "removed_at is not null"].iter().any(|says| sql.contains(says));
                assert!(says, "{}: {sql}", function.name);
                asked += 1;
            }
        }
    }
    assert!(asked >= 4, "only {asked} found");
}
