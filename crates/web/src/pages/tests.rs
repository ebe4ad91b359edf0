//! Every template in every language, looked at as a browser with a strict policy and a reader without eyes would.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regie_app::locale::{self, Lang};

use crate::cx::Theme;
use crate::samples::{self, Sample};

/// One tag with its attributes.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads tags: enough for what our own templates write. A closing tag keeps its slash.
fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(end) = end_of_tag(rest) else { break };
        found.push(read_tag(&rest[..end]));
        rest = &rest[end..];
    }
    found
}

fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn read_tag(text: &str) -> Tag {
    let text = text.trim_end_matches('/');
    let (name, mut rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        let key = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().unwrap_or('"');
            let inside = &after[1..];
            let close = inside.find(quote).unwrap_or(inside.len());
            value = &inside[..close];
            rest = inside.get(close + 1..).unwrap_or("");
        }
        attributes.push((key, value.to_owned()));
    }
    Tag { name: name.to_lowercase(), attributes }
}

fn faults(lang: Lang, sample: &Sample) -> Vec<String> {
    let html = &sample.html;
    let tags = tags(html);
    let mut faults = Vec::new();
    if html.contains('⟦') {
        faults.push("a text is missing".to_owned());
    }
    if html.len() >= 60_000 {
        faults.push(format!("{} bytes", html.len()));
    }
    let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
    if count("h1") != 1 {
        faults.push(format!("{} h1", count("h1")));
    }
    if !tags.iter().any(|tag| tag.name == "html" && tag.get("lang") == Some(lang.code())) {
        faults.push("no language".to_owned());
    }
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        if !ids.insert(id) {
            faults.push(format!("id {id} twice"));
        }
    }
    let labels: BTreeSet<&str> =
        tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    let mut in_label = false;
    for tag in &tags {
        match tag.name.as_str() {
            "label" => in_label = tag.get("for").is_none(),
            "/label" => in_label = false,
            "style" => faults.push("a style element".to_owned()),
            "script" if tag.get("src").is_none() => faults.push("an inline script".to_owned()),
            "button" if tag.get("type").is_none() => faults.push("a button without type".to_owned()),
            "input" | "select" | "textarea" if tag.get("type") != Some("hidden") => {
                let named = tag.get("id").is_some_and(|id| labels.contains(id))
                    || tag.get("aria-label").is_some_and(|words| !words.is_empty());
                if !named && !in_label {
                    faults.push(format!("no label for {:?}", tag.get("name")));
                }
            }
            _ => {}
        }
        for (key, value) in &tag.attributes {
            let inline = key == "style" || key.starts_with("on") || key.starts_with("hx-on");
            let evaluated = key.starts_with("hx-") && (value.contains("js:") || value.contains("javascript:"));
            let filter = key == "hx-trigger" && value.contains('[');
            let script = key == "href" && value.trim_start().to_lowercase().starts_with("javascript:");
            if inline || evaluated || filter || script {
                faults.push(format!("{key}={value:?}"));
            }
            let target = value.strip_prefix('#').filter(|_| key == "href" && tag.name == "a");
            if let Some(target) = target.filter(|target| !ids.contains(target)) {
                faults.push(format!("#{target} is not on the page"));
            }
            for id in value.split(' ').filter(|id| !id.is_empty()) {
                if matches!(key.as_str(), "aria-labelledby" | "aria-describedby" | "popovertarget") && !ids.contains(id)
                {
                    faults.push(format!("{key} {id} is not on the page"));
                }
            }
        }
    }
    faults.extend(form_faults(html));
    faults.extend(icon_faults(html));
    faults
}

fn form_faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for form in html.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap_or_default();
        let posts = form.contains(r#"method="post""#);
        let guarded = form.contains(r#"name="csrf""#) && form.contains(r#"name="key""#);
        if posts != guarded || (!posts && !form.contains(r#"role="search""#)) {
            faults.push(format!("form {}", form.chars().take(80).collect::<String>()));
        }
        if !form.contains("<button") {
            faults.push("a form without a button".to_owned());
        }
    }
    faults
}

fn icon_faults(html: &str) -> Vec<String> {
    let sprite = crate::assets::bytes("vendor/icons.svg").unwrap_or_default();
    let sprite = String::from_utf8_lossy(sprite);
    let used = html.split("#i-").skip(1).filter_map(|rest| rest.split('"').next());
    used.filter(|icon| !sprite.contains(&format!("id=\"i-{icon}\""))).map(|icon| format!("no icon {icon}")).collect()
}

#[test]
fn every_page_stands_in_every_language() {
    let mut all = Vec::new();
    for lang in Lang::ALL {
        for sample in samples::all(lang, Theme::Auto, lang == Lang::En) {
            let faults = faults(lang, &sample);
            all.extend(faults.into_iter().map(|fault| format!("{} {}: {fault}", lang.code(), sample.name)));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_checks_see_a_planted_fault() {
    let lang = Lang::En;
    let planted = [
        (r#"<p style="color:red">"#, "style="),
        (r#"<button onclick="x()" type="button">"#, "onclick="),
        ("<script>alert(1)</script>", "inline script"),
        (r#"<div hx-on:click="x">"#, "hx-on"),
        (r#"<div hx-trigger="click[x]">"#, "hx-trigger"),
        (r#"<input name="a">"#, "no label"),
        ("<h1>again</h1>", "2 h1"),
        ("⟦key⟧", "missing"),
        (r#"<form method="post"><button type="submit"></form>"#, "form"),
        (r##"<use href="/assets/x.svg#i-nowhere"/>"##, "no icon"),
    ];
    for (html, expected) in planted {
        let html = format!(r#"<html lang="en"><h1>x</h1>{html}</html>"#);
        let found = faults(lang, &Sample { name: "planted".to_owned(), html: html.clone() });
        assert!(found.iter().any(|fault| fault.contains(expected)), "{html}: {found:?}");
    }
}

fn sources(folder: &Path, text: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let skipped = ["samples", "locale", "tests.rs"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !skipped {
            sources(&path, text);
        } else if !skipped && path.extension().is_some_and(|kind| kind == "rs" || kind == "html") {
            // Tests stand at the end of a file and ask for texts that are not there on purpose.
            let source = fs::read_to_string(&path).unwrap_or_default();
            text.push_str(source.rsplit_once("#[cfg(test)]").map_or(source.as_str(), |(code, _)| code));
        }
    }
}

fn all_sources() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut text = String::new();
    for room in ["domain", "store", "app", "channels", "web", "regie"] {
        sources(&crates.join(room).join("src"), &mut text);
    }
    sources(&crates.join("web/templates"), &mut text);
    for file in ["by.rs", "words.rs"] {
        text.push_str(&fs::read_to_string(crates.join("app/src/locale").join(file)).unwrap_or_default());
    }
    text
}

/// Whether a key fits a template such as `account-{code}-{part}`, with words for what stands in braces.
fn fits(key: &str, family: &str) -> bool {
    let (first, rest) = family.split_once('{').unwrap_or((family, ""));
    let Some(mut key) = key.strip_prefix(first) else { return false };
    for fixed in rest.split('{').filter_map(|part| part.split_once('}')).map(|(_, fixed)| fixed) {
        match key.split_once(fixed).filter(|_| !fixed.is_empty()) {
            Some((_, after)) => key = after,
            None => return fixed.is_empty() && !key.is_empty(),
        }
    }
    key.is_empty()
}

#[test]
fn every_text_is_used_and_every_text_that_is_asked_for_exists() {
    let text = all_sources();
    let keys = locale::keys();
    let families: Vec<&str> = text.split(".t(&format!(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let used = |key: &str| text.contains(&format!("\"{key}\"")) || families.iter().any(|family| fits(key, family));
    let unused: Vec<&String> = keys.keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
    let mut missing = BTreeSet::new();
    for call in [".t(\"", ".t1(\"", ".t2(\"", ".tn(\""] {
        for rest in text.split(call).skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            if !keys.contains_key(key) {
                missing.insert(key);
            }
        }
    }
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn the_sprite_holds_the_icons_that_are_used_and_no_others() {
    let text = all_sources();
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/icons.txt")).unwrap_or_default();
    let icons = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let unused: Vec<&str> = icons.filter(|icon| !text.contains(&format!("\"{icon}\""))).collect();
    assert!(unused.is_empty(), "nobody shows {unused:?}");
}
