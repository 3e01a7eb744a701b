//! A forgotten password: ask for a link, and set a new password with it.

use super::api::{self, Link};
use crate::head::Title;
use crate::i18n::account as t;
use crate::runtime::{Command, Loaded, PageMeta, loader, query};
use crate::ui::{Empty, Field, Form, LinkButton, PageHead, Submit};
use leptos::prelude::*;

/// The page `/reset`, with or without the token of a mailed link.
#[component]
pub fn ResetPage() -> impl IntoView {
    let fetch = |token: String| async { Ok((api::reset_page(token.clone()).await?, token)) };
    let link = loader("account.reset", query("token"), fetch).on_server(|(link, _)| PageMeta::of(title(link)));
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
        Link::Missing => t::reset(),
        Link::Good => t::reset_choose(),
        Link::Dead => t::link_dead(),
    }
}

fn behind(link: Link, token: String) -> AnyView {
    let title = title(&link);
    match link {
        Link::Missing => view! {
            <PageHead title=title text=t::reset_text()/>
            <Form action={Command::of::<api::ResetAsk>()} class="card stack">
                <Field name="email" kind="email" label=t::email() autocomplete="username"/>
                <Submit large=true block=true>{t::reset_ask()}</Submit>
            </Form>
            <p style="margin-block-start:var(--s3)"><a class="button button--quiet button--flush" href="/sign-in">{t::reset_back()}</a></p>
        }
        .into_any(),
        Link::Good => view! {
            <PageHead title=title text=t::reset_choose_text()/>
            <Form action={Command::of::<api::Reset>()} hidden=vec![("token", token)] class="card stack">
                <Field name="password" kind="password" label=t::new_password() hint=t::password_hint() autocomplete="new-password"/>
                <p class="small muted">{t::reset_ends()}</p>
                <Submit large=true block=true>{t::reset_set()}</Submit>
            </Form>
        }
        .into_any(),
        Link::Dead => view! {
            <Empty title=title text=t::reset_dead_text() page=true>
                <LinkButton href="/reset">{t::reset_again()}</LinkButton>
            </Empty>
        }
        .into_any(),
    }
}

/// The page after asking for a link.
#[component]
pub fn ResetSentPage() -> impl IntoView {
    view! {
        <Title text=t::sent_title()/>
        <div class="wrap wrap--narrow">
            <Empty title=t::sent_title() text=t::reset_sent_text() page=true>
                <LinkButton href="/reset">{t::reset_again()}</LinkButton>
            </Empty>
        </div>
    }
}
