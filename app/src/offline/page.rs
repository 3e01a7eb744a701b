//! The page that stands in for every other while there is no connection. The service worker keeps it, so it shows
//! nothing of anybody; no WASM takes it over, because it stands at other pages' addresses.

use crate::document::{Head, language_and_theme};
use crate::head::as_title;
use crate::i18n::{offline as t, shell};
use crate::shell::Brand;
use crate::ui::Icon;
use leptos::prelude::*;

/// The whole document.
pub fn page(options: LeptosOptions) -> impl IntoView {
    let (language, theme) = language_and_theme();
    view! {
        <!DOCTYPE html>
        <html lang=language.code dir=language.direction() data-theme=theme.as_str() data-shell="offline">
            <head>
                <Head options=options/>
                // Text in here would be followed by a mark, which a title shows as it is.
                <title inner_html=as_title(&format!("{} · {}", t::page_title(), shell::brand())).into_owned()></title>
                <meta name="robots" content="noindex"/>
            </head>
            <body>
                <header class="topbar"><div class="wrap"><Brand/></div></header>
                <main class="main" id="main">
                    <div class="wrap wrap--narrow stack stack--5">
                        <div class="card empty">
                            <Gable/>
                            <h1>{t::page_title()}</h1>
                            <p>{t::page_text()}</p>
                            <a class="button button--primary" href="">{t::again()}</a>
                        </div>
                        <Own/>
                        <section class="stack stack--2">
                            <h2>{t::page_still()}</h2>
                            <ul>
                                <li>{t::page_open()}</li>
                                <li>{t::page_messages()}</li>
                                <li>{t::page_back()}</li>
                            </ul>
                        </section>
                    </div>
                </main>
            </body>
        </html>
    }
}

/// The gable, rendered here: the sprite that other pages take it from may be out of reach.
#[component]
fn Gable() -> impl IntoView {
    view! {
        <svg aria-hidden="true" viewBox="0 0 88 56" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round">
            <path d="M2 54h84M24 54V34h6v-7h6v-7h5v-6h6v6h5v7h6v7h6v20"/>
            <path d="M39 54V44a5 5 0 0 1 10 0v10M32 39h4v5h-4zM52 39h4v5h-4zM42 28h4v6h-4z"/>
        </svg>
    }
}

/// What the device keeps for the account that is signed in. The start script fills it in; the page itself knows nobody.
#[component]
fn Own() -> impl IntoView {
    view! {
        <p class="banner banner--brass" data-own="timer" hidden>
            <Icon name="timer"/>
            <span><b>{t::page_timer()}</b>" "<span data-own-title=""></span>" "<span class="money" data-own-clock=""></span></span>
        </p>
        <section class="stack stack--2" data-own="unsent" hidden>
            <h2>{t::page_unsent()}</h2>
            <ul class="list" data-own-list=""></ul>
        </section>
        <section class="stack stack--2" data-own="drafts" hidden>
            <h2>{t::page_drafts()}</h2>
            <p>{t::page_drafts_text()}</p>
            <ul class="list" data-own-list=""></ul>
        </section>
    }
}
