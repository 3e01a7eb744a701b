//! How a page that somebody reaches by a link, or that is read again, gets what it shows: the server draws the page and
//! sends its data together with those of its parts that only the server draws ([`crate::life::by_server`]). Both are of
//! one moment, and the browser needs no code that draws such a part.
//!
//! `GET /drawn/contracts/0c1d…?after=…` is answered by [`Drawn`] of the page `/contracts/0c1d…?after=…`.

#[cfg(target_arch = "wasm32")]
use super::parcel::{Courier, Parcel};
use serde::{Deserialize, Serialize};
use std::panic::Location;
#[cfg(target_arch = "wasm32")]
use std::sync::Arc;

/// In front of the address of a page.
pub const PREFIX: &str = "/drawn";

/// What a page shows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Drawn {
    /// Where in the code data is asked for, and the data: a `Result<_, PageError>` as JSON.
    data: Vec<(String, String)>,
    /// The names of parts, and what the server has drawn: HTML that it has escaped itself.
    html: Vec<(String, String)>,
}

/// Tells one place of the code from another, the same in the browser and on the server.
pub(super) fn place(of: &Location<'_>) -> String {
    format!("{}:{}", of.file(), of.line())
}

#[cfg(target_arch = "wasm32")]
fn find(all: &[(String, String)], name: &str) -> Option<String> {
    all.iter().find(|(known, _)| known == name).map(|(_, what)| what.clone())
}

#[cfg(target_arch = "wasm32")]
impl Drawn {
    /// The HTML of a part.
    pub(crate) fn html(&self, name: &str) -> Option<String> {
        find(&self.html, name)
    }
}

/// A Leptos context that the server provides while it draws a page for [`Drawn`]: takes what is to be sent.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Default)]
pub struct Gather(std::sync::Arc<std::sync::Mutex<Drawn>>);

#[cfg(not(target_arch = "wasm32"))]
impl Gather {
    fn with<T>(&self, take: impl FnOnce(&mut Drawn) -> T) -> T {
        take(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(super) fn data(&self, place: String, json: String) {
        self.with(|drawn| drawn.data.push((place, json)));
    }

    /// A part. A page is drawn more than once until all of it is known; the last time counts.
    pub(crate) fn html(&self, name: &str, html: String) {
        self.with(|drawn| {
            drawn.html.retain(|(known, _)| known != name);
            drawn.html.push((name.to_owned(), html));
        });
    }

    /// All of it, once the page is drawn.
    pub fn take(&self) -> Drawn {
        self.with(std::mem::take)
    }
}

/// Asks the server for the page that is open, at whatever address it has by then.
#[cfg(target_arch = "wasm32")]
pub(super) fn by_server(asker: &Location<'_>) -> Courier {
    use leptos::prelude::{GetUntracked, ReadUntracked};
    let place = place(asker);
    // Those of this page: while another one is on its way, the browser's own address may already be that one's.
    let (path, url) = (leptos_router::hooks::use_matched(), leptos_router::hooks::use_url());
    Arc::new(move |_| {
        let search = url.try_read_untracked().map(|url| url.search().to_owned()).unwrap_or_default();
        // The router calls the first page "".
        let path = path.try_get_untracked().filter(|path| !path.is_empty()).unwrap_or_else(|| "/".to_owned());
        let page = format!("{path}{}", crate::error::with_mark(&search));
        let place = place.clone();
        Box::pin(send_wrapper::SendWrapper::new(async move {
            let Ok(answer) = ask(&format!("{PREFIX}{page}")).await else { return (Parcel::away(), true) };
            let Ok(drawn) = crate::wire::read::<Drawn>(&answer) else {
                return Parcel::refused(&answer).map_or_else(|| (Parcel::away(), true), |refused| (refused, false));
            };
            let Some(data) = find(&drawn.data, &place) else {
                // The server is of another build than this page.
                crate::life::whole(&page);
                return std::future::pending().await;
            };
            (Parcel::Drawn { data: data.into(), drawn: Arc::new(drawn) }, false)
        }))
    })
}

#[cfg(target_arch = "wasm32")]
async fn ask(address: &str) -> Result<String, wasm_bindgen::JsValue> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    let headers = web_sys::Headers::new()?;
    headers.set("accept", "application/json")?;
    let request = web_sys::RequestInit::new();
    request.set_headers(&headers);
    let asked = leptos::prelude::window().fetch_with_str_and_init(address, &request);
    let response: web_sys::Response = JsFuture::from(asked).await?.unchecked_into();
    Ok(JsFuture::from(response.text()?).await?.as_string().unwrap_or_default())
}
