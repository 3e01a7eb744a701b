//! The page of a verification link: a button that confirms the address, and the page after it.

use super::api::{self, Link};
use crate::i18n::account as t;
use crate::runtime::{Command, Loaded, PageMeta, loader, query};
use crate::session;
use crate::ui::{Empty, Form, LinkButton, PageHead, Submit};
use leptos::prelude::*;

/// The page `/verify?token=…`.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let fetch = |token: String| async { Ok((api::verify_page(token.clone()).await?, token)) };
    let link = loader("account.verify", query("token"), fetch).on_server(|(link, _)| PageMeta::of(title(link)));
    view! {
        <div class="wrap" style="--page:27rem">
            <Loaded from=link let:link>
                {link.page(|(link, token)| behind(link, token))}
            </Loaded>
        </div>
    }
}

fn title(link: &Link) -> &'static str {
    match link {
        Link::Good => t::verify(),
        Link::Missing | Link::Dead => t::link_dead(),
    }
}

fn behind(link: Link, token: String) -> AnyView {
    match link {
        Link::Good => view! {
            <PageHead title=t::verify() text=t::verify_text()/>
            <Form action={Command::of::<api::Verify>()} hidden=vec![("token", token)] class="card stack">
                <Submit large=true block=true>{t::verify_now()}</Submit>
            </Form>
        }
        .into_any(),
        Link::Missing | Link::Dead => view! {
            <Empty title=t::link_dead() text=t::verify_dead_text() page=true>
                <LinkButton href="/settings">{t::to_settings()}</LinkButton>
            </Empty>
        }
        .into_any(),
    }
}

/// The page `/verify/done`.
#[component]
pub fn VerifiedPage() -> impl IntoView {
    let viewer = loader("account.verified", || (), |()| session::viewer()).on_server(|_| PageMeta::of(t::verified()));
    view! {
        <div class="wrap wrap--narrow">
            <Loaded from=viewer let:viewer>
                {viewer.page(|viewer| verified(viewer.account.is_some()))}
            </Loaded>
        </div>
    }
}

fn verified(is_here: bool) -> AnyView {
    let (text, href, on) = match is_here {
        true => (t::verified_here(), "/home", t::go_on()),
        false => (t::verified_away(), "/sign-in", t::sign_in()),
    };
    view! { <Empty title=t::verified() text=text page=true><LinkButton href=href>{on}</LinkButton></Empty> }.into_any()
}
