//! The row of scores in the mail that asks how it went. Each is a link that only opens the page with that score chosen:
//! nothing is kept by opening it. One more link stands where no person sees it: who opens that one is a machine that opens all.

use regie_domain::codes::Scale;
use regie_domain::survey::Form;

use super::html::escape;
use crate::locale::Lang;

/// The score that no person can choose: whoever opens it is a machine.
pub const DECOY: u8 = 99;

const CELL: &str = "display:inline-block;min-width:24px;padding:10px 6px;margin:0 2px 6px 0;border-radius:8px;text-align:center;\
    font-weight:600;text-decoration:none";

/// A question with the scores that can be chosen at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scores {
    question: String,
    ends: (u8, u8),
    low_is_good: bool,
}

impl Scores {
    /// The scores of a question on a scale; nothing for another.
    #[must_use]
    pub fn of(question: String, form: &Form) -> Option<Self> {
        let Form::Scale { scale, .. } = form else { return None };
        Some(Self { question, ends: form.ends()?, low_is_good: *scale == Scale::LowFive })
    }

    /// The row as HTML, with links to a page.
    fn row(&self, lang: Lang, link: &str, [main, on]: [&str; 2]) -> String {
        let (low, high) = self.ends;
        let cells = (low..=high).map(|score| {
            let address = escape(&format!("{link}?score={score}"));
            format!("<a href=\"{address}\" style=\"{CELL};background:{main};color:{on}\">{score}</a>\n")
        });
        let ends = match (lang, self.low_is_good) {
            (Lang::Nl, false) => format!("{low} is het slechtst, {high} het best."),
            (Lang::Nl, true) => format!("{low} is het best, {high} het slechtst."),
            (Lang::En, false) => format!("{low} is the worst, {high} the best."),
            (Lang::En, true) => format!("{low} is the best, {high} the worst."),
        };
        let decoy = escape(&format!("{link}?score={DECOY}"));
        format!(
            "<p style=\"margin:0 0 8px\"><strong>{question}</strong></p>\n<p style=\"margin:0 0 4px\">\n{cells}</p>\n\
             <p style=\"margin:0 0 16px;font-size:14px\">{ends}</p>\n\
             <div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\" aria-hidden=\"true\"><a href=\"{decoy}\" tabindex=\"-1\"></a></div>\n",
            question = escape(&self.question),
            cells = cells.collect::<String>(),
        )
    }
}

/// A page with the row above its button, or at its end where a changed text has none.
pub(super) fn placed(html: String, scores: &Scores, lang: Lang, link: &str, colours: [&str; 2]) -> String {
    let at = html.find("<table role=\"presentation\"").or_else(|| html.rfind("</div>\n</body>"));
    let row = scores.row(lang, link, colours);
    match at {
        Some(at) => format!("{}{row}{}", &html[..at], &html[at..]),
        None => html,
    }
}

#[cfg(test)]
mod tests {
    use regie_domain::codes::Measure;

    use super::*;

    #[test]
    fn every_score_is_a_link_and_the_decoy_is_out_of_sight() {
        let form = Form::Scale { scale: Scale::ZeroTen, measure: Measure::Whole };
        let scores = Scores::of("Hoe tevreden? <b>".into(), &form);
        let link = "https://regie.example.org/s/abc/feedback";
        let page = "<p>Hallo</p><table role=\"presentation\"><tr></tr></table></div>\n</body>".to_owned();
        let html =
            scores.map(|scores| placed(page, &scores, Lang::Nl, link, ["#0b5563", "#ffffff"])).unwrap_or_default();
        for score in 0..=10 {
            assert!(html.contains(&format!("href=\"{link}?score={score}\"")), "{score}");
        }
        assert_eq!(html.matches("?score=").count(), 12);
        let hidden = html.split("display:none").nth(1).unwrap_or_default();
        assert!(hidden.contains("score=99") && hidden.contains("aria-hidden=\"true\""), "{html}");
        assert!(html.contains("Hoe tevreden? &lt;b&gt;") && html.find("score=0") < html.find("<table"));
        assert_eq!(Scores::of(String::new(), &Form::Text {}), None);
    }
}
