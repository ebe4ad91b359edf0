//! Friendliness of a partner: what our own members mark after working with it, and what customers answered about its part, by
//! month. Marks are about the partner. Who gave them is kept apart from them, stands on no page, in no file and in no answer of
//! the API, and is used to ask each member once for each piece of work, and to know that they come from enough people.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regie_domain::friendliness::{Marks, Worked, worked};
use regie_domain::ids::{HandoverId, JourneyId, OrgId};
use regie_domain::partner::{FigureUse, Partner, PartnerKind};
use regie_metrics::Estimate;
use regie_store::friendliness::{self as store, Rated};
use regie_store::journal::{self, StreamKey};

use crate::App;
use crate::authorise::{Action, Who, authorise, may_read};
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::figures::parties::{MONTHS, OfParty, RatingSums, first_day, last_ripe, month_of};
use crate::figures::{QuestionFigure, RatingFigure};
use crate::read::journey::Loaded;
use crate::run::{JOURNEY, read_journey, whole_micros};

/// What is known of a partner's friendliness.
#[derive(Debug, Clone)]
pub struct Friendliness {
    /// The partner.
    pub partner: Partner,
    /// What figures may be used for, as agreed; nothing where nothing is agreed, as with who does not take part.
    pub used: Option<FigureUse>,
    /// The months that are decided, the newest first.
    pub months: Vec<FriendlyMonth>,
    /// All shown months of marks together.
    pub together: Option<RatingFigure>,
    /// Beside other partners, where every one of them agreed to that; by name. Only for the house itself.
    pub beside: Vec<BesidePartner>,
}

/// A month of a partner.
#[derive(Debug, Clone)]
pub struct FriendlyMonth {
    /// Its first day.
    pub month: Date,
    /// What our members marked; nothing where too little may be shown.
    pub rated: Option<RatingFigure>,
    /// What customers answered, the questions that may be shown.
    pub heard: Vec<QuestionFigure>,
}

/// How much larger the share of friendly ratings of a partner is than that of another.
#[derive(Debug, Clone)]
pub struct BesidePartner {
    /// The other's name.
    pub name: String,
    /// The difference, by Newcombe.
    pub difference: Estimate,
}

impl BesidePartner {
    /// Whether a difference is shown: the interval leaves out 0.
    #[must_use]
    pub fn differs(&self) -> bool {
        !self.difference.interval.covers(0.0)
    }
}

impl App {
    /// The work of partners on a journey that a member may still mark: nothing for who works for a partner, and for programs.
    ///
    /// # Errors
    /// What the store says.
    pub async fn partners_to_rate(&self, who: &Who, loaded: &Loaded) -> Result<Vec<Worked>> {
        let Who::Member(member) = who else { return Ok(Vec::new()) };
        let directory = self.directory().await?;
        let journey = &loaded.journey;
        if directory.guest_of(member).is_some() || directory.partners.is_empty() {
            return Ok(Vec::new());
        }
        let now = whole_micros(self.ports.clock.now());
        let all = worked(journey, &loaded.events, |org| is_outside(&directory, org), now);
        let director = journey.direction.team.team;
        let own = |worked: &Worked| member.is_in(worked.from.team) || member.is_in(director);
        let mut found: Vec<Worked> =
            all.into_iter().filter(|worked| own(worked) && is_asked(&directory, worked.org, now)).collect();
        if found.is_empty() {
            return Ok(found);
        }
        let mut tx = self.store.begin_read().await?;
        let mut left = Vec::with_capacity(found.len());
        for worked in found.drain(..) {
            if !store::was_asked(&mut tx, worked.handover, member.id).await? {
                left.push(worked);
            }
        }
        Ok(left)
    }

    /// A member marks work with a partner, or skips it. Once for each piece of work; what was given stands.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where it is not for this member or was done already, a denial, or what the store says.
    pub async fn rate_partner(
        &self,
        who: &Who,
        id: JourneyId,
        handover: HandoverId,
        marks: Option<Marks>,
    ) -> Result<()> {
        let Who::Member(member) = who else { return Err(AppError::Denied("role")) };
        let directory = self.directory().await?;
        let now = whole_micros(self.ports.clock.now());
        let mut tx = self.store.begin_read().await?;
        may_read(&mut tx, who, &directory, id).await?;
        let events = read_journey(&journal::read(&mut tx, &StreamKey::new(JOURNEY, id.0), 0).await?)?;
        drop(tx);
        let journey = regie_domain::fold::fold(id, &events).ok_or(AppError::NotFound("journey"))?;
        let all = worked(&journey, &events, |org| is_outside(&directory, org), now);
        let found = all.into_iter().find(|worked| worked.handover == handover).ok_or(AppError::NotFound("handover"))?;
        let own = member.is_in(found.from.team) || member.is_in(journey.direction.team.team);
        if !own || directory.guest_of(member).is_some() || !is_asked(&directory, found.org, now) {
            return Err(AppError::NotFound("handover"));
        }
        let month = month_of(now, &zone_of(&directory)?);
        let rated = Rated { handover, member: member.id, org: found.org, month, given: marks.is_some() };
        self.store
            .write_with((rated, marks), |tx, (rated, marks)| {
                Box::pin(async move {
                    if !store::asked(tx, *rated).await? {
                        return Err(AppError::NotFound("handover"));
                    }
                    if let Some(marks) = marks {
                        store::add(tx, rated.org, rated.month, *marks).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// What is known of a partner's friendliness, for who reads figures and for the partner itself, at the same moment.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`] where there is no such partner or it is not for this reader, or what the store says.
    pub async fn friendliness(&self, who: &Who, org: OrgId) -> Result<Friendliness> {
        let directory = self.directory().await?;
        let now = self.ports.clock.now();
        let partner = directory.partner(org).ok_or(AppError::NotFound("partner"))?.clone();
        let used = partner.shares(now).map(|agreement| agreement.figures);
        let ours = reads(who, &directory, org, used)?;
        let zone = zone_of(&directory)?;
        let last = last_ripe(now, &zone);
        let span = (last + 1 - MONTHS, last + 1);
        let none = Friendliness { partner, used, months: Vec::new(), together: None, beside: Vec::new() };
        if used == Some(FigureUse::Nothing) {
            return Ok(none);
        }
        self.keep_months(&directory, span).await?;
        let rated = self.months_rated(org, span).await?;
        let heard = self.months_heard(OfParty { blueprint: None, id: org.0 }, span).await?;
        let mut months: Vec<FriendlyMonth> = rated
            .iter()
            .map(|(month, sums)| FriendlyMonth {
                month: first_day(*month),
                rated: sums.as_ref().and_then(RatingSums::figure),
                heard: heard.iter().find(|(of, _)| of == month).map(|(_, found)| found.clone()).unwrap_or_default(),
            })
            .collect();
        months.reverse();
        let own = joined(&rated);
        let beside = if ours { self.beside_others(&directory, (org, own.as_ref()), span).await? } else { Vec::new() };
        Ok(Friendliness { months, together: own.as_ref().and_then(RatingSums::figure), beside, ..none })
    }

    /// The partners beside which another may stand, by name: each of them agreed to it, and of each enough may be shown.
    async fn beside_others(
        &self,
        directory: &Directory,
        (org, own): (OrgId, Option<&RatingSums>),
        span: (i64, i64),
    ) -> Result<Vec<BesidePartner>> {
        let now = self.ports.clock.now();
        let agreed = |partner: &Partner| partner.shares(now).is_some_and(|agreement| agreement.may_compare());
        let all = directory.partners.values().map(|found| &found.value);
        let mut others: Vec<&Partner> = all.filter(|partner| agreed(partner)).collect();
        let (Some(own), true) = (own, others.iter().any(|partner| partner.id == org)) else { return Ok(Vec::new()) };
        others.retain(|partner| partner.id != org);
        others.sort_by_key(|partner| partner.name.to_lowercase());
        let mut beside = Vec::new();
        for other in others {
            let theirs = joined(&self.months_rated(other.id, span).await?);
            let shares = own.share().zip(theirs.as_ref().and_then(RatingSums::share));
            beside.extend(
                shares.map(|(own, theirs)| BesidePartner { name: other.name.clone(), difference: own.minus(&theirs) }),
            );
        }
        Ok(beside)
    }
}

/// All shown months together.
fn joined(months: &[(i64, Option<RatingSums>)]) -> Option<RatingSums> {
    let mut shown = months.iter().filter_map(|(_, sums)| sums.as_ref());
    let mut all = *shown.next()?;
    shown.for_each(|sums| all.join(sums));
    Some(all)
}

pub(crate) fn zone_of(directory: &Directory) -> Result<TimeZone> {
    Ok(TimeZone::get(&directory.organisation()?.zone).unwrap_or(TimeZone::UTC))
}

fn is_outside(directory: &Directory, org: OrgId) -> bool {
    directory.partner(org).is_some_and(|partner| partner.kind == PartnerKind::Outside)
}

/// Whether members are asked about a partner: not where figures may be used for nothing.
fn is_asked(directory: &Directory, org: OrgId, now: Timestamp) -> bool {
    let partner = directory.partner(org);
    partner.is_some_and(|partner| partner.shares(now).is_none_or(|agreement| agreement.figures != FigureUse::Nothing))
}

/// Whether somebody reads it, and whether as one of the house: else as the partner itself, while figures may be used for
/// something.
fn reads(who: &Who, directory: &Directory, org: OrgId, used: Option<FigureUse>) -> Result<bool> {
    let own = match who {
        Who::Partner(seat) => Some(seat.org),
        _ => who.member().and_then(|member| directory.guest_of(member)).map(|partner| partner.id),
    };
    match own {
        None => authorise(who, Action::ReadFigures).map(|()| true),
        Some(own) if own == org && used.is_some_and(|used| used != FigureUse::Nothing) => Ok(false),
        Some(_) => Err(AppError::NotFound("page")),
    }
}
