//! What can happen in the demonstration, as data: who does what, and when (local time).

use regie_domain::blueprint::AskKind;
use regie_domain::codes::Outcome;

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
}

impl Seat {
    /// The address of who sits there.
    #[must_use]
    pub const fn email(self) -> &'static str {
        match self {
            Self::Contact => "samira@example.org",
            Self::Technical => "kees@example.org",
            Self::Claims => "priya@example.org",
            Self::Front => "noor@example.org",
            Self::Back => "sven@example.org",
            Self::Engineer => "gijs@example.org",
        }
    }

    /// The code of the link by which a visitor becomes that member.
    #[must_use]
    pub const fn role(self) -> &'static str {
        match self {
            Self::Contact => "agent",
            Self::Technical => "agent-technical",
            Self::Claims => "agent-claims",
            Self::Front => "front-office",
            Self::Back => "back-office",
            Self::Engineer => "engineer",
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
}
