//! The settings of programs that use the API. A token is made here and shown once.

use jiff::{SignedDuration, Timestamp};
use regie_domain::client::{ApiClient, ApiScope};
use regie_domain::ids::TeamId;
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::clients::fresh_token;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};

/// The longest that a token lasts, in days.
pub const LONGEST_DAYS: u32 = 730;

/// What a person wrote about a program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientForm {
    /// What the house calls it. Field `name`.
    pub name: String,
    /// The ids of the teams that it acts for. Field `teams`, once for each.
    pub teams: Vec<String>,
    /// Whether it watches over the journeys of all teams.
    pub watches: bool,
    /// The codes of what it may do. Field `scopes`, once for each.
    pub scopes: Vec<String>,
    /// For how many days its token is good, from when the token is made. Field `days`.
    pub days: String,
    /// Whether it is let in.
    pub active: bool,
}

impl ClientForm {
    /// The form of a program.
    #[must_use]
    pub fn of(client: &ApiClient) -> Self {
        let days = client.expires_at.duration_since(client.made_at).as_hours() / 24;
        Self {
            name: client.name.clone(),
            teams: client.teams.iter().map(TeamId::to_string).collect(),
            watches: client.watches,
            scopes: client.scopes.iter().map(|scope| scope.code().to_owned()).collect(),
            days: days.to_string(),
            active: client.active,
        }
    }

    fn read(&self, (token_hash, made_at): (String, Timestamp), edit: &Edit, faults: &mut Faults) -> ApiClient {
        let mut teams = Vec::new();
        for id in &self.teams {
            let team = faults.team("teams", id, &edit.directory).team;
            if !teams.contains(&team) {
                teams.push(team);
            }
        }
        if teams.is_empty() {
            faults.add("teams", "invalid-choice");
        }
        let scopes: Vec<ApiScope> = self.scopes.iter().filter_map(|code| ApiScope::parse(code)).collect();
        if scopes.is_empty() || scopes.len() != self.scopes.len() {
            faults.add("scopes", "invalid-choice");
        }
        let days = faults.number("days", &self.days, 1, LONGEST_DAYS);
        ApiClient {
            name: faults.line("name", &self.name),
            teams,
            watches: self.watches,
            scopes,
            token_hash,
            made_at,
            expires_at: made_at + SignedDuration::from_hours(24 * i64::from(days)),
            active: self.active,
        }
    }
}

impl App {
    /// Lets a program use the API; gives its id and its token, which nobody can read again.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or what the store says.
    pub async fn create_client(&self, who: &Who, form: ClientForm) -> Result<(Uuid, String)> {
        let id = self.ports.uuid();
        let (token, hash) = fresh_token(&self.ports, id);
        self.put_client_with(who, id, 0, Some(form), Some((hash, self.ports.clock.machine()))).await?;
        Ok((id, token))
    }

    /// Changes a program; its token stays.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_client(&self, who: &Who, id: Uuid, expected: i64, form: ClientForm) -> Result<i64> {
        self.put_client_with(who, id, expected, Some(form), None).await
    }

    /// Gives a program another token; the one before is good for nothing any more.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn renew_token(&self, who: &Who, id: Uuid, expected: i64) -> Result<String> {
        let (token, hash) = fresh_token(&self.ports, id);
        self.put_client_with(who, id, expected, None, Some((hash, self.ports.clock.machine()))).await?;
        Ok(token)
    }

    /// Writes a program. Without a form it stays what it was; without a token it keeps the one that it has.
    async fn put_client_with(
        &self,
        who: &Who,
        id: Uuid,
        expected: i64,
        form: Option<ClientForm>,
        token: Option<(String, Timestamp)>,
    ) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form, token), |tx, edit, (id, expected, form, token)| {
            Box::pin(async move {
                let known = edit.directory.clients.get(id).map(|found| &found.value);
                let form = form.clone().or_else(|| known.map(ClientForm::of)).ok_or(AppError::NotFound("client"))?;
                let kept = || known.map(|client| (client.token_hash.clone(), client.made_at));
                let token = token.clone().or_else(kept).ok_or(AppError::NotFound("client"))?;
                let mut faults = Faults::default();
                let client = form.read(token, edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::CLIENT, *id), None, &client, *expected).await?)
            })
        })
        .await
    }
}
