//! The customer's own page behind a link: how things stand, and what the customer can do. It works on a telephone without
//! JavaScript. A link that does not work gets the same answer whatever is the matter with it.

mod agreements;
mod answer;
mod around;
mod call;
mod gone;
mod messages;
pub(in crate::ui) mod preferences;
mod promises;
mod second;
mod seen;
mod steps;
pub(in crate::ui) mod survey;
mod view;
pub(super) mod visit;
mod who;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::content::{ContentKind, Text};
use regie_app::links::{self, Behind};
use regie_app::partners::SeenByPartner;
use regie_app::preferences::masked;
use regie_app::read::Loaded;
use regie_app::second_thing::Second;
use regie_app::visits::FreeWindows;
use regie_app::{AppError, Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Channel, Direction, JoinReason};
use regie_domain::command::{CallWish, JourneyCommand};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId, ParticipantId, QuestionId};
use regie_domain::journey::State as JourneyState;
use regie_domain::phone::{PhoneError, PhoneNumber};
use regie_domain::reference::Reference;
use regie_domain::refusal::{Code, Refusal};
use regie_store::links::StatusLink;
use serde::Deserialize;
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::status::{StatusPage, Todo, Verdict};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, download, page, page_with, see};
use crate::state::Web;
use crate::ui::shell;
use crate::ui::uploads::{self, Taken};
use crate::visit::Visit;
pub(super) use gone::{expired_page, plain};
use view::View;

/// The longest message, in characters.
const LONGEST: usize = 20_000;
/// The longest wish for a moment of a call, in characters.
const LONGEST_WISH: usize = 500;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let link = Access::CustomerLink;
    routes
        .get("/s/{token}", link, "status", show)
        .get("/s/{token}/files/{content}", link, "status-file", file)
        .post("/s/{token}/message", link, "record_contact", message)
        .post("/s/{token}/answer", link, "record_contact", answer_question)
        .post("/s/{token}/call-back", link, "request_call", call_back)
        .post("/s/{token}/back-and-forth", link, "sent_around", around::say)
        .post("/s/{token}/visit", link, "choose_visit", visit::choose)
        .post("/s/{token}/visit/cancel", link, "cancel_visit", visit::cancel)
        .get("/s/{token}/visit.ics", link, "status-visit", visit::calendar)
        .post("/s/{token}/second", link, "answer_second", second::answer)
        .get("/s/{token}/who", link, "status-who", who::show)
        .post("/s/{token}/who", link, "answer_who", who::answer)
        .post("/s/{token}/solved", link, "confirm_solved", solved)
        .post("/s/{token}/not-solved", link, "not_solved", not_solved)
        .get("/s/{token}/preferences", link, "status-preferences", preferences::show)
        .post("/s/{token}/preferences", link, "choose_preferences", preferences::choose)
        .post("/s/{token}/preferences/address", link, "give_address", preferences::address)
        .get("/address/{token}", Access::Public, "address-proof", preferences::prove)
        .post("/address/{token}", Access::Public, "prove_address", preferences::proved)
        .get("/s/{token}/feedback", link, "status-feedback", survey::show)
        .post("/s/{token}/feedback", link, "answer_survey", survey::answer)
        .post("/s/{token}/link", link, "ask_link", crate::ui::links::ask_here)
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

/// A journey behind a link that works.
struct Opened {
    who: Who,
    participant: ParticipantId,
    loaded: Loaded,
    was: Option<Reference>,
    token: String,
    link: StatusLink,
    /// What is asked before sensitive parts show, where it was not answered on this link.
    wanted: Option<Second>,
    /// The windows that can be chosen, where visits are planned.
    windows: Option<FreeWindows>,
    /// The number at which the reader can be called, masked; none where none is known.
    number: Option<String>,
    /// What partners saw of it.
    seen: Vec<SeenByPartner>,
}

impl Opened {
    /// What the link shows: its journey, or the one that goes on with it. `kept` is what was typed there, shown again on the
    /// page in its place.
    async fn behind(web: &Web, visit: &Visit, token: &str, kept: Option<&str>) -> Result<Self, Failure> {
        let Some(link) = web.app.resolve_link(token).await? else { return Err(gone::expired(visit, token, kept)) };
        match web.app.open_status(&link).await {
            Ok(Behind::Page(found)) => {
                let links::Opened { who, participant, loaded, was } = *found;
                let open = loaded.journey.is_open();
                let windows = if open { web.app.free_windows_on(&loaded.journey).await? } else { None };
                let wanted = second::wanted(web, visit, &link, loaded.second.as_ref());
                let standing = web.app.standing_of(loaded.journey.id, participant).await?;
                let number = standing.phones.first().map(|place| masked(&place.value));
                let seen = web.app.seen_by_partners(&who, loaded.journey.id).await?;
                Ok(Self { who, participant, loaded, was, token: token.to_owned(), link, wanted, windows, number, seen })
            }
            Ok(Behind::Aside(reference, team)) => Err(gone::aside(visit, reference, team, kept)),
            Err(AppError::NotFound(_)) => Err(gone::expired(visit, token, kept)),
            Err(error) => Err(error.into()),
        }
    }

    fn journey(&self) -> JourneyId {
        self.loaded.journey.id
    }

    fn view<'a>(&'a self, visit: &'a Visit) -> View<'a> {
        let hidden = second::hidden(self.wanted.as_ref());
        let view = View::new(&visit.cx, &visit.directory, &self.loaded, self.participant, &self.token);
        // Before the second thing nothing of a number shows.
        let number = self.number.as_ref().map(|number| match self.wanted {
            Some(_) => visit.cx.t("status-call-known-hidden"),
            None => visit.cx.t1("status-call-known", "number", number),
        });
        View { hidden, number, ..view }
    }

    fn page(&self, visit: &Visit) -> StatusPage {
        let mut page = self.view(visit).page(shell::customer(visit));
        page.was = self.was.map(|was| was.to_string());
        page.locked = self.wanted.as_ref().map(|wanted| second::card(&visit.cx, &self.token, wanted));
        if who::says_nothing(self) {
            page.locked = None;
        }
        if who::is_asked(self) {
            (page.question, page.locked) = (None, Some(who::card(visit, &self.token)));
        }
        page.ask_first();
        page.preferences = preferences::may_choose(self).then(|| format!("/s/{}/preferences", self.token));
        page.visit = visit::part(&self.view(visit), self.windows.as_ref());
        let chooses = page.visit.as_ref().is_some_and(|part| part.choose.is_some());
        if chooses && page.hero.todo == Todo::Nothing && self.loaded.journey.needs_visit_again() {
            page.hero.todo = Todo::Visit;
        }
        page.seen = seen::lines(visit, &self.seen);
        page.feedback = survey::card(self, &visit.cx);
        page.we_did = survey::we_did(self);
        page
    }

    /// What a message from this page is, before its words.
    fn contact(&self, web: &Web, text: ContentId, asks: Asks) -> ContactFacts {
        ContactFacts {
            participant: Some(self.participant),
            why: JoinReason::StatusPage,
            asks,
            ..ContactFacts::said(web.app.ports.id(), Direction::In, Channel::Web, text)
        }
    }

    /// A message with its words and files.
    fn written(&self, web: &Web, words: &str, files: Vec<Taken>, asks: Asks) -> (ContactFacts, Vec<Text>) {
        let text = Text::plain(web.app.ports.id(), ContentKind::Text, words, Some(self.journey()));
        let mut contact = self.contact(web, text.id, asks);
        let mut texts = vec![text];
        for file in files {
            let content = file.content(&web.app.ports, self.journey());
            contact.files.push(content.id);
            texts.push(content);
        }
        (contact, texts)
    }

    async fn run(
        &self,
        web: &Web,
        posted: &Posted,
        command: JourneyCommand,
        texts: Vec<Text>,
    ) -> Result<Option<Refusal>, AppError> {
        let request = Request::journey(self.who.clone(), Door::Page, self.journey(), command);
        match web.app.run(request.with(texts).keyed(posted.key())).await {
            Ok(_) => Ok(None),
            Err(AppError::Refused(refusal)) => Ok(Some(refusal)),
            Err(error) => Err(error),
        }
    }

    /// Back to the page, with a word about what was done.
    fn done(&self, said: &str) -> Reply {
        see(&format!("/s/{}?said={said}", self.token))
    }

    /// The page as it is now, after something that could not be done; `form` holds what was typed.
    async fn refused(&self, web: &Web, visit: &Visit, refusal: &Refusal, put: impl FnOnce(&mut StatusPage)) -> Reply {
        let now = Self::behind(web, visit, &self.token, None).await?;
        let mut page = now.page(visit);
        page.problem = Some(visit.cx.t(words_of(refusal)));
        put(&mut page);
        page_with(StatusCode::CONFLICT, &page)
    }
}

/// Until when somebody reads what the reader wrote and nobody has answered or seen; after that moment, that it passed.
pub(super) fn read_line(
    cx: &Cx,
    directory: &regie_app::directory::Directory,
    journey: &regie_domain::journey::Journey,
    reader: ParticipantId,
) -> Option<String> {
    let own = |contact: &regie_domain::contact::Contact| contact.facts.participant.is_none_or(|it| it == reader);
    let by = journey.unread_and_told().filter(|(_, contact)| own(contact)).find_map(|(_, it)| it.facts.look_by)?;
    let team = directory.public_name(journey.news_owner());
    if by >= cx.now {
        let visit = journey.booked_visit().map(|(_, visit)| visit).filter(|visit| visit.is_awaited());
        let begins = visit.and_then(|visit| visit.told().from).filter(|begins| cx.now < *begins && *begins < by);
        return Some(match begins {
            Some(begins) => visit::read_after(cx, directory, &team, by, begins),
            None => crate::ui::ask::read_by(cx, &team, by),
        });
    }
    Some(cx.t2("status-read-late", "team", team, "when", cx.by_text(&by)))
}

/// A refusal in the customer's words.
fn words_of(refusal: &Refusal) -> &'static str {
    match refusal.code {
        Code::JourneyClosed | Code::JourneyVoid => "status-todo-over",
        Code::PromisesOpen => "status-still-owed",
        Code::SlotTaken => "status-visit-taken",
        Code::SlotUnknown => "status-visit-gone",
        Code::TooLateToMove | Code::VisitBegun => "status-visit-late",
        Code::LegsOpen | Code::QuestionOpen | Code::MayNotAct => "status-not-now",
        _ => "status-changed",
    }
}

async fn show(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    Query(Said { said }): Query<Said>,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let mut status = opened.page(&visit);
    // What was just said is a key of the locales, never words from the address bar.
    status.said =
        said.filter(|key| key.starts_with("said-status-") && visit.cx.lang.has(key)).map(|key| visit.cx.t(&key));
    page(&status)
}

async fn file(State(web): State<Web>, visit: Visit, Path((token, content)): Path<(String, String)>) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let content = Uuid::parse_str(&content).map(ContentId).map_err(|_| AppError::NotFound("file"))?;
    if !opened.view(&visit).shows_file(content) {
        return Err(AppError::NotFound("file").into());
    }
    let (info, bytes) = web.app.open_file(&opened.who, opened.journey(), content).await?;
    download(&info.name, &info.media_type, bytes)
}

async fn message(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let words = posted.get("text").to_owned();
    let opened = Opened::behind(&web, &visit, &token, Some(&words)).await?;
    let cx = &visit.cx;
    let mut form = StatusPage::write_form(cx, &opened.token).fill(&posted.fields);
    let (files, faults) = uploads::sort(cx, &posted.files);
    check_words(&mut form, "text", &words, files.is_empty());
    // What can be taken is sent, whatever else was chosen beside it: a browser forgets the files of a page that comes back.
    if files.is_empty() || form.failed() {
        faults.iter().for_each(|(field, words)| form.error(field, words.clone()));
    }
    if form.failed() {
        form.ask_files_again(&posted, "upload-again");
        let mut status = opened.page(&visit);
        status.write = Some(form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &status);
    }
    let asked = opened.loaded.journey.open_question().is_some();
    let asks = if asked { regie_app::asks::asks_of_reply(&words) } else { regie_app::asks::asks_of(&words) };
    let (contact, texts) = opened.written(&web, &words, files, asks);
    let command = JourneyCommand::RecordContact { contact, answers: None };
    match opened.run(&web, &posted, command, texts).await? {
        None if faults.is_empty() => opened.done("said-status-message"),
        None => {
            let mut status = Opened::behind(&web, &visit, &token, None).await?.page(&visit);
            let faults = faults.into_iter().map(|(_, words)| words).chain([cx.t("status-files-rest")]);
            status.problem = Some(faults.collect::<Vec<_>>().join(" "));
            page(&status)
        }
        Some(refusal) => opened.refused(&web, &visit, &refusal, |status| status.write = Some(form)).await,
    }
}

async fn answer_question(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let typed = posted.get("text").to_owned();
    let opened = Opened::behind(&web, &visit, &token, Some(&typed)).await?;
    let asked = Uuid::parse_str(posted.get("question")).map(QuestionId).ok();
    let known = asked.and_then(|id| Some((id, opened.loaded.journey.questions.get(&id)?)));
    let Some((question, facts)) = known else {
        let refusal = Refusal::new(Code::UnknownQuestion);
        return opened.refused(&web, &visit, &refusal, |status| keep_words(status, &typed)).await;
    };
    let items = opened.view(&visit).items(facts);
    let mut form = answer::form(&visit.cx, &opened.token, question, &items).fill(&posted.fields);
    let files = take(&visit, &mut form, &posted);
    let words = answer::read(&visit, &mut form, &items, &posted, &files);
    if form.failed() && !facts.is_open() {
        let refusal = Refusal::new(Code::QuestionEnded);
        return opened.refused(&web, &visit, &refusal, |status| keep_words(status, &words)).await;
    }
    if form.failed() {
        form.ask_files_again(&posted, "upload-again");
        let mut status = opened.page(&visit);
        if let Some(question) = &mut status.question {
            question.form = form;
        }
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &status);
    }
    // Sent a second time the question is no longer open, but the key tells that this very answer is there already.
    let (contact, texts) = opened.written(&web, &words, files, Asks::Something);
    let command = JourneyCommand::RecordContact { contact, answers: Some(question) };
    match opened.run(&web, &posted, command, texts).await? {
        None => opened.done("said-status-answer"),
        Some(refusal) => opened.refused(&web, &visit, &refusal, |status| keep_words(status, &words)).await,
    }
}

/// Puts words that could not be sent into the form to write.
fn keep_words(status: &mut StatusPage, words: &str) {
    if let Some(write) = &mut status.write
        && let Some(field) = write.fields.iter_mut().find(|field| field.name == "text")
    {
        words.clone_into(&mut field.value);
    }
}

async fn call_back(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    let cx = &visit.cx;
    let mut form = opened.view(&visit).call_back_form().fill(&posted.fields);
    let more = posted.get("when");
    if more.chars().count() > LONGEST_WISH {
        form.error("when", cx.t("invalid-too-long"));
    }
    let wish = call::wish(posted.get("moment"));
    match wish {
        None => form.error("moment", cx.t("invalid-choice")),
        Some(CallWish::Agree) if more.is_empty() => form.error("when", cx.t("status-call-when-empty")),
        Some(_) => {}
    }
    let number = match PhoneNumber::parse(posted.get("phone")) {
        Ok(number) => Some(number.to_string()),
        // The one that is known.
        Err(PhoneError::Empty) if opened.number.is_some() => None,
        Err(fault) => {
            let key = if fault == PhoneError::Empty { "invalid-required" } else { "invalid-phone" };
            form.error("phone", cx.t(key));
            None
        }
    };
    let Some(when) = wish.filter(|_| !form.failed()) else {
        let mut status = opened.page(&visit);
        status.call_back = Some(form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &status);
    };
    let (contact, texts) =
        opened.written(&web, &call_words(cx, number.as_deref(), when, more), Vec::new(), Asks::Something);
    match opened.run(&web, &posted, JourneyCommand::RequestCall { contact, when }, texts).await? {
        None if when == CallWish::Agree => opened.done("said-status-call-agree"),
        None => opened.done("said-status-call"),
        Some(refusal) => {
            let gone = matches!(refusal.code, Code::PromiseInPast | Code::OutsideHours);
            if gone {
                form.error("moment", cx.t("status-call-gone"));
            }
            let put = |status: &mut StatusPage| {
                status.problem = status.problem.take().filter(|_| !gone);
                status.call_back = Some(form);
            };
            opened.refused(&web, &visit, &refusal, put).await
        }
    }
}

/// The wish as staff read it; without another number it is the one that is known.
fn call_words(cx: &Cx, number: Option<&str>, when: CallWish, more: &str) -> String {
    let at = |when: String| match number {
        Some(number) => cx.t2("status-call-words-when", "phone", number, "when", when),
        None => cx.t1("status-call-words-known-when", "when", when),
    };
    let words = match (when, number) {
        (CallWish::Soon, Some(number)) => cx.t1("status-call-words", "phone", number),
        (CallWish::Soon, None) => cx.t("status-call-words-known"),
        (CallWish::Agree, _) => return at(more.to_owned()),
        (CallWish::Within { window }, _) => at(match window.from {
            Some(from) => cx.window(&from, &window.until),
            None => cx.by_text(&window.until),
        }),
    };
    if more.is_empty() { words } else { format!("{words}\n\n{more}") }
}

async fn solved(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    match opened.run(&web, &posted, JourneyCommand::ConfirmSolved {}, Vec::new()).await? {
        None => opened.done("said-status-solved"),
        // It is closed already: that is what was wished.
        Some(_) if matches!(opened.loaded.journey.state, JourneyState::Closed { .. }) => {
            opened.done("said-status-solved")
        }
        Some(refusal) => opened.refused(&web, &visit, &refusal, |_| {}).await,
    }
}

async fn not_solved(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let words = posted.get("text").to_owned();
    let opened = Opened::behind(&web, &visit, &token, Some(&words)).await?;
    let mut form = Verdict::form(&visit.cx, &opened.token).fill(&posted.fields);
    check_words(&mut form, "text", &words, true);
    if form.failed() {
        let mut status = opened.page(&visit);
        match &mut status.verdict {
            Some(verdict) => verdict.not_solved = form,
            None => keep_words(&mut status, &words),
        }
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &status);
    }
    let (contact, texts) = opened.written(&web, &words, Vec::new(), Asks::Again);
    match opened.run(&web, &posted, JourneyCommand::NotSolved { contact }, texts).await? {
        None => opened.done("said-status-not-solved"),
        Some(refusal) => opened.refused(&web, &visit, &refusal, |status| keep_words(status, &words)).await,
    }
}

/// Words that are needed, and not too many of them.
fn check_words(form: &mut Form, field: &str, words: &str, needed: bool) {
    if words.is_empty() && needed {
        let message = form.cx.t("invalid-required");
        form.error(field, message);
    }
    take_words(form, field, words, LONGEST);
}

/// Not too many words.
fn take_words(form: &mut Form, field: &str, words: &str, longest: usize) {
    if words.chars().count() > longest {
        let message = form.cx.t("invalid-too-long");
        form.error(field, message);
    }
}

/// The files that are taken; what is wrong with the others is said at their field.
fn take(visit: &Visit, form: &mut Form, posted: &Posted) -> Vec<Taken> {
    match uploads::look(&visit.cx, &posted.files) {
        Ok(taken) => taken,
        Err(faults) => {
            for (field, words) in faults {
                form.error(&field, words);
            }
            Vec::new()
        }
    }
}
