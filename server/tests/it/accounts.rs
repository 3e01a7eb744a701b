//! Accounts over real HTTP: nobody keeps others out, a token asks for the password, and an address that
//! nobody confirms is free again.

use crate::harness::{TestServer, header};
use crate::program::{demo, sandbox};
use domain::time::{Span, Timestamp};
use server::{config::networks, mail::mailbox::Delivered, worker};
use store::{Platform, outbox};

const OWNER: &str = "ana@demo.example";
const FORM: &str = "/do/account/sign-in";
/// Networks that nobody else of these tests comes from.
const HOME: &str = "203.0.113.7";
const ELSEWHERE: &str = "198.51.100.9";

/// With demo people, behind a proxy that tells from which address a request came.
async fn behind_proxy() -> TestServer {
    let site = TestServer::with(|config| {
        config.public_url = Some("https://guildhall.example".to_owned());
        config.worker = false;
        config.trusted_proxies = networks("127.0.0.1").unwrap();
    })
    .await;
    demo(site).await
}

/// A browser somewhere: what it was given, it sends along.
struct Browser<'a> {
    site: &'a TestServer,
    address: String,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn at(site: &'a TestServer, address: &str) -> Self {
        Self { site, address: address.to_owned(), cookies: Vec::new() }
    }

    /// Sends a form as a browser without scripts does.
    async fn send(&mut self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.site.post(path).header("accept", "text/html").header("x-forwarded-for", &self.address);
        let address = self.site.running.instance.origin.clone();
        let host = address.split_once("://").unwrap().1.to_owned();
        let request = request.header("host", host).header("referer", format!("{address}/settings"));
        let request = request.header("cookie", cookies.join("; "));
        let answer = request.form(form).send().await.unwrap();
        for given in answer.headers().get_all("set-cookie") {
            let (name, value) = given.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    async fn page(&self, path: &str) -> String {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.site.client.get(self.site.url(path)).header("accept", "text/html");
        request.header("cookie", cookies.join("; ")).send().await.unwrap().text().await.unwrap()
    }

    /// Where signing in leads: `/home`, or back to the form.
    async fn signs_in(&mut self, email: &str, password: &str) -> String {
        let answer = self.send(FORM, &[("email", email), ("password", password)]).await;
        header(&answer, "location").to_owned()
    }

    fn forget(&mut self, part: &str) {
        self.cookies.retain(|(name, _)| !name.contains(part));
    }
}

async fn mails(site: &TestServer, to: &str) -> Vec<Delivered> {
    let instance = &site.running.instance;
    worker::run_once(instance, instance.clock.now()).await.unwrap();
    let server::mail::Mailer::Mailbox(mailbox) = &instance.mailer else { panic!("mails are files here") };
    mailbox.list(Some(to)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_from_elsewhere_do_not_keep_the_owner_out() {
    let site = behind_proxy().await;
    let mut thief = Browser::at(&site, ELSEWHERE);
    for _ in 0..6 {
        assert_eq!(thief.signs_in(OWNER, "not the one").await, "/settings");
    }
    assert_eq!(thief.signs_in(OWNER, store::seed::PASSWORD).await, "/settings", "there, one has to wait");
    assert_eq!(Browser::at(&site, HOME).signs_in(OWNER, store::seed::PASSWORD).await, "/home");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_signed_in_before_gets_in_beside_a_guesser_in_its_own_network() {
    let site = behind_proxy().await;
    let mut own = Browser::at(&site, HOME);
    let answer = own.send(FORM, &[("email", OWNER), ("password", store::seed::PASSWORD)]).await;
    let given: Vec<_> = answer.headers().get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
    let mark =
        given.iter().find(|cookie| cookie.starts_with("__Secure-guildhall-device=")).expect("a mark for the device");
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/do/account", "Max-Age=34560000"] {
        assert!(mark.contains(part), "{mark}");
    }
    own.send("/do/account/sign-out", &[]).await;

    let mut neighbour = Browser::at(&site, HOME);
    for _ in 0..6 {
        assert_eq!(neighbour.signs_in(OWNER, "not the one").await, "/settings");
    }
    assert_eq!(Browser::at(&site, HOME).signs_in(OWNER, store::seed::PASSWORD).await, "/settings");
    assert_eq!(own.signs_in(OWNER, store::seed::PASSWORD).await, "/home");
    own.send("/do/account/sign-out", &[]).await;
    // A mark is for whom it was given, and no way to guess without end.
    assert_eq!(own.signs_in("mirela@demo.example", "not the one").await, "/settings");
    for _ in 0..5 {
        assert_eq!(own.signs_in(OWNER, "not the one").await, "/settings");
    }
    assert_eq!(own.signs_in(OWNER, store::seed::PASSWORD).await, "/settings");
    own.forget("device");
    own.address = "192.0.2.55".to_owned();
    assert_eq!(own.signs_in(OWNER, store::seed::PASSWORD).await, "/home");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_for_who_knows_the_password_and_its_owner_is_told() {
    let site = behind_proxy().await;
    let mut own = Browser::at(&site, HOME);
    own.signs_in(OWNER, store::seed::PASSWORD).await;
    let form = |password| [("name", "Nightly export"), ("read", "read"), ("days", "30"), ("password", password)];
    for wrong in ["", "not the one"] {
        own.send("/do/account/token-make", &form(wrong)).await;
        let page = own.page("/settings").await;
        assert!(page.contains("This is not your password. Nothing was changed."), "{page}");
        assert!(page.contains("id=\"account-token-make-password-error\""), "at its field");
        assert!(page.contains("value=\"Nightly export\""), "what was typed is there");
        assert!(!page.contains("gh_"), "and no token");
    }
    assert!(mails(&site, OWNER).await.iter().all(|mail| mail.subject != "A token was made"));
    own.send("/do/account/token-make", &form(store::seed::PASSWORD)).await;
    assert!(own.page("/settings").await.contains("gh_"), "shown only once");
    let told = mails(&site, OWNER).await;
    let mail = told.iter().find(|mail| mail.subject == "A token was made").expect("the owner is told");
    assert!(mail.text.contains("Nightly export") && mail.text.contains("/settings"), "{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_leaves_no_token_unnoticed() {
    let site = behind_proxy().await;
    let mut own = Browser::at(&site, HOME);
    own.signs_in(OWNER, store::seed::PASSWORD).await;
    let page = own.page("/settings").await;
    assert!(!page.contains("name=\"revoke_tokens\""), "there are none");
    let token = [("name", "Nightly export"), ("read", "read"), ("days", "30"), ("password", store::seed::PASSWORD)];
    own.send("/do/account/token-make", &token).await;
    let page = own.page("/settings").await;
    let part = page.split("name=\"revoke_tokens\"").nth(1).expect("a box that revokes them").split("</form>").next();
    assert!(part.unwrap().contains("Nightly export"), "they are named beside it");

    let (new, newest) = ("nine grey herons wade", "eleven herons do not");
    own.send("/do/account/password", &[("password", store::seed::PASSWORD), ("new_password", new)]).await;
    let told = mails(&site, OWNER).await;
    let mail = told.iter().find(|mail| mail.subject == "Your password was changed").unwrap();
    assert!(mail.text.contains("Nightly export"), "{}", mail.text);
    assert!(own.page("/settings").await.contains("Revoke Nightly export"), "it lives");
    let form = [("password", new), ("new_password", newest), ("revoke_tokens", "yes")];
    own.send("/do/account/password", &form).await;
    assert!(!own.page("/settings").await.contains("Revoke Nightly export"), "it was revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_clears_the_cache_and_keeps_what_was_not_sent() {
    let site = sandbox().await;
    let mut own = Browser::at(&site, HOME);
    own.signs_in(OWNER, store::seed::PASSWORD).await;
    let answer = own.send("/do/account/sign-out", &[]).await;
    assert_eq!(header(&answer, "clear-site-data"), "\"cache\"", "not storage: unsent work is sealed there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_nobody_confirms_is_free_after_a_week_and_its_page_says_until_when() {
    let site = sandbox().await;
    let mut new = Browser::at(&site, HOME);
    let form = |name| {
        [("name", name), ("email", "nele@example.org"), ("password", "copper kettle on ice"), ("side", "client")]
    };
    new.send("/do/account/sign-up", &form("Nele")).await;
    assert_eq!(new.signs_in("nele@example.org", "copper kettle on ice").await, "/home");
    let until = site.running.instance.clock.now().plus(Span::days(7));
    let page = new.page("/settings").await;
    assert!(page.contains("not confirmed yet"), "{page}");
    let day = |at: Timestamp| at.full().split(',').next().unwrap().to_owned();
    assert!(page.contains(&day(until)) || page.contains(&day(until.minus(Span::minutes(5)))), "{}: {page}", day(until));

    let moved =
        site.post("/api/v1/sandbox/clock").json(&serde_json::json!({"advance": "P7DT1H"})).send().await.unwrap();
    assert_eq!(moved.status(), 200);
    assert!(!new.page("/settings").await.contains("not confirmed yet"), "the session has ended");
    assert_eq!(new.signs_in("nele@example.org", "copper kettle on ice").await, "/settings", "nobody is there");
    new.send("/do/account/sign-up", &form("Another Nele")).await;
    let told = mails(&site, "nele@example.org").await;
    assert_eq!(told[0].subject, "Confirm your e-mail address", "the mailbox is free: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_do_not_arrive_are_told_in_the_settings() {
    let site = behind_proxy().await;
    let mut own = Browser::at(&site, HOME);
    own.signs_in(OWNER, store::seed::PASSWORD).await;
    let platform = site.running.instance.context(Platform);
    own.send("/do/account/reset-ask", &[("email", OWNER)]).await;
    let messages = outbox::lease(&platform.at(platform.now.plus(Span::minutes(1))), &["mail"], Span::minutes(1), 100)
        .await
        .unwrap();
    let message = messages.iter().find(|message| message.body.contains("/reset?token=")).unwrap();
    let told = "We have not been able to deliver mail to this address since";
    assert!(!own.page("/settings").await.contains(told));
    outbox::given_up(&platform, message, "550 no such mailbox").await.unwrap();
    assert!(own.page("/settings").await.contains(told));
}
