//! Sessions and tokens of the API: how they live, what is stored of them, and how they end.

use crate::account::{PASSWORD, code, person};
use crate::harness::{NOW, TestDb, on_both, visit};
use domain::account::{NewToken, TokenInput};
use domain::actor::{Actor, Proof, Scope};
use domain::id::TokenId;
use domain::time::Span;
use std::sync::Arc;
use store::{account, session, token};
use tokio::sync::Barrier;

fn new_token(scopes: &[&str], days: &str) -> NewToken {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    NewToken::parse(&TokenInput { name: "nightly build".into(), scopes, days: days.into() }).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_thirty_idle_days_and_after_ninety_in_all() {
    on_both(async |t: TestDb| {
        let (idle, actor) = person(&t, "ana@example.org", NOW).await;
        let (found, _) = session::actor(&t.visitor(NOW), &idle.token).await.unwrap().unwrap();
        assert_eq!(found, actor);
        let busy = account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "Phone").await.unwrap();
        for days in [29, 58, 87, 89] {
            assert!(
                session::actor(&t.visitor(NOW.plus(Span::days(days))), &busy.token).await.unwrap().is_some(),
                "day {days}"
            );
        }
        assert!(session::actor(&t.visitor(NOW.plus(Span::days(90))), &busy.token).await.unwrap().is_none());
        assert!(session::actor(&t.visitor(NOW.plus(Span::days(30))), &idle.token).await.unwrap().is_none());
        assert_eq!(session::sweep(&t.platform(NOW.plus(Span::days(30))), 10).await.unwrap(), 1);
        assert_eq!(session::sweep(&t.platform(NOW.plus(Span::days(90))), 10).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_is_noted_every_ten_minutes_only() {
    on_both(async |t: TestDb| {
        let (new, _) = person(&t, "ana@example.org", NOW).await;
        for (minutes, noted) in [(9, 0), (10, 10), (19, 10), (20, 20)] {
            session::actor(&t.visitor(NOW.plus(Span::minutes(minutes))), &new.token).await.unwrap().unwrap();
            let last_used = t.number("select last_used from session").await;
            assert_eq!(last_used, NOW.plus(Span::minutes(noted)).micros(), "at minute {minutes}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sign_in_gives_a_new_token_of_which_only_the_hash_is_kept() {
    on_both(async |t: TestDb| {
        let (first, _) = person(&t, "ana@example.org", NOW).await;
        let second = account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "Phone\nof Ana").await.unwrap();
        assert_ne!(first.token, second.token);
        assert_eq!(first.token.len(), 64);
        // A stolen hash is no token.
        for stolen in ["", "x", "gh_", store_hash(&first.token).as_str()] {
            assert!(session::actor(&t.visitor(NOW), stolen).await.unwrap().is_none());
            assert!(token::actor(&t.visitor(NOW), stolen).await.unwrap().is_none());
        }
        let page = account::settings_page(&t.by(&Actor::new(first.account, Proof::Session), NOW), None).await.unwrap();
        assert!(page.sessions.iter().any(|device| device.device == "Phoneof Ana"));
    })
    .await;
}

fn store_hash(token: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ended_while_it_is_used_stays_ended() {
    on_both(async |t: TestDb| {
        let (_, ana) = person(&t, "ana@example.org", NOW).await;
        for round in 0..10 {
            let new = account::sign_in(&t.visitor(NOW), "ana@example.org", PASSWORD, "Phone").await.unwrap();
            // Late enough that each use wants to note itself.
            let later = NOW.plus(Span::minutes(11 + round));
            let barrier = Arc::new(Barrier::new(5));
            let mut uses = Vec::new();
            for _ in 0..4 {
                let (db, barrier, token) = (t.db.clone(), Arc::clone(&barrier), new.token.clone());
                uses.push(tokio::spawn(async move {
                    barrier.wait().await;
                    session::actor(&visit(&db, None, later), &token).await
                }));
            }
            barrier.wait().await;
            session::end(&t.visitor(later), &new.token).await.unwrap();
            assert!(session::actor(&t.visitor(later), &new.token).await.unwrap().is_none());
            for answer in uses {
                let actor = answer.await.unwrap().unwrap();
                assert!(actor.is_none_or(|(actor, _)| actor == ana));
            }
            assert!(session::actor(&t.visitor(later), &new.token).await.unwrap().is_none());
        }
        assert_eq!(t.number("select cast(count(*) as bigint) from session").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_listed_and_ended_by_their_owner_only() {
    on_both(async |t: TestDb| {
        let (here, ana) = person(&t, "ana@example.org", NOW).await;
        let later = NOW.plus(Span::minutes(1));
        let there = account::sign_in(&t.visitor(later), "ana@example.org", PASSWORD, "Phone").await.unwrap();
        let (_, ben) = person(&t, "ben@example.org", NOW).await;
        let (_, current) = session::actor(&t.visitor(later), &here.token).await.unwrap().unwrap();
        let page = account::settings_page(&t.by(&ana, later), Some(current)).await.unwrap();
        let devices: Vec<(&str, bool)> = page.sessions.iter().map(|row| (row.device.as_str(), row.current)).collect();
        assert_eq!(devices, [("Phone", false), ("Firefox", true)]);
        assert_eq!((page.email.as_str(), page.verified), ("ana@example.org", true));
        let phone = page.sessions[0].id;
        assert_eq!(code(session::end_one(&t.by(&ben, later), phone).await), "general.not_found");
        let api = Actor::new(here.account, Proof::Token(Scope::ALL.to_vec()));
        assert_eq!(code(session::end_one(&t.by(&api, later), phone).await), "general.scope");
        session::end_one(&t.by(&ana, later), phone).await.unwrap();
        assert_eq!(code(session::end_one(&t.by(&ana, later), phone).await), "general.not_found");
        assert!(session::actor(&t.visitor(later), &there.token).await.unwrap().is_none());
        assert!(session::actor(&t.visitor(later), &here.token).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_device_that_was_not_used_for_longest_makes_room() {
    on_both(async |t: TestDb| {
        let (first, ana) = person(&t, "ana@example.org", NOW).await;
        t.raw(
            "insert into session (id, account_id, token_hash, device, began, last_used) \
             with recursive n (n) as (select 1 union all select n + 1 from n where n < 49) \
             select n, account.id, '000000000000000000000000000000000000000000000000000000000000' || (1000 + n), 'x', began, last_used + n \
             from n, session join account on account.id = session.account_id",
        )
        .await;
        account::sign_in(&t.visitor(NOW.plus(Span::seconds(1))), "ana@example.org", PASSWORD, "Phone").await.unwrap();
        assert_eq!(t.number("select cast(count(*) as bigint) from session").await, session::DEVICES_MAX);
        assert!(session::actor(&t.visitor(NOW), &first.token).await.unwrap().is_none());
        let page = account::settings_page(&t.by(&ana, NOW), None).await.unwrap();
        assert_eq!(page.sessions.len(), 50);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_acts_within_its_scopes_until_its_end() {
    on_both(async |t: TestDb| {
        let (new, ana) = person(&t, "ana@example.org", NOW).await;
        let secret = token::make(&t.by(&ana, NOW), None, PASSWORD, &new_token(&["money", "read"], "30")).await.unwrap();
        assert!(secret.starts_with("gh_") && secret.len() == 67);
        let api = token::actor(&t.visitor(NOW), &secret).await.unwrap().unwrap();
        assert_eq!(api, Actor::new(new.account, Proof::Token(vec![Scope::Read, Scope::Money])));
        assert_eq!(
            code(token::make(&t.by(&api, NOW), None, PASSWORD, &new_token(&["read"], "1")).await),
            "general.scope"
        );
        assert_eq!(code(token::revoke(&t.by(&api, NOW), TokenId::from_raw(1)).await), "general.scope");
        let page = account::settings_page(&t.by(&api, NOW), None).await.unwrap();
        assert_eq!((page.tokens[0].name.as_str(), page.tokens[0].last_used), ("nightly build", Some(NOW)));
        assert!(
            token::actor(&t.visitor(NOW.plus(Span::days(30)).minus(Span::seconds(1))), &secret)
                .await
                .unwrap()
                .is_some()
        );
        assert!(token::actor(&t.visitor(NOW.plus(Span::days(30))), &secret).await.unwrap().is_none());
        assert_eq!(token::sweep(&t.platform(NOW.plus(Span::days(30))), 10).await.unwrap(), 1);
        assert!(session::actor(&t.visitor(NOW), &secret).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_revoked_by_their_owner_and_limited_in_number() {
    on_both(async |t: TestDb| {
        let (_, ana) = person(&t, "ana@example.org", NOW).await;
        let (_, ben) = person(&t, "ben@example.org", NOW).await;
        let mut last = String::new();
        for _ in 0..token::TOKENS_MAX {
            last = token::make(&t.by(&ana, NOW), None, PASSWORD, &new_token(&["work"], "1")).await.unwrap();
        }
        assert_eq!(code(token::make(&t.by(&ana, NOW), None, PASSWORD, &new_token(&["work"], "1")).await), "input");
        let id = account::settings_page(&t.by(&ana, NOW), None).await.unwrap().tokens[0].id;
        assert_eq!(code(token::revoke(&t.by(&ben, NOW), id).await), "general.not_found");
        let api = token::actor(&t.visitor(NOW), &last).await.unwrap().unwrap();
        token::revoke(&t.by(&api, NOW), id).await.unwrap();
        assert!(token::actor(&t.visitor(NOW), &last).await.unwrap().is_none());
        token::make(&t.by(&ana, NOW), None, PASSWORD, &new_token(&["work"], "1")).await.unwrap();
    })
    .await;
}
