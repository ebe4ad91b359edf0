//! Names as staff read them: members by name, teams by name, customers by name or the address that is known.

use regie_app::directory::Directory;
use regie_app::read::Loaded;
use regie_domain::actor::{Actor, TeamRef};
use regie_domain::ids::{MemberId, ParticipantId};
use regie_domain::journey::Holder;
use regie_domain::promise::Promise;

use crate::cx::Cx;
use crate::words;

/// Where names come from.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The page.
    pub cx: &'a Cx,
    /// Teams and members.
    pub directory: &'a Directory,
    /// The journey with its people.
    pub loaded: &'a Loaded,
}

impl Names<'_> {
    /// A team.
    #[must_use]
    pub fn team(&self, team: TeamRef) -> String {
        self.directory.team_name(team.team)
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: MemberId) -> String {
        self.directory.member(id).map_or_else(|| self.cx.t("someone"), |member| member.name.clone())
    }

    /// Who did something: a member with the team, the customer, the program.
    #[must_use]
    pub fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::Member { team, member } => format!("{} ({})", self.member(*member), self.team(*team)),
            Actor::Participant { participant } => self.participant(Some(*participant)),
            Actor::System => self.cx.t("program"),
            Actor::Outsider => self.cx.t("someone"),
        }
    }

    /// Somebody on the journey.
    #[must_use]
    pub fn participant(&self, participant: Option<ParticipantId>) -> String {
        self.loaded.name_of(participant).map_or_else(|| self.cx.t("someone"), str::to_owned)
    }

    /// Who has the ball.
    #[must_use]
    pub fn holder(&self, holder: Holder) -> String {
        match holder {
            Holder::Team { team } => self.team(team),
            Holder::Customer => self.cx.cap(self.cx.t("ball-customer")),
        }
    }

    /// A promise in words.
    #[must_use]
    pub fn promise(&self, promise: &Promise) -> String {
        match promise.text {
            Some(text) => self.loaded.text(text).to_owned(),
            None => words::promised(self.cx, promise.what),
        }
    }
}

/// The first words of a text, on one line.
#[must_use]
pub fn excerpt(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    format!("{}…", cut.trim_end())
}
