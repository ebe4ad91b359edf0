//! The second step at signing in: a code of an authenticator app on the member's telephone, or, where that is lost, a recovery
//! code. Anybody may set it up; of which roles it is asked is a setting of the organisation. Wrong codes count by themselves:
//! who knows the password gets no fresh start with it.

use jiff::{SignedDuration, Timestamp};
use regie_domain::directory::Member;
use regie_domain::ids::MemberId;
use regie_store::audit::{self, Change};
use regie_store::second_step as kept;
use regie_store::sessions::{self as stored, Session};
use regie_store::{StoreError, Tx};

use super::{Asks, IDLE, NewSession, lacks, note, passwords, throttle, totp};
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::secrets;
use crate::settings::{self, Permit};

/// What the sealed keys of authenticator apps are made for.
const PURPOSE: &str = "second step";
/// So many recovery codes are given at once.
pub const CODES: usize = 10;
/// Letters and digits that cannot be taken for one another: 31 of them, so that a code of ten holds nearly fifty bits.
const PLAIN: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz-";
/// A key that nobody gave a code for is of no use after this.
const PENDING: SignedDuration = SignedDuration::from_mins(30);

/// A key to put into an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// As people type it.
    pub text: String,
    /// As apps read it from a picture.
    pub uri: String,
}

/// What the own page says of the second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stands {
    /// Since when it is asked; nothing where it is not.
    pub since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes: i64,
    /// Whether the organisation asks it of the member.
    pub required: bool,
}

/// What was typed: six digits of an app, or a recovery code.
enum Typed {
    App(String),
    Recovery(String),
}

impl Typed {
    fn of(text: &str) -> Self {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_lowercase();
        if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::App(text)
        } else {
            Self::Recovery(text)
        }
    }
}

/// A code that is right, and what it uses up.
#[derive(Debug, Clone)]
enum Right {
    Step(i64),
    Recovery(Vec<[u8; 32]>),
}

impl App {
    /// Who is behind a session in which something is still asked, and what; nobody where nothing is, or it has ended.
    ///
    /// # Errors
    /// What the store says.
    pub async fn half_way(&self, token: &str) -> Result<Option<(Member, Session, Asks)>> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(None) };
        let now = self.machine_now();
        let Some(session) = self.store.read(async |tx| stored::get(tx, &hash, now).await).await? else {
            return Ok(None);
        };
        let directory = self.directory().await?;
        let member = directory.member(MemberId(session.member_id)).filter(|member| member.active);
        Ok(member.and_then(|member| Some((member.clone(), session.clone(), lacks(&directory, member, &session)?))))
    }

    /// Takes the second step: the session that was half ends, and a whole one begins.
    ///
    /// # Errors
    /// [`AppError::Denied`] `"sign-in"` where there is no half session, `"second-step"` for a wrong code;
    /// [`AppError::TooMany`] after too many of them.
    pub async fn take_second_step(&self, token: &str, typed: &str) -> Result<NewSession> {
        let half = self.half_way(token).await?;
        let (member, session, _) =
            half.filter(|(_, _, asks)| *asks == Asks::Code).ok_or(AppError::Denied("sign-in"))?;
        let right = self.right_code(member.id, typed).await?;
        self.whole_session(member, session, right, None).await
    }

    /// What the own page says of the second step.
    ///
    /// # Errors
    /// What the store says.
    pub async fn second_step_of(&self, member: &Member) -> Result<Stands> {
        let id = member.id.0;
        let (found, codes) = self
            .store
            .read(async |tx| Ok::<_, StoreError>((kept::of(tx, id).await?, kept::codes_left(tx, id).await?)))
            .await?;
        let required = self.directory().await?.organisation()?.asks_second_step(member);
        Ok(Stands { since: found.and_then(|found| found.confirmed_at), codes, required })
    }

    /// Begins to set up a second step while signed in: the password is asked again.
    ///
    /// # Errors
    /// A wrong password (field `current`); [`AppError::TooMany`] after too many of them.
    pub async fn begin_second_step(&self, member: &Member, current: &str) -> Result<Key> {
        throttle::begin(self, &member.email, None).await?;
        let id = member.id.0;
        let hash = self.store.read(async |tx| stored::password(tx, id).await).await?;
        if !passwords::verify(current, hash).await? {
            return Err(AppError::invalid("current", "invalid-current-password"));
        }
        throttle::succeeded(self, &member.email).await?;
        self.new_key(member).await
    }

    /// Begins to set up a second step at signing in, because the organisation asks it.
    ///
    /// # Errors
    /// [`AppError::Denied`] `"sign-in"` where that is not what is asked.
    pub async fn begin_second_step_half_way(&self, token: &str) -> Result<Key> {
        let half = self.half_way(token).await?;
        let (member, ..) = half.filter(|(_, _, asks)| *asks == Asks::SetUp).ok_or(AppError::Denied("sign-in"))?;
        self.new_key(&member).await
    }

    /// The key that a code is still waited for; nothing where none is, or it is old.
    ///
    /// # Errors
    /// What the store says.
    pub async fn pending_key(&self, member: &Member) -> Result<Option<Key>> {
        let (id, now) = (member.id.0, self.machine_now());
        let found = self.store.read(async |tx| kept::of(tx, id).await).await?;
        let fresh = found.and_then(|found| Some((found.pending?, found.pending_at?)));
        let Some((sealed, _)) = fresh.filter(|(_, at)| now.duration_since(*at) < PENDING) else { return Ok(None) };
        let Ok(text) = secrets::open(&self.config, PURPOSE, &sealed) else { return Ok(None) };
        Ok(Some(self.key_of(member, text).await?))
    }

    /// Puts the key in use that a first code is given for. All other sessions of the member end, and recovery codes are given.
    ///
    /// # Errors
    /// A wrong code (field `code`); [`AppError::Denied`] `"second-step"` where there is no key to confirm, or it is old;
    /// [`AppError::TooMany`] after too many wrong codes.
    pub async fn confirm_second_step(
        &self,
        member: &Member,
        session: &Session,
        typed: &str,
    ) -> Result<(Vec<String>, NewSession)> {
        let (id, now) = (member.id, self.machine_now());
        let found = self.store.read(async |tx| kept::of(tx, id.0).await).await?;
        let fresh = found.and_then(|found| Some((found.pending?, found.pending_at?)));
        let fresh = fresh.filter(|(_, at)| now.duration_since(*at) < PENDING);
        let (sealed, _) = fresh.ok_or(AppError::Denied("second-step"))?;
        throttle::begin_second(self, id).await?;
        let key = secrets::open(&self.config, PURPOSE, &sealed).map_err(|_| AppError::Denied("second-step"))?;
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let step = totp::bytes_of(&key).and_then(|key| totp::step_of(&key, &typed, now));
        let step = step.ok_or_else(|| AppError::invalid("code", "invalid-second-step"))?;
        let codes = self.fresh_codes();
        let marks = codes.iter().map(|code| self.mark_of(id, code)).collect();
        let began =
            self.whole_session(member.clone(), session.clone(), Right::Step(step), Some((sealed, marks))).await?;
        Ok((codes, began))
    }

    /// Gives new recovery codes in the place of those there were.
    ///
    /// # Errors
    /// As [`App::take_second_step`] for a wrong code.
    pub async fn new_recovery_codes(&self, id: MemberId, typed: &str) -> Result<Vec<String>> {
        let right = self.right_code(id, typed).await?;
        let codes = self.fresh_codes();
        let marks: Vec<[u8; 32]> = codes.iter().map(|code| self.mark_of(id, code)).collect();
        let (stamp, now) = (self.own_stamp(id), self.machine_now());
        self.store
            .write_with((right, marks, stamp), move |tx, (right, marks, stamp)| {
                Box::pin(async move {
                    use_up(tx, id, right, now).await?;
                    kept::put_codes(tx, id.0, marks).await?;
                    Ok::<_, AppError>(note(tx, stamp, "recovery-codes").await?)
                })
            })
            .await?;
        self.forget_wrong_codes(id).await?;
        Ok(codes)
    }

    /// Takes the own second step away.
    ///
    /// # Errors
    /// A wrong code as in [`App::take_second_step`]; [`AppError::Denied`] `"second-step-required"` where the organisation asks
    /// it.
    pub async fn end_second_step(&self, member: &Member, typed: &str) -> Result<()> {
        if self.directory().await?.organisation()?.asks_second_step(member) {
            return Err(AppError::Denied("second-step-required"));
        }
        let id = member.id;
        let right = self.right_code(id, typed).await?;
        let (stamp, now) = (self.own_stamp(id), self.machine_now());
        self.store
            .write_with((right, stamp), move |tx, (right, stamp)| {
                Box::pin(async move {
                    use_up(tx, id, right, now).await?;
                    kept::end(tx, id.0).await?;
                    Ok::<_, AppError>(note(tx, stamp, "second-step-off").await?)
                })
            })
            .await?;
        self.forget_wrong_codes(id).await
    }

    /// Takes the second step of a colleague away who lost telephone and recovery codes. All sessions of that member end. Nobody
    /// does so for himself: that would be a way around the code.
    ///
    /// # Errors
    /// A denial.
    pub async fn take_second_step_away(&self, who: &Who, id: MemberId) -> Result<()> {
        Permit::Administrator.check(who)?;
        if who.member().is_some_and(|member| member.id == id) {
            return Err(AppError::Denied("own-second-step"));
        }
        let stamp = settings::stamp(self, who);
        self.store
            .write_with(stamp, move |tx, stamp| {
                Box::pin(async move {
                    if kept::end(tx, id.0).await? {
                        stored::end_all(tx, id.0, None).await?;
                        let subject = id.to_string();
                        let change = Change {
                            action: "second-step-away",
                            subject_kind: kind::MEMBER,
                            subject_id: &subject,
                            before: None,
                            after: None,
                        };
                        audit::record(tx, stamp, change).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
        self.forget_wrong_codes(id).await
    }

    /// Makes a key and keeps it until a first code is given for it.
    async fn new_key(&self, member: &Member) -> Result<Key> {
        let text = totp::base32(&self.ports.bytes::<{ totp::KEY }>());
        let sealed =
            secrets::seal(&self.config, &self.ports, PURPOSE, &text).map_err(|_| AppError::Denied("second-step"))?;
        let (id, now) = (member.id.0, self.machine_now());
        self.store.write_with(sealed, move |tx, sealed| Box::pin(kept::begin(tx, id, sealed, now))).await?;
        self.key_of(member, text).await
    }

    async fn key_of(&self, member: &Member, text: String) -> Result<Key> {
        let directory = self.directory().await?;
        let uri = totp::uri(&directory.organisation()?.name, &member.email, &text);
        Ok(Key { text, uri })
    }

    /// Judges a code. It is counted before it is looked at, so that tries at the same moment count too.
    async fn right_code(&self, id: MemberId, typed: &str) -> Result<Right> {
        throttle::begin_second(self, id).await?;
        let found = self.store.read(async |tx| kept::of(tx, id.0).await).await?;
        let sealed = found.and_then(|found| found.sealed).ok_or(AppError::Denied("second-step"))?;
        let right = match Typed::of(typed) {
            Typed::App(digits) => {
                let key = secrets::open(&self.config, PURPOSE, &sealed).ok().and_then(|key| totp::bytes_of(&key));
                key.and_then(|key| totp::step_of(&key, &digits, self.machine_now())).map(Right::Step)
            }
            Typed::Recovery(code) => Some(Right::Recovery(self.marks_of(id, &code))),
        };
        right.ok_or_else(|| self.wrong_code())
    }

    #[expect(clippy::unused_self, reason = "one place says what a wrong code is")]
    fn wrong_code(&self) -> AppError {
        tracing::info!("a second step failed");
        AppError::Denied("second-step")
    }

    /// Ends a session and begins a whole one for the same member; `confirms` puts a key in use with its recovery codes.
    async fn whole_session(
        &self,
        member: Member,
        half: Session,
        right: Right,
        confirms: Option<(String, Vec<[u8; 32]>)>,
    ) -> Result<NewSession> {
        let id = member.id;
        let (token, fresh) = self.session_for(id, half.label.clone());
        let now = self.machine_now();
        // It goes on for as long as it would have: a second step is no way to stay in for ever.
        let session = Session {
            second_at: Some(now),
            asks_second: true,
            absolute_until: half.absolute_until,
            idle_until: (now + IDLE).min(half.absolute_until),
            ..fresh
        };
        let stamp = self.own_stamp(id);
        let given = (session, half.token_hash, right, confirms, stamp);
        let session = self
            .store
            .write_with(given, move |tx, (session, half, right, confirms, stamp)| {
                Box::pin(async move {
                    match (confirms, right) {
                        (Some((sealed, marks)), Right::Step(step)) => {
                            if !kept::confirm(tx, id.0, sealed, *step, now).await? {
                                return Err(AppError::Denied("second-step"));
                            }
                            kept::put_codes(tx, id.0, marks).await?;
                            stored::end_all(tx, id.0, None).await?;
                            note(tx, stamp, "second-step-on").await?;
                        }
                        _ => {
                            use_up(tx, id, right, now).await?;
                            stored::end(tx, half).await?;
                            let by = matches!(right, Right::Recovery(_));
                            note(tx, stamp, if by { "sign-in-recovery" } else { "sign-in" }).await?;
                        }
                    }
                    stored::start(tx, session).await?;
                    Ok::<_, AppError>(session.clone())
                })
            })
            .await?;
        self.forget_wrong_codes(id).await?;
        Ok(NewSession { token, member, session, asks: None })
    }

    async fn forget_wrong_codes(&self, id: MemberId) -> Result<()> {
        let key = throttle::second(&self.config, id);
        Ok(self.store.write_with(key, |tx, key| Box::pin(stored::clear_failures(tx, key))).await?)
    }

    /// Recovery codes, as people write them down.
    fn fresh_codes(&self) -> Vec<String> {
        // The last letter of the list would be a dash: a value of 31 is drawn again.
        let mut letters = std::iter::from_fn(|| Some(self.ports.bytes::<32>()))
            .flatten()
            .map(|byte| usize::from(byte & 31))
            .filter(|index| *index < PLAIN.len() - 1)
            .map(|index| char::from(PLAIN[index]));
        let mut word = || letters.by_ref().take(5).collect::<String>();
        (0..CODES).map(|_| format!("{}-{}", word(), word())).collect()
    }

    /// What is kept of a recovery code.
    fn mark_of(&self, id: MemberId, code: &str) -> [u8; 32] {
        let code = code.replace('-', "");
        secrets::mark(&self.config, "recovery code", &[id.0.as_bytes(), code.as_bytes()])
    }

    /// The marks that a code may be kept under: with the present secret, and with the one before.
    fn marks_of(&self, id: MemberId, code: &str) -> Vec<[u8; 32]> {
        let mut marks = vec![self.mark_of(id, code)];
        if let Some(previous) = self.config.previous_secret {
            let config = crate::Config { secret: previous, ..(*self.config).clone() };
            marks.push(secrets::mark(&config, "recovery code", &[id.0.as_bytes(), code.as_bytes()]));
        }
        marks
    }
}

/// Uses a right code up.
async fn use_up(tx: &mut Tx, id: MemberId, right: &Right, now: Timestamp) -> Result<()> {
    let used = match right {
        Right::Step(step) => kept::use_step(tx, id.0, *step).await?,
        Right::Recovery(marks) => {
            let mut used = false;
            for mark in marks {
                used = used || kept::use_code(tx, id.0, mark, now).await?;
            }
            used
        }
    };
    if used { Ok(()) } else { Err(AppError::Denied("second-step")) }
}
