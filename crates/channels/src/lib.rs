//! The outside world: what comes in and goes out beside the pages and the API.

pub mod carriers;
pub mod email;
pub mod http_out;
pub mod social;
pub mod webhook_out;
