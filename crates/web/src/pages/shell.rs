//! What surrounds the content of a page: menu with counts for staff, name and help for customers.

use crate::pages::parts::Tone;

/// The part of the menu in which a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    /// My work.
    Work,
    /// Journeys, a journey, search.
    Journeys,
    /// The board of the direction.
    Board,
    /// The work of a team.
    Teams,
    /// Handovers.
    Handovers,
    /// Promises.
    Promises,
    /// What is not on a journey yet.
    Arrivals,
    /// The telephone note.
    Calls,
    /// What systems that cannot ask must not do.
    Blocks,
    /// Processes that fail.
    Signals,
    /// What is tried, and what came of it.
    Improvements,
    /// What carriers bring.
    Shipments,
    /// The figures of journeys that closed.
    Figures,
    /// Settings.
    Settings,
    /// Nowhere in the menu.
    Elsewhere,
}

/// Whether mail leaves the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// To own staff only.
    Trial,
    /// To everyone.
    Live,
    /// To nobody; it waits.
    Paused,
}

impl MailState {
    /// What every page says about it: look, icon, text key.
    pub const fn banner(self) -> Option<(Tone, &'static str, &'static str)> {
        match self {
            MailState::Trial => Some((Tone::Warn, "mail-warning", "mail-trial")),
            MailState::Paused => Some((Tone::Bad, "circle-pause", "mail-paused")),
            MailState::Live => None,
        }
    }
}

/// One line about what was just done, with a way back where there is one.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How it looks.
    pub tone: Tone,
    /// What was done.
    pub text: String,
    /// Where undo is posted.
    pub undo: Option<String>,
}

impl Notice {
    /// Something that went well.
    pub fn done(text: impl Into<String>) -> Self {
        Notice { tone: Tone::Ok, text: text.into(), undo: None }
    }

    /// The icon beside it.
    pub fn icon(&self) -> &'static str {
        match self.tone {
            Tone::Ok => "circle-check",
            Tone::Plain | Tone::Wait => "info",
            Tone::Warn | Tone::Bad => "triangle-alert",
        }
    }
}

/// The numbers in the menu.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Rows of My work.
    pub work: usize,
    /// Offers that wait for an answer of the reader's teams.
    pub handovers: usize,
    /// Of these, how many are overdue.
    pub handovers_late: usize,
    /// Promises at risk or broken and not settled.
    pub promises: usize,
    /// What waits without a journey.
    pub arrivals: usize,
    /// What the reader's teams have yet to tick on their block list.
    pub blocks: usize,
    /// Signals that wait for an answer of the reader's teams.
    pub signals: usize,
}

/// Around every page of a member of staff.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The organisation.
    pub organisation: String,
    /// The reader's name.
    pub member: String,
    /// The reader's teams, in words.
    pub teams: String,
    /// Whether the reader may change settings.
    pub administrator: bool,
    /// Whether the reader may read journeys; an administrator only manages settings.
    pub reads: bool,
    /// Whether the reader works on journeys: begins them, writes, hands over.
    pub works: bool,
    /// Whether a journey or a call may be begun.
    pub begins: bool,
    /// Whether the reader watches over the direction.
    pub coordinates: bool,
    /// Whether the reader's teams own a system without a connection in use, or have something of one left to tick: then
    /// they have a block list.
    pub blocks: bool,
    /// Whether the house sends anything: then there is a list of shipments.
    pub ships: bool,
    /// Whether the reader answers for the work, or watches that it is done well, and so reads its figures.
    pub figures: bool,
    /// Whether the reader is of the house: a partner does not see what is tried.
    pub improves: bool,
    /// Whether the reader sees settings at all (administrators, team leads, auditors).
    pub settings: bool,
    /// The numbers in the menu.
    pub counts: Counts,
    /// Where this page stands.
    pub at: Nav,
    /// Whether mail leaves the house.
    pub mail: MailState,
    /// What was just done.
    pub notice: Option<Notice>,
    /// A message of the reader that could not be sent after all: where it is, and words.
    pub stuck: Option<(String, String)>,
    /// Something of the house that an administrator should look after: where it is, and words.
    pub trouble: Option<(String, String)>,
    /// What was searched for, to stand in the field.
    pub query: String,
}

/// One line of the menu.
#[derive(Clone, Copy, Debug)]
pub struct NavItem {
    /// Where it goes.
    pub href: &'static str,
    /// Text key.
    pub label: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// The number beside it; none when zero.
    pub count: usize,
    /// Whether that number asks for haste.
    pub hot: bool,
    /// Whether the page stands here.
    pub current: bool,
    /// The key after `g`.
    pub key: Option<&'static str>,
}

impl Shell {
    /// First letters of first and last name.
    pub fn initials(&self) -> String {
        let mut names = self.member.split_whitespace().filter_map(|name| name.chars().next());
        let first = names.next();
        first.into_iter().chain(names.next_back()).flat_map(char::to_uppercase).collect()
    }

    /// The menu.
    pub fn items(&self) -> Vec<NavItem> {
        let item = |nav, href, label, icon, count, key| NavItem {
            href,
            label,
            icon,
            count,
            hot: nav == Nav::Handovers && self.counts.handovers_late > 0,
            current: nav == self.at,
            key,
        };
        let counts = self.counts;
        let journeys = [
            item(Nav::Work, "/work", "nav-work", "inbox", counts.work, Some("w")),
            item(Nav::Journeys, "/journeys", "nav-journeys", "route", 0, Some("k")),
            item(Nav::Handovers, "/handovers", "nav-handovers", "handshake", counts.handovers, Some("o")),
            item(Nav::Promises, "/promises", "nav-promises", "shield-check", counts.promises, Some("b")),
            item(Nav::Arrivals, "/arrivals", "nav-arrivals", "mail", counts.arrivals, Some("a")),
        ];
        let mut items: Vec<NavItem> = journeys.into_iter().filter(|_| self.reads).collect();
        if self.begins {
            items.push(item(Nav::Calls, "/calls/new", "nav-calls", "phone", 0, Some("c")));
        }
        if self.works {
            items.push(item(Nav::Teams, "/teams", "nav-teams", "users", 0, Some("t")));
        }
        if self.blocks {
            items.push(item(Nav::Blocks, "/block-list", "nav-blocks", "lock", counts.blocks, None));
        }
        if self.reads {
            items.push(item(Nav::Signals, "/signals", "nav-signals", "circle-alert", counts.signals, Some("s")));
        }
        if self.reads && self.ships {
            items.push(item(Nav::Shipments, "/shipments", "nav-shipments", "truck", 0, None));
        }
        if self.coordinates {
            items.push(item(Nav::Board, "/board", "nav-board", "flag", 0, Some("r")));
        }
        if self.figures {
            items.push(item(Nav::Figures, "/figures", "nav-figures", "chart-column", 0, None));
        }
        if self.improves {
            items.push(item(Nav::Improvements, "/improvements", "nav-improvements", "circle-check", 0, None));
        }
        if self.settings {
            items.push(item(Nav::Settings, "/settings", "nav-settings", "settings", 0, None));
        }
        items
    }
}

/// A logo as a page shows it.
#[derive(Clone, Debug)]
pub struct LogoLink {
    /// Its address.
    pub href: String,
    /// In points.
    pub width: u32,
    /// In points.
    pub height: u32,
}

/// Around every page of a customer.
#[derive(Clone, Debug)]
pub struct CustomerShell {
    /// The organisation whose name and contract it is.
    pub organisation: String,
    /// The address of a style sheet with the organisation's colours (see [`crate::brand`]).
    pub brand_sheet: Option<String>,
    /// The organisation's logo.
    pub logo: Option<LogoLink>,
    /// A telephone number as it is shown.
    pub phone: Option<String>,
    /// Opening hours in words: `vandaag open tot 17.00 uur`.
    pub hours: Option<String>,
}

impl CustomerShell {
    /// The number as a `tel:` address.
    pub fn phone_href(&self) -> String {
        let digits = self.phone.iter().flat_map(|phone| phone.chars());
        let digits: String = digits.filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{digits}")
    }
}
