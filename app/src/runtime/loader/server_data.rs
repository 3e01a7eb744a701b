//! Data of a page that only the server reads, because only the server renders what is made of them: a browser gets to know
//! the page's title and what the server has rendered. So it carries no code that reads them, and documents are shorter.

use super::PageMeta;
use crate::runtime::server_part;
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What can stay on the server: there whatever can be data of a page, in a browser anything, because it has none.
#[cfg(not(target_arch = "wasm32"))]
pub trait OnServer: super::Content {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: super::Content> OnServer for T {}
// Pages are handed on by value; only a part that renders them needs its own.
#[cfg(not(target_arch = "wasm32"))]
type Held<T> = Option<std::sync::Arc<T>>;

/// See the server's own.
#[cfg(target_arch = "wasm32")]
pub trait OnServer: 'static {}
#[cfg(target_arch = "wasm32")]
impl<T: 'static> OnServer for T {}
#[cfg(target_arch = "wasm32")]
type Held<T> = std::marker::PhantomData<fn() -> T>;

/// Data of a page, on the server; in a browser what is told of them.
pub struct ServerData<T> {
    /// What is told.
    pub meta: PageMeta,
    held: Held<T>,
}

impl<T: OnServer> ServerData<T> {
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn of(data: T, meta: fn(&T) -> PageMeta) -> Self {
        let mut meta = meta(&data);
        meta.remember(&data);
        Self { meta, held: Some(data.into()) }
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn of(data: T, meta: fn(&T) -> PageMeta) -> Self {
        Self { meta: meta(&data), held: Held::default() }
    }

    /// A part that the server renders of it; see [`server_part`].
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn server_part<V: IntoView + 'static>(
        &self,
        name: impl AsRef<str>,
        render: impl FnOnce(T) -> V + Send + 'static,
    ) -> AnyView {
        let data = self.held.clone();
        server_part(name, move || data.map(|data| render(T::clone(&data))))
    }

    /// See the server's own.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn server_part<V: IntoView + 'static>(
        &self,
        name: impl AsRef<str>,
        _: impl FnOnce(T) -> V + Send + 'static,
    ) -> AnyView {
        server_part(name, || ())
    }

    /// The page as a whole, with its title.
    pub(crate) fn page<V: IntoView + 'static>(&self, render: impl FnOnce(T) -> V + Send + 'static) -> AnyView {
        let page = self.server_part("page", render);
        view! { {self.meta.head()}<div>{page}</div> }.into_any()
    }
}

impl<T> Clone for ServerData<T>
where
    Held<T>: Clone,
{
    #[cfg_attr(
        target_arch = "wasm32",
        expect(clippy::clone_on_copy, reason = "in a browser nothing is held; on the server it is what was read")
    )]
    fn clone(&self) -> Self {
        Self { meta: self.meta.clone(), held: self.held.clone() }
    }
}

/// The meta data remember what they are told of.
impl<T> PartialEq for ServerData<T> {
    fn eq(&self, other: &Self) -> bool {
        self.meta == other.meta
    }
}

impl<T> Serialize for ServerData<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.meta.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for ServerData<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PageMeta::deserialize(deserializer).map(|meta| Self { meta, held: Held::default() })
    }
}
