//! Proposals: limits, answers, versions, lists, and two tabs at once.

use crate::harness::{NOW, TestDb, on_both};
use crate::people::{code, job_input, open_job, person, proposal_input, propose, settle};
use domain::actor::Side;
use domain::job::JobInput;
use domain::proposal::{ProposalAction, ProposalInput, ProposalView};
use domain::time::Span;
use std::sync::Arc;
use store::proposal;
use tokio::sync::Barrier;

async fn seen_by(test: &TestDb, viewer: i64, id: domain::id::ProposalId) -> ProposalView {
    proposal::page(&test.by(&person(viewer), NOW), id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_people_see_a_proposal_and_nobody_else() {
    on_both(async |test| {
        settle(&test).await;
        let job = open_job(&test, 1, &job_input("Build a booking service")).await;
        let id = propose(&test, 2, job, "400").await.unwrap();
        let (client, freelancer) = (seen_by(&test, 1, id).await, seen_by(&test, 2, id).await);
        assert_eq!((client.side, freelancer.side), (Side::Client, Side::Freelancer));
        assert_eq!(
            (client.job_title.as_str(), client.client_name.as_str(), client.freelancer_name.as_str()),
            ("Build a booking service", "Person 1", "Person 2")
        );
        assert_eq!(
            (client.breakdown.client_pays.plain(), client.breakdown.freelancer_gets.plain()),
            ("412.00".to_owned(), "380.00".to_owned())
        );
        assert_eq!(freelancer.actions, [ProposalAction::Edit, ProposalAction::Withdraw]);
        assert_eq!(code(proposal::page(&test.by(&person(3), NOW), id).await), "general.not_found");
        assert_eq!(code(proposal::view(&test.by(&person(2), NOW), id).await), "general.not_yours");
        assert_eq!(code(proposal::withdraw(&test.by(&person(1), NOW), id).await), "general.not_yours");
        assert_eq!(code(proposal::withdraw(&test.by(&person(3), NOW), id).await), "general.not_found");
        assert_eq!(code(propose(&test, 1, job, "400").await), "proposal.own_job");
        assert_eq!(code(propose(&test, 3, job, "1").await), "input");
        assert_eq!(test.number("select cast(count(*) as bigint) from outbox where kind = 'mail'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_can_be_changed_until_it_is_read() {
    on_both(async |test| {
        settle(&test).await;
        let job = open_job(&test, 1, &job_input("Build a booking service")).await;
        let id = propose(&test, 2, job, "400").await.unwrap();
        let edit =
            async |version, input: ProposalInput| proposal::edit(&test.by(&person(2), NOW), id, version, &input).await;
        edit(1, proposal_input("350")).await.unwrap();
        assert_eq!(code(edit(1, proposal_input("300")).await), "general.stale");
        assert_eq!(code(edit(2, ProposalInput::default()).await), "input");
        assert_eq!(seen_by(&test, 2, id).await.terms.price.plain(), "350.00");
        assert_eq!(test.number("select price from proposal_version").await, 40_000);
        proposal::view(&test.by(&person(1), NOW), id).await.unwrap();
        proposal::view(&test.by(&person(1), NOW.plus(Span::hours(1))), id).await.unwrap();
        let view = seen_by(&test, 2, id).await;
        assert_eq!((view.state.word(), view.version, view.actions), ("viewed", 3, vec![ProposalAction::Withdraw]));
        assert_eq!(code(edit(3, proposal_input("300")).await), "proposal.was_viewed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_has_a_reason_and_an_answer_is_kept() {
    on_both(async |test| {
        settle(&test).await;
        let job = open_job(&test, 1, &job_input("Build a booking service")).await;
        let id = propose(&test, 2, job, "400").await.unwrap();
        proposal::shortlist(&test.by(&person(1), NOW), id, false).await.unwrap();
        assert_eq!(seen_by(&test, 2, id).await.state.word(), "sent", "there was nothing to take off");
        proposal::shortlist(&test.by(&person(1), NOW), id, true).await.unwrap();
        let version = seen_by(&test, 2, id).await.version;
        proposal::shortlist(&test.by(&person(1), NOW.plus(Span::minutes(1))), id, true).await.unwrap();
        let again = seen_by(&test, 2, id).await;
        assert_eq!((again.state.word(), again.version), ("shortlisted", version), "said twice is said once");
        for _ in 0..2 {
            proposal::shortlist(&test.by(&person(1), NOW.plus(Span::hours(1))), id, false).await.unwrap();
            assert_eq!(seen_by(&test, 2, id).await.state.word(), "viewed");
        }
        assert_eq!(test.number("select answered_at from proposal").await, NOW.micros());
        assert_eq!(code(proposal::decline(&test.by(&person(1), NOW), id, " ").await), "input");
        proposal::decline(&test.by(&person(1), NOW), id, "Somebody nearer").await.unwrap();
        assert_eq!(code(proposal::decline(&test.by(&person(1), NOW), id, "Once more").await), "proposal.answered");
        assert_eq!(code(proposal::withdraw(&test.by(&person(2), NOW), id).await), "proposal.answered");
        let told = test
            .number("select cast(count(*) as bigint) from outbox where body like '%p2@example.org%Somebody nearer%'")
            .await;
        assert_eq!(told, 1);
        let again = propose(&test, 2, job, "300").await.unwrap();
        proposal::withdraw(&test.by(&person(2), NOW), again).await.unwrap();
        assert_eq!(code(proposal::shortlist(&test.by(&person(1), NOW), again, true).await), "proposal.was_withdrawn");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_send_at_once_send_one_proposal() {
    on_both(async |test| {
        settle(&test).await;
        for _ in 0..5 {
            let job = open_job(&test, 1, &job_input("Build a booking service")).await;
            let barrier = Arc::new(Barrier::new(4));
            let tabs: Vec<_> = (0..4)
                .map(|_| {
                    let (test, barrier) = (test.clone(), Arc::clone(&barrier));
                    tokio::spawn(async move {
                        barrier.wait().await;
                        code(propose(&test, 2, job, "100").await)
                    })
                })
                .collect();
            let mut answers = Vec::new();
            for tab in tabs {
                answers.push(tab.await.unwrap());
            }
            answers.sort_unstable();
            assert_eq!(answers, ["done", "proposal.already_sent", "proposal.already_sent", "proposal.already_sent"]);
        }
        assert_eq!(test.number("select cast(count(*) as bigint) from proposal").await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_than_twenty_open_whatever_is_sent_at_once() {
    on_both(async |test| {
        settle(&test).await;
        let mut jobs = Vec::new();
        for number in 0..24 {
            jobs.push(open_job(&test, 1 + number % 3, &job_input(&format!("Job number {number}"))).await);
        }
        for job in jobs.drain(..18) {
            propose(&test, 9, job, "100").await.unwrap();
        }
        let barrier = Arc::new(Barrier::new(6));
        let tabs: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let (test, barrier) = (test.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    code(propose(&test, 9, job, "100").await)
                })
            })
            .collect();
        let mut answers = Vec::new();
        for tab in tabs {
            answers.push(tab.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|answer| **answer == "done").count(), 2, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| **answer == "proposal.too_many_open").count(), 4, "{answers:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_paged_for_the_client_and_for_the_freelancer() {
    on_both(async |test| {
        settle(&test).await;
        let job = open_job(&test, 1, &job_input("Build a booking service")).await;
        for who in 2..7 {
            propose(&test, who, job, "100").await.unwrap();
        }
        let first = proposal::of_job(&test.by(&person(1), NOW), job, "", 3).await.unwrap();
        let second = proposal::of_job(&test.by(&person(1), NOW), job, first.next.as_deref().unwrap(), 3).await.unwrap();
        let names = |list: &domain::proposal::ProposalList| {
            list.proposals.iter().map(|one| one.freelancer_name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&first), ["Person 6", "Person 5", "Person 4"]);
        assert_eq!(names(&second), ["Person 3", "Person 2"]);
        assert_eq!((first.job_title.as_deref(), second.next), (Some("Build a booking service"), None));
        assert_eq!(code(proposal::of_job(&test.by(&person(2), NOW), job, "", 3).await), "general.not_yours");
        let own = proposal::mine(&test.by(&person(2), NOW), "", 3).await.unwrap();
        assert_eq!((names(&own), own.next), (vec!["Person 2".to_owned()], None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_says_which_of_the_skills_asked_for_its_freelancer_names() {
    on_both(async |test| {
        settle(&test).await;
        let asking = JobInput { skills: "Rust, MQTT, Postgres".into(), ..job_input("Build a booking service") };
        let job = open_job(&test, 1, &asking).await;
        test.raw(
            "insert into profile (account_id, version, overview, skills, country, availability, visibility, saved_at) \
             values (2, 1, '', 'postgres\nGo\nRUST', '', 'now', 'public', 0)",
        )
        .await;
        let of_two = propose(&test, 2, job, "100").await.unwrap();
        propose(&test, 3, job, "100").await.unwrap();
        let list = proposal::of_job(&test.by(&person(1), NOW), job, "", 10).await.unwrap();
        let skills: Vec<_> = list.proposals.into_iter().map(|one| (one.skills.has, one.skills.lacks)).collect();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(skills, [(vec![], words("Rust MQTT Postgres")), (words("Rust Postgres"), words("MQTT"))]);
        assert_eq!(seen_by(&test, 2, of_two).await.skills.lacks, ["MQTT"]);
    })
    .await;
}
