//! How the last journeys of a blueprint went, added up: no team and no person stands in it.

use regie_app::authorise::scope;
use regie_app::read::measures::{FEWEST, FOR_A_PAGE};
use regie_domain::ids::BlueprintId;
use regie_domain::measure::Tally;

use crate::cx::Cx;
use crate::pages::journey::Fact;
use crate::pages::settings::Block;
use crate::reply::Failure;
use crate::state::Web;
use crate::visit::Visit;

/// The figures, for who may read journeys; else nothing.
pub(super) async fn block(web: &Web, visit: &Visit, blueprint: BlueprintId) -> Result<Option<Block>, Failure> {
    let Ok(scope) = scope(&visit.who()?, &visit.directory) else { return Ok(None) };
    let tally = web.app.tally(&scope, blueprint, FOR_A_PAGE).await?;
    Ok(Some(Block::Facts(visit.cx.t("tally-title"), facts(&visit.cx, &tally))))
}

fn facts(cx: &Cx, tally: &Tally) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let journeys = tally.journeys;
    if journeys < FEWEST {
        return vec![fact("tally-journeys", format!("{journeys}. {}", cx.tn("tally-few", FEWEST)))];
    }
    let (contacts, started) = (tally.from_customer + tally.from_us, tally.started_by_us());
    let (theirs, ours) = tally.waited();
    let count = i64::try_from(journeys).unwrap_or(i64::MAX);
    let mut facts = vec![
        fact("tally-journeys", journeys.to_string()),
        fact("tally-contacts", tenths(cx, contacts, journeys)),
        fact("tally-started", started.map_or_else(String::new, |(part, all)| share(cx, part, all))),
        fact("tally-solved", share(cx, tally.solved, journeys)),
        fact("tally-one-answer", share(cx, tally.in_one_answer, journeys)),
        fact("tally-ours", cx.duration(ours.as_secs() / count)),
        fact("tally-theirs", cx.duration(theirs.as_secs() / count)),
    ];
    let counts = [
        ("tally-handovers", tally.handovers),
        ("tally-fragments", tally.fragments),
        ("tally-chasers", tally.chasers),
        ("tally-repeats", tally.repeats),
        ("tally-closed-doors", tally.closed_doors),
    ];
    facts.extend(counts.map(|(key, count)| fact(key, count.to_string())));
    facts
}

/// "6 van 9, dat is 67%"
fn share(cx: &Cx, part: usize, all: usize) -> String {
    let percent = (part * 100 + all / 2).checked_div(all).unwrap_or(0);
    let [part, all, percent] = [part, all, percent].map(|number| number.to_string());
    let text = regie_app::locale::Arg::Text;
    cx.lang.t("tally-share", &[("part", text(&part)), ("all", text(&all)), ("percent", text(&percent))])
}

/// "4,5"
fn tenths(cx: &Cx, sum: usize, count: usize) -> String {
    let tenths = (sum * 10 + count / 2).checked_div(count).unwrap_or(0);
    let sign = if cx.lang == regie_app::locale::Lang::Nl { ',' } else { '.' };
    format!("{}{sign}{}", tenths / 10, tenths % 10)
}
