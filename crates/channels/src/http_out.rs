//! What is posted to the programs of others: a gateway for text messages, a connection that is tried.

use std::time::Duration;

use futures::future::BoxFuture;
use regie_app::ports::{Call, CallAnswer, Fetch, Fetched, HttpAnswer, HttpOut, HttpRequest, SendError, Unreached};

use crate::webhook_out::guard::Network;
use crate::webhook_out::{WebhookOut, called};

/// How long another program may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much of an answer is kept, in characters.
const WORDS: usize = 400;

/// Posts by HTTP, or HTTPS with the public certificate authorities.
#[derive(Debug, Clone)]
pub struct HttpPost {
    /// What posts, or why nothing does.
    client: Result<reqwest::Client, String>,
    /// What calls addresses that somebody typed.
    calls: WebhookOut,
}

impl HttpPost {
    /// Ready to post. Addresses that somebody typed are called only on the open internet.
    #[must_use]
    pub fn new() -> Self {
        Self::calling(WebhookOut::new(&[]))
    }

    /// Ready to post. Addresses that somebody typed are called on the open internet, and in these networks of the house.
    #[must_use]
    pub fn allowing(networks: &[Network]) -> Self {
        Self::calling(WebhookOut::new(networks))
    }

    /// Ready to post, with another way to call addresses that somebody typed.
    #[must_use]
    pub fn calling(calls: WebhookOut) -> Self {
        // Somebody else may have installed it already; either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        Self { client: client.build().map_err(|error| error.to_string()), calls }
    }
}

impl Default for HttpPost {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpOut for HttpPost {
    fn call<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<CallAnswer, Unreached>> {
        called(&self.calls, call)
    }

    fn fetch<'a>(&'a self, fetch: &'a Fetch) -> BoxFuture<'a, Result<Fetched, Unreached>> {
        Box::pin(self.calls.fetch(fetch))
    }

    fn post<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, SendError>> {
        Box::pin(async move {
            let client = self.client.as_ref().map_err(|words| SendError::Temporary(words.clone()))?;
            let mut post = client.post(&request.url).body(request.body.clone());
            for (name, value) in &request.headers {
                post = post.header(name, value);
            }
            // An address may hold a secret: no error names it.
            let answer = post.send().await.map_err(|error| match error.is_builder() {
                true => SendError::Permanent(error.without_url().to_string()),
                false => SendError::Temporary(error.without_url().to_string()),
            })?;
            let status = answer.status().as_u16();
            let body = answer.text().await.unwrap_or_default();
            Ok(HttpAnswer { status, body: body.chars().take(WORDS).collect() })
        })
    }
}
