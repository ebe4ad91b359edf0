//! `regie demo`: the stories, played and served.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use regie_app::Config;
use regie_app::clock::DemoControl as _;
use regie_channels::email::smtp_in;
use tokio::net::TcpListener;

use crate::cli::{DEMO_MAIL, Demo};
use crate::config::{MailListen, Settings};
use crate::demo::template::Home;
use crate::demo::{DemoSink, Demonstration, clock_port};
use crate::edge::{Secret, SystemEntropy};
use crate::{background, web};

/// Nothing in a demonstration is worth waiting for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Plays, where that is not done yet, and serves.
///
/// # Errors
/// When a port is taken, the folder cannot be used, or a step of the stories is refused.
pub async fn run(mut settings: Settings, options: Demo) -> anyhow::Result<ExitCode> {
    let pages = web::bind(settings.listen, "the demonstration").await?;
    settings.listens_at(pages.local_addr()?);
    let public_url = settings.public_url.clone();
    let home = Home::take(&folder(&settings))?;
    let secret = match Secret::read(&home.secret_file())? {
        Some(secret) => secret,
        None => Secret::make(&home.secret_file(), &SystemEntropy)?,
    };
    let config = Config { public_url: public_url.clone(), secret: secret.current, previous_secret: None };
    if options.fresh {
        home.forget()?;
    }
    let template = match home.template() {
        Some(template) => template,
        None => {
            println!("Playing the stories, once…");
            home.play(&config).await?
        }
    };
    let stop = web::stop_on_signal()?;
    let mail = listen_for_mail(&settings).await?;
    let told = Settings { mail_listen: mail.as_ref().map(|(listen, _)| *listen), ..settings.clone() };
    let demo = Demonstration::begin(home, template, config, told, stop.clone()).await?;
    let clock = match options.clock_port {
        Some(port) => Some(clock_port::bind(port).await?),
        None => None,
    };
    introduce(&demo, &public_url, mail.as_ref(), clock.as_ref()).await?;
    if let Some((listen, listener)) = mail {
        let config = background::listen_config(listen.lmtp, &public_url);
        tokio::spawn(smtp_in::serve(listener, config, Arc::new(DemoSink::new(demo.clone())), stop.clone()));
    }
    if let Some(listener) = clock {
        tokio::spawn(web::serve(listener, clock_port::router(demo.clone()), stop.clone(), PATIENCE));
    }
    let served = web::serve(pages, demo.router(), stop.clone(), PATIENCE).await;
    stop.cancel();
    demo.end().await;
    served.map(|()| ExitCode::SUCCESS)
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

/// Says where to look. A line is `label  address`; the last one begins with "ready".
async fn introduce(
    demo: &Arc<Demonstration>,
    url: &str,
    mail: Option<&(MailListen, TcpListener)>,
    clock: Option<&TcpListener>,
) -> anyhow::Result<()> {
    let line = |label: &str, address: &str| println!("  {label:<20}  {address}");
    println!("\nGemeente Voorbeeldstad is invented, and so is everybody in it. No mail leaves this machine.\n");
    line("start", &format!("{url}/demo"));
    println!("\nSign in as");
    for role in demo.roles().await? {
        line(&role.code.replace('-', " "), &format!("{url}/demo/sign-in/{}", role.code));
    }
    println!("\nLook along with a resident");
    for page in demo.status_pages() {
        line(&format!("status {}", page.code), &format!("{url}{}", page.path));
    }
    println!();
    if let Some((listen, _)) = mail {
        println!("  {:<20}  {listen}   (write to kcc@example.org)", "mail");
    }
    if let Some(listener) = clock {
        line("clock", &format!("http://{}/clock", listener.local_addr()?));
    }
    println!("\nready: {url}/demo, Ctrl-C ends it");
    Ok(())
}
