//! The whole road with tools of others: swaks hands in a mail with a file, and the receipt is found at aiosmtpd.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use regie_store::views::journeys::{Filter, list};

use crate::support::Place;

/// The longest wait for the receipt.
const PATIENCE: Duration = Duration::from_secs(60);
const FILE: &[u8] = b"%PDF-1.4 a bill of 180 euro \x00\xff";

/// The sink's process; it ends with the test.
struct Sink(String);

impl Drop for Sink {
    fn drop(&mut self) {
        let _ended = Command::new("kill").arg(&self.0).status();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn sink_in(place: &Place, port: u16) -> Sink {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scripts/smtp-sink.sh");
    let mut command = Command::new("bash");
    let done = command.arg(script).arg(place.path("")).arg(port.to_string()).stderr(Stdio::null()).output().unwrap();
    assert!(done.status.success(), "scripts/smtp-sink.sh did not start aiosmtpd; run it by hand to see why");
    Sink(String::from_utf8(done.stdout).unwrap().trim().to_owned())
}

/// The first mail that the sink files.
async fn filed(place: &Place) -> String {
    let (folder, begun) = (place.path("sink/new"), Instant::now());
    let mut look = tokio::time::interval(Duration::from_millis(100));
    loop {
        look.tick().await;
        let first = std::fs::read_dir(&folder).ok().and_then(|mut files| files.next());
        if let Some(file) = first {
            return String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned();
        }
        assert!(begun.elapsed() < PATIENCE, "no receipt came");
    }
}

#[tokio::test]
async fn what_swaks_hands_in_is_kept_with_its_file_and_the_receipt_leaves_through_the_relay() {
    let place = Place::new();
    let app = place.set_up().await;
    let (mail, relay) = (free_port(), free_port());
    let _sink = sink_in(&place, relay);
    let (listen, relay) = (format!("smtp://127.0.0.1:{mail}"), format!("smtp://127.0.0.1:{relay}"));
    let server = place.start(&["serve", "--listen", "127.0.0.1:0", "--mail-listen", &listen, "--mail-relay", &relay]);

    std::fs::write(place.path("rekening.pdf"), FILE).unwrap();
    let to = format!("127.0.0.1:{mail}");
    let ran = Command::new("swaks")
        .current_dir(place.folder.path())
        .args(["--server", &to, "--from", "a.jansen@example.net", "--to", "kcc@example.org"])
        .args(["--header", "Subject: Riool verstopt", "--body", "De rekening zit erbij. Krijg ik dit terug?"])
        .args(["--attach-type", "application/pdf", "--attach-name", "rekening.pdf", "--attach", "@rekening.pdf"])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    let nobody = Command::new("swaks")
        .args(["--server", &to, "--from", "a.jansen@example.net", "--to", "niemand@example.org"])
        .output()
        .unwrap();
    assert!(!nobody.status.success(), "an address that is not ours is refused at the door");

    let receipt = filed(&place).await;
    for wanted in ["X-RcptTo: a.jansen@example.net\n", "\nAuto-Submitted: auto-", "\nReply-To: "] {
        assert!(receipt.replace("\r\n", "\n").contains(wanted), "{wanted:?} in {receipt}");
    }
    let mut tx = app.store.begin_read().await.unwrap();
    let rows = list(&mut tx, &Filter::default(), None, 10).await.unwrap();
    let [row] = rows.as_slice() else { panic!("{} journeys", rows.len()) };
    assert!(receipt.contains(&row.reference.to_string()), "{receipt}");
    let journey = regie_app::run::journey_of(&mut tx, row.id).await.unwrap().unwrap();
    let file = journey.contacts.values().next().unwrap().facts.files[0];
    let info = regie_store::content::info(&mut tx, file.0).await.unwrap().unwrap();
    let bytes = regie_store::content::bytes(&mut tx, file.0).await.unwrap().unwrap();
    assert_eq!((info.file_name.as_deref(), bytes.as_slice()), (Some("rekening.pdf"), FILE));
    drop(tx);
    assert_eq!(server.stop(), Some(0));
    app.store.close().await;
}
