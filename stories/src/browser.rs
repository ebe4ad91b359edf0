//! A browser without JavaScript: it keeps cookies, follows redirects, and posts the form that stands on the page.

use anyhow::{Context as _, Result, bail};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;

/// A visitor.
pub struct Browser {
    client: reqwest::Client,
    base: String,
}

/// A page that was got.
#[derive(Debug, Clone)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// Where it came from, redirects followed.
    pub url: String,
    /// The HTML.
    pub html: String,
}

impl Browser {
    /// A fresh visitor of a server.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn new(base: &str) -> Result<Self> {
        // Redirects are followed by hand, so that every step is seen.
        let client = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned() })
    }

    /// Gets a page.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn get(&self, path: &str) -> Result<Page> {
        let mut url = self.absolute(path);
        for _ in 0..5 {
            let response = self.client.get(&url).header("accept-language", "nl").send().await?;
            let status = response.status();
            if status.is_redirection() {
                url = self.absolute(location(&response)?);
                continue;
            }
            return Ok(Page { status: status.as_u16(), url, html: response.text().await? });
        }
        bail!("too many redirects from {path}")
    }

    /// Fills in the form of a page whose action ends with `action` and posts it; follows the redirect.
    ///
    /// # Errors
    /// When there is no such form or the server does not answer.
    pub async fn submit(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
        self.submit_with_files(page, action, fields, &[]).await
    }

    /// As [`Browser::submit`], with files: field, name, media type, bytes.
    ///
    /// # Errors
    /// As [`Browser::submit`].
    pub async fn submit_with_files(
        &self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &str, &[u8])],
    ) -> Result<Page> {
        let form = page.form(action).with_context(|| format!("no form with action …{action} on {}", page.url))?;
        // What is filled in takes the place of what stood there; several boxes of one name may be ticked.
        let mut all: Vec<(String, String)> = form.hidden.clone();
        all.retain(|(known, _)| !fields.iter().any(|(name, _)| known == name));
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let request = self
            .client
            .post(self.absolute(&form.action))
            .header("accept-language", "nl")
            .header("sec-fetch-site", "same-origin");
        let request = if form.multipart {
            let mut body = Form::new();
            for (name, value) in all {
                body = body.text(name, value);
            }
            for (field, name, media_type, bytes) in files {
                body = body.part(
                    (*field).to_owned(),
                    Part::bytes(bytes.to_vec()).file_name((*name).to_owned()).mime_str(media_type)?,
                );
            }
            request.multipart(body)
        } else {
            request.form(&all)
        };
        let response = request.send().await?;
        if response.status().is_redirection() {
            let to = location(&response)?.to_owned();
            return self.get(&to).await;
        }
        Ok(Page { status: response.status().as_u16(), url: form.action, html: response.text().await? })
    }

    fn absolute(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }
}

fn location(response: &reqwest::Response) -> Result<&str> {
    response.headers().get("location").and_then(|value| value.to_str().ok()).context("a redirect without a place")
}

/// A form on a page.
#[derive(Debug, Clone)]
pub struct FoundForm {
    /// Where it posts to.
    pub action: String,
    /// Whether it takes files.
    pub multipart: bool,
    /// What it carries without being typed: hidden inputs and what is filled in already.
    pub hidden: Vec<(String, String)>,
}

impl Page {
    /// The visible words, tags taken away and blanks joined.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut in_tag = false;
        for c in self.html.chars() {
            match c {
                '<' => in_tag = true,
                '>' => {
                    in_tag = false;
                    out.push(' ');
                }
                _ if !in_tag => out.push(c),
                _ => {}
            }
        }
        unescape(&out).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether the visible words hold these.
    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The first link whose address holds `part`.
    #[must_use]
    pub fn link(&self, part: &str) -> Option<String> {
        self.html
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains(part))
            .map(unescape)
    }

    /// The value of the choice of a field whose words hold these.
    #[must_use]
    pub fn choice(&self, field: &str, words: &str) -> Option<String> {
        self.html.split("<input").skip(1).find_map(|rest| {
            let (tag, after) = rest.split_once('>')?;
            let label = after.split("</label>").next()?;
            let shown = Page { status: 200, url: String::new(), html: label.to_owned() };
            let wanted = attribute(tag, "name").as_deref() == Some(field) && shown.says(words);
            wanted.then(|| attribute(tag, "value")).flatten()
        })
    }

    /// The name that a button posts with a value: one tap, and nothing to fill in.
    #[must_use]
    pub fn button(&self, value: &str) -> Option<String> {
        let tags = self.html.split("<button").skip(1).filter_map(|rest| rest.split('>').next());
        let mut found = tags.filter(|tag| attribute(tag, "value").as_deref() == Some(value));
        found.find_map(|tag| attribute(tag, "name"))
    }

    /// The values of a field's choices, in their order.
    #[must_use]
    pub fn choices(&self, field: &str) -> Vec<String> {
        let tags = self.html.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        let named = tags.filter(|tag| attribute(tag, "name").as_deref() == Some(field));
        named.filter_map(|tag| attribute(tag, "value")).collect()
    }

    /// The form whose action ends with `action`.
    #[must_use]
    pub fn form(&self, action: &str) -> Option<FoundForm> {
        for rest in self.html.split("<form").skip(1) {
            let form = rest.split("</form>").next()?;
            let head = form.split('>').next()?;
            let Some(target) = attribute(head, "action") else { continue };
            if !target.split('?').next().unwrap_or(&target).ends_with(action) {
                continue;
            }
            let multipart = head.contains("multipart/form-data");
            return Some(FoundForm { action: target, multipart, hidden: carried(form) });
        }
        None
    }
}

/// Hidden inputs, filled-in inputs, checked choices and texts of a form.
fn carried(form: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rest in form.split("<input").skip(1) {
        let tag = rest.split('>').next().unwrap_or_default();
        let (Some(name), kind) = (attribute(tag, "name"), attribute(tag, "type").unwrap_or_default()) else { continue };
        let choice = kind == "radio" || kind == "checkbox";
        if kind == "file" || choice && !tag.split_whitespace().any(|word| word.starts_with("checked")) {
            continue;
        }
        let value = attribute(tag, "value").unwrap_or_else(|| if choice { "on".to_owned() } else { String::new() });
        found.push((name, value));
    }
    for rest in form.split("<textarea").skip(1) {
        let Some((tag, after)) = rest.split_once('>') else { continue };
        let Some(name) = attribute(tag, "name") else { continue };
        found.push((name, unescape(after.split("</textarea>").next().unwrap_or_default().trim_start_matches('\n'))));
    }
    for rest in form.split("<select").skip(1) {
        let Some((tag, after)) = rest.split_once('>') else { continue };
        let Some(name) = attribute(tag, "name") else { continue };
        let options = after.split("</select>").next().unwrap_or_default();
        let chosen = options
            .split("<option")
            .skip(1)
            .find(|option| option.split('>').next().is_some_and(|tag| tag.contains("selected")));
        let first = options.split("<option").nth(1);
        if let Some(value) = chosen.or(first).and_then(|option| attribute(option.split('>').next()?, "value")) {
            found.push((name, value));
        }
    }
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\"")).or_else(|| tag.find(&format!("\n{name}=\"")))? + name.len() + 3;
    tag[start..].split('"').next().map(unescape)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&nbsp;", " ")
        .replace('\u{a0}', " ")
        .replace("&amp;", "&")
}
