//! Mail, as a customer's mail program makes it.

use anyhow::Context as _;
use jiff::tz::TimeZone;
use regie_app::ports::Clock as _;

use super::super::act::Case;
use super::{Player, ZONE};

impl Player<'_> {
    /// A mail as it comes off the wire.
    pub(super) async fn mail(&mut self, case: &'static Case, subject: &str, body: &str) -> anyhow::Result<()> {
        self.deliver(case, self.house.kind.mailbox(), subject, body, "").await
    }

    /// An answer to the newest mail, as a mail program makes it.
    pub(super) async fn reply(&mut self, case: &'static Case, body: &str) -> anyhow::Result<()> {
        let last = self.bin.last_to(case.email).with_context(|| format!("{} got no mail to answer", case.email))?;
        let thread = format!("In-Reply-To: <{0}>\r\nReferences: <{0}>\r\n", last.message_id);
        self.deliver(case, &last.reply_to, &format!("Re: {}", last.subject), body, &thread).await
    }

    pub(super) async fn deliver(
        &mut self,
        case: &'static Case,
        to: &str,
        subject: &str,
        body: &str,
        thread: &str,
    ) -> anyhow::Result<()> {
        let date = self.clock.now().to_zoned(TimeZone::get(ZONE)?);
        let date = jiff::fmt::rfc2822::to_string(&date)?;
        let raw = format!(
            "From: {} <{}>\r\nTo: <{to}>\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{}@example.net>\r\n{thread}\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            case.name,
            case.email,
            subject,
            self.app.ports.uuid(),
            body.replace('\n', "\r\n"),
        );
        self.app.keep_raw(&[to.to_owned()], Some(case.email), raw.as_bytes()).await?;
        Ok(())
    }
}
