//! Topics: what a team wants to find in the words of customers. Until somebody changes one, those that come with the program
//! are looked for. Each change is kept with what was there before, as of every setting.

use regie_domain::blueprint::Words;
use regie_domain::topic::{Example, LONGEST_EXAMPLE, LONGEST_PHRASE, MOST_LINES, MOST_TOPICS, Topic, Topics};
use regie_text::topic::BadTopic;

use super::Permit;
use super::forms::Faults;
use super::organisation::OWN;
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::surveys::heard::in_text;

/// A topic as a person writes it: a keyword, phrase or sentence a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicForm {
    /// Its name. Fields `name-nl` and `name-en`.
    pub name: Words,
    /// Whether it is looked for. Field `used`.
    pub used: bool,
    /// Keywords, apart by blanks or lines. Field `keywords`.
    pub keywords: String,
    /// Phrases. Field `phrases`.
    pub phrases: String,
    /// Sentences that are about it. Field `examples`.
    pub examples: String,
    /// Sentences that are not. Field `others`.
    pub others: String,
}

impl TopicForm {
    /// The form of a topic that is kept.
    #[must_use]
    pub fn of(topic: &Topic) -> Self {
        let sentences = |belongs: bool| {
            let those = topic.examples.iter().filter(|example| example.belongs == belongs);
            those.map(|example| example.text.as_str()).collect::<Vec<_>>().join("\n")
        };
        Self {
            name: topic.name.clone(),
            used: topic.used,
            keywords: topic.keywords.join(" "),
            phrases: topic.phrases.join("\n"),
            examples: sentences(true),
            others: sentences(false),
        }
    }

    fn read(&self, faults: &mut Faults, key: String) -> Topic {
        let keywords = self.keywords.split_whitespace().map(str::to_owned).collect();
        let sentences = |faults: &mut Faults, field: &str, text: &str, belongs: bool| {
            let lines = lines(faults, field, text, LONGEST_EXAMPLE);
            lines.into_iter().map(|text| Example { text, belongs }).collect::<Vec<_>>()
        };
        let mut examples = sentences(faults, "examples", &self.examples, true);
        examples.extend(sentences(faults, "others", &self.others, false));
        let topic = Topic {
            key,
            name: faults.words("name", &self.name),
            used: self.used,
            keywords: few(faults, "keywords", keywords, LONGEST_PHRASE),
            phrases: lines(faults, "phrases", &self.phrases, LONGEST_PHRASE),
            examples,
        };
        if topic.keywords.is_empty() && topic.phrases.is_empty() {
            faults.add("keywords", "invalid-required");
        }
        match regie_text::topic::Topics::new(&[in_text(&topic)]) {
            Err(BadTopic::Phrase(..)) => faults.add("phrases", "invalid-topic-phrase"),
            Err(_) => faults.add("keywords", "invalid-topic-keyword"),
            Ok(_) => {}
        }
        topic
    }
}

fn lines(faults: &mut Faults, field: &str, text: &str, longest: usize) -> Vec<String> {
    let joined = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    few(faults, field, text.lines().map(joined).filter(|line| !line.is_empty()).collect(), longest)
}

/// Each once, and not too many or too long.
fn few(faults: &mut Faults, field: &str, all: Vec<String>, longest: usize) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for one in all {
        if one.chars().count() > longest {
            faults.add(field, "invalid-too-long");
        }
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    if kept.len() > MOST_LINES {
        faults.add(field, "invalid-too-long");
    }
    kept
}

/// How a topic does on its own examples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Are about it, and it does not find them.
    pub missed: Vec<String>,
    /// Are not about it, and it finds them.
    pub too_many: Vec<String>,
    /// Words that would find what it misses.
    pub proposed: Vec<String>,
}

/// Tries a topic on its own examples.
#[must_use]
pub fn tried(topic: &Topic) -> Tried {
    let Ok(found) = in_text(topic).tried() else { return Tried::default() };
    let texts = |places: &[usize]| {
        places.iter().filter_map(|place| topic.examples.get(*place)).map(|example| example.text.clone()).collect()
    };
    Tried { missed: texts(&found.missed), too_many: texts(&found.too_many), proposed: found.proposed }
}

impl App {
    /// Changes a topic, or makes one where no key is given; tells its key.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_topic(&self, who: &Who, key: Option<String>, expected: i64, form: TopicForm) -> Result<String> {
        let directory = self.directory().await?;
        if who.member().is_some_and(|member| directory.guest_of(member).is_some()) {
            return Err(AppError::Denied("role"));
        }
        self.edit(who, Permit::Leads, (key, expected, form), |tx, edit, (key, expected, form)| {
            Box::pin(async move {
                let mut topics: Topics = edit.directory.listening();
                let mut faults = Faults::default();
                let key = match key {
                    Some(key) => key.clone(),
                    None => {
                        topics.made += 1;
                        format!("own_{}", topics.made)
                    }
                };
                let topic = form.read(&mut faults, key.clone());
                match topics.all.iter_mut().find(|known| known.key == key) {
                    Some(known) => *known = topic,
                    None if !key.starts_with("own_") || topics.made == 0 => return Err(AppError::NotFound("topic")),
                    None => topics.all.push(topic),
                }
                if topics.all.len() > MOST_TOPICS {
                    faults.add("name-nl", "invalid-topics-many");
                }
                faults.check()?;
                let own = edit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
                edit.save(tx, (kind::TOPICS, own.value.id.0), Some(OWN), &topics, *expected).await?;
                Ok(key)
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> TopicForm {
        TopicForm {
            name: Words::new("Parkeren", "Parking"),
            used: true,
            keywords: "parke*  *garage parke*".into(),
            phrases: "geen _ plek\n\n".into(),
            examples: "Ik kon nergens parkeren.\nMijn auto kon ik niet kwijt.".into(),
            others: "De garage boven het kantoor is mooi.".into(),
        }
    }

    #[test]
    fn a_form_reads_and_writes_the_same_and_is_tried_on_its_examples() {
        let mut faults = Faults::default();
        let topic = form().read(&mut faults, "own_1".into());
        assert!(faults.into_found().is_empty());
        assert_eq!(topic.keywords, ["parke*", "*garage"]);
        let again = TopicForm::of(&topic).read(&mut Faults::default(), "own_1".into());
        assert_eq!(again, topic);
        let found = tried(&topic);
        assert_eq!(found.missed, ["Mijn auto kon ik niet kwijt."]);
        assert_eq!(found.too_many, ["De garage boven het kantoor is mooi."]);
        assert!(found.proposed.contains(&"kwijt".to_owned()), "{found:?}");
    }

    #[test]
    fn what_would_find_all_or_nothing_is_refused_at_its_field() {
        for (change, field) in [
            (TopicForm { keywords: "a*".into(), ..form() }, "keywords"),
            (TopicForm { keywords: String::new(), phrases: String::new(), ..form() }, "keywords"),
            (TopicForm { phrases: "_".into(), ..form() }, "phrases"),
            (TopicForm { name: Words::new("Parkeren", ""), ..form() }, "name-en"),
            (TopicForm { others: "x".repeat(LONGEST_EXAMPLE + 1), ..form() }, "others"),
        ] {
            let mut faults = Faults::default();
            change.read(&mut faults, "own_1".into());
            let found = faults.into_found();
            assert!(found.iter().any(|fault| fault.field == field), "{field}: {found:?}");
        }
    }
}
