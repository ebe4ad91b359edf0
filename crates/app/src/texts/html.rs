//! The HTML part of a mail, made from its text: paragraphs, lists, links, and a button for the status page. It reads
//! without styles, images or scripts, and leaves colours to the reader's light or dark mode.

use crate::locale::Lang;

const FRAME: &str = "font-family:Figtree,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;\
    max-width:36em;margin:0 auto;padding:16px";
const BUTTON: &str = "display:inline-block;padding:12px 20px;border-radius:8px;font-weight:600;text-decoration:none";
/// The colours of the program: of the button, and of the words on it.
const OWN: [&str; 2] = ["#0b5563", "#ffffff"];

/// How a text is dressed.
#[derive(Debug, Clone, Copy)]
pub struct Dress<'a> {
    /// The language of the text.
    pub lang: Lang,
    /// The title, which some readers show.
    pub title: &'a str,
    /// The address that becomes a button.
    pub link: &'a str,
    /// The words on the button.
    pub button: &'a str,
    /// Whether the first line after the greeting is bold.
    pub headline: bool,
    /// Whose it is, where the house has a look of its own: its name stands above under a bar of its colour.
    pub house: Option<House<'a>>,
}

/// The house whose mail it is.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its main colour and the one that stands on it, as `#rrggbb`.
    pub colours: [&'a str; 2],
}

impl<'a> House<'a> {
    /// A house with colours of its own; nothing else is one, and nothing but a colour gets into the page.
    #[must_use]
    pub fn of(name: &'a str, colours: &'a [String; 2]) -> Option<Self> {
        let [main, on] = colours.each_ref().map(|hex| regie_domain::brand::Colour::parse(hex).map(|_| hex.as_str()));
        Some(Self { name, colours: [main?, on?] })
    }
}

impl Dress<'_> {
    pub(super) fn colours(&self) -> [&str; 2] {
        self.house.map_or(OWN, |house| house.colours)
    }
}

/// The whole HTML part.
#[must_use]
pub fn page(text: &str, dress: Dress<'_>) -> String {
    let mut body = String::with_capacity(text.len() * 2);
    if let Some(house) = dress.house {
        header(&mut body, house);
    }
    let mut headline = dress.headline;
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let greets = paragraph.ends_with(',') && !paragraph.contains('\n');
        let bold = headline && !greets;
        headline &= !bold;
        block(&mut body, paragraph, bold, dress);
    }
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{title}</title>\n</head>\n<body style=\"margin:0;padding:0\">\n<div style=\"{FRAME}\">\n{body}</div>\n</body>\n</html>\n",
        lang = dress.lang.code(),
        title = escape(dress.title),
    )
}

/// The name of the house under a bar of its colour. The words take the reader's own ink, so that they can be read on a light
/// and on a dark ground.
fn header(out: &mut String, house: House<'_>) {
    let [main, _] = house.colours;
    out.push_str(&format!(
        "<div style=\"border-top:6px solid {main};padding:12px 0 0;margin:0 0 16px;font-weight:700\">{}</div>\n",
        escape(house.name),
    ));
}

/// One paragraph: running lines, lists and buttons in the order in which they stand.
fn block(out: &mut String, paragraph: &str, bold: bool, dress: Dress<'_>) {
    let mut lines = paragraph.lines().peekable();
    while let Some(line) = lines.next() {
        if !dress.link.is_empty() && line.trim() == dress.link {
            button(out, dress);
        } else if let Some(item) = line.strip_prefix("- ") {
            out.push_str("<ul style=\"margin:0 0 16px;padding-left:24px\">\n");
            list_item(out, item);
            while let Some(item) = lines.peek().and_then(|line| line.strip_prefix("- ")) {
                list_item(out, item);
                lines.next();
            }
            out.push_str("</ul>\n");
        } else {
            let mut running = vec![inline(line)];
            while let Some(line) = lines.next_if(|line| !line.starts_with("- ") && line.trim() != dress.link) {
                running.push(inline(line));
            }
            let words = running.join("<br>\n");
            let words = if bold { format!("<strong>{words}</strong>") } else { words };
            out.push_str(&format!("<p style=\"margin:0 0 16px\">{words}</p>\n"));
        }
    }
}

fn list_item(out: &mut String, item: &str) {
    out.push_str(&format!("<li>{}</li>\n", inline(item)));
}

/// A button that old mail programs, which know no padding on links, still draw as one.
fn button(out: &mut String, dress: Dress<'_>) {
    let [main, on] = dress.colours();
    out.push_str(&format!(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 16px\"><tr>\
         <td bgcolor=\"{main}\" style=\"border-radius:8px\"><a href=\"{}\" style=\"{BUTTON};background:{main};color:{on}\">{}</a>\
         </td></tr></table>\n",
        escape(dress.link),
        escape(dress.button),
    ));
}

/// A line with its web addresses as links.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line.trim_end();
    while let Some(at) = next_address(rest) {
        let (before, from) = rest.split_at(at);
        let (address, after) = from.split_at(address_length(from));
        let href = escape(address);
        out.push_str(&escape(before));
        out.push_str(&format!("<a href=\"{href}\">{href}</a>"));
        rest = after;
    }
    out.push_str(&escape(rest));
    out
}

fn next_address(text: &str) -> Option<usize> {
    ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()
}

/// How far an address goes: up to a blank or quote, without the punctuation that ends a sentence.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'')).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']).len()
}

pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://regie.example.org/s/abc";

    fn dressed(text: &str, headline: bool) -> String {
        let (title, button) = ("Titel & <meer>", "Naar uw pagina");
        page(text, Dress { lang: Lang::Nl, title, link: LINK, button, headline, house: None })
    }

    #[test]
    fn a_house_with_colours_wears_them_and_anything_else_is_no_colour() {
        let colours = ["#7a1f5c".to_owned(), "#ffffff".to_owned()];
        let house = House::of("Gemeente <Proef>", &colours);
        let dress = Dress { lang: Lang::Nl, title: "T", link: LINK, button: "Naar", headline: false, house };
        let html = page(&format!("Beste inwoner,\n\n{LINK}"), dress);
        assert!(
            html.contains("border-top:6px solid #7a1f5c") && html.contains(">Gemeente &lt;Proef&gt;</div>"),
            "{html}"
        );
        assert!(html.contains("bgcolor=\"#7a1f5c\"") && !html.contains("#0b5563"), "{html}");
        assert!(House::of("x", &["red;}".to_owned(), "#ffffff".to_owned()]).is_none());
        assert!(House::of("x", &Default::default()).is_none());
    }

    #[test]
    fn paragraphs_lists_and_the_button() {
        let html =
            dressed(&format!("Beste inwoner,\n\nHet is klaar.\n\nNodig:\n- foto\n- rekening\n{LINK}\nTot ziens"), true);
        assert!(html.contains("<p style=\"margin:0 0 16px\">Beste inwoner,</p>"), "{html}");
        assert!(html.contains("<strong>Het is klaar.</strong>"));
        assert!(html.contains("<li>foto</li>\n<li>rekening</li>\n</ul>"));
        assert!(html.contains(">Naar uw pagina</a>"));
        assert_eq!(html.matches(LINK).count(), 1);
        assert_eq!(html.matches("<strong>").count(), 1);
        assert!(html.contains("<title>Titel &amp; &lt;meer&gt;</title>"));
    }

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        let html =
            dressed("<script>alert('x')</script> & \"zo\"\n\nzie https://example.org/a?b=1&c=\"><img src=x>.", false);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<strong>"), "{html}");
        assert!(html.contains("<a href=\"https://example.org/a?b=1&amp;c=\">"));
    }

    #[test]
    fn an_address_in_a_sentence_ends_before_its_full_stop() {
        assert_eq!(
            inline("Kijk op https://example.org."),
            "Kijk op <a href=\"https://example.org\">https://example.org</a>."
        );
        assert_eq!(
            inline("(http://example.net/x) en meer"),
            "(<a href=\"http://example.net/x\">http://example.net/x</a>) en meer"
        );
    }
}
