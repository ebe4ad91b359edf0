//! What the organisation states in public.

use regie_app::settings::statements::{AccessibilityForm, PrivacyForm};
use regie_domain::blueprint::Words;
use regie_domain::statements::AccessGrade;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// How accessible the pages are.
pub fn accessibility(cx: &Cx, values: &AccessibilityForm) -> Form {
    let grade = |grade: AccessGrade| {
        let code = grade.code();
        Choice::new(code, format!("{}: {}", code.to_uppercase(), cx.t(&format!("access-grade-{code}"))))
    };
    let form = Form::new(cx, "access", "/settings/statements/accessibility", "settings-save")
        .field("grade", "statement-grade", Input::Radios(AccessGrade::ALL.map(grade).to_vec()))
        .value(&values.grade)
        .field("researched-on", "statement-researched-on", Input::Line("date"))
        .hint("statement-researched-hint")
        .value(&values.researched_on)
        .optional();
    both(form, "gaps", ["statement-gaps-nl", "statement-gaps-en"], &values.gaps)
        .field("contact", "statement-contact", Input::Line("text"))
        .hint("statement-contact-hint")
        .value(&values.contact)
        .field("register", "statement-register", Input::Line("url"))
        .hint("statement-register-hint")
        .value(&values.register)
        .optional()
}

/// What happens with personal data.
pub fn privacy(cx: &Cx, values: &PrivacyForm) -> Form {
    let form = Form::new(cx, "privacy", "/settings/statements/privacy", "settings-save");
    let form = both(form, "purposes", ["statement-purposes-nl", "statement-purposes-en"], &values.purposes);
    let form = both(form, "grounds", ["statement-grounds-nl", "statement-grounds-en"], &values.grounds);
    let form = both(form, "term", ["statement-term-nl", "statement-term-en"], &values.term)
        .field("officer", "statement-officer-field", Input::Line("text"))
        .hint("statement-contact-hint")
        .value(&values.officer);
    both(form, "rights", ["statement-rights-nl", "statement-rights-en"], &values.rights).hint("statement-rights-hint")
}

/// A text in both languages; the reader's is asked, the other may stay empty.
fn both(form: Form, name: &str, [nl, en]: [&str; 2], values: &Words) -> Form {
    form.field(format!("{name}-nl"), nl, Input::Area(3))
        .value(&values.nl)
        .optional()
        .field(format!("{name}-en"), en, Input::Area(3))
        .value(&values.en)
        .optional()
        .beside()
}
