//! Samples of the people of a journey.

use regie_app::participants::{Person, PersonHandle};
use regie_domain::codes::ParticipantRole;
use regie_domain::customer::{HandleKind, Language};
use regie_domain::ids::{CustomerId, HandleId, ParticipantId};
use regie_domain::participant::Reach;

use super::{Page, page, shell};
use crate::cx::Cx;
use crate::pages::journey::JourneyHead;
use crate::pages::participants::{self, PeoplePage, PersonPage};
use crate::pages::shell::Nav;

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
