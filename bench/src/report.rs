//! What is printed: a figure, its reference, their ratio, and the bar that it must hold.

use std::time::{Duration, Instant};

/// Prints figures as they come.
pub struct Report {
    begun: Instant,
    missed: Vec<String>,
}

/// What a figure must hold.
#[derive(Debug, Clone, Copy)]
pub enum Bar {
    /// Figure divided by reference, at least.
    RatioAtLeast(f64),
    /// The figure itself, at least.
    AtLeast(f64),
    /// The figure itself, at most.
    AtMost(f64),
}

impl Report {
    /// Prints the head.
    pub fn begin() -> Self {
        println!("| what | figure | reference in the same run | ratio | bar | holds |");
        println!("|---|---|---|---|---|---|");
        Self { begun: Instant::now(), missed: Vec::new() }
    }

    /// Prints one figure beside its reference.
    pub fn figure(&mut self, what: &str, unit: &str, figure: f64, reference: (&str, f64), bar: Bar) {
        let ratio = figure / reference.1;
        let (wanted, holds) = match bar {
            Bar::RatioAtLeast(least) => (format!("ratio ≥ {least:.2}"), ratio >= least),
            Bar::AtLeast(least) => (format!("≥ {} {unit}", number(least)), figure >= least),
            Bar::AtMost(most) => (format!("≤ {} {unit}", number(most)), figure <= most),
        };
        let verdict = if holds { "yes" } else { "**no**" };
        let (figure, beside) = (number(figure), number(reference.1));
        println!(
            "| {what} | {figure} {unit} | {beside} {unit}: {} | {} | {wanted} | {verdict} |",
            reference.0,
            number(ratio)
        );
        if !holds {
            self.missed.push(format!("{what}: {figure} {unit}, wanted {wanted}"));
        }
    }

    /// Says why something could not be measured.
    pub fn not_measured(&mut self, what: &str, why: &str) {
        println!("| {what} | not measured: {why} | | | | |");
    }

    /// Prints what does not hold its bar.
    pub fn end(self) {
        println!("\nTook {:.0} s.", self.begun.elapsed().as_secs_f64());
        for missed in &self.missed {
            println!("Does not hold: {missed}");
        }
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The middle one.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that so many percent stay under, in milliseconds.
pub fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}
