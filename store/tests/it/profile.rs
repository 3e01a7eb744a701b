//! Profiles: who sees which, and that two tabs do not overwrite each other.

use crate::account::{code, person};
use crate::harness::{NOW, TestDb, by, on_both};
use domain::actor::{Actor, Proof, Scope};
use domain::id::AccountId;
use domain::profile::ProfileInput;
use std::sync::Arc;
use store::{account, profile};
use tokio::sync::Barrier;

fn form(visibility: &str) -> ProfileInput {
    ProfileInput {
        name: "Mirela Kovač".into(),
        title: "Rust engineer".into(),
        overview: "Ten years of **back ends**.\n\n<script>alert(1)</script>".into(),
        currency: "EUR".into(),
        hourly_rate: "85.50".into(),
        skills: "Rust, SQL".into(),
        experience: "expert".into(),
        country: "Croatia".into(),
        weekly_hours: "30".into(),
        availability: "now".into(),
        visibility: visibility.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_is_what_is_shown_and_the_name_follows() {
    on_both(async |t: TestDb| {
        let (new, actor) = person(&t, "mirela@example.org", NOW).await;
        let empty = profile::page(&t.visitor(NOW), new.account).await.unwrap();
        assert_eq!((empty.profile.name.as_str(), empty.version, empty.mine), ("Ana Lind", 1, false));
        profile::save(&t.by(&actor, NOW), 1, &form("public")).await.unwrap();
        let page = profile::page(&t.by(&actor, NOW).visit(), new.account).await.unwrap();
        assert_eq!(
            page.profile.to_input(),
            ProfileInput { hourly_rate: page.profile.to_input().hourly_rate, ..form("public") }
        );
        assert_eq!(page.profile.hourly_rate.unwrap().minor, 8_550);
        assert!(
            page.overview_html.starts_with("<p>Ten years of <strong>back ends</strong>.</p>\n"),
            "{}",
            page.overview_html
        );
        assert!(!page.overview_html.contains("<script"));
        assert_eq!((page.since, page.email_verified, page.mine, page.version), (NOW, true, true, 2));
        assert_eq!((page.contracts_ended, page.jobs_posted), (0, 0));
        assert_eq!(account::viewer(&t.by(&actor, NOW)).await.unwrap().name, "Mirela Kovač");
        assert_eq!(profile::own_skills(&t.by(&actor, NOW)).await.unwrap(), ["Rust", "SQL"]);
        // Emptied again.
        let bare = ProfileInput { name: "M".into(), ..ProfileInput::default() };
        profile::save(&t.by(&actor, NOW), 2, &bare).await.unwrap();
        let page = profile::page(&t.visitor(NOW), new.account).await.unwrap();
        assert_eq!((page.profile.title, page.profile.hourly_rate, page.profile.skills.len()), (None, None, 0));
        assert!(profile::own_skills(&t.by(&actor, NOW)).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tabs_that_save_at_once_one_is_told_that_it_is_stale() {
    on_both(async |t: TestDb| {
        let (_, actor) = person(&t, "mirela@example.org", NOW).await;
        for version in 1..=8 {
            let barrier = Arc::new(Barrier::new(2));
            let tab = |name: &'static str| {
                let (db, actor, barrier) = (t.db.clone(), actor.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    profile::save(&by(&db, &actor, NOW), version, &ProfileInput { name: name.into(), ..form("public") })
                        .await
                })
            };
            let (one, two) = tokio::join!(tab("One"), tab("Two"));
            let (one, two) = (one.unwrap(), two.unwrap());
            let winner = if one.is_ok() { "One" } else { "Two" };
            assert_eq!(code(if one.is_ok() { two } else { one }), "general.stale");
            assert_eq!(account::viewer(&t.by(&actor, NOW)).await.unwrap().name, winner);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_seen_by_those_it_is_open_to() {
    on_both(async |t: TestDb| {
        let (new, mine) = person(&t, "mirela@example.org", NOW).await;
        let (_, member) = person(&t, "ana@example.org", NOW).await;
        let id = new.account;
        let cases = [(1, "public", true, true), (2, "members", false, true), (3, "private", false, false)];
        for (version, visibility, public, members) in cases {
            profile::save(&t.by(&mine, NOW), version, &form(visibility)).await.unwrap();
            profile::page(&t.by(&mine, NOW).visit(), id).await.unwrap();
            for (viewer, open) in [(None, public), (Some(&member), members)] {
                let seen = profile::page(&t.visit(viewer, NOW), id).await;
                if open {
                    seen.unwrap();
                } else {
                    assert_eq!(code(seen), "profile.hidden");
                }
            }
        }
        t.raw(
            "insert into job (id, client_id, version, state, created_at, input, title, description, skills, search_text, \
             currency, hires, visibility) \
             select 1, id, 1, 'draft', 0, '{}', '', '', '', '', 'EUR', 1, 'public' from account where email = 'ana@example.org'; \
             insert into proposal (id, job_id, client_id, freelancer_id, version, sent_at, cover_letter, currency, price, \
             milestones, state) \
             select 2, 1, ana.id, mirela.id, 1, 0, '', 'EUR', 1, '[]', 'sent' from account ana, account mirela \
             where ana.email = 'ana@example.org' and mirela.email = 'mirela@example.org';",
        )
        .await;
        profile::page(&t.by(&member, NOW).visit(), id).await.unwrap();
        assert_eq!(code(profile::page(&t.visitor(NOW), id).await), "profile.hidden");
        assert_eq!(code(profile::page(&t.visitor(NOW), AccountId::from_raw(1)).await), "profile.hidden");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_fields_and_missing_scopes_save_nothing() {
    on_both(async |t: TestDb| {
        let (new, actor) = person(&t, "mirela@example.org", NOW).await;
        let bad = ProfileInput { title: "x".into(), weekly_hours: "200".into(), ..form("public") };
        assert_eq!(code(profile::save(&t.by(&actor, NOW), 1, &bad).await), "input");
        let reader = Actor::new(new.account, Proof::Token(vec![Scope::Read]));
        assert_eq!(code(profile::save(&t.by(&reader, NOW), 1, &form("public")).await), "general.scope");
        let worker = Actor::new(new.account, Proof::Token(vec![Scope::Work]));
        assert_eq!(code(profile::page(&t.by(&worker, NOW).visit(), new.account).await), "general.scope");
        profile::save(&t.by(&worker, NOW), 1, &form("public")).await.unwrap();
    })
    .await;
}
