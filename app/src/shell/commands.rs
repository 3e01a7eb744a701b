//! Every place to go and everything to do from any page: the palette above the pages, and the page that lists the same without
//! scripts. The server makes the list, for the side and the rights of the caller; so the browser carries no texts of it.

use crate::home::api;
use crate::i18n::shell as t;
use crate::runtime::chunk::page;
use crate::runtime::{Loaded, PageMeta, loader};
#[cfg(feature = "ssr")]
use crate::session::Viewer;
use crate::ui::{CommandList, Entry, PageHead, Palette, encoded, open_palette};
#[cfg(feature = "ssr")]
use domain::{actor::Side, home::Recent};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use std::time::Duration;

const PALETTE: &str = "palette";

/// The route of the page.
#[component(transparent)]
pub(crate) fn CommandRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/commands") view=page!(commands => CommandsPage) ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

/// How often somebody has asked for the palette.
#[derive(Debug, Clone, Copy)]
struct Asked(RwSignal<u32>);

/// The place of the palette. It is loaded when it is asked for first. The start script hears the keys and the links that
/// lead to `/commands`, and says `app:commands`.
#[component]
pub(super) fn PaletteAbove() -> impl IntoView {
    let asked = RwSignal::new(0_u32);
    provide_context(Asked(asked));
    Effect::new(move |_| {
        let listening = window_event_listener_untyped("app:commands", move |_| asked.update(|times| *times += 1));
        on_cleanup(move || listening.remove());
    });
    let is_wanted = Memo::new(move |_| asked.get() > 0);
    view! {
        <Suspense>
            {move || is_wanted.get().then(|| Suspend::new(ScopedFuture::new(palette())))}
        </Suspense>
    }
}

#[leptos::lazy]
fn palette_above() -> AnyView {
    CommandPalette().into_any()
}

/// The palette, which the frame puts above the page when somebody first asks for it.
async fn palette() -> AnyView {
    crate::runtime::chunk::rendered(palette_above()).await
}

/// The palette. Its list is read anew each time it opens; until then it shows the last one.
#[component]
fn CommandPalette() -> impl IntoView {
    let entries = RwSignal::new(Vec::<Entry>::new());
    let asked = use_context::<Asked>();
    Effect::new(move |_| {
        if let Some(Asked(asked)) = asked {
            asked.track();
        }
        // The first time the dialog is not in the document yet.
        set_timeout(|| open_palette(PALETTE), Duration::ZERO);
        spawn_local(async move {
            // Without a connection the last list stays, and the search at its end.
            if let Ok(found) = api::commands().await {
                entries.try_set(found);
            }
        });
    });
    view! { <Palette id=PALETTE entries=entries otherwise=search_for/> }
}

fn search_for(words: &str) -> Entry {
    Entry::new("search", t::search_for(words), format!("/jobs?words={}", encoded(words)), "")
}

/// The page `/commands`.
#[component]
fn CommandsPage() -> impl IntoView {
    let page = loader("commands", || (), |()| api::commands()).on_server(|_| PageMeta::of(t::commands()));
    view! {
        <div class="wrap wrap--narrow">
            <Loaded from=page let:entries>
                {entries.page(|entries| view! {
                    <PageHead title=t::commands() text=t::commands_text()/>
                    <CommandList entries=entries/>
                })}
            </Loaded>
        </div>
    }
}

/// What is offered to this viewer.
#[cfg(feature = "ssr")]
pub(crate) fn entries(viewer: &Viewer, recent: Recent) -> Vec<Entry> {
    let mut entries = lately(recent);
    entries.extend(pages(viewer));
    entries.extend(deeds(viewer));
    entries
}

/// What the viewer was at: the newest thing of each kind first.
#[cfg(feature = "ssr")]
fn lately(recent: Recent) -> Vec<Entry> {
    let contract =
        |(id, title)| Entry::new("file-text", title, format!("/contracts/{id}"), "").of_kind(t::kind_contract());
    let room = |(id, name, title): (_, String, String)| {
        Entry::new("message-square", name, format!("/messages/{id}"), title).of_kind(t::kind_room())
    };
    let job = |(id, title)| Entry::new("briefcase", title, format!("/jobs/{id}"), "").of_kind(t::kind_job());
    let mut contracts = recent.contracts.into_iter().map(contract);
    let mut rooms = recent.rooms.into_iter().map(room);
    let mut jobs = recent.jobs.into_iter().map(job);
    let mut entries: Vec<Entry> = [contracts.next(), rooms.next(), jobs.next()].into_iter().flatten().collect();
    entries.extend(contracts.chain(rooms).chain(jobs));
    entries
}

#[cfg(feature = "ssr")]
fn pages(viewer: &Viewer) -> Vec<Entry> {
    let find = Entry::new("search", t::find_work(), "/jobs", t::also_find());
    let post = Entry::new("plus", t::post_job(), "/jobs/new", t::also_post());
    let Some(account) = &viewer.account else {
        return vec![
            Entry::new("house", t::home(), "/", t::also_home()),
            find,
            post,
            Entry::new("lock", t::sign_in(), "/sign-in", t::also_sign_in()),
            Entry::new("user-plus", t::sign_up(), "/sign-up", t::also_sign_up()),
        ];
    };
    let timer = Entry::new("timer", t::timer(), "/timer", t::also_timer());
    let own = match account.side {
        Side::Client => vec![Entry::new("briefcase", t::jobs(), "/jobs/mine", t::also_jobs()), post, find],
        Side::Freelancer => {
            vec![find, timer, Entry::new("send", t::proposals(), "/proposals", t::also_proposals())]
        }
    };
    let all = [
        Entry::new("file-text", t::contracts(), "/contracts", t::also_contracts()),
        Entry::new("message-square", t::messages(), "/messages", t::also_messages()),
        Entry::new("wallet", t::wallet(), "/wallet", t::also_wallet()),
        Entry::new("user", t::own_profile(), "/profile", t::also_profile()),
        Entry::new("settings", t::settings(), "/settings", t::also_settings()),
    ];
    [Entry::new("house", t::home(), "/home", t::also_home())].into_iter().chain(own).chain(all).collect()
}

/// What changes something: side, colours, language, going out.
#[cfg(feature = "ssr")]
fn deeds(viewer: &Viewer) -> Vec<Entry> {
    use crate::i18n::language;
    use crate::session::Theme;
    let side = viewer.account.as_ref().map(|account| {
        let (other, name) = match account.side {
            Side::Client => (Side::Freelancer, t::other_side_freelancer()),
            Side::Freelancer => (Side::Client, t::other_side_client()),
        };
        Entry::new("users", name, "/do/account/side", t::also_side()).sending(&[("side", other.as_str())])
    });
    let themes = [
        (Theme::Dark, "moon", t::to_dark()),
        (Theme::Light, "sun", t::to_light()),
        (Theme::Auto, "monitor", t::to_auto()),
    ];
    let themes = themes.into_iter().filter(|(theme, _, _)| *theme != viewer.theme).map(|(theme, icon, name)| {
        Entry::new(icon, name, "/do/theme", t::also_theme()).sending(&[("theme", theme.as_str())])
    });
    let others = language::spoken(viewer.sandbox.is_some()).filter(|each| each.code != language::current().code);
    let languages = others.map(|each| {
        Entry::new("globe", t::speak(each.name), "/do/language", t::also_language()).sending(&[("language", each.code)])
    });
    let out = viewer
        .account
        .as_ref()
        .map(|_| Entry::new("log-out", t::sign_out(), "/do/account/sign-out", t::also_sign_out()).sending(&[]));
    side.into_iter().chain(themes).chain(languages).chain(out).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::session::{SandboxInfo, Theme, ViewerAccount};
    use domain::id::{AccountId, ContractId, JobId, RoomId};

    fn viewer(side: Option<Side>) -> Viewer {
        let account = side.map(|side| ViewerAccount {
            id: AccountId::from_raw(1),
            name: "Ada".to_owned(),
            side,
            initials: "A".to_owned(),
            unread: 0,
            operator: false,
        });
        Viewer { account, sandbox: None::<SandboxInfo>, theme: Theme::Dark }
    }

    fn addresses(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.href.as_str()).collect()
    }

    #[test]
    fn each_side_is_offered_its_own_pages_and_the_way_to_the_other() {
        let client = entries(&viewer(Some(Side::Client)), Recent::default());
        assert!(addresses(&client).contains(&"/jobs/mine") && !addresses(&client).contains(&"/timer"));
        let freelancer = entries(&viewer(Some(Side::Freelancer)), Recent::default());
        assert!(addresses(&freelancer).contains(&"/timer") && !addresses(&freelancer).contains(&"/jobs/mine"));
        let to = |entries: &[Entry]| {
            let switch = entries.iter().find(|entry| entry.href == "/do/account/side");
            switch.and_then(|entry| entry.sends.clone()).unwrap_or_default()
        };
        assert_eq!(to(&client), [("side".to_owned(), "freelancer".to_owned())]);
        assert_eq!(to(&freelancer), [("side".to_owned(), "client".to_owned())]);
    }

    #[test]
    fn strangers_are_offered_nothing_that_wants_an_account() {
        let stranger = entries(&viewer(None), Recent::default());
        assert_eq!(
            addresses(&stranger),
            ["/", "/jobs", "/jobs/new", "/sign-in", "/sign-up", "/do/theme", "/do/theme"],
            "the colours that are on are not offered"
        );
    }

    #[test]
    fn what_one_was_at_comes_first_and_one_of_each_kind_before_the_rest() {
        let recent = Recent {
            contracts: vec![
                (ContractId::from_raw(1), "Gauge".to_owned()),
                (ContractId::from_raw(2), "Buoy".to_owned()),
            ],
            rooms: vec![(RoomId::from_raw(3), "Jonas".to_owned(), "Ferry".to_owned())],
            jobs: vec![(JobId::from_raw(4), "Map".to_owned())],
        };
        let names: Vec<String> = lately(recent).into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["Gauge", "Jonas", "Map", "Buoy"]);
    }
}
