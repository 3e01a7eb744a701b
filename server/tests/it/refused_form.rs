//! Forms of browsers without scripts that were refused: given back by any server, and never more bytes than have a bound.

use crate::harness::{TestServer, header};
use store::refused_form::{NETWORK_BYTES_MAX, held};

/// As a browser without scripts sends a form of this page.
async fn refused(site: &TestServer, page: &str, path: &str, form: &[(&str, &str)]) -> String {
    let request = site.post(path).header("accept", "text/html").header("referer", site.url(page)).form(form);
    let answer = request.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "location")), (303, page));
    header(&answer, "set-cookie").split(';').next().unwrap().to_owned()
}

async fn visit(site: &TestServer, page: &str, cookie: &str) -> String {
    let request = site.client.get(site.url(page)).header("accept", "text/html").header("cookie", cookie);
    request.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn what_one_server_refused_another_one_gives_back() {
    let url = tokio::task::spawn_blocking(xtask::postgres::fresh_database).await.unwrap();
    let one = TestServer::with(|config| config.database_url.clone_from(&url)).await;
    let other = TestServer::with(|config| config.database_url.clone_from(&url)).await;
    let form = [("email", "ada.pine@example.org"), ("password", "not this one"), ("next", "")];
    let cookie = refused(&one, "/sign-in", "/do/account/sign-in", &form).await;
    let page = visit(&other, "/sign-in", &cookie).await;
    assert!(page.contains("value=\"ada.pine@example.org\""), "{page}");
    assert!(page.contains("do not belong together"), "{page}");
    assert!(!page.contains("not this one"));
    assert!(!visit(&other, "/sign-in", "flash=guessed").await.contains("ada.pine"));
}

#[tokio::test]
async fn a_flood_of_refused_forms_keeps_no_more_bytes_than_a_network_may() {
    let site = TestServer::open().await;
    let large = "x".repeat(200_000);
    for number in 0..20 {
        let email = format!("{number} is no address");
        let form =
            [("name", large.as_str()), ("email", &email), ("password", ""), ("side", "client"), ("other", &large)];
        refused(&site, "/sign-up", "/do/account/sign-up", &form).await;
        let bytes = held(&site.running.instance.db).await.unwrap();
        assert!(bytes <= NETWORK_BYTES_MAX, "{bytes}");
        assert!(
            bytes <= 8 * 1024 * (number + 1),
            "the field that is too large and the unknown one are left out: {bytes}"
        );
    }
}
