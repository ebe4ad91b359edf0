//! Customers: a stream of their own. A handle is tied to a customer by evidence; joining two customers is an edge that can
//! be undone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::event::{Meta, Recorded};
use crate::ids::{ContentId, CustomerId, HandleId};
use crate::preference::Chosen;
use crate::refusal::{Code, Refusal};

mod command;
mod event;

pub use command::CustomerCommand;
pub use event::CustomerEvent;

/// What sort of handle it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandleKind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// The organisation's own number for the customer.
    CustomerNumber,
    /// A postal address.
    Address,
    /// The id of somebody who writes to a page of ours on Facebook.
    Facebook,
    /// The number of somebody on WhatsApp.
    Whatsapp,
    /// The number plate of a vehicle that the person drives or owns.
    Plate,
}

impl HandleKind {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::CustomerNumber => "customer_number",
            Self::Address => "address",
            Self::Facebook => "facebook",
            Self::Whatsapp => "whatsapp",
            Self::Plate => "plate",
        }
    }

    /// Whether several people may have the same one: those of a house, the drivers of a car.
    #[must_use]
    pub fn is_shared(self) -> bool {
        matches!(self, Self::Address | Self::Plate)
    }

    /// Whether somebody can be told something by it.
    #[must_use]
    pub fn reaches(self) -> bool {
        matches!(self, Self::Email | Self::Phone | Self::Address | Self::Facebook | Self::Whatsapp)
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Email, Self::Phone, Self::CustomerNumber, Self::Address, Self::Facebook, Self::Whatsapp, Self::Plate]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// Why a handle is believed to be the customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A mail came from it; the sending server was not proven.
    MailFrom,
    /// A mail came from it and passed DMARC.
    MailProven,
    /// The customer gave it on the page behind a link.
    StatusPage,
    /// Somebody typed it in the public form; nothing proves whose it is.
    Form,
    /// A member noted it.
    Member,
    /// It came with an import.
    Import,
    /// A member noted it, or a mail came from it and passed DMARC, where the record that has it is out of sight: this one
    /// has it too, and nobody there hears of the other.
    Apart,
    /// As [`Evidence::Apart`], of a mail whose server was not proven, of the public form, or of a social medium.
    ApartFrom,
    /// A message came from it on a social medium; nothing else ties it to the customer.
    Social,
    /// The customer filled in customer number and postcode on a page behind a link that was sent there.
    Answered,
}

impl Evidence {
    /// Whether it shows whose the handle is: what anybody can type or forge does not.
    #[must_use]
    pub fn proves(self) -> bool {
        match self {
            Self::MailFrom | Self::Form | Self::ApartFrom | Self::Social => false,
            Self::MailProven | Self::StatusPage | Self::Member | Self::Import | Self::Apart | Self::Answered => true,
        }
    }
}

/// The language of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

/// A handle of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    /// What it is.
    pub kind: HandleKind,
    /// Its value.
    pub value: ContentId,
    /// Why it is believed.
    pub evidence: Evidence,
    /// Whether a permanent bounce came back from it.
    pub failed: bool,
    /// What it was believed for before it was proved by another record, which counts again once the two are no longer one.
    pub before: Option<(CustomerId, Evidence)>,
}

/// A customer as its events make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The record.
    pub id: CustomerId,
    /// The number of the last event.
    pub seq: u64,
    /// The name.
    pub name: Option<ContentId>,
    /// The language.
    pub language: Language,
    /// Its handles.
    pub handles: BTreeMap<HandleId, Handle>,
    /// Records of the same person.
    pub joined: BTreeSet<CustomerId>,
    /// Records that a member looked at and that are somebody else.
    pub apart: BTreeSet<CustomerId>,
    /// What the person chose, the last one counts.
    pub choices: Vec<Chosen>,
}

/// Folds a stream; nothing comes of one that does not begin with the registering.
#[must_use]
pub fn fold(id: CustomerId, events: &[Recorded<CustomerEvent>]) -> Option<Customer> {
    let mut customer = None;
    for recorded in events {
        match (&mut customer, &recorded.event) {
            (None, CustomerEvent::Registered { name, language }) => {
                customer = Some(Customer {
                    id,
                    seq: recorded.meta.seq,
                    name: *name,
                    language: *language,
                    handles: BTreeMap::new(),
                    joined: BTreeSet::new(),
                    apart: BTreeSet::new(),
                    choices: Vec::new(),
                });
            }
            (None, _) => {}
            (Some(customer), event) => apply(customer, &recorded.meta, event),
        }
    }
    customer
}

/// Applies one event.
pub fn apply(customer: &mut Customer, meta: &Meta, event: &CustomerEvent) {
    customer.seq = meta.seq;
    match event {
        CustomerEvent::Registered { .. } => {}
        CustomerEvent::Named { name } => customer.name = Some(*name),
        CustomerEvent::LanguageSet { language } => customer.language = *language,
        CustomerEvent::HandleTied { handle, handle_kind, value, evidence } => {
            customer.handles.insert(
                *handle,
                Handle { kind: *handle_kind, value: *value, evidence: *evidence, failed: false, before: None },
            );
        }
        CustomerEvent::HandleUntied { handle } => {
            customer.handles.remove(handle);
        }
        CustomerEvent::HandleFailed { handle } => {
            if let Some(handle) = customer.handles.get_mut(handle) {
                handle.failed = true;
            }
        }
        CustomerEvent::HandleRestored { handle } => {
            if let Some(handle) = customer.handles.get_mut(handle) {
                handle.failed = false;
            }
        }
        CustomerEvent::HandleVerified { handle, evidence, as_of } => {
            if let Some(handle) = customer.handles.get_mut(handle) {
                handle.before = as_of.map(|other| (other, handle.evidence));
                handle.evidence = *evidence;
            }
        }
        CustomerEvent::Joined { other } => {
            customer.joined.insert(*other);
        }
        CustomerEvent::Unjoined { other } => {
            customer.joined.remove(other);
            let proved =
                customer.handles.values_mut().filter(|handle| handle.before.is_some_and(|(as_of, _)| as_of == *other));
            for handle in proved {
                handle.evidence = handle.before.take().map_or(handle.evidence, |(_, evidence)| evidence);
            }
        }
        CustomerEvent::ToldApart { other } => {
            customer.apart.insert(*other);
        }
        CustomerEvent::ApartUndone { other } => {
            customer.apart.remove(other);
        }
        CustomerEvent::Prefers { prefers, said } => {
            customer.choices.push(Chosen { prefers: *prefers, said: *said, at: meta.occurred_at });
        }
        CustomerEvent::PreferenceUndone {} => {
            customer.choices.pop();
        }
    }
}

/// Decides a command on a customer record, or on none yet.
///
/// # Errors
/// A refusal that names the rule.
pub fn decide(
    customer: Option<&Customer>,
    id: CustomerId,
    command: &CustomerCommand,
) -> Result<Vec<CustomerEvent>, Refusal> {
    let Some(customer) = customer else {
        return match command {
            CustomerCommand::Register { name, language } => {
                Ok(vec![CustomerEvent::Registered { name: *name, language: *language }])
            }
            _ => Err(Code::NoCustomer.into()),
        };
    };
    let known = |handle: &HandleId| customer.handles.get(handle).ok_or(Refusal::new(Code::UnknownHandle));
    Ok(match command {
        CustomerCommand::Register { .. } => return Err(Code::CustomerExists.into()),
        CustomerCommand::Name { name } => vec![CustomerEvent::Named { name: *name }],
        CustomerCommand::SetLanguage { language } if *language == customer.language => vec![],
        CustomerCommand::SetLanguage { language } => vec![CustomerEvent::LanguageSet { language: *language }],
        CustomerCommand::TieHandle { handle, handle_kind, value, evidence } => {
            if customer.handles.contains_key(handle) {
                return Err(Code::HandleTaken.into());
            }
            vec![CustomerEvent::HandleTied {
                handle: *handle,
                handle_kind: *handle_kind,
                value: *value,
                evidence: *evidence,
            }]
        }
        CustomerCommand::UntieHandle { handle } => {
            known(handle)?;
            vec![CustomerEvent::HandleUntied { handle: *handle }]
        }
        CustomerCommand::FailHandle { handle } => {
            if known(handle)?.failed {
                vec![]
            } else {
                vec![CustomerEvent::HandleFailed { handle: *handle }]
            }
        }
        CustomerCommand::RestoreHandle { handle } => {
            if known(handle)?.failed {
                vec![CustomerEvent::HandleRestored { handle: *handle }]
            } else {
                vec![]
            }
        }
        CustomerCommand::VerifyHandle { handle, evidence, as_of } => {
            if known(handle)?.evidence == *evidence {
                vec![]
            } else {
                vec![CustomerEvent::HandleVerified { handle: *handle, evidence: *evidence, as_of: *as_of }]
            }
        }
        CustomerCommand::Join { other } if *other == id => return Err(Code::SameCustomer.into()),
        CustomerCommand::Join { other } if customer.joined.contains(other) => return Err(Code::AlreadyJoined.into()),
        CustomerCommand::Join { other } => vec![CustomerEvent::Joined { other: *other }],
        CustomerCommand::Unjoin { other } if !customer.joined.contains(other) => return Err(Code::NotJoined.into()),
        CustomerCommand::Unjoin { other } => vec![CustomerEvent::Unjoined { other: *other }],
        CustomerCommand::TellApart { other } if *other == id => return Err(Code::SameCustomer.into()),
        CustomerCommand::TellApart { other } if customer.joined.contains(other) => {
            return Err(Code::AlreadyJoined.into());
        }
        CustomerCommand::TellApart { other } if customer.apart.contains(other) => vec![],
        CustomerCommand::TellApart { other } => vec![CustomerEvent::ToldApart { other: *other }],
        CustomerCommand::UndoApart { other } if !customer.apart.contains(other) => {
            return Err(Code::NotToldApart.into());
        }
        CustomerCommand::UndoApart { other } => vec![CustomerEvent::ApartUndone { other: *other }],
        CustomerCommand::Prefer { prefers, said } => crate::preference::prefer(customer, *prefers, *said)?,
        CustomerCommand::UndoPreference {} => crate::preference::undo(customer)?,
    })
}
