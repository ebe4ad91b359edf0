//! Deciding on an agreement: a second member approves or refuses, and whoever answers for it has its work offered again, says
//! that it was carried out, or ends it.

use axum::extract::{Path, State};
use regie_domain::agreement::Agreement;
use regie_domain::codes::AgreementEnd;
use regie_domain::command::{AgreementCommand as A, JourneyCommand as C, NewPromise};
use regie_domain::event::Window;
use regie_domain::ids::AgreementId;

use super::{find, make, panel, told};
use crate::builder::{Access, Routes};
use crate::gate::WORKERS;
use crate::pages::agreements::forms;
use crate::pages::journey::Fact;
use crate::posted::Posted;
use crate::reply::Reply;
use crate::state::Web;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::{moment, words as required};
use crate::ui::journey::deed::{self, Deed, Sheet};
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::greeting;
use crate::ui::journey::view;
use crate::ui::letter::Letter;
use crate::visit::Visit;
use crate::words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Approve,
    Refuse,
    Carry,
    Keep,
    End,
}

impl Doing {
    /// Text key of its page.
    const fn key(self) -> &'static str {
        match self {
            Self::Approve => "agreement-approve",
            Self::Refuse => "agreement-refuse",
            Self::Carry => "agreement-carry",
            Self::Keep => "agreement-keep",
            Self::End => "agreement-end",
        }
    }
}

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    const ALL: [(Doing, &str, &str); 5] = [
        (Doing::Approve, "/journeys/{id}/agreements/{agreement}/approve", "approve-agreement"),
        (Doing::Refuse, "/journeys/{id}/agreements/{agreement}/refuse", "refuse-agreement"),
        (Doing::Carry, "/journeys/{id}/agreements/{agreement}/carry", "carry-agreement"),
        (Doing::Keep, "/journeys/{id}/agreements/{agreement}/keep", "keep-agreement"),
        (Doing::End, "/journeys/{id}/agreements/{agreement}/end", "end-agreement"),
    ];
    ALL.into_iter().fold(routes, |routes, (doing, path, command)| {
        let get = move |State(web): State<Web>, visit: Visit, Path((id, of)): Path<(String, String)>| async move {
            let desk = Desk::open(&web, &visit, &id).await?;
            deed::show(&web, &desk, sheet(&desk, doing, &of)?).await
        };
        let post = move |State(web): State<Web>,
                         visit: Visit,
                         Path((id, of)): Path<(String, String)>,
                         posted: Posted| async move {
            submit(&web, Desk::open(&web, &visit, &id).await?, doing, &of, &posted).await
        };
        routes.get(path, Access::Member(WORKERS), "journey", get).post(path, Access::Member(WORKERS), command, post)
    })
}

async fn submit(web: &Web, desk: Desk, doing: Doing, of: &str, posted: &Posted) -> Reply {
    let mut letter = Letter::new(web, desk.id);
    let (id, found) = find(&desk, of)?;
    let deed = command(&desk, doing, (id, found), posted, &mut letter);
    deed::run(web, desk, posted, letter, deed, |desk| sheet(desk, doing, of)).await
}

fn sheet(desk: &Desk, doing: Doing, of: &str) -> Result<Sheet, regie_app::AppError> {
    let (id, found) = find(desk, of)?;
    let (cx, head, greeting) = (&desk.visit.cx, view::head(desk), greeting(desk));
    let form = match doing {
        Doing::Approve => {
            let by = promised(found).map(|window| cx.local_input(&window.until));
            forms::approve(cx, &head, of, by.as_deref())
        }
        Doing::Refuse => forms::refuse(cx, &head, of, &greeting),
        Doing::Carry => forms::carry(cx, &head, of, &make::working(desk, "credit")),
        Doing::Keep => forms::keep(cx, &head, of),
        Doing::End => forms::end(cx, &head, of, &greeting),
    };
    Ok(Sheet { facts: facts(desk, id, found), ..Sheet::new(doing.key(), form) })
}

/// The window that is promised once it is approved.
fn promised(found: &Agreement) -> Option<Window> {
    found.proposal.as_ref()?.terms.promise.as_ref()?.window
}

/// What it is about, above the form.
fn facts(desk: &Desk, id: AgreementId, found: &Agreement) -> Vec<Fact> {
    let cx = &desk.visit.cx;
    let card = panel::card(desk, id, found);
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let mut facts = vec![fact("agreement", card.wording), fact("agreement-made", card.facts.join(" · "))];
    // Who decides reads until when it would hold.
    facts.extend(card.holds.into_iter().map(|hold| fact("hold", [vec![hold.what], hold.notes].concat().join(" · "))));
    facts.extend(card.leg.map(|(words, _)| fact("agreement-leg", words)));
    if let Some(waits) = &found.proposal {
        if let Some(promise) = &waits.terms.promise {
            let what = promise.text.map(|id| desk.loaded.text(id).to_owned());
            let what = what.unwrap_or_else(|| words::promised(cx, promise.what));
            facts.push(fact("agreement-promise-group", what));
        }
        facts.push(fact("agreement-text-group", desk.loaded.text(waits.terms.contact.text).to_owned()));
    }
    facts
}

fn command(
    desk: &Desk,
    doing: Doing,
    (agreement, found): (AgreementId, &Agreement),
    posted: &Posted,
    letter: &mut Letter<'_>,
) -> Result<Deed, Wrong> {
    let (command, said) = match doing {
        Doing::Approve => (A::Approve { agreement, promise: moved(desk, found, posted)? }, "said-agreement-approved"),
        Doing::Refuse => {
            let reason = required(desk, posted, "reason")?.to_owned();
            let told = told(desk, posted, letter)?;
            (A::Refuse { agreement, text: letter.words(&reason), told }, "said-agreement-refused")
        }
        Doing::Carry => {
            let wording = desk.loaded.text(found.wording).to_owned();
            let leg = make::leg(desk, posted, letter, &make::Said { wording, ..make::Said::default() })?;
            let leg = leg.ok_or_else(|| Wrong::field(&desk.visit, "work", "invalid-choice"))?;
            (A::Carry { agreement, leg }, "said-agreement-carried")
        }
        Doing::Keep => {
            let at = moment(desk, posted, "at")?;
            (A::Keep { agreement, at: at.filter(|at| !super::hold::is_now(desk, *at)) }, "said-agreement-kept")
        }
        Doing::End => {
            let why = AgreementEnd::parse(posted.get("why"))
                .ok_or_else(|| Wrong::field(&desk.visit, "why", "invalid-choice"))?;
            let text = letter.some(posted.some("reason"));
            let told = told(desk, posted, letter)?;
            (A::End { agreement, why, text, told }, "said-agreement-ended")
        }
    };
    Ok(Deed::free(C::Agreement(command), said))
}

/// The promise with another moment, where the approving member chose one.
fn moved(desk: &Desk, found: &Agreement, posted: &Posted) -> Result<Option<NewPromise>, Wrong> {
    let proposed = found.proposal.as_ref().and_then(|waits| waits.terms.promise);
    let Some(promise) = proposed else { return Ok(None) };
    if posted.get("promise_by") == posted.get("promise_shown") {
        return Ok(None);
    }
    let by = moment(desk, posted, "promise_by")?;
    Ok(by.map(|until| NewPromise { window: Some(Window::by(until)), ..promise }))
}
