//! Samples of what systems report: the page of one that waits, one that was set aside, and the settings.

use regie_app::facts::examples;
use regie_domain::customer::Language;

use super::{Pages, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::arrivals::Suggestion;
use crate::pages::facts::{self as forms, FactPage, FactWays};
use crate::pages::parts::{JourneyRef, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::facts::{Door, door};
use crate::pages::shell::Nav;

pub(super) fn pages(cx: &Cx) -> Pages {
    let journey = JourneyRef {
        id: "0482".to_owned(),
        reference: "R-1802-0482".to_owned(),
        title: say(cx, "Dubbele rekening", "Billed twice").to_owned(),
        customer: "Bewoner Voorbeeld".to_owned(),
    };
    let suggested = [Suggestion { why: journey.customer.clone(), journey }];
    let waiting = FactPage {
        cx: cx.clone(),
        shell: shell(Nav::Arrivals),
        title: say(cx, "creditnota gemaakt", "credit note made").to_owned(),
        system: "Facturatie".to_owned(),
        team: "Administratie".to_owned(),
        at: at("2018-02-08T07:12"),
        happened: Some(at("2018-02-08T07:10")),
        state: (cx.t("fact-became-waiting"), Tone::Warn),
        why: cx.t("fact-why-unfound"),
        due: Some(at("2018-02-08T12:12")),
        said: Some(examples::CREDITED.replace("{time}", "2018-02-08T06:10:00Z")),
        ways: Some(FactWays {
            retry: forms::retry(cx, "1"),
            tie: forms::tie(cx, "1", &suggested),
            aside: forms::aside(cx, "1"),
        }),
        back: None,
    };
    let aside = FactPage {
        title: cx.t("fact-title-unknown"),
        happened: None,
        state: (cx.t("fact-became-aside"), Tone::Plain),
        why: say(cx, "Een proef van facturatie.", "A trial of billing.").to_owned(),
        due: None,
        said: None,
        ways: None,
        back: Some(forms::back(cx, "1")),
        ..waiting.clone()
    };
    let mut settings = SettingsPage::new(cx, shell(Nav::Settings), Section::Systems);
    settings.title = Some(cx.t1("fact-settings-title", "system", "Facturatie"));
    let values = Door {
        scheme: "standard".to_owned(),
        header: String::new(),
        table: examples::billing(Language::Nl),
        active: true,
        sample: examples::CREDITED.to_owned(),
    };
    settings.blocks.push(Block::Form(None, door(cx, "s1", &values)));
    vec![page("fact", waiting), page("fact-aside", aside), page("settings-facts", settings)]
}
