//! `regie serve`: the pages, the mail listener and the work behind them, until it is told to stop.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use regie_app::App;
use regie_app::ports::Clock as _;
use regie_web::state::Practice;

use crate::alone::Alone;
use crate::background::Background;
use crate::cli::Serve;
use crate::config::Settings;
use crate::edge::SystemClock;
use crate::practice::Room;
use crate::running::Running;
use crate::{open, web};

/// How long running requests may take after the program was told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves.
///
/// # Errors
/// When something that was configured cannot be used: nothing is served half.
pub async fn run(mut settings: Settings, options: Serve) -> anyhow::Result<ExitCode> {
    let pages = web::bind(settings.listen, "the pages").await?;
    settings.listens_at(pages.local_addr()?);
    let store = open::or_make(&settings).await?;
    let alone = Alone::on(&settings)?;
    store.migrate().await.with_context(|| format!("the database {} cannot be used", settings.database_shown()))?;
    open::no_practice_room(&store, &settings.database_shown()).await?;
    let secret = open::secret(&settings, &store, options.new_secret).await?;
    if crate::edge::open_to_others(&settings.secret_file)? != 0 {
        tracing::warn!(file = %settings.secret_file.display(), "others on this machine can read the secret: chmod 600");
    }
    let app = open::app(&settings, store, &secret)?;
    let mail = match settings.mail_listen {
        Some(listen) => Some((listen, web::bind(listen.address, "mail").await?)),
        None => None,
    };
    let room = match settings.practice.clone() {
        Some(practice) => {
            let listener = web::bind(practice.listen, "the practice room").await?;
            settings.practice_listens_at(listener.local_addr()?);
            Some(listener)
        }
        None => None,
    };
    let noted = Running::of(&settings, SystemClock.now()).note(&settings);
    if let Err(error) = &noted {
        tracing::warn!("`regie doctor` will not know what runs: {error:#}");
    }
    let stop = web::stop_on_signal()?;
    if alone.is_some() {
        app.take_over().await?;
    }
    let practice = match (&settings.practice, room) {
        (Some(practice), Some(listener)) => {
            let own = settings.of_practice(practice);
            Some((Room::begin(app.clone(), own, &secret, stop.clone()).await?, listener))
        }
        _ => None,
    };
    announce(&settings, &app).await?;
    let accounts = open::accounts(&settings, open::config(&settings, &secret))?;
    let beside = practice.as_ref().map_or(Practice::Off, |(room, _)| Practice::Beside(room.clone()));
    let router = web::router_with(&app, accounts.clone(), &settings, beside, &stop)?;
    let mut training = None;
    if let Some((room, listener)) = practice {
        let pages = tokio::spawn(web::serve(listener, room.router(), stop.clone(), PATIENCE));
        training = Some((room, pages));
    }
    let mut background = Background::start(&app, &stop);
    background.fetch(&app, accounts);
    if let Some((listen, listener)) = mail {
        background.listen(&app, listener, listen.lmtp, settings.mail_disk_floor);
    }
    let served = web::serve(pages, router, stop.clone(), PATIENCE).await;
    stop.cancel();
    // The outbox may be in the middle of a hand-over to another server; it is asked to end, not made to.
    let _late = tokio::time::timeout(PATIENCE, background.finish()).await;
    if let Some((room, pages)) = training {
        pages.await.context("serving the practice room")??;
        room.end().await;
    }
    app.store.close().await;
    tracing::info!("stopped");
    served.map(|()| ExitCode::SUCCESS)
}

/// Says where it serves and, while nobody can sign in yet, how to begin.
async fn announce(settings: &Settings, app: &App) -> anyhow::Result<()> {
    println!("pages     http://{}", settings.listen);
    if settings.public_url_chosen {
        println!("public    {}", settings.public_url);
    }
    if let Some(listen) = settings.mail_listen {
        println!("mail      {listen}");
    }
    println!("database  {}", settings.database_shown());
    if let Some(practice) = &settings.practice {
        println!("practice  http://{}", practice.listen);
    }
    if let Some(link) = web::first_run_link(app).await? {
        println!("\nNothing is set up yet. Open this link once to begin; nobody else has it:\n  {link}\n");
    }
    println!("ready");
    Ok(())
}
