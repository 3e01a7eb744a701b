//! The page that stands in for every other while there is no connection. The service worker keeps it, so it shows
//! nothing of anybody; no WASM takes it over, because it stands at other pages' addresses.

use crate::document::{Head, language_and_theme};
use crate::ui::Icon;
use crate::words::{offline as w, shell};
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
                <title inner_html=format!("{} · {}", w::page_title(), shell::brand())></title>
                <meta name="robots" content="noindex"/>
            </head>
            <body>
                <header class="topbar"><div class="wrap"><a class="brand" href="/">{shell::brand()}</a></div></header>
                <main class="main" id="main">
                    <div class="wrap wrap--narrow stack stack--5">
                        <div class="stack stack--2">
                            <h1>{w::page_title()}</h1>
                            <p>{w::page_text()}</p>
                        </div>
                        <p class="banner banner--brass" data-unsent="" hidden><Icon name="mail"/><span><b>{w::page_unsent()}</b></span></p>
                        <section class="stack stack--2">
                            <h2>{w::page_still()}</h2>
                            <ul>
                                <li>{w::page_open()}</li>
                                <li>{w::page_messages()}</li>
                                <li>{w::page_back()}</li>
                            </ul>
                        </section>
                        <p><a class="button button--primary" href="">{w::again()}</a></p>
                    </div>
                </main>
            </body>
        </html>
    }
}
