//! How it went: the page of the customer, before and after, and the pages of who calls back and who notes an answer.

use regie_domain::ids::SurveyId;
use regie_domain::survey::{OnlyIf, Survey, SurveyQuestion};

use super::{Pages, at, customer_shell, page, say, shell};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::Fact;
use crate::pages::parts::Tone;
use crate::pages::shell::Nav;
use crate::pages::surveys::{AskedForm, CallBackPage, Care, FeedbackPage, FeedbackPart, Moment, NotePage, Put, Said};

fn survey() -> Survey {
    let mut survey = Survey::standard(SurveyId(uuid::Uuid::from_u128(1)));
    let more = |question: &SurveyQuestion| SurveyQuestion { more: true, ..question.clone() };
    let again = survey.questions.iter().map(more).collect::<Vec<_>>();
    survey.questions.extend(again);
    if let Some(last) = survey.questions.last_mut() {
        last.only_if = Some(OnlyIf { question: 1, from: 0, until: 5 });
    }
    survey
}

fn moments(cx: &Cx) -> Vec<Moment> {
    let moment = |seq, when: &str, nl, en, well| Moment { seq, at: at(when), what: say(cx, nl, en).to_owned(), well };
    vec![
        moment(1, "2018-02-05T09:20", "U schreef: Mijn put loopt over", "You wrote: My drain overflows", None),
        moment(4, "2018-02-06T10:00", "Wij vroegen u iets", "We asked you something", Some(false)),
        moment(9, "2018-02-07T10:00", "Wij vertelden de uitkomst", "We told the outcome", Some(true)),
    ]
}

fn form(cx: &Cx) -> AskedForm {
    let mut form = AskedForm::empty(cx, &survey());
    form.action = Some("/s/voorbeeld/feedback".to_owned());
    form.moments = moments(cx);
    form.calls = true;
    form
}

/// What was answered, and what came of it.
pub(super) fn part(cx: &Cx) -> FeedbackPart {
    let said = |nl, en, answer: &str, words, tone| Said {
        question: say(cx, nl, en).to_owned(),
        answer: answer.to_owned(),
        words,
        tone,
        heard: None,
        about: None,
    };
    FeedbackPart {
        stands: cx.t1("feedback-answered", "when", cx.near_text(&at("2018-02-08T20:40"))),
        said: vec![
            said("Hoe tevreden bent u over het geheel?", "How satisfied are you?", "3 / 10", false, Tone::Bad),
            said("Wat wilt u ons vertellen?", "What would you tell us?", "Niemand wist iets.", true, Tone::Plain),
        ],
        pointed: moments(cx).into_iter().filter(|moment| moment.well.is_some()).collect(),
        measures: vec![Fact { name: cx.t("feedback-waited"), value: cx.duration(190_000), href: None }],
        steps_good: true,
        no_call: false,
        call: Some(cx.t2(
            "feedback-calls",
            "team",
            "Klantcontactcentrum",
            "due",
            cx.by_brief_text(&at("2018-02-09T17:00")),
        )),
        learned: Some(cx.t("care-cause-waited")),
        link: Some(("/journeys/0482/feedback".to_owned(), cx.t("feedback-page-open"))),
        parts: Some("/journeys/0482/parts".to_owned()),
    }
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let own = |thanks: Vec<String>, chosen: Option<String>, asked: Option<AskedForm>| FeedbackPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        back: Some("/s/voorbeeld".to_owned()),
        subject: say(cx, "Uw vraag: Overlopende put", "Your question: Overflowing drain").to_owned(),
        thanks,
        chosen,
        asked,
        care: None,
    };
    let mut wrong = form(cx);
    wrong.problem = Some(cx.t("feedback-empty"));
    if let Some(put) = wrong.puts.last_mut() {
        put.error = Some(cx.t("invalid-too-long"));
    }
    let again = AskedForm { again: true, send: cx.t("feedback-change"), ..form(cx) };
    let learn = Form::new(cx, "learn", "/journeys/0482/feedback", "feedback-learn-save").field(
        "cause",
        "feedback-cause",
        Input::Radios(vec![Choice::new("waited", cx.t("care-cause-waited"))]),
    );
    let call = CallBackPage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        head: super::journey::head(cx),
        phone: Some("+31201234567".to_owned()),
        part: part(cx),
        wrong: vec![cx.t2("feedback-not-kept", "what", "Antwoord", "due", cx.near_text(&at("2018-02-06T17:00")))],
        went: vec![Fact { name: cx.t("know-chasers"), value: "2".to_owned(), href: None }],
        moments: moments(cx),
        learn: Some(learn),
    };
    let note = NotePage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        head: super::journey::head(cx),
        asked: AskedForm {
            action: Some("/journeys/0482/feedback/note".to_owned()),
            moments: Vec::new(),
            puts: Put::all(cx, &Survey::standard(SurveyId(uuid::Uuid::from_u128(1)))),
            ..form(cx)
        },
    };
    vec![
        page(
            "feedback",
            own(
                Vec::new(),
                Some(cx.t2("feedback-chosen", "score", 7, "question", "Hoe tevreden bent u?")),
                Some(form(cx)),
            ),
        ),
        page("feedback-wrong", own(Vec::new(), None, Some(wrong))),
        page("feedback-thanks", own(vec![cx.t("feedback-thanks-read")], None, Some(again))),
        page("feedback-final", own(vec![cx.t("feedback-final")], None, None)),
        page("feedback-over", own(Vec::new(), None, None)),
        page(
            "feedback-care",
            FeedbackPage {
                care: Some(Care {
                    why: cx.t("feedback-care-untraceable"),
                    now: Some(cx.t("feedback-care-now")),
                    call: Some(Form::new(cx, "call", "/s/voorbeeld/call-back", "status-call-send").field(
                        "phone",
                        "status-call-phone",
                        Input::Line("tel"),
                    )),
                }),
                ..own(vec![cx.t("feedback-thanks-untraceable")], None, None)
            },
        ),
        page("feedback-call", call),
        page("feedback-note", note),
    ]
}
