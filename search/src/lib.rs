//! Reserved for a full-text index; empty so far.
