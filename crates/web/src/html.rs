//! Text that is already HTML and is not escaped again.

use std::fmt;

use askama::filters::HtmlSafe;

/// HTML made by Regie's own code. Whoever makes one has escaped what came from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Takes text that is safe HTML.
    pub fn trusted(html: String) -> Self {
        Html(html)
    }

    /// Escapes text, keeps its line breaks and blank lines as paragraphs, and makes its web addresses into links.
    /// For messages of people: whatever they type is shown as they typed it and nothing of it is markup.
    pub fn paragraphs(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let mut html = String::with_capacity(text.len() + 32);
        for paragraph in text.split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty()) {
            html.push_str("<p>");
            for (index, line) in paragraph.split('\n').enumerate() {
                if index > 0 {
                    html.push_str("<br>");
                }
                linked(line, &mut html);
            }
            html.push_str("</p>");
        }
        Html(html)
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Writes text so that it means itself in HTML, in an element and in a quoted attribute.
pub fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

fn linked(line: &str, html: &mut String) {
    let mut rest = line;
    while let Some(start) = rest.find("https://").into_iter().chain(rest.find("http://")).min() {
        escape(&rest[..start], html);
        let tail = &rest[start..];
        let end = tail.find(|c: char| c.is_whitespace() || "<>\"'".contains(c)).unwrap_or(tail.len());
        // A sentence's own punctuation is not part of the address.
        let address = tail[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        html.push_str("<a rel=\"noopener noreferrer nofollow\" href=\"");
        escape(address, html);
        html.push_str("\">");
        escape(address, html);
        html.push_str("</a>");
        rest = &tail[address.len()..];
    }
    escape(rest, html);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_never_markup() {
        let html = Html::paragraphs("<b onclick=x>hi</b>\nsee https://example.org/a?b=1&c=\"x, bye.\n\n\n& then");
        assert_eq!(
            html.as_str(),
            "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;<br>see <a rel=\"noopener noreferrer nofollow\" \
             href=\"https://example.org/a?b=1&amp;c=\">https://example.org/a?b=1&amp;c=</a>&quot;x, bye.</p><p>&amp; then</p>"
        );
    }
}
