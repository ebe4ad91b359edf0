//! Partners in the chain, through the pages: nothing goes out without an agreement; a partner works from its mail and page and
//! sees what was agreed and no more; when the agreement ends it sees nothing. Every journey carries canaries: words that no
//! partner may ever read, on no page and in no mail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod arrival;
mod asks;
mod desk;
mod friendliness;
mod handed;
mod leads;
mod own;
mod rings;
mod work;
mod wrote;

use axum::http::StatusCode;
use regie_app::content::Text;
use regie_app::intake::{IncomingMail, MailAddress, Placed};
use regie_app::ports::OutgoingMail;
use regie_app::settings::members::MemberForm;
use regie_app::settings::partners::{PartnerForm, SharingForm};
use regie_app::testing::TestApp;
use regie_domain::actor::TeamRef;
use regie_domain::back::Came;
use regie_domain::codes::{BallGoes, BallReason, Channel, ContactClass, Direction};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use regie_domain::ids::{HandoverId, JourneyId, OrgId};
use regie_domain::journey::Holder;
use support::{Page, Site};

/// Stands in everything that a partner may not read.
pub const CANARY: &str = "kanariegeel";
/// The customer.
pub const NAME: &str = "Anja de Wit";
/// The customer's address.
pub const ADDRESS: &str = "anja@example.net";
/// The partner's address.
pub const GARAGE: &str = "balie@garage.example.net";

pub(crate) fn form(kind: &str) -> PartnerForm {
    PartnerForm {
        name: "Garage Voorbeeld".to_owned(),
        kind: kind.to_owned(),
        named: "own".to_owned(),
        person: "Balie".to_owned(),
        email: GARAGE.to_owned(),
        phone: String::new(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        blueprints: Vec::new(),
        active: true,
    }
}

pub(crate) fn sharing() -> SharingForm {
    SharingForm {
        purpose: "Schade herstellen".to_owned(),
        ground: "contract".to_owned(),
        offered: vec!["title".to_owned()],
        accepted: vec!["name".to_owned()],
        figures: "chain".to_owned(),
        compares: false,
        mandate: String::new(),
        from: "2018-01-01".to_owned(),
        until: String::new(),
    }
}

pub(crate) struct Scene {
    pub(crate) site: Site,
    pub(crate) org: OrgId,
    pub(crate) team: TeamRef,
    pub(crate) journey: JourneyId,
}

impl Scene {
    /// A garage that takes part in some way, and a journey full of canaries.
    pub(crate) async fn new(kind: &str, agreed: bool) -> Self {
        let site = Site::new().await;
        let org: OrgId = site.test.app.ports.id();
        let admin = TestApp::who(&site.city.people.administrator);
        let values = PartnerForm {
            blueprints: if kind == "desk" { vec![site.city.blueprint.id.to_string()] } else { Vec::new() },
            ..form(kind)
        };
        let version = site.test.app.put_partner(&admin, org, 0, values).await.unwrap();
        if agreed {
            site.test.app.put_sharing(&admin, org, version, sharing()).await.unwrap();
        }
        let directory = site.test.app.directory().await.unwrap();
        let team = directory.teams.values().map(|found| found.value.team).find(|team| team.org == org).unwrap();
        let journey = site.begin(ADDRESS, "Deuk in het portier").await;
        let scene = Self { site, org, team, journey };
        scene.fill().await;
        scene
    }

    /// What the customer wrote, a note, and the brief of a consult with another team hold a canary.
    pub(crate) async fn fill(&self) {
        let (site, kcc) = (&self.site, &self.site.city.people.kcc_agent);
        let mut texts = Vec::new();
        let contact = ContactFacts::said(
            site.test.app.ports.id(),
            Direction::In,
            Channel::Email,
            site.text(&mut texts, &format!("Mijn verhaal is {CANARY}.")),
        );
        let participant = Some(site.customer(self.journey).await);
        let contact = ContactFacts { participant, ..contact };
        site.act(kcc, self.journey, C::RecordContact { contact, answers: None }, texts).await;
        let mut texts = Vec::new();
        let note = site.text(&mut texts, &format!("Onder ons: {CANARY}."));
        site.act(kcc, self.journey, C::AddNote { note }, texts).await;
        let mut texts = Vec::new();
        let words = ["waarom", CANARY, "verteld"];
        let brief = words.map(|words| Some(site.text(&mut texts, words))).to_vec();
        let to = site.city.technical.team;
        site.act(kcc, self.journey, C::Offer { to, ball: Some(BallGoes::Stays), brief, respond_by: None }, texts).await;
        site.test.drain().await;
    }

    pub(crate) fn offer(&self, ball: Option<BallGoes>) -> (C, Vec<Text>) {
        let mut texts = Vec::new();
        let words = ["Er is schade.", "Herstel het portier links.", "De klant hoort vandaag van ons."];
        let brief = words.map(|words| Some(self.site.text(&mut texts, words))).to_vec();
        (C::Offer { to: self.team, ball, brief, respond_by: None }, texts)
    }

    pub(crate) async fn offered(&self, ball: Option<BallGoes>) -> HandoverId {
        let (offer, texts) = self.offer(ball);
        self.site.act(&self.site.city.people.kcc_agent, self.journey, offer, texts).await;
        self.site.test.drain().await;
        let journey = self.site.journey(self.journey).await;
        journey.pending().find(|(_, offer)| offer.to == self.team).unwrap().0
    }

    pub(crate) fn mails(&self) -> Vec<OutgoingMail> {
        self.site.test.mail.sent().into_iter().filter(|mail| mail.to == GARAGE).collect()
    }

    /// The path of the newest link that was mailed.
    pub(crate) fn link(&self) -> String {
        let mails = self.mails();
        let text = mails.iter().rev().find_map(|mail| mail.text.split("https://regie.example.org").nth(1)).unwrap();
        text.split_whitespace().next().unwrap().to_owned()
    }

    pub(crate) async fn version(&self) -> i64 {
        self.site.test.app.directory().await.unwrap().partners[&self.org].version
    }

    /// A mail of the garage that answers the newest one to it.
    pub(crate) async fn replies(&self, words: &str, from: &str) -> Placed {
        let app = &self.site.test.app;
        let last = self.mails().pop().unwrap();
        let (answered, to) = (last.message_id, last.reply_to);
        let raw = format!("From: {from}\r\nTo: {to}\r\nSubject: Re\r\n\r\n{words}");
        let kept = app.keep_raw(std::slice::from_ref(&to), Some(from), raw.as_bytes()).await.unwrap();
        let id: uuid::Uuid = app.ports.uuid();
        let mail = IncomingMail {
            message_id: format!("{id}@garage.example.net"),
            answers: vec![answered],
            from: Some(MailAddress { name: None, address: from.to_owned() }),
            recipients: vec![to],
            subject: "Re: opdracht".to_owned(),
            subject_key: "opdracht".to_owned(),
            subject_base: "opdracht".to_owned(),
            forward: false,
            reference: None,
            text: words.to_owned(),
            html: None,
            files: Vec::new(),
            class: ContactClass::Human,
            no_automatic_answer: false,
            proven: true,
            date: None,
            bounce: None,
            dedupe_key: id.to_string(),
            quarantine: None,
            reply_to: Vec::new(),
            english: false,
            oversize: None,
            checked: None,
            back_on: None,
        };
        let placed = app.place(kept[0], mail).await.unwrap();
        self.site.test.drain().await;
        placed
    }
}

/// A partner reads none of it.
pub fn clean(page: &Page) {
    page.lacks(CANARY).lacks(ADDRESS);
}
