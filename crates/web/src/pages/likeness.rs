//! Whether two records are one person: side by side, with the reasons, for a member to say.

use askama::Template;

use crate::cx::Cx;
use crate::pages::customers::HandleCard;
use crate::pages::parts::{JourneyRef, Tone};
use crate::pages::shell::Shell;

/// One of two people, side by side.
#[derive(Clone, Debug)]
pub struct Side {
    /// The record.
    pub id: String,
    /// What the person is called.
    pub name: String,
    /// Since when the person is known, in words.
    pub since: String,
    /// Addresses and numbers, each with what it rests on.
    pub handles: Vec<HandleCard>,
    /// Open journeys that the reader may see.
    pub open: Vec<JourneyRef>,
}

/// Somebody who may be the same person, or of whom somebody said that it is not.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The other one.
    pub other: Side,
    /// How strong the signs are, in words, and how that looks.
    pub strength: (String, Tone),
    /// What the two have in common, in words, the strongest first.
    pub reasons: Vec<String>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "likeness/page.html")]
pub struct SamePersonPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The address of the person's page.
    pub href: String,
    /// The person.
    pub own: Side,
    /// Who may be the same.
    pub pairs: Vec<Pair>,
    /// Who is not, as a member said: ids and names.
    pub apart: Vec<(String, String)>,
    /// The other records of the person: ids and names with since when.
    pub joined: Vec<(String, String)>,
    /// What was said before, with when and by whom, the newest first.
    pub said: Vec<(String, String)>,
    /// Whether the reader may say anything.
    pub works: bool,
}
