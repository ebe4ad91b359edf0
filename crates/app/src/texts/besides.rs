//! What a blueprint tells besides in a message of the program: one sentence, which may name part of what the text of that
//! message may. It stands before the way to the customer's page, also in a text that the organisation changed.

use minijinja::Value;
use regie_domain::blueprint::Words;
use regie_domain::directory::Organisation;

use super::{Rendered, TextFault, environment, render, sample, syntax, variables};
use crate::directory::Directory;
use crate::locale::Lang;

/// The most characters of a sentence.
pub const MOST: usize = 400;

/// What fills a place of its own in a message, and none within a sentence.
const OWN_PLACE: [&str; 5] = ["greeting", "items", "link", "question", "words"];

/// What a sentence in a message may name.
pub fn names(key: &str) -> impl Iterator<Item = &'static str> {
    variables(key).iter().copied().filter(|name| !OWN_PLACE.contains(name))
}

/// Checks a sentence for the settings: it can be read and names only what it may.
///
/// # Errors
/// Every fault at once.
pub fn check(sentence: &str, key: &str) -> Result<(), Vec<TextFault>> {
    let environment = environment();
    let parsed = environment.template_from_str(sentence).map_err(|error| vec![syntax(&error)])?;
    let mut unknown: Vec<String> = parsed.undeclared_variables(false).into_iter().collect();
    unknown.retain(|name| !names(key).any(|known| known == name));
    unknown.sort();
    if !unknown.is_empty() {
        return Err(unknown.into_iter().map(TextFault::Unknown).collect());
    }
    filled(sentence, key, &sample::of(key, Lang::Nl)).map(drop).map_err(|fault| vec![fault])
}

/// A sentence with what it names, on one line.
///
/// # Errors
/// Why it cannot be filled in.
pub fn filled(sentence: &str, key: &str, values: &super::Values) -> Result<String, TextFault> {
    let all = Value::from(minijinja::value::Serde(values));
    let known = Value::from_pairs(names(key).map(|name| (name, all.get_attr(name).unwrap_or_default())));
    let environment = environment();
    let parsed = environment.template_from_str(sentence).map_err(|error| syntax(&error))?;
    let words = parsed.render(known).map_err(|error| syntax(&error))?;
    Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A message with sample data and a sentence, as the organisation's texts make it.
///
/// # Errors
/// Why the sentence cannot be used.
pub fn preview(
    directory: &Directory,
    organisation: &Organisation,
    key: &str,
    lang: Lang,
    sentence: &str,
) -> Result<Rendered, Vec<TextFault>> {
    check(sentence, key)?;
    let mut values = sample::of_house(key, lang, organisation);
    values.besides = filled(sentence, key, &values).map_err(|fault| vec![fault])?;
    Ok(render(directory, key, lang, &values))
}

/// A text with the sentence in it: before the paragraph with the link, unless that is the first one.
pub(super) fn placed(text: &str, sentence: &str, link: &str) -> String {
    if sentence.is_empty() {
        return text.to_owned();
    }
    let mut paragraphs: Vec<&str> = text.trim_end().split("\n\n").collect();
    let page = paragraphs.iter().position(|paragraph| !link.is_empty() && paragraph.contains(link));
    let at = page.map_or(paragraphs.len(), |page| page.max(1));
    paragraphs.insert(at, sentence);
    format!("{}\n", paragraphs.join("\n\n"))
}

/// The sentence in a text as it was handed over, with a link of which only `link` is left: what [`placed`] put there, where
/// it can be what one of these sentences became.
#[must_use]
pub fn found<'a>(text: &'a str, link: &str, sentences: &Words) -> Option<&'a str> {
    let paragraphs: Vec<&str> = text.trim_end().split("\n\n").collect();
    let page = paragraphs.iter().position(|paragraph| paragraph.contains(link))?;
    let paragraph = paragraphs.get(if page == 0 { 1 } else { page - 1 })?;
    [&sentences.nl, &sentences.en].into_iter().any(|sentence| fits(sentence, paragraph)).then_some(*paragraph)
}

/// Whether a paragraph has the fixed words of a sentence, in their order.
fn fits(sentence: &str, paragraph: &str) -> bool {
    let mut rest = paragraph;
    let fixed = sentence.split("{{").flat_map(|part| part.rsplit("}}").next()).map(str::trim);
    // What a condition may leave out is not known to be there.
    !sentence.is_empty()
        && (sentence.contains("{%")
            || fixed.filter(|words| !words.is_empty()).all(|words| match rest.split_once(words) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            }))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stands_before_the_way_to_the_page() {
        let text = "Beste Jan,\n\nWij hebben uw bericht.\n\nUw pagina:\nhttps://x/s/1\n\nGroet\n";
        let with = placed(text, "Bel 112 bij gevaar.", "https://x/s/1");
        assert_eq!(with, text.replace("Uw pagina", "Bel 112 bij gevaar.\n\nUw pagina"));
        let sentences = Words::new("Bel {{ phone }} bij gevaar.", "");
        assert_eq!(found(&with, "/s/1", &sentences), Some("Bel 112 bij gevaar."));
        assert_eq!(found(text, "/s/1", &sentences), None);
        assert_eq!(placed(text, "", "https://x/s/1"), text);
        let short = placed("Dag! https://x/s/1\n", "Bel 112.", "https://x/s/1");
        assert_eq!(short, "Dag! https://x/s/1\n\nBel 112.\n");
        assert_eq!(found(&short, "/s/1", &Words::new("", "Bel 112.")), Some("Bel 112."));
    }

    #[test]
    fn a_sentence_names_only_what_its_message_knows() {
        assert_eq!(check("{{ team }} belt u. Vragen? {{ phone }}", "now_with"), Ok(()));
        for name in ["words", "link", "nosuch"] {
            assert_eq!(
                check(&format!("Zie {{{{ {name} }}}}."), "question"),
                Err(vec![TextFault::Unknown(name.into())])
            );
        }
        // A receipt repeats nothing that its sender chose.
        assert_eq!(check("Over {{ subject }}", "receipt"), Err(vec![TextFault::Unknown("subject".into())]));
        assert!(matches!(check("Bel {{ phone", "receipt").unwrap_err()[..], [TextFault::Syntax(..)]));
    }

    #[test]
    fn a_sentence_reaches_both_parts_of_every_message_and_changes_nothing_else() {
        for lang in Lang::ALL {
            for about in regie_domain::blueprint::OCCASIONS {
                let key = about.code();
                let plain = super::super::preview(key, lang).unwrap();
                let mut values = sample::of(key, lang);
                values.besides = "Neem <uw> pas mee.".to_owned();
                let with = render(&Directory::default(), key, lang, &values);
                assert_eq!(with.text.replace("Neem <uw> pas mee.\n\n", ""), plain.text, "{key}");
                assert!(with.html.contains("Neem &lt;uw&gt; pas mee."), "{key}: {}", with.html);
                assert_eq!(with.subject, plain.subject);
            }
        }
    }
}
