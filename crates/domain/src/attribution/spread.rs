//! A whole in shares.

/// The whole of an answer, in ten-thousandths.
pub const WHOLE: u32 = 10_000;

/// Shares by weight that are together [`WHOLE`], to the last of them: what rounding leaves goes to the largest remainders,
/// of equal ones to the first. Nothing where nothing weighs.
#[must_use]
pub fn spread(weights: &[u64]) -> Vec<u32> {
    let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: &u64| u128::from(*weight) * u128::from(WHOLE);
    let mut shares: Vec<u32> = weights.iter().map(|it| u32::try_from(exact(it) / total).unwrap_or(WHOLE)).collect();
    let left = WHOLE.saturating_sub(shares.iter().sum());
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(weights.get(*at).map_or(0, |it| exact(it) % total)));
    for at in order.into_iter().take(left as usize) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}
