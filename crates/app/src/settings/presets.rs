//! Settings that come with the program: a blueprint to begin with, and a whole municipality for the demo and the tests.

use jiff::civil::Weekday;
use regie_domain::actor::{Role, TeamRef};
use regie_domain::blueprint::{
    AnswerCard, AskItem, AskKind, Blueprint, BriefField, CardField, Doorway, Stage, StageTrigger, Words,
};
use regie_domain::calendar::{CalendarSpec, ClockTime, Interval, IntervalError};
use regie_domain::codes::JourneyKind;
use regie_domain::customer::Language;
use regie_domain::directory::{Mailbox, Member, Organisation, Outgoing, Team};
use regie_domain::holidays::{DutchHolidays, HolidaySet};
use regie_domain::ids::{BlueprintId, MemberId, OrgId, TeamId};
use regie_domain::mandate::Mandate;
use regie_domain::money::Cents;
use regie_domain::quiet::QuietSpec;
use regie_domain::term::Term;
use uuid::Uuid;

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
    /// The organisation; mail leaves ([`Outgoing::Live`]).
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
pub fn municipality(mut id: impl FnMut() -> Uuid) -> Result<Municipality, IntervalError> {
    let zone = "Europe/Amsterdam";
    let org = OrgId(id());
    let mut team = |name: &str, hours: &str| -> Result<Team, IntervalError> {
        let team = TeamRef { org, team: TeamId(id()) };
        let hours = Some(office_hours(zone, hours.parse()?));
        Ok(Team { team, name: name.to_owned(), hours, active: true, restricted: false })
    };
    let kcc = team("Klantcontactcentrum", "08:30-17:00")?;
    let technical = team("Technische dienst", "07:30-16:00")?;
    let claims = team("Schadeafhandeling", "09:00-17:00")?;
    let seat = |team: &Team, role: Role| vec![(team.team.team, role)];
    let mut person = |name: &str, email: &str, teams: Vec<(TeamId, Role)>, roles: Vec<Role>, euros: i64| Member {
        id: MemberId(id()),
        name: name.to_owned(),
        email: format!("{email}@example.org"),
        teams,
        roles,
        mandate: Mandate { amount: Cents(euros * 100), take_back: true },
        language: Language::Nl,
        shortcuts: true,
        active: true,
        absence: None,
        signature: String::new(),
    };
    let people = People {
        kcc_agent: person("Samira Haddou", "samira", seat(&kcc, Role::Agent), vec![], 50),
        kcc_lead: person("Joost Vermeer", "joost", seat(&kcc, Role::TeamLead), vec![], 250),
        technical_agent: person("Kees Dorrestein", "kees", seat(&technical, Role::Agent), vec![], 0),
        technical_lead: person("Marloes Ekkel", "marloes", seat(&technical, Role::TeamLead), vec![], 0),
        claims_agent: person("Priya Ramdin", "priya", seat(&claims, Role::Agent), vec![], 250),
        claims_lead: person("Wouter Zandstra", "wouter", seat(&claims, Role::TeamLead), vec![], 2_500),
        coordinator: person("Fenna Ruiter", "fenna", seat(&kcc, Role::Coordinator), vec![Role::Coordinator], 500),
        administrator: person("Tom Aalbers", "tom", vec![], vec![Role::Administrator], 0),
        auditor: person("Ineke Postma", "ineke", vec![], vec![Role::Auditor], 0),
    };
    let blueprint = reimbursement_blueprint(BlueprintId(id()), kcc.team);
    let mailbox = Mailbox {
        address: "kcc@example.org".to_owned(),
        display: "Gemeente Voorbeeldstad".to_owned(),
        team: kcc.team.team,
        blueprint: blueprint.id,
        outgoing: None,
        incoming: None,
        trusted_authserv: None,
        active: true,
    };
    let organisation = Organisation {
        id: org,
        name: "Gemeente Voorbeeldstad".to_owned(),
        customer_word: Words::new("inwoner", "resident"),
        zone: zone.to_owned(),
        language: Language::Nl,
        hours: office_hours(zone, "08:30-17:00".parse()?),
        quiet: usual_quiet(zone)?,
        phone: "14 0000".to_owned(),
        outgoing: Outgoing::Live,
        undo_seconds: 0,
        objections: "Gemeente Voorbeeldstad, team Bezwaar, Voorbeeldplein 1, 1234 AB Voorbeeldstad".to_owned(),
        complaints: None,
    };
    Ok(Municipality { organisation, kcc, technical, claims, people, blueprint, mailbox: (id(), mailbox) })
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
