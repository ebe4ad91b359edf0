//! The settings: organisation, teams, members, calendars, blueprints, mailboxes, texts.

pub mod presets;
pub mod story;
