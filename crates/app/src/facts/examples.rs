//! Ready rows that an administrator can begin with, and a report that fits one of them.

use regie_domain::customer::Language;

/// What a billing system reports, with the names of its rows in the language of the house.
#[must_use]
pub fn billing(house: Language) -> String {
    let [credited, reminded, debited, paid, why] = match house {
        Language::Nl => [
            "creditnota gemaakt",
            "aanmaning verstuurd",
            "toch afgeschreven",
            "betaling ontvangen",
            "Wat de klant zelf betaalt, is geen afspraak die niet is nagekomen.",
        ],
        Language::En => [
            "credit note made",
            "reminder sent",
            "debited all the same",
            "payment received",
            "What customers pay themselves is no agreement that was not kept to.",
        ],
    };
    format!(
        "\
fact: {credited}
when: $.type = invoice.credited
if-none: ignore
do: leg_done
subject: invoice $.data.invoice
tell-nl: De creditnota voor factuur {{$.data.invoice}} is gemaakt. U hoeft deze factuur niet te betalen.
tell-en: The credit note for invoice {{$.data.invoice}} has been made. You do not have to pay this invoice.

fact: {reminded}
when: $.type = letter.sent | invoice.sent
if-none: ignore
do: breach
subject: invoice $.data.invoice
what: letter
hold: collect

fact: {debited}
when: $.type = payment.received
when: $.data.method = direct_debit
if-none: ignore
do: breach
subject: invoice $.data.invoice
what: debit
hold: collect

fact: {paid}
note: {why}
when: $.type = payment.received
do: nothing
"
    )
}

/// A report that fits the first row, with `{time}` for the moment.
pub const CREDITED: &str = r#"{
  "specversion": "1.0",
  "id": "4711",
  "source": "urn:example:billing",
  "type": "invoice.credited",
  "time": "{time}",
  "data": { "invoice": "884213" }
}"#;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use regie_domain::fact::FactTable;

    use super::*;

    #[test]
    fn what_one_begins_with_can_be_read() {
        for lang in [Language::Nl, Language::En] {
            let table = FactTable::parse(&billing(lang)).unwrap();
            assert_eq!(table.to_string(), billing(lang));
            let report = serde_json::from_str(&CREDITED.replace("{time}", "2018-02-06T10:00:00Z")).unwrap();
            assert_eq!(table.row_for(&report).unwrap().name, table.rows[0].name);
            assert!(table.rows[0].plan(&report, &jiff::tz::TimeZone::UTC).is_ok());
        }
        let dos =
            |lang| FactTable::parse(&billing(lang)).unwrap().rows.into_iter().map(|row| row.act).collect::<Vec<_>>();
        assert_eq!(dos(Language::Nl).len(), dos(Language::En).len(), "the same in other words");
    }
}
