//! Lists of journeys: all that one may see, what a search found, and a new one.

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::journeys::{Besides, NewJourney};
use regie_app::read::customers::CustomerFile;
use regie_app::read::{FoundJourneys, Labels};
use regie_domain::codes::{Channel, CloseHow, JourneyKind};
use regie_domain::customer::HandleKind;
use regie_domain::ids::{BlueprintId, CustomerId};
use regie_domain::journey::State as Stands;
use regie_store::views::journeys::{Filter, JourneyRow as Found};
use regie_store::views::names::Names;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::{READERS, WORKERS};
use crate::pages::journeys::{JourneyRow, JourneysPage, new_journey};
use crate::pages::parts::{JourneyRef, Tab};
use crate::pages::plain::FormPage;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::acts::dated;
use crate::ui::journey::view;
use crate::ui::names::excerpt;
use crate::ui::{shell, uploads};
use crate::visit::Visit;

/// The pages.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/journeys", Access::Member(READERS), "journeys", list)
        .get("/journeys/new", Access::Member(WORKERS), "journeys", new)
        .post("/journeys/new", Access::Member(WORKERS), "open", begin)
        .get("/search", Access::Member(READERS), "search", search)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    tab: String,
    after: Option<String>,
    q: String,
    customer: String,
    said: Option<String>,
}

/// The tabs of the list, with the filter of each.
const TABS: [(&str, &str); 5] = [
    ("", "journeys-open"),
    ("mine", "journeys-mine"),
    ("directed", "journeys-directed"),
    ("closed", "journeys-closed"),
    ("void", "journeys-void"),
];

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let scope = visit.scope()?;
    let teams = || Some(scope.teams().to_vec());
    let filter = match asked.tab.as_str() {
        "mine" => Filter { state: Some("open"), holders: teams(), ..Filter::default() },
        "directed" => Filter { state: Some("open"), directors: teams(), ..Filter::default() },
        "closed" => Filter { state: Some("closed"), ..Filter::default() },
        "void" => Filter { state: Some("void"), ..Filter::default() },
        _ => Filter { state: Some("open"), ..Filter::default() },
    };
    let after = asked.after.as_deref().and_then(|place| place.parse().ok());
    let found = web.app.journeys(&scope, &filter, after).await?;
    let tabs = TABS.iter().map(|(code, key)| Tab {
        href: if code.is_empty() { "/journeys".to_owned() } else { format!("/journeys?tab={code}") },
        label: visit.cx.t(key),
        count: None,
        current: TABS.iter().any(|(known, _)| *known == asked.tab) && asked.tab == *code
            || code.is_empty() && !TABS.iter().any(|(known, _)| *known == asked.tab),
    });
    page(&JourneysPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Journeys, asked.said.as_deref()).await?,
        search: false,
        tabs: tabs.collect(),
        rows: found.rows.iter().map(|row| self::row(&visit, row, &found.labels, Vec::new())).collect(),
        shielded: found.shielded,
        more: found.more.map(|place| format!("/journeys?tab={}&after={place}", asked.tab)),
    })
}

/// One journey in a list, with the words that were searched for.
fn row(visit: &Visit, found: &Found, labels: &Labels, marked: Vec<(bool, String)>) -> JourneyRow {
    let last = labels.last.get(&found.id).map(|words| excerpt(words, 120)).unwrap_or_default();
    JourneyRow { found: marked, ..plain_row(visit, found, reference(visit, found, labels), last) }
}

/// One journey in a list, with the words that were said last.
#[must_use]
pub fn plain_row(visit: &Visit, found: &Found, journey: JourneyRef, last: String) -> JourneyRow {
    let cx = &visit.cx;
    let stands = match found.state.as_str() {
        "open" => Stands::Open,
        "closed" => {
            let how = found.ended_how.as_deref().and_then(CloseHow::parse).unwrap_or(CloseHow::Confirmed);
            Stands::Closed { how, at: found.ended_at.unwrap_or(cx.now) }
        }
        _ => Stands::Void { reason: regie_domain::codes::VoidReason::Spam, at: found.ended_at.unwrap_or(cx.now) },
    };
    let open = found.state == "open";
    let holder = found.holder.map_or_else(|| cx.t("ball-customer"), |team| visit.directory.team_name(team));
    JourneyRow {
        journey,
        person: Some(format!("/customers/{}", found.customer)),
        state: view::state(stands, found.objection_until.filter(|_| open)),
        holder: open.then_some(holder),
        next: found.expected_by.filter(|_| open).map(|by| (last, by)),
        opened: found.opened_at,
        closed: found.ended_at.filter(|_| !open),
        found: Vec::new(),
    }
}

/// How a list points at a journey, by the names that were read for it.
#[must_use]
pub fn named(visit: &Visit, found: &Found, names: &Names) -> JourneyRef {
    JourneyRef {
        id: found.id.to_string(),
        reference: found.reference.to_string(),
        title: names.titles.get(&found.id).cloned().unwrap_or_else(|| found.reference.to_string()),
        customer: names.customers.get(&found.id).cloned().unwrap_or_else(|| visit.cx.t("someone")),
    }
}

/// How a list points at a journey.
#[must_use]
pub fn reference(visit: &Visit, found: &Found, labels: &Labels) -> JourneyRef {
    JourneyRef {
        id: found.id.to_string(),
        reference: found.reference.to_string(),
        title: labels.titles.get(&found.id).cloned().unwrap_or_else(|| found.reference.to_string()),
        customer: labels.customers.get(&found.id).cloned().unwrap_or_else(|| visit.cx.t("someone")),
    }
}

async fn search(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let question: String = asked.q.trim().chars().take(200).collect();
    let found = match question.is_empty() {
        true => FoundJourneys::default(),
        false => web.app.search(&visit.scope()?, &question).await?,
    };
    let mut shell = shell::staff(&web, &visit, Nav::Journeys, None).await?;
    shell.query.clone_from(&question);
    let words = |text: &Option<String>| text.as_deref().map(|text| marked(text, &question)).unwrap_or_default();
    page(&JourneysPage {
        cx: visit.cx.clone(),
        shell,
        search: true,
        tabs: Vec::new(),
        rows: found.hits.iter().map(|hit| row(&visit, &hit.row, &found.labels, words(&hit.found))).collect(),
        shielded: found.shielded,
        more: None,
    })
}

/// The words around the first word that was searched for.
#[must_use]
pub fn marked(text: &str, question: &str) -> Vec<(bool, String)> {
    let line = text.split_whitespace().collect::<Vec<_>>();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let wanted: Vec<String> = question.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let Some(at) = line.iter().position(|word| wanted.contains(&bare(word))) else { return Vec::new() };
    let from = at.saturating_sub(8);
    let to = (at + 9).min(line.len());
    let before = line[from..at].join(" ");
    let after = line[at + 1..to].join(" ");
    vec![
        (false, format!("{}{before} ", if from > 0 { "… " } else { "" })),
        (true, line[at].to_owned()),
        (false, format!(" {after}{}", if to < line.len() { " …" } else { "" })),
    ]
}

fn form(visit: &Visit) -> Form {
    let all = visit.directory.begins(visit.member.as_deref());
    let blueprints: Vec<(String, String)> =
        all.map(|blueprint| (blueprint.id.to_string(), view::own_words(&visit.cx, &blueprint.name))).collect();
    new_journey(&visit.cx, &blueprints)
}

/// What may not be begun is said before anything is typed.
pub(super) fn may_begin(visit: &Visit) -> Result<(), Failure> {
    if shell::begins(visit) { Ok(()) } else { Err(regie_app::AppError::Denied("role").into()) }
}

async fn new(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    may_begin(&visit)?;
    let shell = shell::staff(&web, &visit, Nav::Journeys, None).await?;
    let mut form = form(&visit);
    if let Ok(id) = CustomerId::parse(&asked.customer) {
        form = of_person(form, &web.app.customer(&visit.scope()?, id, (0, 0)).await?);
    }
    page(&FormPage::new(&visit.cx, shell, "journey-new", form).under("/journeys", "nav-journeys"))
}

/// The form with what is known of the person that it begins at: addresses and numbers that work.
fn of_person(form: Form, file: &CustomerFile) -> Form {
    let handles = || file.records.iter().flat_map(|record| &record.handles).filter(|handle| handle.failed.is_none());
    let value = |kind| handles().find(|handle| handle.kind == kind).and_then(|handle| handle.value.clone());
    let name = file.records.iter().find_map(|record| record.name.clone());
    let (email, phone) = (value(HandleKind::Email), value(HandleKind::Phone));
    let known = [("name", name), ("email", email), ("phone", phone), ("address", value(HandleKind::Address))];
    let known = known.into_iter().filter_map(|(field, value)| Some((field, value?)));
    known.fold(form.with("customer", file.id.to_string()), |form, (field, value)| form.knows(field, value))
}

async fn begin(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let wrong = match Channel::parse(posted.get("channel")) {
        None => Wrong::field(&visit, "channel", "invalid-choice"),
        Some(channel) => {
            let some = |name: &str| posted.some(name).map(str::to_owned);
            let new = NewJourney {
                channel,
                name: posted.get("name").to_owned(),
                email: some("email"),
                phone: some("phone"),
                blueprint: BlueprintId::parse(posted.get("blueprint")).ok(),
                kind: JourneyKind::parse(posted.get("kind")),
                title: posted.get("title").to_owned(),
                text: posted.get("text").to_owned(),
                key: posted.key(),
            };
            let besides = match besides(&web, &visit, &posted, channel) {
                Ok(besides) => besides,
                Err(wrong) => return begin_again(&web, &visit, &posted, &wrong).await,
            };
            match web.app.begin_journey_with(visit.who()?, new, besides).await {
                Ok(id) if web.app.sees(&visit.who()?, id).await? => {
                    return see(&said(&format!("/journeys/{id}"), "said-begun"));
                }
                Ok(_) => return see(&said("/journeys", "said-begun-shielded")),
                Err(error) => Wrong::of(&visit, error)?,
            }
        }
    };
    begin_again(&web, &visit, &posted, &wrong).await
}

async fn begin_again(web: &Web, visit: &Visit, posted: &Posted, wrong: &Wrong) -> Reply {
    let shell = shell::staff(web, visit, Nav::Journeys, None).await?;
    let form = match posted.some("customer") {
        Some(id) => form(visit).with("customer", id),
        None => form(visit),
    };
    let form = wrong.at(visit, form, posted);
    let status: StatusCode = wrong.status();
    page_with(status, &FormPage::new(&visit.cx, shell, "journey-new", form).under("/journeys", "nav-journeys"))
}

/// What goes along: whose it is where that is known, scans and photos, and of a letter its date and when it came.
fn besides(web: &Web, visit: &Visit, posted: &Posted, channel: Channel) -> Result<Besides, Wrong> {
    let journey = web.app.ports.id();
    let taken = uploads::look(&visit.cx, &posted.files).map_err(Wrong::Fields)?;
    let files = taken.into_iter().map(|file| file.content(&web.app.ports, journey)).collect();
    let customer = CustomerId::parse(posted.get("customer")).ok();
    // What stands in a field that the channel hides was not meant.
    let paper = matches!(channel, Channel::Letter | Channel::Counter);
    let address = posted.some("address").filter(|_| paper).map(str::to_owned);
    let no_way = posted.get("no-way") == "yes";
    let plain =
        Besides { customer, journey: Some(journey), files, address, way_asked: true, no_way, ..Besides::default() };
    if channel != Channel::Letter {
        return Ok(plain);
    }
    let at = match posted.some("at") {
        Some(typed) => Some(visit.cx.parse_local(typed).ok_or_else(|| Wrong::field(visit, "at", "due-wrong"))?),
        None => None,
    };
    // The form offers the present minute; only an earlier one was said.
    let at = at.filter(|at| visit.cx.now.duration_since(*at).as_secs() >= 60 || *at > visit.cx.now);
    Ok(Besides { at, dated: dated(visit, posted)?, ..plain })
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn the_word_that_was_searched_for_is_marked() {
        let found = marked("Ik heb betaald voor een verstopt riool, en nu?", "Riool");
        let words: Vec<&str> = found.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["Ik heb betaald voor een verstopt ", "riool,", " en nu?"]);
        assert!(found[1].0);
        assert!(marked("niets hiervan", "riool").is_empty());
    }

    #[test]
    fn long_texts_are_cut_around_the_word() {
        let text = format!("{} riool {}", "voor ".repeat(40), "na ".repeat(40));
        let found = marked(&text, "riool");
        assert!(found[0].1.starts_with("… voor") && found[2].1.ends_with('…'), "{found:?}");
    }
}
