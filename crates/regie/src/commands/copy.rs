//! `regie copy --from DATABASE --to DATABASE`: a move between SQLite and PostgreSQL, with the chain heads compared.

use std::process::ExitCode;

use anyhow::ensure;
use regie_store::{backup, hex};

use crate::cli::Copy;
use crate::config::shown;
use crate::open;

/// Copies.
///
/// # Errors
/// When a database cannot be used, the target is not empty, or the heads differ.
pub async fn run(options: Copy) -> anyhow::Result<ExitCode> {
    ensure!(options.from != options.to, "the two databases are the same");
    let from = open::up_to_date(&options.from).await?;
    let to = open::open(&options.to).await?;
    to.migrate().await?;
    let copied = backup::copy(&from, &to).await?;
    for (table, rows) in copied.tables.iter().filter(|(_, rows)| *rows > 0) {
        println!("{rows:>10}  {table}");
    }
    let there = to.read(async |tx| backup::heads(tx).await).await?;
    from.close().await;
    to.close().await;
    println!("heads {}  {}", hex(&copied.heads), shown(&options.from));
    println!("heads {}  {}", hex(&there), shown(&options.to));
    ensure!(there == copied.heads, "the heads differ: throw the copy away");
    println!("The heads are the same. Point --database at the copy; the secret stays the same.");
    Ok(ExitCode::SUCCESS)
}
