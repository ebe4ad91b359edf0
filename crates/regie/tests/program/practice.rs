//! The practice room: nothing leaves it, it shares nothing, and only it has a clock that can be moved.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use regie::config::{Flags, Settings};
use regie::edge::Secret;
use regie::open;
use regie::practice::Room;
use regie_app::practice::mail::PracticeMail;
use regie_app::practice::{PracticeDesk as _, PracticeRoom as _};
use regie_app::sessions::SignIn;
use regie_app::settings::mailboxes::{MailboxForm, ServerForm};
use regie_app::settings::presets::DEMO_PASSWORD;
use regie_app::{App, AppError, Who};
use regie_channels::email::intake::place_pending;
use regie_domain::directory::{SmtpSettings, Transport};
use regie_store::Store;
use regie_store::testing::TestDb;
use regie_web::state::{Practice, Web};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::serve::status;
use crate::support::Place;

/// The longest wait for something that comes by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server that takes everything: its port, and the text of each mail that came.
fn stand_in() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, mails) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let _hung_up = take(stream, |mail| drop(send.send(mail)));
        }
    });
    (port, mails)
}

fn take(mut stream: TcpStream, came: impl Fn(String)) -> std::io::Result<()> {
    stream.write_all(b"220 stand-in\r\n")?;
    let lines = BufReader::new(stream.try_clone()?).lines();
    let mut mail: Option<String> = None;
    for line in lines {
        let line = line?;
        match &mut mail {
            Some(text) if line == "." => {
                came(std::mem::take(text));
                mail = None;
                stream.write_all(b"250 taken\r\n")?;
            }
            Some(text) => text.push_str(&format!("{line}\n")),
            None if line == "DATA" => {
                mail = Some(String::new());
                stream.write_all(b"354 go on\r\n")?;
            }
            None if line == "QUIT" => return stream.write_all(b"221 bye\r\n"),
            None => stream.write_all(b"250 well\r\n")?,
        }
    }
    Ok(())
}

/// A municipality whose mail leaves by a server, also where a mailbox names none.
struct House {
    place: Place,
    app: App,
    settings: Settings,
    secret: Secret,
    left: Receiver<String>,
}

impl House {
    async fn new(practice: Option<&str>) -> Self {
        let place = Place::new();
        place.set_up().await.store.close().await;
        let (port, left) = stand_in();
        let flags = Flags {
            data: Some(place.path("data")),
            mail_relay: Some(SmtpSettings::open("127.0.0.1", port, Transport::Plain)),
            practice_listen: Some("127.0.0.1:0".parse().unwrap()),
            practice_database: practice.map(str::to_owned),
            ..Flags::default()
        };
        let settings = Settings::resolve(flags, None, None).unwrap();
        let secret = Secret::read(&settings.secret_file).unwrap().unwrap();
        let app = open::app(&settings, Store::open(&settings.database).await.unwrap(), &secret).unwrap();
        let (id, found) =
            app.directory().await.unwrap().mailboxes.iter().next().map(|(id, it)| (*id, it.clone())).unwrap();
        let mut form = MailboxForm::of(&found.value);
        form.outgoing = Some(ServerForm {
            host: "127.0.0.1".to_owned(),
            port: port.to_string(),
            transport: "plain".to_owned(),
            ..ServerForm::default()
        });
        app.put_mailbox(&Who::System, id, found.version, form).await.unwrap();
        Self { place, app, settings, secret, left }
    }

    async fn room(&self) -> Arc<Room> {
        let own = self.settings.of_practice(self.settings.practice.as_ref().unwrap());
        Room::begin(self.app.clone(), own, &self.secret, CancellationToken::new()).await.unwrap()
    }
}

/// The newest message to the customer once there are some.
async fn kept(app: &App, some: usize) -> PracticeMail {
    let mut bell = app.store.commits();
    loop {
        bell.mark_unchanged();
        let mut mails = app.practice_mails(&Who::System).await.unwrap();
        if mails.len() >= some {
            return mails.remove(0);
        }
        tokio::time::timeout(PATIENCE, bell.changed()).await.unwrap().unwrap();
    }
}

const MAIL: &[u8] = b"From: Bo <bo@bo.example.net>\r\nTo: kcc@example.org\r\nSubject: Vraag\r\nMessage-ID: <1@example.net>\r\n\r\nHoe laat bent u open?\r\n";

async fn nothing_leaves(house: House) {
    let room = house.room().await;
    let app = room.app().unwrap();
    app.practice_begin(&Who::System, "angry-chaser", None, uuid::Uuid::from_u128(70)).await.unwrap();
    let receipt = kept(&app, 1).await;
    assert!(
        receipt.kept.to.ends_with(".example.org") && receipt.kept.text.contains("http://localhost:"),
        "{receipt:?}"
    );
    app.practice_answer(&Who::System, receipt.id, "Dank u, ik wacht af.", uuid::Uuid::from_u128(90)).await.unwrap();
    // Everything is handled when a pass of our own finds nothing more to do.
    while place_pending(&app).await.unwrap() + app.drain().await.unwrap() > 0 {}
    assert!(app.unplaced_ids(10).await.unwrap().is_empty());
    assert!(house.left.try_recv().is_err(), "a mail left the practice room");

    // The same mail in the house itself leaves, by the same server.
    house.app.keep_raw(&["kcc@example.org".to_owned()], Some("bo@bo.example.net"), MAIL).await.unwrap();
    while place_pending(&house.app).await.unwrap() + house.app.drain().await.unwrap() > 0 {}
    let mail = house.left.recv_timeout(PATIENCE).unwrap();
    assert!(mail.contains("To: ") && mail.contains("bo@bo.example.net"), "{mail}");
    let (here, there) = (room.app().unwrap().store, &house.app.store);
    let streams = async |store: &Store| regie_store::verify::verify_all(store).await.unwrap().streams;
    assert!(streams(&here).await > 0 && streams(there).await > 0);
    let report = regie_store::verify::verify_all(&here).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    room.end().await;
    assert!(house.left.try_recv().is_err());
    assert!(house.place.path("data/regie.sqlite").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mail_leaves_the_room_while_it_leaves_the_house() {
    nothing_leaves(House::new(None).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mail_leaves_the_room_on_postgres() {
    let db = TestDb::postgres().await;
    db.store.close().await;
    nothing_leaves(House::new(Some(&db.url)).await).await;
}

async fn page(room: &Arc<Room>, path: &str) -> (StatusCode, String) {
    let answer = room.router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status();
    (status, String::from_utf8_lossy(&to_bytes(answer.into_body(), usize::MAX).await.unwrap()).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_sign_in_there_and_filling_begins_anew() {
    let house = House::new(None).await;
    let room = house.room().await;
    let attempt = || SignIn {
        email: "samira@example.org".to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        address: None,
        label: None,
        replaces: None,
    };
    let session = room.app().unwrap().sign_in(attempt()).await.unwrap();
    assert!(house.app.authenticate(&session.token).await.unwrap().is_none(), "not a session of the house");
    for path in ["/sign-in", "/privacy", "/no-such-page", "/s/short"] {
        let (_, text) = page(&room, path).await;
        assert!(text.contains("<title>Oefenruimte – ") && text.contains("niets gaat naar buiten"), "{path}: {text}");
    }

    let app = room.app().unwrap();
    app.practice_begin(&Who::System, "complaint", None, uuid::Uuid::from_u128(7)).await.unwrap();
    kept(&app, 1).await;
    let directory = house.app.directory().await.unwrap();
    let agent = Who::Member(Box::new(directory.member_by_email("samira@example.org").unwrap().clone()));
    assert!(matches!(room.fill(agent.clone()).await, Err(AppError::Denied(_))));
    assert!(matches!(room.go_on(agent).await, Err(AppError::Denied(_))));
    let administrator = Who::Member(Box::new(directory.member_by_email("tom@example.org").unwrap().clone()));
    assert!(room.go_on(administrator.clone()).await.unwrap() && room.ahead().is_positive());
    let moved = room.ahead();

    // The clock stays where it is over a restart, and filling sets it right.
    room.end().await;
    drop((app, room));
    let room = house.room().await;
    assert!((room.ahead() - moved).abs() < jiff::SignedDuration::from_secs(5), "{} after {moved}", room.ahead());
    let filled = room.state().await.unwrap().filled_at;
    room.fill(administrator).await.unwrap();
    assert!(room.ahead().is_zero() && room.state().await.unwrap().filled_at > filled);
    let app = room.app().unwrap();
    assert!(app.practice_mails(&Who::System).await.unwrap().is_empty());
    assert!(app.authenticate(&session.token).await.unwrap().is_none(), "who was signed in no longer is");
    app.sign_in(attempt()).await.unwrap();
    room.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_house_has_no_door_of_the_room() {
    let house = House::new(None).await;
    let room = house.room().await;
    let web = Web::new(house.app.clone(), Vec::new(), None).unwrap().with_practice(Practice::Beside(room.clone()));
    let (_, routes) = regie_web::server::router(web);
    assert!(routes.iter().any(|route| route.path == "/settings/practice"));
    for route in routes {
        assert!(!route.path.contains("clock") && !route.path.starts_with("/practice"), "{}", route.path);
    }
    let (code, _) = page(&room, "/demo/clock").await;
    assert_eq!(code, StatusCode::NOT_FOUND);
    room.end().await;
}

#[tokio::test]
async fn the_program_serves_both_and_the_doctor_tells() {
    let place = Place::new();
    place.set_up().await.store.close().await;
    let off = place.run(&["doctor"]);
    assert!(off.out.contains("practice room") && off.out.contains("off; --practice-listen"), "{}", off.out);
    let server = place.start(&["serve", "--listen", "127.0.0.1:0", "--practice-listen", "127.0.0.1:0"]);
    let (pages, practice) = (server.address("pages"), server.address("practice"));
    let (code, text) = status(&practice, "GET", "/sign-in", "");
    assert!(code == 200 && text.contains("practicebar"), "{text}");
    let (code, text) = status(&pages, "GET", "/sign-in", "");
    assert!(code == 200 && !text.contains("practicebar"), "{text}");
    for path in ["/practice", "/practice/mail", "/practice/next", "/practice/cases/complaint"] {
        for method in ["GET", "POST"] {
            assert_eq!(status(&pages, method, path, "").0, 404, "{method} {path}");
        }
    }
    let told = place.run(&["doctor", "--practice-listen", "127.0.0.1:0"]).out;
    assert!(told.contains("practice.sqlite; nothing leaves it"), "{told}");
    assert_eq!(server.stop(), Some(0));

    let own = format!("sqlite:{}", place.path("data/practice.sqlite").display());
    let ran = place.run(&["serve", "--listen", "127.0.0.1:0", "--database", &own]);
    assert!(ran.code == Some(1) && ran.err.contains("is a practice room"), "{ran:?}");
    let other = Place::new();
    other.set_up().await.store.close().await;
    let used = ["serve", "--listen", "127.0.0.1:0", "--practice-listen", "127.0.0.1:0", "--practice-database"];
    let ran = place.run(&[&used[..], &[&other.database()]].concat());
    assert!(ran.code == Some(1) && ran.err.contains("is in use and is no practice room"), "{ran:?}");
}
