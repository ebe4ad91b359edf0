//! A small, linear reader of HTML as mail programs write it: tokens, and from tokens plain text.
//!
//! It never backtracks: every byte is looked at a bounded number of times, whatever the input.

use mail_parser::decoders::html::add_html_token;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text as written, entities not decoded.
    Text(&'a str),
    /// A start tag: name and attribute names in lower case, values not decoded.
    Open { name: String, attrs: Vec<(String, &'a str)> },
    /// An end tag.
    Close { name: String },
}

/// Elements whose content is not text for a reader; the content is skipped up to the end tag.
const OPAQUE: &[&str] = &[
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "svg", "math",
    "template", "object",
];
const MAX_ATTRIBUTES: usize = 40;

/// The tokens of a page; comments, doctypes and the content of scripts, styles and drawings are left out.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens { html, at: 0 }
}

/// See [`tokens`].
pub struct Tokens<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            if !markup_at(bytes, start) {
                // Text runs to the next `<` that starts markup.
                let mut end = start + 1;
                while end < bytes.len() && !(bytes[end] == b'<' && markup_at(bytes, end)) {
                    end += 1;
                }
                self.at = end;
                return Some(Token::Text(&self.html[start..end]));
            }
            match bytes[start + 1] {
                b'!' => self.at = skip_declaration(bytes, start),
                b'?' => self.at = find(bytes, start, b'>').map_or(bytes.len(), |n| n + 1),
                b'/' => {
                    let (name, after) = tag_name(bytes, start + 2);
                    self.at = find(bytes, after, b'>').map_or(bytes.len(), |n| n + 1);
                    return Some(Token::Close { name });
                }
                _ => {
                    let (name, after) = tag_name(bytes, start + 1);
                    let (attrs, after) = attributes(self.html, after);
                    self.at = after;
                    if OPAQUE.contains(&name.as_str()) {
                        self.at = skip_opaque(bytes, after, &name);
                        continue;
                    }
                    return Some(Token::Open { name, attrs });
                }
            }
        }
        None
    }
}

fn markup_at(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'<'
        && match bytes.get(at + 1) {
            Some(b'!' | b'?') => true,
            Some(b'/') => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
            Some(c) => c.is_ascii_alphabetic(),
            None => false,
        }
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == wanted).map(|n| n + from)
}

fn skip_declaration(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    if !rest.starts_with(b"<!--") {
        return find(bytes, start, b'>').map_or(bytes.len(), |n| n + 1);
    }
    // `<!-->` and `<!--->` are whole comments.
    rest[2..].windows(3).position(|w| w == b"-->").map_or(bytes.len(), |n| start + 2 + n + 3)
}

fn tag_name(bytes: &[u8], start: usize) -> (String, usize) {
    let len =
        bytes[start..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'<')).count();
    (String::from_utf8_lossy(&bytes[start..start + len]).to_ascii_lowercase(), start + len)
}

fn attributes(html: &str, mut at: usize) -> (Vec<(String, &str)>, usize) {
    let bytes = html.as_bytes();
    let mut attrs = Vec::new();
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return (attrs, at),
            Some(b'>') => return (attrs, at + 1),
            Some(_) => {}
        }
        let start = at;
        at += 1;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'=' | b'>' | b'/') {
            at += 1;
        }
        let name = &html[start..at];
        let mut next = at;
        while next < bytes.len() && bytes[next].is_ascii_whitespace() {
            next += 1;
        }
        let mut value = "";
        if bytes.get(next) == Some(&b'=') {
            (value, at) = attribute_value(html, next + 1);
        }
        if attrs.len() < MAX_ATTRIBUTES {
            attrs.push((name.to_ascii_lowercase(), value));
        }
    }
}

fn attribute_value(html: &str, mut at: usize) -> (&str, usize) {
    let bytes = html.as_bytes();
    while at < bytes.len() && bytes[at].is_ascii_whitespace() {
        at += 1;
    }
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'')) => match find(bytes, at + 1, *quote) {
            Some(end) => (&html[at + 1..end], end + 1),
            None => ("", bytes.len()),
        },
        _ => {
            let len = bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count();
            (&html[at..at + len], at + len)
        }
    }
}

fn skip_opaque(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(lt) = find(bytes, at, b'<') {
        let rest = &bytes[lt + 1..];
        let is_end = rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
            && rest.get(name.len() + 1).is_none_or(|b| !b.is_ascii_alphanumeric());
        if is_end {
            return find(bytes, lt, b'>').map_or(bytes.len(), |n| n + 1);
        }
        at = lt + 1;
    }
    bytes.len()
}

/// The text a reader would see, at most about `max` bytes. Quoted blocks get `> ` before their lines.
pub fn html_to_text(html: &str, max: usize) -> String {
    let mut page = Page::default();
    for token in tokens(html) {
        if page.out.len() >= max {
            break;
        }
        match token {
            Token::Text(text) => page.text(text),
            Token::Open { name, .. } => page.open(&name),
            Token::Close { name } => page.close(&name),
        }
    }
    page.finish()
}

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "table",
    "tr",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "address",
    "article",
    "section",
    "header",
    "footer",
    "center",
    "form",
    "fieldset",
    "main",
    "nav",
    "figure",
    "body",
    "blockquote",
    "li",
    "hr",
];

#[derive(Default)]
struct Page {
    out: String,
    line: String,
    quote: usize,
    preformatted: usize,
    blank_wanted: bool,
}

impl Page {
    fn text(&mut self, raw: &str) {
        let text = decode_entities(raw);
        if self.preformatted > 0 {
            for (n, line) in text.split('\n').enumerate() {
                if n > 0 {
                    self.new_line();
                }
                self.line.push_str(line);
            }
            return;
        }
        for c in text.chars() {
            // A no-break space is a space to a reader of plain text; a zero-width one is nothing.
            match c {
                '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{ad}' => {}
                c if c.is_whitespace() => {
                    if !self.line.is_empty() && !self.line.ends_with(' ') {
                        self.line.push(' ');
                    }
                }
                c => self.line.push(c),
            }
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "br" => self.new_line(),
            "td" | "th" if !self.line.is_empty() => self.line.push_str("  "),
            "blockquote" => {
                self.end_block();
                self.quote = (self.quote + 1).min(8);
            }
            "pre" => {
                self.end_block();
                self.preformatted += 1;
            }
            "li" => {
                self.end_block();
                self.line.push_str("- ");
            }
            "p" => {
                self.end_block();
                self.blank_wanted = !self.out.is_empty();
            }
            _ if BLOCKS.contains(&name) => self.end_block(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "blockquote" => {
                self.end_block();
                self.quote = self.quote.saturating_sub(1);
            }
            "pre" => {
                self.end_block();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "p" => {
                self.end_block();
                self.blank_wanted = !self.out.is_empty();
            }
            _ if BLOCKS.contains(&name) => self.end_block(),
            _ => {}
        }
    }

    fn end_block(&mut self) {
        if !self.line.trim().is_empty() {
            self.new_line();
        } else {
            self.line.clear();
        }
    }

    fn new_line(&mut self) {
        if std::mem::take(&mut self.blank_wanted) && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end();
        // More than one empty line says no more than one.
        if line.is_empty() && (self.out.is_empty() || self.out.ends_with("\n\n")) {
            return;
        }
        if !line.is_empty() {
            for _ in 0..self.quote {
                self.out.push_str("> ");
            }
        }
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn finish(mut self) -> String {
        self.end_block();
        self.out.trim().to_owned()
    }
}

/// Decodes `&name;` and `&#n;`; what is no entity stays as it stands.
pub fn decode_entities(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(amp) = rest.find('&') {
        out.push_str(&rest[..amp]);
        rest = &rest[amp..];
        let end = rest.bytes().take(32).position(|b| b == b';');
        match end.filter(|n| rest[1..*n].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')) {
            Some(end) => {
                add_html_token(&mut out, &rest.as_bytes()[..=end], false);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_usual_mail() {
        let html = "<html><head><title>x</title><style>p{color:red}</style></head><body><p>Beste  mevrouw,</p>\n<p>Het is &euro;&nbsp;10 &amp; \
            meer<br>tot morgen</p><ul><li>een<li>twee</ul><blockquote>oud<br>bericht</blockquote><script>alert(1)</script></body></html>";
        assert_eq!(
            html_to_text(html, 10_000),
            "Beste mevrouw,\n\nHet is € 10 & meer\ntot morgen\n\n- een\n- twee\n> oud\n> bericht"
        );
    }

    #[test]
    fn odd_markup_ends_somewhere() {
        for html in [
            "<", "<!", "<!--", "<a", "<a b", "<a b=", "<a b='", "</", "</a", "<script>", "<!-->x", "a < b", "&", "&#;",
            "&é;", "<a =>x", "<?",
        ] {
            let _ = html_to_text(html, 100);
        }
        assert_eq!(html_to_text("<!-->x", 100), "x");
        assert_eq!(html_to_text("a < b &lt; c", 100), "a < b < c");
        assert_eq!(html_to_text("<svg><p>x</svg>y", 100), "y");
    }
}
