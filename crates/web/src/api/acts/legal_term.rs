//! The legal term stands still, and runs again.

use jiff::civil::Date;
use regie_domain::codes::SuspensionGround;
use regie_domain::command::JourneyCommand as C;
use regie_domain::legal_term::day_number;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Act;
use crate::api::problem::{Failed, Problem};
use crate::api::vocabulary;

/// That the legal term stands still.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegalPause {
    /// On which ground.
    #[schema(schema_with = vocabulary::suspension_ground)]
    pub ground: SuspensionGround,
    /// The first day that counts again; nothing where nobody knows yet.
    #[schema(format = "date")]
    pub counts_from: Option<String>,
    /// Why, in words that the customer reads.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
}

/// It stands still.
pub(super) fn pause(act: &mut Act<'_>, body: LegalPause) -> Result<C, Failed> {
    let until = match body.counts_from.as_deref() {
        None => None,
        Some(day) => {
            let day = day
                .parse::<Date>()
                .map_err(|_| Problem::fault("countsFrom", "a date is wanted, such as 2026-03-01"))?;
            Some(day_number(day))
        }
    };
    Ok(C::SuspendLegal { ground: body.ground, until, text: act.some(body.text.as_deref()) })
}
