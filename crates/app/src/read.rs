//! What pages and lists show. Everything asks for who looks; nothing here changes anything.

pub mod journey;
pub mod lists;

pub use journey::{FileInfo, Loaded};
pub use lists::{Labels, SearchHit, Work};
