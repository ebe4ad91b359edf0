//! The program: configuration, the commands, and the outside that the other rooms only know as ports.
//!
//! `cli` says what can be asked, [`config`] what was told, `commands` does it. `edge` is where the machine's clock and
//! randomness come in; `demo` plays the stories on a clock of its own.

pub mod alone;
pub mod background;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod edge;
pub mod open;
pub mod practice;
pub mod progress;
pub mod running;
pub mod web;

use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::config::{LogFormat, Settings};

/// What a mail server is told when it must try again later (`EX_TEMPFAIL` of sysexits).
pub const TRY_AGAIN: u8 = 75;
/// What an import that was stopped half-way ends with, as shells say of Ctrl-C.
pub const STOPPED: u8 = 130;

/// Does what the command line asks. The exit code is 0 when it is done, 1 when it failed, 75 when `mail-in` could not keep
/// a mail and it must be brought again, 130 when `import` was stopped half-way.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let trouble = if matches!(cli.command, Command::MailIn(_)) { TRY_AGAIN } else { 1 };
    if matches!(cli.command, Command::Verify | Command::Doctor | Command::Config) {
        end_when_nobody_reads();
    }
    match start(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("regie: {}", chain(&error));
            ExitCode::from(trouble)
        }
    }
}

/// `regie doctor | head`: that the reader of a report has gone is its end and no fault.
fn end_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to stdout") && said.contains("Broken pipe") {
            std::process::exit(0);
        }
        usual(panic);
    }));
}

/// The stack of a worker, in bytes. Only what is used of it takes memory.
const STACK: usize = 8 * 1024 * 1024;

fn start(cli: Cli) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(cli.flags)?;
    log_to_stderr(&settings, &cli.command)?;
    // TLS of mail connections; a provider that was chosen before stays.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    // A build without optimisation, as `make demo` makes it, needs more than the usual two megabytes for what is nested.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()?;
    runtime.block_on(commands::run(settings, cli.command))
}

fn log_to_stderr(settings: &Settings, command: &Command) -> anyhow::Result<()> {
    let usual = if matches!(command, Command::Serve(_)) { "info" } else { "warn" };
    let level = settings.log_level.as_deref().unwrap_or(usual);
    let filter = tracing_subscriber::EnvFilter::try_new(level)
        .map_err(|error| anyhow::anyhow!("log_level {level:?} cannot be used: {error}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let begun = match settings.log {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    begun.map_err(|error| anyhow::anyhow!("the log could not be begun: {error}"))
}

/// An error with what caused it, on one line, each reason once.
fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if text.contains(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}
