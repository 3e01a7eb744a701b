//! Who is calling, as far as the network tells: address, host and scheme. A proxy's word is taken only
//! when its address is trusted.

use crate::{
    config::{Network, authority},
    instance::Instance,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, HeaderMap, Uri, header};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, LazyLock},
};

/// What the network tells about one request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Address of the person's machine.
    pub ip: IpAddr,
    /// The origins that count as ours: what people type, and what this request was sent to.
    pub origins: Arc<[String]>,
    /// Host and port as the person asked for them; empty when they are not plain.
    pub host: String,
    /// The person's connection is encrypted.
    pub https: bool,
}

impl Default for Visitor {
    fn default() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED), origins: Arc::default(), host: String::new(), https: false }
    }
}

/// Who is calling; every request has passed [`identify`].
pub(crate) fn visitor(extensions: &Extensions) -> &Visitor {
    static UNKNOWN: LazyLock<Visitor> = LazyLock::new(Visitor::default);
    extensions.get().unwrap_or(&UNKNOWN)
}

/// The layer that puts a [`Visitor`] into each request.
pub async fn identify(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let config = &instance.config;
    let https = config.https();
    let mut host = host(request.uri(), request.headers());
    let scheme = if https { "https" } else { "http" };
    let mut origins = Vec::with_capacity(2);
    origins.extend(config.public_url.clone());
    if !host.is_empty() {
        origins.push(format!("{scheme}://{host}"));
    }
    // A proxy may ask us by a name of its own (Apache does, unless it is told to preserve the host), so what people typed is
    // what the settings say.
    if let Some(url) = &config.public_url
        && config.trusted_proxies.iter().any(|network| network.contains(peer))
    {
        host = authority(url).to_owned();
    }
    let ip = client_ip(peer, request.headers(), &config.trusted_proxies);
    request.extensions_mut().insert(Visitor { ip, origins: origins.into(), host, https });
    next.run(request).await
}

/// The host that a request names, when it is a plain one: HTTP/2 does in the request line, HTTP/1.1 in a header.
pub fn host(uri: &Uri, headers: &HeaderMap) -> String {
    let authority = uri.authority().map(|authority| authority.as_str());
    let named = authority.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
    named.and_then(plain_host).unwrap_or_default().to_owned()
}

/// The host when it is letters, digits, dots, dashes, and perhaps brackets and a port: safe to repeat in a header.
pub fn plain_host(host: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    (!host.is_empty() && host.len() <= 255 && host.bytes().all(plain)).then_some(host)
}

// Proxies append, so the last address that is not one of ours is the person's.
fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_ours = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    if !is_ours(peer) {
        return peer;
    }
    let mut named = Vec::new();
    for value in headers.get_all("x-forwarded-for") {
        named.extend(value.to_str().unwrap_or_default().split(',').map(|part| address(part.trim())));
    }
    for part in named.into_iter().rev() {
        match part {
            Some(ip) if is_ours(ip) => {}
            Some(ip) => return ip,
            // Nothing left of an unreadable part can be believed.
            None => break,
        }
    }
    peer
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|ip| ip.to_canonical())
}
