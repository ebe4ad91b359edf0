//! The public form: somebody asks something, day and night, without an account. What is written is kept from page to page
//! until it is sent ([`draft`]); then it is one contact by channel `web` that begins a journey, or joins one ([`send`]).
//!
//! Who typed an address is not known to be its owner. Such a journey gets a record of its own, and nobody at the form hears
//! whether the address is known; the owner is asked in the receipt whether it is about something that runs already
//! ([`join`]). Whoever came by a link out of a message is known, is not asked for name and address again, and is offered
//! what runs already before sending ([`alike`]).

pub mod alike;
mod contents;
pub mod desk;
pub mod draft;
pub mod join;
pub mod send;

use regie_domain::blueprint::{Blueprint, Doorway};
use regie_domain::ids::BlueprintId;

use crate::directory::Directory;

/// What can be asked on the public form, in the order of the blueprints: each with its name and help there.
pub fn open_to_all(directory: &Directory) -> impl Iterator<Item = (&Blueprint, &Doorway)> {
    let newest = directory.blueprints.values().filter_map(|found| found.value.last());
    newest.filter_map(|blueprint| Some((blueprint, blueprint.doorway.as_ref()?)))
}

/// A blueprint that is open to the public form.
#[must_use]
pub fn opened(directory: &Directory, id: BlueprintId) -> Option<&Blueprint> {
    directory.blueprint(id).filter(|blueprint| blueprint.doorway.is_some())
}
