//! The small closed vocabularies of events and commands. They are data for ever: add, never rename.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),* }

        impl $name {
            /// All values, in the order in which pages list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored code; also the last part of its locale key.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The value of a code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    )*};
}

mod legal;
mod visit;

pub use legal::{ForwardGround, LegalBasis, SuspensionGround};
pub use visit::{Missing, VisitCancel};

codes! {
    /// What kind of need a journey answers.
    JourneyKind {
        /// A question.
        Question = "question",
        /// A report that something is wrong.
        Report = "report",
        /// A complaint; it starts its own term.
        Complaint = "complaint",
        /// A compliment.
        Compliment = "compliment",
    }

    /// What one check of a mail's sender found.
    MailCheck {
        /// Nobody trusted said anything.
        Unchecked = "unchecked",
        /// The sender's domain publishes nothing to check by.
        None = "none",
        /// It holds.
        Pass = "pass",
        /// It does not hold.
        Fail = "fail",
        /// It weakly does not hold, or is left open.
        Weak = "weak",
        /// The check itself failed.
        Error = "error",
    }

    /// In or out, seen from the organisation.
    Direction {
        /// From outside.
        In = "in",
        /// To the outside.
        Out = "out",
    }

    /// How a contact was made.
    Channel {
        /// E-mail.
        Email = "email",
        /// Telephone, noted by a member.
        Phone = "phone",
        /// The customer's own page or a form.
        Web = "web",
        /// At the counter, noted by a member.
        Counter = "counter",
        /// A letter, noted by a member.
        Letter = "letter",
        /// A social medium.
        Social = "social",
    }

    /// What sort of message a contact is (RFC 3834 and friends); only a human one changes anything.
    ContactClass {
        /// Written or spoken by a person.
        Human = "human",
        /// An automatic reply.
        AutoReply = "auto_reply",
        /// An out-of-office notice.
        OutOfOffice = "out_of_office",
        /// A bounce that will not be cured by waiting.
        BouncePermanent = "bounce_permanent",
        /// A bounce that may be cured by waiting.
        BounceTemporary = "bounce_temporary",
        /// A delivery or reading report.
        Report = "report",
        /// A request to prove that the sender is a person.
        Challenge = "challenge",
        /// A call to a closed desk: nobody spoke.
        ClosedDoor = "closed_door",
    }

    /// What an incoming contact asks for, derived and corrected by one tap.
    Asks {
        /// Something new, or an answer.
        Something = "something",
        /// Only "is there any news?": a chaser.
        News = "news",
        /// Again about what an answer left open: a fragment.
        Again = "again",
        /// Nothing: only thanks.
        Thanks = "thanks",
    }

    /// Why a contact stands on this journey. The record says it (rule 10) and a person can undo it.
    JoinReason {
        /// It opened the journey.
        Opened = "opened",
        /// It carried our own reply token.
        Token = "token",
        /// It answers a message that is on this journey.
        References = "references",
        /// It shares an unknown earlier message with a message on this journey.
        Sibling = "sibling",
        /// A known participant named the reference in the subject.
        Reference = "reference",
        /// It was written on the status page behind a link.
        StatusPage = "status_page",
        /// A member noted or wrote it.
        Member = "member",
        /// A member joined it by hand.
        Joined = "joined",
        /// A member split it off another journey.
        Split = "split",
        /// A member moved it from another journey.
        Moved = "moved",
        /// The same mail reached a second mailbox.
        SecondMailbox = "second_mailbox",
        /// It was imported from an archive.
        Imported = "imported",
        /// It came from a number of somebody who takes part.
        Number = "number",
    }

    /// The role of a participant.
    ParticipantRole {
        /// The customer.
        Customer = "customer",
        /// Acts for the customer.
        Representative = "representative",
        /// Party to the contract.
        ContractParty = "contract_party",
        /// Only informed.
        Copied = "copied",
        /// Another body, to which the matter was forwarded.
        OtherBody = "other_body",
    }

    /// Whether the ball goes with a leg or stays with the giver (a consult).
    BallGoes {
        /// The receiver gets the ball on acceptance.
        Goes = "goes",
        /// The giver keeps the ball.
        Stays = "stays",
    }

    /// Why the ball moved (rule 2).
    BallReason {
        /// The journey began at this team's door: a standing acceptance.
        Opened = "opened",
        /// An offer was accepted.
        Accepted = "accepted",
        /// The director's team took it back.
        TakenBack = "taken_back",
        /// A question went to the customer.
        Asked = "asked",
        /// The customer answered.
        Answered = "answered",
        /// The asker withdrew the question.
        QuestionWithdrawn = "question_withdrawn",
        /// The customer did not answer in time.
        Lapsed = "lapsed",
        /// A leg was settled, back to the giver.
        LegSettled = "leg_settled",
        /// The journey opened again.
        Reopened = "reopened",
        /// An agreement was not kept to.
        Breach = "breach",
        /// A party left the chain.
        PartyLost = "party_lost",
    }

    /// Why an offer or leg is given back.
    DeclineReason {
        /// Not ours to do.
        NotOurs = "not_ours",
        /// Cannot be done by the moment asked.
        NotInTime = "not_in_time",
        /// Something is missing that a question does not mend.
        Incomplete = "incomplete",
        /// No room.
        NoCapacity = "no_capacity",
        /// Something else, told in the note.
        Other = "other",
    }

    /// How a leg or the journey came out.
    Outcome {
        /// Done as asked.
        Solved = "solved",
        /// Partly.
        Partly = "partly",
        /// Refused, with the reason in the text.
        Refused = "refused",
        /// The question was answered.
        Answered = "answered",
        /// Nothing was wrong, or it went away.
        NothingToDo = "nothing_to_do",
    }

    /// The kind of a promise.
    PromiseKind {
        /// A result. Only these count in kept figures.
        Outcome = "outcome",
        /// "You hear from us by then".
        News = "news",
    }

    /// What is promised.
    PromiseWhat {
        /// A first answer.
        FirstAnswer = "first_answer",
        /// News about where things stand.
        News = "news",
        /// The result of the journey or leg.
        Result = "result",
        /// A telephone call.
        CallBack = "call_back",
        /// Something else, told in the text.
        Other = "other",
        /// Somebody comes.
        Visit = "visit",
    }

    /// Why a promise moved.
    MoveReason {
        /// Waiting for the customer.
        Customer = "customer",
        /// Waiting for a partner.
        Partner = "partner",
        /// More work than foreseen.
        MoreWork = "more_work",
        /// A part or document is late.
        Material = "material",
        /// Illness or lack of people.
        Capacity = "capacity",
        /// Something else, told in the text.
        Other = "other",
    }

    /// How a broken promise was settled (rule 3).
    Settlement {
        /// Done after all.
        FulfilledLate = "fulfilled_late",
        /// A new promise stands in its place.
        Replaced = "replaced",
        /// The one it was made to let it go.
        Released = "released",
    }

    /// Why a promise was let go, where the one it was made to did not.
    ReleaseReason {
        /// The journey was set aside.
        Aside = "aside",
        /// The journey was set aside for another one, which goes on with it.
        Moved = "moved",
    }

    /// What happens next, as the customer was told.
    NextStep {
        /// We answer.
        WeAnswer = "we_answer",
        /// The named team works on it.
        TeamWorks = "team_works",
        /// The customer answers our question.
        YouAnswer = "you_answer",
        /// We tell how it stands.
        WeTell = "we_tell",
        /// We call.
        WeCall = "we_call",
        /// We come with the result.
        WeFinish = "we_finish",
        /// The customer says whether it is solved.
        YouConfirm = "you_confirm",
        /// Somebody comes.
        WeCome = "we_come",
    }

    /// What a message from the organisation is about.
    UpdateKind {
        /// We have your message.
        Receipt = "receipt",
        /// Your message is too large to take in; here is how to send the rest.
        TooLarge = "too_large",
        /// Another team or party accepted.
        NowWith = "now_with",
        /// Another team directs the whole.
        NowLeads = "now_leads",
        /// A question.
        Question = "question",
        /// A promise.
        PromiseMade = "promise_made",
        /// A promise has another date.
        PromiseMoved = "promise_moved",
        /// A promise was not kept.
        PromiseBroken = "promise_broken",
        /// The outcome.
        Outcome = "outcome",
        /// Nothing new yet.
        NoNews = "no_news",
        /// It closes again without the answer that was announced: the message was only thanks.
        ClosedAgain = "closed_again",
        /// Words a member wrote.
        Message = "message",
        /// An answer in which every field of a card is filled or does not apply.
        Answer = "answer",
        /// A visit was agreed on.
        VisitBooked = "visit_booked",
        /// A visit has another window.
        VisitMoved = "visit_moved",
        /// When exactly somebody comes, within the window.
        VisitNarrowed = "visit_narrowed",
        /// A visit is off.
        VisitCancelled = "visit_cancelled",
        /// How a visit went, where that was not the outcome.
        VisitEnded = "visit_ended",
        /// A legal term is extended.
        LegalExtended = "legal_extended",
        /// Another body has it now.
        Forwarded = "forwarded",
        /// To that body: here is what is yours.
        ForwardedTo = "forwarded_to",
    }

    /// Why a message waits.
    HoldReason {
        /// It does not wait.
        None = "none",
        /// Quiet hours.
        QuietHours = "quiet_hours",
    }

    /// What a person should know of a file before opening it.
    FileMark {
        /// A program, or a file that starts one.
        Program = "program",
        /// A script.
        Script = "script",
        /// A page that a browser would run.
        Page = "page",
        /// An office document that may carry macros.
        Macros = "macros",
        /// Its name is made to look like another type.
        Disguised = "disguised",
        /// Packed, and not looked into.
        Archive = "archive",
        /// Packed with a password, so that no scanner looked into it either.
        LockedArchive = "locked_archive",
        /// `winmail.dat`: what was sent along is inside, in Outlook's own form.
        Tnef = "tnef",
        /// Encrypted or signed by S/MIME.
        Smime = "smime",
        /// A signature that stands apart.
        Signature = "signature",
        /// Encrypted by PGP.
        Pgp = "pgp",
        /// A mail inside the mail.
        Message = "message",
        /// An appointment.
        Calendar = "calendar",
        /// Nothing is in it.
        Empty = "empty",
    }

    /// What a person must do because the program cannot: reach the customer where no channel does, or read what it could
    /// not take in.
    TaskKind {
        /// Call.
        Call = "call",
        /// Write a letter.
        Letter = "letter",
        /// Take a message out of the mailbox that was too large to fetch.
        Fetch = "fetch",
    }

    /// How a journey closed.
    CloseHow {
        /// The customer said so.
        Confirmed = "confirmed",
        /// Nobody objected in the closing period.
        NotObjected = "not_objected",
        /// The customer withdrew.
        Withdrawn = "withdrawn",
        /// No answer after reminders.
        NoAnswer = "no_answer",
        /// It came from an archive, already ended.
        Historic = "historic",
        /// A last message was only thanks.
        JustThanks = "just_thanks",
        /// It was another body's, and went there.
        Forwarded = "forwarded",
    }

    /// Why a journey is void.
    VoidReason {
        /// Spam.
        Spam = "spam",
        /// It is another journey already.
        Duplicate = "duplicate",
        /// Not meant for us.
        NotOurs = "not_ours",
    }

    /// Why a journey opened again.
    ReopenReason {
        /// The customer said "not solved".
        NotSolved = "not_solved",
        /// A human contact came in.
        Contact = "contact",
        /// A member opened it.
        Member = "member",
        /// A message could not reach the customer.
        Unreachable = "unreachable",
        /// It came out of an archive and is still going on.
        Imported = "imported",
        /// The body to which it was forwarded wrote.
        OtherBody = "other_body",
    }

    /// Why the director's team takes the ball back.
    TakeBackReason {
        /// It takes too long.
        TooSlow = "too_slow",
        /// The customer is being sent back and forth.
        BackAndForth = "back_and_forth",
        /// It is with the wrong team.
        WrongTeam = "wrong_team",
        /// Something else.
        Other = "other",
    }

    /// A due moment that the program watches.
    DeadlineKind {
        /// A promise has used half of its working time.
        PromiseHalf = "promise_half",
        /// A promise has used four fifths of its working time.
        PromiseFourFifths = "promise_four_fifths",
        /// A promise's current window ends.
        PromiseDue = "promise_due",
        /// Nobody spoke by the moment that was given after a broken promise: the team lead.
        PromiseLead = "promise_lead",
        /// Still nobody when the silence limit came: the coordinator.
        PromiseCoordinator = "promise_coordinator",
        /// The customer has heard nothing for the silence limit.
        Silence = "silence",
        /// An offer was not answered: the receiver's team.
        OfferTeam = "offer_team",
        /// Still not: the team lead.
        OfferLead = "offer_lead",
        /// Still not: the coordinator.
        OfferCoordinator = "offer_coordinator",
        /// The customer did not answer a question.
        QuestionDue = "question_due",
        /// The closing period ends.
        Closing = "closing",
        /// A call or letter is due.
        TaskDue = "task_due",
        /// A legal term has used half of its working time.
        LegalHalf = "legal_half",
        /// A legal term has used four fifths of its working time.
        LegalFourFifths = "legal_four_fifths",
        /// A legal term ends.
        LegalDue = "legal_due",
    }
}
