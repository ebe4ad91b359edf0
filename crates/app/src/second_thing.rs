//! The second thing that a customer is asked before sensitive parts of the own page show. What is known is taken from the
//! handles of the record, and from what a member noted: of that only a mark is kept, in a content row of the customer, so
//! that it can be recognised, never read, and goes when the customer is erased.

use jiff::{SignedDuration, Timestamp};
use regie_domain::blueprint::Blueprint;
use regie_domain::customer::HandleKind;
use regie_domain::event::Reach;
use regie_domain::ids::{BlueprintId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::{Journey, Participant};
use regie_domain::second_thing::{SecondKind, SecondThing, Sensitive};
use regie_store::audit::{self, Change};
use regie_store::content::{self, NewContent};
use regie_store::links::StatusLink;
use regie_store::views::customers;
use regie_store::{Tx, hex, sessions as stored};

use crate::authorise::{Action, Who, authorise, may_read};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::run::{CUSTOMER, journey_of};
use crate::settings::forms::Faults;
use crate::settings::{Permit, stamp};
use crate::{App, Config, secrets};

/// The kind of content rows that hold such a mark.
const CONTENT: &str = "second-thing";
/// The purpose of the marks of what is known.
const KNOWN: &str = "second thing";
/// The purpose of the marks that say that an answer was right.
const PASS: &str = "second thing pass";
/// So many wrong answers within [`WINDOW`] for one person on one journey, whichever link is used.
pub const TRIES: i64 = 5;
/// See [`TRIES`].
pub const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// How long a right answer holds.
pub const LASTS: SignedDuration = SignedDuration::from_mins(30);

/// What somebody on a journey is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Second {
    /// What is asked for.
    pub ask: SecondKind,
    /// What shows only after it.
    pub before: Vec<Sensitive>,
    /// Whether anything is known to compare an answer with. Without it nothing sensitive shows.
    pub known: bool,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It is right, and holds until a moment of the machine's clock.
    Right(Timestamp),
    /// It is not, or there is nothing to compare it with.
    Wrong,
    /// It could not be one: nothing was counted.
    Unreadable,
    /// Too many wrong ones in this hour.
    TooMany,
}

/// What is asked of somebody on a journey. The newest version of its blueprint counts, so that closing it closes what runs.
pub(crate) async fn asked_of(
    tx: &mut Tx,
    directory: &Directory,
    journey: &Journey,
    participant: ParticipantId,
) -> Result<Option<Second>> {
    let asked = directory.blueprint(journey.blueprint.id).and_then(|blueprint| blueprint.second.as_ref());
    let Some(person) = journey.participants.get(&participant) else { return Ok(None) };
    if let Some(second) = untied(tx, person, asked).await? {
        return Ok(Some(second));
    }
    let Some(asked) = asked else { return Ok(None) };
    let known = !known_of(tx, person.customer, asked.ask).await?.is_empty();
    Ok(Some(Second { ask: asked.ask, before: asked.before.clone(), known }))
}

/// Whoever came by a social channel and is not known by more than that sees no sums and no files, whatever is answered here:
/// the link lies in a conversation, and nobody knows with whom.
async fn untied(tx: &mut Tx, person: &Participant, asked: Option<&SecondThing>) -> Result<Option<Second>> {
    let Reach::Social { handle } = person.reach else { return Ok(None) };
    let Some(row) = customers::handle(tx, handle).await? else { return Ok(None) };
    let owner = crate::preferences::record(tx, row.customer).await?;
    let tied = owner.and_then(|owner| owner.handles.get(&handle).copied()).is_some_and(|it| it.evidence.proves());
    let mut before = asked.map(|asked| asked.before.clone()).unwrap_or_default();
    before.extend(
        [Sensitive::Files, Sensitive::Amounts].into_iter().filter(|part| !before.contains(part)).collect::<Vec<_>>(),
    );
    Ok((!tied).then_some(Second { ask: SecondKind::CustomerNumber, before, known: false }))
}

/// The kinds of which something is known of somebody.
pub(crate) async fn known_kinds(tx: &mut Tx, customer: CustomerId) -> Result<Vec<SecondKind>> {
    let mut known = Vec::new();
    for kind in SecondKind::ALL {
        if !known_of(tx, customer, kind).await?.is_empty() {
            known.push(kind);
        }
    }
    Ok(known)
}

/// Something to compare an answer with.
enum Known {
    /// Its one form, out of a handle.
    Plain(String),
    /// The mark of what a member noted, and of whom.
    Mark(CustomerId, String),
}

async fn known_of(tx: &mut Tx, customer: CustomerId, kind: SecondKind) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    for record in records_of(tx, customer).await? {
        for handle in customers::handles(tx, record).await? {
            let holds = match kind {
                SecondKind::Postcode => handle.kind == HandleKind::Address.code(),
                SecondKind::CustomerNumber => handle.kind == HandleKind::CustomerNumber.code(),
                SecondKind::BirthDate => false,
            };
            if holds && let Some(value) = content::text(tx, handle.value.0).await? {
                known.extend(kind.within(&value).map(Known::Plain));
            }
        }
        known.extend(noted(tx, record, kind).await?.into_iter().map(|(_, mark)| Known::Mark(record, mark)));
    }
    Ok(known)
}

/// What a member noted of a kind: the rows and their marks.
async fn noted(tx: &mut Tx, customer: CustomerId, kind: SecondKind) -> Result<Vec<(uuid::Uuid, String)>> {
    let mut found = Vec::new();
    for row in content::of_subject(tx, CUSTOMER, customer.0).await? {
        if row.kind != CONTENT {
            continue;
        }
        let text = content::text(tx, row.id).await?.unwrap_or_default();
        if let Some((code, mark)) = text.split_once(' ')
            && code == kind.code()
        {
            found.push((row.id, mark.to_owned()));
        }
    }
    Ok(found)
}

/// Whether an answer in its one form is what is known of a customer.
pub(crate) async fn is_known(
    tx: &mut Tx,
    config: &Config,
    customer: CustomerId,
    kind: SecondKind,
    answer: &str,
) -> Result<bool> {
    Ok(known_of(tx, customer, kind).await?.iter().any(|known| matches(config, kind, known, answer)))
}

/// What a value is marked by: nobody without the installation's secret can try values out, and the same value of two people
/// looks different.
fn marked(customer: CustomerId, kind: SecondKind, value: &str) -> String {
    format!("{customer}/{}/{value}", kind.code())
}

fn matches(config: &Config, kind: SecondKind, known: &Known, answer: &str) -> bool {
    match known {
        Known::Plain(value) => secrets::same(value.as_bytes(), answer.as_bytes()),
        Known::Mark(customer, mark) => {
            let forms = secrets::veiled(config, KNOWN, &marked(*customer, kind, answer));
            forms.iter().any(|form| secrets::same(form.as_bytes(), mark.as_bytes()))
        }
    }
}

/// What a right answer gives: a value for a cookie, good for one link until a moment.
fn pass(config: &Config, link: &StatusLink, until: Timestamp) -> String {
    let until = until.as_second();
    let mark = secrets::mark(config, PASS, &[&link.token_hash, &until.to_be_bytes()]);
    format!("{until}.{}", hex(&mark))
}

/// Whether such a value is good for a link at a moment of the machine's clock.
fn passes(config: &Config, link: &StatusLink, value: &str, now: Timestamp) -> bool {
    let Some((until, mark)) = value.split_once('.') else { return false };
    let Ok(until) = until.parse::<i64>() else { return false };
    let Some(mark) = unhex(mark) else { return false };
    until > now.as_second() && secrets::is_marked(config, PASS, &[&link.token_hash, &until.to_be_bytes()], &mark)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || text.len() != 64 {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

impl App {
    /// What a right answer gives: a value for a cookie, good for one link until a moment.
    #[must_use]
    pub fn second_pass(&self, link: &StatusLink, until: Timestamp) -> String {
        pass(&self.config, link, until)
    }

    /// Whether such a value is good for a link now.
    #[must_use]
    pub fn second_given(&self, link: &StatusLink, value: &str) -> bool {
        passes(&self.config, link, value, self.machine_now())
    }

    /// Compares an answer. It is counted before it is looked at, so that tries at the same moment count too; a right one
    /// takes the count away.
    ///
    /// # Errors
    /// What the store says.
    pub async fn answer_second(&self, journey: JourneyId, participant: ParticipantId, typed: &str) -> Result<Answered> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let found = journey_of(&mut tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
        let Some(asked) = asked_of(&mut tx, &directory, &found, participant).await? else { return Ok(Answered::Wrong) };
        let Some(answer) = asked.ask.read(typed) else { return Ok(Answered::Unreadable) };
        let person = found.participants.get(&participant).ok_or(AppError::NotFound("participant"))?;
        let known = known_of(&mut tx, person.customer, asked.ask).await?;
        drop(tx);
        let now = self.machine_now();
        let key = format!("second:{}", secrets::veil(&self.config, KNOWN, &format!("{journey}/{participant}")));
        let counting = key.clone();
        let tries =
            self.store.write_with(counting, move |tx, key| Box::pin(stored::count_failure(tx, key, now, WINDOW)));
        if tries.await? > TRIES {
            return Ok(Answered::TooMany);
        }
        if !known.iter().any(|known| matches(&self.config, asked.ask, known, &answer)) {
            return Ok(Answered::Wrong);
        }
        self.store.write_with(key, |tx, key| Box::pin(stored::clear_failures(tx, key))).await?;
        Ok(Answered::Right(now + LASTS))
    }

    /// Notes a second thing of somebody on a journey, in the place of what was noted of that kind before. Only its mark is
    /// kept; the audit log says that it was done.
    ///
    /// # Errors
    /// A fault at the field `value`, a denial, or what the store says.
    pub async fn note_second(
        &self,
        who: &Who,
        journey: JourneyId,
        participant: ParticipantId,
        kind: SecondKind,
        typed: &str,
    ) -> Result<()> {
        let directory = self.directory().await?;
        authorise(who, Action::Customer(&directory))?;
        let value = kind.read(typed).ok_or_else(|| AppError::invalid("value", "invalid-second"))?;
        let context = (
            self.clone(),
            who.clone(),
            directory,
            stamp(self, who),
            (self.ports.uuid(), self.ports.bytes::<16>()),
            value,
        );
        self.store
            .write_with(context, move |tx, (app, who, directory, stamp, (id, salt), value)| {
                Box::pin(async move {
                    may_read(tx, who, directory, journey).await?;
                    let found = journey_of(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
                    let person = found.participants.get(&participant).filter(|person| person.present);
                    let customer = person.ok_or(AppError::NotFound("participant"))?.customer;
                    for (old, _) in noted(tx, customer, kind).await? {
                        content::erase(tx, old, "replaced", stamp.at).await?;
                    }
                    let mark = secrets::veil(&app.config, KNOWN, &marked(customer, kind, value));
                    let new = NewContent {
                        id: *id,
                        kind: CONTENT.into(),
                        media_type: "text/plain; charset=utf-8".into(),
                        file_name: None,
                        salt: *salt,
                        subject_kind: CUSTOMER.into(),
                        subject_id: customer.0,
                        bytes: format!("{} {mark}", kind.code()).into_bytes().into(),
                    };
                    content::put(tx, &new, stamp.at).await?;
                    let subject_id = customer.to_string();
                    let change = Change {
                        action: "note-second",
                        subject_kind: CUSTOMER,
                        subject_id: &subject_id,
                        before: None,
                        after: None,
                    };
                    Ok::<_, AppError>(audit::record(tx, stamp, change).await?)
                })
            })
            .await
    }

    /// Changes what a blueprint asks before it shows what; without a kind it asks nothing. Appends a version.
    ///
    /// # Errors
    /// A fault at the fields `second` or `before`, a denial, or a conflict with another change.
    pub async fn change_second(
        &self,
        who: &Who,
        id: BlueprintId,
        expected: i64,
        ask: Option<SecondKind>,
        before: Vec<Sensitive>,
    ) -> Result<i64> {
        let second = ask.map(|ask| SecondThing { ask, before });
        self.edit(who, Permit::Administrator, (id, expected, second), |tx, edit, (id, expected, second)| {
            Box::pin(async move {
                let changed = |newest: &Blueprint, faults: &mut Faults| {
                    if second.as_ref().is_some_and(|second| second.before.is_empty()) {
                        faults.add("before", "invalid-required");
                    }
                    Blueprint { second: second.clone(), ..newest.clone() }
                };
                edit.append_version(tx, *id, *expected, changed).await
            })
        })
        .await
    }
}
