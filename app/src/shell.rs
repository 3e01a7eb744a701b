//! The frame around every page: the bars at the top and bottom, the footer, what happens on arriving at a page.

mod arrival;
mod bars;
mod bell;
mod chip;
mod commands;
mod search;
mod side;

use crate::head::{EveryTitle, as_title};
use crate::i18n::shell as t;
use crate::languages::LanguageSwitch;
use crate::runtime::{Arrived, YieldPoint, loader, static_part};
use crate::session::{SandboxInfo, Theme, Viewer, ViewerAccount};
use crate::ui::{Count, Icon, MenuLink, PostButton, tint};
pub(crate) use arrival::OnTheWay;
pub use bars::Bars;
#[cfg(feature = "ssr")]
pub(crate) use bars::TimerRun;
#[cfg(feature = "ssr")]
pub(crate) use bars::items;
use bell::Bell;
use chip::TimerChip;
pub(crate) use chip::clockface;
pub(crate) use commands::CommandRoutes;
#[cfg(feature = "ssr")]
pub(crate) use commands::entries;
use domain::actor::Side;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use search::Search;
pub(crate) use side::SideSwitch;

/// The bars, the footer and the place of the page between them.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    // Who asks for what a page shows has the frame already.
    #[cfg(not(target_arch = "wasm32"))]
    if use_context::<loader::Collector>().is_some() {
        return children().into_any();
    }
    let bars = loader("bars", || (), |()| crate::home::api::bars()).by_browser();
    let first_title = if cfg!(target_arch = "wasm32") { document().title() } else { String::new() };
    arrival::arrive(first_title.clone());
    crate::runtime::live::follow(bars);
    crate::runtime::form::follow();
    view! {
        <EveryTitle whole=move |page: String| full_title(page, &first_title)/>
        <a class="skip" href="#main" rel="external">{t::skip()}</a>
        <arrival::ProgressLine/>
        <Arrived data=bars><Top bars=bars/></Arrived>
        <YieldPoint/>
        <crate::offline::Notices/>
        <main class="main" id="main" tabindex="-1">{children()}</main>
        <p class="visually-hidden" role="status" id="arrived"></p>
        <YieldPoint/>
        <Arrived data=bars><Bottom bars=bars/></Arrived>
        <commands::PaletteAbove/>
    }
    .into_any()
}

/// What the bars show. News must not close the menu that somebody reads, nor empty the search, so the frame of the bars
/// is rendered again only for another viewer, and the parts in it follow by themselves.
#[derive(Clone, Copy)]
struct Shown {
    seen: Signal<Bars>,
    /// Who looks, without what changes all the time.
    viewer: Signal<Viewer>,
}

/// What is read often and changes rarely. The server reads it anew each time: between the moment at which data is there
/// and the moment at which a memo hears of it, another thread may render a bar, which would then be a stranger's.
fn rarely_changing<T: Clone + PartialEq + Send + Sync + 'static>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
    if cfg!(target_arch = "wasm32") { Memo::new(move |_| read()).into() } else { Signal::derive(read) }
}

impl Shown {
    /// While the server is out of reach, the bars show a stranger's frame at most once.
    fn of(bars: crate::runtime::PageData<Bars>, tells_time: bool) -> Self {
        // A browser that hangs up takes the data along while a bar may still be rendered somewhere: then there is nothing to see.
        let seen = rarely_changing(move || bars.try_get().flatten().and_then(Result::ok).unwrap_or_default());
        let viewer = rarely_changing(move || {
            let mut viewer = seen.with(|bars| bars.viewer.clone());
            // The test clock of a sandbox is at the foot of the page.
            viewer.sandbox = viewer.sandbox.filter(|_| tells_time);
            if let Some(account) = &mut viewer.account {
                account.unread = 0;
            }
            viewer
        });
        Self { seen, viewer }
    }

    fn unread(self) -> u64 {
        self.seen.try_with(|bars| bars.viewer.account.as_ref().map_or(0, |who| who.unread)).unwrap_or_default()
    }
}

#[component]
fn Top(bars: crate::runtime::PageData<Bars>) -> impl IntoView {
    let shown = Shown::of(bars, false);
    move || view! { <TopBar viewer=shown.viewer.get() shown=shown/> }
}

#[component]
fn Bottom(bars: crate::runtime::PageData<Bars>) -> impl IntoView {
    let shown = Shown::of(bars, true);
    move || view! { <Below viewer=shown.viewer.get() shown=shown/> }
}

/// The title of the document: the page's, then the instance's name unless it is in it already. Between two pages, while
/// the next one is on its way, there is no title; then the last one stays. Before the first page is hydrated
/// the document's own is gone already; then it is `first`, the one that the server sent.
fn full_title(page: String, first: &str) -> String {
    let last = if cfg!(target_arch = "wasm32") && page.is_empty() { document().title() } else { String::new() };
    let brand = as_title(t::brand());
    match page.contains(&*brand) {
        true => page,
        false if !last.is_empty() => last,
        false if page.is_empty() && !first.is_empty() => first.to_owned(),
        false if page.is_empty() => brand.into_owned(),
        false => format!("{page} · {brand}"),
    }
}

/// One entry of the main navigation.
#[derive(Clone, Copy)]
struct Way {
    href: &'static str,
    icon: &'static str,
    name: fn() -> &'static str,
    /// Pages that belong to it besides those below its own address.
    also: &'static [&'static str],
    /// Only in the bar at the bottom, or only in the one at the top.
    bottom_only: bool,
    top_only: bool,
}

const fn way(href: &'static str, icon: &'static str, name: fn() -> &'static str) -> Way {
    Way { href, icon, name, also: &[], bottom_only: false, top_only: false }
}

impl Way {
    /// How much of the path this way stands for, in letters.
    fn covers(&self, path: &str) -> Option<usize> {
        let is_below = |start: &&str| {
            path.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || (start.len() > 1 && rest.starts_with('/')))
        };
        self.also.iter().copied().chain([self.href]).filter(is_below).map(str::len).max()
    }
}

/// The way that the path belongs to: that which covers most of it.
fn way_of(ways: &[Way], path: &str) -> Option<&'static str> {
    ways.iter().filter_map(|way| Some((way.covers(path)?, way.href))).max().map(|(_, href)| href)
}

const HOME: Way = Way { bottom_only: true, ..way("/", "house", t::home) };
const OWN_HOME: Way = way("/home", "house", t::home);
const FIND_WORK: Way = Way { also: &["/proposals"], ..way("/jobs", "search", t::find_work) };
const POST_TOP: Way = Way { top_only: true, ..way("/jobs/new", "plus", t::post_job) };
const JOBS: Way = Way { also: &["/jobs", "/proposals"], ..way("/jobs/mine", "briefcase", t::jobs) };
const CONTRACTS: Way = Way { also: &["/offers", "/payments"], ..way("/contracts", "file-text", t::contracts) };
const MESSAGES: Way = way("/messages", "message-square", t::messages);
const WALLET: Way = way("/wallet", "wallet", t::wallet);
const WALLET_TOP: Way = Way { top_only: true, ..WALLET };
const TIMER_BOTTOM: Way = Way { bottom_only: true, ..way("/timer", "timer", t::timer) };
const SIGN_IN: Way = Way { bottom_only: true, ..way("/sign-in", "lock", t::sign_in) };
const SIGN_UP: Way = Way { bottom_only: true, ..way("/sign-up", "user-plus", t::sign_up) };

fn ways(viewer: &Viewer) -> &'static [Way] {
    match viewer.account.as_ref().map(|account| account.side) {
        Some(Side::Client) => &[OWN_HOME, JOBS, CONTRACTS, MESSAGES, WALLET],
        Some(Side::Freelancer) => &[OWN_HOME, FIND_WORK, CONTRACTS, MESSAGES, TIMER_BOTTOM, WALLET_TOP],
        None => &[HOME, FIND_WORK, POST_TOP, SIGN_IN, SIGN_UP],
    }
}

/// The links of a bar. That of the page one is on says so; the messages carry the number of unread ones.
fn links(ways: &'static [Way], icons: bool, shown: Shown) -> impl IntoView {
    let path = use_location().pathname;
    let link = move |way: &'static Way| {
        let count =
            (way.href == MESSAGES.href).then_some(move || view! { <Count number=shown.unread() meaning=t::unread()/> });
        let icon = icons.then(|| view! { <Icon name=way.icon/> });
        let current = move || path.with(|path| (way_of(ways, path) == Some(way.href)).then_some("page"));
        view! { <a href=way.href aria-current=current>{icon}{(way.name)()}" "{count}</a> }
    };
    let here = move |way: &&Way| if icons { !way.top_only } else { !way.bottom_only };
    ways.iter().filter(here).map(link).collect_view()
}

/// The sign and the name of the instance, which lead home.
#[component]
pub(crate) fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" aria-hidden="true">
                <path d="M3 21v-8h3V9.5h3V6h2V3h2v3h2v3.5h3V13h3v8z"/>
                <path d="M9.75 21v-4.25a2.25 2.25 0 0 1 4.5 0V21"/>
            </svg>
            <span>{t::brand()}</span>
        </a>
    }
}

#[component]
fn TopBar(viewer: Viewer, shown: Shown) -> impl IntoView {
    let ways = links(ways(&viewer), false, shown);
    let printed_by = viewer.account.as_ref().map(|account| format!(" · {}", account.name));
    let (search, end) = match viewer.account {
        Some(account) => {
            (Some(view! { <Search/> }), view! { <Account account=account theme=viewer.theme shown=shown/> }.into_any())
        }
        None => (
            None,
            view! {
                <ThemeButton theme=viewer.theme/>
                <a class="button button--quiet wide-only" href="/sign-in">{t::sign_in()}</a>
                <a class="button button--primary button--small" href="/sign-up">{t::sign_up()}</a>
            }
            .into_any(),
        ),
    };
    view! {
        <header class="topbar">
            <div class="wrap">
                <Brand/>
                <nav class="topnav" aria-label=t::main_nav()>{ways}</nav>
                {search}
                <div class="topbar-end">{end}</div>
            </div>
            <p class="print-head"><b>{t::brand()}</b>{printed_by}</p>
        </header>
    }
}

/// The theme that the button leads to, its icon and its word.
fn next_theme(theme: Theme) -> (Theme, &'static str, &'static str) {
    match theme {
        Theme::Auto => (Theme::Dark, "moon", t::to_dark()),
        Theme::Dark => (Theme::Light, "sun", t::to_light()),
        Theme::Light => (Theme::Auto, "monitor", t::to_auto()),
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

/// What stands at the end of the top bar for people who are signed in: the timer, the bell, their menu.
#[component]
fn Account(account: ViewerAccount, theme: Theme, shown: Shown) -> impl IntoView {
    let works = account.side == Side::Freelancer;
    let rests = move || {
        (works && shown.seen.with(|bars| bars.timer.is_none())).then(
            || view! { <a class="icon-button wide-only" href="/timer" aria-label=t::timer()><Icon name="timer"/></a> },
        )
    };
    view! {
        {rests}
        <TimerChip seen=shown.seen/>
        <Bell seen=shown.seen/>
        <AccountMenu account=account theme=theme/>
    }
}

#[component]
fn AccountMenu(account: ViewerAccount, theme: Theme) -> impl IntoView {
    let initials = account.initials.clone();
    view! {
        <button type="button" class="icon-button" popovertarget="me" aria-label=t::account_menu(&initials)>
            // Its letters come from the server: to make them takes tables of all alphabets.
            <span class=format!("avatar avatar--s{}", tint(&account.name, "")) aria-hidden="true">{initials.clone()}</span>
        </button>
        <div class="menu" id="me" popover="auto">{static_part(move || view! { <Entries account=account theme=theme/> })}</div>
    }
}

/// The entries of the account's menu.
#[component]
fn Entries(account: ViewerAccount, theme: Theme) -> impl IntoView {
    let (next, icon, name) = next_theme(theme);
    let timer = (account.side == Side::Freelancer)
        .then(|| view! { <MenuLink href="/timer" icon="timer">{t::timer()}</MenuLink> });
    view! {
        <SideSwitch side=account.side/>
        <MenuLink href="/profile" icon="user">{account.name}</MenuLink>
        <MenuLink href="/wallet" icon="wallet">{t::wallet()}</MenuLink>
        {timer}
        <MenuLink href="/settings" icon="settings">{t::settings()}</MenuLink>
        <MenuLink href="/commands" icon="list-checks">{t::commands()}</MenuLink>
        <PostButton path="/do/theme" hidden=vec![("theme", next.as_str().to_owned())] icon=icon>{name}</PostButton>
        <hr/>
        <PostButton path="/do/account/sign-out" icon="log-out">{t::sign_out()}</PostButton>
    }
}

/// What stands below the page: the footer, and on a phone the bar at the bottom.
#[component]
fn Below(viewer: Viewer, shown: Shown) -> impl IntoView {
    let ways = links(ways(&viewer), true, shown);
    view! {
        <footer class="footer">
            <div class="wrap grid" style="--min:11rem">{static_part(move || view! { <Foot sandbox=viewer.sandbox/> })}</div>
        </footer>
        <nav class="tabbar" aria-label=t::main_nav_bottom()>{ways}</nav>
    }
}

/// What stands in the footer.
#[component]
fn Foot(sandbox: Option<SandboxInfo>) -> impl IntoView {
    let is_sandbox = sandbox.is_some();
    let sandbox = sandbox.map(|sandbox| {
        view! {
            <div class="stack stack--1">
                <strong>{t::sandbox()}</strong>
                <p>{t::sandbox_clock(sandbox.now)}</p>
                <a href="/sandbox/mailbox" rel="external">{t::mailbox()}</a>
                <a href="/ui">{t::all_parts()}</a>
            </div>
        }
    });
    view! {
        <div class="stack stack--2"><strong>{t::brand()}</strong><p>{t::about()}</p></div>
        <nav class="stack stack--1" aria-label=t::for_freelancers()>
            <strong>{t::for_freelancers()}</strong>
            <a href="/jobs">{t::find_work()}</a>
            <a href="/timer">{t::timer()}</a>
        </nav>
        <nav class="stack stack--1" aria-label=t::for_clients()>
            <strong>{t::for_clients()}</strong>
            <a href="/jobs/new">{t::post_job()}</a>
            <a href="/jobs/mine">{t::jobs()}</a>
        </nav>
        <nav class="stack stack--1" aria-label=t::for_programs()>
            <strong>{t::for_programs()}</strong>
            <a href="/api/v1/openapi.json" rel="external">{t::api()}</a>
            <a href="/commands" aria-keyshortcuts="Control+K Meta+K">{t::commands()}</a>
        </nav>
        {sandbox}
        <LanguageSwitch sandbox=is_sandbox/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_belongs_to_the_way_that_covers_most_of_it() {
        let client = [OWN_HOME, JOBS, CONTRACTS, MESSAGES, WALLET];
        let stranger = [HOME, FIND_WORK, POST_TOP, SIGN_IN, SIGN_UP];
        for (ways, path, way) in [
            (&client, "/jobs/new", Some("/jobs/mine")),
            (&client, "/jobs/0sa7emdgeqzbz/proposals", Some("/jobs/mine")),
            (&client, "/offers/0sa7emdgeqzbz", Some("/contracts")),
            (&client, "/contracts", Some("/contracts")),
            (&client, "/homely", None),
            (&client, "/settings", None),
            (&stranger, "/", Some("/")),
            (&stranger, "/jobs", Some("/jobs")),
            (&stranger, "/jobs/new", Some("/jobs/new")),
            (&stranger, "/reset", None),
        ] {
            assert_eq!(way_of(ways, path), way, "{path}");
        }
    }
}
