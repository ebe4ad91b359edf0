//! Settings that come with the program: a blueprint to begin with, and a whole municipality for the demo and the tests.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{
    AnswerCard, AskItem, AskKind, Blueprint, BriefField, CardField, Doorway, Stage, StageTrigger, Words,
};
use regie_domain::calendar::{CalendarSpec, ClockTime, Interval, IntervalError};
use regie_domain::codes::JourneyKind;
use regie_domain::directory::{Mailbox, Member, Organisation, Team};
use regie_domain::holidays::{DutchHolidays, HolidaySet};
use regie_domain::ids::BlueprintId;
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use regie_domain::quiet::QuietSpec;
use regie_domain::term::Term;
use uuid::Uuid;

use super::founder::{Founder, ZONE};

/// The password of every member of [`municipality`].
pub const DEMO_PASSWORD: &str = "correct horse battery staple";

/// The blueprint that a new organisation begins with.
#[must_use]
pub fn standard_blueprint(id: BlueprintId, director: TeamRef) -> Blueprint {
    Blueprint::standard(id, Words::new("Vraag of melding", "Question or report"), Some(director))
}

/// The usual 21:00-08:00 in which customers are left in peace.
///
/// # Errors
/// Never for these times; the type of a written time says so.
pub fn usual_quiet(zone: &str) -> Result<QuietSpec, IntervalError> {
    Ok(QuietSpec {
        from: ClockTime::from_minutes(21 * 60)?,
        until: ClockTime::from_minutes(8 * 60)?,
        zone: zone.to_owned(),
    })
}

/// Opening hours on the same stretch of each working day, closed on the usual Dutch holidays.
#[must_use]
pub fn office_hours(zone: &str, stretch: Interval) -> CalendarSpec {
    CalendarSpec::new(zone)
        .open_on(Weekday::Monday.cycle_forward().take(5), stretch)
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()))
}

/// A municipality where a resident asks money back: three teams, their people, one blueprint, one mailbox.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// The organisation; its mail leaves.
    pub organisation: Organisation,
    /// Contact centre, Mo-Fr 08:30-17:00; directs.
    pub kcc: Team,
    /// Technical service (sewers), Mo-Fr 07:30-16:00.
    pub technical: Team,
    /// Claims, Mo-Fr 09:00-17:00.
    pub claims: Team,
    /// Everybody who can sign in.
    pub people: People,
    /// The blueprint of the story.
    pub blueprint: Blueprint,
    /// The mailbox of the contact centre.
    pub mailbox: (Uuid, Mailbox),
}

/// The people of [`Municipality`].
#[derive(Debug, Clone)]
pub struct People {
    /// Agent of the contact centre.
    pub kcc_agent: Member,
    /// Team lead of the contact centre.
    pub kcc_lead: Member,
    /// Agent of the technical service.
    pub technical_agent: Member,
    /// Team lead of the technical service.
    pub technical_lead: Member,
    /// Agent of claims; may pay up to EUR 250.
    pub claims_agent: Member,
    /// Team lead of claims; may pay up to EUR 2,500.
    pub claims_lead: Member,
    /// Coordinator over all teams, seated at the contact centre.
    pub coordinator: Member,
    /// Administrator.
    pub administrator: Member,
    /// Auditor.
    pub auditor: Member,
}

impl People {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> [&Member; 9] {
        [
            &self.kcc_agent,
            &self.kcc_lead,
            &self.technical_agent,
            &self.technical_lead,
            &self.claims_agent,
            &self.claims_lead,
            &self.coordinator,
            &self.administrator,
            &self.auditor,
        ]
    }
}

impl Municipality {
    /// Its teams.
    #[must_use]
    pub fn teams(&self) -> [&Team; 3] {
        [&self.kcc, &self.technical, &self.claims]
    }
}

/// The municipality of the reimbursement story, with ids from the caller.
///
/// # Errors
/// Never for these hours; the type of a written time says so.
pub fn municipality(id: impl FnMut() -> Uuid) -> Result<Municipality, IntervalError> {
    let mut founder = Founder::new(id, Cents(0));
    let hours = office_hours(ZONE, "08:30-17:00".parse()?);
    let kcc = founder.team("Klantcontactcentrum", hours.clone());
    let technical = founder.team("Technische dienst", office_hours(ZONE, "07:30-16:00".parse()?));
    let claims = founder.team("Schadeafhandeling", office_hours(ZONE, "09:00-17:00".parse()?));
    let mut paid = |name: &str, team: &Team, role: Role, euros: i64| Member {
        mandate: Mandate { amount: Cents(euros * 100), take_back: true },
        ..founder.seated(name, team, role)
    };
    let people = People {
        kcc_agent: paid("Samira Haddou", &kcc, Role::Agent, 50),
        kcc_lead: paid("Joost Vermeer", &kcc, Role::TeamLead, 250),
        technical_agent: paid("Kees Dorrestein", &technical, Role::Agent, 0),
        technical_lead: paid("Marloes Ekkel", &technical, Role::TeamLead, 0),
        claims_agent: paid("Priya Ramdin", &claims, Role::Agent, 250),
        claims_lead: paid("Wouter Zandstra", &claims, Role::TeamLead, 2_500),
        coordinator: Member { roles: vec![Role::Coordinator], ..paid("Fenna Ruiter", &kcc, Role::Coordinator, 500) },
        administrator: founder.person("Tom Aalbers", vec![Role::Administrator]),
        auditor: founder.person("Ineke Postma", vec![Role::Auditor]),
    };
    let blueprint = reimbursement_blueprint(founder.blueprint(), kcc.team);
    let organisation = Organisation {
        phone: "14 0000".to_owned(),
        objections: "Gemeente Voorbeeldstad, team Bezwaar, Voorbeeldplein 1, 1234 AB Voorbeeldstad".to_owned(),
        complaints: None,
        ..founder.company("Gemeente Voorbeeldstad", Words::new("inwoner", "resident"), hours)?
    };
    let mailbox = founder.mailbox("kcc", "Gemeente Voorbeeldstad", &kcc, &blueprint);
    Ok(Municipality { organisation, kcc, technical, claims, people, blueprint, mailbox })
}

fn reimbursement_blueprint(id: BlueprintId, director: TeamRef) -> Blueprint {
    let stage = |nl: &str, en: &str, done_when| Stage::new(Words::new(nl, en), done_when);
    let brief = |code: &str, nl: &str, en: &str| BriefField {
        code: code.to_owned(),
        label: Words::new(nl, en),
        required: true,
    };
    Blueprint {
        name: Words::new("Kosten terugvragen", "Asking costs back"),
        customer_word: Words::new("inwoner", "resident"),
        kind: JourneyKind::Question,
        first_answer: Term::WorkingDays(0),
        result: Some(Term::WorkingDays(10)),
        silence: Term::WorkingDays(3),
        respond: Term::WorkingMinutes(240),
        closing: Term::WorkingDays(5),
        stages: vec![
            stage("Uw bericht", "Your message", StageTrigger::Opened),
            stage("Ons antwoord", "Our answer", StageTrigger::AnsweredWhole).within(Term::WorkingDays(0)),
            stage("Uw gegevens", "Your details", StageTrigger::CustomerReplied).within(Term::WorkingDays(5)),
            stage("Onderzoek naar de oorzaak", "Looking into the cause", StageTrigger::LegDone)
                .within(Term::WorkingDays(3)),
            stage("De uitkomst", "The outcome", StageTrigger::OutcomeTold).within(Term::WorkingDays(5)),
            stage("Afronding", "Closing", StageTrigger::Closed),
        ],
        brief: vec![
            brief("why", "Waarom", "Why"),
            brief("what", "Wat wordt gevraagd", "What is asked"),
            brief("told", "Wat is er al verteld", "What was told already"),
        ],
        cards: vec![reimbursement_card()],
        doorway: Some(Doorway {
            name: Words::new("Kosten terugvragen", "Asking costs back"),
            help: Words::new("Bijvoorbeeld van een loodgieter.", "Of a plumber, for example."),
        }),
        ..Blueprint::standard(id, Words::default(), Some(director))
    }
}

fn reimbursement_card() -> AnswerCard {
    let field = |code: &str, label: (&str, &str), default: (&str, &str)| CardField {
        code: code.to_owned(),
        label: Words::new(label.0, label.1),
        default: Words::new(default.0, default.1),
    };
    let ask = |code: &str, nl: &str, en: &str, kind| AskItem {
        code: code.to_owned(),
        label: Words::new(nl, en),
        kind,
        required: true,
    };
    AnswerCard {
        code: "reimbursement".to_owned(),
        name: Words::new("Kosten terugvragen", "Asking costs back"),
        fields: vec![
            field(
                "needed",
                ("Wat hebben wij nodig", "What we need"),
                (
                    "de rekening van de loodgieter, een foto van het probleem en uw rekeningnummer (IBAN)",
                    "the plumber's invoice, a photo of the problem and your account number (IBAN)",
                ),
            ),
            field(
                "where",
                ("Waar kan dat naartoe", "Where to send it"),
                ("op uw veilige pagina, met de link in dit bericht", "on your safe page, by the link in this message"),
            ),
            field(
                "how_long",
                ("Hoe lang duurt het", "How long it takes"),
                ("U hoort de uitkomst binnen 10 werkdagen.", "You hear the outcome within 10 working days."),
            ),
            field("cost", ("Wat kost het", "What it costs"), ("Dit kost u niets.", "This costs you nothing.")),
            field(
                "call",
                ("Wie is te bellen", "Who to call"),
                (
                    "Bel het Klantcontactcentrum: 14 0000, op werkdagen van 8.30 tot 17.00 uur.",
                    "Call the contact centre: 14 0000, on working days from 8:30 to 17:00.",
                ),
            ),
        ],
        text: Words::new(
            "U wilt weten hoe u de kosten van de loodgieter terugkrijgt.\n\nWij hebben van u nodig: {{ needed }}. \
             U stuurt dit {{ where }}.\n\nDaarna kijken wij of de oorzaak in de straat ligt. Is dat zo? Dan betalen wij \
             de kosten terug. {{ how_long }} {{ cost }}\n\nHebt u een vraag? {{ call }}",
            "You would like to know how to get the plumber's costs back.\n\nWe need from you: {{ needed }}. \
             You send this {{ where }}.\n\nThen we look whether the cause is in the street. If it is, we pay the costs \
             back. {{ how_long }} {{ cost }}\n\nAny questions? {{ call }}",
        ),
        asks: vec![
            ask("invoice", "Rekening", "Invoice", AskKind::File),
            ask("photo", "Foto", "Photo", AskKind::File),
            ask("iban", "Rekeningnummer (IBAN)", "Account number (IBAN)", AskKind::Iban),
        ],
        promises_result: true,
    }
}
