//! Improvements: what was gathered becomes a change that is said before it starts and measured after it, and whoever reported
//! or answered hears what was done.

pub mod huddle;
pub mod read;
mod told;
pub(crate) mod verdict;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use regie_domain::actor::{Door, Role};
use regie_domain::codes::{Aim, Gauge};
use regie_domain::directory::Member;
use regie_domain::ids::{AskId, BlueprintId, BreachId, ImprovementId, JourneyId, SignalId, TeamId};
use regie_domain::improvement::{Improvement, ImprovementCommand as C, Over, Source, Terms};

use crate::App;
use crate::authorise::Who;
use crate::content::{ContentKind, Text};
use crate::directory::Directory;
use crate::error::{AppError, Fault, Result};
use crate::figures::READERS;
use crate::run::{Done, IMPROVEMENT, Request, Stage};

/// At most so many characters of a title.
const TITLE: usize = 120;
/// At most so many characters of other words.
const LONGEST: usize = 4_000;
/// An improvement is not opened from more than this.
const MOST_SOURCES: usize = 60;

/// Who makes improvements and registers what is tried: who answers for the work. An auditor only reads.
pub const MAKERS: [Role; 3] = [Role::Administrator, Role::Coordinator, Role::TeamLead];

/// Whether a member may read improvements: all of them, or those of a team of one's own. What was told is for everybody.
pub(crate) fn may_read(member: &Member, team: Option<TeamId>) -> bool {
    READERS.iter().any(|role| member.has(*role)) || team.is_some_and(|team| member.is_in(team))
}

/// Whether a member may do something about an improvement.
pub(crate) fn may(member: &Member, works: bool, command: &C, found: Option<&Improvement>) -> bool {
    let makes = MAKERS.iter().any(|role| member.has(*role));
    let own = works && found.is_some_and(|found| member.is_in(found.owner.team));
    match command {
        C::Open { .. } | C::AddSource { .. } | C::Register { .. } | C::Stop { .. } => makes,
        C::Investigate { .. } | C::Tell { .. } => makes || own,
        C::Hear {} => found.is_some_and(|found| found.members.contains_key(&member.id)),
        // The program does these by itself.
        C::Measure {} | C::PassOn { .. } => false,
    }
}

/// Who works for a partner sees nothing of it.
///
/// # Errors
/// A denial.
pub(crate) fn inside(who: &Who, directory: &Directory) -> Result<()> {
    match who.member() {
        Some(member) if directory.guest_of(member).is_some() => Err(AppError::Denied("role")),
        _ => Ok(()),
    }
}

/// A new improvement as a form sends it.
#[derive(Debug, Clone, Default)]
pub struct NewImprovement {
    /// What it is about. Field `title`.
    pub title: String,
    /// The team that does it. Field `owner`.
    pub owner: String,
    /// What it comes from, as [`code_of`] writes it. Field `source`.
    pub sources: Vec<String>,
    /// The same key twice has one effect.
    pub key: Option<String>,
}

/// What is said before a change starts, as a form sends it.
#[derive(Debug, Clone, Default)]
pub struct NewTerms {
    /// What changes. Field `what`.
    pub what: String,
    /// For how which journeys run; empty for all. Field `blueprint`.
    pub blueprint: String,
    /// For journeys that which team directs; empty for all. Field `team`.
    pub team: String,
    /// Which figure. Field `gauge`.
    pub gauge: String,
    /// Which way. Field `aim`.
    pub aim: String,
    /// How far: of a share in points, else in the unit of the figure. Field `size`.
    pub size: String,
    /// On which day it starts. Field `starts`.
    pub starts: String,
    /// Until which day it is looked at. Field `ends`.
    pub ends: String,
    /// Which journeys to compare with: `blueprint TEAM`, of either. Field `beside-blueprint`.
    pub beside_blueprint: String,
    /// Field `beside-team`.
    pub beside_team: String,
    /// The same key twice has one effect.
    pub key: Option<String>,
}

/// The figure by which something is measured.
#[must_use]
pub fn figure(gauge: Gauge) -> crate::figures::Which {
    verdict::which(gauge)
}

/// A source as forms and addresses write it.
#[must_use]
pub fn code_of(source: &Source) -> String {
    let of = regie_store::views::improvements::of_source(source);
    let journey = source.journey().map(|journey| journey.to_string()).unwrap_or_default();
    format!("{}:{journey}:{of}", source.kind().code())
}

/// Reads [`code_of`].
#[must_use]
pub fn source_of(code: &str) -> Option<Source> {
    let mut parts = code.splitn(3, ':');
    let (kind, journey, of) = (parts.next()?, parts.next()?, parts.next()?);
    if kind == "figure" {
        return Some(Source::Figure { gauge: Gauge::parse(of)? });
    }
    let journey = JourneyId::parse(journey).ok()?;
    let ask = || AskId::parse(of).ok();
    Some(match kind {
        "signal" => Source::Signal { journey, signal: SignalId::parse(of).ok()? },
        "breach" => Source::Breach { journey, breach: BreachId::parse(of).ok()? },
        "answer" => Source::Answer { journey, ask: ask()? },
        "pointed" => Source::Pointed { journey, ask: ask()? },
        "learned" => Source::Learned { journey, ask: ask()? },
        _ => return None,
    })
}

impl App {
    /// Makes an improvement from what was gathered.
    ///
    /// # Errors
    /// Every fault of the input, a refusal, a denial, or what the store says.
    pub async fn open_improvement(&self, who: Who, new: NewImprovement) -> Result<ImprovementId> {
        let directory = self.directory().await?;
        let owner = TeamId::parse(&new.owner).ok().and_then(|team| directory.team_ref(team));
        let sources: Vec<Source> = new.sources.iter().filter_map(|code| source_of(code)).collect();
        let mut faults = Vec::new();
        let title = self.said_in(&mut faults, "title", &new.title, TITLE);
        if owner.is_none() {
            faults.push(Fault { field: "owner".into(), key: "invalid-choice" });
        }
        if sources.is_empty() || sources.len() > MOST_SOURCES || sources.len() != new.sources.len() {
            faults.push(Fault { field: "source".into(), key: "invalid-improvement-source" });
        }
        let (Some(title), Some(owner), true) = (title, owner, faults.is_empty()) else {
            return Err(AppError::Invalid(faults));
        };
        let stage = Stage::new(self, directory);
        let work = (stage, who, (title, owner, sources), new.key);
        self.store
            .write_with(work, |tx, (stage, who, (title, owner, sources), key)| {
                Box::pin(async move {
                    let id: ImprovementId = stage.begin(tx, IMPROVEMENT);
                    let open = C::Open { title: title.id, owner: *owner, sources: sources.clone() };
                    let request = Request::improvement(who.clone(), door_of(who), id, open);
                    let done = stage.run(tx, &request.with(vec![title.clone()]).keyed(key.clone())).await?;
                    Ok(done.stream.map_or(id, ImprovementId))
                })
            })
            .await
    }

    /// Joins something else that was gathered to an improvement.
    ///
    /// # Errors
    /// As [`App::open_improvement`].
    pub async fn add_to_improvement(&self, who: Who, id: ImprovementId, source: &str) -> Result<Done> {
        let source = source_of(source).ok_or_else(|| AppError::invalid("source", "invalid-improvement-source"))?;
        self.improve(who, id, C::AddSource { source }, Vec::new(), None).await
    }

    /// Notes what was found.
    ///
    /// # Errors
    /// As [`App::open_improvement`].
    pub async fn investigate(&self, who: Who, id: ImprovementId, found: &str, key: Option<String>) -> Result<Done> {
        let text = self.must_say("found", found)?;
        self.improve(who, id, C::Investigate { text: text.id }, vec![text], key).await
    }

    /// Registers what changes and what is expected of it, before it starts.
    ///
    /// # Errors
    /// As [`App::open_improvement`].
    pub async fn register_trial(&self, who: Who, id: ImprovementId, new: NewTerms) -> Result<Done> {
        let directory = self.directory().await?;
        let zone = TimeZone::get(&directory.organisation()?.zone).unwrap_or(TimeZone::UTC);
        let mut faults = Vec::new();
        let what = self.said_in(&mut faults, "what", &new.what, LONGEST);
        let over = over(&mut faults, &directory, ("blueprint", &new.blueprint), ("team", &new.team));
        let beside = over_beside(&mut faults, &directory, &new);
        let gauge = Gauge::parse(&new.gauge);
        let aim = Aim::parse(&new.aim);
        for (field, is_there) in [("gauge", gauge.is_some()), ("aim", aim.is_some())] {
            if !is_there {
                faults.push(Fault { field: field.into(), key: "invalid-choice" });
            }
        }
        let size = gauge.and_then(|gauge| size_of(gauge, &new.size));
        if size.is_none() && gauge.is_some() {
            faults.push(Fault { field: "size".into(), key: "invalid-improvement-size" });
        }
        let day = |text: &str| {
            let day: Date = text.trim().parse().ok()?;
            day.to_zoned(zone.clone()).ok().map(|at| at.timestamp())
        };
        let (starts, ends) = (day(&new.starts), day(&new.ends));
        for (field, at) in [("starts", starts), ("ends", ends)] {
            if at.is_none() {
                faults.push(Fault { field: field.into(), key: "invalid-date" });
            }
        }
        let (Some(what), Some(gauge), Some(aim), Some(size), Some(starts), Some(ends), true) =
            (what, gauge, aim, size, starts, ends, faults.is_empty())
        else {
            return Err(AppError::Invalid(faults));
        };
        let terms = Terms { what: what.id, over, gauge, aim, size, starts, ends, beside };
        self.improve(who, id, C::Register { terms }, vec![what], new.key).await
    }

    /// Does not go on with an improvement.
    ///
    /// # Errors
    /// As [`App::open_improvement`].
    pub async fn stop_improvement(&self, who: Who, id: ImprovementId, why: &str, key: Option<String>) -> Result<Done> {
        let text = self.must_say("why", why)?;
        self.improve(who, id, C::Stop { reason: text.id }, vec![text], key).await
    }

    /// Tells those who reported or answered what was done, in one language or in both.
    ///
    /// # Errors
    /// As [`App::open_improvement`].
    pub async fn tell_done(
        &self,
        who: Who,
        id: ImprovementId,
        (nl, en): (&str, &str),
        key: Option<String>,
    ) -> Result<Done> {
        let mut faults = Vec::new();
        let some = |faults: &mut Vec<Fault>, field: &str, words: &str| {
            if words.trim().is_empty() { None } else { self.said_in(faults, field, words, LONGEST) }
        };
        let (nl, en) = (some(&mut faults, "nl", nl), some(&mut faults, "en", en));
        if nl.is_none() && en.is_none() && faults.is_empty() {
            faults.push(Fault { field: "nl".into(), key: "invalid-required" });
        }
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let command = C::Tell { nl: nl.as_ref().map(|text| text.id), en: en.as_ref().map(|text| text.id) };
        self.improve(who, id, command, nl.into_iter().chain(en).collect(), key).await
    }

    /// A member who reported has read what was done.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn hear_done(&self, who: Who, id: ImprovementId) -> Result<Done> {
        self.improve(who, id, C::Hear {}, Vec::new(), None).await
    }

    async fn improve(
        &self,
        who: Who,
        id: ImprovementId,
        command: C,
        texts: Vec<Text>,
        key: Option<String>,
    ) -> Result<Done> {
        let door = door_of(&who);
        self.run(Request::improvement(who, door, id, command).with(texts).keyed(key)).await
    }

    fn must_say(&self, field: &str, words: &str) -> Result<Text> {
        let mut faults = Vec::new();
        self.said_in(&mut faults, field, words, LONGEST).ok_or(AppError::Invalid(faults))
    }

    fn said_in(&self, faults: &mut Vec<Fault>, field: &str, words: &str, most: usize) -> Option<Text> {
        let words = words.trim().replace("\r\n", "\n");
        let key = match words.chars().count() {
            0 => "invalid-required",
            length if length > most => "invalid-too-long",
            _ => return Some(Text::plain(self.ports.id(), ContentKind::Text, &words, None)),
        };
        faults.push(Fault { field: field.to_owned(), key });
        None
    }
}

/// By which door somebody comes: a program by the API, everybody else by a page.
fn door_of(who: &Who) -> Door {
    if matches!(who, Who::Client(_)) { Door::Api } else { Door::Page }
}

/// Which journeys, by the choices of a form.
fn over(faults: &mut Vec<Fault>, directory: &Directory, blueprint: (&str, &str), team: (&str, &str)) -> Over {
    let found = Over {
        blueprint: BlueprintId::parse(blueprint.1).ok().filter(|id| directory.blueprint(*id).is_some()),
        team: TeamId::parse(team.1).ok().filter(|id| directory.team(*id).is_some()),
    };
    let known = [(blueprint, found.blueprint.is_some()), (team, found.team.is_some())];
    for ((field, said), is_known) in known {
        if !said.is_empty() && !is_known {
            faults.push(Fault { field: field.to_owned(), key: "invalid-choice" });
        }
    }
    found
}

fn over_beside(faults: &mut Vec<Fault>, directory: &Directory, new: &NewTerms) -> Option<Over> {
    let said = !new.beside_blueprint.is_empty() || !new.beside_team.is_empty();
    let (blueprint, team) = (("beside-blueprint", &*new.beside_blueprint), ("beside-team", &*new.beside_team));
    said.then(|| over(faults, directory, blueprint, team))
}

/// How far, in thousandths: "10" of a share is ten points, "1,5" of hours an hour and a half.
fn size_of(gauge: Gauge, text: &str) -> Option<u32> {
    let number: f64 = text.trim().trim_end_matches('%').trim().replace(',', ".").parse().ok()?;
    let thousandths = if gauge.is_share() { number * 10.0 } else { number * 1000.0 };
    let most = if gauge.is_share() { 1000.0 } else { 1e9 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in range")]
    (thousandths >= 1.0 && thousandths <= most).then(|| thousandths.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(size_of(Gauge::Kept, "10"), Some(100));
        assert_eq!(size_of(Gauge::Kept, "2,5 %"), Some(25));
        assert_eq!(size_of(Gauge::LongestSilence, "1.5"), Some(1500));
        for wrong in ["", "-1", "0", "veel"] {
            assert_eq!(size_of(Gauge::Chasers, wrong), None, "{wrong}");
        }
        assert_eq!(size_of(Gauge::Kept, "101"), None);
    }
}
