//! How a text reads, and the words that the organisation would rather not write.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::locale::Lang;
use regie_app::settings::wording::WordingForm;
use regie_domain::customer::Language;
use regie_domain::wording::{Concern, Remark, own_list};

use super::{Asked, CHANGE, READ, again, form_page, version};
use crate::builder::Routes;
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

const HERE: &str = "/settings/wording";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/settings/wording", READ, "settings-wording", show).post(
        "/settings/wording",
        CHANGE,
        "change_wording",
        change,
    )
}

/// What may be better about a text, in words.
pub(super) fn remarks(cx: &Cx, found: &[Remark]) -> Block {
    let concern = |concern: &Concern| match concern {
        Concern::Long(words) => cx.tn("wording-long", *words),
        Concern::Passive(words) => cx.t1("wording-passive", "words", words),
        Concern::Word(jargon) if jargon.instead.is_empty() => cx.t1("wording-jargon", "word", &jargon.word),
        Concern::Word(jargon) => cx.t2("wording-jargon-instead", "word", &jargon.word, "instead", &jargon.instead),
    };
    let one = |remark: &Remark| (remark.sentence.clone(), remark.concerns.iter().map(concern).collect());
    Block::Remarks(found.iter().map(one).collect())
}

/// How many words are listed, with the way to the list.
pub(super) fn block(visit: &Visit) -> Block {
    let cx = &visit.cx;
    let ours = own_list(Language::Nl).count() + own_list(Language::En).count();
    let own = visit.directory.wording.as_ref().map_or(0, |found| found.value.nl.len() + found.value.en.len());
    let value = cx.t2("wording-list-count", "ours", ours, "own", own);
    let fact = Fact { name: cx.t("wording-list-row"), value, href: Some(HERE.to_owned()) };
    Block::Facts(cx.t("wording-list"), vec![fact])
}

fn form(visit: &Visit, values: &WordingForm) -> Form {
    let known = visit.directory.wording.as_ref().map_or(0, |found| found.version);
    forms::wording::wording(&visit.cx, values).with("version", known.to_string())
}

fn at(visit: &Visit) -> (Section, Option<String>) {
    (Section::Texts, Some(visit.cx.t("wording-list")))
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let present = visit.directory.wording.as_ref().map(|found| WordingForm::of(&found.value)).unwrap_or_default();
    let mut sheet = form_page(&web, &visit, at(&visit), form(&visit, &present), asked.said.as_deref()).await?;
    for (lang, language, key) in [(Lang::Nl, Language::Nl, "language-nl"), (Lang::En, Language::En, "language-en")] {
        let row = |(word, instead): (&str, &str)| {
            let value = if instead.is_empty() { cx.t("wording-none") } else { instead.to_owned() };
            Fact { name: word.to_owned(), value, href: None }
        };
        let title = cx.t1("wording-ours", "lang", cx.t(key));
        let known = Block::Facts(title, own_list(language).map(row).collect());
        // The reader's language first.
        let place = if lang == cx.lang { 1 } else { sheet.blocks.len() };
        sheet.blocks.insert(place, known);
    }
    page(&sheet)
}

async fn change(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = WordingForm { nl: posted.get("words-nl").to_owned(), en: posted.get("words-en").to_owned() };
    match web.app.change_wording(&visit.who()?, version(&posted), values.clone()).await {
        Ok(_) => see(&said(HERE, "said-saved")),
        Err(error) => again(&web, &visit, at(&visit), form(&visit, &values), &posted, error).await,
    }
}
