//! What free text says: its language, its tone, its topics; and a text without what points at a person. Pure functions over
//! lists that are compiled in or handed over: no I/O, no clock, no network, and nothing that learns by itself.
//!
//! | question | where |
//! |---|---|
//! | which language is this, and how is that known | [`language`] |
//! | which form do words have in common | [`stem`] |
//! | how does it sound, and which words say so | [`tone`] |
//! | does it need a person at once | [`worry`] |
//! | what is it about, by the words of a team | [`topic`] |
//! | the same text for another organisation | [`mask`] |
//! | how often is all this right | [`accuracy`] |
//!
//! Every outcome says which bytes of the text brought it about and why, so that a page can highlight them and a reader can
//! disagree. A tone is a hint for the order in which people read; it is never shown as what somebody meant.

pub mod accuracy;
mod fold;
pub mod language;
mod lists;
pub mod mask;
pub mod phrase;
pub mod stem;
pub mod tone;
pub mod topic;
pub mod words;
pub mod worry;

/// A place in a text: from byte to byte, on the borders of characters.
pub type Place = std::ops::Range<usize>;
