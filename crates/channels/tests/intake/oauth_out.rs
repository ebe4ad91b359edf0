//! Sending with the sign-in of fetching: XOAUTH2 at a mail server that takes only the provider's access token.

use std::sync::{Arc, Mutex};

use regie_app::secrets::{self, MAILBOX};
use regie_channels::email::accounts::Accounts;
use regie_channels::email::out::SmtpOut;
use regie_domain::directory::{ImapLogin, ImapSettings, SmtpSettings, Transport};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::dovecot::{Provider, oauth_login};
use crate::support::{ANNA, ANNAS_ADDRESS, Desk, mail};

/// `user=regie`, `auth=Bearer access-1`, as XOAUTH2 puts them.
const ACCESS_1: &str = "dXNlcj1yZWdpZQFhdXRoPUJlYXJlciBhY2Nlc3MtMQEB";

/// A mail server that wants one answer of XOAUTH2, and the mails that it took.
struct Server {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let into = taken.clone();
        tokio::spawn(async move {
            loop {
                let stream = BufReader::new(listener.accept().await.unwrap().0);
                tokio::spawn(talk(stream, into.clone()));
            }
        });
        Self { port, taken }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

async fn talk(mut stream: BufReader<TcpStream>, taken: Arc<Mutex<Vec<String>>>) {
    let (mut signed_in, mut answer) = (false, "220 smtp.example.org ESMTP".to_owned());
    loop {
        if stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let verb = line.split_whitespace().next().unwrap_or_default().to_uppercase();
        answer = match verb.as_str() {
            "EHLO" => "250-smtp.example.org\r\n250 AUTH XOAUTH2".to_owned(),
            "AUTH" => {
                signed_in = line.trim_end() == format!("AUTH XOAUTH2 {ACCESS_1}");
                if signed_in { "235 2.7.0 accepted" } else { "535 5.7.8 bad token" }.to_owned()
            }
            "MAIL" if !signed_in => "530 5.7.0 sign in first".to_owned(),
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await.unwrap();
                let mut whole = String::new();
                while !whole.ends_with("\r\n.\r\n") && stream.read_line(&mut whole).await.unwrap_or(0) > 0 {}
                taken.lock().unwrap().push(whole);
                "250 2.0.0 taken".to_owned()
            }
            _ => "250 2.0.0 ok".to_owned(),
        };
    }
}

#[tokio::test]
async fn mail_leaves_with_the_sign_in_of_fetching_and_the_new_refresh_token_is_kept() {
    let mut desk = Desk::open().await;
    let (provider, server) = (Provider::start(true).await, Server::start().await);
    let login = oauth_login(&desk, &provider, None, "mail").await;
    let incoming = ImapSettings {
        host: "127.0.0.1".to_owned(),
        port: 1,
        transport: Transport::Plain,
        user: "regie".to_owned(),
        login,
        folder: "INBOX".to_owned(),
        sent: None,
    };
    let outgoing = SmtpSettings { as_incoming: true, ..SmtpSettings::open("127.0.0.1", server.port, Transport::Plain) };
    desk.change_mailbox(|mailbox| {
        mailbox.incoming = Some(incoming);
        mailbox.outgoing = Some(outgoing);
    })
    .await;
    let accounts = Accounts::new((*desk.test.app.config).clone(), None).unwrap();
    desk.test.app.ports.mail = Arc::new(SmtpOut::new(accounts.clone(), None));

    for (n, subject) in ["Riool", "Paspoort"].into_iter().enumerate() {
        desk.receive(&mail(ANNA, subject, &format!("o{n}@example.net"), "", "Wat nu?")).await;
        desk.test.app.send_due().await.unwrap();
    }
    let taken = server.taken();
    assert!(taken.len() == 2 && taken.iter().all(|mail| mail.contains(ANNAS_ADDRESS)), "{taken:?}");
    assert_eq!(provider.refreshed().len(), 1, "an access token is used as long as it holds");

    let directory = desk.test.app.directory().await.unwrap();
    let mailbox = &directory.mailboxes[&desk.city.mailbox.0].value;
    let stored = serde_json::to_string(mailbox).unwrap();
    assert!(!stored.contains("shared") && stored.contains("as_incoming"), "{stored}");
    let ImapLogin::OAuth { refresh_token, .. } = &mailbox.incoming.as_ref().unwrap().login else { panic!("OAuth") };
    assert_eq!(secrets::open(&desk.test.app.config, MAILBOX, refresh_token).unwrap(), "refresh-1");

    // The test of the settings page signs in the same way, up to the word that a mail would be taken.
    let settings = mailbox.sending().unwrap();
    let (found, rotated) = accounts.test_smtp(&settings, "kcc@example.org", "samira@example.org").await.unwrap();
    assert!(found.signed_in && rotated.is_none());
    let alone = SmtpSettings { shared: None, ..settings };
    assert!(accounts.test_smtp(&alone, "kcc@example.org", "samira@example.org").await.is_err());
    assert_eq!(server.taken().len(), 2, "trying sends nothing");
}
