//! By what two records may be one person: the traits of each, as digests that compare equal, so that a record is found among
//! a million by an index. What it comes to is judged by the domain, and by a member.

use regie_domain::customer::{Customer, HandleKind};
use regie_domain::ids::{CustomerId, JourneyId};
use regie_domain::likeness::{Trait, TraitSort, mailbox, name_form};
use regie_domain::second_thing::SecondKind;
use sha2::{Digest as _, Sha256};

use super::customers::normalise;
use crate::arg::Arg;
use crate::content;
use crate::error::Result;
use crate::hex::hex;
use crate::late::{Known, Table};
use crate::sql::Tx;
use crate::{args, row, search};

const LIKENESS: Table = Table { name: "likeness", columns: &["customer_id", "mark"], known: Known::Keep(2) };
const APART: Table = Table { name: "customer_apart", columns: &["customer_id", "other_id"], known: Known::Keep(2) };
/// What the number of a shipment begins with where it is written as a subject.
const SHIPMENT: &str = "shipment:";

/// The traits of a record: of its name, and of its handles, each with its value and whether it is proved.
#[must_use]
pub fn traits(name: Option<&str>, handles: &[(HandleKind, &str, bool)]) -> Vec<Trait> {
    let name = name.and_then(|name| name_form(search::plain_words(name)));
    let mut all = Vec::new();
    for (kind, value, proved) in handles {
        let normal = normalise(*kind, value);
        let with_name = |sort, form: Option<String>| {
            let form = format!("{} {}", name.as_deref()?, form?);
            Some(Trait { sort, form, given: String::new(), proved: false })
        };
        let own = |sort, form: String| Some(Trait { sort, form, given: normal.clone(), proved: *proved });
        all.extend(match kind {
            HandleKind::Email => own(TraitSort::Mailbox, mailbox(&normal)),
            HandleKind::Phone => own(TraitSort::Number, normal.trim_start_matches('+').to_owned()),
            // The medium itself vouches that who writes has the number.
            HandleKind::Whatsapp => {
                Some(Trait { sort: TraitSort::Number, form: normal.clone(), given: normal, proved: true })
            }
            HandleKind::CustomerNumber | HandleKind::Facebook => {
                own(TraitSort::Handle, format!("{} {normal}", kind.code()))
            }
            HandleKind::Address => with_name(TraitSort::NamePostcode, SecondKind::Postcode.within(value)),
            HandleKind::Plate => with_name(TraitSort::NamePlate, Some(normal)),
        });
    }
    all.extend(name.map(|form| Trait { sort: TraitSort::Name, form, given: String::new(), proved: false }));
    all
}

/// The digest of a trait; those of names by themselves begin alike.
fn mark(found: &Trait) -> String {
    let digest = Sha256::digest(format!("{}\0{}", found.sort.code(), found.form));
    let letter = if found.sort == TraitSort::Name { 'n' } else { 't' };
    format!("{letter}{}", hex(&digest[..20]))
}

/// Writes the rows of a customer that differ from those it had before.
pub(super) async fn put(tx: &mut Tx, before: Option<&Customer>, customer: &Customer) -> Result<()> {
    let id = customer.id.0;
    let same = before.is_some_and(|before| before.name == customer.name && before.handles == customer.handles);
    if !same {
        if before.is_some_and(|before| before.name.is_some() || !before.handles.is_empty()) {
            tx.execute("DELETE FROM likeness WHERE customer_id = $1", args![id]).await?;
        }
        let mut marks: Vec<String> = of_record(tx, customer).await?.iter().map(mark).collect();
        marks.sort_unstable();
        marks.dedup();
        for mark in marks {
            tx.put(&LIKENESS, row![id, mark]).await?;
        }
    }
    for gone in before.iter().flat_map(|before| before.apart.difference(&customer.apart)) {
        let sql = "DELETE FROM customer_apart WHERE customer_id = $1 AND other_id = $2";
        tx.execute(sql, args![id, gone.0]).await?;
    }
    for other in &customer.apart {
        if !before.is_some_and(|before| before.apart.contains(other)) {
            tx.put(&APART, row![id, other.0]).await?;
        }
    }
    Ok(())
}

/// The traits of a record as it stands; none of what was erased.
///
/// # Errors
/// What the database says.
pub async fn of_record(tx: &mut Tx, customer: &Customer) -> Result<Vec<Trait>> {
    let name = match customer.name {
        Some(name) => content::text(tx, name.0).await?,
        None => None,
    };
    let mut values = Vec::with_capacity(customer.handles.len());
    for handle in customer.handles.values() {
        let value = content::text(tx, handle.value.0).await?;
        values.extend(value.map(|value| (handle.kind, value, handle.evidence.proves())));
    }
    let values: Vec<(HandleKind, &str, bool)> =
        values.iter().map(|(kind, value, proved)| (*kind, value.as_str(), *proved)).collect();
    Ok(traits(name.as_deref(), &values))
}

/// Records that share a trait other than the name with some records, at most `limit` for each trait, newest first.
///
/// # Errors
/// What the database says.
pub async fn alike(tx: &mut Tx, own: &[CustomerId], limit: u32) -> Result<Vec<CustomerId>> {
    let mut found = Vec::new();
    for mark in marks(tx, own, "t").await? {
        found.extend(with(tx, &mark, own, limit).await?);
    }
    Ok(found)
}

/// Records that have the name of some records, where there are at most `most`: of a name that many have nothing is said.
///
/// # Errors
/// What the database says.
pub async fn namesakes(tx: &mut Tx, own: &[CustomerId], most: u32) -> Result<Vec<CustomerId>> {
    let mut found = Vec::new();
    for mark in marks(tx, own, "n").await? {
        found.extend(with(tx, &mark, own, most.saturating_add(1)).await?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(if found.len() > most as usize { Vec::new() } else { found })
}

async fn marks(tx: &mut Tx, own: &[CustomerId], letter: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT mark FROM likeness WHERE customer_id IN LIST($1) ORDER BY mark";
    let rows = tx.all(sql, &[Arg::list(own)]).await?;
    let all: Vec<String> = rows.iter().map(|row| row.text("mark")).collect::<Result<_>>()?;
    Ok(all.into_iter().filter(|mark| mark.starts_with(letter)).collect())
}

/// The index holds them in this order, so that no more than these are read.
async fn with(tx: &mut Tx, mark: &str, own: &[CustomerId], limit: u32) -> Result<Vec<CustomerId>> {
    let most = limit.saturating_add(u32::try_from(own.len()).unwrap_or(limit));
    let sql = "SELECT customer_id FROM likeness WHERE mark = $1 ORDER BY customer_id DESC LIMIT $2";
    let rows = tx.all(sql, args![mark, most]).await?;
    let all: Vec<CustomerId> = rows.iter().map(|row| Ok(CustomerId(row.id("customer_id")?))).collect::<Result<_>>()?;
    Ok(all.into_iter().filter(|id| !own.contains(id)).take(limit as usize).collect())
}

/// The numbers that some journeys are about: of shipments, and of what an agreement holds. As subjects are written.
///
/// # Errors
/// What the database says.
pub async fn numbers_of(tx: &mut Tx, journeys: &[JourneyId], limit: u32) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (before, sql) in [
        (SHIPMENT, "SELECT tracking AS number FROM shipment WHERE journey_id IN LIST($1) LIMIT $2"),
        ("", "SELECT subject AS number FROM hold WHERE journey_id IN LIST($1) LIMIT $2"),
    ] {
        for row in tx.all(sql, &[Arg::list(journeys), limit.into()]).await? {
            found.push(format!("{before}{}", row.text("number")?));
        }
    }
    Ok(found)
}

/// The journeys that are about one of these numbers.
///
/// # Errors
/// What the database says.
pub async fn about(tx: &mut Tx, numbers: &[String], limit: u32) -> Result<Vec<JourneyId>> {
    let mut found = Vec::new();
    let parcels: Vec<&str> = numbers.iter().filter_map(|number| number.strip_prefix(SHIPMENT)).collect();
    for (sql, wanted) in [
        ("SELECT journey_id FROM shipment WHERE tracking IN LIST($1) LIMIT $2", Arg::list(parcels)),
        ("SELECT journey_id FROM hold WHERE held AND subject IN LIST($1) LIMIT $2", Arg::list(numbers)),
    ] {
        let rows = tx.all(sql, &[wanted, limit.into()]).await?;
        found.extend(rows.iter().map(|row| Ok(JourneyId(row.id("journey_id")?))).collect::<Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// The records that a member told apart from one, said on either.
///
/// # Errors
/// What the database says.
pub async fn apart(tx: &mut Tx, customer: CustomerId) -> Result<Vec<CustomerId>> {
    let sql = "SELECT other_id AS id FROM customer_apart WHERE customer_id = $1 \
        UNION SELECT customer_id AS id FROM customer_apart WHERE other_id = $1 ORDER BY id";
    let rows = tx.all(sql, args![customer.0]).await?;
    rows.iter().map(|row| Ok(CustomerId(row.id("id")?))).collect()
}

/// Whether the record of a customer says that another one is somebody else; the other record may say it too.
///
/// # Errors
/// What the database says.
pub async fn apart_by(tx: &mut Tx, customer: CustomerId, other: CustomerId) -> Result<bool> {
    let sql = "SELECT 1 AS one FROM customer_apart WHERE customer_id = $1 AND other_id = $2";
    Ok(tx.first(sql, args![customer.0, other.0]).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_form() {
        let form = |name| traits(Some(name), &[]).pop().map(|found| found.form);
        for (one, other, same) in [
            ("Anja de Wit", "de Wit, Anja", true),
            ("Mevrouw Zoë de Wit", "zoe de wit", true),
            ("Anja de Wit", "Anja Wit", false),
        ] {
            assert_eq!(form(one) == form(other), same, "{one} {other}");
        }
        assert_eq!(form("Anja"), None, "one word names nobody");
        assert_eq!(form("mevrouw Jansen"), None);
    }

    #[test]
    fn a_number_is_one_on_the_telephone_and_in_a_conversation() {
        let phone = traits(None, &[(HandleKind::Phone, "06 00 00 00 78", true)]);
        let chat = traits(None, &[(HandleKind::Whatsapp, "31600000078", false)]);
        assert_eq!((phone[0].sort, &phone[0].form), (chat[0].sort, &chat[0].form));
        assert_eq!(mark(&phone[0]), mark(&chat[0]));
        assert!(chat[0].proved, "the medium vouches for it");
        let at = "Dorpsstraat 1\n1234 AB Voorbeeld";
        let house = |name| traits(name, &[(HandleKind::Address, at, true)]);
        assert!(house(None).is_empty(), "a house says nothing without a name");
        assert_eq!(house(Some("Anja de Wit")).len(), 2);
    }
}
