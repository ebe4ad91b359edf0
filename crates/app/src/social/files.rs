//! The files of a message: fetched from where the channel says that they lie, with a limit of size and by the guard that lets
//! nothing lead into the house. What cannot be had now is tried again a few times; what cannot be had at all is said in the
//! message, so that nobody believes that it had none.

use regie_domain::codes::{FileMark, Medium};
use regie_domain::social::SocialConnection;
use regie_store::Tx;
use uuid::Uuid;

use super::take::Kept;
use super::{Came, FileAt, SocialChannel, account};
use crate::App;
use crate::error::Result;
use crate::intake::IncomingFile;
use crate::ports::{Fetch, Unreached};

/// Pauses between tries to fetch files, in seconds. After the last the message is placed with what came.
pub(super) const PAUSES: [i64; 4] = [10, 30, 60, 300];
/// The most files of one message.
const MOST_FILES: usize = 20;
/// The most bytes of the files of one message.
const MOST_BYTES: usize = 50 * 1024 * 1024;

/// A message with all that was fetched for it.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    /// As it came.
    pub came: Came,
    /// Through which page or number of ours.
    pub connection: Uuid,
    /// Its files.
    pub files: Vec<IncomingFile>,
    /// Files that could not be had.
    pub lost: usize,
    /// What its sender is called, where that had to be asked for.
    pub name: Option<String>,
}

/// What became of fetching.
enum Fetched {
    File(IncomingFile),
    /// It is not to be had.
    Gone,
    /// Perhaps later.
    Later,
}

impl App {
    /// The message with its files; nothing where one of them may be had later.
    pub(super) async fn fetched(&self, connection: &SocialConnection, kept: Kept, tries: u32) -> Result<Option<Whole>> {
        let Kept { connection: id, came } = kept;
        let mut whole = Whole { came, connection: id, files: Vec::new(), lost: 0, name: None };
        let Some(channel) = self.ports.social.of(connection.medium) else {
            whole.lost = whole.came.files.len();
            return Ok(Some(whole));
        };
        let token = self.social_token(connection)?;
        let mut room = MOST_BYTES;
        for (number, file) in whole.came.files.iter().enumerate() {
            if number >= MOST_FILES {
                whole.lost += 1;
                continue;
            }
            match self.fetch_file(&*channel, (connection, &token), file, number).await {
                Fetched::File(file) if file.bytes.len() <= room => {
                    room -= file.bytes.len();
                    whole.files.push(file);
                }
                Fetched::Later if (tries as usize) < PAUSES.len() => return Ok(None),
                Fetched::File(_) | Fetched::Later | Fetched::Gone => whole.lost += 1,
            }
        }
        if whole.came.name.is_none() && self.is_new_there(connection.medium, &whole.came.from).await? {
            whole.name = self.name_there(&*channel, (connection, &token), &whole.came.from).await;
        }
        Ok(Some(whole))
    }

    async fn is_new_there(&self, medium: Medium, from: &str) -> Result<bool> {
        let kind = medium.handle_kind();
        let known = async |tx: &mut Tx| regie_store::views::customers::all_by_handle(tx, kind, from).await;
        Ok(self.store.read(known).await?.is_empty())
    }

    /// What somebody is called there. A name is a courtesy: without it nothing waits.
    async fn name_there(
        &self,
        channel: &dyn SocialChannel,
        (connection, token): (&SocialConnection, &str),
        from: &str,
    ) -> Option<String> {
        let fetch = channel.profile(account(connection, token), from)?;
        let answer = self.ports.http.fetch(&fetch).await.ok().filter(|answer| answer.status == 200)?;
        channel.name_in(&answer.bytes)
    }

    async fn fetch_file(
        &self,
        channel: &dyn SocialChannel,
        (connection, token): (&SocialConnection, &str),
        file: &FileAt,
        number: usize,
    ) -> Fetched {
        let account = account(connection, token);
        let first = match self.fetch_whole(&channel.fetch(account, file)).await {
            Ok(found) => found,
            Err(fetched) => return fetched,
        };
        let (bytes, told) = match channel.fetch_then(account, file, &first.0) {
            None => first,
            Some(then) => match self.fetch_whole(&then).await {
                Ok(found) => found,
                Err(fetched) => return fetched,
            },
        };
        let media_type = file.media_type.clone().filter(|it| is_media_type(it)).unwrap_or(told);
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_lowercase();
        let media_type = if is_media_type(&media_type) { media_type } else { "application/octet-stream".to_owned() };
        let name = file
            .name
            .clone()
            .unwrap_or_else(|| format!("{}-{}.{}", connection.medium.code(), number + 1, ending(&media_type)));
        let name = safe_name(&name);
        let marks = marks_of(&name, &bytes);
        Fetched::File(IncomingFile { name, media_type, bytes, marks })
    }

    /// What lies at an address, whole, with its media type.
    async fn fetch_whole(&self, fetch: &Fetch) -> std::result::Result<(Vec<u8>, String), Fetched> {
        match self.ports.http.fetch(fetch).await {
            Ok(answer) if answer.status == 200 && answer.whole => Ok((answer.bytes, answer.media_type)),
            Ok(answer) if answer.status == 429 || answer.status >= 500 => Err(Fetched::Later),
            Ok(_) | Err(Unreached::Address) => Err(Fetched::Gone),
            Err(_) => Err(Fetched::Later),
        }
    }
}

fn is_media_type(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '+' | '.');
    text.len() <= 100 && text.contains('/') && text.chars().all(|c| fits(c) || c == ';' || c == ' ' || c == '=')
}

/// The ending of a name for what has none.
fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "application/pdf" => "pdf",
        "video/mp4" => "mp4",
        "audio/ogg" => "ogg",
        "audio/mpeg" => "mp3",
        "audio/mp4" | "audio/aac" => "m4a",
        _ => "bin",
    }
}

/// A name that is no path and hides nothing.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    let kept: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(120).collect();
    let kept = kept.trim().trim_start_matches('.').to_owned();
    if kept.is_empty() { "bestand".to_owned() } else { kept }
}

/// What a person should know before opening a file, by its name.
fn marks_of(name: &str, bytes: &[u8]) -> Vec<FileMark> {
    let ends = |list: &[&str]| list.iter().any(|ending| name.to_lowercase().ends_with(ending));
    let mut marks = Vec::new();
    if bytes.is_empty() {
        marks.push(FileMark::Empty);
    }
    if ends(&[".exe", ".scr", ".msi", ".lnk", ".com", ".apk", ".jar"]) || bytes.starts_with(b"MZ") {
        marks.push(FileMark::Program);
    }
    if ends(&[".js", ".vbs", ".ps1", ".bat", ".cmd", ".sh"]) {
        marks.push(FileMark::Script);
    }
    if ends(&[".html", ".htm", ".svg", ".xhtml"]) {
        marks.push(FileMark::Page);
    }
    if ends(&[".docm", ".xlsm", ".pptm"]) {
        marks.push(FileMark::Macros);
    }
    if ends(&[".zip", ".rar", ".7z", ".gz", ".tar"]) {
        marks.push(FileMark::Archive);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_hides_nothing() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\temp\\bon.pdf"), "bon.pdf");
        assert_eq!(safe_name("bon\u{202e}fdp.exe"), "bonfdp.exe");
        assert_eq!(safe_name(" .. "), "bestand");
        assert!(safe_name(&"x".repeat(500)).len() <= 120);
        assert_eq!(marks_of("bonfdp.exe", b"MZ"), [FileMark::Program]);
        assert_eq!(marks_of("leeg.pdf", b""), [FileMark::Empty]);
    }

    #[test]
    fn only_a_media_type_is_one() {
        assert!(is_media_type("image/jpeg") && is_media_type("audio/ogg; codecs=opus"));
        assert!(!is_media_type("text") && !is_media_type("a/b\r\nx: y"));
    }
}
