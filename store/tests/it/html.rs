//! HTML of texts in Markdown: made when the text is written, kept, and made anew when the renderer has become better.

use crate::harness::{NOW, TestDb, by, on_both, platform, visit};
use crate::market::Market;
use domain::id::{ContractId, JobId};
use domain::message::MessageId;
use domain::profile::ProfileInput;
use store::html::VERSION;
use store::{cleanup, contract, job, message, profile};

/// One text of each kind.
struct Texts {
    m: Market,
    contract: ContractId,
    job: JobId,
}

impl Texts {
    async fn written(t: TestDb) -> Self {
        let m = Market::open(t).await;
        let contract = m.contract(&["100"]).await;
        let milestone = m.milestone(contract, 1).await;
        m.fund(milestone).await;
        m.submit(milestone).await;
        let page = m.page(contract).await;
        let id = MessageId::v7(NOW, [1; 10]);
        message::send(&m.client(), page.room, &id, "Thank *you*").await.unwrap();
        let input = ProfileInput { name: "Ana".into(), overview: "Ten **years**".into(), ..ProfileInput::default() };
        profile::save(&m.client(), 1, &input).await.unwrap();
        Self { contract, job: page.job, m }
    }

    /// Profile, job, message, submission, as their pages show them.
    async fn shown(&self) -> [String; 4] {
        let (db, client) = (&self.m.t.db, &self.m.client);
        let contract = contract::page(&by(db, client, NOW), self.contract).await.unwrap();
        let room = message::room(&by(db, client, NOW), contract.room, None).await.unwrap();
        [
            profile::page(&visit(db, None, NOW), client.account()).await.unwrap().overview_html,
            job::page(&self.m.by(client).visit(), self.job).await.unwrap().description_html,
            room.messages[0].html.clone(),
            contract.milestones[0].submissions[0].html.clone(),
        ]
    }

    /// How many rows of any kind have HTML of an older renderer, or none.
    async fn stale(&self) -> i64 {
        assert_eq!(VERSION, 1, "the statement below says so");
        let stale = "select cast((select count(*) from profile where html_version < 1) + (select count(*) from job where html_version < 1) \
             + (select count(*) from message where html_version < 1) + (select count(*) from submission where html_version < 1) as bigint)";
        self.m.t.number(stale).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn html_is_made_when_a_text_is_written_and_read_from_its_row() {
    on_both(async |t: TestDb| {
        let texts = Texts::written(t).await;
        let made = texts.shown().await;
        assert_eq!(made[0], "<p>Ten <strong>years</strong></p>\n");
        assert_eq!(made[2], "<p>Thank <em>you</em></p>\n");
        assert_eq!(texts.stale().await, 0, "also the empty overview of a new account");
        let db = &texts.m.t;
        db.raw(
            "update profile set html = 'kept'; update job set html = 'kept'; \
             update message set html = 'kept'; update submission set html = 'kept'",
        )
        .await;
        assert_eq!(texts.shown().await, ["kept"; 4]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_renderer_made_is_made_anew_at_reading_and_then_by_the_cleanup() {
    on_both(async |t: TestDb| {
        let texts = Texts::written(t).await;
        let made = texts.shown().await;
        let db = &texts.m.t;
        db.raw(
            "update profile set html = 'old', html_version = 0; update job set html = null, html_version = 0; \
             update message set html = 'old', html_version = 0; update submission set html = null, html_version = 0",
        )
        .await;
        let stale = texts.stale().await;
        assert_eq!(stale, 5, "two profiles, a job, a message, a submission");
        assert_eq!(texts.shown().await, made, "nobody sees what is old");
        assert_eq!(texts.stale().await, stale, "reading writes nothing");
        assert!(cleanup::sweep(&platform(&db.db, NOW), 2).await.unwrap(), "there is more");
        assert_eq!(texts.stale().await, stale - 2, "no more at once than was asked for");
        while cleanup::sweep(&platform(&db.db, NOW), 2).await.unwrap() {}
        assert_eq!(texts.stale().await, 0);
        assert_eq!(db.number("select count(*) from submission where html is null or html = 'old'").await, 0);
        assert_eq!(texts.shown().await, made);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_from_before_changes_a_text_and_its_html_is_forgotten() {
    on_both(async |t: TestDb| {
        let texts = Texts::written(t).await;
        let db = &texts.m.t;
        db.raw(
            "update profile set overview = 'Other *words*'; update job set description = 'Other *words*'; \
             update message set text = 'Other *words*'",
        )
        .await;
        let shown = texts.shown().await;
        assert!(shown[..3].iter().all(|html| html == "<p>Other <em>words</em></p>\n"), "{shown:?}");
        db.raw("update message set text = null, deleted_at = 1").await;
        assert_eq!(texts.shown().await[2], "");
        assert_eq!(
            db.number("select count(*) from message where html is not null").await,
            0,
            "what was deleted is gone"
        );
        while cleanup::sweep(&platform(&db.db, NOW), 2).await.unwrap() {}
        assert_eq!((texts.stale().await, texts.shown().await[0].as_str()), (0, shown[0].as_str()));
    })
    .await;
}
