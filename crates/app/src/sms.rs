//! Text messages: whoever rang at a closed desk and may be texted gets the way to the form that is always open. They leave
//! through the outbox like mail, and the one switch that holds mail holds them too.

use jiff::{SignedDuration, Timestamp};
use regie_domain::calendar::Calendar;
use regie_domain::directory::Outgoing;
use regie_domain::phone::PhoneNumber;
use regie_domain::sms::{SmsGateway, SmsParts};
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, NewOutbox, OutboxRow};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::{Tx, sms as stored};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::intake::ARRIVAL;
use crate::outbox::Fate;
use crate::outbox::reason::{INTERNAL, PERMANENT, STOPPED, TEMPORARY, TRIAL};
use crate::ports::{HttpAnswer, HttpRequest, SendError};
use crate::run::Stage;
use crate::secrets;
use crate::settings::forms::Faults;
use crate::settings::{Permit, stamp};
use crate::texts::lang_of;

/// The kind of outbox rows that carry a text message.
pub const SMS: &str = "sms";
/// The one record of the gateway.
pub const GATEWAY: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0501);
/// The purpose under which its secret is encrypted.
pub const SECRET: &str = "sms";
/// The purpose of the marks by which numbers are recognised.
const NUMBER: &str = "sms number";
/// The most messages of one claim.
const BATCH: u32 = 10;
/// After this a message about a call says nothing any more.
const STALE: SignedDuration = SignedDuration::from_hours(12);
/// Pauses between tries, in minutes.
const PAUSES: [i64; 5] = [1, 5, 15, 60, 180];

/// Queues the way to the form for whoever rang, where that number may get one.
pub(crate) async fn ask_in(stage: &Stage, tx: &mut Tx, door: &Arrival) -> Result<()> {
    let gateway = stage.directory.sms.as_ref().map(|found| &found.value).filter(|gateway| gateway.active);
    let (Some(gateway), Some(number)) = (gateway, &door.sender) else { return Ok(()) };
    let mobile = PhoneNumber::parse(number).is_ok_and(|number| number.may_be_texted());
    if !mobile || !may_get(stage, tx, gateway, number).await? {
        return Ok(());
    }
    stored::note(tx, &secrets::veil(&stage.app().config, NUMBER, number), stored::SENT, stage.now).await?;
    let row = NewOutbox {
        id: stage.id(),
        kind: SMS.into(),
        stream: StreamKey { kind: ARRIVAL.into(), id: door.id },
        ref_id: door.id.to_string(),
        payload: "{}".to_owned(),
        not_before: stage.now,
    };
    Ok(outbox::enqueue(tx, &row, stage.now).await?)
}

/// Not who asked for none, and not who got one lately.
async fn may_get(stage: &Stage, tx: &mut Tx, gateway: &SmsGateway, number: &str) -> Result<bool> {
    let marks = secrets::veiled(&stage.app().config, NUMBER, number);
    let span = SignedDuration::from_hours(i64::from(gateway.every_hours));
    let since = stage.now.checked_sub(span).unwrap_or(Timestamp::MIN);
    Ok(!stored::is_out(tx, &marks).await? && stored::last_sent(tx, &marks).await?.is_none_or(|last| last <= since))
}

impl App {
    /// Sends the text messages that wait; tells how many were dealt with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_texts(&self) -> Result<usize> {
        let directory = self.directory().await?;
        if directory.organisation.is_none() {
            return Ok(0);
        }
        let taken = self.take_up(SMS, BATCH).await?;
        for row in &taken.rows {
            let fate = self.send_text(&directory, row, taken.now).await?;
            self.report(&taken, row, fate).await?;
        }
        Ok(taken.rows.len())
    }

    async fn send_text(&self, directory: &Directory, row: &OutboxRow, now: Timestamp) -> Result<Fate> {
        let organisation = directory.organisation()?;
        if now.duration_since(row.created_at) > STALE {
            return Ok(Fate::Withdrawn);
        }
        let Ok(door) = Uuid::parse_str(&row.ref_id) else { return Ok(Fate::Given(INTERNAL)) };
        let door = self.store.read(async |tx| arrivals::get(tx, door).await).await?;
        // Erased, or somebody said that it needs nothing.
        let door = door.filter(|door| door.state != "void");
        let Some((door, number)) = door.and_then(|door| Some((door.clone(), door.sender?))) else {
            return Ok(Fate::Withdrawn);
        };
        let Some(gateway) = directory.sms.as_ref().map(|found| &found.value).filter(|gateway| gateway.active) else {
            return Ok(Fate::Withdrawn);
        };
        match organisation.outgoing {
            Outgoing::Paused => return Ok(Fate::Held(STOPPED)),
            Outgoing::Trial => return Ok(Fate::Held(TRIAL)),
            Outgoing::Live => {}
        }
        let text = self.words(directory, &door, now)?;
        match self.post_text(gateway, &number, &text).await? {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(Fate::Sent),
            Ok(answer) if answer.status == 429 || answer.status >= 500 => Ok(Fate::again(row, now, &PAUSES, TEMPORARY)),
            Ok(answer) => {
                tracing::warn!(status = answer.status, "the gateway refused a text message");
                Ok(Fate::Given(PERMANENT))
            }
            Err(SendError::Temporary(_)) => Ok(Fate::again(row, now, &PAUSES, TEMPORARY)),
            Err(SendError::Permanent(_)) => Ok(Fate::Given(PERMANENT)),
        }
    }

    /// The words of the message, in the organisation's language.
    fn words(&self, directory: &Directory, door: &Arrival, now: Timestamp) -> Result<String> {
        let organisation = directory.organisation()?;
        let lang = lang_of(organisation.language);
        let calendar: Option<Calendar> = directory.team(door.team).map(|team| directory.calendar(team)).transpose()?;
        let zone = jiff::tz::TimeZone::get(&organisation.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        // What waited until the desk opened names no moment any more.
        let closed = calendar.filter(|calendar| !calendar.is_open(now));
        let opens = closed.and_then(|calendar| calendar.next_open(now)).map(|at| lang.brief(at, now, &zone));
        let link = format!("{}/ask", self.config.public_url);
        let args = [
            ("organisation", organisation.name.as_str().into()),
            ("link", link.as_str().into()),
            ("when", opens.as_deref().unwrap_or_default().into()),
        ];
        Ok(lang.t(if opens.is_some() { "sms-closed" } else { "sms-closed-plain" }, &args))
    }

    async fn post_text(&self, gateway: &SmsGateway, number: &str, text: &str) -> Result<Result<HttpAnswer, SendError>> {
        let (url, body) = gateway.filled(SmsParts { number, text, sender: &gateway.sender });
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        if let Some(sealed) = gateway.secret.as_deref().filter(|_| !gateway.header.is_empty()) {
            let secret =
                secrets::open(&self.config, SECRET, sealed).map_err(|error| AppError::Unusable(error.to_string()))?;
            headers.push((gateway.header.clone(), secret));
        }
        Ok(self.ports.http.post(&HttpRequest { url, headers, body: body.into_bytes() }).await)
    }

    /// Keeps whether a number wants no text messages, as it said itself.
    pub(crate) async fn note_stopped(&self, tx: &mut Tx, number: &str, stopped: bool) -> Result<()> {
        let now = self.ports.clock.now();
        if stopped {
            stored::note(tx, &secrets::veil(&self.config, NUMBER, number), stored::OUT, now).await?;
        } else {
            stored::forget(tx, &secrets::veiled(&self.config, NUMBER, number), stored::OUT).await?;
        }
        let mark = secrets::veil(&self.config, NUMBER, number);
        let change = regie_store::audit::Change {
            action: if stopped { "opt-out" } else { "opt-in" },
            subject_kind: SMS,
            subject_id: &mark,
            before: None,
            after: None,
        };
        Ok(regie_store::audit::record(tx, &stamp(self, &Who::Outsider), change).await?)
    }

    /// Whether a number asked for no text messages.
    pub(crate) async fn is_stopped(&self, tx: &mut Tx, number: &str) -> Result<bool> {
        let number = PhoneNumber::parse(number).map_or_else(|_| number.to_owned(), |it| it.as_str().to_owned());
        Ok(stored::is_out(tx, &secrets::veiled(&self.config, NUMBER, &number)).await?)
    }

    /// Sends words to a number, once.
    ///
    /// # Errors
    /// What the store says, or a secret that cannot be read; what the gateway said is inside.
    pub(crate) async fn text_number(
        &self,
        directory: &Directory,
        number: &str,
        text: &str,
    ) -> Result<Result<(), SendError>> {
        let gateway = directory.sms.as_ref().map(|found| &found.value).filter(|gateway| gateway.active);
        let Some(gateway) = gateway else { return Ok(Err(SendError::Permanent("no gateway".to_owned()))) };
        let number = PhoneNumber::parse(number).map_or_else(|_| number.to_owned(), |it| it.as_str().to_owned());
        Ok(match self.post_text(gateway, &number, text).await? {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) if answer.status == 429 || answer.status >= 500 => {
                Err(SendError::Temporary(format!("the gateway answered {}", answer.status)))
            }
            Ok(answer) => Err(SendError::Permanent(format!("the gateway answered {}", answer.status))),
            Err(error) => Err(error),
        })
    }

    /// Sends one message to a number that a person named, to try the gateway. The switch for outgoing mail holds it too.
    ///
    /// # Errors
    /// A fault of the number, a denial, or that outgoing messages are held; what the other side said is inside.
    pub async fn try_sms(&self, who: &Who, number: &str) -> Result<Result<HttpAnswer, SendError>> {
        Permit::Administrator.check(who)?;
        let directory = self.directory().await?;
        let number = PhoneNumber::parse(number).map_err(|_| AppError::invalid("number", "invalid-phone"))?;
        let gateway = directory.sms.as_ref().ok_or(AppError::NotFound("gateway"))?;
        if directory.organisation()?.outgoing != Outgoing::Live {
            return Err(AppError::invalid("number", "invalid-sms-held"));
        }
        let organisation = directory.organisation()?;
        let args = [("organisation", organisation.name.as_str().into())];
        let text = lang_of(organisation.language).t("sms-test-words", &args);
        self.post_text(&gateway.value, number.as_str(), &text).await
    }

    /// A number gets no text messages any more.
    ///
    /// # Errors
    /// A fault of the number, a denial, or what the store says.
    pub async fn opt_out(&self, who: &Who, number: &str) -> Result<()> {
        Permit::Administrator.check(who)?;
        let number = PhoneNumber::parse(number).map_err(|_| AppError::invalid("number", "invalid-phone"))?;
        let mark = secrets::veil(&self.config, NUMBER, number.as_str());
        let (now, stamp) = (self.ports.clock.now(), stamp(self, who));
        let kept = self.store.write_with((mark, stamp), move |tx, (mark, stamp)| {
            Box::pin(async move {
                stored::note(tx, mark, stored::OUT, now).await?;
                let change = regie_store::audit::Change {
                    action: "opt-out",
                    subject_kind: SMS,
                    subject_id: mark,
                    before: None,
                    after: None,
                };
                regie_store::audit::record(tx, stamp, change).await
            })
        });
        Ok(kept.await?)
    }
}

/// What a person wrote about the gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SmsForm {
    /// Field `url`.
    pub url: String,
    /// Field `body`.
    pub body: String,
    /// Field `header`.
    pub header: String,
    /// The value of the header, encrypted; none keeps the stored one. Field `secret`.
    pub secret: Option<String>,
    /// Field `sender`.
    pub sender: String,
    /// Field `every-hours`.
    pub every_hours: String,
    /// Whether messages leave.
    pub active: bool,
}

impl SmsForm {
    /// The form of the gateway; what it starts with where there is none.
    #[must_use]
    pub fn of(gateway: Option<&SmsGateway>) -> Self {
        match gateway {
            Some(gateway) => Self {
                url: gateway.url.clone(),
                body: gateway.body.clone(),
                header: gateway.header.clone(),
                secret: None,
                sender: gateway.sender.clone(),
                every_hours: gateway.every_hours.to_string(),
                active: gateway.active,
            },
            None => Self {
                body: r#"{"to":"{{number}}","from":"{{sender}}","text":"{{text}}"}"#.to_owned(),
                header: "Authorization".to_owned(),
                every_hours: "24".to_owned(),
                ..Self::default()
            },
        }
    }

    fn read(&self, before: Option<&SmsGateway>, faults: &mut Faults) -> SmsGateway {
        let url = faults.line("url", &self.url);
        let local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| url.starts_with(start));
        if !url.is_empty() && !url.starts_with("https://") && !local {
            faults.add("url", "invalid-https");
        }
        let body = faults.text("body", &self.body);
        let header = faults.optional_line("header", &self.header);
        if !header.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            faults.add("header", "invalid-code");
        }
        // A stored secret goes to the address that it was given for, never to one that is named later.
        let kept =
            before.filter(|before| host_of(&before.url) == host_of(&url)).and_then(|before| before.secret.clone());
        let gateway = SmsGateway {
            sender: faults.line("sender", &self.sender),
            every_hours: faults.number("every-hours", &self.every_hours, 1, 24 * 30),
            secret: self.secret.clone().or(kept),
            active: self.active,
            url,
            body,
            header,
        };
        let (_, filled) = gateway.filled(SmsParts { number: "+31600000078", text: "\"x\"", sender: &gateway.sender });
        let read: Option<serde_json::Value> = serde_json::from_str(&filled).ok();
        if !self.body.trim().is_empty() && (read.is_none() || !gateway.body.contains("{{text}}")) {
            faults.add("body", "invalid-sms-body");
        }
        gateway
    }
}

fn host_of(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?']).next().unwrap_or_default()
}

impl App {
    /// Saves the gateway.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_gateway(&self, who: &Who, expected: i64, form: SmsForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (expected, form), |tx, edit, (expected, form)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let gateway = form.read(edit.directory.sms.as_ref().map(|found| &found.value), &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::SMS, GATEWAY), None, &gateway, *expected).await?)
            })
        })
        .await
    }
}
