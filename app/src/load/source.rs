//! Data of a page that only the server reads, because only the server draws what is made of them: a browser gets to know
//! the page's title and what the server has drawn. So it carries no code that reads them, and documents are shorter.

#[cfg(not(target_arch = "wasm32"))]
use super::Content;
use super::{Again, Facts, PageData, of_page, read};
use crate::error::PageError;
use crate::life::by_server;
use leptos::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::marker::PhantomData;
use std::panic::Location;

/// Data of a page, on the server; in a browser what is told of them.
pub struct Source<T> {
    /// What is told.
    pub facts: Facts,
    #[cfg(not(target_arch = "wasm32"))]
    data: Option<T>,
    of: PhantomData<fn() -> T>,
}

impl<T> Source<T> {
    fn told(facts: Facts) -> Self {
        Self {
            facts,
            #[cfg(not(target_arch = "wasm32"))]
            data: None,
            of: PhantomData,
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Content> Source<T> {
    fn of(data: T, tell: fn(&T) -> Facts) -> Self {
        let mut facts = tell(&data);
        facts.remember(&data);
        Self { facts, data: Some(data), of: PhantomData }
    }
}

impl<T: Clone + 'static> Source<T> {
    /// A part that the server draws of it; see [`by_server`].
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn by_server<V: IntoView + 'static>(
        &self,
        name: impl AsRef<str>,
        draw: impl FnOnce(T) -> V + Send + 'static,
    ) -> AnyView
    where
        T: Send,
    {
        // Only a browser has none.
        let data = self.data.clone();
        by_server(name, move || data.map(draw))
    }

    /// See the server's own.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn by_server<V: IntoView + 'static>(
        &self,
        name: impl AsRef<str>,
        _: impl FnOnce(T) -> V + Send + 'static,
    ) -> AnyView {
        by_server(name, || ())
    }

    /// The page as a whole, with its title.
    pub(crate) fn page<V: IntoView + 'static>(&self, draw: impl FnOnce(T) -> V + Send + 'static) -> AnyView
    where
        T: Send,
    {
        let page = self.by_server("page", draw);
        view! { {self.facts.head()}<div>{page}</div> }.into_any()
    }
}

impl<T: Clone> Clone for Source<T> {
    fn clone(&self) -> Self {
        Self {
            facts: self.facts.clone(),
            #[cfg(not(target_arch = "wasm32"))]
            data: self.data.clone(),
            of: PhantomData,
        }
    }
}

/// The facts remember what they are told of.
impl<T> PartialEq for Source<T> {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts
    }
}

impl<T> Serialize for Source<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.facts.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Source<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Facts::deserialize(deserializer).map(Self::told)
    }
}

/// [`super::load`] of data that stay on the server; the browser is told what `tell` makes of them. With [`Again::Never`] they
/// are fetched again only when the key changes.
///
/// ```text
/// let page = load_source(Again::WithChanges, query("after"), api::list, |_| Facts::of(w::contracts()));
/// view! { <Loaded from=page let:page>{page.page(|page| view! { <List page=page/> })}</Loaded> }
/// ```
#[cfg(not(target_arch = "wasm32"))]
#[track_caller]
pub fn load_source<K, T, F>(
    again: Again,
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
    tell: fn(&T) -> Facts,
) -> PageData<Source<T>>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    let fetch = move |key: K| {
        let asked = fetch(key);
        async move { asked.await.map(|data| Source::of(data, tell)) }
    };
    PageData { parcels: read(again.when(key), of_page(Location::caller(), fetch)), of: PhantomData }
}

/// See the server's own.
#[cfg(target_arch = "wasm32")]
#[track_caller]
pub fn load_source<K, T, F>(
    again: Again,
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: impl Fn(K) -> F + Send + Sync + 'static,
    _: fn(&T) -> Facts,
) -> PageData<Source<T>>
where
    K: PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    PageData { parcels: read(again.when(key), of_page(Location::caller(), fetch)), of: PhantomData }
}
