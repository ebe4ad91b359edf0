//! `regie erase CUSTOMER`: what would go, and with `--yes` it goes. Names and addresses are told to nobody here either.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use regie_app::authorise::Who;
use regie_app::customers::{EraseError, Extent, Ground, Whom};
use regie_app::{App, AppError};
use regie_domain::ids::CustomerId;
use regie_domain::phone::PhoneNumber;

use crate::cli::Erase;
use crate::config::Settings;
use crate::open;

/// Erases, or says what would go.
///
/// # Errors
/// When nothing is known of the customer, a journey is open, or what the database says. Nothing is erased then.
pub async fn run(settings: &Settings, options: Erase) -> anyhow::Result<ExitCode> {
    let whom = whom(&options.customer)?;
    let ground = Ground::parse(&options.ground).with_context(|| format!("{} is no ground", options.ground))?;
    let store = open::up_to_date(&settings.database).await?;
    let secret = open::secret(settings, &store, false).await?;
    let app = open::app(settings, store, &secret)?;
    let done = erase(&app, whom, ground, options.yes).await;
    app.store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn erase(app: &App, whom: Whom, ground: Ground, yes: bool) -> anyhow::Result<()> {
    if !yes {
        let extent = app.erasable(&Who::System, &whom).await.map_err(said)?;
        println!("Would be erased: {}.", counts(&extent));
        println!("Nothing is erased yet. It cannot be undone; the same command with --yes does it.");
        return Ok(());
    }
    let extent = app.erase_customer(&Who::System, whom, ground).await.map_err(said)?;
    println!("Erased: {}.", counts(&extent));
    if !app.scrub().await? {
        println!("The log beside the database is in use and may hold traces until it is written back: run this again.");
    }
    println!(
        "Backups from before still hold it. Restore them with --erasures-from and this database, or throw them away."
    );
    Ok(())
}

/// An id, an e-mail address, or a telephone number in any notation.
fn whom(text: &str) -> anyhow::Result<Whom> {
    let text = text.trim();
    match CustomerId::parse(text) {
        Ok(id) => Ok(Whom::Customer(id)),
        Err(_) if text.contains('@') => Ok(Whom::Address(text.to_owned())),
        Err(_) => match PhoneNumber::parse(text) {
            Ok(number) => Ok(Whom::Number(number)),
            Err(_) => bail!("a customer is named by an id, an e-mail address or a telephone number"),
        },
    }
}

fn said(error: EraseError) -> anyhow::Error {
    match error {
        EraseError::App(AppError::NotFound(_)) => anyhow::anyhow!("nothing is known of this customer"),
        other => other.into(),
    }
}

fn counts(extent: &Extent) -> String {
    format!(
        "{} customer records, {} names, addresses, texts, mails and files ({} kB), on {} journeys, {} mails on none",
        extent.customers,
        extent.contents,
        extent.bytes.div_ceil(1024),
        extent.journeys,
        extent.arrivals
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_an_id_or_an_address() {
        assert!(matches!(whom(" a@example.net "), Ok(Whom::Address(address)) if address == "a@example.net"));
        assert!(matches!(whom("0190b6f2-0000-7000-8000-000000000001"), Ok(Whom::Customer(_))));
        assert!(matches!(whom("06-000 000 78"), Ok(Whom::Number(number)) if number.as_str() == "+31600000078"));
        assert!(whom("Jansen").is_err());
    }

    #[test]
    fn every_ground_can_be_named() {
        use clap::Parser as _;
        for ground in Ground::ALL {
            let args = ["regie", "erase", "a@example.net", "--ground", ground.code()];
            assert!(crate::cli::Cli::try_parse_from(args).is_ok(), "{ground:?}");
        }
        assert!(
            crate::cli::Cli::try_parse_from(["regie", "erase", "a@example.net", "--ground", "asked by Jan"]).is_err()
        );
    }
}
