//! What a page shows of its data.

use super::payload::{Json, Payload};
use super::{Content, PageData};
use crate::error::ErrorView;
#[cfg(target_arch = "wasm32")]
use crate::runtime::page;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use std::sync::Arc;

/// Counts how often the data has changed since it was first there.
#[cfg(target_arch = "wasm32")]
fn version_of(from: Resource<Payload, Json>, same: fn(&Payload, &Payload) -> bool) -> RwSignal<u64> {
    let version = RwSignal::new(0);
    Effect::new(move |before: Option<Option<Payload>>| {
        let before = before.flatten();
        // What has gone away while this waited for its turn is not read any more.
        let Some(now) = from.try_get().flatten() else { return before };
        if before.is_some_and(|before| !same(&before, &now)) {
            version.try_update(|version| *version += 1);
        }
        Some(now)
    });
    version
}

/// Shows loaded data, or the error page. While new data comes, the old stays. A refresh renders only what differs; what
/// somebody has typed survives that.
#[component]
pub fn Loaded<T, V, F>(
    /// The data, from [`super::loader()`].
    from: PageData<T>,
    /// What to show: `let:job` and a view, or a function of the data.
    children: F,
) -> impl IntoView
where
    T: Content,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    let render = move |payload: Payload| match payload.open::<T>() {
        Ok(data) => children(data).into_any(),
        Err(error) => view! { <ErrorView error=error/> }.into_any(),
    };
    shown(from.payloads, Payload::is_same::<T>, Arc::new(render))
}

/// Shows what reads these data, such as the bars of the frame, once they are there. While new data comes, the old stays.
#[component]
pub(crate) fn Arrived<T>(
    /// The data that the children read.
    data: PageData<T>,
    children: Children,
) -> impl IntoView {
    #[cfg(not(target_arch = "wasm32"))]
    return rendered_once(data.payloads, move |_| children());
    #[cfg(target_arch = "wasm32")]
    return {
        let _ = data;
        view! { <Transition>{children()}</Transition> }
    };
}

/// The server renders once, when the data are there, and writes at one go. A boundary of Leptos renders its children two or
/// three times, because they may ask for more data while they are rendered; ours do not, nor is anything in them waited for.
#[cfg(not(target_arch = "wasm32"))]
fn rendered_once(from: Resource<Payload, Json>, render: impl FnOnce(Payload) -> AnyView + Send + 'static) -> AnyView {
    use leptos::tachys::html::InertElement;
    // The browser's boundary takes a number, and data are found by such numbers.
    if let Some(shared) = Owner::current_shared_context() {
        shared.next_id();
    }
    let rendered = || {
        Suspend::new(async move {
            let payload = ScopedFuture::new_untracked(from.into_future()).await;
            InertElement::new(render(payload).to_html())
        })
    };
    Owner::new().with(rendered).into_any()
}

/// The one for all pages.
#[cfg(not(target_arch = "wasm32"))]
fn shown(
    from: Resource<Payload, Json>,
    _: fn(&Payload, &Payload) -> bool,
    render: Arc<dyn Fn(Payload) -> AnyView + Send + Sync>,
) -> AnyView {
    rendered_once(from, move |payload| render(payload))
}

/// See the server's own.
#[cfg(target_arch = "wasm32")]
fn shown(
    from: Resource<Payload, Json>,
    same: fn(&Payload, &Payload) -> bool,
    render: Arc<dyn Fn(Payload) -> AnyView + Send + Sync>,
) -> AnyView {
    let (version, is_shown) = (version_of(from, same), StoredValue::new(false));
    view! {
        <Transition fallback=|| view! { <crate::ui::PageSkeleton/> }>
            {move || {
                let render = Arc::clone(&render);
                version.try_get();
                Suspend::new(async move {
                    // Not tracked: news of something else must not render this page again.
                    let payload = ScopedFuture::new_untracked(from.into_future()).await;
                    if is_shown.try_get_value() == Some(true) {
                        page::hold();
                    }
                    is_shown.try_set_value(true);
                    if let Some(rendered) = payload.rendered() {
                        provide_context(Arc::clone(rendered));
                    }
                    render(payload)
                })
            }}
        </Transition>
    }
    .into_any()
}
