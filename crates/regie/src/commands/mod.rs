//! One file per command.

mod audit;
mod backup;
mod copy;
mod demo;
mod doctor;
mod erase;
mod import;
mod mail_in;
mod rebuild;
mod restore;
mod serve;
mod verify;

use std::process::ExitCode;

use crate::cli::Command;
use crate::config::Settings;

/// Runs a command.
///
/// # Errors
/// Why it could not be done.
pub async fn run(settings: Settings, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(options) => serve::run(settings, options).await,
        Command::Demo(options) => demo::run(settings, options).await,
        Command::MailIn(options) => mail_in::run(&settings, options).await,
        Command::Import(options) => import::run(&settings, options.archive).await,
        Command::Verify => verify::run(&settings).await,
        Command::Audit(options) => audit::run(&settings, options.task).await,
        Command::RebuildViews => rebuild::run(&settings).await,
        Command::Backup(options) => backup::run(&settings, options).await,
        Command::Restore(options) => restore::run(&settings, options).await,
        Command::Erase(options) => erase::run(&settings, options).await,
        Command::Copy(options) => copy::run(options).await,
        Command::Doctor => doctor::run(&settings).await,
        Command::Config => {
            println!("{}", crate::cli::settings());
            Ok(ExitCode::SUCCESS)
        }
    }
}
