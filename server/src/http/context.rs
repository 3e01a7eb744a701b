//! What server functions and pages find in their context, besides the request itself.

use crate::{instance::Instance, session};
use http::request::Parts;
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, use_context},
};

/// Provides it for a page or a server function of this instance.
pub(crate) fn provide(instance: &Instance) -> impl Fn() + Clone + Send + Sync + 'static {
    let instance = instance.clone();
    move || {
        provide_context(instance.site.build.clone());
        provide_request();
    }
}

fn provide_request() {
    if let Some(parts) = use_context::<Parts>() {
        if let Some(nonce) = parts.extensions.get::<Nonce>() {
            provide_context(nonce.clone());
        }
        session::provide(&parts);
    }
}
