//! Mailboxes: where mail comes in and leaves. Passwords are never shown again; what was just typed travels along sealed, so
//! that a test does not ask for it twice.

use regie_app::settings::mailboxes::{FetchForm, MailboxForm, OAuthForm, ServerForm};
use regie_domain::directory::SmtpSettings;

use super::{Named, choices, keyed};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// How mail reaches the program, as it was told at its start.
#[derive(Clone, Debug, Default)]
pub struct Doors {
    /// Where mail can be delivered: `smtp://127.0.0.1:2525`.
    pub listens: Option<String>,
    /// The server through which mail leaves where the mailbox names none, as the program was told.
    pub relay: Option<SmtpSettings>,
}

const TRANSPORTS: [(&str, &str); 3] =
    [("tls", "mailbox-tls"), ("starttls", "mailbox-starttls"), ("plain", "mailbox-plain")];

/// A mailbox; `id` is empty for a new one. The second button tests the connection without saving.
pub fn mailbox(cx: &Cx, id: &str, values: &MailboxForm, teams: &Named, blueprints: &Named, doors: &Doors) -> Form {
    let stored = !id.is_empty();
    let action = format!("/settings/mailboxes/{}", if id.is_empty() { "new" } else { id });
    let form = Form::new(cx, "mailbox", action, "settings-save")
        .also("do", "test", "mailbox-test")
        .cancel("/settings/mailboxes")
        .field("address", "mailbox-address", Input::Line("email"))
        .value(&values.address)
        .autocomplete("off")
        .field("display", "mailbox-sender", Input::Line("text"))
        .value(&values.display)
        .field("team", "mailbox-team", Input::Select(choices(teams)))
        .value(&values.team)
        .field("blueprint", "mailbox-blueprint", Input::Select(choices(blueprints)))
        .value(&values.blueprint)
        .field("active", "mailbox-active", Input::Check(values.active));
    let ways = [("smtp", "mailbox-smtp"), ("imap", "mailbox-imap"), ("oauth", "mailbox-oauth")];
    let form = fetching(form, "", values.incoming.as_ref(), (&ways, stored), doors);
    let oauth = values.incoming.as_ref().and_then(|fetch| fetch.oauth.clone()).unwrap_or_default();
    let form = oauth_fields(form, &oauth, stored);
    let as_incoming = values.outgoing.as_ref().is_some_and(|server| server.as_incoming);
    let form = sending(form, "", values.outgoing.as_ref(), stored, doors);
    let begin = form.fields.len();
    form.field("out-as-incoming", "mailbox-as-incoming", Input::Check(as_incoming))
        .hint("mailbox-as-incoming-hint")
        .only_when("send", begin)
        .field("trusted-authserv", "mailbox-authserv", Input::Line("text"))
        .group("mailbox-trust")
        .hint("mailbox-authserv-hint")
        .value(&values.trusted_authserv)
        .optional()
}

/// The mailbox of the first run: one team and one blueprint are all there is.
pub fn first(
    form: Form,
    address: &str,
    incoming: Option<&FetchForm>,
    outgoing: Option<&ServerForm>,
    doors: &Doors,
) -> Form {
    let form = form.field("mailbox-address", "mailbox-address", Input::Line("email")).value(address);
    let ways = [("smtp", "mailbox-smtp"), ("imap", "mailbox-imap")];
    let form = fetching(form, "mailbox-", incoming, (&ways, false), doors);
    sending(form, "mailbox-", outgoing, false, doors)
}

fn fetching(
    form: Form,
    prefix: &str,
    values: Option<&FetchForm>,
    (ways, stored): (&[(&str, &str)], bool),
    doors: &Doors,
) -> Form {
    let way = match values {
        None => "smtp",
        Some(fetch) if fetch.oauth.is_some() => "oauth",
        Some(_) => "imap",
    };
    let mut choices = keyed(&form.cx, ways);
    said_at(
        &mut choices,
        "smtp",
        match &doors.listens {
            Some(address) => form.cx.t1("mailbox-listens", "address", address),
            None => form.cx.t("mailbox-listens-not"),
        },
    );
    let empty = FetchForm::default();
    let values = values.unwrap_or(&empty);
    let form =
        form.field(format!("{prefix}in-way"), "mailbox-way", Input::Radios(choices)).value(way).group("mailbox-in");
    let begin = form.fields.len();
    let form = server(form, &format!("{prefix}in"), &values.server, "993", stored);
    form.field(format!("{prefix}in-folder"), "mailbox-folder", Input::Line("text"))
        .value(if values.folder.is_empty() { "INBOX" } else { &values.folder })
        .optional()
        .field(format!("{prefix}in-sent"), "mailbox-sent", Input::Line("text"))
        .hint("mailbox-sent-hint")
        .value(&values.sent)
        .optional()
        .only_when("fetch", begin)
}

fn sending(form: Form, prefix: &str, values: Option<&ServerForm>, stored: bool, doors: &Doors) -> Form {
    let mut ways = keyed(&form.cx, &[("own", "mailbox-out-own"), ("program", "mailbox-out-program")]);
    said_at(
        &mut ways,
        "program",
        match &doors.relay {
            Some(server) => form.cx.t1("mailbox-relay", "server", format!("{}:{}", server.host, server.port)),
            None => form.cx.t("mailbox-relay-not"),
        },
    );
    let way = if values.is_some() { "own" } else { "program" };
    let empty = ServerForm::default();
    let form =
        form.field(format!("{prefix}out-way"), "mailbox-out-way", Input::Radios(ways)).value(way).group("mailbox-out");
    let begin = form.fields.len();
    server(form, &format!("{prefix}out"), values.unwrap_or(&empty), "465", stored).only_when("send", begin)
}

/// Says something under one of the choices.
fn said_at(choices: &mut [Choice], value: &str, words: String) {
    if let Some(choice) = choices.iter_mut().find(|choice| choice.value == value) {
        choice.hint = Some(words);
    }
}

fn server(form: Form, prefix: &str, values: &ServerForm, port: &str, stored: bool) -> Form {
    let name = |field: &str| format!("{prefix}-{field}");
    let transports = keyed(&form.cx, &TRANSPORTS);
    let transport = if values.transport.is_empty() { "tls" } else { &values.transport };
    let form = form
        .field(name("host"), "mailbox-host", Input::Line("text"))
        .value(&values.host)
        .autocomplete("off")
        .field(name("port"), "mailbox-port", Input::Line("number"))
        .value(if values.port.is_empty() { port } else { &values.port })
        .beside()
        .field(name("transport"), "mailbox-security", Input::Select(transports))
        .value(transport)
        .beside();
    let form = form.field(name("user"), "mailbox-user", Input::Line("text")).value(&values.user).autocomplete("off");
    secret(form, &name("secret"), "access-password", values.secret.as_deref(), stored).beside()
}

fn oauth_fields(form: Form, values: &OAuthForm, stored: bool) -> Form {
    let begin = form.fields.len();
    let providers = [("", "oauth-other"), ("microsoft", "oauth-microsoft"), ("google", "oauth-google")];
    let providers = keyed(&form.cx, &providers);
    let form = form
        .field("oauth-provider", "oauth-provider", Input::Select(providers))
        .group("oauth-group")
        .hint("oauth-provider-hint")
        .value(&values.provider)
        .field("oauth-token-url", "oauth-token-url", Input::Line("text"))
        .hint("oauth-hint")
        .value(&values.token_url)
        .optional()
        .field("oauth-client-id", "oauth-client-id", Input::Line("text"))
        .value(&values.client_id)
        .autocomplete("off")
        .optional();
    let form =
        secret(form, "oauth-client-secret", "oauth-client-secret", values.client_secret.as_deref(), stored).beside();
    let form = secret(form, "oauth-refresh-token", "oauth-refresh-token", values.refresh_token.as_deref(), stored);
    form.field("oauth-scope", "oauth-scope", Input::Line("text"))
        .value(&values.scope)
        .optional()
        .beside()
        .only_when("oauth", begin)
}

/// A field for a secret. One that was just typed travels along sealed under `{name}-kept`.
fn secret(form: Form, name: &str, label: &str, sealed: Option<&str>, stored: bool) -> Form {
    let form = match sealed {
        Some(sealed) => form.with(format!("{name}-kept"), sealed),
        None => form,
    };
    let form = form.field(name, label, Input::Line("password")).autocomplete("new-password");
    if stored || sealed.is_some() { form.hint("mailbox-password-hint") } else { form }
}
