//! Chunks of the browser's program that load when they are needed: a page when somebody first goes there, so that a first
//! visit carries only the frame, the home page and the page it asked for, and a form that most people do not get. A feature
//! declares its chunks beside its routes ([`page!`]); nothing here knows which there are. What several chunks share comes in
//! pieces, which the build binds into few files (`tools/bundle`). The server has all of them.

use crate::runtime::loader::Asking;
use leptos::prelude::*;
use leptos_router::ChooseView;
use std::pin::Pin;

pub(crate) type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// A page that comes when somebody goes there. One type for all of them: the router is compiled anew for each type.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) render: fn() -> Coming<AnyView>,
    pub(crate) fetch: fn() -> Coming<()>,
}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        (self.render)().await
    }

    async fn preload(&self) {
        (self.fetch)().await;
    }
}

/// A page in a chunk of its own, as the view of its route: `page!(job_find => FindPage)`. The name of the chunk begins with
/// the feature and belongs to no other page; `tools/bundle` knows by it which chunks strangers load.
macro_rules! page {
    ($chunk:ident => $page:path) => {{
        #[leptos::lazy($chunk)]
        fn render() -> leptos::prelude::AnyView {
            leptos::prelude::IntoAny::into_any($page())
        }
        $crate::runtime::chunk::Page {
            render: || Box::pin(render()),
            fetch: $crate::runtime::chunk::fetch!(__preload_render),
        }
    }};
}
pub(crate) use page;

/// Loads a chunk without rendering it, by the function that `leptos::lazy` makes beside the one it stands on.
macro_rules! fetch {
    ($preload:path) => {{
        #[cfg(target_arch = "wasm32")]
        let fetch: fn() -> $crate::runtime::chunk::Coming<()> = || Box::pin($preload());
        #[cfg(not(target_arch = "wasm32"))]
        let fetch: fn() -> $crate::runtime::chunk::Coming<()> = || Box::pin(std::future::ready(()));
        fetch
    }};
}
pub(crate) use fetch;

/// A form in a chunk of its own. Hydration waits for nothing, so a form that stands in the document is loaded before.
pub(crate) struct LazyForm {
    /// Finds the form in the document.
    pub(crate) selector: &'static str,
    pub(crate) fetch: fn() -> Coming<()>,
}

/// Loads the chunks of those forms that the document shows.
pub(crate) async fn load_shown(forms: &[LazyForm]) {
    if cfg!(target_arch = "wasm32") {
        for form in forms {
            if document().query_selector(form.selector).ok().flatten().is_some() {
                (form.fetch)().await;
            }
        }
    }
}

/// Renders what is in a chunk, and says that it is asked for until it is there.
pub(crate) async fn rendered(chunk: impl Future<Output = AnyView>) -> AnyView {
    let _asking = Asking::begin();
    chunk.await
}
