//! Where a request came from, when proxies stand between the visitor and this program.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// The visitor's address. Each proxy writes the address that it heard from at the end of `X-Forwarded-For`, so the list is
/// read from the end, as far as proxies that are trusted wrote it: what stands further left is anybody's word. An entry
/// that is no address ends the reading as well.
#[must_use]
pub fn visitor(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let trusts = |address: &IpAddr| trusted.iter().any(|known| known.to_canonical() == *address);
    let mut nearest = peer.to_canonical();
    let lines = headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or_default());
    let entries: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    for entry in entries.into_iter().rev() {
        if !trusts(&nearest) {
            break;
        }
        let Some(address) = read(entry.trim()) else { break };
        nearest = address;
    }
    nearest
}

/// An address, with or without the port that some proxies add.
fn read(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let address = bare.parse().or_else(|_| entry.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    fn seen(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|address| address.parse().unwrap()).collect();
        visitor(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.7"], &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["198.51.100.7"], &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"], &["10.0.0.1"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &[], &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn a_chain_of_proxies_is_read_from_its_end_as_far_as_it_is_trusted() {
        let chain = ["198.51.100.7, 10.0.0.2"];
        assert_eq!(seen("10.0.0.1", &chain, &["10.0.0.1", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &chain, &["10.0.0.1"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7", "10.0.0.2"], &["10.0.0.1", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["10.0.0.2"], &["10.0.0.1", "10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn what_the_visitor_writes_at_the_left_counts_for_nothing() {
        assert_eq!(seen("10.0.0.1", &["192.0.2.66, 198.51.100.7"], &["10.0.0.1"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["10.0.0.1, 198.51.100.7"], &["10.0.0.1"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["192.0.2.66", "198.51.100.7"], &["10.0.0.1"]), "198.51.100.7");
        // What the proxy wrote cannot be read: the visitor's own words must not take its place.
        assert_eq!(seen("10.0.0.1", &["192.0.2.66, unknown"], &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.66, "], &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_the_same_address() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.7:4711"], &["10.0.0.1"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::7]:4711"], &["10.0.0.1"]), "2001:db8::7");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::7]"], &["10.0.0.1"]), "2001:db8::7");
        assert_eq!(seen("::ffff:10.0.0.1", &["::ffff:198.51.100.7"], &["10.0.0.1"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"], &["::ffff:10.0.0.1"]), "198.51.100.7");
    }
}
