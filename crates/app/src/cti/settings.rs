//! The settings of telephone systems. A secret is made here, shown once, and kept encrypted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regie_domain::cti::CtiConnection;
use regie_domain::ids::TeamId;
use uuid::Uuid;

use super::{CTI, SECRET_PREFIX, sign};
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::ports::{HttpAnswer, HttpRequest, SendError};
use crate::secrets;
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};

/// How many bytes a secret has.
const SECRET_BYTES: usize = 32;

/// What a person wrote about a telephone system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CtiForm {
    /// What the house calls it. Field `name`.
    pub name: String,
    /// The id of the team whose calls it reports. Field `team`.
    pub team: String,
    /// The lines of each team: its id, and its lines separated by blanks or commas. Fields `lines.{id}`.
    pub lines: Vec<(String, String)>,
    /// Whether its reports are taken.
    pub active: bool,
}

impl CtiForm {
    /// The form of a connection.
    #[must_use]
    pub fn of(connection: &CtiConnection) -> Self {
        let mut lines: Vec<(String, String)> = Vec::new();
        for (line, team) in &connection.lines {
            let team = team.to_string();
            match lines.iter_mut().find(|(known, _)| *known == team) {
                Some((_, known)) => {
                    known.push_str(", ");
                    known.push_str(line);
                }
                None => lines.push((team, line.clone())),
            }
        }
        Self { name: connection.name.clone(), team: connection.team.to_string(), lines, active: connection.active }
    }

    fn read(&self, secret: String, edit: &Edit, faults: &mut Faults) -> CtiConnection {
        let mut lines: Vec<(String, TeamId)> = Vec::new();
        for (id, typed) in &self.lines {
            let Ok(team) = TeamId::parse(id) else { continue };
            for line in typed.split([',', ' ', ';']).map(str::trim).filter(|line| !line.is_empty()) {
                if lines.iter().any(|(known, _)| known == line) || line.chars().count() > 40 {
                    faults.add(&format!("lines.{id}"), "invalid-taken");
                }
                lines.push((line.to_owned(), team));
            }
        }
        CtiConnection {
            name: faults.line("name", &self.name),
            team: faults.desk_team("team", &self.team, &edit.directory).team,
            lines,
            secret,
            active: self.active,
        }
    }
}

impl App {
    /// Makes a connection; gives its id and its secret, which nobody can read again.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or what the store says.
    pub async fn create_connection(&self, who: &Who, form: CtiForm) -> Result<(Uuid, String)> {
        let (id, plain) = (self.ports.uuid(), self.fresh_secret());
        let sealed = self.sealed(&plain)?;
        self.put_connection_with(who, id, 0, form, Some(sealed)).await?;
        Ok((id, plain))
    }

    /// Changes a connection; its secret stays.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_connection(&self, who: &Who, id: Uuid, expected: i64, form: CtiForm) -> Result<i64> {
        self.put_connection_with(who, id, expected, form, None).await
    }

    /// Gives a connection another secret; the one before signs nothing any more.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn renew_secret(&self, who: &Who, id: Uuid, expected: i64) -> Result<String> {
        let plain = self.fresh_secret();
        let sealed = self.sealed(&plain)?;
        let found = self.connection(id).await?;
        self.put_connection_with(who, id, expected, CtiForm::of(&found), Some(sealed)).await?;
        Ok(plain)
    }

    async fn put_connection_with(
        &self,
        who: &Who,
        id: Uuid,
        expected: i64,
        form: CtiForm,
        secret: Option<String>,
    ) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form, secret), |tx, edit, (id, expected, form, secret)| {
            Box::pin(async move {
                let known = edit.directory.connections.get(id).map(|found| found.value.secret.clone());
                let secret = secret.clone().or(known).ok_or(AppError::NotFound("connection"))?;
                let mut faults = Faults::default();
                let connection = form.read(secret, edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::CONNECTION, *id), None, &connection, *expected).await?)
            })
        })
        .await
    }

    /// Signs a report with the secret of a connection and posts it to the connection's own address, as a telephone system
    /// would: it goes out and comes in again.
    ///
    /// # Errors
    /// A denial, or when the connection cannot be used; what the other side said is inside.
    pub async fn try_connection(&self, who: &Who, id: Uuid) -> Result<Result<HttpAnswer, SendError>> {
        authorise(who, Action::ChangeSettings)?;
        let found = self.connection(id).await?;
        let secret =
            secrets::open(&self.config, CTI, &found.secret).map_err(|error| AppError::Unusable(error.to_string()))?;
        let (report, timestamp) = (self.ports.uuid().to_string(), self.ports.clock.machine().as_second().to_string());
        let body = format!("{{\"event\":\"test\",\"call\":\"{report}\"}}");
        let signature = sign(&secret, &report, &timestamp, body.as_bytes())
            .ok_or_else(|| AppError::Unusable("the secret of the connection has another form".to_owned()))?;
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("webhook-id", report.clone()),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", signature),
        ];
        let request = HttpRequest {
            url: self.connection_url(id),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            body: body.into_bytes(),
        };
        Ok(self.ports.http.post(&request).await)
    }

    /// The address that a telephone system posts to.
    #[must_use]
    pub fn connection_url(&self, id: Uuid) -> String {
        format!("{}/cti/{id}", self.config.public_url)
    }

    async fn connection(&self, id: Uuid) -> Result<CtiConnection> {
        let directory = self.directory().await?;
        let found = directory.connections.get(&id).ok_or(AppError::NotFound("connection"))?;
        Ok(found.value.clone())
    }

    fn fresh_secret(&self) -> String {
        format!("{SECRET_PREFIX}{}", STANDARD.encode(self.ports.bytes::<SECRET_BYTES>()))
    }

    fn sealed(&self, plain: &str) -> Result<String> {
        secrets::seal(&self.config, &self.ports, CTI, plain).map_err(|error| AppError::Unusable(error.to_string()))
    }
}
