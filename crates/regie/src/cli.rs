//! What can be asked on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Flags;

/// Regie follows a person through a whole journey with an organisation: across channels, departments and partners.
#[derive(Debug, Parser)]
#[command(
    name = "regie",
    version,
    about,
    max_term_width = 110,
    after_help = "Every option can also stand in a TOML file (--config) or in the \
    environment (REGIE_LISTEN=…). A flag wins over the environment, the environment over the file.\n\n\
    Try it: `regie demo`. Use it: `regie serve`, then open the link that it prints. In doubt: `regie doctor`."
)]
pub struct Cli {
    /// Where and how; the same for every command.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
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
    /// Write all views again from the journal; safe while serving
    RebuildViews,
    /// Write the whole database to one new file; safe while serving
    Backup(Backup),
    /// Put a backup into the configured, empty database and erase again what had been erased
    Restore(Restore),
    /// Copy one database into another, empty one (sqlite:… or postgres://…) and compare the chain heads
    Copy(Copy),
    /// Check the configuration, the database, the secret, mail connections, and say what to do
    Doctor,
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
    /// Play the stories again although a played database is kept
    #[arg(long)]
    pub fresh: bool,
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
