//! What a blueprint tells besides in the messages of the program: what is wrong with a sentence, in words that name it, and
//! how the messages look with it.

use regie_app::locale::Lang;
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::texts::{TextFault, besides};
use regie_domain::blueprint::OCCASIONS;

use crate::form::Form;
use crate::pages::settings::Block;
use crate::ui::settings::texts::variable_key;
use crate::visit::Visit;

/// Every sentence that was typed: the field, the code of its message, the language and the words.
fn typed(values: &BlueprintForm) -> impl Iterator<Item = (String, &str, Lang, &str)> {
    values.tell.iter().flat_map(|(code, words)| {
        let both = [(Lang::Nl, words.nl.trim()), (Lang::En, words.en.trim())];
        let typed = both.into_iter().filter(|(_, words)| !words.is_empty());
        typed.map(move |(lang, words)| (format!("tell-{code}-{}", lang.code()), code.as_str(), lang, words))
    })
}

/// Says at each sentence what is wrong with it, more exactly than a form of the settings can.
pub(super) fn explain(visit: &Visit, form: &mut Form, values: &BlueprintForm) {
    let cx = &visit.cx;
    for (field, code, _, words) in typed(values) {
        let unknown: Vec<String> = match besides::check(words, code) {
            Ok(()) => continue,
            Err(faults) => faults
                .into_iter()
                .filter_map(|fault| if let TextFault::Unknown(name) = fault { Some(name) } else { None })
                .collect(),
        };
        if !unknown.is_empty() {
            let known: Vec<&str> = besides::names(code).collect();
            form.error(&field, cx.t2("blueprint-tell-unknown", "name", unknown.join(", "), "known", known.join(", ")));
        } else {
            form.error(&field, cx.t("invalid-braces"));
        }
    }
}

/// The messages with their sentences, as a customer would read them; nothing for a sentence that does not work.
pub(super) fn previews(visit: &Visit, values: &BlueprintForm) -> Vec<Block> {
    let Ok(house) = visit.directory.organisation() else { return Vec::new() };
    let shown = typed(values).filter_map(|(_, code, lang, words)| {
        let mail = besides::preview(&visit.directory, house, code, lang, words).ok()?;
        Some(Block::Preview(mail.subject, mail.text))
    });
    let shown: Vec<Block> = shown.collect();
    if shown.is_empty() { vec![Block::Empty(visit.cx.t("blueprint-tell-none"))] } else { shown }
}

/// What a sentence may name, in the order of the messages.
pub(super) fn variables(visit: &Visit) -> Block {
    let mut names: Vec<&str> = Vec::new();
    for name in OCCASIONS.iter().flat_map(|about| besides::names(about.code())) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let named = names.into_iter().map(|name| (format!("{{{{ {name} }}}}"), visit.cx.t(variable_key(name))));
    Block::Variables(named.collect())
}
