//! The vocabularies of contacts.

use serde::{Deserialize, Serialize};

codes! {
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
        /// A text message.
        Text = "text",
    }

    /// A social medium that Regie itself takes messages from.
    Medium {
        /// Facebook Messenger.
        Facebook = "facebook",
        /// WhatsApp.
        Whatsapp = "whatsapp",
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
        /// A carrier said that what was sent is there.
        Carrier = "carrier",
        /// It goes on with a conversation on a social medium.
        Handle = "handle",
        /// Somebody filled in who they are, on the page behind a link. What it says is for staff only.
        Identified = "identified",
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
}
