//! Getting inside and out again, as a browser does it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::{StatusCode, header};
use regie_app::sessions::totp;
use regie_app::settings::presets::DEMO_PASSWORD;
use support::{Browser, Page, Site};

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Page {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, "/sign-in", &[("email", email), ("password", password)]).await
}

/// A page without what differs from one request to the next.
fn same(page: &Page) -> String {
    let text = page.text();
    let mut kept = String::new();
    for (index, part) in text.split("name=\"key\" value=\"").enumerate() {
        kept.push_str(if index == 0 { part } else { part.split_once('"').unwrap().1 });
    }
    kept
}

#[tokio::test]
async fn a_member_signs_in_and_out() {
    let site = Site::new().await;
    let agent = &site.city.people.kcc_agent;
    let mut browser = site.visitor();
    let answer = browser.get("/work").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in?to=/work"));
    let answer = sign_in(&mut browser, &agent.email, DEMO_PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/work"));
    let cookies: Vec<&str> =
        answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-regie-session=")).unwrap();
    assert!(session.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{session}");
    assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-regie-lang=nl; Path=/; Secure; HttpOnly")));
    let profile = browser.get("/profile").await;
    assert_eq!(profile.status, StatusCode::OK);
    profile.has(&agent.name);
    // Signed in already: no second time.
    assert_eq!(browser.get("/sign-in?to=/handovers").await.location(), "/handovers");
    assert_eq!(browser.get("/").await.location(), "/work");

    let token = browser.cookies["__Host-regie-session"].clone();
    let answer = browser.submit(&profile, "/sign-out", &[]).await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(!browser.cookies.contains_key("__Host-regie-session"));
    browser.cookies.insert("__Host-regie-session".to_owned(), token);
    assert_eq!(browser.get("/profile").await.status, StatusCode::SEE_OTHER, "the old token is worth nothing");
}

#[tokio::test]
async fn one_comes_back_where_one_was_and_never_to_another_site() {
    let site = Site::new().await;
    for (to, lands) in [
        ("/handovers", "/handovers"),
        ("//evil.tld", "/work"),
        ("/%5Cevil", "/work"),
        ("javascript:alert(1)", "/work"),
        ("https://evil.tld/", "/work"),
    ] {
        let mut browser = site.visitor();
        let page = browser.get(&format!("/sign-in?to={to}")).await;
        let fields = [("email", site.city.people.kcc_agent.email.as_str()), ("password", DEMO_PASSWORD)];
        assert_eq!(browser.submit(&page, "/sign-in", &fields).await.location(), lands, "{to}");
        // The same asked straight of the form.
        let mut browser = site.visitor();
        let page = browser.get("/sign-in").await;
        let mut all: Vec<_> = page.hidden("/sign-in").into_iter().filter(|(name, _)| name != "return").collect();
        let to = to.replace("%5C", "\\");
        all.extend([("return", to.as_str()), fields[0], fields[1]].map(|(name, value)| (name.into(), value.into())));
        assert_eq!(browser.post("/sign-in", &all).await.location(), lands, "{to}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_not_told_and_tries_are_counted() {
    let site = Site::new().await;
    let mut known = site.visitor();
    let mut unknown = known.clone();
    let page = known.get("/sign-in").await;
    unknown.cookies = known.cookies.clone();
    for attempt in 1..=7 {
        let wrong = [("email", site.city.people.kcc_agent.email.as_str()), ("password", "not the right one")];
        let one = known.submit(&page, "/sign-in", &wrong).await;
        let other = unknown.submit(&page, "/sign-in", &[("email", "nobody@example.net"), wrong[1]]).await;
        let expected = if attempt <= 5 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!((one.status, other.status), (expected, expected), "{attempt}");
        let other = same(&other).replace("nobody@example.net", &site.city.people.kcc_agent.email);
        assert_eq!(same(&one), other, "{attempt}");
        one.lacks("not the right one");
    }
    // Blocked also with the right password, until time has passed.
    let right = [("email", site.city.people.kcc_agent.email.as_str()), ("password", DEMO_PASSWORD)];
    assert_eq!(known.submit(&page, "/sign-in", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    site.test.clock.advance(jiff::SignedDuration::from_mins(16));
    assert_eq!(known.submit(&page, "/sign-in", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_again_by_a_link_that_works_once() {
    let site = Site::new().await;
    let agent = &site.city.people.kcc_agent;
    let mut browser = site.visitor();
    let page = browser.get("/password/forgot").await;
    let known = browser.submit(&page, "/password/forgot", &[("email", &agent.email)]).await;
    let unknown = browser.submit(&page, "/password/forgot", &[("email", "nobody@example.net")]).await;
    assert_eq!((known.status, same(&known)), (unknown.status, same(&unknown)), "the answer is the same");
    assert_eq!(browser.submit(&page, "/password/forgot", &[("email", "x")]).await.status.as_u16(), 422);
    site.test.drain().await;
    let mail = site.test.mail.last_to(&agent.email);
    let at = mail.text.find("https://regie.example.org/password/reset/").unwrap();
    let path = mail.text[at..].split_whitespace().next().unwrap().strip_prefix("https://regie.example.org").unwrap();

    // Looking does not use it: mail scanners look too.
    for _ in 0..3 {
        assert_eq!(browser.get(path).await.status, StatusCode::OK);
    }
    let page = browser.get(path).await;
    let new = "vier losse natte laarzen";
    let differs = browser.submit(&page, path, &[("password", new), ("again", "anders")]).await;
    assert_eq!(differs.status.as_u16(), 422);
    let short = browser.submit(&page, path, &[("password", "kort"), ("again", "kort")]).await;
    assert_eq!(short.status.as_u16(), 422);
    short.has("Gebruik minstens 12 tekens.").lacks("value=\"kort\"");
    let done = browser.submit(&page, path, &[("password", new), ("again", new)]).await;
    assert_eq!(done.location(), "/work", "and is inside");
    assert_eq!(browser.get("/profile").await.status, StatusCode::OK);

    let mut another = site.visitor();
    assert_eq!(another.get(path).await.status, StatusCode::GONE);
    assert_eq!(sign_in(&mut another, &agent.email, DEMO_PASSWORD).await.status.as_u16(), 422);
    assert_eq!(sign_in(&mut another, &agent.email, new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn ones_own_page_changes_language_password_and_sessions() {
    let site = Site::new().await;
    let agent = &site.city.people.kcc_agent;
    let mut browser = site.signed_in(agent).await;
    let mut elsewhere = site.signed_in(agent).await;
    let page = browser.get("/profile").await;
    page.has("Waar je bent aangemeld");
    let fields = [("name", "Noor Kiers-Bos"), ("language", "en"), ("theme", "dark")];
    let answer = browser.submit(&page, "/profile", &fields).await;
    let page = browser.follow(&answer).await;
    page.has("Saved.").has("Noor Kiers-Bos").has("data-theme=\"dark\"").has("lang=\"en\"");

    let wrong =
        browser.submit(&page, "/profile/password", &[("current", "x"), ("password", "vier losse natte laarzen")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert_eq!(elsewhere.get("/profile").await.status, StatusCode::OK);
    let answer = browser.submit(&page, "/profile/sessions/end", &[]).await;
    assert_eq!(browser.follow(&answer).await.status, StatusCode::OK);
    assert_eq!(elsewhere.get("/profile").await.status, StatusCode::SEE_OTHER);
    let changed = [("current", DEMO_PASSWORD), ("password", "vier losse natte laarzen")];
    let answer = browser.submit(&page, "/profile/password", &changed).await;
    browser.follow(&answer).await.has("Your password was changed.");
}

#[tokio::test]
async fn look_and_language_are_kept_and_lead_home_from_odd_places() {
    let site = Site::new().await;
    let mut browser = site.visitor();
    let page = browser.get("/sign-in?to=/work").await;
    let answer = browser.submit(&page, "/preferences", &[("lang", "en")]).await;
    assert_eq!(answer.location(), "/sign-in?to=/work");
    browser.follow(&answer).await.has("lang=\"en\"");
    for odd in ["//evil.tld", "/\\evil", "javascript:alert(1)"] {
        let mut fields: Vec<_> = page.hidden("/preferences").into_iter().filter(|(name, _)| name != "return").collect();
        fields.extend([("theme", "dark"), ("return", odd)].map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(browser.post("/preferences", &fields).await.location(), "/", "{odd}");
    }
    assert_eq!(browser.get("/healthz").await.text(), "ok\n");
}

/// Somebody signed in again in another window: the secret of a form that is still open no longer fits.
#[tokio::test]
async fn a_form_that_stood_open_too_long_is_sent_once_more_with_what_was_typed() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let mut browser = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{journey}/note");
    let fields = [("csrf", "verlopen"), ("text", "Zij belt morgen terug."), ("key", "k1")];
    let fields: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let late = browser.post(&path, &fields).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    late.has("Dit formulier stond te lang open").has("Verstuur opnieuw").has("Zij belt morgen terug.");
    let sent = browser.submit(&late, &path, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    browser.get(&format!("/journeys/{journey}")).await.has("Zij belt morgen terug.");
    // A password is never put back into a page.
    let fields = [("csrf", "verlopen"), ("email", "a@example.org"), ("password", "natte laarzen")];
    let fields: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    browser.post("/sign-in", &fields).await.has("Dit formulier stond te lang open").lacks("natte laarzen");
}

/// The session ended while somebody wrote: what they wrote comes back after signing in, and is sent when they say so.
#[tokio::test]
async fn what_was_written_outlives_the_session_that_ended() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Verstopt riool").await;
    let agent = &site.city.people.kcc_agent;
    let path = format!("/journeys/{journey}/note");
    let page_of = async |browser: &mut Browser| browser.get(&format!("/journeys/{journey}?compose=note")).await;
    let mut browser = site.signed_in(agent).await;
    let page = page_of(&mut browser).await;
    browser.cookies.remove("__Host-regie-session");
    let stopped = browser.submit(&page, &path, &[("text", "Zij belt morgen terug,\nna tienen.")]).await;
    assert_eq!(stopped.status, StatusCode::FORBIDDEN, "{}", stopped.text());
    stopped.has("wat je schreef is er nog");
    let wrong = browser.submit(&stopped, "/sign-in", &[("email", &agent.email), ("password", "mis")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let inside = [("email", agent.email.as_str()), ("password", DEMO_PASSWORD)];
    let ready = browser.submit(&wrong, "/sign-in", &inside).await;
    assert_eq!(ready.status, StatusCode::OK, "{}", ready.text());
    ready.has("Zij belt morgen terug,").has("Verstuur opnieuw");
    browser.get(&format!("/journeys/{journey}")).await.lacks("Zij belt morgen terug");
    let sent = browser.submit(&ready, &path, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    browser.get(&format!("/journeys/{journey}")).await.has("Zij belt morgen terug,");
    // A password does not travel along.
    let mut stranger = site.visitor();
    let fields = [("csrf", "x"), ("current", "oud"), ("password", "natte laarzen")];
    let fields: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let answer = stranger.post("/profile/password", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
}

/// The code that an app shows now for the key on a page.
fn app_code(site: &Site, page: &Page) -> String {
    let text = page.text();
    let key: String = text.split("<code>").nth(1).unwrap().chars().take_while(|c| *c != '<').collect();
    let key = totp::bytes_of(&key.replace(' ', "")).unwrap();
    totp::shown(&key, site.test.app.ports.clock.machine())
}

#[tokio::test]
async fn a_second_step_is_set_up_on_the_own_page_and_asked_at_the_next_sign_in() {
    let site = Site::new().await;
    let agent = &site.city.people.kcc_agent;
    let mut browser = site.visitor();
    sign_in(&mut browser, &agent.email, DEMO_PASSWORD).await;
    let own = browser.get("/profile").await;
    own.has("Tweede stap").has("Stel een tweede stap in");
    let wrong = browser.submit(&own, "/profile/second-step", &[("current", "not the one I have")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let key = browser.submit(&own, "/profile/second-step", &[("current", DEMO_PASSWORD)]).await;
    key.has("<svg").has("Zet de sleutel in je app");
    let code = app_code(&site, &key);
    let wrong = browser.submit(&key, "/profile/second-step/confirm", &[("code", "12")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("<svg").has("Deze code klopt niet");
    let codes = browser.submit(&wrong, "/profile/second-step/confirm", &[("code", &code)]).await;
    codes.has("Je herstelcodes");
    assert_eq!(codes.text().matches("<li><code>").count(), 10);
    assert_eq!(codes.headers[header::CACHE_CONTROL], "no-store");
    let own = browser.get("/profile").await;
    own.has("Je hebt nog 10 herstelcodes.").lacks("<svg viewBox=\"0 0 4");
    browser.submit(&own, "/sign-out", &[]).await;

    // The password alone opens the page that asks, and nothing else.
    let asked = sign_in(&mut browser, &agent.email, DEMO_PASSWORD).await;
    assert_eq!(asked.status, StatusCode::OK);
    asked.has("Vul de code in die je app nu toont.");
    assert_eq!(browser.get("/work").await.location(), "/sign-in?to=/work");
    assert_eq!(browser.get("/sign-in?to=/work").await.location(), "/sign-in/second?to=/work");
    browser.get("/sign-in?other=yes").await.has("name=\"password\"");
    let page = browser.get("/sign-in/second?to=/handovers").await;
    let wrong = browser.submit(&page, "/sign-in/second", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Deze code klopt niet of is al gebruikt.");
    let half = browser.cookies["__Host-regie-session"].clone();
    site.test.clock.advance(jiff::SignedDuration::from_secs(60));
    let inside = browser.submit(&wrong, "/sign-in/second", &[("code", &app_code(&site, &key))]).await;
    assert_eq!((inside.status, inside.location()), (StatusCode::SEE_OTHER, "/handovers"));
    assert_ne!(browser.cookies["__Host-regie-session"], half, "the token changes with what it opens");
    browser.get("/work").await.has(&agent.name);
    // Nobody is half-way: there is nothing to fill in.
    let mut nobody = site.visitor();
    assert_eq!(nobody.get("/sign-in/second").await.status, StatusCode::GONE);

    // Somebody who lost the telephone: an administrator takes the step away, and the sessions end.
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let member = admin.get(&format!("/settings/members/{}", agent.id)).await;
    let away = admin.submit(&member, &format!("/settings/members/{}/second-step", agent.id), &[]).await;
    admin.follow(&away).await.has("De tweede stap is weg.").lacks("Telefoon en herstelcodes kwijt");
    assert_eq!(browser.get("/work").await.location(), "/sign-in?to=/work");
    admin.get("/settings/audit").await.has("Tweede stap weggehaald").has("Tweede stap aangezet");
}

#[tokio::test]
async fn a_role_of_which_it_is_asked_sets_it_up_before_anything_opens_and_keeps_what_was_written() {
    let site = Site::new().await;
    let agent = &site.city.people.kcc_agent;
    let mut browser = site.visitor();
    sign_in(&mut browser, &agent.email, DEMO_PASSWORD).await;
    let form = browser.get("/profile").await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let house = admin.get("/settings/organisation").await;
    let saved = admin.submit(&house, "/settings/second-step", &[("roles", "agent")]).await;
    admin.follow(&saved).await.has("Bewaard.");

    // It holds from the next request on; what was filled in meanwhile comes along.
    let kept = browser.submit(&form, "/profile/signature", &[("signature", "Met vriendelijke groet van Samira")]).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN);
    let begin = browser.submit(&kept, "/sign-in", &[("email", &agent.email), ("password", DEMO_PASSWORD)]).await;
    begin.has("Stel eerst een tweede stap in").has("Gemeente Voorbeeldstad vraagt dit voor jouw rol.");
    assert_eq!(browser.get("/work").await.location(), "/sign-in?to=/work");
    let key = browser.submit(&begin, "/sign-in/second/begin", &[]).await;
    let codes = browser.submit(&key, "/sign-in/second/confirm", &[("code", &app_code(&site, &key))]).await;
    codes.has("Je herstelcodes").has("href=\"/work\"");
    browser.get("/work").await.has(&agent.name);
    browser.get("/profile").await.has("Hij kan dus niet uit.").lacks("action=\"/profile/second-step/end\"");
}
