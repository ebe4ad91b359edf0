//! The two statements that everybody may read. Before an organisation has filled them in they say so, and what the program
//! itself does is said in any case.

use axum::extract::State;
use regie_app::AppError;
use regie_app::locale::Lang;
use regie_app::settings::statements::is_page;
use regie_domain::blueprint::Words;
use regie_domain::phone::PhoneNumber;
use regie_domain::statements::{Accessibility, Privacy};

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::pages::shell::CustomerShell;
use crate::pages::statements::{StatementPage, StatementPart};
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::shell;
use crate::visit::Visit;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/toegankelijkheid", Access::Public, "accessibility", accessibility).get(
        "/privacy",
        Access::Public,
        "privacy",
        privacy,
    )
}

async fn accessibility(State(_): State<Web>, visit: Visit) -> Reply {
    let stated = visit.directory.statements.as_ref().and_then(|found| found.value.accessibility.as_ref());
    page(&accessibility_page(&visit.cx, frame(&visit)?, stated))
}

async fn privacy(State(_): State<Web>, visit: Visit) -> Reply {
    let stated = visit.directory.statements.as_ref().and_then(|found| found.value.privacy.as_ref());
    let partners = visit.directory.partners.values().map(|found| &found.value);
    let shared: Vec<(&str, String)> = partners
        .filter_map(|partner| {
            let words = match (partner.shares(visit.cx.now), partner.erasure_asked()) {
                (Some(agreement), _) => agreement.purpose.clone(),
                // It may still have what it was sent.
                (None, Some(asked)) => visit.cx.t1("statement-partner-erases", "when", visit.cx.near_text(&asked)),
                (None, None) => return None,
            };
            Some((partner.name.as_str(), words))
        })
        .collect();
    page(&privacy_page(&visit.cx, frame(&visit)?, stated, &shared))
}

fn frame(visit: &Visit) -> Result<CustomerShell, AppError> {
    visit.directory.organisation()?;
    Ok(shell::customer(visit))
}

/// How accessible the pages are; `None` before anybody filled it in.
#[must_use]
pub fn accessibility_page(cx: &Cx, shell: CustomerShell, stated: Option<&Accessibility>) -> StatementPage {
    let Some(stated) = stated else {
        let intro = cx.t1("statement-access-empty", "organisation", &shell.organisation);
        return page_of(cx, shell, "statement-access", intro, Vec::new());
    };
    let intro = cx.t1("statement-access-intro", "organisation", &shell.organisation);
    let grade = cx.t(&format!("access-grade-{}", stated.grade.code()));
    let researched = match stated.researched_on {
        Some(day) => cx.t1("statement-researched", "day", cx.lang.date_long(day)),
        None => cx.t("statement-not-researched"),
    };
    let mut parts = vec![StatementPart::new(cx, "statement-access-state", format!("{grade}\n\n{researched}"))];
    let gaps = spoken(cx, &stated.gaps);
    if !gaps.is_empty() {
        parts.push(StatementPart::new(cx, "statement-access-gaps", gaps));
    }
    let contact = cx.t("statement-access-contact-text");
    parts.push(reaching(StatementPart::new(cx, "statement-access-contact", contact), &stated.contact));
    if is_page(&stated.register) {
        let part = StatementPart::new(cx, "statement-access-register", cx.t("statement-access-register-text"));
        parts.push(part.leading(&stated.register, &stated.register));
    }
    let mut page = page_of(cx, shell, "statement-access", intro, parts);
    page.stated_at = Some(stated.stated_at);
    page
}

/// What happens with personal data; `None` before anybody filled it in. `shared` are the partners with whom data are shared now,
/// each with what for, and those that have not said yet that they erased what they had; they are named whether anybody filled anything in or not, and under whichever name they work.
#[must_use]
pub fn privacy_page(
    cx: &Cx,
    shell: CustomerShell,
    stated: Option<&Privacy>,
    shared: &[(&str, String)],
) -> StatementPage {
    let pages = StatementPart::new(cx, "statement-pages", cx.t("statement-pages-text"));
    let partners = (!shared.is_empty()).then(|| {
        let each = shared.iter().map(|(name, purpose)| format!("{name}: {purpose}"));
        let words: Vec<String> = std::iter::once(cx.t("statement-partners-text")).chain(each).collect();
        StatementPart::new(cx, "statement-partners", words.join("\n\n"))
    });
    let law = StatementPart::new(cx, "statement-rights", cx.t("statement-rights-text"));
    let Some(stated) = stated else {
        let intro = cx.t1("statement-privacy-empty", "organisation", &shell.organisation);
        let parts = [Some(law), partners, Some(pages)].into_iter().flatten().collect();
        return page_of(cx, shell, "statement-privacy", intro, parts);
    };
    let intro = cx.t1("statement-privacy-intro", "organisation", &shell.organisation);
    let part = |title: &str, words: &Words| StatementPart::new(cx, title, spoken(cx, words));
    let rights = spoken(cx, &stated.rights);
    let parts = [
        Some(part("statement-purposes", &stated.purposes)),
        Some(part("statement-grounds", &stated.grounds)),
        partners,
        Some(part("statement-term", &stated.term)),
        Some(if rights.is_empty() { law } else { StatementPart::new(cx, "statement-rights", rights) }),
        Some(reaching(StatementPart::new(cx, "statement-officer", cx.t("statement-officer-text")), &stated.officer)),
        Some(pages),
    ];
    let mut page = page_of(cx, shell, "statement-privacy", intro, parts.into_iter().flatten().collect());
    page.stated_at = Some(stated.stated_at);
    page
}

fn page_of(cx: &Cx, shell: CustomerShell, title: &str, intro: String, parts: Vec<StatementPart>) -> StatementPage {
    StatementPage { cx: cx.clone(), shell, title: cx.t(title), intro, parts, stated_at: None }
}

/// In the reader's language, else in the other.
fn spoken(cx: &Cx, words: &Words) -> String {
    let (own, other) = match cx.lang {
        Lang::Nl => (&words.nl, &words.en),
        Lang::En => (&words.en, &words.nl),
    };
    if own.is_empty() { other.clone() } else { own.clone() }
}

/// A part that leads to an address, a number or a page.
fn reaching(part: StatementPart, to: &str) -> StatementPart {
    let href = match PhoneNumber::parse(to) {
        Ok(_) => {
            let digits: String = to.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            Some(format!("tel:{digits}"))
        }
        Err(_) if is_page(to) => Some(to.to_owned()),
        Err(_) if to.contains('@') => Some(format!("mailto:{to}")),
        Err(_) => None,
    };
    match href {
        Some(href) => part.leading(href, to),
        None => part,
    }
}
