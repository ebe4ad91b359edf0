//! Digests, marks and secrets as text.

/// Bytes as hexadecimal digits in lower case, two for each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
