//! How a page gets its data: one resource for each page, shown by [`Loaded`], read again after
//! every command and every live event.

mod asking;
mod drawn;
mod facts;
mod parcel;
mod source;

use crate::error::{ErrorView, PageError};
use crate::typed;
pub(crate) use asking::Asking;
#[cfg(not(target_arch = "wasm32"))]
use codee::Encoder as _;
#[cfg(target_arch = "wasm32")]
pub(crate) use drawn::Drawn;
#[cfg(not(target_arch = "wasm32"))]
pub use drawn::Gather;
pub use drawn::PREFIX as DRAWN;
pub use facts::Facts;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
pub use parcel::{Content, Json, Parcel};
use parcel::{Courier, Key, courier};
use send_wrapper::SendWrapper;
pub use source::{Source, load_source};
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// While the hall is out of reach: how long until data is asked for again.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How often a page that is to be drawn again looks whether it may.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// No press is waited for longer: a browser may forget that something was let go.
const PRESS_LOOKS_MAX: u32 = 40;
/// Nor any command: on a bad line its answer may take minutes, and other news is not to wait for that.
const COMMAND_LOOKS_MAX: u32 = 400;

/// Counts what has changed since the page was opened. Provided as context by the app.
#[derive(Debug, Clone, Copy)]
pub struct Changes(RwSignal<u64>);

impl Changes {
    /// Nothing has changed yet.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Reads the page's data again: a command has succeeded, or the server said that something happened.
    pub fn happened(self) {
        self.0.try_update(|count| *count += 1);
    }

    /// How many so far; an effect that reads it runs again with the next one.
    pub fn count(self) -> u64 {
        self.0.get()
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

/// The changes of this app.
pub fn changes() -> Changes {
    use_context().unwrap_or_default()
}

/// The data of a page, or why there is none. Pages differ in `T` only where they use it: everything below carries
/// [`Parcel`]s, so that the browser has one resource, one effect and one transition for all pages and not one for each.
pub struct PageData<T> {
    parcels: Resource<Parcel, Json>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for PageData<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PageData<T> {}

impl<T: Content> PageData<T> {
    /// What has come; the caller follows it.
    pub fn get(self) -> Option<Result<T, PageError>> {
        self.parcels.get().map(|parcel| parcel.open())
    }

    /// The same, also after the page has been left.
    pub fn try_get(self) -> Option<Option<Result<T, PageError>>> {
        self.parcels.try_get().map(|parcel| parcel.map(|parcel| parcel.open()))
    }
}

/// The server answers when the data is there: the status of the answer depends on it.
const BLOCKING: bool = true;

/// The data of a page: `fetch(key())`, again whenever the key or anything else changes.
///
/// ```text
/// let job = load(param("id"), api::job_page);
/// view! { <Loaded from=job let:job><h1>{job.title}</h1></Loaded> }
/// ```
///
/// Read again while the hall is out of reach, it stays as it is and comes when it can.
///
/// Only the server fetches; a browser asks it for the page ([`drawn`]).
#[track_caller]
pub fn load<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> PageData<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    let fetch = of_page(Location::caller(), fetch);
    PageData { parcels: read(with_changes(key), fetch), of: PhantomData }
}

/// When data are read again, besides for another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// With everything that changes.
    WithChanges,
    /// Never: it is what was true when the page was opened.
    Never,
}

impl Again {
    fn when<K: PartialEq + Send + Sync + 'static>(self, key: impl Fn() -> K + Send + Sync + 'static) -> When {
        match self {
            Self::WithChanges => with_changes(key),
            Self::Never => by_key_alone(key),
        }
    }
}

/// What stands beside pages, or is read again much more often than they are: the browser fetches it itself.
pub fn load_apart<T, F>(again: Again, fetch: impl Fn() -> F + Send + Sync + 'static) -> PageData<T>
where
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    PageData { parcels: read(again.when(|| ()), courier(move |()| fetch())), of: PhantomData }
}

/// Which data, and a count that grows when it is to be read again all the same.
type When = Arc<dyn Fn() -> (Key, u64) + Send + Sync>;

fn with_changes<K: PartialEq + Send + Sync + 'static>(key: impl Fn() -> K + Send + Sync + 'static) -> When {
    let changes = changes();
    Arc::new(move || (Key::of(key()), changes.count()))
}

fn by_key_alone<K: PartialEq + Send + Sync + 'static>(key: impl Fn() -> K + Send + Sync + 'static) -> When {
    Arc::new(move || (Key::of(key()), 0))
}

/// What brings the data of a page, asked for at a place of the code.
#[cfg(target_arch = "wasm32")]
fn of_page<K, F>(asker: &Location<'_>, _: impl Fn(K) -> F + Send + Sync + 'static) -> Courier {
    drawn::by_server(asker)
}

/// See the browser's own. The server also notes it for a browser that has asked for it.
#[cfg(not(target_arch = "wasm32"))]
fn of_page<K, T, F>(asker: &Location<'_>, fetch: impl Fn(K) -> F + Send + Sync + 'static) -> Courier
where
    K: Clone + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    let fetch = courier(fetch);
    let Some(gather) = use_context::<Gather>() else { return fetch };
    let place = drawn::place(asker);
    Arc::new(move |key| {
        let (asked, gather, place) = (fetch(key), gather.clone(), place.clone());
        Box::pin(async move {
            let (parcel, is_offline) = asked.await;
            // Data of ours can be written.
            gather.data(place, Json::encode(&parcel).unwrap_or_default());
            (parcel, is_offline)
        })
    })
}

/// The one for all pages.
fn read(when: When, fetch: Courier) -> Resource<Parcel, Json> {
    let read = StoredValue::new(untrack(|| when()));
    Resource::new_with_options(
        move || when(),
        move |(key, count)| {
            let is_again = read.try_with_value(|(known, before)| *known == key && *before < count).unwrap_or_default();
            read.try_set_value((key.clone(), count));
            let fetch = Arc::clone(&fetch);
            async move {
                let _asking = Asking::begin();
                loop {
                    let (parcel, is_offline) = fetch(&key).await;
                    if !is_again {
                        return parcel;
                    }
                    if !is_offline {
                        hands_off().await;
                        return parcel;
                    }
                    // What is on the screen stays there until the hall is within reach again.
                    rest(AGAIN_AFTER).await;
                }
            }
        },
        BLOCKING,
    )
}

/// Waits until nobody is at work on what would be drawn again. News of a command may come before its answer: the form
/// that waits for it must still be there, and what it sent must not be put back into a new one. A press ends where it
/// began. Whoever goes to another page waits for none of it.
pub(crate) async fn hands_off() {
    let (here, mut commands, mut presses) = (address(), 0, 0);
    while address() == here {
        if crate::command::is_on_its_way() && commands < COMMAND_LOOKS_MAX {
            commands += 1;
        } else if typed::is_pressed() && presses < PRESS_LOOKS_MAX {
            presses += 1;
        } else {
            return;
        }
        rest(LOOK_EVERY).await;
    }
}

/// Where the browser is, without the place in the page.
fn address() -> String {
    let here = window().location();
    here.pathname().unwrap_or_default() + &here.search().unwrap_or_default()
}

/// Waits, in a browser. A future that may cross threads, as resources ask of theirs.
pub(crate) fn rest(duration: Duration) -> impl Future<Output = ()> + Send {
    // A promise: the library's own future would bring channels along, which nothing else in the browser needs.
    let over = js_sys::Promise::new(&mut |resolve, _| {
        later(duration, move || {
            // What waits has ended with its page where this fails.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
    });
    SendWrapper::new(async move {
        let _ = JsFuture::from(over).await;
    })
}

/// Does something later, in a browser.
pub(crate) fn later(duration: Duration, what: impl FnOnce() + 'static) {
    Timeout::new(u32::try_from(duration.as_millis()).unwrap_or(u32::MAX), what).forget();
}

/// The same as [`load`] for pages that follow changes by themselves: fetched again only when the key changes.
#[track_caller]
pub fn load_once<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> PageData<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    let fetch = of_page(Location::caller(), fetch);
    PageData { parcels: read(by_key_alone(key), fetch), of: PhantomData }
}

/// A parameter of the route (`:id`) as a key for [`load`]; empty where the route has none.
pub fn param(name: &'static str) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let params = leptos_router::hooks::use_params_map();
    move || params.with(|params| params.get(name).unwrap_or_default())
}

/// A parameter of the query (`?q=`) as a key for [`load`]; empty where there is none.
pub fn query(name: &'static str) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let query = leptos_router::hooks::use_query_map();
    move || query.with(|query| query.get(name).unwrap_or_default())
}

/// Counts how often the data has changed since it was first there.
fn drawn_anew(from: Resource<Parcel, Json>, same: fn(&Parcel, &Parcel) -> bool) -> RwSignal<u64> {
    let version = RwSignal::new(0);
    Effect::new(move |before: Option<Option<Parcel>>| {
        let before = before.flatten();
        // What has gone away while this waited for its turn is not read any more.
        let Some(now) = from.try_get().flatten() else { return before };
        if before.is_some_and(|before| !same(&before, &now) || typed::was_sent()) {
            version.try_update(|version| *version += 1);
        }
        Some(now)
    });
    version
}

/// Shows loaded data, or the error page. While new data comes, the old stays. Only what differs is drawn again, or what a
/// form of this page has sent; what somebody has typed survives that.
#[component]
pub fn Loaded<T, V, F>(
    /// The resource, from [`load`].
    from: PageData<T>,
    /// What to show: `let:job` and a view, or a function of the data.
    children: F,
) -> impl IntoView
where
    T: Content,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    let draw = move |parcel: Parcel| match parcel.open::<T>() {
        Ok(data) => children(data).into_any(),
        Err(error) => view! { <ErrorView error=error/> }.into_any(),
    };
    shown(from.parcels, Parcel::is_same::<T>, Arc::new(draw))
}

/// The one for all pages.
fn shown(
    from: Resource<Parcel, Json>,
    same: fn(&Parcel, &Parcel) -> bool,
    draw: Arc<dyn Fn(Parcel) -> AnyView + Send + Sync>,
) -> AnyView {
    // The address that is drawn.
    let drawn = StoredValue::new(None::<String>);
    let version = drawn_anew(from, same);
    view! {
        <Transition fallback=|| view! { <crate::ui::PageSkeleton/> }>
            {move || {
                let draw = Arc::clone(&draw);
                version.try_get();
                Suspend::new(async move {
                    // Not tracked: news of something else must not draw this page again.
                    let read = ScopedFuture::new_untracked(from.into_future()).await;
                    if cfg!(target_arch = "wasm32") {
                        let here = address();
                        if let Some(before) = drawn.try_get_value().flatten() {
                            let page = if before == here { typed::Page::Same } else { typed::Page::Other };
                            typed::put_back_soon(typed::look(page));
                        }
                        drawn.try_set_value(Some(here));
                    }
                    #[cfg(target_arch = "wasm32")]
                    if let Some(drawn) = read.drawn() {
                        provide_context(Arc::clone(drawn));
                    }
                    draw(read)
                })
            }}
        </Transition>
    }
    .into_any()
}
