//! What needs a person at once, however the rest of the text sounds.

/// What a worrying phrase is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Worry {
    /// Despair, or harm to oneself.
    Despair,
    /// A threat to harm someone.
    Threat,
    /// Danger to somebody, now.
    Danger,
    /// A legal step.
    Law,
    /// A complaint to an authority.
    Authority,
    /// The press, or the public.
    Press,
}

impl Worry {
    /// All of them, what cannot wait first.
    pub const ALL: [Self; 6] = [Self::Despair, Self::Threat, Self::Danger, Self::Law, Self::Authority, Self::Press];

    /// The name that it has in the list.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Despair => "self",
            Self::Threat => "threat",
            Self::Danger => "danger",
            Self::Law => "law",
            Self::Authority => "authority",
            Self::Press => "press",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|worry| worry.name() == name)
    }

    /// Whether "no" or "not" before it takes it away. Despair is never taken away: better one look too many.
    #[must_use]
    pub(crate) fn can_be_denied(self) -> bool {
        self != Self::Despair
    }
}
