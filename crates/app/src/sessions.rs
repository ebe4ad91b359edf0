//! Signing in.

pub mod passwords;
