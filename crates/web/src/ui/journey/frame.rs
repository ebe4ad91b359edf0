//! What stands around the words of a message to the customer: salutation, language, the moment of news that goes along.

use regie_app::locale::Lang;
use regie_domain::codes::{PromiseKind, PromiseWhat};
use regie_domain::command::NewPromise;
use regie_domain::customer::Language;
use regie_domain::event::{Promisee, Window};
use regie_domain::promise::Promise;

use crate::pages::composing::{Frame, News};
use crate::pages::parts::{Banner, Tone};
use crate::posted::Posted;
use crate::ui::attempt::Wrong;
use crate::ui::journey::acts::{moment, words};
use crate::ui::journey::compose::find;
use crate::ui::journey::desk::Desk;
use crate::ui::names::without_greeting;

/// A card asks nothing while another question is open: said before anything is filled in.
pub(super) fn before_answer(desk: &Desk, card: Option<&str>) -> Vec<Banner> {
    let asks = card.and_then(|code| find(desk, code)).is_some_and(|card| !card.asks.is_empty());
    if !asks || desk.loaded.journey.open_question().is_none() {
        return Vec::new();
    }
    vec![Banner::new(Tone::Wait, "circle-help", desk.visit.cx.t("answer-without-asks"))]
}

/// How a message to this customer begins and ends.
pub(super) fn frame(desk: &Desk) -> Frame {
    let lang = customer_lang(desk);
    let house = desk.visit.directory.language();
    let other = (lang == Lang::En) != (house == Language::En);
    let key = if lang == Lang::En { "language-english" } else { "language-dutch" };
    Frame { greeting: greeting(desk), language: other.then(|| desk.visit.cx.t(key)), news: news_by(desk) }
}

/// The moment of news that a message promises by itself, where it leaves nothing else that the customer can count on: what
/// was promised before stays where it lies ahead; else the blueprint's term, from now.
fn news_by(desk: &Desk) -> Option<News> {
    let (journey, cx) = (&desk.loaded.journey, &desk.visit.cx);
    // What a message from a person keeps is promised no more once it is sent.
    let kept = |promise: &&Promise| {
        promise.kind == PromiseKind::News && matches!(promise.what, PromiseWhat::FirstAnswer | PromiseWhat::News)
    };
    let open = || journey.promises.values().filter(|promise| promise.is_open() && promise.is_to_customer());
    if open().any(|promise| !kept(&promise)) || journey.proposal.is_some() || journey.historic {
        return None;
    }
    let team = desk.visit.directory.team(journey.news_owner().team)?;
    let calendar = desk.visit.directory.calendar(team).ok()?;
    let term = desk.loaded.blueprint.next_news.due(cx.now, &calendar);
    let news = open().filter(|promise| promise.what == PromiseWhat::News).map(|promise| promise.current.until);
    let before = news.filter(|until| *until > cx.now && *until < term).min();
    // What was to be heard today is heard with this message.
    let stands = before.filter(|until| cx.day(until) > cx.day(&cx.now));
    Some(News { at: stands.unwrap_or(term), before })
}

/// The moment of news that a member chose, or that stays as it was promised; nothing where the blueprint's term was left
/// alone.
pub(super) fn chosen_news(desk: &Desk, posted: &Posted) -> Result<Option<NewPromise>, Wrong> {
    let window = if posted.some("news").is_none() {
        news_by(desk).filter(News::stands).map(|news| Window::by(news.at))
    } else if posted.get("news") == posted.get("news_shown") && posted.some("news_stands").is_none() {
        None
    } else {
        moment(desk, posted, "news")?.map(Window::by)
    };
    Ok(window.map(|window| NewPromise {
        kind: PromiseKind::News,
        what: PromiseWhat::News,
        text: None,
        to: Promisee::Customer,
        window: Some(window),
        cost: None,
        replaces: None,
    }))
}

/// A card's text with the salutation before it, unless it has one of its own.
pub(super) fn greeted(desk: &Desk, text: String) -> String {
    if without_greeting(&text) == text { format!("{}{text}", greeting(desk)) } else { text }
}

/// How a message to the customer begins: as the mails of the program do, and a line to go on.
pub(in crate::ui) fn greeting(desk: &Desk) -> String {
    let cx = &desk.visit.cx;
    let lang = customer_lang(desk);
    let name = desk.loaded.names.get(&desk.loaded.journey.customer).map(String::as_str);
    let house = desk.visit.directory.organisation.as_ref().map(|found| &found.value.customer_word);
    let words = [Some(&desk.loaded.blueprint.customer_word), house].into_iter().flatten();
    let word = words.map(|words| if lang == Lang::En { &words.en } else { &words.nl }).find(|word| !word.is_empty());
    format!("{}\n\n", cx.voice(lang).greeting(name, word.map_or("", String::as_str)))
}

/// The words of a message, which says more than its greeting.
pub(super) fn message_words<'a>(desk: &Desk, posted: &'a Posted) -> Result<&'a str, Wrong> {
    let text = words(desk, posted, "text")?;
    if text.trim() == greeting(desk).trim() {
        return Err(Wrong::field(&desk.visit, "text", "text-empty"));
    }
    Ok(text)
}

/// The language in which the customer reads.
pub(super) fn customer_lang(desk: &Desk) -> Lang {
    match desk.loaded.languages.get(&desk.loaded.journey.customer) {
        Some(Language::En) => Lang::En,
        _ => Lang::Nl,
    }
}
