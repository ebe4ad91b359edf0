//! The steps of the blueprint, each done by a real event and never by the clock.

use regie_app::read::stages::{Stands, stages};

use super::view::View;
use crate::pages::status::{Step, StepState};
use crate::ui::journey::view::own_words;

/// The steps. One that was passed by is left out: it was not needed on this journey.
pub(super) fn steps(view: &View<'_>) -> Vec<Step> {
    let named = view.loaded.blueprint.stages.iter().zip(stages(view.loaded));
    let seen = named.filter_map(|(stage, stands)| {
        let (state, at) = match stands {
            Stands::Done(at) => (StepState::Done, Some(at)),
            Stands::Now => (StepState::Now, None),
            Stands::Later => (StepState::Todo, None),
            Stands::Passed => return None,
        };
        Some(Step { name: own_words(view.cx, &stage.name), state, at, note: None })
    });
    seen.collect()
}
