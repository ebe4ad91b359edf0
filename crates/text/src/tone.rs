//! How a text sounds: positive, neutral, negative, or worrying, and which of its words say so.
//!
//! Phrases go before words; a worrying phrase decides alone. The score is the weighted mean of what was found:
//! `Σ w·v / Σ w`, where `v` runs from -1 to 1 and `w` says how much that kind of find is trusted (phrase 2, service word and
//! smiley 1.5, word of the lexicon 0.7), less before a "but" and more after it. "Not" turns a value over and halves it, "very"
//! makes it larger and "a bit" smaller. All these numbers were chosen on the part `dev` of the labelled answers.

use crate::Place;
use crate::language::{Guess, Language, guess};
use crate::lists::Lists;
pub use crate::lists::Origin;
use crate::phrase::{Stemmed, place, stemmed};
use crate::words::feeling;
use crate::worry::Worry;

/// How a text sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Content, thankful.
    Positive,
    /// Neither, or nothing was found.
    Neutral,
    /// Unhappy.
    Negative,
    /// A person should look at once: despair, threat, danger, a legal step, an authority, the press.
    Worrying,
}

/// Why a piece of the text counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// A word of a list.
    Word(Origin),
    /// A phrase of service language, as it is written in the list.
    Phrase(String),
    /// A worrying phrase, as it is written in the list.
    Worry(Worry, String),
    /// A smiley.
    Smiley,
}

/// A piece of the text that counts, to be highlighted.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its bytes.
    pub at: Place,
    /// What it counts for, -1 to 1, after what stands around it.
    pub value: f64,
    /// How much a find of this kind is trusted.
    pub trust: f64,
    /// Why.
    pub because: Because,
    /// The topic that a phrase brings along, by its key.
    pub topic: Option<String>,
    /// The "not" that turned it over.
    pub denied_by: Option<Place>,
    /// The "very" or "a bit" that made it larger or smaller.
    pub sized_by: Option<Place>,
}

/// What a text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its language, and how that is known.
    pub language: Guess,
    /// The language it was read in.
    pub read_in: Language,
    /// -1 to 1; 0 when nothing was found.
    pub score: f64,
    /// Its tone.
    pub tone: Tone,
    /// The pieces that say so, from front to back; none overlaps another.
    pub marks: Vec<Mark>,
}

impl Reading {
    /// What is worrying about it, what cannot wait first, each once.
    #[must_use]
    pub fn worries(&self) -> Vec<Worry> {
        let named = |worry: &Worry| {
            self.marks.iter().any(|mark| matches!(mark.because, Because::Worry(found, _) if found == *worry))
        };
        Worry::ALL.into_iter().filter(named).collect()
    }
}

/// From here on a text is positive, and below this negative. Customers praise in clear words and complain in plain ones.
const POSITIVE: f64 = 0.12;
const NEGATIVE: f64 = -0.08;
const PHRASE: f64 = 2.0;
const SERVICE: f64 = 1.5;
const LEXICON: f64 = 0.7;
/// What a "not" leaves of a value, turned over: "not bad" is less than "good".
const DENIED: f64 = -0.6;
const LARGER: f64 = 1.3;
const SMALLER: f64 = 0.6;
const BEFORE_BUT: f64 = 0.4;
const AFTER_BUT: f64 = 1.5;

/// The small words of a language that change what others count for, by their folded forms.
struct Small {
    denies: &'static [&'static str],
    enlarges: &'static [&'static str],
    reduces: &'static [&'static str],
    turns: &'static [&'static str],
    /// Words before a turning word that take the turn out of it ("alleen maar").
    no_turn_after: &'static [&'static str],
    /// Words after it that do so ("maar liefst").
    no_turn_before: &'static [&'static str],
}

const DUTCH: Small = Small {
    denies: &[
        "niet",
        "geen",
        "nooit",
        "niks",
        "niets",
        "noch",
        "zonder",
        "nauwelijks",
        "amper",
        "allesbehalve",
        "nie",
        "nergens",
        "nimmer",
    ],
    enlarges: &[
        "heel",
        "erg",
        "zeer",
        "echt",
        "super",
        "enorm",
        "ontzettend",
        "zo",
        "uiterst",
        "extreem",
        "hartstikke",
        "bijzonder",
        "veel",
        "werkelijk",
        "onwijs",
        "mega",
        "verschrikkelijk",
        "vreselijk",
        "ongelofelijk",
        "hele",
        "erge",
        "ronduit",
        "totaal",
        "volkomen",
        "bar",
    ],
    reduces: &["beetje", "iets", "redelijk", "vrij", "nogal", "ietwat", "enigszins", "soort", "wat"],
    turns: &["maar", "echter", "desondanks", "toch", "uiteindelijk", "alleen"],
    no_turn_after: &["alleen", "zeg", "doe", "ga", "kom", "wacht", "zoek", "nog", "en", "kijk", "niet"],
    no_turn_before: &["liefst", "een", "niet", "wel", "af", "raak", "door"],
};

const ENGLISH: Small = Small {
    denies: &[
        "not", "no", "never", "without", "hardly", "barely", "neither", "nor", "cannot", "nothing", "none", "cant",
        "dont", "didnt", "doesnt", "isnt", "wasnt", "werent", "arent", "wont", "wouldnt", "couldnt", "shouldnt",
        "hasnt", "havent", "hadnt", "aint",
    ],
    enlarges: &[
        "very",
        "really",
        "so",
        "extremely",
        "absolutely",
        "super",
        "totally",
        "truly",
        "incredibly",
        "completely",
        "utterly",
        "most",
        "highly",
        "especially",
        "proper",
    ],
    reduces: &["bit", "slightly", "somewhat", "fairly", "rather", "little", "quite", "reasonably"],
    turns: &["but", "however", "although", "though", "nevertheless", "yet", "eventually", "unfortunately"],
    no_turn_after: &["nothing", "anything", "all", "not", "as", "nobody"],
    no_turn_before: &[],
};

fn small(language: Language) -> &'static [Small] {
    const BOTH: &[Small] = &[DUTCH, ENGLISH];
    match language {
        Language::Dutch => &BOTH[..1],
        Language::English => &BOTH[1..],
        Language::Unknown => BOTH,
    }
}

/// Reads texts by the lists of both languages. Making one takes some milliseconds; keep it.
#[derive(Debug)]
pub struct Reader {
    dutch: Lists,
    english: Lists,
}

impl Default for Reader {
    fn default() -> Self {
        Self { dutch: Lists::of(Language::Dutch), english: Lists::of(Language::English) }
    }
}

impl Reader {
    /// One with the lists that are compiled in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a text. `asked` is the language of the question, for an answer too short to tell; without it, too, such a text is
    /// read by the words of both.
    #[must_use]
    pub fn read(&self, text: &str, asked: Option<Language>) -> Reading {
        let language = guess(text);
        let read_in = language.or(asked);
        let mut marks = match read_in {
            Language::Dutch => marks(text, &self.dutch, small(read_in)),
            Language::English => marks(text, &self.english, small(read_in)),
            Language::Unknown => {
                let mut both = marks(text, &self.dutch, small(read_in));
                both.extend(marks(text, &self.english, small(read_in)));
                both
            }
        };
        marks.sort_by_key(|mark| (mark.at.start, std::cmp::Reverse(mark.at.end)));
        marks.dedup_by(|later, earlier| later.at.start < earlier.at.end);
        let score = score(&marks);
        let worrying = marks.iter().any(|mark| matches!(mark.because, Because::Worry(..)));
        let tone = match score {
            _ if worrying => Tone::Worrying,
            high if high >= POSITIVE => Tone::Positive,
            low if low <= NEGATIVE => Tone::Negative,
            _ => Tone::Neutral,
        };
        Reading { language, read_in, score, tone, marks }
    }
}

fn score(marks: &[Mark]) -> f64 {
    let trust: f64 = marks.iter().map(|mark| mark.trust).sum();
    let sum: f64 = marks.iter().map(|mark| mark.trust * mark.value).sum();
    if trust > 0.0 { (sum / trust).clamp(-1.0, 1.0) } else { 0.0 }
}

/// A find before its surroundings are looked at: from word to word.
struct Find {
    from: usize,
    to: usize,
    value: f64,
    trust: f64,
    because: Because,
    topic: Option<String>,
}

fn marks(text: &str, lists: &Lists, small: &[Small]) -> Vec<Mark> {
    let read = stemmed(text, &lists.stems);
    let mut free = vec![true; read.len()];
    let mut finds = Vec::new();
    let mut take = |finds: &mut Vec<Find>, find: Find| {
        if free[find.from..find.to].iter().all(|free| *free) {
            free[find.from..find.to].fill(false);
            finds.push(find);
        }
    };
    for found in lists.worries.longest(&read) {
        let denied = found.means.can_be_denied() && denial(&read, found.from, small).is_some();
        if !denied {
            let because = Because::Worry(*found.means, found.phrase.written().to_owned());
            take(&mut finds, Find { from: found.from, to: found.to, value: -0.9, trust: PHRASE, because, topic: None });
        }
    }
    for found in lists.phrases.longest(&read) {
        let (because, topic) = (Because::Phrase(found.phrase.written().to_owned()), found.means.topic.clone());
        take(
            &mut finds,
            Find { from: found.from, to: found.to, value: found.means.weight, trust: PHRASE, because, topic },
        );
    }
    for (at, word) in read.iter().enumerate() {
        let find = |value, trust, because| Find { from: at, to: at + 1, value, trust, because, topic: None };
        if let Some(value) = feeling(&word.word.folded) {
            take(&mut finds, find(value, SERVICE, Because::Smiley));
        } else if let Some((value, origin)) = lists.weight(&word.word.folded, &word.stem)
            && value != 0.0
            && !only_sizes(&read, at, lists, small)
        {
            let trust = if origin == Origin::Service { SERVICE } else { LEXICON };
            take(&mut finds, find(value, trust, Because::Word(origin)));
        }
    }
    finds.sort_by_key(|find| find.from);
    let mut last_turns = vec![None; read.last().map_or(0, |word| word.word.sentence + 1)];
    for (at, word) in read.iter().enumerate() {
        if turns(&read, at, small) {
            last_turns[word.word.sentence] = Some(at);
        }
    }
    let around = Around { read: &read, finds: &finds, free: &free, last_turns: &last_turns, small };
    (0..finds.len()).filter_map(|at| mark(&around, at)).collect()
}

/// What stands around the finds.
struct Around<'a> {
    read: &'a [Stemmed],
    finds: &'a [Find],
    /// Which words are in no find.
    free: &'a [bool],
    /// By sentence, the last word that turns it.
    last_turns: &'a [Option<usize>],
    small: &'a [Small],
}

/// The mark that a find becomes by what stands around it. A phrase of weight 0 only keeps its words from being counted.
fn mark(around: &Around<'_>, at: usize) -> Option<Mark> {
    let Around { read, finds, free, last_turns, small } = *around;
    let find = finds.get(at)?;
    if find.value == 0.0 {
        return None;
    }
    let word = |at: usize| read.get(at).map(|word| word.word.at.clone());
    let worry = matches!(find.because, Because::Worry(..));
    let nobody = read.get(find.from).is_some_and(|word| NOBODY.contains(&word.word.folded.as_str()));
    let denied = if worry || (nobody && find.value < 0.0) {
        None
    } else {
        let before = denial(read, find.from, small).filter(|at| free[*at]);
        before.or_else(|| denial_inside(read, find, small)).or_else(|| denial_after(read, finds, at, small))
    };
    let sized = find.from.checked_sub(1).filter(|before| same_clause(read, *before, find.from)).and_then(|before| {
        let folded = read.get(before)?.word.folded.as_str();
        let size =
            match small.iter().find(|small| small.enlarges.contains(&folded) || small.reduces.contains(&folded))? {
                small if small.enlarges.contains(&folded) => LARGER,
                _ => SMALLER,
            };
        Some((before, size))
    });
    let mut value = find.value * sized.map_or(1.0, |(_, size)| size);
    if denied.is_some() {
        value *= DENIED;
    }
    let turn = match last_turns[read.get(find.from)?.word.sentence] {
        _ if worry => 1.0,
        Some(turn) if turn >= find.to => BEFORE_BUT,
        Some(_) => AFTER_BUT,
        None => 1.0,
    };
    Some(Mark {
        at: place(read, find.from, find.to),
        value: value.clamp(-1.0, 1.0),
        trust: find.trust * turn,
        because: find.because.clone(),
        topic: find.topic.clone(),
        denied_by: denied.and_then(word),
        sized_by: sized.and_then(|(at, _)| word(at)),
    })
}

fn same_clause(read: &[Stemmed], one: usize, other: usize) -> bool {
    read.get(one).zip(read.get(other)).is_some_and(|(one, other)| one.word.clause == other.word.clause)
}

fn denies(read: &[Stemmed], at: usize, small: &[Small]) -> bool {
    read.get(at).is_some_and(|word| small.iter().any(|small| small.denies.contains(&word.word.folded.as_str())))
}

/// The "not" at most three words before, in the same part of the sentence.
fn denial(read: &[Stemmed], from: usize, small: &[Small]) -> Option<usize> {
    let near = (from.saturating_sub(3)..from).rev().take_while(|at| !begins_anew(read, *at));
    near.into_iter().find(|at| denies(read, *at, small) && same_clause(read, *at, from))
}

/// Words behind which a "not" before them says nothing any more: "without a line, and nobody came".
const ANEW: [&str; 10] = ["en", "of", "want", "maar", "dus", "and", "or", "but", "because", "so"];
/// Words that deny by themselves: a "not" before them makes nothing good.
const NOBODY: [&str; 9] =
    ["niemand", "nergens", "tevergeefs", "nobody", "noone", "nowhere", "nothing", "niets", "niks"];

fn begins_anew(read: &[Stemmed], at: usize) -> bool {
    read.get(at).is_some_and(|word| ANEW.contains(&word.word.folded.as_str()))
}

/// The "not" that stands in a gap of a phrase of praise: "problem still isn't fixed".
fn denial_inside(read: &[Stemmed], find: &Find, small: &[Small]) -> Option<usize> {
    let Because::Phrase(written) = &find.because else { return None };
    let own = written.split([' ', '|', '+']).map(crate::fold::fold);
    let of_its_own = own.into_iter().any(|word| small.iter().any(|small| small.denies.contains(&word.as_str())));
    if find.value <= 0.0 || of_its_own { None } else { (find.from..find.to).find(|at| denies(read, *at, small)) }
}

/// The "not" at most two words behind, as Dutch has it ("dat begrijp ik niet"), when nothing behind it is denied by it.
fn denial_after(read: &[Stemmed], finds: &[Find], at: usize, small: &[Small]) -> Option<usize> {
    // Behind a complaint it belongs to the verb: "klopt voor de derde keer niet".
    let find = finds.get(at).filter(|find| find.value > 0.0)?;
    let next = finds.get(at + 1).map_or(read.len(), |next| next.from);
    let near = find.to..(find.to + 2).min(next);
    let found = near.clone().find(|at| {
        read.get(*at).is_some_and(|word| matches!(word.word.folded.as_str(), "niet" | "nie"))
            && same_clause(read, *at, find.from)
    })?;
    let denies_next = next < read.len() && next <= found + 3 && same_clause(read, found, next);
    (denies(read, found, small) && !denies_next).then_some(found)
}

/// Whether a word only makes the next larger or smaller: "super goed", "erg traag".
fn only_sizes(read: &[Stemmed], at: usize, lists: &Lists, small: &[Small]) -> bool {
    let Some(word) = read.get(at) else { return false };
    let sizes = |small: &Small| {
        let folded = &word.word.folded.as_str();
        small.enlarges.contains(folded) || small.reduces.contains(folded)
    };
    let next_counts = read.get(at + 1).is_some_and(|next| {
        lists.weight(&next.word.folded, &next.stem).is_some_and(|(value, _)| value != 0.0)
            && same_clause(read, at, at + 1)
    });
    small.iter().any(sizes) && next_counts
}

/// Whether the sentence turns at this word.
fn turns(read: &[Stemmed], at: usize, small: &[Small]) -> bool {
    let folded = |at: Option<usize>| at.and_then(|at| read.get(at)).map_or("", |word| word.word.folded.as_str());
    let (here, before, after) = (folded(Some(at)), folded(at.checked_sub(1)), folded(at.checked_add(1)));
    small.iter().any(|small| {
        small.turns.contains(&here)
            && !small.no_turn_after.contains(&before)
            && !small.no_turn_before.contains(&after)
            && !after.starts_with(|sign: char| sign.is_ascii_digit())
    })
}
