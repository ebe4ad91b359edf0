//! The people on a journey: who they are, how messages reach them, letting somebody take part, correcting what is known.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::AppError;
use regie_app::participants::{Correction, NewPerson, Person, Way};
use regie_domain::codes::{ParticipantRole, TaskKind};
use regie_domain::customer::Language;
use regie_domain::event::Reach;
use regie_domain::ids::{HandleId, JourneyId, ParticipantId};
use regie_domain::second_thing::SecondKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::acts::bodies::Nothing;
use super::call::{Call, Guards, Input};
use super::journeys::{JourneyPath, shown};
use super::models::Journey;
use super::operation::Operation;
use super::problem::{Failed, Kind, Problem};
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// How messages reach somebody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReachState {
    /// `email`, `text`, `social`, `call`, `letter` or `none`.
    pub way: String,
    /// To which address or number.
    pub handle_id: Option<Uuid>,
}

impl ReachState {
    fn of(reach: Reach) -> Self {
        let (way, handle_id) = match reach {
            Reach::Email { handle } => ("email", Some(handle.0)),
            Reach::Text { handle } => ("text", Some(handle.0)),
            Reach::Social { handle } => ("social", Some(handle.0)),
            Reach::Task { task: TaskKind::Call } => ("call", None),
            Reach::Task { task: TaskKind::Letter | TaskKind::Fetch | TaskKind::Apology } => ("letter", None),
            Reach::None => ("none", None),
        };
        Self { way: way.to_owned(), handle_id }
    }
}

/// An address or number of somebody on a journey.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddressReading {
    /// Its id.
    pub id: Uuid,
    /// `email`, `phone`, `customer_number`, `address`, `facebook`, `whatsapp` or `plate`.
    pub kind: String,
    /// As it was given.
    pub value: String,
    /// Whether mail to it came back for good.
    pub failed: bool,
}

/// Another record of the same person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SamePerson {
    /// The record.
    pub customer_id: Uuid,
    /// The name, or the address that is known instead.
    pub name: String,
}

/// Somebody on a journey, with all that is known of the person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantReading {
    /// The place on the journey.
    pub id: Uuid,
    /// The person's record.
    pub customer_id: Uuid,
    /// As what.
    #[schema(schema_with = vocabulary::participant_role)]
    pub role: ParticipantRole,
    /// Whether the person only wrote, and gets no messages.
    pub only_wrote: bool,
    /// The name.
    pub name: Option<String>,
    /// The language of messages.
    #[schema(schema_with = vocabulary::language)]
    pub language: Language,
    /// How messages reach the person.
    pub reach: ReachState,
    /// Addresses and numbers.
    pub handles: Vec<AddressReading>,
    /// What can be asked of the person before sensitive parts of the own page show: `postcode`, `customer_number`,
    /// `birth_date`.
    pub known_facts: Vec<String>,
    /// How many links to the own page work.
    pub working_links: i64,
    /// Until when the last of them does.
    pub links_end_at: Option<Timestamp>,
    /// The other records of the same person.
    pub same_as: Vec<SamePerson>,
}

impl ParticipantReading {
    fn of(person: Person) -> Self {
        let handles = person.handles.into_iter().map(|handle| AddressReading {
            id: handle.id.0,
            kind: handle.kind.code().to_owned(),
            value: handle.value,
            failed: handle.failed,
        });
        Self {
            id: person.id.0,
            customer_id: person.customer.0,
            role: person.role,
            only_wrote: person.only_wrote,
            name: person.name,
            language: person.language,
            reach: ReachState::of(person.reach),
            handles: handles.collect(),
            known_facts: person.seconds.iter().map(|kind| kind.code().to_owned()).collect(),
            working_links: person.links.map_or(0, |(many, _)| many),
            links_end_at: person.links.map(|(_, until)| until),
            same_as: person.joined.into_iter().map(|(id, name)| SamePerson { customer_id: id.0, name }).collect(),
        }
    }
}

/// The people who take part, the customer first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantList {
    /// The people.
    pub items: Vec<ParticipantReading>,
}

/// Somebody who takes part from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParticipantToAdd {
    /// As what; a journey has one customer.
    #[schema(schema_with = vocabulary::other_role)]
    pub role: ParticipantRole,
    /// The name.
    #[schema(max_length = 120)]
    pub name: Option<String>,
    /// The address that messages go to.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    pub email: Option<String>,
    /// The telephone number, in any notation.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Whether the person may answer and decide.
    #[serde(default)]
    pub may_act: bool,
}

/// How messages shall reach somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReachToChoose {
    /// By which way; `none` is not for the customer.
    #[schema(schema_with = vocabulary::reach_way)]
    pub way: String,
    /// To which of the person's addresses; needed for `email`.
    pub handle_id: Option<Uuid>,
}

/// What is wrong about somebody on a journey; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParticipantToCorrect {
    /// The name, on all journeys of this record.
    #[schema(max_length = 120)]
    pub name: Option<String>,
    /// The language of messages, on all journeys of this record.
    #[serde(default)]
    #[schema(schema_with = vocabulary::language, required = false)]
    pub language: Option<Language>,
    /// How messages reach the person on this journey.
    pub reach: Option<ReachToChoose>,
}

/// Another address or number of somebody on a journey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressToTie {
    /// An e-mail address.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    pub email: Option<String>,
    /// A telephone number, in any notation.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// The number plate of a vehicle that the person drives or owns.
    #[schema(max_length = 20)]
    pub plate: Option<String>,
    /// Whether messages on this journey go to the e-mail address from now on.
    #[serde(default)]
    pub use_it: bool,
}

/// Something that the person knows, and that is asked before sensitive parts of the own page show. It is kept so that it can
/// be recognised, never read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactToKnow {
    /// What it is.
    #[schema(schema_with = vocabulary::second_kind)]
    pub kind: SecondKind,
    /// As it was given; of a customer number the last four digits.
    #[schema(min_length = 1, max_length = 40)]
    pub value: String,
}

macro_rules! acts {
    ($routes:ident; $($body:ident $path:literal ($id:literal, $does:literal) $summary:literal |$desk:ident, $value:pat_param| $run:expr;)*) => {
        $routes$(.api(
            Operation::act::<$body, Journey>(
                "people",
                concat!("/api/v1/journeys/{journeyId}/participants", $path),
                ($id, $does),
                $summary,
            ),
            |State(web): State<Web>, call: Call, guards: Guards, Path(ids): Path<Vec<(String, String)>>, input: Input<$body>| async move {
                let place = Place::of(&web, &call, &ids).await?;
                call.claim(&web, &guards, &input.bytes).await?;
                let ($desk, $value) = (Desk { web: &web, call: &call, place: &place, key: guards.key }, input.value);
                $run.await?;
                shown(StatusCode::OK, &call, &JourneyPath(place.journey).open(&web, &call).await?)
            },
        ))*
    };
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let list = Operation::read::<ParticipantList>(
        "people",
        "/api/v1/journeys/{journeyId}/participants",
        "listParticipants",
        "Who takes part, and how messages reach them",
    )
    .view("people");
    let routes = routes.api(list, all);
    acts! { routes;
        ParticipantToAdd "" ("addParticipant", "add-person") "Let somebody take part" |desk, body| desk.add(body);
        ParticipantToCorrect "/{participantId}/corrections" ("correctParticipant", "correct-person") "Correct a name, a language, or how messages reach somebody" |desk, body| desk.details(body);
        AddressToTie "/{participantId}/handles" ("tieParticipantHandle", "tie-handle") "Note another address or number" |desk, body| desk.tie(body);
        FactToKnow "/{participantId}/known-facts" ("noteKnownFact", "note-second") "Note something that only the person knows" |desk, body| desk.know(body);
        Nothing "/{participantId}/link-revocations" ("revokeLinks", "revoke-links") "Make the links to somebody's page useless" |desk, _| desk.revoke();
        Nothing "/{participantId}/removals" ("removeParticipant", "remove-person") "Take somebody off who does not belong here" |desk, _| desk.correct(Correction::Remove);
    }
}

/// The journey of an address, and the person on it, where one is named.
struct Place {
    journey: JourneyId,
    person: Option<ParticipantId>,
    people: Vec<Person>,
}

impl Place {
    async fn of(web: &Web, call: &Call, ids: &[(String, String)]) -> Result<Self, Failed> {
        let named = |name: &str| ids.iter().find(|(known, _)| known == name).map(|(_, id)| id.as_str());
        let missing = || Failed::from(Problem::new(Kind::NotFound));
        let journey = named("journeyId").and_then(|id| JourneyId::parse(id).ok()).ok_or_else(missing)?;
        let loaded = JourneyPath(journey).open(web, call).await?;
        let people = call.told(web.app.people(&call.who(), &loaded).await)?;
        let person = match named("participantId") {
            None => None,
            Some(id) => {
                let id = ParticipantId::parse(id).map_err(|_| missing())?;
                if !people.iter().any(|person| person.id == id) {
                    return Err(missing());
                }
                Some(id)
            }
        };
        Ok(Self { journey, person, people })
    }

    fn person(&self) -> Result<&Person, Failed> {
        let found = self.people.iter().find(|person| Some(person.id) == self.person);
        found.ok_or_else(|| Problem::new(Kind::NotFound).into())
    }
}

/// One act at a person.
struct Desk<'a> {
    web: &'a Web,
    call: &'a Call,
    place: &'a Place,
    key: Option<String>,
}

impl Desk<'_> {
    async fn correct(self, correction: Correction) -> Result<(), Failed> {
        let person = self.place.person()?.id;
        let (who, key) = (self.call.who(), self.key.clone());
        let asked = self.web.app.correct_person(who, self.place.journey, person, correction, key).await;
        self.told(asked)
    }

    async fn tie(self, body: AddressToTie) -> Result<(), Failed> {
        let AddressToTie { email, phone, plate, use_it } = body;
        self.correct(Correction::Tie { email: some(email), phone: some(phone), plate: some(plate), use_it }).await
    }

    async fn details(self, body: ParticipantToCorrect) -> Result<(), Failed> {
        let known = self.place.person()?;
        let reach = body.reach.map(way).transpose()?;
        let name = body.name.or_else(|| known.name.clone()).unwrap_or_default();
        let language = body.language.unwrap_or(known.language);
        self.correct(Correction::Details { name, language, reach }).await
    }

    async fn add(self, body: ParticipantToAdd) -> Result<(), Failed> {
        let new = NewPerson {
            name: body.name.unwrap_or_default(),
            email: some(body.email),
            phone: some(body.phone),
            role: body.role,
            may_act: body.may_act,
        };
        let added = self.web.app.add_person(self.call.who(), self.place.journey, new, self.key.clone()).await;
        self.told(added)
    }

    async fn know(self, body: FactToKnow) -> Result<(), Failed> {
        let (who, person) = (self.call.who(), self.place.person()?.id);
        let noted = self.web.app.note_second(&who, self.place.journey, person, body.kind, &body.value).await;
        self.told(noted)
    }

    async fn revoke(self) -> Result<(), Failed> {
        let (who, person) = (self.call.who(), self.place.person()?.id);
        let revoked = self.web.app.take_links(&who, self.place.journey, person).await;
        self.told(revoked.map(|_many| ()))
    }

    fn told(&self, result: Result<(), AppError>) -> Result<(), Failed> {
        self.call.told_at(result, |field| if field == "reach" { "reach.way".to_owned() } else { field.to_owned() })
    }
}

fn way(body: ReachToChoose) -> Result<Way, Failed> {
    match (body.way.as_str(), body.handle_id) {
        ("email", Some(handle)) => Ok(Way::Email(HandleId(handle))),
        ("email", None) => Err(Problem::fault("reach.handleId", "it is needed for `email`").into()),
        ("call", _) => Ok(Way::Call),
        ("letter", _) => Ok(Way::Letter),
        _ => Ok(Way::Not),
    }
}

fn some(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

async fn all(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    let people = call.told(web.app.people(&call.who(), &loaded).await)?;
    answer(StatusCode::OK, &ParticipantList { items: people.into_iter().map(ParticipantReading::of).collect() })
}
