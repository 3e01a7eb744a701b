//! How data travels from the server to the browser: as JSON that serde_json writes. The browser has a reader of its own,
//! because serde_json's can do much that nobody here needs (any order of the fields, fractions, guessing types, telling
//! what it found instead) and would be a fifth of the code that every page loads.
//!
//! The reader takes the fields of a struct in the order in which they are declared, which is how serde writes them, and
//! by their names: unknown ones are passed over, a missing one is an error. An enum may carry its tag beside its fields
//! (`#[serde(tag = …)]` on the server); in the browser it is derived without that, and read all the same.

mod reader;
#[cfg(test)]
mod tests;
mod variant;

use codee::{Decoder, Encoder};
use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};

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

impl<T: Serialize> Encodes<T> for CodecEncoding {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for CodecEncoding {
    type Error = reader::Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = str::from_utf8(&bytes).map_err(|_| reader::Unreadable)?;
        read(text).map_err(|_| reader::Unreadable)
    }
}

impl<T: Serialize> Encoder<T> for CodecEncoding {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for CodecEncoding {
    type Error = reader::Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        read(text).map_err(|_| reader::Unreadable)
    }
}
