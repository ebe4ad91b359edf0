//! Trying a mailbox's connections: nothing is fetched or sent. What the other side said is shown as it said it.

use jiff::Timestamp;
use regie_app::secrets::{self, MAILBOX};
use regie_app::settings::mailboxes::{FetchForm, OAuthForm, ServerForm};
use regie_channels::email::cause::Cause;
use regie_channels::email::imap::ImapStage;
use regie_channels::email::smtp_out::Stage;
use regie_domain::directory::{ImapLogin, ImapSettings, Mailbox, SmtpSettings};
use uuid::Uuid;

use crate::cx::Cx;
use crate::pages::settings::{TestResult, Went};
use crate::posted::Posted;
use crate::reply::Failure;
use crate::state::Web;
use crate::visit::Visit;

/// A stored mailbox, so that a refresh token that was handed out meanwhile is kept.
pub type Stored = Option<Uuid>;

/// Tries both directions: whether mail comes in, and whether a mail from the mailbox to `to` would be taken. A direction
/// that cannot be tried from here says so.
///
/// # Errors
/// What the store says; a connection that fails is a result.
pub async fn try_mailbox(
    web: &Web,
    visit: &Visit,
    stored: Stored,
    mailbox: &Mailbox,
    to: &str,
) -> Result<Vec<TestResult>, Failure> {
    let cx = &visit.cx;
    let tried = Tried { cx, at: web.app.ports.clock.now() };
    // The demonstration and the practice room talk to nobody outside.
    if web.practice.room().is_some() {
        return Ok(vec![tried.not(cx.t("test-nothing"), cx.t("practice-test"))]);
    }
    if web.demo.is_some() {
        return Ok(vec![tried.not(cx.t("test-nothing"), cx.t("test-demo"))]);
    }
    let incoming = match &mailbox.incoming {
        Some(imap) => fetch(web, &tried, stored, imap).await?,
        None => tried.delivered(web, &mailbox.address),
    };
    let outgoing = match mailbox.sending().or_else(|| web.doors.relay.clone()) {
        Some(smtp) => send(web, &tried, stored, &smtp, (&mailbox.address, to)).await?,
        None => tried.wrong(cx.t("test-out-none"), String::new(), cx.t("test-out-none-text")),
    };
    Ok(vec![incoming, outgoing])
}

async fn fetch(web: &Web, tried: &Tried<'_>, stored: Stored, imap: &ImapSettings) -> Result<TestResult, Failure> {
    let cx = tried.cx;
    let what = cx.t1("test-in", "server", format!("{}:{}", imap.host, imap.port));
    Ok(match web.accounts.test_imap(imap).await {
        Ok(rotated) => {
            if let (Some(id), Some(new), ImapLogin::OAuth { refresh_token, .. }) = (stored, rotated, &imap.login) {
                web.app.keep_refresh_token(id, refresh_token, &new).await?;
            }
            tried.well(what, cx.t1("test-in-ok", "folder", &imap.folder))
        }
        Err(failure) => {
            let advice = cause_advice(failure.cause).unwrap_or_else(|| imap_advice(failure.stage));
            tried.wrong(what, failure.raw, tried.advice(imap_stage(failure.stage), advice))
        }
    })
}

async fn send(
    web: &Web,
    tried: &Tried<'_>,
    stored: Stored,
    smtp: &SmtpSettings,
    (from, to): (&str, &str),
) -> Result<TestResult, Failure> {
    let cx = tried.cx;
    let what = cx.t1("test-out", "server", format!("{}:{}", smtp.host, smtp.port));
    Ok(match web.accounts.test_smtp(smtp, from, to).await {
        Ok((check, rotated)) => {
            if let (Some(id), Some(new), Some((_, ImapLogin::OAuth { refresh_token, .. }))) =
                (stored, rotated, &smtp.shared)
            {
                web.app.keep_refresh_token(id, refresh_token, &new).await?;
            }
            let words = [
                cx.t1("test-out-ok", "server", &check.server_name),
                cx.t(if check.encrypted { "test-encrypted" } else { "test-plain" }),
                cx.t(if check.signed_in { "test-signed-in" } else { "test-no-login" }),
                cx.t2("test-out-takes", "from", from, "to", to),
            ];
            tried.well(what, words.join("\n"))
        }
        Err(failure) => {
            let code = failure.code.filter(|code| !failure.raw.starts_with(&code.to_string()));
            let raw = code.map_or_else(|| failure.raw.clone(), |code| format!("{code} {}", failure.raw));
            let known = cause_advice(failure.cause).filter(|_| !spoke_of_mail(failure.stage));
            let advice = known.unwrap_or_else(|| smtp_advice(failure.stage));
            tried.wrong(what, raw, tried.advice(smtp_stage(failure.stage), advice))
        }
    })
}

/// Whether the connection stood, and the server spoke of the mail itself.
fn spoke_of_mail(stage: Stage) -> bool {
    matches!(stage, Stage::Sender | Stage::Recipient | Stage::Message)
}

/// Writes results down.
struct Tried<'a> {
    cx: &'a Cx,
    at: Timestamp,
}

impl Tried<'_> {
    fn result(&self, went: Went, what: String, detail: String, advice: Option<String>) -> TestResult {
        TestResult { went, at: self.at, what, detail, advice }
    }

    fn well(&self, what: String, detail: String) -> TestResult {
        self.result(Went::Well, what, detail, None)
    }

    fn wrong(&self, what: String, detail: String, advice: String) -> TestResult {
        self.result(Went::Wrong, what, detail, Some(advice))
    }

    fn not(&self, what: String, why: String) -> TestResult {
        self.result(Went::Untried, what, String::new(), Some(why))
    }

    /// Where it went wrong and what to mend, as text keys.
    fn advice(&self, stage: &str, advice: &str) -> String {
        format!("{} {}", self.cx.t1("test-stage", "stage", self.cx.t(stage)), self.cx.t(advice))
    }

    /// Mail that is delivered to us comes when somebody sends it.
    fn delivered(&self, web: &Web, address: &str) -> TestResult {
        let what = self.cx.t("test-in-delivered");
        match &web.doors.listens {
            Some(listens) => self.not(what, self.cx.t2("test-in-listens", "where", listens, "address", address)),
            None => self.not(what, self.cx.t("test-in-no-listener")),
        }
    }
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
        Stage::Sender => "stage-sender",
        Stage::Recipient => "stage-recipient",
        Stage::Message => "stage-send",
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
        Stage::Sender => "test-advice-sender",
        Stage::Recipient => "test-advice-recipient",
        Stage::Message => "test-advice-refused",
    }
}

/// What was typed about fetching; none where mail is delivered.
pub(super) fn incoming(web: &Web, posted: &Posted, prefix: &str) -> Option<FetchForm> {
    let way = posted.get(&format!("{prefix}in-way"));
    let oauth = (way == "oauth").then(|| OAuthForm {
        provider: posted.get("oauth-provider").to_owned(),
        token_url: posted.get("oauth-token-url").to_owned(),
        client_id: posted.get("oauth-client-id").to_owned(),
        client_secret: secret(web, posted, "oauth-client-secret"),
        refresh_token: secret(web, posted, "oauth-refresh-token"),
        scope: posted.get("oauth-scope").to_owned(),
    });
    matches!(way, "imap" | "oauth").then(|| FetchForm {
        server: server(web, posted, &format!("{prefix}in")),
        folder: posted.get(&format!("{prefix}in-folder")).to_owned(),
        sent: posted.get(&format!("{prefix}in-sent")).to_owned(),
        oauth,
    })
}

/// What was typed about sending; none where the program was told at its start.
pub(super) fn outgoing(web: &Web, posted: &Posted, prefix: &str) -> Option<ServerForm> {
    (posted.get(&format!("{prefix}out-way")) == "own").then(|| ServerForm {
        as_incoming: posted.some(&format!("{prefix}out-as-incoming")).is_some(),
        ..server(web, posted, &format!("{prefix}out"))
    })
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
        as_incoming: false,
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
