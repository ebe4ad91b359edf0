//! `regie mail-in`: one mail from standard input, kept before the exit code says so.

use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use regie_channels::email::{EmailAddress, ParseContext, parse};
use tokio::io::AsyncReadExt as _;

use crate::cli::MailIn;
use crate::config::Settings;
use crate::open;

/// What a mail server understands as "no such address here" (`EX_NOUSER` of sysexits): it tells the sender, and does not try
/// again.
const NO_USER: u8 = 67;
/// The largest mail that is taken (bytes), as at the listener.
const LARGEST: u64 = 25 * 1024 * 1024;

/// Keeps the mail. A serving program reads it from there; nothing else is needed here, so that a mail server never waits.
///
/// # Errors
/// Whatever is wrong: the exit code then asks the mail server to bring the mail again.
pub async fn run(settings: &Settings, options: MailIn) -> anyhow::Result<ExitCode> {
    let mut raw = Vec::new();
    tokio::io::stdin().take(LARGEST + 1).read_to_end(&mut raw).await.context("the mail cannot be read")?;
    ensure!(raw.iter().any(|byte| !byte.is_ascii_whitespace()), "there was no mail on standard input");
    ensure!(raw.len() as u64 <= LARGEST, "the mail is larger than {} MB", LARGEST / 1024 / 1024);
    let store = open::up_to_date(&settings.database).await?;
    let secret = open::secret(settings, &store, false).await?;
    let app = open::app(settings, store, &secret)?;
    let recipients = if options.to.is_empty() { recipients_in(&raw) } else { options.to };
    let directory = app.directory().await?;
    let known = |address: &String| directory.mailbox_by_address(address).is_some();
    // As at the listener: mail for an address that is nobody's here is not taken. A mail that names nobody at all is.
    if !recipients.is_empty() && !directory.mailboxes.is_empty() && !recipients.iter().any(known) {
        app.store.close().await;
        eprintln!("550 5.1.1 no such address here: {}", recipients.join(", "));
        return Ok(ExitCode::from(NO_USER));
    }
    let kept = app.keep_raw(&recipients, options.from.as_deref(), &raw).await?;
    for id in kept {
        println!("{id}");
    }
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The addresses that a raw mail names: where servers delivered it, then its visible recipients.
fn recipients_in(raw: &[u8]) -> Vec<String> {
    let mail = parse(raw, &ParseContext::at(jiff::Timestamp::UNIX_EPOCH));
    mail.delivered_to.iter().chain(&mail.to).chain(&mail.cc).map(EmailAddress::address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipients_of_a_piped_mail() {
        let raw = b"Delivered-To: kcc@example.org\r\nFrom: a@example.net\r\nTo: Desk <desk@example.org>\r\nSubject: x\r\n\r\nhello\r\n";
        assert_eq!(recipients_in(raw), ["kcc@example.org", "desk@example.org"]);
    }
}
