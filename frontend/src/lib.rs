//! The browser's entry point: hydrates the server-rendered page once the chunk of its route has been loaded.

use leptos::prelude::{document, window};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Event;
use std::panic::PanicHookInfo;

/// Room in the data segment for the splitter. It gives each chunk its own part of the segment, aligned anew, and keeps all
/// texts of all chunks in the first module when the parts are longer than the segment by even one byte. Nothing refers to
/// these bytes, so no module carries them.
#[used]
static ROOM_FOR_THE_SPLITTER: [u8; 4096] = [1; 4096];

/// Called once by the page when the module has loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(stopped));
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else { return };
        app::shown().await;
        leptos::mount::hydrate_from_async(body.unchecked_into(), app::App).await.forget();
        // Tells styles and end-to-end tests that scripts have taken over.
        if let Some(root) = document().document_element() {
            // An element takes any attribute of a valid name.
            let _ = root.set_attribute("data-live", "");
        }
    });
}

/// A panic ends this module. The page's start script hears of it, says so and leaves links and forms to the browser.
fn stopped(panic: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(panic);
    // Nobody else could be told if this failed.
    let _ = Event::new("app:stopped").map(|event| window().dispatch_event(&event));
}
