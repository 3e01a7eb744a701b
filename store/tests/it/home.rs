//! The home page: what waits for whom, and how much hangs on it.

use crate::harness::{TestDb, on_both};
use crate::market::{Market, rows};
use domain::actor::Side;
use domain::contract::read::{Happening, Next};
use domain::home::{Need, Stands};
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::time::Due;
use store::{account, contract, home, message, offer, timesheet};

async fn needs(m: &Market, side: Side) -> Vec<Need> {
    let actor = if side == Side::Client { &m.client } else { &m.freelancer };
    let page = home::page(&m.by(actor), side).await.unwrap();
    page.needs.into_iter().map(|row| row.what).collect()
}

/// What the client is asked to fund, in cents.
async fn to_fund(m: &Market) -> Option<i64> {
    needs(m, Side::Client).await.into_iter().find_map(|need| match need {
        Need::Fund { amount, .. } | Need::FundFirst { amount, .. } => Some(amount.minor),
        Need::AnswerOffer { .. }
        | Need::FinishPayment { .. }
        | Need::Review { .. }
        | Need::Submit { .. }
        | Need::AnswerProposals { .. } => None,
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
            contract::approve(&m.client(), m.seen(next).await).await.unwrap();
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
        offer::decline(&m.freelancer(), made).await.unwrap();
        assert_eq!(m.t.number("select answered_at from proposal").await, m.now.micros());
        assert_eq!(needs(&m, Side::Client).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_was_signed_by_the_side_that_accepted() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let signed = m.page(id).await.activity.pop().unwrap();
        assert!(matches!(signed.what, Happening::Signed { .. }));
        assert_eq!(signed.by, Some(Side::Freelancer));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_freelancer_sees_what_comes_when_to_the_cent() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        // 5 % of 5.50 is 27 cents, of 11.00 it is 55: the second one brings a cent less.
        let id = m.contract(&["5.50", "5.50"]).await;
        let coming = async |now| home::page(&m.freelancer().at(now), Side::Freelancer).await.unwrap().coming;
        assert_eq!(coming(m.now).await, []);
        let mut ends = Vec::new();
        for number in [1, 2] {
            let milestone = m.milestone(id, number).await;
            m.fund(milestone).await;
            m.submit(milestone).await;
            ends.push(milestone);
        }
        let rows = coming(m.now).await;
        assert_eq!(rows.iter().map(|row| (row.number, row.net.minor)).collect::<Vec<_>>(), [(1, 523), (2, 522)]);
        let Stands::InReview { releases_at } = rows[0].stands else { panic!("in review") };
        assert_eq!(rows[0].free_at, releases_at.plus(m.rules.security));

        contract::approve(&m.client(), m.seen(ends[0]).await).await.unwrap();
        let rows = coming(m.now).await;
        assert_eq!((rows[0].stands, rows[0].net.minor), (Stands::Pending, 523));
        assert_eq!(rows[0].free_at, m.now.plus(m.rules.security));
        assert_eq!(rows[1].net.minor, 522, "as it was promised before the first was released");
        // The client has nothing coming.
        assert_eq!(home::page(&m.client(), Side::Client).await.unwrap().coming, []);
        m.check().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bars_tell_what_needs_somebody_and_what_they_have_not_read() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let news = async |actor, side| home::alerts(&m.by(actor), side).await.unwrap();
        let id = m.contract(&["100"]).await;
        let room = m.page(id).await.room;
        assert_eq!(news(&m.client, Side::Client).await.needs.len(), 1, "the first milestone");
        assert_eq!(news(&m.freelancer, Side::Freelancer).await.needs, []);

        message::send(&m.client(), room, &MessageId::v7(m.now, [7; 10]), "Good day").await.unwrap();
        assert_eq!(news(&m.client, Side::Client).await.rooms, [], "their own message is not news");
        let rooms = news(&m.freelancer, Side::Freelancer).await.rooms;
        assert_eq!(rooms.iter().map(|unread| unread.room).collect::<Vec<_>>(), [room]);
        message::mark_read(&m.freelancer(), room, 1).await.unwrap();
        assert_eq!(news(&m.freelancer, Side::Freelancer).await.rooms, []);

        assert_eq!(news(&m.freelancer, Side::Freelancer).await.timer, None);
        m.fund(m.milestone(id, 1).await).await;
        timesheet::start(&m.freelancer(), id, "Sensors").await.unwrap();
        let running = news(&m.freelancer, Side::Freelancer).await.timer.unwrap();
        assert_eq!((running.contract, running.started_at), (id, m.now));
        let on_home = async |actor, side| home::page(&m.by(actor), side).await.unwrap().running;
        assert_eq!(on_home(&m.freelancer, Side::Freelancer).await, Some(running));
        assert_eq!(on_home(&m.freelancer, Side::Client).await, None, "anyone who hires has another home");
        assert_eq!(on_home(&m.client, Side::Client).await, None);
        timesheet::stop(&m.freelancer()).await.unwrap();
        assert_eq!(on_home(&m.freelancer, Side::Freelancer).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_is_due_on_the_day_that_was_agreed_on_and_stands_among_what_falls_due() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let day = m.now.date().plus_days(10);
        let mut milestones = rows(&["100"]);
        milestones[0].due = day.iso();
        let proposal = m.proposal(m.job().await, &["100"]).await;
        let input = OfferInput { milestones, message: String::new() };
        let sent = offer::make(&m.client(), proposal, &input).await.unwrap();
        let dated = offer::accept(&m.freelancer(), sent).await.unwrap();
        let undated = m.contract(&["200"]).await;
        for id in [undated, dated] {
            m.fund(m.milestone(id, 1).await).await;
        }
        let page = home::page(&m.freelancer(), Side::Freelancer).await.unwrap();
        let due: Vec<_> = page.needs.iter().map(|row| row.due).collect();
        assert_eq!(due, [Some(Due::On(day)), None], "what has a day comes before what has none");
        assert_eq!(Due::On(day).over(), day.plus_days(1).start());
        let milestone = m.milestone(dated, 1).await;
        assert_eq!(m.page(dated).await.next, Next::FreelancerSubmits { milestone, due: Some(day), again: false });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_nowhere_unread() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let id = m.contract(&["100"]).await;
        let room = m.page(id).await.room;
        let unread = async || {
            let news = home::alerts(&m.client(), Side::Client).await.unwrap();
            let rooms = message::rooms(&m.client(), "", 50).await.unwrap();
            let viewer = account::viewer(&m.client()).await.unwrap();
            let in_rooms: i64 = rooms.rooms.iter().map(|room| room.unread).sum();
            (news.rooms.len(), in_rooms, viewer.unread_messages)
        };
        let [first, second] = [1, 2].map(|number| MessageId::v7(m.now, [number; 10]));
        for id in [&first, &second] {
            message::send(&m.freelancer(), room, id, "Hello").await.unwrap();
        }
        assert_eq!(unread().await, (1, 2, 2));
        message::mark_read(&m.freelancer(), room, 2).await.unwrap();
        assert_eq!(unread().await, (1, 2, 2), "who wrote them has read them");
        message::delete(&m.freelancer(), room, &second).await.unwrap();
        assert_eq!(unread().await, (1, 1, 1));
        message::delete(&m.freelancer(), room, &first).await.unwrap();
        assert_eq!(unread().await, (0, 0, 0));
        message::send(&m.client(), room, &MessageId::v7(m.now, [3; 10]), "Hello?").await.unwrap();
        assert_eq!(unread().await, (0, 0, 0), "what one wrote oneself");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_waits_for_the_side_that_did_not_make_it_and_for_nobody_when_it_is_answered() {
    on_both(async |t: TestDb| {
        let m = Market::open(t).await;
        let proposal = m.proposal(m.job().await, &["100"]).await;
        let answers = async || {
            let waits = |needs: Vec<Need>| {
                let offers = needs.into_iter().filter_map(|need| match need {
                    Need::AnswerOffer { offer, .. } => Some(offer),
                    Need::Review { .. }
                    | Need::FinishPayment { .. }
                    | Need::Fund { .. }
                    | Need::FundFirst { .. }
                    | Need::Submit { .. }
                    | Need::AnswerProposals { .. } => None,
                });
                offers.collect::<Vec<_>>()
            };
            (waits(needs(&m, Side::Client).await), waits(needs(&m, Side::Freelancer).await))
        };
        assert_eq!(answers().await, (vec![], vec![]));
        let first = m.offer(proposal, &["100"]).await;
        assert_eq!(answers().await, (vec![], vec![first]));
        let input = OfferInput { milestones: rows(&["120"]), message: String::new() };
        let second = offer::counter(&m.freelancer(), first, &input).await.unwrap();
        assert_eq!(answers().await, (vec![second], vec![]));
        let third = offer::counter(&m.client(), second, &input).await.unwrap();
        assert_eq!(answers().await, (vec![], vec![third]));
        offer::accept(&m.freelancer(), third).await.unwrap();
        assert_eq!(answers().await, (vec![], vec![]));
    })
    .await;
}
