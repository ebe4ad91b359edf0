//! What arrived and waits for a person has a due moment too (rule 15).

use crate::App;
use crate::error::Result;

/// Marks what has waited past its due moment; tells how many.
///
/// # Errors
/// What the store says.
pub async fn mark_overdue(app: &App) -> Result<usize> {
    let now = app.ports.clock.now();
    let marked = app
        .store
        .write(move |tx| Box::pin(async move { regie_store::views::arrivals::mark_overdue(tx, now).await }))
        .await?;
    Ok(usize::try_from(marked).unwrap_or(usize::MAX))
}
