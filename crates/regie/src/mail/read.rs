//! Reading what was kept: each raw mail is parsed, and put where it belongs.

use std::sync::Arc;
use std::time::Duration;

use regie_app::App;
use regie_app::Result;
use regie_app::intake::{Bounce, IncomingFile, IncomingMail, MailAddress, Unplaced};
use regie_channels::email::bounce::Outcome;
use regie_channels::email::classify::AutoClass;
use regie_channels::email::scan::{Limits, ScanReason, Verdict};
use regie_channels::email::subject::find_references;
use regie_channels::email::{EmailAddress, ParseContext, ParsedMail, parse};
use regie_domain::codes::ContactClass;
use regie_domain::reference::Reference;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How many kept mails are read in one go.
const BATCH: u32 = 50;
/// How often to look for mail that another process kept.
const LOOK: Duration = Duration::from_secs(2);

/// Reads kept mail until `stop`: at once when `arrived` rings, else on a slow interval.
pub async fn keep_reading(app: App, arrived: Arc<Notify>, stop: CancellationToken) {
    loop {
        if let Err(error) = read_kept(&app).await {
            tracing::error!(%error, "kept mail could not be read; trying again");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = arrived.notified() => {}
            _elapsed = tokio::time::timeout(LOOK, std::future::pending::<()>()) => {}
        }
    }
}

/// Reads what is kept and not read yet, oldest first; tells how many mails were placed. A mail that fails stays kept and
/// holds up no other.
///
/// # Errors
/// What the store says when it cannot be read at all.
pub async fn read_kept(app: &App) -> Result<usize> {
    let mut placed = 0;
    loop {
        let kept = app.unplaced(BATCH).await?;
        let before = placed;
        for mail in kept {
            let id = mail.id;
            // Parsing is work for the processor; other tasks should not wait for a large mail.
            let incoming = tokio::task::spawn_blocking(move || incoming(&mail)).await;
            let outcome = match incoming {
                Ok(incoming) => app.place(id, incoming).await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match outcome {
                Ok(_) => placed += 1,
                Err(error) => tracing::error!(arrival = %id, error, "a kept mail could not be placed; trying again"),
            }
        }
        if placed == before {
            return Ok(placed);
        }
    }
}

/// A kept mail as the app understands it.
fn incoming(kept: &Unplaced) -> IncomingMail {
    let trusted: Vec<String> = kept.trusted_authserv.iter().cloned().collect();
    let context = ParseContext {
        received_at: kept.received_at,
        envelope_from: kept.envelope_from.as_deref(),
        trusted_authserv_ids: &trusted,
        limits: Limits::default(),
    };
    let mail = parse(&kept.raw, &context);
    IncomingMail {
        answers: answers(&mail),
        recipients: recipients(kept, &mail),
        subject_key: mail.normal_subject.key.clone(),
        subject_base: mail.normal_subject.base.clone(),
        forward: mail.normal_subject.forward,
        reference: find_references(&mail.subject).iter().find_map(|found| Reference::parse(found)),
        class: class(mail.classification.class),
        no_automatic_answer: mail.classification.answer_forbidden || mail.classification.list || !mail.classification.class.may_be_answered_automatically(),
        proven: mail.sender_is_proven(),
        bounce: mail.classification.bounce.as_ref().map(|found| Bounce {
            original: found.original_message_id.clone(),
            permanent: found.outcome == Some(Outcome::Failed),
            address_is_dead: found.address_is_dead,
        }),
        dedupe_key: mail.dedupe_key(),
        quarantine: quarantine(&mail),
        english: is_english(&mail.text),
        from: mail.from.as_ref().map(|from| MailAddress { name: from.name().map(str::to_owned), address: from.address() }),
        files: mail
            .attachments
            .into_iter()
            .map(|file| IncomingFile { name: file.name, media_type: file.media_type, bytes: file.bytes })
            .collect(),
        message_id: mail.message_id,
        subject: mail.subject,
        text: mail.text,
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
fn recipients(kept: &Unplaced, mail: &ParsedMail) -> Vec<String> {
    let mut all = kept.recipients.clone();
    for address in mail.delivered_to.iter().chain(&mail.to).chain(&mail.cc).map(EmailAddress::address) {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
            all.push(address);
        }
    }
    all
}

fn class(class: AutoClass) -> ContactClass {
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

fn quarantine(mail: &ParsedMail) -> Option<String> {
    let Verdict::Quarantine(reason) = mail.verdict else { return None };
    let code = match reason {
        ScanReason::TooLarge => "too_large",
        ScanReason::HeaderTooLarge => "header_too_large",
        ScanReason::TooManyParts => "too_many_parts",
        ScanReason::TooDeep => "too_deep",
        ScanReason::NotMail => "not_mail",
        ScanReason::ParserFailed => "unreadable",
    };
    Some(code.to_owned())
}

/// A few words say too little to change somebody's language by.
fn is_english(text: &str) -> bool {
    text.split_whitespace().count() >= 5 && whichlang::detect_language(text) == whichlang::Lang::Eng
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(raw: &str) -> Unplaced {
        Unplaced {
            id: uuid::Uuid::nil(),
            raw: raw.replace('\n', "\r\n").into_bytes(),
            envelope_from: Some("a.devries@example.net".to_owned()),
            recipients: vec!["kcc+rabc@example.org".to_owned()],
            received_at: jiff::Timestamp::constant(1_517_822_400, 0),
            trusted_authserv: None,
        }
    }

    #[test]
    fn a_mail_as_the_app_understands_it() {
        let mail = incoming(&kept(
            "From: A. de Vries <a.devries@example.net>\nTo: kcc@example.org\nSubject: Re: R-1802-0007 plumber\n\
             Message-ID: <c@example.net>\nIn-Reply-To: <b@example.org>\nReferences: <a@example.org> <b@example.org>\n\n\
             Could you please tell me when I will get my money back?\n",
        ));
        assert_eq!(mail.answers, ["b@example.org", "a@example.org"]);
        assert_eq!(mail.recipients, ["kcc+rabc@example.org", "kcc@example.org"]);
        assert_eq!(mail.reference.map(|found| found.to_string()).as_deref(), Some("R-1802-0007"));
        assert_eq!((mail.class, mail.quarantine.as_deref(), mail.proven), (ContactClass::Human, None, false));
        assert!(mail.english && !mail.no_automatic_answer && !mail.forward);
    }

    #[test]
    fn a_machine_gets_no_answer() {
        let mail = incoming(&kept("From: shop@example.net\nTo: kcc@example.org\nSubject: Uw bestelling\nAuto-Submitted: auto-generated\n\nUw bestelling is onderweg.\n"));
        assert!(mail.no_automatic_answer && !mail.english);
    }
}
