//! Samples of sign-in, the first run, one's own settings, and errors.

use regie_app::first_run::{FirstMailbox, FirstRun};

use super::settings::{failed_test, fetching, organisation_values, server};
use super::{Pages, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::access::{
    AccessPage, accept_invitation, ask_reset, reset_password, second, second_begin, second_confirm, sign_in,
};
use crate::pages::errors::{ErrorPage, Problem};
use crate::pages::parts::{Cell, Table};
use crate::pages::profile::{self, ProfilePage};
use crate::pages::settings_forms::mailbox::Doors;
use crate::pages::setup::{self, SetupPage, SetupStep};
use crate::pages::shell::Nav;
use crate::reply::Again;
use crate::ui::second_step::picture;

fn access(cx: &Cx) -> Pages {
    let org = "Gemeente Voorbeeldstad";
    let mut wrong = sign_in(cx, "/work").fill(&[("email".to_owned(), "medewerker@example.org".to_owned())]);
    wrong.error(
        "",
        say(cx, "E-mailadres en wachtwoord horen niet bij elkaar.", "E-mail address and password do not go together."),
    );
    vec![
        page("sign-in", AccessPage::sign_in(cx, org, sign_in(cx, "/work"))),
        page("sign-in-wrong", AccessPage::sign_in(cx, org, wrong)),
        page("password-forgot", AccessPage::forgot(cx, org, Some(ask_reset(cx)))),
        page("password-sent", AccessPage::forgot(cx, org, None)),
        page("password-reset", AccessPage::reset(cx, org, Some(reset_password(cx, "token")))),
        page("password-used", AccessPage::reset(cx, org, None)),
        page("invitation", AccessPage::invitation(cx, org, Some(accept_invitation(cx, "token", "Nieuwe Collega")))),
        page("invitation-used", AccessPage::invitation(cx, org, None)),
        page("second-step", AccessPage::second(cx, org, second(cx, "/work"))),
        page("second-required", AccessPage::second_required(cx, org, second_begin(cx, "/work"))),
        page("second-key", {
            let picture = picture(cx, "otpauth://totp/Gemeente:m@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
            let form = second_confirm(cx, "/sign-in/second/confirm", "/work");
            AccessPage::second_key(cx, org, picture, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", form)
        }),
        page("second-codes", {
            let codes = ["a2b3c-d4e5f", "g6h7j-k8m9n", "p2q3r-s4t5u"].map(str::to_owned).to_vec();
            AccessPage::second_codes(cx, org, codes, "/work")
        }),
        page("second-gone", AccessPage::second_gone(cx, org)),
    ]
}

fn first_run(cx: &Cx) -> Pages {
    let organisation = organisation_values();
    let mailbox = FirstMailbox {
        address: "vragen@example.org".to_owned(),
        display: String::new(),
        outgoing: Some(server("smtp.example.org", "465")),
        incoming: Some(fetching()),
    };
    let form = FirstRun {
        organisation,
        team: "Klantcontactcentrum".to_owned(),
        name: "Beheerder Voorbeeld".to_owned(),
        email: "beheer@example.org".to_owned(),
        password: String::new(),
        mailbox: Some(mailbox),
    };
    let typed = setup::Typed { token: String::new(), form };
    SetupStep::ALL
        .into_iter()
        .zip(["setup-administrator", "setup-organisation", "setup-hours", "setup-mailbox", "setup-done"])
        .map(|(step, name)| {
            let tests = if step == SetupStep::Mailbox { vec![failed_test(cx)] } else { Vec::new() };
            let page_of = SetupPage {
                cx: cx.clone(),
                organisation: (step > SetupStep::Organisation).then(|| typed.form.organisation.name.clone()),
                step,
                banner: None,
                tests,
                form: (step < SetupStep::Done).then(|| setup::form(cx, step, &typed, &Doors::default())),
            };
            page(name, page_of)
        })
        .collect()
}

fn own(cx: &Cx) -> Pages {
    let table = Table {
        columns: vec![cx.t("profile-session"), cx.t("profile-session-since"), cx.t("profile-session-seen")],
        rows: vec![vec![
            Cell::text("Firefox, Linux").second(cx.t("profile-session-here")),
            Cell::text(cx.near_text(&at("2018-02-08T08:30"))),
            Cell::text(cx.near_text(&at("2018-02-08T09:50"))),
        ]],
    };
    let page_of = ProfilePage {
        cx: cx.clone(),
        shell: shell(Nav::Elsewhere),
        profile: profile::profile(cx, "Medewerker Voorbeeld", cx.lang),
        signature: Some(profile::signature(cx, "M. Voorbeeld\nKlantcontactcentrum")),
        looks: Some(
            say(
                cx,
                "Wij kijken ernaar.\n\nM. Voorbeeld\nKlantcontactcentrum",
                "We look into it.\n\nM. Voorbeeld\nContact centre",
            )
            .to_owned(),
        ),
        absence: Some(("/absence/01".to_owned(), cx.t("absence-own"))),
        first_day_away: true,
        password: profile::password(cx),
        second: profile::SecondStep {
            words: vec![
                cx.t1("factor-on", "since", cx.near_text(&at("2018-02-01T08:30"))),
                cx.tn("factor-codes-left", 7),
            ],
            forms: vec![profile::second_codes(cx), profile::second_end(cx)],
        },
        sessions: table,
        elsewhere: Some(profile::elsewhere(cx)),
    };
    vec![page("profile", page_of)]
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let mut pages = access(cx);
    pages.extend(first_run(cx));
    pages.extend(own(cx));
    let names = [
        "error-403",
        "error-expired",
        "error-404",
        "error-409",
        "error-410",
        "error-413",
        "error-422",
        "error-429",
        "error-500",
    ];
    for (name, problem) in names.into_iter().zip(Problem::ALL) {
        let mut error = ErrorPage::new(cx, problem);
        if problem == Problem::Conflict {
            error.kept = Some(say(cx, "Wat ik net had getypt.", "What I had just typed.").to_owned());
            error = error.back_to("/journeys/0482");
        }
        if problem == Problem::Expired {
            let fields = vec![("text".to_owned(), say(cx, "Wat ik had getypt.", "What I had typed.").to_owned())];
            error.again = Some(Again { action: "/journeys/0482/note".to_owned(), fields, files: true });
        }
        if problem == Problem::Broken {
            error.trace = Some("0190a1b2".to_owned());
            error.help = Some(
                say(
                    cx,
                    "Bel 000 000 00 00, vandaag open tot 17.00 uur.",
                    "Call 000 000 00 00, open today until 17:00.",
                )
                .to_owned(),
            );
        }
        pages.push(page(name, error));
    }
    pages
}
