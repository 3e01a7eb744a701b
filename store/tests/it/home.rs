//! The home page: what waits for whom, and how much hangs on it.

use crate::harness::{TestDb, on_both};
use crate::market::Market;
use domain::actor::Side;
use domain::contract::read::Happening;
use domain::home::Need;
use store::{contract, home, offer};

async fn needs(m: &Market, side: Side) -> Vec<Need> {
    let actor = if side == Side::Client { &m.client } else { &m.freelancer };
    let page = home::page(&m.t.db, actor, side, &m.rules, m.now).await.unwrap();
    page.needs.into_iter().map(|row| row.what).collect()
}

/// What the client is asked to fund, in cents.
async fn to_fund(m: &Market) -> Option<i64> {
    needs(m, Side::Client).await.into_iter().find_map(|need| match need {
        Need::Fund { amount, .. } | Need::FundFirst { amount, .. } => Some(amount.minor),
        Need::AnswerOffer { .. } | Need::Review { .. } | Need::Submit { .. } | Need::AnswerProposals { .. } => None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_sees_what_the_next_milestone_takes_with_its_fee() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        // 3 % of 5.50 is 16 cents, of 11.00 it is 33: the second one takes a cent more.
        let id = m.contract(&["5.50", "5.50", "100"]).await;
        assert!(matches!(needs(&m, Side::Client).await[0], Need::FundFirst { .. }));
        for cents in [566, 567] {
            assert_eq!(to_fund(&m).await, Some(cents));
            let next = m
                .page(id)
                .await
                .milestones
                .iter()
                .find(|view| view.milestone.state.word() == "draft")
                .unwrap()
                .milestone
                .id;
            m.fund(next).await;
            assert_eq!(to_fund(&m).await, None, "the work comes first");
            m.submit(next).await;
            contract::approve(&m.t.db, &m.client, next, "", &m.rules, m.now).await.unwrap();
        }
        assert_eq!(to_fund(&m).await, Some(10_300));
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_answers_a_proposal_also_when_it_is_declined() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let job = m.job().await;
        let proposal = m.proposal(job, &["100"]).await;
        assert_eq!(needs(&m, Side::Client).await, [Need::AnswerProposals { job, count: 1 }]);
        let made = m.offer(proposal, &["100"]).await;
        assert_eq!(m.t.number("select answered_at from proposal").await, m.now.micros());
        offer::decline(&m.t.db, &m.freelancer, made, m.now).await.unwrap();
        assert_eq!(m.t.number("select answered_at from proposal").await, m.now.micros());
        assert_eq!(needs(&m, Side::Client).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_was_signed_by_whoever_accepted() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let signed = m.page(id).await.activity.pop().unwrap();
        assert!(matches!(signed.what, Happening::Signed { .. }));
        assert_eq!(signed.by, Some(Side::Freelancer));
    })
    .await;
}
