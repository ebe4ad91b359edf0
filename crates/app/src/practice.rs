//! The practice room: a second database in which own staff may do anything, because nothing leaves it.
//!
//! It is filled with what the organisation says of its house ([`App::practice_house`]) and never with what it knows of
//! people. Its app has no way out: [`nowhere::Nowhere`] stands in the place of mail and of everything that is posted. What
//! a customer would have got is kept ([`mail`]), and somebody who plays the customer answers it by the door that every mail
//! comes in by ([`cases`]).

pub mod cases;
pub mod mail;
pub mod nowhere;

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regie_domain::brand::Brand;
use regie_domain::directory::{Mailbox, Member, Organisation, Outgoing};
use regie_domain::system::System;
use regie_store::audit::{self, Change};
use regie_store::content::{self, NewContent};
use regie_store::directory::{Entry, list};
use regie_store::practice::{self, Mark};
use regie_store::{StoreError, Tx, sessions};
use uuid::Uuid;

use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::kind;
use crate::error::{AppError, Result};

/// What is copied. Not here, and so never in a practice room: telephone systems, programs at the API and the gateway for text
/// messages, whose records are little more than a secret, and all that is not in the directory.
const COPIED: [&str; 12] = [
    kind::ORGANISATION,
    kind::TEAM,
    kind::MEMBER,
    kind::MAILBOX,
    kind::BLUEPRINT,
    kind::TEXT,
    kind::BRAND,
    kind::STATEMENTS,
    kind::WORDING,
    kind::TOPICS,
    kind::SLOT_BOOK,
    kind::SYSTEM,
];

/// What an organisation says of its house: settings, teams, people with what they sign in by, blueprints, texts, look.
#[derive(Clone)]
pub struct House {
    entries: Vec<Entry>,
    /// Members with the hash of their password.
    passwords: Vec<(Uuid, String)>,
    /// Id, media type and bytes.
    logo: Option<(Uuid, String, Vec<u8>)>,
}

/// What a practice room is asked by its own pages.
pub trait PracticeRoom: Send + Sync {
    /// How far its clock runs ahead of the machine's.
    fn ahead(&self) -> SignedDuration;

    /// When the next thing comes due, if anything does.
    ///
    /// # Errors
    /// What the store says.
    fn next(&self) -> BoxFuture<'_, Result<Option<Timestamp>>>;

    /// Goes on to that moment, and answers when what came due was handled; tells whether there was one.
    ///
    /// # Errors
    /// A denial to all but administrators, or what the store says.
    fn go_on(&self, who: Who) -> BoxFuture<'_, Result<bool>>;
}

/// How a practice room stands, as the installation beside it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeState {
    /// How browsers reach it.
    pub url: String,
    /// When it was last filled; none before the first time.
    pub filled_at: Option<Timestamp>,
}

/// What the installation may ask of the practice room beside it.
pub trait PracticeDesk: Send + Sync {
    /// How it stands.
    ///
    /// # Errors
    /// What the store says.
    fn state(&self) -> BoxFuture<'_, Result<PracticeState>>;

    /// Empties it and fills it with the house as it is now. Who was signed in there no longer is.
    ///
    /// # Errors
    /// A denial to all but administrators, or what the stores say.
    fn fill(&self, who: Who) -> BoxFuture<'_, Result<()>>;
}

impl App {
    /// What of this organisation goes to a practice room, with an audit row that somebody took it.
    ///
    /// # Errors
    /// A denial to all but administrators, that nothing is set up yet, or what the store says.
    pub async fn practice_house(&self, who: &Who) -> Result<House> {
        authorise(who, Action::ChangeSettings)?;
        let stamp = crate::settings::stamp(self, who);
        let house = self.store.read(async |tx| gather(tx).await).await?;
        self.store
            .write_with(stamp, |tx, stamp| {
                Box::pin(async move {
                    let change = Change {
                        action: "fill",
                        subject_kind: "practice",
                        subject_id: "room",
                        before: None,
                        after: None,
                    };
                    audit::record(tx, stamp, change).await
                })
            })
            .await?;
        Ok(house)
    }

    /// Empties this practice room and fills it: the whole in one write.
    ///
    /// # Errors
    /// When this is a database in use that is no practice room, or what the store says.
    pub async fn practice_fill(&self, house: House) -> Result<()> {
        let (now, salt) = (self.ports.clock.machine(), self.ports.bytes::<16>());
        self.store
            .write_with((house, now, salt), |tx, (house, now, salt)| {
                Box::pin(async move {
                    practice::begin_anew(tx, *now).await?;
                    for entry in &house.entries {
                        practice::put(tx, entry).await?;
                    }
                    for (member, hash) in &house.passwords {
                        sessions::set_password(tx, *member, hash, *now).await?;
                    }
                    if let Some((id, media_type, bytes)) = &house.logo {
                        let organisation = house.entries.iter().find(|entry| entry.kind == kind::ORGANISATION);
                        let new = NewContent {
                            id: *id,
                            kind: "logo".into(),
                            media_type: media_type.into(),
                            file_name: None,
                            salt: *salt,
                            subject_kind: kind::ORGANISATION.into(),
                            subject_id: organisation.map_or(Uuid::nil(), |entry| entry.id),
                            bytes: bytes.into(),
                        };
                        content::put(tx, &new, *now).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// What marks this database as a practice room; none where it is none.
    ///
    /// # Errors
    /// What the store says.
    pub async fn practice_mark(&self) -> Result<Option<Mark>> {
        Ok(self.store.read(async |tx| practice::mark(tx).await).await?)
    }
}

async fn gather(tx: &mut Tx) -> Result<House> {
    let mut house = House { entries: Vec::new(), passwords: Vec::new(), logo: None };
    for kind in COPIED {
        for entry in list(tx, kind, false).await? {
            house.take(tx, entry).await?;
        }
    }
    if !house.entries.iter().any(|entry| entry.kind == kind::ORGANISATION) {
        return Err(AppError::NotFound("organisation"));
    }
    Ok(house)
}

impl House {
    /// Takes a row in, without what is not for a practice room.
    async fn take(&mut self, tx: &mut Tx, mut entry: Entry) -> Result<(), StoreError> {
        match entry.kind.as_str() {
            // Mail goes nowhere from there, so nothing is held back for a trial either. A second step stays where it is set up.
            kind::ORGANISATION => {
                let organisation = Organisation { outgoing: Outgoing::Live, second_step: Vec::new(), ..entry.parse()? };
                entry.body = serde_json::to_string(&organisation)?;
            }
            kind::MEMBER => {
                let member: Member = entry.parse()?;
                if !member.active {
                    return Ok(());
                }
                // Who practises is there.
                entry.body = serde_json::to_string(&Member { absence: None, ..member })?;
                if let Some(hash) = sessions::password(tx, entry.id).await? {
                    self.passwords.push((entry.id, hash));
                }
            }
            // No server and no password: there is nothing to fetch and nothing to send by.
            kind::MAILBOX => {
                let mailbox =
                    Mailbox { outgoing: None, incoming: None, trusted_authserv: None, ..entry.parse::<Mailbox>()? };
                entry.body = serde_json::to_string(&mailbox)?;
            }
            // No program speaks for it there: its holds stand on the block list, and somebody who practises ticks them.
            kind::SYSTEM => {
                entry.body = serde_json::to_string(&System { client: None, ..entry.parse::<System>()? })?;
            }
            kind::BRAND => {
                if let Some(logo) = entry.parse::<Brand>()?.logo
                    && let Some(bytes) = content::bytes(tx, logo.content.0).await?
                {
                    self.logo = Some((logo.content.0, logo.media_type, bytes));
                }
            }
            _ => {}
        }
        self.entries.push(entry);
        Ok(())
    }
}
