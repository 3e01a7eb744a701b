//! A job that is filled or closed takes its open offers with it; one that runs out of time leaves them to their dates.

use crate::account::{code, mails, person};
use crate::harness::{TestDb, on_both};
use crate::market::{Market, job_input, rows};
use domain::actor::Actor;
use domain::id::{JobId, OfferId, ProposalId};
use domain::job::{JobInput, JobState};
use domain::offer::OfferInput;
use domain::proposal::ProposalInput;
use domain::time::Span;
use std::sync::Arc;
use store::db::retried;
use store::{event, job, offer, proposal};
use tokio::sync::Barrier;

/// Somebody else with a proposal on a job, and the client's offer on it.
struct Rival {
    who: Actor,
    email: String,
    proposal: ProposalId,
    offer: OfferId,
}

fn terms() -> OfferInput {
    OfferInput { milestones: rows(&["100"]), message: String::new() }
}

async fn rival(m: &Market, job: JobId, name: &str) -> Rival {
    let email = format!("{name}@example.org");
    let (_, who) = person(&m.t, &email, m.now).await;
    let input = ProposalInput { cover_letter: "I can begin tomorrow.".into(), milestones: rows(&["90"]) };
    let proposal = proposal::send(&m.by(&who), job, &input).await.unwrap();
    let offer = offer::make(&m.client(), proposal, &terms()).await.unwrap();
    Rival { who, email, proposal, offer }
}

/// What became of the offer and of its proposal.
async fn became(m: &Market, of: &Rival) -> (&'static str, &'static str) {
    let offer = offer::page(&m.by(&of.who), of.offer).await.unwrap();
    let proposal = proposal::page(&m.by(&of.who), of.proposal).await.unwrap();
    assert_eq!(offer.goes_on, proposal.state.is_live());
    (offer.version.state.word(), proposal.state.word())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_seat_ends_the_other_offers_at_once_and_tells_their_people() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let job = m.job().await;
        let mine = m.offer(m.proposal(job, &["100"]).await, &["100"]).await;
        let waits = rival(&m, job, "waits").await;
        // A counter-offer: it waits for the client.
        let mut counters = rival(&m, job, "counters").await;
        counters.offer = offer::counter(&m.by(&counters.who), counters.offer, &terms()).await.unwrap();
        mails(&m.t, m.now).await;
        let contract = offer::accept(&m.freelancer(), mine).await.unwrap();

        for of in [&waits, &counters] {
            assert_eq!(became(&m, of).await, ("not_chosen", "not_chosen"));
            for who in [&of.who, &m.client] {
                let answers = [
                    code(offer::accept(&m.by(who), of.offer).await),
                    code(offer::counter(&m.by(who), of.offer, &terms()).await),
                    code(offer::decline(&m.by(who), of.offer).await),
                    code(offer::withdraw(&m.by(who), of.offer).await),
                ];
                let refused = ["offer.not_chosen", "offer.your_own", "offer.not_your_own"];
                assert!(answers.iter().all(|answer| refused.contains(answer)), "{answers:?}");
                assert!(answers.contains(&"offer.not_chosen"));
            }
            let again = offer::make(&m.client(), of.proposal, &terms()).await;
            assert_eq!(code(again), "proposal.answered");
            let mut read = m.t.db.read().await.unwrap();
            let events = event::after(&mut read, of.who.account().raw(), 0, 100).await.unwrap();
            let last = events.last().unwrap();
            assert_eq!((last.topic.as_str(), &last.body), ("offer", &format!("{{\"id\":\"{}\"}}", of.offer)));
        }
        assert_eq!(m.t.number("select count(*) from due_work where kind like 'offer.%'").await, 0);
        let told = mails(&m.t, m.now).await;
        for of in [&waits, &counters] {
            let to_them: Vec<_> = told.iter().filter(|mail| mail.0 == of.email).collect();
            assert_eq!(to_them.len(), 1, "one mail each, and not two: {told:?}");
            assert_eq!(to_them[0].1, "An offer ended: the job is filled");
        }
        assert_eq!(m.page(contract).await.state.word(), "awaiting_funding");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_stand_as_long_as_a_seat_is_free() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let input = JobInput { hires: "2".into(), ..job_input() };
        let job = job::post(&m.client(), &input).await.unwrap();
        let (first, second, third) =
            (rival(&m, job, "first").await, rival(&m, job, "second").await, rival(&m, job, "third").await);
        offer::accept(&m.by(&first.who), first.offer).await.unwrap();
        assert_eq!(became(&m, &third).await, ("sent", "offered"));
        offer::accept(&m.by(&second.who), second.offer).await.unwrap();
        assert_eq!(became(&m, &third).await, ("not_chosen", "not_chosen"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_a_job_names_its_open_offers_and_withdraws_them() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let job = m.job().await;
        let waits = rival(&m, job, "waits").await;
        let mut counters = rival(&m, job, "counters").await;
        counters.offer = offer::counter(&m.by(&counters.who), counters.offer, &terms()).await.unwrap();
        let named = async |viewer: &Actor| {
            let page = job::page(&m.by(viewer).visit(), job).await.unwrap();
            page.offers.into_iter().map(|offer| (offer.id, offer.price.plain())).collect::<Vec<_>>()
        };
        let both = [(waits.offer, "100.00".to_owned()), (counters.offer, "100.00".to_owned())];
        assert_eq!(named(&m.client).await, both);
        assert_eq!(named(&waits.who).await, [], "for the client only");
        job::close(&m.client(), job).await.unwrap();
        assert_eq!(became(&m, &waits).await, ("withdrawn", "not_chosen"));
        assert_eq!(became(&m, &counters).await, ("not_chosen", "not_chosen"), "it was not the client's");
        assert_eq!(code(offer::accept(&m.by(&waits.who), waits.offer).await), "offer.was_withdrawn");
        assert_eq!(named(&m.client).await, []);
        let told = mails(&m.t, m.now).await;
        for of in [&waits, &counters] {
            let ended =
                |mail: &&(String, String, String)| mail.0 == of.email && mail.1 == "An offer ended: the job was closed";
            assert_eq!(told.iter().filter(ended).count(), 1, "{told:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_runs_out_of_time_leaves_its_offers_to_their_own_dates() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let input = JobInput { hires: "1".into(), ..job_input() };
        let job = job::post(&m.client(), &input).await.unwrap();
        let proposals = m.proposal(job, &["100"]).await;
        m.pass(Span::days(28)).await;
        let mine = m.offer(proposals, &["100"]).await;
        let other = rival(&m, job, "other").await;
        m.pass(Span::days(3)).await;
        let state = async || job::page(&m.client().visit(), job).await.unwrap().state;
        assert!(matches!(state().await, JobState::Expired { .. }));
        assert_eq!(became(&m, &other).await, ("sent", "offered"));
        offer::accept(&m.freelancer(), mine).await.unwrap();
        assert_eq!(became(&m, &other).await, ("not_chosen", "not_chosen"), "its only seat is taken");
        assert!(matches!(state().await, JobState::Expired { .. }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn race_for_the_last_seat_has_one_winner_and_no_offer_is_left() {
    on_both(async |t: TestDb| {
        let mut m = Arc::new(Market::open(t).await);
        for round in 0..6 {
            m = m.round(round * 10).await;
            let job = m.job().await;
            let mut rivals = Vec::new();
            for name in ["one", "two", "three"] {
                rivals.push(Arc::new(rival(&m, job, &format!("{name}.{round}")).await));
            }
            let barrier = Arc::new(Barrier::new(rivals.len() + 2));
            let accept = |of: &Arc<Rival>| {
                let (m, of, barrier) = (Arc::clone(&m), Arc::clone(of), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    let accepted = retried(async || offer::accept(&m.by(&of.who), of.offer).await).await;
                    accepted.is_ok()
                })
            };
            let mut answers = Vec::new();
            for of in &rivals {
                answers.push(accept(of));
            }
            let counter = {
                let (m, of, barrier) = (Arc::clone(&m), Arc::clone(&rivals[0]), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    let terms = terms();
                    retried(async || offer::counter(&m.by(&of.who), of.offer, &terms).await).await.is_ok()
                })
            };
            let close = {
                let (m, barrier) = (Arc::clone(&m), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    retried(async || job::close(&m.client(), job).await).await.is_ok()
                })
            };
            let mut hired = 0;
            for answer in answers {
                hired += usize::from(answer.await.unwrap());
            }
            counter.await.unwrap();
            let closed = close.await.unwrap();
            assert!(hired <= 1 && (closed || hired == 1), "round {round}: {hired} hired, closed: {closed}");
            assert_eq!(m.t.number("select count(*) from offer where state = 'sent'").await, 0, "round {round}");
            assert_eq!(m.t.number("select count(*) from proposal where state = 'offered'").await, 0, "round {round}");
        }
        m.check().await;
    })
    .await;
}
