//! What surrounds a staff page: menu, counts, notices; and the customer's frame.

use regie_app::read::Work;
use regie_domain::actor::Role;
use regie_domain::directory::Outgoing;

use crate::pages::shell::{Counts, CustomerShell, MailState, Nav, Notice, Shell};
use crate::reply::Failure;
use crate::state::Web;
use crate::visit::Visit;

/// The frame of a staff page.
///
/// # Errors
/// What the store says.
pub async fn staff(web: &Web, visit: &Visit, at: Nav, said: Option<&str>) -> Result<Shell, Failure> {
    let member = visit.member()?;
    let work = match visit.scope() {
        Ok(scope) => web.app.work(&scope, member.has(Role::Coordinator)).await?,
        Err(_) => Work::default(),
    };
    Ok(staff_with(visit, at, said, &work)?)
}

/// The frame of a staff page whose work has been read already.
///
/// # Errors
/// When nobody is signed in.
pub fn staff_with(visit: &Visit, at: Nav, said: Option<&str>, work: &Work) -> Result<Shell, regie_app::AppError> {
    let member = visit.member()?;
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
    Ok(Shell {
        organisation: organisation.name.clone(),
        member: member.name.clone(),
        teams: teams.join(", "),
        administrator: member.has(Role::Administrator),
        reads: crate::gate::READERS.iter().any(|role| member.has(*role)),
        settings: crate::gate::OVERSEERS.iter().any(|role| member.has(*role)),
        counts: counts(visit, work),
        at,
        mail,
        notice,
        query: String::new(),
    })
}

fn counts(visit: &Visit, work: &Work) -> Counts {
    let now = visit.cx.now;
    Counts {
        work: super::work::rows::rows(visit, work).len(),
        handovers: work.offers.len(),
        handovers_late: work.offers.iter().filter(|offer| offer.respond_by < now).count(),
        promises: work.promises.len(),
        arrivals: work.arrivals.len(),
    }
}

/// The frame of a customer's page.
#[must_use]
pub fn customer(visit: &Visit) -> CustomerShell {
    let organisation = visit.directory.organisation.as_ref().map(|found| &found.value);
    let calendar = organisation.and_then(|found| regie_domain::calendar::Calendar::new(found.hours.clone()).ok());
    let now = visit.cx.now;
    let hours = calendar.and_then(|calendar| match calendar.closes_at(now) {
        Some(closes) => Some(visit.cx.t1("shell-open-until", "when", visit.cx.brief_text(&closes))),
        None => calendar.next_open(now).map(|opens| visit.cx.t1("shell-opens", "when", visit.cx.brief_text(&opens))),
    });
    CustomerShell {
        organisation: organisation.map(|found| found.name.clone()).unwrap_or_default(),
        brand_sheet: None,
        phone: organisation.map(|found| found.phone.clone()).filter(|phone| !phone.is_empty()),
        hours,
    }
}
