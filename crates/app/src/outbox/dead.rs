//! An address that is gone, told from a server that refuses a message.

/// Whether the server's words say that the address itself is no good, rather than the message or us.
pub(super) fn is_dead(words: &str) -> bool {
    let words = words.to_lowercase();
    let dead = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
    let codes = words.split(|c: char| !(c.is_ascii_digit() || c == '.')).any(|part| dead.contains(&part));
    let said =
        ["user unknown", "no such user", "unknown user", "does not exist", "mailbox not found", "no mailbox here"];
    codes || said.iter().any(|phrase| words.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::is_dead;

    #[test]
    fn a_dead_address_is_told_from_a_refused_message() {
        for dead in
            ["550 5.1.1 <a@example.org> unknown", "550 No such user here", "553 5.1.10 bad", "550 5.2.1 disabled"]
        {
            assert!(is_dead(dead), "{dead}");
        }
        for refused in [
            "550 5.7.1 blocked by policy",
            "552 5.2.2 mailbox full",
            "554 spam",
            "550 15.1.1x",
            "535 5.7.8 bad password",
        ] {
            assert!(!is_dead(refused), "{refused}");
        }
    }
}
