//! One request as the pages see it: who visits, in which language, and the secret of the visitor's forms.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::tz::TimeZone;
use regie_app::directory::Directory;
use regie_app::locale::Lang;
use regie_app::{AppError, Scope, Who};
use regie_domain::blueprint::{Blueprint, Words};
use regie_domain::customer::Language;
use regie_domain::directory::Member;
use regie_store::sessions::Session;

use crate::cx::{Cx, CxData, DemoBar, PracticeBar, Theme};
use crate::reply::Failure;
use crate::security::{CookieKind, csrf_token, read_cookie, read_pass};
use crate::state::Web;

/// A request's visitor.
#[derive(Clone)]
pub struct Visit {
    /// For writing pages.
    pub cx: Cx,
    /// The signed-in member.
    pub member: Option<Arc<Member>>,
    /// The session.
    pub session: Option<Arc<Session>>,
    /// The secret that this visitor's forms carry a token of.
    pub secret: Arc<[u8]>,
    /// A visitor's secret that the answer must set as a cookie.
    pub fresh_cookie: Option<String>,
    /// What a right answer to a second question left in the browser, on a customer's page.
    pub pass: Option<String>,
    /// The directory as it was when the request came.
    pub directory: Arc<Directory>,
    /// Where the request came from, proxies that are trusted taken away.
    pub address: IpAddr,
}

impl Visit {
    /// Reads a request's visitor.
    ///
    /// # Errors
    /// What the store says.
    pub async fn of(web: &Web, request: &Parts) -> Result<Self, AppError> {
        let headers = &request.headers;
        let directory = web.app.directory().await?;
        let mut signed_in = None;
        if let Some(token) = read_cookie(headers, CookieKind::Session, web.transport) {
            signed_in = web.app.authenticate(&token).await?;
        }
        let (member, session) =
            signed_in.map_or((None, None), |(member, session)| (Some(Arc::new(member)), Some(Arc::new(session))));
        let (secret, fresh_cookie) = secret_of(web, headers, session.as_deref(), request.uri.path());
        let lang = lang_of(web, headers, &directory);
        let cx = context(web, &directory, lang, headers, &secret, request, member.as_deref()).await?;
        let address = address_of(web, request);
        let pass = link_of(request.uri.path()).and_then(|token| read_pass(headers, token, web.transport));
        Ok(Self { cx, member, session, secret, fresh_cookie, pass, directory, address })
    }

    /// What was done just before this page was asked for: the key that the address carries.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        let (_, query) = self.cx.here.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix("said="))
    }

    /// The member as the app knows who asks.
    ///
    /// # Errors
    /// When nobody is signed in; the gate before a member's route makes sure somebody is.
    pub fn who(&self) -> Result<Who, AppError> {
        let member = self.member.as_deref().ok_or(AppError::Denied("signed-out"))?;
        Ok(Who::Member(Box::new(member.clone())))
    }

    /// What lists may show to the member.
    ///
    /// # Errors
    /// When the member may not read journeys.
    pub fn scope(&self) -> Result<Scope, AppError> {
        regie_app::authorise::scope(&self.who()?, &self.directory)
    }

    /// What lists of work may show to the member: that of the own teams; to a coordinator who asks, or who is in no team,
    /// that of all teams.
    ///
    /// # Errors
    /// As [`Visit::scope`].
    pub fn work_scope(&self, all: bool) -> Result<Scope, AppError> {
        let seated = self.member.as_deref().is_some_and(|member| !member.teams.is_empty());
        if seated && !all {
            return self.scope();
        }
        regie_app::authorise::wide_scope(&self.who()?, &self.directory)
    }

    /// The same visitor on pages about a journey of this blueprint: they use its word for the people served.
    #[must_use]
    pub fn about(&self, blueprint: &Blueprint) -> Self {
        let house = self.directory.organisation.as_ref().map(|found| &found.value.customer_word);
        let words = std::iter::once(&blueprint.customer_word).chain(house);
        let (one, many) = customer_words(self.cx.lang, words);
        Self { cx: self.cx.with_words(one, many), ..self.clone() }
    }

    /// The same visitor on pages about a claim: they name the carrier, with whom it is.
    #[must_use]
    pub fn about_carrier(&self) -> Self {
        let cx = &self.cx;
        Self { cx: cx.with_words(cx.t("carrier-one"), cx.t("carrier-many")), ..self.clone() }
    }

    /// The signed-in member.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn member(&self) -> Result<&Member, AppError> {
        self.member.as_deref().ok_or(AppError::Denied("signed-out"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| AppError::NotFound("page").into())
    }
}

/// The token of a customer's or a partner's link in a path.
fn link_of(path: &str) -> Option<&str> {
    path.strip_prefix("/s/").or_else(|| path.strip_prefix("/p/")).and_then(|rest| rest.split('/').next())
}

/// The secret of the visitor's forms: the session's, the link's own token on a customer's page, else a cookie of its own.
fn secret_of(web: &Web, headers: &HeaderMap, session: Option<&Session>, path: &str) -> (Arc<[u8]>, Option<String>) {
    if let Some(token) = link_of(path) {
        return (Arc::from(token.as_bytes()), None);
    }
    if let Some(session) = session {
        return (Arc::from(session.csrf_secret.as_slice()), None);
    }
    if let Some(known) = read_cookie(headers, CookieKind::Visitor, web.transport).filter(|value| value.len() >= 22) {
        return (Arc::from(known.as_bytes()), None);
    }
    let fresh = URL_SAFE_NO_PAD.encode(web.app.ports.bytes::<16>());
    (Arc::from(fresh.as_bytes()), Some(fresh))
}

fn lang_of(web: &Web, headers: &HeaderMap, directory: &Directory) -> Lang {
    let chosen = read_cookie(headers, CookieKind::Lang, web.transport).and_then(|code| Lang::from_code(&code));
    let asked = || {
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Lang::from_accept_language)
    };
    chosen.or_else(asked).unwrap_or(match directory.language() {
        Language::Nl => Lang::Nl,
        Language::En => Lang::En,
    })
}

async fn context(
    web: &Web,
    directory: &Directory,
    lang: Lang,
    headers: &HeaderMap,
    secret: &[u8],
    request: &Parts,
    member: Option<&Member>,
) -> Result<Cx, AppError> {
    let organisation = directory.organisation.as_ref().map(|found| &found.value);
    let zone = organisation.and_then(|found| TimeZone::get(&found.zone).ok()).unwrap_or(TimeZone::UTC);
    let (one, many) = customer_words(lang, organisation.map(|found| &found.customer_word));
    let theme =
        read_cookie(headers, CookieKind::Theme, web.transport).map(|code| Theme::from_code(&code)).unwrap_or_default();
    let demo = match &web.demo {
        Some(demo) => {
            let state = demo.state().await?;
            let last = state.last.map(|turn| crate::ui::demo::told(&turn, lang, &zone));
            let story = state.story.map(|story| {
                let name = lang.t(&format!("tour-name-{}", story.code), &[]);
                (name, story.code, format!("{}/{}", story.done, story.of))
            });
            let (paused, speed, next, mails) = (state.paused, state.speed, state.next, state.mails);
            let comes = next.map(|_| crate::ui::demo::coming(state.comes.as_ref(), lang));
            Some(DemoBar { paused, speed, next, mails, last, comes, story })
        }
        None => None,
    };
    // Asked for before anything of the page is read: what happens meanwhile is told again, and nothing is missed.
    let feed = match member {
        Some(member) => Some((web.app.live_position().await?, member.id.to_string())),
        None => None,
    };
    let here = request.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    Ok(Cx::from(CxData {
        lang,
        zone,
        now: web.app.ports.clock.now(),
        theme,
        csrf: csrf_token(secret),
        one,
        many,
        here,
        shortcuts: member.is_none_or(|member| member.shortcuts),
        demo,
        practice: web.practice.room().map(|room| PracticeBar { ahead: room.ahead().is_positive() }),
        feed,
    }))
}

/// The word for the people served, one and many: the first of some that there is in the language.
#[must_use]
pub fn customer_words<'a>(lang: Lang, words: impl IntoIterator<Item = &'a Words>) -> (String, String) {
    let (mut known, usual) = match lang {
        Lang::Nl => (words.into_iter().map(|words| &words.nl).collect::<Vec<_>>(), "klant"),
        Lang::En => (words.into_iter().map(|words| &words.en).collect::<Vec<_>>(), "customer"),
    };
    known.retain(|word| !word.is_empty());
    let one = known.first().map_or(usual, |word| word.as_str()).to_owned();
    let many = match lang {
        // inwoner, inwoners; cliënt, cliënten; burger, burgers; klant, klanten.
        Lang::Nl if one.ends_with('r') => format!("{one}s"),
        Lang::Nl => format!("{one}en"),
        Lang::En if one.ends_with('y') => format!("{}ies", &one[..one.len() - 1]),
        Lang::En => format!("{one}s"),
    };
    (one, many)
}

/// Where a request came from, proxies that are trusted taken away.
fn address_of(web: &Web, request: &Parts) -> IpAddr {
    let peer =
        request.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip());
    crate::address::visitor(peer, &request.headers, &web.trusted_proxies)
}
