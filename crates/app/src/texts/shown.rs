//! A mail as a page of ours can show it: its own HTML, but with names in the place of styles, since a page under a strict
//! policy has none written in it, and a style sheet that says what the names mean. What leads somewhere in the mail leads
//! nowhere here.

use regie_domain::codes::{Measure, Scale};
use regie_domain::directory::TextOverride;
use regie_domain::survey::Form;

use super::html::{self, Dress, House};
use super::scores::{self, Scores};
use super::{Rendered, TextFault, check_override, lang_of, render_with, sample};
use crate::directory::Directory;
use crate::locale::Lang;

/// Every part that a mail may have, so that each of its styles stands in the sheet.
const PARTS: &str = "Beste,\n\nRegel https://example.org\n\n- punt\n\nhttps://example.org/s/x";

/// A message with sample data, from a text that is not saved: subject, plain text, and the HTML part as it goes out.
///
/// # Errors
/// Why the text cannot be used.
pub fn preview_of(directory: &Directory, text: &TextOverride) -> Result<Rendered, Vec<TextFault>> {
    check_override(text)?;
    let lang = lang_of(text.language);
    let mut values = match &directory.organisation {
        Some(house) => sample::of_house(&text.key, lang, &house.value),
        None => sample::of(&text.key, lang),
    };
    values.colours = directory.mail_colours();
    render_with(&text.subject, &text.body, &text.key, lang, &values).map_err(|fault| vec![fault])
}

/// The HTML part of a mail in the colours of the house, for a page that has [`sheet`] in it.
#[must_use]
pub fn on_page(mail: &str, colours: &[String; 2]) -> String {
    let styles = styles(colours);
    let body = mail.split_once("<body").and_then(|(_, rest)| rest.split_once('>')).map_or(mail, |(_, rest)| rest);
    let mut rest = body.split_once("</body>").map_or(body, |(body, _)| body);
    let mut out = String::with_capacity(rest.len());
    // What people wrote is escaped, so every `<` begins a tag that the program made.
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        tag(&mut out, &rest[at..end], &styles);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// One tag, with a name in the place of its style.
fn tag(out: &mut String, tag: &str, styles: &[String]) {
    let name = tag.trim_start_matches("</").trim_start_matches('<').split(|c: char| !c.is_alphanumeric()).next();
    let name = match name.unwrap_or_default() {
        "a" => "span",
        name => name,
    };
    if tag.starts_with("</") {
        out.push_str(&format!("</{name}>"));
        return;
    }
    let style = tag.split_once(" style=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(style, _)| style);
    let class = style.and_then(|style| styles.iter().position(|known| known == style)).map(|at| format!("mail-{at}"));
    let class = class.or_else(|| tag.starts_with("<a ").then(|| "mail-link".to_owned()));
    let role = if tag.contains(" role=\"presentation\"") { " role=\"presentation\"" } else { "" };
    match class {
        Some(class) => out.push_str(&format!("<{name}{role} class=\"{class}\">")),
        None => out.push_str(&format!("<{name}{role}>")),
    }
}

/// The style sheet for [`on_page`], for what stands in `.mailpreview`.
#[must_use]
pub fn sheet(colours: &[String; 2]) -> String {
    let rules = styles(colours).into_iter().enumerate();
    let rules: String = rules.map(|(at, style)| format!(".mailpreview .mail-{at}{{{style}}}")).collect();
    format!("@layer utilities{{{rules}.mailpreview .mail-link{{text-decoration:underline}}}}\n")
}

/// Every style of a mail in these colours, each once, in the order of its parts.
fn styles(colours: &[String; 2]) -> Vec<String> {
    let house = House::of("x", colours);
    let dress =
        Dress { lang: Lang::Nl, title: "x", link: "https://example.org/s/x", button: "x", headline: true, house };
    let form = Form::Scale { scale: Scale::ZeroTen, measure: Measure::Whole };
    let page = html::page(PARTS, dress);
    let page = match Scores::of("x".to_owned(), &form) {
        Some(scores) => scores::placed(page, &scores, Lang::Nl, dress.link, dress.colours()),
        None => page,
    };
    let body = page.split_once("<div").map_or("", |(_, body)| body);
    let mut found: Vec<String> = Vec::new();
    for style in body.split(" style=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        if !found.iter().any(|known| known == style) {
            found.push(style.to_owned());
        }
    }
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use regie_domain::customer::Language;

    use super::*;
    use crate::texts::{default_text, keys};

    #[test]
    fn every_mail_is_shown_without_a_style_or_a_way_out() {
        for colours in [<[String; 2]>::default(), ["#7a1f5c".to_owned(), "#ffffff".to_owned()]] {
            let sheet = sheet(&colours);
            for (key, language) in keys().flat_map(|key| [(key, Language::Nl), (key, Language::En)]) {
                let (subject, body) = default_text(key, lang_of(language));
                let text =
                    TextOverride { key: key.into(), language, subject: subject.to_owned(), body: body.to_owned() };
                let mut values = sample::of(key, lang_of(language));
                values.colours.clone_from(&colours);
                let mail = render_with(&text.subject, &text.body, key, lang_of(language), &values).unwrap();
                let shown = on_page(&mail.html, &colours);
                for inline in ["style=", "bgcolor", "href", "<a", "<body", "<html"] {
                    assert!(!shown.contains(inline), "{key}: {inline} in {shown}");
                }
                for class in shown.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(sheet.contains(&format!(".{class}{{")), "{key}: {class} in {sheet}");
                }
                assert_eq!(shown.matches("<span").count(), shown.matches("</span>").count());
                assert_eq!(
                    mail.html.matches(" style=").count() - 1,
                    shown.matches("class=\"mail-").count() - links(&shown)
                );
            }
            assert!(sheet.contains("border-radius:8px") && !sheet.contains('<'));
            assert_eq!(sheet.contains("#7a1f5c"), !colours[0].is_empty());
        }
    }

    fn links(shown: &str) -> usize {
        shown.matches("class=\"mail-link\"").count()
    }
}
