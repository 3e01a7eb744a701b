//! How a page that somebody reaches by a link, or that is refreshed, gets what it shows: the server renders the page and
//! sends its data together with those of its parts that only the server renders ([`crate::runtime::server_part`]). Both are
//! of one moment, and the browser needs no code that renders such a part.
//!
//! `GET /rendered/contracts/0c1d…?after=…` is answered by [`Rendered`] of the page `/contracts/0c1d…?after=…`.

use serde::{Deserialize, Serialize};

/// In front of the address of a page.
pub const PREFIX: &str = "/rendered";

/// What a page shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// The names of data, and the data: a `Result<_, PageError>` as JSON.
    data: Vec<(String, String)>,
    /// The names of parts, and what the server has rendered: HTML that it has escaped itself.
    html: Vec<(String, String)>,
}

/// A Leptos context that the server provides while it renders a page for [`Rendered`]: takes what is to be sent.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Default)]
pub struct Collector(std::sync::Arc<std::sync::Mutex<Rendered>>);

#[cfg(not(target_arch = "wasm32"))]
impl Collector {
    fn with<T>(&self, take: impl FnOnce(&mut Rendered) -> T) -> T {
        take(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(super) fn data(&self, name: &str, json: String) {
        self.with(|rendered| put(&mut rendered.data, name, json));
    }

    pub(crate) fn html(&self, name: &str, html: String) {
        self.with(|rendered| put(&mut rendered.html, name, html));
    }

    /// All of it, once the page is rendered.
    pub fn take(&self) -> Rendered {
        self.with(std::mem::take)
    }
}

/// A page is rendered more than once until all of it is known; the last time counts.
#[cfg(not(target_arch = "wasm32"))]
fn put(all: &mut Vec<(String, String)>, name: &str, what: String) {
    all.retain(|(known, _)| known != name);
    all.push((name.to_owned(), what));
}

#[cfg(target_arch = "wasm32")]
pub(super) use asked::fetcher;

/// The browser's side.
#[cfg(target_arch = "wasm32")]
mod asked {
    use super::super::payload::{Fetcher, Payload};
    use super::{PREFIX, Rendered};
    use crate::runtime::{codec, page};
    use leptos::prelude::{GetUntracked, ReadUntracked, window};
    use std::sync::Arc;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    fn find(all: &[(String, String)], name: &str) -> Option<String> {
        all.iter().find(|(known, _)| known == name).map(|(_, what)| what.clone())
    }

    impl Rendered {
        /// The HTML of a part.
        pub(crate) fn html(&self, name: &str) -> Option<String> {
            find(&self.html, name)
        }
    }

    /// Asks the server for the page that is open, at whatever address it has by then.
    pub(in super::super) fn fetcher(name: &'static str) -> Fetcher {
        // Those of this page: while another one is on its way, the browser's own address may already be that one's.
        let (path, url) = (leptos_router::hooks::use_matched(), leptos_router::hooks::use_url());
        Arc::new(move |_| {
            let search = url.try_read_untracked().map(|url| url.search().to_owned()).unwrap_or_default();
            // The router calls the first page "".
            let path = path.try_get_untracked().filter(|path| !path.is_empty()).unwrap_or_else(|| "/".to_owned());
            let address = format!("{path}{}", crate::error::with_mark(&search));
            Box::pin(send_wrapper::SendWrapper::new(async move {
                let Ok(answer) = ask(&format!("{PREFIX}{address}")).await else { return (Payload::away(), true) };
                let Ok(rendered) = codec::read::<Rendered>(&answer) else {
                    return Payload::refused(&answer)
                        .map_or_else(|| (Payload::away(), true), |refused| (refused, false));
                };
                let Some(data) = find(&rendered.data, name) else {
                    // The server is of another build than this page.
                    page::load_document(&address);
                    return std::future::pending().await;
                };
                (Payload::rendered_with(data, rendered), false)
            }))
        })
    }

    async fn ask(address: &str) -> Result<String, JsValue> {
        let headers = web_sys::Headers::new()?;
        headers.set("accept", "application/json")?;
        let request = web_sys::RequestInit::new();
        request.set_headers(&headers);
        let asked = window().fetch_with_str_and_init(address, &request);
        let response: web_sys::Response = JsFuture::from(asked).await?.unchecked_into();
        Ok(JsFuture::from(response.text()?).await?.as_string().unwrap_or_default())
    }
}
