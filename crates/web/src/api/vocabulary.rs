//! The closed vocabularies of the record, as the reference lists them.

use regie_app::settings::blueprints::TRIGGERS;
use regie_domain::blueprint::OCCASIONS;
use regie_domain::codes;
use regie_domain::second_thing::SecondKind;
use regie_domain::slot::MarkDay;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};

fn listed(values: Vec<&'static str>) -> Schema {
    Schema::Object(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(values)).build())
}

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident = $type:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name() -> Schema {
            listed(codes::$type::ALL.iter().map(|value| value.code()).collect())
        }
    )*};
}

vocabularies! {
    /// Whether the ball goes along.
    ball_goes = BallGoes,
    /// Why the ball is where it is.
    ball_reason = BallReason,
    /// In or out.
    direction = Direction,
    /// How a contact was made.
    channel = Channel,
    /// What sort of message a contact is.
    contact_class = ContactClass,
    /// What a contact asks for.
    asks = Asks,
    /// Why a contact stands where it does.
    join_reason = JoinReason,
    /// What an improvement comes from.
    source_kind = SourceKind,
    /// A figure by which a change is measured.
    gauge = Gauge,
    /// Which way a figure is to go.
    aim = Aim,
    /// What came of a change.
    verdict = Verdict,
    /// What that was read from.
    verdict_by = VerdictBy,
    /// The kind of a promise.
    promise_kind = PromiseKind,
    /// What is promised.
    promise_what = PromiseWhat,
    /// Why a promise moved.
    move_reason = MoveReason,
    /// What happens next.
    next_step = NextStep,
    /// What a message is about.
    update_kind = UpdateKind,
    /// How something came out.
    outcome = Outcome,
    /// Why a journey was set aside.
    void_reason = VoidReason,
    /// Why something is given back.
    decline_reason = DeclineReason,
    /// Why the ball is taken back.
    take_back_reason = TakeBackReason,
    /// The kind of need.
    journey_kind = JourneyKind,
    /// The role of somebody on a journey.
    participant_role = ParticipantRole,
    /// What a system must not do.
    hold_action = HoldAction,
    /// Where a shipment stands.
    shipment_status = ShipmentStatus,
    /// Why a hold was placed.
    hold_why = HoldWhy,
    /// Why a hold is released.
    hold_end = HoldEnd,
    /// Why an agreement holds no more.
    agreement_end = AgreementEnd,
    /// What was done against an agreement.
    breach_what = BreachWhat,
    /// What is wrong, says who gives a signal.
    signal_reason = SignalReason,
    /// Call, letter, something to fetch, or an apology.
    task_kind = TaskKind,
    /// By which rule a legal term runs.
    legal_basis = LegalBasis,
    /// Why a legal term stands still.
    suspension_ground = SuspensionGround,
    /// Why a matter goes to another body.
    forward_ground = ForwardGround,
    /// Why a visit is off.
    visit_cancel = VisitCancel,
    /// What a visit lacked.
    missing = Missing,
    /// By which way somebody wants to hear from us.
    preferred_way = PreferredWay,
}

fn list_of(item: Schema, about: &str) -> Schema {
    Schema::Array(ArrayBuilder::new().items(RefOr::T(item)).max_items(Some(20)).description(Some(about)).build())
}

/// What a visit lacked, all of it.
#[must_use]
pub fn missing_list() -> Schema {
    list_of(missing(), "What was missing, where it was not enough.")
}

/// How somebody said how they want to hear from us, to one of us.
#[must_use]
pub fn said_how() -> Schema {
    listed(codes::SaidHow::ALL.iter().filter(|how| how.is_noted()).map(|how| how.code()).collect())
}

/// The role of somebody who is not the customer.
#[must_use]
pub fn other_role() -> Schema {
    let roles = codes::ParticipantRole::ALL.iter().filter(|role| **role != codes::ParticipantRole::Customer);
    listed(roles.map(|role| role.code()).collect())
}

/// A language of messages.
#[must_use]
pub fn language() -> Schema {
    listed(vec!["nl", "en"])
}

/// What an address or number is.
#[must_use]
pub fn handle_kind() -> Schema {
    listed(vec!["email", "phone", "customer_number", "address", "plate"])
}

/// How messages reach somebody, by choice.
#[must_use]
pub fn reach_way() -> Schema {
    listed(vec!["email", "call", "letter", "none"])
}

/// What only the person knows.
#[must_use]
pub fn second_kind() -> Schema {
    listed(SecondKind::ALL.iter().map(|kind| kind.code()).collect())
}

/// At whose wish a visit moves.
#[must_use]
pub fn visit_wish() -> Schema {
    listed(vec!["customer", "ours"])
}

/// A day, seen from the day of a window.
#[must_use]
pub fn mark_day() -> Schema {
    listed(vec![MarkDay::SameDay.code(), MarkDay::DayBefore.code()])
}

/// Days of the week.
#[must_use]
pub fn slot_days() -> Schema {
    list_of(listed(vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), "On which days.")
}

/// What ends a stage.
#[must_use]
pub fn stage_trigger() -> Schema {
    listed(TRIGGERS.iter().map(|(_, code)| *code).collect())
}

/// A message that can tell something besides.
#[must_use]
pub fn telling() -> Schema {
    listed(OCCASIONS.iter().map(|about| about.code()).collect())
}

/// The ways in which a journey closes at once.
#[must_use]
pub fn closes_at_once() -> Schema {
    listed(vec!["withdrawn", "no_answer"])
}

/// The form of something that is asked for.
#[must_use]
pub fn ask_kind() -> Schema {
    listed(vec!["text", "file", "iban", "date", "yes_no"])
}

/// The scales on which a question that goes along can be answered.
#[must_use]
pub fn asked_scale() -> Schema {
    listed(codes::Scale::ALL.iter().filter(|scale| **scale != codes::Scale::Choice).map(|scale| scale.code()).collect())
}

/// What is answered to "may I ask?".
#[must_use]
pub fn may_ask() -> Schema {
    listed(vec!["yes", "merged", "later", "no"])
}
