//! A receiver is asked first whether it wants to be told: `OPTIONS` with the name of who asks, as CloudEvents say against
//! webhooks that are made to flood somebody.

use regie_domain::webhook::WebhookEndpoint;

use super::WebhookForm;
use crate::App;
use crate::error::{AppError, Fault, Result};
use crate::ports::{Call, Unreached};
use crate::settings::forms::Faults;

/// What an endpoint said when it was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Agreed {
    /// Whether it agreed.
    pub agreed: bool,
    /// To how many messages in a minute at most.
    pub rate: Option<u32>,
}

impl App {
    /// Asks an address whether it wants to be told, unless it agreed before. Refuses one that may not be called at all.
    pub(super) async fn asked_first(&self, form: &WebhookForm, before: Option<&WebhookEndpoint>) -> Result<Agreed> {
        let mut faults = Faults::default();
        let url = form.address(&mut faults);
        faults.check()?;
        if let Some(before) = before.filter(|before| before.url == url && before.agreed) {
            return Ok(Agreed { agreed: true, rate: before.rate });
        }
        let host = self.config.public_url.split_once("://").map_or("", |(_, rest)| rest);
        let origin = host.split(['/', ':']).next().unwrap_or_default().to_owned();
        let headers = vec![("webhook-request-origin".to_owned(), origin.clone())];
        let answer = self.ports.http.call(&Call { posts: false, url, headers, body: Vec::new() }).await;
        let fault = |field: &str, key| Err(AppError::Invalid(vec![Fault { field: field.to_owned(), key }]));
        match answer {
            Err(Unreached::Address) => fault("url", "invalid-webhook-address"),
            Ok(answer)
                if (200..300).contains(&answer.status) && allows(answer.header("webhook-allowed-origin"), &origin) =>
            {
                let rate = answer.header("webhook-allowed-rate").and_then(|rate| rate.parse().ok());
                Ok(Agreed { agreed: true, rate: rate.filter(|rate| *rate > 0) })
            }
            Ok(_) | Err(_) if form.anyway => Ok(Agreed::default()),
            Ok(_) => fault("anyway", "invalid-webhook-refused"),
            Err(Unreached::Name) => fault("url", "invalid-webhook-name"),
            Err(_) => fault("anyway", "invalid-webhook-unreached"),
        }
    }
}

/// Whether the receiver lets an origin tell it things: named, or anybody.
fn allows(allowed: Option<&str>, origin: &str) -> bool {
    allowed.is_some_and(|allowed| {
        allowed.split(',').map(str::trim).any(|one| one == "*" || one.eq_ignore_ascii_case(origin))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_agrees_by_our_name_or_to_anybody() {
        assert!(allows(Some("*"), "a.example.org") && allows(Some("b.example.org, A.example.org"), "a.example.org"));
        assert!(!allows(Some("b.example.org"), "a.example.org") && !allows(None, "a.example.org"));
    }
}
