//! Samples of the people of a journey.

use regie_app::participants::{Person, PersonHandle};
use regie_domain::codes::ParticipantRole;
use regie_domain::customer::{HandleKind, Language};
use regie_domain::ids::{CustomerId, HandleId, ParticipantId};
use regie_domain::participant::Reach;

use super::{Page, page, shell};
use crate::cx::Cx;
use crate::pages::customers::HandleCard;
use crate::pages::journey::JourneyHead;
use crate::pages::likeness::{Pair, SamePersonPage, Side};
use crate::pages::participants::{self, PeoplePage, PersonPage};
use crate::pages::parts::Tone;
use crate::pages::shell::Nav;

/// Who may be the same person, with all that there is, and nobody.
pub(super) fn alike(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let side = |id: &str, name: &str, mail: &str, open: bool| Side {
        id: id.to_owned(),
        name: name.to_owned(),
        since: cx.t1("likeness-since", "when", "2017"),
        handles: vec![HandleCard {
            icon: "mail",
            value: mail.to_owned(),
            evidence: cx.t1("evidence-form", "when", "2017"),
            failed: None,
        }],
        open: open.then(|| super::work::journey_ref("0482", "Stoep", name)).into_iter().collect(),
    };
    let pair = |id: &str, strength: (&str, Tone), reasons: &[&str]| Pair {
        other: side(id, "B. Voorbeeld", "b.voorbeeld+huis@example.net", true),
        strength: (cx.t(strength.0), strength.1),
        reasons: reasons.iter().map(|reason| cx.t(reason)).collect(),
    };
    let whole = SamePersonPage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        href: "/customers/01".to_owned(),
        own: side("01", "Bewoner Voorbeeld", "bewoner@example.net", false),
        pairs: vec![
            pair("02", ("likeness-strong", Tone::Ok), &["likeness-same-handle", "likeness-name-postcode"]),
            pair("03", ("likeness-weak", Tone::Warn), &["likeness-given-handle", "likeness-same-mailbox"]),
            pair("04", ("likeness-weak", Tone::Warn), &["likeness-name-plate", "likeness-name-reference"]),
            pair("05", ("likeness-hint", Tone::Plain), &["likeness-same-name"]),
        ],
        apart: vec![("06".to_owned(), "C. Voorbeeld".to_owned())],
        joined: vec![("07".to_owned(), cx.t2("customer-record", "name", "B. Voorbeeld", "when", "2017"))],
        said: vec![(cx.t1("likeness-said-parted", "name", "B. Voorbeeld"), "ma 5 feb 10.00 · S. Voorbeeld".to_owned())],
        works: true,
    };
    let nobody =
        SamePersonPage { pairs: Vec::new(), apart: Vec::new(), joined: Vec::new(), said: Vec::new(), ..whole.clone() };
    vec![page("same-person", whole), page("same-person-nobody", nobody)]
}

/// The people of the journey, and one of them with a form that came back.
pub(super) fn pages(cx: &Cx, head: &JourneyHead) -> Vec<(&'static str, Box<dyn Page>)> {
    let [main, other] = [1, 2].map(uuid::Uuid::from_u128);
    let handle = |id: u128, kind, value: &str, failed| PersonHandle {
        id: HandleId(uuid::Uuid::from_u128(id)),
        kind,
        value: value.to_owned(),
        failed,
    };
    let customer = Person {
        id: ParticipantId(main),
        customer: CustomerId(main),
        role: ParticipantRole::Customer,
        only_wrote: false,
        name: Some("Bewoner Voorbeeld".to_owned()),
        language: Language::Nl,
        reach: Reach::Email { handle: HandleId(uuid::Uuid::from_u128(3)) },
        handles: vec![
            handle(3, HandleKind::Email, "bewoner@example.net", false),
            handle(4, HandleKind::Email, "bewonner@example.net", true),
            handle(5, HandleKind::Phone, "06-00000000", false),
        ],
        seconds: vec![regie_domain::second_thing::SecondKind::Postcode],
        links: Some((2, super::at("2018-05-09T09:11"))),
        joined: vec![(CustomerId(other), "B. Voorbeeld".to_owned())],
    };
    let neighbour = Person {
        id: ParticipantId(other),
        role: ParticipantRole::Representative,
        name: None,
        reach: Reach::None,
        handles: Vec::new(),
        seconds: Vec::new(),
        links: None,
        joined: Vec::new(),
        ..customer.clone()
    };
    let list = PeoplePage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        head: head.clone(),
        people: [&customer, &neighbour].map(|person| participants::card(cx, head, person)).to_vec(),
        add: Some(participants::add(cx, head)),
    };
    let one = |person: &Person, wrong: bool| {
        let mut forms = participants::forms(cx, head, person);
        if wrong {
            forms.tie.error("email", cx.t("invalid-email"));
        }
        let person = participants::card(cx, head, person);
        PersonPage { cx: cx.clone(), shell: shell(Nav::Journeys), head: head.clone(), person, forms: Some(forms) }
    };
    vec![
        page("journey-people", list),
        page("journey-person", one(&customer, true)),
        page("journey-person-other", one(&neighbour, false)),
    ]
}
