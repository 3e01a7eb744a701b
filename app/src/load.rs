//! How a page gets its data: one resource for each page, shown by [`Loaded`], read again after
//! every command and every live event.

use crate::error::{ErrorView, PageError};
use crate::typed;
use codee::{Decoder, Encoder};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use serde::{Serialize, de::DeserializeOwned};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

/// While the hall is out of reach: how long until data is asked for again.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

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

/// The data of a page, or why there is none.
pub type PageData<T> = Resource<Result<T, PageError>, Json>;

/// The server answers when the data is there: the status of the answer depends on it.
const BLOCKING: bool = true;

/// How the data of a page travels inside its HTML. It is read from bytes, as the answers of server functions are, so that
/// the browser carries one reader for each type and not two.
#[derive(Debug)]
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(data: &T) -> Result<String, Self::Error> {
        serde_json::to_string(data)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// The data of a page: `fetch(key())`, again whenever the key or anything else changes.
///
/// ```text
/// let job = load(param("id"), api::job_page);
/// view! { <Loaded from=job let:job><h1>{job.title}</h1></Loaded> }
/// ```
///
/// Read again while the hall is out of reach, it stays as it is and comes when it can.
pub fn load<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> PageData<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    let changes = changes();
    let fetch = Arc::new(fetch);
    let read = StoredValue::new((untrack(&key), untrack(move || changes.count())));
    Resource::new_with_options(
        move || (key(), changes.count()),
        move |(key, count)| {
            let is_again = read.try_with_value(|(known, before)| *known == key && *before < count).unwrap_or_default();
            read.try_set_value((key.clone(), count));
            let fetch = Arc::clone(&fetch);
            async move {
                loop {
                    let answer = fetch(key.clone()).await;
                    if !(is_again && matches!(answer, Err(PageError::Offline))) {
                        return answer;
                    }
                    // What is on the screen stays there until the hall is within reach again.
                    rest(AGAIN_AFTER).await;
                }
            }
        },
        BLOCKING,
    )
}

/// Waits, in a browser. A future that may cross threads, as resources ask of theirs.
async fn rest(duration: Duration) {
    let over = Arc::new(Mutex::new((false, None::<Waker>)));
    let bell = Arc::clone(&over);
    set_timeout(
        move || {
            let mut over = bell.lock().unwrap_or_else(PoisonError::into_inner);
            over.0 = true;
            if let Some(waker) = over.1.take() {
                waker.wake();
            }
        },
        duration,
    );
    poll_fn(move |context| {
        let mut over = over.lock().unwrap_or_else(PoisonError::into_inner);
        over.1 = Some(context.waker().clone());
        if over.0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// The same for pages that follow changes by themselves: fetched again only when the key changes.
pub fn load_once<K, T, F>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
) -> PageData<T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    Resource::new_with_options(key, fetch, BLOCKING)
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
fn drawn_anew<T: PartialEq + Clone + Send + Sync + 'static>(from: PageData<T>) -> RwSignal<u64> {
    let version = RwSignal::new(0);
    Effect::new(move |before: Option<Option<Result<T, PageError>>>| {
        let before = before.flatten();
        // What has gone away while this waited for its turn is not read any more.
        let Some(now) = from.try_get().flatten() else { return before };
        if before.is_some_and(|before| before != now || typed::was_sent()) {
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
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    let drawn = StoredValue::new(false);
    let version = drawn_anew(from);
    view! {
        <Transition fallback=|| view! { <crate::ui::PageSkeleton/> }>
            {move || {
                let children = children.clone();
                version.try_get();
                Suspend::new(async move {
                    // Not tracked: news of something else must not draw this page again.
                    let read = ScopedFuture::new_untracked(from.into_future()).await;
                    if cfg!(target_arch = "wasm32") && drawn.try_get_value().unwrap_or_default() {
                        typed::put_back_soon(typed::look());
                    }
                    drawn.try_set_value(true);
                    match read {
                        Ok(data) => children(data).into_any(),
                        Err(error) => view! { <ErrorView error=error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}
