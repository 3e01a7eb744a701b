//! What stays of a mail, and whether mails reach somebody.

use super::{PASSWORD, form, mails, person, site};
use crate::harness::{NOW, TestDb, on_both};
use domain::actor::Actor;
use domain::time::{Span, Timestamp};
use store::account;
use store::outbox::{self, Message};

const ANA: &str = "ana@example.org";

/// The mail that asking for a new password has written.
async fn asked(t: &TestDb, now: Timestamp) -> Message {
    account::request_reset(&t.visitor(now), ANA, &site()).await.unwrap();
    outbox::lease(&t.platform(now), &["mail"], Span::minutes(1), 10).await.unwrap().remove(0)
}

async fn failed_at(t: &TestDb, actor: &Actor) -> Option<Timestamp> {
    account::settings_page(&t.by(actor, NOW), None).await.unwrap().mail_failed_at
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_mail_that_left_or_was_given_up_no_text_and_no_link_stays() {
    on_both(async |t: TestDb| {
        person(&t, ANA, NOW).await;
        let messages = [asked(&t, NOW).await, asked(&t, NOW).await, asked(&t, NOW).await];
        let with_links = "select cast(count(*) as bigint) from outbox where body like '%?token=%'";
        assert_eq!(t.number(with_links).await, 3);
        let why = "550 5.1.1 <ana@example.org>: no such user";
        assert!(outbox::done(&t.platform(NOW), &messages[0]).await.unwrap());
        assert!(outbox::given_up(&t.platform(NOW), &messages[1], why).await.unwrap());
        assert!(outbox::outlived(&t.platform(NOW), &messages[2], why).await.unwrap());
        assert_eq!(t.number(with_links).await, 0);
        let envelopes = "select cast(count(*) as bigint) from outbox \
             where body = '{\"to\":\"ana@example.org\",\"subject\":\"Set a new password\"}'";
        assert_eq!(t.number(envelopes).await, 3, "to whom and what about");
        let named = "select cast(count(*) as bigint) from outbox where last_error like '%ana%'";
        assert_eq!(t.number(named).await, 0);
        let said = "select cast(count(*) as bigint) from outbox where last_error like '550 %no such user'";
        assert_eq!(t.number(said).await, 2, "what went wrong");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_noted_of_a_failed_attempt_names_nobody() {
    on_both(async |t: TestDb| {
        person(&t, ANA, NOW).await;
        let message = asked(&t, NOW).await;
        let why = "451 <ana@example.org> try later";
        assert!(outbox::failed(&t.platform(NOW), &message, why, NOW.plus(Span::minutes(1))).await.unwrap());
        let mut tx = t.db.begin().await.unwrap();
        store::schedule::add(&mut tx, "some.kind", 7, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let scheduled =
            store::schedule::lease_next(&t.platform(NOW), &["some.kind"], Span::minutes(1)).await.unwrap().unwrap();
        assert!(store::schedule::failed(&t.platform(NOW), &scheduled, why, NOW.plus(Span::minutes(1))).await.unwrap());
        let of_both = "select cast(count(*) as bigint) from \
            (select last_error from outbox union all select last_error from due_work) as noted \
            where last_error = '451 <(address)> try later'";
        assert_eq!(t.number(of_both).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_mails_do_not_reach_is_told_on_its_page_until_one_does() {
    on_both(async |t: TestDb| {
        let (_, ana) = person(&t, ANA, NOW).await;
        let (_, ben) = person(&t, "ben@example.org", NOW).await;
        let at = |days| NOW.plus(Span::days(days));
        let first = asked(&t, at(1)).await;
        assert!(outbox::given_up(&t.platform(at(6)), &first, "550").await.unwrap());
        assert_eq!(failed_at(&t, &ana).await, Some(at(1)), "since the first that did not arrive was written");
        let second = asked(&t, at(7)).await;
        assert!(outbox::given_up(&t.platform(at(12)), &second, "550").await.unwrap());
        assert_eq!(failed_at(&t, &ana).await, Some(at(1)));
        let late = asked(&t, at(13)).await;
        assert!(outbox::outlived(&t.platform(at(14)), &late, "its link has ended").await.unwrap());
        assert_eq!((failed_at(&t, &ana).await, failed_at(&t, &ben).await), (Some(at(1)), None));
        let arrived = asked(&t, at(15)).await;
        assert!(outbox::done(&t.platform(at(15)), &arrived).await.unwrap());
        assert_eq!(failed_at(&t, &ana).await, None);
        let lost = asked(&t, at(16)).await;
        assert!(outbox::done(&t.platform(at(16)), &lost).await.unwrap());
        assert!(!outbox::given_up(&t.platform(at(16)), &lost, "550").await.unwrap(), "it is done");
        assert_eq!(failed_at(&t, &ana).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_confirmed_is_reached() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form(ANA), &site()).await.unwrap();
        let message = outbox::lease(&t.platform(NOW), &["mail"], Span::minutes(1), 1).await.unwrap().remove(0);
        assert!(outbox::given_up(&t.platform(NOW), &message, "550").await.unwrap());
        let new = account::sign_in(&t.visitor(NOW), ANA, PASSWORD, "").await.unwrap();
        let actor = Actor::new(new.account, domain::actor::Proof::Session);
        assert_eq!(failed_at(&t, &actor).await, Some(NOW));
        account::resend_verification(&t.by(&actor, NOW), &site()).await.unwrap();
        let body = outbox::lease(&t.platform(NOW), &["mail"], Span::minutes(1), 1).await.unwrap().remove(0).body;
        let link = super::secret(body.split("\"path\":\"").nth(1).unwrap().split('"').next().unwrap());
        account::verify(&t.visitor(NOW), &link).await.unwrap();
        assert_eq!(failed_at(&t, &actor).await, None);
        mails(&t, NOW).await;
    })
    .await;
}
