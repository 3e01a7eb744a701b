//! Accounts over real HTTP: nobody keeps others out.

use crate::hall::{Hall, header};
use crate::program::demo;
use server::config::networks;

const OWNER: &str = "ana@demo.example";
const FORM: &str = "/do/account/sign-in";
/// Networks that nobody else of these tests comes from.
const HOME: &str = "203.0.113.7";
const ELSEWHERE: &str = "198.51.100.9";

/// With demo people, behind a proxy that tells from which address a request came.
async fn behind_proxy() -> Hall {
    let hall = Hall::with(|config| {
        config.public_url = Some("https://guildhall.example".to_owned());
        config.worker = false;
        config.trusted_proxies = networks("127.0.0.1").unwrap();
    })
    .await;
    demo(hall).await
}

/// A browser somewhere: what it was given, it sends along.
struct Browser<'a> {
    hall: &'a Hall,
    address: String,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn at(hall: &'a Hall, address: &str) -> Self {
        Self { hall, address: address.to_owned(), cookies: Vec::new() }
    }

    /// Sends a form as a browser without scripts does.
    async fn send(&mut self, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.hall.post(path).header("accept", "text/html").header("x-forwarded-for", &self.address);
        let site = self.hall.running.instance.public_url();
        let host = site.split_once("://").unwrap().1.to_owned();
        let request = request.header("host", host).header("referer", format!("{site}/settings"));
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

    /// Where signing in leads: `/home`, or back to the form.
    async fn signs_in(&mut self, email: &str, password: &str) -> String {
        let answer = self.send(FORM, &[("email", email), ("password", password)]).await;
        header(&answer, "location").to_owned()
    }

    fn forget(&mut self, part: &str) {
        self.cookies.retain(|(name, _)| !name.contains(part));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_from_elsewhere_do_not_keep_the_owner_out() {
    let hall = behind_proxy().await;
    let mut thief = Browser::at(&hall, ELSEWHERE);
    for _ in 0..6 {
        assert_eq!(thief.signs_in(OWNER, "not the one").await, "/settings");
    }
    assert_eq!(thief.signs_in(OWNER, store::seed::PASSWORD).await, "/settings", "there, one has to wait");
    assert_eq!(Browser::at(&hall, HOME).signs_in(OWNER, store::seed::PASSWORD).await, "/home");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_signed_in_before_gets_in_beside_a_guesser_in_its_own_network() {
    let hall = behind_proxy().await;
    let mut own = Browser::at(&hall, HOME);
    let answer = own.send(FORM, &[("email", OWNER), ("password", store::seed::PASSWORD)]).await;
    let given: Vec<_> = answer.headers().get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
    let mark =
        given.iter().find(|cookie| cookie.starts_with("__Secure-guildhall-device=")).expect("a mark for the device");
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/do/account", "Max-Age=34560000"] {
        assert!(mark.contains(part), "{mark}");
    }
    own.send("/do/account/sign-out", &[]).await;

    let mut neighbour = Browser::at(&hall, HOME);
    for _ in 0..6 {
        assert_eq!(neighbour.signs_in(OWNER, "not the one").await, "/settings");
    }
    assert_eq!(Browser::at(&hall, HOME).signs_in(OWNER, store::seed::PASSWORD).await, "/settings");
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
