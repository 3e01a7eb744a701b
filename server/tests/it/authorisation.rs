//! Every route of the table, called by every kind of caller, over real HTTP.

pub mod knock;
pub mod maker;
pub mod scene;

use domain::actor::Scope;
use knock::Guests;
use leptos::server_fn::axum::server_fn_paths;
use scene::{Scene, Things};
use server::authorisation::{Caller, Row, Who, table};
use std::collections::BTreeSet;

fn pages() -> impl Iterator<Item = &'static Row> {
    table().filter(|row| row.route.contains(" /do/"))
}

fn api() -> impl Iterator<Item = &'static Row> {
    table().filter(|row| row.route.contains(" /api/"))
}

#[tokio::test]
async fn the_table_names_every_server_function_and_no_other() {
    // Each function registers itself when the program is linked, so one that the linker dropped is missed here.
    let registered: BTreeSet<String> = server_fn_paths().map(|(path, method)| format!("{method} {path}")).collect();
    let listed: BTreeSet<String> = pages().map(|row| row.route.to_owned()).collect();
    assert_eq!(registered, listed);
    assert_eq!(
        table().map(|row| row.route).collect::<BTreeSet<_>>().len(),
        table().count(),
        "a route stands there twice"
    );
}

#[test]
fn what_only_reads_is_told_by_its_name() {
    let others = [
        "POST /do/session/viewer",
        "POST /do/session/bars",
        "POST /do/session/commands",
        "POST /do/session/seal-key",
        "POST /do/live/position",
        "POST /do/job/find",
    ];
    for row in table() {
        let reads = row.route.starts_with("POST /do/") && row.route.ends_with("page") || others.contains(&row.route);
        assert_eq!(
            row.reads, reads,
            "{}: name a function that reads …page, and one that changes something not",
            row.route
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_answers_each_caller_as_the_table_says_on_sqlite() {
    hold(Guests::with_sessions(Scene::open("").await).await, pages()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_answers_each_caller_as_the_table_says_on_postgres() {
    hold(Guests::with_sessions(Scene::open(&fresh_database().await).await).await, pages()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_api_answers_each_caller_as_the_table_says_on_sqlite() {
    hold(Guests::with_tokens(Scene::open("").await, &Scope::ALL).await, api()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_api_answers_each_caller_as_the_table_says_on_postgres() {
    hold(Guests::with_tokens(Scene::open(&fresh_database().await).await, &Scope::ALL).await, api()).await;
}

pub async fn fresh_database() -> String {
    tokio::task::spawn_blocking(xtask::postgres::fresh_database).await.unwrap()
}

/// Those who are refused change nothing, so they share what was made for the row; each of the others finds it made anew.
async fn hold(mut guests: Guests, rows: impl Iterator<Item = &'static Row>) {
    let mut wrong = Vec::new();
    for row in rows {
        guests.scene.stage(row.route).await;
        let mut is_fresh = true;
        for lets_in in [false, true] {
            for caller in Caller::ALL.into_iter().filter(|caller| row.lets_in(*caller) == lets_in) {
                if !is_fresh {
                    guests.scene.stage(row.route).await;
                }
                let (status, body) = guests.knock(row.route, caller).await;
                is_fresh = !lets_in || row.reads || row.route.starts_with("GET ");
                if status != row.answer(caller) {
                    let expected = row.answer(caller);
                    wrong.push(format!("{} as {caller:?}: {status} and not {expected}: {body}", row.route));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_the_scope_is_refused_where_one_with_it_is_let_in() {
    let scene = Scene::open("").await;
    let mut wrong = Vec::new();
    let mut guests = Guests::with_tokens(scene, &[]).await;
    for scope in Scope::ALL {
        let others: Vec<Scope> = Scope::ALL.into_iter().filter(|other| *other != scope).collect();
        guests.take_tokens(&others).await;
        for row in api().filter(|row| row.scope == Some(scope)) {
            let caller = if row.who == Who::Freelancer { Caller::Freelancer } else { Caller::Client };
            let (status, body) = guests.knock(row.route, caller).await;
            if status != 403 || !body.contains("general.scope") {
                wrong.push(format!("{} without {}: {status} {body}", row.route, scope.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_opens_no_api_and_a_token_no_page() {
    let scene = Scene::open("").await;
    let sessions = Guests::with_sessions(scene).await;
    for row in api().filter(|row| row.who != Who::Anyone) {
        assert_eq!(sessions.knock(row.route, Caller::Client).await.0, 401, "{}", row.route);
    }
    let tokens = Guests::with_tokens(sessions.scene, &Scope::ALL).await;
    for row in pages().filter(|row| row.who != Who::Anyone) {
        assert_eq!(tokens.knock(row.route, Caller::Client).await.0, 401, "{}", row.route);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_drawn_for_a_link_is_seen_by_those_who_see_the_page() {
    let guests = Guests::with_sessions(Scene::open("").await).await;
    let Things { contract, offer_of_client, proposal, job, payment, room, .. } = &guests.scene.things;
    let pages = [
        format!("/contracts/{contract}"),
        format!("/offers/{offer_of_client}"),
        format!("/proposals/{proposal}"),
        format!("/jobs/{job}/proposals"),
        format!("/payments/{payment}"),
        format!("/messages/{room}"),
    ];
    for page in &pages {
        for caller in [Caller::Anonymous, Caller::Stranger, Caller::Client] {
            let (of_page, _) = guests.get(page, caller).await;
            let (status, body) = guests.get(&format!("/rendered{page}"), caller).await;
            // Where the page sends people to sign in, its answer says that they have to.
            assert_eq!(status, if of_page == 302 { 200 } else { of_page }, "{page} as {caller:?}: {body}");
            let rendered: serde_json::Value = serde_json::from_str(&body).unwrap();
            let (data, html) = (rendered["data"][0][1].as_str().unwrap(), rendered["html"].as_array().unwrap());
            assert_eq!(data.starts_with("{\"Ok\""), caller == Caller::Client, "{page} as {caller:?}: {data}");
            assert!(caller == Caller::Client || html.is_empty(), "{page} as {caller:?}: {html:?}");
        }
    }
    let (_, body) = guests.get(&format!("/rendered/proposals/{proposal}"), Caller::Client).await;
    let rendered: serde_json::Value = serde_json::from_str(&body).unwrap();
    let (name, html) = (&rendered["html"][0][0], rendered["html"][0][1].as_str().unwrap());
    assert!(name == "page" && html.contains("<h1>"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_others_and_of_nothing_are_told_alike() {
    let scene = Scene::open("").await;
    let (session, token) = (scene.session_id(Caller::Client).await, scene.token_id(Caller::Client).await);
    let guests = Guests::with_sessions(scene).await;
    for nothing in [session.as_str(), "0000000000001", "nonsense", ""] {
        let path = "/do/account/end-session";
        assert_eq!(guests.post(path, Caller::Stranger, &[("session_id", nothing)]).await.0, 404, "{nothing}");
    }
    for nothing in [token.as_str(), "0000000000001", "nonsense", ""] {
        let path = "/do/account/token-revoke";
        assert_eq!(guests.post(path, Caller::Stranger, &[("token_id", nothing)]).await.0, 404, "{nothing}");
    }
    let page = guests.post("/do/account/settings-page", Caller::Client, &[]).await.1;
    assert!(page.contains(&session) && page.contains(&token), "both are still there");
}
