//! Runs the billing system on a port, and takes what its clerk types: `dun`, `credit 884213`, `remind 884213`, `holds`.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use regie_example_billing::{Billing, Connection};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::time::{Duration, interval};

#[expect(clippy::disallowed_methods, reason = "configuration is read once, at start, by the binary")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "signatures are judged by the clock of the machine")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[tokio::main]
async fn main() -> Result<()> {
    let listen = told("BILLING_LISTEN").unwrap_or_else(|| "127.0.0.1:9090".to_owned());
    let connection = Connection {
        base: told("REGIE").unwrap_or_else(|| "http://127.0.0.1:8080".to_owned()),
        system: told("REGIE_SYSTEM").unwrap_or_else(|| "billing".to_owned()),
        token: told("REGIE_TOKEN").context("REGIE_TOKEN is not set: Settings, API, New program")?,
        webhook_secret: told("REGIE_WEBHOOK_SECRET"),
        report_secret: told("REGIE_REPORT_SECRET"),
    };
    let due = (880_001..=890_000).map(|invoice: u32| invoice.to_string()).collect();
    let billing = Billing::new(connection, due, Arc::new(now))?;
    let listener = TcpListener::bind(&listen).await.with_context(|| format!("nothing can listen on {listen}"))?;
    println!("Regie may post to http://{listen}/regie. Type dun, credit 884213, remind 884213 or holds.");
    let served = tokio::spawn(axum::serve(listener, billing.router()).into_future());

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut look = interval(Duration::from_millis(500));
    loop {
        tokio::select! {
            line = lines.next_line() => match line? {
                Some(line) => command(&billing, line.trim()).await,
                None => break,
            },
            _ = look.tick() => {}
        }
        billing.news().iter().for_each(|news| println!("{news}"));
    }
    // Nobody types any more, as under a service manager: it goes on serving.
    Ok(served.await??)
}

async fn command(billing: &Billing, line: &str) {
    let (verb, invoice) = line.split_once(' ').unwrap_or((line, ""));
    let done = match verb {
        "dun" => {
            println!("{}", billing.dun().await);
            Ok(())
        }
        "holds" => {
            billing.held().values().for_each(|subject| println!("{subject}"));
            Ok(())
        }
        "credit" => billing.credit(invoice).await,
        "remind" => billing.remind_without_asking(invoice).await,
        "" => Ok(()),
        _ => {
            println!("dun, credit NUMBER, remind NUMBER, holds");
            Ok(())
        }
    };
    if let Err(error) = done {
        println!("{error:#}");
    }
}
