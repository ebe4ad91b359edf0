//! The server: its doors, its beginning and its end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;

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
