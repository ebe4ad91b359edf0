//! The billing system of `examples/billing`, connected through the settings as its README says.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use regie_domain::ids::{SystemId, TeamId};
use regie_example_billing::{Billing, Connection};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::browser::{Browser, Page};
use crate::desk::{expect, fill};
use crate::world::World;

/// The system, and the door that Regie posts to.
pub struct Connected {
    /// The program.
    pub billing: Billing,
    /// Its settings in Regie.
    pub system: SystemId,
    served: JoinHandle<()>,
}

impl Connected {
    /// Connects it: token, system, reports, webhook, each on its own page of the settings.
    ///
    /// # Errors
    /// When the settings refuse it.
    pub async fn open<H>(world: &World<H>, administrator: &Browser, owner: TeamId) -> Result<Self> {
        let scopes = ["journeys.read", "holds.check", "holds.write"];
        let token = program(administrator, "Facturatie", owner, &scopes).await?;
        let client =
            token.strip_prefix("rgt_").and_then(|rest| rest.split('_').next()).context("a token with an id")?;
        let client = Uuid::parse_str(client)?.to_string();
        let system = register(administrator, owner, &client).await?;

        // What its reports mean begins with an example for billing systems.
        let path = format!("/settings/systems/{system}/facts");
        let page = fill(administrator, &path, &[("scheme", "standard"), ("active", "yes")]).await?;
        let page = expect(administrator.submit(&page, "/secret", &[]).await?)?;
        let report_secret = Some(word(&page, "whsec_")?);

        let listener = TcpListener::bind("127.0.0.1:0").await?.into_std()?;
        let url = format!("http://{}/regie", listener.local_addr()?);
        let clock = world.app.ports.clock.clone();
        let connection = Connection {
            base: world.url(""),
            system: "billing".to_owned(),
            token,
            webhook_secret: None,
            report_secret,
        };
        let due = (880_001..=890_000).map(|invoice: u32| invoice.to_string()).collect();
        let billing = Billing::new(connection, due, Arc::new(move || clock.machine().as_second()))?;

        // Regie asks first; the secret is known after that, and the program is started anew with it.
        let asked = serve(listener.try_clone()?, &billing)?;
        let fields = [("name", "Facturatie"), ("url", &url), ("nouns", "hold"), ("client", &client), ("scheme", "v1")];
        let page = fill(administrator, "/settings/webhooks/new", &fields).await?;
        asked.abort();
        let billing = billing.with_secrets(Some(word(&page, "whsec_")?), None);
        let served = serve(listener, &billing)?;
        Ok(Self { billing, system, served })
    }

    /// Nobody is at the door any more.
    pub fn close_door(&self) {
        self.served.abort();
    }
}

/// Registers the system; without a program its holds stand on the block list of its owner.
///
/// # Errors
/// When the settings refuse it.
pub async fn register(administrator: &Browser, owner: TeamId, client: &str) -> Result<SystemId> {
    let owner = owner.to_string();
    let fields = [
        ("name", "Facturatie"),
        ("code", "billing"),
        ("owner", &owner),
        ("client", client),
        ("runs-0-day", "mon"),
        ("runs-0-at", "02:00"),
        ("active", "yes"),
    ];
    let page = fill(administrator, "/settings/systems/new", &fields).await?;
    let id = page.url.rsplit('/').next().and_then(|end| end.split('?').next()).unwrap_or_default();
    Ok(SystemId::parse(id)?)
}

/// A program at the API; its token is read off the page that shows it once.
///
/// # Errors
/// When the settings refuse it.
pub async fn program(administrator: &Browser, name: &str, team: TeamId, scopes: &[&str]) -> Result<String> {
    let team = team.to_string();
    let mut fields = vec![("name", name), ("teams", team.as_str()), ("days", "365"), ("active", "yes")];
    fields.extend(scopes.iter().map(|scope| ("scopes", *scope)));
    let page = fill(administrator, "/settings/api/new", &fields).await?;
    word(&page, "rgt_")
}

fn serve(listener: std::net::TcpListener, billing: &Billing) -> Result<JoinHandle<()>> {
    let (listener, router) = (TcpListener::from_std(listener)?, billing.router());
    Ok(tokio::spawn(async move {
        let _stopped = axum::serve(listener, router).await;
    }))
}

/// The word of a page that begins with something.
fn word(page: &Page, begins: &str) -> Result<String> {
    ensure!(page.status == 200, "{} answered {}: {}", page.url, page.status, page.text());
    let text = page.text();
    let found = text.split_whitespace().find_map(|word| word.find(begins).map(|at| &word[at..]));
    let found = found.with_context(|| format!("{begins} on {}: {text}", page.url))?;
    Ok(found.trim_end_matches(['.', ',', ')']).to_owned())
}
