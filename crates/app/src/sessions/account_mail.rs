//! The mails to members themselves: an invitation, a link to choose a new password, and that a webhook needs looking after.
//! They wait in the outbox as a purpose and a member's id; a link that lets somebody in is minted when the mail leaves.

use jiff::{SignedDuration, Timestamp};
use regie_domain::directory::{Member, Outgoing};
use regie_domain::ids::MemberId;
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, NewOutbox, OutboxRow};
use regie_store::{StoreError, Tx, sessions as stored};
use uuid::Uuid;

use crate::App;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::locale::Lang;
use crate::outbox::reason::{NO_MAILBOX, PERMANENT, STOPPED, TEMPORARY};
use crate::outbox::{Fate, domain_of};
use crate::ports::{OutgoingMail, SendError};
use crate::secrets;
use crate::texts::html::{Dress, page};
use crate::webhooks::warn;

/// The kind of outbox rows about accounts.
pub const ACCOUNT: &str = "account";

/// The most mails of one claim.
const BATCH: u32 = 20;
/// A mail that could not leave is tried again after this, doubled at each try.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// So often a mail is tried.
const TRIES: i64 = 8;
/// How long a mail waits for a mailbox.
const WAIT: SignedDuration = SignedDuration::from_mins(15);

/// What a link about an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To choose a first password. Works for 72 hours.
    Invitation,
    /// To choose a new password. Works for 30 minutes.
    Reset,
}

impl Purpose {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset].into_iter().find(|purpose| purpose.code() == code)
    }

    /// How long a link works, from the moment that its mail leaves.
    #[must_use]
    pub fn lasts(self) -> SignedDuration {
        match self {
            Self::Invitation => SignedDuration::from_hours(72),
            Self::Reset => SignedDuration::from_mins(30),
        }
    }

    /// The page of a link, below the public address.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Invitation => "/invitation/",
            Self::Reset => "/password/reset/",
        }
    }
}

/// Queues a mail about an account.
pub(crate) async fn enqueue(tx: &mut Tx, id: Uuid, member: MemberId, purpose: Purpose, now: Timestamp) -> Result<()> {
    let row = NewOutbox {
        id,
        kind: ACCOUNT.into(),
        stream: StreamKey { kind: kind::MEMBER.into(), id: member.0 },
        ref_id: purpose.code().to_owned(),
        payload: "{}".to_owned(),
        not_before: now,
    };
    Ok(outbox::enqueue(tx, &row, now).await?)
}

/// Queues a mail about a webhook: what happened to it, as a code, and its id.
pub(crate) async fn enqueue_about(
    tx: &mut Tx,
    id: Uuid,
    member: MemberId,
    (what, webhook): (&'static str, Uuid),
    now: Timestamp,
) -> Result<()> {
    let row = NewOutbox {
        id,
        kind: ACCOUNT.into(),
        stream: StreamKey { kind: kind::MEMBER.into(), id: member.0 },
        ref_id: format!("{what}:{webhook}"),
        payload: "{}".to_owned(),
        not_before: now,
    };
    Ok(outbox::enqueue(tx, &row, now).await?)
}

/// What a mail is about.
enum About {
    /// A link that lets the member in.
    Link(Purpose),
    /// A webhook: what happened to it.
    Webhook(&'static str, Uuid),
}

impl About {
    fn parse(reference: &str) -> Option<Self> {
        let Some((what, id)) = reference.split_once(':') else { return Purpose::parse(reference).map(Self::Link) };
        let what = warn::ALL.into_iter().find(|known| *known == what)?;
        Some(Self::Webhook(what, Uuid::parse_str(id).ok()?))
    }
}

/// Ends all sessions of a member and makes the links useless.
pub(crate) async fn lock_out(tx: &mut Tx, id: MemberId) -> Result<(), StoreError> {
    stored::end_all(tx, id.0, None).await?;
    for purpose in [Purpose::Invitation, Purpose::Reset] {
        stored::revoke_links(tx, purpose.code(), id.0).await?;
    }
    Ok(())
}

impl App {
    /// Sends the mails about accounts that wait; tells how many were dealt with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_account_mail(&self) -> Result<usize> {
        let taken = self.take_up(ACCOUNT, BATCH).await?;
        let directory = self.directory().await?;
        for row in &taken.rows {
            let fate = self.send_one(&directory, row, taken.now).await?;
            self.report(&taken, row, fate).await?;
        }
        Ok(taken.rows.len())
    }

    async fn send_one(&self, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Fate> {
        let Some(about) = About::parse(&row.ref_id) else { return Ok(Fate::Given("purpose")) };
        let Some(member) = directory.member(MemberId(row.stream.id)).filter(|member| member.active) else {
            return Ok(Fate::Given("inactive"));
        };
        let Ok(organisation) = directory.organisation() else { return Ok(Fate::Again(now + WAIT, "no-organisation")) };
        // Trial mode is no obstacle: it lets mail to own members through.
        if organisation.outgoing == Outgoing::Paused {
            return Ok(Fate::Held(STOPPED));
        }
        let team = member.teams.first().map(|(team, _)| *team);
        let mailbox = team.and_then(|team| directory.mailbox_of(team));
        let any =
            || directory.mailboxes.iter().map(|(id, found)| (*id, &found.value)).find(|(_, mailbox)| mailbox.active);
        let Some((mailbox_id, mailbox)) = mailbox.or_else(any) else {
            return Ok(Fate::Again(now + WAIT, NO_MAILBOX));
        };
        let words = match about {
            About::Link(purpose) => {
                let link = self.mint_account_link(member.id, purpose).await?;
                Words::of(purpose.code(), member, (&organisation.name, ""), &link)
            }
            About::Webhook(what, id) => {
                let link = format!("{}/settings/webhooks/{id}", self.config.public_url);
                let Some(webhook) = directory.webhooks.get(&id) else { return Ok(Fate::Withdrawn) };
                Words::of(what, member, (&organisation.name, &webhook.value.name), &link)
            }
        };
        let mail = OutgoingMail {
            mailbox: mailbox_id,
            from_name: mailbox.display.clone(),
            from: mailbox.address.clone(),
            reply_to: mailbox.address.clone(),
            envelope_from: mailbox.address.clone(),
            to_name: member.name.clone(),
            to: member.email.clone(),
            subject: words.subject,
            text: words.text,
            html: words.html,
            message_id: format!("{}@{}", row.id, domain_of(&mailbox.address)),
            in_reply_to: None,
            references: Vec::new(),
            automatic: true,
            date: now,
            files: Vec::new(),
        };
        let sent = self.ports.mail.send(mailbox.sending().as_ref(), &mail).await;
        self.keep_rotated().await;
        match sent {
            Ok(()) => Ok(Fate::Sent),
            Err(error) => {
                tracing::warn!(%error, mail = %row.id, "a mail about an account did not leave");
                let last = row.attempts >= TRIES || matches!(error, SendError::Permanent(_));
                Ok(if last { Fate::Given(PERMANENT) } else { Fate::Again(now + pause(row.attempts), TEMPORARY) })
            }
        }
    }

    /// Mints a link about an account; earlier ones for the same purpose stop working.
    pub(crate) async fn mint_account_link(&self, id: MemberId, purpose: Purpose) -> Result<String> {
        let (token, hash) = secrets::token(&self.ports);
        let now = self.machine_now();
        self.store
            .write_with(hash, move |tx, hash| {
                Box::pin(async move {
                    stored::revoke_links(tx, purpose.code(), id.0).await?;
                    stored::mint_link(tx, hash, purpose.code(), id.0, now, now + purpose.lasts()).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(format!("{}{}{token}", self.config.public_url, purpose.path()))
    }
}

/// The words of a mail about an account.
struct Words {
    subject: String,
    text: String,
    html: String,
}

impl Words {
    fn of(code: &str, member: &Member, (organisation, about): (&str, &str), link: &str) -> Self {
        let lang = match member.language {
            regie_domain::customer::Language::Nl => Lang::Nl,
            regie_domain::customer::Language::En => Lang::En,
        };
        let say = |part: &str| {
            let name = member.name.as_str();
            let args = [("organisation", organisation.into()), ("name", name.into()), ("about", about.into())];
            lang.t(&format!("account-{code}-{part}"), &args)
        };
        let (hello, why, lasts, not_you) = (say("hello"), say("why"), say("lasts"), say("not-you"));
        let text = format!("{hello}\n\n{why}\n\n{link}\n\n{lasts}\n\n{not_you}\n");
        let (subject, button) = (say("subject"), say("button"));
        let html = page(&text, Dress { lang, title: &subject, link, button: &button, headline: false, house: None });
        Self { subject, text, html }
    }
}

fn pause(attempts: i64) -> SignedDuration {
    let doubled = u32::try_from(attempts.clamp(1, TRIES) - 1).unwrap_or(0);
    FIRST_PAUSE.checked_mul(1 << doubled).unwrap_or(WAIT)
}
