//! What can happen in the demonstration, as data: who does what, and when (local time).

use regie_domain::blueprint::AskKind;
use regie_domain::codes::{CareAction, CareCause, Outcome, ShipmentStatus};

/// A local moment until which something is promised, as `2018-02-22T10:15`.
pub type Window = &'static str;
/// A file: name, media type, bytes.
pub type File = (&'static str, &'static str, &'static [u8]);
/// Something asked: its label and its form.
pub type Item = (&'static str, AskKind);

/// A person with what happens around the journey.
#[derive(Debug)]
pub struct Case {
    /// What the journey shows, as a code.
    pub code: &'static str,
    /// The person's name.
    pub name: &'static str,
    /// The person's address; empty for who has none.
    pub email: &'static str,
    /// The person's telephone number; empty for who gives none.
    pub phone: &'static str,
    /// What happens, in order.
    pub steps: &'static [Step],
}

/// Something that happens at a moment.
#[derive(Debug)]
pub struct Step {
    /// Local date and time.
    pub at: &'static str,
    /// What.
    pub act: Act,
}

/// Something that happens at a moment.
#[must_use]
pub const fn at(at: &'static str, act: Act) -> Step {
    Step { at, act }
}

/// A team's member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// The municipality's contact centre.
    Contact,
    /// Its technical service.
    Technical,
    /// Its claims department.
    Claims,
    /// The provider's front office.
    Front,
    /// Its back office.
    Back,
    /// Its engineers.
    Engineer,
    /// The desk of the firm that sends course material.
    Sender,
    /// The carrier that takes part as a guest.
    CarrierA,
    /// The carrier that does not: the firm's people note what it says.
    CarrierB,
    /// The desk of the lease company.
    Lease,
    /// The alarm centre that works in its screens and its name.
    Alarm,
    /// The repair shop, by its mail and its page.
    Shop,
    /// The telecom provider's desk for social channels.
    Web,
    /// Who leads that.
    WebLead,
    /// Its telephone desk.
    Phone,
    /// Its administration.
    Administration,
    /// Who leads that.
    AdministrationLead,
}

impl Seat {
    /// The address of who sits there; of a partner without an account, that of the partner. Nobody sits for a carrier that
    /// does not take part.
    #[must_use]
    pub const fn email(self) -> &'static str {
        match self {
            Self::Contact => "samira@example.org",
            Self::Technical => "kees@example.org",
            Self::Claims => "priya@example.org",
            Self::Front => "noor@example.org",
            Self::Back => "sven@example.org",
            Self::Engineer => "gijs@example.org",
            Self::Sender => "femke@example.org",
            Self::CarrierA => "jip@example.org",
            Self::CarrierB => "",
            Self::Lease => "mira@example.org",
            Self::Alarm => "tess@example.org",
            Self::Shop => regie_app::settings::lease::SHOP,
            Self::Web => "daan@example.org",
            Self::WebLead => "rosa@example.org",
            Self::Phone => "tim@example.org",
            Self::Administration => "wilma@example.org",
            Self::AdministrationLead => "henk@example.org",
        }
    }

    /// The name of the team, where nobody of it has an address.
    #[must_use]
    pub const fn team(self) -> Option<&'static str> {
        match self {
            Self::CarrierB => Some("Vervoerder B"),
            _ => None,
        }
    }

    /// The code of the link by which a visitor becomes that member; empty where there is no member.
    #[must_use]
    pub const fn role(self) -> &'static str {
        match self {
            Self::Contact => "agent",
            Self::Technical => "agent-technical",
            Self::Claims => "agent-claims",
            Self::Front => "front-office",
            Self::Back => "back-office",
            Self::Engineer => "engineer",
            Self::Sender => "service-desk",
            Self::CarrierA => "carrier",
            Self::Lease => "lease-desk",
            Self::Alarm => "alarm-centre",
            Self::Web => "social-desk",
            Self::WebLead => "social-lead",
            Self::Phone => "phone-desk",
            Self::Administration => "administration",
            Self::AdministrationLead => "team-lead",
            Self::CarrierB | Self::Shop => "",
        }
    }
}

/// What somebody does.
#[derive(Debug)]
#[expect(missing_docs, reason = "the fields say what they hold")]
pub enum Act {
    /// The customer sends a new mail, to the address of the house or another one of it.
    Mails { subject: &'static str, body: &'static str },
    /// The same to a mailbox of its own.
    MailsTo { to: &'static str, subject: &'static str, body: &'static str },
    /// Somebody sends a mail that names the number of another case's journey.
    MailsAbout { case: &'static str, subject: &'static str, body: &'static str },
    /// The customer answers the newest mail.
    Replies { body: &'static str },
    /// The customer writes on the status page; it answers the open question, where there is one.
    OnPage { body: &'static str, files: &'static [File] },
    /// The customer fills in the public form; perhaps with the first window that is offered.
    Form { topic: &'static str, body: &'static str, first_window: bool },
    /// The customer rings while the desk is closed, and the telephone system reports it.
    RingsInVain,
    /// The customer asks on the status page to be called.
    WantsCall { body: &'static str },
    /// The customer says on the status page that it goes from pillar to post.
    SentAround { body: &'static str },
    /// The customer says on the status page that it is solved.
    Confirms,
    /// The customer answers how it went: question from 0 and answer, and words for the third question.
    SaysHow { given: &'static [(u16, u8)], body: &'static str },
    /// A member notes what an unhappy answer taught.
    Learns { who: Seat, cause: CareCause, action: CareAction, body: &'static str },
    /// The customer rings, and a member writes it down.
    Rings { who: Seat, body: &'static str },
    /// A member calls the customer and writes it down.
    Calls { who: Seat, body: &'static str },
    /// A letter comes in and is written down, with the address on it.
    LetterComes { who: Seat, subject: &'static str, body: &'static str, address: &'static str, dated: &'static str },
    /// The letter that waits is printed and posted.
    Posts { who: Seat },
    /// The customer comes to the counter with what was asked.
    Hands { who: Seat, body: &'static str, files: &'static [File] },
    /// An agent sends the complete answer of the card, with the promise of a result.
    Answers { who: Seat, body: &'static str },
    /// An agent writes something that is no complete answer.
    Writes { who: Seat, body: &'static str },
    /// An agent asks something.
    Asks { who: Seat, body: &'static str, items: &'static [Item] },
    /// The receiver of an offer asks the customer something before accepting.
    AsksThrough { who: Seat, body: &'static str, items: &'static [Item] },
    /// An agent writes and promises a result anew.
    Promises { who: Seat, body: &'static str, until: Window },
    /// An agent promises news by a moment.
    PromisesNews { who: Seat, until: Window },
    /// An agent notes something for colleagues.
    Notes { who: Seat, body: &'static str },
    /// An agent takes the team's ball.
    Takes { who: Seat },
    /// The director's team takes the ball back, because the customer goes from pillar to post.
    TakesBack { who: Seat },
    /// An agent offers a leg with the ball; the brief in the order of the blueprint's fields.
    Offers { who: Seat, to: Seat, brief: &'static [&'static str] },
    /// An agent accepts the offer that waits.
    Accepts { who: Seat },
    /// An agent finishes the leg.
    Finishes { who: Seat, body: &'static str },
    /// An agent chooses a window of a visit.
    Books { who: Seat, from: &'static str, until: Window },
    /// An agent says more exactly when somebody comes.
    Narrows { who: Seat, from: &'static str, until: Window },
    /// Somebody of the team that comes is there.
    Arrives { who: Seat },
    /// The visit is done, first time right, and the outcome is told with it.
    Repairs { who: Seat, body: &'static str },
    /// An agent tells the outcome.
    Tells { who: Seat, body: &'static str, outcome: Outcome, euros: Option<i64> },
    /// An agent agrees that an invoice counts as not sent: it is not collected, and a team makes the credit note by a moment.
    Agrees { who: Seat, invoice: &'static str, with: Seat, until: Window, body: &'static str },
    /// An agent agrees on an amount that is more than one member decides on: a colleague looks at it first.
    Proposes { who: Seat, cents: i64, wording: &'static str, until: Window, body: &'static str },
    /// A second member approves it.
    Approves { who: Seat },
    /// The team that owns the system ticks what waits on its block list.
    Ticks { who: Seat },
    /// A member says that it was not kept to: a letter of a day went out all the same.
    NotKept { who: Seat, dated: &'static str, body: &'static str },
    /// Somebody apologises in person, in writing.
    Apologises { who: Seat, body: &'static str },
    /// The offer that waits is answered at once.
    AnswersOffer { who: Seat, body: &'static str },
    /// What was done is undone.
    PutsRight { who: Seat, body: &'static str },
    /// The work that carries the agreement out is done.
    CarriesOut { who: Seat, body: &'static str },
    /// A shipment is registered: for the person, with a carrier, by a moment.
    Ships { who: Seat, carrier: Seat, tracking: &'static str, until: Window, title: &'static str },
    /// The carrier pushes what it scanned, by its own number of the status.
    Scans { tracking: &'static str, status: i64 },
    /// A member notes what was said of the shipment that was registered last.
    NotesShipment { who: Seat, status: ShipmentStatus },
    /// A member writes, and says when there is news again.
    WritesNews { who: Seat, body: &'static str, until: Window },
    /// What did not come is sent again, with another carrier, in the place of the promise that broke.
    SendsAgain { who: Seat, carrier: Seat, tracking: &'static str, until: Window },
    /// The carrier's broken promise is let go by the team to which it was made.
    LetsGo { who: Seat, body: &'static str },
    /// A claim on the carrier of the first shipment begins.
    Claims { who: Seat, blueprint: &'static str, email: &'static str, body: &'static str },
    /// The customer rings, and a member begins a journey.
    Opens { who: Seat, topic: &'static str, title: &'static str, body: &'static str },
    /// The direction over the whole is offered.
    OffersLead { who: Seat, to: Seat, brief: &'static [&'static str] },
    /// A partner accepts on its page, perhaps with a promise and its cost in euros.
    PartnerAccepts { who: Seat, promise: Option<(Window, i64)>, body: &'static str },
    /// A partner moves its promise on its page, and gives something for so many euros.
    PartnerMoves { who: Seat, until: Window, euros: i64, body: &'static str },
    /// A partner says on its page that it is done; the one that directs tells the customer with it.
    PartnerDone { who: Seat, body: &'static str },
    /// The administrator ends what was agreed with a partner about data.
    EndsSharing { with: Seat },
    /// The administrator notes that the partner erased what it had.
    NotesErasure { with: Seat },
    /// The customer writes to the page on Facebook, as whoever has this id there.
    OnFacebook { from: &'static str, body: &'static str },
    /// A member asks who that is, by a page behind a link.
    AsksWho { who: Seat },
    /// The customer fills in number and postcode there.
    SaysWho { number: &'static str, postcode: &'static str },
    /// The customer, or somebody else, mails and names the number of the journey.
    MailsOn { by: Option<&'static Case>, subject: &'static str, body: &'static str },
    /// The system that bills says that it knows what was agreed.
    BillingConfirms,
    /// The system that bills reports what it did.
    BillingReports { what: &'static str, invoice: &'static str },
}
