//! What lists that are read at once call journeys and the people they are of, as far as the reader may know it.

use std::collections::HashMap;

use jiff::Timestamp;
use regie_domain::ids::{ContentId, JourneyId};
use regie_domain::partner::SharedField;
use regie_store::Tx;
use regie_store::views::journeys::JourneyRow;
use regie_store::views::names::{self, Names};

use crate::authorise::Scope;
use crate::error::Result;
use crate::partners::{Known, Shown, ids_of, name_within};

/// Titles and names of journeys, and other words that stand on them; and what of it a guest is shown.
pub(super) async fn of(
    tx: &mut Tx,
    scope: &Scope,
    rows: &[JourneyRow],
    words: impl IntoIterator<Item = (JourneyId, ContentId)>,
    now: Timestamp,
) -> Result<(Names, Shown)> {
    let known = Known::of(tx, scope, &ids_of(rows), now).await?;
    let mut said: HashMap<JourneyId, Vec<ContentId>> = HashMap::new();
    for (journey, text) in words.into_iter().filter(|(journey, text)| known.reads(*journey, *text)) {
        said.entry(journey).or_default().push(text);
    }
    let mut names = names::of(tx, rows, said.values().flatten().map(|id| id.0)).await?;
    let mut shown = Shown::new();
    if !known.is_guest() {
        return Ok((names, shown));
    }
    names.customers.clear();
    for row in rows {
        let mut fields = Vec::new();
        if known.reads(row.id, row.subject) {
            fields.push(SharedField::Title);
        } else {
            names.titles.remove(&row.id);
        }
        if let Some(name) = name_within(tx, row.customer, known.fields(row.id)).await? {
            names.customers.insert(row.id, name);
            fields.push(SharedField::Name);
        }
        let words = said.remove(&row.id).unwrap_or_default();
        shown.insert(row.id, known.codes(row.id, fields, words));
    }
    Ok((names, shown))
}
