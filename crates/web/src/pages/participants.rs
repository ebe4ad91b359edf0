//! The people of a journey: what is known of each, and the forms that correct it.

use askama::Template;
use regie_app::participants::{Person, PersonHandle};
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::customer::{HandleKind, Language};
use regie_domain::participant::Reach;
use regie_domain::second_thing::SecondKind;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::JourneyHead;
use crate::pages::shell::Shell;
use crate::words;

/// The people of one journey.
#[derive(Clone, Debug, Template)]
#[template(path = "journey/people.html")]
pub struct PeoplePage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The journey.
    pub head: JourneyHead,
    /// The people, the customer first.
    pub people: Vec<PersonCard>,
    /// The form that adds somebody, where the reader may.
    pub add: Option<Form>,
}

/// Somebody on a journey, with the forms that correct what is known.
#[derive(Clone, Debug, Template)]
#[template(path = "journey/person.html")]
pub struct PersonPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The journey.
    pub head: JourneyHead,
    /// The person.
    pub person: PersonCard,
    /// The forms, where the reader may correct something.
    pub forms: Option<PersonForms>,
}

impl PersonPage {
    /// Whether a form came back with faults.
    #[must_use]
    pub fn failed(&self) -> bool {
        let Some(forms) = &self.forms else { return false };
        [
            Some(&forms.details),
            Some(&forms.tie),
            Some(&forms.address),
            Some(&forms.join),
            Some(&forms.second),
            forms.remove.as_ref(),
        ]
        .into_iter()
        .flatten()
        .any(Form::failed)
    }
}

/// Somebody on the journey.
#[derive(Clone, Debug)]
pub struct PersonCard {
    /// Where the page about the person is.
    pub href: String,
    /// Where everything of the person stands, over all journeys.
    pub whole: String,
    /// The name, or what is known instead.
    pub name: String,
    /// As what.
    pub role: String,
    /// How messages reach the person, in words.
    pub reach: String,
    /// Addresses and numbers.
    pub handles: Vec<HandleLine>,
    /// The second things that are known, in words; empty where none is.
    pub seconds: String,
    /// How many links work and until when, in words.
    pub links: String,
    /// Whether there is a link to take back.
    pub linked: bool,
    /// The ids and names of the other records of the same person.
    pub joined: Vec<(String, String)>,
}

/// An address or number.
#[derive(Clone, Debug)]
pub struct HandleLine {
    /// Its id.
    pub id: String,
    /// As it was given.
    pub value: String,
    /// Whether mail to it came back for good.
    pub failed: bool,
}

/// The forms about a person.
#[derive(Clone, Debug)]
pub struct PersonForms {
    /// Name, language, the way messages take.
    pub details: Form,
    /// Another address or number.
    pub tie: Form,
    /// The postal address.
    pub address: Form,
    /// Another record of the same person.
    pub join: Form,
    /// A second thing that the person knows.
    pub second: Form,
    /// Off the journey; not for the customer.
    pub remove: Option<Form>,
}

/// The postal address, as it is known.
fn address_of(person: &Person) -> Option<&str> {
    person.handles.iter().rev().find(|handle| handle.kind == HandleKind::Address).map(|handle| handle.value.as_str())
}

/// Where a form about a person is posted.
fn action(head: &JourneyHead, person: &Person, what: &str) -> String {
    format!("{}/people/{}/{what}", head.href(), person.id)
}

/// Somebody on the journey.
#[must_use]
pub fn card(cx: &Cx, head: &JourneyHead, person: &Person) -> PersonCard {
    let known = person.name.clone().or_else(|| person.handles.first().map(|handle| handle.value.clone()));
    let line = |handle: &PersonHandle| HandleLine {
        id: handle.id.to_string(),
        // A postal address has a part a line.
        value: handle.value.replace('\n', ", "),
        failed: handle.failed,
    };
    let joined = person
        .joined
        .iter()
        .map(|(other, name)| (other.to_string(), if name.is_empty() { cx.t("someone") } else { name.clone() }));
    PersonCard {
        href: format!("{}/people/{}", head.href(), person.id),
        whole: format!("/customers/{}", person.customer),
        name: known.unwrap_or_else(|| cx.t("someone")),
        role: cx.cap(if person.only_wrote { cx.t("participant-wrote") } else { words::role(cx, person.role) }),
        reach: reach_words(cx, person),
        handles: person.handles.iter().map(line).collect(),
        seconds: cx.list(&person.seconds.iter().map(|kind| second_name(cx, *kind)).collect::<Vec<_>>()),
        links: match person.links {
            Some((many, until)) => {
                let many = usize::try_from(many).unwrap_or(0);
                format!("{} {}", cx.tn("people-links", many), cx.t1("people-links-until", "when", cx.near_text(&until)))
            }
            None => cx.t("people-links-none"),
        },
        linked: person.links.is_some(),
        joined: joined.collect(),
    }
}

/// The forms about somebody, empty.
#[must_use]
pub fn forms(cx: &Cx, head: &JourneyHead, person: &Person) -> PersonForms {
    let remove = || Form::new(cx, "remove", action(head, person, "remove"), "people-remove").danger();
    PersonForms {
        details: details(cx, head, person),
        tie: tie(cx, head, person),
        address: crate::pages::letters::address(cx, head, &person.id.to_string(), address_of(person)),
        join: join(cx, head, person),
        second: second(cx, head, person),
        remove: (person.role != ParticipantRole::Customer).then(remove),
    }
}

fn reach_words(cx: &Cx, person: &Person) -> String {
    match person.reach {
        Reach::Email { handle } => {
            let address = person.handles.iter().find(|known| known.id == handle);
            cx.t1("people-by-mail", "address", address.map_or("–", |known| known.value.as_str()))
        }
        Reach::Text { handle } => {
            let number = person.handles.iter().find(|known| known.id == handle);
            cx.t1("customer-prefers-text", "to", number.map_or("–", |known| known.value.as_str()))
        }
        Reach::Social { .. } => cx.t("fact-reach-social"),
        Reach::Task { task: TaskKind::Call } => cx.t("people-by-phone"),
        Reach::Task { .. } => cx.t("people-by-letter"),
        Reach::None => cx.t("people-not"),
    }
}

/// Name, language, and how messages reach the person.
fn details(cx: &Cx, head: &JourneyHead, person: &Person) -> Form {
    let mails = person.handles.iter().filter(|handle| handle.kind == HandleKind::Email);
    let by =
        |handle: &PersonHandle| Choice::new(handle.id.to_string(), cx.t1("people-by-mail", "address", &handle.value));
    let mut ways: Vec<Choice> = mails.map(by).collect();
    if let Reach::Text { handle } | Reach::Social { handle } = person.reach {
        ways.push(Choice::new(handle.to_string(), reach_words(cx, person)));
    }
    ways.push(Choice::new("call", cx.t("people-by-phone")));
    ways.push(Choice::new("letter", cx.t("people-by-letter")));
    if person.role != ParticipantRole::Customer {
        ways.push(Choice::new("not", cx.t("people-not")));
    }
    let now = match person.reach {
        Reach::Email { handle } | Reach::Text { handle } | Reach::Social { handle } => handle.to_string(),
        Reach::Task { task: TaskKind::Call } => "call".to_owned(),
        Reach::Task { .. } => "letter".to_owned(),
        Reach::None => "not".to_owned(),
    };
    let languages = vec![Choice::new("nl", cx.t("language-nl")), Choice::new("en", cx.t("language-en"))];
    let language = if person.language == Language::En { "en" } else { "nl" };
    let form = Form::new(cx, "details", action(head, person, "details"), "people-save")
        .field("name", "journey-name", Input::Line("text"))
        .value(person.name.clone().unwrap_or_default());
    let form = if person.name.is_none() { form.optional() } else { form };
    form.field("language", "people-language", Input::Select(languages))
        .chosen(&[language])
        .field("reach", "people-reach", Input::Select(ways))
        .chosen(&[now.as_str()])
}

/// Another address or number.
fn tie(cx: &Cx, head: &JourneyHead, person: &Person) -> Form {
    Form::new(cx, "tie", action(head, person, "tie"), "people-tie")
        .field("email", "journey-email", Input::Line("email"))
        .optional()
        .field("use_it", "people-use", Input::Check(true))
        .field("phone", "journey-phone", Input::Line("tel"))
        .optional()
        .field("plate", "people-plate", Input::Line("text"))
        .optional()
}

/// What a second fact is called within a sentence.
pub(super) fn second_name(cx: &Cx, kind: SecondKind) -> String {
    cx.t(&format!("people-second-{}", kind.code().replace('_', "-")))
}

/// A second thing that the person knows, asked before sensitive parts of the own page show.
fn second(cx: &Cx, head: &JourneyHead, person: &Person) -> Form {
    let kinds = SecondKind::ALL.map(|kind| Choice::new(kind.code(), cx.cap(second_name(cx, kind))));
    Form::new(cx, "second", action(head, person, "second"), "people-second-save")
        .field("kind", "people-second-kind", Input::Radios(kinds.to_vec()))
        .value("postcode")
        .field("value", "people-second-value", Input::Line("text"))
        .hint("people-second-hint")
        .autocomplete("off")
}

/// Another record of the same person.
fn join(cx: &Cx, head: &JourneyHead, person: &Person) -> Form {
    Form::new(cx, "join", action(head, person, "join"), "people-join")
        .field("with", "people-join-with", Input::Line("text"))
        .hint("people-join-hint")
}

/// Somebody who takes part from now on.
#[must_use]
pub fn add(cx: &Cx, head: &JourneyHead) -> Form {
    let roles = [ParticipantRole::Representative, ParticipantRole::ContractParty, ParticipantRole::Copied];
    let roles = roles.map(|role| Choice::new(role.code(), words::role(cx, role))).to_vec();
    Form::new(cx, "add", format!("{}/people/add", head.href()), "people-add")
        .field("name", "journey-name", Input::Line("text"))
        .field("email", "journey-email", Input::Line("email"))
        .optional()
        .field("phone", "journey-phone", Input::Line("tel"))
        .optional()
        .field("role", "people-role", Input::Radios(roles))
        .value("representative")
        .field("may_act", "people-may-act", Input::Check(false))
        .hint("people-may-act-hint")
}
