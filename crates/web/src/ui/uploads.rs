//! Files that came along with a form: what is taken, under which name, as what. Everything that is taken is kept as it is
//! and only ever downloaded.

use regie_app::content::Text;
use regie_app::ports::Ports;
use regie_channels::email::attachment;
use regie_domain::ids::{ContentId, JourneyId};

use crate::cx::Cx;
use crate::posted::{LARGEST_FILE, Upload};

/// The most letters of a name that are kept.
const LONGEST_NAME: usize = 120;

/// Endings of files that a computer runs, or that a browser or office program may run something from.
#[rustfmt::skip]
const RISKY: &[&str] = &[
    "ade", "adp", "apk", "app", "appinstaller", "application", "appx", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg",
    "docm", "dotm", "exe", "gadget", "hta", "htm", "html", "img", "inf", "ins", "iso", "jar", "js", "jse", "lnk", "mht",
    "mhtml", "mjs", "msc", "msi", "msix", "msp", "mst", "ocx", "pif", "pkg", "potm", "ppam", "ppsm", "pptm", "ps1",
    "psm1", "py", "reg", "scf", "scr", "sct", "settingcontent-ms", "sh", "shtml", "sldm", "svg", "svgz", "swf", "sys",
    "url", "vb", "vbe", "vbs", "vhd", "vhdx", "website", "wsc", "wsf", "wsh", "xht", "xhtml", "xlam", "xlsm", "xltm",
    "xml", "xsl",
];

/// Media types by ending. What is not here is kept as bytes of an unknown kind.
#[rustfmt::skip]
const KNOWN: &[(&str, &str)] = &[
    ("pdf", "application/pdf"), ("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
    ("gif", "image/gif"), ("webp", "image/webp"), ("heic", "image/heic"), ("heif", "image/heif"), ("avif", "image/avif"),
    ("txt", "text/plain"), ("csv", "text/csv"), ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("odt", "application/vnd.oasis.opendocument.text"), ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"), ("zip", "application/zip"),
    ("mp4", "video/mp4"), ("mov", "video/quicktime"), ("mp3", "audio/mpeg"), ("m4a", "audio/mp4"),
];

/// A file that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The field that it came in.
    pub field: String,
    /// Its name, tamed.
    pub name: String,
    /// Its media type, by its ending.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Taken {
    /// The content that a command names.
    #[must_use]
    pub fn content(self, ports: &Ports, journey: JourneyId) -> Text {
        let risk = attachment::risk_of(&self.name, None, self.media_type, &self.bytes).map(attachment::Risk::mark);
        let label = attachment::label_of(&self.name, self.media_type, &self.bytes).map(attachment::Label::mark);
        let marks = risk.into_iter().chain(label).collect();
        Text::file(ports.id::<ContentId>(), &self.name, self.media_type, self.bytes, Some(journey)).marked(marks)
    }
}

/// Looks at the files of a form: those that are taken, or what is wrong with which field, in the visitor's words.
///
/// # Errors
/// Field and words for every file that is not taken.
pub fn look(cx: &Cx, files: &[Upload]) -> Result<Vec<Taken>, Vec<(String, String)>> {
    let (taken, faults) = sort(cx, files);
    if faults.is_empty() { Ok(taken) } else { Err(faults) }
}

/// The files of a form that are taken, and field and words for every other one.
#[must_use]
pub fn sort(cx: &Cx, files: &[Upload]) -> (Vec<Taken>, Vec<(String, String)>) {
    let mut taken = Vec::new();
    let mut faults = Vec::new();
    for file in files {
        let name = tame(&file.name);
        let fault = if file.bytes.len() > LARGEST_FILE {
            Some("upload-large")
        } else if is_risky(&name, &file.bytes) {
            Some("upload-risky")
        } else {
            None
        };
        match fault {
            Some(key) => faults.push((file.field.clone(), cx.t1(key, "name", &name))),
            None => taken.push(Taken {
                field: file.field.clone(),
                media_type: media_type(&name),
                name,
                bytes: file.bytes.to_vec(),
            }),
        }
    }
    (taken, faults)
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.trim().to_lowercase()).unwrap_or_default()
}

fn media_type(name: &str) -> &'static str {
    let ending = ending(name);
    KNOWN.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

/// By its ending, or because it is a program under another name.
fn is_risky(name: &str, bytes: &[u8]) -> bool {
    let program = [&b"MZ"[..], b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"].iter().any(|magic| bytes.starts_with(magic));
    program || RISKY.contains(&ending(name).as_str())
}

/// A name without folders, signs that cannot be seen, and dots or blanks at its ends; short, and never empty.
fn tame(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let plain: String = base.chars().filter(|c| !c.is_control() && !hidden(*c)).collect();
    let plain = plain.trim_matches(['.', ' ']);
    let length = plain.chars().count();
    if length == 0 {
        return "bestand".to_owned();
    }
    if length <= LONGEST_NAME {
        return plain.to_owned();
    }
    // The ending says what it is, so it stays.
    let ending = ending(plain);
    let room = LONGEST_NAME.saturating_sub(ending.chars().count() + 1).max(1);
    let start: String = plain.chars().take(room).collect();
    if ending.is_empty() || ending.len() > 10 { start } else { format!("{start}.{ending}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tamed() {
        for (name, tamed) in [
            ("rekening.pdf", "rekening.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\foto.jpg", "foto.jpg"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("...", "bestand"),
            ("a\r\nb.txt", "ab.txt"),
            ("kwijt. ", "kwijt"),
        ] {
            assert_eq!(tame(name), tamed);
        }
        let long = tame(&format!("{}.pdf", "x".repeat(300)));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with(".pdf"));
    }

    #[test]
    fn what_can_run_is_risky() {
        for name in ["x.exe", "x.EXE", "rekening.pdf.js", "x.html", "x.lnk", "plaatje.SVG", "x.docm", "x.exe."] {
            assert!(is_risky(&tame(name), b"words"), "{name}");
        }
        for name in ["x.pdf", "foto.jpeg", "brief.docx", "x", "js", "exe.pdf"] {
            assert!(!is_risky(&tame(name), b"words"), "{name}");
        }
        assert!(is_risky("rekening.pdf", b"MZ\x90"));
    }

    #[test]
    fn the_kind_is_told_by_the_ending_only() {
        assert_eq!(media_type("a.PDF"), "application/pdf");
        assert_eq!(media_type("a.unknown"), "application/octet-stream");
        assert!(KNOWN.iter().all(|(ending, _)| !RISKY.contains(ending)));
    }
}
