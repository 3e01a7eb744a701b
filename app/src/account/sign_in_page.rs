//! Sign in, then go on to the page that the person was on the way to.

use super::api;
use crate::i18n::{account as t, job, profile, proposal, shell};
use crate::runtime::{Command, Loaded, PageMeta, loader, query};
use crate::session::is_own_path;
use crate::ui::{Banner, Field, Form, PageHead, Submit, Tone};
use leptos::prelude::*;

/// The page `/sign-in`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (next, after) = (query("next"), query("after"));
    let way = loader("account.sign_in", move || (next(), after()), |way| std::future::ready(Ok(way)))
        .on_server(|_| PageMeta::of(t::sign_in()));
    view! {
        <div class="wrap" style="--page:27rem">
            <Loaded from=way let:way>{way.page(|(next, after)| view! { <Door next=next after=after/> })}</Loaded>
        </div>
    }
}

/// Where one was going, by name where it is a page of the bars.
fn going(next: &str) -> String {
    let name = match next.split(['?', '#']).next().unwrap_or(next) {
        "/home" => shell::home(),
        "/jobs" => shell::find_work(),
        "/jobs/new" => shell::post_job(),
        "/jobs/mine" => job::mine(),
        "/proposals" => proposal::mine(),
        "/contracts" => shell::contracts(),
        "/messages" => shell::messages(),
        "/wallet" => shell::wallet(),
        "/timer" => shell::timer(),
        "/settings" => shell::settings(),
        "/profile" | "/profile/edit" => profile::edit(),
        _other => return t::going_on().to_owned(),
    };
    t::going_to(name)
}

#[component]
fn Door(next: String, after: String) -> impl IntoView {
    let action = Command::of::<api::SignIn>();
    let going = is_own_path(&next).then(|| view! { <p class="hint">{going(&next)}</p> });
    let done = (after == "reset").then(|| {
        view! { <Banner tone=Tone::Good icon="circle-check" title=t::reset_done() role="status">{t::reset_done_more()}</Banner> }
    });
    view! {
        <PageHead
            title=t::sign_in()
            below=|| view! { <p>{t::new_here()}" "<a href="/sign-up">{t::join_link()}</a>{t::join_time()}</p> }
        />
        <div class="stack">
            {done}
            <div class="card">
                <Form action=action label=t::sign_in()>
                    <input type="hidden" name="next" value=next/>
                    <Field name="email" kind="email" label=t::email() autocomplete="username"/>
                    <div class="field-link">
                        <Field name="password" kind="password" label=t::password() autocomplete="current-password"/>
                        <a class="small" href="/reset">{t::forgotten()}</a>
                    </div>
                    <p class="hint">{t::stay()}</p>
                    <Submit large=true block=true>{t::sign_in()}</Submit>
                </Form>
            </div>
            {going}
        </div>
    }
}
