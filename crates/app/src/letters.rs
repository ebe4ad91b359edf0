//! What a letter needs: the address in the window, and the whole message as it stands on paper. Whoever gets letters is told
//! the same as whoever gets mail, but for what only a mail can do.

use regie_domain::actor::Door;
use regie_domain::codes::{TaskKind, UpdateKind};
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::ids::{CustomerId, JourneyId, ParticipantId, TaskId};
use regie_domain::journey::Journey;
use regie_domain::letters::{AddressError, PostalAddress};
use regie_domain::reference::Reference;
use regie_domain::survey::Ask;
use regie_store::views::customers;
use regie_store::{Tx, content};

use crate::authorise::Who;
use crate::error::{AppError, Result};
use crate::handles::tying;
use crate::locale::Lang;
use crate::run::{Request, Stage};
use crate::surveys::code;
use crate::texts::lang_of;
use crate::{App, links};

/// What our texts say of the page or of mail, and what paper says in its place.
const ON_PAPER: &[(&str, &str)] = &[
    ("U stuurt dit veilig op uw eigen pagina.", "U kunt dit per post sturen of bij ons langsbrengen."),
    ("Dat kan op uw eigen pagina, of met een antwoord op dit bericht.", "Dat kan per telefoon of met een brief."),
    ("Dat kan op uw eigen pagina.", "Bel ons dan."),
    (
        "Wilt u antwoorden op uw eigen pagina?",
        "Wilt u antwoorden? Schrijf het op deze brief en stuur die terug, of bel ons en noem het nummer hieronder.",
    ),
    (
        "Would you like to answer on your own page?",
        "Would you like to answer? Write it on this letter and send it back, or call us and give the number below.",
    ),
    ("Schrijf ons dan op uw eigen pagina, of bel ons.", "Bel ons dan."),
    ("You can do so on your own page.", "Then call us."),
    ("Then write to us on your own page, or call us.", "Then call us."),
    ("You can send it safely on your own page.", "You can send it by post or bring it to us."),
    ("You can do so on your own page, or by answering this message.", "You can do so by telephone or by letter."),
];

/// A letter that a person is to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub participant: ParticipantId,
    /// The name on the envelope; nothing where none is known.
    pub name: Option<String>,
    /// The address below it; nothing where none is known.
    pub address: Option<PostalAddress>,
    /// The language of whoever gets it.
    pub lang: Lang,
    /// The number of the journey.
    pub reference: Reference,
    /// What the journey is about.
    pub subject: String,
    /// The whole message; nothing where a person writes the words.
    pub text: Option<String>,
    /// Whether a person said that it was sent.
    pub done: bool,
}

impl App {
    /// The letter of a task, for somebody who may read the journey.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such letter to send, a denial, or what the store says.
    pub async fn letter(&self, who: &Who, journey: JourneyId, task: TaskId) -> Result<Letter> {
        let loaded = self.open_journey(who, journey).await?;
        let found = loaded.journey.tasks.get(&task).filter(|task| task.kind == TaskKind::Letter);
        let found = found.ok_or(AppError::NotFound("task"))?;
        let told = found.update.and_then(|id| loaded.journey.updates.get(&id)).map(|update| update.participant);
        let customer = loaded.journey.customer_participant().map(|(id, _)| id);
        let participant = told.or(customer).ok_or(AppError::NotFound("participant"))?;
        let person = loaded.journey.participants.get(&participant).ok_or(AppError::NotFound("participant"))?;
        let lang = lang_of(loaded.languages.get(&person.customer).copied().unwrap_or(Language::Nl));
        let text = match found.update {
            Some(update) => match self.undelivered(who, journey, update).await {
                Ok(message) => {
                    let way = self.code_on_paper(&loaded.journey, message.about, lang);
                    Some(on_paper(&message.text, &links::redacted(&self.config.public_url), way.as_deref()))
                }
                Err(AppError::NotFound(_)) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let handles = loaded.handles.get(&person.customer).into_iter().flatten();
        let address = handles.filter(|(kind, _)| *kind == HandleKind::Address).map(|(_, value)| value).next_back();
        Ok(Letter {
            participant,
            name: loaded.names.get(&person.customer).cloned(),
            address: address.and_then(|value| PostalAddress::parse(value).ok()),
            lang,
            reference: loaded.journey.reference,
            subject: loaded.title().to_owned(),
            text,
            done: !found.is_open(),
        })
    }

    /// How a letter that asks how it went is answered by a screen: an address and a code to type over.
    fn code_on_paper(&self, journey: &Journey, about: UpdateKind, lang: Lang) -> Option<String> {
        let asks = |ask: &&Ask| about == UpdateKind::Survey && ask.takes_answer(self.ports.clock.now());
        let ask = journey.survey.as_ref().filter(asks)?;
        let address = format!("{}{}", self.config.public_url, code::PATH);
        let address = address.strip_prefix("https://").unwrap_or(&address).to_owned();
        let code = code::code(&self.config, ask.id);
        Some(lang.t("paper-code", &[("address", address.as_str().into()), ("code", code.as_str().into())]))
    }
}

/// A message as it stands on paper: without the paragraph of its link, or with another way in its place, and with what paper can
/// do in the place of what a page or a mail can.
fn on_paper(text: &str, link: &str, way: Option<&str>) -> String {
    let mut way = way;
    let kept = text.trim().split("\n\n").filter_map(|paragraph| match paragraph.contains(link) {
        true => way.take(),
        false => Some(paragraph),
    });
    let kept: Vec<&str> = kept.collect();
    let text = kept.into_iter().chain(way).collect::<Vec<_>>().join("\n\n");
    ON_PAPER.iter().fold(text, |text, (page, paper)| text.replace(page, paper))
}

/// Reads an address as a form gives it. Field `address`.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn address(typed: &str) -> Result<PostalAddress> {
    PostalAddress::parse(typed).map_err(|error| {
        let key = match error {
            AddressError::Empty => "invalid-required",
            AddressError::TooFewLines => "invalid-address-lines",
            AddressError::TooLarge => "invalid-address-large",
        };
        AppError::invalid("address", key)
    })
}

/// Lets letters to a person go to an address from now on: one at a time.
pub(crate) async fn post_to(stage: &Stage, tx: &mut Tx, who: &Who, id: CustomerId, lines: &str) -> Result<()> {
    let address = address(lines)?.to_string();
    let mut there = false;
    for handle in customers::handles(tx, id).await? {
        if handle.kind != HandleKind::Address.code() {
            continue;
        }
        if content::text(tx, handle.value.0).await?.as_deref() == Some(&address) {
            there = true;
            continue;
        }
        let untie = CustomerCommand::UntieHandle { handle: handle.id };
        stage.run(tx, &Request::customer(who.clone(), Door::Page, id, untie)).await?;
    }
    if !there {
        let (_, tie) = tying(stage, (who, Door::Page), id, (HandleKind::Address, Evidence::Member), &address);
        stage.run(tx, &tie).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{default_text, keys};

    #[test]
    fn paper_names_neither_page_nor_mail() {
        let link = "https://regie.example.org/s/…";
        for lang in [Lang::Nl, Lang::En] {
            for key in keys().filter(|key| *key != crate::texts::NEW_LINK) {
                let (_, body) = default_text(key, lang);
                let paper = on_paper(&body.replace("{{ link }}", link), link, None).to_lowercase();
                // Without words of a person there is no outcome; what stands there then is never printed.
                let paper = paper.replace("u leest de uitkomst op uw eigen pagina.", "");
                let paper = paper.replace("you can read the outcome on your own page.", "");
                for word in ["pagina", "e-mail", "page", "link"] {
                    assert!(!paper.contains(word), "{key} in {lang:?} says {word}: {paper}");
                }
            }
        }
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let link = "https://regie.example.org/s/…";
        let text = format!("Beste Anja,\n\nWij komen morgen.\n\nOp uw pagina:\n{link}\n\nGemeente\nUw nummer: R-1\n");
        assert_eq!(on_paper(&text, link, None), "Beste Anja,\n\nWij komen morgen.\n\nGemeente\nUw nummer: R-1");
        let other = on_paper(&text, link, Some("Code: X."));
        assert_eq!(other, "Beste Anja,\n\nWij komen morgen.\n\nCode: X.\n\nGemeente\nUw nummer: R-1");
        assert!(
            on_paper("Beste Anja,", link, Some("Code: X.")).ends_with("Code: X."),
            "words without a link have it too"
        );
    }
}
