//! Passwords: a reset ends what the old one began, guesses meet a wait, and a change signs other devices out.

use super::{OTHER_PASSWORD, PASSWORD, change, code, form, mailed_link, mails, new_password, person, site};
use crate::harness::{NOW, TestDb, on_both, on_postgres, on_sqlite, visit};
use domain::account::{NewToken, TokenInput};
use domain::actor::{Actor, Proof, Scope};
use domain::time::Span;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use store::account::PasswordChange;
use store::{account, session, token};
use tokio::sync::Barrier;

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_every_session_and_token_and_confirms_the_address() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        let old = account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "Firefox").await.unwrap();
        let actor = Actor::new(old.account, Proof::Session);
        let input = TokenInput { name: "ci".into(), scopes: vec!["read".into()], days: "30".into() };
        let api = token::make(&t.by(&actor, NOW), None, PASSWORD, &NewToken::parse(&input).unwrap()).await.unwrap();
        mails(&t, NOW).await;
        account::request_reset(&t.visitor(NOW), "ana@example.org", &site()).await.unwrap();
        let unused = mailed_link(&t, NOW).await;
        account::request_reset(&t.visitor(NOW), "ana@example.org", &site()).await.unwrap();
        let link = mailed_link(&t, NOW).await;
        account::reset(&t.visitor(NOW), &link, &new_password(OTHER_PASSWORD), None).await.unwrap();
        assert_eq!(mails(&t, NOW).await[0].1, "Your password was changed");
        assert!(session::actor(&t.visitor(NOW), &old.token).await.unwrap().is_none());
        assert!(token::actor(&t.visitor(NOW), &api).await.unwrap().is_none());
        assert_eq!(
            code(account::reset(&t.visitor(NOW), &unused, &new_password(PASSWORD), None).await),
            "account.link_dead"
        );
        assert_eq!(
            code(account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "").await),
            "account.wrong_pair"
        );
        account::sign_in(&t.visitor(NOW), "ana@example.org", OTHER_PASSWORD, "").await.unwrap();
        assert!(account::viewer(&t.by(&actor, NOW)).await.unwrap().verified);
    })
    .await;
}

/// A person who is signed up, and the secret of a link to set a new password.
async fn who_asked_for_a_reset(t: &TestDb, email: &str) -> String {
    account::sign_up(&t.visitor(NOW), &form(email), &site()).await.unwrap();
    account::request_reset(&t.visitor(NOW), email, &site()).await.unwrap();
    mailed_link(t, NOW).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_session_of_the_old_password_begins_after_a_reset_that_came_while_it_was_checked() {
    on_sqlite(async |t: TestDb| {
        let link = who_asked_for_a_reset(&t, "ana@example.org").await;
        let stranger = t.visitor(NOW);
        let mut sign_in = pin!(account::sign_in(&stranger, "ana@example.org", PASSWORD, ""));
        let tries = async || t.number("select count(*) from sign_in_try").await;
        while tries().await == 0 {
            // It goes on only when it is looked at. When the try is noted, it has gone on to check the password, which
            // takes a while on another thread.
            let look = poll_fn(|context| Poll::Ready(sign_in.as_mut().poll(context))).await;
            assert!(look.is_pending(), "a password is checked on another thread");
        }
        account::reset(&t.visitor(NOW), &link, &new_password(OTHER_PASSWORD), None).await.unwrap();
        assert_eq!(code(sign_in.await), "account.wrong_pair");
        assert_eq!(t.number("select count(*) from session").await, 0);
    })
    .await;
    on_postgres(async |t: TestDb| {
        let link = who_asked_for_a_reset(&t, "ana@example.org").await;
        // Both come to the account's row, the reset first.
        let mut holds = t.hold("select id from account for update").await;
        let db = t.db.clone();
        let reset = tokio::spawn(async move {
            account::reset(&visit(&db, None, NOW), &link, &new_password(OTHER_PASSWORD), None).await
        });
        t.waiting(1).await;
        let db = t.db.clone();
        let sign_in =
            tokio::spawn(
                async move { account::sign_in(&visit(&db, None, NOW), "ana@example.org", PASSWORD, "").await },
            );
        t.waiting(2).await;
        holds.let_go().await;
        reset.await.unwrap().unwrap();
        assert_eq!(code(sign_in.await.unwrap()), "account.wrong_pair");
        assert_eq!(t.number("select count(*) from session").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_the_old_password_that_began_a_moment_before_a_reset_is_ended_by_it() {
    on_postgres(async |t: TestDb| {
        let link = who_asked_for_a_reset(&t, "ana@example.org").await;
        let mut holds = t.hold("select id from account for update").await;
        let db = t.db.clone();
        let sign_in =
            tokio::spawn(
                async move { account::sign_in(&visit(&db, None, NOW), "ana@example.org", PASSWORD, "").await },
            );
        t.waiting(1).await;
        let db = t.db.clone();
        let reset = tokio::spawn(async move {
            account::reset(&visit(&db, None, NOW), &link, &new_password(OTHER_PASSWORD), None).await
        });
        t.waiting(2).await;
        holds.let_go().await;
        let new = sign_in.await.unwrap().unwrap();
        reset.await.unwrap().unwrap();
        assert!(session::actor(&t.visitor(NOW), &new.token).await.unwrap().is_none());
        assert_eq!(t.number("select count(*) from session").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_for_an_unknown_address_leaves_nothing_and_floods_nobody() {
    on_both(async |t: TestDb| {
        account::request_reset(&t.visitor(NOW), "nobody@example.org", &site()).await.unwrap();
        assert_eq!(code(account::request_reset(&t.visitor(NOW), "no address", &site()).await), "input");
        assert_eq!(t.number("select cast(count(*) as bigint) from outbox").await, 0);
        assert_eq!(t.number("select cast(count(*) as bigint) from mail_link").await, 0);
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        mails(&t, NOW).await;
        for _ in 0..9 {
            account::request_reset(&t.visitor(NOW), "ana@example.org", &site()).await.unwrap();
        }
        assert_eq!(mails(&t, NOW).await.len(), 5);
        let later = NOW.plus(Span::hours(1));
        account::request_reset(&t.visitor(later), "ana@example.org", &site()).await.unwrap();
        assert_eq!(mails(&t, later).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_bring_a_wait_for_known_and_unknown_addresses_alike() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        for email in ["ana@example.org", "nobody@example.org", "no address"] {
            for _ in 0..5 {
                assert_eq!(
                    code(account::sign_in(&t.visitor(NOW), email, "not the one", "").await),
                    "account.wrong_pair"
                );
            }
            // The right password does not help either: else the wait would tell that it was right.
            let waiting = account::sign_in(&t.visitor(NOW.plus(Span::seconds(4))), email, PASSWORD, "").await;
            assert_eq!(code(waiting), "account.too_many_tries");
        }
        let after = NOW.plus(Span::seconds(5));
        assert_eq!(
            code(account::sign_in(&t.visitor(after), "ana@example.org", "not the one", "").await),
            "account.wrong_pair"
        );
        let soon = account::sign_in(&t.visitor(after.plus(Span::seconds(9))), "ana@example.org", PASSWORD, "").await;
        assert_eq!(code(soon), "account.too_many_tries");
        account::sign_in(&t.visitor(after.plus(Span::seconds(10))), "ana@example.org", PASSWORD, "").await.unwrap();
        // Each address is counted in its network and in all; a success forgives what was tried in the network.
        assert_eq!(t.number("select cast(count(*) as bigint) from sign_in_try").await, 5);
        assert_eq!(t.number("select cast(max(failures) as bigint) from sign_in_try").await, 6, "in all");
        assert_eq!(account::sweep_attempts(&t.platform(NOW), NOW.plus(Span::days(1)), 10).await.unwrap(), 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_do_not_slip_through_one_gap() {
    on_both(async |t: TestDb| {
        account::sign_up(&t.visitor(NOW), &form("ana@example.org"), &site()).await.unwrap();
        let barrier = Arc::new(Barrier::new(12));
        let mut guesses = Vec::new();
        for guess in 0..12 {
            let (db, barrier) = (t.db.clone(), Arc::clone(&barrier));
            guesses.push(tokio::spawn(async move {
                barrier.wait().await;
                code(account::sign_in(&visit(&db, None, NOW), "ana@example.org", &format!("guess {guess}"), "").await)
            }));
        }
        let mut codes = Vec::new();
        for guess in guesses {
            codes.push(guess.await.unwrap());
        }
        assert_eq!(codes.iter().filter(|code| **code == "account.wrong_pair").count(), 5);
        assert_eq!(codes.iter().filter(|code| **code == "account.too_many_tries").count(), 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_signs_out_all_other_devices() {
    on_both(async |t: TestDb| {
        let (here, actor) = person(&t, "ana@example.org", NOW).await;
        let there = account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "Phone").await.unwrap();
        let (_, current) = session::actor(&t.visitor(NOW), &here.token).await.unwrap().unwrap();
        let new = new_password(OTHER_PASSWORD);
        let wrong = account::change_password(&t.by(&actor, NOW), Some(current), &change("not the one", &new)).await;
        assert_eq!(code(wrong), "account.wrong_password");
        let api = Actor::new(here.account, Proof::Token(Scope::ALL.to_vec()));
        assert_eq!(
            code(account::change_password(&t.by(&api, NOW), None, &change(PASSWORD, &new)).await),
            "general.scope"
        );
        account::change_password(&t.by(&actor, NOW), Some(current), &change(PASSWORD, &new)).await.unwrap();
        assert!(session::actor(&t.visitor(NOW), &here.token).await.unwrap().is_some());
        assert!(session::actor(&t.visitor(NOW), &there.token).await.unwrap().is_none());
        assert_eq!(mails(&t, NOW).await[0].1, "Your password was changed");
        account::sign_in(&t.visitor(NOW), "ana@example.org", OTHER_PASSWORD, "").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_to_set_a_password_takes_one_that_many_people_have() {
    on_both(async |t: TestDb| {
        let common = new_password("1q2w3e4r5t6y");
        let field = |answer: store::Result<()>| match answer {
            Err(store::Error::Refused(refusal)) => {
                let bad = refusal.into_fields().remove(0);
                assert_eq!(bad.code, "account.password_common");
                bad.field
            }
            other => panic!("no refusal: {other:?}"),
        };
        let mut new = form("ben@example.org");
        new.password = common.clone();
        assert_eq!(field(account::sign_up(&t.visitor(NOW), &new, &site()).await), "password");
        let (_, actor) = person(&t, "ana@example.org", NOW).await;
        let changed = account::change_password(&t.by(&actor, NOW), None, &change(PASSWORD, &common)).await;
        assert_eq!(field(changed), "new_password", "that of the new one");
        account::request_reset(&t.visitor(NOW), "ana@example.org", &site()).await.unwrap();
        let link = mailed_link(&t, NOW).await;
        assert_eq!(field(account::reset(&t.visitor(NOW), &link, &common, None).await.map(|_mark| ())), "password");
        account::reset(&t.visitor(NOW), &link, &new_password(OTHER_PASSWORD), None).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_outlives_a_change_of_password_only_when_its_owner_lets_it() {
    on_both(async |t: TestDb| {
        let (_, actor) = person(&t, "ana@example.org", NOW).await;
        let input = TokenInput { name: "nightly build".into(), scopes: vec!["read".into()], days: "30".into() };
        let wrong = token::make(&t.by(&actor, NOW), None, "not the one", &NewToken::parse(&input).unwrap()).await;
        assert_eq!(code(wrong), "account.wrong_password");
        let mut tokens = Vec::new();
        for _ in 0..12 {
            tokens.push(
                token::make(&t.by(&actor, NOW), None, PASSWORD, &NewToken::parse(&input).unwrap()).await.unwrap(),
            );
        }
        mails(&t, NOW).await;
        let (old, new) = (new_password(PASSWORD), new_password(OTHER_PASSWORD));
        account::change_password(&t.by(&actor, NOW), None, &change(PASSWORD, &new)).await.unwrap();
        assert!(token::actor(&t.visitor(NOW), &tokens[0]).await.unwrap().is_some());
        let told = mails(&t, NOW).await.remove(0).2;
        assert!(told.matches("“nightly build”").count() == 10 && told.contains(" and 2 more."), "{told}");
        let revoking = PasswordChange { revokes_tokens: true, ..change(OTHER_PASSWORD, &old) };
        account::change_password(&t.by(&actor, NOW), None, &revoking).await.unwrap();
        assert!(token::actor(&t.visitor(NOW), &tokens[0]).await.unwrap().is_none());
        assert!(mails(&t, NOW).await[0].2.contains("all API tokens revoked"));
        let page = account::settings_page(&t.by(&actor, NOW), None).await.unwrap();
        assert!(page.tokens.is_empty());
    })
    .await;
}
