//! What others than the owing team hear of: promises that were not kept or hardly can be, offers that nobody answers. In
//! words that say why it is now the reader's: of the director's team, as team lead, as coordinator.

use jiff::Timestamp;
use regie_domain::actor::Role;
use regie_domain::codes::DeadlineKind;
use regie_domain::ids::TeamId;
use regie_domain::money::Cents;

use crate::pages::work::Reason;
use crate::visit::Visit;

/// As whom the reader hears of something that came further than the teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Lead,
    Coordinator,
}

/// As whom the reader hears of a level of loudness that concerns these teams; nothing when it has not come to the reader.
fn heard(visit: &Visit, level: Option<DeadlineKind>, teams: &[TeamId]) -> Option<Heard> {
    let member = visit.member.as_deref()?;
    let leads = teams.iter().any(|team| member.teams.contains(&(*team, Role::TeamLead)));
    let watches = member.has(Role::Coordinator);
    let coordinator = matches!(
        level?,
        DeadlineKind::PromiseCoordinator
            | DeadlineKind::OfferCoordinator
            | DeadlineKind::AgreementCoordinator
            | DeadlineKind::AmountCoordinator
    );
    let lead = matches!(
        level?,
        DeadlineKind::PromiseLead | DeadlineKind::OfferLead | DeadlineKind::AgreementLead | DeadlineKind::AmountLead
    );
    match () {
        () if leads && (lead || coordinator) => Some(Heard::Lead),
        () if watches && coordinator => Some(Heard::Coordinator),
        () => None,
    }
}

/// Whether the reader is in a team.
fn mine(visit: &Visit, team: TeamId) -> bool {
    visit.member.as_deref().is_some_and(|member| member.is_in(team))
}

/// A promise that is owed, or was not kept.
#[derive(Debug, Clone, Copy)]
pub struct Owed<'a> {
    /// The team that owes it.
    pub owner: TeamId,
    /// The team that directs the journey.
    pub director: TeamId,
    /// In words.
    pub what: &'a str,
    /// The customer to whom it was made; nothing where it was made to a team.
    pub to: Option<&'a str>,
    /// Until when.
    pub due: Timestamp,
    /// Whether its window ended first.
    pub broken: bool,
    /// How loud it has become.
    pub level: Option<DeadlineKind>,
}

impl Owed<'_> {
    /// Why it is on the reader's list, and in which words.
    #[must_use]
    pub fn told(&self, visit: &Visit) -> (Reason, String) {
        let cx = &visit.cx;
        let heard = heard(visit, self.level, &[self.owner, self.director]).filter(|_| self.broken);
        let name = self.to.map_or_else(|| cx.t("louder-somebody"), str::to_owned);
        match heard {
            Some(Heard::Lead) => {
                let words = cx.t2("louder-promise-lead", "name", name, "when", cx.by_brief_text(&self.due));
                let further = self.level == Some(DeadlineKind::PromiseCoordinator);
                return (Reason::Escalated, with(words, further.then(|| cx.t("louder-and-coordinator"))));
            }
            Some(Heard::Coordinator) => {
                let team = visit.directory.team_name(self.director);
                return (Reason::Escalated, cx.t2("louder-promise-coordinator", "team", team, "name", name));
            }
            None => {}
        }
        let others = !mine(visit, self.owner);
        let reason = match (self.broken, self.level) {
            (true, _) => Reason::PromiseBroken,
            (false, Some(_)) => Reason::PromiseAtRisk,
            (false, None) => Reason::PromiseDue,
        };
        let key = match (reason, self.to) {
            (Reason::PromiseBroken, _) if !others => {
                return (reason, with(self.not_kept(visit), known(visit, self.level, self.owner)));
            }
            (Reason::PromiseBroken, Some(_)) => "louder-broken",
            (Reason::PromiseBroken, None) => "louder-broken-inside",
            (Reason::PromiseAtRisk, Some(_)) if others => "louder-at-risk",
            (Reason::PromiseAtRisk, None) if others => "louder-at-risk-inside",
            _ => return (reason, self.what.to_owned()),
        };
        let team = visit.directory.team_name(self.owner);
        let said = cx.t2(key, "team", team, "name", name);
        (reason, with(format!("{said} {}", self.what), known(visit, self.level, self.owner)))
    }

    fn not_kept(&self, visit: &Visit) -> String {
        visit.cx.t1("work-what-broken", "what", self.what)
    }
}

/// An offer that waits.
#[derive(Debug, Clone, Copy)]
pub struct Offered {
    /// From whom.
    pub from: TeamId,
    /// To whom.
    pub to: TeamId,
    /// When it had to be answered.
    pub respond_by: Timestamp,
    /// How loud it has become.
    pub level: Option<DeadlineKind>,
    /// The team that directs the journey.
    pub director: TeamId,
    /// Whether the receiver waits for the giver's answer.
    pub asked: bool,
}

impl Offered {
    /// Why it is on the reader's list, and in which words: the receiver's team, its lead, the coordinator, and each time the
    /// giver and the director's team.
    #[must_use]
    pub fn told(&self, visit: &Visit) -> (Reason, String) {
        let cx = &visit.cx;
        let [from, to] = [self.from, self.to].map(|team| visit.directory.team_name(team));
        match heard(visit, self.level, &[self.to]) {
            Some(Heard::Lead) => {
                let further = self.level == Some(DeadlineKind::OfferCoordinator);
                let words = cx.t1("louder-offer-lead", "team", from);
                return (Reason::Escalated, with(words, further.then(|| cx.t("louder-and-coordinator"))));
            }
            Some(Heard::Coordinator) => {
                return (Reason::Escalated, cx.t2("louder-offer-coordinator", "to", to, "from", from));
            }
            None => {}
        }
        let late = self.level.is_some() || self.respond_by < cx.now;
        let reason = if late { Reason::OfferOverdue } else { Reason::OfferToAnswer };
        let words = if mine(visit, self.to) {
            cx.t1("work-what-offer", "team", from)
        } else if mine(visit, self.from) {
            cx.t1("work-what-offered", "team", &to)
        } else if late {
            let key = if self.asked { "louder-offer-asked" } else { "louder-offer-late" };
            let directs = mine(visit, self.director).then(|| cx.t("louder-you-direct"));
            with(cx.t2(key, "to", &to, "from", from), directs)
        } else {
            cx.t1("work-what-offer", "team", from)
        };
        (reason, with(words, known(visit, self.level, self.to)))
    }
}

/// An amount that a receiver asked for, to which its giver says yes or no.
#[derive(Debug, Clone, Copy)]
pub struct AmountAsked<'a> {
    /// Who must say yes or no.
    pub from: TeamId,
    /// Who asked for it.
    pub to: TeamId,
    /// The team that directs the journey.
    pub director: TeamId,
    /// How loud it has become.
    pub level: Option<DeadlineKind>,
    /// What for.
    pub words: &'a str,
}

impl AmountAsked<'_> {
    /// Why it is on the reader's list, and in which words: the giver's team, its lead, the coordinator, and who directs.
    #[must_use]
    pub fn told(&self, visit: &Visit) -> (Reason, String) {
        let cx = &visit.cx;
        let [from, to] = [self.from, self.to].map(|team| visit.directory.team_name(team));
        match heard(visit, self.level, &[self.from]) {
            Some(Heard::Lead) => {
                let further = self.level == Some(DeadlineKind::AmountCoordinator);
                let words = cx.t2("louder-amount-lead", "team", to, "words", self.words);
                return (Reason::Escalated, with(words, further.then(|| cx.t("louder-and-coordinator"))));
            }
            Some(Heard::Coordinator) => {
                return (Reason::Escalated, cx.t2("louder-amount-coordinator", "to", to, "from", from));
            }
            None => {}
        }
        let words = match mine(visit, self.from) {
            true => cx.t2("work-what-amount", "team", to, "words", self.words),
            false => {
                let directs = mine(visit, self.director).then(|| cx.t("louder-you-direct"));
                with(cx.t2("louder-amount-late", "to", to, "from", &from), directs)
            }
        };
        (Reason::QuestionBack, with(words, known(visit, self.level, self.from)))
    }
}

/// Why an agreement that waits for a second member is now the reader's, as a lead of who made it or of who directs, or as
/// coordinator; nothing where it has not come so far.
#[must_use]
pub fn agreement(visit: &Visit, level: Option<DeadlineKind>, teams: [TeamId; 2], amount: Cents) -> Option<String> {
    let (cx, amount) = (&visit.cx, visit.cx.money(&amount.0));
    match heard(visit, level, &teams)? {
        Heard::Lead => {
            let further = level == Some(DeadlineKind::AgreementCoordinator);
            let words = cx.t1("louder-agreement-lead", "amount", amount);
            Some(with(words, further.then(|| cx.t("louder-and-coordinator"))))
        }
        Heard::Coordinator => {
            let team = visit.directory.team_name(teams[0]);
            Some(cx.t2("louder-agreement-coordinator", "team", team, "amount", amount))
        }
    }
}

/// Who besides the teams knows that nobody decided on it.
#[must_use]
pub fn agreement_known(visit: &Visit, level: Option<DeadlineKind>, maker: TeamId) -> Option<String> {
    known(visit, level, maker)
}

/// Who besides the teams knows, of those that there are: a team may have no lead, a partner has its mail, and a house may have
/// no coordinator.
fn known(visit: &Visit, level: Option<DeadlineKind>, team: TeamId) -> Option<String> {
    use DeadlineKind as D;
    let further = match level? {
        D::PromiseLead | D::OfferLead | D::AgreementLead | D::AmountLead => false,
        D::PromiseCoordinator | D::OfferCoordinator | D::AgreementCoordinator | D::AmountCoordinator => true,
        _ => return None,
    };
    let (cx, directory) = (&visit.cx, &visit.directory);
    let mut members = directory.members.values().map(|found| &found.value).filter(|member| member.active);
    let leads = members.clone().any(|member| member.teams.contains(&(team, Role::TeamLead)));
    let coordinates = further && members.any(|member| member.has(Role::Coordinator));
    let partner = directory.team(team).is_some_and(|found| directory.partner(found.team.org).is_some());
    let name = directory.team_name(team);
    Some(match (leads, coordinates) {
        (true, true) => cx.t1("louder-told-both", "team", name),
        (true, false) => cx.t1("louder-told-lead", "team", name),
        (false, true) if partner => cx.t1("louder-told-partner-and-coordinator", "team", name),
        (false, true) => cx.t("louder-told-coordinator"),
        (false, false) if partner => cx.t1("louder-told-partner", "team", name),
        (false, false) => cx.t("louder-told-nobody"),
    })
}

/// Words, and a sentence after them.
#[must_use]
pub fn with(words: String, more: Option<String>) -> String {
    match more {
        Some(more) if words.ends_with(['.', '!', '?', '…']) => format!("{words} {more}"),
        Some(more) => format!("{words}. {more}"),
        None => words,
    }
}
