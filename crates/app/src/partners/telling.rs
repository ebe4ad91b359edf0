//! What the customer is told that a partner knows: no more than what its agreement lets it know at that moment, and of that
//! only what is there.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::actor::TeamRef;
use regie_domain::customer::HandleKind;
use regie_domain::journey::Journey;
use regie_domain::partner::{SharedField, is_for_chain, part_of};
use regie_store::Tx;
use regie_store::views::customers;

use super::desk;
use crate::directory::Directory;
use crate::error::Result;

/// What a team of another organisation knows of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Knows {
    /// Name, title and how to reach the customer.
    pub fields: BTreeSet<SharedField>,
    /// How much of what the customer wrote and said.
    pub words: Words,
}

/// How much of what the customer wrote and said is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// All of it.
    All,
    /// What was marked for the chain.
    Some,
    /// None of it.
    None,
}

impl Knows {
    /// What a team knows; nothing for a team of our own, which reads the journey, and for one that has nothing on it.
    pub async fn of(
        tx: &mut Tx,
        directory: &Directory,
        journey: &Journey,
        team: TeamRef,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let Some(partner) = directory.partner(team.org) else { return Ok(None) };
        let there = part_of(journey, team.org).is_some_and(|part| part.moment.is_some());
        let allowed = if there { desk::fields_of(partner, journey, now) } else { BTreeSet::new() };
        let mut fields = BTreeSet::new();
        if allowed.contains(&SharedField::Title) {
            fields.insert(SharedField::Title);
        }
        let name = customers::name_and_language(tx, journey.customer).await?;
        if allowed.contains(&SharedField::Name) && matches!(name, Some((Some(_), _))) {
            fields.insert(SharedField::Name);
        }
        for handle in customers::handles(tx, journey.customer).await? {
            let field = HandleKind::parse(&handle.kind).and_then(desk::field_of);
            fields.extend(field.filter(|field| allowed.contains(field) && !handle.failed));
        }
        let own = journey.contacts.values().filter(|contact| contact.is_from_customer());
        let (mut read, mut unread) = (0, 0);
        for contact in own {
            if allowed.contains(&SharedField::Texts) || (there && is_for_chain(contact)) {
                read += 1;
            } else {
                unread += 1;
            }
        }
        let words = match (read, unread) {
            (0, _) => Words::None,
            (_, 0) => Words::All,
            _ => Words::Some,
        };
        Ok(Some(Self { fields, words }))
    }
}
