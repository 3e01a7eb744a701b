//! TLS: https, HTTP/2, the redirect, a certificate that is changed while serving, and a secure socket.

use crate::harness::{self, TestServer, header};
use futures_util::StreamExt as _;
use rcgen::generate_simple_self_signed;
use server::{Server, config::TlsFiles};
use std::{fs, path::Path, sync::Arc};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
    },
};
use tokio_tungstenite::tungstenite;

/// A new certificate in the folder; gives what a client must trust.
pub fn certificate(folder: &Path) -> CertificateDer<'static> {
    let made = generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

fn trusting(certificate: CertificateDer<'static>, protocols: &[&[u8]]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let builder =
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let mut config = builder.unwrap().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    config
}

async fn secure_site() -> (TestServer, CertificateDer<'static>) {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let trusted = certificate(folder.path());
    let mut config = harness::config(folder.path());
    config.tls = Some(TlsFiles { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") });
    config.redirect_address = Some("127.0.0.1:0".parse().unwrap());
    let running = Server::start(config).await.unwrap();
    let tls = trusting(trusted.clone(), &[b"h2", b"http/1.1"]);
    let client = harness::client().tls_backend_preconfigured(tls).build().unwrap();
    (TestServer { running, client, folder }, trusted)
}

#[tokio::test]
async fn pages_are_served_over_https_and_http2() {
    let (site, _) = secure_site().await;
    let response = site.get("/").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.version(), reqwest::Version::HTTP_2);
    assert!(
        header(&response, "content-security-policy").contains(&format!("wss://127.0.0.1:{}", site.running.addr.port()))
    );
    let named = site.client.get(site.url("/healthz").replace("127.0.0.1", "localhost")).send().await.unwrap();
    assert_eq!(
        header(&named, "strict-transport-security"),
        "",
        "a machine's own name is not to be remembered as https"
    );
}

#[tokio::test]
async fn our_origin_is_https_there() {
    let (site, _) = secure_site().await;
    let port = site.running.addr.port();
    for (origin, status) in [(format!("https://127.0.0.1:{port}"), 200), (format!("http://127.0.0.1:{port}"), 403)] {
        let request = site.client.post(site.url("/do/theme")).header("origin", &origin).form(&[("theme", "dark")]);
        assert_eq!(request.send().await.unwrap().status(), status, "{origin}");
    }
}

#[tokio::test]
async fn plain_http_is_sent_on_to_the_same_path_over_https() {
    let (site, _) = secure_site().await;
    let plain = site.running.redirect_addr.unwrap();
    let response = site.client.get(format!("http://{plain}/jobs?words=rust")).send().await.unwrap();
    assert_eq!(response.status(), 308);
    assert_eq!(
        header(&response, "location"),
        format!("https://127.0.0.1:{}/jobs?words=rust", site.running.addr.port())
    );
}

#[tokio::test]
async fn a_changed_certificate_is_taken_over_while_serving_and_a_broken_one_is_not() {
    let (site, old) = secure_site().await;
    let config = site.running.instance.config.tls.clone().unwrap();
    let in_use = server::tls::Certificate::load(config).unwrap();
    let fresh = certificate(site.folder.path());
    assert_ne!(old, fresh);
    in_use.reload().unwrap();
    fs::write(site.folder.path().join("cert.pem"), "no certificate").unwrap();
    assert!(in_use.reload().is_err());

    // The one in use is still the fresh one: a handshake that trusts only it succeeds.
    let acceptor = in_use.acceptor().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { acceptor.accept(listener.accept().await.unwrap().0).await.is_ok() });
    let connector = TlsConnector::from(Arc::new(trusting(fresh, &[])));
    let name = ServerName::try_from("localhost").unwrap();
    assert!(connector.connect(name, TcpStream::connect(address).await.unwrap()).await.is_ok());
    assert!(server.await.unwrap());
}

#[tokio::test]
async fn a_key_that_does_not_belong_to_the_certificate_is_refused_at_start() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let cert = fs::read_to_string(folder.path().join("cert.pem")).unwrap();
    certificate(folder.path());
    fs::write(folder.path().join("cert.pem"), cert).unwrap();
    let mut config = harness::config(folder.path());
    config.tls = Some(TlsFiles { cert: folder.path().join("cert.pem"), key: folder.path().join("key.pem") });
    let error = Server::start(config).await.unwrap_err().to_string();
    assert!(error.contains("the certificate"), "{error}");
}

#[tokio::test]
async fn a_signed_in_person_has_a_secure_socket_by_the_cookie_that_is_bound_to_this_host() {
    let (site, trusted) = secure_site().await;
    let (_, token) = crate::live::signed_in(&site).await;
    let stream = TcpStream::connect(site.running.addr).await.unwrap();
    let connector = TlsConnector::from(Arc::new(trusting(trusted, &[b"http/1.1"])));
    let stream = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
    let mut request =
        tungstenite::client::IntoClientRequest::into_client_request(format!("wss://{}/live", site.running.addr))
            .unwrap();
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    request.headers_mut().insert("cookie", format!("__Host-guildhall={token}").parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    let hello = socket.next().await.unwrap().unwrap();
    assert!(hello.to_text().unwrap().contains("\"topic\":\"hello\""));
}

#[tokio::test]
async fn a_secure_socket_is_opened_for_our_own_pages_only() {
    let (site, trusted) = secure_site().await;
    for (origin, expected) in [("https://127.0.0.1", 401), ("https://evil.example", 403)] {
        let origin = if expected == 401 { format!("{origin}:{}", site.running.addr.port()) } else { origin.to_owned() };
        let stream = TcpStream::connect(site.running.addr).await.unwrap();
        let connector = TlsConnector::from(Arc::new(trusting(trusted.clone(), &[b"http/1.1"])));
        let stream = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
        let mut request =
            tungstenite::client::IntoClientRequest::into_client_request(format!("wss://{}/live", site.running.addr))
                .unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        match tokio_tungstenite::client_async(request, stream).await {
            Err(tungstenite::Error::Http(answer)) => assert_eq!(answer.status(), expected, "{origin}"),
            other => panic!("{origin}: {other:?}"),
        }
    }
}
