//! The texts of messages: what comes with the program, or the organisation's own. A preview shows a text as it will arrive,
//! and what may be better about its sentences; that never stands in the way of saving.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::locale::Lang;
use regie_app::texts::{self, TextFault, lang_of};
use regie_app::{AppError, Fault};
use regie_domain::customer::Language;
use regie_domain::directory::TextOverride;
use regie_domain::wording::Remark;

use super::{Asked, CHANGE, READ, again, changes, form_page, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::html::Html;
use crate::pages::parts::{Cell, Table};
use crate::pages::settings::{Block, MailPreview, Section};
use crate::pages::settings_forms as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;
use crate::words;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/texts", READ, "settings-texts", list)
        .get("/settings/texts/{key}/{lang}", READ, "settings-text", show)
        .post("/settings/texts/{key}/{lang}", CHANGE, "change_text", change)
        .post("/settings/texts/{key}/{lang}/restore", CHANGE, "restore_text", restore)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Texts, asked.said.as_deref()).await?;
    let rows = texts::keys().map(|key| {
        let mut row = vec![Cell::text(cx.t(words::text_key(key)))];
        for lang in Lang::ALL {
            let own = Text::of(&visit, key, lang).own.is_some();
            let state = cx.t(if own { "text-own" } else { "text-standard" });
            row.push(Cell::link(state, format!("/settings/texts/{key}/{}", lang.code())));
        }
        row
    });
    let mut columns = vec![cx.t("text-name")];
    columns.extend(Lang::ALL.map(|lang| cx.t(language_key(lang))));
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    sheet.blocks.push(super::wording::block(&visit));
    page(&sheet)
}

/// The text key of a language's name.
fn language_key(lang: Lang) -> &'static str {
    match lang {
        Lang::Nl => "language-dutch",
        Lang::En => "language-english",
    }
}

/// One text in one language.
struct Text {
    key: String,
    lang: Lang,
    /// The organisation's own, with its version.
    own: Option<(i64, TextOverride)>,
}

impl Text {
    fn of(visit: &Visit, key: &str, lang: Lang) -> Self {
        let found = visit.directory.texts.values();
        let own = found.into_iter().find(|found| found.value.key == key && lang_of(found.value.language) == lang);
        Self { key: key.to_owned(), lang, own: own.map(|found| (found.version, found.value.clone())) }
    }

    fn at(visit: &Visit, key: &str, lang: &str) -> Result<Self, AppError> {
        let known = texts::keys().any(|known| known == key);
        let lang = Lang::ALL.into_iter().find(|known| known.code() == lang).filter(|_| known);
        Ok(Self::of(visit, key, lang.ok_or(AppError::NotFound("text"))?))
    }

    fn language(&self) -> Language {
        match self.lang {
            Lang::Nl => Language::Nl,
            Lang::En => Language::En,
        }
    }

    fn version(&self) -> i64 {
        self.own.as_ref().map_or(0, |(version, _)| *version)
    }

    fn present(&self) -> (String, String) {
        match &self.own {
            Some((_, own)) => (own.subject.clone(), own.body.clone()),
            None => {
                let (subject, body) = texts::default_text(&self.key, self.lang);
                (subject.to_owned(), body.to_owned())
            }
        }
    }

    fn form(&self, visit: &Visit, subject: &str, body: &str) -> Form {
        forms::text(&visit.cx, &self.key, self.lang, subject, body).with("version", self.version().to_string())
    }

    fn section(&self, visit: &Visit) -> (Section, Option<String>) {
        (
            Section::Texts,
            Some(format!("{} ({})", visit.cx.t(words::text_key(&self.key)), visit.cx.t(language_key(self.lang)))),
        )
    }

    /// What stands beside the form: the words that may be used, and the way back to our own text.
    fn beside(&self, visit: &Visit) -> Vec<Block> {
        let cx = &visit.cx;
        let named = texts::variables(&self.key).iter();
        let variables = named.map(|name| (format!("{{{{ {name} }}}}"), cx.t(variable_key(name)))).collect();
        let mut blocks = vec![Block::Variables(variables)];
        if self.own.is_some() && changes(visit) {
            let action = format!("/settings/texts/{}/{}/restore", self.key, self.lang.code());
            let form = Form::new(cx, "restore", action, "text-restore").danger();
            let form = form.with("version", self.version().to_string());
            blocks.push(Block::Form(Some(cx.t("text-restore-title")), form));
        }
        blocks
    }
}

/// The text key of what a variable stands for.
pub(super) fn variable_key(name: &str) -> &'static str {
    match name {
        "organisation" => "text-var-organisation",
        "customer_name" => "text-var-customer-name",
        "customer_word" => "text-var-customer-word",
        "greeting" => "text-var-greeting",
        "reference" => "text-var-reference",
        "subject" => "text-var-subject",
        "matter" => "text-var-matter",
        "next_step" => "text-var-next-step",
        "by" => "text-var-by",
        "cost" => "text-var-cost",
        "legal" => "text-var-legal",
        "receiver" => "text-var-receiver",
        "reachable" => "text-var-reachable",
        "todo" => "text-var-todo",
        "team" => "text-var-team",
        "promise" => "text-var-promise",
        "was" => "text-var-was",
        "earlier" => "text-var-earlier",
        "shared" => "text-var-shared",
        "agreed" => "text-var-agreed",
        "known" => "text-var-known",
        "held" => "text-var-held",
        "reason" => "text-var-reason",
        "change" => "text-var-change",
        "question" => "text-var-question",
        "items" => "text-var-items",
        "words" => "text-var-words",
        "objection_until" => "text-var-objection-until",
        "link" => "text-var-link",
        _ => "text-var-phone",
    }
}

/// How a text arrives, with sample data; nothing for one that does not work.
fn preview(visit: &Visit, text: &TextOverride) -> Option<Block> {
    let mail = texts::shown::preview_of(&visit.directory, text).ok()?;
    let markup = texts::shown::on_page(&mail.html, &visit.directory.mail_colours());
    Some(Block::Mail(MailPreview {
        subject: mail.subject,
        text: mail.text,
        html: Html::trusted(markup),
        sheet: crate::brand::mail_href(&visit.directory),
    }))
}

/// What may be better about its sentences.
fn remarks(visit: &Visit, text: &TextOverride) -> Vec<Remark> {
    visit.directory.remarks(&format!("{}\n\n{}", text.subject, text.body), text.language)
}

async fn show(
    State(web): State<Web>,
    visit: Visit,
    Path((key, lang)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Reply {
    let text = Text::at(&visit, &key, &lang)?;
    let (subject, body) = text.present();
    let form = text.form(&visit, &subject, &body);
    let mut sheet = form_page(&web, &visit, text.section(&visit), form, asked.said.as_deref()).await?;
    let shown = TextOverride { key, language: text.language(), subject, body };
    sheet.blocks.push(super::wording::remarks(&visit.cx, &remarks(&visit, &shown)));
    sheet.blocks.extend(preview(&visit, &shown));
    sheet.blocks.extend(text.beside(&visit));
    page(&sheet)
}

/// Every fault with the field that it is in, in the reader's words.
fn faults(visit: &Visit, text: &TextOverride) -> Vec<(&'static str, String)> {
    let cx = &visit.cx;
    let words = |fault: TextFault| match fault {
        TextFault::Unknown(name) => {
            let known = texts::variables(&text.key).join(", ");
            cx.t2("text-fault-unknown", "name", name, "known", known)
        }
        TextFault::Syntax(line, _) => cx.t1("text-fault-syntax", "line", line),
        TextFault::Missing("link") => cx.t("text-fault-link"),
        TextFault::Missing(_) => cx.t("text-fault-words"),
        TextFault::Key => cx.t("error-404"),
    };
    let mut found = Vec::new();
    for (field, part) in [("subject", &text.subject), ("body", &text.body)] {
        let own = texts::check(part, &text.key).err().unwrap_or_default();
        found.extend(own.into_iter().map(|fault| (field, words(fault))));
    }
    if found.is_empty() {
        let whole = texts::check_override(text).err().unwrap_or_default();
        found.extend(whole.into_iter().map(|fault| ("body", words(fault))));
    }
    found
}

async fn change(
    State(web): State<Web>,
    visit: Visit,
    Path((key, lang)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let text = Text::at(&visit, &key, &lang)?;
    let typed = TextOverride {
        key,
        language: text.language(),
        subject: posted.get("subject").to_owned(),
        body: posted.get("body").to_owned(),
    };
    let mut form = text.form(&visit, &typed.subject, &typed.body);
    let found = faults(&visit, &typed);
    if posted.get("do") == "preview" || !found.is_empty() {
        let status = if found.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        for (field, words) in found {
            form.error(field, words);
        }
        let mut sheet = form_page(&web, &visit, text.section(&visit), form, None).await?;
        sheet.blocks.push(super::wording::remarks(&visit.cx, &remarks(&visit, &typed)));
        sheet.blocks.extend(preview(&visit, &typed));
        sheet.blocks.extend(text.beside(&visit));
        return page_with(status, &sheet);
    }
    let check = |text: &TextOverride| match texts::check_override(text) {
        Ok(()) => Vec::new(),
        Err(_) => vec![Fault { field: "body".to_owned(), key: "invalid-form" }],
    };
    // Who saved a text about which there is something to say sees that; it is saved all the same.
    let to = match remarks(&visit, &typed).is_empty() {
        true => "/settings/texts".to_owned(),
        false => format!("/settings/texts/{}/{}", text.key, text.lang.code()),
    };
    match web.app.change_text(&visit.who()?, typed, version(&posted), check).await {
        Ok(_) => see(&said(&to, "said-saved")),
        Err(error) => again(&web, &visit, text.section(&visit), form, &posted, error).await,
    }
}

async fn restore(
    State(web): State<Web>,
    visit: Visit,
    Path((key, lang)): Path<(String, String)>,
    posted: Posted,
) -> Reply {
    let text = Text::at(&visit, &key, &lang)?;
    web.app.restore_text(&visit.who()?, &key, text.language(), version(&posted)).await?;
    see(&said("/settings/texts", "said-restored"))
}
