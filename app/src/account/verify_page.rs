//! The page of a verification link: a button that confirms the address, and the page after it.

use super::api::{self, Link};
use crate::command::Command;
use crate::load::{Loaded, load, query};
use crate::session;
use crate::ui::{Empty, Form, LinkButton, PageHead, Submit};
use crate::words::account as w;
use leptos::prelude::*;

/// The page `/verify?token=…`.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let token = query("token");
    let link = load(token.clone(), api::verify_page);
    let action = Command::of::<api::Verify>();
    view! {
        <div class="wrap" style="--page:27rem">
            <Loaded from=link let:link>
                {match link {
                    Link::Good => view! {
                        <PageHead title=w::verify() text=w::verify_text()/>
                        <Form action=action hidden=vec![("token", token())] class="card stack"><Submit large=true block=true>{w::verify_now()}</Submit></Form>
                    }
                    .into_any(),
                    Link::Missing | Link::Dead => view! {
                        <leptos_meta::Title text=w::link_dead()/>
                        <Empty title=w::link_dead() text=w::verify_dead_text() page=true>
                            <LinkButton href="/settings">{w::to_settings()}</LinkButton>
                        </Empty>
                    }
                    .into_any(),
                }}
            </Loaded>
        </div>
    }
}

/// The page `/verify/done`.
#[component]
pub fn VerifiedPage() -> impl IntoView {
    let viewer = load(|| (), |()| session::viewer());
    view! {
        <leptos_meta::Title text=w::verified()/>
        <div class="wrap wrap--narrow">
            <Loaded from=viewer let:viewer>
                {match viewer.account {
                    Some(_) => view! {
                        <Empty title=w::verified() text=w::verified_here() page=true>
                            <LinkButton href="/home">{w::go_on()}</LinkButton>
                        </Empty>
                    }
                    .into_any(),
                    None => view! {
                        <Empty title=w::verified() text=w::verified_away() page=true>
                            <LinkButton href="/sign-in">{w::sign_in()}</LinkButton>
                        </Empty>
                    }
                    .into_any(),
                }}
            </Loaded>
        </div>
    }
}
