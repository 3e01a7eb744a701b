//! Edits carry the version that was read, so that nobody's change is lost.

use super::{job, proposal};
use crate::program::{Program, Reply, sandbox};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_an_old_version_is_refused_and_saves_nothing() {
    let site = sandbox().await;
    let (ana, mirela) = (Program::of(&site, "ana@demo.example").await, Program::of(&site, "mirela@demo.example").await);
    let id = ana.post("jobs", job()).await.made();
    let sent = mirela.post(&format!("jobs/{id}/proposals"), proposal(90_000)).await.made();
    let rate = json!({"minor": 9_000, "currency": "EUR"});
    let profile = json!({"name": "Mirela Kovač", "title": "Rust engineer", "hourly_rate": rate, "skills": ["Rust"]});
    let draft = ana.post("jobs", json!({"title": "Tide"})).await.made();
    let edits = [
        (&ana, format!("jobs/{draft}"), json!({"title": "Tide gauge"})),
        (&ana, format!("jobs/{id}"), job()),
        (&mirela, format!("proposals/{sent}"), proposal(95_000)),
        (&mirela, "profile".to_owned(), profile),
    ];
    for (program, path, body) in edits {
        let read = program.get(&path).await;
        let tag = read.header("etag").to_owned();
        assert_eq!(tag, format!("\"{}\"", read.body["version"]), "{path}");
        program.put(&path, &tag, body.clone()).await.expect(204);
        assert_eq!(program.put(&path, &tag, body.clone()).await.problem(), (412, "general.stale"), "{path}");
        assert_eq!(program.put(&path, "\"tomorrow\"", body.clone()).await.problem(), (412, "general.stale"), "{path}");
        let without = Reply::of(program.request("PUT", &path).json(&body)).await;
        assert_eq!(without.problem(), (428, "version.missing"), "{path}");
        let now = program.get(&path).await;
        assert_ne!(now.header("etag"), tag, "{path}");
    }
    let changed = mirela.get(&format!("proposals/{sent}")).await.expect(200);
    assert_eq!(changed["price"]["price"]["minor"], 95_000);
    let skills = (&changed["skills_matched"], &changed["skills_missing"]);
    assert_eq!(skills, (&json!(["Rust"]), &json!(["MQTT"])), "what the job asks for, beside the profile saved above");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_may_be_incomplete_and_is_published_when_it_fits() {
    let site = sandbox().await;
    let ana = Program::of(&site, "ana@demo.example").await;
    let id = ana.post("jobs", json!({"title": "Tide"})).await.made();
    let draft = ana.get(&format!("jobs/{id}")).await.expect(200);
    assert_eq!(
        (&draft["state"], &draft["title"], &draft["actions"]),
        (&json!("draft"), &json!("Tide"), &json!(["publish", "edit"]))
    );
    let incomplete = ana.post(&format!("jobs/{id}/publish"), json!({"title": "Tide"})).await;
    assert_eq!(incomplete.problem(), (422, "input"));
    ana.put(&format!("jobs/{id}"), "\"1\"", json!({"title": "Tide gauge", "skills": ["Rust", "SQL"]}))
        .await
        .expect(204);
    assert_eq!(ana.get(&format!("jobs/{id}")).await.expect(200)["skills"], json!(["Rust", "SQL"]));
    ana.post(&format!("jobs/{id}/publish"), job()).await.expect(204);
    let open = ana.get(&format!("jobs/{id}")).await.expect(200);
    assert_eq!((&open["state"], &open["hires"], &open["hired"]), (&json!("open"), &json!(1), &json!(0)));
    assert_eq!(open["price"]["client_pays"]["minor"], 103_000);
}
