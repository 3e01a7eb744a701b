//! A forgotten password: ask for a link, and set a new password with it.

use super::api::{self, Link};
use crate::command::Command;
use crate::load::{Loaded, load, query};
use crate::ui::{Empty, Field, Form, LinkButton, PageHead, Submit};
use crate::words::account as w;
use leptos::prelude::*;

/// The page `/reset`, with or without the token of a mailed link.
#[component]
pub fn ResetPage() -> impl IntoView {
    let token = query("token");
    let link = load(token.clone(), api::reset_page);
    let ask = Command::of::<api::ResetAsk>();
    let set = Command::of::<api::Reset>();
    view! {
        <div class="wrap" style="--page:27rem">
            <Loaded from=link let:link>
                {match link {
                    Link::Missing => view! {
                        <PageHead title=w::reset() text=w::reset_text()/>
                        <Form action=ask class="card stack">
                            <Field name="email" kind="email" label=w::email() autocomplete="username"/>
                            <Submit large=true block=true>{w::reset_ask()}</Submit>
                        </Form>
                        <p style="margin-block-start:var(--s3)"><a class="button button--quiet" href="/sign-in">{w::reset_back()}</a></p>
                    }
                    .into_any(),
                    Link::Good => view! {
                        <PageHead title=w::reset_choose() text=w::reset_choose_text()/>
                        <Form action=set hidden=vec![("token", token())] class="card stack">
                            <Field name="password" kind="password" label=w::new_password() hint=w::password_hint() autocomplete="new-password"/>
                            <p class="small muted">{w::reset_ends()}</p>
                            <Submit large=true block=true>{w::reset_set()}</Submit>
                        </Form>
                    }
                    .into_any(),
                    Link::Dead => view! {
                        <leptos_meta::Title text=w::link_dead()/>
                        <Empty title=w::link_dead() text=w::reset_dead_text() page=true>
                            <LinkButton href="/reset">{w::reset_again()}</LinkButton>
                        </Empty>
                    }
                    .into_any(),
                }}
            </Loaded>
        </div>
    }
}

/// The page after asking for a link.
#[component]
pub fn ResetSentPage() -> impl IntoView {
    view! {
        <leptos_meta::Title text=w::sent_title()/>
        <div class="wrap wrap--narrow">
            <Empty title=w::sent_title() text=w::reset_sent_text() page=true>
                <LinkButton href="/reset">{w::reset_again()}</LinkButton>
            </Empty>
        </div>
    }
}
