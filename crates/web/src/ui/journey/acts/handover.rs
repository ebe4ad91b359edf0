//! Handing over: which teams there are and when they are open, what the brief holds already, what was filled in.

use regie_app::locale::Lang;
use regie_domain::actor::TeamRef;
use regie_domain::blueprint::BriefField;
use regie_domain::calendar::Calendar;
use regie_domain::codes::{BallGoes, PromiseWhat};
use regie_domain::command::JourneyCommand as C;
use regie_domain::customer::Language;
use regie_domain::ids::TeamId;

use super::moment;
use crate::pages::acts::{BriefPart, Offering, Open, TeamChoice};
use crate::posted::Posted;
use crate::ui::attempt::Wrong;
use crate::ui::journey::deed::Deed;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::letter::Letter;

/// The teams that can be offered something, with when each is open: the giver sees it before offering.
pub(in crate::ui::journey) fn teams(desk: &Desk) -> Vec<TeamChoice> {
    let directory = &desk.visit.directory;
    let journey = &desk.loaded.journey;
    // Whoever does not hold the ball offers in the director's name.
    let giver = journey.ball.holder.team().filter(|team| desk.mine(*team)).unwrap_or(journey.direction.team);
    let mut teams: Vec<_> = directory.teams.values().map(|found| &found.value).filter(|team| team.active).collect();
    teams.sort_by(|a, b| a.name.cmp(&b.name));
    // Nothing may go to a partner without an agreement, so nothing is offered there.
    let shares = |org| directory.partner(org).is_none_or(|partner| partner.shares(desk.visit.cx.now).is_some());
    let others = teams.into_iter().filter(|team| team.team != giver && shares(team.team.org));
    others
        .map(|team| TeamChoice {
            id: team.team.team.to_string(),
            name: team.name.clone(),
            open: match directory.calendar(team) {
                _ if directory.reads_nobody(team.team) => Open::Nobody,
                Ok(calendar) => open(&calendar, desk.visit.cx.now),
                Err(_) => Open::Unknown,
            },
        })
        .collect()
}

/// Whether a team is open, until when, or when it opens.
fn open(calendar: &Calendar, now: jiff::Timestamp) -> Open {
    match (calendar.closes_at(now), calendar.next_open(now)) {
        (Some(until), _) => Open::Until(until),
        (None, Some(_)) if calendar.is_open(now) => Open::Always,
        (None, Some(from)) => Open::From(from),
        (None, None) => Open::Unknown,
    }
}

/// The brief of the blueprint. What the customer was told is known already.
pub(in crate::ui::journey) fn brief(desk: &Desk) -> Vec<BriefPart> {
    let part = |field: &BriefField| BriefPart {
        code: field.code.clone(),
        label: view::own_words(&desk.visit.cx, &field.label),
        value: if field.code == "told" { told(desk, desk.visit.cx.lang, None) } else { String::new() },
        required: field.required,
    };
    desk.loaded.blueprint.brief.iter().map(part).collect()
}

/// In which language who gets something reads it: a partner in its own, the house in that of the screen.
pub(in crate::ui::journey) fn reads(desk: &Desk, to: Option<TeamRef>) -> Lang {
    match to.and_then(|team| desk.visit.directory.partner(team.org)).map(|partner| partner.language) {
        Some(Language::Nl) => Lang::Nl,
        Some(Language::En) => Lang::En,
        None => desk.visit.cx.lang,
    }
}

/// What the customer was told last, for the team that gets it.
fn told(desk: &Desk, lang: Lang, to: Option<TeamRef>) -> String {
    let Some(told) = &desk.loaded.journey.expectation else { return String::new() };
    let (directory, voice) = (&desk.visit.directory, desk.visit.cx.voice(lang));
    let outside = to.is_some_and(|to| directory.partner(to.org).is_some());
    let name = |team: TeamRef| if outside { directory.public_name(team) } else { directory.team_name(team.team) };
    let team = told.team.map(name);
    let promise = told.promise.and_then(|id| desk.loaded.journey.promises.get(&id));
    // As the mail told it: a promise in words of its own in them.
    let own = promise.filter(|promise| promise.is_open()).and_then(|promise| Some((promise, promise.text?)));
    if let Some((promise, text)) = own {
        let step = voice.next_step(told.next, team.as_deref(), None, false);
        return format!("{step} {}", voice.promise(promise.what, promise.current, Some(desk.loaded.text(text))));
    }
    let result = promise.is_some_and(|promise| promise.what == PromiseWhat::Result);
    voice.next_step(told.next, team.as_deref(), told.by, result)
}

pub(in crate::ui::journey) fn offering(desk: &Desk) -> Offering {
    let (may, journey) = (desk.may(), &desk.loaded.journey);
    let goes_already = journey.leg_with_ball().is_some_and(|(_, leg)| !desk.mine(leg.team))
        || journey.pending().any(|(_, offer)| offer.takes_ball());
    Offering { ball: may.holds && !goes_already, direction: may.directs }
}

pub(super) fn handover(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let visit = &desk.visit;
    let mut faults: Vec<(String, String)> = Vec::new();
    let team = TeamId::parse(posted.get("team")).ok().and_then(|id| visit.directory.team_ref(id));
    if team.is_none() {
        faults.push(("team".to_owned(), visit.cx.t("invalid-choice")));
    }
    let ball = match posted.get("ball") {
        "goes" => Some(BallGoes::Goes),
        "stays" => Some(BallGoes::Stays),
        "direction" => None,
        _ => {
            faults.push(("ball".to_owned(), visit.cx.t("invalid-choice")));
            None
        }
    };
    for field in desk.loaded.blueprint.brief.iter().filter(|field| field.required) {
        let name = format!("brief.{}", field.code);
        if posted.some(&name).is_none() {
            faults.push((name, visit.cx.t("text-empty")));
        }
    }
    let respond_by = match moment(desk, posted, "respond_by") {
        Ok(at) => at,
        Err(Wrong::Fields(wrong)) => {
            faults.extend(wrong);
            None
        }
        Err(other) => return Err(other),
    };
    let Some(to) = team.filter(|_| faults.is_empty()) else { return Err(Wrong::Fields(faults)) };
    let proposed = told(desk, visit.cx.lang, None);
    let said = |field: &BriefField| {
        let words = posted.some(&format!("brief.{}", field.code))?;
        // What was proposed stands in the language of this screen; who reads it may have another.
        match field.code == "told" && words == proposed.trim() {
            true => Some(told(desk, reads(desk, Some(to)), Some(to))),
            false => Some(words.to_owned()),
        }
    };
    let words: Vec<Option<String>> = desk.loaded.blueprint.brief.iter().map(said).collect();
    let brief = words.iter().map(|words| letter.some(words.as_deref())).collect();
    Ok(Deed::on_ball(C::Offer { to, ball, brief, respond_by }, "said-offered"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn who_is_there_day_and_night_is_never_closed() {
        let always = Calendar::always_open("Europe/Amsterdam").unwrap();
        for at in ["2018-09-03T16:00:00+02:00", "2018-09-03T17:00:00+02:00", "2018-09-04T00:00:00+02:00"] {
            assert!(matches!(open(&always, at.parse().unwrap()), Open::Always), "{at}");
        }
    }
}
