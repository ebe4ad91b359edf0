//! Sample values, invented, for previews in the settings and for tests: a resident who asks costs back.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_domain::codes::{
    BreachWhat, HoldAction, JourneyKind, MoveReason, NextStep, PromiseWhat, ShipmentStatus, UpdateKind,
};
use regie_domain::directory::Organisation;
use regie_domain::event::Window;
use regie_domain::money::Cents;
use regie_domain::survey::{Survey, SurveyQuestion};

use super::Values;
use super::scores::Scores;
use super::sentences::Voice;
use crate::locale::Lang;

/// Monday 5 February 2018, 09:20 in Amsterdam.
const NOW: Timestamp = Timestamp::constant(1_517_818_800, 0);
/// Friday 16 February, 17:00.
const FIRST: Timestamp = Timestamp::constant(1_518_796_800, 0);
/// Monday 19 February, 17:00.
const DUE: Timestamp = Timestamp::constant(1_519_056_000, 0);
/// Wednesday 21 February, 17:00.
const OBJECT: Timestamp = Timestamp::constant(1_519_228_800, 0);

/// Tuesday 20 February, 08:00 to 11:00.
const VISIT: Window =
    Window { from: Some(Timestamp::constant(1_519_110_000, 0)), until: Timestamp::constant(1_519_120_800, 0) };
/// Half an hour of it.
const NARROWED: Window =
    Window { from: Some(Timestamp::constant(1_519_111_800, 0)), until: Timestamp::constant(1_519_113_600, 0) };
/// Friday 16 February, 08:00 to 11:00.
const VISIT_BEFORE: Window =
    Window { from: Some(Timestamp::constant(1_518_764_400, 0)), until: Timestamp::constant(1_518_775_200, 0) };

/// The same for an organisation: its own name, number and word for people.
#[must_use]
pub fn of_house(key: &str, lang: Lang, organisation: &Organisation) -> Values {
    let mut values = of(key, lang);
    let word = match lang {
        Lang::Nl => &organisation.customer_word.nl,
        Lang::En => &organisation.customer_word.en,
    };
    if !word.is_empty() {
        let name = Some(values.customer_name.as_str()).filter(|name| !name.is_empty());
        values.greeting = voice(lang).greeting(name, word);
        word.clone_into(&mut values.customer_word);
    }
    organisation.name.clone_into(&mut values.organisation);
    organisation.phone.clone_into(&mut values.phone);
    values
}

/// The values of a message as they would stand together in a real one.
#[must_use]
pub fn of(key: &str, lang: Lang) -> Values {
    let pick = |nl: &str, en: &str| if lang == Lang::Nl { nl.to_owned() } else { en.to_owned() };
    let word = pick("inwoner", "resident");
    let voice = Voice { of: (key == "copied").then(|| word.clone()), ..voice(lang) };
    let team = pick("Schadeafhandeling", "Claims");
    let tells_promise = key.starts_with("promise_");
    let step = match key {
        "receipt" | "too_large" => NextStep::WeAnswer,
        "question" => NextStep::YouAnswer,
        "promise_broken" | "breach" | "party_left" => NextStep::WeTell,
        "shipment" => NextStep::WeDeliver,
        _ => NextStep::TeamWorks,
    };
    let what = if key == "promise_broken" { PromiseWhat::News } else { PromiseWhat::Result };
    let late = matches!(key, "promise_moved" | "promise_broken");
    // "No news yet" tells an open question again; its sample is the one without.
    let asks = key != "no_news";
    let own_words = matches!(key, "question" | "message" | "answer" | "agreement" | "copied");
    let name = (!matches!(key, "receipt" | "too_large")).then_some("J. de Vries");
    Values {
        organisation: pick("Gemeente Voorbeeldstad", "Municipality of Sampletown"),
        customer_name: name.unwrap_or_default().to_owned(),
        greeting: voice.greeting(name, &word),
        customer_word: word,
        reference: "R-1802-0007".to_owned(),
        subject: pick("Verstopt riool", "Blocked sewer"),
        matter: voice.matter(JourneyKind::Question),
        next_step: voice.next_step(step, Some(&team), Some(DUE).filter(|_| !tells_promise), true),
        by: voice.moment(DUE),
        cost: voice.cost(Some(Cents(0))),
        todo: voice.todo(Some(step), false),
        team: team.clone(),
        promise: match key {
            "visit_booked" | "visit_moved" | "visit_ahead" => voice.promise(PromiseWhat::Visit, VISIT, None),
            "visit_narrowed" => voice.promise(PromiseWhat::Visit, NARROWED, None),
            _ if tells_promise || own_words => voice.promise(what, Window::by(DUE), None),
            _ => String::new(),
        },
        was: if key == "party_left" {
            voice.in_doubt(PromiseWhat::Result, Window::by(FIRST), None, None)
        } else if key == "breach" {
            voice.agreed(Some("factuur 884213 geldt als niet verstuurd"))
        } else if key == "visit_moved" {
            voice.promised(PromiseWhat::Visit, VISIT_BEFORE)
        } else if late {
            voice.promised(PromiseWhat::Result, Window::by(FIRST))
        } else {
            String::new()
        },
        earlier: String::new(),
        reason: if key == "party_left" {
            voice.party_left(
                Some(&pick("Aannemer Voorbeeld", "Sample Contractor")),
                &voice.matter(JourneyKind::Question),
                &team,
            )
        } else if key == "copied" {
            voice.happened_to("", UpdateKind::NowWith, &team)
        } else if key == "breach" {
            voice.breached(BreachWhat::Letter, DUE)
        } else if key == "shipment" {
            voice.shipment(ShipmentStatus::InTransit, "3SVOOR0001", &pick("Vervoerder A", "Carrier A"))
        } else if key == "visit_moved" {
            voice.reason(MoveReason::Capacity, None)
        } else if key == "visit_cancelled" {
            voice.visit_off(VISIT)
        } else if key == "visit_ended" {
            voice.visit_done(true)
        } else if late {
            voice.reason(MoveReason::Partner, None)
        } else {
            String::new()
        },
        change: if matches!(key, "visit_booked" | "visit_moved" | "visit_ahead") {
            voice.visit_movable(Some(DUE))
        } else {
            String::new()
        },
        question: if asks {
            pick("Kunt u ons de rekening sturen?", "Could you send us the invoice?")
        } else {
            String::new()
        },
        items: if key == "survey" {
            survey_asks(lang)
        } else if asks {
            vec![pick("Rekening", "Invoice"), pick("Foto", "Photo")]
        } else {
            Vec::new()
        },
        words: pick(
            "Dag meneer De Vries,\n\nWij kijken of de oorzaak in de straat ligt.",
            "Dear Mr De Vries,\n\nWe are looking whether the cause is in the street.",
        ),
        objection_until: voice.moment(OBJECT),
        link: "https://regie.example.org/s/voorbeeld".to_owned(),
        phone: "14 0000".to_owned(),
        legal: if key == "legal_extended" {
            pick(
                "Eerst hadden wij de tijd tot en met dinsdag 3 april. Wij verlengen de termijn één keer, met 4 weken. U krijgt \
                 onze beslissing nu uiterlijk maandag 30 april.",
                "At first we had until Tuesday 3 April. We extend the term once, by 4 weeks. You now get our decision by Monday \
                 30 April.",
            )
        } else if key == "legal_suspended" {
            pick(
                "De wettelijke termijn staat stil vanaf maandag 5 februari tot maandag 19 februari. Daarna loopt de termijn \
                 weer verder. U krijgt onze beslissing dan uiterlijk dinsdag 17 april.",
                "The legal term stands still from Monday 5 February until Monday 19 February. Then the term goes on. You then \
                 get our decision by Tuesday 17 April.",
            )
        } else if key == "legal_resumed" {
            pick(
                "De wettelijke termijn loopt weer. U krijgt onze beslissing nu uiterlijk dinsdag 17 april.",
                "The legal term runs again. You now get our decision by Tuesday 17 April.",
            )
        } else {
            String::new()
        },
        agreed: match key {
            "agreement" => voice.agrees("factuur 884213 geldt als niet verstuurd", Cents(3_450)),
            _ => String::new(),
        },
        held: match key {
            "agreement" | "no_news" => voice.held_by_all(HoldAction::Collect, &["factuur 884213".to_owned()]),
            "breach" => voice.nothing_to_do(HoldAction::Collect, "factuur 884213"),
            _ => String::new(),
        },
        known: voice.known(None),
        receiver: pick("Waterschap Voorbeeldwater", "Sample Water Board"),
        shared: voice.shared(),
        reachable: pick("Waterschap Voorbeeldwater, loket@example.net", "Sample Water Board, loket@example.net"),
        besides: String::new(),
        colours: Default::default(),
        signature: String::new(),
        scores: (key == "survey").then(|| survey_scores(lang)).flatten(),
    }
}

fn survey() -> Survey {
    Survey::standard(regie_domain::ids::SurveyId(uuid::Uuid::nil()))
}

fn asked(lang: Lang, question: &SurveyQuestion) -> String {
    match lang {
        Lang::Nl => question.words.nl.clone(),
        Lang::En => question.words.en.clone(),
    }
}

fn survey_asks(lang: Lang) -> Vec<String> {
    survey().questions.iter().map(|question| asked(lang, question)).collect()
}

fn survey_scores(lang: Lang) -> Option<Scores> {
    let survey = survey();
    let question = survey.question(crate::surveys::one_click(&survey)?)?;
    Scores::of(asked(lang, question), &question.form)
}

fn voice(lang: Lang) -> Voice {
    Voice {
        lang,
        now: NOW,
        zone: TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC),
        calls_other: false,
        paper: false,
        of: None,
    }
}
