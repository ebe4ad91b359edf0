//! E-mail addresses: split, compared, plus-addressed.

use serde::{Deserialize, Serialize};

/// A syntactically usable address with an optional display name. The domain is kept in lower case, the local part as
/// written (it is case sensitive by the book, and in no real mail house).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EmailAddress {
    name: Option<String>,
    local: String,
    domain: String,
}

impl EmailAddress {
    /// Takes `local@domain`, with or without angle brackets. `None` when it cannot be an address: no or two halves, blanks,
    /// control characters, longer than RFC 5321 allows (64 + 255).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        let (local, domain) = text.rsplit_once('@')?;
        let bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"' | '\\');
        if local.is_empty() || local.len() > 64 || local.contains(bad) || local.contains(['@', '(', ')', ':']) {
            return None;
        }
        let domain = domain.trim_end_matches('.');
        if domain.is_empty() || domain.len() > 255 || domain.contains(bad) || domain.contains(['(', ')', '/']) {
            return None;
        }
        Some(Self { name: None, local: local.to_owned(), domain: domain.to_lowercase() })
    }

    /// The same address with this display name.
    #[must_use]
    pub fn named(mut self, name: Option<String>) -> Self {
        self.name = name;
        self
    }

    /// The display name as the sender wrote it, control characters removed.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// `local@domain`.
    pub fn address(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The form to compare persons by: all lower case.
    pub fn key(&self) -> String {
        self.address().to_lowercase()
    }

    /// The tag of a plus-address and the address without it: `info+abc@x` is (`info@x`, `abc`).
    pub fn split_plus(&self) -> (EmailAddress, Option<&str>) {
        match self.local.split_once('+') {
            Some((base, tag)) if !base.is_empty() => {
                (Self { name: None, local: base.to_owned(), domain: self.domain.clone() }, Some(tag))
            }
            _ => (Self { name: None, ..self.clone() }, None),
        }
    }

    /// `local+tag@domain`, or `None` when the local part would pass 64 octets.
    pub fn with_tag(&self, tag: &str) -> Option<EmailAddress> {
        let local = format!("{}+{tag}", self.local);
        (local.len() <= 64).then(|| Self { name: None, local, domain: self.domain.clone() })
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn plus_addresses_both_ways() {
        let base = EmailAddress::parse("Info@Example.org").unwrap();
        let tagged = base.with_tag("r7x").unwrap();
        assert_eq!(tagged.to_string(), "Info+r7x@example.org");
        assert_eq!(tagged.split_plus(), (base.clone(), Some("r7x")));
        assert_eq!(base.split_plus().1, None);
        assert_eq!(base.with_tag(&"x".repeat(60)), None);
    }

    #[test]
    fn what_is_no_address() {
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c",
            "a@b\r\nRCPT TO:<x@y>",
            "a@b,c@d",
            "\"x y\"@z",
            &format!("{}@x", "a".repeat(65)),
        ] {
            assert_eq!(EmailAddress::parse(bad), None, "{bad}");
        }
    }
}
