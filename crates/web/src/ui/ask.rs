//! The public form: one question a page, by day and by night, without account and JavaScript. Each page is kept as soon as it
//! is sent on; a token in the browser finds it again. Nobody here hears whether an address or number is known.

mod begin;
pub(super) mod place;
mod questions;
mod send;
mod when;

use axum::extract::{FromRequestParts, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::ask::desk::{self, Added, Desk};
use regie_app::ask::draft::{Change, Draft};
use regie_app::ask::{open_to_all, opened};
use regie_app::sessions::throttle;
use regie_domain::blueprint::{Blueprint, Doorway};
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::Form;
use crate::gate::set;
use crate::pages::ask::{AskClosedPage, AskPage, AskStep, DeskWords};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::security::{CookieKind, clear_cookie, read_cookie, set_cookie};
use crate::state::Web;
use crate::ui::journey::view::own_words;
use crate::ui::shell;
use crate::visit::Visit;

/// The longest number or subject in a link to the form, in characters.
const LONGEST_GIVEN: usize = 120;
/// A desk that is open for longer than this without a break is always open.
const ALWAYS: jiff::SignedDuration = jiff::SignedDuration::from_hours(48);

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let open = Access::Public;
    let routes = routes
        .get("/vraag", open, "ask", in_dutch)
        .get("/ask", open, "ask", questions::topic)
        .post("/ask", open, "keep_ask", questions::keep_topic)
        .get("/ask/message", open, "ask", questions::message)
        .post("/ask/message", open, "keep_ask", questions::keep_message)
        .get("/ask/files", open, "ask", questions::files)
        .post("/ask/files", open, "keep_ask", questions::keep_files)
        .post("/ask/files/remove", open, "keep_ask", questions::take_off)
        .get("/ask/same", open, "ask", questions::same)
        .post("/ask/same", open, "keep_ask", questions::keep_same)
        .get("/ask/contact", open, "ask", questions::contact)
        .post("/ask/contact", open, "keep_ask", questions::keep_contact)
        .get("/ask/when", open, "ask", when::ask)
        .post("/ask/when", open, "keep_ask", when::keep)
        .get("/ask/where", open, "ask", place::ask)
        .post("/ask/where", open, "keep_ask", place::keep)
        .get("/ask/check", open, "ask", send::check)
        .post("/ask/check", open, "send_ask", send::send)
        .get("/ask/done", open, "asked", send::done)
        .post("/ask/discard", open, "drop_ask", discard);
    begin::routes(routes)
}

/// What stands in the address of a link to the form: what is known there is not asked.
#[derive(Clone, Debug, Default, Deserialize)]
struct Given {
    about: Option<String>,
    subject: Option<String>,
    reference: Option<String>,
    from: Option<String>,
}

impl Given {
    fn posted(posted: &Posted) -> Self {
        let get = |name: &str| posted.some(name).map(str::to_owned);
        Self { about: get("about"), subject: get("subject"), reference: get("reference"), from: get("from") }
    }

    fn line(value: Option<&str>) -> String {
        let plain = value.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        plain.chars().filter(|c| !c.is_control()).take(LONGEST_GIVEN).collect()
    }

    fn change(&self) -> Change {
        Change::Given { subject: Self::line(self.subject.as_deref()), reference: Self::line(self.reference.as_deref()) }
    }

    fn to_check(&self) -> bool {
        self.from.as_deref() == Some("check")
    }

    /// What a form carries along of it.
    fn carried(&self, form: Form) -> Form {
        let known = [("about", &self.about), ("subject", &self.subject), ("reference", &self.reference)];
        known.into_iter().fold(form, |form, (name, value)| match value {
            Some(value) => form.with(name, Self::line(Some(value))),
            None => form,
        })
    }

    /// The same behind another address.
    fn behind(&self, path: &str) -> String {
        let known =
            [("about", &self.about), ("subject", &self.subject), ("reference", &self.reference), ("from", &self.from)];
        let mut to = path.to_owned();
        for (name, value) in known.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))) {
            to.push(if to.contains('?') { '&' } else { '?' });
            to.push_str(name);
            to.push('=');
            for byte in Self::line(Some(value)).bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => to.push(char::from(byte)),
                    _ => to.push_str(&format!("%{byte:02X}")),
                }
            }
        }
        to
    }
}

/// Somebody at the form, with what was kept so far.
struct Asking {
    web: Web,
    visit: Visit,
    token: Option<String>,
    /// What is being written; none before the first page, and once it was sent.
    draft: Option<Draft>,
    /// Whether what this browser wrote last was sent.
    sent: bool,
    given: Given,
}

impl FromRequestParts<Web> for Asking {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, web).await?;
        // What a link garbled is asked.
        let given = Query::from_request_parts(parts, web).await.map(|Query(given)| given).unwrap_or_default();
        let token = read_cookie(&parts.headers, CookieKind::Ask, web.transport);
        let found = match &token {
            Some(token) => web.app.ask_draft(token).await?,
            None => None,
        };
        let sent = found.as_ref().is_some_and(|draft| draft.sent.is_some());
        let draft = found.filter(|draft| draft.sent.is_none());
        Ok(Self { web: web.clone(), visit, token, draft, sent, given })
    }
}

impl Asking {
    /// The same with what a form carried along of the link, in the place of what is in the address.
    fn with(self, posted: &Posted) -> Self {
        Self { given: Given::posted(posted), ..self }
    }

    fn cx(&self) -> &Cx {
        &self.visit.cx
    }

    /// What can be asked.
    fn topics(&self) -> Vec<(&Blueprint, &Doorway)> {
        open_to_all(&self.visit.directory).collect()
    }

    /// What it is about, as far as that is known: chosen, named by the link, or the only thing that can be asked.
    fn blueprint(&self) -> Option<&Blueprint> {
        let directory = &self.visit.directory;
        let topics = self.topics();
        let named = self.given.about.as_deref().and_then(|wanted| {
            topics.iter().find(|(blueprint, door)| is_named(blueprint, door, wanted)).map(|(found, _)| *found)
        });
        let chosen = || self.draft.as_ref().and_then(|draft| opened(directory, draft.blueprint?));
        let only = || topics.first().filter(|_| topics.len() == 1).map(|(found, _)| *found);
        named.or_else(chosen).or_else(only)
    }

    /// The pages that are for this writer, in their order.
    async fn steps(&self) -> Result<Vec<AskStep>, AppError> {
        let came = self.draft.as_ref().is_some_and(|draft| draft.came.is_some());
        let mut steps = vec![AskStep::Message, AskStep::Files];
        if self.topics().len() > 1 {
            steps.insert(0, AskStep::Topic);
        }
        if let Some(draft) = self.draft.as_ref().filter(|_| came)
            && !self.web.app.ask_alike(draft).await?.is_empty()
        {
            steps.push(AskStep::Same);
        }
        if !came {
            steps.push(AskStep::Contact);
        }
        let joins = self.draft.as_ref().is_some_and(|draft| draft.about.is_some());
        if !joins && !when::windows(self).await?.is_empty() {
            steps.push(AskStep::When);
            if self.draft.as_ref().is_some_and(|draft| draft.window.is_some() && !draft.place_known) {
                steps.push(AskStep::Where);
            }
        }
        steps.push(AskStep::Check);
        Ok(steps)
    }

    /// The first page that still needs an answer.
    fn open_step(&self, steps: &[AskStep]) -> AskStep {
        let draft = self.draft.as_ref();
        let needs = |step: &AskStep| match step {
            AskStep::Topic => self.blueprint().is_none(),
            AskStep::Message => draft.is_none_or(|draft| draft.typed.text.trim().is_empty()),
            AskStep::Files => false,
            AskStep::Same => draft.is_none_or(|draft| draft.about.is_none() && !draft.apart),
            AskStep::Contact => draft.is_none_or(|draft| draft.typed.email.is_empty() && draft.typed.phone.is_empty()),
            AskStep::When => draft.is_none_or(|draft| draft.window.is_none() && !draft.later),
            AskStep::Where => draft.is_none_or(|draft| draft.typed.place.is_empty()),
            AskStep::Check => true,
        };
        steps.iter().copied().find(needs).unwrap_or(AskStep::Check)
    }

    /// Where to go instead, for a page that comes too early or is not for this writer.
    async fn elsewhere(&self, step: AskStep) -> Result<Option<String>, AppError> {
        let steps = self.steps().await?;
        let open = self.open_step(&steps);
        let reachable = steps.contains(&step) && step <= open;
        Ok((!reachable).then(|| self.given.behind(open.path())))
    }

    /// The page after one that was answered.
    async fn after(&self, step: AskStep) -> Result<String, AppError> {
        let steps = self.steps().await?;
        let open = self.open_step(&steps);
        if self.given.to_check() && open == AskStep::Check {
            return Ok(AskStep::Check.path().to_owned());
        }
        let next = steps.iter().copied().find(|next| *next > step).unwrap_or(AskStep::Check).min(open.max(step));
        Ok(Given { from: self.given.from.clone(), ..Given::default() }.behind(next.path()))
    }

    /// One question, as its page shows it.
    async fn page(&self, step: AskStep, form: Form) -> Result<AskPage, AppError> {
        let steps = self.steps().await?;
        let questions: Vec<AskStep> =
            steps.iter().copied().filter(|it| !matches!(it, AskStep::Same | AskStep::Check)).collect();
        let place = questions.iter().position(|it| *it == step).map(|at| (at + 1, questions.len()));
        let before = steps.iter().copied().rfind(|it| *it < step).map(|it| it.path().to_owned());
        let back = if self.given.to_check() { Some(AskStep::Check.path().to_owned()) } else { before };
        Ok(AskPage {
            cx: self.cx().clone(),
            shell: shell::customer(&self.visit),
            step,
            place,
            back,
            desk: self.desk_words().await?,
            said: None,
            files: Vec::new(),
            take_off: "/ask/files/remove",
            kept: self.draft.is_some(),
            form,
        })
    }

    /// Who looks at it and when; what is added to something that runs is looked at by who is at work on that.
    async fn desk_words(&self) -> Result<Option<DeskWords>, AppError> {
        let added = match &self.draft {
            Some(draft) => self.web.app.ask_added(draft).await?,
            None => None,
        };
        if let Some(added) = added {
            return Ok(Some(self.added_words(&added)));
        }
        let Some(blueprint) = self.blueprint() else { return Ok(None) };
        let desk = desk::desk_of(&self.visit.directory, blueprint, self.cx().now)?;
        Ok(Some(words_of(self.cx(), &desk)))
    }

    /// Who looks at what is added to something that runs, in words.
    fn added_words(&self, added: &Added) -> DeskWords {
        let (cx, team) = (self.cx(), self.visit.directory.public_name(added.team));
        let hours = match added.by {
            Some(by) => read_by(cx, &team, by),
            None => cx.t1("ask-desk-reads", "team", team),
        };
        DeskWords { open: added.open, hours, answer: cx.t("ask-added-answer") }
    }

    /// Keeps pages; counts the first one of a draft against the place that it came from.
    async fn keep(&mut self, changes: Vec<Change>) -> Result<(), AppError> {
        if self.draft.is_none() {
            throttle::may_begin_ask(&self.web.app, self.visit.address).await?;
        }
        let token = self.web.app.keep_ask(self.token.as_deref().filter(|_| self.draft.is_some()), changes).await?;
        self.draft = self.web.app.ask_draft(&token).await?;
        self.token = Some(token);
        Ok(())
    }

    /// On to a page, with the token of what was kept.
    fn on_to(&self, path: &str) -> Reply {
        let mut answer = see(path)?;
        if let Some(token) = &self.token {
            set(&mut answer, set_cookie(CookieKind::Ask, token, self.web.transport));
        }
        Ok(answer)
    }
}

/// Whether the address of a link names what can be asked: by its id, or by its name in either language.
fn is_named(blueprint: &Blueprint, door: &Doorway, wanted: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted_plain = plain(wanted);
    let by_name =
        [&door.name.nl, &door.name.en].into_iter().any(|name| !name.is_empty() && plain(name) == wanted_plain);
    by_name || blueprint.id.to_string() == wanted
}

/// Who looks at what is sent now, in words.
fn words_of(cx: &Cx, desk: &Desk) -> DeskWords {
    let hours = match (desk.open_until, desk.opens) {
        (Some(until), _) if until.duration_since(cx.now) > ALWAYS => cx.t1("ask-desk-always", "team", &desk.team),
        (Some(until), _) => cx.t2("ask-desk-open", "team", &desk.team, "until", cx.until_text(&until)),
        (None, Some(opens)) => cx.t2("ask-desk-closed", "team", &desk.team, "when", cx.near_text(&opens)),
        (None, None) => cx.t1("ask-desk-reads", "team", &desk.team),
    };
    let answer = cx.t1("ask-desk-answer", "when", cx.by_text(&desk.answer_by));
    DeskWords { open: desk.open_until.is_some(), hours, answer }
}

/// By when somebody reads what was written, in words.
pub(super) fn read_by(cx: &Cx, team: &str, by: jiff::Timestamp) -> String {
    cx.t2("status-read-by", "team", team, "when", cx.by_text(&by))
}

/// The name and help of what can be asked, in the visitor's language.
pub(super) fn topics_of(visit: &Visit) -> Vec<(String, String)> {
    let own = |(_, door): (&Blueprint, &Doorway)| (own_words(&visit.cx, &door.name), own_words(&visit.cx, &door.help));
    open_to_all(&visit.directory).map(own).collect()
}

/// The page that says so when nothing can be asked here.
fn closed(visit: &Visit) -> Reply {
    page(&AskClosedPage { cx: visit.cx.clone(), shell: shell::customer(visit) })
}

/// A machine filled in what no person sees.
fn trapped(posted: &Posted) -> bool {
    posted.some("website").is_some()
}

async fn in_dutch(State(_): State<Web>, Query(given): Query<Given>) -> Reply {
    see(&given.behind(AskStep::Topic.path()))
}

/// Takes away what was written, for whoever does not want to leave it on this device.
async fn discard(State(web): State<Web>, headers: HeaderMap, _posted: Posted) -> Reply {
    if let Some(token) = read_cookie(&headers, CookieKind::Ask, web.transport) {
        web.app.drop_ask(&token).await?;
    }
    let mut answer = see("/")?;
    set(&mut answer, clear_cookie(CookieKind::Ask, web.transport));
    Ok(answer)
}
