//! `regie demo`: the stories, played and served. Each organisation has a database, a clock and an address of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use regie_app::Config;
use regie_app::clock::DemoControl as _;
use regie_channels::email::smtp_in;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::cli::{DEMO_MAIL, Demo};
use crate::config::{MailListen, Settings};
use crate::demo::house::{HouseKind, Scene};
use crate::demo::template::Home;
use crate::demo::{DemoSink, Demonstration, clock_port, story_codes};
use crate::edge::{Secret, SystemEntropy};
use crate::{background, web};

/// Nothing in a demonstration is worth waiting for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Plays, where that is not done yet, and serves.
///
/// # Errors
/// When a port is taken, the folder cannot be used, or a step of the stories is refused.
pub async fn run(settings: Settings, options: Demo) -> anyhow::Result<ExitCode> {
    let kinds = match options.story {
        Some(kind) => vec![kind],
        None => HouseKind::ALL.to_vec(),
    };
    let places = places(&settings, &kinds).await?;
    let home = Arc::new(Home::take(&folder(&settings))?);
    let secret = match Secret::read(&home.secret_file())? {
        Some(secret) => secret,
        None => Secret::make(&home.secret_file(), &SystemEntropy)?,
    };
    if options.fresh {
        home.forget()?;
    }
    if kinds.first().is_some_and(|kind| home.template(*kind, Scene::AtWork).is_none()) {
        println!("Playing the stories, once…");
    }
    let stop = web::stop_on_signal()?;
    let mail = listen_for_mail(&settings).await?;
    let mail_listen = mail.as_ref().map(|(listen, _)| *listen);
    let all: Vec<(HouseKind, String)> =
        places.iter().map(|place| (place.kind, place.settings.public_url.clone())).collect();
    let mut served = Vec::new();
    for Place { kind, settings, listener } in places {
        let url = settings.public_url.clone();
        let config = Config { public_url: url.clone(), secret: secret.current, previous_secret: None };
        let told = Settings { mail_listen, ..settings };
        let demo =
            Demonstration::prepare(home.clone(), kind, all.clone(), config, told, options.undo_seconds, stop.clone())?;
        // The others begin when somebody comes by: nobody waits for what nobody looks at.
        if served.is_empty() {
            demo.wake().await?;
        }
        served.push(Served { demo, url, listener });
    }
    let clock = match options.clock_port {
        Some(port) => Some(clock_port::bind(port).await?),
        None => None,
    };
    introduce(&served, mail.as_ref(), clock.as_ref())?;
    let houses: Vec<Arc<Demonstration>> = served.iter().map(|served| served.demo.clone()).collect();
    let (first, others) = houses.split_first().context("no house is served")?;
    if let Some((listen, listener)) = mail {
        let url = all.first().map(|(_, url)| url.clone()).unwrap_or_default();
        let config = background::listen_config(listen.lmtp, &url);
        tokio::spawn(smtp_in::serve(listener, config, Arc::new(DemoSink::new(first, others)), stop.clone()));
    }
    if let Some(listener) = clock {
        tokio::spawn(web::serve(listener, clock_port::router(first, others), stop.clone(), PATIENCE));
    }
    let ended = serve(served, &stop).await;
    stop.cancel();
    for house in &houses {
        house.end().await;
    }
    ended.map(|()| ExitCode::SUCCESS)
}

/// Where a house is served.
struct Place {
    kind: HouseKind,
    settings: Settings,
    listener: TcpListener,
}

/// A house that is ready.
struct Served {
    demo: Arc<Demonstration>,
    url: String,
    listener: TcpListener,
}

/// The first house is where the settings say; the others at the next ports, or where there is room.
async fn places(settings: &Settings, kinds: &[HouseKind]) -> anyhow::Result<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    for kind in kinds {
        let mut settings = settings.clone();
        let listener = match places.last() {
            None => web::bind(settings.listen, "the demonstration").await?,
            Some(before) => beside(before.listener.local_addr()?).await?,
        };
        let address = listener.local_addr()?;
        if let Some(before) = places.last()
            && settings.public_url_chosen
        {
            settings.public_url = next_port(&before.settings.public_url, address)?;
        }
        settings.listens_at(address);
        places.push(Place { kind: *kind, settings, listener });
    }
    Ok(places)
}

/// The next port, or any.
async fn beside(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let next = address.port().checked_add(1).map(|port| SocketAddr::new(address.ip(), port));
    if let Some(next) = next
        && let Ok(listener) = TcpListener::bind(next).await
    {
        return Ok(listener);
    }
    web::bind(SocketAddr::new(address.ip(), 0), "the demonstration").await
}

/// The address of another house behind the same name: the port tells them apart.
fn next_port(url: &str, address: SocketAddr) -> anyhow::Result<String> {
    let (scheme, rest) = url.split_once("://").context("a URL without a scheme")?;
    let host = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest,
    };
    Ok(format!("{scheme}://{host}:{}", address.port()))
}

/// Serves all houses until one of them ends.
async fn serve(served: Vec<Served>, stop: &CancellationToken) -> anyhow::Result<()> {
    let mut running = tokio::task::JoinSet::new();
    for Served { demo, listener, .. } in served {
        running.spawn(web::serve(listener, demo.router(), stop.clone(), PATIENCE));
    }
    let mut ended = Ok(());
    while let Some(one) = running.join_next().await {
        stop.cancel();
        ended = ended.and(one.context("serving the pages").and_then(|served| served));
    }
    ended
}

/// The named folder, or one of this user under the system's folder for temporary files.
fn folder(settings: &Settings) -> PathBuf {
    if settings.data_chosen {
        return settings.data.clone();
    }
    std::env::temp_dir().join(format!("regie-demo-{}", rustix::process::getuid().as_raw()))
}

/// The named listener must work; the usual one is taken where it is free and the pages are at their usual place.
async fn listen_for_mail(settings: &Settings) -> anyhow::Result<Option<(MailListen, TcpListener)>> {
    if let Some(listen) = settings.mail_listen {
        return Ok(Some((listen, web::bind(listen.address, "mail").await?)));
    }
    if settings.listen_chosen {
        return Ok(None);
    }
    let listen = MailListen { lmtp: false, address: DEMO_MAIL };
    Ok(TcpListener::bind(listen.address).await.ok().map(|listener| (listen, listener)))
}

/// Says where to look. A line is `label  address`; the last one begins with "ready". The labels of all houses but the first
/// begin with its code. Pages of customers are named of a house that has begun.
fn introduce(
    served: &[Served],
    mail: Option<&(MailListen, TcpListener)>,
    clock: Option<&TcpListener>,
) -> anyhow::Result<()> {
    let line = |label: &str, address: &str| println!("  {label:<41}  {address}");
    println!("\nThe organisations are invented, and so is everybody in them. No mail leaves this machine.");
    for (number, Served { demo, url, .. }) in served.iter().enumerate() {
        let kind = demo.kind();
        let before = if number == 0 { String::new() } else { format!("{} ", kind.code()) };
        println!("\n{}", kind.name());
        line(&format!("{before}start"), &format!("{url}/demo"));
        for code in story_codes(kind) {
            line(&format!("{before}story {code}"), &format!("{url}/demo/tour/{code}"));
        }
        for (code, ..) in kind.roles() {
            let label = code.replace('-', " ");
            line(&format!("{before}{label}"), &format!("{url}/demo/sign-in/{code}"));
        }
        for page in demo.status_pages() {
            line(&format!("{before}status {}", page.code), &format!("{url}{}", page.path));
        }
        if let Some(listener) = clock {
            line(&format!("{before}clock"), &format!("http://{}/clock/{}", listener.local_addr()?, kind.code()));
        }
        if let Some((listen, _)) = mail {
            println!("  {:<41}  {listen}   (write to {})", format!("{before}mail"), kind.mailbox());
        }
    }
    let starts: Vec<String> = served.iter().map(|served| format!("{}/demo", served.url)).collect();
    println!("\nWhat you do is kept for the next start. \"Begin opnieuw\" on a start page or --fresh begins anew.");
    println!("\nready: {}, Ctrl-C ends it", starts.join(", "));
    Ok(())
}
