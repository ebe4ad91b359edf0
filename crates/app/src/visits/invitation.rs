//! A visit as an entry for a calendar (RFC 5545), and as an invitation by mail (RFC 5546, RFC 6047). The same visit has the
//! same UID for ever; each change raises SEQUENCE, so that a calendar knows which one holds. Instants are written in UTC: a
//! calendar shows them in its own zone.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::ids::{UpdateId, VisitId};
use regie_domain::promise::Window;
use regie_domain::visit::{Visit, VisitState};

use crate::locale::Lang;
use crate::ports::OutgoingFile;

/// The most octets of a line, its end not counted.
const LINE: usize = 75;

/// What is done with the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Somebody is invited, or told of a change.
    Request,
    /// The entry is laid down for whoever wants it.
    Publish,
    /// It is off.
    Cancel,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Publish => "PUBLISH",
            Self::Cancel => "CANCEL",
        }
    }

    /// The media type of a file with it: mail programs act by what stands here.
    #[must_use]
    pub fn media_type(self) -> String {
        format!("text/calendar; charset=utf-8; method={}", self.name())
    }
}

/// A visit as it stood at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub visit: VisitId,
    /// How often it was changed.
    pub sequence: u32,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// When somebody comes, as it was told.
    pub window: Window,
    /// Whether it is off.
    pub cancelled: bool,
}

impl Entry {
    /// As it stands now.
    #[must_use]
    pub fn of(id: VisitId, visit: &Visit) -> Self {
        Self {
            visit: id,
            sequence: visit.sequence,
            changed_at: visit.changed_at,
            window: visit.told(),
            cancelled: matches!(visit.state, VisitState::Cancelled { .. }),
        }
    }

    /// As it stood when a message was decided on: what was told then goes along with it, also when it leaves later.
    #[must_use]
    pub fn told_by(update: UpdateId, id: VisitId, events: &[Recorded<JourneyEvent>]) -> Option<Self> {
        let planned = |recorded: &&Recorded<JourneyEvent>| !matches!(recorded.event, JourneyEvent::UpdatePlanned { update: planned, .. } if planned == update);
        let mut entry: Option<Self> = None;
        for recorded in events.iter().take_while(planned) {
            let changed_at = recorded.meta.recorded_at;
            let (visit, new) = match &recorded.event {
                JourneyEvent::VisitBooked { visit, window, .. } => {
                    let (visit, window) = (*visit, *window);
                    (visit, Some(Self { visit, sequence: 0, changed_at, window, cancelled: false }))
                }
                JourneyEvent::VisitMoved { visit, window, .. } | JourneyEvent::VisitNarrowed { visit, window } => {
                    let changed = |before: Self| Self { window: *window, ..before.after(changed_at) };
                    (*visit, entry.map(changed))
                }
                JourneyEvent::VisitCancelled { visit, .. } => {
                    (*visit, entry.map(|before| Self { cancelled: true, ..before.after(changed_at) }))
                }
                _ => continue,
            };
            if visit == id {
                entry = new;
            }
        }
        entry
    }

    fn after(self, changed_at: Timestamp) -> Self {
        Self { sequence: self.sequence + 1, changed_at, ..self }
    }
}

/// A name with an address.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// The name; perhaps empty.
    pub name: &'a str,
    /// The address.
    pub address: &'a str,
}

/// What stands around the entry.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The language.
    pub lang: Lang,
    /// The organisation that comes; its address where one answers.
    pub organisation: Person<'a>,
    /// Who is invited; nobody where the entry is only laid down.
    pub customer: Option<Person<'a>>,
    /// The number of the journey.
    pub reference: &'a str,
    /// The organisation's telephone number; perhaps empty.
    pub phone: &'a str,
    /// Where somebody comes; perhaps empty.
    pub place: &'a str,
}

/// The file of an entry.
#[must_use]
pub fn file(entry: &Entry, around: &Around<'_>) -> OutgoingFile {
    let method = match (entry.cancelled, around.customer) {
        (true, _) => Method::Cancel,
        (false, Some(_)) => Method::Request,
        (false, None) => Method::Publish,
    };
    let name = match around.lang {
        Lang::Nl => "bezoek.ics",
        Lang::En => "visit.ics",
    };
    OutgoingFile {
        name: name.to_owned(),
        media_type: method.media_type(),
        bytes: calendar(entry, around, method).into_bytes(),
    }
}

fn calendar(entry: &Entry, around: &Around<'_>, method: Method) -> String {
    let mut lines = Lines::default();
    let from = entry.window.from.unwrap_or(entry.window.until);
    let (status, sequence) = (if entry.cancelled { "CANCELLED" } else { "CONFIRMED" }, entry.sequence.to_string());
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("PRODID", "-//Regie//Visits 1.0//NL");
    lines.plain("VERSION", "2.0");
    lines.plain("CALSCALE", "GREGORIAN");
    lines.plain("METHOD", method.name());
    lines.plain("BEGIN", "VEVENT");
    lines.plain("UID", &entry.visit.to_string());
    lines.plain("DTSTAMP", &utc(entry.changed_at));
    lines.plain("SEQUENCE", &sequence);
    lines.plain("STATUS", status);
    lines.plain("DTSTART", &utc(from));
    lines.plain("DTEND", &utc(entry.window.until));
    lines.plain(&format!("ORGANIZER{}", common_name(around.organisation.name)), &mailto(around.organisation.address));
    if let Some(customer) = around.customer {
        let role = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
        lines.plain(&format!("ATTENDEE;{role}{}", common_name(customer.name)), &mailto(customer.address));
    }
    lines.text("SUMMARY", &summary(around));
    let place: Vec<&str> = around.place.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if !place.is_empty() {
        lines.text("LOCATION", &place.join(", "));
    }
    lines.text("DESCRIPTION", &description(around));
    lines.plain("END", "VEVENT");
    lines.plain("END", "VCALENDAR");
    lines.0
}

fn summary(around: &Around<'_>) -> String {
    match around.lang {
        Lang::Nl => format!("{} komt bij u langs", around.organisation.name),
        Lang::En => format!("{} comes to you", around.organisation.name),
    }
}

fn description(around: &Around<'_>) -> String {
    let mut words = match around.lang {
        Lang::Nl => format!("Wij komen in deze tijd bij u langs.\nUw nummer: {}", around.reference),
        Lang::En => format!("We come to you within this time.\nYour number: {}", around.reference),
    };
    if !around.phone.is_empty() {
        let label = if around.lang == Lang::Nl { "Telefoon" } else { "Telephone" };
        // Writing to a text does not fail.
        let _ = write!(words, "\n{label}: {}", around.phone);
    }
    words
}

/// `20180804T060000Z`.
fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A parameter value may hold anything but quotes and control characters.
fn common_name(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect();
    if name.trim().is_empty() { String::new() } else { format!(";CN=\"{}\"", name.trim()) }
}

fn mailto(address: &str) -> String {
    let clean: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    format!("mailto:{clean}")
}

/// Content lines, each folded where it is too long.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn plain(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.plain(name, &escaped);
    }

    /// A line of more than 75 octets goes on behind a line break and a blank; no character is cut in two.
    fn fold(&mut self, line: &str) {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        Entry {
            visit: VisitId(uuid::Uuid::from_u128(7)),
            sequence: 2,
            changed_at: at("2018-08-03T19:05:00Z"),
            window: Window { from: Some(at("2018-08-04T06:00:00Z")), until: at("2018-08-04T09:00:00Z") },
            cancelled: false,
        }
    }

    fn around<'a>(name: &'a str, customer: Option<Person<'a>>) -> Around<'a> {
        let organisation = Person { name, address: "info@example.org" };
        Around { lang: Lang::Nl, organisation, customer, reference: "R-1808-0001", phone: "14 0000", place: "" }
    }

    fn text(file: &OutgoingFile) -> &str {
        std::str::from_utf8(&file.bytes).unwrap()
    }

    /// A calendar file as its reader joins it: folded lines in one.
    fn unfolded(file: &OutgoingFile) -> Vec<String> {
        text(file).replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_names_uid_sequence_method_and_instants_in_utc() {
        let customer = Person { name: "S. \"Bas\" Bakker\r\nX-EVIL:1", address: "s.bakker@example.net" };
        let file = file(&entry(), &around("Glasnet; Noord, Zuid", Some(customer)));
        assert_eq!(file.media_type, "text/calendar; charset=utf-8; method=REQUEST");
        let lines = unfolded(&file);
        for line in [
            "METHOD:REQUEST",
            "UID:00000000-0000-0000-0000-000000000007",
            "SEQUENCE:2",
            "STATUS:CONFIRMED",
            "DTSTART:20180804T060000Z",
            "DTEND:20180804T090000Z",
            "DTSTAMP:20180803T190500Z",
            "SUMMARY:Glasnet\\; Noord\\, Zuid komt bij u langs",
            "DESCRIPTION:Wij komen in deze tijd bij u langs.\\nUw nummer: R-1808-0001\\nTelefoon: 14 0000",
            "ORGANIZER;CN=\"Glasnet; Noord, Zuid\":mailto:info@example.org",
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"S. 'Bas' BakkerX-EVIL:1\":mailto:s.bakker@example.net",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
        }
        assert_eq!(
            (lines.first().unwrap().as_str(), lines.last().unwrap().as_str()),
            ("BEGIN:VCALENDAR", "END:VCALENDAR")
        );
        assert!(lines.iter().all(|line| !line.starts_with("X-EVIL")), "nothing of a name becomes a line");
    }

    #[test]
    fn a_cancelled_visit_says_so_and_a_download_invites_nobody() {
        let off = Entry { cancelled: true, sequence: 3, ..entry() };
        let customer = Person { name: "", address: "s.bakker@example.net" };
        let cancelled = file(&off, &around("Glasnet", Some(customer)));
        assert_eq!(cancelled.media_type, "text/calendar; charset=utf-8; method=CANCEL");
        assert!(unfolded(&cancelled).contains(&"STATUS:CANCELLED".to_owned()));
        let laid_down = file(&entry(), &around("Glasnet", None));
        assert!(laid_down.media_type.ends_with("method=PUBLISH"));
        assert!(!text(&laid_down).contains("ATTENDEE"));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_cut() {
        let long = "Één organisatie met een écht lange naam voor Ameland, Vlieland & omstreken – ".repeat(4);
        let made = file(&entry(), &around(&long, None));
        for line in text(&made).split_terminator("\r\n") {
            assert!(line.len() <= LINE, "{} octets: {line}", line.len());
        }
        let summary = unfolded(&made).into_iter().find(|line| line.starts_with("SUMMARY:")).unwrap();
        assert_eq!(summary.replace("\\,", ","), format!("SUMMARY:{long} komt bij u langs"));
    }
}
