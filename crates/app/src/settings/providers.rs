//! Providers of mailboxes that most people use: their servers and addresses stand in for what a form leaves empty.

use super::mailboxes::{MailboxForm, OAuthForm, ServerForm};

/// A provider that signs in by OAuth 2.
#[derive(Debug)]
pub struct Provider {
    /// Its code in forms.
    pub code: &'static str,
    /// Where mail is fetched, by TLS.
    pub imap: &'static str,
    /// Where mail is sent: host, port and code of the protection.
    pub smtp: (&'static str, &'static str, &'static str),
    /// Where tokens are given out.
    pub token_url: &'static str,
    /// What fetching and sending need, so that one sign-in does for both.
    pub scope: &'static str,
}

/// The known ones. A tenant of Microsoft 365 that lets in only its own registrations has a token address of its own.
pub const PROVIDERS: [Provider; 2] = [
    Provider {
        code: "microsoft",
        imap: "outlook.office365.com",
        smtp: ("smtp.office365.com", "587", "starttls"),
        token_url: "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
        scope: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    },
    Provider {
        code: "google",
        imap: "imap.gmail.com",
        smtp: ("smtp.gmail.com", "465", "tls"),
        token_url: "https://oauth2.googleapis.com/token",
        scope: "https://mail.google.com/",
    },
];

/// The provider whose server that is.
pub(super) fn of(imap: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.imap == imap)
}

/// The form with the provider's servers and addresses where it left them empty.
pub(super) fn filled(form: &MailboxForm) -> MailboxForm {
    let mut form = form.clone();
    let named = form.incoming.as_ref().and_then(|fetch| fetch.oauth.as_ref()).map(|oauth| oauth.provider.clone());
    let Some(provider) = PROVIDERS.iter().find(|provider| Some(provider.code) == named.as_deref()) else { return form };
    if let Some(fetch) = &mut form.incoming {
        fill(&mut fetch.server, (provider.imap, "993", "tls"));
        if fetch.server.user.trim().is_empty() {
            fetch.server.user.clone_from(&form.address);
        }
        if let Some(OAuthForm { token_url, scope, .. }) = &mut fetch.oauth {
            or(token_url, provider.token_url);
            or(scope, provider.scope);
        }
    }
    if let Some(server) = form.outgoing.as_mut().filter(|server| server.as_incoming) {
        fill(server, provider.smtp);
    }
    form
}

/// A server without a name is the provider's, with its port and protection.
fn fill(server: &mut ServerForm, (host, port, transport): (&str, &str, &str)) {
    if server.host.trim().is_empty() {
        host.clone_into(&mut server.host);
        port.clone_into(&mut server.port);
        transport.clone_into(&mut server.transport);
    }
}

fn or(field: &mut String, value: &str) {
    if field.trim().is_empty() {
        value.clone_into(field);
    }
}
