//! The test clock and the mailbox, which only a sandbox has.

use crate::hall::{Hall, header};
use crate::program::{Program, on_both, person};
use domain::time::Span;
use serde_json::{Value, json};
use server::mail::letter::Letter;
use store::{event, outbox, upkeep};

async fn sandbox() -> Hall {
    Hall::with(|config| config.sandbox = true).await
}

#[tokio::test]
async fn outside_a_sandbox_neither_clock_nor_mailbox_exists() {
    let hall = Hall::open().await;
    assert_eq!(hall.get("/api/v1/sandbox/mailbox").await.status(), 404);
    assert_eq!(hall.get("/sandbox/mailbox").await.status(), 404);
    let moved = hall.post("/api/v1/sandbox/clock").json(&json!({"advance": "P1D"})).send().await.unwrap();
    assert_eq!(moved.status(), 404);
}

#[tokio::test]
async fn the_page_of_all_parts_is_there_in_a_sandbox_only() {
    let hall = Hall::open().await;
    assert_eq!(hall.get("/ui").await.status(), 404);
    for function in ["/do/gallery/page", "/do/gallery/try"] {
        let form = [("email", "a@b.example"), ("amount", "1"), ("skills", "Rust")];
        let asked = hall.post(function).header("accept", "application/json").form(&form).send().await.unwrap();
        assert_eq!(asked.status(), 404, "{function}");
    }
    let hall = sandbox().await;
    let page = hall.get("/ui").await;
    assert_eq!(page.status(), 200);
    let body = page.text().await.unwrap();
    for part in ["id=\"charts\"", "<figure class=\"chart-frame\">", "role=\"img\"", "&lt;script&gt;alert"] {
        assert!(body.contains(part), "the page lacks {part}");
    }
}

#[tokio::test]
async fn the_test_clock_moves_forward_and_stays_there_after_a_restart() {
    let hall = sandbox().await;
    let before = hall.running.instance.clock.now();
    let moved = hall.post("/api/v1/sandbox/clock").json(&json!({"advance": "P14D"})).send().await.unwrap();
    assert_eq!(moved.status(), 200);
    let told: Value = moved.json().await.unwrap();
    assert_eq!(told["ahead_seconds"], 14 * 86_400);
    assert!(hall.running.instance.clock.now() >= before.plus(Span::days(14)));

    let config = server::Config { address: "127.0.0.1:0".parse().unwrap(), ..hall.running.instance.config.clone() };
    hall.running.stop().await;
    let again = server::Server::start(config).await.unwrap();
    assert!(again.instance.clock.now() >= before.plus(Span::days(14)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_removes_what_has_ended_as_it_passes() {
    on_both(async |hall| {
        let instance = &hall.running.instance;
        let ana = person(&hall, "ana@demo.example").await;
        let program = Program::of(&hall, "ana@demo.example").await;
        program.post("jobs", json!({"title": "Tide"})).await.made();
        // A letter of the person's own, so that one was sent for certain.
        program.post("account/verification-mail", Value::Null).await;
        let account = ana.account().raw();
        let mut read = instance.db.read().await.unwrap();
        let last = event::last_seq(&mut read, account).await.unwrap();
        assert!(last > 0 && !event::after(&mut read, account, 0, 10).await.unwrap().is_empty());
        drop(read);

        let moved = hall.post("/api/v1/sandbox/clock").json(&json!({"advance": "P91D"})).send().await.unwrap();
        assert_eq!(moved.status(), 200);
        let mut read = instance.db.read().await.unwrap();
        assert_eq!(event::after(&mut read, account, 0, 10).await.unwrap(), []);
        assert!(event::last_seq(&mut read, account).await.unwrap() >= last, "the numbers go on");
        drop(read);
        // Sessions, tokens, links, letters and answers: the worker has left nothing that could go.
        let now = instance.clock.now();
        assert!(!upkeep::sweep(&instance.db, now, 1).await.unwrap());
        assert_eq!(program.get("account").await.status, 401);
        hall.running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_bad_duration_is_a_problem_on_its_field_and_moves_nothing() {
    let hall = sandbox().await;
    for body in [json!({"advance": "P1M"}), json!({"advance": ""}), json!({"advance": 14}), json!({}), json!([])] {
        let refused = hall.post("/api/v1/sandbox/clock").json(&body).send().await.unwrap();
        assert_eq!(refused.status(), 422, "{body}");
        assert_eq!(header(&refused, "content-type"), "application/problem+json");
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["errors"][0]["field"], "advance");
    }
    let no_json = hall.post("/api/v1/sandbox/clock").body("advance").send().await.unwrap();
    assert_eq!(no_json.status(), 422);
    assert_eq!(hall.running.instance.clock.ahead(), Span::seconds(0));
}

#[tokio::test]
async fn a_mail_of_the_outbox_lies_in_the_mailbox_for_its_receiver_only() {
    let hall = sandbox().await;
    let instance = &hall.running.instance;
    let now = instance.clock.now();
    for (to, subject) in [("ada@example.org", "Hallo <b>Ada</b>"), ("bo@example.org", "For Bo")] {
        let text = "Go to http://x.example/a?b=1&c=2 now.".into();
        let mail = Letter { to: to.into(), subject: subject.into(), text, ..Letter::default() };
        let mut tx = instance.db.begin().await.unwrap();
        outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
        tx.commit().await.unwrap();
    }
    // The background worker may have been faster: then nothing is left to do.
    server::worker::run_once(instance, now).await.unwrap();
    let mails: Value = hall.get("/api/v1/sandbox/mailbox?to=Ada%40example.org").await.json().await.unwrap();
    assert_eq!(mails.as_array().unwrap().len(), 1);
    assert_eq!(mails[0]["subject"], "Hallo <b>Ada</b>");
    let page = hall.get("/sandbox/mailbox").await.text().await.unwrap();
    assert!(page.contains("Hallo &lt;b&gt;Ada&lt;/b&gt;"));
    assert!(page.contains("<a href=\"http://x.example/a?b=1&amp;c=2\">"), "{page}");
    let folder = hall.folder.path().join("data/mail");
    let files =
        std::fs::read_dir(folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().extension().unwrap() == "eml");
    assert_eq!(files.count(), 2);
}

#[tokio::test]
async fn the_api_document_names_the_sandbox_in_a_sandbox_only() {
    let document: Value = sandbox().await.get("/api/v1/openapi.json").await.json().await.unwrap();
    assert_eq!(document["openapi"].as_str().unwrap().split('.').next(), Some("3"));
    assert!(document["paths"]["/api/v1/sandbox/clock"]["post"].is_object());
    let document: Value = Hall::open().await.get("/api/v1/openapi.json").await.json().await.unwrap();
    assert!(document["paths"].as_object().is_none_or(|paths| !paths.contains_key("/api/v1/sandbox/clock")));
}
