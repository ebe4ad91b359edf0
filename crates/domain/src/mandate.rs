//! What a member may decide alone (beslisruimte).

use serde::{Deserialize, Serialize};

use crate::money::Cents;
use crate::refusal::{Code, Refusal};

/// The room that a member has to decide. Using it is good, so the record names it; going over it asks a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// The largest amount, in cents, that the member may pay or waive.
    pub amount: Cents,
    /// Whether the member may take the ball back for the director's team.
    pub take_back: bool,
}

impl Default for Mandate {
    fn default() -> Self {
        Self { amount: Cents(0), take_back: true }
    }
}

impl Mandate {
    /// Whether an amount is within the mandate.
    ///
    /// # Errors
    /// A refusal that names the most that is allowed.
    pub fn check_amount(&self, amount: Cents) -> Result<(), Refusal> {
        if amount.0 < 0 {
            return Err(Refusal::new(Code::AmountNegative));
        }
        if amount > self.amount {
            return Err(Refusal::new(Code::OverMandate).amount(self.amount));
        }
        Ok(())
    }
}
