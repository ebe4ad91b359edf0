//! The checks of the mailboxes: signing in, fetching and sending, without a message.

use regie_app::directory::Directory;
use regie_app::{App, AppError};
use regie_channels::email::accounts::Accounts;
use regie_domain::actor::Role;
use regie_domain::directory::{ImapLogin, Mailbox};
use regie_store::Store;
use uuid::Uuid;

use super::{Finding, fail, ok, warn};
use crate::config::Settings;
use crate::edge::Secret;
use crate::open;

/// Tries every mailbox that is in use, in both directions.
pub(super) async fn look(
    settings: &Settings,
    store: &Store,
    directory: &Directory,
    secret: Option<Secret>,
    findings: &mut Vec<Finding>,
) {
    let Some(secret) = secret else { return };
    let app = match open::app(settings, store.clone(), &secret) {
        Ok(app) => app,
        Err(error) => return findings.push(fail("settings", format!("{error:#}"), "correct what is named")),
    };
    let accounts = match open::accounts(settings, open::config(settings, &secret)) {
        Ok(accounts) => accounts,
        Err(error) => {
            return findings.push(fail("mail_ca", format!("{error:#}"), "name a file with certificates in PEM form"));
        }
    };
    // A mail to the administrator's own address is one that the server should take.
    let mut members = directory.members.values().map(|found| &found.value);
    let to =
        members.find(|member| member.active && member.has(Role::Administrator)).map(|member| member.email.as_str());
    let mut any = false;
    let mailboxes = directory.mailboxes.iter().map(|(id, found)| (*id, &found.value));
    for (id, mailbox) in mailboxes.filter(|(_, mailbox)| mailbox.active) {
        any = true;
        findings.push(sending(settings, (id, mailbox), to.unwrap_or(&mailbox.address), (&app, &accounts)).await);
        let what = format!("{} in", mailbox.address);
        if mailbox.incoming.is_none() {
            findings.push(delivery(settings, &what));
        }
        if let Some(incoming) = &mailbox.incoming {
            let server = format!("{}:{}", incoming.host, incoming.port);
            findings.push(match accounts.test_imap(incoming).await {
                Ok(rotated) => match keep(&app, id, Some(&incoming.login), rotated).await {
                    Ok(()) => ok(&what, format!("{server} opens {}", incoming.folder)),
                    Err(error) => unkept(&what, &error),
                },
                Err(failure) => {
                    fail(&what, format!("{server}: {failure}"), "test the connection in the settings of the mailbox")
                }
            });
        }
    }
    if !any {
        findings.push(warn(
            "mailboxes",
            "there is none",
            "add one in the settings: without it no mail comes in or goes out",
        ));
    }
}

/// A mailbox without fetching waits until somebody delivers.
fn delivery(settings: &Settings, what: &str) -> Finding {
    match settings.mail_listen {
        Some(listen) => ok(what, format!("mail is delivered at {listen}")),
        None => warn(
            what,
            "it waits for mail to be delivered, and no mail_listen is set",
            "start with --mail-listen smtp://ADDRESS:PORT, let your mail server pipe to `regie mail-in`, or fetch by IMAP",
        ),
    }
}

/// A provider that gives a new refresh token with each use may refuse the old one from then on.
async fn keep(app: &App, mailbox: Uuid, login: Option<&ImapLogin>, rotated: Option<String>) -> Result<(), AppError> {
    let (Some(ImapLogin::OAuth { refresh_token, .. }), Some(new)) = (login, rotated) else { return Ok(()) };
    app.keep_refresh_token(mailbox, refresh_token, &new).await
}

fn unkept(what: &str, error: &AppError) -> Finding {
    fail(
        what,
        format!("the provider gave a new refresh token, and it could not be kept: {error}"),
        "give consent again in the settings of the mailbox",
    )
}

async fn sending(
    settings: &Settings,
    (id, mailbox): (Uuid, &Mailbox),
    to: &str,
    (app, accounts): (&App, &Accounts),
) -> Finding {
    let what = format!("{} out", mailbox.address);
    let Some(outgoing) = mailbox.sending().or_else(|| settings.mail_relay.clone()) else {
        return warn(
            &what,
            "no server for outgoing mail",
            "name one in the settings, or mail_relay for all: without it its mail fails",
        );
    };
    let server = format!("{}:{}", outgoing.host, outgoing.port);
    match accounts.test_smtp(&outgoing, &mailbox.address, to).await {
        Ok((found, rotated)) => {
            let login = outgoing.shared.as_ref().map(|(_, login)| login);
            if let Err(error) = keep(app, id, login, rotated).await {
                return unkept(&what, &error);
            }
            let signed_in = if found.signed_in { ", signed in" } else { "" };
            ok(
                &what,
                format!(
                    "{server} answers as {}{signed_in}, and takes mail to {to} (nothing was sent)",
                    found.server_name
                ),
            )
        }
        Err(failure) => {
            fail(&what, format!("{server}: {failure}"), "test the connection in the settings of the mailbox")
        }
    }
}
