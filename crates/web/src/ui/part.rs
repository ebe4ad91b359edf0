//! Long lists are shown in parts: an address says after how many rows its part begins.

use serde::Deserialize;

/// What the address of a list asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Which of its tabs.
    pub tab: String,
    /// After how many rows its part begins.
    pub after: Option<String>,
    /// What was just done.
    pub said: Option<String>,
}

/// The part of a long list that one page shows.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    after: usize,
    most: usize,
}

impl Part {
    /// The part that `?after=` asks for, of so many rows at the most. What is no number asks for the first.
    #[must_use]
    pub fn asked(after: Option<&str>, most: usize) -> Self {
        Self { after: after.and_then(|after| after.parse().ok()).unwrap_or(0), most }
    }

    /// Whether the list begins with it.
    #[must_use]
    pub fn is_first(self) -> bool {
        self.after == 0
    }

    /// After how many rows it begins, and how many it has at the most.
    #[must_use]
    pub fn window(self) -> (u64, u32) {
        (u64::try_from(self.after).unwrap_or(u64::MAX), u32::try_from(self.most).unwrap_or(u32::MAX))
    }

    /// Its rows, out of all.
    pub fn of<R: IntoIterator>(self, all: R) -> impl Iterator<Item = R::Item> {
        all.into_iter().skip(self.after).take(self.most)
    }

    /// The address of the part behind it, where the list of so many rows goes on. The base ends in `?` or `&`.
    #[must_use]
    pub fn next(self, base: &str, rows: usize) -> Option<String> {
        // Anybody may write any number into an address.
        let after = self.after.saturating_add(self.most);
        (rows > after).then(|| format!("{base}after={after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_names_the_next_and_the_last_names_none() {
        let (mut part, mut seen, mut parts) = (Part::asked(None, 60), Vec::new(), 0);
        assert!(part.is_first());
        loop {
            seen.extend(part.of(0..130));
            parts += 1;
            let Some(next) = part.next("/work?", 130) else { break };
            part = Part::asked(next.strip_prefix("/work?after="), 60);
        }
        assert_eq!((parts, seen), (3, (0..130).collect::<Vec<_>>()));
    }

    #[test]
    fn no_number_in_an_address_is_too_odd() {
        for odd in ["-1", "x", "", "99999999999999999999999"] {
            assert!(Part::asked(Some(odd), 60).is_first(), "{odd}");
        }
        let beyond = Part::asked(Some(&usize::MAX.to_string()), 60);
        assert_eq!((beyond.of(0..130).count(), beyond.next("/work?", 130)), (0, None));
    }
}
