//! From what was kept to where it belongs: reads each raw mail and lets the app place it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use regie_app::intake::{Bounce, DISPROVEN, IncomingFile, IncomingMail, MailAddress, Unplaced};
use regie_app::{App, Result};
use regie_domain::codes::{ContactClass, MailCheck};
use regie_domain::contact::SenderChecks;
use regie_domain::reference::Reference;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::address::EmailAddress;
use super::auth_results::AuthVerdict;
use super::bounce::Outcome;
use super::classify::AutoClass;
use super::parse::{ParseContext, ParsedMail, parse};
use super::scan::{Limits, ScanReason, Verdict};
use super::subject::find_references;

/// Put on top of a mail of which only the headers were fetched: its whole size in bytes.
pub const OVERSIZE_HEADER: &str = "X-Regie-Oversize";
/// Added for a mail that could not be placed so often: then a person looks at it.
const UNPLACEABLE: &str = "unplaceable";
/// A mail that could not be read at all.
const UNREADABLE: &str = "unreadable";
/// How long reading one mail may take; a large one takes a second.
const READING: Duration = Duration::from_secs(60);
/// How often a mail is tried before a person gets it.
const TRIES: u32 = 4;
/// The first pause before a mail that failed is tried again; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// How many kept mails are listed in one go; their bytes are read one by one.
const BATCH: u32 = 100;
/// How often to look for mail that another process kept.
const LOOK: Duration = Duration::from_secs(2);
/// Whoever writes less says too little to be taken for an English reader.
const FEWEST_WORDS: usize = 5;

/// Places kept mail, and remembers which ones failed, so that they hold up no other.
#[derive(Debug, Default)]
pub struct Placer {
    failed: HashMap<Uuid, Failed>,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    tries: u32,
    again: Instant,
}

impl Placer {
    /// Places what is kept and not read yet, oldest first; tells how many were placed. A mail that fails stays kept, is
    /// tried again later, and after some tries waits for a person.
    ///
    /// # Errors
    /// What the store says when it cannot be read at all.
    pub async fn place_pending(&mut self, app: &App) -> Result<usize> {
        let mut placed = 0;
        loop {
            let passed = u32::try_from(self.failed.len()).unwrap_or(u32::MAX);
            let all = app.unplaced_ids(BATCH.saturating_add(passed)).await?;
            let due: Vec<Uuid> = all.into_iter().filter(|id| self.is_due(*id)).collect();
            if due.is_empty() {
                return Ok(placed);
            }
            for id in due {
                if self.place(app, id).await {
                    placed += 1;
                }
            }
        }
    }

    /// Places until `stop`: at once when `arrived` rings, else every few seconds.
    pub async fn run(mut self, app: App, arrived: Arc<Notify>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.place_pending(&app).await {
                tracing::error!(%error, "kept mail could not be read; trying again");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = arrived.notified() => {}
                _elapsed = tokio::time::timeout(LOOK, std::future::pending::<()>()) => {}
            }
        }
    }

    fn is_due(&self, id: Uuid) -> bool {
        self.failed.get(&id).is_none_or(|failed| failed.again <= Instant::now())
    }

    async fn place(&mut self, app: &App, id: Uuid) -> bool {
        let tries = self.failed.get(&id).map_or(0, |failed| failed.tries);
        match place_one(app, id, tries >= TRIES).await {
            Ok(()) => {
                self.failed.remove(&id);
                true
            }
            Err(error) => {
                tracing::error!(arrival = %id, tries = tries + 1, error, "a kept mail could not be placed; trying again");
                let pause = FIRST_PAUSE.saturating_mul(1 << tries.min(10)).min(LONGEST_PAUSE);
                self.failed.insert(id, Failed { tries: tries + 1, again: Instant::now() + pause });
                false
            }
        }
    }
}

/// Places what is kept now, once; tells how many mails. For tests, stories and commands; a server runs a [`Placer`].
///
/// # Errors
/// What the store says when it cannot be read at all.
pub async fn place_pending(app: &App) -> Result<usize> {
    Placer::default().place_pending(app).await
}

async fn place_one(app: &App, id: Uuid, for_a_person: bool) -> std::result::Result<(), String> {
    let Some(kept) = app.kept(id).await.map_err(|error| error.to_string())? else { return Ok(()) };
    let mut mail = read_within(READING, kept, incoming).await?;
    if for_a_person {
        mail.quarantine = Some(UNPLACEABLE.to_owned());
    }
    app.place(id, mail).await.map(drop).map_err(|error| error.to_string())
}

/// Reads a mail, but not for ever: of one that takes too long a person gets what its headers say. The reading itself cannot
/// be stopped; it is left to end by itself, and is not begun again.
async fn read_within(
    limit: Duration,
    kept: Unplaced,
    read: fn(&Unplaced) -> IncomingMail,
) -> std::result::Result<IncomingMail, String> {
    let kept = Arc::new(kept);
    let whole = kept.clone();
    // Reading is work for the processor; other tasks should not wait for a large mail. The parser catches its own panics,
    // and this task catches those of what is around it.
    let reading = tokio::task::spawn_blocking(move || read(&whole));
    if let Ok(done) = tokio::time::timeout(limit, reading).await {
        return done.map_err(|error| error.to_string());
    }
    tracing::error!(arrival = %kept.id, "a mail took too long to read; a person gets its headers");
    let headers = Unplaced { raw: headers_of(&kept.raw).to_vec(), ..Unplaced::clone(&kept) };
    let reading = tokio::task::spawn_blocking(move || incoming(&headers));
    let done = tokio::time::timeout(limit, reading).await.map_err(|late| late.to_string())?;
    let mail = done.map_err(|error| error.to_string())?;
    Ok(IncomingMail { quarantine: Some(UNREADABLE.to_owned()), ..mail })
}

/// The headers of a mail, as many as the scan takes.
fn headers_of(raw: &[u8]) -> &[u8] {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n").map_or(raw.len(), |at| at + 4);
    &raw[..end.min(Limits::default().header_bytes)]
}

/// A kept mail as the app understands it.
#[must_use]
pub fn incoming(kept: &Unplaced) -> IncomingMail {
    let trusted: Vec<String> = kept.trusted_authserv.iter().cloned().collect();
    let context = ParseContext {
        received_at: kept.received_at,
        envelope_from: kept.envelope_from.as_deref(),
        trusted_authserv_ids: &trusted,
        limits: Limits::default(),
    };
    // What was handed to us has an envelope, and its first line is the sender's own: there the header says nothing.
    let oversize = oversize(&kept.raw).filter(|_| kept.envelope_from.is_none());
    understood(parse(&kept.raw, &context), &kept.recipients, oversize)
}

/// A read mail as the app understands it; `recipients` are those of the envelope.
#[must_use]
pub fn understood(mail: ParsedMail, recipients: &[String], oversize: Option<u64>) -> IncomingMail {
    let class = &mail.classification;
    IncomingMail {
        answers: answers(&mail),
        recipients: all_recipients(recipients, &mail),
        subject_key: mail.normal_subject.key.clone(),
        subject_base: mail.normal_subject.base.clone(),
        forward: mail.normal_subject.forward,
        reference: reference(&mail.subject),
        class: contact_class(class.class),
        no_automatic_answer: class.answer_forbidden || class.list || !class.class.may_be_answered_automatically(),
        proven: mail.sender_is_proven(),
        bounce: class.bounce.as_ref().map(|found| Bounce {
            original: found.original_message_id.clone(),
            permanent: found.outcome == Some(Outcome::Failed),
            address_is_dead: found.address_is_dead,
        }),
        dedupe_key: mail.dedupe_key(),
        quarantine: quarantine(&mail),
        reply_to: mail.reply_to.iter().map(|address| clean(&address.address())).collect(),
        english: is_english(&mail.text),
        oversize,
        checked: checked(&mail),
        back_on: class.back_on.and_then(days),
        text: with_notice(&mail, oversize),
        from: mail
            .from
            .as_ref()
            .map(|from| MailAddress { name: from.name().map(clean), address: clean(&from.address()) }),
        files: mail
            .attachments
            .into_iter()
            .map(|file| IncomingFile {
                marks: file.marks(),
                name: clean(&file.name),
                media_type: clean(&file.media_type),
                bytes: file.bytes,
            })
            .collect(),
        message_id: mail.message_id,
        subject: clean(&mail.subject),
        html: mail.html,
        date: mail.date,
    }
}

/// What it answers: the nearest first.
fn answers(mail: &ParsedMail) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in mail.in_reply_to.iter().chain(mail.references.iter().rev()) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// The envelope's recipients lead: they carry the reply token even where the sender's program left it out of the headers.
fn all_recipients(envelope: &[String], mail: &ParsedMail) -> Vec<String> {
    let mut all: Vec<String> = envelope.to_vec();
    for address in mail.delivered_to.iter().chain(&mail.to).chain(&mail.cc).map(EmailAddress::address) {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
            all.push(clean(&address));
        }
    }
    all
}

/// One number names a journey; two name none.
fn reference(subject: &str) -> Option<Reference> {
    match find_references(subject).as_slice() {
        [only] => Reference::parse(only),
        _ => None,
    }
}

fn contact_class(class: AutoClass) -> ContactClass {
    match class {
        AutoClass::Human | AutoClass::List | AutoClass::AutoGenerated => ContactClass::Human,
        AutoClass::AutoReply => ContactClass::AutoReply,
        AutoClass::OutOfOffice => ContactClass::OutOfOffice,
        AutoClass::BouncePermanent => ContactClass::BouncePermanent,
        AutoClass::BounceTemporary => ContactClass::BounceTemporary,
        AutoClass::Report => ContactClass::Report,
        AutoClass::Challenge => ContactClass::Challenge,
    }
}

/// Why a person must look first.
fn quarantine(mail: &ParsedMail) -> Option<String> {
    let code = match mail.verdict {
        Verdict::Quarantine(ScanReason::NotMail) => "not_mail",
        Verdict::Quarantine(ScanReason::HeaderTooLarge) => "header_too_large",
        Verdict::Quarantine(ScanReason::TooManyParts) => "too_many_parts",
        Verdict::Quarantine(ScanReason::TooDeep) => "too_deep",
        Verdict::Quarantine(ScanReason::TooLarge) => "too_large",
        Verdict::Quarantine(ScanReason::ParserFailed) => UNREADABLE,
        _ if mail.authentication.dmarc == AuthVerdict::Fail => DISPROVEN,
        _ => return None,
    };
    Some(code.to_owned())
}

/// What a trusted server found about the sender; nothing where none said anything.
fn checked(mail: &ParsedMail) -> Option<SenderChecks> {
    let found = &mail.authentication;
    let code = |verdict| match verdict {
        AuthVerdict::Unchecked => MailCheck::Unchecked,
        AuthVerdict::None => MailCheck::None,
        AuthVerdict::Pass => MailCheck::Pass,
        AuthVerdict::Fail => MailCheck::Fail,
        AuthVerdict::Weak => MailCheck::Weak,
        AuthVerdict::Error => MailCheck::Error,
    };
    let (spf, dkim, dmarc) = (code(found.spf), code(found.dkim), code(found.dmarc));
    let silent = [spf, dkim, dmarc].iter().all(|check| *check == MailCheck::Unchecked);
    (!silent).then(|| SenderChecks { spf, dkim, dmarc, proven: mail.sender_is_proven() })
}

/// A day as days since 1970-01-01.
fn days(day: jiff::civil::Date) -> Option<i32> {
    Some(day.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days())
}

/// A few words say too little to change somebody's language by.
fn is_english(text: &str) -> bool {
    text.split_whitespace().count() >= FEWEST_WORDS && whichlang::detect_language(text) == whichlang::Lang::Eng
}

/// The whole size of a mail of which only the headers are there.
fn oversize(raw: &[u8]) -> Option<u64> {
    let line = raw.split(|byte| *byte == b'\n').next()?;
    let value = std::str::from_utf8(line).ok()?.strip_prefix(OVERSIZE_HEADER)?.strip_prefix(':')?;
    value.trim().parse().ok()
}

/// The text, or what stands in its place for a mail too large to show: the colleague who reads it sees why it is empty.
fn with_notice(mail: &ParsedMail, oversize: Option<u64>) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    match (oversize, mail.verdict) {
        (Some(size), _) => format!(
            "[{} MB: te groot om op te halen. Het bericht staat nog in de mailbox. / Too large to fetch. The message is still in the mailbox.]",
            size.div_ceil(MEGABYTE)
        ),
        (None, Verdict::Partial(ScanReason::TooLarge)) => {
            "[Te groot om te tonen. Het hele bericht is te downloaden. / Too large to show. The whole message can be downloaded.]"
                .to_owned()
        }
        _ => mail.text.replace('\0', "\u{fffd}"),
    }
}

/// Without the characters that no database text takes.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use std::sync::Barrier;

    use jiff::Timestamp;

    use super::*;

    fn read(raw: &str) -> IncomingMail {
        incoming(&Unplaced {
            id: Uuid::nil(),
            raw: raw.replace('\n', "\r\n").into_bytes(),
            envelope_from: Some("a.devries@example.net".to_owned()),
            recipients: vec!["kcc+rabc@example.org".to_owned()],
            received_at: "2018-02-05T08:20:00Z".parse().unwrap(),
            trusted_authserv: Some("mx.example.org".to_owned()),
        })
    }

    #[test]
    fn a_mail_as_the_app_understands_it() {
        let mail = read(
            "From: A. de Vries <a.devries@example.net>\nTo: kcc@example.org\nSubject: Re: R-1802-0007 plumber\n\
             Message-ID: <c@example.net>\nIn-Reply-To: <b@example.org>\nReferences: <a@example.org> <b@example.org>\n\n\
             Could you please tell me when I will get my money back?\n",
        );
        assert_eq!(mail.answers, ["b@example.org", "a@example.org"]);
        assert_eq!(mail.recipients, ["kcc+rabc@example.org", "kcc@example.org"]);
        assert_eq!(mail.reference.map(|found| found.to_string()).as_deref(), Some("R-1802-0007"));
        assert_eq!((mail.class, mail.quarantine.as_deref(), mail.proven), (ContactClass::Human, None, false));
        assert!(mail.english && !mail.no_automatic_answer && !mail.forward);
        assert_eq!(read("From: a@example.net\nSubject: R-1802-0007 en R-1802-0008\n\nx\n").reference, None);
    }

    #[test]
    fn machines_are_people_who_get_no_answer_and_forgers_wait() {
        let shop =
            read("From: shop@example.net\nSubject: Uw bestelling\nAuto-Submitted: auto-generated\n\nOnderweg.\n");
        assert!(shop.no_automatic_answer && !shop.english && shop.class == ContactClass::Human);
        let forged = read("Authentication-Results: mx.example.org; dmarc=fail\nFrom: a@example.net\nSubject: x\n\nx\n");
        assert_eq!((forged.quarantine.as_deref(), forged.proven), (Some(DISPROVEN), false));
        assert_eq!(forged.checked.map(|found| (found.dmarc, found.spf)), Some((MailCheck::Fail, MailCheck::Unchecked)));
        let proven = read(
            "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\nFrom: a@example.net\nSubject: x\n\nx\n",
        );
        assert_eq!((proven.quarantine, proven.proven), (None, true));
        assert_eq!(proven.checked.map(|found| (found.dmarc, found.proven)), Some((MailCheck::Pass, true)));
        let by_itself =
            read("Authentication-Results: mx.example.net; dmarc=pass\nFrom: a@example.net\nSubject: x\n\nx\n");
        assert_eq!(by_itself.checked, None);
    }

    #[tokio::test]
    async fn a_mail_that_takes_too_long_is_for_a_person_and_holds_up_nothing() {
        static END: Barrier = Barrier::new(2);
        fn slow(kept: &Unplaced) -> IncomingMail {
            END.wait();
            incoming(kept)
        }
        let kept = Unplaced {
            id: Uuid::nil(),
            raw: b"From: a@example.net\r\nSubject: Vraag\r\n\r\nx\r\n".to_vec(),
            envelope_from: None,
            recipients: Vec::new(),
            received_at: Timestamp::UNIX_EPOCH,
            trusted_authserv: None,
        };
        let mail = read_within(Duration::from_millis(100), kept.clone(), slow).await.unwrap();
        END.wait();
        assert_eq!((mail.quarantine.as_deref(), mail.subject.as_str()), (Some(UNREADABLE), "Vraag"));
        let mail = read_within(READING, kept, incoming).await.unwrap();
        assert_eq!((mail.quarantine, mail.text.trim()), (None, "x"));
    }

    #[test]
    fn a_mail_left_in_its_mailbox_says_so() {
        let raw = "X-Regie-Oversize: 73400320\nFrom: a@example.net\nSubject: Foto's\n\nHierbij.\n";
        let forged = read(raw);
        assert_eq!((forged.text.trim(), forged.oversize), ("Hierbij.", None), "a sender can write that too");
        let fetched = Unplaced {
            id: Uuid::nil(),
            raw: raw.replace('\n', "\r\n").into_bytes(),
            envelope_from: None,
            recipients: Vec::new(),
            received_at: Timestamp::UNIX_EPOCH,
            trusted_authserv: None,
        };
        let mail = incoming(&fetched);
        assert!(mail.text.starts_with("[70 MB:"), "{}", mail.text);
        assert_eq!((mail.subject.as_str(), mail.oversize), ("Foto's", Some(73_400_320)));
    }
}
