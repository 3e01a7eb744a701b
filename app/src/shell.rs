//! The frame around every page: the bars at the top and bottom, the footer, what happens on arriving at a page.

use crate::flash::Returned;
use crate::session::{self, Theme, Viewer, ViewerAccount};
use crate::ui::{Count, Icon, MenuLink, PostButton};
use crate::words::shell as w;
use domain::actor::Side;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// The bars, the footer and the place of the page between them.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let viewer = crate::load::load(|| (), |()| session::viewer());
    let seen = move || viewer.get().and_then(Result::ok).unwrap_or_default();
    let first_title = if cfg!(target_arch = "wasm32") { document().title() } else { String::new() };
    arrive(first_title.clone());
    crate::live::follow(viewer);
    view! {
        <Title formatter=move |page: String| full_title(page, &first_title) text=""/>
        <a class="skip" href="#main" rel="external">{w::skip()}</a>
        <Transition>{move || view! { <TopBar viewer=seen()/> }}</Transition>
        <main class="main" id="main" tabindex="-1">{children()}</main>
        <p class="visually-hidden" role="status" id="arrived"></p>
        <Transition>{move || view! { <Below viewer=seen()/> }}</Transition>
    }
}

/// The title of the document: the page's, then the hall's name unless it is in it already. Between two pages, while
/// the next one is on its way, there is no title; then the last one stays. Before the first page has come to life
/// the document's own is gone already; then it is `first`, the one that the server sent.
fn full_title(page: String, first: &str) -> String {
    let last = if cfg!(target_arch = "wasm32") && page.is_empty() { document().title() } else { String::new() };
    match page.contains(w::brand()) {
        true => page,
        false if !last.is_empty() => last,
        false if page.is_empty() && !first.is_empty() => first.to_owned(),
        false if page.is_empty() => w::brand().to_owned(),
        false => format!("{page} · {}", w::brand()),
    }
}

/// After a navigation: the refused form of the first page is forgotten, the heading takes the focus,
/// and the new title is announced.
fn arrive(first_title: String) {
    let here = use_location().pathname;
    let returned = use_context::<Returned>();
    let title = StoredValue::new(first_title);
    Effect::new(move |before: Option<String>| {
        let page = here.get();
        if before.is_some_and(|before| before != page) {
            if let Some(returned) = returned {
                returned.0.set_value(None);
            }
            focus_heading(here, page.clone(), title, ARRIVAL_TRIES);
        }
        page
    });
}

/// How often the heading of a new page is looked for, 60 ms apart: its code or its data may still be on their way.
const ARRIVAL_TRIES: u32 = 80;

/// Waits until the page at the address `page` is there, which its title tells from the last one, and says so. The way
/// there is asked of the router (`here`): the browser's own address follows only when the code of the page has come.
fn focus_heading(here: Memo<String>, page: String, last_title: StoredValue<String>, tries: u32) {
    set_timeout(
        move || {
            if here.get_untracked() != page {
                return;
            }
            let title = document().title();
            let heading = document().query_selector("#main h1").ok().flatten();
            let heading = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok());
            match heading.filter(|_| tries == 0 || last_title.get_value() != title) {
                Some(heading) => {
                    // Whoever types already is left alone.
                    let types =
                        document().active_element().is_some_and(|at| at.closest("form").ok().flatten().is_some());
                    if !types {
                        let _ = heading.set_attribute("tabindex", "-1");
                        let _ = heading.focus();
                    }
                    if let Some(status) = document().get_element_by_id("arrived") {
                        status.set_text_content(Some(&title));
                    }
                    last_title.set_value(title);
                }
                None if tries > 0 => focus_heading(here, page, last_title, tries - 1),
                None => {}
            }
        },
        std::time::Duration::from_millis(60),
    );
}

/// One entry of the main navigation.
#[derive(Clone, Copy)]
struct Way {
    href: &'static str,
    icon: &'static str,
    name: fn() -> &'static str,
    /// Only in the bar at the bottom, or only in the one at the top.
    bottom_only: bool,
    top_only: bool,
}

const fn way(href: &'static str, icon: &'static str, name: fn() -> &'static str) -> Way {
    Way { href, icon, name, bottom_only: false, top_only: false }
}

const HOME: Way = Way { bottom_only: true, ..way("/", "house", w::home) };
const OWN_HOME: Way = way("/home", "house", w::home);
const FIND_WORK: Way = way("/jobs", "search", w::find_work);
const POST_TOP: Way = Way { top_only: true, ..way("/jobs/new", "plus", w::post_job) };
const JOBS: Way = way("/jobs/mine", "briefcase", w::jobs);
const CONTRACTS: Way = way("/contracts", "file-text", w::contracts);
const MESSAGES: Way = way("/messages", "message-square", w::messages);
const WALLET: Way = way("/wallet", "wallet", w::wallet);
const WALLET_TOP: Way = Way { top_only: true, ..WALLET };
const TIMER_BOTTOM: Way = Way { bottom_only: true, ..way("/timer", "timer", w::timer) };
const SIGN_IN: Way = Way { bottom_only: true, ..way("/sign-in", "lock", w::sign_in) };
const SIGN_UP: Way = Way { bottom_only: true, ..way("/sign-up", "user-plus", w::sign_up) };

fn ways(viewer: &Viewer) -> &'static [Way] {
    match viewer.account.as_ref().map(|account| account.side) {
        Some(Side::Client) => &[OWN_HOME, JOBS, CONTRACTS, MESSAGES, WALLET],
        Some(Side::Freelancer) => &[OWN_HOME, FIND_WORK, TIMER_BOTTOM, CONTRACTS, MESSAGES, WALLET_TOP],
        None => &[HOME, FIND_WORK, POST_TOP, SIGN_IN, SIGN_UP],
    }
}

#[component]
fn Unread(number: u64) -> impl IntoView {
    view! { <Count number=number meaning=w::unread()/> }
}

#[component]
fn TopBar(viewer: Viewer) -> impl IntoView {
    let unread = viewer.account.as_ref().map_or(0, |account| account.unread);
    let ways = ways(&viewer)
        .iter()
        .filter(|way| !way.bottom_only)
        .map(|way| {
            let count = if way.href == MESSAGES.href { unread } else { 0 };
            view! { <A href=way.href exact={way.href == FIND_WORK.href}>{(way.name)()}" "<Unread number=count/></A> }
        })
        .collect_view();
    let end = match viewer.account {
        Some(account) => view! { <AccountMenu account=account theme=viewer.theme/> }.into_any(),
        None => view! {
            <ThemeButton theme=viewer.theme/>
            <a class="button button--quiet wide-only" href="/sign-in">{w::sign_in()}</a>
            <a class="button button--primary button--small" href="/sign-up">{w::sign_up()}</a>
        }
        .into_any(),
    };
    view! {
        <header class="topbar">
            <div class="wrap">
                <a class="brand" href="/">
                    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" aria-hidden="true">
                        <path d="M3 21v-8h3V9.5h3V6h2V3h2v3h2v3.5h3V13h3v8z"/>
                        <path d="M9.75 21v-4.25a2.25 2.25 0 0 1 4.5 0V21"/>
                    </svg>
                    {w::brand()}
                </a>
                <nav class="topnav" aria-label=w::main_nav()>{ways}</nav>
                <div class="topbar-end">{end}</div>
            </div>
        </header>
    }
}

/// The theme that the button leads to, its icon and its word.
fn next_theme(theme: Theme) -> (Theme, &'static str, &'static str) {
    match theme {
        Theme::Auto => (Theme::Dark, "moon", w::to_dark()),
        Theme::Dark => (Theme::Light, "sun", w::to_light()),
        Theme::Light => (Theme::Auto, "monitor", w::to_auto()),
    }
}

#[component]
fn ThemeButton(theme: Theme) -> impl IntoView {
    let (next, icon, name) = next_theme(theme);
    view! {
        <PostButton path="/do/theme" hidden=vec![("theme", next.as_str().to_owned())] class="icon-button" icon=icon>
            <span class="visually-hidden">{name}</span>
        </PostButton>
    }
}

#[component]
fn AccountMenu(account: ViewerAccount, theme: Theme) -> impl IntoView {
    let (next, icon, name) = next_theme(theme);
    let other = account.side.other();
    let switch = match other {
        Side::Client => w::i_hire(),
        Side::Freelancer => w::i_work(),
    };
    let works = account.side == Side::Freelancer;
    let timer = works.then(
        || view! { <a class="icon-button wide-only" href="/timer" aria-label=w::timer()><Icon name="timer"/></a> },
    );
    let timer_link = works.then(|| view! { <MenuLink href="/timer" icon="timer">{w::timer()}</MenuLink> });
    view! {
        {timer}
        <button type="button" class="icon-button" popovertarget="me" aria-label=w::account_menu(&account.initials)>
            <span class="avatar avatar--s" aria-hidden="true">{account.initials.clone()}</span>
        </button>
        <div class="menu" id="me" popover="auto">
            <MenuLink href="/profile" icon="user">{account.name}</MenuLink>
            <MenuLink href="/wallet" icon="wallet">{w::wallet()}</MenuLink>
            {timer_link}
            <MenuLink href="/settings" icon="settings">{w::settings()}</MenuLink>
            <PostButton path="/do/account/side" hidden=vec![("side", other.as_str().to_owned())] icon="rotate-ccw">{switch}</PostButton>
            <PostButton path="/do/theme" hidden=vec![("theme", next.as_str().to_owned())] icon=icon>{name}</PostButton>
            <hr/>
            <PostButton path="/do/account/sign-out" icon="log-out">{w::sign_out()}</PostButton>
        </div>
    }
}

/// What stands below the page: the footer, and on a phone the bar at the bottom.
#[component]
fn Below(viewer: Viewer) -> impl IntoView {
    let unread = viewer.account.as_ref().map_or(0, |account| account.unread);
    let ways = ways(&viewer)
        .iter()
        .filter(|way| !way.top_only)
        .map(|way| {
            let count = if way.href == MESSAGES.href { unread } else { 0 };
            view! { <A href=way.href exact={way.href == FIND_WORK.href}><Icon name=way.icon/>{(way.name)()}<Unread number=count/></A> }
        })
        .collect_view();
    let sandbox = viewer.sandbox.map(|sandbox| {
        view! {
            <div class="stack stack--1">
                <strong>{w::sandbox()}</strong>
                <p>{w::sandbox_clock(sandbox.now.full())}</p>
                <a href="/sandbox/mailbox" rel="external">{w::mailbox()}</a>
            </div>
        }
    });
    view! {
        <footer class="footer">
            <div class="wrap grid" style="--min:11rem">
                <div class="stack stack--2"><strong>{w::brand()}</strong><p>{w::about()}</p></div>
                <nav class="stack stack--1" aria-label=w::for_freelancers()>
                    <strong>{w::for_freelancers()}</strong>
                    <a href="/jobs">{w::find_work()}</a>
                    <a href="/timer">{w::timer()}</a>
                </nav>
                <nav class="stack stack--1" aria-label=w::for_clients()>
                    <strong>{w::for_clients()}</strong>
                    <a href="/jobs/new">{w::post_job()}</a>
                    <a href="/jobs/mine">{w::jobs()}</a>
                </nav>
                <nav class="stack stack--1" aria-label=w::for_programs()>
                    <strong>{w::for_programs()}</strong>
                    <a href="/api/v1/openapi.json" rel="external">{w::api()}</a>
                </nav>
                {sandbox}
            </div>
        </footer>
        <nav class="tabbar" aria-label=w::main_nav_bottom()>{ways}</nav>
    }
}
