//! Mail to a real SMTP server on the loopback, which first refuses and then takes it.

use crate::harness::{TestServer, until};
use domain::time::{Span, Timestamp};
use server::{mail::body::MailBody, worker};
use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering::SeqCst};
use store::{Platform, outbox};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader, split},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;

/// A small SMTP server: answers as RFC 5321 asks, refuses the first `refusals` mails for the moment, and
/// hands on what it takes responsibility for.
async fn smtp_server(refusals: usize) -> (u16, mpsc::UnboundedReceiver<String>) {
    smtp_server_by(refusals, None).await
}

/// The same, by TLS from the first byte on.
async fn smtp_server_by(refusals: usize, tls: Option<TlsAcceptor>) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, mails) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let refusals = Arc::new(AtomicUsize::new(refusals));
        while let Ok((stream, _)) = listener.accept().await {
            let (refusals, taken, tls) = (Arc::clone(&refusals), taken.clone(), tls.clone());
            // A client that goes away in the middle of a talk has ended it, and that is all.
            tokio::spawn(async move {
                match tls {
                    None => converse(stream, &refusals, &taken).await,
                    Some(tls) => converse(tls.accept(stream).await?, &refusals, &taken).await,
                }
            });
        }
    });
    (port, mails)
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite,
    refusals: &AtomicUsize,
    taken: &mpsc::UnboundedSender<String>,
) -> std::io::Result<()> {
    let (read, mut write) = split(stream);
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
            "EHLO" => "250-test\r\n250 8BITMIME\r\n",
            "MAIL" if refusals.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok() => {
                "451 come back later\r\n"
            }
            "RCPT" if line.contains("nobody@") => "550 <nobody@example.org>: no such mailbox\r\n",
            "MAIL" | "RCPT" | "RSET" | "NOOP" => "250 ok\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    mail.push_str(&line);
                    mail.push('\n');
                }
                taken.send(mail).unwrap();
                "250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            other => panic!("unexpected command {other}"),
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// Puts a mail to this address into the outbox.
pub async fn push(instance: &server::Instance, to: &str, now: Timestamp) {
    let mail = MailBody { to: to.into(), subject: "s".into(), text: "t".into(), ..MailBody::default() };
    let mut tx = instance.db.begin().await.unwrap();
    outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_mail_that_is_refused_for_the_moment_is_sent_again_later_and_once() {
    let (port, mut mails) = smtp_server(1).await;
    let site = TestServer::with(|config| {
        config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
        config.mail_from = "Guildhall <no-reply@guild.example>".to_owned();
        config.worker = false;
    })
    .await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    let mail = MailBody {
        to: "ada@example.org".into(),
        subject: "Grüße".into(),
        name: "Ada".into(),
        text: "What follows:\n.a line that starts with a dot".into(),
        button: "Open the contract".into(),
        path: "/contracts/0c1d".into(),
        until: None,
    };
    let mut tx = instance.db.begin().await.unwrap();
    let id = outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
    tx.commit().await.unwrap();

    worker::run_once(instance, now).await.unwrap();
    assert!(mails.try_recv().is_err(), "the first attempt was refused");
    worker::run_once(instance, now.plus(Span::seconds(4))).await.unwrap();
    assert!(mails.try_recv().is_err(), "it rests for five seconds");
    worker::run_once(instance, now.plus(Span::seconds(6))).await.unwrap();
    let taken = mails.try_recv().unwrap();
    assert!(taken.contains("To: ada@example.org"), "{taken}");
    assert!(
        taken.contains("From: Guildhall <no-reply@guild.example>")
            || taken.contains("From: \"Guildhall\" <no-reply@guild.example>"),
        "{taken}"
    );
    assert!(taken.contains(&format!("Message-ID: <{}@guild.example>", domain::id::short(id))), "{taken}");
    assert!(taken.contains("multipart/alternative"), "{taken}");
    assert!(taken.contains("\nAuto-Submitted: auto-generated\n"), "{taken}");
    let link = format!("{}/contracts/0c1d", instance.origin);
    assert_eq!(taken.matches(&link).count(), 2, "as plain text and as HTML: {taken}");
    assert_eq!(taken.matches("http").count(), 2, "no other link: {taken}");
    assert!(taken.contains("\n..a line that starts"), "{taken}");
    worker::run_once(instance, now.plus(Span::days(1))).await.unwrap();
    assert!(mails.try_recv().is_err(), "a delivered mail is not sent again");
}

#[tokio::test]
async fn a_mail_to_nobody_is_given_up_at_once_and_one_that_no_server_takes_after_five_days() {
    let (port, mut mails) = smtp_server(usize::MAX).await;
    let site = TestServer::with(|config| {
        config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
        config.worker = false;
    })
    .await;
    let instance = &site.running.instance;
    let (now, day) = (instance.clock.now(), Span::days(1));
    push(instance, "bo@example.org", now).await;
    for hours in (0..=120).step_by(6) {
        let at = now.plus(Span::hours(hours));
        assert_eq!(worker::run_once(instance, at).await.unwrap(), 1, "tried after {hours} hours");
    }
    assert_eq!(worker::run_once(instance, now.plus(Span::days(30))).await.unwrap(), 0, "given up");
    drop(site);

    let (port, mut taken) = smtp_server(0).await;
    let site = TestServer::with(|config| {
        config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
        config.worker = false;
    })
    .await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    push(instance, "nobody@example.org", now).await;
    push(instance, "bo@example.org", now).await;
    assert_eq!(worker::run_once(instance, now).await.unwrap(), 2);
    assert!(taken.try_recv().unwrap().contains("To: bo@example.org"));
    assert_eq!(worker::run_once(instance, now.plus(day)).await.unwrap(), 0, "not asked again");
    assert!(taken.try_recv().is_err() && mails.try_recv().is_err());
}

/// Whether a mail by this address arrives.
async fn arrives(url: String, ca: Option<std::path::PathBuf>, mails: &mut mpsc::UnboundedReceiver<String>) -> bool {
    let site =
        TestServer::with(|config| (config.smtp_url, config.smtp_ca, config.worker) = (Some(url), ca, false)).await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    push(instance, "bo@example.org", now).await;
    assert_eq!(worker::run_once(instance, now).await.unwrap(), 1, "it was tried");
    mails.try_recv().is_ok()
}

#[tokio::test]
async fn mail_goes_to_a_server_that_proves_who_it_is_and_never_readable_where_it_should_not() {
    let folder = tempfile::tempdir().unwrap();
    crate::tls::certificate(folder.path());
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    let files = server::config::TlsFiles { cert: cert.clone(), key };
    let acceptor = server::tls::Certificate::load(files).unwrap().acceptor().unwrap();
    let (port, mut mails) = smtp_server_by(0, Some(acceptor)).await;
    let by_tls = format!("smtps://127.0.0.1:{port}");
    assert!(!arrives(by_tls.clone(), None, &mut mails).await, "nobody vouches for it");
    assert!(arrives(by_tls, Some(cert.clone()), &mut mails).await);

    let (port, mut mails) = smtp_server(0).await;
    assert!(
        !arrives(format!("smtp://127.0.0.1:{port}?tls=required"), Some(cert), &mut mails).await,
        "it has no STARTTLS"
    );
    assert!(arrives(format!("smtp://127.0.0.1:{port}"), None, &mut mails).await, "it is this machine");
}

#[tokio::test]
async fn a_mail_server_or_an_authority_that_cannot_be_used_is_told_at_the_start() {
    for (url, ca, word) in [
        ("smtp://ada:secret@mail.example?tls=opportunistic", None, "tls=required or tls=disable"),
        ("mail.example", None, "smtps://"),
        ("smtps://mail.example", Some("nothing.pem"), "smtp-ca"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut config = crate::harness::config(folder.path());
        (config.smtp_url, config.smtp_ca) = (Some(url.to_owned()), ca.map(|name| folder.path().join(name)));
        let refused = server::Server::start(config).await.unwrap_err().to_string();
        assert!(refused.contains(word) && !refused.contains("secret"), "{refused}");
    }
}

#[tokio::test]
async fn a_mail_whose_link_has_ended_is_not_sent_any_more() {
    let (port, mut mails) = smtp_server(1).await;
    let site = TestServer::with(|config| {
        config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
        config.worker = false;
    })
    .await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    let until = now.plus(Span::seconds(3));
    let mail = MailBody { to: "ada@example.org".into(), until: Some(until.micros()), ..MailBody::default() };
    let mut tx = instance.db.begin().await.unwrap();
    outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(worker::run_once(instance, now).await.unwrap(), 1, "refused for the moment");
    assert_eq!(worker::run_once(instance, until.minus(Span::micros(1))).await.unwrap(), 0);
    assert_eq!(worker::run_once(instance, until).await.unwrap(), 1, "at its end, and not after five seconds");
    assert_eq!(worker::run_once(instance, now.plus(Span::days(1))).await.unwrap(), 0, "it left the outbox");
    assert!(mails.try_recv().is_err());
}

#[tokio::test]
async fn a_message_that_is_no_mail_never_stops_the_others() {
    let site = TestServer::with(|config| config.worker = false).await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    let mut tx = instance.db.begin().await.unwrap();
    outbox::push(&mut tx, "mail", &serde_json::json!({"nonsense": true}), now).await.unwrap();
    let good = MailBody { to: "bo@example.org".into(), subject: "s".into(), text: "t".into(), ..MailBody::default() };
    outbox::push(&mut tx, "mail", &MailBody { to: "not an address".into(), ..good.clone() }, now).await.unwrap();
    outbox::push(&mut tx, "mail", &good, now).await.unwrap();
    tx.commit().await.unwrap();
    worker::run_once(instance, now).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(site.folder.path().join("data/mail")).unwrap().collect();
    assert_eq!(files.len(), 2, "one mail, as .eml and .json");
}

#[tokio::test]
async fn a_scheduled_job_of_an_unknown_kind_is_kept_for_a_newer_version() {
    let site = TestServer::with(|config| (config.sandbox, config.worker) = (true, false)).await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    let mut tx = instance.db.begin().await.unwrap();
    store::schedule::add(&mut tx, "from.the.future", 7, now).await.unwrap();
    outbox::push(&mut tx, "from.the.future", &serde_json::json!({}), now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(worker::run_once(instance, now).await.unwrap(), 0);
    worker::run_due(instance, Span::days(3)).await.unwrap();
    let kinds = ["from.the.future"];
    let now = instance.clock.now();
    let work = store::schedule::lease_next(&instance.context(Platform).at(now), &kinds, Span::hours(1))
        .await
        .unwrap()
        .unwrap();
    let messages = outbox::lease(&instance.context(Platform).at(now), &kinds, Span::hours(1), 10).await.unwrap();
    assert_eq!((work.attempts, messages.len(), messages[0].attempts), (1, 1, 1), "nobody has tried them before");
}

#[tokio::test]
async fn after_a_crash_nothing_waits_for_the_leases_of_the_dead() {
    let mut site = TestServer::with(|config| config.worker = false).await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    let mail = MailBody { to: "bo@example.org".into(), subject: "s".into(), text: "t".into(), ..MailBody::default() };
    let mut tx = instance.db.begin().await.unwrap();
    outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
    store::schedule::add(&mut tx, store::offer::EXPIRE, 7, now).await.unwrap();
    tx.commit().await.unwrap();
    // A process takes both and dies.
    assert_eq!(
        outbox::lease(&instance.context(Platform).at(now), &["mail"], Span::hours(1), 10).await.unwrap().len(),
        1
    );
    assert!(
        store::schedule::lease_next(&instance.context(Platform).at(now), &worker::job_kinds(), Span::hours(1))
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(worker::run_once(instance, now).await.unwrap(), 0);
    site.running.stop().await;

    site.running = server::Server::start(crate::harness::config(site.folder.path())).await.unwrap();
    let folder = site.folder.path().join("data/mail");
    let ends_with = |ending: &str| {
        let files = std::fs::read_dir(&folder).into_iter().flatten();
        files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|it| it == ending)).count()
    };
    until("the mail in its two files", async || (ends_with("eml") == 1 && ends_with("json") == 1).then_some(())).await;
    site.running.stop().await;
}
