//! What goes together with a score. Never "what drives it": that two things go together does not say that one makes the other.
//!
//! Two ways to share out how much of a score can be told from several columns that overlap. Both parts add up to R².

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::{Interval, Unfit, length};

/// The most columns: each further one doubles the work of [`Table::shapley`].
pub const MOST_DRIVERS: usize = 12;
/// The fewest rows for figures that are shown, and the fewest a column. A rule of thumb of ours.
pub const FEWEST_ROWS: usize = 50;
/// See [`FEWEST_ROWS`].
pub const FEWEST_ROWS_A_DRIVER: usize = 10;
/// What a determinant is at least, for columns that can be told apart.
const APART: f64 = 1e-10;

/// A score with columns that may go together with it. Rows are journeys.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    score: Vec<f64>,
    columns: Vec<Vec<f64>>,
}

/// One column's part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its part of R², 0 to 1; by Shapley never under 0.
    pub share: f64,
    /// Whether the score is higher where the column is: the sign of their correlation.
    pub up: bool,
}

/// The parts of all columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// How much of the score's variance all columns tell together, 0 to 1.
    pub r_squared: f64,
    /// Each column's part, in the order given.
    pub parts: Vec<Part>,
}

impl Table {
    /// A score with its columns, each of one value a row.
    ///
    /// # Errors
    /// [`Unfit::Ragged`] when lengths differ, [`Unfit::Empty`] without columns, [`Unfit::TooMany`] over [`MOST_DRIVERS`],
    /// [`Unfit::TooFew`] with no more rows than columns and one.
    pub fn new(score: Vec<f64>, columns: Vec<Vec<f64>>) -> Result<Self, Unfit> {
        if columns.iter().any(|column| column.len() != score.len()) {
            return Err(Unfit::Ragged);
        }
        match columns.len() {
            0 => return Err(Unfit::Empty),
            have if have > MOST_DRIVERS => return Err(Unfit::TooMany { have, most: MOST_DRIVERS }),
            have if score.len() < have + 2 => return Err(Unfit::TooFew { have: score.len(), needed: have + 2 }),
            _ => {}
        }
        if score.iter().chain(columns.iter().flatten()).any(|value| !value.is_finite()) {
            return Err(Unfit::OutOfRange);
        }
        Ok(Self { score, columns })
    }

    /// Whether there are enough rows to show figures.
    ///
    /// # Errors
    /// [`Unfit::TooFew`] under [`FEWEST_ROWS`] or [`FEWEST_ROWS_A_DRIVER`].
    pub fn check_shown(&self) -> Result<(), Unfit> {
        let needed = FEWEST_ROWS.max(FEWEST_ROWS_A_DRIVER * self.columns.len());
        if self.score.len() < needed { Err(Unfit::TooFew { have: self.score.len(), needed }) } else { Ok(()) }
    }

    /// Shapley values of R² (LMG): what a column adds, averaged over all orders in which the columns can come.
    /// `Σ_S |S|!(p-1-|S|)!/p! · (R²(S∪j) - R²(S))`, with 2^p fits. Source: Lindeman, Merenda & Gold 1980; Grömping 2006,
    /// Journal of Statistical Software 17(1).
    ///
    /// # Errors
    /// [`Unfit::Singular`] where a column does not vary or follows from others.
    pub fn shapley(&self) -> Result<Parts, Unfit> {
        let Correlated { among, with } = self.correlated()?;
        let count = with.len();
        let told: Vec<f64> =
            (0..1_usize << count).map(|set| r_squared(&among, &with, set)).collect::<Result<_, _>>()?;
        // |S|!(p-1-|S|)!/p! by size, built up without factorials: 1/p at none, then times s/(p-s).
        let mut weights = vec![1.0 / length(count); count];
        for size in 1..count {
            weights[size] = weights[size - 1] * length(size) / length(count - size);
        }
        let share = |column: usize| {
            let without = (0..1_usize << count).filter(|set| set & (1 << column) == 0);
            without.map(|set| weights[set.count_ones() as usize] * (told[set | 1 << column] - told[set])).sum()
        };
        let parts = (0..count).map(|column| Part { share: share(column), up: with[column] > 0.0 }).collect();
        Ok(Parts { r_squared: told[(1 << count) - 1], parts })
    }

    /// Johnson's relative weights: `Λ = V√D Vᵀ` of the columns' correlations, `β = Λ⁻¹r`, `ε = Λ²β²`, squared element by element.
    /// Source: Johnson 2000, Multivariate Behavioral Research 35.
    ///
    /// # Errors
    /// [`Unfit::Singular`] where a column does not vary or follows from others.
    pub fn johnson(&self) -> Result<Parts, Unfit> {
        let Correlated { among, with } = self.correlated()?;
        let eigen = SymmetricEigen::new(among);
        if eigen.eigenvalues.iter().any(|value| *value < APART) {
            return Err(Unfit::Singular);
        }
        let root = DMatrix::from_diagonal(&eigen.eigenvalues.map(f64::sqrt));
        let lambda = &eigen.eigenvectors * root * eigen.eigenvectors.transpose();
        let beta = lambda.clone().lu().solve(&with).ok_or(Unfit::Singular)?;
        let shares = lambda.map(|value| value * value) * beta.map(|value| value * value);
        let parts = shares.iter().zip(with.iter()).map(|(share, r)| Part { share: *share, up: *r > 0.0 }).collect();
        Ok(Parts { r_squared: shares.sum(), parts })
    }

    /// The intervals of the Shapley parts: rows are drawn again, as many as there are, `rounds` times; the middle 95 % of what
    /// comes out. `draw(n)` gives a number under `n`, so that a seed repeats it. A draw in which a column does not vary is left
    /// out; grey out what covers 0, which by Shapley means a low end under a hundredth.
    ///
    /// # Errors
    /// As [`Table::shapley`]; [`Unfit::Singular`] when half of the rounds cannot be used.
    pub fn bootstrap(&self, rounds: usize, mut draw: impl FnMut(usize) -> usize) -> Result<Vec<Interval>, Unfit> {
        self.shapley()?;
        let rows = self.score.len();
        let mut seen: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); self.columns.len()];
        for _ in 0..rounds {
            let picked: Vec<usize> = (0..rows).map(|_| draw(rows).min(rows - 1)).collect();
            let again = |column: &Vec<f64>| picked.iter().map(|row| column[*row]).collect::<Vec<f64>>();
            let drawn = Self { score: again(&self.score), columns: self.columns.iter().map(again).collect() };
            if let Ok(parts) = drawn.shapley() {
                seen.iter_mut().zip(&parts.parts).for_each(|(seen, part)| seen.push(part.share));
            }
        }
        if seen[0].len() * 2 < rounds.max(1) {
            return Err(Unfit::Singular);
        }
        Ok(seen.into_iter().map(middle).collect())
    }

    fn correlated(&self) -> Result<Correlated, Unfit> {
        let scores = standard(&self.score).ok_or(Unfit::Singular)?;
        let columns: Vec<DVector<f64>> =
            self.columns.iter().map(|column| standard(column).ok_or(Unfit::Singular)).collect::<Result<_, _>>()?;
        let count = columns.len();
        let among = DMatrix::from_fn(count, count, |row, column| columns[row].dot(&columns[column]));
        let with = DVector::from_iterator(count, columns.iter().map(|column| column.dot(&scores)));
        if among.determinant().abs() < APART { Err(Unfit::Singular) } else { Ok(Correlated { among, with }) }
    }
}

/// Correlations of the columns among each other and with the score.
struct Correlated {
    among: DMatrix<f64>,
    with: DVector<f64>,
}

/// Less its mean, of length 1; nothing where it does not vary.
fn standard(values: &[f64]) -> Option<DVector<f64>> {
    let mean = values.iter().sum::<f64>() / length(values.len());
    let centred = DVector::from_iterator(values.len(), values.iter().map(|value| value - mean));
    let norm = centred.norm();
    (norm > 1e-12 * (1.0 + mean.abs())).then(|| centred / norm)
}

/// R² of the columns in a set, one bit each: `r'R⁻¹r`.
fn r_squared(among: &DMatrix<f64>, with: &DVector<f64>, set: usize) -> Result<f64, Unfit> {
    let inside: Vec<usize> = (0..with.len()).filter(|column| set & (1 << column) != 0).collect();
    if inside.is_empty() {
        return Ok(0.0);
    }
    let own = with.select_rows(&inside);
    let matrix = among.select_rows(&inside).select_columns(&inside);
    let solved = matrix.cholesky().ok_or(Unfit::Singular)?.solve(&own);
    Ok(own.dot(&solved))
}

/// The middle 95 % of what was seen, which is not empty.
fn middle(mut seen: Vec<f64>) -> Interval {
    seen.sort_by(f64::total_cmp);
    // The same number of places is left out at both ends.
    let out = seen.len() / 40;
    Interval { low: seen[out], high: seen[seen.len() - 1 - out] }
}
