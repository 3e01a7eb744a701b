//! Offers beside the proposals they answer.

use crate::harness::{TestDb, on_both};
use crate::market::{Market, rows};
use domain::offer::OfferInput;
use domain::proposal::ProposalInput;
use domain::time::Span;
use store::{offer, proposal};

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_keeps_what_was_proposed_when_it_was_made() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let at = |hours| m.now.plus(Span::hours(hours));
        let id = m.proposal(m.job().await, &["100"]).await;
        let edit = async |amount, now| {
            let input =
                ProposalInput { cover_letter: "Here is why it costs that.".into(), milestones: rows(&[amount]) };
            let version = proposal::page(&m.freelancer().at(now), id).await.unwrap().version;
            proposal::edit(&m.freelancer().at(now), id, version, &input).await.unwrap();
        };
        let make = async |now| {
            let input = OfferInput { milestones: rows(&["90"]), message: String::new() };
            offer::make(&m.client().at(now), id, &input).await.unwrap()
        };
        let proposed = async |made| {
            let page = offer::page(&m.client().at(at(9)), made).await.unwrap();
            (page.proposed.plain(), page.proposed_at)
        };
        let first = make(m.now).await;
        assert_eq!(proposed(first).await, ("100.00".to_owned(), m.now));
        offer::withdraw(&m.client().at(at(1)), first).await.unwrap();

        edit("120", at(2)).await;
        edit("130", at(3)).await;
        let second = make(at(4)).await;
        offer::decline(&m.freelancer().at(at(5)), second).await.unwrap();
        edit("150", at(6)).await;
        assert_eq!(proposed(first).await, ("100.00".to_owned(), m.now));
        assert_eq!(proposed(second).await, ("130.00".to_owned(), at(3)));
        assert_eq!(proposed(make(at(7)).await).await, ("150.00".to_owned(), at(6)));
    })
    .await;
}
