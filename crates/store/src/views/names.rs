//! What lists call journeys and the people they are of: two statements, however long the list.

use std::collections::{HashMap, HashSet};

use regie_domain::ids::{CustomerId, JourneyId};
use uuid::Uuid;

use super::customers::called;
use super::journeys::JourneyRow;
use crate::arg::Arg;
use crate::content;
use crate::error::Result;
use crate::sql::Tx;

/// Titles and names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Titles of journeys.
    pub titles: HashMap<JourneyId, String>,
    /// Names of their customers, or the first address or number that is known instead.
    pub customers: HashMap<JourneyId, String>,
    /// The other words that were asked for.
    pub words: HashMap<Uuid, String>,
}

/// The titles and names of some journeys, and other words, all at once. What was erased is missing.
///
/// # Errors
/// What the database says.
pub async fn of(tx: &mut Tx, rows: &[JourneyRow], words: impl IntoIterator<Item = Uuid>) -> Result<Names> {
    let customers: HashSet<CustomerId> = rows.iter().map(|row| row.customer).collect();
    // The number of somebody on Facebook says nothing to anybody.
    let sql = concat!(
        "SELECT customer_id, ",
        called!(),
        " AS name_id, (SELECT value_id FROM handle WHERE handle.customer_id = customer.customer_id \
        AND handle.kind <> 'facebook' ORDER BY handle_id LIMIT 1) AS value_id FROM customer WHERE customer_id IN LIST($1)"
    );
    let mut named: Vec<(CustomerId, Option<Uuid>, Option<Uuid>)> = Vec::new();
    if !customers.is_empty() {
        for row in tx.all(sql, &[Arg::list(customers)]).await? {
            named.push((CustomerId(row.id("customer_id")?), row.opt_id("name_id")?, row.opt_id("value_id")?));
        }
    }
    let words: Vec<Uuid> = words.into_iter().collect();
    let mut wanted: HashSet<Uuid> = rows.iter().map(|row| row.subject.0).chain(words.iter().copied()).collect();
    wanted.extend(named.iter().flat_map(|(_, name, value)| name.iter().chain(value)));
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let texts = content::texts(tx, &wanted).await?;
    let said = |id: &Option<Uuid>| id.and_then(|id| texts.get(&id)).cloned();
    let titles = rows.iter().filter_map(|row| Some((row.id, texts.get(&row.subject.0)?.clone())));
    let called: HashMap<CustomerId, String> =
        named.iter().filter_map(|(id, name, value)| Some((*id, said(name).or_else(|| said(value))?))).collect();
    Ok(Names {
        titles: titles.collect(),
        customers: rows.iter().filter_map(|row| Some((row.id, called.get(&row.customer)?.clone()))).collect(),
        words: words.into_iter().filter_map(|id| Some((id, texts.get(&id)?.clone()))).collect(),
    })
}
