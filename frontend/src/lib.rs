//! The browser's entry: brings the server-rendered page to life, once the chunk of its route has come.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;

/// Room in the data segment for the splitter. It gives each chunk its own part of the segment, aligned anew, and keeps all
/// texts of all chunks in the first module when the parts are longer than the segment by even one byte. Nothing refers to
/// these bytes, so no module carries them.
#[used]
static ROOM_FOR_THE_SPLITTER: [u8; 4096] = [1; 4096];

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
