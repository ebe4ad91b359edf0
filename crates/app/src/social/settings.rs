//! The settings of social channels: a page or number of ours, what opens its interface, and the team that its messages
//! arrive at. What is secret is encrypted before it is kept, and never shown again.

use regie_domain::codes::Medium;
use regie_domain::ids::BlueprintId;
use regie_domain::social::{SocialConnection, Template};
use regie_store::social::{self as stored, SocialEvent};
use uuid::Uuid;

use super::{SECRET, account};
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::ports::Unreached;
use crate::secrets;
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};

/// Where both channels are reached, unless somebody says otherwise.
pub const BASE: &str = "https://graph.facebook.com/v23.0";

/// What a person wrote about a page or number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocialForm {
    /// The code of the channel. Field `medium`.
    pub medium: String,
    /// What the house calls it. Field `name`.
    pub name: String,
    /// Its id there. Field `account`.
    pub account: String,
    /// Where the interface is reached. Field `base`.
    pub base: String,
    /// The secret that postings are signed with, encrypted; none keeps the stored one. Field `app-secret`.
    pub app_secret: Option<String>,
    /// What proves that we may write, encrypted; none keeps the stored one. Field `access-token`.
    pub access_token: Option<String>,
    /// The word that the channel says when it first calls, encrypted; none keeps the stored one. Field `verify-token`.
    pub verify_token: Option<String>,
    /// The id of the team. Field `team`.
    pub team: String,
    /// The id of the blueprint. Field `blueprint`.
    pub blueprint: String,
    /// The name of an approved template, perhaps none. Field `template`.
    pub template: String,
    /// The code of its language there. Field `template-language`.
    pub template_language: String,
    /// Whether it is used.
    pub active: bool,
}

impl SocialForm {
    /// The form of a connection; what it starts with where there is none.
    #[must_use]
    pub fn of(connection: Option<&SocialConnection>) -> Self {
        let Some(found) = connection else {
            return Self {
                medium: Medium::Facebook.code().to_owned(),
                base: BASE.to_owned(),
                template_language: "nl".to_owned(),
                active: true,
                ..Self::default()
            };
        };
        let template = found.template.as_ref();
        Self {
            medium: found.medium.code().to_owned(),
            name: found.name.clone(),
            account: found.account.clone(),
            base: found.base.clone(),
            app_secret: None,
            access_token: None,
            verify_token: None,
            team: found.team.to_string(),
            blueprint: found.blueprint.to_string(),
            template: template.map(|template| template.name.clone()).unwrap_or_default(),
            template_language: template.map_or_else(|| "nl".to_owned(), |template| template.language.clone()),
            active: found.active,
        }
    }

    fn read(&self, id: Uuid, before: Option<&SocialConnection>, edit: &Edit, faults: &mut Faults) -> SocialConnection {
        let medium = Medium::parse(self.medium.trim());
        // What is a page does not become a number.
        let medium = before.map(|before| before.medium).or(medium);
        let medium = faults.choice("medium", medium, Medium::Facebook);
        let account = faults.line("account", &self.account);
        if !account.is_empty() && !account.bytes().all(|byte| byte.is_ascii_digit()) {
            faults.add("account", "invalid-social-account");
        }
        let same = |other: &SocialConnection| other.medium == medium && other.account == account;
        if edit.directory.social.iter().any(|(known, found)| *known != id && same(&found.value)) {
            faults.add("account", "invalid-taken");
        }
        let base = faults.line("base", &self.base).trim_end_matches('/').to_owned();
        let local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| base.starts_with(start));
        if !base.is_empty() && !base.starts_with("https://") && !local {
            faults.add("base", "invalid-https");
        }
        // A stored token goes to the address that it was given for, never to one that is named later.
        let kept = before.filter(|before| before.base == base);
        let mut secret = |field: &str, typed: &Option<String>, kept: Option<&String>| {
            let found = typed.clone().or_else(|| kept.cloned());
            found.unwrap_or_else(|| {
                faults.add(field, "invalid-required");
                String::new()
            })
        };
        let app_secret = secret("app-secret", &self.app_secret, before.map(|it| &it.app_secret));
        let access_token = secret("access-token", &self.access_token, kept.map(|it| &it.access_token));
        let verify_token = secret("verify-token", &self.verify_token, before.map(|it| &it.verify_token));
        let template = faults.optional_line("template", &self.template);
        let language = faults.optional_line("template-language", &self.template_language);
        let named = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !named(&template) {
            faults.add("template", "invalid-code");
        }
        if !template.is_empty() && (language.is_empty() || !named(&language)) {
            faults.add("template-language", "invalid-code");
        }
        let has_template = !template.is_empty() && medium == Medium::Whatsapp;
        let blueprint = BlueprintId::parse(self.blueprint.trim()).ok();
        let blueprint = blueprint.filter(|id| edit.directory.blueprint(*id).is_some());
        SocialConnection {
            medium,
            name: faults.line("name", &self.name),
            account,
            base,
            app_secret,
            access_token,
            verify_token,
            team: faults.desk_team("team", &self.team, &edit.directory).team,
            blueprint: faults.choice("blueprint", blueprint, BlueprintId(Uuid::nil())),
            template: has_template.then_some(Template { name: template, language }),
            active: self.active,
        }
    }
}

/// What became of trying a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocialTry {
    /// It works; what the page or number is called there.
    Works(String),
    /// The channel refused, with its status and words.
    Refused(u16, String),
    /// Nobody answered.
    Unreached(Unreached),
}

impl App {
    /// Encrypts what somebody typed; nothing for an empty field.
    #[must_use]
    pub fn seal_social(&self, typed: &str) -> Option<String> {
        let typed = typed.trim();
        (!typed.is_empty()).then(|| secrets::seal(&self.config, &self.ports, SECRET, typed).ok()).flatten()
    }

    /// Saves a page or number; a version of 0 begins one.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_social(&self, who: &Who, id: Uuid, expected: i64, form: SocialForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let before = edit.directory.social.get(id).map(|found| found.value.clone());
                let mut faults = Faults::default();
                let connection = form.read(*id, before.as_ref(), edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::SOCIAL, *id), None, &connection, *expected).await?)
            })
        })
        .await
    }

    /// Asks the channel for the name of a page or number, to try whether it can be used. Nothing is sent to anybody.
    ///
    /// # Errors
    /// A denial, or when the connection cannot be used.
    pub async fn try_social(&self, who: &Who, id: Uuid) -> Result<SocialTry> {
        authorise(who, Action::ChangeSettings)?;
        let directory = self.directory().await?;
        let found = directory.social.get(&id).ok_or(AppError::NotFound("connection"))?.value.clone();
        let channel = self.ports.social.of(found.medium).ok_or(AppError::NotFound("connection"))?;
        let token = self.social_token(&found)?;
        let fetch = channel.look(account(&found, &token));
        Ok(match self.ports.http.fetch(&fetch).await {
            Ok(answer) if answer.status == 200 => {
                SocialTry::Works(channel.name_in(&answer.bytes).unwrap_or_else(|| found.account.clone()))
            }
            Ok(answer) => {
                let words: String = String::from_utf8_lossy(&answer.bytes).chars().take(300).collect();
                SocialTry::Refused(answer.status, words)
            }
            Err(unreached) => SocialTry::Unreached(unreached),
        })
    }

    /// What was posted to a connection last, newest first.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn social_noted(&self, who: &Who, id: Uuid, limit: u32) -> Result<Vec<SocialEvent>> {
        authorise(who, Action::ReadSettings)?;
        Ok(self.store.read(async |tx| stored::noted(tx, id, limit).await).await?)
    }

    /// The address that a channel posts to.
    #[must_use]
    pub fn social_url(&self, id: Uuid) -> String {
        format!("{}/social/{id}", self.config.public_url)
    }
}
