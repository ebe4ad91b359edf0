//! The one way in which a form about a journey becomes a command: shown under the three cells, run, and shown again with
//! what was typed and what stands in the way.

use axum::http::StatusCode;
use jiff::Timestamp;
use regie_app::sending::{Back, Sent};
use regie_app::together::Together;
use regie_app::{Done, Request, Who};
use regie_domain::actor::Door;
use regie_domain::codes::{HoldReason, TaskKind};
use regie_domain::command::{JourneyCommand, VisitCommand};
use regie_domain::directory::Outgoing;
use regie_domain::event::Reach;

use crate::form::{Drafting, Form};
use crate::pages::acts::ActPage;
use crate::pages::journey::Fact;
use crate::pages::parts::Banner;
use crate::pages::shell::{Nav, Shell};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, attempt, said};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view;
use crate::ui::journey::{drafting, newer};
use crate::ui::letter::Letter;
use crate::ui::shell;

/// A form on its own page: its heading as a text key, and what it is about.
pub struct Sheet {
    /// Text key of the heading.
    pub title: &'static str,
    /// The form, empty.
    pub form: Form,
    /// What it is about.
    pub facts: Vec<Fact>,
    /// What to know before filling it in.
    pub banners: Vec<Banner>,
    /// The message as it would arrive: subject and words.
    pub preview: Option<(String, String)>,
    /// Why there is nothing to do, in words: no form is offered then.
    pub nothing: Option<String>,
}

impl Sheet {
    /// A form without facts above it.
    #[must_use]
    pub fn new(title: &'static str, form: Form) -> Self {
        Self { title, form, facts: Vec::new(), banners: Vec::new(), preview: None, nothing: None }
    }
}

/// What a filled-in form asks for.
pub struct Deed {
    /// The command.
    pub command: JourneyCommand,
    /// What to say when it is done; a text key.
    pub said: &'static str,
    /// Whether it is bound to the ball as the page showed it.
    pub on_ball: bool,
    /// The version of the promise that the page showed.
    pub promise_version: Option<u32>,
    /// What the form does besides, before it.
    pub first: Vec<JourneyCommand>,
    /// Whether the member takes the ball up with it, where nobody of the team has.
    pub take: bool,
    /// When a partner that does not take part said it.
    pub said_at: Option<Timestamp>,
}

/// What says that a message left.
const SENDS: [&str; 10] = [
    "said-agreement",
    "said-agreement-approved",
    "said-again",
    "said-apologised",
    "said-sent",
    "said-asked",
    "said-outcome",
    "said-promised",
    "said-moved-promise",
    "said-replaced",
];

impl Deed {
    /// A command that depends on where the ball is.
    #[must_use]
    pub fn on_ball(command: JourneyCommand, said: &'static str) -> Self {
        Self { on_ball: true, ..Self::free(command, said) }
    }

    /// A command that does not.
    #[must_use]
    pub fn free(command: JourneyCommand, said: &'static str) -> Self {
        Self { command, said, on_ball: false, promise_version: None, first: Vec::new(), take: false, said_at: None }
    }

    /// With what the form does besides, in the same write.
    #[must_use]
    pub fn after(self, first: Vec<JourneyCommand>) -> Self {
        Self { first, ..self }
    }

    /// Whoever answers takes the journey up, unless somebody has.
    #[must_use]
    pub fn taking(self) -> Self {
        Self { take: true, ..self }
    }

    /// Runs it; answers with what to say, as a text key.
    ///
    /// # Errors
    /// What no form can say.
    pub async fn run(
        mut self,
        web: &Web,
        desk: &Desk,
        posted: &Posted,
        letter: Letter<'_>,
    ) -> Result<Result<&'static str, Wrong>, Failure> {
        let (said, take, first) = (self.said, self.take, std::mem::take(&mut self.first));
        // Where the ball has moved, the rule says so and the page shows the rest.
        let moved = self.on_ball && posted.epoch().is_some_and(|epoch| epoch != desk.loaded.journey.ball.epoch);
        if newer::matters_for(&self.command)
            && !moved
            && let Some(words) = newer::missed(desk, posted)
        {
            return Ok(Err(Wrong::Newer(words, newer::seen(posted).unwrap_or(0))));
        }
        // A form in which nobody writes is filled in anew when it is taken back.
        let wordless =
            matches!(self.command, JourneyCommand::Reopen { .. } | JourneyCommand::Visit(VisitCommand::Narrow { .. }));
        let fields = if wordless { Vec::new() } else { drafting::back(posted) };
        let back = Back { form: drafting::form_of(desk, &desk.visit.cx.here), fields };
        let holds = matches!(
            self.command,
            JourneyCommand::Write { .. }
                | JourneyCommand::ProposeOutcome { .. }
                | JourneyCommand::Promise { .. }
                | JourneyCommand::MovePromise { .. }
                | JourneyCommand::Visit(_)
                | JourneyCommand::Reopen { .. }
        );
        let main = self.request(desk, posted, letter)?;
        let (who, form) = (main.who.clone(), back.form.clone());
        let done = if holds {
            match web.app.run_or_hold(Together { take, first, main }, desk.id, back).await {
                Ok(Sent::Now(done)) => Ok(done),
                Ok(Sent::Held(_)) => {
                    sent_over(web, desk, &who, posted).await?;
                    return Ok(Ok(""));
                }
                Err(error) => Err(Wrong::of(&desk.visit, error)?),
            }
        } else if take || !first.is_empty() {
            match web.app.run_together(Together { take, first, main }, desk.id).await {
                Ok(done) => Ok(done),
                Err(error) => Err(Wrong::of(&desk.visit, error)?),
            }
        } else {
            attempt(web, &desk.visit, main).await?
        };
        if done.is_ok() {
            web.app.drop_draft(&who, desk.id, &form).await?;
            sent_over(web, desk, &who, posted).await?;
        }
        Ok(done.map(|done| truly(desk, said, &done)))
    }

    /// The request of it.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn request(self, desk: &Desk, posted: &Posted, letter: Letter<'_>) -> Result<Request, regie_app::AppError> {
        let request = Request::journey(desk.visit.who()?, Door::Page, desk.id, self.command);
        let mut request = request.with(letter.texts).keyed(posted.key()).said(self.said_at);
        request.expects.promise_version = self.promise_version;
        Ok(if self.on_ball { request.on_ball(posted.epoch()) } else { request })
    }
}

/// Notes that a message went over something newer, after its writer was asked.
async fn sent_over(web: &Web, desk: &Desk, who: &Who, posted: &Posted) -> Result<(), Failure> {
    if let Some(seen) = posted.some("over").and_then(|seen| seen.parse().ok()) {
        web.app.note_sent_over(who, desk.id, seen, desk.loaded.journey.seq).await?;
    }
    Ok(())
}

/// What may truly be said: a message that is held has not been sent.
pub(super) fn truly(desk: &Desk, said: &'static str, done: &Done) -> &'static str {
    let updates = done.journey.iter().flat_map(|journey| journey.updates.values());
    let last = updates.max_by_key(|update| update.planned_at).filter(|_| SENDS.contains(&said));
    // A letter or call is for a person to do.
    match last.map(|update| update.reach) {
        Some(Reach::Task { task: TaskKind::Call }) => return "said-to-call",
        Some(Reach::Task { .. }) => return "said-to-post",
        _ => {}
    }
    let Some(update) = last.filter(|update| matches!(update.reach, Reach::Email { .. })) else { return said };
    let outgoing = desk.visit.directory.organisation.as_ref().map(|found| found.value.outgoing);
    match outgoing {
        Some(Outgoing::Paused) => "said-held-paused",
        Some(Outgoing::Trial) => "said-held-trial",
        _ if update.held == HoldReason::QuietHours => "said-held-quiet",
        _ => said,
    }
}

/// Shows a form.
pub async fn show(web: &Web, desk: &Desk, sheet: Sheet) -> Reply {
    show_with(web, desk, sheet, StatusCode::OK).await
}

/// Shows a form as it was filled in: with more room, or with the message as it would arrive.
pub async fn show_as_typed(web: &Web, desk: &Desk, mut sheet: Sheet, status: StatusCode) -> Reply {
    let form = drafting::form_of(desk, &sheet.form.action);
    sheet.form.drafting = Some(Drafting { href: format!("{}/draft", desk.href()), form, saved: None });
    let shell = shell::staff(web, &desk.visit, Nav::Journeys, None).await?;
    page_with(status, &page_of(desk, shell, sheet))
}

/// Shows a form again, with what was typed and what is wrong.
pub async fn again(web: &Web, desk: &Desk, mut sheet: Sheet, posted: &Posted, wrong: &Wrong) -> Reply {
    sheet.form = wrong.at(&desk.visit, sheet.form, posted);
    sheet.form.ask_files_again(posted, "files-again");
    show_with(web, desk, sheet, wrong.status()).await
}

async fn show_with(web: &Web, desk: &Desk, sheet: Sheet, status: StatusCode) -> Reply {
    let shell = shell::staff(web, &desk.visit, Nav::Journeys, desk.visit.said()).await?;
    let drafts = if desk.may().works { web.app.drafts(&desk.visit.who()?, desk.id).await? } else { Vec::new() };
    let form = drafting::kept(desk, sheet.form, &drafts);
    page_with(status, &page_of(desk, shell, Sheet { form, ..sheet }))
}

fn page_of(desk: &Desk, shell: Shell, sheet: Sheet) -> ActPage {
    let mut page = ActPage::new(&desk.visit.cx, shell, view::head(desk), view::card(desk), sheet.title, sheet.form);
    let alone = sheet.title == "act-handover" && !sheet.facts.is_empty();
    page.about = alone.then(|| desk.visit.cx.t("instead-title"));
    page.facts = sheet.facts;
    page.banners = sheet.banners;
    page.nothing = sheet.nothing;
    page.preview = sheet.preview;
    page
}

/// Runs what a form asks and goes on to the journey; or shows the form again. The form is made anew from what the journey
/// is by then: somebody may have been faster.
pub async fn run(
    web: &Web,
    desk: Desk,
    posted: &Posted,
    letter: Letter<'_>,
    deed: Result<Deed, Wrong>,
    sheet: impl Fn(&Desk) -> Result<Sheet, regie_app::AppError>,
) -> Reply {
    let wrong = match deed {
        Err(wrong) => wrong,
        Ok(deed) => match deed.run(web, &desk, posted, letter).await? {
            // Whoever declined what is shielded is on it no more.
            Ok(key) if web.app.sees(&desk.visit.who()?, desk.id).await? => return see(&said(&desk.href(), key)),
            Ok(key) => return see(&said("/work", key)),
            Err(wrong) => wrong,
        },
    };
    refused(web, desk, posted, &wrong, sheet).await
}

/// Shows a form again, as it is by now.
pub async fn refused(
    web: &Web,
    desk: Desk,
    posted: &Posted,
    wrong: &Wrong,
    sheet: impl Fn(&Desk) -> Result<Sheet, regie_app::AppError>,
) -> Reply {
    let now = Desk::open_part(web, &desk.visit, &desk.id.to_string()).await?;
    let sheet = match sheet(&now) {
        Ok(sheet) => sheet,
        // What it was about has gone meanwhile: the form that was sent is all there is.
        Err(_) => sheet(&desk)?,
    };
    again(web, &now, sheet, posted, wrong).await
}
