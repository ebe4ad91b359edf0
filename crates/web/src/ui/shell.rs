//! What surrounds a staff page: menu, counts, notices; and the customer's frame.

use jiff::SignedDuration;
use regie_app::read::Waiting;
use regie_domain::actor::Role;
use regie_domain::calendar::Calendar;
use regie_domain::directory::Outgoing;

use crate::cx::Cx;
use crate::pages::shell::{Counts, CustomerShell, MailState, Nav, Notice, Shell};
use crate::reply::Failure;
use crate::state::Web;
use crate::visit::Visit;

/// Open for longer than this without a break is day and night.
const DAY_AND_NIGHT: SignedDuration = SignedDuration::from_hours(48);

/// The frame of a staff page.
///
/// # Errors
/// What the store says, and when nobody is signed in.
pub async fn staff(web: &Web, visit: &Visit, at: Nav, said: Option<&str>) -> Result<Shell, Failure> {
    let member = visit.member()?;
    let waiting = match visit.work_scope(false) {
        Ok(scope) => web.app.waiting(&scope, member.has(Role::Coordinator)).await?,
        Err(_) => Waiting::default(),
    };
    let organisation = visit.directory.organisation()?;
    let teams: Vec<String> = member.teams.iter().map(|(team, _)| visit.directory.team_name(*team)).collect();
    let mail = match organisation.outgoing {
        Outgoing::Trial => MailState::Trial,
        Outgoing::Live => MailState::Live,
        Outgoing::Paused => MailState::Paused,
    };
    // What was just said is a key of the locales, never words from the address bar.
    let notice =
        said.filter(|key| key.starts_with("said-") && visit.cx.lang.has(key)).map(|key| Notice::done(visit.cx.t(key)));
    let refused = web.app.sendings(&visit.who()?).await?.into_iter().find(|one| one.refused.is_some());
    let stuck = refused.map(|one| (format!("/journeys/{}", one.journey), visit.cx.t("sending-stuck")));
    let trouble = web.app.webhook_troubles(&visit.who()?).await?.into_iter().next().map(|one| {
        let words = visit.cx.t1("webhook-trouble", "name", &one.name);
        (format!("/settings/webhooks/{}", one.endpoint), words)
    });
    Ok(Shell {
        organisation: organisation.name.clone(),
        member: member.name.clone(),
        teams: teams.join(", "),
        administrator: member.has(Role::Administrator),
        reads: crate::gate::READERS.iter().any(|role| member.has(*role)),
        works: crate::gate::WORKERS.iter().any(|role| member.has(*role)),
        begins: begins(visit),
        coordinates: member.has(Role::Coordinator),
        ships: crate::ui::shipments::has_some(visit),
        blocks: waiting.blocks > 0 || crate::ui::blocks::has_one(visit),
        figures: visit.directory.guest_of(member).is_none()
            && regie_app::figures::READERS.iter().any(|role| member.has(*role)),
        improves: visit.directory.guest_of(member).is_none(),
        settings: crate::gate::OVERSEERS.iter().any(|role| member.has(*role)),
        counts: Counts {
            work: waiting.journeys,
            handovers: waiting.offers,
            handovers_late: waiting.offers_late,
            promises: waiting.promises,
            arrivals: waiting.arrivals,
            blocks: waiting.blocks,
            signals: waiting.signals,
        },
        at,
        mail,
        notice,
        stuck,
        trouble,
        query: String::new(),
    })
}

/// Whether who is signed in may begin a journey or note a call: who works for a partner, where it serves something.
#[must_use]
pub fn begins(visit: &Visit) -> bool {
    let Some(member) = visit.member.as_deref() else { return false };
    let works = crate::gate::WORKERS.iter().any(|role| member.has(*role));
    let guest = visit.directory.guest_of(member).is_some();
    works && (!guest || visit.directory.begins(Some(member)).next().is_some())
}

/// The frame of a customer's page.
#[must_use]
pub fn customer(visit: &Visit) -> CustomerShell {
    let organisation = visit.directory.organisation.as_ref().map(|found| &found.value);
    let calendar = organisation.and_then(|found| Calendar::new(found.hours.clone()).ok());
    let hours = calendar.and_then(|calendar| opening(&visit.cx, &calendar));
    CustomerShell {
        organisation: organisation.map(|found| found.name.clone()).unwrap_or_default(),
        brand_sheet: crate::brand::sheet_href(&visit.directory),
        logo: crate::brand::logo_link(&visit.directory),
        // A number is not broken off at the end of a line.
        phone: organisation.map(|found| found.phone.replace(' ', "\u{a0}")).filter(|phone| !phone.is_empty()),
        hours,
    }
}

/// How long the office is open, or when it opens again; nothing when it never does.
fn opening(cx: &Cx, calendar: &Calendar) -> Option<String> {
    let now = cx.now;
    if !calendar.is_open(now) {
        return calendar.next_open(now).map(|opens| cx.t1("shell-opens", "when", cx.brief_text(&opens)));
    }
    // Closing first on a holiday weeks ahead is not what a caller wants to know.
    let soon = calendar.closes_at(now).filter(|closes| closes.duration_since(now) <= DAY_AND_NIGHT);
    Some(match soon {
        Some(closes) => cx.t1("shell-open-until", "when", cx.until_text(&closes)),
        None => cx.t("shell-open-always"),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use regie_app::locale::Lang;
    use regie_domain::calendar::CalendarSpec;
    use regie_domain::holidays::HolidaySet;

    use super::*;
    use crate::cx::Theme;

    #[test]
    fn who_is_always_there_says_so_and_no_holiday_weeks_ahead() {
        let mut spec: CalendarSpec = Calendar::always_open("Europe/Amsterdam").unwrap().spec().clone();
        let cx = crate::samples::cx(Lang::Nl, Theme::Auto, false);
        assert_eq!(opening(&cx, &Calendar::new(spec.clone()).unwrap()).unwrap(), "Dag en nacht open.");
        spec.holidays = HolidaySet::general_terms_act();
        assert_eq!(opening(&cx, &Calendar::new(spec).unwrap()).unwrap(), "Dag en nacht open.");
    }
}
