//! What stands between the server and the browser: pages are rendered by the server, hydrated only where something
//! happens, sent and refreshed without losing what somebody does. `docs/frontend.md` teaches how a page is made of it.
//!
//! A page goes through these parts, in this order:
//!
//! 1. [`loader`]: one [`loader()`] for each page names its data and says who reads them. The server renders the page with
//!    them. A browser that comes by a link, or refreshes the page, gets the data and the server's HTML in one answer.
//! 2. [`hydration`]: a [`server_part`] is HTML of the server that the browser never renders; a [`static_part`] is left alone
//!    during hydration; at a [`YieldPoint`] the browser may paint. Everything else is hydrated by Leptos.
//! 3. [`form`]: every [`Form`] is a plain form. With scripts one listener sends it, under a key by which it is carried out
//!    once, writes refusals beside its fields, and refreshes the page after success. Without scripts the browser posts it,
//!    and [`form::returned`] gives back what was typed.
//! 4. [`live`]: the server says over a socket that something has changed; [`Changes`] counts that, and every loader that
//!    follows it asks again. The new HTML is merged into the page, so that fields, focus and open lines stay what they are.
//! 5. [`codec`]: how data travel between the two. [`chunk`]: code that the browser loads when it is needed.
//!
//! `public/boot/` is the part of it that works without the pages' WASM: it starts that, keeps what is typed through a load
//! of the page, and takes over when the WASM has stopped.

pub(crate) mod chunk;
pub mod codec;
mod device_id;
pub mod form;
mod hydration;
pub mod live;
pub mod loader;
mod page;

pub(crate) use device_id::new_id;
pub use form::{Command, Form, FormState, too_late};
pub(crate) use hydration::{YieldPoint, server_part, static_part};
#[cfg(target_arch = "wasm32")]
pub(crate) use loader::rest;
pub(crate) use loader::{Arrived, hands_off, later};
pub use loader::{Changes, Loaded, PageData, PageMeta, ServerData, changes, loader, param, query};
pub(crate) use page::merge;
