//! Samples of the settings, and of what the house states in public.

use regie_app::settings::blueprints::{BlueprintForm, CardForm};
use regie_app::settings::forms::HoursForm;
use regie_app::settings::mailboxes::{FetchForm, MailboxForm, ServerForm};
use regie_app::settings::members::MemberForm;
use regie_app::settings::organisation::OrganisationForm;
use regie_app::settings::teams::TeamForm;
use regie_domain::blueprint::{Blueprint, Words};

use super::{Pages, at, page, say, shell};
use crate::cx::Cx;
use crate::form::Form;
use crate::html::Html;
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Tab, Table, Tone};
use crate::pages::picture::{Picture, PictureSpan, PictureStep};
use crate::pages::settings::{Block, MailPreview, Section, SettingsPage, TestResult, Went};
use crate::pages::settings_forms as forms;
use crate::pages::settings_forms::mailbox::Doors;
use crate::pages::shell::{MailState, Nav};

pub(super) fn organisation_values() -> OrganisationForm {
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
        objections: "Gemeente Voorbeeldstad, team Bezwaar, Voorbeeldplein 1, 1234 AB Voorbeeldstad".to_owned(),
        complaints: String::new(),
    }
}

fn teams() -> Vec<(String, String)> {
    vec![("t1".to_owned(), "Klantcontactcentrum".to_owned()), ("t2".to_owned(), "Technische dienst".to_owned())]
}

pub(super) fn failed_test(cx: &Cx) -> TestResult {
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

pub(super) fn server(host: &str, port: &str) -> ServerForm {
    ServerForm {
        host: host.to_owned(),
        port: port.to_owned(),
        transport: "tls".to_owned(),
        user: "vragen".to_owned(),
        secret: None,
        as_incoming: false,
    }
}

pub(super) fn fetching() -> FetchForm {
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
                vec![Block::Picture(picture(cx)), Block::Form(None, forms::blueprint(cx, "b1", &blueprint, &teams()))],
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
                    Block::Remarks(remarks(cx)),
                    Block::Mail(mail(cx)),
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
        page(
            "privacy",
            crate::ui::statements::privacy_page(
                cx,
                frame(),
                Some(&privacy),
                &[("Garage Voorbeeld", "Schade herstellen".to_owned())],
            ),
        ),
        page("privacy-empty", crate::ui::statements::privacy_page(cx, frame(), None, &[])),
    ]
}

/// Systems of others that are told what happens.
fn webhooks(cx: &Cx) -> Pages {
    use regie_app::settings::webhooks::WebhookForm;
    use regie_domain::webhook::WebhookNames;

    let programs = vec![("c1".to_owned(), "Facturatie".to_owned())];
    let values = WebhookForm {
        name: "Facturatie".to_owned(),
        url: "https://billing.example.org/regie".to_owned(),
        nouns: vec!["hold".to_owned(), "promise".to_owned()],
        kinds: "journey.closed".to_owned(),
        client: "c1".to_owned(),
        scheme: "v1".to_owned(),
        anyway: false,
    };
    let mut wrong = forms::webhooks::webhook(cx, "", &values, &programs);
    wrong.error("anyway", cx.t("invalid-webhook-refused"));
    let names = forms::webhooks::names(cx, &WebhookNames::neutral(uuid::Uuid::nil()), 0);
    let rows = vec![vec![
        Cell::link("promise.broken", "/settings/webhooks/w1/deliveries/d1"),
        Cell::text(cx.near_text(&at("2018-02-08T09:59"))),
        Cell::tag(cx.t("webhook-sent-pending"), Tone::Warn).second(cx.t("webhook-error-time")),
    ]];
    let columns = ["webhook-event", "webhook-when", "webhook-went"].map(|key| cx.t(key)).to_vec();
    let replay = forms::webhooks::replay(cx, "w1", "2018-02-07T10:00");
    let tab =
        |key: &str, current| Tab { href: "/settings/webhooks/w1".to_owned(), label: cx.t(key), count: None, current };
    let tabs = vec![tab("webhook-log-all", true), tab("webhook-sent-failed", false)];
    let tabs = Block::Tabs(cx.t("webhook-log"), tabs);
    let mut frame = shell(Nav::Settings);
    let words = cx.t1("webhook-trouble", "name", "Facturatie");
    frame.trouble = Some(("/settings/webhooks/w1".to_owned(), words));
    let section = |blocks| SettingsPage { blocks, ..SettingsPage::new(cx, frame.clone(), Section::Webhooks) };
    vec![
        page("settings-webhooks", section(vec![Block::Empty(cx.t("webhook-none")), Block::Form(None, names)])),
        page("settings-webhook-new", section(vec![Block::Form(None, wrong)])),
        page("settings-webhook", section(vec![tabs, Block::Table(Table { columns, rows }), Block::Form(None, replay)])),
    ]
}

/// Programs that use the API, and the reference that they are written by.
fn programs(cx: &Cx) -> Pages {
    use regie_app::settings::clients::ClientForm;

    let teams =
        vec![("t1".to_owned(), "Klantcontactcentrum".to_owned()), ("t2".to_owned(), "Technische dienst".to_owned())];
    let values = ClientForm {
        name: "Zaaksysteem".to_owned(),
        teams: vec!["t1".to_owned()],
        scopes: vec!["journeys.read".to_owned()],
        days: "365".to_owned(),
        active: true,
        watches: false,
    };
    let mut wrong = forms::clients::client(cx, "c1", &values, &teams);
    wrong.error("days", cx.t("invalid-number"));
    let section = SettingsPage::new(cx, shell(Nav::Settings), Section::Api);
    let house = Some("Gemeente Voorbeeldstad".to_owned());
    let mut pages = vec![
        page("settings-client", SettingsPage { blocks: vec![Block::Form(None, wrong)], ..section }),
        page("api-reference", crate::api::reference::ReferencePage::new(cx, house.clone())),
    ];
    let part = crate::api::reference::PartPage::new(cx, house, "house");
    pages.extend(part.map(|part| page("api-part", part)));
    pages
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let mut pages = settings(cx);
    pages.extend(in_public(cx));
    pages.extend(programs(cx));
    pages.extend(webhooks(cx));
    pages
}

/// What may be better about a text.
fn remarks(cx: &Cx) -> Vec<(String, Vec<String>)> {
    let sentence =
        say(cx, "Uw verzoek wordt conform de regels behandeld.", "Your request is handled as per the rules.");
    let concerns =
        vec![cx.t1("wording-passive", "words", "wordt … behandeld"), cx.t1("wording-jargon", "word", "conform")];
    vec![(sentence.to_owned(), concerns)]
}

fn mail(cx: &Cx) -> MailPreview {
    let mail = regie_app::texts::preview("receipt", cx.lang);
    let (subject, text, html) = mail.map(|mail| (mail.subject, mail.text, mail.html)).unwrap_or_default();
    let html = Html::trusted(regie_app::texts::shown::on_page(&html, &Default::default()));
    MailPreview { subject, text, html, sheet: "/brand/mail.css".to_owned() }
}

fn picture(cx: &Cx) -> Picture {
    let step = |name: &str, lane, told: &[&str]| PictureStep {
        name: name.to_owned(),
        lane,
        done_when: cx.t1("picture-done-when", "what", cx.t("trigger-answered")),
        takes: Some(cx.t1("picture-takes", "time", cx.tn("term-days", 3_usize))),
        promise: (lane == 1).then(|| cx.t1("picture-promise-result", "time", cx.tn("term-days", 10_usize))),
        told: told.iter().map(|told| cx.t1("picture-told", "message", told)).collect(),
        notes: vec![cx.tn("picture-reopen", 30_usize)],
    };
    let words =
        cx.t2("picture-span-late", "steps", cx.tn("term-days", 13_usize), "promised", cx.tn("term-days", 10_usize));
    Picture {
        lanes: vec![cx.cap(&cx.one), "Klantcontactcentrum".to_owned(), cx.t("picture-other")],
        steps: vec![
            step(say(cx, "Uw bericht", "Your message"), 1, &[say(cx, "een bevestiging", "a receipt")]),
            step(say(cx, "Uw gegevens", "Your details"), 0, &[]),
            step(say(cx, "Onderzoek naar de oorzaak", "Looking into the cause"), 2, &[]),
            step(say(cx, "De uitkomst", "The outcome"), 1, &[]),
        ],
        span: Some(PictureSpan { parts: vec![(1, 0), (0, 5), (2, 3), (1, 5)], promised: 10, words, late: true }),
        always: vec![cx.t1("picture-silence", "time", cx.tn("term-days", 3_usize))],
    }
}
