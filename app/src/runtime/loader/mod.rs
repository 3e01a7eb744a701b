//! How a page gets its data: one [`loader()`] for each page, shown by [`Loaded`], asked again after every command and every
//! live event.

mod asking;
mod meta;
mod payload;
mod refresh;
mod rendered;
mod server_data;
mod shown;

use crate::error::PageError;
pub(crate) use asking::Asking;
use leptos::prelude::*;
pub use meta::PageMeta;
pub use payload::Content;
use payload::{Fetcher, Json, Key, Payload, fetcher};
pub use refresh::{Changes, changes};
pub(crate) use refresh::{hands_off, later, rest};
#[cfg(not(target_arch = "wasm32"))]
pub use rendered::Collector;
pub use rendered::PREFIX as RENDERED;
#[cfg(target_arch = "wasm32")]
pub(crate) use rendered::Rendered;
pub use server_data::{OnServer, ServerData};
pub(crate) use shown::Arrived;
pub use shown::Loaded;
use std::marker::PhantomData;
use std::sync::Arc;

/// The data of a page, or why there is none. Pages differ in `T` only where they use it: everything below carries
/// [`Payload`]s, so that the browser has one resource, one effect and one transition for all pages and not one for each.
pub struct PageData<T> {
    payloads: Resource<Payload, Json>,
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
        self.values().get().map(|payload| payload.open())
    }

    /// The same, also after the page has been left.
    pub fn try_get(self) -> Option<Option<Result<T, PageError>>> {
        self.values().try_get().map(|payload| payload.map(|payload| payload.open()))
    }

    /// What the resource holds. A resource warns where no boundary of Leptos waits for it; here the server waits itself
    /// (`rendered_once` in `shown.rs`).
    #[cfg(not(target_arch = "wasm32"))]
    fn values(self) -> AsyncDerived<Payload> {
        *self.payloads
    }

    /// See the server's own.
    #[cfg(target_arch = "wasm32")]
    fn values(self) -> Resource<Payload, Json> {
        self.payloads
    }
}

/// Data that a page asks for, and how; see [`loader()`].
pub struct Loader<G, K, F> {
    name: &'static str,
    key: Arc<dyn Fn() -> Key + Send + Sync>,
    refreshes: bool,
    fetch: G,
    of: PhantomData<fn(K) -> F>,
}

/// The data of a page: `fetch(key())`, again whenever the key or anything else changes. The name is the data's own in all
/// of the product: by it the browser finds them in the server's answer.
///
/// ```text
/// let day = loader("timer", query("day"), api::page).load();
/// view! { <Loaded from=day let:day><h1>{day.title}</h1></Loaded> }
/// ```
///
/// While the server is out of reach a page that is refreshed stays as it is.
pub fn loader<G, K, F>(name: &'static str, key: impl Fn() -> K + Send + Sync + 'static, fetch: G) -> Loader<G, K, F>
where
    K: PartialEq + Send + Sync + 'static,
    G: Fn(K) -> F,
{
    Loader { name, key: Arc::new(move || Key::of(key())), refreshes: true, fetch, of: PhantomData }
}

impl<G, K, T, F> Loader<G, K, F>
where
    K: Clone + Send + Sync + 'static,
    T: 'static,
    G: Fn(K) -> F + Send + Sync + 'static,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    /// Fetched again only for another key: the page follows changes by itself, or somebody types in it.
    #[must_use]
    pub fn once(self) -> Self {
        Self { refreshes: false, ..self }
    }

    /// The browser gets the data. Only the server fetches them; the browser asks it for the page ([`rendered`]).
    pub fn load(self) -> PageData<T>
    where
        T: Content,
    {
        let fetch = with_page(self.name, self.fetch);
        PageData { payloads: resource(self.key, self.refreshes, fetch), of: PhantomData }
    }

    /// The data stay on the server, because only the server renders what is made of them; the browser gets their `meta`.
    pub fn on_server(self, meta: fn(&T) -> PageMeta) -> PageData<ServerData<T>>
    where
        T: OnServer,
    {
        let fetch = self.fetch;
        let fetch = move |key: K| {
            let asked = fetch(key);
            async move { asked.await.map(|data| ServerData::of(data, meta)) }
        };
        PageData { payloads: resource(self.key, self.refreshes, with_page(self.name, fetch)), of: PhantomData }
    }

    /// The browser fetches the data itself: they stand beside pages, or change much more often than those.
    pub fn by_browser(self) -> PageData<T>
    where
        T: Content,
    {
        PageData { payloads: resource(self.key, self.refreshes, fetcher(self.fetch)), of: PhantomData }
    }
}

/// What brings the data of a page of this name.
#[cfg(target_arch = "wasm32")]
fn with_page<K, F>(name: &'static str, _: impl Fn(K) -> F + Send + Sync + 'static) -> Fetcher {
    rendered::fetcher(name)
}

/// See the browser's own. The server also collects the data for a browser that has asked for the page.
#[cfg(not(target_arch = "wasm32"))]
fn with_page<K, T, F>(name: &'static str, fetch: impl Fn(K) -> F + Send + Sync + 'static) -> Fetcher
where
    K: Clone + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    use codee::Encoder as _;
    let fetch = fetcher(fetch);
    let Some(collector) = use_context::<Collector>() else { return fetch };
    Arc::new(move |key| {
        let (asked, collector) = (fetch(key), collector.clone());
        Box::pin(async move {
            let (payload, is_offline) = asked.await;
            // Data of ours can be written.
            collector.data(name, Json::encode(&payload).unwrap_or_default());
            (payload, is_offline)
        })
    })
}

/// The server answers when the data is there: the status of the answer depends on it.
const BLOCKING: bool = true;

/// The one resource for all pages.
fn resource(key: Arc<dyn Fn() -> Key + Send + Sync>, refreshes: bool, fetch: Fetcher) -> Resource<Payload, Json> {
    let changes = refreshes.then(changes);
    let source = move || (key(), changes.map_or(0, Changes::count));
    let last = StoredValue::new(untrack(&source));
    Resource::new_with_options(
        source,
        move |(key, count)| {
            let is_refresh =
                last.try_with_value(|(known, before)| *known == key && *before < count).unwrap_or_default();
            last.try_set_value((key.clone(), count));
            refresh::fetch(Arc::clone(&fetch), key, is_refresh)
        },
        BLOCKING,
    )
}

/// A parameter of the route (`:id`) as a key for [`loader()`]; empty where the route has none.
pub fn param(name: &'static str) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let params = leptos_router::hooks::use_params_map();
    move || params.with(|params| params.get(name).unwrap_or_default())
}

/// A parameter of the query (`?q=`) as a key for [`loader()`]; empty where there is none.
pub fn query(name: &'static str) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let query = leptos_router::hooks::use_query_map();
    move || query.with(|query| query.get(name).unwrap_or_default())
}
