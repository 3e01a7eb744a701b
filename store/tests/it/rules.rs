//! The numbers that an operator may change: one story in which each of them differs from its default, and stories in which
//! they change between an offer and its last release.

use crate::account::code;
use crate::harness::{TestDb, on_both};
use crate::market::{Market, rows};
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::milestone::{MilestoneState, Over};
use domain::contract::read::Next;
use domain::fee::FeeRates;
use domain::id::{ContractId, MilestoneId};
use domain::job::JobState;
use domain::money::Rate;
use domain::offer::{OfferInput, OfferState};
use domain::proposal::ProposalInput;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};
use store::{Context, contract, home, job, ledger, offer, payment, proposal, schedule};

const fn fees(schedule: u32, client: u32, freelancer: u32) -> FeeRates {
    FeeRates { schedule, client: Rate::basis_points(client), freelancer: Rate::basis_points(freelancer) }
}

/// Every number differs from its default, and from every other.
fn others() -> Rules {
    Rules {
        fees: fees(7, 450, 810),
        review: Span::days(9),
        security: Span::days(3),
        job_open: Span::days(11),
        offer_open: Span::days(2),
        funding_open: Span::days(4),
        payment_lookup: Span::hours(5),
        proposals_open_max: 2,
    }
}

async fn falls_due(m: &Market, kind: &str, subject: i64) -> Option<Timestamp> {
    schedule::at(&mut m.t.db.read().await.unwrap(), kind, subject).await.unwrap()
}

#[test]
fn the_other_rules_differ_from_the_defaults_in_every_number() {
    let text = |rules: &Rules| {
        let serde_json::Value::Object(all) = serde_json::to_value(rules).unwrap() else { panic!("no object") };
        all
    };
    let (usual, other) = (text(&Rules::default()), text(&others()));
    for (name, value) in &usual {
        assert_ne!(value, &other[name], "{name}");
    }
    for (name, value) in usual["fees"].as_object().unwrap() {
        assert_ne!(value, &other["fees"][name], "{name}");
    }
}

/// What a freelancer may propose under other rules, and for how long things wait.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_proposals_and_offers_follow_the_rules_that_are_set() {
    on_both(async |t: TestDb| {
        let mut m = Market::under(others(), t).await;
        let (start, after) = (m.now, |days| m.now.plus(Span::days(days)));
        let (eleven, two) = (after(11), after(2));
        let id = m.job().await;
        let page = job::page(&m.client().visit(), id).await.unwrap();
        assert_eq!((page.state, page.fees), (JobState::Open { until: eleven }, m.rules.fees));
        assert_eq!(falls_due(&m, job::EXPIRE, id.raw()).await, Some(eleven));
        let breakdown = page.breakdown.unwrap();
        assert_eq!((breakdown.client_fee.minor, breakdown.freelancer_fee.minor), (43_200, 77_760), "of 9600.00");

        let proposed = m.proposal(id, &["100"]).await;
        let seen = proposal::page(&m.client(), proposed).await.unwrap();
        assert_eq!((seen.breakdown.client_pays.minor, seen.breakdown.freelancer_gets.minor), (10_450, 9_190));
        m.proposal(m.job().await, &["100"]).await;
        let third = m.job().await;
        let input = ProposalInput { cover_letter: "One more of these gateways.".into(), milestones: rows(&["100"]) };
        let refused = proposal::send(&m.freelancer(), third, &input).await;
        assert_eq!(code(refused), "proposal.too_many_open");
        let page = job::page(&m.freelancer().visit(), third).await.unwrap();
        assert_eq!(page.actions, [], "two are open");

        let made = m.offer(proposed, &["100"]).await;
        let page = offer::page(&m.freelancer(), made).await.unwrap();
        assert_eq!(page.version.state, OfferState::Sent { expires_at: two });
        assert_eq!((page.breakdown.client_fee.minor, page.breakdown.freelancer_fee.minor), (450, 810));
        m.pass(Span::days(2)).await;
        let page = offer::page(&m.freelancer(), made).await.unwrap();
        assert_eq!(page.version.state, OfferState::Expired { at: two });
        let again = m.offer(proposed, &["100"]).await;
        let input = OfferInput { milestones: rows(&["120"]), message: String::new() };
        let counter = offer::counter(&m.freelancer(), again, &input).await.unwrap();
        let page = offer::page(&m.client(), counter).await.unwrap();
        assert_eq!(page.version.state, OfferState::Sent { expires_at: m.now.plus(Span::days(2)) });
        m.pass(Span::days(9)).await;
        let page = job::page(&m.client().visit(), id).await.unwrap();
        assert_eq!(page.state, JobState::Expired { at: start.plus(Span::days(11)) });
    })
    .await;
}

/// From the first charge to the cleared money under other rules.
#[tokio::test(flavor = "multi_thread")]
async fn contracts_and_their_money_follow_the_rules_that_are_set() {
    on_both(async |t: TestDb| {
        let mut m = Market::under(others(), t).await;
        let id = m.contract(&["100", "200"]).await;
        let page = m.page(id).await;
        assert_eq!(page.fees, m.rules.fees);
        assert_eq!(page.state, ContractState::AwaitingFunding { until: m.now.plus(Span::days(4)) });
        let milestone = m.milestone(id, 1).await;
        let charge = m.begin(milestone).await;
        assert_eq!(falls_due(&m, contract::LOOKUP, charge.raw()).await, Some(m.now.plus(Span::hours(5))));
        let charged = payment::page(&m.client(), charge).await.unwrap().payment.amount;
        assert_eq!(charged.minor, 10_450);
        m.settle(charge, domain::payment::Outcome::Succeeded).await;

        m.submit(milestone).await;
        let (submitted, releases_at) = (m.now, m.now.plus(Span::days(9)));
        assert_eq!(m.page(id).await.next, Next::ClientReviews { milestone, releases_at });
        contract::approve_part(&m.client(), m.seen(milestone).await, &"40".into()).await.unwrap();
        assert_eq!(m.money(&m.freelancer).await, (0, 4_000 - 324, 0, 6_000));
        let coming = home::page(&m.freelancer(), Side::Freelancer).await.unwrap().coming;
        let when: Vec<_> = coming.iter().map(|row| (row.net.minor, row.free_at)).collect();
        assert_eq!(
            when,
            [(4_000 - 324, submitted.plus(Span::days(3))), (6_000 - 486, releases_at.plus(Span::days(3)))]
        );
        // The worker comes late: what it does is as of the moment that was due.
        m.pass(Span::days(10)).await;
        let page = m.page(id).await;
        let MilestoneState::Over(Over::Released { at, .. }) = page.milestones[0].milestone.state else {
            panic!("{page:?}")
        };
        assert_eq!(at, releases_at);
        let clears: Vec<_> = page.milestones[0].earnings.iter().map(|one| (one.net.minor, one.clears_at)).collect();
        assert_eq!(clears, [(3_676, submitted.plus(Span::days(3))), (5_514, releases_at.plus(Span::days(3)))]);
        m.pass(Span::days(2)).await;
        assert_eq!(m.money(&m.freelancer).await, (9_190, 0, 0, 0));

        let second = m.milestone(id, 2).await;
        m.fund(second).await;
        contract::refund_part(&m.freelancer(), m.seen(second).await, &"50".into()).await.unwrap();
        assert_eq!(m.money(&m.client).await.0, 5_225, "with its fee");
        let lapses = m.contract(&["50"]).await;
        m.pass(Span::days(4)).await;
        assert_eq!(m.page(lapses).await.state.word(), "lapsed");
        m.check().await;
    })
    .await;
}

/// Rules that change from step to step: fees of 1 % more for each.
fn at_step(step: u32) -> Rules {
    Rules { fees: fees(step, 200 + 100 * step, 600 + 100 * step), ..Rules::default() }
}

/// A milestone of 100.00 that was funded, reviewed, released in part and given back in part, all under rules of its own
/// step; what was agreed at the first one counts: 3 % and 7 %.
async fn played(m: &mut Market, id: ContractId, milestone: MilestoneId) {
    assert_eq!(m.page(id).await.fees, at_step(1).fees);
    let breakdown = m.page(id).await.breakdown;
    assert_eq!((breakdown.client_fee.minor, breakdown.freelancer_fee.minor), (300, 700));
    let needs = home::page(&Context { rules: at_step(4).into(), ..m.client() }, Side::Client).await.unwrap();
    assert!(format!("{:?}", needs.needs).contains("103.00"), "{:?}", needs.needs);
    m.rules = at_step(5);
    let charge = m.begin(milestone).await;
    assert_eq!(payment::page(&m.client(), charge).await.unwrap().payment.amount.minor, 10_300);
    m.rules = at_step(6);
    m.settle(charge, domain::payment::Outcome::Succeeded).await;
    assert_eq!(m.money(&m.client).await.0, 0);
    m.rules = at_step(7);
    m.submit(milestone).await;
    let context = Context { rules: at_step(8).into(), ..m.freelancer() };
    let coming = home::page(&context, Side::Freelancer).await.unwrap().coming;
    assert_eq!(coming[0].net.minor, 9_300);
    m.rules = at_step(8);
    contract::approve_part(&m.client(), m.seen(milestone).await, &"50".into()).await.unwrap();
    assert_eq!(m.money(&m.freelancer).await.1, 4_650);
    m.rules = at_step(9);
    contract::refund_part(&m.freelancer(), m.seen(milestone).await, &"20".into()).await.unwrap();
    assert_eq!(m.money(&m.client).await.0, 2_060);
    m.rules = at_step(10);
    m.pass(Span::days(14)).await;
    m.pass(Span::days(5)).await;
    assert_eq!(m.money(&m.freelancer).await, (4_650 + 2_790, 0, 0, 0));
    let kept = ledger::accounts(&m.t.db).await.unwrap();
    let fees: i64 = kept.iter().filter(|(account, _)| account.key().kind == "fees").map(|(_, sum)| sum.minor).sum();
    assert_eq!(fees, 240 + 560, "3 % of 80.00 and 7 % of 80.00");
    m.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_that_were_offered_count_however_they_change_before_the_last_release() {
    on_both(async |t: TestDb| {
        let mut m = Market::under(at_step(0), t).await;
        let job = m.job().await;
        let proposal = m.proposal(job, &["100"]).await;
        m.rules = at_step(1);
        let made = m.offer(proposal, &["100"]).await;
        m.rules = at_step(3);
        let page = offer::page(&m.freelancer(), made).await.unwrap();
        assert_eq!((page.breakdown.client_fee.minor, page.breakdown.freelancer_fee.minor), (300, 700));
        let id = offer::accept(&m.freelancer(), made).await.unwrap();
        let milestone = m.milestone(id, 1).await;
        played(&mut m, id, milestone).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_offer_keeps_the_fees_of_the_first_version() {
    on_both(async |t: TestDb| {
        let mut m = Market::under(at_step(0), t).await;
        let job = m.job().await;
        let proposal = m.proposal(job, &["120"]).await;
        m.rules = at_step(1);
        let first = m.offer(proposal, &["80"]).await;
        m.rules = at_step(2);
        let input = OfferInput { milestones: rows(&["120"]), message: String::new() };
        let second = offer::counter(&m.freelancer(), first, &input).await.unwrap();
        m.rules = at_step(3);
        let input = OfferInput { milestones: rows(&["100"]), message: String::new() };
        let third = offer::counter(&m.client(), second, &input).await.unwrap();
        for id in [first, second, third] {
            let page = offer::page(&m.client(), id).await.unwrap();
            assert_eq!(page.version.terms.fees, at_step(1).fees);
            assert!(page.history.iter().all(|version| version.terms.fees == at_step(1).fees));
        }
        m.rules = at_step(4);
        let id = offer::accept(&m.freelancer(), third).await.unwrap();
        let milestone = m.milestone(id, 1).await;
        played(&mut m, id, milestone).await;
        let next = m.proposal(m.job().await, &["100"]).await;
        let fresh = m.offer(next, &["100"]).await;
        let page = offer::page(&m.client(), fresh).await.unwrap();
        assert_eq!(page.version.terms.fees, at_step(10).fees, "a new offer has the fees of its day");
    })
    .await;
}
