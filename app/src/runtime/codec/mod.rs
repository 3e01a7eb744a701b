//! How data travel from the server to the browser: as JSON that serde_json writes. The browser has a reader of its own,
//! because serde_json's weighs more than every page can carry (`docs/frontend.md` has the numbers).
//!
//! The reader takes the fields of a struct in the order in which they are declared, which is how serde writes them, and
//! by their names: unknown ones are passed over, a missing one is an error. There are no fractions. A development build of
//! the server reads with it whatever it writes, so that what a browser could not read is found where it is made.

mod reader;
#[cfg(test)]
mod tests;
mod variant;

use codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};

/// Writes what a browser will read.
///
/// # Panics
/// In a development build, where a browser could not read it.
///
/// # Errors
/// It cannot be written, such as a map whose keys are no texts.
pub fn write<T: Serialize + DeserializeOwned>(value: &T) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(value)?;
    if cfg!(all(debug_assertions, not(target_arch = "wasm32"))) {
        assert!(reader::read::<T>(&text).is_ok(), "no browser can read {}", std::any::type_name::<T>());
    }
    Ok(text)
}

/// Reads what the server has written, or what this build has written for itself.
#[cfg(target_arch = "wasm32")]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, reader::Unreadable> {
    reader::read(text)
}

/// Outside a browser size does not matter.
#[cfg(not(target_arch = "wasm32"))]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}

/// The answers of server functions, and single values inside a page: JSON, read by our own reader in the browser.
#[derive(Debug)]
pub struct CodecEncoding;

/// For `#[server(output = Wire)]`.
pub type Wire = Post<CodecEncoding>;

impl ContentType for CodecEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for CodecEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize + DeserializeOwned> Encodes<T> for CodecEncoding {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        write(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for CodecEncoding {
    type Error = reader::Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = str::from_utf8(&bytes).map_err(|_| reader::Unreadable)?;
        read(text).map_err(|_| reader::Unreadable)
    }
}

impl<T: Serialize + DeserializeOwned> Encoder<T> for CodecEncoding {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        write(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for CodecEncoding {
    type Error = reader::Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        read(text).map_err(|_| reader::Unreadable)
    }
}
