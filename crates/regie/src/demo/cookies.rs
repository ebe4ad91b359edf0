//! Cookies of several houses on one machine. A browser keeps one jar for all ports of a host, so signing in at one house
//! would sign out at the others; therefore the cookies of all but the first carry a mark of their own. Look and language are
//! the visitor's own and stay the same in all.

use axum::http::{HeaderMap, HeaderValue, header};

/// What every cookie of ours begins with, after the prefix that a secure one has.
const OURS: &str = "regie-";
/// Those that all houses share.
const SHARED: [&str; 2] = ["regie-theme", "regie-lang"];

/// Takes the mark of a house off the cookies of a request; those of the first house are left out.
pub fn ours(headers: &mut HeaderMap, mark: &str) {
    let lines: Vec<String> =
        headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok().map(str::to_owned)).collect();
    headers.remove(header::COOKIE);
    for line in lines {
        let pairs: Vec<String> = line.split(';').map(str::trim).filter_map(|pair| ours_of(pair, mark)).collect();
        if let Ok(value) = HeaderValue::from_str(&pairs.join("; ")) {
            headers.append(header::COOKIE, value);
        }
    }
}

fn ours_of(pair: &str, mark: &str) -> Option<String> {
    let (secure, name) = split(pair);
    if let Some(rest) = name.strip_prefix(mark) {
        return Some(format!("{secure}{OURS}{rest}"));
    }
    let foreign = name.starts_with(OURS) && !is_shared(name);
    (!foreign).then(|| pair.to_owned())
}

/// Puts the mark of a house on the cookies that an answer sets.
pub fn marked(headers: &mut HeaderMap, mark: &str) {
    let set: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for value in set {
        let fresh = value.to_str().ok().and_then(|text| {
            let (secure, name) = split(text);
            let rest = name.strip_prefix(OURS).filter(|_| !is_shared(name))?;
            HeaderValue::from_str(&format!("{secure}{mark}{rest}")).ok()
        });
        headers.append(header::SET_COOKIE, fresh.unwrap_or(value));
    }
}

fn is_shared(name: &str) -> bool {
    SHARED.iter().any(|shared| name.strip_prefix(shared).is_some_and(|rest| rest.starts_with('=')))
}

fn split(text: &str) -> (&str, &str) {
    match text.strip_prefix("__Host-") {
        Some(rest) => ("__Host-", rest),
        None => ("", text),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_house_sees_its_own_and_all_see_the_look() {
        let mut headers = HeaderMap::new();
        let all = "regie-session=a; regie2-session=b; regie-theme=dark; other=1; __Host-regie2-visitor=c";
        headers.insert(header::COOKIE, all.parse().unwrap());
        ours(&mut headers, "regie2-");
        assert_eq!(headers[header::COOKIE], "regie-session=b; regie-theme=dark; other=1; __Host-regie-visitor=c");
        let mut answer = HeaderMap::new();
        for set in ["regie-session=b; Path=/", "regie-lang=nl; Path=/", "__Host-regie-pass-1f=x; Path=/; Secure"] {
            answer.append(header::SET_COOKIE, set.parse().unwrap());
        }
        marked(&mut answer, "regie2-");
        let set: Vec<_> = answer.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(
            set,
            ["regie2-session=b; Path=/", "regie-lang=nl; Path=/", "__Host-regie2-pass-1f=x; Path=/; Secure"]
        );
    }
}
