//! What only a sandbox has is open to anybody who can reach it, so a page of another site must not be able to: not by sending
//! a request from a browser that can, and not by giving its own name our address (DNS rebinding). The second only works under
//! a name, so the request has to name us as the settings do, as this machine, or by the very address it came in on.

use crate::{
    config::{authority, host_name, is_loopback_host},
    http::{csrf, plain, visitor},
    instance::Instance,
    start::Local,
};
use axum::{extract::Request, response::Response};
use http::{StatusCode, header};
use std::net::IpAddr;

/// Where these routes lie.
const OF_SANDBOX: [&str; 2] = ["/api/v1/sandbox/", "/sandbox/"];

/// Why a request is refused, if it is; never outside of a sandbox.
pub(super) fn refusal(instance: &Instance, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    if !instance.config.sandbox || !OF_SANDBOX.iter().any(|prefix| path.starts_with(prefix)) {
        return None;
    }
    if !is_meant(instance, request) {
        let url = &instance.origin;
        return Some(plain::refuse(
            request,
            StatusCode::MISDIRECTED_REQUEST,
            "sandbox.host",
            "This is not the address of this sandbox",
            &format!(
                "What only a sandbox has answers at {url}, and nothing was done. If people type another address, set public-url to it."
            ),
        ));
    }
    if !request.method().is_safe() && is_of_other_site(request) {
        return Some(plain::refuse(
            request,
            StatusCode::FORBIDDEN,
            "csrf.other_site",
            "This request came from another site",
            "A browser sent it from a page that is not ours, so nothing was done.",
        ));
    }
    None
}

/// Whether the request names us as somebody does who means us.
fn is_meant(instance: &Instance, request: &Request) -> bool {
    // Behind a proxy that is trusted, the name that people type.
    let host = &visitor(request.extensions()).host;
    let name = host_name(host);
    let ours = instance.config.public_url.as_deref().map(authority).map(host_name);
    let local = request.extensions().get::<Local>().map(|Local(address)| address.ip().to_canonical());
    is_loopback_host(host)
        || ours.is_some_and(|ours| ours.eq_ignore_ascii_case(name))
        || name.parse::<IpAddr>().is_ok_and(|ip| Some(ip.to_canonical()) == local)
}

/// Whether a browser says that a page of another site has sent it. Programs say nothing.
fn is_of_other_site(request: &Request) -> bool {
    let headers = request.headers();
    let says = headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN);
    says && !csrf::is_ours(headers, visitor(request.extensions()))
}
