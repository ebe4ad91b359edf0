//! What our own mail server found about the sender (SPF, DKIM, DMARC), from `Authentication-Results`.
//!
//! Anyone can write that header. Only those with the authserv-id of a server that the operator named are read, and of those
//! only the topmost run: what stands below a `Received` of a later hop came in with the mail.

use serde::{Deserialize, Serialize};

use super::headers::HeaderBlock;

/// One method's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthVerdict {
    /// No trusted server said anything.
    #[default]
    Unchecked,
    /// The sender's domain publishes nothing.
    None,
    /// Proven.
    Pass,
    /// Disproven.
    Fail,
    /// Weakly disproven (SPF `~all`), or `neutral` and `policy`.
    Weak,
    /// The check itself failed.
    Error,
}

/// All methods that matter here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthResults {
    /// The sending server may send for the envelope domain.
    pub spf: AuthVerdict,
    /// A signature holds; pass if one of several does.
    pub dkim: AuthVerdict,
    /// One of the two fits the visible `From`.
    pub dmarc: AuthVerdict,
    /// The domain that DMARC was judged for, if said.
    pub dmarc_domain: Option<String>,
}

impl AuthResults {
    /// DMARC passed, for the domain of this visible sender.
    pub fn proves(&self, from_domain: &str) -> bool {
        self.dmarc == AuthVerdict::Pass
            && self.dmarc_domain.as_deref().is_none_or(|d| d.eq_ignore_ascii_case(from_domain))
    }
}

/// Reads the results that one of the `trusted` servers (authserv-ids, any case) put on top of the mail.
pub fn auth_results(headers: &HeaderBlock, trusted: &[String]) -> AuthResults {
    let mut found = AuthResults::default();
    let mut started = false;
    for (name, value) in headers.iter() {
        if name == "received" && started {
            break;
        }
        if name != "authentication-results" {
            continue;
        }
        let value = without_comments(&value);
        let mut pieces = split_outside_quotes(&value);
        let id = pieces.next().unwrap_or_default();
        let id = id.split_whitespace().next().unwrap_or_default().to_lowercase();
        if !trusted.iter().any(|t| t.trim().to_lowercase() == id) {
            continue;
        }
        started = true;
        for piece in pieces {
            read_method(piece, &mut found);
        }
    }
    found
}

fn read_method(piece: &str, found: &mut AuthResults) {
    let mut words = piece.split_whitespace();
    let Some((method, result)) = words.next().and_then(|w| w.split_once('=')) else {
        return;
    };
    let verdict = match result.to_ascii_lowercase().as_str() {
        "pass" => AuthVerdict::Pass,
        "fail" | "hardfail" => AuthVerdict::Fail,
        "softfail" | "neutral" | "policy" | "bestguesspass" => AuthVerdict::Weak,
        "none" => AuthVerdict::None,
        _ => AuthVerdict::Error,
    };
    match method.split('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "spf" if found.spf == AuthVerdict::Unchecked => found.spf = verdict,
        "dkim" if found.dkim != AuthVerdict::Pass => found.dkim = verdict,
        "dmarc" if found.dmarc == AuthVerdict::Unchecked => {
            found.dmarc = verdict;
            found.dmarc_domain =
                words.find_map(|w| w.strip_prefix("header.from=")).map(|d| d.trim_matches('"').to_lowercase());
        }
        _ => {}
    }
}

/// Comments in brackets may hold anything, also `dmarc=pass`.
fn without_comments(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for c in value.chars() {
        if std::mem::take(&mut escaped) {
            if depth == 0 {
                out.push(c);
            }
            continue;
        }
        match c {
            '\\' if quoted || depth > 0 => escaped = true,
            '"' if depth == 0 => {
                quoted = !quoted;
                out.push(c);
            }
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn split_outside_quotes(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    value.split(move |c| {
        if c == '"' {
            quoted = !quoted;
        }
        c == ';' && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &str) -> AuthResults {
        auth_results(&HeaderBlock::parse(headers.as_bytes()), &["MX.example.org".to_owned()])
    }

    #[test]
    fn trusted_results_are_read() {
        let r = read(
            "Authentication-Results: mx.example.org 1; spf=softfail smtp.mailfrom=x.example.net;\r\n dkim=fail; dkim=pass header.d=example.net;\r\n dmarc=pass (p=reject) header.from=Example.net\r\n",
        );
        assert_eq!((r.spf, r.dkim, r.dmarc), (AuthVerdict::Weak, AuthVerdict::Pass, AuthVerdict::Pass));
        assert!(r.proves("example.net") && !r.proves("example.org"));
    }

    #[test]
    fn forged_results_are_not() {
        assert_eq!(read("Authentication-Results: evil.example.net; dmarc=pass\r\n"), AuthResults::default());
        let below = read(
            "Authentication-Results: mx.example.org; dmarc=fail\r\nReceived: x\r\nAuthentication-Results: mx.example.org; dmarc=pass; dkim=pass\r\n",
        );
        assert_eq!((below.dmarc, below.dkim), (AuthVerdict::Fail, AuthVerdict::Unchecked));
        let comment = read(
            "Authentication-Results: mx.example.org; dmarc=fail (; dmarc=pass \\) ; dmarc=pass) x=\"; dmarc=pass\"\r\n",
        );
        assert_eq!(comment.dmarc, AuthVerdict::Fail);
        assert_eq!(
            auth_results(&HeaderBlock::parse(b"Authentication-Results: ; dmarc=pass"), &[]),
            AuthResults::default()
        );
    }
}
