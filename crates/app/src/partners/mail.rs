//! Mails to partners: something is offered, a question was answered, an answer is late, something was taken back, and, at the
//! end of an agreement, to erase what they have. They wait in the outbox as a code and an id; link and words are made when the
//! mail leaves, by what may be shared then, and what crossed is kept.

mod heard;
mod month;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::TeamRef;
use regie_domain::codes::{Asks, DeadlineKind, PromiseWhat, ReopenReason};
use regie_domain::customer::Language;
use regie_domain::decide::Decided;
use regie_domain::directory::{Mailbox, Organisation, Outgoing};
use regie_domain::event::{ContactFacts, JourneyEvent as E};
use regie_domain::handover::{AmountAsked, Handover, HandoverState, Subject};
use regie_domain::ids::{HandoverId, JourneyId, OrgId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::partner::{Partner, PartnerKind, work_of};
use regie_store::Tx;
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, NewOutbox, OutboxRow};
use regie_store::partners::{PartnerMail, remember, saw};
use uuid::Uuid;

use heard::{HEARD, MAY_ASK, has_share};

use super::page::{PartnerPage, crossing, put_together};
use super::{Seat, make};
use crate::App;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::intake::address_key;
use crate::links::{RENEWAL_SPAN, RENEWALS};
use crate::locale::Lang;
use crate::outbox::reason::{NO_MAILBOX, STOPPED, TRIAL};
use crate::outbox::{Fate, domain_of};
use crate::ports::{OutgoingMail, SendError};
use crate::run::{Stage, journey_of};
use crate::texts::html::{Dress, House, page};
use crate::texts::sentences::Voice;

/// The kind of outbox rows to partners.
pub const PARTNER: &str = "partner";
/// What a row about the end of an agreement says.
pub(super) const ERASE: &str = "erase";

/// Something new is offered.
const OFFERED: &str = "offered";
/// The giver answered a question.
const CLARIFIED: &str = "clarified";
/// The moment to answer has passed.
const LATE: &str = "late";
/// An offer was withdrawn, or work recalled.
const BACK: &str = "back";
/// An amount that it asked for may be spent.
const GRANTED: &str = "granted";
/// An amount that it asked for may not be spent.
const REFUSED: &str = "refused";
/// Nobody said yes or no in time to an amount that it asked for.
const WAITS: &str = "waits";
/// The direction that it gave back was taken.
const TAKEN: &str = "taken";
/// The direction that it gave back was not taken.
const LEFT: &str = "left";
/// Something is asked before the direction that it gave back is taken.
const ASKED: &str = "asked";
/// What it wrote was taken as a question, while it may have meant a yes.
const TOOK: &str = "took";
/// The customer asks to be called, and the partner does that.
const CALL: &str = "call";
/// The customer wrote or said something that a member shares with the chain.
const WROTE: &str = "wrote";
/// The customer says that it is not solved, and the partner directs.
const UNSOLVED: &str = "unsolved";
/// The customer wrote or said something, and the partner directs.
const CAME: &str = "came";
/// A fresh link, asked for in the place of one that expired.
pub(super) const LINK: &str = "link";

/// The most mails of one claim.
const BATCH: u32 = 20;
/// After how many minutes a mail that could not leave is tried again.
const PAUSES: [i64; 7] = [1, 2, 4, 15, 60, 240, 720];
/// How long a mail waits for a mailbox.
const WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Queues what a partner must hear of the events of one decision.
pub(crate) async fn enqueue(stage: &Stage, tx: &mut Tx, journey: &Journey, events: &[Decided]) -> Result<()> {
    if let Some(what) = heard_by_director(journey, events) {
        let leads = journey.direction.team.org;
        if let Some(handover) = work_of(journey, leads) {
            put_to(stage, tx, journey, (what, handover), leads).await?;
        }
    }
    heard::enqueue(stage, tx, journey, events).await?;
    for decided in events {
        for handover in shared_with(journey, &decided.event) {
            send(stage, tx, journey, (WROTE, handover)).await?;
        }
        let (what, handover) = match &decided.event {
            E::HandoverOffered { handover, .. } => (OFFERED, Some(*handover)),
            E::HandoverClarified { handover, .. } => (CLARIFIED, Some(*handover)),
            E::HandoverOverdue { handover, .. } => (LATE, Some(*handover)),
            E::HandoverWithdrawn { handover } => (BACK, Some(*handover)),
            E::LegDeclined { leg, recalled: true, .. } => (BACK, journey.legs.get(leg).map(|leg| leg.handover)),
            E::LegAmountDecided { leg, granted, .. } => {
                (if *granted { GRANTED } else { REFUSED }, journey.legs.get(leg).map(|leg| leg.handover))
            }
            E::LegAmountOverdue { leg, .. } => (WAITS, journey.legs.get(leg).map(|leg| leg.handover)),
            E::HandoverAccepted { handover, .. } => (TAKEN, Some(*handover)),
            E::HandoverDeclined { handover, .. } => (LEFT, Some(*handover)),
            E::HandoverAskedBack { handover, .. } => (ASKED, Some(*handover)),
            E::PromiseMade { what: PromiseWhat::CallBack, owner, .. } => (CALL, work_of(journey, owner.org)),
            _ => continue,
        };
        if let Some(handover) = handover {
            send(stage, tx, journey, (what, handover)).await?;
        }
    }
    Ok(())
}

/// What who directs must hear of what the customer says; nothing where that is the wish to be called, which is mailed to
/// whoever calls, or where nothing was said.
fn heard_by_director(journey: &Journey, events: &[Decided]) -> Option<&'static str> {
    let leads = journey.direction.team.org;
    let mut what = None;
    for decided in events {
        match &decided.event {
            E::ProposalWithdrawn { why: ReopenReason::NotSolved } | E::Reopened { why: ReopenReason::NotSolved } => {
                return Some(UNSOLVED);
            }
            E::PromiseMade { what: PromiseWhat::CallBack, owner, .. } if owner.org == leads => return None,
            E::ContactRecorded { facts } if is_said(journey, facts) => what = Some(CAME),
            _ => {}
        }
    }
    what
}

/// Whether it came from the customer's side, after what began the journey, and is more than thanks.
fn is_said(journey: &Journey, facts: &ContactFacts) -> bool {
    let more = journey.contacts.len() > 1 && facts.asks != Asks::Thanks;
    more && journey.contacts.get(&facts.contact).is_some_and(|found| found.is_from_customer())
}

/// Queues a mail to a partner about what it has its work by, where it works by mail.
async fn put_to(
    stage: &Stage,
    tx: &mut Tx,
    journey: &Journey,
    (what, handover): (&str, HandoverId),
    org: OrgId,
) -> Result<()> {
    match stage.directory.partner(org).filter(|partner| partner.kind == PartnerKind::Leg) {
        Some(_) => put(tx, stage.id(), journey.id, (what, handover), stage.now).await,
        None => Ok(()),
    }
}

/// Queues a mail about an offer, where who it is for works by mail.
async fn send(stage: &Stage, tx: &mut Tx, journey: &Journey, (what, handover): (&str, HandoverId)) -> Result<()> {
    let to = journey.handovers.get(&handover).and_then(|offer| stage.directory.partner(of(what, offer).org));
    match to.filter(|partner| partner.kind == PartnerKind::Leg) {
        Some(_) => put(tx, stage.id(), journey.id, (what, handover), stage.now).await,
        None => Ok(()),
    }
}

/// The work of everybody in the chain who may read from now on what the customer said: what is at work, and who directs.
fn shared_with(journey: &Journey, event: &E) -> Vec<HandoverId> {
    let E::ContactForChain { contact, marked: true } = event else { return Vec::new() };
    let said = journey.contacts.get(contact).is_some_and(|contact| contact.is_from_customer());
    let at_work = journey.legs.values().filter(|leg| said && leg.is_open()).map(|leg| leg.handover);
    let leads = work_of(journey, journey.direction.team.org).filter(|_| said);
    at_work.chain(leads).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Tells a partner that its mail was taken as a question; at most as often as it may ask for a link, so that two machines
/// that answer each other come to rest.
pub(super) async fn took_as_question(
    stage: &Stage,
    tx: &mut Tx,
    journey: JourneyId,
    handover: HandoverId,
) -> Result<()> {
    let since = stage.now.checked_sub(RENEWAL_SPAN).unwrap_or(stage.now);
    let ref_id = format!("{TOOK}:{handover}");
    let rows = outbox::of_stream(tx, &StreamKey::new(crate::run::JOURNEY, journey.0)).await?;
    if rows.iter().filter(|row| row.ref_id == ref_id && row.created_at > since).count() < RENEWALS {
        put(tx, stage.id(), journey, (TOOK, handover), stage.now).await?;
    }
    Ok(())
}

/// Who a mail about an offer is for: who it was made to, but for what becomes of a direction that was given back.
fn of(what: &str, offer: &Handover) -> TeamRef {
    if [TAKEN, LEFT, ASKED].contains(&what) { offer.from } else { offer.to }
}

/// The amount that was asked for the work of an offer.
fn amount_of(journey: &Journey, offer: &Handover) -> Option<AmountAsked> {
    match offer.subject {
        Subject::Leg { leg, .. } => journey.legs.get(&leg)?.asked,
        Subject::Direction => None,
    }
}

/// Who knows by now that nobody said yes or no, as a partner is told.
#[must_use]
pub fn late_key(level: DeadlineKind) -> &'static str {
    match level {
        DeadlineKind::AmountLead => "partner-amount-late-lead",
        DeadlineKind::AmountCoordinator => "partner-amount-late-coordinator",
        _ => "partner-amount-late-team",
    }
}

/// Queues a mail about an offer.
pub(super) async fn put(
    tx: &mut Tx,
    id: Uuid,
    journey: JourneyId,
    (what, handover): (&str, HandoverId),
    now: Timestamp,
) -> Result<()> {
    let row = NewOutbox {
        id,
        kind: PARTNER.into(),
        stream: StreamKey::new(crate::run::JOURNEY, journey.0),
        ref_id: format!("{what}:{handover}"),
        payload: "{}".to_owned(),
        not_before: now,
    };
    Ok(outbox::enqueue(tx, &row, now).await?)
}

/// A mail, and what is kept of it.
struct Written {
    subject: String,
    words: String,
    link: String,
    button: String,
}

/// What a mail is made of.
struct About<'a> {
    what: &'a str,
    partner: &'a Partner,
    organisation: &'a Organisation,
    lang: Lang,
    voice: Voice,
}

impl App {
    /// Sends the mails to partners that wait; tells how many were dealt with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_partner_mail(&self) -> Result<usize> {
        let taken = self.take_up(PARTNER, BATCH).await?;
        let directory = self.directory().await?;
        for row in &taken.rows {
            let fate = self.send_to_partner(&directory, row, taken.now).await?;
            self.report(&taken, row, fate).await?;
        }
        Ok(taken.rows.len())
    }

    async fn send_to_partner(&self, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Fate> {
        if let Some(month) = month::of_row(row).filter(|_| row.stream.kind == kind::PARTNER) {
            return self.send_month(directory, row, month, now).await;
        }
        if row.stream.kind == kind::PARTNER {
            return self.ask_to_erase(directory, row, now).await;
        }
        let Some((what, handover)) = row.ref_id.split_once(':') else { return Ok(Fate::Withdrawn) };
        let Ok(handover) = HandoverId::parse(handover) else { return Ok(Fate::Withdrawn) };
        if let Some(what) = heard::of_desk(what) {
            return self.tell_desk(directory, row, (what, OrgId(handover.0)), now).await;
        }
        let journey = JourneyId(row.stream.id);
        let mut tx = self.store.begin_read().await?;
        let Some(found) = journey_of(&mut tx, journey).await? else { return Ok(Fate::Withdrawn) };
        let Some(offer) = found.handovers.get(&handover) else { return Ok(Fate::Withdrawn) };
        let seat = Seat { org: of(what, offer).org, journey };
        let Some(partner) = directory.partner(seat.org) else { return Ok(Fate::Withdrawn) };
        let seen = put_together(&mut tx, directory, seat, now).await?;
        if what == HEARD && !has_share(&mut tx, journey, seat.org).await? {
            return Ok(Fate::Withdrawn);
        }
        drop(tx);
        // What was taken back names its number and nothing else; all other mails need the agreement.
        let of_offer = [OFFERED, CLARIFIED, LATE, ASKED, TOOK].contains(&what);
        let answered = (what == WAITS && !amount_of(&found, offer).is_some_and(|asked| asked.waits()))
            || (what == CALL && super::call_owed(&found, seat.org).is_none());
        if what != BACK && (seen.is_none() || answered || (of_offer && !offer.is_pending())) {
            return Ok(Fate::Withdrawn);
        }
        if let Some(fate) = kept_back(directory, partner, now) {
            return Ok(fate);
        }
        let ours = if of(what, offer) == offer.to { offer.from } else { offer.to };
        let Some((mailbox_id, mailbox)) = directory.mailbox_of(ours.team) else {
            return Ok(Fate::Again(now + WAIT, NO_MAILBOX));
        };
        let about = About::of(directory, what, partner, now)?;
        let minted = make(self, seat.org, journey, handover);
        let written = match (&seen, what) {
            (Some(seen), HEARD | MAY_ASK) => about.news(seen, offer, &format!("{}/parts", minted.url)),
            (Some(seen), GRANTED | REFUSED | WAITS | TAKEN | LEFT | ASKED | CALL | WROTE | UNSOLVED | CAME) => {
                about.news(seen, offer, &minted.url)
            }
            (Some(seen), what) if what != BACK => about.offer(seen, offer, &minted.url),
            _ => about.taken_back(&found.reference.to_string()),
        };
        let mail = self.partner_mail(row, (mailbox_id, mailbox), (&about, journey), &written, now);
        let crossed = seen.as_ref().filter(|_| what != BACK).map(|seen| crossing(self, seen, "mail", now));
        let kept = PartnerMail {
            id: row.id,
            message_id: mail.message_id.clone(),
            reply_mark: address_key(&mail.reply_to),
            org: seat.org,
            journey,
            handover,
            sent_at: now,
        };
        // What crosses, and the link, are kept before the mail leaves.
        self.store
            .write_with((minted.kept, kept, crossed), |tx, (link, kept, crossed)| {
                Box::pin(async move {
                    if let Some(crossed) = crossed {
                        regie_store::partners::mint(tx, link).await?;
                        saw(tx, crossed).await?;
                    }
                    Ok::<_, AppError>(remember(tx, kept).await?)
                })
            })
            .await?;
        self.hand_over(row, mailbox, mail, now).await
    }

    async fn ask_to_erase(&self, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Fate> {
        let Some(partner) = directory.partner(OrgId(row.stream.id)) else { return Ok(Fate::Withdrawn) };
        if let Some(fate) = kept_back(directory, partner, now) {
            return Ok(fate);
        }
        let first = directory.mailboxes.iter().find(|(_, found)| found.value.active);
        let Some((mailbox_id, mailbox)) = first.map(|(id, found)| (*id, &found.value)) else {
            return Ok(Fate::Again(now + WAIT, NO_MAILBOX));
        };
        let about = About::of(directory, ERASE, partner, now)?;
        let written = about.erase();
        let mail = self.partner_mail(row, (mailbox_id, mailbox), (&about, JourneyId(row.stream.id)), &written, now);
        // It is about no journey and no offer: the partner's own id stands there, by which the answer is known.
        let kept = PartnerMail {
            id: row.id,
            message_id: mail.message_id.clone(),
            reply_mark: address_key(&mail.reply_to),
            org: partner.id,
            journey: JourneyId(partner.id.0),
            handover: HandoverId(partner.id.0),
            sent_at: now,
        };
        self.store
            .write_with(kept, |tx, kept| Box::pin(async move { Ok::<_, AppError>(remember(tx, kept).await?) }))
            .await?;
        self.hand_over(row, mailbox, mail, now).await
    }

    async fn hand_over(&self, row: &OutboxRow, mailbox: &Mailbox, mail: OutgoingMail, now: Timestamp) -> Result<Fate> {
        let sent = self.ports.mail.send(mailbox.sending().as_ref(), &mail).await;
        self.keep_rotated().await;
        match sent {
            Ok(()) => Ok(Fate::Sent),
            Err(SendError::Permanent(_)) => Ok(Fate::Given(crate::outbox::reason::PERMANENT)),
            Err(error) => {
                tracing::warn!(%error, mail = %row.id, "a mail to a partner did not leave");
                Ok(Fate::again(row, now, &PAUSES, crate::outbox::reason::TEMPORARY))
            }
        }
    }

    fn partner_mail(
        &self,
        row: &OutboxRow,
        (mailbox_id, mailbox): (Uuid, &Mailbox),
        (about, journey): (&About<'_>, JourneyId),
        written: &Written,
        now: Timestamp,
    ) -> OutgoingMail {
        let reply_to = self.ports.addresses.reply_to(&mailbox.address, journey, UpdateId(row.id), &about.partner.email);
        let house: Option<House<'_>> = None;
        OutgoingMail {
            mailbox: mailbox_id,
            from_name: about.organisation.name.clone(),
            from: mailbox.address.clone(),
            reply_to,
            envelope_from: mailbox.address.clone(),
            to_name: about.partner.person.clone(),
            to: about.partner.email.clone(),
            subject: written.subject.clone(),
            text: written.words.clone(),
            html: page(
                &written.words,
                Dress {
                    lang: about.lang,
                    title: &written.subject,
                    link: &written.link,
                    button: &written.button,
                    headline: false,
                    house,
                },
            ),
            message_id: format!("p.{}@{}", row.id, domain_of(&mailbox.address)),
            in_reply_to: None,
            references: Vec::new(),
            automatic: true,
            date: now,
            files: Vec::new(),
        }
    }
}

/// What holds a mail back: the switch for outgoing mail.
fn kept_back(directory: &Directory, partner: &Partner, now: Timestamp) -> Option<Fate> {
    // A partner that does not take part may have no address at all.
    if partner.email.is_empty() {
        return Some(Fate::Withdrawn);
    }
    match directory.organisation().map(|organisation| organisation.outgoing) {
        Err(_) => Some(Fate::Again(now + WAIT, "no-organisation")),
        Ok(Outgoing::Paused) => Some(Fate::Held(STOPPED)),
        Ok(Outgoing::Trial) if directory.member_by_email(&partner.email).is_none() => Some(Fate::Held(TRIAL)),
        Ok(_) => None,
    }
}

impl<'a> About<'a> {
    fn of(directory: &'a Directory, what: &'a str, partner: &'a Partner, now: Timestamp) -> Result<Self> {
        let organisation = directory.organisation()?;
        let lang = match partner.language {
            Language::Nl => Lang::Nl,
            Language::En => Lang::En,
        };
        let zone = TimeZone::get(&organisation.zone).unwrap_or(TimeZone::UTC);
        let voice = Voice { lang, now, zone, calls_other: false, paper: false, of: None };
        Ok(Self { what, partner, organisation, lang, voice })
    }

    fn say(&self, key: &str, name: &str, value: &str) -> String {
        self.lang.t(key, &[("organisation", self.organisation.name.as_str().into()), (name, value.into())])
    }

    /// What is offered, with what may be known of it, by when an answer is due, and how to give one.
    fn offer(&self, seen: &PartnerPage, offer: &Handover, link: &str) -> Written {
        let number = seen.journey.reference.to_string();
        let by = self.voice.moment(offer.respond_by);
        let direction = offer.subject == Subject::Direction;
        let why = match self.what {
            CLARIFIED => self.say("partner-mail-clarified", "number", &number),
            LATE => self.say("partner-mail-late", "number", &number),
            LINK => self.say("partner-mail-link", "number", &number),
            TOOK => self.say("partner-mail-took", "number", &number),
            _ if direction => self.say("partner-mail-direction", "number", &number),
            _ => self.say("partner-mail-offered", "number", &number),
        };
        let mut parts = vec![self.say("partner-mail-hello", "name", &self.partner.person), why];
        parts.extend(seen.text(seen.journey.subject).map(|title| self.say("partner-mail-title", "title", title)));
        parts.extend(offer.brief.iter().filter_map(|id| seen.text(*id)).map(str::to_owned));
        parts.extend(self.told(seen));
        if offer.is_pending() {
            parts.push(self.say("partner-mail-by", "by", &by));
        }
        parts.push(link.to_owned());
        if offer.is_pending() {
            parts.push(self.lang.t("partner-mail-answer", &[]));
        }
        let purpose = self.partner.shares(self.voice.now).map(|found| found.purpose.clone()).unwrap_or_default();
        parts.push(self.say("partner-mail-purpose", "purpose", &purpose));
        Written {
            subject: match self.what {
                LATE => self.say("partner-mail-late-subject", "number", &number),
                LINK | CLARIFIED | TOOK => self.say("partner-mail-more-subject", "number", &number),
                _ => self.say("partner-mail-offered-subject", "number", &number),
            },
            words: parts.join("\n\n"),
            link: link.to_owned(),
            button: self.lang.t("partner-mail-button", &[]),
        }
    }

    /// What became of what the partner asked or gave back, in a line, with the words that came along.
    fn news(&self, seen: &PartnerPage, offer: &Handover, link: &str) -> Written {
        let number = seen.journey.reference.to_string();
        let asked = amount_of(&seen.journey, offer);
        let amount = asked.map(|asked| self.lang.money(asked.amount.0)).unwrap_or_default();
        let call = super::call_owed(&seen.journey, seen.seat.org).filter(|_| self.what == CALL);
        let when = call.map(|call| self.voice.window(call.current)).unwrap_or_default();
        let (key, words) = match self.what {
            GRANTED => ("partner-mail-granted", asked.and_then(|asked| asked.answer).and_then(|answer| answer.text)),
            REFUSED => ("partner-mail-refused", asked.and_then(|asked| asked.answer).and_then(|answer| answer.text)),
            WAITS => ("partner-mail-amount-late", None),
            TAKEN => ("partner-mail-taken", None),
            ASKED => ("partner-mail-asked", offer.asked.last().copied()),
            CALL => ("partner-mail-call", None),
            WROTE => ("partner-mail-wrote", None),
            UNSOLVED => ("partner-mail-unsolved", None),
            CAME => ("partner-mail-came", None),
            HEARD => ("partner-mail-heard", None),
            MAY_ASK => ("partner-mail-may-ask", None),
            _ => match offer.state {
                HandoverState::Declined { text, .. } => ("partner-mail-left", text),
                _ => ("partner-mail-left", None),
            },
        };
        let args = [
            ("organisation", self.organisation.name.as_str().into()),
            ("number", number.as_str().into()),
            ("amount", amount.as_str().into()),
            ("when", when.as_str().into()),
        ];
        let mut parts = vec![self.say("partner-mail-hello", "name", &self.partner.person), self.lang.t(key, &args)];
        parts.extend(words.and_then(|id| seen.text(id)).map(str::to_owned));
        let late = asked.and_then(|asked| asked.overdue).filter(|_| self.what == WAITS);
        parts.extend(late.map(|level| self.lang.t(late_key(level), &[])));
        let numbers: Vec<&str> = seen.reach.iter().map(String::as_str).filter(|way| !way.contains('@')).collect();
        let numbers = (call.is_some() && !numbers.is_empty()).then(|| numbers.join(", "));
        parts.extend(numbers.map(|numbers| self.say("partner-mail-call-number", "phone", &numbers)));
        parts.push(link.to_owned());
        Written {
            subject: self.say("partner-mail-more-subject", "number", &number),
            words: parts.join("\n\n"),
            link: link.to_owned(),
            button: self.lang.t("partner-mail-button", &[]),
        }
    }

    /// What the customer was promised and what comes next, as the customer was told.
    fn told(&self, seen: &PartnerPage) -> Option<String> {
        let journey = &seen.journey;
        let open = journey.promises.values().filter(|promise| promise.is_open() && promise.is_to_customer());
        let promises = open.map(|promise| {
            let words = promise.text.and_then(|id| seen.text(id));
            self.voice.promise(promise.what, promise.current, words)
        });
        let promises: Vec<String> = promises.collect();
        (!promises.is_empty()).then(|| self.say("partner-mail-told", "promises", &promises.join(" ")))
    }

    fn taken_back(&self, number: &str) -> Written {
        self.plain(
            self.say("partner-mail-back-subject", "number", number),
            self.say("partner-mail-back", "number", number),
        )
    }

    fn erase(&self) -> Written {
        let name = self.partner.name.as_str();
        self.plain(self.say("partner-mail-erase-subject", "name", name), self.say("partner-mail-erase", "name", name))
    }

    fn plain(&self, subject: String, why: String) -> Written {
        let hello = self.say("partner-mail-hello", "name", &self.partner.person);
        Written { subject, words: format!("{hello}\n\n{why}\n"), link: String::new(), button: String::new() }
    }
}
