//! What the message says that asks how a journey went: its questions, until when, and the row of scores in a mail.

use regie_domain::codes::UpdateKind;
use regie_domain::ids::UpdateId;
use regie_domain::survey::AskState;

use super::case::Case;
use crate::directory::Directory;
use crate::locale::Lang;
use crate::surveys::one_click;
use crate::texts::Values;
use crate::texts::scores::Scores;
use crate::texts::sentences::Voice;

/// The way to what a message is about: the questions themselves, where it asks how it went and its reader is known. Who must
/// say first who it is comes to the questions after that.
pub(super) fn way(case: &Case, link: &str) -> String {
    let asks = case.about() == Some(UpdateKind::Survey) && !link.is_empty() && !link.ends_with("/who");
    if asks { format!("{link}/feedback") } else { link.to_owned() }
}

/// Fills in what is asked.
pub(super) fn tell(values: &mut Values, directory: &Directory, case: &Case, voice: &Voice) {
    if case.about() != Some(UpdateKind::Survey) {
        return;
    }
    values.next_step = String::new();
    let state = case.journey.survey.as_ref().map(|ask| ask.state);
    let Some(AskState::Asked { survey, until, .. }) = state else { return };
    values.by = voice.moment(until);
    let Some(survey) = directory.survey_version(survey) else { return };
    let words = |question: &regie_domain::survey::SurveyQuestion| match case.lang {
        Lang::Nl => question.words.nl.clone(),
        Lang::En => question.words.en.clone(),
    };
    let first = survey.questions.iter().filter(|question| !question.more && question.only_if.is_none());
    values.items = first.map(words).collect();
    let clicked = one_click(survey).and_then(|number| survey.question(number));
    values.scores = clicked.and_then(|question| Scores::of(words(question), &question.form));
}

/// Fills in what was done with an answer, in the words of who did it.
pub(super) fn tell_done(values: &mut Values, case: &Case, update: UpdateId) {
    if case.about() != Some(UpdateKind::WeDid) {
        return;
    }
    let done = case.journey.survey.iter().flat_map(|ask| &ask.done).find(|done| done.update == Some(update));
    values.words = done.and_then(|done| case.text(done.text)).unwrap_or_default().to_owned();
    (values.next_step, values.todo) = (String::new(), String::new());
}
