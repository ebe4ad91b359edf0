//! TLS in both directions, with a certificate authority of our own.

use std::sync::Arc;

use regie_channels::email::cause::Cause;
use regie_channels::email::compose::compose;
use regie_channels::email::imap::{ImapConfig, ImapFolder, ImapStage};
use regie_channels::email::smtp_out::{Login, Security, SmtpConfig, Stage, send};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::smtp::{Server, checked, out_config, outgoing};

/// A server's side, and the PEM of the authority that vouches for `localhost`.
fn authority() -> (Arc<rustls::ServerConfig>, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let certificate: CertificateDer<'static> = made.cert.der().clone();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    (
        Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap()),
        made.cert.pem().into_bytes(),
    )
}

#[tokio::test]
async fn starttls_in_and_out() {
    let (tls, pem) = authority();
    let server = Server::start(|c| c.tls = Some(tls)).await;
    let config = SmtpConfig {
        host: "localhost".into(),
        security: Security::StartTls,
        extra_ca_pem: Some(pem),
        ..out_config(server.address)
    };
    assert!(checked(&config).await.unwrap().encrypted);
    let results = send(&config, &compose(&outgoing()).unwrap()).await;
    assert!(results[0].result.is_ok(), "{results:?}");
    let stranger = SmtpConfig { extra_ca_pem: None, ..config.clone() };
    let failure = checked(&stranger).await.unwrap_err();
    assert_eq!((failure.stage, failure.is_permanent()), (Stage::Tls, false));
    let rubbish = SmtpConfig {
        extra_ca_pem: Some(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec()),
        ..config
    };
    assert_eq!(checked(&rubbish).await.unwrap_err().stage, Stage::Settings);
    assert_eq!(server.end().await.len(), 1);
}

#[tokio::test]
async fn commands_sent_before_tls_is_up_are_never_run() {
    let (tls, _) = authority();
    let server = Server::start(|c| c.tls = Some(tls)).await;
    let mut client = server.client().await;
    assert!(client.say("EHLO x\r\n").await.contains("STARTTLS"));
    client.send(b"STARTTLS\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<info@example.org>\r\nDATA\r\nx\r\n.\r\n").await;
    assert!(client.answer().await.starts_with("220"));
    assert_eq!(client.rest().await, "");
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn imap_over_tls_checks_the_certificate() {
    let (tls, pem) = authority();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // The handshake is all that this server does: what matters is how far the client comes.
            let _ = TlsAcceptor::from(tls.clone()).accept(stream).await;
        }
    });
    let config = ImapConfig {
        host: "localhost".into(),
        port,
        security: Security::Tls,
        login: Login::Password { user: "a".into(), password: "b".into() },
        folder: "INBOX".into(),
        extra_ca_pem: Some(pem),
        timeout: std::time::Duration::from_secs(20),
        max_message_bytes: 100,
    };
    assert_eq!(ImapFolder::open(&config).await.err().unwrap().stage, ImapStage::Connect);
    let stranger = ImapConfig { extra_ca_pem: None, ..config };
    let failure = ImapFolder::open(&stranger).await.err().unwrap();
    assert_eq!((failure.stage, failure.cause), (ImapStage::Tls, Cause::Certificate));
}

/// A server that says one line to everybody, and the port where it listens.
async fn says(line: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let _ = stream.write_all(line.as_bytes()).await;
                // It waits for whoever connected to say something it understands.
                while matches!(stream.read(&mut [0; 64]).await, Ok(1..)) {}
            });
        }
    });
    port
}

fn imap_at(port: u16, security: Security) -> ImapConfig {
    ImapConfig {
        host: "127.0.0.1".into(),
        port,
        security,
        login: Login::Password { user: "a".into(), password: "b".into() },
        folder: "INBOX".into(),
        extra_ca_pem: None,
        timeout: std::time::Duration::from_secs(10),
        max_message_bytes: 100,
    }
}

#[tokio::test]
async fn a_server_of_another_kind_is_told_apart_and_its_first_line_shown_as_text() {
    let (mail, imap) = (says("220 mail.example.org ESMTP\r\n").await, says("* OK IMAP4rev1 ready\r\n").await);
    let failure = ImapFolder::open(&imap_at(mail, Security::PlainLoopback)).await.err().unwrap();
    assert_eq!((failure.stage, failure.cause), (ImapStage::Connect, Cause::Foreign));
    assert_eq!(failure.raw, "220 mail.example.org ESMTP");
    let failure = ImapFolder::open(&imap_at(imap, Security::Tls)).await.err().unwrap();
    assert_eq!((failure.stage, failure.cause), (ImapStage::Tls, Cause::NotTls));
    assert!(failure.raw.starts_with("* OK IMAP4rev1 ready"), "{failure}");

    let smtp = |port: u16, security| SmtpConfig { security, ..out_config(([127, 0, 0, 1], port).into()) };
    let failure = checked(&smtp(imap, Security::PlainLoopback)).await.unwrap_err();
    assert_eq!((failure.cause, failure.raw.as_str()), (Cause::Foreign, "* OK IMAP4rev1 ready"));
    let failure = checked(&smtp(mail, Security::Tls)).await.unwrap_err();
    assert_eq!((failure.stage, failure.cause), (Stage::Tls, Cause::NotTls));
    assert!(failure.raw.starts_with("220 mail.example.org ESMTP"), "{failure}");

    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let failure = ImapFolder::open(&imap_at(nobody, Security::Tls)).await.err().unwrap();
    assert_eq!((failure.stage, failure.cause), (ImapStage::Connect, Cause::Refused));
    assert_eq!(checked(&smtp(nobody, Security::Tls)).await.unwrap_err().cause, Cause::Refused);
}
