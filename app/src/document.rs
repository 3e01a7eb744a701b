//! The HTML document that the server sends: the head, and what loads the scripts.

use crate::session;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// The HTML document. The server renders it for every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let language = crate::words::language::current().code;
    view! {
        <!DOCTYPE html>
        <html lang=language dir="ltr" data-theme=session::theme().as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"/>
                <meta name="theme-color" content="#f6f4ee" media="(prefers-color-scheme:light)"/>
                <meta name="theme-color" content="#0f1516" media="(prefers-color-scheme:dark)"/>
                <meta name="description" content=crate::words::home::lede()/>
                <link rel="preload" href="/fonts/brygada-1918-latin-wght-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <HashedStylesheet options=options.clone() id="leptos"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options=options defer=true/>
                <MetaTags/>
            </head>
            <body>
                <crate::App/>
            </body>
        </html>
    }
}
