//! The settings of webhooks: where, about what, for whom. A secret is made here and shown once. Before an endpoint is kept it
//! is asked whether it wants to be told ([`consent`]), so that nobody is told who did not agree.

mod consent;

use regie_domain::client::ApiScope;
use regie_domain::event::JourneyEvent;
use regie_domain::webhook::{WebhookEndpoint, WebhookNames, WebhookScheme, WebhookState};
use regie_store::directory::Put;
use regie_store::webhooks as stored;
use regie_store::{StoreError, Tx};
use uuid::Uuid;

use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::settings::forms::Faults;
use crate::settings::{Edit, Permit};
use crate::webhooks::sign::{self, OVERLAP};
use crate::webhooks::{begin, names};

/// The one record of the names.
pub const NAMES: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0502);
/// The longest address, in characters.
const LONGEST_URL: usize = 2000;
/// Everything that happens.
const ALL: &str = "*";

/// What a person wrote about an endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookForm {
    /// What the house calls it. Field `name`.
    pub name: String,
    /// Where messages are posted. Field `url`.
    pub url: String,
    /// The nouns that it hears of, or `*`. Field `nouns`.
    pub nouns: Vec<String>,
    /// Single kinds of events, separated by blanks or commas. Field `kinds`.
    pub kinds: String,
    /// The id of the program whose sight limits it; empty for none. Field `client`.
    pub client: String,
    /// How messages are signed; it cannot be changed afterwards. Field `scheme`.
    pub scheme: String,
    /// Whether messages go though the receiver did not agree. Field `anyway`.
    pub anyway: bool,
}

/// The nouns of what can happen, in the order of the alphabet.
#[must_use]
pub fn nouns() -> Vec<&'static str> {
    let mut nouns: Vec<&str> = JourneyEvent::KINDS.iter().filter_map(|kind| Some(kind.split_once('.')?.0)).collect();
    nouns.sort_unstable();
    nouns.dedup();
    nouns
}

impl WebhookForm {
    /// The form of an endpoint.
    #[must_use]
    pub fn of(endpoint: &WebhookEndpoint) -> Self {
        let nouns = endpoint.kinds.iter().filter_map(|kind| kind.strip_suffix(".*").or((kind == ALL).then_some(ALL)));
        let single = endpoint.kinds.iter().filter(|kind| !kind.ends_with('*')).map(String::as_str);
        Self {
            name: endpoint.name.clone(),
            url: endpoint.url.clone(),
            nouns: nouns.map(str::to_owned).collect(),
            kinds: single.collect::<Vec<_>>().join(" "),
            client: endpoint.client.map(|id| id.to_string()).unwrap_or_default(),
            scheme: endpoint.scheme.code().to_owned(),
            anyway: !endpoint.agreed,
        }
    }

    fn wanted(&self, faults: &mut Faults) -> Vec<String> {
        if self.nouns.iter().any(|noun| noun == ALL) {
            return vec![ALL.to_owned()];
        }
        let known = nouns();
        if self.nouns.iter().any(|noun| !known.contains(&noun.as_str())) {
            faults.add("nouns", "invalid-choice");
        }
        let mut wanted: Vec<String> = self.nouns.iter().map(|noun| format!("{noun}.*")).collect();
        for kind in self.kinds.split([' ', ',', ';', '\n', '\r']).filter(|kind| !kind.is_empty()) {
            if !JourneyEvent::KINDS.contains(&kind) {
                faults.add("kinds", "invalid-webhook-kind");
            }
            if !wanted.iter().any(|known| known == kind) {
                wanted.push(kind.to_owned());
            }
        }
        if wanted.is_empty() {
            faults.add("nouns", "invalid-choice");
        }
        wanted
    }

    fn program(&self, edit: &Edit, faults: &mut Faults) -> Option<Uuid> {
        if self.client.is_empty() {
            return None;
        }
        let id = Uuid::parse_str(&self.client).ok();
        let found = id.and_then(|id| edit.directory.clients.get(&id));
        match found {
            None => faults.add("client", "invalid-choice"),
            Some(found) if !found.value.may(ApiScope::JourneysRead) => faults.add("client", "invalid-webhook-client"),
            Some(_) => {}
        }
        id
    }

    /// What can be told without asking anybody.
    fn address(&self, faults: &mut Faults) -> String {
        let url = self.url.trim();
        if url.is_empty() {
            faults.add("url", "invalid-required");
        } else if url.len() > LONGEST_URL || !(url.starts_with("https://") || url.starts_with("http://")) {
            faults.add("url", "invalid-webhook-address");
        }
        url.to_owned()
    }
}

impl App {
    /// Makes an endpoint; gives its id and what its receiver checks signatures with, which is shown once where it is a secret.
    ///
    /// # Errors
    /// Every fault of the form, a receiver that did not agree, a denial, or what the store says.
    pub async fn create_webhook(&self, who: &Who, form: WebhookForm) -> Result<(Uuid, String)> {
        Permit::Administrator.check(who)?;
        let mut faults = Faults::default();
        let scheme = faults.choice("scheme", WebhookScheme::parse(&form.scheme), WebhookScheme::Hmac);
        faults.check()?;
        let agreed = self.asked_first(&form, None).await?;
        let (id, fresh, now) = (self.ports.uuid(), sign::fresh(self, scheme)?, self.ports.clock.now());
        let context = (form, fresh.secret);
        let made = self.edit(who, Permit::Administrator, context, move |tx, edit, (form, secret)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let endpoint = WebhookEndpoint {
                    name: faults.line("name", &form.name),
                    url: form.address(&mut faults),
                    kinds: form.wanted(&mut faults),
                    client: form.program(edit, &mut faults),
                    scheme,
                    secrets: vec![secret.clone()],
                    state: WebhookState::Active,
                    since: now,
                    why: None,
                    agreed: agreed.agreed,
                    rate: agreed.rate,
                    made_at: now,
                };
                faults.check()?;
                if edit.directory.webhooks.is_empty() {
                    begin(tx).await?;
                }
                Ok(edit.save(tx, (kind::WEBHOOK, id), None, &endpoint, 0).await?)
            })
        });
        made.await?;
        Ok((id, fresh.shown))
    }

    /// Changes an endpoint; its secrets and its scheme stay.
    ///
    /// # Errors
    /// As [`App::create_webhook`], and a conflict with another change.
    pub async fn put_webhook(&self, who: &Who, id: Uuid, expected: i64, form: WebhookForm) -> Result<i64> {
        Permit::Administrator.check(who)?;
        let directory = self.directory().await?;
        let before = directory.webhooks.get(&id).ok_or(AppError::NotFound("webhook"))?;
        let agreed = self.asked_first(&form, Some(&before.value)).await?;
        self.change_webhook(who, id, expected, form, move |endpoint, edit, form, faults| {
            endpoint.name = faults.line("name", &form.name);
            endpoint.url = form.address(faults);
            endpoint.kinds = form.wanted(faults);
            endpoint.client = form.program(edit, faults);
            (endpoint.agreed, endpoint.rate) = (agreed.agreed, agreed.rate);
        })
        .await
    }

    /// Gives an endpoint another secret. The one before signs beside it for a day, so that its receiver can take its time.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn rotate_webhook(&self, who: &Who, id: Uuid, expected: i64) -> Result<String> {
        Permit::Administrator.check(who)?;
        let directory = self.directory().await?;
        let before = directory.webhooks.get(&id).ok_or(AppError::NotFound("webhook"))?;
        let fresh = sign::fresh(self, before.value.scheme)?;
        let machine = self.ports.clock.machine();
        self.change_webhook(who, id, expected, fresh.secret, move |endpoint, _, secret, _| {
            endpoint.secrets.retain(|old| old.ends_at.is_none_or(|ends| machine < ends));
            for old in &mut endpoint.secrets {
                old.ends_at = old.ends_at.or(Some(machine + OVERLAP));
            }
            endpoint.secrets.push(secret.clone());
        })
        .await?;
        Ok(fresh.shown)
    }

    /// Holds the messages to an endpoint; they are kept.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn pause_webhook(&self, who: &Who, id: Uuid, expected: i64) -> Result<i64> {
        let now = self.ports.clock.now();
        self.change_webhook(who, id, expected, (), move |endpoint, _, (), _| {
            (endpoint.state, endpoint.since, endpoint.why) = (WebhookState::Paused, now, None);
        })
        .await
    }

    /// Lets messages go again, at once.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn resume_webhook(&self, who: &Who, id: Uuid, expected: i64) -> Result<i64> {
        let now = self.ports.clock.now();
        self.edit(who, Permit::Administrator, (id, expected), move |tx, edit, (id, expected)| {
            Box::pin(async move {
                let found = edit.directory.webhooks.get(id).ok_or(AppError::NotFound("webhook"))?;
                let going =
                    WebhookEndpoint { state: WebhookState::Active, since: now, why: None, ..found.value.clone() };
                let version = edit.save(tx, (kind::WEBHOOK, *id), None, &going, *expected).await?;
                // In one write: one that goes again with its old failures would be switched off at the next one.
                stored::healthy(tx, *id).await?;
                Ok(version)
            })
        })
        .await
    }

    /// Takes an endpoint away, with what waits for it, its log and its secrets.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or a conflict with another change.
    pub async fn delete_webhook(&self, who: &Who, id: Uuid, expected: i64) -> Result<()> {
        self.edit(who, Permit::Administrator, (id, expected), |tx, edit, (id, expected)| {
            Box::pin(async move {
                let found = edit.directory.webhooks.get(id).ok_or(AppError::NotFound("webhook"))?;
                let last = WebhookEndpoint { secrets: Vec::new(), ..found.value.clone() };
                Ok(gone(tx, edit, *id, &last, *expected).await?)
            })
        })
        .await
    }

    /// Says how messages name where they come from.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_webhook_names(&self, who: &Who, expected: i64, source: &str, prefix: &str) -> Result<i64> {
        let mut faults = Faults::default();
        let source = faults.line("source", source);
        if !is_urn(&source) {
            faults.add("source", "invalid-webhook-source");
        }
        let prefix = faults.line("prefix", prefix);
        if !is_backwards(&prefix) {
            faults.add("prefix", "invalid-webhook-prefix");
        }
        faults.check()?;
        self.edit(
            who,
            Permit::Administrator,
            (expected, WebhookNames { source, prefix }),
            |tx, edit, (expected, names)| {
                Box::pin(async move { Ok(edit.save(tx, (kind::WEBHOOK_NAMES, NAMES), None, names, *expected).await?) })
            },
        )
        .await
    }

    /// How messages name where they come from, and the version of that setting; 0 while nobody said.
    ///
    /// # Errors
    /// Before the installation is set up, or what the store says.
    pub async fn webhook_names(&self) -> Result<(WebhookNames, i64)> {
        let directory = self.directory().await?;
        Ok((names(&directory)?, directory.webhook_names.as_ref().map_or(0, |found| found.version)))
    }

    async fn change_webhook<C, F>(&self, who: &Who, id: Uuid, expected: i64, context: C, change: F) -> Result<i64>
    where
        C: Send + Sync + 'static,
        F: Fn(&mut WebhookEndpoint, &Edit, &C, &mut Faults) + Send + Sync + 'static,
    {
        self.edit(who, Permit::Administrator, (context, change), move |tx, edit, (context, change)| {
            Box::pin(async move {
                let mut faults = Faults::default();
                let found = edit.directory.webhooks.get(&id).ok_or(AppError::NotFound("webhook"))?;
                let mut endpoint = found.value.clone();
                change(&mut endpoint, edit, context, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::WEBHOOK, id), None, &endpoint, expected).await?)
            })
        })
        .await
    }
}

async fn gone(tx: &mut Tx, edit: &Edit, id: Uuid, last: &WebhookEndpoint, expected: i64) -> Result<(), StoreError> {
    let put = Put {
        kind: kind::WEBHOOK.into(),
        id,
        expected,
        lookup: None,
        parent_id: None,
        body: serde_json::to_string(last)?.into(),
        archived: true,
    };
    regie_store::directory::put(tx, &edit.stamp, put).await?;
    stored::forget(tx, id).await
}

/// `urn:nld:oin:00000001234567890000:systeem:regie` and the like.
fn is_urn(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let urn = parts.next().is_some_and(|urn| urn.eq_ignore_ascii_case("urn"));
    let name =
        parts.next().is_some_and(|name| name.len() >= 2 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let rest = parts.next().is_some_and(|rest| !rest.is_empty());
    urn && name && rest && text.chars().all(|c| c.is_ascii_graphic())
}

/// A domain read backwards, of two parts at least.
fn is_backwards(text: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    text.contains('.') && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_the_profile_wants_them() {
        for good in ["urn:nld:oin:00000001234567890000:systeem:regie", "urn:uuid:0190aaaa-0000-7000-8000-000000000001"]
        {
            assert!(is_urn(good), "{good}");
        }
        for wrong in ["", "urn", "urn:nld", "urn:nld:", "https://example.org", "urn:nld:een twee"] {
            assert!(!is_urn(wrong), "{wrong}");
        }
        assert!(is_backwards("nl.regie") && is_backwards("nl.gemeente-oost.klant"));
        for wrong in ["", "regie", "nl.", ".nl", "nl.Regie", "nl.re gie"] {
            assert!(!is_backwards(wrong), "{wrong}");
        }
    }

    #[test]
    fn every_noun_of_the_journal_can_be_chosen() {
        let nouns = nouns();
        assert!(nouns.contains(&"promise") && nouns.contains(&"journey"));
        assert!(nouns.is_sorted());
    }
}
