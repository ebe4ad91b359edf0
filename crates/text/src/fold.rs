//! One spelling for comparing: small letters without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a character shows nothing and only hides inside a word: zero-width spaces, joiners, soft hyphens, directions.
pub(crate) fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// A word in small letters, without accents, apostrophes and signs that nobody sees. Wide and narrow forms become plain ones.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for sign in word.nfkd().flat_map(char::to_lowercase).nfkd() {
        match sign {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '\'' | '’' | '‘' | '`' | '´' | 'ʼ' => {}
            hidden if is_combining_mark(hidden) || is_invisible(hidden) => {}
            plain => folded.push(plain),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_spelling_for_all_of_them() {
        for (written, same) in [
            ("Één", "een"),
            ("Jose\u{301}", "jose"),
            ("DON’T", "dont"),
            ("Ja\u{200b}n", "jan"),
            ("Groß", "gross"),
            ("Ｊａｎ", "jan"),
            ("Ĳssel", "ijssel"),
            ("İstanbul", "istanbul"),
            ("Łukasz", "lukasz"),
        ] {
            assert_eq!(fold(written), same);
        }
    }
}
