//! The browser's entry: brings the server-rendered page to life.

/// Called once by the page when the module has loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    // Tells styles and end-to-end tests that scripts have taken over.
    if let Some(root) = leptos::prelude::document().document_element() {
        // An element takes any attribute of a valid name.
        let _ = root.set_attribute("data-live", "");
    }
}
