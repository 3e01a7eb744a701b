//! The words of all notices, in a template: nobody sees or hears them until `boot.js` takes one out.

use crate::i18n::{language, offline as t};
use crate::ui::Icon;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// The template. It stands behind the app, where the WASM does not look. It is the same for everybody who speaks a language,
/// so it is rendered once for each and kept: there are as many as there are languages in the program.
#[component]
pub(crate) fn NoticeTexts() -> impl IntoView {
    static RENDERED: RwLock<BTreeMap<&str, &str>> = RwLock::new(BTreeMap::new());
    let language = language::current().code;
    let known = RENDERED.read().unwrap_or_else(PoisonError::into_inner).get(language).copied();
    let html = known.unwrap_or_else(|| {
        let mut rendered = RENDERED.write().unwrap_or_else(PoisonError::into_inner);
        rendered.entry(language).or_insert_with(|| String::leak(template().into_any().to_html()))
    });
    InertElement::new(html)
}

fn template() -> impl IntoView {
    view! {
        <template id="notice-texts">
            <Notice name="offline" tone="brass" icon="wifi-off" title=t::offline_title() text=t::offline_text()>""</Notice>
            <Notice name="update" tone="brand" icon="rotate-ccw" title=t::update_title() text=t::update_text()>
                <button type="button" class="button button--small" data-do="take">{t::update()}</button>
                <button type="button" class="button button--quiet button--small" data-do="later">{t::later()}</button>
            </Notice>
            <Notice name="install" tone="brand" icon="download" title=t::install_title() text=t::install_text()>
                <button type="button" class="button button--small" data-do="install">{t::install()}</button>
                <button type="button" class="button button--quiet button--small" data-do="no-install">{t::install_no()}</button>
            </Notice>
            // Safari has no dialog of its own for this.
            <Notice name="install-apple" tone="brand" icon="download" title=t::install_title() text=t::install_apple_text()>
                <button type="button" class="button button--quiet button--small" data-do="no-install">{t::install_no()}</button>
            </Notice>
            <Notice name="stopped" tone="warn" icon="triangle-alert" title=t::stopped_title() text=t::stopped_text()>
                <button type="button" class="button button--small" data-do="reload">{t::reload()}</button>
            </Notice>
            <Notice name="kept" tone="brass" icon="mail" title=t::kept_title() text=t::kept_text()>
                <a class="button button--small" href="/messages">{t::kept_open()}</a>
            </Notice>
            <Unsent/>
        </template>
    }
}

#[component]
fn Notice(
    name: &'static str,
    tone: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("banner banner--{tone}") data-notice=name>
            <Icon name=icon/>
            <div><b>{title}</b>" "{text}</div>
            {children()}
        </div>
    }
}

/// What is asked of somebody who goes out while messages of theirs wait.
#[component]
fn Unsent() -> impl IntoView {
    view! {
        <dialog class="dialog" data-notice="unsent" aria-labelledby="unsent-heading">
            <header><h2 id="unsent-heading">{t::unsent_title()}</h2></header>
            <div class="stack">
                <p>{t::unsent_text()}</p>
                <p class="error" role="alert" data-failed="" hidden>{t::unsent_failed()}</p>
                <button type="button" class="button button--primary button--block" data-choice="send">{t::unsent_send()}</button>
                <div class="stack stack--1">
                    <button
                        type="button"
                        class="button button--block"
                        data-choice="seal"
                        aria-describedby="unsent-seal-more"
                    >
                        {t::unsent_seal()}
                    </button>
                    <p class="hint" id="unsent-seal-more">{t::unsent_seal_more()}</p>
                </div>
                <button type="button" class="button button--danger button--block" data-choice="forget">{t::unsent_forget()}</button>
            </div>
            <footer><button type="button" class="button button--quiet" data-choice="stay">{t::unsent_stay()}</button></footer>
        </dialog>
    }
}
