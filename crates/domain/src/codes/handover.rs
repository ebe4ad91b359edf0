//! The vocabularies of the ball and handovers.

use serde::{Deserialize, Serialize};

codes! {
    /// Whether the ball goes with a leg or stays with the giver (a consult).
    BallGoes {
        /// The receiver gets the ball on acceptance.
        Goes = "goes",
        /// The giver keeps the ball.
        Stays = "stays",
    }

    /// Why the ball moved (rule 2).
    BallReason {
        /// The journey began at this team's door: a standing acceptance.
        Opened = "opened",
        /// An offer was accepted.
        Accepted = "accepted",
        /// The director's team took it back.
        TakenBack = "taken_back",
        /// A question went to the customer.
        Asked = "asked",
        /// The customer answered.
        Answered = "answered",
        /// The asker withdrew the question.
        QuestionWithdrawn = "question_withdrawn",
        /// The customer did not answer in time.
        Lapsed = "lapsed",
        /// A leg was settled, back to the giver.
        LegSettled = "leg_settled",
        /// The journey opened again.
        Reopened = "reopened",
        /// An agreement was not kept to.
        Breach = "breach",
        /// A party left the chain.
        PartyLost = "party_lost",
    }

    /// Why an offer or leg is given back.
    DeclineReason {
        /// Not ours to do.
        NotOurs = "not_ours",
        /// Cannot be done by the moment asked.
        NotInTime = "not_in_time",
        /// Something is missing that a question does not mend.
        Incomplete = "incomplete",
        /// No room.
        NoCapacity = "no_capacity",
        /// Something else, told in the note.
        Other = "other",
    }

    /// Why the director's team takes the ball back.
    TakeBackReason {
        /// It takes too long.
        TooSlow = "too_slow",
        /// The customer is being sent back and forth.
        BackAndForth = "back_and_forth",
        /// It is with the wrong team.
        WrongTeam = "wrong_team",
        /// Something else.
        Other = "other",
    }
}
