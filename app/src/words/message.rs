//! Texts of the message pages.

words! { "message";
}
