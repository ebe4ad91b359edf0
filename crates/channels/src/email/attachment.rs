//! Files that came with a mail: a safe name, and what a person should know before opening. Nothing is unpacked.

use regie_domain::codes::FileMark;
use serde::{Deserialize, Serialize};

/// Why a download carries a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// A program, or a file that starts one (`.exe`, `.lnk`, `.msi`, a Windows program under another name).
    Program,
    /// A script (`.js`, `.vbs`, `.ps1`).
    Script,
    /// A page that a browser would run (`.html`, `.svg`).
    Page,
    /// An office document that may carry macros.
    Macros,
    /// A name made to look like another type (`invoice.pdf.exe`, hidden direction marks).
    Disguised,
    /// A container that was not looked into.
    Archive,
    /// An archive that asks for a password, so that scanners cannot look into it either.
    LockedArchive,
}

impl Risk {
    /// As the record keeps it.
    #[must_use]
    pub fn mark(self) -> FileMark {
        match self {
            Self::Program => FileMark::Program,
            Self::Script => FileMark::Script,
            Self::Page => FileMark::Page,
            Self::Macros => FileMark::Macros,
            Self::Disguised => FileMark::Disguised,
            Self::Archive => FileMark::Archive,
            Self::LockedArchive => FileMark::LockedArchive,
        }
    }
}

/// What a file is, when its name says little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// `winmail.dat`: the real attachments are inside, in Outlook's own form.
    OutlookTnef,
    /// An S/MIME message or envelope.
    Smime,
    /// A detached S/MIME or PGP signature.
    Signature,
    /// PGP-encrypted content.
    Pgp,
    /// A mail inside this mail.
    Message,
    /// An appointment.
    Calendar,
    /// A file of nought bytes.
    Empty,
}

impl Label {
    /// As the record keeps it.
    #[must_use]
    pub fn mark(self) -> FileMark {
        match self {
            Self::OutlookTnef => FileMark::Tnef,
            Self::Smime => FileMark::Smime,
            Self::Signature => FileMark::Signature,
            Self::Pgp => FileMark::Pgp,
            Self::Message => FileMark::Message,
            Self::Calendar => FileMark::Calendar,
            Self::Empty => FileMark::Empty,
        }
    }
}

/// One file. The bytes are as sent, transfer encoding undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Safe to show and to offer as a file name; never used as a path.
    pub name: String,
    /// `type/subtype` in lower case, as claimed by the sender.
    pub media_type: String,
    /// The content.
    pub bytes: Vec<u8>,
    /// `Content-ID` without brackets, for `cid:` pictures in the text.
    pub content_id: Option<String>,
    /// Meant to be seen in the text rather than as a file.
    pub inline: bool,
    /// The warning to show, the gravest one.
    pub risk: Option<Risk>,
    /// What it is, where that helps.
    pub label: Option<Label>,
}

impl Attachment {
    /// What a person should know of it before opening it, the warning first.
    #[must_use]
    pub fn marks(&self) -> Vec<FileMark> {
        self.risk.map(Risk::mark).into_iter().chain(self.label.map(Label::mark)).collect()
    }
}

const PROGRAMS: &[&str] = &[
    "exe",
    "com",
    "scr",
    "pif",
    "msi",
    "msp",
    "msix",
    "appx",
    "lnk",
    "url",
    "cpl",
    "dll",
    "hta",
    "jar",
    "reg",
    "inf",
    "gadget",
    "application",
    "chm",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "dmg",
    "app",
    "apk",
    "deb",
    "rpm",
    "scf",
    "library-ms",
    "search-ms",
    "one",
];
const SCRIPTS: &[&str] =
    &["js", "jse", "mjs", "vbs", "vbe", "wsf", "wsh", "ws", "ps1", "psm1", "bat", "cmd", "sh", "py", "pl", "rb", "sct"];
const PAGES: &[&str] = &["html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "swf"];
const MACROS: &[&str] = &["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppam", "ppsm", "xll", "slk"];
const ARCHIVES: &[&str] =
    &["zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "tar", "cab", "ace", "arj", "lzh", "z", "zst"];

/// A name that can be shown and downloaded: last path element, no control or direction characters, at most 150 bytes with its
/// extension kept, no reserved device name. `number` names what has no name.
pub fn safe_name(claimed: Option<&str>, media_type: &str, number: usize) -> String {
    let claimed = claimed.unwrap_or_default();
    let last = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name = String::new();
    for c in last.chars().filter(|c| !c.is_control() && !is_hidden(*c)) {
        name.push(if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c });
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(['.', ' ']).to_owned();
    if name.is_empty() {
        return format!("attachment-{number}{}", extension_for(media_type));
    }
    shorten(if is_device(&name) { format!("_{name}") } else { name })
}

fn extension_for(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "message/rfc822" => ".eml",
        "application/pdf" => ".pdf",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        _ => "",
    }
}

/// Marks that change the direction of text or take no room: used to make `exe.pdf` out of `fdp.exe`.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{61c}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|c: char| c.is_ascii_digit()))
}

fn shorten(name: String) -> String {
    const MAX: usize = 150;
    if name.len() <= MAX {
        return name;
    }
    let (stem, ext) = match name.rsplit_once('.') {
        Some((stem, ext)) if ext.len() <= 12 => (stem, format!(".{ext}")),
        _ => (name.as_str(), String::new()),
    };
    let mut cut = MAX - ext.len();
    while !stem.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{ext}", stem[..cut].trim_end())
}

/// The gravest warning for a file, judged by the safe name, the claimed name and the first bytes.
pub fn risk_of(name: &str, claimed: Option<&str>, media_type: &str, bytes: &[u8]) -> Option<Risk> {
    let lower = name.to_lowercase();
    let mut pieces = lower.rsplit('.').map(str::trim);
    let ext = if lower.contains('.') { pieces.next().unwrap_or_default() } else { "" };
    let before = pieces.next().filter(|_| lower.matches('.').count() >= 2).unwrap_or_default();
    let dangerous = by_extension(ext).filter(|r| *r != Risk::Archive);
    let hidden = claimed.is_some_and(|c| c.chars().any(is_hidden) || c.contains("   "));
    let looks_harmless = matches!(
        before,
        "pdf" | "doc" | "docx" | "xls" | "xlsx" | "jpg" | "jpeg" | "png" | "txt" | "ppt" | "pptx" | "csv"
    );
    let program =
        bytes.starts_with(b"MZ") || bytes.starts_with(b"\x7fELF") || bytes.starts_with(b"L\0\0\0\x01\x14\x02\0");
    if hidden || (dangerous.is_some() && looks_harmless) || (program && dangerous != Some(Risk::Program)) {
        return Some(Risk::Disguised);
    }
    if dangerous.is_some() {
        return dangerous;
    }
    if matches!(media_type, "text/html" | "image/svg+xml" | "application/xhtml+xml") {
        return Some(Risk::Page);
    }
    if media_type == "application/x-msdownload" || media_type == "application/x-ms-shortcut" {
        return Some(Risk::Program);
    }
    if let [b'P', b'K', 3, 4, _, _, flags, ..] = bytes {
        let office = matches!(ext, "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "epub");
        return if flags & 1 == 1 { Some(Risk::LockedArchive) } else { (!office).then_some(Risk::Archive) };
    }
    by_extension(ext)
}

fn by_extension(ext: &str) -> Option<Risk> {
    let groups = [
        (PROGRAMS, Risk::Program),
        (SCRIPTS, Risk::Script),
        (PAGES, Risk::Page),
        (MACROS, Risk::Macros),
        (ARCHIVES, Risk::Archive),
    ];
    groups.into_iter().find(|(list, _)| list.contains(&ext)).map(|(_, risk)| risk)
}

/// What a file is, by type and name.
pub fn label_of(name: &str, media_type: &str, bytes: &[u8]) -> Option<Label> {
    let lower = name.to_lowercase();
    Some(match media_type {
        "application/ms-tnef" | "application/vnd.ms-tnef" => Label::OutlookTnef,
        _ if lower == "winmail.dat" => Label::OutlookTnef,
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => Label::Smime,
        _ if lower.ends_with(".p7m") => Label::Smime,
        "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature" => {
            Label::Signature
        }
        "application/pgp-encrypted" => Label::Pgp,
        _ if bytes.starts_with(b"-----BEGIN PGP MESSAGE-----") => Label::Pgp,
        "message/rfc822" | "message/global" | "text/rfc822-headers" => Label::Message,
        "text/calendar" => Label::Calendar,
        _ if bytes.is_empty() => Label::Empty,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(claimed: &str, bytes: &[u8]) -> (String, Option<Risk>) {
        let name = safe_name(Some(claimed), "application/octet-stream", 1);
        let risk = risk_of(&name, Some(claimed), "application/octet-stream", bytes);
        (name, risk)
    }

    #[test]
    fn names_are_cleaned_first_and_judged_after() {
        assert_eq!(judge("../../etc/passwd", b"x"), ("passwd".into(), None));
        assert_eq!(judge("..\\..\\x.lnk", b"x"), ("x.lnk".into(), Some(Risk::Program)));
        assert_eq!(judge("factuur.pdf.exe", b"x").1, Some(Risk::Disguised));
        assert_eq!(judge("factuur\u{202e}fdp.exe", b"x"), ("factuurfdp.exe".into(), Some(Risk::Disguised)));
        assert_eq!(judge("factuur.pdf", b"MZ\x90").1, Some(Risk::Disguised));
        assert_eq!(judge("page.html", b"x").1, Some(Risk::Page));
        assert_eq!(judge("x.exe. .", b"x"), ("x.exe".into(), Some(Risk::Program)));
        assert_eq!(judge("CON.txt", b"x").0, "_CON.txt");
        assert_eq!(judge("a\r\nb: c.pdf", b"x").0, "ab_ c.pdf");
        assert_eq!(judge("", b"x").0, "attachment-1");
        let long = judge(&format!("{}.pdf", "é".repeat(200)), b"x").0;
        assert!(long.len() <= 150 && long.ends_with(".pdf"));
    }

    #[test]
    fn archives_are_named_and_never_opened() {
        assert_eq!(judge("42.zip", b"PK\x03\x04\x14\0\0\0").1, Some(Risk::Archive));
        assert_eq!(judge("42.zip", b"PK\x03\x04\x14\0\x01\0").1, Some(Risk::LockedArchive));
        assert_eq!(judge("brief.docx", b"PK\x03\x04\x14\0\0\0").1, None);
        assert_eq!(label_of("winmail.dat", "application/octet-stream", b"x"), Some(Label::OutlookTnef));
        assert_eq!(label_of("smime.p7m", "application/pkcs7-mime", b"x"), Some(Label::Smime));
        assert_eq!(label_of("a.pdf", "application/pdf", b""), Some(Label::Empty));
    }
}
