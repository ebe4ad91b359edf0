//! The forms of the settings. Each takes what is known now as plain text and gives a form that is filled with it.

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use regie_app::locale::Lang;

fn yes(names: &[&str], known: &[String], cx: &Cx, keys: &[&str]) -> Vec<Choice> {
    let choices = names.iter().zip(keys).map(|(name, key)| {
        let mut choice = Choice::new(*name, cx.t(key));
        choice.chosen = known.iter().any(|known| known == name);
        choice
    });
    choices.collect()
}

fn langs() -> Vec<Choice> {
    Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name())).to_vec()
}

/// What an organisation says of itself.
#[derive(Clone, Debug, Default)]
pub struct OrganisationValues {
    /// Name.
    pub name: String,
    /// Word for one and for many, in Dutch and in English.
    pub words: [String; 4],
    /// Time zone.
    pub zone: String,
    /// Language of customers who have not chosen.
    pub lang: String,
    /// Colour as `#rrggbb`.
    pub colour: String,
    /// Telephone as shown to customers.
    pub phone: String,
}

/// The organisation.
pub fn organisation(cx: &Cx, values: &OrganisationValues) -> Form {
    let [one_nl, many_nl, one_en, many_en] = &values.words;
    Form::new(cx, "organisation", "/settings/organisation", "settings-save")
        .field("name", "org-name", Input::Line("text"))
        .value(&values.name)
        .autocomplete("organization")
        .field("phone", "org-phone", Input::Line("tel"))
        .value(&values.phone)
        .optional()
        .field("zone", "org-zone", Input::Line("text"))
        .hint("org-zone-hint")
        .value(&values.zone)
        .field("lang", "org-language", Input::Radios(langs()))
        .value(&values.lang)
        .field("one_nl", "org-word-one-nl", Input::Line("text"))
        .hint("org-word-hint")
        .group("org-words")
        .value(one_nl)
        .field("many_nl", "org-word-many-nl", Input::Line("text"))
        .value(many_nl)
        .field("one_en", "org-word-one-en", Input::Line("text"))
        .value(one_en)
        .field("many_en", "org-word-many-en", Input::Line("text"))
        .value(many_en)
        .field("colour", "org-colour", Input::Line("color"))
        .hint("org-colour-hint")
        .group("org-look")
        .value(&values.colour)
}

/// A team; `id` is empty for a new one. Calendars and leads are ids and names.
pub fn team(cx: &Cx, id: &str, name: &str, calendars: &[(String, String)], calendar: &str, restricted: bool) -> Form {
    let calendars = calendars.iter().map(|(id, name)| Choice::new(id, name)).collect();
    Form::new(cx, "team", format!("/settings/teams/{}", if id.is_empty() { "new" } else { id }), "settings-save")
        .cancel("/settings/teams")
        .field("name", "team-name", Input::Line("text"))
        .value(name)
        .field("calendar", "team-calendar", Input::Select(calendars))
        .value(calendar)
        .field("restricted", "team-restricted", Input::Check(restricted))
        .hint("team-restricted-hint")
}

/// The roles that a member can have: code, name key, explanation key.
pub const ROLES: [(&str, &str, &str); 5] = [
    ("agent", "role-agent", "role-agent-text"),
    ("lead", "role-lead", "role-lead-text"),
    ("coordinator", "role-coordinator", "role-coordinator-text"),
    ("administrator", "role-administrator", "role-administrator-text"),
    ("auditor", "role-auditor", "role-auditor-text"),
];

fn roles(cx: &Cx) -> Vec<Choice> {
    ROLES.map(|(code, key, text)| Choice::new(code, cx.t(key)).hint(cx.t(text))).to_vec()
}

fn membership(form: Form, cx: &Cx, teams: &[(String, String)], of: &[String], role: &str) -> Form {
    let teams = teams.iter().map(|(id, name)| {
        let mut choice = Choice::new(id, name);
        choice.chosen = of.contains(id);
        choice
    });
    form.field("role", "member-role", Input::Radios(roles(cx))).value(role).field(
        "team",
        "member-teams",
        Input::Checks(teams.collect()),
    )
}

/// Invite somebody.
pub fn invite(cx: &Cx, teams: &[(String, String)]) -> Form {
    let form = Form::new(cx, "invite", "/settings/members/invite", "member-invite")
        .cancel("/settings/members")
        .field("email", "access-email", Input::Line("email"))
        .field("name", "member-name", Input::Line("text"));
    membership(form, cx, teams, &[], "agent")
}

/// A member who exists. `of` are the ids of their teams.
pub fn member(
    cx: &Cx,
    id: &str,
    name: &str,
    role: &str,
    teams: &[(String, String)],
    of: &[String],
    active: bool,
) -> Form {
    let form = Form::new(cx, "member", format!("/settings/members/{id}"), "settings-save")
        .cancel("/settings/members")
        .field("name", "member-name", Input::Line("text"))
        .value(name);
    membership(form, cx, teams, of, role)
        .field("active", "member-active", Input::Check(active))
        .hint("member-active-hint")
}

/// Opening hours: one line per weekday as `08:30-12:00, 13:00-17:00`; own closed days one per line as `2018-04-27`.
pub fn calendar(cx: &Cx, id: &str, name: &str, hours: &[String; 7], holidays: bool, closed: &str) -> Form {
    let mut form = Form::new(
        cx,
        "calendar",
        format!("/settings/calendars/{}", if id.is_empty() { "new" } else { id }),
        "settings-save",
    )
    .cancel("/settings/calendars")
    .field("name", "calendar-name", Input::Line("text"))
    .value(name);
    let days = [
        jiff::civil::Weekday::Monday,
        jiff::civil::Weekday::Tuesday,
        jiff::civil::Weekday::Wednesday,
        jiff::civil::Weekday::Thursday,
        jiff::civil::Weekday::Friday,
        jiff::civil::Weekday::Saturday,
        jiff::civil::Weekday::Sunday,
    ];
    for (index, (day, hours)) in days.into_iter().zip(hours).enumerate() {
        let label = regie_app::locale::words::capital(cx.lang.weekday(day));
        form = form.own_field(format!("day{}", index + 1), label, Input::Line("text")).value(hours).optional();
        if index == 0 {
            form = form.group("calendar-hours").hint("calendar-hours-hint");
        }
    }
    form.field("holidays", "calendar-holidays", Input::Check(holidays))
        .group("calendar-closed")
        .field("closed", "calendar-closed-days", Input::Area(4))
        .hint("calendar-closed-hint")
        .value(closed)
        .optional()
}

/// The plain numbers of a blueprint.
#[derive(Clone, Debug, Default)]
pub struct BlueprintValues {
    /// Name.
    pub name: String,
    /// Kind: `question`, `report`, `complaint`, `compliment`.
    pub kind: String,
    /// Silence limit in working hours or days, as written: `3d`, `24h`.
    pub silence: String,
    /// Promise at the start, as written: `10d`.
    pub promise: String,
    /// Time to answer an offer: `4h`.
    pub respond: String,
    /// Closing period: `5d`.
    pub closing: String,
    /// Days after closing in which a contact re-opens the same journey.
    pub reopen: String,
    /// Stages, one per line.
    pub stages: String,
    /// Checklist of a handover brief, one per line.
    pub checklist: String,
    /// Whether only those with a part in it see it.
    pub restricted: bool,
}

/// A blueprint.
pub fn blueprint(cx: &Cx, id: &str, values: &BlueprintValues) -> Form {
    let kinds = [
        ("question", "kind-question"),
        ("report", "kind-report"),
        ("complaint", "kind-complaint"),
        ("compliment", "kind-compliment"),
    ];
    let kinds = kinds.map(|(code, key)| Choice::new(code, cx.t(key)));
    Form::new(
        cx,
        "blueprint",
        format!("/settings/blueprints/{}", if id.is_empty() { "new" } else { id }),
        "settings-save",
    )
    .cancel("/settings/blueprints")
    .field("name", "blueprint-name", Input::Line("text"))
    .value(&values.name)
    .field("kind", "blueprint-kind", Input::Radios(kinds.to_vec()))
    .value(&values.kind)
    .field("silence", "blueprint-silence", Input::Line("text"))
    .hint("blueprint-time-hint")
    .group("blueprint-times")
    .value(&values.silence)
    .field("promise", "blueprint-promise", Input::Line("text"))
    .value(&values.promise)
    .optional()
    .field("respond", "blueprint-respond", Input::Line("text"))
    .value(&values.respond)
    .field("closing", "blueprint-closing", Input::Line("text"))
    .value(&values.closing)
    .field("reopen", "blueprint-reopen", Input::Line("number"))
    .value(&values.reopen)
    .field("stages", "blueprint-stages", Input::Area(6))
    .hint("blueprint-stages-hint")
    .group("blueprint-road")
    .value(&values.stages)
    .field("checklist", "blueprint-checklist", Input::Area(4))
    .hint("blueprint-checklist-hint")
    .value(&values.checklist)
    .optional()
    .field("restricted", "team-restricted", Input::Check(values.restricted))
    .hint("team-restricted-hint")
}

/// What a mailbox needs; passwords are never shown again.
#[derive(Clone, Debug, Default)]
pub struct MailboxValues {
    /// Address.
    pub address: String,
    /// The name that customers see as sender.
    pub sender: String,
    /// How mail comes in: `imap`, `smtp` (it is handed to Regie), `none`.
    pub way: String,
    /// Incoming: host, port, user.
    pub incoming: [String; 3],
    /// Outgoing: host, port, user.
    pub outgoing: [String; 3],
    /// `tls`, `starttls`, `none`.
    pub security: String,
}

/// A mailbox. The second button tests the connection without saving.
pub fn mailbox(cx: &Cx, action: impl Into<String>, values: &MailboxValues) -> Form {
    let ways = yes(&["imap", "smtp"], std::slice::from_ref(&values.way), cx, &["mailbox-imap", "mailbox-smtp"]);
    let security = [("tls", "mailbox-tls"), ("starttls", "mailbox-starttls"), ("none", "mailbox-plain")];
    let security = security.map(|(code, key)| Choice::new(code, cx.t(key)));
    let [in_host, in_port, in_user] = &values.incoming;
    let [out_host, out_port, out_user] = &values.outgoing;
    Form::new(cx, "mailbox", action, "settings-save")
        .also("do", "test", "mailbox-test")
        .field("address", "mailbox-address", Input::Line("email"))
        .value(&values.address)
        .field("sender", "mailbox-sender", Input::Line("text"))
        .value(&values.sender)
        .field("way", "mailbox-way", Input::Radios(ways))
        .group("mailbox-in")
        .field("in_host", "mailbox-host", Input::Line("text"))
        .value(in_host)
        .optional()
        .field("in_port", "mailbox-port", Input::Line("number"))
        .value(in_port)
        .optional()
        .field("in_user", "mailbox-user", Input::Line("text"))
        .value(in_user)
        .autocomplete("off")
        .optional()
        .field("in_password", "access-password", Input::Line("password"))
        .hint("mailbox-password-hint")
        .autocomplete("off")
        .optional()
        .field("out_host", "mailbox-host", Input::Line("text"))
        .group("mailbox-out")
        .value(out_host)
        .field("out_port", "mailbox-port", Input::Line("number"))
        .value(out_port)
        .field("out_security", "mailbox-security", Input::Select(security.to_vec()))
        .value(&values.security)
        .field("out_user", "mailbox-user", Input::Line("text"))
        .value(out_user)
        .autocomplete("off")
        .optional()
        .field("out_password", "access-password", Input::Line("password"))
        .hint("mailbox-password-hint")
        .autocomplete("off")
        .optional()
}

/// A text of a message, in one language. The second button shows how it looks.
pub fn text(cx: &Cx, key: &str, lang: Lang, subject: &str, body: &str) -> Form {
    Form::new(cx, "text", format!("/settings/texts/{key}/{}", lang.code()), "settings-save")
        .cancel("/settings/texts")
        .also("do", "preview", "text-preview-do")
        .field("subject", "text-subject", Input::Line("text"))
        .value(subject)
        .field("body", "text-body", Input::Area(12))
        .value(body)
}
