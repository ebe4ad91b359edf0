//! The import of an mbox. The reference reads and understands the same mails and writes nothing.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use jiff::SignedDuration;
use regie_app::testing::TestApp;
use regie_channels::email::import::{ImportOptions, import_mail};
use regie_channels::email::mbox;
use regie_channels::email::parse::{ParseContext, parse};
use regie_channels::email::scan::Limits;

use crate::house::raw_mail;
use crate::report::{Bar, Report};
use crate::{Kind, Options};

/// Imports an archive in which every third mail answers an earlier one.
pub async fn measure(kind: Kind, options: &Options, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("archive.mbox");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    for n in 0..options.mails {
        let mail = if n % 3 == 2 { answer(n) } else { raw_mail(n) };
        write!(file, "From MAILER-DAEMON Mon Feb  5 07:00:00 2018\n{}\n", mail.replace("\r\n", "\n"))?;
    }
    file.into_inner()?.sync_all()?;

    let test = TestApp::on(kind.fresh().await);
    test.setup_reimbursement().await;
    let begun = Instant::now();
    let mut read = 0;
    for stored in mbox::open(&path, None, 50_000_000)? {
        let context = ParseContext {
            received_at: test.app.ports.clock.now(),
            envelope_from: None,
            trusted_authserv_ids: &[],
            limits: Limits::default(),
        };
        read += usize::from(!parse(&stored?.raw, &context).message_id.is_empty());
    }
    let reading = read as f64 / begun.elapsed().as_secs_f64();

    let begun = Instant::now();
    let mut ticked = Duration::ZERO;
    let tick = |_: &_| {
        // Ids sort by the clock of the app: one that stood still would scatter all of them over every index, as no real one does.
        test.clock.advance(SignedDuration::try_from(begun.elapsed() - ticked).unwrap_or_default());
        ticked = begun.elapsed();
        true
    };
    let done = import_mail(&test.app, &path, &ImportOptions::default(), tick).await?;
    let rate = done.imported as f64 / begun.elapsed().as_secs_f64();
    ensure!(read == options.mails && done.imported == options.mails as u64, "not every mail came in: {done:?}");
    let what = format!("{}: import of {} mails", kind.name(), options.mails);
    report.figure(&what, "/s", rate, ("reading them, one at a time", reading), Bar::AtLeast(1_000.0));
    Ok(())
}

/// The same sender writes again.
fn answer(n: usize) -> String {
    let before = n - 1;
    raw_mail(n)
        .replace(&format!("Inwoner {n} <inwoner{n}@"), &format!("Inwoner {before} <inwoner{before}@"))
        .replace("MIME-Version", &format!("In-Reply-To: <{before}.bench@example.net>\r\nMIME-Version"))
}
