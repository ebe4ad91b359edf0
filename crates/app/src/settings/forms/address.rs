//! E-mail addresses, as forms take them.

/// Whether a text can be an e-mail address: one `@`, a host with a dot, nothing that a header could trip over.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let odd = |c: char| {
        c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '@' | '\\')
    };
    let labels = || host.split('.');
    text.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && !text.replacen('@', "", 1).contains(odd)
        && labels().count() >= 2
        && labels().all(|label| !label.is_empty() && label.len() <= 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["noor@example.org", "noor.kiers+werk@mail.example.org", "o'neill@example.net"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "noor",
            "@example.org",
            "noor@",
            "noor@example",
            "a@b@c.example.org",
            "a b@example.org",
            "a@example.org\r\nBcc: x",
            "a@ex..org",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
