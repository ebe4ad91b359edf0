//! Rows 21-27, 31 and 34 of the list of bad inputs, bombs, and bytes that are no mail at all.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use regie_channels::email::attachment::Risk;
use regie_channels::email::scan::{ScanReason, Verdict};
use regie_channels::email::{ParsedMail, Sanitised, html_to_text, sanitise};

use crate::support::{corpus_names, load, read_raw};

/// The bar for one mail of any kind; an unoptimised build beside other tests gets four times that.
const BAR: Duration = Duration::from_secs(if cfg!(debug_assertions) { 8 } else { 2 });

fn quickly(raw: &[u8]) -> ParsedMail {
    let start = Instant::now();
    let mail = read_raw(raw);
    assert!(start.elapsed() < BAR, "took {:?}", start.elapsed());
    mail
}

#[test]
fn row_21_odd_heads() {
    let two =
        quickly(b"From: a@example.net\r\nFrom: b@example.net\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\nhallo\r\n");
    assert!(two.from_is_ambiguous && !two.sender_is_proven() && two.message_id_is_synthetic);
    assert_eq!((two.date, two.text.as_str()), (None, "hallo"));
    let future = quickly(b"From: a@example.net\r\nDate: Thu, 1 Jan 2099 00:00:00 +0000\r\n\r\nhallo\r\n");
    assert_eq!((future.date, future.claimed_date), (None, None));
}

#[test]
fn row_23_bombs_are_partly_readable_at_once() {
    let mut nested = String::from("From: a@example.net\r\nSubject: bom\r\n");
    for n in 0..100_000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n"));
    }
    let mail = quickly(nested.as_bytes());
    assert_eq!((mail.verdict, mail.subject.as_str()), (Verdict::Partial(ScanReason::TooDeep), "bom"));

    let mut letters = String::from("From: a@example.net\r\n");
    letters.push_str(&"Content-Type: message/rfc822\r\n\r\n".repeat(10_000));
    let mail = quickly(letters.as_bytes());
    assert_eq!(mail.attachments.len(), 1);

    let many = format!(
        "From: a@example.net\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}",
        "--b\r\n\r\nx\r\n".repeat(100_000)
    );
    assert_eq!(quickly(many.as_bytes()).verdict, Verdict::Partial(ScanReason::TooManyParts));

    let header = format!("From: a@example.net\r\nSubject: {}\r\n\r\nhallo", "x ".repeat(5_000_000));
    assert_eq!(quickly(header.as_bytes()).verdict, Verdict::Partial(ScanReason::HeaderTooLarge));

    let to = format!(
        "From: a@example.net\r\nTo: {}\r\nReferences: {}\r\n\r\nhallo",
        "a@example.net, ".repeat(1_900),
        "<a@b> ".repeat(5_000)
    );
    let mail = quickly(to.as_bytes());
    assert!(mail.to.len() <= 500 && mail.references.len() <= 200);

    let base64 =
        format!("From: a@example.net\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", "QUFB".repeat(10_000_000));
    assert!(quickly(base64.as_bytes()).text.starts_with("AAAA"));
}

#[test]
fn row_24_broken_letters_stay_text() {
    for (body, text) in [
        ("Content-Type: text/plain; charset=x-klingon\r\n\r\ncaf\u{e9}", "caf\u{e9}"),
        ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nSGFs*bG8=", "Hallo"),
        ("Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-", "+ADw-script+AD4-"),
    ] {
        assert_eq!(quickly(format!("From: a@example.net\r\n{body}").as_bytes()).text, text);
    }
    assert_eq!(quickly(b"From: a@example.net\r\n\r\ncaf\xe9").text, "caf\u{e9}");
}

#[test]
fn row_27_nested_markup_is_shown_as_text() {
    let deep = format!("From: a@example.net\r\nContent-Type: text/html\r\n\r\n{}hallo", "<div>".repeat(100_000));
    let mail = quickly(deep.as_bytes());
    assert_eq!((mail.html, mail.text.as_str()), (None, "hallo"));
    for bomb in [
        "<b><i><u><s>".repeat(20_000) + &"<p>x".repeat(10_000),
        "<a href=x>".repeat(20_000),
        "<table><tr><td>".repeat(20_000),
        "<!--".repeat(100_000),
        "<x ".repeat(100_000),
        "<p ".to_owned() + &"a='".repeat(100_000),
        "&amp".repeat(200_000),
        "</p>".repeat(200_000),
        "<script>".repeat(100_000),
    ] {
        let start = Instant::now();
        let _ = sanitise(&bomb);
        let _ = html_to_text(&bomb, 1 << 20);
        assert!(start.elapsed() < BAR, "{} took {:?}", &bomb[..40], start.elapsed());
    }
}

#[test]
fn row_34_files_are_named_and_not_unpacked() {
    let zip = "From: a@example.net\r\nContent-Type: application/zip; name=\"../../42.zip\"\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBBQAAQAAAA==\r\n";
    let mail = quickly(zip.as_bytes());
    assert_eq!((mail.attachments[0].name.as_str(), mail.attachments[0].risk), ("42.zip", Some(Risk::LockedArchive)));
    let page = "From: a@example.net\r\nContent-Type: text/html; name=x.pdf\r\nContent-Disposition: attachment\r\n\r\n<script>1</script>\r\n";
    let mail = quickly(page.as_bytes());
    assert_eq!(mail.attachments[0].risk, Some(Risk::Page));
    assert_eq!(mail.html, None);
}

/// The first tag that does more than shape words, where there is one. The same words as text are text.
fn acting_tag(html: &str) -> Option<String> {
    let tags = html.split('<').skip(1).filter_map(|tag| tag.split('>').next()).map(str::to_lowercase);
    let acts = |tag: &String| tag.starts_with("script") || tag.contains(" style=") || tag.contains("src=\"http");
    tags.into_iter().find(acts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_are_too_odd(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let mail = read_raw(&raw);
        prop_assert_ne!(mail.verdict, Verdict::Quarantine(ScanReason::ParserFailed));
        prop_assert_eq!(mail.dedupe_key(), read_raw(&raw).dedupe_key());
    }

    #[test]
    fn no_header_is_too_odd(name in "(From|To|Subject|Date|Content-Type|Content-Disposition|References|Authentication-Results|Auto-Submitted|Message-ID)", value in "\\PC{0,200}", body in "\\PC{0,200}") {
        let mail = read_raw(format!("{name}: {value}\r\n\r\n{body}").as_bytes());
        prop_assert_ne!(mail.verdict, Verdict::Quarantine(ScanReason::ParserFailed));
        prop_assert!(!mail.subject.contains(['\r', '\n', '\0']));
    }

    #[test]
    fn no_damaged_mail_is_too_odd(pick in any::<prop::sample::Index>(), edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..30)) {
        let names = corpus_names();
        let mut raw = load(pick.get::<String>(&names));
        for (at, byte, how) in edits {
            let at = at.index(raw.len().max(1));
            match how {
                0 if at < raw.len() => raw[at] = byte,
                1 => raw.insert(at.min(raw.len()), byte),
                _ if at < raw.len() => { raw.remove(at); }
                _ => {}
            }
        }
        let mail = read_raw(&raw);
        prop_assert_ne!(mail.verdict, Verdict::Quarantine(ScanReason::ParserFailed));
        if let Some(html) = mail.html {
            prop_assert_eq!(acting_tag(&html), None);
        }
    }

    #[test]
    fn no_markup_is_too_odd(html in "(<[a-z/!]{0,4}[ a-z=\"'<>&;:/-]{0,12}>?|\\PC{0,5}){0,40}") {
        // As text, that it comes to an end is all there is to ask.
        let _ = html_to_text(&html, 10_000);
        if let Sanitised::Html { html, .. } = sanitise(&html) {
            prop_assert_eq!(acting_tag(&html), None);
        }
    }
}
