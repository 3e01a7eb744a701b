//! What [`super::load`] carries: data of any type, behind one type.

#[cfg(target_arch = "wasm32")]
use super::drawn::Drawn;
use crate::error::PageError;
use crate::wire;
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
pub enum Parcel {
    /// As it was fetched.
    Packed {
        /// What it is.
        thing: Thing,
        /// Writes it into the page. Only the server does.
        #[cfg(not(target_arch = "wasm32"))]
        write: fn(&Thing) -> Result<String, serde_json::Error>,
    },
    /// As it came inside the page.
    Written(Arc<str>),
    /// As the server sent it to a page that is open, with what it has drawn of the same data.
    #[cfg(target_arch = "wasm32")]
    Drawn {
        /// A `Result<T, PageError>` as JSON.
        data: Arc<str>,
        /// What came with it.
        drawn: Arc<Drawn>,
    },
}

impl Parcel {
    fn pack<T: Content>(content: Result<T, PageError>) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        fn write<T: Content>(thing: &Thing) -> Result<String, serde_json::Error> {
            serde_json::to_string(&thing.downcast_ref::<Result<T, PageError>>())
        }
        Self::Packed {
            thing: Arc::new(content),
            #[cfg(not(target_arch = "wasm32"))]
            write: write::<T>,
        }
    }

    /// What is inside; `T` is what was packed. Else it counts as not arrived.
    pub fn open<T: Content>(&self) -> Result<T, PageError> {
        match self {
            Self::Packed { thing, .. } => thing.downcast_ref::<Result<T, PageError>>().cloned(),
            Self::Written(text) => wire::read::<Result<T, PageError>>(text).ok(),
            #[cfg(target_arch = "wasm32")]
            Self::Drawn { data, .. } => wire::read::<Result<T, PageError>>(data).ok(),
        }
        .unwrap_or(Err(PageError::Offline))
    }

    /// The hall was out of reach.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn away() -> Self {
        // Nobody can read it, and that is what it says.
        Self::Written("".into())
    }

    /// Why the server drew no page, when this says so: it was asked too often, or took too long.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn refused(answer: &str) -> Option<Self> {
        wire::read::<PageError>(answer).ok()?;
        Some(Self::Written(format!("{{\"Err\":{answer}}}").into()))
    }

    /// What the server has drawn for the browser, when it came with this.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn drawn(&self) -> Option<&Arc<Drawn>> {
        match self {
            Self::Drawn { drawn, .. } => Some(drawn),
            Self::Packed { .. } | Self::Written(_) => None,
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

impl Encoder<Parcel> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(parcel: &Parcel) -> Result<String, Self::Error> {
        match parcel {
            #[cfg(not(target_arch = "wasm32"))]
            Parcel::Packed { thing, write } => write(thing),
            // A browser writes no pages.
            #[cfg(target_arch = "wasm32")]
            Parcel::Packed { .. } | Parcel::Drawn { .. } => Ok(String::new()),
            Parcel::Written(text) => Ok(text.to_string()),
        }
    }
}

impl Decoder<Parcel> for Json {
    type Error = std::convert::Infallible;
    type Encoded = str;

    fn decode(text: &str) -> Result<Parcel, Self::Error> {
        Ok(Parcel::Written(text.into()))
    }
}

/// What decides which data it is: a value of any type that can be told from others of its type.
#[derive(Debug, Clone)]
pub(super) struct Key {
    thing: Thing,
    same: fn(&Thing, &Thing) -> bool,
}

impl Key {
    pub(super) fn of<K: PartialEq + Send + Sync + 'static>(key: K) -> Self {
        fn same<K: PartialEq + 'static>(one: &Thing, other: &Thing) -> bool {
            one.downcast_ref::<K>() == other.downcast_ref::<K>()
        }
        Self { thing: Arc::new(key), same: same::<K> }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.thing, &other.thing)
    }
}

/// Fetches a parcel, and says whether the hall was out of reach.
pub(super) type Courier = Arc<dyn Fn(&Key) -> Pin<Box<dyn Future<Output = (Parcel, bool)> + Send>> + Send + Sync>;

/// `fetch` for keys of any type.
pub(super) fn courier<K, T, F>(fetch: impl Fn(K) -> F + Send + Sync + 'static) -> Courier
where
    K: Clone + Send + Sync + 'static,
    T: Content,
    F: Future<Output = Result<T, PageError>> + Send + 'static,
{
    Arc::new(move |key| {
        let asked = key.thing.downcast_ref::<K>().cloned().map(&fetch);
        Box::pin(async move {
            let answer = match asked {
                Some(asked) => whole(asked).await,
                None => Err(PageError::Offline),
            };
            let is_offline = matches!(answer, Err(PageError::Offline));
            (Parcel::pack(answer), is_offline)
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
