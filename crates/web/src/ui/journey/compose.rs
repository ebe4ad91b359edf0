//! The forms above the timeline, and what they send: a message, a complete answer from a card, a note, a promise.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::drafts::Draft;
use regie_app::locale::Lang;
use regie_domain::actor::Role;
use regie_domain::blueprint::{AnswerCard, Words};
use regie_domain::codes::{Direction, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand as C, NewPromise, NewQuestion};
use regie_domain::event::{Asked, Promisee};
use regie_domain::money::Cents;
use regie_domain::refusal::Code;

use crate::builder::{Access, Routes};
use crate::form::{Form, Input};
use crate::gate::WORKERS;
use crate::pages::composing::{self, CardDraft, CardField};
use crate::pages::journey::{Composer, JourneyHead};
use crate::pages::parts::{Banner, Tab};
use crate::posted::Posted;
use crate::reply::{Reply, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::journey::acts::{amount, asked_before, own_channel, words};
use crate::ui::journey::deed::Deed;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::drafting;
use crate::ui::journey::frame::{before_answer, chosen_news, customer_lang, frame, greeted, message_words};
use crate::ui::journey::promises::new_promise;
use crate::ui::journey::{Shown, view, who};
use crate::ui::letter::Letter;
use crate::visit::Visit;

/// Which form stands above the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    /// A message.
    #[default]
    Message,
    /// A complete answer.
    Answer,
    /// A note.
    Note,
    /// A promise.
    Promise,
}

impl Tool {
    /// The value in the address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Tool::Message => "message",
            Tool::Answer => "answer",
            Tool::Note => "note",
            Tool::Promise => "promise",
        }
    }

    /// Text key of its tab.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Tool::Message => "compose-message",
            Tool::Answer => "compose-answer",
            Tool::Note => "compose-note",
            Tool::Promise => "compose-promise",
        }
    }

    /// Reads [`Tool::code`]; anything else is a message.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        let all = [Tool::Message, Tool::Answer, Tool::Note, Tool::Promise];
        all.into_iter().find(|tool| tool.code() == code).unwrap_or_default()
    }
}

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    const ALL: [(Tool, &str, &str); 4] = [
        (Tool::Message, "/journeys/{id}/message", "write-message"),
        (Tool::Answer, "/journeys/{id}/answer", "write-answer"),
        (Tool::Note, "/journeys/{id}/note", "add-note"),
        (Tool::Promise, "/journeys/{id}/promises", "promise"),
    ];
    ALL.into_iter().fold(routes, |routes, (tool, path, command)| {
        let post = move |State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted| async move {
            submit(&web, Desk::open(&web, &visit, &id).await?, tool, posted).await
        };
        routes.post(path, Access::Member(WORKERS), command, post)
    })
}

/// The composer as it is shown: the form that was asked for, or one that came back with faults.
#[must_use]
pub fn composer(
    desk: &Desk,
    head: &JourneyHead,
    tool: Tool,
    card: Option<&str>,
    form: Option<Form>,
    drafts: &[Draft],
) -> Option<Composer> {
    let may = desk.may();
    if !may.works || may.void {
        return None;
    }
    let tool = if may.open { tool } else { Tool::Note };
    let cards = if tool == Tool::Answer { cards(desk, card) } else { Vec::new() };
    let form = form.or_else(|| blank(desk, head, tool, card)).map(|form| drafting::kept(desk, form, drafts));
    let makes = desk.visit.member.as_deref().is_some_and(|member| member.has(Role::Administrator));
    let answers = makes || !desk.loaded.blueprint.cards.is_empty();
    Some(Composer {
        tabs: Composer::tabs(&desk.visit.cx, head, tool.code(), answers),
        cards,
        form,
        banners: before(desk, tool, card),
        drafts: elsewhere(desk, tool, card, drafts),
        make_cards: makes.then(|| format!("/settings/blueprints/{}", desk.loaded.journey.blueprint.id)),
    })
}

/// What to know before writing.
fn before(desk: &Desk, tool: Tool, card: Option<&str>) -> Vec<Banner> {
    let clock = if tool == Tool::Note { Vec::new() } else { who::clock(desk) };
    let answer = if tool == Tool::Answer { before_answer(desk, card) } else { Vec::new() };
    clock.into_iter().chain(answer).collect()
}

/// The other forms here in which the member wrote something.
fn elsewhere(desk: &Desk, tool: Tool, card: Option<&str>, drafts: &[Draft]) -> Vec<(String, String)> {
    let others = drafts.iter().filter_map(|draft| {
        let of = drafting::tool_of(&draft.form)?;
        let shown = of == tool && (of != Tool::Answer || card.is_some());
        let words = desk.visit.cx.t(of.key());
        (!shown).then(|| (drafting::page_of(desk, &draft.form, draft.get("card")), words))
    });
    others.collect()
}

fn cards(desk: &Desk, chosen: Option<&str>) -> Vec<Tab> {
    let all = desk.loaded.blueprint.cards.iter();
    all.map(|card| Tab {
        href: format!("{}?compose=answer&card={}#composer", desk.href(), card.code),
        label: view::own_words(&desk.visit.cx, &card.name),
        count: None,
        current: chosen == Some(card.code.as_str()),
    })
    .collect()
}

fn blank(desk: &Desk, head: &JourneyHead, tool: Tool, card: Option<&str>) -> Option<Form> {
    let cx = &desk.visit.cx;
    match tool {
        Tool::Message => Some(composing::message(cx, head, &frame(desk))),
        Tool::Note => Some(composing::note(cx, head)),
        Tool::Promise => Some(composing::promise(cx, head, None)),
        Tool::Answer => find(desk, card?).map(|card| composing::answer(cx, head, &draft(desk, card, false))),
    }
}

pub(super) fn find<'a>(desk: &'a Desk, code: &str) -> Option<&'a AnswerCard> {
    desk.loaded.blueprint.cards.iter().find(|card| card.code == code)
}

/// Words for the customer: in the customer's language.
pub(super) fn theirs(desk: &Desk, found: &Words) -> String {
    let (wanted, other) = match customer_lang(desk) {
        Lang::Nl => (&found.nl, &found.en),
        Lang::En => (&found.en, &found.nl),
    };
    if wanted.is_empty() { other.clone() } else { wanted.clone() }
}

fn draft(desk: &Desk, card: &AnswerCard, again: bool) -> CardDraft {
    let cx = &desk.visit.cx;
    let fields: Vec<CardField> = card
        .fields
        .iter()
        .map(|field| CardField {
            name: field.code.clone(),
            label: view::own_words(cx, &field.label),
            value: theirs(desk, &field.default),
            not_applicable: false,
        })
        .collect();
    let filled: Vec<(&str, &str)> = fields.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
    let text = greeted(desk, fill(&theirs(desk, &card.text), &filled));
    CardDraft {
        code: card.code.clone(),
        text,
        asks: card.asks.iter().map(|ask| (ask.code.clone(), view::own_words(cx, &ask.label))).collect(),
        promise: card.promises_result.then(|| result_by(desk)).flatten(),
        again: again || asked_before(desk),
        asked: desk.loaded.journey.open_question().is_some(),
        frame: frame(desk),
        fields,
    }
}

/// A card's text with its fields as they were posted.
fn made(desk: &Desk, card: &AnswerCard, posted: &Posted) -> String {
    let value = |code: &str| {
        let name = format!("field.{code}");
        if posted.some(&format!("{name}.na")).is_none() { posted.get(&name).to_owned() } else { String::new() }
    };
    let values: Vec<(&str, String)> =
        card.fields.iter().map(|field| (field.code.as_str(), value(&field.code))).collect();
    let filled: Vec<(&str, &str)> = values.iter().map(|(code, value)| (*code, value.as_str())).collect();
    greeted(desk, fill(&theirs(desk, &card.text), &filled))
}

/// A text as a browser sends it and as it was made, alike.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Until when the blueprint's term lets the result be promised, in words.
fn result_by(desk: &Desk) -> Option<String> {
    let cx = &desk.visit.cx;
    let team = desk.loaded.journey.ball.holder.team().unwrap_or(desk.loaded.journey.direction.team);
    let team = desk.visit.directory.team(team.team)?;
    let calendar = desk.visit.directory.calendar(team).ok()?;
    let term = desk.loaded.blueprint.result.unwrap_or(desk.loaded.blueprint.next_news);
    Some(cx.by_text(&term.due(cx.now, &calendar)))
}

/// A card's text with its fields filled in. What does not apply leaves no hole: blanks that stand double go, and so do
/// paragraphs of which nothing is left.
#[must_use]
pub fn fill(text: &str, fields: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 200);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            filled.push_str("{{");
            rest = after;
            continue;
        };
        let value = fields.iter().find(|(field, _)| *field == name.trim()).map_or("", |(_, value)| *value);
        filled.push_str(value.trim());
        rest = after;
    }
    filled.push_str(rest);
    let lines = filled.replace("\r\n", "\n");
    let tidy = |line: &str| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let paragraphs = lines.split("\n\n").map(|paragraph| paragraph.lines().map(tidy).collect::<Vec<_>>().join("\n"));
    let kept: Vec<String> = paragraphs.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    kept.join("\n\n")
}

async fn submit(web: &Web, desk: Desk, tool: Tool, posted: Posted) -> Reply {
    if tool == Tool::Answer && posted.get("do") == "compose" {
        return composed(web, desk, &posted).await;
    }
    let mut letter = drafting::letter(web, &desk, &posted).await?;
    let deed = match tool {
        Tool::Message => message(&desk, &posted, &mut letter),
        Tool::Answer => answer(&desk, &posted, &mut letter),
        Tool::Note => words(&desk, &posted, "text")
            .map_err(|_| Wrong::field(&desk.visit, "text", "note-empty"))
            .map(|text| Deed::free(C::AddNote { note: letter.words(text) }, "said-noted")),
        Tool::Promise => new_promise(&desk, &posted, &mut letter, posted.get("kind"))
            .map(|promise| Deed::free(C::Promise { promise }, "said-promised")),
    };
    let wrong = match deed {
        Err(wrong) => wrong,
        Ok(deed) => match deed.run(web, &desk, &posted, letter).await? {
            Ok(key) => return see(&said(&desk.href(), key)),
            Err(wrong) => wrong,
        },
    };
    // Somebody may have been faster: the page shows the journey as it is by now, and the words as they were typed.
    let now = Desk::open(web, &desk.visit, &desk.id.to_string()).await?;
    let head = view::head(&now);
    let card = posted.some("card");
    let form = match (tool, card.and_then(|code| find(&now, code))) {
        (Tool::Answer, Some(card)) => {
            Some(composing::answer(&now.visit.cx, &head, &draft(&now, card, wrong.is(Code::LastThingNeeded))))
        }
        (Tool::Answer, None) => None,
        _ => blank(&now, &head, tool, None),
    };
    let drafts = web.app.drafts(&now.visit.who()?, now.id).await?;
    let form = form.map(|form| {
        let mut form = wrong.at(&now.visit, drafting::with_files(&now, form, &drafts), &posted);
        // What was made of the fields last is still what the typed text is compared with.
        form.instead("made", posted.get("made"));
        form.instead("news_shown", posted.get("news_shown"));
        if tool == Tool::Answer && form.errors_at("text") && posted.some("text").is_some() {
            form = form.field("as_is", "answer-as-is", Input::Check(false));
        }
        form
    });
    let shown = Shown { tool, card: card.map(str::to_owned), form, status: wrong.status(), ..Shown::default() };
    super::render(web, &now, shown).await
}

/// Puts the fields into the card's text, and sends nothing.
async fn composed(web: &Web, desk: Desk, posted: &Posted) -> Reply {
    let code = posted.get("card").to_owned();
    let form = find(&desk, &code).map(|card| {
        let text = made(&desk, card, posted);
        let mut fields = posted.fields.clone();
        fields.retain(|(name, _)| name != "text" && name != "made");
        fields.extend([("text".to_owned(), text.clone()), ("made".to_owned(), text)]);
        composing::answer(&desk.visit.cx, &view::head(&desk), &draft(&desk, card, false)).fill(&fields)
    });
    let shown = Shown { tool: Tool::Answer, card: Some(code), form, status: StatusCode::OK, ..Shown::default() };
    super::render(web, &desk, shown).await
}

fn message(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let text = message_words(desk, posted)?;
    let promise = chosen_news(desk, posted)?;
    let files = letter.files(&desk.visit.cx, posted).map_err(Wrong::Fields)?;
    let contact = letter.contact(Direction::Out, own_channel(desk), None, text, files);
    Ok(Deed::on_ball(C::Write { contact, complete: false, promise, question: None }, "said-sent").taking())
}

/// A complete answer: every field filled or marked; what is asked and promised goes along in the same message.
fn answer(desk: &Desk, posted: &Posted, letter: &mut Letter<'_>) -> Result<Deed, Wrong> {
    let card = find(desk, posted.get("card")).ok_or(Wrong::Changed)?;
    let cx = &desk.visit.cx;
    let mut faults = Vec::new();
    for field in &card.fields {
        let name = format!("field.{}", field.code);
        if posted.some(&name).is_none() && posted.some(&format!("{name}.na")).is_none() {
            faults.push((name, cx.t("field-empty")));
        }
    }
    // Fields that changed since go into a text that nobody wrote in; where somebody did, it is asked what to send.
    let (before, typed, now) = (plain(posted.get("made")), plain(posted.get("text")), plain(&made(desk, card, posted)));
    let untouched = !before.is_empty() && typed == before;
    let left_out = !before.is_empty() && now != before && typed != now;
    if posted.some("text").is_none() {
        faults.push(("text".to_owned(), cx.t("text-empty")));
    } else if left_out && !untouched && posted.some("as_is").is_none() {
        faults.push(("text".to_owned(), cx.t("answer-fields-left-out")));
    }
    let cost = amount(desk, posted, "cost");
    if cost.is_err() {
        faults.push(("cost".to_owned(), cx.t("amount-wrong")));
    }
    if !faults.is_empty() {
        return Err(Wrong::Fields(faults));
    }
    let text = if untouched { now.as_str() } else { posted.get("text") };
    let chosen: Vec<&str> = posted.all("asks").collect();
    let items: Vec<Asked> = card
        .asks
        .iter()
        .filter(|ask| chosen.contains(&ask.code.as_str()) && desk.loaded.journey.open_question().is_none())
        .map(|ask| Asked { label: letter.words(&theirs(desk, &ask.label)), kind: ask.kind, required: ask.required })
        .collect();
    let contact = letter.contact(Direction::Out, own_channel(desk), None, text, Vec::new());
    let question = (!items.is_empty()).then(|| NewQuestion {
        text: contact.text,
        items,
        due: None,
        last_thing: posted.some("last").is_some(),
        through: None,
    });
    let said_cost = costs_nothing(desk, text);
    let promised = card.promises_result && posted.some("promise").is_some();
    let promise = promised.then_some(NewPromise {
        kind: PromiseKind::Outcome,
        what: PromiseWhat::Result,
        text: None,
        to: Promisee::Customer,
        window: None,
        cost: cost?.or(said_cost),
        replaces: None,
    });
    let promise = match promised {
        true => promise,
        false => chosen_news(desk, posted)?.map(|news| NewPromise { cost: said_cost, ..news }),
    };
    Ok(Deed::on_ball(C::Write { contact, complete: true, promise, question }, "said-sent").taking())
}

/// What an answer that says so in our own sentence costs: it stands in the mail, so page and colleagues know it too.
fn costs_nothing(desk: &Desk, text: &str) -> Option<Cents> {
    let said = |lang| text.contains(&desk.visit.cx.voice(lang).cost(Some(Cents(0))));
    Lang::ALL.into_iter().any(said).then_some(Cents(0))
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn a_card_is_filled_in_and_what_does_not_apply_leaves_no_hole() {
        let text = "Wij hebben nodig: {{ needed }}. {{ how_long }} {{cost}}\n\n{{ call }}\n\nGroet";
        let fields = [("needed", "de rekening"), ("how_long", ""), ("cost", "Dit kost u niets."), ("call", " ")];
        assert_eq!(fill(text, &fields), "Wij hebben nodig: de rekening. Dit kost u niets.\n\nGroet");
    }

    #[test]
    fn braces_that_are_no_field_stay_readable() {
        assert_eq!(fill("Zie {{ onbekend }} en {{ open", &[]), "Zie en {{ open");
    }
}
