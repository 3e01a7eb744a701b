//! How pages come to life without holding up whoever already reads them: [`still`] and [`by_server`] parts are left as the
//! server wrote them, and at a [`Breath`] the browser gets to do something else.
//!
//! Coming to life ("hydration") walks over every element of the page and, on a phone, holds the one thread that also
//! scrolls and answers taps. A part without anything of its own to do need not be walked over: links and plain forms
//! work in it by themselves, because the router and the start script listen for them above the page.

#[cfg(target_arch = "wasm32")]
mod still;

#[cfg(not(target_arch = "wasm32"))]
use leptos::context::Provider;
use leptos::prelude::*;
#[cfg(target_arch = "wasm32")]
use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

/// The only child of its element, which changes only when it is drawn anew: no listener, signal or effect of ours is
/// inside. On a page that comes from the server it is not even made in the browser; reached by a link, it is drawn like
/// everything else.
///
/// ```text
/// <section class="card">{still(move || view! { <h2>{title}</h2><Facts facts=facts/> })}</section>
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn still<V: IntoView + 'static>(draw: impl FnOnce() -> V + Send + 'static) -> AnyView {
    draw().into_any()
}

/// See the server's own.
#[cfg(target_arch = "wasm32")]
pub(crate) fn still<V: IntoView + 'static>(draw: impl FnOnce() -> V + Send + 'static) -> AnyView {
    still::drawn(move || draw().into_any())
}

/// A [`still`] part of a page that no browser can draw: whoever comes by a link gets it from the server, with the data of
/// the page ([`crate::load`]). Pages consist of such parts wherever they can, because what draws them weighs nothing.
///
/// Forms in it are sent as any other ([`crate::served`]), but nothing in them follows what is typed.
///
/// The name is its own on the page. Not in the frame, which is not of a page, and not in what a page draws of data that it
/// has got in another way.
///
/// ```text
/// <section class="card">{by_server("terms", move || view! { <Terms page=page/> })}</section>
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn by_server<V: IntoView + 'static>(
    name: impl AsRef<str>,
    draw: impl FnOnce() -> V + Send + 'static,
) -> AnyView {
    let drawn = view! { <Provider value=crate::served::Served>{draw()}</Provider> }.into_any();
    match use_context::<crate::load::Gather>() {
        Some(gather) => {
            gather.html(name.as_ref(), drawn.to_html());
            ().into_any()
        }
        None => drawn,
    }
}

/// See the server's own.
#[cfg(target_arch = "wasm32")]
pub(crate) fn by_server<V: IntoView + 'static>(
    name: impl AsRef<str>,
    _: impl FnOnce() -> V + Send + 'static,
) -> AnyView {
    still::written(use_context::<std::sync::Arc<crate::load::Drawn>>().and_then(|drawn| drawn.html(name.as_ref())))
}

/// Loads a page as a whole, because this build cannot show what the server says of it; what was typed comes along.
#[cfg(target_arch = "wasm32")]
pub(crate) fn whole(page: &str) {
    let about = web_sys::CustomEventInit::new();
    about.set_detail(&page.into());
    // Nobody could be told if this failed.
    let _ = web_sys::CustomEvent::new_with_event_init_dict("hall:whole", &about)
        .map(|event| window().dispatch_event(&event));
}

/// Between two parts of the frame: the browser may paint, scroll and answer before the next one comes to life. Not inside
/// of a part that follows a signal: it might be drawn anew before it is there.
///
/// ```text
/// <Top/>
/// <Breath/>
/// <main>{children()}</main>
/// ```
#[component]
pub(crate) fn Breath() -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    return Pause;
}

#[cfg(target_arch = "wasm32")]
struct Pause;

#[cfg(target_arch = "wasm32")]
impl Render for Pause {
    type State = <() as Render>::State;

    fn build(self) -> Self::State {
        Render::build(())
    }

    fn rebuild(self, state: &mut Self::State) {
        Render::rebuild((), state);
    }
}

#[cfg(target_arch = "wasm32")]
impl AddAnyAttr for Pause {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

#[cfg(target_arch = "wasm32")]
impl RenderHtml for Pause {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = <() as RenderHtml>::MIN_LENGTH;
    const EXISTS: bool = <() as RenderHtml>::EXISTS;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// A browser writes no pages.
    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        RenderHtml::hydrate::<FROM_SERVER>((), cursor, position)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        crate::load::rest(std::time::Duration::ZERO).await;
        RenderHtml::hydrate::<true>((), cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
