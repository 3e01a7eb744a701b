//! A room of Guildhall.
