//! Samples of the customer's page.

use regie_domain::blueprint::AskKind;

use super::journey::promises;
use super::{Page, at, customer_shell, page, say};
use crate::cx::Cx;
use crate::form::Choice;
use crate::pages::parts::FileLink;
use crate::pages::status::{
    Around, AsidePage, AskedItem, Closes, Hero, HowItWent, LinkExpiredPage, Locked, Message, Question, StatusPage,
    Step, StepState, Todo, Turn, Verdict, When,
};

const TOKEN: &str = "sample";

fn status(cx: &Cx) -> StatusPage {
    let step = |nl: &str, en: &str, state, when: Option<&str>, note: Option<(&str, &str)>| Step {
        name: say(cx, nl, en).to_owned(),
        state,
        at: when.map(at),
        note: note.map(|(nl, en)| say(cx, nl, en).to_owned()),
        turn: state == StepState::Now,
    };
    let message = |yours, from: &str, when: &str, nl: &str, en: &str| Message {
        yours,
        from: from.to_owned(),
        at: at(when),
        undelivered: false,
        title: None,
        text: say(cx, nl, en).to_owned(),
        files: Vec::new(),
    };
    StatusPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        said: None,
        problem: None,
        was: None,
        along: false,
        hero: Hero {
            what: say(
                cx,
                "U hoort maandag 19 februari of u uw geld terugkrijgt",
                "You hear on Monday 19 February if you get your money back",
            )
            .to_owned(),
            when: Some(When::By(at("2018-02-19T17:00"))),
            note: Some(
                say(cx, "Is het eerder bekend? Dan hoort u het eerder.", "Known sooner? Then you hear sooner.")
                    .to_owned(),
            ),
            sorry: None,
            read: Some(cx.t2(
                "status-read-by",
                "team",
                "Klantcontactcentrum",
                "when",
                cx.by_text(&at("2018-02-12T12:00")),
            )),
            cost: Some(0),
            todo: Todo::Nothing,
            name: Some("mevrouw Voorbeeld".to_owned()),
            subject: say(
                cx,
                "Uw vraag: geld terug voor een verstopt riool",
                "Your question: money back for a blocked sewer",
            )
            .to_owned(),
            reference: "0482".to_owned(),
        },
        question: None,
        verdict: None,
        agreements: super::agreements::agreed(cx),
        steps: vec![
            step("Vraag ontvangen", "Question received", StepState::Done, Some("2018-02-05T09:20"), None),
            step(
                "Foto beoordeeld",
                "Photo judged",
                StepState::Done,
                Some("2018-02-07T14:30"),
                Some(("De oorzaak ligt in de straat.", "The cause is in the street.")),
            ),
            step("Besluit over uw geld", "Decision about your money", StepState::Now, None, None),
            step("Uitbetaling", "Payment", StepState::Todo, None, None),
        ],
        turn: Turn::We { team: "Schadeafhandeling".to_owned() },
        promises: promises(cx),
        past_news: Vec::new(),
        visit: Some(super::visits::customer(cx)),
        messages: vec![
            message(
                false,
                "Gemeente Voorbeeldstad",
                "2018-02-08T09:11",
                "De oorzaak lag in de straat. Schadeafhandeling kijkt nu naar de rekening.\n\nU hoort uiterlijk maandag 19 februari om 17.00 uur of u uw geld terugkrijgt.",
                "The cause was in the street. Our claims team now looks at the invoice.\n\nYou hear by Monday 19 February 17:00 if you get your money back.",
            ),
            Message {
                files: vec![FileLink {
                    href: "/s/sample/files/1".to_owned(),
                    name: "rekening-loodgieter.pdf".to_owned(),
                    bytes: 184_213,
                    marks: Vec::new(),
                }],
                ..message(
                    true,
                    "",
                    "2018-02-05T20:15",
                    "Hierbij de rekening en een foto van de put.",
                    "Here are the invoice and a photo of the drain.",
                )
            },
        ],
        write: Some(StatusPage::write_form(cx, TOKEN)),
        call_back: Some(StatusPage::call_back_form(
            cx,
            TOKEN,
            moments(cx),
            Some(cx.t1("status-call-known", "number", "+31*******21")),
            cx.t1("status-call-who", "team", "Klantcontactcentrum"),
        )),
        law: Some(
            say(
                cx,
                "De wet geeft ons voor onze beslissing de tijd tot en met dinsdag 3 april.",
                "The law gives us until Tuesday 3 April to decide.",
            )
            .to_owned(),
        ),
        elsewhere: None,
        locked: None,
        around: Some(Around::Promised(cx.t2(
            "status-around-promised",
            "team",
            "Klantcontactcentrum",
            "when",
            cx.by_text(&at("2018-02-08T12:00")),
        ))),
        feedback: Some(HowItWent {
            words: cx.t1("feedback-card", "until", cx.until_near_text(&at("2018-03-01T12:00"))),
            href: format!("/s/{TOKEN}/feedback"),
            label: cx.t("feedback-card-open"),
            open: true,
        }),
        we_did: vec!["Wij bellen nu altijd voor tien uur terug.".to_owned()],
        preferences: Some(format!("/s/{TOKEN}/preferences")),
        ask: Some(format!("/s/{TOKEN}/ask")),
        updated: at("2018-02-08T09:11"),
        shared_with: Vec::new(),
        seen: Vec::new(),
    }
}

fn moments(cx: &Cx) -> Vec<Choice> {
    vec![
        Choice::new("soon", cx.t("status-call-soon")),
        Choice::new("1", say(cx, "Vanmiddag, 12.00–17.00 uur", "This afternoon, 12:00–17:00")),
        Choice::new("other", cx.t("status-call-other")),
    ]
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let mut asked = status(cx);
    let item = |name: &str, nl: &str, en: &str, kind, required| AskedItem {
        name: name.to_owned(),
        label: say(cx, nl, en).to_owned(),
        kind,
        required,
    };
    let items = [
        item("item-0", "Nieuwe rekening", "New invoice", AskKind::File, true),
        item("item-1", "Rekeningnummer (IBAN)", "Account number (IBAN)", AskKind::Iban, true),
        item("item-2", "Datum van de reparatie", "Date of the repair", AskKind::Date, false),
        item("item-3", "Was er eerder iets mis?", "Was anything wrong before?", AskKind::YesNo, false),
    ];
    let mut form =
        Question::form(cx, TOKEN, "q1", &items).fill(&[("item-1".to_owned(), "NL00 BANK 0123 4567 89".to_owned())]);
    form.error(
        "item-1",
        say(
            cx,
            "Dit rekeningnummer klopt niet. Kijk op uw bankpas of in uw bank-app.",
            "This account number is not correct. Look on your bank card or in your bank app.",
        ),
    );
    asked.hero.what = say(cx, "Wij hebben nog twee dingen van u nodig", "We need two more things from you").to_owned();
    asked.hero.todo = Todo::Answer;
    asked.hero.when = Some(When::Window { from: at("2018-02-13T08:00"), to: at("2018-02-13T10:00") });
    asked.hero.cost = Some(1250);
    asked.around = Some(Around::Say(Box::new(Around::form(cx, TOKEN))));
    asked.elsewhere = Some(crate::pages::status::Elsewhere {
        name: "Waterschap Voorbeeldwater".to_owned(),
        reachable: vec!["000 000 000".to_owned(), "loket@example.net".to_owned()],
    });
    asked.turn = Turn::You;
    asked.seen =
        vec![cx.t2("status-seen", "name", "Rioolbedrijf Proef", "when", cx.near_text(&at("2018-02-08T09:20")))];
    asked.shared_with = vec!["Rioolbedrijf Proef".to_owned(), "Verzekeraar Test".to_owned()];
    asked.question = Some(Question {
        team: "Schadeafhandeling".to_owned(),
        text: say(
            cx,
            "Op de rekening staan geen naam en geen datum. Wilt u een nieuwe rekening sturen, en uw IBAN?",
            "The invoice shows no name and no date. Please send a new invoice, and your IBAN.",
        )
        .to_owned(),
        by: Some(at("2018-02-16T17:00")),
        form,
    });

    let mut tapped = asked.clone();
    tapped.question = Some(Question {
        team: "Schadeafhandeling".to_owned(),
        text: say(cx, "Was er eerder iets mis met deze put?", "Was anything wrong with this drain before?").to_owned(),
        by: None,
        form: Question::form(cx, TOKEN, "q1", &[item("item-0", "Uw antwoord", "Your answer", AskKind::YesNo, false)]),
    });

    let mut solved = status(cx);
    solved.hero.what = say(cx, "U krijgt € 180 terug", "You get EUR 180 back").to_owned();
    solved.hero.when = Some(When::Done(at("2018-02-07T10:00")));
    solved.hero.todo = Todo::Judge;
    solved.turn = Turn::Partner { name: "Rioolbedrijf Proef".to_owned() };
    solved.verdict = Some(Verdict {
        outcome: say(
            cx,
            "Wij betaalden u € 180. De oorzaak lag in onze straat, dus deze rekening is voor ons.",
            "We paid you EUR 180. The cause was in our street, so this invoice is ours.",
        )
        .to_owned(),
        amount: Some(18_000),
        closes: Closes::At(at("2018-02-21T17:00")),
        not_solved: Verdict::form(cx, TOKEN),
        solved_action: format!("/s/{TOKEN}/solved"),
    });

    let mut closed = status(cx);
    closed.said = Some(say(cx, "Dank u. Wij sluiten dit.", "Thank you. We close this.").to_owned());
    closed.hero.todo = Todo::Closed;
    closed.turn = Turn::Nobody;
    closed.call_back = None;

    closed.problem = Some(say(cx, "Er is intussen iets veranderd.", "Something has changed meanwhile.").to_owned());
    closed.hero.sorry = Some(say(cx, "Dat ging niet goed.", "That did not go well.").to_owned());
    closed.write = None;
    closed.was = Some("0491".to_owned());
    closed.past_news = closed.promises.clone();
    if let Some(message) = closed.messages.first_mut() {
        message.undelivered = true;
    }
    let first = closed.messages.first().cloned();
    closed.messages.extend(first.iter().flat_map(|message| {
        let title = Some(say(cx, "Wij hebben uw vraag ontvangen", "We have received your question").to_owned());
        std::iter::repeat_n(Message { title, text: String::new(), ..message.clone() }, 6)
    }));

    let mut locked = status(cx);
    locked.messages = Vec::new();
    let what = say(cx, "berichten en bestanden", "messages and files");
    let ask = Some(Locked::form(cx, TOKEN, regie_domain::second_thing::SecondKind::Postcode));
    locked.locked = Some(Locked { words: cx.t1("second-intro", "what", what), form: ask });
    let mut unknown = locked.clone();
    unknown.locked = Some(Locked { words: cx.t1("second-unknown", "what", what), form: None });

    let expired = LinkExpiredPage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        form: Some(LinkExpiredPage::form(cx, "/link")),
        expired: true,
        kept: Some(say(cx, "Hierbij de rekening.", "Here is the invoice.").to_owned()),
    };
    let aside = AsidePage {
        cx: cx.clone(),
        shell: customer_shell(cx),
        reference: "0491".to_owned(),
        mail: Some("kcc@example.org".to_owned()),
        kept: expired.kept.clone(),
    };
    let requested = LinkExpiredPage { form: None, expired: false, kept: None, ..expired.clone() };
    vec![
        page("status", status(cx)),
        page("status-visit", StatusPage { visit: Some(super::visits::choice(cx)), ..status(cx) }),
        page("status-question", asked),
        page("status-question-tap", tapped),
        page("status-verdict", solved),
        page("status-closed", closed),
        page("status-locked", locked),
        page("status-locked-unknown", unknown),
        page("link-expired", expired),
        page("link-requested", requested),
        page("link-aside", aside),
    ]
}
