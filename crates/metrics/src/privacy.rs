//! Which groups may have a figure, so that no group under the limits can be worked out from all that was ever shown.
//!
//! A limit on each figure alone is not enough: the whole at 7.0 (nine answers) and a part at 8.0 (six) tell that the other three
//! said 5.0. So the ledger remembers which groups were answered. Together they cut the people into *atoms*: people whom no
//! answered group tells apart. Whatever is computed from answered figures, by adding and subtracting in any way, is the same
//! for all people of an atom; as long as every atom inside an answered group reaches the limits, no smaller group can be worked
//! out. People outside every answered group weigh in nowhere and need no limit.
//!
//! What comes first is answered first: declare what everybody needs (the whole, then its parts) before what somebody may ask.
//! New people come as cells of a new generation; a group that cannot be answered with its newest people is answered as it
//! stood before them ([`Ledger::ask_latest`]), so that no single answer shows by its arrival.

use std::collections::BTreeSet;

/// The fewest that an answered group, and whatever can be worked out from answered groups, may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Answers, and people who were asked.
    pub people: u64,
    /// Employees behind them, where cells name any.
    pub employees: usize,
    /// Whether those who were asked and kept silent are a group too: there are none, or enough.
    pub silent: bool,
}

impl Limits {
    /// For scores: five answers, three employees.
    pub const SCORES: Self = Self { people: 5, employees: 3, silent: false };
    /// For texts: eight, and three employees.
    pub const TEXTS: Self = Self { people: 8, employees: 3, silent: false };
}

/// People who are alike in all by which a group can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// With which batch they came.
    pub generation: u32,
    /// How many were asked.
    pub invited: u64,
    /// How many of them answered, at most `invited`.
    pub answered: u64,
    /// The employees whom the figure is about; empty where it is about none.
    pub employees: BTreeSet<u32>,
}

/// A figure that is not shown. It says neither how many there are nor which limit it is: that would be a figure too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too few, or too close to a group that was shown, to show without pointing at persons")]
pub struct Withheld;

/// What was shown, and so what may still be.
#[derive(Debug, Clone)]
pub struct Ledger {
    limits: Limits,
    cells: Vec<Cell>,
    /// The atom of each cell; [`OUTSIDE`] for those in no answered group.
    atoms: Vec<usize>,
    atom_count: usize,
}

/// The atom of people in no answered group.
const OUTSIDE: usize = 0;

/// What an atom, or a part of one, is about.
#[derive(Debug, Clone, Default)]
struct About {
    invited: u64,
    answered: u64,
    employees: BTreeSet<u32>,
}

impl Ledger {
    /// Nothing shown yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, cells: Vec::new(), atoms: Vec::new(), atom_count: 1 }
    }

    /// Adds people, in no answered group yet. Gives the number by which groups name the cell.
    pub fn add(&mut self, cell: Cell) -> usize {
        self.cells.push(cell);
        self.atoms.push(OUTSIDE);
        self.cells.len() - 1
    }

    /// Whether the figure of a group may be shown; if so, it counts as shown from now on. Asking again for what was shown is
    /// always answered.
    ///
    /// # Errors
    /// [`Withheld`] where the group, or what could be worked out with it, is under a limit; nothing changes then. A group that
    /// names a cell that is not there is withheld too.
    pub fn ask(&mut self, group: &[usize]) -> Result<(), Withheld> {
        let mut inside = vec![false; self.cells.len()];
        for cell in group {
            *inside.get_mut(*cell).ok_or(Withheld)? = true;
        }
        let (mut with, mut without) =
            (vec![About::default(); self.atom_count], vec![About::default(); self.atom_count]);
        for ((cell, atom), inside) in self.cells.iter().zip(&self.atoms).zip(&inside) {
            let part = if *inside { &mut with[*atom] } else { &mut without[*atom] };
            part.invited += cell.invited;
            part.answered += cell.answered;
            part.employees.extend(&cell.employees);
        }
        let whole = with.iter().fold((0, 0), |(asked, said), part| (asked + part.invited, said + part.answered));
        let reaches = whole.0 >= self.limits.people && whole.1 >= self.limits.people;
        let parts = with.iter().chain(&without[OUTSIDE + 1..]);
        if !reaches || !parts.into_iter().all(|part| self.fits(part)) {
            return Err(Withheld);
        }
        self.cut(&inside);
        Ok(())
    }

    /// The same for a group as it stands with its newest people, or else as it stood after an earlier batch: the newest
    /// generation with which it may be shown.
    ///
    /// # Errors
    /// [`Withheld`] where it may be shown with none.
    pub fn ask_latest(&mut self, group: &[usize]) -> Result<u32, Withheld> {
        let generation = |cell: &usize| self.cells.get(*cell).map(|cell| cell.generation);
        let mut generations: Vec<u32> = group.iter().filter_map(generation).collect();
        generations.sort_unstable();
        generations.dedup();
        for latest in generations.into_iter().rev() {
            let upto: Vec<usize> = group
                .iter()
                .copied()
                .filter(|cell| self.cells.get(*cell).is_some_and(|cell| cell.generation <= latest))
                .collect();
            if self.ask(&upto).is_ok() {
                return Ok(latest);
            }
        }
        Err(Withheld)
    }

    /// Nothing, or enough of everything.
    fn fits(&self, about: &About) -> bool {
        let none_or = |count: u64| count == 0 || count >= self.limits.people;
        let employees = about.employees.len();
        let silent = about.invited.saturating_sub(about.answered);
        none_or(about.invited)
            && none_or(about.answered)
            && (!self.limits.silent || none_or(silent))
            && (employees == 0 || employees >= self.limits.employees)
    }

    /// Tells apart who is inside from who is not.
    fn cut(&mut self, inside: &[bool]) {
        let mut halves = vec![None; self.atom_count];
        let mut kept = vec![false; self.atom_count];
        kept[OUTSIDE] = true;
        self.atoms.iter().zip(inside).filter(|(_, inside)| !**inside).for_each(|(atom, _)| kept[*atom] = true);
        for (atom, _) in self.atoms.iter_mut().zip(inside).filter(|(_, inside)| **inside) {
            // An atom that is inside as a whole stays what it is.
            if kept[*atom] {
                let next = &mut self.atom_count;
                *atom = *halves[*atom].get_or_insert_with(|| {
                    *next += 1;
                    *next - 1
                });
            }
        }
    }
}
