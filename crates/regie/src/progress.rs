//! How far long work is, on standard error: a bar at a terminal, a line now and then elsewhere.

use std::io::{IsTerminal as _, Write as _};

/// Cells of the bar.
const CELLS: usize = 24;

/// Shows how far work is.
#[derive(Debug)]
pub struct Progress {
    terminal: bool,
    /// The percentage that was shown last.
    shown: Option<u16>,
}

impl Progress {
    /// On this program's standard error.
    #[must_use]
    pub fn on_stderr() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: None }
    }

    /// Shows a state: the share done in thousandths, and words about it.
    pub fn show(&mut self, permille: u16, words: &str) {
        let percent = permille.min(1000) / 10;
        // A log need not hear more than a hundred lines.
        if !self.terminal && self.shown == Some(percent) {
            return;
        }
        self.shown = Some(percent);
        let line = if self.terminal {
            format!("\r\x1b[2K[{}] {percent:>3}%  {words}", bar(permille))
        } else {
            format!("{percent}%  {words}\n")
        };
        write(&line);
    }

    /// Leaves the line of the bar, before something else is said.
    pub fn end(&mut self) {
        if self.terminal && self.shown.take().is_some() {
            write("\n");
        }
    }
}

/// Nobody listening to how far it is, is no reason to stop.
fn write(text: &str) {
    let mut out = std::io::stderr();
    let _unheard = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn bar(permille: u16) -> String {
    let full = usize::from(permille.min(1000)) * CELLS / 1000;
    format!("{}{}", "#".repeat(full), ".".repeat(CELLS - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_longer_than_its_cells() {
        for permille in [0, 1, 499, 500, 999, 1000, u16::MAX] {
            assert_eq!(bar(permille).len(), CELLS, "{permille}");
        }
        assert!(bar(0).starts_with('.') && bar(1000).ends_with('#'));
        assert_eq!(bar(500), format!("{}{}", "#".repeat(12), ".".repeat(12)));
    }
}
