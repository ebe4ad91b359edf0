//! The page of a journey for somebody who works for a partner and signs in: own work first, what the customer was promised and
//! told, own promises and response times, and nothing else; the whole where the partner directs.

use axum::response::Response;
use jiff::Timestamp;
use regie_domain::ids::JourneyId;
use regie_domain::update::{Update, UpdateState};

use super::Opened;
use crate::pages::partners::{OwnPartPage, OwnWork};
use crate::pages::shell::Nav;
use crate::reply::{Failure, page};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The page, for such a reader; nothing for everybody else.
pub(in crate::ui) async fn own_part(
    web: &Web,
    visit: &Visit,
    id: &str,
    said: Option<&str>,
) -> Result<Option<Response>, Failure> {
    let Ok(id) = JourneyId::parse(id) else { return Ok(None) };
    let Some(known) = web.app.open_own_part(&visit.who()?, id).await? else { return Ok(None) };
    let visit = visit.about(&known.blueprint);
    let opened = Opened { known, token: String::new() };
    let shell = shell::staff(web, &visit, Nav::Journeys, said).await?;
    let mut shown = opened.own(&visit, shell);
    shown.told.extend(opened.sent(&visit));
    shown.told.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    page(&shown).map(Some)
}

impl Opened {
    fn own(&self, visit: &Visit, shell: crate::pages::shell::Shell) -> OwnPartPage {
        let (cx, journey, org) = (&visit.cx, &self.known.journey, self.known.seat.org);
        let part = &self.known.sees.part;
        let at_work = part.moment.is_some() && journey.is_open();
        let number = journey.reference.to_string();
        let lead = match (part.leads && journey.is_open(), at_work) {
            (true, _) => cx.t1("partner-lead-leads", "organisation", &shell.organisation),
            (false, true) if self.work(visit).is_empty() => cx.t("partner-own-none"),
            (false, true) => String::new(),
            (false, false) => cx.t1("partner-lead-over", "organisation", &shell.organisation),
        };
        OwnPartPage {
            cx: cx.clone(),
            title: self.known.text(journey.subject).map_or_else(|| number.clone(), str::to_owned),
            number,
            lead,
            work: self.work(visit),
            own: self.promised_by_us(visit),
            next: self.next(visit).filter(|_| at_work),
            promises: if at_work { self.promises(cx, |team| team.org != org) } else { Vec::new() },
            told: if at_work { self.told(visit) } else { Vec::new() },
            said_by: if at_work { self.said(visit) } else { Vec::new() },
            customer: self.customer(cx),
            chain: self.chain(visit),
            agreed: self.agreed(cx),
            shell,
        }
    }

    /// Offers that wait, and what is at work, each with where it is answered.
    fn work(&self, visit: &Visit) -> Vec<OwnWork> {
        let (cx, journey, part) = (&visit.cx, &self.known.journey, &self.known.sees.part);
        let at_work = part.legs.iter().filter_map(|leg| journey.legs.get(leg)).map(|leg| leg.handover);
        let all = part.offers.iter().copied().chain(at_work);
        let one = |id| {
            let offer = journey.handovers.get(&id)?;
            Some(OwnWork {
                heading: cx.t(if offer.is_pending() { "partner-offer" } else { "partner-at-work" }),
                by: offer.is_pending().then_some(offer.respond_by),
                brief: self.brief(offer),
                href: format!("/journeys/{}/handovers/{id}", journey.id),
            })
        };
        all.filter_map(one).collect()
    }

    /// What the partner promised, whoever it was to.
    fn promised_by_us(&self, visit: &Visit) -> Vec<(String, Option<String>)> {
        let (cx, journey, org) = (&visit.cx, &self.known.journey, self.known.seat.org);
        let own = journey.promises.iter().filter(|(_, promise)| promise.is_open() && promise.owner.org == org);
        own.map(|(id, promise)| {
            let words = promise.text.and_then(|id| self.known.text(id));
            let href = format!("/journeys/{}/promises/{id}/move", journey.id);
            let said = cx.voice(cx.lang).promise(promise.what, promise.current, words);
            (said, (!promise.is_call_of_program()).then_some(href))
        })
        .collect()
    }

    /// What the program told the customer: what it was about, and when.
    fn sent(&self, visit: &Visit) -> Vec<(Timestamp, String, String)> {
        let journey = &self.known.journey;
        let at_work = self.known.sees.part.moment.is_some() && journey.is_open();
        let customer = journey.customer_participant().map(|(id, _)| id);
        let sent = |update: &Update| match update.state {
            UpdateState::Sent { at, .. } if update.contact.is_none() && Some(update.participant) == customer => {
                Some((at, shell::customer(visit).organisation, words::update(&visit.cx, update.about)))
            }
            _ => None,
        };
        journey.updates.values().filter(|_| at_work).filter_map(sent).collect()
    }
}
