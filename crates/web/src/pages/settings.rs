//! Settings: one page per section, all under one menu. Lists are tables, changes are forms.

use askama::Template;
use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::Form;
use crate::html::Html;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Tab, Table};
use crate::pages::picture::Picture;
use crate::pages::shell::{LogoLink, MailState, Shell};

/// A section of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Name, word, zone, languages, colours.
    Organisation,
    /// Teams.
    Teams,
    /// Members, roles, invitations.
    Members,
    /// Opening hours.
    Calendars,
    /// When teams come by.
    Slots,
    /// Blueprints.
    Blueprints,
    /// Mailboxes.
    Mailboxes,
    /// Telephone systems.
    Telephone,
    /// Programs that use the API.
    Api,
    /// Systems that obey holds.
    Systems,
    /// How carriers tell us of shipments.
    Carriers,
    /// Partners in the chain.
    Partners,
    /// Systems of others that are told what happens.
    Webhooks,
    /// The gateway for text messages.
    Sms,
    /// Facebook and WhatsApp.
    Social,
    /// What customers are asked when all is done.
    Surveys,
    /// Texts of messages.
    Texts,
    /// The look of the customer's pages.
    Brand,
    /// What is stated in public.
    Statements,
    /// Whether mail leaves the house.
    Outgoing,
    /// The practice room.
    Practice,
    /// Who changed what.
    Audit,
}

impl Section {
    /// Every section, in the order of the menu.
    pub const ALL: [Section; 22] = [
        Section::Organisation,
        Section::Teams,
        Section::Members,
        Section::Calendars,
        Section::Slots,
        Section::Partners,
        Section::Blueprints,
        Section::Mailboxes,
        Section::Telephone,
        Section::Sms,
        Section::Social,
        Section::Api,
        Section::Systems,
        Section::Carriers,
        Section::Webhooks,
        Section::Surveys,
        Section::Texts,
        Section::Brand,
        Section::Statements,
        Section::Outgoing,
        Section::Practice,
        Section::Audit,
    ];

    /// Its address.
    pub const fn href(self) -> &'static str {
        match self {
            Section::Organisation => "/settings/organisation",
            Section::Teams => "/settings/teams",
            Section::Members => "/settings/members",
            Section::Calendars => "/settings/calendars",
            Section::Slots => "/settings/slots",
            Section::Blueprints => "/settings/blueprints",
            Section::Mailboxes => "/settings/mailboxes",
            Section::Telephone => "/settings/telephone",
            Section::Sms => "/settings/sms",
            Section::Social => "/settings/social",
            Section::Api => "/settings/api",
            Section::Systems => "/settings/systems",
            Section::Carriers => "/settings/carriers",
            Section::Partners => "/settings/partners",
            Section::Webhooks => "/settings/webhooks",
            Section::Surveys => "/settings/surveys",
            Section::Texts => "/settings/texts",
            Section::Brand => "/settings/brand",
            Section::Statements => "/settings/statements",
            Section::Outgoing => "/settings/outgoing",
            Section::Practice => "/settings/practice",
            Section::Audit => "/settings/audit",
        }
    }

    /// Text keys of its name and of a line about it.
    pub const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Section::Organisation => ("settings-organisation", "settings-organisation-text"),
            Section::Teams => ("settings-teams", "settings-teams-text"),
            Section::Members => ("settings-members", "settings-members-text"),
            Section::Calendars => ("settings-calendars", "settings-calendars-text"),
            Section::Slots => ("settings-slots", "settings-slots-text"),
            Section::Blueprints => ("settings-blueprints", "settings-blueprints-text"),
            Section::Mailboxes => ("settings-mailboxes", "settings-mailboxes-text"),
            Section::Telephone => ("settings-telephone", "settings-telephone-text"),
            Section::Sms => ("settings-sms", "settings-sms-text"),
            Section::Social => ("settings-social", "settings-social-text"),
            Section::Api => ("settings-api", "settings-api-text"),
            Section::Systems => ("settings-systems", "settings-systems-text"),
            Section::Carriers => ("settings-carriers", "settings-carriers-text"),
            Section::Partners => ("settings-partners", "settings-partners-text"),
            Section::Webhooks => ("settings-webhooks", "settings-webhooks-text"),
            Section::Surveys => ("settings-surveys", "settings-surveys-text"),
            Section::Texts => ("settings-texts", "settings-texts-text"),
            Section::Brand => ("settings-brand", "settings-brand-text"),
            Section::Statements => ("settings-statements", "settings-statements-text"),
            Section::Outgoing => ("settings-outgoing", "settings-outgoing-text"),
            Section::Practice => ("settings-practice", "settings-practice-text"),
            Section::Audit => ("settings-audit", "settings-audit-text"),
        }
    }

    /// Its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Section::Organisation => "building-2",
            Section::Teams => "users",
            Section::Members => "user",
            Section::Calendars => "calendar-days",
            Section::Slots => "calendar-clock",
            Section::Blueprints => "route",
            Section::Mailboxes => "mail",
            Section::Telephone => "phone",
            Section::Sms | Section::Social => "message-circle",
            Section::Api => "plug",
            Section::Systems => "lock",
            Section::Carriers => "truck",
            Section::Partners => "handshake",
            Section::Webhooks => "webhook",
            Section::Surveys => "thumbs-up",
            Section::Texts => "file-text",
            Section::Brand => "layout-template",
            Section::Statements => "globe",
            Section::Outgoing => "send",
            Section::Practice => "shield-check",
            Section::Audit => "history",
        }
    }
}

/// What stands beside or under the heading of a settings page, in order.
#[derive(Clone, Debug)]
pub enum Block {
    /// A table.
    Table(Table),
    /// A table under a heading, where it is not what the page is about.
    Under(String, Table),
    /// A form with its heading. Without one it is what the page is for.
    Form(Option<String>, Form),
    /// The form that the page is for, where it needs a heading among others.
    Main(String, Form),
    /// Ways to go on, with their heading: address, name and what it is.
    Ways(String, Vec<(String, String, String)>),
    /// Facts with their heading.
    Facts(String, Vec<Fact>),
    /// Words in pieces with the style of what each tells, and facts about them, with their heading.
    Marked(String, Vec<(String, &'static str)>, Vec<Fact>),
    /// Parts of what follows, to choose from, with their heading.
    Tabs(String, Vec<Tab>),
    /// A connection test: whether it worked, and the raw answer of the other side.
    Test(TestResult),
    /// A text as it will look: subject and words.
    Preview(String, String),
    /// The variables that a text may use: name and what it stands for.
    Variables(Vec<(String, String)>),
    /// The three states of outgoing mail, the current one, how many messages wait.
    Switches(MailState, usize),
    /// Lines to copy into a file, with their heading.
    Lines(String, String),
    /// Nothing here yet, in words.
    Empty(String),
    /// How the customer's pages look with these colours and this logo.
    Brand(BrandPreview),
    /// A message as it arrives.
    Mail(MailPreview),
    /// What may be better about a text: the sentence, and for each thing what it is. Nothing is fine.
    Remarks(Vec<(String, Vec<String>)>),
    /// The way of a blueprint, drawn.
    Picture(Picture),
}

/// A message as it arrives, with sample data.
#[derive(Clone, Debug)]
pub struct MailPreview {
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML, with names in the place of styles.
    pub html: Html,
    /// The address of the style sheet that knows the names.
    pub sheet: String,
}

/// A look as it is tried, in both themes.
#[derive(Clone, Debug)]
pub struct BrandPreview {
    /// The organisation.
    pub organisation: String,
    /// The address of the style sheet with the colours.
    pub sheet: Option<String>,
    /// The logo.
    pub logo: Option<LogoLink>,
}

/// How the test of a connection went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// It works.
    Well,
    /// It does not.
    Wrong,
    /// Nothing could be tried from here.
    Untried,
}

impl Went {
    /// Class and icon of its banner, and the key of its words.
    pub const fn keys(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Went::Well => ("ok", "circle-check", "test-ok"),
            Went::Wrong => ("bad", "circle-x", "test-failed"),
            Went::Untried => ("wait", "info", "test-untried"),
        }
    }
}

/// The outcome of a connection test.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// What was tried, in words.
    pub what: String,
    /// How it went.
    pub went: Went,
    /// When.
    pub at: Timestamp,
    /// What the other side said, raw.
    pub detail: String,
    /// What may be wrong, in words.
    pub advice: Option<String>,
}

/// One switch on the page of outgoing mail.
#[derive(Clone, Copy, Debug)]
pub struct MailSwitch {
    /// The value that is posted.
    pub code: &'static str,
    /// Text keys: name, explanation, the words on the button.
    pub keys: (&'static str, &'static str, &'static str),
    /// Icon.
    pub icon: &'static str,
    /// Whether it is on.
    pub on: bool,
}

/// The switches, with the current one marked.
pub fn mail_switches(state: &MailState) -> [MailSwitch; 3] {
    let switch = |this: MailState, code, keys, icon| MailSwitch { code, keys, icon, on: this == *state };
    [
        switch(
            MailState::Trial,
            "trial",
            ("outgoing-trial", "outgoing-trial-text", "outgoing-trial-do"),
            "mail-warning",
        ),
        switch(MailState::Live, "live", ("outgoing-live", "outgoing-live-text", "outgoing-live-do"), "send"),
        switch(
            MailState::Paused,
            "paused",
            ("outgoing-paused", "outgoing-paused-text", "outgoing-paused-do"),
            "circle-pause",
        ),
    ]
}

/// A page of the settings.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/page.html")]
pub struct SettingsPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The section; `None` for the overview.
    pub section: Option<Section>,
    /// The heading, in words; `None` takes the section's name.
    pub title: Option<String>,
    /// A button: address and words.
    pub add: Option<(String, String)>,
    /// What to know before.
    pub banners: Vec<Banner>,
    /// What it shows.
    pub blocks: Vec<Block>,
    /// The address of older rows.
    pub more: Option<String>,
    /// Whether the reader may see who changed what.
    pub audit: bool,
}

impl SettingsPage {
    /// The page of a section, still empty.
    pub fn new(cx: &Cx, shell: Shell, section: Section) -> Self {
        SettingsPage {
            cx: cx.clone(),
            shell,
            section: Some(section),
            title: None,
            add: None,
            banners: Vec::new(),
            blocks: Vec::new(),
            more: None,
            audit: true,
        }
    }

    /// The overview.
    pub fn overview(cx: &Cx, shell: Shell) -> Self {
        SettingsPage { section: None, ..SettingsPage::new(cx, shell, Section::Organisation) }
    }

    /// The heading, in words.
    pub fn heading(&self) -> String {
        match (&self.title, self.section) {
            (Some(title), _) => title.clone(),
            (None, Some(section)) => self.cx.t(section.keys().0),
            (None, None) => self.cx.t("nav-settings"),
        }
    }

    /// The sections of the menu, with whether the page stands there.
    pub fn sections(&self) -> Vec<(Section, bool)> {
        let seen = Section::ALL.into_iter().filter(|section| self.audit || *section != Section::Audit);
        seen.map(|section| (section, self.section == Some(section))).collect()
    }
}
