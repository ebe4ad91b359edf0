//! The page of one person: everything over all departments, as far as the reader may see it.

mod preferences;

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::locale::words::phrase;
use regie_app::preferences::Standing;
use regie_app::read::customers::{CustomerFile, KnownHandle, Record};
use regie_domain::codes::{Channel, ParticipantRole, PromiseWhat};
use regie_domain::customer::{Evidence, HandleKind, Language};
use regie_domain::ids::CustomerId;
use regie_store::views::history::ContactRow;
use regie_store::views::journeys::JourneyRow as Found;
use regie_store::views::names::Names;
use regie_store::views::promises::PromiseRow as Promised;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::gate::{READERS, WORKERS};
use crate::pages::agreements::AgreementCard;
use crate::pages::customers::{ContactLine, CustomerPage, HandleCard, OwnJourney, Shown};
use crate::pages::journey::Fact;
use crate::pages::parts::{JourneyRef, PromiseRow, PromiseState};
use crate::pages::shell::Nav;
use crate::reply::{Failure, Reply, page};
use crate::state::Web;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::journeys;
use crate::ui::names::excerpt;
use crate::ui::part::Part;
use crate::ui::shell;
use crate::visit::Visit;
use crate::words;

/// The most rows of each list on the whole page.
const FEW: usize = 12;
/// The most rows of a list on a page of its own.
const MANY: usize = 60;
/// Of so many journeys at most the agreements are shown.
const AGREED: usize = 6;

/// The page.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/customers/{id}", Access::Member(READERS), "customer", show)
        .get("/customers/{id}/preferences", Access::Member(WORKERS), "customer", preferences::ask)
        .post("/customers/{id}/preferences", Access::Member(WORKERS), "prefer", preferences::note)
        .post("/customers/{id}/preferences/undo", Access::Member(WORKERS), "undo-preference", preferences::undo)
}

/// What the address asks to see: one of the lists by itself, from a row on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    show: String,
    after: Option<String>,
    said: Option<String>,
}

async fn show(State(web): State<Web>, visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let id = CustomerId::parse(&id).map_err(|_| AppError::NotFound("customer"))?;
    let only = Some(asked.show.as_str()).filter(|show| ["open", "closed", "promises", "contacts"].contains(show));
    let part = Part::asked(asked.after.as_deref().filter(|_| only.is_some()), if only.is_some() { MANY } else { FEW });
    let (after, most) = part.window();
    // Contacts are read in parts; one more tells whether there are older ones.
    let file = web.app.customer(&visit.scope()?, id, (after, most.saturating_add(1))).await?;
    let lists = Lists { visit: &visit, file: &file, href: format!("/customers/{id}"), only, part };
    let works = crate::gate::WORKERS.iter().any(|role| visit.member.as_deref().is_some_and(|member| member.has(*role)));
    let name = file.name().map_or_else(|| visit.cx.t("someone"), str::to_owned);
    let standing = web.app.standing_for(&visit.scope()?, id).await?;
    page(&CustomerPage {
        cx: visit.cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Journeys, None).await?,
        begin: shell::begins(&visit).then(|| format!("/journeys/new?customer={id}")),
        part: only.is_some(),
        agreements: if only.is_some() { Vec::new() } else { agreements(&web, &visit, &file).await? },
        open: lists.journeys("open", |row| row.state == "open"),
        closed: lists.journeys("closed", |row| row.state != "open"),
        shielded: file.shielded,
        promises: lists.promises(),
        contacts: lists.contacts(),
        handles: handles(&visit, &file, &standing),
        said: said(&visit, asked.said.as_deref()),
        facts: facts(&visit, &file, &standing),
        prefer: works.then(|| format!("/customers/{id}/preferences")),
        undo: works && standing.chosen.is_some(),
        records: records(&visit, &file),
        alike: if only.is_some() { None } else { crate::ui::likeness::line(&web, &visit, id).await? },
        href: lists.href,
        name,
    })
}

/// What was agreed with the person, on any journey that the reader may see: what stands first, and not what is long over.
async fn agreements(web: &Web, visit: &Visit, file: &CustomerFile) -> Result<Vec<AgreementCard>, Failure> {
    let records: Vec<CustomerId> = file.records.iter().map(|record| record.id).collect();
    let mut cards = Vec::new();
    for journey in web.app.agreed_with(&visit.scope()?, &records).await?.into_iter().take(AGREED) {
        let desk = Desk::open(web, visit, &journey.to_string()).await?;
        let row = file.journeys.iter().find(|row| row.id == journey);
        let reference = row.map(|row| journeys::named(visit, row, &file.names));
        for (id, found) in
            desk.loaded.journey.agreements.iter().filter(|(_, found)| found.stands() || found.is_proposed())
        {
            let card = crate::ui::journey::agreements::card(&desk, *id, found);
            cards.push(AgreementCard { journey: reference.clone(), ..card });
        }
    }
    cards.sort_by_key(|card| !card.is_broken());
    Ok(cards)
}

/// The lists of the page: all of them with their first rows, or one by itself.
struct Lists<'a> {
    visit: &'a Visit,
    file: &'a CustomerFile,
    href: String,
    only: Option<&'a str>,
    part: Part,
}

impl Lists<'_> {
    /// Whether a list is shown.
    fn shows(&self, list: &str) -> bool {
        self.only.is_none_or(|only| only == list)
    }

    /// The part of a list that is shown, and where the rest is.
    fn shown<T, R>(&self, list: &str, all: Vec<T>, row: impl Fn(T) -> R) -> Option<Shown<R>> {
        if !self.shows(list) {
            return None;
        }
        let base = format!("{}?show={list}&", self.href);
        let rest = match self.only {
            Some(_) => self.part.next(&base, all.len()).map(|href| (href, None)),
            None => (all.len() > FEW).then(|| (format!("{}?show={list}", self.href), Some(all.len() - FEW))),
        };
        Some(Shown { rows: self.part.of(all).map(row).collect(), rest })
    }

    fn reference(&self, row: &Found) -> JourneyRef {
        journeys::named(self.visit, row, &self.file.names)
    }

    fn journeys(&self, list: &str, which: impl Fn(&Found) -> bool) -> Option<Shown<OwnJourney>> {
        let all: Vec<&Found> = self.file.journeys.iter().filter(|row| which(row)).collect();
        self.shown(list, all, |found| OwnJourney {
            row: journeys::plain_row(self.visit, found, self.reference(found), String::new()),
            place: place(self.visit, self.file, found),
        })
    }

    fn promises(&self) -> Option<Shown<PromiseRow>> {
        let all: Vec<&Promised> = self.file.promises.iter().collect();
        self.shown("promises", all, |promise| {
            let journey = self.file.journeys.iter().find(|row| row.id == promise.journey);
            promise_row(self.visit, promise, &self.file.names, journey.map(|row| self.reference(row)))
        })
    }

    /// What was said; read in parts already.
    fn contacts(&self) -> Option<Shown<ContactLine>> {
        if !self.shows("contacts") {
            return None;
        }
        let most = usize::try_from(self.part.window().1).unwrap_or(MANY);
        let more = self.file.contacts.len() > most;
        let after = self.part.window().0.saturating_add(u64::from(self.part.window().1));
        let href = format!("{}?show=contacts&after={after}", self.href);
        let line = |contact: &ContactRow| {
            let row = self.file.journeys.iter().find(|row| row.id == contact.journey)?;
            Some(ContactLine {
                id: contact.id.to_string(),
                channel: view::channel(Channel::parse(&contact.channel)?),
                theirs: contact.direction == "in",
                at: contact.at,
                words: self.file.said(contact.text).map_or_else(|| "–".to_owned(), |words| excerpt(words, 160)),
                journey: self.reference(row),
            })
        };
        let rows = self.file.contacts.iter().take(most).filter_map(line).collect();
        Some(Shown { rows, rest: more.then_some((href, None)) })
    }
}

/// A promise in a list over several journeys, with the words of the list.
#[must_use]
pub fn promise_row(visit: &Visit, promise: &Promised, names: &Names, journey: Option<JourneyRef>) -> PromiseRow {
    let own = promise.text.and_then(|text| names.words.get(&text.0)).map(|text| phrase(text));
    let code = || PromiseWhat::parse(&promise.what).map(|what| words::promised(&visit.cx, what));
    let state = promise_state(promise);
    PromiseRow {
        id: promise.id.to_string(),
        what: own.or_else(code).unwrap_or_default(),
        news: promise.kind == "news",
        owner: visit.directory.team_name(promise.owner),
        from: None,
        due: promise.due,
        moved: None,
        state,
        done_at: None,
        cost: None,
        unsettled: state == PromiseState::Broken,
        journey,
        tell: None,
    }
}

/// How a promise stands in a list.
fn promise_state(promise: &Promised) -> PromiseState {
    match (promise.state.as_str(), promise.settled.as_deref(), &promise.risk) {
        ("kept", ..) => PromiseState::Kept,
        ("kept_after_move", ..) => PromiseState::KeptAfterMove,
        ("released", ..) | ("broken", Some("released"), _) => PromiseState::Released,
        ("broken", Some("replaced"), _) => PromiseState::Replaced,
        ("broken", Some(_), _) => PromiseState::FulfilledLate,
        ("broken", None, _) => PromiseState::Broken,
        (_, _, Some(_)) => PromiseState::AtRisk,
        _ => PromiseState::Running,
    }
}

/// As what the person is on a journey of somebody else, and where messages about an open one go.
fn place(visit: &Visit, file: &CustomerFile, row: &Found) -> Option<String> {
    let place = file.places.get(&row.id)?;
    let role = ParticipantRole::parse(&place.role).filter(|role| *role != ParticipantRole::Customer);
    let mut said: Vec<String> = role.map(|role| words::role(&visit.cx, role)).into_iter().collect();
    let mailed: Vec<&KnownHandle> = file
        .records
        .iter()
        .flat_map(|record| &record.handles)
        .filter(|handle| handle.kind == HandleKind::Email)
        .collect();
    if row.state == "open" && mailed.len() > 1 {
        let to =
            mailed.iter().find(|handle| Some(handle.id) == place.handle).and_then(|handle| handle.value.as_deref());
        said.extend(to.map(|address| visit.cx.t1("people-by-mail", "address", address)));
    }
    (!said.is_empty()).then(|| said.join(" · "))
}

/// What was just done: a key of the locales, never words from the address bar.
fn said(visit: &Visit, key: Option<&str>) -> Option<String> {
    key.filter(|key| ["prefer-staff-kept", "prefer-staff-undone"].contains(key)).map(|key| visit.cx.t(key))
}

fn handles(visit: &Visit, file: &CustomerFile, standing: &Standing) -> Vec<HandleCard> {
    let stopped = |handle: &KnownHandle| standing.phones.iter().any(|place| place.id == handle.id && place.stopped);
    let all = file.records.iter().flat_map(|record| &record.handles);
    all.map(|handle| handle_card(visit, handle, stopped(handle))).collect()
}

/// An address or number with what it rests on; `stopped` where it is a number that wants no text messages.
pub(super) fn handle_card(visit: &Visit, handle: &KnownHandle, stopped: bool) -> HandleCard {
    let cx = &visit.cx;
    HandleCard {
        icon: match handle.kind {
            HandleKind::Email => "mail",
            HandleKind::Phone => "phone",
            HandleKind::CustomerNumber => "user",
            HandleKind::Plate => "truck",
            HandleKind::Address => "store",
            HandleKind::Facebook | HandleKind::Whatsapp => "message-circle",
        },
        value: handle.value.clone().unwrap_or_else(|| "–".to_owned()),
        evidence: cx.t1(evidence(handle.evidence), "when", cx.lang.date_near(cx.day(&handle.since), cx.day(&cx.now))),
        failed: handle
            .failed
            .map(|at| cx.t1("customer-failed", "when", cx.lang.date_near(cx.day(&at), cx.day(&cx.now))))
            .or_else(|| stopped.then(|| cx.t("customer-stopped"))),
    }
}

/// What an address or number rests on. That another record out of sight has it too is nobody's business.
fn evidence(found: Evidence) -> &'static str {
    match found {
        Evidence::MailProven => "evidence-mail-proven",
        Evidence::MailFrom => "evidence-mail-from",
        Evidence::ApartFrom => "evidence-apart",
        Evidence::StatusPage => "evidence-status-page",
        Evidence::Form => "evidence-form",
        Evidence::Member | Evidence::Apart => "evidence-member",
        Evidence::Import => "evidence-import",
        Evidence::Social => "evidence-social",
        Evidence::Answered => "evidence-answered",
    }
}

fn facts(visit: &Visit, file: &CustomerFile, standing: &Standing) -> Vec<Fact> {
    let cx = &visit.cx;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let date = |at| cx.lang.date_near(cx.day(at), cx.day(&cx.now));
    let first = file.records.first();
    let language = first.map_or(Language::Nl, |record| record.language);
    let mut facts = vec![fact(
        "customer-language",
        cx.t(if language == Language::En { "language-english" } else { "language-dutch" }),
    )];
    let mail = file.journeys.iter().find_map(|row| file.places.get(&row.id)?.handle);
    let known = file.records.iter().flat_map(|record| &record.handles);
    let to = mail.and_then(|id| known.clone().find(|handle| handle.id == id));
    let way = |handle: &KnownHandle| match (handle.kind, handle.value.as_deref()) {
        (HandleKind::Email, Some(address)) => Some(cx.t1("people-by-mail", "address", address)),
        (HandleKind::Phone, Some(number)) => Some(cx.t1("customer-prefers-text", "to", number)),
        (kind, _) if kind.medium().is_some() => Some(cx.t("fact-reach-social")),
        _ => None,
    };
    // An address that this reader may not know is there all the same.
    if mail.is_none() || to.is_some() {
        facts.push(fact("customer-reach", to.and_then(way).unwrap_or_else(|| cx.t("customer-reach-none"))));
    }
    let chosen = crate::pages::preferences::lines(cx, standing);
    if !chosen.is_empty() {
        facts.push(fact("customer-prefers", chosen.join(" · ")));
    }
    if let Some(since) = file.records.iter().map(|record| record.since).min() {
        facts.push(fact("customer-since", date(&since)));
    }
    facts
}

/// The other records that are the same person.
fn records(visit: &Visit, file: &CustomerFile) -> Vec<String> {
    let others = file.records.iter().filter(|record| record.id != file.id);
    others.map(|record| record_words(visit, record)).collect()
}

/// A record in a line: by which name, since when.
pub(super) fn record_words(visit: &Visit, record: &Record) -> String {
    let cx = &visit.cx;
    let value = record.handles.iter().find_map(|handle| handle.value.as_deref());
    let name = record.name.as_deref().or(value).map_or_else(|| cx.t("someone"), str::to_owned);
    let since = cx.lang.date_near(cx.day(&record.since), cx.day(&cx.now));
    cx.t2("customer-record", "name", name, "when", since)
}
