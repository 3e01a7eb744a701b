//! Texts of the offer pages.

words! { "offer";
}
