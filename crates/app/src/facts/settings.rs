//! The settings of a system's door: how it signs, with which secret, and what its reports mean. A secret is made here, shown
//! once, and kept encrypted; while it is replaced both are good, so that the system can take its time.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use regie_domain::fact::{FactAct, FactDoor, FactSigning, FactTable};
use regie_domain::ids::SystemId;
use regie_domain::webhook::WebhookSecret;

use crate::App;
use crate::authorise::Who;
use crate::cti::SECRET_PREFIX;
use crate::directory::{Directory, kind};
use crate::error::{AppError, Result};
use crate::secrets;
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};
use crate::webhooks::sign::OVERLAP;

/// The purpose under which the secrets of doors are encrypted.
pub const FACT: &str = "fact";
/// What begins a secret that signs the body alone; all of it is the key.
const BODY_PREFIX: &str = "rgs_";
/// How many bytes a secret has.
const SECRET_BYTES: usize = 32;
/// The longest name of a header.
const MOST_HEADER: usize = 60;

/// The code of signing as Standard Webhooks say.
pub const STANDARD_SCHEME: &str = "standard";
/// The code of signing the body alone.
pub const BODY_SCHEME: &str = "body";

/// What a person wrote about the door of a system. The table was read before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactForm {
    /// How it signs: `standard` or `body`. Field `scheme`.
    pub scheme: String,
    /// The header that holds the signature over the body. Field `header`.
    pub header: String,
    /// What its reports mean. Field `table`.
    pub table: FactTable,
    /// Whether they are taken. Field `active`.
    pub active: bool,
}

impl FactForm {
    /// The form of a door.
    #[must_use]
    pub fn of(door: &FactDoor) -> Self {
        let (scheme, header) = match &door.signing {
            FactSigning::Standard => (STANDARD_SCHEME, String::new()),
            FactSigning::Body { header } => (BODY_SCHEME, header.clone()),
        };
        Self { scheme: scheme.to_owned(), header, table: door.table.clone(), active: door.active }
    }

    /// The door without its secrets. Those of another way of signing are of no use and fall away.
    fn read(&self, before: Option<&FactDoor>, edit: &Edit, faults: &mut Faults) -> FactDoor {
        let header = self.header.trim().to_ascii_lowercase();
        let signing = match self.scheme.as_str() {
            BODY_SCHEME => {
                let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
                if header.is_empty() || header.len() > MOST_HEADER || !header.chars().all(fits) {
                    faults.add("header", "fact-header-wrong");
                }
                FactSigning::Body { header }
            }
            STANDARD_SCHEME => FactSigning::Standard,
            _ => {
                faults.add("scheme", "invalid-choice");
                FactSigning::Standard
            }
        };
        if unknown_blueprint(&self.table, &edit.directory).is_some() {
            faults.add("table", "fact-unknown-blueprint");
        }
        let same =
            |door: &&FactDoor| matches!(door.signing, FactSigning::Standard) == (signing == FactSigning::Standard);
        let secrets = before.filter(same).map(|door| door.secrets.clone()).unwrap_or_default();
        FactDoor { signing, secrets, table: self.table.clone(), active: self.active }
    }
}

/// The first blueprint that a table names and that is not there.
#[must_use]
pub fn unknown_blueprint<'a>(table: &'a FactTable, directory: &Directory) -> Option<&'a str> {
    let newest = || directory.blueprints.values().filter_map(|found| found.value.last());
    let known = |name: &str| {
        let name = name.to_lowercase();
        newest().any(|found| found.name.nl.to_lowercase() == name || found.name.en.to_lowercase() == name)
    };
    table.rows.iter().find_map(|row| match &row.act {
        FactAct::Journey { blueprint, .. } if !known(blueprint) => Some(blueprint.as_str()),
        _ => None,
    })
}

impl App {
    /// Makes or changes the door of a system; `expected` is 0 for a new one. Its secrets stay.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_fact_door(&self, who: &Who, system: SystemId, expected: i64, form: FactForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (system, expected, form), |tx, edit, (system, expected, form)| {
            Box::pin(async move {
                edit.directory.system(*system).ok_or(AppError::NotFound("system"))?;
                let before = edit.directory.fact_doors.get(&system.0).map(|found| &found.value);
                let mut faults = Faults::default();
                let door = form.read(before, edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::FACT_DOOR, system.0), None, &door, *expected).await?)
            })
        })
        .await
    }

    /// Makes another secret for a door; the one before is good for another day. Nobody can read it again.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn rotate_fact_secret(&self, who: &Who, system: SystemId, expected: i64) -> Result<String> {
        let directory = self.directory().await?;
        let found = directory.fact_doors.get(&system.0).ok_or(AppError::NotFound("fact-door"))?;
        let bytes = self.ports.bytes::<SECRET_BYTES>();
        let plain = match found.value.signing {
            FactSigning::Standard => format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)),
            FactSigning::Body { .. } => format!("{BODY_PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)),
        };
        let sealed = secrets::seal(&self.config, &self.ports, FACT, &plain)
            .map_err(|error| AppError::Unusable(error.to_string()))?;
        let now = self.ports.clock.machine();
        let fresh = WebhookSecret { sealed, public: String::new(), made_at: now, ends_at: None };
        self.edit(who, Permit::Administrator, (system, expected, fresh), move |tx, edit, (system, expected, fresh)| {
            Box::pin(async move {
                let found = edit.directory.fact_doors.get(&system.0).ok_or(AppError::NotFound("fact-door"))?;
                let mut door = found.value.clone();
                door.secrets.retain(|secret| secret.ends_at.is_none_or(|ends| now < ends));
                for secret in &mut door.secrets {
                    secret.ends_at = secret.ends_at.or(Some(now + OVERLAP));
                }
                door.secrets.push(fresh.clone());
                Ok(edit.save(tx, (kind::FACT_DOOR, system.0), None, &door, *expected).await?)
            })
        })
        .await?;
        Ok(plain)
    }

    /// The address that a system posts to.
    #[must_use]
    pub fn fact_url(&self, code: &str) -> String {
        format!("{}/in/{code}", self.config.public_url)
    }
}
