//! The settings of the systems that obey holds.

use regie_domain::ids::SystemId;
use regie_domain::slot::Day;
use regie_domain::system::{Run, System};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};

/// The most moments of the week at which a system runs.
const MOST_RUNS: usize = 28;

/// What a person wrote about a system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SystemForm {
    /// What programs call it. Field `code`.
    pub code: String,
    /// What colleagues call it. Field `name`.
    pub name: String,
    /// The id of the team that owns it. Field `owner`.
    pub owner: String,
    /// The id of the program that speaks for it; empty where it is not connected. Field `client`.
    pub client: String,
    /// When it runs. A row in which nothing was written falls away.
    pub runs: Vec<RunForm>,
    /// Whether holds can be placed on it.
    pub active: bool,
}

/// A moment of the week, as a person wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunForm {
    /// The code of a day. Field `runs-0-day`.
    pub day: String,
    /// A time such as `02:00`. Field `runs-0-at`.
    pub at: String,
}

impl SystemForm {
    /// The form of a system.
    #[must_use]
    pub fn of(system: &System) -> Self {
        let run = |run: &Run| RunForm { day: run.day.code().to_owned(), at: run.at.strftime("%H:%M").to_string() };
        Self {
            code: system.code.clone(),
            name: system.name.clone(),
            owner: system.owner.to_string(),
            client: system.client.map(|client| client.to_string()).unwrap_or_default(),
            runs: system.runs.iter().map(run).collect(),
            active: system.active,
        }
    }

    fn read(&self, id: SystemId, edit: &Edit, faults: &mut Faults) -> System {
        let code = faults.line("code", &self.code);
        if !code.is_empty() && !System::is_code(&code) {
            faults.add("code", "invalid-system-code");
        }
        let same = |system: &System| system.id != id && system.code == code;
        if edit.directory.systems.values().any(|found| same(&found.value)) {
            faults.add("code", "invalid-taken");
        }
        let mut runs = Vec::new();
        for (at, row) in self.runs.iter().enumerate().filter(|(_, row)| !row.at.trim().is_empty()) {
            runs.extend(row.read(&format!("runs-{at}"), faults));
        }
        if runs.len() > MOST_RUNS {
            faults.add("runs-0-at", "invalid-number");
        }
        System {
            id,
            code,
            name: faults.line("name", &self.name),
            owner: faults.team("owner", &self.owner, &edit.directory).team,
            client: self.client(edit, faults),
            runs,
            active: self.active,
        }
    }

    /// The program that speaks for it, one that is there.
    fn client(&self, edit: &Edit, faults: &mut Faults) -> Option<Uuid> {
        let client = self.client.trim();
        if client.is_empty() {
            return None;
        }
        let known = Uuid::parse_str(client).ok().filter(|id| edit.directory.clients.contains_key(id));
        if known.is_none() {
            faults.add("client", "invalid-choice");
        }
        known
    }
}

impl RunForm {
    fn read(&self, prefix: &str, faults: &mut Faults) -> Option<Run> {
        let day = faults.choice(&format!("{prefix}-day"), Day::parse(self.day.trim()), Day::Mon);
        let at = self.at.trim().parse::<jiff::civil::Time>().ok();
        if at.is_none() {
            faults.add(&format!("{prefix}-at"), "invalid-time");
        }
        at.map(|at| Run { day, at })
    }
}

impl App {
    /// Makes or changes a system; `expected` is 0 for a new one. It stays known for ever, since holds name it: one that is
    /// no longer active takes no new holds.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_system(&self, who: &Who, id: SystemId, expected: i64, form: SystemForm) -> Result<i64> {
        let version = self.edit(who, Permit::Administrator, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                if *expected > 0 && edit.directory.system(*id).is_none() {
                    return Err(AppError::NotFound("system"));
                }
                let mut faults = Faults::default();
                let system = form.read(*id, edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::SYSTEM, id.0), None, &system, *expected).await?)
            })
        });
        let version = version.await?;
        // What is held goes along to another team.
        self.follow_system(id).await?;
        Ok(version)
    }
}
