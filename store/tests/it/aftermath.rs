//! What each command leaves behind beside its own rows: whose open pages hear of it, and what will fall due when. A command
//! of the main job that tells one side too few, or leaves a clock running, differs from its line here.

use crate::harness::{TestDb, on_both};
use crate::market::{Market, rows};
use domain::actor::Actor;
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::payment::{FailureReason, Outcome};
use domain::time::{Span, Timestamp};
use std::collections::BTreeMap;
use store::{contract, event, job, message, offer, proposal, timesheet};

/// What was seen at the last look.
struct Before {
    seen: [i64; 2],
    due: BTreeMap<(String, i64), i64>,
}

impl Before {
    async fn look(m: &Market) -> Self {
        let mut read = m.t.db.read().await.unwrap();
        let mut seen = [0, 0];
        for (seen, who) in seen.iter_mut().zip([&m.client, &m.freelancer]) {
            *seen = event::last_seq(&mut read, who.account().raw()).await.unwrap();
        }
        drop(read);
        Self { seen, due: m.t.due().await }
    }

    /// The new lines of both logs, and what is scheduled (`+kind in seconds`), moved (`~`) or no longer (`-`), as one line.
    async fn since(&mut self, m: &Market) -> String {
        let mut said = Vec::new();
        for (place, (word, who)) in [("client", &m.client), ("freelancer", &m.freelancer)].into_iter().enumerate() {
            let topics = topics(m, who, self.seen[place]).await;
            if !topics.is_empty() {
                said.push(format!("{word}: {}", topics.join(" ")));
            }
        }
        let now = Self::look(m).await;
        let mut clocks = Vec::new();
        for (key, at) in &now.due {
            let away = Timestamp::from_micros(*at).since(m.now).as_seconds();
            let away = if away % 86_400 == 0 { format!("{}d", away / 86_400) } else { format!("{}h", away / 3_600) };
            match self.due.get(key) {
                None => clocks.push(format!("+{} {away}", key.0)),
                Some(before) if before != at => clocks.push(format!("~{} {away}", key.0)),
                Some(_same) => {}
            }
        }
        clocks.extend(self.due.keys().filter(|key| !now.due.contains_key(*key)).map(|key| format!("-{}", key.0)));
        clocks.sort();
        said.extend(clocks);
        *self = now;
        said.join(", ")
    }
}

async fn topics(m: &Market, who: &Actor, after: i64) -> Vec<String> {
    let mut read = m.t.db.read().await.unwrap();
    let events = event::after(&mut read, who.account().raw(), after, 100).await.unwrap();
    events.into_iter().map(|event| event.topic).collect()
}

/// A story; each step is done, and what it left behind is a line.
struct Story {
    lines: Vec<String>,
    before: Before,
}

impl Story {
    async fn tell(&mut self, m: &Market, step: &str) {
        let line = self.before.since(m).await;
        self.lines.push(format!("{step} => {line}"));
    }
}

async fn until_a_contract(s: &mut Story, m: &mut Market) {
    let input = OfferInput { milestones: rows(&["100", "50"]), message: String::new() };
    let id = m.job().await;
    s.tell(m, "publish").await;
    job::pause(&m.client(), id).await.unwrap();
    job::resume(&m.client(), id).await.unwrap();
    s.tell(m, "pause and resume").await;
    let first = m.proposal(id, &["100"]).await;
    s.tell(m, "propose").await;
    proposal::shortlist(&m.client(), first, true).await.unwrap();
    s.tell(m, "shortlist").await;
    proposal::decline(&m.client(), first, "Somebody nearer").await.unwrap();
    s.tell(m, "decline a proposal").await;
    let second = m.proposal(id, &["100"]).await;
    s.tell(m, "propose again").await;
    let made = m.offer(second, &["100"]).await;
    s.tell(m, "offer").await;
    offer::withdraw(&m.client(), made).await.unwrap();
    s.tell(m, "withdraw").await;
    let made = m.offer(second, &["100"]).await;
    s.tell(m, "offer again").await;
    let counter = offer::counter(&m.freelancer(), made, &input).await.unwrap();
    s.tell(m, "counter").await;
    offer::decline(&m.client(), counter).await.unwrap();
    s.tell(m, "decline").await;
    m.offer(second, &["100"]).await;
    s.tell(m, "offer a third time").await;
    m.pass(Span::days(7)).await;
    s.tell(m, "nobody answers").await;
    let made = m.offer(second, &["100"]).await;
    s.tell(m, "offer a last time").await;
    let id = offer::accept(&m.freelancer(), made).await.unwrap();
    s.tell(m, "accept").await;
    m.pass(Span::days(7)).await;
    s.tell(m, "nobody funds").await;
    let room = m.page(id).await.room;
    message::send(&m.client(), room, &MessageId::v7(m.now, [1; 10]), "Hello").await.unwrap();
    s.tell(m, "write").await;
    message::mark_read(&m.freelancer(), room, 1).await.unwrap();
    s.tell(m, "read").await;
}

async fn until_its_end(s: &mut Story, m: &mut Market) {
    let id = m.contract(&["100", "50", "20"]).await;
    let (one, two) = (m.milestone(id, 1).await, m.milestone(id, 2).await);
    s.before = Before::look(m).await;
    let charge = m.begin(one).await;
    s.tell(m, "begin to fund").await;
    m.settle(charge, Outcome::Failed { reason: FailureReason::Declined }).await;
    s.tell(m, "the charge fails").await;
    let charge = m.begin(one).await;
    s.tell(m, "begin again").await;
    m.settle(charge, Outcome::Succeeded).await;
    s.tell(m, "the charge succeeds").await;
    timesheet::start(&m.freelancer(), id, "Sounding").await.unwrap();
    timesheet::stop(&m.freelancer()).await.unwrap();
    s.tell(m, "track time").await;
    m.submit(one).await;
    s.tell(m, "submit").await;
    contract::request_changes(&m.client(), one, "The table lacks units.").await.unwrap();
    s.tell(m, "ask for changes").await;
    m.submit(one).await;
    s.tell(m, "submit again").await;
    contract::approve_part(&m.client(), m.seen(one).await, &"40".into()).await.unwrap();
    s.tell(m, "release a part").await;
    contract::refund_part(&m.freelancer(), m.seen(one).await, &"10".into()).await.unwrap();
    s.tell(m, "give a part back").await;
    m.pass(Span::days(5)).await;
    s.tell(m, "the part clears").await;
    m.pass(Span::days(2)).await;
    s.tell(m, "a week without an answer").await;
    m.pass(Span::days(7)).await;
    s.tell(m, "two weeks without an answer").await;
    m.pass(Span::days(5)).await;
    s.tell(m, "the rest clears").await;
    m.fund(two).await;
    m.submit(two).await;
    s.tell(m, "the second in review").await;
    contract::refund(&m.freelancer(), m.seen(two).await).await.unwrap();
    s.tell(m, "give all back").await;
    contract::end(&m.client(), id).await.unwrap();
    s.tell(m, "end").await;
    let id = m.contract(&["100"]).await;
    s.before = Before::look(m).await;
    contract::end(&m.freelancer(), id).await.unwrap();
    s.tell(m, "end what was never funded").await;
    let id = m.job().await;
    m.proposal(id, &["100"]).await;
    s.before = Before::look(m).await;
    job::close(&m.client(), id).await.unwrap();
    s.tell(m, "close a job").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_the_main_job_tells_both_sides_and_sets_its_clocks() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let before = Before::look(&m).await;
        let mut story = Story { lines: Vec::new(), before };
        until_a_contract(&mut story, &mut m).await;
        until_its_end(&mut story, &mut m).await;
        assert_eq!(story.lines, LEFT_BEHIND);
    })
    .await;
}

const LEFT_BEHIND: [&str; 37] = [
    "publish => client: job job, +job.expire 30d, +job.expiry_warning 25d",
    "pause and resume => client: job job",
    "propose => client: proposal, freelancer: proposal",
    "shortlist => client: proposal, freelancer: proposal",
    "decline a proposal => client: proposal, freelancer: proposal",
    "propose again => client: proposal, freelancer: proposal",
    "offer => client: offer, freelancer: offer, +offer.expire 7d, +offer.expiry_warning 5d",
    "withdraw => client: offer, freelancer: offer, -offer.expire, -offer.expiry_warning",
    "offer again => client: offer, freelancer: offer, +offer.expire 7d, +offer.expiry_warning 5d",
    "counter => client: offer, freelancer: offer, +offer.expire 7d, +offer.expiry_warning 5d, -offer.expire, -offer.expiry_warning",
    "decline => client: offer, freelancer: offer, -offer.expire, -offer.expiry_warning",
    "offer a third time => client: offer, freelancer: offer, +offer.expire 7d, +offer.expiry_warning 5d",
    "nobody answers => client: offer, freelancer: offer, -offer.expire, -offer.expiry_warning",
    "offer a last time => client: offer, freelancer: offer, +offer.expire 7d, +offer.expiry_warning 5d",
    "accept => client: proposal job contract offer, freelancer: contract offer, \
     +contract.lapse 7d, +contract.lapse_warning 5d, \
     -job.expire, -job.expiry_warning, -offer.expire, -offer.expiry_warning",
    "nobody funds => client: contract, freelancer: contract, \
     +job.expire 30d, +job.expiry_warning 25d, -contract.lapse, -contract.lapse_warning",
    "write => client: room, freelancer: room",
    "read => client: room, freelancer: room",
    "begin to fund => client: contract contract, freelancer: contract, +payment.lookup 1d",
    "the charge fails => client: contract, freelancer: contract, -payment.lookup",
    "begin again => client: contract contract, freelancer: contract, +payment.lookup 1d",
    "the charge succeeds => client: wallet contract, freelancer: contract, -contract.lapse, -contract.lapse_warning, -payment.lookup",
    "track time => freelancer: timer timer",
    "submit => client: contract, freelancer: contract, +milestone.auto_release 14d, +milestone.review_reminder 7d",
    "ask for changes => client: contract, freelancer: contract, -milestone.auto_release, -milestone.review_reminder",
    "submit again => client: contract, freelancer: contract, +milestone.auto_release 14d, +milestone.review_reminder 7d",
    "release a part => client: contract, freelancer: contract, +earning.clear 5d",
    "give a part back => client: contract, freelancer: contract",
    "the part clears => freelancer: wallet contract, -earning.clear",
    "a week without an answer => ~milestone.review_reminder 5d",
    "two weeks without an answer => client: contract, freelancer: contract, \
     +earning.clear 5d, -milestone.auto_release, -milestone.review_reminder",
    "the rest clears => freelancer: wallet contract, -earning.clear",
    "the second in review => client: contract contract wallet contract contract, \
     freelancer: contract contract contract, +milestone.auto_release 14d, +milestone.review_reminder 7d",
    "give all back => client: contract, freelancer: contract, -milestone.auto_release, -milestone.review_reminder",
    "end => client: contract, freelancer: contract",
    "end what was never funded => client: contract, freelancer: contract, \
     +job.expire 30d, +job.expiry_warning 25d, -contract.lapse, -contract.lapse_warning",
    "close a job => client: proposal job, freelancer: proposal, -job.expire, -job.expiry_warning",
];
