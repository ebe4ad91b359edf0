//! The mails about accounts: an invitation, and a link to choose a new password. They wait in the outbox as a purpose
//! and a member's id; the link is minted when the mail leaves.

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
use crate::ports::{OutgoingMail, SendError};
use crate::secrets;
use crate::texts::html::{Dress, page};

/// The kind of outbox rows about accounts.
pub const ACCOUNT: &str = "account";

/// The most mails of one claim.
const BATCH: u32 = 20;
/// How long a claim holds.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
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

/// Ends all sessions of a member and makes the links useless.
pub(crate) async fn lock_out(tx: &mut Tx, id: MemberId) -> Result<(), StoreError> {
    stored::end_all(tx, id.0, None).await?;
    for purpose in [Purpose::Invitation, Purpose::Reset] {
        stored::revoke_links(tx, purpose.code(), id.0).await?;
    }
    Ok(())
}

/// What became of a mail.
enum Fate {
    Sent,
    /// To be tried again then, with a code.
    Again(Timestamp, &'static str),
    /// Held until outgoing mail is switched on again.
    Held,
    /// Given up, with a code.
    Given(&'static str),
}

impl App {
    /// Sends the mails about accounts that wait; tells how many were dealt with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_account_mail(&self) -> Result<usize> {
        let now = self.ports.clock.now();
        let holder = self.ports.uuid().to_string();
        let claim = holder.clone();
        let rows = self
            .store
            .write_with(claim, move |tx, holder| {
                Box::pin(outbox::claim(tx, &[ACCOUNT], holder, now, now + LEASE, BATCH))
            })
            .await?;
        let directory = self.directory().await?;
        for row in &rows {
            let fate = self.send_one(&directory, row, now).await?;
            self.report(row.id, &holder, fate, now).await?;
        }
        Ok(rows.len())
    }

    async fn send_one(&self, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Fate> {
        let Some(purpose) = Purpose::parse(&row.ref_id) else { return Ok(Fate::Given("purpose")) };
        let Some(member) = directory.member(MemberId(row.stream.id)).filter(|member| member.active) else {
            return Ok(Fate::Given("inactive"));
        };
        let Ok(organisation) = directory.organisation() else { return Ok(Fate::Again(now + WAIT, "no-organisation")) };
        // Trial mode is no obstacle: it lets mail to own members through.
        if organisation.outgoing == Outgoing::Paused {
            return Ok(Fate::Held);
        }
        let team = member.teams.first().map(|(team, _)| *team);
        let mailbox = team.and_then(|team| directory.mailbox_of(team));
        let any =
            || directory.mailboxes.iter().map(|(id, found)| (*id, &found.value)).find(|(_, mailbox)| mailbox.active);
        let Some((mailbox_id, mailbox)) = mailbox.or_else(any) else {
            return Ok(Fate::Again(now + WAIT, NO_MAILBOX));
        };
        let link = self.mint_account_link(member.id, purpose).await?;
        let words = Words::of(purpose, member, &organisation.name, &link);
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
            message_id: format!("{}@{}", row.id, host_of(&mailbox.address)),
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

    async fn report(&self, id: Uuid, holder: &str, fate: Fate, now: Timestamp) -> Result<()> {
        let reported = self
            .store
            .write_with((holder.to_owned(), fate), move |tx, (holder, fate)| {
                Box::pin(async move {
                    match fate {
                        Fate::Sent => outbox::sent(tx, id, holder, now).await,
                        Fate::Again(at, why) => outbox::retry(tx, id, holder, why, *at).await,
                        Fate::Held => {
                            outbox::retry(tx, id, holder, STOPPED, now).await?;
                            outbox::pause(tx, id).await
                        }
                        Fate::Given(why) => outbox::fail(tx, id, holder, why, now).await,
                    }
                })
            })
            .await;
        match reported {
            // Another sender took over after the claim ran out: its report counts.
            Err(StoreError::Conflict) => Ok(()),
            other => Ok(other?),
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
    fn of(purpose: Purpose, member: &Member, organisation: &str, link: &str) -> Self {
        let lang = match member.language {
            regie_domain::customer::Language::Nl => Lang::Nl,
            regie_domain::customer::Language::En => Lang::En,
        };
        let code = purpose.code();
        let say = |part: &str| {
            let args = [("organisation", organisation.into()), ("name", member.name.as_str().into())];
            lang.t(&format!("account-{code}-{part}"), &args)
        };
        let (hello, why, lasts, not_you) = (say("hello"), say("why"), say("lasts"), say("not-you"));
        let text = format!("{hello}\n\n{why}\n\n{link}\n\n{lasts}\n\n{not_you}\n");
        let (subject, button) = (say("subject"), say("button"));
        let html = page(&text, Dress { lang, title: &subject, link, button: &button, headline: false, house: None });
        Self { subject, text, html }
    }
}

fn host_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("localhost", |(_, host)| host)
}

fn pause(attempts: i64) -> SignedDuration {
    let doubled = u32::try_from(attempts.clamp(1, TRIES) - 1).unwrap_or(0);
    FIRST_PAUSE.checked_mul(1 << doubled).unwrap_or(WAIT)
}
