//! The plain records beside the journal: organisation, teams, members, mailboxes, texts. They are documents with a
//! version, changed through the write door with an audit row each.

use serde::{Deserialize, Serialize};

use crate::absence::Absence;
use crate::actor::{Role, TeamRef};
use crate::blueprint::Words;
use crate::calendar::CalendarSpec;
use crate::customer::Language;
use crate::ids::{BlueprintId, MemberId, OrgId, TeamId};
use crate::legal_term::LegalRule;
use crate::mandate::Mandate;
use crate::quiet::QuietSpec;

/// The organisation whose database this is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// The organisation.
    pub id: OrgId,
    /// Its name, as customers know it.
    pub name: String,
    /// The word for one person served, unless a blueprint has its own.
    pub customer_word: Words,
    /// IANA time zone.
    pub zone: String,
    /// The language of pages and mails where nothing else is known.
    pub language: Language,
    /// Opening hours for what no team owes.
    pub hours: CalendarSpec,
    /// Hours in which customers are left in peace.
    pub quiet: QuietSpec,
    /// The telephone number that pages name.
    pub phone: String,
    /// What may leave the house by mail.
    pub outgoing: Outgoing,
    /// For how many seconds a member may take back what was sent to a customer; 0 sends at once.
    #[serde(default)]
    pub undo_seconds: u16,
    /// Where an objection to a decision goes, in one line; empty where it takes no decisions under the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objections: String,
    /// Within which term a complaint is dealt with, where no blueprint says otherwise; the usual one where nothing was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaints: Option<LegalRule>,
    /// What contacts and visits cost here; without it no page says what they cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariff: Option<crate::measure::Tariff>,
    /// The roles whose members take a second step at signing in. Anybody may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_step: Vec<Role>,
}

impl Organisation {
    /// Whether a member has to take a second step at signing in.
    #[must_use]
    pub fn asks_second_step(&self, member: &Member) -> bool {
        self.second_step.iter().any(|role| member.has(*role))
    }

    /// Within which term a complaint is dealt with, where no blueprint says otherwise.
    #[must_use]
    pub fn complaint_term(&self) -> LegalRule {
        self.complaints.unwrap_or(LegalRule::usual_for_complaints(!self.objections.is_empty()))
    }
}

/// What may leave the house by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// Only to addresses of own members; everything else waits.
    Trial,
    /// Everything.
    Live,
    /// Nothing; everything waits.
    Paused,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// The team and its organisation.
    #[serde(flatten)]
    pub team: TeamRef,
    /// Its name, as colleagues and customers read it.
    pub name: String,
    /// Its opening hours; without them the organisation's.
    pub hours: Option<CalendarSpec>,
    /// Whether it still exists.
    pub active: bool,
    /// Whether what it works on is for the teams that work on it only (rule 11).
    #[serde(default)]
    pub restricted: bool,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The person.
    pub id: MemberId,
    /// The name that colleagues see.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The teams and the role in each.
    pub teams: Vec<(TeamId, Role)>,
    /// Roles over the whole organisation (coordinator, administrator, auditor).
    pub roles: Vec<Role>,
    /// What the member may decide alone.
    pub mandate: Mandate,
    /// The language of the member's pages.
    pub language: Language,
    /// Whether single-key shortcuts are on.
    pub shortcuts: bool,
    /// Whether the member may sign in.
    pub active: bool,
    /// When the member is away, and who stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// What stands under the mails that the member writes: plain text of a few lines, perhaps none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
}

impl Member {
    /// Whether the member has a role, anywhere.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role) || self.teams.iter().any(|(_, held)| *held == role)
    }

    /// Whether the member is in a team.
    #[must_use]
    pub fn is_in(&self, team: TeamId) -> bool {
        self.teams.iter().any(|(held, _)| *held == team)
    }
}

/// A mailbox: the door of a team, a standing acceptance for what arrives there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Its address.
    pub address: String,
    /// The name that mails carry as sender.
    pub display: String,
    /// The team behind it.
    pub team: TeamId,
    /// The blueprint of journeys that begin here.
    pub blueprint: BlueprintId,
    /// How mail is sent.
    pub outgoing: Option<SmtpSettings>,
    /// How mail is fetched; without it mail is delivered by SMTP, LMTP or `regie mail-in`.
    pub incoming: Option<ImapSettings>,
    /// Name of the server whose `Authentication-Results` are believed.
    pub trusted_authserv: Option<String>,
    /// Whether it is used.
    pub active: bool,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// TLS from the first byte.
    Tls,
    /// Upgraded with STARTTLS, or refused.
    StartTls,
    /// Not protected; on loopback only.
    Plain,
}

/// How mail is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmtpSettings {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub transport: Transport,
    /// User name, where the server asks one.
    pub user: Option<String>,
    /// The password, encrypted at rest.
    pub secret: Option<String>,
    /// Signs in as fetching does, by OAuth 2, and not with user and password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_incoming: bool,
    /// How fetching signs in, where sending does the same ([`Mailbox::sending`]); kept there only.
    #[serde(skip)]
    pub shared: Option<(String, ImapLogin)>,
}

impl SmtpSettings {
    /// A server that asks nobody to sign in.
    #[must_use]
    pub fn open(host: &str, port: u16, transport: Transport) -> Self {
        Self { host: host.to_owned(), port, transport, user: None, secret: None, as_incoming: false, shared: None }
    }
}

impl Mailbox {
    /// How mail is sent, with the sign-in of fetching where it is the same one.
    #[must_use]
    pub fn sending(&self) -> Option<SmtpSettings> {
        let mut settings = self.outgoing.clone()?;
        let shared = self.incoming.as_ref().filter(|_| settings.as_incoming);
        settings.shared = shared.map(|incoming| (incoming.user.clone(), incoming.login.clone()));
        Some(settings)
    }
}

/// How mail is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImapSettings {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub transport: Transport,
    /// User name.
    pub user: String,
    /// How to sign in.
    pub login: ImapLogin,
    /// The folder that is read.
    pub folder: String,
    /// The folder with what people sent from the mailbox past Regie, where it is read too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
}

/// How to sign in to a mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "login", rename_all = "snake_case")]
pub enum ImapLogin {
    /// A password, encrypted at rest.
    Password {
        /// Encrypted.
        secret: String,
    },
    /// OAuth 2 with a refresh token, encrypted at rest.
    OAuth {
        /// The provider's token endpoint.
        token_url: String,
        /// The client.
        client_id: String,
        /// The client's secret, encrypted, where it has one.
        client_secret: Option<String>,
        /// The refresh token, encrypted.
        refresh_token: String,
        /// The scope asked for.
        scope: String,
    },
}

/// A text of a message that an administrator changed. Texts that were not changed come with the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextOverride {
    /// Which message.
    pub key: String,
    /// In which language.
    pub language: Language,
    /// The subject line.
    pub subject: String,
    /// The body.
    pub body: String,
}
