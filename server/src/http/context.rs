//! What server functions and pages find in their context, besides the request itself.

use crate::{instance::Instance, session};
use http::request::Parts;
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, with_context},
};

/// Provides it for a page or a server function of this instance.
pub(crate) fn provide(instance: &Instance) -> impl Fn() + Clone + Send + Sync + 'static {
    let instance = instance.clone();
    move || {
        provide_context(instance.site.build.clone());
        provide_request();
    }
}

// What is provided is taken out first: nothing can be provided while the request is looked at.
fn provide_request() {
    let found = with_context(|parts: &Parts| (parts.extensions.get::<Nonce>().cloned(), session::of(parts)));
    if let Some((nonce, session)) = found {
        if let Some(nonce) = nonce {
            provide_context(nonce);
        }
        if let Some((context, zone)) = session {
            session::provide(context, zone);
        }
    }
}
