//! What a journey cost its customer in effort, without asking anybody: one point for each thing that the customer had to do
//! again or to undergo, and nothing weighs more than another.
//!
//! `effort = again + closed doors + told anew + switches + sent on + broken + days of silence`
//!
//! | point | one for each |
//! |---|---|
//! | again | contact that the customer's side began after the first one: "any news?", asked again, anything else |
//! | closed doors | call at which nobody was there |
//! | told anew | question of ours that had been answered before, and each journey on which the same was brought up anew |
//! | switches | time that the customer's side began again by another channel than the time before |
//! | sent on | move of the ball from one team to another |
//! | broken | result promised to the customer that did not come by its date |
//! | days of silence | whole day of 24 hours without news over the first one, while it was not the customer's turn |
//!
//! **Range** from 0 (asked once, heard in time, held to what was promised) up; no highest. **Unit**: points. **Source**: what goes
//! into it is what research on effort names (Dixon, Freeman and Toman 2010: having to come back, to repeat, to change channel, to
//! be passed on), and what the record knows. Nobody has published weights that could be checked, so there are none: a sum of
//! counts can be read back into what happened, a weighted one cannot. **Errors**: what never reached us is not in it (a visit to a
//! website, a neighbour who was asked), and a contact that a member did not note is not either. It says how much it was, not how
//! it felt; beside the answers of customers it shows how far the two go together.

use super::Measures;

impl Measures {
    /// The effort in points.
    #[must_use]
    pub fn effort(&self) -> usize {
        self.begun_again()
            + self.closed_doors
            + self.told_anew
            + self.switches
            + self.sent_on
            + self.promised.broken
            + self.silent_days()
    }

    /// How often the customer's side began again after the first time.
    #[must_use]
    pub fn begun_again(&self) -> usize {
        self.started.saturating_sub(1)
    }

    /// How many whole days went by in silence.
    #[must_use]
    pub fn silent_days(&self) -> usize {
        usize::try_from(self.silence.over.as_hours() / 24).unwrap_or(0)
    }
}
