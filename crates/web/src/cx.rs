//! What every page needs to write itself: language, zone, the moment it is made, theme, form secrets.

use std::borrow::Borrow;
use std::fmt::{Display, Write};
use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regie_app::locale::by::ended_day;
use regie_app::locale::words::{capital, local_input, parse_local};
use regie_app::locale::{Arg, Lang};
use regie_app::texts::sentences::Voice;
use uuid::Uuid;

use crate::html::{Html, escape};

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The three choices, in the order of the switch.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The value in the cookie, in the form and in `data-theme`.
    pub const fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads [`Theme::code`]; anything else follows the system.
    pub fn from_code(code: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.code() == code).unwrap_or_default()
    }

    /// The icon on the switch.
    pub const fn icon(self) -> &'static str {
        match self {
            Theme::Auto => "monitor",
            Theme::Light => "sun",
            Theme::Dark => "moon",
        }
    }

    /// The text key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Theme::Auto => "theme-auto",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
        }
    }
}

/// The demo's clock, shown on every page of the demo.
#[derive(Clone, Debug)]
pub struct DemoBar {
    /// Whether the clock stands still.
    pub paused: bool,
    /// Business seconds per machine second.
    pub speed: u32,
    /// When the next thing comes due, if anything does.
    pub next: Option<Timestamp>,
    /// Mails in the demo's outbox page.
    pub mails: usize,
    /// What came of the last jump of the clock, in words.
    pub last: Option<DemoTold>,
    /// What comes next, in words.
    pub comes: Option<String>,
    /// The story that is followed: what it is called, its code, and how far it is, as `3/11`.
    pub story: Option<(String, String, String)>,
}

impl DemoBar {
    /// The speed that the button for it leads to.
    #[must_use]
    pub fn next_speed(&self) -> u32 {
        regie_app::clock::next_speed(self.speed)
    }

    /// Whether that is a faster one.
    #[must_use]
    pub fn hastens(&self) -> bool {
        self.next_speed() > self.speed
    }
}

/// What came of a jump of the demo's clock, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoTold {
    /// The first of it.
    pub said: String,
    /// How much more there is, and what.
    pub rest: Option<(String, Vec<String>)>,
}

/// What every page of a practice room says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeBar {
    /// Whether its clock runs ahead of the machine's.
    pub ahead: bool,
}

/// The facts behind a [`Cx`].
#[derive(Clone, Debug)]
pub struct CxData {
    /// The language of the page.
    pub lang: Lang,
    /// The organisation's zone: every moment on a page is written in it.
    pub zone: TimeZone,
    /// The business clock when the page was made.
    pub now: Timestamp,
    /// The reader's choice of theme.
    pub theme: Theme,
    /// The token that every form carries.
    pub csrf: String,
    /// The organisation's word for one person it serves, in the page's language: `inwoner`.
    pub one: String,
    /// The same for many: `inwoners`.
    pub many: String,
    /// Path and query of this page, for the switch of theme and language to come back to.
    pub here: String,
    /// Whether single-key shortcuts are on.
    pub shortcuts: bool,
    /// The clock of the demo; `None` outside it.
    pub demo: Option<DemoBar>,
    /// What is said of the practice room; `None` outside it.
    pub practice: Option<PracticeBar>,
    /// Up to where in the feed the page knows everything, and who reads it; `None` for who is not signed in.
    pub feed: Option<(i64, String)>,
}

/// Handed to every page; cheap to clone. Its methods are what templates call.
#[derive(Clone, Debug)]
pub struct Cx(Arc<CxData>);

impl Deref for Cx {
    type Target = CxData;

    fn deref(&self) -> &CxData {
        &self.0
    }
}

impl From<CxData> for Cx {
    fn from(data: CxData) -> Self {
        Cx(Arc::new(data))
    }
}

impl Cx {
    /// The same page for forms that carry a token of another secret: of the session that just began.
    #[must_use]
    pub fn with_secret(&self, secret: &[u8]) -> Self {
        Self::from(CxData { csrf: crate::security::csrf_token(secret), ..self.0.as_ref().clone() })
    }

    /// The same page in a practice room.
    #[must_use]
    pub fn with_practice(&self, practice: PracticeBar) -> Self {
        Self::from(CxData { practice: Some(practice), ..self.0.as_ref().clone() })
    }

    /// How the program speaks to a customer now, in that customer's language.
    #[must_use]
    pub fn voice(&self, lang: Lang) -> Voice {
        Voice { lang, now: self.now, zone: self.zone.clone(), calls_other: false, paper: false, of: None }
    }

    /// The same page with another word for the people served.
    #[must_use]
    pub fn with_words(&self, one: String, many: String) -> Self {
        Self::from(CxData { one, many, ..self.0.as_ref().clone() })
    }

    fn text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut all = vec![("customer", Arg::Text(&self.one)), ("customers", Arg::Text(&self.many))];
        all.extend_from_slice(args);
        self.lang.t(key, &all)
    }

    /// A text. `$customer` and `$customers` are always known.
    pub fn t(&self, key: &str) -> String {
        self.text(key, &[])
    }

    /// A text with one variable.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.text(key, &[(name, Arg::Text(&value.to_string()))])
    }

    /// A text with two variables.
    pub fn t2(&self, key: &str, name: &str, value: impl Display, name2: &str, value2: impl Display) -> String {
        self.text(key, &[(name, Arg::Text(&value.to_string())), (name2, Arg::Text(&value2.to_string()))])
    }

    /// A text with the number `$n`, which may choose a plural.
    pub fn tn(&self, key: &str, n: impl Borrow<usize>) -> String {
        self.text(key, &[("n", Arg::Number(i64::try_from(*n.borrow()).unwrap_or(i64::MAX)))])
    }

    /// A text whose first letter becomes a capital, for sentences that start with a variable.
    pub fn cap(&self, text: impl AsRef<str>) -> String {
        capital(text.as_ref())
    }

    /// The choices of the theme switch.
    pub fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }

    /// The choices of the language switch.
    pub fn langs(&self) -> [Lang; 2] {
        Lang::ALL
    }

    /// The address of an asset, with its version.
    pub fn asset(&self, name: &str) -> String {
        crate::assets::href(name)
    }

    /// One icon of the sprite; hidden from readers of the text, so words must stand beside it.
    pub fn icon(&self, name: &str) -> Html {
        let sprite = crate::assets::href("vendor/icons.svg");
        Html::trusted(format!(r##"<svg class="icon" aria-hidden="true"><use href="{sprite}#i-{name}"/></svg>"##))
    }

    /// The two hidden fields of every form: the secret of the session and the key that makes a repeat harmless.
    #[expect(clippy::disallowed_methods, reason = "a page is the edge: the key of a form is made where the form is")]
    pub fn hidden(&self) -> Html {
        let mut html = String::from(r#"<input type="hidden" name="csrf" value=""#);
        escape(&self.csrf, &mut html);
        let _ = write!(html, r#""><input type="hidden" name="key" value="{}">"#, Uuid::now_v7());
        Html::trusted(html)
    }

    /// When the page was made, for who reads it on paper.
    pub fn on_paper(&self) -> String {
        self.t1("on-paper", "when", self.lang.moment(self.now, &self.zone))
    }

    /// Paragraphs of what a person wrote.
    pub fn prose(&self, text: &str) -> Html {
        Html::paragraphs(text)
    }

    fn timed(&self, at: Timestamp, words: &str) -> Html {
        let full = self.lang.moment(at, &self.zone);
        // "Today" is another day on paper: there the whole moment stands behind it.
        let date = at.to_zoned(self.zone.clone()).date();
        let (brief, long) = (self.lang.date_brief(date, date), self.lang.date_near(date, date));
        let (_, long) = long.split_once(' ').unwrap_or(("", &long));
        let near = if words.contains(&brief) || words.contains(long) { "" } else { " data-near" };
        let mut html = format!(r#"<time datetime="{at}" title="{full}"{near}>"#);
        escape(words, &mut html);
        html.push_str("</time>");
        Html::trusted(html)
    }

    /// `maandag 19 februari 2018, 17.00 uur`
    pub fn moment(&self, at: &Timestamp) -> Html {
        self.timed(*at, &self.lang.moment(*at, &self.zone))
    }

    /// `maandag 19 februari, 17.00 uur`, with the year when it is another.
    pub fn near(&self, at: &Timestamp) -> Html {
        self.timed(*at, &self.near_text(at))
    }

    /// [`Cx::near`] as plain text, to stand in a sentence.
    pub fn near_text(&self, at: &Timestamp) -> String {
        self.lang.moment_near(*at, self.now, &self.zone)
    }

    /// As [`Cx::near`], for the moment until which there is time: `zondag 18 februari, voor middernacht`.
    pub fn by(&self, at: &Timestamp) -> Html {
        self.timed(*at, &self.by_text(at))
    }

    /// [`Cx::by`] as plain text.
    pub fn by_text(&self, at: &Timestamp) -> String {
        self.lang.by(*at, self.now, &self.zone)
    }

    /// As [`Cx::brief`], for the moment until which there is time: `zo voor middernacht`.
    pub fn by_brief(&self, at: &Timestamp) -> Html {
        self.timed(*at, &self.by_brief_text(at))
    }

    /// [`Cx::by_brief`] as plain text.
    pub fn by_brief_text(&self, at: &Timestamp) -> String {
        self.lang.by_brief(*at, self.now, &self.zone)
    }

    /// As [`Cx::brief_text`], in what was said at another moment, `said`: a date, unless that was today.
    pub fn brief_said(&self, at: &Timestamp, said: &Timestamp) -> String {
        self.lang.brief_said(*at, *said, self.now, &self.zone)
    }

    /// As [`Cx::by_brief_text`], in what was said at another moment, `said`: a date, unless that was today.
    pub fn by_said(&self, at: &Timestamp, said: &Timestamp) -> String {
        self.lang.by_said(*at, *said, self.now, &self.zone)
    }

    /// As [`Cx::brief_text`], for the moment until which something lasts: `vandaag middernacht`.
    pub fn until_text(&self, at: &Timestamp) -> String {
        self.lang.until_brief(*at, self.now, &self.zone)
    }

    /// As [`Cx::near_text`], for the moment until which something lasts.
    pub fn until_near_text(&self, at: &Timestamp) -> String {
        self.lang.until(*at, self.now, &self.zone)
    }

    /// `ma 17.00 uur`
    pub fn brief(&self, at: &Timestamp) -> Html {
        self.timed(*at, &self.brief_text(at))
    }

    /// [`Cx::brief`] as plain text.
    pub fn brief_text(&self, at: &Timestamp) -> String {
        self.lang.brief(*at, self.now, &self.zone)
    }

    /// A moment in words beside which the day stands.
    fn beside_day(&self, at: Timestamp, words: &str) -> Html {
        Html::trusted(format!(r#"<time datetime="{at}" title="{}">{words}</time>"#, self.lang.moment(at, &self.zone)))
    }

    /// `17.00`, where the day stands above it.
    pub fn clock(&self, at: &Timestamp) -> Html {
        self.beside_day(*at, &self.lang.clock(&at.to_zoned(self.zone.clone())))
    }

    /// `2 u 10 min geleden`
    pub fn ago(&self, at: &Timestamp) -> Html {
        self.timed(*at, &self.lang.ago(*at, self.now))
    }

    /// `nog 50 min`, `50 min te laat`
    pub fn left(&self, at: &Timestamp) -> Html {
        self.beside_day(*at, &self.lang.left(*at, self.now))
    }

    /// Whether this moment has passed.
    pub fn past(&self, at: &Timestamp) -> bool {
        *at < self.now
    }

    /// `dinsdag 24 november, tussen 08.00 en 10.00 uur`
    pub fn window(&self, from: &Timestamp, to: &Timestamp) -> String {
        self.lang.window(*from, *to, self.now, &self.zone)
    }

    /// The calendar day of a moment in the organisation's zone.
    pub fn day(&self, at: &Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// A heading over a day: `Vandaag, maandag 19 februari`.
    pub fn day_heading(&self, day: &Date) -> String {
        self.lang.day_heading(*day, self.day(&self.now))
    }

    /// `di`, for the leaf of a calendar.
    pub fn weekday_short(&self, day: Date) -> &'static str {
        self.lang.weekday_short(day.weekday())
    }

    /// The calendar day to which a moment belongs until which there is time: midnight ends the day before it.
    pub fn day_by(&self, at: &Timestamp) -> Date {
        let at = at.to_zoned(self.zone.clone());
        ended_day(&at).unwrap_or(at.date())
    }

    /// `2 u 10 min`
    pub fn duration(&self, seconds: impl Borrow<i64>) -> String {
        self.lang.duration(*seconds.borrow())
    }

    /// `€ 34,50`
    pub fn money(&self, cents: &i64) -> String {
        self.lang.money(*cents)
    }

    /// `340 kB`
    pub fn size(&self, bytes: impl Borrow<u64>) -> String {
        self.lang.size(*bytes.borrow())
    }

    /// `naam, adres en telefoon`
    pub fn list(&self, items: &[String]) -> String {
        self.lang.list(items)
    }

    /// The value of a field for a moment.
    pub fn local_input(&self, at: &Timestamp) -> String {
        local_input(*at, &self.zone)
    }

    /// Reads such a field back.
    pub fn parse_local(&self, value: &str) -> Option<Timestamp> {
        parse_local(value, &self.zone)
    }
}
