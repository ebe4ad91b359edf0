//! The program `regie`.

use std::process::ExitCode;

fn main() -> ExitCode {
    regie::run(regie::cli::Cli::asked())
}
