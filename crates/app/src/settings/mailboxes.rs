//! Mailboxes: the doors by which mail comes in and leaves. Secrets arrive here encrypted ([`crate::secrets`]).

use regie_domain::directory::{ImapLogin, ImapSettings, Mailbox, SmtpSettings, Transport};
use regie_domain::ids::BlueprintId;
use uuid::Uuid;

use super::forms::Faults;
use super::{Edit, Permit, providers};
use crate::App;
use crate::authorise::Who;
use crate::directory::{kind, without_detail};
use crate::error::{AppError, Result};

/// The protections of a connection with their codes in forms.
pub const TRANSPORTS: [(Transport, &str); 3] =
    [(Transport::Tls, "tls"), (Transport::StartTls, "starttls"), (Transport::Plain, "plain")];

/// What a person wrote about a mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailboxForm {
    /// Its address. Field `address`.
    pub address: String,
    /// The name that mails carry as sender. Field `display`.
    pub display: String,
    /// The id of the team behind it. Field `team`.
    pub team: String,
    /// The id of the blueprint of journeys that begin here. Field `blueprint`.
    pub blueprint: String,
    /// How mail is sent; none means as the program was told at its start. Fields `out-…`.
    pub outgoing: Option<ServerForm>,
    /// How mail is fetched; none means that it is delivered. Fields `in-…`.
    pub incoming: Option<FetchForm>,
    /// The server whose `Authentication-Results` are believed; may be empty. Field `trusted-authserv`.
    pub trusted_authserv: String,
    /// Whether it is used.
    pub active: bool,
}

/// What a person wrote about a mail server. Fields `…-host`, `…-port`, `…-transport`, `…-user`, `…-secret`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerForm {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: String,
    /// Code of the protection.
    pub transport: String,
    /// User name; may be empty for sending.
    pub user: String,
    /// The password, encrypted; none keeps the stored one.
    pub secret: Option<String>,
    /// For sending: signs in as fetching does, by OAuth. Field `out-as-incoming`.
    pub as_incoming: bool,
}

/// What a person wrote about fetching mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchForm {
    /// The server.
    pub server: ServerForm,
    /// The folder. Field `in-folder`.
    pub folder: String,
    /// The folder with what was sent from the mailbox; empty where it is not read. Field `in-sent`.
    pub sent: String,
    /// OAuth 2 in place of a password.
    pub oauth: Option<OAuthForm>,
}

/// What a person wrote about OAuth 2. Fields `oauth-…`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthForm {
    /// The code of a known provider, whose servers and addresses stand in for what is left empty.
    pub provider: String,
    /// The provider's token endpoint.
    pub token_url: String,
    /// The client.
    pub client_id: String,
    /// The client's secret, encrypted; none keeps the stored one, if any.
    pub client_secret: Option<String>,
    /// The refresh token, encrypted; none keeps the stored one.
    pub refresh_token: Option<String>,
    /// The scope asked for.
    pub scope: String,
}

impl MailboxForm {
    /// The form of a mailbox, without its secrets.
    #[must_use]
    pub fn of(mailbox: &Mailbox) -> Self {
        let server = |host: &str, port: u16, transport: Transport, user: &str| ServerForm {
            host: host.to_owned(),
            port: port.to_string(),
            transport: TRANSPORTS.iter().find(|(found, _)| *found == transport).map_or("", |(_, code)| code).to_owned(),
            user: user.to_owned(),
            secret: None,
            as_incoming: false,
        };
        Self {
            address: mailbox.address.clone(),
            display: mailbox.display.clone(),
            team: mailbox.team.to_string(),
            blueprint: mailbox.blueprint.to_string(),
            outgoing: mailbox.outgoing.as_ref().map(|smtp| ServerForm {
                as_incoming: smtp.as_incoming,
                ..server(&smtp.host, smtp.port, smtp.transport, smtp.user.as_deref().unwrap_or_default())
            }),
            incoming: mailbox.incoming.as_ref().map(|imap| FetchForm {
                server: server(&imap.host, imap.port, imap.transport, &imap.user),
                folder: imap.folder.clone(),
                sent: imap.sent.clone().unwrap_or_default(),
                oauth: match &imap.login {
                    ImapLogin::Password { .. } => None,
                    ImapLogin::OAuth { token_url, client_id, scope, .. } => Some(OAuthForm {
                        provider: providers::of(&imap.host).map_or("", |found| found.code).to_owned(),
                        token_url: token_url.clone(),
                        client_id: client_id.clone(),
                        scope: scope.clone(),
                        ..OAuthForm::default()
                    }),
                },
            }),
            trusted_authserv: mailbox.trusted_authserv.clone().unwrap_or_default(),
            active: mailbox.active,
        }
    }

    pub(crate) fn read(&self, id: Uuid, edit: &Edit, faults: &mut Faults) -> Mailbox {
        let filled = providers::filled(self);
        filled.read_filled(id, edit, faults)
    }

    fn read_filled(&self, id: Uuid, edit: &Edit, faults: &mut Faults) -> Mailbox {
        if self.outgoing.as_ref().is_some_and(|form| form.as_incoming)
            && self.incoming.as_ref().is_none_or(|form| form.oauth.is_none())
        {
            faults.add("out-as-incoming", "invalid-as-incoming");
        }
        let before = edit.directory.mailboxes.get(&id).map(|found| &found.value);
        let address = faults.email("address", &self.address);
        if address != without_detail(&address) {
            faults.add("address", "invalid-plus");
        }
        let taken =
            edit.directory.mailboxes.iter().any(|(other, found)| *other != id && found.value.address == address);
        if taken {
            faults.add("address", "invalid-taken");
        }
        let blueprint = BlueprintId::parse(self.blueprint.trim())
            .ok()
            .filter(|blueprint| edit.directory.blueprints.contains_key(blueprint));
        let authserv = faults.optional_line("trusted-authserv", &self.trusted_authserv);
        Mailbox {
            display: faults.line("display", &self.display),
            team: faults.desk_team("team", &self.team, &edit.directory).team,
            blueprint: faults.choice("blueprint", blueprint, BlueprintId(Uuid::nil())),
            outgoing: self
                .outgoing
                .as_ref()
                .map(|form| form.read_smtp(before.and_then(|mailbox| mailbox.outgoing.as_ref()), faults)),
            incoming: self
                .incoming
                .as_ref()
                .map(|form| form.read(before.and_then(|mailbox| mailbox.incoming.as_ref()), faults)),
            trusted_authserv: (!authserv.is_empty()).then_some(authserv),
            active: self.active,
            address,
        }
    }
}

impl ServerForm {
    fn read_server(&self, prefix: &str, faults: &mut Faults) -> (String, u16, Transport, String) {
        let field = |name: &str| format!("{prefix}-{name}");
        let host = faults.line(&field("host"), &self.host).to_lowercase();
        let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
        if host.contains(odd) {
            faults.add(&field("host"), "invalid-host");
        }
        let port = faults.number(&field("port"), &self.port, 1, u32::from(u16::MAX));
        let found = TRANSPORTS.iter().find(|(_, code)| *code == self.transport).map(|(found, _)| *found);
        let transport = faults.choice(&field("transport"), found, Transport::Tls);
        if transport == Transport::Plain && !is_loopback(&host) {
            faults.add(&field("transport"), "invalid-transport-plain");
        }
        let user = faults.optional_line(&field("user"), &self.user);
        (host, u16::try_from(port).unwrap_or(u16::MAX), transport, user)
    }

    fn read_smtp(&self, before: Option<&SmtpSettings>, faults: &mut Faults) -> SmtpSettings {
        let (host, port, transport, user) = self.read_server("out", faults);
        if self.as_incoming {
            return SmtpSettings { as_incoming: true, ..SmtpSettings::open(&host, port, transport) };
        }
        let user = (!user.is_empty()).then_some(user);
        // A stored password goes to the server that it was given for, never to one that is named later.
        let same = before.filter(|before| before.host == host && before.user == user);
        let secret = self.secret.clone().or_else(|| same.and_then(|before| before.secret.clone()));
        if user.is_some() && secret.is_none() {
            faults.add("out-secret", "invalid-secret");
        }
        SmtpSettings { secret: user.as_ref().and(secret), user, ..SmtpSettings::open(&host, port, transport) }
    }
}

impl FetchForm {
    fn read(&self, before: Option<&ImapSettings>, faults: &mut Faults) -> ImapSettings {
        let (host, port, transport, user) = self.server.read_server("in", faults);
        if user.is_empty() {
            faults.add("in-user", "invalid-required");
        }
        let same = before.filter(|before| before.host == host && before.user == user).map(|before| &before.login);
        let login = match &self.oauth {
            None => {
                let kept = same.and_then(|login| match login {
                    ImapLogin::Password { secret } => Some(secret.clone()),
                    ImapLogin::OAuth { .. } => None,
                });
                let secret = self.server.secret.clone().or(kept);
                if secret.is_none() {
                    faults.add("in-secret", "invalid-secret");
                }
                ImapLogin::Password { secret: secret.unwrap_or_default() }
            }
            Some(oauth) => oauth.read(same, faults),
        };
        let folder =
            if self.folder.trim().is_empty() { "INBOX".to_owned() } else { faults.line("in-folder", &self.folder) };
        let sent = faults.optional_line("in-sent", &self.sent);
        if sent == folder {
            faults.add("in-sent", "invalid-same-folder");
        }
        let sent = (!sent.is_empty()).then_some(sent);
        ImapSettings { host, port, transport, user, login, folder, sent }
    }
}

impl OAuthForm {
    fn read(&self, before: Option<&ImapLogin>, faults: &mut Faults) -> ImapLogin {
        let url = faults.line("oauth-token-url", &self.token_url);
        let client = faults.line("oauth-client-id", &self.client_id);
        let local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| url.starts_with(start));
        if !url.starts_with("https://") && !local {
            faults.add("oauth-token-url", "invalid-https");
        }
        let kept = match before {
            Some(ImapLogin::OAuth { token_url, client_id, client_secret, refresh_token, .. })
                if *token_url == url && *client_id == client =>
            {
                Some((client_secret.clone(), refresh_token.clone()))
            }
            _ => None,
        };
        let (kept_secret, kept_token) = kept.map_or((None, None), |(secret, token)| (secret, Some(token)));
        let refresh_token = self.refresh_token.clone().or(kept_token);
        if refresh_token.is_none() {
            faults.add("oauth-refresh-token", "invalid-secret");
        }
        ImapLogin::OAuth {
            token_url: url,
            client_id: client,
            client_secret: self.client_secret.clone().or(kept_secret),
            refresh_token: refresh_token.unwrap_or_default(),
            scope: faults.optional_line("oauth-scope", &self.scope),
        }
    }
}

/// Whether a host is this machine itself.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl App {
    /// Makes a mailbox.
    ///
    /// # Errors
    /// Every fault of the form, or a denial.
    pub async fn create_mailbox(&self, who: &Who, form: MailboxForm) -> Result<Uuid> {
        let id = self.ports.uuid();
        self.put_mailbox(who, id, 0, form).await?;
        Ok(id)
    }

    /// Changes a mailbox, or makes the one with this id when `expected` is 0.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn put_mailbox(&self, who: &Who, id: Uuid, expected: i64, form: MailboxForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                if *expected > 0 && !edit.directory.mailboxes.contains_key(id) {
                    return Err(AppError::NotFound("mailbox"));
                }
                let mut faults = Faults::default();
                let mailbox = form.read(*id, edit, &mut faults);
                faults.check()?;
                Ok(edit.save(tx, (kind::MAILBOX, *id), Some(&mailbox.address), &mailbox, *expected).await?)
            })
        })
        .await
    }

    /// Reads the form of a mailbox without saving it, to try its connections first.
    ///
    /// # Errors
    /// Every fault of the form, or a denial.
    pub async fn read_mailbox(&self, who: &Who, id: Uuid, form: &MailboxForm) -> Result<Mailbox> {
        Permit::Administrator.check(who)?;
        let directory = self.directory().await?.as_ref().clone();
        let edit = Edit { directory, now: self.ports.clock.now(), stamp: super::stamp(self, who) };
        let mut faults = Faults::default();
        let mailbox = form.read(id, &edit, &mut faults);
        faults.check()?;
        Ok(mailbox)
    }
}
