//! Durable intake of a contact: a mail is kept, read and put on a new journey of a new customer, by many clients at once.
//! The reference writes the very rows that this leaves behind, in the same two transactions, without reading or rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use regie_app::testing::TestApp;

use crate::bare::Recorded;
use crate::house::{raw_mail, take_in};
use crate::report::{Bar, Report, middle};
use crate::{Kind, Options};

/// Measures both, by turns.
pub async fn measure(kind: Kind, options: &Options, report: &mut Report) -> Result<()> {
    let (mut real, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds.max(1) {
        let test = TestApp::on(kind.fresh().await);
        test.setup_reimbursement().await;
        let begun = Instant::now();
        let app = test.app.clone();
        spread(options.clients, options.contacts, move |n| {
            let app = app.clone();
            async move {
                take_in(&app, &raw_mail(n), &format!("inwoner{n}@example.net")).await?;
                Ok(())
            }
        })
        .await?;
        real.push(options.contacts as f64 / begun.elapsed().as_secs_f64());

        let recorded = Arc::new(Recorded::of(&test.app.store).await?);
        let target = kind.fresh().await;
        let begun = Instant::now();
        let store = target.store.clone();
        let contacts = recorded.contacts();
        spread(options.clients, contacts, move |n| {
            let (store, recorded) = (store.clone(), recorded.clone());
            async move { recorded.write(&store, n).await }
        })
        .await?;
        bare.push(contacts as f64 / begun.elapsed().as_secs_f64());
    }
    let what = format!("{}: durable intake of a contact, {} clients", kind.name(), options.clients);
    let reference = ("a bare loop that writes the same rows", middle(bare));
    report.figure(&what, "/s", middle(real), reference, Bar::RatioAtLeast(1.0 / 3.0));
    Ok(())
}

/// Does `count` things by `clients` tasks, each taking the next one when it is done.
async fn spread<F, Fut>(clients: usize, count: usize, work: F) -> Result<()>
where
    F: Fn(usize) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients.max(1) {
        let (next, work) = (next.clone(), work.clone());
        tasks.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return Ok::<_, anyhow::Error>(());
                }
                work(n).await?;
            }
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}
