//! Teams, their opening hours and their slot books: making and changing them.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::settings::forms::HoursForm;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_app::settings::teams::TeamForm;
use regie_domain::client::ApiScope;
use regie_domain::directory::Team;
use regie_domain::ids::TeamId;
use regie_domain::slot::SlotBook;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Activation, fresh_id, made, settled};
use crate::api::call::{Call, Guards, Input};
use crate::api::house::TeamReading;
use crate::api::operation::Operation;
use crate::api::problem::{Failed, Kind, Problem};
use crate::api::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// Opening hours. A day is written as `08:30-12:30, 13:00-17:00`; an empty one is closed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpeningHours {
    /// Monday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub mon: String,
    /// Tuesday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub tue: String,
    /// Wednesday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub wed: String,
    /// Thursday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub thu: String,
    /// Friday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub fri: String,
    /// Saturday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub sat: String,
    /// Sunday.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub sun: String,
    /// Closed on Dutch public holidays.
    #[serde(default)]
    pub holidays: bool,
    /// Own closing days: `2018-04-27`.
    #[serde(default)]
    #[schema(max_items = 400)]
    pub closed_days: Vec<String>,
    /// Own hours on a date: `2018-12-24 08:30-12:00`.
    #[serde(default)]
    #[schema(max_items = 400)]
    pub extra_days: Vec<String>,
}

impl OpeningHours {
    pub(super) fn of(team: &Team) -> Option<Self> {
        let HoursForm { days, holidays, closed_days, extra_days } = HoursForm::of(team.hours.as_ref()?);
        let [mon, tue, wed, thu, fri, sat, sun] = days;
        let lines = |text: String| text.lines().map(str::to_owned).collect();
        let (closed_days, extra_days) = (lines(closed_days), lines(extra_days));
        Some(Self { mon, tue, wed, thu, fri, sat, sun, holidays, closed_days, extra_days })
    }

    fn form(self) -> HoursForm {
        HoursForm {
            days: [self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun],
            holidays: self.holidays,
            closed_days: self.closed_days.join("\n"),
            extra_days: self.extra_days.join("\n"),
        }
    }
}

/// A team to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamToMake {
    /// Its name, as colleagues and customers read it.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub name: String,
    /// Its own opening hours; without them the organisation's.
    pub hours: Option<OpeningHours>,
    /// Whether what it works on is for the teams that work on it only.
    #[serde(default)]
    pub restricted: bool,
}

/// A team as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamToChange {
    /// The version that was read: on another one nothing is done.
    #[schema(minimum = 0)]
    pub version: i64,
    /// Its name.
    #[schema(min_length = 1, max_length = 120, pattern = r"\S")]
    pub name: String,
    /// Its own opening hours; without them the organisation's.
    pub hours: Option<OpeningHours>,
    /// Whether what it works on is for the teams that work on it only. A program cannot take that away.
    #[serde(default)]
    pub restricted: bool,
}

/// A window of the week.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotRowState {
    /// From when until when: `08:00-11:00`.
    #[schema(min_length = 1, max_length = 20)]
    pub hours: String,
    /// On which days.
    #[schema(schema_with = vocabulary::slot_days)]
    pub days: Vec<String>,
    /// How many visits fit in it.
    #[schema(minimum = 1, maximum = 999)]
    pub places: u32,
    /// How many of them are kept for outages.
    #[serde(default)]
    #[schema(maximum = 999)]
    pub kept: u32,
    /// On which day that ends.
    #[serde(default = "same_day")]
    #[schema(schema_with = vocabulary::mark_day, required = false)]
    pub kept_day: String,
    /// At what time there: `07:00`.
    #[serde(default = "early")]
    #[schema(max_length = 8, required = false)]
    pub kept_time: String,
}

fn same_day() -> String {
    "same_day".to_owned()
}

fn early() -> String {
    "07:00".to_owned()
}

/// In which windows of the week a team comes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotBookState {
    /// The version that was read; 0 where there is none yet.
    #[schema(minimum = 0)]
    pub version: i64,
    /// The windows.
    #[schema(max_items = 100)]
    pub rows: Vec<SlotRowState>,
    /// Until which day the customer may pick another time.
    #[schema(schema_with = vocabulary::mark_day)]
    pub move_day: String,
    /// Until what time there: `17:00`.
    #[schema(min_length = 1, max_length = 8)]
    pub move_time: String,
    /// How long before it begins a window can still be chosen, in minutes.
    pub notice_minutes: u32,
    /// How many days ahead windows are offered.
    #[schema(minimum = 1, maximum = 183)]
    pub ahead_days: u32,
}

impl SlotBookState {
    fn of(version: i64, form: SlotBookForm) -> Self {
        let number = |text: &str| text.parse().unwrap_or_default();
        let row = |row: SlotRowForm| SlotRowState {
            hours: row.hours,
            days: row.days,
            places: number(&row.places),
            kept: number(&row.kept),
            kept_day: row.kept_day,
            kept_time: row.kept_at,
        };
        Self {
            version,
            move_day: form.move_day,
            move_time: form.move_at,
            notice_minutes: number(&form.notice),
            ahead_days: number(&form.ahead),
            rows: form.rows.into_iter().map(row).collect(),
        }
    }

    fn form(self) -> SlotBookForm {
        let row = |row: SlotRowState| SlotRowForm {
            hours: row.hours,
            days: row.days,
            places: row.places.to_string(),
            kept: row.kept.to_string(),
            kept_day: row.kept_day,
            kept_at: row.kept_time,
        };
        SlotBookForm {
            rows: self.rows.into_iter().map(row).collect(),
            move_day: self.move_day,
            move_at: self.move_time,
            notice: self.notice_minutes.to_string(),
            ahead: self.ahead_days.to_string(),
        }
    }
}

/// The operations.
#[must_use]
pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! write {
        ($body:ident, $answer:ident, $path:literal, $id:literal, $does:literal, $summary:literal) => {
            Operation::act::<$body, $answer>("house", $path, ($id, $does), $summary).scope(ApiScope::SettingsWrite)
        };
    }
    let makes = write!(TeamToMake, TeamReading, "/api/v1/teams", "makeTeam", "create_team", "Make a team").creates();
    let path = "/api/v1/teams/{teamId}/slot-book";
    let book =
        Operation::read::<SlotBookState>("house", path, "getSlotBook", "In which windows of the week a team comes")
            .scope(ApiScope::SettingsRead)
            .view("settings");
    routes
        .api(makes, make)
        .api(
            write!(TeamToChange, TeamReading, "/api/v1/teams/{teamId}/revisions", "changeTeam", "change_team", "Change a team")
                .about("What is not given is taken away: send all of it."),
            change,
        )
        .api(
            write!(
                Activation,
                TeamReading,
                "/api/v1/teams/{teamId}/activations",
                "activateTeam",
                "activate_team",
                "Take a team out of use, or back into it"
            )
            .about("A team that still has a ball, directs or owes something stays: the answer says what must go to another first."),
            activate,
        )
        .api(book, slot_book)
        .api(
            write!(
                SlotBookState,
                SlotBookState,
                "/api/v1/teams/{teamId}/slot-book/revisions",
                "changeSlotBook",
                "change_slot_book",
                "Change a slot book, or make it"
            )
            .about("What was promised from it before stands."),
            change_book,
        )
}

fn id(text: &str) -> Result<TeamId, Failed> {
    TeamId::parse(text).map_err(|_| Problem::new(Kind::NotFound).into())
}

/// The name of a field of the form here.
fn field(name: &str) -> String {
    match name.strip_prefix("hours-") {
        Some("closed-days") => "hours.closedDays".to_owned(),
        Some("extra-days") => "hours.extraDays".to_owned(),
        Some(day) => format!("hours.{day}"),
        None => name.to_owned(),
    }
}

async fn reading(web: &Web, call: &Call, status: StatusCode, id: TeamId) -> Result<Response, Failed> {
    let directory = call.told(web.app.directory().await)?;
    let found = directory.teams.get(&id).ok_or_else(|| Problem::new(Kind::NotFound))?;
    made(answer(status, &TeamReading::of(found))?, status, &format!("/api/v1/teams/{id}"))
}

async fn make(
    State(web): State<Web>,
    call: Call,
    guards: Guards,
    input: Input<TeamToMake>,
) -> Result<Response, Failed> {
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let new: TeamId = fresh_id(&web, &call, &guards);
    let TeamToMake { name, hours, restricted } = input.value;
    let form = TeamForm { name, hours: hours.map(OpeningHours::form), restricted };
    if !(repeated && call.told(web.app.directory().await)?.teams.contains_key(&new)) {
        call.told_at(web.app.create_team_as(&call.who(), new, form).await, field)?;
    }
    reading(&web, &call, StatusCode::CREATED, new).await
}

async fn change(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<TeamToChange>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let TeamToChange { version, name, hours, restricted } = input.value;
    let form = TeamForm { name, hours: hours.map(OpeningHours::form), restricted };
    settled(repeated, call.told_at(web.app.change_team(&call.who(), id, version, form).await, field))?;
    reading(&web, &call, StatusCode::OK, id).await
}

async fn activate(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<Activation>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let Activation { version, active } = input.value;
    settled(repeated, call.told(web.app.activate_team(&call.who(), id, version, active).await))?;
    reading(&web, &call, StatusCode::OK, id).await
}

async fn book_of(web: &Web, call: &Call, id: TeamId) -> Result<Response, Failed> {
    let directory = call.told(web.app.directory().await)?;
    if directory.team(id).is_none() {
        return Err(Problem::new(Kind::NotFound).into());
    }
    let found = directory.slot_books.get(&id);
    let form = |book: &SlotBook| SlotBookForm::of(book);
    let form = found.map_or_else(SlotBookForm::empty, |found| form(&found.value));
    answer(StatusCode::OK, &SlotBookState::of(found.map_or(0, |found| found.version), form))
}

async fn slot_book(State(web): State<Web>, call: Call, Path(text): Path<String>) -> Result<Response, Failed> {
    book_of(&web, &call, id(&text)?).await
}

async fn change_book(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<SlotBookState>,
) -> Result<Response, Failed> {
    let id = id(&text)?;
    let repeated = call.claim(&web, &guards, &input.bytes).await?;
    let (version, form) = (input.value.version, input.value.form());
    let changed = web.app.change_slot_book(&call.who(), id, version, form).await;
    settled(repeated, call.told_at(changed, slot_field))?;
    book_of(&web, &call, id).await
}

fn slot_field(name: &str) -> String {
    let rest = match name.strip_prefix("slots-") {
        None => {
            return match name {
                "move-day" => "moveDay".to_owned(),
                "move-at" => "moveTime".to_owned(),
                "notice" => "noticeMinutes".to_owned(),
                "ahead" => "aheadDays".to_owned(),
                name => name.to_owned(),
            };
        }
        Some(rest) => rest,
    };
    let (at, part) = rest.split_once('-').unwrap_or((rest, ""));
    let part = match part {
        "kept-day" => "keptDay",
        "kept-at" => "keptTime",
        part => part,
    };
    format!("rows.{at}.{part}")
}
