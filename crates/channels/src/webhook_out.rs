//! Calls to addresses that an administrator typed: systems of others that are told what happens.
//!
//! The guard looks at every address that a name leads to, and the connection goes to an address that it looked at: the same
//! look-up serves both, so that a name cannot lead elsewhere a moment later. No proxy is asked and no redirect followed.

pub mod guard;

use std::error::Error as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use regie_app::ports::{Call, CallAnswer, Fetch, Fetched, Unreached};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, Url};

use self::guard::{Network, is_public};

/// How long the other side may take, from the call to the end of what is read.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long it may take to pick up.
const PICK_UP: Duration = Duration::from_secs(5);
/// How much of an answer is read, in bytes; what follows is left.
const MOST: usize = 64 * 1024;
/// How much of it is kept, in characters.
const WORDS: usize = 400;
/// The headers of an answer that are kept.
const KEPT: [&str; 3] = ["retry-after", "webhook-allowed-origin", "webhook-allowed-rate"];

/// Calls addresses that somebody typed.
#[derive(Debug, Clone)]
pub struct WebhookOut {
    /// What calls over TLS, and what calls without: only allowed networks. Or why nothing does.
    clients: Result<[Client; 2], String>,
    allowed: Arc<[Network]>,
    patience: Duration,
}

impl WebhookOut {
    /// Ready to call. Networks that lie inside are called only where they are named; they may be called without TLS.
    #[must_use]
    pub fn new(allowed: &[Network]) -> Self {
        Self::patient(allowed, PATIENCE)
    }

    /// The same, waiting so long for the other side.
    #[must_use]
    pub fn patient(allowed: &[Network], patience: Duration) -> Self {
        // Somebody else may have installed it already; either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed: Arc<[Network]> = allowed.into();
        let client = |secure: bool| {
            let resolver = Guarded { allowed: allowed.clone(), open: secure };
            let builder = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(PICK_UP.min(patience));
            let builder = builder.user_agent(concat!("Regie/", env!("CARGO_PKG_VERSION"))).https_only(secure);
            builder.dns_resolver(Arc::new(resolver)).build().map_err(|error| error.to_string())
        };
        let clients = client(true).and_then(|secure| Ok([secure, client(false)?]));
        Self { clients, allowed, patience }
    }

    /// Calls an address.
    ///
    /// # Errors
    /// [`Unreached`] when it may not be called or does not answer.
    pub async fn call(&self, call: &Call) -> Result<CallAnswer, Unreached> {
        let (url, secure) = self.look_at(&call.url)?;
        let [tls, plain] = self.clients.as_ref().map_err(|_| Unreached::Connection)?;
        let method = if call.posts { Method::POST } else { Method::OPTIONS };
        let mut request = if secure { tls } else { plain }.request(method, url).body(call.body.clone());
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let mut answer = CallAnswer::default();
        // What was answered counts, also where the rest of it never comes.
        let heard = tokio::time::timeout(self.patience, async {
            let response = request.send().await.map_err(|error| unreached(&error))?;
            answer.status = response.status().as_u16();
            answer.headers = kept(&response);
            answer.body = beginning(response).await;
            Ok(())
        });
        match heard.await {
            Ok(Err(unreached)) => Err(unreached),
            Err(_) if answer.status == 0 => Err(Unreached::Time),
            Ok(Ok(())) | Err(_) => Ok(answer),
        }
    }

    /// Fetches what lies at an address: no more bytes than were asked for, in no more time than a call may take.
    ///
    /// # Errors
    /// [`Unreached`] when it may not be called or does not answer.
    pub async fn fetch(&self, fetch: &Fetch) -> Result<Fetched, Unreached> {
        let (url, secure) = self.look_at(&fetch.url)?;
        let [tls, plain] = self.clients.as_ref().map_err(|_| Unreached::Connection)?;
        let mut request = if secure { tls } else { plain }.request(Method::GET, url);
        for (name, value) in &fetch.headers {
            request = request.header(name, value);
        }
        let heard = tokio::time::timeout(self.patience, async {
            let mut response = request.send().await.map_err(|error| unreached(&error))?;
            let media_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
            let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
            let mut fetched = Fetched {
                status: response.status().as_u16(),
                media_type: media_type.unwrap_or_default().to_owned(),
                bytes: Vec::new(),
                whole: false,
                retry_after: retry_after.map(str::to_owned),
            };
            loop {
                match response.chunk().await {
                    Ok(Some(part)) if fetched.bytes.len() + part.len() > fetch.most => return Ok(fetched),
                    Ok(Some(part)) => fetched.bytes.extend_from_slice(&part),
                    Ok(None) => {
                        fetched.whole = true;
                        return Ok(fetched);
                    }
                    Err(error) => return Err(unreached(&error)),
                }
            }
        });
        heard.await.unwrap_or(Err(Unreached::Time))
    }

    /// Reads an address, and whether it is called over TLS. Hosts that are written as numbers are judged here, names when they
    /// are looked up.
    fn look_at(&self, text: &str) -> Result<(Url, bool), Unreached> {
        let url = Url::parse(text).map_err(|_| Unreached::Address)?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(Unreached::Address),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Unreached::Address)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Unreached::Address);
        }
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let allowed = number.as_ref().is_ok_and(|address| self.allowed.iter().any(|network| network.holds(*address)));
        if number.is_ok_and(|address| !(allowed || secure && is_public(address))) {
            return Err(Unreached::Address);
        }
        // Doors of other services on the open internet are nobody's webhooks.
        let port = url.port_or_known_default().unwrap_or(0);
        if secure && !allowed && port < 1024 && port != 443 {
            return Err(Unreached::Address);
        }
        Ok((url, secure))
    }
}

/// Looks names up, and gives only what may be called: nothing at all where one of the addresses may not.
#[derive(Debug)]
struct Guarded {
    allowed: Arc<[Network]>,
    /// Whether the open internet may be called.
    open: bool,
}

/// The name leads to an address that may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that may not be called")]
struct Forbidden;

/// The name leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("the name leads nowhere")]
struct Nowhere;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, open) = (self.allowed.clone(), self.open);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Nowhere)?;
            let found: Vec<SocketAddr> = found.collect();
            judge(&allowed, open, &found)?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn judge(
    allowed: &[Network],
    open: bool,
    found: &[SocketAddr],
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let may = |address: &SocketAddr| {
        allowed.iter().any(|network| network.holds(address.ip())) || open && is_public(address.ip())
    };
    if found.is_empty() {
        return Err(Nowhere.into());
    }
    if found.iter().all(may) { Ok(()) } else { Err(Forbidden.into()) }
}

/// What went wrong, by the errors behind the error.
fn unreached(error: &reqwest::Error) -> Unreached {
    if error.is_timeout() {
        return Unreached::Time;
    }
    if error.is_builder() {
        return Unreached::Address;
    }
    let mut behind = error.source();
    while let Some(cause) = behind {
        if cause.is::<Forbidden>() {
            return Unreached::Address;
        }
        if cause.is::<Nowhere>() {
            return Unreached::Name;
        }
        behind = cause.source();
    }
    Unreached::Connection
}

fn kept(response: &Response) -> Vec<(String, String)> {
    let value = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    KEPT.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect()
}

/// The beginning of what is said; the connection is dropped with the rest.
async fn beginning(mut response: Response) -> String {
    let mut read = Vec::new();
    while let Ok(Some(part)) = response.chunk().await {
        read.extend_from_slice(&part[..part.len().min(MOST - read.len())]);
        if read.len() >= MOST {
            break;
        }
    }
    String::from_utf8_lossy(&read).chars().filter(|c| !c.is_control() || *c == '\n').take(WORDS).collect()
}

/// As the port wants it.
pub(crate) fn called<'a>(out: &'a WebhookOut, call: &'a Call) -> BoxFuture<'a, Result<CallAnswer, Unreached>> {
    Box::pin(out.call(call))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_leads_inside_is_refused_before_anything_is_called() {
        let out = WebhookOut::new(&["127.0.0.0/8".parse().unwrap()]);
        let secure = |url: &str| out.look_at(url).map(|(_, secure)| secure);
        for wrong in [
            "http://169.254.169.254/latest",
            "https://169.254.169.254/",
            "https://[::ffff:169.254.169.254]/",
            "https://0xa.1/",
            "https://167772161/",
            "https://10.0.0.1:8443/",
            "https://[::1]/",
            "http://1.1.1.1/",
            "file:///etc/passwd",
            "ftp://example.org/",
            "https://a:b@example.org/",
            "https://a@example.org/",
            "https://",
            "example.org",
            "",
            "https://example.org:25/",
            "https://1.1.1.1:22/",
            "https://0.0.0.0/",
            "gopher://example.org",
            "javascript:alert(1)",
        ] {
            assert_eq!(secure(wrong), Err(Unreached::Address), "{wrong}");
        }
        assert_eq!(secure("http://127.0.0.1:9/a"), Ok(false));
        assert_eq!(secure("http://0x7f.1:9/a"), Ok(false), "the same address in other clothes");
        assert_eq!(secure("https://example.org:8443/a?b=c"), Ok(true));
        assert_eq!(secure("https://1.1.1.1/"), Ok(true));
        assert_eq!(WebhookOut::new(&[]).look_at("http://127.0.0.1:9/").unwrap_err(), Unreached::Address);
    }

    #[test]
    fn a_name_with_one_address_inside_is_refused_whole() {
        let at = |text: &str| SocketAddr::new(text.parse().unwrap(), 0);
        let allowed: [Network; 1] = ["10.2.0.0/16".parse().unwrap()];
        assert!(judge(&[], true, &[at("1.1.1.1"), at("2606:4700::1111")]).is_ok());
        assert!(judge(&[], true, &[at("1.1.1.1"), at("10.2.0.1")]).is_err(), "one of two leads inside");
        assert!(judge(&allowed, true, &[at("1.1.1.1"), at("10.2.0.1")]).is_ok());
        assert!(judge(&allowed, false, &[at("1.1.1.1")]).is_err(), "without TLS only what is allowed");
        assert!(judge(&allowed, false, &[at("10.2.0.1")]).is_ok());
        assert!(judge(&[], true, &[]).is_err());
    }
}
