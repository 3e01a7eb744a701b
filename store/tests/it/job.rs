//! Jobs: drafts, publication, edits, search, endings, and who sees what.

use crate::harness::{NOW, TestDb, on_both};
use crate::people::{code, job_input, open_job, person, proposal_input, propose, settle, token};
use domain::actor::Scope;
use domain::id::JobId;
use domain::job::{JobAction, JobInput, JobPage, JobQuery, JobState};
use domain::rules::Rules;
use domain::time::{Span, Timestamp};
use std::sync::Arc;
use store::db::retried;
use store::fault::Point;
use store::{event, job, proposal, schedule};
use tokio::sync::Barrier;

async fn seen_by(test: &TestDb, viewer: i64, id: JobId) -> JobPage {
    job::page(&test.by(&person(viewer), NOW).visit(), id).await.unwrap()
}

async fn found(test: &TestDb, query: JobQuery) -> Vec<String> {
    let list = job::find(&test.visitor(NOW), &query, 100).await.unwrap();
    assert_eq!(list.total, i64::try_from(list.jobs.len()).unwrap());
    list.jobs.into_iter().map(|job| job.title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_what_was_typed_and_nobody_else_sees_it() {
    on_both(async |test| {
        settle(&test).await;
        let half = JobInput { title: "  An idea".to_owned(), budget: "lots".into(), ..JobInput::default() };
        let id = job::save_draft(&test.by(&person(1), NOW), None, &half).await.unwrap();
        let page = seen_by(&test, 1, id).await;
        assert_eq!((page.input, page.terms, page.state), (half.clone(), None, JobState::Draft));
        assert_eq!(page.actions, [JobAction::Publish, JobAction::Edit]);
        assert_eq!(code(job::page(&test.by(&person(2), NOW).visit(), id).await), "general.not_found");
        assert_eq!(code(job::page(&test.visitor(NOW), id).await), "general.not_found");
        assert_eq!(code(job::save_draft(&test.by(&person(2), NOW), Some(id), &half).await), "general.not_found");
        assert_eq!(code(job::pause(&test.by(&person(2), NOW), id).await), "general.not_found");
        assert_eq!(code(job::pause(&test.by(&person(1), NOW), id).await), "job.still_draft");
        assert_eq!(code(job::publish(&test.by(&person(1), NOW), id, &half).await), "input");
        assert_eq!(code(propose(&test, 2, id, "100").await), "general.not_found");
        let long = JobInput { title: "x".repeat(30_000), ..JobInput::default() };
        assert_eq!(code(job::save_draft(&test.by(&person(1), NOW), None, &long).await), "input");

        let whole = job_input("Build a booking service");
        assert_eq!(job::save_draft(&test.by(&person(1), NOW), Some(id), &whole).await.unwrap(), id);
        job::publish(&test.by(&person(1), NOW), id, &whole).await.unwrap();
        assert_eq!(code(job::save_draft(&test.by(&person(1), NOW), Some(id), &whole).await), "job.not_draft");
        assert_eq!(code(job::publish(&test.by(&person(1), NOW), id, &whole).await), "job.not_draft");
        let page = seen_by(&test, 2, id).await;
        assert_eq!(page.state, JobState::Open { until: NOW.plus(Span::days(30)) });
        assert_eq!((page.client.name.as_str(), page.client.jobs_posted, page.posted_at), ("Person 1", 1, Some(NOW)));
        assert_eq!(page.terms.unwrap().to_input().budget.text(), "500.00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_offers_what_the_viewer_may_do() {
    on_both(async |test| {
        settle(&test).await;
        let id = open_job(&test, 1, &job_input("Build a booking service")).await;
        let anonymous = job::page(&test.visitor(NOW), id).await.unwrap();
        assert_eq!(anonymous.actions, [JobAction::SignInToPropose]);
        assert_eq!(seen_by(&test, 1, id).await.actions, [JobAction::Edit, JobAction::Pause, JobAction::Close]);
        assert_eq!(seen_by(&test, 2, id).await.actions, [JobAction::Propose]);
        let sent = propose(&test, 2, id, "400").await.unwrap();
        let page = seen_by(&test, 2, id).await;
        assert_eq!((page.actions, page.my_proposal, page.proposals, page.bids), (vec![], Some(sent), 1, None));
        propose(&test, 3, id, "450").await.unwrap();
        let (low, high) = seen_by(&test, 1, id).await.bids.unwrap();
        assert_eq!((low.plain(), high.plain()), ("400.00".to_owned(), "450.00".to_owned()));
        assert_eq!(job::page(&test.visitor(NOW), id).await.unwrap().bids, None);
        assert_eq!((seen_by(&test, 1, id).await.waiting, seen_by(&test, 2, id).await.waiting), (2, 0));
        let listed = async || proposal::of_job(&test.by(&person(1), NOW), id, "", 1).await.unwrap().waiting;
        assert_eq!(listed().await, Some((2, NOW)), "on all pages");
        proposal::shortlist(&test.by(&person(1), NOW), sent, true).await.unwrap();
        assert_eq!(
            (seen_by(&test, 1, id).await.waiting, listed().await),
            (1, Some((1, NOW))),
            "a kept one is answered"
        );
        job::pause(&test.by(&person(1), NOW), id).await.unwrap();
        assert_eq!(seen_by(&test, 4, id).await.actions, []);
        assert_eq!(code(propose(&test, 4, id, "100").await), "job.not_open");
        job::resume(&test.by(&person(1), NOW), id).await.unwrap();
        assert_eq!(code(job::resume(&test.by(&person(1), NOW), id).await), "job.not_paused");
        assert_eq!(code(job::close(&test.by(&person(2), NOW), id).await), "general.not_yours");
        let reader = token(1, &[Scope::Read]);
        assert_eq!(code(job::close(&test.by(&reader, NOW), id).await), "general.scope");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_needs_a_confirmed_address() {
    on_both(async |test| {
        settle(&test).await;
        test.raw("update account set verified_at = null where id = 1").await;
        let input = job_input("Build a booking service");
        let id = job::save_draft(&test.by(&person(1), NOW), None, &input).await.unwrap();
        let answer = job::publish(&test.by(&person(1), NOW), id, &input).await;
        assert_eq!(code(answer), "account.not_verified");
        let other = open_job(&test, 2, &input).await;
        assert_eq!(code(propose(&test, 1, other, "100").await), "account.not_verified");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_listed_and_never_overwrites_another_one() {
    on_both(async |test| {
        settle(&test).await;
        let id = open_job(&test, 1, &job_input("Build a booking service")).await;
        let version = seen_by(&test, 1, id).await.version;
        let more = JobInput { budget: "800".into(), ..job_input("Build a booking service") };
        let later = NOW.plus(Span::days(3));
        job::edit(&test.by(&person(1), later), id, version, &more).await.unwrap();
        assert_eq!(code(job::edit(&test.by(&person(1), later), id, version, &more).await), "general.stale");
        let page = seen_by(&test, 2, id).await;
        assert_eq!(page.changes, [(later, "Edited: budget 500.00 → 800.00".to_owned())]);
        assert_eq!(page.state, JobState::Open { until: later.plus(Span::days(30)) });
        let dollars = JobInput { currency: "USD".to_owned(), ..more };
        propose(&test, 2, id, "100").await.unwrap();
        let edited = job::edit(&test.by(&person(1), later), id, page.version, &dollars).await;
        assert_eq!(code(edited), "job.currency_fixed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_open_jobs_by_words_and_budget() {
    on_both(async |test| {
        settle(&test).await;
        let with = |title: &str, currency: &str, budget: &str| JobInput {
            currency: currency.to_owned(),
            budget: budget.into(),
            ..job_input(title)
        };
        open_job(&test, 1, &with("Booking service in Rust", "EUR", "500")).await;
        open_job(&test, 1, &with("Überarbeitung einer 100% alten Seite", "EUR", "900")).await;
        open_job(&test, 2, &with("Booking app for phones", "USD", "700")).await;
        let closed = open_job(&test, 2, &with("Booking desk, closed", "EUR", "500")).await;
        job::close(&test.by(&person(2), NOW), closed).await.unwrap();
        let hidden = JobInput { visibility: "members".to_owned(), ..job_input("Booking for members") };
        let hidden = open_job(&test, 2, &hidden).await;
        let words = |words: &str| JobQuery { words: words.to_owned(), ..JobQuery::default() };
        let all = ["Booking app for phones", "Überarbeitung einer 100% alten Seite", "Booking service in Rust"];
        assert_eq!(found(&test, JobQuery::default()).await, all);
        assert_eq!(
            found(&test, words("BOOKING rust service")).await,
            [all[0], all[2]],
            "skills and description count too"
        );
        assert_eq!(found(&test, words("booking phones")).await, [all[0]]);
        assert_eq!(found(&test, words("überARBEITUNG 100%")).await, [all[1]]);
        assert_eq!(found(&test, words("b_oking")).await, [""; 0]);
        let euros = JobQuery { currency: "EUR".to_owned(), budget_min: "600".into(), ..JobQuery::default() };
        assert_eq!(found(&test, euros).await, [all[1]]);
        let dollars = JobQuery { currency: "USD".to_owned(), budget_max: "699.99".into(), ..JobQuery::default() };
        assert_eq!(found(&test, dollars).await, [""; 0]);
        let bare = JobQuery { budget_min: "5".into(), ..JobQuery::default() };
        assert_eq!(code(job::find(&test.visitor(NOW), &bare, 10).await), "input");
        assert_eq!(code(job::page(&test.visitor(NOW), hidden).await), "general.not_found");
        let sent = propose(&test, 3, hidden, "400").await.unwrap();
        for (viewer, proposed) in [(3, Some(sent)), (4, None)] {
            let list = job::find(&test.by(&person(viewer), NOW).visit(), &words("members"), 10).await.unwrap();
            assert_eq!(list.jobs.iter().map(|job| job.my_proposal).collect::<Vec<_>>(), [proposed]);
        }
        let member = job::find(&test.by(&person(3), NOW).visit(), &words("members"), 10).await.unwrap();
        assert_eq!(member.jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [hidden]);
        let past = job::find(&test.visitor(NOW.plus(Span::days(30))), &JobQuery::default(), 10).await.unwrap();
        assert_eq!(past.jobs, [], "a job whose time ran out is gone before the worker comes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_finds_nothing_looks_through_the_jobs_once() {
    on_both(async |test| {
        settle(&test).await;
        open_job(&test, 1, &job_input("Booking service")).await;
        let query = JobQuery { words: "zeppelin".to_owned(), ..JobQuery::default() };
        // A second statement would be its last.
        test.faults.crash_at(Point::Statement, 2);
        let list = job::find(&test.visitor(NOW), &query, 100).await.unwrap();
        assert_eq!((list.total, list.jobs.len()), (0, 0));
        test.faults.restart();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_list_neither_skip_nor_repeat() {
    on_both(async |test| {
        settle(&test).await;
        for number in 0..7 {
            open_job(&test, 1, &job_input(&format!("Job number {number}"))).await;
        }
        let (mut after, mut titles, mut own) = (String::new(), Vec::new(), Vec::new());
        for _ in 0..3 {
            let query = JobQuery { after: after.clone(), ..JobQuery::default() };
            let list = job::find(&test.visitor(NOW), &query, 3).await.unwrap();
            assert_eq!(list.total, 7);
            titles.extend(list.jobs.into_iter().map(|job| job.title));
            after = list.next.unwrap_or_default();
        }
        assert_eq!(after, "");
        for _ in 0..3 {
            let list = job::mine(&test.by(&person(1), NOW), &after, 3).await.unwrap();
            own.extend(list.jobs.into_iter().map(|job| job.title));
            after = list.next.unwrap_or_default();
        }
        let expected: Vec<String> = (0..7).rev().map(|number| format!("Job number {number}")).collect();
        assert_eq!((titles, own, after), (expected.clone(), expected, String::new()));
        assert_eq!(code(job::mine(&test.by(&person(2), NOW), "nonsense", 3).await), "input");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_tells_everybody_who_waits() {
    on_both(async |test| {
        settle(&test).await;
        let id = open_job(&test, 1, &job_input("Build a booking service")).await;
        let (waiting, viewed) =
            (propose(&test, 2, id, "100").await.unwrap(), propose(&test, 3, id, "200").await.unwrap());
        proposal::view(&test.by(&person(1), NOW), viewed).await.unwrap();
        let later = NOW.plus(Span::hours(1));
        let mails = test.number("select cast(count(*) as bigint) from outbox where kind = 'mail'").await;
        job::close(&test.by(&person(1), later), id).await.unwrap();
        let mut words = Vec::new();
        for (who, which) in [(2, waiting), (3, viewed)] {
            words.push(proposal::page(&test.by(&person(who), later), which).await.unwrap().state.word());
        }
        assert_eq!(words, ["not_chosen", "not_chosen"]);
        assert_eq!(test.number("select cast(count(*) as bigint) from outbox where kind = 'mail'").await, mails + 2);
        let told = test
            .number(
                "select cast(count(*) as bigint) from outbox \
                 where body like '%\"to\":\"p2@example.org\"%was not chosen%'",
            )
            .await;
        assert_eq!(told, 1);
        let mut read = test.db.read().await.unwrap();
        let last = event::after(&mut read, 2, 0, 100).await.unwrap().pop().unwrap();
        assert_eq!((last.topic.as_str(), last.body), ("proposal", format!("{{\"job\":\"{id}\"}}")));
        drop(read);
        assert_eq!(code(job::close(&test.by(&person(1), later), id).await), "job.has_ended");
        job::reopen(&test.by(&person(1), later), id).await.unwrap();
        assert_eq!(code(propose(&test, 2, id, "100").await), "done", "not chosen once, one may try again");
        assert_eq!(code(job::reopen(&test.by(&person(1), later), id).await), "job.still_open");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_expires_when_its_time_is_over_and_an_edit_moves_that() {
    on_both(async |test| {
        settle(&test).await;
        let rules = Rules::default();
        let id = open_job(&test, 1, &job_input("Build a booking service")).await;
        let sent = propose(&test, 2, id, "100").await.unwrap();
        let until = NOW.plus(rules.job_open);
        let warning = schedule::lease_next(&test.platform(until), store::clockwork::KINDS, Span::minutes(1))
            .await
            .unwrap()
            .unwrap();
        let five_days_before = until.minus(Span::days(5)).micros();
        assert_eq!((warning.kind.as_str(), warning.due_at), (job::EXPIRY_WARNING, five_days_before));
        let early = schedule::lease_next(&test.platform(until), store::clockwork::KINDS, Span::minutes(1))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((early.kind.as_str(), early.due_at), (job::EXPIRE, until.micros()));
        let version = seen_by(&test, 1, id).await.version;
        let edited_at = NOW.plus(Span::days(1));
        job::edit(&test.by(&person(1), edited_at), id, version, &job_input("Build a booking service")).await.unwrap();
        job::expire(&test.platform(until), &early).await.unwrap();
        assert_eq!(seen_by(&test, 1, id).await.state.word(), "open", "the lease is of a time that was moved");
        let until = edited_at.plus(rules.job_open);
        let just_before = until.minus(Span::micros(1));
        let warning = schedule::lease_next(&test.platform(just_before), store::clockwork::KINDS, Span::minutes(1))
            .await
            .unwrap()
            .unwrap();
        job::warn_of_expiry(&test.platform(just_before), &warning).await.unwrap();
        assert_eq!(
            schedule::lease_next(
                &test.platform(until.minus(Span::micros(1))),
                store::clockwork::KINDS,
                Span::minutes(1)
            )
            .await
            .unwrap(),
            None
        );
        let work = schedule::lease_next(&test.platform(until), store::clockwork::KINDS, Span::minutes(1))
            .await
            .unwrap()
            .unwrap();
        let late = until.plus(Span::hours(2));
        job::expire(&test.platform(late), &work).await.unwrap();
        assert_eq!(seen_by(&test, 2, id).await.state, JobState::Expired { at: until });
        assert_eq!(proposal::page(&test.by(&person(2), late), sent).await.unwrap().state.word(), "not_chosen");
        job::expire(&test.platform(late), &work).await.unwrap();
        assert_eq!(test.number("select cast(count(*) as bigint) from due_work").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_proposal_waits_on_a_job_that_was_closed_at_the_same_moment() {
    on_both(async |test| {
        settle(&test).await;
        for round in 0..10 {
            let id = open_job(&test, 1, &job_input("Build a booking service")).await;
            let barrier = Arc::new(Barrier::new(4));
            let senders: Vec<_> = (2..5)
                .map(|who| {
                    let (test, barrier) = (test.clone(), Arc::clone(&barrier));
                    tokio::spawn(async move {
                        barrier.wait().await;
                        code(propose(&test, who, id, "100").await)
                    })
                })
                .collect();
            let client = person(1);
            barrier.wait().await;
            retried(async || job::close(&test.by(&client, NOW), id).await).await.unwrap();
            for sender in senders {
                let answer = sender.await.unwrap();
                assert!(["done", "job.not_open"].contains(&answer), "round {round}: {answer}");
            }
            let list = proposal::of_job(&test.by(&person(1), NOW), id, "", 10).await.unwrap();
            assert!(list.proposals.iter().all(|one| one.state.word() == "not_chosen"), "round {round}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_step_of_closing_leaves_all_or_nothing() {
    on_both(async |test| {
        settle(&test).await;
        for step in 1..60 {
            let id = open_job(&test, 1, &job_input("Build a booking service")).await;
            let input = proposal_input("100");
            let sent = proposal::send(&test.by(&person(2), NOW), id, &input).await.unwrap();
            test.faults.crash_in(step);
            let closed = job::close(&test.by(&person(1), NOW), id).await;
            test.restart().await;
            let state = seen_by(&test, 1, id).await.state.word();
            let outcome =
                proposal::page(&test.by(&person(2), Timestamp::from_micros(0)), sent).await.unwrap().state.word();
            assert!(
                [("open", "sent"), ("closed", "not_chosen")].contains(&(state, outcome)),
                "step {step}: {state}, {outcome}"
            );
            if closed.is_ok() {
                assert_eq!(state, "closed");
                return;
            }
            let _ = job::close(&test.by(&person(1), NOW), id).await;
        }
        panic!("closing has no end");
    })
    .await;
}
