//! What a browser gets to know of a page that the server renders.

use crate::head::{NotForSearch, Title};
use crate::runtime::codec;
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What is told of the data of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageMeta {
    /// The title of the document.
    title: String,
    /// Search engines are asked to stay away.
    is_hidden: bool,
    /// What the hydrated parts need, as JSON; empty for none.
    props: String,
    /// Tells these data from others of their kind.
    fingerprint: String,
}

impl PageMeta {
    /// Of a page with this title.
    pub fn of(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Search engines are asked to stay away.
    pub fn hidden(self, is_hidden: bool) -> Self {
        Self { is_hidden, ..self }
    }

    /// With what the hydrated parts need, where there are any.
    pub fn with_props(self, props: Option<&(impl Serialize + DeserializeOwned)>) -> Self {
        // Data of ours can be written.
        Self { props: props.map(codec::write).and_then(Result::ok).unwrap_or_default(), ..self }
    }

    /// What the hydrated parts need, where there are any.
    pub fn props<T: DeserializeOwned>(&self) -> Option<T> {
        codec::read(&self.props).ok()
    }

    /// The same as it came.
    pub(crate) fn props_text(&self) -> Option<String> {
        (!self.props.is_empty()).then(|| self.props.clone())
    }

    /// For the head of the document.
    pub(crate) fn head(&self) -> AnyView {
        let robots = self.is_hidden.then(|| view! { <NotForSearch/> });
        view! { <Title text=self.title.clone()/>{robots} }.into_any()
    }

    /// Remembers what they are told of, without telling it.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn remember(&mut self, data: &impl Serialize) {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        // Data of ours can be written.
        serde_json::to_string(data).unwrap_or_default().hash(&mut hasher);
        self.fingerprint = format!("{:x}", hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::PageMeta;

    #[test]
    fn other_data_make_another_fingerprint_and_the_same_make_the_same() {
        let of = |data: &[&str]| {
            let mut meta = PageMeta::of("Wallet");
            meta.remember(&data);
            meta
        };
        assert_eq!(of(&["12.00"]), of(&["12.00"]));
        assert_ne!(of(&["12.00"]), of(&["12.01"]));
        assert!(!format!("{:?}", of(&["12.00"])).contains("12.00"));
    }
}
