//! Our mail at a server of another make (aiosmtpd), in the open and with STARTTLS, read back from what it filed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use regie_channels::email::compose::{ComposedMail, OutgoingFile, OutgoingMail, compose};
use regie_channels::email::smtp_out::{Security, SmtpConfig, Stage, send};
use regie_channels::email::{EmailAddress, ParsedMail};
use tokio::net::TcpListener;

use crate::smtp::{checked, out_config, outgoing};
use crate::support::read_raw;

/// A sink of this test's own; it ends with the test.
struct Sink {
    folder: tempfile::TempDir,
    port: u16,
    pid: String,
}

impl Sink {
    /// With a certificate and its key, STARTTLS is required.
    async fn start(tls: Option<(&str, &str)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scripts/smtp-sink.sh");
        let mut command = Command::new("bash");
        command.arg(script).arg(folder.path()).arg(port.to_string()).stderr(Stdio::null());
        if let Some((certificate, key)) = tls {
            for (name, pem) in [("cert.pem", certificate), ("key.pem", key)] {
                std::fs::write(folder.path().join(name), pem).unwrap();
                command.arg(folder.path().join(name));
            }
        }
        let done = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(done.status.success(), "scripts/smtp-sink.sh did not start aiosmtpd; run it by hand to see why");
        Self { folder, port, pid: String::from_utf8(done.stdout).unwrap().trim().to_owned() }
    }

    /// What it filed, as bytes; the server hands a mail out of its hands before it answers.
    fn filed(&self) -> Vec<Vec<u8>> {
        let Ok(files) = std::fs::read_dir(self.folder.path().join("sink/new")) else { return Vec::new() };
        files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ended = Command::new("kill").arg(&self.pid).status();
    }
}

/// A mail with everything that can go wrong on the way: letters past ASCII, lone points, HTML, two receivers, a file.
fn letter() -> OutgoingMail {
    OutgoingMail {
        to: vec![
            EmailAddress::parse("a.jansen@example.net").unwrap().named(Some("Anna Jänsen, fam.".into())),
            EmailAddress::parse("b.devries@example.net").unwrap(),
        ],
        html: Some("<p>Beste,</p><p>één stap verder</p>".into()),
        files: vec![OutgoingFile {
            name: "Überzicht (2).pdf".into(),
            media_type: "application/pdf".into(),
            bytes: (0..=255).cycle().take(70_000).collect(),
        }],
        ..outgoing()
    }
}

/// What came out at the other side is what we meant.
fn is_ours(filed: &[u8], sent: &ComposedMail, meant: &OutgoingMail) {
    let read: ParsedMail = read_raw(filed);
    assert_eq!((read.message_id.as_str(), read.subject.as_str()), (meant.message_id.as_str(), meant.subject.as_str()));
    assert_eq!(read.text.lines().collect::<Vec<_>>(), meant.text.lines().collect::<Vec<_>>());
    assert_eq!(read.to, meant.to);
    let [file] = read.attachments.as_slice() else { panic!("{:?}", read.attachments) };
    assert_eq!((&file.name, &file.bytes), (&meant.files[0].name, &meant.files[0].bytes));
    let text = String::from_utf8_lossy(filed).replace("\r\n", "\n");
    let envelope = sent.envelope_from.as_ref().unwrap().address();
    assert!(text.contains(&format!("X-MailFrom: {envelope}\n")), "{text}");
    assert!(text.contains("\nAuto-Submitted: auto-generated\n"), "{text}");
}

#[tokio::test]
async fn a_sink_of_another_make_files_what_we_meant() {
    let sink = Sink::start(None).await;
    let config = out_config(([127, 0, 0, 1], sink.port).into());
    assert!(!checked(&config).await.unwrap().encrypted);
    let (meant, sent) = (letter(), compose(&letter()).unwrap());
    let results = send(&config, &sent).await;
    assert!(results.len() == 2 && results.iter().all(|one| one.result.is_ok()), "{results:?}");
    let filed = sink.filed();
    assert!(!filed.is_empty() && filed.len() <= 2, "{}", filed.len());
    for one in &filed {
        is_ours(one, &sent, &meant);
    }
    let receivers: String = filed.iter().map(|one| String::from_utf8_lossy(one).into_owned()).collect();
    let told: Vec<&str> = receivers.lines().filter(|line| line.starts_with("X-RcptTo:")).collect();
    for address in ["a.jansen@example.net", "b.devries@example.net"] {
        assert_eq!(told.iter().filter(|line| line.contains(address)).count(), 1, "{told:?}");
    }
}

#[tokio::test]
async fn a_sink_that_requires_tls_gets_nothing_in_the_open() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let sink = Sink::start(Some((&certificate, &key))).await;
    let (meant, sent) = (letter(), compose(&letter()).unwrap());
    let open = out_config(([127, 0, 0, 1], sink.port).into());
    let refused = send(&open, &sent).await;
    let failures: Vec<_> = refused.into_iter().map(|one| one.result.unwrap_err()).collect();
    assert!(failures.iter().all(|failure| failure.raw.contains("STARTTLS")), "{failures:?}");
    assert!(sink.filed().is_empty());

    let secure = SmtpConfig {
        host: "localhost".into(),
        security: Security::StartTls,
        extra_ca_pem: Some(certificate.into_bytes()),
        ..open
    };
    let stranger = SmtpConfig { extra_ca_pem: None, ..secure.clone() };
    assert_eq!(checked(&stranger).await.unwrap_err().stage, Stage::Tls, "a certificate that nobody vouches for");
    assert!(checked(&secure).await.unwrap().encrypted);
    assert!(send(&secure, &sent).await.iter().all(|one| one.result.is_ok()));
    let filed = sink.filed();
    assert!(!filed.is_empty());
    filed.iter().for_each(|one| is_ours(one, &sent, &meant));
}
