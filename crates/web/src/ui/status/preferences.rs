//! How the reader wants to hear from us: chosen here, without a script. Another e-mail address counts once it is proved.
//! Where the page asks for a second thing first, so does this.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::preferences::{By, Proving, Standing, Wish};
use regie_domain::customer::Language;
use regie_domain::preference::PreferredWay;

use super::{Opened, Said};
use crate::form::Form;
use crate::pages::preferences::{self, PreferencesPage, ProvePage};
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;

/// The page, where its reader may choose.
pub(super) async fn show(
    State(web): State<Web>,
    visit: Visit,
    Path(token): Path<String>,
    Query(Said { said }): Query<Said>,
) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    if !may_choose(&opened) {
        return see(&format!("/s/{token}"));
    }
    let standing = web.app.standing_of(opened.journey(), opened.participant).await?;
    let mut shown = assemble(&visit, &token, &standing);
    shown.said =
        said.filter(|key| key.starts_with("said-prefer-") && visit.cx.lang.has(key)).map(|key| visit.cx.t(&key));
    page(&shown)
}

/// Keeps what was chosen.
pub(super) async fn choose(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    if !may_choose(&opened) {
        return see(&format!("/s/{token}"));
    }
    let standing = web.app.standing_of(opened.journey(), opened.participant).await?;
    let mut form = preferences::form(&visit.cx, &token, &standing).fill(&posted.fields);
    let Some(wish) = wish(&posted, standing.language) else {
        form.error("way", visit.cx.t("invalid-choice"));
        return again(&visit, &token, &standing, |page| page.form = form);
    };
    match web.app.prefer(by(&opened), wish).await {
        Ok(proving) => done(&token, &proving),
        Err(error) => {
            faults(&visit, &mut form, error)?;
            again(&visit, &token, &standing, |page| page.form = form)
        }
    }
}

/// Sends the link to another address.
pub(super) async fn address(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let opened = Opened::behind(&web, &visit, &token, None).await?;
    if !may_choose(&opened) {
        return see(&format!("/s/{token}"));
    }
    match web.app.give_address(by(&opened), posted.get("email")).await {
        Ok(proving) => done(&token, &proving),
        Err(error) => {
            let standing = web.app.standing_of(opened.journey(), opened.participant).await?;
            let mut form = preferences::mail_form(&visit.cx, &token).fill(&posted.fields);
            faults(&visit, &mut form, error)?;
            again(&visit, &token, &standing, |page| page.mail = form)
        }
    }
}

/// The page behind the link that proves an address or number. Opening it changes nothing.
pub(super) async fn prove(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    let stands = web.app.proof_stands(&token).await?;
    proof(&visit, &token, stands)
}

/// The button on that page.
pub(super) async fn proved(State(web): State<Web>, visit: Visit, Path(token): Path<String>, _: Posted) -> Reply {
    let stands = web.app.prove(&token).await?;
    proof(&visit, &token, stands)
}

fn proof(visit: &Visit, token: &str, stands: regie_app::preferences::Stands) -> Reply {
    use regie_app::preferences::Stands;
    let status = if stands == Stands::Gone { StatusCode::GONE } else { StatusCode::OK };
    let action = format!("/address/{}", super::plain(token));
    page_with(status, &ProvePage { cx: visit.cx.clone(), shell: shell::customer(visit), action, stands })
}

/// Whether the reader of a page may choose: who may act, after a second thing where one is asked.
pub(super) fn may_choose(opened: &Opened) -> bool {
    let person = opened.loaded.journey.participants.get(&opened.participant);
    opened.wanted.is_none() && person.is_some_and(|person| person.may_act)
}

fn by(opened: &Opened) -> By {
    By::Person { journey: opened.journey(), participant: opened.participant }
}

/// What was chosen in a form; nothing where no way was.
pub(in crate::ui) fn wish(posted: &Posted, language: Language) -> Option<Wish> {
    Some(Wish {
        language: match posted.get("language") {
            "en" => Language::En,
            "nl" => Language::Nl,
            _ => language,
        },
        way: PreferredWay::parse(posted.get("way"))?,
        phone: posted.get("phone").to_owned(),
        address: posted.get("address").to_owned(),
        daily: posted.get("daily") == "daily",
        no_surveys: posted.get("surveys") == "none",
    })
}

/// Puts what is wrong with the input at its fields; anything else is a failure.
pub(in crate::ui) fn faults(visit: &Visit, form: &mut Form, error: AppError) -> Result<(), Failure> {
    match error {
        AppError::Invalid(faults) => {
            for fault in faults {
                form.error(&fault.field, visit.cx.t(fault.key));
            }
            Ok(())
        }
        other => Err(other.into()),
    }
}

fn done(token: &str, proving: &Proving) -> Reply {
    let said = match proving {
        Proving::Nothing => "said-prefer-kept",
        Proving::Mail => "said-prefer-proof",
        Proving::Text => "said-prefer-proof-text",
    };
    see(&format!("/s/{token}/preferences?said={said}"))
}

fn again(visit: &Visit, token: &str, standing: &Standing, put: impl FnOnce(&mut PreferencesPage)) -> Reply {
    let mut page = assemble(visit, token, standing);
    put(&mut page);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn assemble(visit: &Visit, token: &str, standing: &Standing) -> PreferencesPage {
    let cx = &visit.cx;
    PreferencesPage {
        cx: cx.clone(),
        shell: shell::customer(visit),
        back: format!("/s/{token}"),
        said: None,
        now: preferences::sentences(cx, standing),
        waits: standing.waiting.iter().map(|to| cx.t1("prefer-waits", "to", to)).collect(),
        form: preferences::form(cx, token, standing),
        mail: preferences::mail_form(cx, token),
    }
}
