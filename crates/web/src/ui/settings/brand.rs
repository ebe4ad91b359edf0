//! The look of the customer's pages. The contrast is computed when colours are set: what cannot be read is refused with the
//! figure and the nearest colour that can.

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::settings::brand::BrandForm;
use regie_domain::brand::{Colour, Colours, Faint, Shade};

use super::{Asked, CHANGE, READ, changes, sheet, version};
use crate::brand::{logo_link, preview_href};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::settings::{Block, BrandPreview, Section, SettingsPage};
use crate::pages::settings_forms::brand as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;

const HERE: &str = "/settings/brand";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get(HERE, READ, "settings-brand", show).post(HERE, CHANGE, "change_brand", change)
}

fn form(visit: &Visit, values: &BrandForm) -> Form {
    let found = visit.directory.brand.as_ref();
    let has_logo = found.is_some_and(|found| found.value.logo.is_some());
    let version = found.map_or(0, |found| found.version);
    forms::brand(&visit.cx, values, has_logo).with("version", version.to_string())
}

async fn page_of(
    web: &Web,
    visit: &Visit,
    form: Form,
    colours: Option<&Colours>,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let mut page = sheet(web, visit, Section::Brand, said).await?;
    page.blocks.push(Block::Form(None, form.locked(!changes(visit))));
    let logo = logo_link(&visit.directory);
    if colours.is_some() || logo.is_some() {
        let organisation = visit.directory.organisation()?.name.clone();
        page.blocks.push(Block::Brand(BrandPreview { organisation, sheet: colours.map(preview_href), logo }));
    }
    if let Some(facts) = colours.and_then(|colours| contrasts(visit, colours)) {
        page.blocks.push(Block::Facts(visit.cx.t("brand-contrast"), facts));
    }
    Ok(page)
}

/// The contrasts that matter, as figures.
fn contrasts(visit: &Visit, colours: &Colours) -> Option<Vec<Fact>> {
    let cx = &visit.cx;
    let (light, dark) = colours.palettes()?;
    let [paper, night] = ["#f6f4ef", "#15252a"].map(Colour::parse);
    let lines = [
        ("brand-contrast-light", light.main.contrast(paper?)),
        ("brand-contrast-on-light", light.on.contrast(light.main)),
        ("brand-contrast-dark", dark.main.contrast(night?)),
        ("brand-contrast-on-dark", dark.on.contrast(dark.main)),
    ];
    let fact = |(key, ratio): (&str, f64)| Fact { name: cx.t(key), value: figure(visit, ratio), href: None };
    Some(lines.map(fact).to_vec())
}

/// `4,5 : 1`, rounded down so that too little never looks like enough.
fn figure(visit: &Visit, ratio: f64) -> String {
    let text = format!("{:.1}", (ratio * 10.0).floor() / 10.0);
    let text = if visit.cx.lang == regie_app::locale::Lang::Nl { text.replace('.', ",") } else { text };
    format!("{text}\u{a0}:\u{a0}1")
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let present = visit.directory.brand.as_ref().map(|found| found.value.clone()).unwrap_or_default();
    let form = form(&visit, &BrandForm::of(&present));
    page(&page_of(&web, &visit, form, present.colours.as_ref(), asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let get = |name: &str| posted.get(name).to_owned();
    let values = BrandForm {
        light: get("light"),
        on_light: get("on-light"),
        dark: get("dark"),
        on_dark: get("on-dark"),
        logo: posted.files.iter().find(|file| file.field == "logo").map(|file| file.bytes.to_vec()),
        no_logo: posted.some("no-logo").is_some(),
    };
    let faint = faint(&visit, &values);
    let wrong = if !faint.is_empty() {
        Wrong::Fields(faint)
    } else if posted.get("do") == "preview" {
        match values.colours() {
            Ok(colours) => {
                let form = form(&visit, &values).fill(&posted.fields);
                return page(&page_of(&web, &visit, form, colours.as_ref(), None).await?);
            }
            Err(error) => Wrong::of(&visit, error)?,
        }
    } else {
        match web.app.change_brand(&visit.who()?, version(&posted), values.clone()).await {
            Ok(_) => return see(&said(HERE, "said-saved")),
            Err(error) => Wrong::of(&visit, error)?,
        }
    };
    let mut again = wrong.at(&visit, form(&visit, &values), &posted);
    if matches!(wrong, Wrong::Changed) {
        again = again.problem(visit.cx.t("settings-conflict"));
    }
    let status: StatusCode = wrong.status();
    page_with(status, &page_of(&web, &visit, again, None, None).await?)
}

/// What of the colours cannot be read, each with its figure and the nearest that can.
fn faint(visit: &Visit, values: &BrandForm) -> Vec<(String, String)> {
    let [light, on_light, dark, on_dark] =
        [&values.light, &values.on_light, &values.dark, &values.on_dark].map(|hex| Colour::parse(hex.trim()));
    let dark_main = dark.or_else(|| light.map(|light| light.fitting(Shade::Dark)));
    let found = [
        ("light", "brand-faint-light", light.and_then(|it| it.faint_in(Shade::Light))),
        ("on-light", "brand-faint-on", on_light.zip(light).and_then(|(on, main)| on.faint_on(main))),
        ("dark", "brand-faint-dark", dark.and_then(|it| it.faint_in(Shade::Dark))),
        ("on-dark", "brand-faint-on", on_dark.zip(dark_main).and_then(|(on, main)| on.faint_on(main))),
    ];
    let words = |key: &str, faint: Faint| {
        let figures = (figure(visit, faint.found), figure(visit, faint.needed));
        let what = visit.cx.t2(key, "found", figures.0, "needed", figures.1);
        format!("{what} {}", visit.cx.t1("brand-nearest", "colour", faint.nearest.hex()))
    };
    found.into_iter().filter_map(|(field, key, faint)| Some((field.to_owned(), words(key, faint?)))).collect()
}
