//! The settings of mail: where it comes in, how full the disk may get, and the relay that it goes out by.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use anyhow::bail;
use regie_channels::email::sink::USUAL_DISK_FLOOR;
use regie_domain::directory::{SmtpSettings, Transport};
use serde::Deserialize;

/// The largest share of a disk that can be kept free of mail, in percent.
pub(super) const MOST_DISK_FLOOR: i64 = 50;

/// Where mail is taken in, and by which protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MailListen {
    /// LMTP instead of SMTP.
    pub lmtp: bool,
    /// Where.
    pub address: SocketAddr,
}

impl FromStr for MailListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (lmtp, rest) = match text.split_once("://") {
            Some(("lmtp", rest)) => (true, rest),
            Some(("smtp", rest)) => (false, rest),
            Some(_) => return Err("it begins with smtp:// or lmtp://".to_owned()),
            None => (false, text),
        };
        let address = rest.parse().map_err(|_| format!("{rest:?} is no ADDRESS:PORT such as 127.0.0.1:2525"))?;
        Ok(Self { lmtp, address })
    }
}

impl TryFrom<String> for MailListen {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for MailListen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.lmtp { "lmtp" } else { "smtp" }, self.address)
    }
}

/// The share of a disk that stays free of mail, in percent.
pub(super) fn disk_floor(told: Option<u8>) -> anyhow::Result<u8> {
    match told {
        Some(percent) if i64::from(percent) > MOST_DISK_FLOOR => {
            bail!("mail_disk_floor: {percent} is no share of a disk from 0 to {MOST_DISK_FLOOR} percent")
        }
        told => Ok(told.unwrap_or(USUAL_DISK_FLOOR)),
    }
}

/// Reads the URL of a relay. It has no password: one that wants one is set up at the mailbox, where it is kept encrypted.
pub(super) fn relay(url: &str) -> Result<SmtpSettings, String> {
    let (scheme, rest) = url.split_once("://").ok_or("it begins with smtp:// or smtps://")?;
    if rest.is_empty() || rest.contains(['@', '/']) {
        return Err("it is smtp://HOST:PORT, without user, password or path".to_owned());
    }
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_| format!("{port:?} is no port"))?)),
        None => (rest, None),
    };
    let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let (transport, usual) = match scheme {
        "smtps" => (Transport::Tls, 465),
        "smtp" if local => (Transport::Plain, 25),
        "smtp" => (Transport::StartTls, 587),
        _ => return Err("it begins with smtp:// or smtps://".to_owned()),
    };
    Ok(SmtpSettings::open(host, port.unwrap_or(usual), transport))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_encrypted_unless_it_is_this_machine() {
        let transport = |url: &str| relay(url).map(|found| (found.transport, found.port));
        assert_eq!(transport("smtp://localhost"), Ok((Transport::Plain, 25)));
        assert_eq!(transport("smtp://127.0.0.1:1025"), Ok((Transport::Plain, 1025)));
        assert_eq!(transport("smtp://mail.example.org"), Ok((Transport::StartTls, 587)));
        assert_eq!(transport("smtps://mail.example.org"), Ok((Transport::Tls, 465)));
    }
}
