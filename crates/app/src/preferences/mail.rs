//! What is sent about preferences: a link to prove an address or number, and the word to both addresses that messages go
//! elsewhere now. It waits in the outbox as a purpose and an id, no address; the link is minted when it leaves.

use jiff::Timestamp;
use regie_domain::customer::Customer;
use regie_domain::directory::Outgoing;
use regie_domain::ids::{CustomerId, HandleId};
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, NewOutbox, OutboxRow};
use regie_store::{Tx, content, proofs};
use uuid::Uuid;

use super::{masked, record};
use crate::App;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::locale::Lang;
use crate::outbox::reason::{NO_MAILBOX, PERMANENT, STOPPED, TEMPORARY, TRIAL};
use crate::outbox::{Fate, domain_of};
use crate::ports::{OutgoingMail, SendError};
use crate::run::{CUSTOMER, Stage};
use crate::secrets;
use crate::texts::html::{Dress, House, page};
use crate::texts::lang_of;

/// The kind of outbox rows about preferences.
pub const PREFERENCE: &str = "preference";

/// The most of one claim.
const BATCH: u32 = 10;
/// Pauses between tries, in minutes.
const PAUSES: [i64; 5] = [1, 5, 15, 60, 240];

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Is this address yours? By the id of the proof.
    Prove(Uuid),
    /// Messages go elsewhere now; to the address from before.
    Changed(HandleId),
    /// Messages go here now.
    Confirmed(HandleId),
}

impl About {
    fn reference(self) -> String {
        match self {
            Self::Prove(id) => format!("prove:{id}"),
            Self::Changed(id) => format!("changed:{id}"),
            Self::Confirmed(id) => format!("confirmed:{id}"),
        }
    }

    fn parse(reference: &str) -> Option<Self> {
        let (code, id) = reference.split_once(':')?;
        let id = Uuid::parse_str(id).ok()?;
        match code {
            "prove" => Some(Self::Prove(id)),
            "changed" => Some(Self::Changed(HandleId(id))),
            "confirmed" => Some(Self::Confirmed(HandleId(id))),
            _ => None,
        }
    }
}

/// Queues one.
pub(super) async fn enqueue(tx: &mut Tx, stage: &Stage, customer: CustomerId, about: About) -> Result<()> {
    let row = NewOutbox {
        id: stage.id(),
        kind: PREFERENCE.into(),
        stream: StreamKey::new(CUSTOMER, customer.0),
        ref_id: about.reference(),
        payload: "{}".to_owned(),
        not_before: stage.now,
    };
    Ok(outbox::enqueue(tx, &row, stage.now).await?)
}

/// One with all that is needed to write it.
struct Loaded {
    about: About,
    customer: Customer,
    /// The address or number that it goes to.
    to: String,
    /// Where messages go now, recognisable to its owner only.
    now_to: String,
    by_text: bool,
}

impl App {
    /// Sends what waits about preferences; tells how much was dealt with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_preference_mail(&self) -> Result<usize> {
        let directory = self.directory().await?;
        if directory.organisation.is_none() {
            return Ok(0);
        }
        let taken = self.take_up(PREFERENCE, BATCH).await?;
        for row in &taken.rows {
            let fate = self.send_preference(&directory, row, taken.now).await?;
            self.report(&taken, row, fate).await?;
        }
        Ok(taken.rows.len())
    }

    async fn send_preference(&self, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Fate> {
        let Some(found) = self.load_preference(row, now).await? else { return Ok(Fate::Withdrawn) };
        match directory.organisation()?.outgoing {
            Outgoing::Paused => return Ok(Fate::Held(STOPPED)),
            Outgoing::Trial if directory.member_by_email(&found.to).is_none_or(|member| !member.active) => {
                return Ok(Fate::Held(TRIAL));
            }
            Outgoing::Trial | Outgoing::Live => {}
        }
        let link = match found.about {
            About::Prove(id) => self.mint_proof(id).await?,
            About::Changed(_) | About::Confirmed(_) => format!("{}/link", self.config.public_url),
        };
        let words = Words::of(directory, &found, &link)?;
        if found.by_text {
            let sent = self.text_number(directory, &found.to, &words.text).await?;
            return Ok(match sent {
                Ok(()) => Fate::Sent,
                Err(SendError::Temporary(_)) => Fate::again(row, now, &PAUSES, TEMPORARY),
                Err(SendError::Permanent(_)) => Fate::Given(PERMANENT),
            });
        }
        let any = directory.mailboxes.iter().map(|(id, found)| (*id, &found.value)).find(|(_, mailbox)| mailbox.active);
        let Some((mailbox_id, mailbox)) = any else { return Ok(Fate::again(row, now, &PAUSES, NO_MAILBOX)) };
        let mail = OutgoingMail {
            mailbox: mailbox_id,
            from_name: mailbox.display.clone(),
            from: mailbox.address.clone(),
            reply_to: mailbox.address.clone(),
            // What an unproved address sends back goes to nobody.
            envelope_from: match found.about {
                About::Prove(_) => String::new(),
                About::Changed(_) | About::Confirmed(_) => mailbox.address.clone(),
            },
            to_name: String::new(),
            to: found.to,
            subject: words.subject,
            text: words.text,
            html: words.html,
            message_id: format!("p.{}@{}", row.id, domain_of(&mailbox.address)),
            in_reply_to: None,
            references: Vec::new(),
            automatic: true,
            date: now,
            files: Vec::new(),
        };
        let sent = self.ports.mail.send(mailbox.sending().as_ref(), &mail).await;
        self.keep_rotated().await;
        Ok(match sent {
            Ok(()) => Fate::Sent,
            Err(SendError::Permanent(_)) => Fate::Given(PERMANENT),
            Err(SendError::Temporary(_)) => Fate::again(row, now, &PAUSES, TEMPORARY),
        })
    }

    /// Nothing where it was erased, proved or ended meanwhile.
    async fn load_preference(&self, row: &OutboxRow, now: Timestamp) -> Result<Option<Loaded>> {
        let mut tx = self.store.begin_read().await?;
        let Some(about) = About::parse(&row.ref_id) else { return Ok(None) };
        let Some(customer) = record(&mut tx, CustomerId(row.stream.id)).await? else { return Ok(None) };
        let value = match about {
            About::Prove(id) => {
                let proof = proofs::get(&mut tx, id).await?;
                proof.filter(|proof| proof.used_at.is_none() && proof.expires_at > now).map(|proof| proof.value)
            }
            About::Changed(id) | About::Confirmed(id) => customer.handles.get(&id).map(|handle| handle.value.0),
        };
        let Some(value) = value else { return Ok(None) };
        let Some(to) = content::text(&mut tx, value).await? else { return Ok(None) };
        let chosen = customer.preferences();
        let by_text = matches!(about, About::Prove(_)) && !to.contains('@');
        let now_at = chosen.phone.filter(|_| chosen.way == Some(regie_domain::preference::PreferredWay::Text));
        let now_at = now_at.or(chosen.mail).and_then(|id| customer.handles.get(&id)).map(|handle| handle.value.0);
        let now_to = match now_at {
            Some(content) => content::text(&mut tx, content).await?.map(|value| masked(&value)).unwrap_or_default(),
            None => String::new(),
        };
        Ok(Some(Loaded { about, customer, to, now_to, by_text }))
    }

    async fn mint_proof(&self, id: Uuid) -> Result<String> {
        let (token, hash) = secrets::token(&self.ports);
        self.store
            .write_with(hash, move |tx, hash| {
                Box::pin(async move { Ok::<_, AppError>(proofs::mint(tx, id, hash).await?) })
            })
            .await?;
        Ok(format!("{}/address/{token}", self.config.public_url))
    }
}

/// The words, in the customer's language.
struct Words {
    subject: String,
    text: String,
    html: String,
}

impl Words {
    fn of(directory: &Directory, found: &Loaded, link: &str) -> Result<Self> {
        let organisation = directory.organisation()?;
        let lang: Lang = lang_of(found.customer.language);
        let args = [
            ("organisation", organisation.name.as_str().into()),
            ("to", found.now_to.as_str().into()),
            ("link", link.into()),
            ("phone", organisation.phone.as_str().into()),
        ];
        let say = |key: &str| lang.t(key, &args);
        if found.by_text {
            let text = say("prefer-text-prove");
            return Ok(Self { subject: String::new(), text, html: String::new() });
        }
        let (subject, why, after, button) = match found.about {
            About::Prove(_) => {
                ("prefer-prove-subject", "prefer-prove-why", "prefer-prove-after", say("prefer-prove-button"))
            }
            About::Changed(_) => {
                ("prefer-changed-subject", "prefer-changed-why", "prefer-changed-after", say("prefer-link-button"))
            }
            About::Confirmed(_) => (
                "prefer-confirmed-subject",
                "prefer-confirmed-why",
                "prefer-confirmed-after",
                say("prefer-link-button"),
            ),
        };
        let (subject, hello) = (say(subject), say("prefer-hello"));
        let text = format!("{hello}\n\n{}\n\n{link}\n\n{}\n\n{}\n", say(why), say(after), say("prefer-regards"));
        let colours = directory.mail_colours();
        let house = House::of(&organisation.name, &colours);
        let html = page(&text, Dress { lang, title: &subject, link, button: &button, headline: false, house });
        Ok(Self { subject, text, html })
    }
}
