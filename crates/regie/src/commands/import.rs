//! `regie import mail`: an archive of mail into the record. Sends nothing; can be stopped and started again.

use std::fmt;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use jiff::civil::Date;
use regie_app::directory::Directory;
use regie_channels::email::import::{ImportOptions, Report, import_mail};
use uuid::Uuid;

use crate::cli::{Archive, ImportMail};
use crate::config::Settings;
use crate::progress::Progress;
use crate::{STOPPED, open, web};

/// Imports.
///
/// # Errors
/// When the archive, the database or the mailbox cannot be used. What was imported until then is kept.
pub async fn run(settings: &Settings, archive: Archive) -> anyhow::Result<ExitCode> {
    match archive {
        Archive::Mail(options) => mail(settings, options).await,
    }
}

async fn mail(settings: &Settings, wanted: ImportMail) -> anyhow::Result<ExitCode> {
    let store = open::up_to_date(&settings.database).await?;
    let secret = open::secret(settings, &store, false).await?;
    let app = open::app(settings, store, &secret)?;
    let directory = app.directory().await?;
    let (mailbox, address) = mailbox(&directory, wanted.mailbox.as_deref())?;
    let open_since = wanted.open_since.map(|day| beginning(&directory, day)).transpose()?;
    let options = ImportOptions { mailbox: Some(mailbox), open_since };
    let stop = web::stop_on_signal()?;
    let mut progress = Progress::on_stderr();
    let outcome = import_mail(&app, &wanted.path, &options, |report| {
        progress.show(report.permille, &Told(report).to_string());
        !stop.is_cancelled()
    })
    .await;
    progress.end();
    app.store.close().await;
    let report =
        outcome.context("the archive is not imported whole; what was is kept, and the same command goes on")?;
    if report.finished && report.seen == 0 {
        bail!(
            "no mail was found in {}: it is no mbox file, Maildir or folder with .eml files, or it is empty",
            wanted.path.display()
        );
    }
    print!("{}", Closing { report: &report, address, day: wanted.open_since });
    if report.finished {
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nStopped before the end: nothing is lost, and the same command goes on from here.");
    Ok(ExitCode::from(STOPPED))
}

/// The mailbox with an address, or the first one.
fn mailbox<'a>(directory: &'a Directory, address: Option<&str>) -> anyhow::Result<(Uuid, &'a str)> {
    let active = || directory.mailboxes.iter().filter(|(_, found)| found.value.active);
    let names = || active().map(|(_, found)| found.value.address.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(address) = address {
        return match directory.mailbox_by_address(address) {
            Some((id, found)) => Ok((id, found.address.as_str())),
            None => bail!("there is no mailbox {address}; there are: {}", names()),
        };
    }
    match active().next() {
        Some((id, found)) => Ok((*id, found.value.address.as_str())),
        None => bail!("there is no mailbox yet: an archive belongs to one, so make it in the settings first"),
    }
}

/// The first moment of a day, where the organisation is.
fn beginning(directory: &Directory, day: Date) -> anyhow::Result<Timestamp> {
    let zone = regie_domain::calendar::zone_named(&directory.organisation()?.zone)?;
    Ok(day.to_zoned(zone)?.timestamp())
}

/// A count with dots between its thousands would be a decimal to some: a thin gap is read alike by all.
struct Count(u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() * 2);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(' ');
            }
            text.push(digit);
        }
        f.pad(&text)
    }
}

/// How far it is, on one line.
struct Told<'a>(&'a Report);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { seen, imported, journeys, .. } = self.0;
        write!(f, "{} read, {} imported, {} journeys", Count(*seen), Count(*imported), Count(*journeys))
    }
}

/// What came of it.
struct Closing<'a> {
    report: &'a Report,
    address: &'a str,
    day: Option<Date>,
}

impl fmt::Display for Closing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { report, address, day } = self;
        writeln!(f, "mailbox    {address}")?;
        writeln!(f, "read       {:>9}", Count(report.seen))?;
        writeln!(f, "imported   {:>9}  on {} new journeys", Count(report.imported), Count(report.journeys))?;
        writeln!(f, "known      {:>9}  from an earlier import or the mailbox itself", Count(report.duplicates))?;
        writeln!(f, "set aside  {:>9}  no mail, or nobody on the other side", Count(report.set_aside))?;
        if let Some(day) = day {
            writeln!(f, "opened     {:>9}  with a mail of {day} or later, in this run", Count(report.opened))?;
        }
        if !report.set_aside_at.is_empty() {
            writeln!(f, "\ncannot be read as mail (the first of this run):")?;
        }
        for place in &report.set_aside_at {
            writeln!(f, "  {place}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_by_threes() {
        let shown = [0, 12, 999, 1000, 1_234_567].map(|count| Count(count).to_string());
        assert_eq!(shown, ["0", "12", "999", "1 000", "1 234 567"]);
        assert_eq!(format!("{:>6}", Count(12)), "    12");
    }

    #[test]
    fn the_report_says_only_what_was_asked() {
        let report = Report { seen: 3, imported: 2, set_aside: 1, journeys: 1, ..Report::default() };
        let text = Closing { report: &report, address: "kcc@example.org", day: None }.to_string();
        assert!(!text.contains("opened") && !text.contains("cannot be read"), "{text}");
        let day = Some(jiff::civil::date(2026, 10, 1));
        let report = Report { opened: 1, set_aside_at: vec!["a.mbox@7".to_owned()], ..report };
        let text = Closing { report: &report, address: "kcc@example.org", day }.to_string();
        assert!(
            text.contains("opened             1  with a mail of 2026-10-01") && text.contains("  a.mbox@7"),
            "{text}"
        );
    }
}
