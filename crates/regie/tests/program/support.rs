//! Running the program, and a database with the stories of the demonstration in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use regie::demo::cases::{BEGIN, CASES, PRESENT};
use regie::demo::house::{House, HouseKind, Scene};
use regie::demo::player::{Player, moment};
use regie::demo::{MailBin, cases};
use regie::edge::SystemClock;
use regie::open;
use regie_app::clock::DemoClock;
use regie_app::{App, Config};
use regie_store::{Durability, Store};

/// The longest wait for a line of the program.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of its own with the program in it.
pub struct Place {
    pub folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The URL of the database that the program finds here by itself.
    pub fn database(&self) -> String {
        format!("sqlite:{}", self.path("data/regie.sqlite").display())
    }

    /// The program with its data here, whatever the surroundings say.
    pub fn regie(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regie"));
        command.current_dir(self.folder.path()).args(args);
        for name in [
            "CONFIG",
            "LISTEN",
            "PUBLIC_URL",
            "TRUSTED_PROXY",
            "DATABASE",
            "SECRET_FILE",
            "MAIL_LISTEN",
            "LOG",
            "LOG_LEVEL",
        ] {
            command.env_remove(format!("REGIE_{name}"));
        }
        // How full the disk of this machine is says nothing about the program.
        command.env("REGIE_MAIL_DISK_FLOOR", "0");
        command.env("REGIE_DATA", self.path("data"));
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.regie(args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs it to its end with something on standard input.
    pub fn feed(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child =
            self.regie(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that fails early does not read its input.
        let _broken_pipe = child.stdin.take().unwrap().write_all(input);
        Ran::from(child.wait_with_output().unwrap())
    }

    /// Starts it and waits for its `ready` line.
    pub fn start(&self, args: &[&str]) -> Started {
        let mut child =
            self.regie(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let (send, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let mut started = Started { child, lines, seen: Vec::new() };
        while !started.seen.last().is_some_and(|line| line.starts_with("ready")) {
            started.next_line();
        }
        started
    }

    /// Fills the database here with the stories.
    pub async fn play(&self) -> App {
        std::fs::create_dir_all(self.path("data")).unwrap();
        let store = Store::open_with(&self.database(), Durability::Fast).await.unwrap();
        store.migrate().await.unwrap();
        let app = play_on(store, CASES).await;
        std::fs::write(self.path("data/secret"), regie_store::hex(&app.config.secret)).unwrap();
        app
    }
}

/// Plays stories on a migrated, empty database.
pub async fn play_on(store: Store, cases: &'static [cases::Case]) -> App {
    let clock = Arc::new(DemoClock::new(Arc::new(SystemClock), moment(BEGIN).unwrap()));
    let bin = Arc::new(MailBin::new(clock.clone()));
    let config = Config { public_url: "https://regie.example.org".to_owned(), secret: [7; 32], previous_secret: None };
    let app = open::app_on(store, config, clock.clone(), bin.clone());
    let founded = HouseKind::Municipality.found(&app, Scene::AtWork).await.unwrap();
    let house = House::read(&app, HouseKind::Municipality, founded).await.unwrap();
    Player::new(&app, &clock, &bin, &house).play(cases, moment(PRESENT).unwrap()).await.unwrap();
    app
}

/// What a finished program said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// It ended well; what it said.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.err);
        self.out
    }

    /// The words behind a label, such as `heads`.
    pub fn words_behind<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
        text.split_whitespace()
            .zip(text.split_whitespace().skip(1))
            .filter(|(word, _)| *word == label)
            .map(|(_, next)| next)
            .collect()
    }
}

/// A program that runs.
pub struct Started {
    child: Child,
    lines: Receiver<String>,
    pub seen: Vec<String>,
}

impl Started {
    fn next_line(&mut self) {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => self.seen.push(line),
            Err(_) => panic!("it did not get ready:\n{}", self.seen.join("\n")),
        }
    }

    /// The address that was printed behind a label.
    #[track_caller]
    pub fn address(&self, label: &str) -> String {
        let line = self
            .seen
            .iter()
            .find_map(|line| line.trim().strip_prefix(label)?.split_whitespace().next().map(str::to_owned));
        line.unwrap_or_else(|| panic!("no {label} in\n{}", self.seen.join("\n")))
    }

    /// Ends it at once, as a machine that loses its power does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop as a service manager does; its exit code.
    pub fn stop(mut self) -> Option<i32> {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::TERM)
            .unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The size of a file.
pub fn size(file: &Path) -> u64 {
    std::fs::metadata(file).unwrap().len()
}
