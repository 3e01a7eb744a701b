//! What is today depends on where one is: a due date is past when the writer's calendar has left that day.

use crate::api::job;
use crate::harness::TestServer;
use crate::program::{Program, sandbox};
use domain::time::{Date, Span};
use serde_json::json;

/// Sends a proposal from a browser whose zone is this: status and answer.
async fn proposes(site: &TestServer, zone: &str, job: &str, due: Date) -> (u16, String) {
    let instance = &site.running.instance;
    let now = instance.clock.now();
    let email = "mirela@demo.example";
    let session =
        store::account::sign_in(&instance.context(None).at(now), email, store::seed::PASSWORD, "test").await.unwrap();
    let name = server::session::cookie_name(&instance.config);
    let form = [
        ("job_id", job),
        ("cover_letter", "I have built three of these gateways."),
        ("milestones[0][title]", "All of the work"),
        ("milestones[0][amount]", "1000"),
        ("milestones[0][due]", &due.iso()),
    ];
    let request = site.post("/do/proposal/send").header("accept", "application/json").form(&form);
    let response = request.header("cookie", format!("{name}={}; zone={zone}", session.token)).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_date_of_today_is_not_past_where_the_browser_is() {
    let site = sandbox().await;
    let client = Program::of(&site, "ana@demo.example").await;
    // Days begin first in Kiritimati and last on Pago Pago, 25 hours later: neither has changed its clocks for decades.
    for (zone, hours) in [("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)] {
        let now = site.running.instance.clock.now();
        let span = Span::hours(i64::abs(hours));
        let today = if hours < 0 { now.minus(span) } else { now.plus(span) }.date();
        let wanted = client.post("jobs", job()).await.made();
        let (status, told) = proposes(&site, zone, &wanted, today.plus_days(-1)).await;
        assert!(status == 422 && told.contains("is past"), "yesterday in {zone}: {status}, {told}");
        let (status, told) = proposes(&site, zone, &wanted, today).await;
        assert_eq!(status, 200, "today in {zone}: {told}");
    }
    // A program tells no zone: what is over everywhere is past.
    let freelancer = Program::of(&site, "mirela@demo.example").await;
    let wanted = client.post("jobs", job()).await.made();
    let due = site.running.instance.clock.now().minus(Span::hours(36)).date().iso();
    let milestones = json!([{"title": "All of the work", "amount": crate::api::eur(100_000), "due": due}]);
    let letter = json!({"cover_letter": "I have built three of these gateways.", "milestones": milestones});
    let refused = freelancer.post(&format!("jobs/{wanted}/proposals"), letter).await;
    assert_eq!(refused.problem().0, 422);
    site.running.stop().await;
}
