//! The sentences that messages are made of: what happens next, what was promised, what it costs. Short, plain (B1), in
//! the u-form. The status page uses the same ones, so that mail and page tell the same story.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_domain::codes::{Direction, JourneyKind, MoveReason, NextStep, PromiseWhat};
use regie_domain::event::Window;
use regie_domain::ids::ParticipantId;
use regie_domain::journey::Journey;
use regie_domain::money::Cents;

use crate::locale::Lang;
use crate::locale::by::ended_day;
use crate::locale::words::sentence;

/// In which language, when and where a sentence is read.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// The present moment.
    pub now: Timestamp,
    /// The organisation's time zone.
    pub zone: TimeZone,
    /// Whether somebody else than the reader asked to be called.
    pub calls_other: bool,
    /// Whether it is read from paper, days after it was written.
    pub paper: bool,
    /// The word for the customer, where the reader is somebody else: the sentences are about the customer then.
    pub of: Option<String>,
}

/// Whether somebody else than the reader asked for the call that is promised.
#[must_use]
pub fn calls_other(journey: &Journey, reader: ParticipantId) -> bool {
    let calls = journey.promises.values().filter(|it| it.what == PromiseWhat::CallBack && it.is_to_customer());
    let Some(last) = calls.max_by_key(|promise| (promise.is_open(), promise.made_at)) else { return false };
    // One that stands in the place of a broken one was asked for with that.
    let mut first = last;
    while let Some(before) = first.replaces.and_then(|id| journey.promises.get(&id)) {
        first = before;
    }
    let asked = journey
        .contacts
        .values()
        .find(|contact| contact.facts.direction == Direction::In && contact.recorded_at == first.made_at);
    let called = asked.and_then(|contact| contact.facts.participant);
    called.or(journey.customer_participant().map(|(id, _)| id)).is_some_and(|called| called != reader)
}

impl Voice {
    /// The moment until which there is time: `maandag 19 februari om 17.00 uur`, `Monday 19 February at 17:00`; with the
    /// year when it is another one. A mail is read later than it is written, so never "today". What ends with a day is said
    /// of that day: `zondag 18 februari, voor middernacht`.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        let due = at;
        let at = at.to_zoned(self.zone.clone());
        if ended_day(&at).is_some() {
            return self.lang.by(due, self.now, &self.zone);
        }
        let today = self.now.to_zoned(self.zone.clone()).date();
        let (day, time) = (self.lang.date_near(at.date(), today), self.lang.time(&at));
        match self.lang {
            Lang::Nl => format!("{day} om {time}"),
            Lang::En => format!("{day} at {time}"),
        }
    }

    /// `uiterlijk maandag …`, `by Monday …`, or from when until when.
    #[must_use]
    pub fn window(&self, window: Window) -> String {
        match (window.from, self.lang) {
            (Some(from), _) => self.lang.window(from, window.until, self.now, &self.zone),
            (None, Lang::Nl) => format!("uiterlijk {}", self.moment(window.until)),
            (None, Lang::En) => format!("by {}", self.moment(window.until)),
        }
    }

    /// What happens next. `result` says that the moment is that of the result; without a moment the sentence has none.
    #[must_use]
    pub fn next_step(&self, step: NextStep, team: Option<&str>, by: Option<Timestamp>, result: bool) -> String {
        if let Some(of) = &self.of {
            return self.next_step_of(of, step, team, by);
        }
        let nl = self.lang == Lang::Nl;
        let by = by.map(|at| self.window(Window::by(at)));
        let works = match (team, nl) {
            (Some(team), true) => format!("{team} werkt eraan."),
            (Some(team), false) => format!("{team} is working on it."),
            (None, true) => "Wij werken eraan.".to_owned(),
            (None, false) => "We are working on it.".to_owned(),
        };
        match (step, by, nl) {
            (NextStep::WeAnswer, Some(by), true) => format!("U hoort {by} van ons."),
            (NextStep::WeAnswer, Some(by), false) => format!("You will hear from us {by}."),
            (NextStep::WeAnswer, None, true) => "U hoort van ons.".to_owned(),
            (NextStep::WeAnswer, None, false) => "You will hear from us.".to_owned(),
            (NextStep::TeamWorks, None, _) => works,
            (NextStep::TeamWorks, Some(by), true) if result => format!("{works} U hoort de uitkomst {by}."),
            (NextStep::TeamWorks, Some(by), false) if result => format!("{works} You will hear the outcome {by}."),
            (NextStep::TeamWorks, Some(by), true) => format!("{works} U hoort {by} van ons."),
            (NextStep::TeamWorks, Some(by), false) => format!("{works} You will hear from us {by}."),
            (NextStep::YouAnswer, by, true) => {
                format!(
                    "Wij gaan verder zodra wij uw antwoord hebben.{}",
                    by.map(|by| format!(" Graag {by}.")).unwrap_or_default()
                )
            }
            (NextStep::YouAnswer, by, false) => {
                format!(
                    "We go on as soon as we have your answer.{}",
                    by.map(|by| format!(" Please answer {by}.")).unwrap_or_default()
                )
            }
            (NextStep::WeTell, Some(by), true) => format!("Wij vertellen u {by} hoe het ervoor staat."),
            (NextStep::WeTell, Some(by), false) => format!("We will tell you how things stand {by}."),
            (NextStep::WeTell, None, true) => "Wij zoeken uit hoe het ervoor staat.".to_owned(),
            (NextStep::WeTell, None, false) => "We are finding out how things stand.".to_owned(),
            (NextStep::WeCall, Some(by), true) => format!("Wij bellen {} {by}.", self.called()),
            (NextStep::WeCall, Some(by), false) => format!("We will call {} {by}.", self.called()),
            (NextStep::WeCall, None, true) => format!("Wij bellen {}.", self.called()),
            (NextStep::WeCall, None, false) => format!("We will call {}.", self.called()),
            (NextStep::WeCome, Some(by), true) => format!("Wij komen {by} bij u langs."),
            (NextStep::WeCome, Some(by), false) => format!("We will come to you {by}."),
            (NextStep::WeCome, None, true) => "Wij komen bij u langs.".to_owned(),
            (NextStep::WeCome, None, false) => "We will come to you.".to_owned(),
            (NextStep::WeDeliver, Some(by), true) => format!("Uw zending wordt {by} bezorgd."),
            (NextStep::WeDeliver, Some(by), false) => format!("Your shipment will be delivered {by}."),
            (NextStep::WeDeliver, None, true) => "Uw zending is onderweg.".to_owned(),
            (NextStep::WeDeliver, None, false) => "Your shipment is on its way.".to_owned(),
            (NextStep::WeFinish, Some(by), true) => format!("Wij zijn {by} klaar."),
            (NextStep::WeFinish, Some(by), false) => format!("We will be done {by}."),
            (NextStep::WeFinish, None, true) => "Wij maken het af.".to_owned(),
            (NextStep::WeFinish, None, false) => "We are finishing it.".to_owned(),
            (NextStep::YouConfirm, Some(by), true) => format!("Wilt u {by} zeggen of het is opgelost?"),
            (NextStep::YouConfirm, Some(by), false) => format!("Could you tell us {by} whether it is solved?"),
            (NextStep::YouConfirm, None, true) => "Wilt u zeggen of het is opgelost?".to_owned(),
            (NextStep::YouConfirm, None, false) => "Could you tell us whether it is solved?".to_owned(),
        }
    }

    /// Who is called: the reader, or whoever asked for it.
    pub(super) fn called(&self) -> &'static str {
        match (self.calls_other, self.lang) {
            (false, Lang::Nl) => "u",
            (false, Lang::En) => "you",
            (true, Lang::Nl) => "degene die daarom vroeg",
            (true, Lang::En) => "the person who asked for it",
        }
    }

    /// That a question out of a longer exchange goes on as a journey of its own.
    #[must_use]
    pub fn apart(&self, matter: &str, subject: &str, reference: &str) -> String {
        self.pick(
            &format!("Wij behandelen {matter} over “{subject}” apart, onder nummer {reference}."),
            &format!("We deal with {matter} about “{subject}” separately, under number {reference}."),
        )
    }

    /// Whether it is about something that runs already, to the owner of an address that somebody typed. No more than its
    /// number is said: whoever typed the address may be somebody else.
    #[must_use]
    pub fn alike(&self, matter: &str, reference: &str, link: &str) -> String {
        self.pick(
            &format!(
                "Gaat {matter} over wat al loopt onder nummer {reference}? Dan kunt u ze hier samenvoegen: {link}"
            ),
            &format!("Is {matter} about what is running under number {reference}? Then you can join them here: {link}"),
        )
    }

    /// That the journey has ended.
    #[must_use]
    pub fn ended(&self) -> String {
        self.pick("Dit is afgerond.", "This is closed.")
    }

    /// What the customer must do for it, or that there is nothing to do.
    #[must_use]
    pub fn todo(&self, step: Option<NextStep>, closed: bool) -> String {
        let (nl, en) = match (step, closed) {
            (_, true) => (
                "Klopt er iets niet? Schrijf ons dan op uw eigen pagina.",
                "Is something not right? Then write to us on your own page.",
            ),
            (Some(NextStep::YouAnswer), _) => (
                "Wilt u ons antwoorden? Dat kan op uw eigen pagina, of met een antwoord op dit bericht.",
                "Could you answer us? You can do so on your own page, or by answering this message.",
            ),
            (Some(NextStep::YouConfirm), _) => (
                "Is het opgelost? Dan hoeft u niets te doen. Is het niet opgelost? Laat het ons dan weten.",
                "Is it solved? Then you do not have to do anything. Is it not solved? Then let us know.",
            ),
            _ => ("U hoeft nu niets te doen.", "You do not have to do anything now."),
        };
        self.pick(nl, en)
    }

    /// Where to answer what may not be written in a message.
    #[must_use]
    pub fn answers_on_page(&self) -> String {
        self.pick(
            "Wilt u ons antwoorden? Doe dat alleen op uw eigen pagina, niet in een bericht.",
            "Could you answer us? Please do so on your own page only, not in a message.",
        )
    }

    /// What to do where we wait for something and no question says for what.
    #[must_use]
    pub fn ask_what(&self) -> String {
        self.pick(
            "Weet u niet wat wij nodig hebben? Schrijf ons dan op uw eigen pagina, of bel ons.",
            "Do you not know what we need? Then write to us on your own page, or call us.",
        )
    }

    /// That the customer said it is not solved, and who looks at it again.
    #[must_use]
    pub fn not_solved(&self, team: &str) -> String {
        if let Some(of) = &self.of {
            return self.pick(
                &format!("De {of} schreef dat het nog niet is opgelost. {team} kijkt er nu opnieuw naar."),
                &format!("The {of} wrote that it is not solved yet. {team} is looking at it again now."),
            );
        }
        self.pick(
            &format!("U schreef dat het nog niet is opgelost. Dat spijt ons. {team} kijkt er nu opnieuw naar."),
            &format!("You wrote that it is not solved yet. We are sorry. {team} is looking at it again now."),
        )
    }

    /// That the customer wrote again after it was closed, and who looks at it.
    #[must_use]
    pub fn wrote_again(&self, team: &str) -> String {
        if let Some(of) = &self.of {
            return self.pick(
                &format!("De {of} schreef ons opnieuw. {team} kijkt naar dat bericht."),
                &format!("The {of} wrote to us again. {team} is looking at that message."),
            );
        }
        self.pick(
            &format!("U schreef ons opnieuw. {team} kijkt naar uw bericht."),
            &format!("You wrote to us again. {team} is looking at your message."),
        )
    }

    /// That we took back what was forwarded to another body, and who is at it.
    #[must_use]
    pub fn taken_from_body(&self, team: &str, body: &str) -> String {
        self.pick(
            &format!("Wij stuurden dit door naar {body}. Het is nu terug bij ons. {team} gaat ermee verder."),
            &format!("We forwarded this to {body}. It is back with us now. {team} goes on with it."),
        )
    }

    /// That who the customer is went along to another body.
    #[must_use]
    pub fn shared(&self) -> String {
        self.pick(
            "Wij hebben uw naam en gegevens meegestuurd, en hun gevraagd u te antwoorden.",
            "We sent along your name and details, and asked them to answer you.",
        )
    }

    /// Who calls, where that is not the organisation itself.
    #[must_use]
    pub fn called_by(&self, team: &str) -> String {
        let called = self.called();
        self.pick(&format!("{team} belt {called}, voor ons."), &format!("{team} will call {called} for us."))
    }

    /// That the customer said to be sent back and forth, and who calls about it.
    #[must_use]
    pub fn sent_around(&self, team: &str) -> String {
        if let Some(of) = &self.of {
            return self.pick(
                &format!("De {of} wordt heen en weer gestuurd. {team} bekijkt nu de hele weg."),
                &format!("The {of} is being sent back and forth. {team} now looks at the whole way."),
            );
        }
        self.pick(
            &format!(
                "U liet weten dat u heen en weer wordt gestuurd. Dat spijt ons. {team} bekijkt nu de hele weg en belt u."
            ),
            &format!(
                "You told us that you are being sent back and forth. We are sorry. {team} now looks at the whole way and \
                 calls you."
            ),
        )
    }

    /// That the team is closed now, and from when it looks at what came in.
    #[must_use]
    pub fn looks_from(&self, team: &str, opens: Timestamp) -> String {
        let when = self.moment(opens);
        self.pick(
            &format!("{team} is nu gesloten. Vanaf {when} kijkt {team} naar uw bericht."),
            &format!("{team} is closed now. From {when} on, {team} looks at your message."),
        )
    }

    /// "vandaag, zondag 5 augustus,": who reads it tomorrow must not take tomorrow for the day. On paper it is the date only.
    pub(super) fn today(&self) -> String {
        let today = self.now.to_zoned(self.zone.clone()).date();
        let day = self.lang.date_near(today, today);
        if self.paper {
            return self.pick(&format!("op {day}"), &format!("on {day}"));
        }
        self.pick(&format!("vandaag, {day},"), &format!("today, {day},"))
    }

    /// That the team does not work today.
    #[must_use]
    pub fn closed_today(&self, team: &str) -> String {
        let today = self.today();
        self.pick(
            &format!("{team} is {today} gesloten."),
            &format!("{team} is closed {}.", today.trim_end_matches(',')),
        )
    }

    /// That the body to which it went wrote to us, and who looks at it.
    #[must_use]
    pub fn came_back(&self, team: &str) -> String {
        self.pick(
            &format!(
                "De instantie waar wij uw bericht naartoe stuurden, heeft ons geschreven. {team} kijkt er weer naar."
            ),
            &format!(
                "The organisation to which we forwarded your message has written to us. {team} is looking at it again."
            ),
        )
    }

    /// Why a promise moved; its own words where there are any.
    #[must_use]
    pub fn reason(&self, reason: MoveReason, words: Option<&str>) -> String {
        if let Some(words) = words.map(sentence).filter(|words| !words.is_empty()) {
            return words;
        }
        if let Some(of) = self.of.as_ref().filter(|_| reason == MoveReason::Customer) {
            return self.pick(
                &format!("Wij hebben nog iets van de {of} nodig."),
                &format!("We still need something from the {of}."),
            );
        }
        let (nl, en) = match reason {
            MoveReason::Customer => ("Wij hebben nog iets van u nodig.", "We still need something from you."),
            MoveReason::Partner => {
                ("Wij wachten op een andere organisatie.", "We are waiting for another organisation.")
            }
            MoveReason::MoreWork => ("Het is meer werk dan wij dachten.", "It is more work than we thought."),
            MoveReason::Material => {
                ("Wij wachten op een onderdeel of een document.", "We are waiting for a part or a document.")
            }
            MoveReason::Capacity => {
                ("Wij hebben op dit moment te weinig mensen.", "We are short of people at the moment.")
            }
            MoveReason::Other => ("", ""),
        };
        self.pick(nl, en)
    }

    /// What the customer gets along with a later moment, where its words do not name the amount already.
    #[must_use]
    pub fn given(&self, amount: Option<Cents>, words: &str) -> String {
        let Some(amount) = amount.filter(|amount| amount.0 > 0) else { return String::new() };
        if self.names(words, amount) {
            return String::new();
        }
        let amount = self.lang.money(amount.0);
        self.pick(&format!("Wij geven u daarvoor {amount}."), &format!("We give you {amount} for that."))
    }

    /// What it costs the customer; nothing when nothing was said about it.
    #[must_use]
    pub fn cost(&self, cost: Option<Cents>) -> String {
        match cost {
            None => String::new(),
            Some(Cents(0)) => self.pick("Dit kost u niets.", "This costs you nothing."),
            Some(Cents(cents)) => {
                let amount = self.lang.money(cents);
                self.pick(&format!("Dit kost u {amount}."), &format!("This costs you {amount}."))
            }
        }
    }

    /// What it costs, for somebody who is not the customer.
    #[must_use]
    pub fn cost_of_another(&self, cost: &str, customer: &str) -> String {
        let (own, other) = match self.lang {
            Lang::Nl => ("Dit kost u ", format!("Dit kost de {customer} ")),
            Lang::En => ("This costs you ", format!("This costs the {customer} ")),
        };
        cost.replacen(own, &other, 1)
    }

    /// "uw vraag", "uw melding", …
    #[must_use]
    pub fn matter(&self, kind: JourneyKind) -> String {
        if let Some(of) = &self.of {
            return self.matter_of(of, kind);
        }
        let (nl, en) = match kind {
            JourneyKind::Question => ("uw vraag", "your question"),
            JourneyKind::Report => ("uw melding", "your report"),
            JourneyKind::Complaint => ("uw klacht", "your complaint"),
            JourneyKind::Compliment => ("uw compliment", "your compliment"),
        };
        self.pick(nl, en)
    }

    /// "Beste …,": the name, else the word for the person served.
    #[must_use]
    pub fn greeting(&self, name: Option<&str>, word: &str) -> String {
        let whom = name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(word);
        match (self.lang, whom.is_empty()) {
            (Lang::Nl, true) => "Hallo,".to_owned(),
            (Lang::En, true) => "Hello,".to_owned(),
            (Lang::Nl, false) => format!("Beste {whom},"),
            (Lang::En, false) => format!("Dear {whom},"),
        }
    }

    /// The words in the language of the reader.
    pub(super) fn pick(&self, nl: &str, en: &str) -> String {
        match self.lang {
            Lang::Nl => nl.to_owned(),
            Lang::En => en.to_owned(),
        }
    }
}

/// With what a text greets.
const GREETINGS: [&str; 8] = ["beste", "geachte", "hallo", "dag", "dear", "hello", "hi", "goedemorgen"];

/// Whether a text begins with a greeting.
#[must_use]
pub fn greets(text: &str) -> bool {
    let first = text.trim_start().split([' ', ',', '\n']).next();
    first.is_some_and(|word| GREETINGS.contains(&word.to_lowercase().as_str()))
}

/// A text without a first line that only greets, where anything follows it.
#[must_use]
pub fn without_greeting(text: &str) -> &str {
    let Some((first, rest)) = text.trim_start().split_once('\n') else { return text };
    let first = first.trim();
    if greets(first) && first.ends_with(',') && !rest.trim().is_empty() { rest } else { text }
}
