//! The worker: when it tries again, and that nobody else takes what it is at.

use crate::authorisation::maker::Maker;
use crate::harness::{PATIENCE, TestServer, patiently, until};
use crate::program::{demo, on_postgres, person, raw};
use domain::payment::PaymentState;
use domain::time::Span;
use server::{mail::body::MailBody, worker};
use std::time::Duration;
use store::contract::Funding;
use store::{Platform, contract, outbox, payment, schedule};
use tokio::net::TcpListener;

/// From five seconds, twice as long each time, up to an hour.
const WAITS: [i64; 14] = [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600, 3_600, 3_600];

#[tokio::test]
async fn what_fails_is_tried_again_after_waits_that_double_up_to_an_hour() {
    let site = TestServer::with(|config| config.worker = false).await;
    let instance = &site.running.instance;
    let mut at = instance.clock.now();
    let mut tx = instance.db.begin().await.unwrap();
    outbox::push(&mut tx, "mail", &serde_json::json!({"nonsense": true}), at).await.unwrap();
    schedule::add(&mut tx, store::offer::EXPIRE, 7, at).await.unwrap();
    tx.commit().await.unwrap();
    // The mail is none, and there is no such offer.
    assert_eq!(worker::run_once(instance, at).await.unwrap(), 2, "the message and the scheduled job");
    for seconds in WAITS {
        let next = at.plus(Span::seconds(seconds));
        let before = next.minus(Span::micros(1));
        assert_eq!(worker::run_once(instance, before).await.unwrap(), 0, "{seconds} seconds are not over");
        assert_eq!(worker::run_once(instance, next).await.unwrap(), 2, "{seconds} seconds are over");
        at = next;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_takes_long_is_taken_over_by_nobody() {
    // A mail server that takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let site = TestServer::with(|config| {
        (config.sandbox, config.worker) = (true, false);
        config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
        config.pace.renewal = Duration::from_millis(2);
    })
    .await;
    let instance = site.running.instance.clone();
    let now = instance.clock.now();
    let mail = MailBody { to: "bo@example.org".into(), subject: "s".into(), text: "t".into(), ..MailBody::default() };
    let mut tx = instance.db.begin().await.unwrap();
    outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
    tx.commit().await.unwrap();

    let working = tokio::spawn({
        let instance = instance.clone();
        async move { worker::run_once(&instance, now).await.unwrap() }
    });
    let (connection, _) = patiently("the worker at the mail server", silent.accept()).await.unwrap();
    instance.clock.advance(&instance.context(Platform), Span::hours(1)).await.unwrap();
    // The first renewal may have begun before the clock was moved, the second one has not.
    let seen = instance.db.changes();
    until("two renewals", async || (instance.db.changes() >= seen + 2).then_some(())).await;
    let others =
        outbox::lease(&instance.context(Platform).at(now.plus(Span::minutes(59))), &["mail"], Span::hours(1), 10)
            .await
            .unwrap();
    assert!(others.is_empty(), "another node took it: {others:?}");
    drop((connection, silent));
    assert_eq!(patiently("the end of the attempt", working).await.unwrap(), 1);
    let freed = outbox::lease(&instance.context(Platform).at(now.plus(Span::hours(2))), &["mail"], Span::hours(1), 10)
        .await
        .unwrap();
    assert_eq!(freed.len(), 1, "it failed, so it is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_says_nothing_holds_up_no_payment() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let site = TestServer::with(|config| {
        config.sandbox = true;
        config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
        config.pace.mail = 10 * PATIENCE;
    });
    let site = demo(site.await).await;
    let instance = site.running.instance.clone();
    let client = person(&site, "ana@demo.example").await;
    let freelancer = person(&site, "mirela@demo.example").await;
    let maker = Maker::new(instance.clone(), client, freelancer, "");
    let (_, [milestone, _]) = maker.signed().await;
    // The mails of the contract are on their way from here on, and get no answer.
    let (_talk, _) = patiently("a connection to the mail server", silent.accept()).await.unwrap();
    let begun = contract::begin_funding(&maker.client(), milestone).await.unwrap();
    let Funding::Pays(id) = begun else { panic!("the wallet is empty") };
    until("the gateway's page for the payment", async || {
        let page = payment::page(&maker.client(), id).await.unwrap();
        matches!(page.payment.state, PaymentState::Begun { .. }).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_delivered_and_could_not_be_noted_is_not_delivered_again() {
    let site = on_postgres(|config| config.worker = false).await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    worker::run_once(instance, now).await.unwrap();
    let mut tx = instance.db.begin().await.unwrap();
    for place in 0..20 {
        let mail = MailBody {
            to: format!("bo{place}@example.org"),
            subject: "s".into(),
            text: "t".into(),
            ..MailBody::default()
        };
        outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    // The first of them cannot be noted as delivered, twice; numbers of a sequence are not taken back.
    raw(
        &site,
        "create sequence notes; create function no_room() returns trigger language plpgsql as $$ begin \
         if new.done_at is not null and nextval('notes') in (1, 21) then raise exception 'no room on the disk'; end if; \
         return new; end $$; create trigger no_room before update on outbox for each row execute function no_room()",
    )
    .await;
    let turn = worker::run_once(instance, now).await;
    assert!(turn.unwrap_err().to_string().contains("no room on the disk"));
    let open =
        async |at| outbox::lease(&instance.context(Platform).at(at), &["mail"], Span::seconds(1), 50).await.unwrap();
    let later = now.plus(Span::hours(1));
    assert!(worker::run_once(instance, later).await.is_err(), "once more");
    assert_eq!(worker::run_once(instance, later).await.unwrap(), 0, "it is noted, and not sent a second time");
    assert!(open(later).await.is_empty());
    // An attempt is a delivery here: none of the twenty had two.
    raw(
        &site,
        "do $$ begin if (select count(*) from outbox where body like '%bo%' and done_at is not null and attempts = 1) <> 20 \
         then raise exception 'a mail was delivered twice, or not at all'; end if; end $$",
    )
    .await;
    site.running.stop().await;
}
