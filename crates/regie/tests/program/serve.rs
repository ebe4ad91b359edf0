//! The server: its doors, its beginning and its end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;

use regie_app::authorise::Who;
use regie_app::settings::mailboxes::{FetchForm, MailboxForm, ServerForm};

use crate::support::Place;

/// The status of a request, by hand: what is tested is the door, not a client.
pub fn status(address: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    let _cut_short = stream.read_to_string(&mut answer);
    let status = answer.split_whitespace().nth(1).and_then(|code| code.parse().ok());
    (status.unwrap_or_else(|| panic!("{path}: {answer}")), answer)
}

#[test]
fn an_empty_database_is_begun_by_one_link_and_has_no_clock_door() {
    let place = Place::new();
    let server = place.start(&["serve", "--listen", "127.0.0.1:0"]);
    let pages = server.address("pages");
    let link = server
        .seen
        .iter()
        .find(|line| line.contains("/first-run"))
        .unwrap_or_else(|| panic!("{:?}", server.seen))
        .trim()
        .to_owned();
    assert!(link.contains("token="), "{link}");
    let secret = std::fs::metadata(place.path("data/secret")).unwrap().permissions().mode() & 0o777;
    assert_eq!(secret, 0o600);

    for path in ["/clock", "/demo", "/demo/clock", "/demo/reset", "/demo/outbox", "/demo/sign-in/agent"] {
        for method in ["GET", "POST"] {
            let (code, answer) = status(&pages, method, path, r#"{"to":"2030-01-01T00:00:00Z"}"#);
            assert_eq!(code, 404, "{method} {path}: {answer}");
        }
    }

    let taken = place.run(&["serve", "--listen", pages.trim_start_matches("http://")]);
    assert!(taken.code == Some(1) && taken.err.contains("cannot be served at"), "{taken:?}");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_second_server_on_the_same_file_is_refused() {
    let place = Place::new();
    let args = ["serve", "--listen", "127.0.0.1:0"];
    let first = place.start(&args);
    let second = place.run(&args);
    assert!(second.code == Some(1) && second.err.contains("another regie serves the database"), "{second:?}");
    let (code, _) = status(&first.address("pages"), "GET", "/first-run", "");
    assert_eq!(code, 200, "the first one goes on");
    assert_eq!(first.stop(), Some(0));
    assert_eq!(place.start(&args).stop(), Some(0), "the place is free again");
}

#[tokio::test]
async fn no_route_of_serve_turns_a_clock() {
    let place = Place::new();
    let app = place.play().await;
    let web = regie_web::state::Web::new(app.clone(), Vec::new(), None).unwrap();
    let (_, routes) = regie_web::server::router(web);
    assert!(routes.len() > 10);
    for route in routes {
        assert!(!route.path.contains("clock") && !route.path.starts_with("/demo"), "{}", route.path);
    }
    app.store.close().await;
}

#[tokio::test]
async fn a_lost_secret_is_not_replaced_in_silence() {
    let place = Place::new();
    place.play().await.store.close().await;
    std::fs::remove_file(place.path("data/secret")).unwrap();
    let ran = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(ran.code == Some(1) && ran.err.contains("--new-secret"), "{ran:?}");
    let server = place.start(&["serve", "--new-secret", "--listen", "127.0.0.1:0"]);
    assert!(!server.seen.iter().any(|line| line.contains("/first-run")), "{:?}", server.seen);
    assert_eq!(server.stop(), Some(0));
}

#[tokio::test]
async fn mailboxes_with_settings_are_looked_into_until_it_stops() {
    let place = Place::new();
    let app = place.set_up().await;
    // A server that takes the connection and never says a word: a look under way must not hold up the end.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (id, version, mut mailbox) = {
        let directory = app.directory().await.unwrap();
        let (id, found) = directory.mailboxes.iter().next().unwrap();
        (*id, found.version, MailboxForm::of(&found.value))
    };
    let server = ServerForm {
        host: "127.0.0.1".to_owned(),
        port: silent.local_addr().unwrap().port().to_string(),
        transport: "plain".to_owned(),
        user: "kcc".to_owned(),
        secret: Some("geheim".to_owned()),
        as_incoming: false,
    };
    mailbox.incoming = Some(FetchForm { server, folder: "INBOX".to_owned(), sent: String::new(), oauth: None });
    app.put_mailbox(&Who::System, id, version, mailbox).await.unwrap();
    let server = place.start(&["serve", "--listen", "127.0.0.1:0"]);
    let (_connection, _) = silent.accept().unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    app.store.close().await;
}
