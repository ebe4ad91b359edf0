//! What can be asked on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use regie_app::settings::organisation::{UNDO, USUAL_UNDO};

use crate::config::Flags;
use crate::demo::house::HouseKind;

/// Regie follows a person through a whole journey with an organisation: across channels, departments and partners.
#[derive(Debug, Parser)]
#[command(name = "regie", version, about, max_term_width = 110)]
pub struct Cli {
    /// Where and how; the same for every command.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// What this program was asked; ends it with words where that cannot be.
    #[must_use]
    pub fn asked() -> Self {
        let matches = command().get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages, take mail in, send mail out, watch promises
    Serve(Serve),
    /// Play the stories on a clock of their own and serve them, without touching the network
    Demo(Demo),
    /// Keep one mail from standard input (for a mail server's pipe); exit code 75 means "bring it again"
    MailIn(MailIn),
    /// Lay an archive into the record: ended journeys, and nobody is told
    Import(Import),
    /// Check every chain, digest, head, root, rule and view; exit code 1 when something is wrong
    Verify,
    /// Check the log of who did what and who looked at whom
    Audit(Audit),
    /// Write all views again from the journal; safe while serving
    RebuildViews,
    /// Write the whole database to one new file; safe while serving
    Backup(Backup),
    /// Put a backup into the configured, empty database and erase again what had been erased
    Restore(Restore),
    /// Erase all that is kept of a customer: names, addresses, texts, mails and files. Says what would go, and does it with --yes
    Erase(Erase),
    /// Copy one database into another, empty one (sqlite:… or postgres://…) and compare the chain heads
    Copy(Copy),
    /// Check the configuration, the database, the secret, mail connections, and say what to do
    Doctor,
    /// List the settings of the program, with the flag, the environment variable and the default of each
    Config,
}

/// The command line, with the settings in one place: they go for every command, so they would bury what is a command's own.
#[must_use]
pub fn command() -> clap::Command {
    let settings = settings();
    Cli::command()
        .mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg })
        .after_help(
            "Settings such as --data and --listen: `regie help config`.\n\n\
             Try it: `regie demo`. Use it: `regie serve`, then open the link that it prints. In doubt: `regie doctor`.",
        )
        .mut_subcommands(|sub| sub.after_help(POINTER).mut_subcommands(|sub| sub.after_help(POINTER)))
        .mut_subcommand("config", |sub| sub.after_help(settings))
}

/// Where a command's help sends for the settings.
const POINTER: &str = "Settings such as --data and --config: `regie help config`.";

/// Every setting with its flag, environment variable and default.
#[must_use]
pub fn settings() -> String {
    let flags = Flags::augment_args(clap::Command::new("regie"))
        .disable_help_flag(true)
        .max_term_width(110)
        .help_template("{all-args}")
        .render_help();
    format!(
        "{flags}\nEvery setting can also stand in a TOML file (--config) under its name with underscores, or in the environment.\n\
         A flag wins over the environment, the environment over the file."
    )
}

/// Options of `serve`.
#[derive(Debug, Args, Default)]
pub struct Serve {
    /// Make a new secret although the database is in use: stored mailbox passwords must be entered again, and answers to
    /// mails that left before are matched by their threading only
    #[arg(long)]
    pub new_secret: bool,
}

/// Options of `demo`.
#[derive(Debug, Args, Default)]
pub struct Demo {
    /// Open a second port on this machine with `POST /clock {"to": "2018-02-23T09:00:00Z"}`, for tests
    #[arg(long, value_name = "PORT")]
    pub clock_port: Option<u16>,
    /// Play the stories again and begin with them, although a played database and what you did in it are kept
    #[arg(long)]
    pub fresh: bool,
    /// Serve the organisation of one story only: reimbursement, no-signal, lost-parcel, damaged-lease-car or double-billing
    /// [default: all, at the port of --listen and the four after it]
    #[arg(long, value_name = "STORY", value_parser = story)]
    pub story: Option<HouseKind>,
    /// For how many seconds what goes to a customer can be taken back: 0, 5, 10, 20 or 30
    #[arg(long, value_name = "SECONDS", default_value_t = USUAL_UNDO, value_parser = undo)]
    pub undo_seconds: u16,
}

/// A number of seconds that an organisation can choose.
fn undo(typed: &str) -> Result<u16, String> {
    let known = typed.parse().ok().filter(|seconds| UNDO.contains(seconds));
    known.ok_or_else(|| format!("choose one of {}", UNDO.map(|seconds| seconds.to_string()).join(", ")))
}

/// The organisation of a story, by its code.
fn story(code: &str) -> Result<HouseKind, String> {
    let known = HouseKind::ALL.into_iter().find(|kind| kind.code() == code);
    known.ok_or_else(|| format!("no such story: {}", HouseKind::ALL.map(HouseKind::code).join(", ")))
}

/// Options of `mail-in`.
#[derive(Debug, Args, Default)]
pub struct MailIn {
    /// The address that the mail was delivered to (postfix: ${original_recipient}); without it the mail's own To and
    /// Delivered-To are read
    #[arg(long, value_name = "ADDRESS")]
    pub to: Vec<String>,
    /// The envelope sender (postfix: ${sender}); empty for a bounce
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<String>,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// What kind of archive
    #[command(subcommand)]
    pub archive: Archive,
}

/// The archives that can be imported.
#[derive(Debug, Subcommand)]
pub enum Archive {
    /// Mail: an mbox file, a Maildir, or a folder with .eml files. Can be stopped and started again at any moment; what is
    /// known already is not imported twice. Exit code 130 when it was stopped half-way
    Mail(ImportMail),
}

/// Options of `import mail`.
#[derive(Debug, Args)]
pub struct ImportMail {
    /// The mbox file, Maildir or folder
    pub path: PathBuf,
    /// The mailbox that the archive belongs to; the first one when not named
    #[arg(long, value_name = "ADDRESS")]
    pub mailbox: Option<String>,
    /// Conversations with a mail of this day or later become open journeys (2026-10-01); without it all are closed. Their
    /// teams owe an answer from now on; the import itself sends nothing
    #[arg(long, value_name = "DATE")]
    pub open_since: Option<jiff::civil::Date>,
}

/// Options of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// What to do with it
    #[command(subcommand)]
    pub task: AuditTask,
}

/// What can be done with the log.
#[derive(Debug, Subcommand)]
pub enum AuditTask {
    /// Check that no row was changed, taken out or put in; exit code 1 when one was. Says where the log ends: write that down,
    /// and give it the next time
    Verify(AuditVerify),
}

/// Options of `audit verify`.
#[derive(Debug, Args)]
pub struct AuditVerify {
    /// Where the log ended at an earlier check, as it was printed then: that row has to be there still
    #[arg(long, value_name = "ROW:HASH", value_parser = noted)]
    pub noted: Option<(i64, [u8; 32])>,
}

/// A row and its hash, as `audit verify` prints them.
fn noted(typed: &str) -> Result<(i64, [u8; 32]), String> {
    let wrong = || "a row and its hash, as in 120:9f86d0…".to_owned();
    let (row, hash) = typed.split_once(':').ok_or_else(wrong)?;
    let row = row.parse().map_err(|_| wrong())?;
    let mut bytes = [0; 32];
    if hash.len() != 64 || !hash.is_ascii() {
        return Err(wrong());
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hash[2 * at..2 * at + 2], 16).map_err(|_| wrong())?;
    }
    Ok((row, bytes))
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it may not exist
    pub file: PathBuf,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    pub file: PathBuf,
    /// A database whose erasure ledger is newer than the backup's, such as the one that is being replaced
    #[arg(long, value_name = "DATABASE")]
    pub erasures_from: Option<String>,
}

/// Options of `erase`.
#[derive(Debug, Args)]
pub struct Erase {
    /// The customer: an e-mail address, a telephone number in any notation, or the id in the address of the customer's page
    #[arg(value_name = "CUSTOMER-ID|E-MAIL|NUMBER")]
    pub customer: String,
    /// Why, for the ledger: the person asked for it, its term has ended, consent was withdrawn, the person objects, it should
    /// never have been kept, or a law demands it
    #[arg(long, value_name = "CODE", value_parser = ["request", "retention", "consent", "objection", "unlawful", "law"])]
    pub ground: String,
    /// Do it
    #[arg(long)]
    pub yes: bool,
}

/// Options of `copy`.
#[derive(Debug, Args)]
pub struct Copy {
    /// The database to read
    #[arg(long, value_name = "DATABASE")]
    pub from: String,
    /// The empty database to write
    #[arg(long, value_name = "DATABASE")]
    pub to: String,
}

/// Where the demo serves when nothing else is said.
pub const DEMO_MAIL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 2525);
