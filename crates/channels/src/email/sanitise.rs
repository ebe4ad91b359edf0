//! Incoming HTML made safe to show.
//!
//! Two steps. First our own linear reader rewrites the page to well-formed markup of allowed elements only, and stops at
//! limits of size, depth and number; so the second step, ammonia (which has the last word on safety, and is quadratic on
//! nesting), never sees anything that costs time. What passes a limit is shown as text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::html::{Token, decode_entities, tokens};

/// HTML as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sanitised {
    /// Safe markup: no styles, forms, scripts or remote pictures. Pictures are `cid:` only. Show it in a sandboxed frame all the same.
    Html {
        /// The markup.
        html: String,
        /// Pictures that would have been fetched from elsewhere and are left out.
        remote_images: usize,
    },
    /// Too big, too deep or too many elements: show the text.
    TextOnly,
}

const MAX_BYTES: usize = 1024 * 1024;
const MAX_DEPTH: usize = 100;
const MAX_ELEMENTS: usize = 30_000;
/// Characters that have to be written as entities: the parser below takes time by the square of their number.
const MAX_ENTITIES: usize = 10_000;

const VOID: &[&str] = &["br", "hr", "img"];
const ALLOWED: &[&str] = &[
    "a",
    "abbr",
    "address",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Elements that end themselves when a sibling starts.
const SELF_ENDING: &[&str] = &["p", "li", "td", "th", "tr", "dd", "dt", "tbody", "thead", "tfoot"];

/// Makes a page safe. Linear in its size.
pub fn sanitise(html: &str) -> Sanitised {
    if html.len() > MAX_BYTES {
        return Sanitised::TextOnly;
    }
    let Some(rewritten) = rewrite(html) else {
        return Sanitised::TextOnly;
    };
    let clean = CLEANER.clean(&rewritten.html).to_string();
    Sanitised::Html { html: clean, remote_images: rewritten.remote_images }
}

/// Puts plain text into markup that [`sanitise`] leaves alone.
pub fn text_as_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str("<p>");
    for (n, line) in text.lines().enumerate() {
        if n > 0 {
            out.push_str("<br>");
        }
        escape(line, false, &mut out);
    }
    out.push_str("</p>");
    out
}

struct Rewritten {
    html: String,
    remote_images: usize,
}

/// Well-formed markup of allowed elements; `None` at a limit.
fn rewrite(html: &str) -> Option<Rewritten> {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<String> = Vec::new();
    let (mut elements, mut entities, mut remote_images) = (0usize, 0usize, 0usize);
    for token in tokens(html) {
        match token {
            Token::Text(text) => {
                entities += escape(&decode_entities(text), false, &mut out);
                if entities > MAX_ENTITIES {
                    return None;
                }
            }
            Token::Open { name, attrs } => {
                if !ALLOWED.contains(&name.as_str()) {
                    continue;
                }
                elements += 1;
                if elements > MAX_ELEMENTS || open.len() >= MAX_DEPTH {
                    return None;
                }
                if name == "img" && !attrs.iter().any(|(n, v)| n == "src" && is_cid(v)) {
                    remote_images += 1;
                    continue;
                }
                // A link inside a link makes a browser rearrange the tree; the inner one loses.
                if name == "a" && open.iter().any(|o| o == "a") {
                    continue;
                }
                if SELF_ENDING.contains(&name.as_str()) && open.last() == Some(&name) {
                    open.pop();
                    out.push_str(&format!("</{name}>"));
                }
                start_tag(&name, &attrs, &mut out);
                if !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::Close { name } => {
                let Some(at) = open.iter().rposition(|o| *o == name) else {
                    continue;
                };
                for ended in open.drain(at..).rev() {
                    out.push_str(&format!("</{ended}>"));
                }
            }
        }
    }
    for ended in open.drain(..).rev() {
        out.push_str(&format!("</{ended}>"));
    }
    Some(Rewritten { html: out, remote_images })
}

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "title"]),
    ("img", &["src", "alt", "width", "height"]),
    ("td", &["colspan", "rowspan", "align", "valign"]),
    ("th", &["colspan", "rowspan", "align", "valign", "scope"]),
    ("ol", &["start", "type"]),
    ("abbr", &["title"]),
];

fn start_tag(name: &str, attrs: &[(String, &str)], out: &mut String) {
    out.push('<');
    out.push_str(name);
    let allowed = ATTRIBUTES.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, a)| *a);
    for (attr, value) in
        attrs.iter().filter(|(n, v)| v.len() <= 4096 && (allowed.contains(&n.as_str()) || n == "dir" || n == "lang"))
    {
        out.push_str(&format!(" {attr}=\""));
        escape(&decode_entities(value), true, out);
        out.push('"');
    }
    out.push('>');
}

fn is_cid(src: &str) -> bool {
    src.trim_start().get(..4).is_some_and(|s| s.eq_ignore_ascii_case("cid:"))
}

/// Escapes what could start markup or an entity and, `in_attribute`, what ends it; answers how many characters that were.
fn escape(text: &str, in_attribute: bool, out: &mut String) -> usize {
    let mut escaped = 0;
    for c in text.chars() {
        let entity = match c {
            '<' => "&lt;",
            '"' if in_attribute => "&quot;",
            '&' => "&amp;",
            '\0' => "",
            c => {
                out.push(c);
                continue;
            }
        };
        escaped += 1;
        out.push_str(entity);
    }
    escaped
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(ALLOWED.iter().copied().collect())
        .tag_attributes(
            ATTRIBUTES.iter().map(|(n, a)| (*n, a.iter().copied().collect())).collect::<HashMap<_, HashSet<_>>>(),
        )
        .generic_attributes(HashSet::from(["dir", "lang"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => is_cid(value).then(|| value.into()),
            ("a", "href") if is_cid(value) => None,
            _ => Some(value.into()),
        });
    builder
});

#[cfg(test)]
mod tests {
    use super::*;

    fn html(source: &str) -> String {
        match sanitise(source) {
            Sanitised::Html { html, .. } => html,
            Sanitised::TextOnly => "TEXT".into(),
        }
    }

    #[test]
    fn nothing_that_runs_or_fetches_is_left() {
        let attacks = [
            "<script>alert(1)</script>ok",
            "<img src=x onerror=alert(1)>ok",
            "<img src=\"https://tracker.example.net/p.gif\">ok",
            "<a href=\"javascript:alert(1)\">ok</a>",
            "<a href=\"java&#115;cript:alert(1)\">ok</a>",
            "<a href=' data:text/html,<script>alert(1)</script>'>ok</a>",
            "<svg><script>alert(1)</script></svg>ok",
            "<svg/onload=alert(1)>ok",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>ok",
            "<style>@import 'https://example.net'</style>ok",
            "<div style=\"background:url(https://example.net/x)\">ok</div>",
            "<form action=https://example.net><input name=p><button>ok</button></form>",
            "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>ok",
            "<meta http-equiv=refresh content='0;url=https://example.net'>ok",
            "<base href=https://example.net>ok<link rel=stylesheet href=https://example.net/x>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>ok",
            "<table background=https://example.net/x><tr><td>ok</table>",
            "<a title='\"><img src=x onerror=alert(1)>' href=https://example.org>ok</a>",
            "<!--><img src=x onerror=alert(1)>-->ok",
            "<video poster=https://example.net/x src=https://example.net/y></video>ok",
            "<img srcset='https://example.net/x 1x' src='cid:a'>ok",
        ];
        for attack in attacks {
            let clean = html(attack);
            // Markup only: what stands escaped in an attribute or in text is text.
            let tags: String = clean
                .split('<')
                .skip(1)
                .filter_map(|t| t.split('>').next())
                .collect::<Vec<_>>()
                .join("|")
                .to_lowercase();
            for word in [
                "script",
                "onerror",
                "onload",
                "style",
                "form",
                "input",
                "iframe",
                "meta",
                "base",
                "link rel",
                "src=\"http",
                "srcset",
                "poster",
                "background",
                "data:",
            ] {
                let in_title = tags.contains("title=\"") && word == "onerror";
                assert!(!tags.contains(word) || in_title, "{word} in {clean}");
            }
            assert!(
                clean.contains("ok") || attack.contains("<svg/onload") || attack.contains("<form"),
                "{attack} gave {clean}"
            );
        }
    }

    #[test]
    fn usual_markup_stays() {
        let source = "<div class=x><p>Beste <b>mevrouw</b>,<p>zie <a href=\"https://example.org/a?b=1&amp;c=2\">hier</a><img src=\"CID:logo@x\" alt=logo></div>";
        let clean = html(source);
        assert!(clean.starts_with("<div><p>Beste <b>mevrouw</b>,</p><p>zie <a "), "{clean}");
        assert!(clean.contains("href=\"https://example.org/a?b=1&amp;c=2\""), "{clean}");
        assert!(
            clean.contains("rel=\"noopener noreferrer nofollow\"") && clean.contains("target=\"_blank\""),
            "{clean}"
        );
        assert!(clean.contains("src=\"CID:logo@x\""), "{clean}");
        assert_eq!(
            sanitise("<img src=https://example.net/a><img src=//x/b>"),
            Sanitised::Html { html: String::new(), remote_images: 2 }
        );
        assert_eq!(html(&text_as_html("a < b & c\nd")), "<p>a &lt; b &amp; c<br>d</p>");
    }

    #[test]
    fn bombs_become_text_at_once() {
        assert_eq!(html(&"<div>".repeat(100_000)), "TEXT");
        assert_eq!(html(&"<p><b>".repeat(15_000)), "TEXT");
        assert_eq!(html(&"<br>".repeat(40_000)), "TEXT");
        assert_eq!(html(&"x".repeat(2_000_000)), "TEXT");
        assert_eq!(html(&"&amp;".repeat(20_000)), "TEXT");
        let attributes: String = (0..100_000).map(|n| format!(" a{n}=1")).collect();
        assert_eq!(html(&format!("<p{attributes}>x</p>")), "<p>x</p>");
        assert!(html(&"<p>x".repeat(20_000)).len() > 20_000);
        assert!(html(&"</div>".repeat(100_000)).is_empty());
    }
}
