//! What came in by telephone and waits with a team: its report as it came, and the arrival that points at it.

use jiff::Timestamp;
use regie_domain::ids::{ContentId, TeamId};
use regie_store::Tx;
use regie_store::content::{self, NewContent};
use regie_store::views::arrivals::{self, Arrival};

use crate::content::ContentKind;
use crate::error::Result;
use crate::intake::ARRIVAL;
use crate::run::Stage;

/// What is to wait.
pub(super) struct Waiting<'a> {
    /// With which team.
    pub team: TeamId,
    /// When it came.
    pub at: Timestamp,
    /// From which number; nothing where it was withheld.
    pub number: Option<&'a str>,
    /// Why it waits, as a code.
    pub why: &'static str,
    /// By what a repeat of it is known.
    pub dedupe_key: String,
}

impl Waiting<'_> {
    /// Lets it wait, with the report that told of it.
    pub(super) async fn keep(self, stage: &Stage, tx: &mut Tx, report: &[u8]) -> Result<Arrival> {
        let (id, raw) = (stage.id(), stage.id());
        let new = NewContent {
            id: raw,
            kind: ContentKind::Raw.code().into(),
            media_type: "application/json".into(),
            file_name: None,
            salt: stage.app().ports.bytes(),
            subject_kind: ARRIVAL.into(),
            subject_id: id,
            bytes: report.into(),
        };
        content::put(tx, &new, stage.now).await?;
        let arrival = Arrival {
            id,
            mailbox: None,
            team: self.team,
            raw: ContentId(raw),
            parsed: None,
            envelope_from: None,
            recipients: String::new(),
            dedupe_key: self.dedupe_key,
            sender: self.number.map(str::to_owned),
            subject: None,
            received_at: self.at,
            due: stage.arrival_due(self.team)?,
            state: "waiting".to_owned(),
            why: self.why.to_owned(),
            overdue: false,
            suggested: None,
            journey: None,
            contact: None,
        };
        arrivals::put(tx, &arrival).await?;
        Ok(arrival)
    }
}
