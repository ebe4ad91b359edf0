//! The program `regie`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    regie::run(regie::cli::Cli::parse())
}
