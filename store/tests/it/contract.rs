//! Contracts: the money of every step, the clocks, and two people who press at once.

use crate::account::{code, mails, person};
use crate::harness::{TestDb, on_both};
use crate::market::{Market, ROUNDS_TOGETHER, rows};
use domain::actor::Side;
use domain::contract::list::{ContractTab, ContractsPage};
use domain::contract::read::{MilestoneAction, Next};
use domain::home::Need;
use domain::offer::OfferInput;
use domain::payment::{FailureReason, Outcome};
use domain::time::Span;
use std::sync::Arc;
use store::contract::Funding;
use store::{contract, home, offer, payment};
use tokio::sync::Barrier;

const FAILED: Outcome = Outcome::Failed { reason: FailureReason::Declined };

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_runs_from_offer_to_cleared_money() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.contract(&["1000"]).await;
        assert!(matches!(m.page(id).await.next, Next::ClientFunds { .. }));
        let milestone = m.milestone(id, 1).await;
        m.fund(milestone).await;
        assert_eq!(m.money(&m.client).await, (0, 0, 100_000, 0));
        m.submit(milestone).await;
        contract::approve_part(&m.client(), m.seen(milestone).await, &"333.33".into()).await.unwrap();
        assert_eq!(m.money(&m.freelancer).await, (0, 31_667, 0, 66_667));
        m.pass(Span::days(14)).await;
        assert_eq!(
            m.money(&m.freelancer).await,
            (31_667, 63_333, 0, 0),
            "auto-release of the rest, the first part has cleared"
        );
        m.pass(Span::days(5)).await;
        assert_eq!(m.money(&m.freelancer).await, (95_000, 0, 0, 0));
        assert_eq!(m.page(id).await.next, Next::CanEnd);
        contract::end(&m.freelancer(), id).await.unwrap();
        assert_eq!(m.page(id).await.next, Next::Over);
        m.check().await;
        let subjects: Vec<String> = mails(&m.t, m.now).await.into_iter().map(|mail| mail.1).collect();
        for wanted in [
            "You have an offer",
            "A milestone is funded",
            "Work was submitted for your review",
            "Money was released to you",
            "Money is available",
        ] {
            assert!(subjects.iter().any(|subject| subject == wanted), "{wanted} in {subjects:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_stop_the_clock_and_a_new_submission_starts_it_again() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        m.pass(Span::days(13)).await;
        contract::request_changes(&m.client(), milestone, "The table lacks units.").await.unwrap();
        m.pass(Span::days(30)).await;
        let page = m.page(id).await;
        assert_eq!(page.milestones[0].milestone.state.word(), "changes_requested");
        assert_eq!(page.next, Next::FreelancerSubmits { milestone, due: None, again: true });
        let home = home::page(&m.freelancer(), Side::Freelancer).await.unwrap();
        assert!(matches!(home.needs[0].what, Need::Submit { again: true, .. }), "{:?}", home.needs);
        m.submit(milestone).await;
        m.pass(Span::days(13)).await;
        assert_eq!(m.page(id).await.milestones[0].milestone.state.word(), "submitted");
        m.pass(Span::days(1)).await;
        assert_eq!(m.page(id).await.milestones[0].milestone.state.word(), "released");
        assert_eq!(m.page(id).await.milestones[0].submissions.len(), 2);
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_given_back_takes_its_fee_along() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["1000"]).await;
        let milestone = m.milestone(id, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        contract::approve_part(&m.client(), m.seen(milestone).await, &"333.33".into()).await.unwrap();
        contract::refund(&m.freelancer(), m.seen(milestone).await).await.unwrap();
        assert_eq!(m.money(&m.client).await, (68_668, 0, 0, 0), "666.67 and 20.01 of the fee");
        assert_eq!(m.page(id).await.milestones[0].milestone.state.word(), "refunded");
        m.check().await;
        assert_eq!(
            code(contract::refund(&m.freelancer(), m.seen(milestone).await).await),
            "milestone.already_refunded"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wallet_pays_first_and_only_the_rest_is_charged() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100", "50", "100"]).await;
        let (one, two, three) = (m.milestone(id, 1).await, m.milestone(id, 2).await, m.milestone(id, 3).await);
        m.fund(one).await;
        contract::refund(&m.freelancer(), m.seen(one).await).await.unwrap();
        assert_eq!(m.money(&m.client).await.0, 10_300);
        assert_eq!(contract::begin_funding(&m.client(), two).await.unwrap(), Funding::Paid);
        assert_eq!(m.money(&m.client).await, (5_150, 0, 5_000, 0));
        let payment = m.begin(three).await;
        let page = payment::page(&m.client(), payment).await.unwrap();
        assert_eq!(page.payment.amount.minor, 10_300 - 5_150);
        let made_of = page.made_of.unwrap();
        assert_eq!((made_of.price.minor, made_of.fee.minor, made_of.from_wallet.minor), (10_000, 300, 5_150));
        m.settle(payment, Outcome::Succeeded).await;
        assert_eq!(m.money(&m.client).await, (0, 0, 15_000, 0));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_may_say_it_twice_late_or_in_the_wrong_order() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        let first = m.begin(milestone).await;
        m.settle(first, FAILED).await;
        m.settle(first, FAILED).await;
        assert_eq!(m.page(id).await.milestones[0].milestone.state.word(), "funding_failed");
        let second = m.begin(milestone).await;
        m.settle(second, Outcome::Succeeded).await;
        m.settle(second, Outcome::Succeeded).await;
        m.settle(second, FAILED).await;
        assert_eq!(m.money(&m.client).await, (0, 0, 10_000, 0));
        // The first charge succeeded after all: its money is in the wallet, nothing is funded twice.
        m.settle(first, Outcome::Succeeded).await;
        assert_eq!(m.money(&m.client).await, (10_300, 0, 10_000, 0));
        assert_eq!(code(payment::settle(&m.platform(), "nobody", FAILED).await), "payment.unknown");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfunded_contract_lapses_and_a_later_success_is_a_deposit_only() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let payment = m.begin(m.milestone(id, 1).await).await;
        m.pass(Span::days(7)).await;
        let page = m.page(id).await;
        assert_eq!((page.state.word(), page.milestones[0].milestone.state.word()), ("lapsed", "draft"));
        m.settle(payment, Outcome::Succeeded).await;
        assert_eq!(m.money(&m.client).await, (10_300, 0, 0, 0));
        let milestone = m.milestone(id, 1).await;
        let again = contract::begin_funding(&m.client(), milestone).await;
        assert_eq!(code(again), "contract.has_lapsed");
        let page = store::job::page(&m.client().visit(), page.job).await.unwrap();
        assert_eq!((page.state.word(), page.seats), ("open", (1, 0)));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_ends_only_when_nothing_is_held_or_on_its_way() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100", "100"]).await;
        let (one, two) = (m.milestone(id, 1).await, m.milestone(id, 2).await);
        m.fund(one).await;
        assert_eq!(code(contract::end(&m.client(), id).await), "contract.money_in_escrow");
        contract::refund(&m.freelancer(), m.seen(one).await).await.unwrap();
        // 103.00 in the wallet would fund the second milestone, so it is emptied into it and given back in part.
        contract::begin_funding(&m.client(), two).await.unwrap();
        contract::refund(&m.freelancer(), m.seen(two).await).await.unwrap();
        contract::end(&m.client(), id).await.unwrap();
        assert_eq!(code(contract::end(&m.client(), id).await), "contract.has_ended");
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_contracts_shows_those_that_run_that_wait_for_one_and_that_are_over() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let lapsed = m.contract(&["100"]).await;
        m.pass(Span::days(7)).await;
        let late = m.contract(&["100"]).await;
        m.pass(Span::hours(1)).await;
        let work = m.contract(&["100"]).await;
        m.fund(m.milestone(work, 1).await).await;
        let seen = async |who, tab| {
            let page = contract::tab(&m.by(who), tab, "").await.unwrap();
            assert_eq!((page.tab, page.running, page.ended), (tab, 2, 1));
            (page.list.contracts.iter().map(|row| row.id).collect::<Vec<_>>(), page.needs_me)
        };
        for who in [&m.client, &m.freelancer] {
            assert_eq!(
                seen(who, ContractTab::Running).await,
                (vec![late, work], 1),
                "what has a deadline stands first"
            );
            assert_eq!(seen(who, ContractTab::Ended).await, (vec![lapsed], 1));
        }
        assert_eq!(seen(&m.client, ContractTab::NeedsMe).await, (vec![late], 1), "the client funds");
        assert_eq!(seen(&m.freelancer, ContractTab::NeedsMe).await, (vec![work], 1), "the freelancer works");
        let (_, nobody) = person(&m.t, "new@example.org", m.now).await;
        let page = contract::tab(&m.by(&nobody), ContractTab::Running, "").await.unwrap();
        assert_eq!(page, ContractsPage::default());
        let all = contract::mine(&m.client(), "", 20).await.unwrap();
        assert_eq!(all.contracts.len(), 3, "the API lists them all");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_nothing_and_each_side_does_only_its_own() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let milestone = m.milestone(id, 1).await;
        let (_, stranger) = person(&m.t, "stranger@example.org", m.now).await;
        assert_eq!(code(contract::page(&m.by(&stranger), id).await), "general.not_found");
        assert_eq!(code(contract::approve(&m.by(&stranger), m.seen(milestone).await).await), "general.not_found");
        m.fund(milestone).await;
        m.submit(milestone).await;
        assert_eq!(code(contract::approve(&m.freelancer(), m.seen(milestone).await).await), "general.not_yours");
        assert_eq!(code(contract::refund(&m.client(), m.seen(milestone).await).await), "general.not_yours");
        assert_eq!(
            code(contract::approve_part(&m.client(), m.seen(milestone).await, &"100.01".into()).await),
            "milestone.more_than_held"
        );
        assert_eq!(
            code(contract::approve_part(&m.client(), m.seen(milestone).await, &"0".into()).await),
            "milestone.no_amount"
        );
        assert_eq!(code(contract::approve_part(&m.client(), m.seen(milestone).await, &"all".into()).await), "input");
        let client = m.page(id).await.milestones[0].actions.clone();
        let freelancer = contract::page(&m.freelancer(), id).await.unwrap().milestones[0].actions.clone();
        assert_eq!(client, [MilestoneAction::Approve, MilestoneAction::RequestChanges]);
        assert_eq!(freelancer, [MilestoneAction::Refund]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_amount_moves_nothing_and_neither_does_what_was_not_seen() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let milestone = m.milestone(m.contract(&["500"]).await, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        let first = m.seen(milestone).await;
        for nothing in ["", " ", "\t", "\u{a0}"] {
            let amount = nothing.into();
            let released = contract::approve_part(&m.client(), first, &amount).await;
            assert_eq!(code(released), "input", "{nothing:?}");
            assert_eq!(code(contract::refund_part(&m.freelancer(), first, &amount).await), "input");
        }
        assert_eq!(m.seen(milestone).await, first, "nothing was touched");

        // The client looks at the first submission while a second one takes its place.
        contract::request_changes(&m.client(), milestone, "The table lacks units.").await.unwrap();
        m.submit(milestone).await;
        assert_eq!(code(contract::approve(&m.client(), first).await), "general.stale");
        let second = m.seen(milestone).await;
        contract::approve_part(&m.client(), second, &"100".into()).await.unwrap();
        assert_eq!(code(contract::approve(&m.client(), second).await), "general.stale");
        let part = contract::approve_part(&m.client(), second, &"100".into()).await;
        assert_eq!(code(part), "general.stale", "the same part is not released twice");
        assert_eq!(code(contract::refund(&m.freelancer(), second).await), "general.stale");
        contract::approve(&m.client(), m.seen(milestone).await).await.unwrap();
        m.check().await;
    })
    .await;
}

/// How often a race is run: few in the test command, many in the proofs.
pub fn rounds() -> usize {
    std::env::var("GUILDHALL_RACE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5)
}

#[tokio::test(flavor = "multi_thread")]
async fn race_of_release_and_refund_has_one_winner() {
    on_both(async |t: TestDb| {
        let mut m = Arc::new(Market::open(t).await);
        let amounts = ["10"; ROUNDS_TOGETHER];
        for round in (0..rounds()).step_by(ROUNDS_TOGETHER) {
            m = m.round(round).await;
            let id = m.contract(&amounts).await;
            for number in 1..=ROUNDS_TOGETHER.min(rounds() - round) {
                let milestone = m.milestone(id, number).await;
                m.fund_or_pay(milestone).await;
                m.submit(milestone).await;
                let barrier = Arc::new(Barrier::new(2));
                let (one, two) = (Arc::clone(&m), Arc::clone(&m));
                let (at_one, at_two) = (Arc::clone(&barrier), barrier);
                let seen = m.seen(milestone).await;
                let release = tokio::spawn(async move {
                    at_one.wait().await;
                    store::db::retried(async || contract::approve(&one.client(), seen).await).await
                });
                let back = tokio::spawn(async move {
                    at_two.wait().await;
                    store::db::retried(async || contract::refund(&two.freelancer(), seen).await).await
                });
                let (release, back) = (release.await.unwrap(), back.await.unwrap());
                match (release.is_ok(), back.is_ok()) {
                    (true, false) => assert_eq!(code(back), "milestone.already_released"),
                    (false, true) => assert_eq!(code(release), "milestone.already_refunded"),
                    both => panic!("one of two must win: {both:?}"),
                }
            }
            m.check().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn race_to_answer_an_offer_has_one_outcome() {
    on_both(async |t: TestDb| {
        let mut m = Arc::new(Market::open(t).await);
        for round in 0..rounds() {
            m = m.round(round).await;
            let job = m.job().await;
            let proposal = m.proposal(job, &["100"]).await;
            let id = m.offer(proposal, &["100"]).await;
            let barrier = Arc::new(Barrier::new(3));
            let spawn = |which: usize| {
                let (m, barrier) = (Arc::clone(&m), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    let input = OfferInput { milestones: rows(&["120"]), message: String::new() };
                    match which {
                        0 => store::db::retried(async || offer::accept(&m.freelancer(), id).await).await.map(|_| ()),
                        1 => store::db::retried(async || offer::withdraw(&m.client(), id).await).await,
                        _ => store::db::retried(async || offer::counter(&m.freelancer(), id, &input).await)
                            .await
                            .map(|_| ()),
                    }
                })
            };
            let answers = [spawn(0), spawn(1), spawn(2)];
            let mut won = 0;
            for answer in answers {
                match answer.await.unwrap() {
                    Ok(()) => won += 1,
                    refused => assert!(code(refused).starts_with("offer."), "told what happened"),
                }
            }
            assert_eq!(won, 1);
        }
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_outlives_its_job_leaves_no_proposal_waiting() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let job = m.job().await;
        let proposal = m.proposal(job, &["100"]).await;
        m.pass(Span::days(28)).await;
        let id = m.offer(proposal, &["100"]).await;
        m.pass(Span::days(3)).await;
        offer::decline(&m.freelancer(), id).await.unwrap();
        let page = store::proposal::page(&m.freelancer(), proposal).await.unwrap();
        assert_eq!(page.state.word(), "not_chosen");
    })
    .await;
}
