//! Who is calling, for pages and sockets: from the cookie of a browser session to the context that every
//! page and server function finds.

use crate::{
    config::Config,
    http::{fault::Ticket, limits, plain, site, visitor},
    instance::Instance,
    zones,
};
use app::{
    i18n::language::{Language, Speaking},
    i18n::rendering::Rendering,
    i18n::zone::{Writing, Zone},
    runtime::form::returned::keep::cookie,
    session::{SandboxInfo, SessionContext, Theme, Viewer, ViewerAccount, initials},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header, request::Parts};
use leptos::prelude::provide_context;
use std::sync::Arc;
use store::account::AccountViewer;

/// The name of the session cookie. Browsers keep `__Host-` cookies for https only, and then bind them to
/// this very host and path.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.https() { "__Host-guildhall" } else { "guildhall" }
}

/// The session token that these headers carry. It is a password: only the store sees it, to hash it.
pub fn token<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie(headers, cookie_name(config)).filter(|token| !token.is_empty())
}

/// The layer of pages, server functions and sockets: finds out who is calling, once per request.
pub async fn attach(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    // Files are the same for everybody.
    if request.method().is_safe() && site::is_file(&instance, request.uri().path()) {
        return next.run(request).await;
    }
    match context(&instance, request.headers(), request.uri().query().unwrap_or_default()).await {
        Ok(mut context) => {
            context.network = limits::network(visitor(request.extensions()).ip).into();
            request.extensions_mut().insert(context);
            next.run(request).await
        }
        Err(error) if error.is_away() => plain::away(plain::Form::of(&request)),
        Err(error) => {
            let ticket = Ticket::log(&error);
            if plain::wants_page(&request) { ticket.page() } else { ticket.problem().into_response() }
        }
    }
}

/// What a request with these headers and this query finds in its context.
///
/// # Errors
/// Faults of the database.
pub async fn context(instance: &Instance, headers: &HeaderMap, query: &str) -> store::Result<SessionContext> {
    let stranger = instance.context(None);
    let found = match token(&instance.config, headers) {
        Some(token) => store::session::actor(&stranger, token).await?,
        None => None,
    };
    let (actor, session) = found.unzip();
    let call = stranger.by(actor);
    let account = match call.signed_in() {
        Some(person) => Some(shown(store::account::viewer(&person).await?)),
        None => None,
    };
    let viewer = Viewer {
        account,
        sandbox: instance.config.sandbox.then_some(SandboxInfo { now: call.now }),
        theme: Theme::of(cookie(headers, "theme").unwrap_or_default()),
    };
    Ok(SessionContext {
        call,
        viewer,
        origin: instance.origin.clone(),
        session,
        cookie: cookie_name(&instance.config),
        network: Arc::default(),
        language: language(headers, query, instance.config.sandbox),
        sealer: instance.secret.sealer(),
    })
}

/// The language of a request: the one its address names (`?lang=`, for search engines), else the one that was chosen in
/// this browser, else what the browser asks for.
pub(crate) fn language(headers: &HeaderMap, query: &str, sandbox: bool) -> &'static Language {
    let named = query.split('&').find_map(|part| part.strip_prefix("lang="));
    let chosen = cookie(headers, "language");
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    [named, chosen]
        .into_iter()
        .flatten()
        .find_map(|code| Language::of(code, sandbox))
        .unwrap_or_else(|| Language::wanted(asked))
}

fn shown(account: AccountViewer) -> ViewerAccount {
    ViewerAccount {
        id: account.id,
        initials: initials(&account.name),
        name: account.name,
        side: account.side,
        unread: u64::try_from(account.unread_messages).unwrap_or(0),
        operator: false,
    }
}

/// What the page of a request speaks, and where its moments are; none where nobody has asked who is calling.
pub(crate) fn rendering(request: &Request) -> Option<Rendering> {
    let language = request.extensions().get::<SessionContext>()?.language;
    Some(Rendering { language, zone: zone(request.headers()).unwrap_or_default() })
}

// The browser tells its zone in a cookie. One that nobody knows is UTC, and says so.
fn zone(headers: &HeaderMap) -> Option<Arc<Zone>> {
    cookie(headers, "zone").and_then(zones::of_name)
}

/// Who sent this request, if anybody has asked, and the zone of their browser, if it is known.
pub fn of(parts: &Parts) -> Option<(SessionContext, Option<Arc<Zone>>)> {
    Some((parts.extensions.get::<SessionContext>()?.clone(), zone(&parts.headers)))
}

/// Hands the context on to the page or server function that is being run.
pub fn provide(mut context: SessionContext, zone: Option<Arc<Zone>>) {
    provide_context(Speaking(context.language));
    if let Some(zone) = zone {
        context.call.today = zone.shown_at(context.call.now).date();
        provide_context(Writing(zone));
    }
    provide_context(context);
}
