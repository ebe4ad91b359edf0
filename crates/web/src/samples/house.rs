//! Samples of settings, sign-in, the first run, errors and the demo.

use super::{Page, at, page, say, shell};
use crate::cx::Cx;
use regie_app::first_run::{FirstMailbox, FirstRun};
use regie_app::settings::blueprints::{BlueprintForm, CardForm};
use regie_app::settings::forms::HoursForm;
use regie_app::settings::mailboxes::{FetchForm, MailboxForm, ServerForm};
use regie_app::settings::members::MemberForm;
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::teams::TeamForm;
use regie_domain::blueprint::{Blueprint, Words};

use crate::form::Form;
use crate::pages::access::{AccessPage, accept_invitation, ask_reset, reset_password, sign_in};
use crate::pages::demo::{DemoMail, DemoOutboxPage, DemoPage, DemoRole, DemoSignInPage, DemoStatus};
use crate::pages::errors::{ErrorPage, Problem};
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::profile::{self, ProfilePage};
use crate::pages::settings::{Block, Section, SettingsPage, TestResult, Went};
use crate::pages::settings_forms as forms;
use crate::pages::settings_forms::mailbox::Doors;
use crate::pages::setup::{self, SetupPage, SetupStep};
use crate::pages::shell::{MailState, Nav};
use crate::reply::Again;

type Pages = Vec<(&'static str, Box<dyn Page>)>;

fn organisation_values() -> OrganisationForm {
    OrganisationForm {
        name: "Gemeente Voorbeeldstad".to_owned(),
        customer_word: Words::new("inwoner", "resident"),
        zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        phone: "000 000 00 00".to_owned(),
        hours: hours(),
        quiet_from: "21:00".to_owned(),
        quiet_until: "08:00".to_owned(),
        undo: "10".to_owned(),
    }
}

fn teams() -> Vec<(String, String)> {
    vec![("t1".to_owned(), "Klantcontactcentrum".to_owned()), ("t2".to_owned(), "Technische dienst".to_owned())]
}

fn failed_test(cx: &Cx) -> TestResult {
    TestResult {
        went: Went::Wrong,
        what: cx.t1("test-in", "server", "imap.example.org:993"),
        at: at("2018-02-08T09:59"),
        detail: "LOGIN failed: NO [AUTHENTICATIONFAILED] Authentication failed.".to_owned(),
        advice: Some(
            say(cx, "Gebruikersnaam of wachtwoord klopt niet.", "User name or password is not right.").to_owned(),
        ),
    }
}

fn server(host: &str, port: &str) -> ServerForm {
    ServerForm {
        host: host.to_owned(),
        port: port.to_owned(),
        transport: "tls".to_owned(),
        user: "vragen".to_owned(),
        secret: None,
        as_incoming: false,
    }
}

fn fetching() -> FetchForm {
    FetchForm {
        server: server("imap.example.org", "993"),
        folder: "INBOX".to_owned(),
        sent: String::new(),
        oauth: None,
    }
}

fn mailbox_form(cx: &Cx) -> Form {
    let values = MailboxForm {
        address: "vragen@example.org".to_owned(),
        display: "Gemeente Voorbeeldstad".to_owned(),
        team: "t1".to_owned(),
        blueprint: "b1".to_owned(),
        incoming: Some(fetching()),
        outgoing: Some(server("smtp.example.org", "465")),
        trusted_authserv: String::new(),
        active: true,
    };
    let blueprints = [("b1".to_owned(), say(cx, "Vergoeding", "Reimbursement").to_owned())];
    forms::mailbox(cx, "m1", &values, &teams(), &blueprints, &Doors::default())
}

fn hours() -> HoursForm {
    let open = || "08:30-12:00, 13:00-17:00".to_owned();
    HoursForm {
        days: [open(), open(), open(), open(), open(), String::new(), String::new()],
        holidays: true,
        closed_days: "2018-05-11".to_owned(),
        extra_days: String::new(),
    }
}

fn member_values() -> MemberForm {
    MemberForm {
        name: "Medewerker Voorbeeld".to_owned(),
        email: "medewerker@example.org".to_owned(),
        language: "nl".to_owned(),
        teams: vec![("t1".to_owned(), "agent".to_owned())],
        roles: Vec::new(),
        amount: "250".to_owned(),
        take_back: true,
    }
}

fn card_values(cx: &Cx) -> CardForm {
    let name = Words::new("Vergoeding", "Reimbursement");
    let text = say(cx, "Dag,\n\nU krijgt {{ bedrag }}.", "Hello,\n\nYou get {{ bedrag }}.");
    CardForm {
        code: "vergoeding".to_owned(),
        fields: vec![("bedrag".to_owned(), Words::new("Bedrag", "Amount"), Words::default())],
        text: Words::new(text, text),
        asks: vec![("iban".to_owned(), Words::new("IBAN", "IBAN"), "iban".to_owned(), true)],
        promises_result: true,
        name,
    }
}

fn settings(cx: &Cx) -> Pages {
    let section = |section, title: Option<&str>, blocks| SettingsPage {
        title: title.map(str::to_owned),
        blocks,
        ..SettingsPage::new(cx, shell(Nav::Settings), section)
    };
    let mut table = Table {
        columns: ["nl", "en"].iter().map(|_| String::new()).collect(),
        rows: vec![
            vec![
                Cell::link("Klantcontactcentrum", "/settings/teams/t1").second(say(cx, "12 medewerkers", "12 members")),
                Cell::tag(say(cx, "Open", "Open"), Tone::Ok),
            ],
            vec![Cell::text("Technische dienst"), Cell::text(say(cx, "Ma–vr 07.30–16.00", "Mon–Fri 07:30–16:00"))],
        ],
    };
    table.columns = vec![cx.t("team-name"), cx.t("team-calendar")];
    let mut teams_page = section(Section::Teams, None, vec![Block::Table(table)]);
    teams_page.add = Some(("/settings/teams/new".to_owned(), say(cx, "Nieuw team", "New team").to_owned()));
    let mut invite = forms::member(cx, "", &MemberForm { name: String::new(), ..member_values() }, &teams());
    invite.error("email", say(cx, "Dit adres heeft al een uitnodiging.", "This address has an invitation already."));
    invite.error("teams-t1", say(cx, "Kies een rol.", "Choose a role."));
    let id = regie_domain::ids::BlueprintId(uuid::Uuid::nil());
    let blueprint = Blueprint::standard(id, Words::new("Vergoeding", "Reimbursement"), None);
    let blueprint = BlueprintForm::of(&blueprint);
    let variables = [("{{ naam }}", "name"), ("{{ titel }}", "title"), ("{{ uiterlijk }}", "by")];
    let variables = variables.map(|(name, what)| (name.to_owned(), what.to_owned())).to_vec();
    let body =
        say(cx, "Dag {{ naam }},\n\nWij hebben uw vraag ontvangen.", "Dear {{ naam }},\n\nWe have your question.");
    let mut outgoing = section(Section::Outgoing, None, vec![Block::Switches(MailState::Trial, 3)]);
    outgoing.shell.mail = MailState::Trial;
    let mut paused = section(Section::Outgoing, None, vec![Block::Switches(MailState::Paused, 0)]);
    paused.shell.mail = MailState::Paused;
    let facts =
        vec![Fact { name: "Message-ID".to_owned(), value: "<1@example.org>".to_owned(), href: Some("/".to_owned()) }];
    let good = TestResult { went: Went::Well, advice: None, detail: "250 OK".to_owned(), ..failed_test(cx) };
    vec![
        page("settings", SettingsPage::overview(cx, shell(Nav::Settings))),
        page(
            "settings-organisation",
            section(
                Section::Organisation,
                None,
                vec![Block::Form(None, forms::organisation(cx, &organisation_values()))],
            ),
        ),
        page("settings-teams", teams_page),
        page(
            "settings-team",
            section(
                Section::Teams,
                Some("Klantcontactcentrum"),
                vec![Block::Form(
                    None,
                    forms::team(cx, "t1", &TeamForm { name: "Klantcontactcentrum".to_owned(), ..TeamForm::default() }),
                )],
            ),
        ),
        page("settings-invite", section(Section::Members, Some("Nieuw"), vec![Block::Form(None, invite)])),
        page(
            "settings-member",
            section(
                Section::Members,
                Some("Medewerker Voorbeeld"),
                vec![Block::Form(None, forms::member(cx, "m1", &member_values(), &teams()))],
            ),
        ),
        page(
            "settings-calendar",
            section(Section::Calendars, Some("KCC"), vec![Block::Form(None, forms::hours(cx, "t1", true, &hours()))]),
        ),
        page(
            "settings-blueprint",
            section(
                Section::Blueprints,
                Some("Vergoeding"),
                vec![Block::Form(None, forms::blueprint(cx, "b1", &blueprint, &teams()))],
            ),
        ),
        page(
            "settings-card",
            section(
                Section::Blueprints,
                Some("Vergoeding"),
                vec![Block::Form(None, forms::card(cx, "b1", 0, &card_values(cx)).locked(true))],
            ),
        ),
        page(
            "settings-hours",
            section(Section::Calendars, None, vec![Block::Form(None, forms::own_hours(cx, &hours()))]),
        ),
        page(
            "settings-mailbox",
            section(
                Section::Mailboxes,
                Some("vragen@example.org"),
                vec![Block::Test(failed_test(cx)), Block::Form(Some("IMAP".to_owned()), mailbox_form(cx))],
            ),
        ),
        page(
            "settings-text",
            section(
                Section::Texts,
                Some("receipt"),
                vec![
                    Block::Form(
                        None,
                        forms::text(
                            cx,
                            "receipt",
                            cx.lang,
                            say(cx, "Wij hebben uw vraag", "We have your question"),
                            body,
                        ),
                    ),
                    Block::Preview(
                        say(cx, "Wij hebben uw vraag", "We have your question").to_owned(),
                        body.replace("{{ naam }}", "mevrouw Voorbeeld"),
                    ),
                    Block::Variables(variables),
                ],
            ),
        ),
        page("settings-outgoing", outgoing),
        page("settings-paused", paused),
        page(
            "settings-audit",
            section(
                Section::Audit,
                None,
                vec![
                    Block::Empty(say(cx, "Nog niets gewijzigd.", "Nothing changed yet.").to_owned()),
                    Block::Facts("E-mail".to_owned(), facts),
                    Block::Test(good),
                ],
            ),
        ),
    ]
}

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
        password: profile::password(cx),
        sessions: table,
        elsewhere: Some(profile::elsewhere(cx)),
    };
    vec![page("profile", page_of)]
}

fn demo(cx: &Cx) -> Pages {
    let role = |name: &str, nl: &str, en: &str| DemoRole {
        name: name.to_owned(),
        what: say(cx, nl, en).to_owned(),
        href: "/demo/sign-in/agent".to_owned(),
    };
    let index = DemoPage {
        cx: cx.clone(),
        organisation: Some("Gemeente Voorbeeldstad".to_owned()),
        roles: vec![
            role("Klantcontactcentrum", "Beantwoordt, draagt over, belooft.", "Answers, hands over, promises."),
            role("Technische dienst", "Neemt overdrachten aan.", "Accepts handovers."),
        ],
        statuses: vec![DemoStatus {
            name: say(cx, "Geld terug voor een verstopt riool", "Money back for a blocked sewer").to_owned(),
            what: say(cx, "Loopt", "Running").to_owned(),
            href: "/s/demo".to_owned(),
        }],
        tips: vec![cx.t("demo-tip-post")],
        said: Some(cx.t("said-demo-reset")),
    };
    let signin = DemoSignInPage {
        cx: cx.clone(),
        organisation: index.organisation.clone(),
        role: role("Klantcontactcentrum", "Beantwoordt, draagt over, belooft.", "Answers, hands over, promises."),
    };
    let outbox = DemoOutboxPage {
        cx: cx.clone(),
        organisation: index.organisation.clone(),
        mails: vec![DemoMail {
            id: "1".to_owned(),
            at: at("2018-02-05T09:21"),
            to: "bewoner@example.org".to_owned(),
            from: "vragen@example.org".to_owned(),
            subject: say(cx, "Wij hebben uw vraag", "We have your question").to_owned(),
            text: say(
                cx,
                "Dag,\n\nVolg uw vraag op https://voorbeeldstad.example.org/s/demo.",
                "Hello,\n\nFollow your question at https://voorbeeldstad.example.org/s/demo.",
            )
            .to_owned(),
            files: vec!["foto.png (4 kB)".to_owned()],
        }],
    };
    let empty = DemoOutboxPage { mails: Vec::new(), ..outbox.clone() };
    vec![
        page("demo", index),
        page("demo-signin", signin),
        page("demo-outbox", outbox),
        page("demo-outbox-empty", empty),
    ]
}

/// The look of the house and what it states, as the settings show them and as everybody reads them.
fn in_public(cx: &Cx) -> Pages {
    use regie_app::settings::brand::BrandForm;
    use regie_app::settings::statements::{AccessibilityForm, PrivacyForm};
    use regie_domain::statements::{AccessGrade, Accessibility, Privacy};

    let section = |section, blocks| SettingsPage { blocks, ..SettingsPage::new(cx, shell(Nav::Settings), section) };
    let colour = BrandForm { light: "#7a1f5c".to_owned(), ..BrandForm::default() };
    let preview = crate::pages::settings::BrandPreview {
        organisation: "Gemeente Voorbeeldstad".to_owned(),
        sheet: Some("/brand/preview.css?light=7a1f5c".to_owned()),
        logo: super::customer_shell(cx).logo,
    };
    let mut wrong = forms::brand::brand(cx, &colour, true);
    wrong.error("on-light", cx.t1("brand-nearest", "colour", "#ffffff"));
    let words = |nl: &str, en: &str| Words::new(nl, en);
    let stated_at = at("2018-02-01T10:00");
    let access = Accessibility {
        grade: AccessGrade::B,
        researched_on: Some(jiff::civil::date(2018, 1, 15)),
        gaps: words("De kaart werkt niet met een toetsenbord.", "The map does not work with a keyboard."),
        contact: "toegankelijk@example.org".to_owned(),
        register: "https://register.example.org/verklaring/1".to_owned(),
        stated_at,
    };
    let privacy = Privacy {
        purposes: words("Om uw vraag te behandelen.", "To handle your question."),
        grounds: words("Dat is onze taak volgens de wet.", "That is our task by law."),
        term: words("Twee jaar.", "Two years."),
        officer: "06 00 00 00 78".to_owned(),
        rights: Words::default(),
        stated_at,
    };
    let statements = [
        Block::Form(
            Some(cx.t("statement-access")),
            forms::statements::accessibility(cx, &AccessibilityForm::of(&access)),
        ),
        Block::Form(Some(cx.t("statement-privacy")), forms::statements::privacy(cx, &PrivacyForm::of(&privacy))),
    ];
    let frame = || super::customer_shell(cx);
    let asked = Block::Form(Some(cx.t("blueprint-second")), forms::second(cx, "b1", None));
    vec![
        page("settings-brand", section(Section::Brand, vec![Block::Form(None, wrong), Block::Brand(preview)])),
        page("settings-statements", section(Section::Statements, statements.to_vec())),
        page("settings-second", section(Section::Blueprints, vec![asked])),
        page("accessibility", crate::ui::statements::accessibility_page(cx, frame(), Some(&access))),
        page("accessibility-empty", crate::ui::statements::accessibility_page(cx, frame(), None)),
        page("privacy", crate::ui::statements::privacy_page(cx, frame(), Some(&privacy))),
        page("privacy-empty", crate::ui::statements::privacy_page(cx, frame(), None)),
    ]
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let mut pages = settings(cx);
    pages.extend(in_public(cx));
    pages.extend(access(cx));
    pages.extend(first_run(cx));
    pages.extend(own(cx));
    pages.extend(demo(cx));
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
