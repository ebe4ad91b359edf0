//! `regie doctor`: looks at everything that an installation stands on, and says what to do.

use std::fmt;
use std::process::ExitCode;

use crate::config::Settings;
use crate::doctor::{Finding, Level, examine};

/// Prints what was found; the exit code is 1 when something does not work.
///
/// # Errors
/// None that are not in the table.
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let findings = examine(settings).await;
    let width = findings.iter().map(|finding| finding.what.len()).max().unwrap_or(0);
    for finding in &findings {
        println!("{}", Line { finding, width });
    }
    let failed = findings.iter().filter(|finding| finding.level == Level::Fail).count();
    let warned = findings.iter().filter(|finding| finding.level == Level::Warn).count();
    println!("\n{} OK, {warned} WARN, {failed} FAIL", findings.len() - failed - warned);
    Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

struct Line<'a> {
    finding: &'a Finding,
    width: usize,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { finding, width } = self;
        write!(f, "{:<4}  {:<width$}  {}", finding.level.code(), finding.what, finding.found)?;
        if let Some(advice) = &finding.advice {
            write!(f, "\n{:8}{:width$}-> {advice}", "", "")?;
        }
        Ok(())
    }
}
