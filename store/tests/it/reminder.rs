//! Mails that only time sends: a review that waits, a job that will expire. What is no longer true is not sent.

use crate::account::mails;
use crate::harness::{TestDb, on_both};
use crate::market::{Market, job_input};
use domain::id::JobId;
use domain::job::JobInput;
use domain::time::Span;
use store::{contract, job};

const CLIENT: &str = "client@example.org";

/// Subjects of the reminders and warnings since the last look; each goes to the client.
async fn reminders(m: &Market) -> Vec<String> {
    let told = |subject: &str| subject.contains("left to review") || subject.contains("will expire");
    let found = mails(&m.t, m.now).await.into_iter().filter(|mail| told(&mail.1));
    found
        .map(|mail| {
            assert_eq!(mail.0, CLIENT);
            mail.1
        })
        .collect()
}

async fn scheduled(m: &Market) -> i64 {
    let sql = "select cast(count(*) as bigint) from due_work where kind in ('milestone.review_reminder', 'job.expiry_warning')";
    m.t.number(sql).await
}

/// A contract whose only milestone is in review; its job is filled.
async fn in_review(m: &Market) -> domain::id::MilestoneId {
    let id = m.contract(&["100"]).await;
    let milestone = m.milestone(id, 1).await;
    m.fund(milestone).await;
    m.submit(milestone).await;
    milestone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_reminded_of_a_review_on_day_seven_twelve_and_thirteen() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        in_review(&m).await;
        let releases_at = m.now.plus(Span::days(14)).full();
        for (days, subject) in [
            (6, None),
            (1, Some("7 days left to review work")),
            (4, None),
            (1, Some("2 days left to review work")),
            (1, Some("One day left to review work")),
        ] {
            m.pass(Span::days(days)).await;
            let sent = mails(&m.t, m.now).await;
            let sent: Vec<_> = sent.iter().filter(|mail| mail.1.contains("left to review")).collect();
            assert_eq!(sent.first().map(|mail| mail.1.as_str()), subject);
            assert!(sent.len() < 2);
            for mail in sent {
                assert_eq!(mail.0, CLIENT);
                assert!(mail.2.contains(&releases_at) && mail.2.contains("€100.00 is released then"), "{}", mail.2);
            }
        }
        assert_eq!(scheduled(&m).await, 0);
        m.pass(Span::days(1)).await;
        assert_eq!(reminders(&m).await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answered_review_reminds_nobody() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let milestone = in_review(&m).await;
        m.pass(Span::days(6)).await;
        contract::request_changes(&m.client(), milestone, "The table lacks units.").await.unwrap();
        assert_eq!(scheduled(&m).await, 0);
        m.pass(Span::days(8)).await;
        assert_eq!(reminders(&m).await, [""; 0]);
        m.submit(milestone).await;
        m.pass(Span::days(7)).await;
        assert_eq!(reminders(&m).await, ["7 days left to review work"], "a new submission, a new review");
        contract::approve_part(&m.client(), m.seen(milestone).await, &"40".into()).await.unwrap();
        m.pass(Span::days(5)).await;
        assert_eq!(reminders(&m).await, ["2 days left to review work"], "the rest is still in review");
        contract::approve(&m.client(), m.seen(milestone).await).await.unwrap();
        let refunded = in_review(&m).await;
        contract::refund(&m.freelancer(), m.seen(refunded).await).await.unwrap();
        assert_eq!(scheduled(&m).await, 0);
        m.pass(Span::days(14)).await;
        assert_eq!(reminders(&m).await, [""; 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_comes_late_reminds_once_or_not_at_all() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        in_review(&m).await;
        m.pass(Span::hours(13 * 24 + 12)).await;
        assert_eq!(reminders(&m).await, ["Less than a day left to review work"]);
        let second = in_review(&m).await;
        m.job().await;
        m.pass(Span::days(40)).await;
        assert_eq!(reminders(&m).await, [""; 0], "what is over needs no reminder");
        let page = m.t.number("select cast(count(*) as bigint) from milestone where state = 'released'").await;
        assert_eq!((page, scheduled(&m).await), (2, 0), "{second:?}");
    })
    .await;
}

async fn edit(m: &Market, id: JobId) {
    let version = job::page(&m.client().visit(), id).await.unwrap().version;
    let more = JobInput { budget: "9700".into(), ..job_input() };
    job::edit(&m.client(), id, version, &more).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_warned_five_days_before_a_job_expires() {
    on_both(async |t: TestDb| {
        let mut m = Market::open(t).await;
        let id = m.job().await;
        let warning = "Your job “Rust engineer for a tide gauge” will expire soon";
        m.pass(Span::days(24)).await;
        assert_eq!(reminders(&m).await, [""; 0]);
        m.pass(Span::days(1)).await;
        let text = mails(&m.t, m.now).await.remove(0);
        assert_eq!((text.0.as_str(), text.1.as_str()), (CLIENT, warning));
        assert!(text.2.contains(&m.now.plus(Span::days(5)).full()), "{}", text.2);
        job::pause(&m.client(), id).await.unwrap();
        job::resume(&m.client(), id).await.unwrap();
        m.pass(Span::days(1)).await;
        assert_eq!(reminders(&m).await, [""; 0], "once for each day of expiry");
        edit(&m, id).await;
        m.pass(Span::days(24)).await;
        assert_eq!(reminders(&m).await, [""; 0], "the edit gave it thirty days");
        edit(&m, id).await;
        m.pass(Span::days(24)).await;
        job::pause(&m.client(), id).await.unwrap();
        m.pass(Span::days(1)).await;
        assert_eq!(reminders(&m).await, [warning], "a paused job expires as well");
        m.pass(Span::days(5)).await;
        assert_eq!(reminders(&m).await, [""; 0]);
        job::reopen(&m.client(), id).await.unwrap();
        job::close(&m.client(), id).await.unwrap();
        assert_eq!(scheduled(&m).await, 0);
        m.pass(Span::days(30)).await;
        assert_eq!(reminders(&m).await, [""; 0]);
    })
    .await;
}
