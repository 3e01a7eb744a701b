//! What a [`super::Loader`] carries: data of any type, behind one type.

#[cfg(target_arch = "wasm32")]
use super::Rendered;
use crate::error::PageError;
use crate::runtime::codec;
use codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;

/// What can be the data of a page.
pub trait Content: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> Content for T {}

type Thing = Arc<dyn Any + Send + Sync>;

/// A `Result<T, PageError>` of some `T`.
#[derive(Debug, Clone)]
pub enum Payload {
    /// As it was fetched.
    Value {
        /// What it is.
        value: Thing,
        /// Writes it into the page. Only the server does.
        #[cfg(not(target_arch = "wasm32"))]
        write: fn(&Thing) -> Result<String, serde_json::Error>,
    },
    /// As JSON: it came inside of the page, or with what the server has rendered of the same data.
    Json {
        /// The text; one that cannot be read says that the server was out of reach.
        text: Arc<str>,
        /// What came with it.
        #[cfg(target_arch = "wasm32")]
        rendered: Option<Arc<Rendered>>,
    },
}

impl Payload {
    fn of<T: Content>(content: Result<T, PageError>) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        fn write<T: Content>(value: &Thing) -> Result<String, serde_json::Error> {
            value.downcast_ref::<Result<T, PageError>>().map_or_else(|| Ok(String::new()), codec::write)
        }
        Self::Value {
            value: Arc::new(content),
            #[cfg(not(target_arch = "wasm32"))]
            write: write::<T>,
        }
    }

    fn json(text: &str) -> Self {
        Self::Json {
            text: text.into(),
            #[cfg(target_arch = "wasm32")]
            rendered: None,
        }
    }

    /// What is inside; `T` is what it was made of. Else it counts as not arrived.
    pub fn open<T: Content>(&self) -> Result<T, PageError> {
        match self {
            Self::Value { value, .. } => value.downcast_ref::<Result<T, PageError>>().cloned(),
            Self::Json { text, .. } => codec::read::<Result<T, PageError>>(text).ok(),
        }
        .unwrap_or(Err(PageError::Offline))
    }

    /// The server was out of reach.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn away() -> Self {
        Self::json("")
    }

    /// Why the server rendered no page, when this says so: it was asked too often, or took too long.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn refused(answer: &str) -> Option<Self> {
        codec::read::<PageError>(answer).ok()?;
        Some(Self::json(&format!("{{\"Err\":{answer}}}")))
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn rendered_with(data: String, rendered: Rendered) -> Self {
        Self::Json { text: data.into(), rendered: Some(Arc::new(rendered)) }
    }

    /// What the server has rendered for the browser, when it came with this.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn rendered(&self) -> Option<&Arc<Rendered>> {
        match self {
            Self::Json { rendered, .. } => rendered.as_ref(),
            Self::Value { .. } => None,
        }
    }

    /// The same is inside.
    pub fn is_same<T: Content>(&self, other: &Self) -> bool {
        self.open::<T>() == other.open::<T>()
    }
}

/// How the data of a page travels inside its HTML.
#[derive(Debug)]
pub struct Json;

impl Encoder<Payload> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(payload: &Payload) -> Result<String, Self::Error> {
        match payload {
            #[cfg(not(target_arch = "wasm32"))]
            Payload::Value { value, write } => write(value),
            // A browser writes no pages.
            #[cfg(target_arch = "wasm32")]
            Payload::Value { .. } => Ok(String::new()),
            Payload::Json { text, .. } => Ok(text.to_string()),
        }
    }
}

impl Decoder<Payload> for Json {
    type Error = std::convert::Infallible;
    type Encoded = str;

    fn decode(text: &str) -> Result<Payload, Self::Error> {
        Ok(Payload::json(text))
    }
}

/// What decides which data it is: a value of any type that can be told from others of its type.
#[derive(Debug, Clone)]
pub(super) struct Key {
    value: Thing,
    same: fn(&Thing, &Thing) -> bool,
}

impl Key {
    pub(super) fn of<K: PartialEq + Send + Sync + 'static>(key: K) -> Self {
        fn same<K: PartialEq + 'static>(one: &Thing, other: &Thing) -> bool {
            one.downcast_ref::<K>() == other.downcast_ref::<K>()
        }
        Self { value: Arc::new(key), same: same::<K> }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.value, &other.value)
    }
}

/// Fetches a payload, and says whether the server was out of reach.
pub(super) type Fetcher = Arc<dyn Fn(&Key) -> Pin<Box<dyn Future<Output = (Payload, bool)> + Send>> + Send + Sync>;

/// `fetch` for keys of any type.
pub(super) fn fetcher<K, T, F>(fetch: impl Fn(K) -> F + Send + Sync + 'static) -> Fetcher
where
    K: Clone + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    Arc::new(move |key| {
        let asked = key.value.downcast_ref::<K>().cloned().map(&fetch);
        Box::pin(async move {
            let answer = match asked {
                Some(asked) => whole(asked).await,
                None => Err(PageError::Offline),
            };
            let is_offline = matches!(answer, Err(PageError::Offline));
            (Payload::of(answer), is_offline)
        })
    })
}

/// A panic is an answer as well: what runs on its own and ends without one would leave the page waiting for it.
#[cfg(feature = "ssr")]
async fn whole<T>(asked: impl Future<Output = Result<T, PageError>>) -> Result<T, PageError> {
    use crate::error::panic_text;
    use futures_util::FutureExt as _;
    std::panic::AssertUnwindSafe(asked)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(PageError::fault(format_args!("panic: {}", panic_text(&*panic)))))
}

/// In a browser a panic ends the program.
#[cfg(not(feature = "ssr"))]
fn whole<F>(asked: F) -> F {
    asked
}
