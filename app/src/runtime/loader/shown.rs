//! What a page shows of its data.

use super::payload::{Json, Payload};
use super::{Content, PageData};
use crate::error::ErrorView;
use crate::runtime::page;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use std::sync::Arc;

/// Counts how often the data has changed since it was first there.
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

/// The one for all pages.
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
                    if cfg!(target_arch = "wasm32") && is_shown.try_get_value() == Some(true) {
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
