//! Sign in, and go on to where one was going.

use super::api;
use crate::command::Command;
use crate::load::query;
use crate::session::is_own_path;
use crate::ui::{Banner, Field, Form, PageHead, Submit, Tone};
use crate::words::account as w;
use leptos::prelude::*;

/// The page `/sign-in`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = Command::of::<api::SignIn>();
    let (next, after) = (query("next"), query("after"));
    let going = {
        let next = next.clone();
        move || is_own_path(&next())
    };
    view! {
        <div class="wrap" style="--page:27rem">
            <PageHead
                title=w::sign_in()
                below=|| view! { <p>{w::new_here()}" "<a href="/sign-up">{w::join_link()}</a>{w::join_time()}</p> }
            />
            <div class="stack">
                <Show when=move || after() == "reset">
                    <Banner tone=Tone::Good icon="circle-check" title=w::reset_done() role="status">{w::reset_done_more()}</Banner>
                </Show>
                <div class="card">
                    <Form action=action label=w::sign_in()>
                        <input type="hidden" name="next" value=next/>
                        <Field name="email" kind="email" label=w::email() autocomplete="username"/>
                        <div class="field-link">
                            <Field name="password" kind="password" label=w::password() autocomplete="current-password"/>
                            <a class="small" href="/reset">{w::forgotten()}</a>
                        </div>
                        <p class="hint">{w::stay()}</p>
                        <Submit large=true block=true>{w::sign_in()}</Submit>
                    </Form>
                </div>
                <Show when=going><p class="hint">{w::going_on()}</p></Show>
            </div>
        </div>
    }
}
