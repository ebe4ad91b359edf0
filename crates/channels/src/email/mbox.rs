//! Mail that lies in files: an mbox, a Maildir, a folder of `.eml`. Read one by one, and resumable.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// One mail out of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMail {
    /// Where it lies, for people: file name, and byte for an mbox.
    pub locator: String,
    /// Give this to [`open`] to go on after this mail.
    pub resume_at: String,
    /// The bytes, `From ` line and quoting undone; cut at the limit.
    pub raw: Vec<u8>,
    /// Longer than the limit, so cut.
    pub cut: bool,
}

/// The mails under a path, in a fixed order: a file is an mbox, a folder with `cur` and `new` a Maildir, any other folder holds
/// `.eml` files (also in folders below). `resume_at` starts after a mail read earlier; `max_bytes` cuts what is longer.
pub fn open(
    path: &Path,
    resume_at: Option<&str>,
    max_bytes: usize,
) -> io::Result<Box<dyn Iterator<Item = io::Result<StoredMail>> + Send>> {
    if !path.is_dir() {
        let start =
            resume_at.unwrap_or("0").parse::<u64>().map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(Box::new(Mbox::new(BufReader::new(File::open(path)?), name, start, max_bytes)?));
    }
    let mut files: Vec<(String, PathBuf)> = files_of(path)?.into_iter().map(|f| (key(path, &f), f)).collect();
    files.sort();
    let after = resume_at.map(str::to_owned);
    let rest = files.into_iter().filter(move |(name, _)| after.as_deref().is_none_or(|a| name.as_str() > a));
    Ok(Box::new(rest.map(move |(name, file)| read_file(name, &file, max_bytes))))
}

/// How large an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// An mbox, in bytes.
    Bytes(u64),
    /// A folder, in mails.
    Files(u64),
}

/// How large the archive under a path is, without reading the mails.
pub fn extent(path: &Path) -> io::Result<Extent> {
    if path.is_dir() {
        Ok(Extent::Files(files_of(path)?.len() as u64))
    } else {
        Ok(Extent::Bytes(path.metadata()?.len()))
    }
}

fn files_of(path: &Path) -> io::Result<Vec<PathBuf>> {
    let maildir = path.join("cur").is_dir() && path.join("new").is_dir();
    let mut files = Vec::new();
    if maildir {
        for part in ["cur", "new"] {
            list(&path.join(part), &mut files, &|_| true, false)?;
        }
    } else {
        list(path, &mut files, &|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("eml")), true)?;
    }
    Ok(files)
}

/// The path below the root, without a Maildir's flags: those change when someone reads the mail.
fn key(root: &Path, file: &Path) -> String {
    let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().into_owned();
    name.split(":2,").next().unwrap_or_default().to_owned()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>, wanted: &dyn Fn(&Path) -> bool, deep: bool) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        // Links are not followed: an import folder may come from elsewhere.
        if kind.is_dir() && deep {
            list(&entry.path(), files, wanted, deep)?;
        } else if kind.is_file() && wanted(&entry.path()) {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn read_file(name: String, file: &Path, max: usize) -> io::Result<StoredMail> {
    let mut raw = Vec::new();
    File::open(file)?.take(max as u64 + 1).read_to_end(&mut raw)?;
    let cut = raw.len() > max;
    raw.truncate(max);
    Ok(StoredMail { locator: name.clone(), resume_at: name, raw, cut })
}

/// A reader of mbox files (mboxrd quoting; the older mboxo differs only in lines that were quoted already).
pub struct Mbox<R> {
    reader: R,
    name: String,
    at: u64,
    max: usize,
    /// The `From ` line of the next mail has been read.
    inside: bool,
    done: bool,
}

impl<R: BufRead + Seek> Mbox<R> {
    /// Starts at a byte that a mail starts at (0, or an earlier `resume_at`).
    pub fn new(mut reader: R, name: String, start: u64, max: usize) -> io::Result<Self> {
        reader.seek(SeekFrom::Start(start))?;
        Ok(Self { reader, name, at: start, max, inside: false, done: false })
    }

    fn read_mail(&mut self) -> io::Result<Option<StoredMail>> {
        let mut raw = Vec::new();
        let (mut cut, mut blank_before, mut start) = (false, true, self.at);
        let mut line = Vec::new();
        loop {
            line.clear();
            // A "line" of a damaged file may be gigabytes: it is taken in pieces.
            let read = (&mut self.reader).take(1 << 20).read_until(b'\n', &mut line)?;
            if read == 0 {
                self.done = true;
                break;
            }
            if blank_before && is_from_line(&line) {
                if self.inside {
                    self.reader.seek(SeekFrom::Start(self.at))?;
                    self.inside = false;
                    break;
                }
                self.inside = true;
                start = self.at;
                self.at += read as u64;
                blank_before = false;
                continue;
            }
            self.at += read as u64;
            blank_before = line.trim_ascii().is_empty();
            if !self.inside {
                continue;
            }
            let text = unquoted(&line);
            if raw.len() + text.len() > self.max {
                cut = true;
            } else if !cut {
                raw.extend_from_slice(text);
            }
        }
        if raw.is_empty() && !cut {
            return Ok(None);
        }
        // The blank line before the next `From ` belongs to the file.
        if raw.ends_with(b"\r\n\r\n") {
            raw.truncate(raw.len() - 2);
        } else if raw.ends_with(b"\n\n") {
            raw.truncate(raw.len() - 1);
        }
        Ok(Some(StoredMail { locator: format!("{}@{start}", self.name), resume_at: self.at.to_string(), raw, cut }))
    }
}

impl<R: BufRead + Seek> Iterator for Mbox<R> {
    type Item = io::Result<StoredMail>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.read_mail() {
                Ok(Some(mail)) => return Some(Ok(mail)),
                Ok(None) => {}
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

/// `From someone Mon Nov 23 09:15:00 2026`: a time and a year at least, so that a sentence that starts with "From" is none.
fn is_from_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let rest = &rest[..rest.len().min(300)];
    let time = rest.windows(5).any(|w| w[2] == b':' && [0, 1, 3, 4].iter().all(|i| w[*i].is_ascii_digit()));
    let year = rest
        .split(u8::is_ascii_whitespace)
        .any(|w| w.len() == 4 && (w.starts_with(b"19") || w.starts_with(b"20")) && w.iter().all(u8::is_ascii_digit));
    time && year
}

/// `>From ` and `>>From ` lose one mark.
fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;
    use std::io::Cursor;

    const FILE: &str = "From a@example.org Mon Nov 23 09:15:00 2026\nSubject: een\n\nhallo\n>From here on\nFrom the start\n\nFrom the middle\n\n\
        From b@example.org Mon Nov 23 09:16:00 2026\nSubject: twee\n\nlang verhaal\n";

    fn read(start: u64, max: usize) -> Vec<StoredMail> {
        Mbox::new(Cursor::new(FILE), "x.mbox".into(), start, max).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn mails_are_cut_at_from_lines_only() {
        let mails = read(0, 1_000);
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].raw, b"Subject: een\n\nhallo\nFrom here on\nFrom the start\n\nFrom the middle\n");
        assert_eq!(
            (mails[0].locator.as_str(), mails[1].raw.as_slice()),
            ("x.mbox@0", &b"Subject: twee\n\nlang verhaal\n"[..])
        );
    }

    #[test]
    fn reading_goes_on_where_it_stopped_and_cuts_what_is_long() {
        let all = read(0, 1_000);
        assert_eq!(read(all[0].resume_at.parse().unwrap(), 1_000), all[1..]);
        assert!(read(all[1].resume_at.parse().unwrap(), 1_000).is_empty());
        let short = read(0, 20);
        assert!(short[0].cut && short[0].raw.len() <= 20 && short.len() == 2);
        assert!(Mbox::new(Cursor::new("no mbox\n"), "x".into(), 0, 10).unwrap().next().is_none());
    }

    #[test]
    fn folders_in_a_fixed_order() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("b.eml", "2"), ("a.EML", "1"), ("c.txt", "x"), ("sub/d.eml", "3")] {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let read = |after: Option<&str>| {
            open(folder.path(), after, 10).unwrap().map(|m| m.unwrap().locator).collect::<Vec<_>>()
        };
        assert_eq!(read(None), ["a.EML", "b.eml", "sub/d.eml"]);
        assert_eq!(read(Some("a.EML")), ["b.eml", "sub/d.eml"]);
        let maildir = tempfile::tempdir().unwrap();
        for name in ["cur/1.x:2,S", "new/2.x", "tmp/3.x"] {
            let file = maildir.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        let names: Vec<_> = open(maildir.path(), None, 10).unwrap().map(|m| m.unwrap().locator).collect();
        assert_eq!(names, ["cur/1.x", "new/2.x"]);
    }
}
