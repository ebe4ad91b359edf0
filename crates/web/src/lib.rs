//! The web room: pages, forms, assets and the rules of the browser around them.

pub mod address;
pub mod api;
pub mod assets;
pub mod brand;
pub mod builder;
pub mod cx;
pub mod form;
pub mod gate;
pub mod html;
pub mod pages;
pub mod posted;
pub mod reply;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
pub mod security;
pub mod server;
pub mod state;
pub mod ui;
pub mod visit;
pub mod words;
