//! The IMAP reader and the token refresh against scripted servers on loopback.

use std::time::Duration;

use regie_channels::email::imap::{ImapConfig, ImapCursor, ImapFolder, ImapStage};
use regie_channels::email::oauth::{OAuthConfig, OAuthFailure, refresh};
use regie_channels::email::smtp_out::{Login, Security};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Answers each command with the lines scripted for it; `TAG` stands for the command's tag. Returns the commands seen.
async fn script(lines: &'static [(&'static str, &'static str)]) -> (ImapConfig, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let mut stream = BufReader::new(listener.accept().await.unwrap().0);
        stream.get_mut().write_all(b"* OK ready\r\n").await.unwrap();
        let (mut seen, mut tag) = (Vec::new(), String::new());
        for (expected, answer) in lines {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                break;
            }
            let command = match line.trim_end().split_once(' ') {
                Some((new, command)) => {
                    tag = new.to_owned();
                    command.to_owned()
                }
                None => line.trim_end().to_owned(),
            };
            assert!(command.starts_with(expected), "{command} instead of {expected}");
            seen.push(command);
            stream.get_mut().write_all(answer.replace("TAG", &tag).as_bytes()).await.unwrap();
        }
        seen
    });
    let config = ImapConfig {
        host: "127.0.0.1".into(),
        port,
        security: Security::PlainLoopback,
        login: Login::Password { user: "info@example.org".into(), password: "ge\"heim".into() },
        folder: "INBOX".into(),
        extra_ca_pem: None,
        timeout: Duration::from_secs(20),
        max_message_bytes: 100,
    };
    (config, task)
}

const OPENED: &str = "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] x\r\nTAG OK [READ-WRITE] done\r\n";

#[tokio::test]
async fn oldest_first_after_the_cursor_and_large_ones_by_header() {
    let (config, server) = script(&[
        ("LOGIN", "TAG OK in\r\n"),
        ("SELECT \"INBOX\"", OPENED),
        ("UID SEARCH UID 6:*", "* SEARCH 9 5 7 8\r\nTAG OK done\r\n"),
        ("UID FETCH 7 (UID RFC822.SIZE)", "* 1 FETCH (UID 7 RFC822.SIZE 12)\r\nTAG OK done\r\n"),
        (
            "UID FETCH 7 (UID BODY.PEEK[])",
            "* 2 FETCH (UID 8 FLAGS (\\Seen))\r\n* 1 FETCH (UID 7 BODY[] {12}\r\nSubject: x\r\n)\r\nTAG OK done\r\n",
        ),
        ("UID FETCH 8 (UID RFC822.SIZE)", "* 2 FETCH (UID 8 RFC822.SIZE 101)\r\nTAG OK done\r\n"),
        (
            "UID FETCH 8 (UID BODY.PEEK[HEADER])",
            "* 2 FETCH (UID 8 BODY[HEADER] {14}\r\nSubject: big\r\n)\r\nTAG OK done\r\n",
        ),
        ("UID STORE 7,8 +FLAGS.SILENT (\\Seen)", "TAG OK done\r\n"),
        ("UID MOVE 7 \"Archief\"", "TAG OK done\r\n"),
        ("LOGOUT", "* BYE\r\nTAG OK bye\r\n"),
    ])
    .await;
    let mut folder = ImapFolder::open(&config).await.unwrap();
    let batch = folder.fetch_after(Some(ImapCursor { uid_validity: 77, uid: 5 }), 2).await.unwrap();
    assert_eq!(batch.mails.iter().map(|m| (m.uid, m.headers_only)).collect::<Vec<_>>(), [(7, false), (8, true)]);
    assert_eq!(
        (batch.mails[0].raw.as_slice(), batch.mails[1].raw.as_slice()),
        (&b"Subject: x\r\n"[..], &b"Subject: big\r\n"[..])
    );
    assert_eq!((batch.cursor, batch.more, batch.renumbered), (ImapCursor { uid_validity: 77, uid: 8 }, true, false));
    folder.mark_seen(&[7, 8]).await.unwrap();
    folder.move_to(&[7], "Archief").await.unwrap();
    folder.close().await;
    assert_eq!(server.await.unwrap().len(), 10);
}

#[tokio::test]
async fn new_numbering_starts_from_the_oldest() {
    let (config, _server) = script(&[
        ("LOGIN", "TAG OK in\r\n"),
        ("SELECT", OPENED),
        ("UID SEARCH UID 1:*", "* SEARCH\r\nTAG OK done\r\n"),
    ])
    .await;
    let mut folder = ImapFolder::open(&config).await.unwrap();
    let batch = folder.fetch_after(Some(ImapCursor { uid_validity: 76, uid: 900 }), 10).await.unwrap();
    assert!(batch.renumbered && batch.mails.is_empty());
    assert_eq!(batch.cursor, ImapCursor { uid_validity: 77, uid: 0 });
}

#[tokio::test]
async fn refusals_keep_the_server_s_words() {
    let (config, _server) = script(&[("LOGIN", "TAG NO [AUTHENTICATIONFAILED] wrong password\r\n")]).await;
    let failure = ImapFolder::open(&config).await.err().unwrap();
    assert_eq!(failure.stage, ImapStage::Login);
    assert!(failure.raw.contains("wrong password"), "{}", failure.raw);

    let (config, server) = script(&[
        ("AUTHENTICATE XOAUTH2", "+ \r\n"),
        ("", "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"),
        ("", "TAG NO expired\r\n"),
    ])
    .await;
    let login = Login::OAuth2 { user: "info@example.org".into(), access_token: "abc".into() };
    let failure = ImapFolder::open(&ImapConfig { login, ..config }).await.err().unwrap();
    assert!(failure.stage == ImapStage::Login && failure.raw.contains("expired"), "{failure}");
    assert_eq!(server.await.unwrap()[1], "dXNlcj1pbmZvQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIGFiYwEB");

    let (config, _server) = script(&[("LOGIN", "TAG OK in\r\n"), ("SELECT", "TAG NO no such folder\r\n")]).await;
    assert_eq!(ImapFolder::open(&config).await.err().unwrap().stage, ImapStage::Folder);
    let remote = ImapConfig { host: "imap.example.org".into(), ..config };
    assert_eq!(ImapFolder::open(&remote).await.err().unwrap().stage, ImapStage::Settings);
}

async fn token_server(status: &'static str, body: &'static str) -> (OAuthConfig, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let mut stream = BufReader::new(listener.accept().await.unwrap().0);
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut form = vec![0; length];
        stream.read_exact(&mut form).await.unwrap();
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(form).unwrap()
    });
    let config = OAuthConfig {
        token_endpoint: format!("http://127.0.0.1:{port}/token"),
        client_id: "client".into(),
        client_secret: Some("se&cret".into()),
        refresh_token: "r1".into(),
        scope: None,
    };
    (config, task)
}

#[tokio::test]
async fn a_refresh_token_becomes_an_access_token() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (config, server) =
        token_server("200 OK", r#"{"access_token":"a1","expires_in":3599,"refresh_token":"r2","token_type":"Bearer"}"#)
            .await;
    let token = refresh(&http, &config).await.unwrap();
    assert_eq!((token.token.as_str(), token.expires_in, token.new_refresh_token.as_deref()), ("a1", 3599, Some("r2")));
    assert_eq!(
        server.await.unwrap(),
        "grant_type=refresh_token&client_id=client&refresh_token=r1&client_secret=se%26cret"
    );
    let (config, _server) =
        token_server("200 OK", r#"{"access_token":"a2","expires_in":18446744073709551615,"token_type":"Bearer"}"#)
            .await;
    assert_eq!(refresh(&http, &config).await.unwrap().expires_in, 86_400, "for ever is a day");
    let (config, _server) =
        token_server("400 Bad Request", r#"{"error":"invalid_grant","error_description":"expired"}"#).await;
    assert!(matches!(refresh(&http, &config).await, Err(OAuthFailure::SignInAgain(w)) if w.contains("expired")));
    let (config, _server) = token_server("503 Busy", "<html>").await;
    assert!(matches!(refresh(&http, &config).await, Err(OAuthFailure::Temporary(_))));
}
