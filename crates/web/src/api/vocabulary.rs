//! The closed vocabularies of the record, as the reference lists them.

use regie_domain::codes;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};

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
    /// Why a hold was placed.
    hold_why = HoldWhy,
    /// Why a hold is released.
    hold_end = HoldEnd,
    /// Why an agreement holds no more.
    agreement_end = AgreementEnd,
    /// What was done against an agreement.
    breach_what = BreachWhat,
    /// Call, letter, something to fetch, or an apology.
    task_kind = TaskKind,
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
