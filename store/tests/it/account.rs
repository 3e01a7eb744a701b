//! Accounts: what mails and answers say, and links that work once.

mod lockout;
mod password;
mod reach;
mod unconfirmed;

use crate::harness::{NOW, TestDb, on_both, visit};
use domain::account::{NewPassword, SignUp, SignUpInput};
use domain::actor::{Actor, Proof, Side};
use domain::job::JobQuery;
use domain::time::{Span, Timestamp};
use std::sync::Arc;
use store::account::{self, LinkKind, NewSession, PasswordChange};
use store::{Error, Site, job, outbox, seed};
use tokio::sync::Barrier;

pub const PASSWORD: &str = "copper kettle on ice";
const OTHER_PASSWORD: &str = "nine grey herons wade";

pub fn site() -> Site {
    Site::new("https://guild.example/")
}

pub fn new_password(text: &str) -> NewPassword {
    NewPassword::parse(text).unwrap()
}

/// A change from the old password to the new one; tokens stay.
pub fn change<'a>(old: &'a str, new: &'a NewPassword) -> PasswordChange<'a> {
    PasswordChange { old, new, revokes_tokens: false }
}

pub fn form(email: &str) -> SignUp {
    let input =
        SignUpInput { name: "Ana Lind".into(), email: email.into(), password: PASSWORD.into(), side: "client".into() };
    SignUp::parse(&input).unwrap()
}

/// The code of a refusal; anything else ends the test.
pub fn code<T: std::fmt::Debug>(answer: store::Result<T>) -> &'static str {
    match answer {
        Err(Error::Refused(refusal)) => refusal.code(),
        other => panic!("no refusal: {other:?}"),
    }
}

/// The mails written so far and not read by an earlier call: (to, subject, text), oldest first.
pub async fn mails(t: &TestDb, now: Timestamp) -> Vec<(String, String, String)> {
    let mut mails = Vec::new();
    loop {
        let messages = outbox::lease(&t.platform(now), &["mail"], Span::days(1), 100).await.unwrap();
        if messages.is_empty() {
            return mails;
        }
        for message in messages {
            let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
            let part = |name: &str| body[name].as_str().unwrap().to_owned();
            mails.push((part("to"), part("subject"), format!("{}\n{}", part("text"), part("path"))));
            outbox::done(&t.platform(now), &message).await.unwrap();
        }
    }
}

/// The secret of the link in a mail.
pub fn secret(text: &str) -> String {
    text.split("?token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

/// The newest link that was mailed.
async fn mailed_link(t: &TestDb, now: Timestamp) -> String {
    secret(&mails(t, now).await.last().unwrap().2)
}

/// A person who signed up, confirmed the address and signed in.
pub async fn person(t: &TestDb, email: &str, now: Timestamp) -> (NewSession, Actor) {
    account::sign_up(&t.visitor(now), &form(email), &site()).await.unwrap();
    let link = mailed_link(t, now).await;
    account::verify(&t.visitor(now), &link).await.unwrap();
    let new = account::sign_in(&t.visitor(now), email, PASSWORD, "Firefox").await.unwrap();
    let actor = Actor::new(new.account, Proof::Session);
    (new, actor)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_up_confirms_the_address_once_and_is_verified() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("Ana@Example.org"), &site()).await.unwrap();
        let new = account::sign_in(&t.visitor(NOW), "ana@example.ORG ", PASSWORD, "Firefox").await.unwrap();
        let actor = Actor::new(new.account, Proof::Session);
        let mut read = t.db.read().await.unwrap();
        assert_eq!(code(account::verified(&mut read, &actor).await), "account.not_verified");
        drop(read);
        let mail = mails(&t, NOW).await.remove(0);
        assert_eq!((mail.0.as_str(), mail.1.as_str()), ("Ana@example.org", "Confirm your e-mail address"));
        assert!(mail.2.contains("https://guild.example/verify?token="), "{}", mail.2);
        let link = secret(&mail.2);
        assert!(account::link_is_good(&t.visitor(NOW), LinkKind::Verify, &link).await.unwrap());
        assert!(!account::link_is_good(&t.visitor(NOW), LinkKind::Reset, &link).await.unwrap());
        assert_eq!(
            code(account::reset(&t.visitor(NOW), &link, &new_password(OTHER_PASSWORD), None).await),
            "account.link_dead"
        );
        assert_eq!(account::verify(&t.visitor(NOW), &link).await.unwrap(), new.account);
        assert!(!account::link_is_good(&t.visitor(NOW), LinkKind::Verify, &link).await.unwrap());
        assert_eq!(code(account::verify(&t.visitor(NOW), &link).await), "account.link_dead");
        let viewer = account::viewer(&t.by(&actor, NOW)).await.unwrap();
        assert_eq!(
            (viewer.name.as_str(), viewer.side, viewer.verified, viewer.unread_messages),
            ("Ana Lind", Side::Client, true, 0)
        );
        let mut read = t.db.read().await.unwrap();
        account::verified(&mut read, &actor).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_again_changes_nothing_and_tells_only_the_owner() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        mails(&t, NOW).await;
        let mut again = form("ANA@example.org");
        again.password = new_password(OTHER_PASSWORD);
        account::sign_up(&t.visitor(NOW), &again, &site()).await.unwrap();
        account::sign_up(&t.visitor(NOW), &again, &site()).await.unwrap();
        let mails = mails(&t, NOW).await;
        assert_eq!(mails.len(), 1, "told once in ten minutes");
        assert_eq!((mails[0].0.as_str(), mails[0].1.as_str()), ("ana@example.org", "You have an account already"));
        assert!(mails[0].2.ends_with("\nhttps://guild.example/sign-in"));
        assert_eq!(t.number("select cast(count(*) as bigint) from account").await, 1);
        assert_eq!(
            code(account::sign_in(&t.visitor(NOW), "ana@example.org", OTHER_PASSWORD, "").await),
            "account.wrong_pair"
        );
        account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sign_ups_of_one_address_at_once_one_makes_the_account() {
    on_both(async |t: TestDb| {
        for round in 0..8 {
            let email = format!("ana{round}@example.org");
            let barrier = Arc::new(Barrier::new(2));
            let one = |email: String| {
                let (db, barrier) = (t.db.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    account::sign_up(&visit(&db, None, NOW), &form(&email), &site()).await
                })
            };
            let (first, second) = tokio::join!(one(email.clone()), one(email.to_uppercase()));
            first.unwrap().unwrap();
            second.unwrap().unwrap();
            let mut subjects: Vec<String> = mails(&t, NOW).await.into_iter().map(|mail| mail.1).collect();
            subjects.sort();
            assert_eq!(subjects, ["Confirm your e-mail address", "You have an account already"]);
        }
        assert_eq!(t.number("select cast(count(*) as bigint) from account").await, 8);
        assert_eq!(t.number("select cast(count(*) as bigint) from profile").await, 8);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_used_twice_at_once_works_once() {
    on_both(async |t: TestDb| {
        for round in 0..8 {
            let email = format!("ana{round}@example.org");
            account::sign_up(&t.visitor(NOW), &form(&email), &site()).await.unwrap();
            let verify = mailed_link(&t, NOW).await;
            account::request_reset(&t.visitor(NOW), &email, &site()).await.unwrap();
            let reset = mailed_link(&t, NOW).await;
            let barrier = Arc::new(Barrier::new(4));
            let mut runs = Vec::new();
            for kind in [LinkKind::Verify, LinkKind::Verify, LinkKind::Reset, LinkKind::Reset] {
                let (db, barrier, verify, reset) = (t.db.clone(), Arc::clone(&barrier), verify.clone(), reset.clone());
                runs.push(tokio::spawn(async move {
                    barrier.wait().await;
                    match kind {
                        LinkKind::Verify => account::verify(&visit(&db, None, NOW), &verify).await.map(|_account| ()),
                        LinkKind::Reset => {
                            account::reset(&visit(&db, None, NOW), &reset, &new_password(OTHER_PASSWORD), None)
                                .await
                                .map(|_mark| ())
                        }
                    }
                }));
            }
            let mut answers = Vec::new();
            for run in runs {
                answers.push(run.await.unwrap());
            }
            for pair in answers.chunks_mut(2) {
                pair.sort_by_key(Result::is_err);
                assert!(pair[0].is_ok(), "{pair:?}");
                assert_eq!(code(std::mem::replace(&mut pair[1], Ok(()))), "account.link_dead");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_end_after_a_day_and_after_an_hour() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        let verify = mailed_link(&t, NOW).await;
        account::request_reset(&t.visitor(NOW), "ana@example.org", &site()).await.unwrap();
        let reset = mailed_link(&t, NOW).await;
        for (kind, link, life) in
            [(LinkKind::Verify, &verify, Span::hours(24)), (LinkKind::Reset, &reset, Span::hours(1))]
        {
            let last = NOW.plus(life).minus(Span::seconds(1));
            assert!(account::link_is_good(&t.visitor(last), kind, link).await.unwrap());
            assert!(!account::link_is_good(&t.visitor(NOW.plus(life)), kind, link).await.unwrap());
        }
        assert_eq!(code(account::verify(&t.visitor(NOW.plus(Span::hours(24))), &verify).await), "account.link_dead");
        assert_eq!(
            code(
                account::reset(&t.visitor(NOW.plus(Span::hours(1))), &reset, &new_password(OTHER_PASSWORD), None).await
            ),
            "account.link_dead"
        );
        assert_eq!(code(account::verify(&t.visitor(NOW), "0000").await), "account.link_dead");
        assert_eq!(account::sweep_links(&t.platform(NOW), NOW.plus(Span::days(2)), 10).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_can_be_sent_again_a_few_times_until_the_address_is_confirmed() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        let new = account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "").await.unwrap();
        let actor = Actor::new(new.account, Proof::Session);
        for _ in 0..4 {
            account::resend_verification(&t.by(&actor, NOW), &site()).await.unwrap();
        }
        assert_eq!(code(account::resend_verification(&t.by(&actor, NOW), &site()).await), "account.too_many_tries");
        let link = mailed_link(&t, NOW).await;
        account::verify(&t.visitor(NOW), &link).await.unwrap();
        account::resend_verification(&t.by(&actor, NOW), &site()).await.unwrap();
        assert_eq!(mails(&t, NOW).await.len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_anywhere_in_a_sign_up_leaves_all_of_it_or_nothing() {
    on_both(async |t: TestDb| {
        let mut crashes = 0;
        for step in 1..20 {
            t.faults.crash_in(step);
            let answer = account::sign_up(&t.visitor(NOW), &form(&format!("ana{step}@example.org")), &site()).await;
            crashes += i32::from(answer.is_err());
            t.restart().await;
            let accounts = t.number("select cast(count(*) as bigint) from account").await;
            for count in [
                t.number("select cast(count(*) as bigint) from profile").await,
                t.number("select cast(count(*) as bigint) from mail_link").await,
                t.number("select cast(count(*) as bigint) from outbox").await,
            ] {
                assert_eq!(count, accounts, "after a crash at step {step}");
            }
        }
        assert!((5..15).contains(&crashes), "{crashes} crashes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_side_is_remembered_and_unread_messages_are_counted() {
    on_both(async |t: TestDb| {
        let (_, ana) = person(&t, "ana@example.org", NOW).await;
        let (_, ben) = person(&t, "ben@example.org", NOW).await;
        account::set_side(&t.by(&ana, NOW), Side::Freelancer).await.unwrap();
        t.raw(
            "insert into job (id, client_id, version, state, created_at, input, title, description, skills, search_text, \
             currency, hires, visibility) \
             select 1, id, 1, 'draft', 0, '{}', '', '', '', '', 'EUR', 1, 'public' from account where email = 'ana@example.org'; \
             insert into room (id, job_id, client_id, freelancer_id, created_at, last_number, last_at) \
             select 2, 1, ana.id, ben.id, 0, 3, 0 from account ana, account ben \
             where ana.email = 'ana@example.org' and ben.email = 'ben@example.org'; \
             insert into message (room_id, number, id, writer_id, text, sent_at) \
             select 2, 1, '00000000-0000-0000-0000-000000000001', id, 'one', 0 from account where email = 'ben@example.org'; \
             insert into message (room_id, number, id, writer_id, text, sent_at) \
             select 2, 2, '00000000-0000-0000-0000-000000000002', id, 'two', 0 from account where email = 'ben@example.org'; \
             insert into message (room_id, number, id, writer_id, text, sent_at) \
             select 2, 3, '00000000-0000-0000-0000-000000000003', id, 'mine', 0 from account where email = 'ana@example.org'; \
             insert into room_read (room_id, account_id, up_to) select 2, id, 1 from account where email = 'ana@example.org';",
        )
        .await;
        let viewer = account::viewer(&t.by(&ana, NOW)).await.unwrap();
        assert_eq!((viewer.side, viewer.unread_messages), (Side::Freelancer, 1));
        assert_eq!(account::viewer(&t.by(&ben, NOW)).await.unwrap().unread_messages, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_people_can_sign_in_and_are_made_once() {
    on_both(async |t: TestDb| {
        seed::demo(&t.platform(NOW)).await.unwrap();
        seed::demo(&t.platform(NOW.plus(Span::days(1)))).await.unwrap();
        assert_eq!(t.number("select cast(count(*) as bigint) from account where verified_at is not null").await, 7);
        assert_eq!(t.number("select cast(count(*) as bigint) from profile where version = 2").await, 7);
        let open = job::find(&t.visitor(NOW), &JobQuery::default(), 20).await.unwrap();
        assert_eq!(open.jobs.len(), 5);
        for person in seed::PEOPLE {
            let new = account::sign_in(&t.visitor(NOW), person.email, seed::PASSWORD, "").await.unwrap();
            assert_eq!(new.side, person.side);
        }
        assert_eq!(mails(&t, NOW).await.len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sign_up_costs_the_hash_and_the_durable_commit_of_a_first_one() {
    on_both(async |t: TestDb| {
        let cost = async |email: &str| {
            let before = (t.db.passwords().taken(), t.db.changes());
            account::sign_up(&t.visitor(NOW), &form(email), &site()).await.unwrap();
            (t.db.passwords().taken() - before.0, t.db.changes() - before.1)
        };
        let first = cost("ana@example.org").await;
        assert_eq!(first, (1, 1));
        for again in ["ana@example.org", "Ana@Example.org", "ana@example.org"] {
            assert_eq!(cost(again).await, first, "{again}");
        }
        let told = mails(&t, NOW).await;
        assert_eq!(
            told.iter().filter(|mail| mail.1 == "You have an account already").count(),
            1,
            "told once, {told:?}"
        );
    })
    .await;
}
