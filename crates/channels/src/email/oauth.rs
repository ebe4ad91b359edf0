//! Access tokens for mailboxes at Microsoft 365 and Google: a refresh token goes in, a short-lived access token comes out.

use serde::Deserialize;

/// What a token server needs to know.
#[derive(Clone, PartialEq, Eq)]
pub struct OAuthConfig {
    /// Where tokens are given out.
    pub token_endpoint: String,
    /// Our registration there.
    pub client_id: String,
    /// Its secret; public registrations have none.
    pub client_secret: Option<String>,
    /// What the mailbox owner gave once.
    pub refresh_token: String,
    /// Asked for again where the server wants that (Microsoft).
    pub scope: Option<String>,
}

impl std::fmt::Debug for OAuthConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OAuthConfig")
            .field("token_endpoint", &self.token_endpoint)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A fresh access token.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// For [`super::smtp_out::Login::OAuth2`].
    pub token: String,
    /// How long it holds from now (seconds).
    pub expires_in: u64,
    /// A new refresh token that replaces the old one, where the server gives one.
    pub new_refresh_token: Option<String>,
}

/// Why no token came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OAuthFailure {
    /// The consent is gone (`invalid_grant`, `invalid_client`): a person has to sign in again.
    #[error("sign in again: {0}")]
    SignInAgain(String),
    /// Try later.
    #[error("no access token: {0}")]
    Temporary(String),
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Deserialize, Default)]
struct Refused {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

const MAX_ANSWER: usize = 64 * 1024;
/// A token is used for a day at most, whatever its server says (seconds): no clock reaches as far as some number may.
const LONGEST: u64 = 24 * 60 * 60;

/// Asks for an access token. The client brings its own time limit and certificate authorities.
pub async fn refresh(http: &reqwest::Client, config: &OAuthConfig) -> Result<AccessToken, OAuthFailure> {
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("client_id", &config.client_id),
        ("refresh_token", &config.refresh_token),
    ];
    if let Some(secret) = &config.client_secret {
        form.push(("client_secret", secret));
    }
    if let Some(scope) = &config.scope {
        form.push(("scope", scope));
    }
    let temporary = |e: reqwest::Error| OAuthFailure::Temporary(e.without_url().to_string());
    let mut answer = http.post(&config.token_endpoint).form(&form).send().await.map_err(temporary)?;
    let status = answer.status();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(temporary)? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER {
            return Err(OAuthFailure::Temporary("the answer of the token server is too long".to_owned()));
        }
    }
    if status.is_success() {
        let granted: Granted = serde_json::from_slice(&body)
            .map_err(|_| OAuthFailure::Temporary("unreadable answer of the token server".to_owned()))?;
        return Ok(AccessToken {
            token: granted.access_token,
            expires_in: granted.expires_in.unwrap_or(300).min(LONGEST),
            new_refresh_token: granted.refresh_token,
        });
    }
    let refused: Refused = serde_json::from_slice(&body).unwrap_or_default();
    let words: String = format!("{status} {} {}", refused.error, refused.error_description).chars().take(300).collect();
    match refused.error.as_str() {
        "invalid_grant" | "invalid_client" | "unauthorized_client" | "interaction_required" | "consent_required" => {
            Err(OAuthFailure::SignInAgain(words))
        }
        _ => Err(OAuthFailure::Temporary(words)),
    }
}
