//! Members: who they are, where they work, what they may decide alone.

use regie_app::settings::members::MemberForm;

use super::{Named, keyed, langs};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// The roles of a member in a team; nothing where the member is not in it.
const SEATS: [(&str, &str); 4] =
    [("", "role-none"), ("agent", "role-agent"), ("team_lead", "role-lead"), ("coordinator", "role-coordinator")];
/// The roles over the whole organisation: code, name key, explanation key.
const WIDE: [(&str, &str, &str); 3] = [
    ("coordinator", "role-coordinator", "role-coordinator-text"),
    ("administrator", "role-administrator", "role-administrator-text"),
    ("auditor", "role-auditor", "role-auditor-text"),
];

/// The text key of a role's name.
pub fn role_key(code: &str) -> &'static str {
    let named = SEATS.iter().chain(&[("administrator", "role-administrator"), ("auditor", "role-auditor")]);
    named.into_iter().find(|(known, _)| *known == code).map_or("role-none", |(_, key)| key)
}

/// Of which roles a second step is asked at signing in.
pub fn second_step(cx: &Cx, version: i64, asked: Vec<&str>) -> Form {
    let all = [
        ("agent", "role-agent"),
        ("team_lead", "role-lead"),
        ("coordinator", "role-coordinator"),
        ("administrator", "role-administrator"),
        ("auditor", "role-auditor"),
    ];
    let roles = all.map(|(code, key)| Choice::new(code, cx.t(key))).to_vec();
    Form::new(cx, "second-step", "/settings/second-step", "settings-save")
        .with("version", version.to_string())
        .field("roles", "factor-roles", Input::Checks(roles))
        .hint("factor-roles-hint")
        .chosen(&asked)
        .optional()
}

/// A member; `id` is empty for somebody who is invited.
pub fn member(cx: &Cx, id: &str, values: &MemberForm, teams: &Named) -> Form {
    let (action, submit) = match id {
        "" => ("/settings/members/invite".to_owned(), "member-invite"),
        id => (format!("/settings/members/{id}"), "settings-save"),
    };
    let mut form = Form::new(cx, "member", action, submit)
        .cancel("/settings/members")
        .field("name", "member-name", Input::Line("text"))
        .value(&values.name)
        .autocomplete("off")
        .field("email", "access-email", Input::Line("email"))
        .value(&values.email)
        .autocomplete("off")
        .field("language", "profile-language", Input::Radios(langs()))
        .value(&values.language);
    for (index, (team, name)) in teams.iter().enumerate() {
        let seat = values.teams.iter().find(|(held, _)| held == team).map_or("", |(_, role)| role.as_str());
        form = form.own_field(format!("teams-{team}"), name, Input::Select(keyed(cx, &SEATS))).value(seat);
        if index == 0 {
            form = form.group("member-teams").hint("member-teams-hint");
        }
    }
    let wide = WIDE.map(|(code, key, text)| Choice::new(code, cx.t(key)).hint(cx.t(text))).to_vec();
    let roles: Vec<&str> = values.roles.iter().map(String::as_str).collect();
    form.field("roles", "member-roles", Input::Checks(wide))
        .chosen(&roles)
        .optional()
        .group("member-wide")
        .field("amount", "member-amount", Input::Line("text"))
        .group("member-mandate")
        .hint("member-amount-hint")
        .value(&values.amount)
        .field("take-back", "member-take-back", Input::Check(values.take_back))
        .hint("member-take-back-hint")
}
