//! Samples of what comes by social channels: the page on which somebody says who they are, and the settings.

use regie_app::social::settings::SocialForm;
use regie_domain::codes::Medium;

use super::{Pages, customer_shell, page, shell};
use crate::cx::Cx;
use crate::pages::plain::FormPage;
use crate::pages::settings_forms::social::connection;
use crate::pages::shell::Nav;
use crate::pages::who::{self, WhoPage};

pub(super) fn pages(cx: &Cx) -> Pages {
    let who = |form, done: Option<&str>| WhoPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        back: "/s/voorbeeld".to_owned(),
        form,
        done: done.map(|key| cx.t(key)),
    };
    let mut wrong = who::form(cx, "voorbeeld");
    wrong.error("number", cx.t("invalid-customer-number"));
    let teams = [("t1".to_owned(), "Webcare".to_owned())];
    let blueprints = [("b1".to_owned(), "Dubbele rekening".to_owned())];
    let filled = |medium: Medium| SocialForm {
        medium: medium.code().to_owned(),
        name: "Onze pagina".to_owned(),
        account: "1906385232743451".to_owned(),
        ..SocialForm::of(None)
    };
    let form = |id: &str, medium| connection(cx, id, &filled(medium), (&teams, &blueprints));
    let settings = |id: &str, medium| FormPage::new(cx, shell(Nav::Settings), "settings-social", form(id, medium));
    vec![
        page("who", who(Some(who::form(cx, "voorbeeld")), None)),
        page("who-wrong", who(Some(wrong), None)),
        page("who-thanks", who(None, Some("who-thanks"))),
        page("who-noted", who(Some(who::form(cx, "voorbeeld")), Some("who-noted"))),
        page("social-new", settings("", Medium::Facebook)),
        page("social-number", settings("01", Medium::Whatsapp)),
    ]
}
