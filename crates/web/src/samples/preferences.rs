//! Samples of how somebody wants to hear: the customer's page, and the one that proves an address.

use regie_app::preferences::{Place, Standing, Stands};
use regie_domain::customer::Language;
use regie_domain::ids::{CustomerId, HandleId};
use regie_domain::preference::{Chosen, Preferences, PreferredWay, SaidHow};

use super::{Pages, at, customer_shell, page, shell};
use crate::cx::Cx;
use crate::pages::plain::FormPage;
use crate::pages::preferences::{self, PreferencesPage, ProvePage};
use crate::pages::shell::Nav;

pub(super) fn pages(cx: &Cx) -> Pages {
    let place = |id: u128, value: &str| Place {
        id: HandleId(uuid::Uuid::from_u128(id)),
        value: value.to_owned(),
        failed: false,
        stopped: false,
    };
    let prefers = Preferences { way: Some(PreferredWay::Mail), daily: true, ..Preferences::default() };
    let standing = Standing {
        customer: CustomerId(uuid::Uuid::from_u128(1)),
        language: Language::Nl,
        chosen: Some(Chosen { prefers, said: SaidHow::Page, at: at("2018-02-07T10:00") }),
        mails: vec![place(2, "bewoner@example.net")],
        phones: vec![place(3, "+31600000078")],
        texts: true,
        waiting: vec!["b…@example.org".to_owned()],
    };
    let prove = |stands| ProvePage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        action: "/address/voorbeeld".to_owned(),
        stands,
    };
    let own = PreferencesPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        back: "/s/voorbeeld".to_owned(),
        said: Some(cx.t("said-prefer-kept")),
        now: preferences::sentences(cx, &standing),
        waits: vec![cx.t1("prefer-waits", "to", &standing.waiting[0])],
        form: preferences::form(cx, "voorbeeld", &standing),
        mail: preferences::mail_form(cx, "voorbeeld"),
    };
    let noting = preferences::noting(cx, "01", &standing);
    vec![
        page("preferences", own),
        page("prove-waits", prove(Stands::Waits("b…@example.org".to_owned()))),
        page("prove-done", prove(Stands::Proved("b…@example.org".to_owned()))),
        page("prove-gone", prove(Stands::Gone)),
        page("customer-preferences", FormPage::new(cx, shell(Nav::Journeys), "prefer-staff-title", noting)),
    ]
}
