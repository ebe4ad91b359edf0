//! While an agreed visit is ahead, its date is the news. The silence limit rests as far as the blueprint lets it
//! ([`VisitPlan::rest_days`](super::VisitPlan::rest_days), rule 5), and the date is told once more when the open day before it
//! begins, while another time can still be chosen.

use jiff::{SignedDuration, Timestamp};

use super::Visit;
use crate::codes::UpdateKind;
use crate::decide::Draft;
use crate::ids::PromiseId;

/// Who heard from us so shortly before is not told again.
const HEARD: SignedDuration = SignedDuration::from_hours(24);

/// A visit that is agreed on, told, and still ahead.
struct Ahead<'a> {
    promise: PromiseId,
    visit: &'a Visit,
    /// How many days it lets the limit rest at most.
    days: u32,
}

/// The visit whose date is the news: nothing was missed or asked meanwhile, or that is what the customer waits for.
fn ahead<'a>(draft: &'a Draft<'_>) -> Option<Ahead<'a>> {
    let journey = &draft.journey;
    let days = draft.facts.blueprint.visit.as_ref()?.rest_days.filter(|days| *days > 0)?;
    let (_, visit) = journey.booked_visit().filter(|(_, visit)| visit.is_awaited())?;
    let promise = visit.promise().filter(|id| journey.promises.get(id).is_some_and(|found| found.is_open()))?;
    let missed = journey.promises.values().any(|found| found.is_to_customer() && found.is_unsettled());
    let stands = !missed && journey.open_question().is_none() && visit.told().until > draft.facts.now;
    (stands && journey.was_promised_aloud(promise)).then_some(Ahead { promise, visit, days })
}

/// When the customer must hear something, who was told something at `told_at` and would hear from us by the limit otherwise;
/// and the visit that lets the limit rest until then.
pub(crate) fn rest(draft: &Draft<'_>, told_at: Timestamp, limit: Timestamp) -> (Timestamp, Option<PromiseId>) {
    let Some(ahead) = ahead(draft) else { return (limit, None) };
    let most = SignedDuration::from_hours(24 * i64::from(ahead.days));
    let most = draft.facts.quiet.send_before_quiet(told_at.checked_add(most).unwrap_or(Timestamp::MAX)).max(limit);
    let begins = ahead.visit.begins();
    let before = draft.facts.calendar(ahead.visit.team).opening_of_nth_open_day_before(begins, 1);
    let reminder = draft.facts.quiet.end_of_quiet(before);
    // A call or letter the day before would tell nothing that the one before it did not.
    let tells = reminder.duration_since(told_at) >= HEARD && crate::update::by_mail(draft, None);
    let by = if tells { reminder } else { limit.max(ahead.visit.told().until) };
    let by = by.min(most);
    (by, (by != limit).then_some(ahead.promise))
}

/// The limit was reached, and the date is what there is to tell.
pub(crate) fn tell_again(draft: &mut Draft<'_>) -> bool {
    let Some((promise, team)) = ahead(draft).map(|ahead| (ahead.promise, ahead.visit.team)) else { return false };
    crate::update::plan(draft, UpdateKind::VisitAhead, |update| {
        update.promise = Some(promise);
        update.team = Some(team);
    });
    // Until it has left, the next limit counts from here, so that the timer goes on.
    crate::update::restart_news_for(draft, UpdateKind::VisitAhead);
    true
}

/// What let the limit rest is moved, off, begun or missed, or something is asked besides: the limit runs again.
pub(crate) fn wake(draft: &mut Draft<'_>) {
    let Some(rests) = draft.journey.news.and_then(|news| news.rests) else { return };
    if ahead(draft).is_none_or(|ahead| ahead.promise != rests) {
        crate::update::restart_news(draft);
    }
}
