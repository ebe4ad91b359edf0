//! The program itself on a database that is in use: how soon it is ready, and how much memory it takes while idle.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use regie_store::testing::TestDb;

use crate::house::House;
use crate::report::{Bar, Report, middle};
use crate::{Kind, Options};

/// Starts of which the middle one counts.
const STARTS: usize = 5;
/// Memory is read this long after the start: the jobs have looked once by then.
const IDLE: Duration = Duration::from_secs(3);

/// A program that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Measures the program that lies beside this one.
pub async fn measure(options: &Options, report: &mut Report) -> Result<()> {
    let Some(program) = beside() else {
        report.not_measured("start and memory of the program", "it is not built: cargo build --release -p regie");
        return Ok(());
    };
    for kind in &options.databases {
        let house = House::fill(kind.fresh().await, options.journeys).await?;
        let secret = house.test.app.config.secret;
        house.test.app.store.close().await;
        started(*kind, &program, &house.test.db, secret, options, report)?;
    }
    Ok(())
}

fn started(
    kind: Kind,
    program: &Path,
    db: &TestDb,
    secret: [u8; 32],
    options: &Options,
    report: &mut Report,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("secret"), regie_store::hex(&secret))?;
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..STARTS {
        drop(last.take());
        let begun = Instant::now();
        last = Some(serve(program, folder.path(), &db.url)?);
        times.push(begun.elapsed().as_secs_f64());
    }
    let begun = Instant::now();
    Command::new(program).arg("--version").stdout(Stdio::null()).status()?;
    let bare = begun.elapsed().as_secs_f64();
    let what = format!("{}: start on {} journeys until ready", kind.name(), options.journeys);
    report.figure(&what, "s", middle(times), ("`regie --version`", bare), Bar::AtMost(1.0));

    let running = last.context("nothing was started")?;
    let (_never, waiting) = std::sync::mpsc::channel::<()>();
    let _elapsed = waiting.recv_timeout(IDLE);
    let memory = resident(&running)?;
    let size = std::fs::metadata(program)?.len() as f64 / 1e6;
    let what = format!("{}: memory of the idle program", kind.name());
    report.figure(&what, "MB", memory, ("its own file", size), Bar::AtMost(60.0));
    Ok(())
}

fn serve(program: &Path, folder: &Path, database: &str) -> Result<Running> {
    let mut child = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "error", "--database", database])
        .arg("--data")
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().context("no standard output")?;
    let running = Running(child);
    let ready = BufReader::new(out).lines().map_while(Result::ok).any(|line| line == "ready");
    anyhow::ensure!(ready, "it ended before it was ready");
    Ok(running)
}

/// Resident memory in megabytes.
fn resident(running: &Running) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1_024.0 / 1e6)
}

fn beside() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    Some(own.parent()?.join("regie")).filter(|file| file.is_file())
}
