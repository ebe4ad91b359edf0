#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use super::*;

/// Every message that the program writes by itself.
fn automatic() -> impl Iterator<Item = &'static str> {
    keys().filter(|key| !matches!(*key, "message" | "answer" | "forwarded_to"))
}

#[test]
fn every_text_is_there_and_renders_in_every_language() {
    for lang in Lang::ALL {
        for key in keys() {
            let rendered = preview(key, lang).unwrap_or_else(|| panic!("{key} in {lang:?}"));
            let (subject, body) = default_text(key, lang);
            assert_eq!(check(subject, key), Ok(()), "{key} {lang:?}");
            assert_eq!(check(body, key), Ok(()), "{key} {lang:?}");
            for text in [&rendered.subject, &rendered.text, &rendered.html] {
                assert!(
                    !text.contains("{{")
                        && !text.contains("{%")
                        && !text.contains(WORDS)
                        && !text.contains("undefined"),
                    "{key}: {text}"
                );
            }
            assert!(!rendered.text.contains("\n\n\n") && !rendered.text.contains("  "), "{key}: {}", rendered.text);
            assert_eq!(rendered.subject.matches("R-1802-0007").count(), 1, "{key}");
        }
    }
}

#[test]
fn every_text_also_works_when_nothing_is_known() {
    for lang in Lang::ALL {
        for key in keys() {
            let link = "https://regie.example.org/s/x".to_owned();
            let values = Values { reference: "R-1802-0007".into(), link: link.clone(), ..Values::default() };
            let (subject, body) = default_text(key, lang);
            let rendered = render_with(subject, body, key, lang, &values).unwrap();
            assert_eq!(rendered.text.contains(&link), variables(key).contains(&"link"), "{key}");
        }
    }
}

#[test]
fn an_automatic_message_says_who_which_and_where() {
    for lang in Lang::ALL {
        for key in automatic() {
            let values = sample::of(key, lang);
            let rendered = preview(key, lang).unwrap();
            for part in [&values.reference, &values.organisation, &values.link] {
                assert!(rendered.text.contains(part), "{key} {lang:?} lacks {part}");
                assert!(rendered.html.contains(part.as_str()), "{key} {lang:?} lacks {part} in HTML");
            }
            assert_eq!(rendered.text.matches("https://").count(), 1, "{key}: one link");
        }
    }
}

#[test]
fn what_comes_with_the_program_gives_nothing_to_remark() {
    let mut found = Vec::new();
    for (lang, language) in [(Lang::Nl, Language::Nl), (Lang::En, Language::En)] {
        for key in keys() {
            let (subject, body) = default_text(key, lang);
            let remarks = Directory::default().remarks(&format!("{subject}\n\n{body}"), language);
            found.extend(remarks.into_iter().map(|remark| (key, remark)));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_comes_next_by_when_and_at_what_cost_stands_in_what_the_program_writes() {
    let told = ["receipt", "now_with", "now_leads", "promise_made", "promise_moved", "promise_broken", "no_news"];
    for lang in Lang::ALL {
        for key in told {
            let values = sample::of(key, lang);
            let text = preview(key, lang).unwrap().text;
            for part in [&values.next_step, &values.by, &values.cost, &values.todo] {
                assert!(text.contains(part.as_str()), "{key} {lang:?} lacks {part}: {text}");
            }
        }
    }
}

#[test]
fn the_words_of_a_member_stay_as_they_were_written() {
    let mut values = sample::of("message", Lang::Nl);
    values.words = "Regel  een\n\n\n  {{ link }} {% if %}\n- punt".into();
    let (subject, body) = default_text("message", Lang::Nl);
    let rendered = render_with(subject, body, "message", Lang::Nl, &values).unwrap();
    assert!(rendered.text.starts_with(&values.words), "{}", rendered.text);
    assert_eq!(rendered.subject, "Verstopt riool [R-1802-0007]");
}

#[test]
fn a_receipt_repeats_nothing_that_its_sender_chose() {
    for name in ["customer_name", "subject", "words"] {
        assert!(!variables("receipt").contains(&name));
        assert_eq!(check(&format!("{{{{ {name} }}}}"), "receipt"), Err(vec![TextFault::Unknown(name.into())]));
    }
}

fn house() -> Organisation {
    let zone = "Europe/Amsterdam".to_owned();
    Organisation {
        id: regie_domain::ids::OrgId(uuid::Uuid::nil()),
        name: "Woonplaats".into(),
        customer_word: regie_domain::blueprint::Words::new("huurder", "tenant"),
        hours: regie_domain::calendar::CalendarSpec::new(&zone),
        quiet: regie_domain::quiet::QuietSpec {
            from: "21:00".parse().unwrap(),
            until: "08:00".parse().unwrap(),
            zone: zone.clone(),
        },
        zone,
        language: Language::Nl,
        phone: "000 111".into(),
        outgoing: regie_domain::directory::Outgoing::Trial,
        undo_seconds: 0,
        objections: String::new(),
        complaints: None,
        tariff: None,
        second_step: Vec::new(),
    }
}

#[test]
fn a_changed_text_is_checked() {
    assert_eq!(check("{{ subjct }} {{ organisation }}", "no_news"), Err(vec![TextFault::Unknown("subjct".into())]));
    assert!(matches!(check("{% if by %}", "no_news").unwrap_err()[..], [TextFault::Syntax(1, _)]));
    assert!(matches!(check("{{ by | nosuchfilter }}", "no_news").unwrap_err()[..], [TextFault::Syntax(..)]));
    assert_eq!(check("x", "nosuchkey"), Err(vec![TextFault::Key]));
    let mut text = TextOverride {
        key: "message".into(),
        language: Language::En,
        subject: "{{ subject }}".into(),
        body: "Hello".into(),
    };
    assert_eq!(check_override(&text), Err(vec![TextFault::Missing("link"), TextFault::Missing("words")]));
    text.body = "{{ words }}\n\n{{ link }}".into();
    let organisation = Some(crate::directory::Versioned { value: house(), version: 1 });
    let directory = Directory { organisation, ..Directory::default() };
    assert!(shown::preview_of(&directory, &text).unwrap().text.contains("in the street"));
    text.body = "{{ words }} {{ organisation }} {{ phone }} {{ link }}".into();
    let named = shown::preview_of(&directory, &text).unwrap();
    assert!(named.text.contains("Woonplaats 000 111"), "the house's own name");
}

#[test]
fn a_changed_text_wins_until_it_no_longer_works() {
    let text = |body: &str| TextOverride {
        key: "no_news".into(),
        language: Language::Nl,
        subject: "Eigen onderwerp".into(),
        body: body.into(),
    };
    let directory = |body: &str| {
        let versioned = crate::directory::Versioned { value: text(body), version: 1 };
        Directory { texts: [(uuid::Uuid::nil(), versioned)].into(), ..Directory::default() }
    };
    let values = sample::of("no_news", Lang::Nl);
    let own = render(&directory("Eigen tekst {{ link }}"), "no_news", Lang::Nl, &values);
    assert_eq!((own.subject.as_str(), own.text.starts_with("Eigen tekst")), ("Eigen onderwerp [R-1802-0007]", true));
    let ours = render(&directory("{{ nosuch }}"), "no_news", Lang::Nl, &values);
    assert_eq!(Some(ours), preview("no_news", Lang::Nl));
    let other = render(&directory("Eigen tekst {{ link }}"), "no_news", Lang::En, &sample::of("no_news", Lang::En));
    assert_eq!(Some(other), preview("no_news", Lang::En));
}

#[test]
fn a_subject_is_one_line() {
    assert_eq!(subject_line("Een\r\nBcc: x@example.org", "R-1802-0007"), "Een Bcc: x@example.org [R-1802-0007]");
    assert_eq!(subject_line("Over [R-1802-0007]", "R-1802-0007"), "Over [R-1802-0007]");
}

#[test]
fn what_ends_with_a_day_is_promised_for_that_day() {
    let midnight = regie_domain::event::Window::by("2018-02-18T23:00:00Z".parse().unwrap());
    let voice = |lang| sentences::Voice {
        lang,
        now: "2018-02-16T08:20:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap(),
        calls_other: false,
        paper: false,
        of: None,
    };
    let what = regie_domain::codes::PromiseWhat::Result;
    assert_eq!(
        voice(Lang::Nl).promise(what, midnight, None),
        "U hoort de uitkomst uiterlijk zondag 18 februari, voor middernacht."
    );
    assert_eq!(
        voice(Lang::En).promise(what, midnight, None),
        "You will hear the outcome by Sunday 18 February, before midnight."
    );
}

#[test]
fn a_message_closes_once_in_the_words_of_the_member_or_else_in_its_own() {
    let body = "woorden\n\nMet vriendelijke groet,\nGemeente Voorbeeldstad";
    let said = |words: &str, signature: &str| {
        let values = Values { words: words.to_owned(), signature: signature.to_owned(), ..Values::default() };
        one_closing(body, &values).matches("Met vriendelijke groet").count()
    };
    assert_eq!(said("De put is schoon.", ""), 1);
    assert_eq!(said("De put is schoon.\n\nGroet, Samira", ""), 0);
    assert_eq!(said("De put is schoon.", "Met vriendelijke groet,\nSamira"), 0);
}

#[test]
fn a_signature_stands_where_one_signs() {
    let link = "https://regie.example.org/s/abc";
    let house = format!("woorden\n\nOp uw pagina:\n{link}\n\nMet vriendelijke groet,\nGemeente\nUw nummer: R-1\n");
    let own = signed(&house, "S. Haddou\nKlantcontact", link);
    assert!(own.ends_with("Met vriendelijke groet,\nS. Haddou\nKlantcontact\nGemeente\nUw nummer: R-1\n"), "{own}");
    // With closing words of its own it takes the place of the house's.
    let values = Values { signature: "Groet,\nSamira".to_owned(), ..Values::default() };
    let own = signed(&one_closing(&house, &values), &values.signature, link);
    assert!(own.ends_with(&format!("{link}\n\nGroet,\nSamira\n\nGemeente\nUw nummer: R-1\n")), "{own}");
    assert_eq!(signed("woorden\n", "Samira", ""), "woorden\n\nSamira\n");
    assert_eq!(signed(&house, "", link), house);
}

#[test]
fn whether_words_greet_is_seen_in_any_form() {
    for text in ["Beste Anja,\n\nDe put is schoon.", "Dag mevrouw, de put is schoon.", " Dear Anja,"] {
        assert!(sentences::greets(text), "{text}");
    }
    for text in ["De monteur verving het kastje.", "Bestelling ontvangen.", ""] {
        assert!(!sentences::greets(text), "{text}");
    }
}

#[test]
fn what_is_agreed_reaches_the_customer_also_through_a_text_that_does_not_name_it() {
    let text = TextOverride {
        key: "agreement".into(),
        language: Language::Nl,
        subject: "Onze afspraak".into(),
        body: "{{ words }}\n\n{{ link }}".into(),
    };
    let versioned = crate::directory::Versioned { value: text, version: 1 };
    let directory = Directory { texts: [(uuid::Uuid::nil(), versioned)].into(), ..Directory::default() };
    let values = sample::of("agreement", Lang::Nl);
    for directory in [directory, Directory::default()] {
        let mail = render(&directory, "agreement", Lang::Nl, &values).text;
        let agreed = "Dit spreken wij met u af: Factuur 884213 geldt als niet verstuurd. Het gaat om €\u{a0}34,50.";
        assert_eq!(mail.matches(agreed).count(), 1, "{mail}");
    }
}

#[test]
fn the_preview_of_a_message_about_a_visit_shows_the_visit() {
    for (key, lang, parts) in [
        ("visit_booked", Lang::Nl, ["dinsdag 20 februari, tussen 08.00 en 11.00 uur", "een andere tijd"]),
        ("visit_moved", Lang::Nl, ["dinsdag 20 februari, tussen 08.00 en 11.00 uur", "vrijdag 16 februari"]),
        ("visit_narrowed", Lang::Nl, ["tussen 08.30 en 09.00 uur", "dinsdag 20 februari"]),
        ("visit_cancelled", Lang::Nl, ["Wij komen niet meer bij u langs", "dinsdag 20 februari"]),
        ("visit_booked", Lang::En, ["20 February", "08:00"]),
    ] {
        let shown = preview(key, lang).unwrap();
        for part in parts {
            assert!(shown.text.contains(part), "{key}: {part} in {}", shown.text);
        }
    }
}

#[test]
fn on_paper_today_is_a_date() {
    let voice = |paper| sentences::Voice {
        lang: Lang::Nl,
        now: "2018-02-18T08:20:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap(),
        calls_other: false,
        paper,
        of: None,
    };
    assert_eq!(voice(false).closed_today("De balie"), "De balie is vandaag, zondag 18 februari, gesloten.");
    assert_eq!(voice(true).closed_today("De balie"), "De balie is op zondag 18 februari gesloten.");
}
