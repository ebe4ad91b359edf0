//! Amounts of money in euro cents.

use std::iter::Sum;

use serde::{Deserialize, Serialize};

/// An amount in euro cents. Shown in a language on purpose ([`Cents::nl`], [`Cents::en`]), so it has no `Display`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole euros; `None` when it does not fit.
    #[must_use]
    pub fn from_euros(euros: i64) -> Option<Self> {
        euros.checked_mul(100).map(Self)
    }

    /// The sum; `None` when it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` when it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// So many times the amount; `None` when it does not fit.
    #[must_use]
    pub fn checked_mul(self, times: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(times)).map(Self)
    }

    /// Less than nothing.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// As Dutch readers expect it: `€ 1.250,00`, `€ -34,50`.
    #[must_use]
    pub fn nl(self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        format!("€ {sign}{}", self.grouped('.', ','))
    }

    /// As English readers expect it: `€1,250.00`, `-€34.50`.
    #[must_use]
    pub fn en(self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        format!("{sign}€{}", self.grouped(',', '.'))
    }

    /// Plain, for files and forms: `1250,00` with the given decimal mark and no grouping.
    #[must_use]
    pub fn plain(self, decimal_mark: char) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        let (euros, cents) = self.parts();
        format!("{sign}{euros}{decimal_mark}{cents:02}")
    }

    /// Reads what a person typed, Dutch or English: `34`, `34,50`, `34.5`, `€ 1.250,00`, `1,250.00`, `34,-`, `-5 EUR`.
    ///
    /// A mark is read in the one way that makes sense in both languages, and refused when there is none:
    /// * one or two digits after the last mark are cents, whichever mark it is (`34.5` is 34 euros 50);
    /// * `1.250` is 1250 euros: grouping in Dutch, and no amount has three decimals;
    /// * `1,250` is refused as ambiguous: grouping in English, but a Dutch reader may mean 1.25;
    /// * marks used twice, or two different marks, are grouping before the last one, in groups of three.
    ///
    /// # Errors
    /// [`MoneyError`] with the first fault found.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let (negative, amount) = without_sign_and_currency(text);
        if amount.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (euros, cents) = split_marks(amount)?;
        let total: i64 = format!("{euros}{cents}").parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self(if negative { -total } else { total }))
    }

    fn parts(self) -> (u64, u64) {
        let size = self.0.unsigned_abs();
        (size / 100, size % 100)
    }

    fn grouped(self, group: char, decimal: char) -> String {
        let (euros, cents) = self.parts();
        let digits = euros.to_string();
        let mut text = String::with_capacity(digits.len() + 8);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        format!("{text}{decimal}{cents:02}")
    }
}

/// Why a typed amount is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing but spaces or a currency sign.
    #[error("no amount given")]
    Empty,
    /// Something else than digits and marks.
    #[error("an amount has digits, such as 34,50; found {0:?}")]
    BadCharacter(char),
    /// Grouping or decimals in no language's way, such as `1.25.00` or `12,3456`.
    #[error("the points and commas of the amount do not fit; write it as 1250,00")]
    Marks,
    /// Two readings; see [`Cents::parse`].
    #[error("the amount can be read in two ways; write it with two decimals, such as 1250,00")]
    Ambiguous,
    /// More than fits.
    #[error("the amount is too large")]
    TooLarge,
}

impl Sum for Cents {
    /// Adds up to the largest amount there is; use [`Cents::checked_add`] where an overflow must be refused.
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |total, amount| total.saturating_add(amount.0)))
    }
}

/// Takes one sign and one currency (`€`, `EUR`) off, the sign on either side of the currency.
fn without_sign_and_currency(text: &str) -> (bool, &str) {
    let mut rest = text.trim();
    let mut negative = false;
    let mut currency = false;
    loop {
        if !negative && let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
            negative = true;
            rest = after.trim_start();
        } else if !currency && let Some(after) = without_currency(rest) {
            currency = true;
            rest = after;
        } else {
            return (negative, rest);
        }
    }
}

fn without_currency(text: &str) -> Option<&str> {
    if let Some(after) = text.strip_prefix('€') {
        return Some(after.trim_start());
    }
    if let Some(before) = text.strip_suffix('€') {
        return Some(before.trim_end());
    }
    if text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("EUR")) {
        return Some(text[3..].trim_start());
    }
    let tail_at = text.len().checked_sub(3)?;
    if text.get(tail_at..).is_some_and(|tail| tail.eq_ignore_ascii_case("EUR")) {
        return Some(text[..tail_at].trim_end());
    }
    None
}

/// The digits of the euros and exactly two digits of cents.
fn split_marks(amount: &str) -> Result<(String, String), MoneyError> {
    let is_mark = |c: char| c == '.' || c == ',';
    // The price-tag form "34,-" has dashes for cents.
    let (amount, no_cents) = match amount.strip_suffix(",-").or_else(|| amount.strip_suffix(",--")) {
        Some(before) => (before, true),
        None => (amount, false),
    };
    if let Some(odd) = amount.chars().find(|c| !c.is_ascii_digit() && !is_mark(*c)) {
        return Err(MoneyError::BadCharacter(odd));
    }
    let Some(last) = amount.rfind(is_mark) else {
        let euros = if amount.is_empty() { Err(MoneyError::Marks) } else { Ok(amount.to_owned()) };
        return Ok((euros?, "00".to_owned()));
    };
    let (before, mark, after) = (&amount[..last], &amount[last..=last], &amount[last + 1..]);
    match after.len() {
        1 | 2 if !no_cents => {
            let other_mark = if mark == "," { '.' } else { ',' };
            Ok((ungrouped(before, other_mark)?, format!("{after:0<2}")))
        }
        3 => {
            let single = !before.contains(is_mark);
            if single && mark == "," {
                return Err(MoneyError::Ambiguous);
            }
            let group = if mark == "," { ',' } else { '.' };
            Ok((ungrouped(amount, group)?, "00".to_owned()))
        }
        _ => Err(MoneyError::Marks),
    }
}

/// Digits with the grouping taken out: one to three digits, then groups of three; or no grouping at all.
fn ungrouped(text: &str, group: char) -> Result<String, MoneyError> {
    let mut groups = text.split(group);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let first_fits = digits_only(first) && (rest.is_empty() || first.len() <= 3);
    let rest_fits = rest.iter().all(|part| part.len() == 3 && digits_only(part));
    if !first_fits || !rest_fits {
        return Err(MoneyError::Marks);
    }
    Ok(format!("{first}{}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shown_in_two_languages() {
        for (cents, nl, en) in [
            (3450, "€ 34,50", "€34.50"),
            (125_000, "€ 1.250,00", "€1,250.00"),
            (123_456_789, "€ 1.234.567,89", "€1,234,567.89"),
            (5, "€ 0,05", "€0.05"),
            (0, "€ 0,00", "€0.00"),
            (-3450, "€ -34,50", "-€34.50"),
            (i64::MIN, "€ -92.233.720.368.547.758,08", "-€92,233,720,368,547,758.08"),
        ] {
            assert_eq!(Cents(cents).nl(), nl);
            assert_eq!(Cents(cents).en(), en);
        }
        assert_eq!(Cents(-125_005).plain(','), "-1250,05");
    }

    #[test]
    fn typed_by_people() {
        for (text, cents) in [
            ("34", 3400),
            ("34,50", 3450),
            ("34.50", 3450),
            ("34.5", 3450),
            ("34,5", 3450),
            ("0,05", 5),
            (" € 34,50 ", 3450),
            ("€34.50", 3450),
            ("€ 1.250,00", 125_000),
            ("1,250.00", 125_000),
            ("1.250", 125_000),
            ("1.250.000", 125_000_000),
            ("1,250,000", 125_000_000),
            ("1.250.000,5", 125_000_050),
            ("1250,00", 125_000),
            ("34,-", 3400),
            ("€ 1.250,--", 125_000),
            ("34,50 EUR", 3450),
            ("eur 34,50", 3450),
            ("-34,50", -3450),
            ("€ -34,50", -3450),
            ("-€34.50", -3450),
            ("75 €", 7500),
        ] {
            assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
        }
    }

    #[test]
    fn refused_with_the_fault() {
        for (text, fault) in [
            ("", MoneyError::Empty),
            ("€ ", MoneyError::Empty),
            ("-", MoneyError::Empty),
            ("abc", MoneyError::BadCharacter('a')),
            ("34 50", MoneyError::BadCharacter(' ')),
            ("--5", MoneyError::BadCharacter('-')),
            ("€€5", MoneyError::BadCharacter('€')),
            ("1e3", MoneyError::BadCharacter('e')),
            ("1,250", MoneyError::Ambiguous),
            (",50", MoneyError::Marks),
            ("34,", MoneyError::Marks),
            ("34,5000", MoneyError::Marks),
            ("1.25.00", MoneyError::Marks),
            ("1.25,00", MoneyError::Marks),
            ("1250.000,00", MoneyError::Marks),
            ("1,250.000", MoneyError::Marks),
            ("34,50,-", MoneyError::Marks),
            (",-", MoneyError::Marks),
            ("..", MoneyError::Marks),
            ("99999999999999999999", MoneyError::TooLarge),
        ] {
            assert_eq!(Cents::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn sums_do_not_wrap() {
        assert_eq!(Cents(1).checked_add(Cents(i64::MAX)), None);
        assert_eq!(Cents(-2).checked_sub(Cents(i64::MAX)), None);
        assert_eq!(Cents(5000).checked_mul(3), Some(Cents(15_000)));
        assert_eq!([Cents(13_500), Cents(15_000)].into_iter().sum::<Cents>(), Cents(28_500));
        assert_eq!(Cents::from_euros(75), Some(Cents(7500)));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(cents in -1_000_000_000_000_i64..1_000_000_000_000) {
            let amount = Cents(cents);
            prop_assert_eq!(Cents::parse(&amount.nl()), Ok(amount));
            prop_assert_eq!(Cents::parse(&amount.en()), Ok(amount));
            prop_assert_eq!(Cents::parse(&amount.plain(',')), Ok(amount));
        }

        #[test]
        fn no_input_is_a_trap(text in "\\PC{0,12}|[-€.,0-9 EUR]{0,24}") {
            let _ = Cents::parse(&text);
        }
    }
}
