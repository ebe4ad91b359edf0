//! What pages and lists show. Everything asks for who looks; nothing here changes anything.

pub mod journey;
pub mod lists;

pub use journey::{FileInfo, Loaded, Unsent};
pub use lists::{Labels, SOON, SearchHit, Work};
pub use regie_store::views::waiting::Waiting;
