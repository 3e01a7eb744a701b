//! The browser's entry: brings the server-rendered page to life, once the chunk of its route has come.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;

/// Called once by the page when the module has loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else { return };
        leptos::mount::hydrate_from_async(body.unchecked_into(), app::App).await.forget();
        // Tells styles and end-to-end tests that scripts have taken over.
        if let Some(root) = document().document_element() {
            // An element takes any attribute of a valid name.
            let _ = root.set_attribute("data-live", "");
        }
    });
}
