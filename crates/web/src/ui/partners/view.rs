//! What a partner's page says, of what the app put together for it.

use regie_app::partners::{call_owed, late_key};
use regie_domain::actor::TeamRef;
use regie_domain::codes::{PromiseWhat, ReopenReason};
use regie_domain::contact::Contact;
use regie_domain::handover::{AmountAnswer, AmountAsked, Handover, HandoverState, Subject};
use regie_domain::ids::{ContentId, HandoverId, LegId};
use regie_domain::journey::Holder;
use regie_domain::partner::{gives_back, gives_back_to, is_for_chain, is_told};
use regie_domain::survey::AskState;

use super::Opened;
use crate::cx::Cx;
use crate::pages::journey::Fact;
use crate::pages::partners::{self as forms, MOST, PartnerLead, PartnerLeg, PartnerOffer, PartnerPage};
use crate::ui::journey::view::own_words;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

impl Opened {
    pub(super) fn page(&self, visit: &Visit) -> PartnerPage {
        let (cx, journey) = (&visit.cx, &self.known.journey);
        let part = &self.known.sees.part;
        let offers: Vec<PartnerOffer> =
            part.offers.iter().take(MOST).enumerate().filter_map(|(at, id)| self.offer(cx, at, *id)).collect();
        let legs: Vec<PartnerLeg> =
            part.legs.iter().take(MOST).enumerate().filter_map(|(at, id)| self.leg(cx, at, *id)).collect();
        let (heading, lead) = match (offers.is_empty(), legs.is_empty(), part.leads) {
            (false, ..) => ("partner-head-offer", "partner-lead-offer"),
            (true, false, _) => ("partner-head-leg", "partner-lead-leg"),
            (true, true, true) if journey.is_open() => ("partner-head-leads", "partner-lead-leads"),
            _ => ("partner-head-over", "partner-lead-over"),
        };
        let at_work = part.moment.is_some() && journey.is_open();
        PartnerPage {
            cx: cx.clone(),
            shell: shell::customer(visit),
            said: None,
            problem: None,
            number: journey.reference.to_string(),
            title: self.known.text(journey.subject).map(str::to_owned),
            heading: cx.t(heading),
            lead: cx.t1(lead, "organisation", shell::customer(visit).organisation),
            offers,
            legs,
            direction: self.lead(visit),
            customer: self.customer(cx),
            next: self.next(visit).filter(|_| at_work),
            chain_table: self
                .known
                .partner
                .shares(cx.now)
                .filter(|agreement| agreement.figures == regie_domain::partner::FigureUse::Chain)
                .map(|_| format!("/p/{}/chain", self.token)),
            friendly: self
                .known
                .partner
                .shares(cx.now)
                .filter(|agreement| agreement.figures != regie_domain::partner::FigureUse::Nothing)
                .map(|_| format!("/p/{}/friendliness", self.token)),
            parts: self.known.blueprint.survey.map(|_| {
                // Once it was asked nothing more goes along.
                let asked = journey.survey.as_ref().is_some_and(|ask| matches!(ask.state, AskState::Asked { .. }));
                let key = if asked { "partner-parts-see" } else { "partner-parts-link" };
                (format!("/p/{}/parts", self.token), cx.t(key))
            }),
            promises: if at_work { self.promises(cx, |team| team.org != self.known.seat.org) } else { Vec::new() },
            told: if at_work { self.told(visit) } else { Vec::new() },
            said_by: if at_work { self.said(visit) } else { Vec::new() },
            find: forms::find(cx, &self.token),
            found: None,
            chain: self.chain(visit),
            agreed: self.agreed(cx),
        }
    }

    /// What the customer was told in writing.
    pub(super) fn told(&self, visit: &Visit) -> Vec<(jiff::Timestamp, String, String)> {
        self.texts(visit, |contact| is_told(&self.known.journey, contact))
    }

    pub(super) fn brief(&self, offer: &Handover) -> Vec<String> {
        offer.brief.iter().filter_map(|id| self.known.text(*id)).map(str::to_owned).collect()
    }

    fn offer(&self, cx: &Cx, at: usize, id: HandoverId) -> Option<PartnerOffer> {
        let offer = self.known.journey.handovers.get(&id)?;
        let direction = offer.subject == Subject::Direction;
        let (until, cost) = self.known.proposed;
        let cost = cost.map(|cost| cost.plain(',')).unwrap_or_default();
        let promise = (!direction).then(|| (cx.local_input(&until), cost));
        let code = id.to_string();
        Some(PartnerOffer {
            heading: cx.t(if direction { "partner-offer-direction" } else { "partner-offer" }),
            by: offer.respond_by,
            late: cx.past(&offer.respond_by),
            brief: self.brief(offer),
            asked: offer.asked.iter().filter_map(|id| self.known.text(*id)).map(str::to_owned).collect(),
            accept: forms::accept(cx, &self.token, at, &code, promise),
            ask: forms::ask(cx, &self.token, at, &code),
            answer: (!direction).then(|| forms::answer(cx, &self.token, at, &code)),
            decline: forms::decline(cx, &self.token, at, &code),
        })
    }

    fn leg(&self, cx: &Cx, at: usize, id: LegId) -> Option<PartnerLeg> {
        let journey = &self.known.journey;
        let leg = journey.legs.get(&id)?;
        let owed = call_owed(journey, leg.team.org).filter(|call| call.owner == leg.team);
        let own = journey.promises.iter().filter(|(_, promise)| promise.is_open() && promise.owner == leg.team);
        let own = own.filter(|(_, promise)| !promise.is_call_of_program());
        let promises = own.take(MOST).enumerate().map(|(place, (promise, found))| {
            let words = found.text.and_then(|id| self.known.text(id));
            let said = cx.voice(cx.lang).promise(found.what, found.current, words);
            let until = cx.local_input(&found.current.until);
            let most = Some(self.known.partner.mandate(cx.now)).filter(|most| most.0 > 0).map(|most| cx.money(&most.0));
            (said, forms::shift(cx, &self.token, at.max(place), &promise.to_string(), until, most))
        });
        let code = id.to_string();
        Some(PartnerLeg {
            since: leg.accepted_at,
            brief: journey.handovers.get(&leg.handover).map(|offer| self.brief(offer)).unwrap_or_default(),
            promises: promises.collect(),
            call: owed.map(|call| {
                let when = cx.voice(cx.lang).window(call.current);
                (cx.t1("partner-call-by", "when", when), forms::called(cx, &self.token, &code))
            }),
            done: forms::done(cx, &self.token, at, &code, self.tells()),
            question: forms::question(cx, &self.token, at, &code),
            back: forms::back(cx, &self.token, at, &code),
            asked: leg.asked.map(|asked| self.asked(cx, &asked)).unwrap_or_default(),
            amount: leg.asked.is_none_or(|asked| !asked.waits()).then(|| {
                let most = cx.money(&self.known.partner.mandate(cx.now).0);
                forms::amount(cx, &self.token, at, &code, most)
            }),
        })
    }

    /// What was asked to spend, and what was said to it.
    fn asked(&self, cx: &Cx, asked: &AmountAsked) -> Vec<String> {
        let amount = cx.money(&asked.amount.0);
        if let (true, Some(moments)) = (asked.waits(), asked.moments) {
            let by = cx.by_text(&moments.answer_by);
            let words = match asked.overdue {
                None => vec![cx.t2("partner-amount-waits-by", "amount", amount, "when", by)],
                Some(level) => vec![cx.t2("partner-amount-late", "amount", amount, "when", by), cx.t(late_key(level))],
            };
            return words.into_iter().chain(self.known.text(asked.text).map(str::to_owned)).collect();
        }
        let key = match asked.answer {
            None => "partner-amount-waits",
            Some(AmountAnswer { granted: true, .. }) => "partner-amount-granted",
            Some(_) => "partner-amount-refused",
        };
        let words = |id: ContentId| self.known.text(id).map(str::to_owned);
        let said = asked.answer.and_then(|answer| answer.text).and_then(words);
        [Some(cx.t1(key, "amount", amount)), words(asked.text), said].into_iter().flatten().collect()
    }

    /// How the direction goes back, where the partner has it.
    fn lead(&self, visit: &Visit) -> Option<PartnerLead> {
        let (cx, journey, org) = (&visit.cx, &self.known.journey, self.known.seat.org);
        let to = visit.directory.public_name(gives_back_to(journey, org)?);
        let offered = gives_back(journey, org);
        let code = offered.map(|(id, _)| id.to_string()).unwrap_or_default();
        let said = |id: &ContentId| self.known.text(*id).map(str::to_owned);
        let mut stands = self.customer_said(visit);
        if let Some((_, offer)) = offered {
            stands.push(cx.t2("partner-lead-offered", "team", &to, "when", cx.by_text(&offer.respond_by)));
            stands.extend(offer.asked.last().filter(|_| offer.waits_for_giver()).and_then(said));
        } else {
            stands.extend(self.others_call(visit));
            stands.push(cx.t1("partner-lead-back", "team", &to));
            let past = journey.handovers.values().filter(|offer| offer.from.org == org);
            let last = past.filter(|offer| offer.subject == Subject::Direction).max_by_key(|offer| offer.offered_at);
            if let Some(HandoverState::Declined { reason, text, .. }) = last.map(|offer| offer.state) {
                stands.push(cx.t2("partner-lead-declined", "team", &to, "why", words::decline(cx, reason)));
                stands.extend(text.as_ref().and_then(said));
            }
        }
        let parts: Vec<(String, String, bool)> = self
            .known
            .blueprint
            .brief
            .iter()
            .map(|field| (field.code.clone(), own_words(cx, &field.label), field.required))
            .collect();
        // What belongs to a piece of the work stands with that.
        let alone = self.known.sees.part.legs.is_empty();
        let call = call_owed(journey, org).filter(|_| alone).map(|call| {
            let when = cx.voice(cx.lang).window(call.current);
            (cx.t1("partner-call-by", "when", when), forms::called(cx, &self.token, ""))
        });
        let own = journey.promises.iter().filter(|(_, promise)| promise.is_open() && promise.owner.org == org);
        let own = own.filter(|(_, promise)| alone && !promise.is_call_of_program());
        let most = Some(self.known.partner.mandate(cx.now)).filter(|most| most.0 > 0).map(|most| cx.money(&most.0));
        let promises = own.take(MOST).enumerate().map(|(place, (promise, found))| {
            let said =
                cx.voice(cx.lang).promise(found.what, found.current, found.text.and_then(|id| self.known.text(id)));
            let until = cx.local_input(&found.current.until);
            (said, forms::shift(cx, &self.token, place, &promise.to_string(), until, most.clone()))
        });
        let proposed = journey.proposal.is_some();
        Some(PartnerLead {
            stands,
            call,
            promises: promises.collect(),
            done: (alone && self.tells() && !proposed).then(|| forms::done(cx, &self.token, 0, "", true)),
            give: offered.is_none().then(|| forms::give_lead(cx, &self.token, &parts)),
            clarify: offered
                .filter(|(_, offer)| offer.waits_for_giver())
                .map(|_| forms::clarify_lead(cx, &self.token, &code)),
            keep: offered.map(|_| forms::keep_lead(cx, &self.token, &code)),
        })
    }

    /// That somebody else calls the customer, though the partner directs: who and when.
    fn others_call(&self, visit: &Visit) -> Option<String> {
        let (cx, org) = (&visit.cx, self.known.seat.org);
        let open = self.known.journey.promises.values().filter(|promise| promise.is_open() && promise.is_to_customer());
        let calls = open.filter(|promise| promise.what == PromiseWhat::CallBack && promise.owner.org != org);
        let call = calls.min_by_key(|promise| promise.current.until)?;
        let team = visit.directory.public_name(call.owner);
        Some(cx.t2("partner-lead-others-call", "team", team, "when", cx.voice(cx.lang).window(call.current)))
    }

    /// What the customer said last and somebody of ours answers, where the partner directs: that it is not solved, or that
    /// there is something. The words are its to read once a member shares them.
    fn customer_said(&self, visit: &Visit) -> Vec<String> {
        let (cx, journey) = (&visit.cx, &self.known.journey);
        let waits = journey.contacts.values().filter(|contact| contact.unread && contact.moved_to.is_none());
        let Some(last) = waits.max_by_key(|contact| contact.at) else { return Vec::new() };
        let team = visit.directory.public_name(journey.news_owner());
        let said = match journey.back == Some(ReopenReason::NotSolved) && self.tells() {
            true => cx.t2("partner-own-turn", "when", cx.near_text(&journey.ball.since), "team", team),
            false => cx.t2("partner-own-wrote", "when", cx.near_text(&last.at), "team", team),
        };
        vec![said]
    }

    /// Whether the partner tells the customer the outcome itself: it directs, and it is its turn.
    pub(super) fn tells(&self) -> bool {
        let (journey, org) = (&self.known.journey, self.known.seat.org);
        journey.direction.team.org == org && journey.ball.holder.team().is_some_and(|team| team.org == org)
    }

    pub(super) fn customer(&self, cx: &Cx) -> Vec<Fact> {
        let fact =
            |key: &str, value: &str, href: Option<String>| Fact { name: cx.t(key), value: value.to_owned(), href };
        let name = self.known.name.iter().map(|name| fact("partner-customer-name", name, None));
        let reach = self.known.reach.iter().map(|value| match value.contains('@') {
            true => fact("partner-customer-email", value, Some(format!("mailto:{value}"))),
            false => fact("partner-customer-phone", value, Some(format!("tel:{}", value.replace(' ', "")))),
        });
        let plates = self.known.plates.iter().map(|plate| fact("partner-customer-plate", plate, None));
        name.chain(reach).chain(plates).collect()
    }

    /// What comes next, as the customer was told.
    pub(super) fn next(&self, visit: &Visit) -> Option<String> {
        let told = self.known.journey.expectation.as_ref()?;
        let cx = &visit.cx;
        let team = told.team.map(|team| visit.directory.public_name(team));
        Some(cx.voice(cx.lang).next_step(told.next, team.as_deref(), told.by, false))
    }

    pub(super) fn promises(&self, cx: &Cx, of: impl Fn(TeamRef) -> bool) -> Vec<String> {
        let all = self.known.journey.promises.values();
        let open = all.filter(|promise| promise.is_open() && promise.is_to_customer() && of(promise.owner));
        open.map(|promise| {
            let words = promise.text.and_then(|id| self.known.text(id));
            cx.voice(cx.lang).promise(promise.what, promise.current, words)
        })
        .collect()
    }

    /// What a member marked for the chain and was not told to the customer in writing.
    pub(super) fn said(&self, visit: &Visit) -> Vec<(jiff::Timestamp, String, String)> {
        self.texts(visit, |contact| is_for_chain(contact) && !is_told(&self.known.journey, contact))
    }

    fn texts(&self, visit: &Visit, fits: impl Fn(&Contact) -> bool) -> Vec<(jiff::Timestamp, String, String)> {
        let journey = &self.known.journey;
        let mut told: Vec<_> = journey
            .contacts
            .values()
            .filter(|contact| fits(contact))
            .filter_map(|contact| {
                let by_us = || contact.actor.team().map(|team| visit.directory.public_name(team)).unwrap_or_default();
                let from = if contact.is_from_customer() { visit.cx.t("partner-customer") } else { by_us() };
                Some((contact.at, from, self.known.text(contact.facts.text)?.to_owned()))
            })
            .collect();
        told.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        told
    }

    pub(super) fn way(&self, visit: &Visit) -> Vec<(jiff::Timestamp, String, String)> {
        let cx = &visit.cx;
        let spells = self.known.journey.way.iter().map(|spell| {
            let who = match spell.holder {
                Holder::Team { team } => visit.directory.public_name(team),
                Holder::Customer => cx.t("partner-way-customer"),
            };
            (spell.since, who, words::ball_why(cx, spell.why))
        });
        spells.collect()
    }

    pub(super) fn agreed(&self, cx: &Cx) -> Vec<Fact> {
        let Some(agreement) = self.known.partner.shares(cx.now) else { return Vec::new() };
        let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
        let fields: Vec<String> = self.known.sees.fields.iter().map(|field| words::shared_field(cx, *field)).collect();
        let seen = if fields.is_empty() { cx.t("partner-agreed-nothing") } else { cx.list(&fields) };
        let mut facts = vec![
            fact("sharing-purpose", agreement.purpose.clone()),
            fact("partner-agreed-fields", seen),
            fact("sharing-figures", words::figure_use(cx, agreement.figures)),
            fact("partner-respond", words::term(cx, self.known.partner.respond)),
        ];
        facts.extend(agreement.mandate.map(|amount| fact("sharing-mandate", cx.money(&amount.0))));
        facts.extend(agreement.until.map(|until| fact("sharing-until", cx.by_text(&until))));
        facts
    }
}
