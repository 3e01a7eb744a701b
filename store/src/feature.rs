//! What a feature adds to what the store does for all of them. Each declares its own as `FEATURE`; the list is in `lib.rs`.

use crate::schedule::JobKind;

/// What a feature adds.
pub(crate) struct Feature {
    /// What its events are about: the word by which pages and programs know them.
    pub(crate) topic: &'static str,
    /// What happens to it by time alone.
    pub(crate) jobs: &'static [JobKind],
}
