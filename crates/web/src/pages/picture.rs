//! The way of a blueprint as a picture: a line that runs through a lane for each who acts, step by step, beside the words of
//! each step. Who does not see the lines reads the same list.

use std::borrow::Borrow;
use std::fmt::Write as _;

use crate::html::Html;

/// The picture.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Who acts, a lane each, from left to right.
    pub lanes: Vec<String>,
    /// The steps, from top to bottom.
    pub steps: Vec<PictureStep>,
    /// How long the steps are expected to take beside what is promised, where both are counted in the same unit.
    pub span: Option<PictureSpan>,
    /// What holds all along.
    pub always: Vec<String>,
}

/// One step.
#[derive(Clone, Debug, Default)]
pub struct PictureStep {
    /// Its name.
    pub name: String,
    /// Its place among the lanes.
    pub lane: usize,
    /// What makes it done.
    pub done_when: String,
    /// How long it is expected to take.
    pub takes: Option<String>,
    /// What is promised by then.
    pub promise: Option<String>,
    /// What is told then, message by message.
    pub told: Vec<String>,
    /// Limits that hold there, and windows that can be chosen.
    pub notes: Vec<String>,
}

/// The expected time beside the promised one.
#[derive(Clone, Debug)]
pub struct PictureSpan {
    /// The steps: lane and working days.
    pub parts: Vec<(usize, u32)>,
    /// The promise, in working days.
    pub promised: u32,
    /// The same in words.
    pub words: String,
    /// Whether the steps take longer than what is promised.
    pub late: bool,
}

impl Picture {
    /// The lanes with their class.
    pub fn legend(&self) -> Vec<(usize, &str)> {
        self.lanes.iter().map(String::as_str).enumerate().collect()
    }

    /// Who acts at a step.
    pub fn who(&self, step: &PictureStep) -> &str {
        self.lanes.get(step.lane).map_or("", String::as_str)
    }

    /// The lines beside a step: what comes from the step above, its dot, and below it what leads on. Widths are lanes, heights
    /// are drawn as high as the words are.
    pub fn lines(&self, at: impl Borrow<usize>) -> Html {
        let at = *at.borrow();
        let x = |lane: usize| format!("{lane}.5");
        let Some(step) = self.steps.get(at) else { return Html::default() };
        let own = x(step.lane);
        let before = at.checked_sub(1).and_then(|above| self.steps.get(above)).map(|above| x(above.lane));
        let last = at + 1 == self.steps.len();
        let wide = self.lanes.len().max(1);
        let rails = |high: u32| {
            let one = |lane: usize| format!("M{} 0V{high}", x(lane));
            let all: String = (0..wide).map(one).collect();
            format!(r#"<path class="rail" d="{all}"/>"#)
        };
        let open = |class: &str, high: u32| {
            let lanes = wide.min(MOST_LANES);
            format!(
                r#"<svg class="{class} lanes{lanes}" viewBox="0 0 {wide} {high}" preserveAspectRatio="none" aria-hidden="true">"#
            )
        };
        let mut html = open("head", 2);
        html.push_str(&rails(2));
        if let Some(before) = before {
            let _ = write!(html, r#"<path class="line" d="M{before} 0C{before} .8 {own} .2 {own} 1"/>"#);
        }
        if !last {
            let _ = write!(html, r#"<path class="line" d="M{own} 1V2"/>"#);
        }
        let _ = write!(html, r#"<path class="dot lane{}" d="M{own} 1h0"/></svg>"#, step.lane);
        html.push_str(&open("tail", 1));
        html.push_str(&rails(1));
        if !last {
            let _ = write!(html, r#"<path class="line" d="M{own} 0V1"/>"#);
        }
        html.push_str("</svg>");
        Html::trusted(html)
    }
}

/// The widest picture.
const MOST_LANES: usize = 4;
/// How wide a step of less than a day is drawn, in tenths of a day.
const SHORTEST: u32 = 4;

impl PictureSpan {
    /// The bar: a part for each step, and a mark where the promise ends.
    pub fn bar(&self) -> Html {
        let width = |days: u32| (days * 10).max(SHORTEST);
        let steps: u32 = self.parts.iter().map(|(_, days)| width(*days)).sum();
        let promise = width(self.promised);
        let whole = steps.max(promise) + 2;
        let mut html = format!(
            r#"<svg class="spanbar" viewBox="0 0 {whole} 10" preserveAspectRatio="none" aria-hidden="true"><path class="ground" d="M0 5H{whole}"/>"#
        );
        let mut from = 0;
        for (lane, days) in &self.parts {
            let until = from + width(*days);
            let _ = write!(
                html,
                r#"<path class="part lane{lane}" d="M{from} 5H{until}"/><path class="cut" d="M{until} 0V10"/>"#
            );
            from = until;
        }
        let _ = write!(html, r#"<path class="promise" d="M{promise} 0V10"/></svg>"#);
        Html::trusted(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(lanes: &[usize]) -> Picture {
        Picture {
            lanes: vec!["Inwoner".to_owned(), "Balie".to_owned(), "Techniek".to_owned()],
            steps: lanes.iter().map(|lane| PictureStep { lane: *lane, ..PictureStep::default() }).collect(),
            ..Picture::default()
        }
    }

    #[test]
    fn the_line_runs_from_lane_to_lane_and_ends_at_the_last_step() {
        let picture = picture(&[1, 2, 1]);
        let [first, second, third] = [0, 1, 2].map(|at| picture.lines(at).to_string());
        assert!(!first.contains('C') && first.contains(r#"d="M1.5 1V2""#), "{first}");
        assert!(second.contains("M1.5 0C1.5 .8 2.5 .2 2.5 1") && second.contains("lane2"), "{second}");
        assert!(
            third.contains("M2.5 0C") && !third.contains("1V2\"") && !third.contains("M1.5 0V1\"/></svg>"),
            "{third}"
        );
        assert!(picture.lines(3).as_str().is_empty());
        for html in [&first, &second, &third] {
            assert!(!html.contains("style") && html.matches("aria-hidden").count() == 2);
        }
    }

    #[test]
    fn the_bar_is_as_long_as_the_longer_of_both() {
        let span = PictureSpan { parts: vec![(1, 0), (2, 3)], promised: 2, words: String::new(), late: true };
        let bar = span.bar().to_string();
        assert!(bar.contains("viewBox=\"0 0 36 10\"") && bar.contains("M0 5H4") && bar.contains("M4 5H34"), "{bar}");
        assert!(bar.contains(r#"class="promise" d="M20 0V10""#));
    }
}
