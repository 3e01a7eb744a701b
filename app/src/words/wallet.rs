//! Texts of the wallet pages.

words! { "wallet";
}
