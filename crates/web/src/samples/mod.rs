//! Sample pages of an invented municipality, for the tests of the pages and for `examples/gallery.rs`. They are not
//! part of the product: the module exists only in tests and with the feature `samples`.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_app::locale::Lang;

use crate::cx::{Cx, CxData, DemoBar, Theme};
use crate::pages::shell::{Counts, CustomerShell, MailState, Nav, Shell};

mod agreements;
mod ask;
mod attribution;
mod calls;
mod demo;
mod facts;
mod figures;
mod house;
mod improvements;
mod journey;
mod lists;
mod mirror;
mod partners;
mod people;
mod practice;
mod preferences;
mod settings;
mod shipments;
mod social;
mod staff;
mod status;
mod surveys;
mod visits;
mod work;

/// One sample: its file name and its HTML.
pub struct Sample {
    /// A name for a file.
    pub name: String,
    /// The page.
    pub html: String,
}

/// A way to render one sample page in a language.
type Make = fn(&Cx) -> Pages;

/// Sample pages with their names.
type Pages = Vec<(&'static str, Box<dyn Page>)>;

/// A template whose kind is not known.
trait Page {
    fn html(&self) -> String;
}

impl<T: Template> Page for T {
    fn html(&self) -> String {
        self.render().unwrap_or_else(|error| format!("⟦{error}⟧"))
    }
}

fn page(name: &'static str, template: impl Template + 'static) -> (&'static str, Box<dyn Page>) {
    (name, Box::new(template))
}

const ALL: &[Make] = &[
    work::pages,
    journey::pages,
    lists::pages,
    staff::pages,
    settings::pages,
    house::pages,
    demo::pages,
    status::pages,
    ask::pages,
    calls::pages,
    practice::pages,
    preferences::pages,
    surveys::pages,
    attribution::pages,
    people::alike,
    social::pages,
    visits::pages,
    agreements::pages,
    facts::pages,
    figures::pages,
    mirror::pages,
    improvements::pages,
    shipments::pages,
    partners::pages,
    partners::settings_pages,
];

/// Every sample page in a language and theme.
pub fn all(lang: Lang, theme: Theme, demo: bool) -> Vec<Sample> {
    let cx = cx(lang, theme, demo);
    let pages = ALL.iter().flat_map(|make| make(&cx));
    pages.map(|(name, page)| Sample { name: name.to_owned(), html: page.html() }).collect()
}

/// The context of the samples.
pub(crate) fn cx(lang: Lang, theme: Theme, demo: bool) -> Cx {
    let (one, many) = match lang {
        Lang::Nl => ("inwoner", "inwoners"),
        Lang::En => ("resident", "residents"),
    };
    Cx::from(CxData {
        lang,
        zone: TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC),
        now: at("2018-02-08T10:00"),
        theme,
        csrf: "sample-token".to_owned(),
        one: one.to_owned(),
        many: many.to_owned(),
        here: "/work".to_owned(),
        shortcuts: true,
        demo: demo.then(|| DemoBar {
            paused: false,
            speed: 60,
            next: Some(at("2018-02-09T17:00")),
            mails: 6,
            last: None,
            comes: Some("Anja moet iets horen".to_owned()),
            story: Some(("Kosten terugvragen".to_owned(), "reimbursement".to_owned(), "3/11".to_owned())),
        }),
        practice: None,
        feed: None,
    })
}

/// A moment in Amsterdam's winter.
fn at(local: &str) -> Timestamp {
    format!("{local}:00+01:00").parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Dutch or English, for the words of people in a sample.
fn say<'a>(cx: &Cx, nl: &'a str, en: &'a str) -> &'a str {
    match cx.lang {
        Lang::Nl => nl,
        Lang::En => en,
    }
}

fn shell(nav: Nav) -> Shell {
    Shell {
        organisation: "Gemeente Voorbeeldstad".to_owned(),
        member: "Medewerker Voorbeeld".to_owned(),
        teams: "Klantcontactcentrum".to_owned(),
        administrator: true,
        reads: true,
        works: true,
        begins: true,
        coordinates: true,
        blocks: true,
        ships: true,
        figures: true,
        improves: true,
        settings: true,
        counts: Counts { work: 6, handovers: 2, handovers_late: 1, promises: 3, arrivals: 2, blocks: 1, signals: 1 },
        at: nav,
        mail: MailState::Live,
        notice: None,
        stuck: None,
        trouble: None,
        query: String::new(),
    }
}

fn customer_shell(cx: &Cx) -> CustomerShell {
    CustomerShell {
        organisation: "Gemeente Voorbeeldstad".to_owned(),
        brand_sheet: Some("/brand/colours.css".to_owned()),
        logo: Some(crate::pages::shell::LogoLink { href: "/brand/logo/sample".to_owned(), width: 120, height: 40 }),
        phone: Some("000 000 00 00".to_owned()),
        hours: Some(say(cx, "Vandaag open tot 17.00 uur.", "Open today until 17:00.").to_owned()),
    }
}
