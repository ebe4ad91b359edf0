//! Trying a mailbox's connections: nothing is fetched or sent. What the other side said is shown as it said it.

use regie_app::secrets::{self, MAILBOX};
use regie_app::settings::mailboxes::{FetchForm, OAuthForm, ServerForm};
use regie_channels::email::cause::Cause;
use regie_channels::email::imap::ImapStage;
use regie_channels::email::smtp_out::Stage;
use regie_domain::directory::{ImapLogin, Mailbox};
use uuid::Uuid;

use crate::pages::settings::TestResult;
use crate::posted::Posted;
use crate::reply::Failure;
use crate::state::Web;
use crate::visit::Visit;

/// A stored mailbox, so that a refresh token that was handed out meanwhile is kept.
pub type Stored = Option<Uuid>;

/// Tries to fetch and to send, as far as the settings say how.
///
/// # Errors
/// What the store says; a connection that fails is a result.
pub async fn try_mailbox(
    web: &Web,
    visit: &Visit,
    stored: Stored,
    mailbox: &Mailbox,
) -> Result<Vec<TestResult>, Failure> {
    let cx = &visit.cx;
    let result = |what: String, ok: bool, detail: String, wrong: Option<(&str, &str)>| {
        let advice =
            wrong.map(|(stage, advice)| format!("{} {}", cx.t1("test-stage", "stage", cx.t(stage)), cx.t(advice)));
        TestResult { ok, at: web.app.ports.clock.now(), what, detail, advice }
    };
    // The demonstration talks to nobody outside.
    if web.demo.is_some() {
        return Ok(vec![result(cx.t("test-nothing"), false, cx.t("test-demo"), None)]);
    }
    let mut results = Vec::new();
    if let Some(imap) = &mailbox.incoming {
        let what = cx.t1("test-in", "server", format!("{}:{}", imap.host, imap.port));
        results.push(match web.accounts.test_imap(imap).await {
            Ok(rotated) => {
                if let (Some(id), Some(new), ImapLogin::OAuth { refresh_token, .. }) = (stored, rotated, &imap.login) {
                    web.app.keep_refresh_token(id, refresh_token, &new).await?;
                }
                result(what, true, cx.t1("test-in-ok", "folder", &imap.folder), None)
            }
            Err(failure) => result(
                what,
                false,
                failure.raw,
                Some((
                    imap_stage(failure.stage),
                    cause_advice(failure.cause).unwrap_or_else(|| imap_advice(failure.stage)),
                )),
            ),
        });
    }
    if let Some(smtp) = &mailbox.outgoing {
        let what = cx.t1("test-out", "server", format!("{}:{}", smtp.host, smtp.port));
        results.push(match web.accounts.test_smtp(smtp).await {
            Ok(check) => {
                let mut words = vec![cx.t1("test-out-ok", "server", &check.server_name)];
                words.push(cx.t(if check.encrypted { "test-encrypted" } else { "test-plain" }));
                words.push(cx.t(if check.signed_in { "test-signed-in" } else { "test-no-login" }));
                result(what, true, words.join("\n"), None)
            }
            Err(failure) => {
                let code = failure.code.filter(|code| !failure.raw.starts_with(&code.to_string()));
                let raw = code.map_or_else(|| failure.raw.clone(), |code| format!("{code} {}", failure.raw));
                result(
                    what,
                    false,
                    raw,
                    Some((
                        smtp_stage(failure.stage),
                        cause_advice(failure.cause).unwrap_or_else(|| smtp_advice(failure.stage)),
                    )),
                )
            }
        });
    }
    if results.is_empty() {
        results.push(result(cx.t("test-nothing"), true, cx.t("test-nothing-text"), None));
    }
    Ok(results)
}

fn imap_stage(stage: ImapStage) -> &'static str {
    match stage {
        ImapStage::Settings => "stage-settings",
        ImapStage::Connect => "stage-connect",
        ImapStage::Tls => "stage-tls",
        ImapStage::Login => "stage-login",
        ImapStage::Folder => "stage-folder",
        ImapStage::Fetch | ImapStage::Change => "stage-fetch",
    }
}

fn smtp_stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Settings => "stage-settings",
        Stage::Connect => "stage-connect",
        Stage::Tls => "stage-tls",
        Stage::Login => "stage-login",
        Stage::Sender | Stage::Recipient | Stage::Message => "stage-send",
    }
}

/// The text key of a stage by the code under which a failed look into a folder is kept.
pub(super) fn stage_key(code: &str) -> &'static str {
    match code.to_ascii_lowercase().as_str() {
        "settings" => "stage-settings",
        "connect" => "stage-connect",
        "tls" => "stage-tls",
        "login" => "stage-login",
        "folder" => "stage-folder",
        _ => "stage-fetch",
    }
}

/// What to mend, where the cause is known; else the stage at which it went wrong tells.
fn cause_advice(cause: Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::UnknownHost => "test-cause-unknown-host",
        Cause::Refused => "test-cause-refused",
        Cause::Timeout => "test-cause-timeout",
        Cause::Closed => "test-cause-closed",
        Cause::NotTls => "test-cause-not-tls",
        Cause::Foreign => "test-cause-foreign",
        Cause::Certificate => "test-cause-certificate",
        Cause::NoStartTls => "test-cause-no-starttls",
        Cause::Login => "test-advice-login",
        Cause::Other => return None,
    })
}

fn imap_advice(stage: ImapStage) -> &'static str {
    match stage {
        ImapStage::Settings => "test-advice-settings",
        ImapStage::Connect => "test-advice-connect",
        ImapStage::Tls => "test-advice-tls",
        ImapStage::Login => "test-advice-login",
        ImapStage::Folder | ImapStage::Fetch | ImapStage::Change => "test-advice-folder",
    }
}

fn smtp_advice(stage: Stage) -> &'static str {
    match stage {
        Stage::Settings => "test-advice-settings",
        Stage::Connect => "test-advice-connect",
        Stage::Tls => "test-advice-tls",
        Stage::Login => "test-advice-login",
        Stage::Sender | Stage::Recipient | Stage::Message => "test-advice-refused",
    }
}

/// What was typed about fetching; none where mail is delivered.
pub(super) fn incoming(web: &Web, posted: &Posted, prefix: &str) -> Option<FetchForm> {
    let way = posted.get(&format!("{prefix}in-way"));
    let oauth = (way == "oauth").then(|| OAuthForm {
        token_url: posted.get("oauth-token-url").to_owned(),
        client_id: posted.get("oauth-client-id").to_owned(),
        client_secret: secret(web, posted, "oauth-client-secret"),
        refresh_token: secret(web, posted, "oauth-refresh-token"),
        scope: posted.get("oauth-scope").to_owned(),
    });
    matches!(way, "imap" | "oauth").then(|| FetchForm {
        server: server(web, posted, &format!("{prefix}in")),
        folder: posted.get(&format!("{prefix}in-folder")).to_owned(),
        oauth,
    })
}

/// What was typed about sending; none where the program was told at its start.
pub(super) fn outgoing(web: &Web, posted: &Posted, prefix: &str) -> Option<ServerForm> {
    (posted.get(&format!("{prefix}out-way")) == "own").then(|| server(web, posted, &format!("{prefix}out")))
}

/// The mailbox of the first run, as it was typed: address, fetching, sending.
#[must_use]
pub fn first_mailbox(web: &Web, posted: &Posted) -> regie_app::first_run::FirstMailbox {
    regie_app::first_run::FirstMailbox {
        address: posted.get("mailbox-address").to_owned(),
        display: String::new(),
        outgoing: outgoing(web, posted, "mailbox-"),
        incoming: incoming(web, posted, "mailbox-"),
    }
}

fn server(web: &Web, posted: &Posted, prefix: &str) -> ServerForm {
    let get = |name: &str| posted.get(&format!("{prefix}-{name}")).to_owned();
    ServerForm {
        host: get("host"),
        port: get("port"),
        transport: get("transport"),
        user: get("user"),
        secret: secret(web, posted, &format!("{prefix}-secret")),
    }
}

/// A secret as it was just typed, sealed at once; else the one that travelled along sealed.
fn secret(web: &Web, posted: &Posted, name: &str) -> Option<String> {
    let typed = posted.fields.iter().find(|(field, value)| field == name && !value.is_empty());
    match typed {
        Some((_, plain)) => secrets::seal(&web.app.config, &web.app.ports, MAILBOX, plain).ok(),
        None => posted
            .some(&format!("{name}-kept"))
            .filter(|kept| secrets::open(&web.app.config, MAILBOX, kept).is_ok())
            .map(str::to_owned),
    }
}
