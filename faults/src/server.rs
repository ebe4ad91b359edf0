//! The real program, started and killed.

use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// How long it may take to get ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where it runs: its folder, its database and its ports, the same at every start.
pub struct Place {
    program: PathBuf,
    folder: PathBuf,
    database: String,
    /// The port of the pages.
    pub pages: u16,
    /// The port that takes mail in, by LMTP.
    pub mail: u16,
    sink: u16,
}

impl Place {
    /// A place in an empty folder, for a database that is set up; `secret` is what its tokens are made with, `sink` the
    /// port of the SMTP server that mail leaves through.
    ///
    /// # Errors
    /// When the program is not built, or the folder cannot be written to.
    pub fn new(folder: &Path, database: &str, secret: [u8; 32], sink: u16) -> Result<Self> {
        let program = program()?;
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join("secret"))?;
        file.write_all(regie_store::hex(&secret).as_bytes())?;
        let [pages, mail] = free_ports()?;
        Ok(Self { program, folder: folder.to_owned(), database: database.to_owned(), pages, mail, sink })
    }

    /// Starts it and waits until it says that it is ready.
    ///
    /// # Errors
    /// When it ends or does not get ready.
    pub async fn start(&self) -> Result<Server> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.join("log"))?;
        let mut child = Command::new(&self.program)
            .arg("serve")
            .args(["--database", &self.database, "--log-level", "warn"])
            .arg("--data")
            .arg(&self.folder)
            .args(["--listen", &format!("127.0.0.1:{}", self.pages)])
            .args(["--public-url", &format!("http://127.0.0.1:{}", self.pages)])
            .args(["--mail-listen", &format!("lmtp://127.0.0.1:{}", self.mail), "--mail-disk-floor", "0"])
            .args(["--mail-relay", &format!("smtp://127.0.0.1:{}", self.sink)])
            .env_remove("REGIE_CONFIG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if line == "ready" {
                    return Ok(());
                }
            }
            bail!("it ended before it was ready:\n{}", self.log())
        };
        tokio::time::timeout(PATIENCE, ready).await.context("it does not get ready")??;
        Ok(Server { child, _lines: lines })
    }

    /// The end of its log.
    #[must_use]
    pub fn log(&self) -> String {
        let text = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

/// A running program.
pub struct Server {
    child: Child,
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Kills it with -9.
    ///
    /// # Errors
    /// When it had ended by itself before.
    pub async fn kill(mut self) -> Result<()> {
        ensure!(self.child.try_wait()?.is_none(), "it ended by itself");
        self.child.kill().await?;
        Ok(())
    }

    /// Asks it to stop, as a service manager does.
    ///
    /// # Errors
    /// When it does not end well within the patience.
    pub async fn stop(mut self) -> Result<()> {
        let id = self.child.id().and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?));
        rustix::process::kill_process(id.context("it ended by itself")?, rustix::process::Signal::TERM)?;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await.context("it does not stop")??;
        ensure!(ended.success(), "it stopped with {ended}");
        Ok(())
    }
}

/// The program of this build: it lies beside the folder of the tests.
fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let found = own.ancestors().skip(1).take(3).map(|folder| folder.join("regie")).find(|file| file.is_file());
    found.context("the program is not built: cargo build -p regie")
}

/// Ports below those that clients are given, so that none of the many connections takes one while the program is down.
fn free_ports() -> Result<[u16; 2]> {
    let mut found = Vec::new();
    for _ in 0..200 {
        let port = rand::random_range(12_000..32_000);
        // Bound for a moment only; nobody is given these ports by itself.
        if !found.contains(&port) && TcpListener::bind(("127.0.0.1", port)).is_ok() {
            found.push(port);
        }
        if let [pages, mail] = found[..] {
            return Ok([pages, mail]);
        }
    }
    bail!("no free ports")
}
