//! Fresh databases for tests, on both kinds. For tests of every crate, never for the program itself.
//!
//! `TestDb::sqlite()` is a file in a folder of its own. `TestDb::postgres()` is a database cloned from a migrated
//! template in one PostgreSQL cluster that all test processes of the machine share:
//!
//! - With `REGIE_TEST_PG=postgres://user@host:port/postgres` that server is used and left running.
//! - Otherwise the first test starts a cluster in the temporary folder (`regie-pg-…`), under a file lock. It listens on
//!   a free port of 127.0.0.1 and runs as the user `postgres` when the tests run as root. A small watcher stops and
//!   removes it three minutes after the last test let go of it; removing that folder and stopping the server by its
//!   `postmaster.pid` is safe at any time between runs.
//!
//! A machine without PostgreSQL fails the test and says what to install; no test is skipped in silence.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and its databases need names of their own"
)]

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::db::{Durability, Store};
use crate::migrate;

mod words;

pub use words::{columns_with, words_in};

/// How to get the binaries, for the failure of a test.
const INSTALL: &str = "the tests need PostgreSQL 15 or newer: install it (Debian: apt-get install postgresql), \
    or set REGIE_TEST_PG=postgres://user@host:port/postgres to a server where databases may be made";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A migrated, empty database of its own, gone when dropped.
pub struct TestDb {
    /// The open store.
    pub store: Store,
    /// Its URL, to open it a second time.
    pub url: String,
    home: Home,
}

enum Home {
    Folder(PathBuf),
    Cluster { admin: String, name: String, _user: Option<File> },
}

impl TestDb {
    /// A fresh SQLite database without syncs.
    pub async fn sqlite() -> Self {
        Self::sqlite_with(Durability::Fast).await
    }

    /// A fresh SQLite database with a chosen durability.
    pub async fn sqlite_with(durability: Durability) -> Self {
        let folder = std::env::temp_dir().join(format!("regie-test-{}", unique()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("regie.db").display());
        let store = Store::open_with(&url, durability).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, url, home: Home::Folder(folder) }
    }

    /// SQLite, or PostgreSQL where `REGIE_TEST_DATABASE=postgres` says so: for tests of what lies above the store, which run
    /// on one of them each time and on the other in `make test-long`.
    pub async fn either() -> Self {
        let wanted = std::env::var("REGIE_TEST_DATABASE").unwrap_or_default();
        if wanted == "postgres" { Self::postgres().await } else { Self::sqlite().await }
    }

    /// A fresh PostgreSQL database without syncs.
    pub async fn postgres() -> Self {
        Self::postgres_with(Durability::Fast).await
    }

    /// A fresh PostgreSQL database; [`Durability::Full`] is a cluster that syncs.
    pub async fn postgres_with(durability: Durability) -> Self {
        let (admin, user) = match std::env::var("REGIE_TEST_PG") {
            Ok(url) => (url, None),
            Err(_) => {
                let (url, user) = tokio::task::spawn_blocking(move || cluster(durability)).await.unwrap();
                (url, Some(user))
            }
        };
        let template = template(&admin).await;
        let name = format!("regie_test_{}", unique());
        let mut connection = connect(&admin).await;
        run(&mut connection, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let url = database_url(&admin, &name);
        let store = Store::open_with(&url, durability).await.unwrap();
        Self { store, url, home: Home::Cluster { admin, name, _user: user } }
    }

    /// The folder of a SQLite database, for files beside it.
    ///
    /// # Panics
    /// For PostgreSQL.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match &self.home {
            Home::Folder(folder) => folder,
            Home::Cluster { .. } => panic!("a PostgreSQL database has no folder here"),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        match &self.home {
            Home::Folder(folder) => {
                let _best_effort = std::fs::remove_dir_all(folder);
            }
            Home::Cluster { admin, name, .. } => {
                let (admin, sql) = (admin.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                // A drop cannot wait for a future on the runtime that it runs on.
                let dropping = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
                    runtime.block_on(async {
                        let mut connection = PgConnection::connect(&admin).await.ok()?;
                        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.ok()
                    })
                });
                let _best_effort = dropping.join();
            }
        }
    }
}

/// Runs each test on both databases: `on_both! { async fn name(db: TestDb) { … } }` makes `name::sqlite` and
/// `name::postgres`. Needs `tokio` with macros in the crate that uses it.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($db:ident: TestDb) $body:block)*) => { $(
        mod $name {
            #[allow(clippy::wildcard_imports, unused_imports, reason = "the test reads as if it stood outside")]
            use super::*;
            async fn both($db: $crate::testing::TestDb) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { Box::pin(both($crate::testing::TestDb::sqlite().await)).await; }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() { Box::pin(both($crate::testing::TestDb::postgres().await)).await; }
        }
    )* };
}

fn unique() -> String {
    let nanos = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    format!("{}_{}_{nanos:x}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

fn database_url(admin: &str, name: &str) -> String {
    let (server, _) = admin.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

async fn connect(url: &str) -> PgConnection {
    match PgConnection::connect(url).await {
        Ok(connection) => connection,
        Err(error) => panic!("cannot reach {url}: {error}; {INSTALL}"),
    }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

/// The migrated template of this program's schema, made by whoever comes first.
async fn template(admin: &str) -> String {
    let name = format!("regie_template_{}", migrate::fingerprint());
    let mut connection = connect(admin).await;
    run(&mut connection, "SELECT pg_advisory_lock(730173)").await;
    let sql = "SELECT count(*) FROM pg_database WHERE datname = $1";
    let found: i64 = sqlx::query_scalar(sql).bind(&name).fetch_one(&mut connection).await.unwrap();
    if found == 0 {
        let building = format!("{name}_building");
        run(&mut connection, &format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)")).await;
        run(&mut connection, &format!("CREATE DATABASE {building} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"))
            .await;
        let store = Store::open_with(&database_url(admin, &building), Durability::Fast).await.unwrap();
        store.migrate().await.unwrap();
        store.close().await;
        // A template that someone is connected to cannot be cloned, and a closed connection lingers for a moment.
        for _ in 0..100 {
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
            let left: i64 = sqlx::query_scalar(sql).bind(&building).fetch_one(&mut connection).await.unwrap();
            if left == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        run(&mut connection, &format!("ALTER DATABASE {building} RENAME TO {name}")).await;
    }
    name
}

/// The URL of the shared cluster, started when it does not run, and a lock that keeps it running.
fn cluster(durability: Durability) -> (String, File) {
    let fsync = durability == Durability::Full;
    let owner = owner();
    let who = owner.clone().unwrap_or_else(|| std::env::var("USER").unwrap_or_else(|_| "me".into()));
    let base = std::env::temp_dir().join(format!("regie-pg-{who}{}", if fsync { "-synced" } else { "" }));
    std::fs::create_dir_all(&base).unwrap();
    if let Some(owner) = &owner {
        must(Command::new("chown").arg(owner).arg(&base));
    }
    let starting = open_lock(&base.join("starting.lock"));
    starting.lock().unwrap();
    let user = open_lock(&base.join("users.lock"));
    user.lock_shared().unwrap();
    let url_file = base.join("url");
    if let Ok(url) = std::fs::read_to_string(&url_file)
        && answers(&url)
    {
        return (url, user);
    }
    let url = start(&base, owner.as_deref(), fsync);
    std::fs::write(&url_file, &url).unwrap();
    (url, user)
}

fn open_lock(path: &Path) -> File {
    OpenOptions::new().create(true).truncate(false).write(true).read(true).open(path).unwrap()
}

fn answers(url: &str) -> bool {
    let address = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).and_then(|host| host.parse().ok());
    address.is_some_and(|address| std::net::TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok())
}

fn start(base: &Path, owner: Option<&str>, fsync: bool) -> String {
    let binaries = binaries();
    let data = base.join("data");
    if data.join("postmaster.pid").exists() {
        // It does not answer: whatever is left of it goes.
        let mut stop = as_owner(owner, &binaries.join("pg_ctl"));
        stop.arg("-D").arg(&data).args(["-m", "immediate", "stop"]);
        let _best_effort = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    if data.exists() {
        std::fs::remove_dir_all(&data).unwrap();
    }
    let mut initdb = as_owner(owner, &binaries.join("initdb"));
    must(initdb.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]));
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let switch = if fsync { "on" } else { "off" };
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync={switch} -c full_page_writes={switch} \
         -c max_connections=300 -c shared_buffers=64MB -c autovacuum_naptime=10s -c log_min_messages=fatal",
        base.display()
    );
    let mut pg_ctl = as_owner(owner, &binaries.join("pg_ctl"));
    must(
        pg_ctl
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(base.join("log"))
            .arg("-o")
            .arg(options)
            .args(["-w", "-t", "60", "start"]),
    );
    watch(base, owner, &binaries);
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// Leaves a watcher behind that stops the cluster once no test has held the users' lock for three minutes.
fn watch(base: &Path, owner: Option<&str>, binaries: &Path) {
    let script = "cd / && idle=0; while sleep 10; do [ -d \"$1/data\" ] || exit 0; \
        if flock -n -x \"$1/users.lock\" true; then idle=$((idle+1)); else idle=0; fi; \
        if [ $idle -ge 18 ]; then exec 9>\"$1/starting.lock\"; flock 9; flock -n -x \"$1/users.lock\" true || { idle=0; exec 9>&-; continue; }; \
        \"$2/pg_ctl\" -D \"$1/data\" -m immediate stop; rm -rf \"$1/data\" \"$1/url\" \"$1/log\"; exit 0; fi; done";
    for lock in ["starting.lock", "users.lock"] {
        if let Some(owner) = owner {
            must(Command::new("chown").arg(owner).arg(base.join(lock)));
        }
    }
    let mut watcher = Command::new("setsid");
    watcher.arg("-f");
    if let Some(owner) = owner {
        watcher.args(["runuser", "-u", owner, "--"]);
    }
    must(watcher.args(["sh", "-c", script, "sh"]).arg(base).arg(binaries));
}

/// PostgreSQL refuses to run as root: the user that it runs as instead.
fn owner() -> Option<String> {
    let root = std::fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0);
    if !root {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    assert!(
        users.lines().any(|line| line.starts_with("postgres:")),
        "the tests run as root and there is no user postgres; {INSTALL}"
    );
    Some("postgres".into())
}

fn as_owner(owner: Option<&str>, program: &Path) -> Command {
    let mut command = match owner {
        Some(owner) => {
            let mut command = Command::new("runuser");
            command.args(["-u", owner, "--"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir("/");
    command
}

fn binaries() -> PathBuf {
    let newest = std::fs::read_dir("/usr/lib/postgresql").ok().and_then(|versions| {
        let versions = versions.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        versions.filter(|version| *version >= 15).max()
    });
    if let Some(version) = newest {
        return PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).find(|folder| folder.join("initdb").exists());
    found.unwrap_or_else(|| panic!("{INSTALL}"))
}

/// Runs a command that must succeed. Its output is closed to what it leaves running, or the test would never end.
fn must(command: &mut Command) {
    let log = std::env::temp_dir().join(format!("regie-test-{}.log", unique()));
    let output = File::create(&log).unwrap();
    let status = command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output).status();
    let said = std::fs::read_to_string(&log).unwrap_or_default();
    let _best_effort = std::fs::remove_file(&log);
    assert!(status.as_ref().is_ok_and(std::process::ExitStatus::success), "{command:?}: {status:?}\n{said}\n{INSTALL}");
}
