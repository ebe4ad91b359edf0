//! What pages and lists show. Everything asks for who looks; nothing here changes anything.

pub mod agreement_lists;
pub mod board;
pub mod brief;
pub mod copies;
pub mod customers;
pub mod endings;
pub mod expectations;
pub mod journey;
pub mod lists;
pub mod measures;
mod names;
pub mod search;
pub mod silent;
pub mod stages;
pub mod teams;

pub use copies::Copies;
pub(crate) use journey::contents_of;
pub use journey::{FileInfo, Loaded, Unsent};
pub use lists::{Labels, Listed, Off, SOON, Work};
pub use regie_store::views::waiting::Waiting;
pub use search::{FoundJourneys, SearchHit};
