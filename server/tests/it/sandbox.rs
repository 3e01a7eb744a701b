//! The test clock and the mailbox, which only a sandbox has.

use crate::harness::{TestServer, header};
use crate::program::{Program, Reply, on_both, person};
use domain::time::Span;
use serde_json::{Value, json};
use server::mail::body::MailBody;
use store::{Platform, cleanup, event, outbox};

async fn sandbox() -> TestServer {
    TestServer::with(|config| config.sandbox = true).await
}

#[tokio::test]
async fn outside_a_sandbox_neither_clock_nor_mailbox_exists() {
    let site = TestServer::open().await;
    assert_eq!(site.get("/api/v1/sandbox/mailbox").await.status(), 404);
    assert_eq!(site.get("/sandbox/mailbox").await.status(), 404);
    let moved = site.post("/api/v1/sandbox/clock").json(&json!({"advance": "P1D"})).send().await.unwrap();
    assert_eq!(moved.status(), 404);
}

#[tokio::test]
async fn the_page_of_all_parts_is_there_in_a_sandbox_only() {
    let site = TestServer::open().await;
    assert_eq!(site.get("/ui").await.status(), 404);
    for function in ["/do/gallery/page", "/do/gallery/try"] {
        let form = [("email", "a@b.example"), ("amount", "1"), ("skills", "Rust")];
        let asked = site.post(function).header("accept", "application/json").form(&form).send().await.unwrap();
        assert_eq!(asked.status(), 404, "{function}");
    }
    let site = sandbox().await;
    let page = site.get("/ui").await;
    assert_eq!(page.status(), 200);
    let body = page.text().await.unwrap();
    for part in ["id=\"charts\"", "<figure class=\"chart-frame\">", "role=\"img\"", "&lt;script&gt;alert"] {
        assert!(body.contains(part), "the page lacks {part}");
    }
}

#[tokio::test]
async fn the_test_clock_moves_forward_and_stays_there_after_a_restart() {
    let site = sandbox().await;
    let before = site.running.instance.clock.now();
    let moved = site.post("/api/v1/sandbox/clock").json(&json!({"advance": "P14D"})).send().await.unwrap();
    assert_eq!(moved.status(), 200);
    let told: Value = moved.json().await.unwrap();
    assert_eq!(told["ahead_seconds"], 14 * 86_400);
    assert!(site.running.instance.clock.now() >= before.plus(Span::days(14)));

    let config = server::Config { address: "127.0.0.1:0".parse().unwrap(), ..site.running.instance.config.clone() };
    site.running.stop().await;
    let again = server::Server::start(config).await.unwrap();
    assert!(again.instance.clock.now() >= before.plus(Span::days(14)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_removes_what_has_ended_as_it_passes() {
    on_both(async |site| {
        let instance = &site.running.instance;
        let ana = person(&site, "ana@demo.example").await;
        let program = Program::of(&site, "ana@demo.example").await;
        program.post("jobs", json!({"title": "Tide"})).await.made();
        // A mail of the person's own, so that one was sent for certain.
        program.post("account/verification-mail", Value::Null).await;
        let account = ana.account().raw();
        let mut read = instance.db.read().await.unwrap();
        let last = event::last_seq(&mut read, account).await.unwrap();
        assert!(last > 0 && !event::after(&mut read, account, 0, 10).await.unwrap().is_empty());
        drop(read);

        let moved = site.post("/api/v1/sandbox/clock").json(&json!({"advance": "P91D"})).send().await.unwrap();
        assert_eq!(moved.status(), 200);
        let mut read = instance.db.read().await.unwrap();
        assert_eq!(event::after(&mut read, account, 0, 10).await.unwrap(), []);
        assert!(event::last_seq(&mut read, account).await.unwrap() >= last, "the numbers go on");
        drop(read);
        // Sessions, tokens, links, messages and answers: the worker has left nothing that could go.
        let now = instance.clock.now();
        assert!(!cleanup::sweep(&instance.context(Platform).at(now), 1).await.unwrap());
        assert_eq!(program.get("account").await.status, 401);
        site.running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_bad_duration_is_a_problem_on_its_field_and_moves_nothing() {
    let site = sandbox().await;
    for body in [json!({"advance": "P1M"}), json!({"advance": ""}), json!({"advance": 14}), json!({})] {
        let refused = site.post("/api/v1/sandbox/clock").json(&body).send().await.unwrap();
        assert_eq!(refused.status(), 422, "{body}");
        assert_eq!(header(&refused, "content-type"), "application/problem+json");
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["errors"][0]["field"], "advance");
    }
    let list = site.post("/api/v1/sandbox/clock").json(&json!([])).send().await.unwrap();
    assert_eq!(list.status(), 422);
    let no_json = site.post("/api/v1/sandbox/clock").body("advance").send().await.unwrap();
    assert_eq!(no_json.status(), 415);
    assert_eq!(site.running.instance.clock.ahead(), Span::seconds(0));
}

#[tokio::test]
async fn a_mail_of_the_outbox_lies_in_the_mailbox_for_its_receiver_only() {
    let site = sandbox().await;
    let instance = &site.running.instance;
    let now = instance.clock.now();
    for (to, subject) in [("ada@example.org", "Hallo <b>Ada</b>"), ("bo@example.org", "For Bo")] {
        let text = "Go to http://x.example/a?b=1&c=2 now.".into();
        let mail = MailBody { to: to.into(), subject: subject.into(), text, ..MailBody::default() };
        let mut tx = instance.db.begin().await.unwrap();
        outbox::push(&mut tx, "mail", &mail, now).await.unwrap();
        tx.commit().await.unwrap();
    }
    // The background worker may have been faster: then nothing is left to do.
    server::worker::run_once(instance, now).await.unwrap();
    let mails: Value = site.get("/api/v1/sandbox/mailbox?to=Ada%40example.org").await.json().await.unwrap();
    assert_eq!(mails.as_array().unwrap().len(), 1);
    assert_eq!(mails[0]["subject"], "Hallo <b>Ada</b>");
    let page = site.get("/sandbox/mailbox").await.text().await.unwrap();
    assert!(page.contains("Hallo &lt;b&gt;Ada&lt;/b&gt;"));
    assert!(page.contains("<a href=\"http://x.example/a?b=1&amp;c=2\">"), "{page}");
    let folder = site.folder.path().join("data/mail");
    let files =
        std::fs::read_dir(folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().extension().unwrap() == "eml");
    assert_eq!(files.count(), 2);
}

#[tokio::test]
async fn the_api_document_names_the_sandbox_in_a_sandbox_only() {
    let document: Value = sandbox().await.get("/api/v1/openapi.json").await.json().await.unwrap();
    assert_eq!(document["openapi"].as_str().unwrap().split('.').next(), Some("3"));
    assert!(document["paths"]["/api/v1/sandbox/clock"]["post"].is_object());
    let document: Value = TestServer::open().await.get("/api/v1/openapi.json").await.json().await.unwrap();
    assert!(document["paths"].as_object().is_none_or(|paths| !paths.contains_key("/api/v1/sandbox/clock")));
}

#[tokio::test]
async fn fields_that_nobody_knows_are_refused_by_name_on_every_route() {
    let site = sandbox().await;
    let asked = site.client.get(site.url("/api/v1/sandbox/mailbox?to=a@b.example&form=x"));
    let moved = site.post("/api/v1/sandbox/clock").json(&json!({"advance": "P1D", "by": "P2D"}));
    let paid = site.post("/api/v1/sandbox/pay/nothing").json(&json!({"method": "succeeds", "amount": 1}));
    for (request, code, field) in
        [(asked, "query.shape", "form"), (moved, "json.shape", "by"), (paid, "json.shape", "amount")]
    {
        let refused = Reply::of(request).await;
        assert_eq!(refused.problem(), (422, code));
        assert!(refused.body["detail"].as_str().unwrap().contains(&format!("`{field}`")), "{}", refused.body);
    }
    assert_eq!(site.running.instance.clock.ahead(), Span::seconds(0));
}

/// What another name sees that leads to this machine: the mailbox, its page, the clock, and the page of a payment.
async fn seen_as(site: &TestServer, host: &str) -> Vec<u16> {
    let mut seen = Vec::new();
    for path in ["/api/v1/sandbox/mailbox", "/sandbox/mailbox", "/api/v1/sandbox/clock", "/sandbox/pay/nothing"] {
        let request = site.client.get(site.url(path)).header("host", host).header("sec-fetch-site", "same-origin");
        seen.push(request.send().await.unwrap().status().as_u16());
    }
    // A page under that name is same-origin to itself, and may send whatever it wants.
    let origin = format!("http://{host}");
    let request = site.post("/api/v1/sandbox/clock").header("host", host).header("origin", origin);
    let request = request.header("x-forwarded-host", "localhost").json(&json!({"advance": "PT1S"}));
    seen.push(request.send().await.unwrap().status().as_u16());
    seen
}

#[tokio::test]
async fn a_name_that_is_not_ours_reads_no_mailbox_and_moves_no_clock() {
    let public = Some("http://guildhall.lan:8080".to_owned());
    let site = TestServer::with(|config| {
        (config.sandbox, config.allow_sandbox_public, config.allow_plain_http) = (true, true, true);
        config.public_url = public;
    })
    .await;
    let port = site.running.addr.port();
    let ours = ["127.0.0.1", "localhost", "[::1]", "guildhall.lan", "GuildHall.lan"];
    for host in ours.map(|name| format!("{name}:{port}")) {
        assert_eq!(seen_as(&site, &host).await, [200, 200, 200, 404, 200], "{host}");
    }
    let before = site.running.instance.clock.ahead();
    for host in [
        "evil.example",
        "evil.example:4780",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.9.8.7",
        "guildhall.lan.evil.example",
    ] {
        assert_eq!(seen_as(&site, host).await, [421; 5], "{host}");
    }
    assert_eq!(site.running.instance.clock.ahead(), before);
    let told = Reply::of(site.client.get(site.url("/api/v1/sandbox/mailbox")).header("host", "evil.example")).await;
    assert_eq!(told.problem(), (421, "sandbox.host"));
    assert!(told.body["detail"].as_str().unwrap().contains("http://guildhall.lan:8080"), "{}", told.body);
    let other = site.client.get(site.url("/jobs")).header("host", "evil.example").header("accept", "text/html");
    assert_eq!(other.send().await.unwrap().status(), 200, "what every instance has is not meant");
}

#[tokio::test]
async fn a_page_of_another_site_moves_no_clock_and_pays_nothing() {
    let site = sandbox().await;
    let ours = site.running.url();
    for (name, said, may) in [
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
        ("sec-fetch-site", "same-origin", true),
        ("sec-fetch-site", "none", true),
        ("origin", "https://evil.example", false),
        ("origin", "null", false),
        ("origin", &ours, true),
        ("x-nothing", "a program says nothing", true),
    ] {
        let clock =
            site.client.post(site.url("/api/v1/sandbox/clock")).header(name, said).json(&json!({"advance": "PT1S"}));
        let status = clock.send().await.unwrap().status().as_u16();
        assert_eq!(status, if may { 200 } else { 403 }, "{name}: {said}");
        let pay = site
            .client
            .post(site.url("/api/v1/sandbox/pay/nothing"))
            .header(name, said)
            .json(&json!({"press": "leave"}));
        assert_eq!(pay.send().await.unwrap().status().as_u16() != 403, may, "{name}: {said}");
    }
}
