//! A worker that comes late changes nothing for anybody: what is over by time is over at its moment.

use crate::account::code;
use crate::harness::{TestDb, on_both};
use crate::market::Market;
use domain::contract::milestone::{MilestoneState, Over};
use domain::contract::{ContractState, read::Happening};
use domain::job::JobState;
use domain::ledger::posting::MovementKind;
use domain::payment::Outcome;
use domain::time::Span;
use store::{clockwork, contract, job, ledger, proposal};

const A_LITTLE: Span = Span::minutes(1);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_auto_released_is_released_before_the_worker_has_written_it() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        let over = m.now.plus(m.rules.review);
        m.now = over.plus(A_LITTLE);
        let seen = m.seen(milestone).await;
        let released = "milestone.already_released";
        assert_eq!(code(contract::request_changes(&m.client(), milestone, "More, please.").await), released);
        assert_eq!(code(contract::approve(&m.client(), seen).await), released);
        assert_eq!(code(contract::approve_part(&m.client(), seen, &"10".into()).await), released);
        assert_eq!(code(contract::refund(&m.freelancer(), seen).await), released);
        let again = contract::submit(&m.freelancer(), milestone, "Done again.").await;
        assert_eq!(code(again.map(drop)), released);

        // Nothing is held any more, so it can end, though nobody has written the release yet.
        contract::end(&m.client(), id).await.unwrap();
        let page = m.page(id).await;
        assert!(
            matches!(page.milestones[0].milestone.state, MilestoneState::Over(Over::Released { at, .. }) if at == over)
        );
        assert_eq!(page.state, ContractState::Ended { at: m.now, by: domain::actor::Side::Client });
        assert_eq!(page.milestones[0].earnings[0].clears_at, over.plus(m.rules.security));
        let newest: Vec<_> = page.activity.iter().take(2).map(|line| (line.at, line.what.clone())).collect();
        assert_eq!(newest[0], (m.now, Happening::Ended));
        assert!(matches!(newest[1], (at, Happening::Released { automatic: true, .. }) if at == over));
        clockwork::catch_up(&m.platform()).await.unwrap();
        assert_eq!(m.money(&m.freelancer).await, (0, 9_500, 0, 0), "once");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_whose_time_to_fund_is_over_takes_no_money_and_keeps_what_still_comes_in_the_wallet() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.contract(&["100", "100"]).await;
        let payment = m.begin(m.milestone(id, 1).await).await;
        let second = m.milestone(id, 2).await;
        let over = m.now.plus(m.rules.funding_open);
        m.now = over.plus(A_LITTLE);
        let begun = contract::begin_funding(&m.client(), second).await;
        assert_eq!(code(begun.map(drop)), "contract.has_lapsed");
        assert_eq!(code(contract::end(&m.client(), id).await), "contract.has_lapsed");
        m.settle(payment, Outcome::Succeeded).await;
        assert_eq!(m.money(&m.client).await, (20_600 / 2, 0, 0, 0), "a deposit, and nothing in escrow");
        clockwork::catch_up(&m.platform()).await.unwrap();
        let page = m.page(id).await;
        assert_eq!(page.state, ContractState::Lapsed { at: over });
        assert!(page.milestones.iter().all(|view| view.milestone.state == MilestoneState::DRAFT));
        let job = job::page(&m.client().visit(), page.job).await.unwrap();
        assert_eq!(job.state, JobState::Open { until: over.plus(m.rules.job_open) }, "as of the lapse");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_time_is_over_ends_before_anything_else_is_done_with_it() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.job().await;
        let sent = m.proposal(id, &["100"]).await;
        let over = m.now.plus(m.rules.job_open);
        m.now = over.plus(A_LITTLE);
        assert_eq!(code(job::pause(&m.client(), id).await), "job.has_ended");
        assert_eq!(code(job::close(&m.client(), id).await), "job.has_ended");
        job::reopen(&m.client(), id).await.unwrap();
        let page = proposal::page(&m.freelancer(), sent).await.unwrap();
        assert_eq!(page.state.word(), "not_chosen", "it ended without a choice, then it was opened again");
        clockwork::catch_up(&m.platform()).await.unwrap();
        let state = job::page(&m.client().visit(), id).await.unwrap().state;
        assert_eq!(state, JobState::Open { until: m.now.plus(m.rules.job_open) });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_booked_as_of_its_moment_however_late() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let milestone = m.milestone(m.contract(&["100"]).await, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        let over = m.now.plus(m.rules.review);
        m.pass(Span::days(90)).await;
        let lines = ledger::wallet(&m.freelancer(), "", 50).await.unwrap().lines;
        let booked: Vec<_> = lines.iter().map(|line| (line.kind, line.at)).collect();
        let cleared = (MovementKind::Clear, over.plus(m.rules.security));
        assert_eq!(booked, [cleared, cleared, (MovementKind::Release, over)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_became_available_pays_before_the_worker_has_written_it() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let milestone = m.milestone(m.contract(&["100"]).await, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        contract::approve(&m.client(), m.seen(milestone).await).await.unwrap();
        let available = m.now.plus(m.rules.security);
        // Who has earned it hires somebody else with it.
        let mut hires = m.beside("b").await;
        hires.client = m.freelancer.clone();
        hires.now = available.minus(A_LITTLE);
        let second = hires.milestone(hires.contract(&["50"]).await, 1).await;
        (m.now, hires.now) = (available.plus(A_LITTLE), available.plus(A_LITTLE));
        let begun = contract::begin_funding(&m.by(&hires.client).at(hires.now), second).await.unwrap();
        assert_eq!(begun, contract::Funding::Paid);
        clockwork::catch_up(&m.platform()).await.unwrap();
        assert_eq!(m.money(&m.freelancer).await, (9_500 - 5_150, 0, 5_000, 0), "once");
        let lines = ledger::wallet(&m.freelancer(), "", 50).await.unwrap().lines;
        let cleared = lines.iter().find(|line| line.kind == MovementKind::Clear).unwrap();
        assert_eq!(cleared.at, available);
        m.check().await;
    })
    .await;
}
