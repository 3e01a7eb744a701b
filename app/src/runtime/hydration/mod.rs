//! How pages are hydrated without holding up people who already read them: [`static_part`]s and [`server_part`]s are left as
//! the server wrote them, and at a [`YieldPoint`] the browser gets to do something else.
//!
//! Hydration walks over every element of the page and, on a phone, holds the one thread that also scrolls and answers taps.
//! A part without anything of its own to do need not be walked over: links and forms work in it by themselves, because the
//! router and the runtime listen for them above the page.

#[cfg(target_arch = "wasm32")]
mod part;

#[cfg(not(target_arch = "wasm32"))]
use leptos::context::Provider;
use leptos::prelude::*;

/// The only child of its element, which changes only when it is rendered again: no listener, signal or effect of ours is
/// inside. On a page that comes from the server it is not even made in the browser; reached by a link, it is rendered like
/// everything else.
///
/// ```text
/// <section class="card">{static_part(move || view! { <h2>{title}</h2><DetailList details=details/> })}</section>
/// ```
pub(crate) fn static_part<V: IntoView + 'static>(render: impl FnOnce() -> V + Send + 'static) -> AnyView {
    #[cfg(target_arch = "wasm32")]
    return part::Part::Rendered(Box::new(move || render().into_any())).into_any();
    #[cfg(not(target_arch = "wasm32"))]
    render().into_any()
}

/// A [`static_part`] of a page that no browser can render: somebody who comes by a link gets it from the server, with the data of
/// the page ([`super::loader`]). A refresh merges what is new into it. Pages consist of such parts wherever they can, because
/// what renders them weighs nothing.
///
/// Forms in it are sent as any other ([`super::form`]), but nothing in them follows what is typed.
///
/// The name is its own on the page. Not in the frame, which is not of a page, and not in what a page renders of data that it
/// has got in another way.
///
/// ```text
/// <section class="card">{server_part("terms", move || view! { <Terms page=page/> })}</section>
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn server_part<V: IntoView + 'static>(
    name: impl AsRef<str>,
    render: impl FnOnce() -> V + Send + 'static,
) -> AnyView {
    let rendered = view! { <Provider value=super::form::InServerPart>{render()}</Provider> }.into_any();
    match use_context::<super::loader::Collector>() {
        Some(collector) => {
            collector.html(name.as_ref(), rendered.to_html());
            ().into_any()
        }
        None => rendered,
    }
}

/// See the server's own.
#[cfg(target_arch = "wasm32")]
pub(crate) fn server_part<V: IntoView + 'static>(
    name: impl AsRef<str>,
    _: impl FnOnce() -> V + Send + 'static,
) -> AnyView {
    let rendered = use_context::<std::sync::Arc<super::loader::Rendered>>();
    part::Part::Html(rendered.and_then(|rendered| rendered.html(name.as_ref()))).into_any()
}

/// Between two parts of the frame: the browser may paint, scroll and answer before the next one is hydrated. Not inside of a
/// part that follows a signal: it might be rendered again before it is there.
///
/// ```text
/// <Top/>
/// <YieldPoint/>
/// <main>{children()}</main>
/// ```
#[component]
pub(crate) fn YieldPoint() -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    return part::Part::Yield;
    #[cfg(not(target_arch = "wasm32"))]
    ().into_any()
}
