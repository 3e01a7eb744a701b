//! What a browser gets to know of a page that the server draws.

use crate::head::{NotForSearch, Title};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is told of the data of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The title of the document.
    title: String,
    /// Search engines are asked to stay away.
    is_hidden: bool,
    /// What the parts need that the browser draws; empty for none.
    rest: String,
    /// Tells these data from others of their kind.
    mark: String,
}

impl Facts {
    /// Of a page with this title.
    pub fn of(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Search engines are asked to stay away.
    pub fn hidden(self, is_hidden: bool) -> Self {
        Self { is_hidden, ..self }
    }

    /// What the parts need that the browser draws.
    pub fn with(self, rest: String) -> Self {
        Self { rest, ..self }
    }

    /// What the parts need that the browser draws, if there are any.
    pub fn rest(&self) -> Option<String> {
        (!self.rest.is_empty()).then(|| self.rest.clone())
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
        self.mark = format!("{:x}", hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::Facts;

    #[test]
    fn other_data_make_other_facts_and_the_same_make_the_same() {
        let of = |data: &[&str]| {
            let mut facts = Facts::of("Wallet");
            facts.remember(&data);
            facts
        };
        assert_eq!(of(&["12.00"]), of(&["12.00"]));
        assert_ne!(of(&["12.00"]), of(&["12.01"]));
        assert!(!format!("{:?}", of(&["12.00"])).contains("12.00"));
    }
}
