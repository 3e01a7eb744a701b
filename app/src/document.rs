//! The HTML document that the server sends: the head, and what loads the scripts. The server only.

use crate::i18n::language::{self, Language};
use crate::i18n::zone;
use crate::offline::NoticeTexts;
use crate::session::{self, Theme};
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// What one build of the front end consists of, as addresses. The server reads it from the site folder and provides it
/// as a context; without it a page comes without scripts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Build {
    /// Tells this build from every other.
    pub id: String,
    /// The style sheet.
    pub style: String,
    /// The script that starts the rest, when the browser is idle.
    pub start: String,
    /// The script around the WASM.
    pub glue: String,
    /// The WASM.
    pub wasm: String,
    /// The script that loads the parts of single pages; empty for a build in one piece.
    pub split: String,
}

/// The HTML document. The server renders it for every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let (language, theme) = language_and_theme();
    let account = session::viewer_now().account;
    let unread = account.as_ref().map(|account| account.unread.to_string());
    let account = account.map(|account| account.id.to_string());
    // UTC is what a document without a zone is in.
    let zone = Some(zone::current()).filter(|zone| **zone != zone::Zone::default()).map(|zone| zone.to_string());
    view! {
        <!DOCTYPE html>
        <html lang=language.code dir=language.direction() data-theme=theme.as_str() data-account=account data-unread=unread data-zone=zone>
            <head>
                <Head options=options/>
                // Nothing is painted before the end of the document is there, so that nothing jumps while it is on its way:
                // columns and the foot take their place from what comes after them. Other browsers paint as before.
                <link rel="expect" href="#notice-texts" blocking="render"/>
                <meta name="description" content=crate::i18n::home::lede()/>
                <MetaTags/>
            </head>
            <body>
                <crate::App/>
                <NoticeTexts/>
            </body>
        </html>
    }
}

/// What the page speaks, and its colours.
pub(crate) fn language_and_theme() -> (&'static Language, Theme) {
    (language::current(), session::theme())
}

/// What every document has in its head.
#[component]
pub(crate) fn Head(options: LeptosOptions) -> impl IntoView {
    let build = use_context::<Build>().unwrap_or_default();
    let style = if build.style.is_empty() { "/pkg/guildhall.css".to_owned() } else { build.style };
    let scripts = (!build.start.is_empty()).then(|| {
        view! {
            <script
                src=build.start
                r#type="module"
                data-build=build.id
                data-glue=build.glue
                data-wasm=build.wasm
                data-split=build.split
            ></script>
        }
    });
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"/>
        <Colours theme=session::theme()/>
        <link rel="preload" href="/fonts/brygada-1918-latin-600-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
        <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
        <link rel="apple-touch-icon" href="/icons/apple-touch-180.png"/>
        <link rel="manifest" href="/manifest.webmanifest"/>
        <link id="leptos" rel="stylesheet" href=style/>
        <AutoReload options=options/>
        {scripts}
    }
}

/// The colour of the bars around the page: as the device says, or as somebody chose.
#[component]
fn Colours(theme: Theme) -> impl IntoView {
    const LIGHT: &str = "#f6f4ee";
    const DARK: &str = "#0f1516";
    let colours: &[(&str, &str)] = match theme {
        Theme::Auto => &[(LIGHT, "(prefers-color-scheme:light)"), (DARK, "(prefers-color-scheme:dark)")],
        Theme::Light => &[(LIGHT, "all")],
        Theme::Dark => &[(DARK, "all")],
    };
    let colour = |(colour, media): &(&'static str, &'static str)| {
        leptos::html::meta().name("theme-color").content(*colour).attr("media", *media)
    };
    colours.iter().map(colour).collect_view()
}
