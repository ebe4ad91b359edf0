//! From the offer to the end of the work, and the end of the agreement.

use super::*;

#[tokio::test]
async fn nothing_is_offered_without_an_agreement() {
    let scene = Scene::new("leg", false).await;
    let (offer, texts) = scene.offer(Some(BallGoes::Goes));
    let request = regie_app::Request::journey(
        TestApp::who(&scene.site.city.people.kcc_agent),
        regie_domain::actor::Door::Page,
        scene.journey,
        offer,
    );
    let error = scene.site.test.app.run(request.with(texts)).await.unwrap_err();
    assert!(format!("{error:?}").contains("NoSharing"), "{error:?}");
    assert!(scene.mails().is_empty());
    scene.site.visitor().get("/privacy").await.lacks("Garage Voorbeeld");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{}/handover", scene.journey)).await.lacks("Garage Voorbeeld");
}

#[tokio::test]
async fn a_partner_accepts_moves_and_finishes_from_its_page_and_reads_no_more_than_was_agreed() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let mail = scene.mails().pop().unwrap();
    for words in ["Herstel het portier links.", "Deuk in het portier", "Schade herstellen"] {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }
    for words in [CANARY, ADDRESS, NAME] {
        assert!(!mail.text.contains(words) && !mail.html.contains(words), "{words}: {}", mail.text);
    }

    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    page.has("Herstel het portier links.").has("Deuk in het portier").lacks(NAME);
    clean(&page);
    let action = format!("{link}/accept");
    let wrong = garage.submit(&page, &action, &[("until", "gisteren"), ("cost", "veel"), ("text", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    clean(&wrong);
    let fields = [("until", "2018-02-08T17:00"), ("cost", "135"), ("text", "Uw auto is klaar.")];
    let after = garage.submit(&page, &action, &fields).await;
    let page = garage.follow(&after).await;
    page.has("U heeft aangenomen").has(NAME).has("Uw auto is klaar");
    clean(&page);
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.team });
    assert_eq!(journey.expectation.as_ref().and_then(|told| told.cost).map(|cost| cost.0), Some(13_500));

    let status = scene.site.link(scene.journey).await;
    let customer = scene.site.visitor().get(&status).await;
    customer.has("Garage Voorbeeld").has("gedeeld met Garage Voorbeeld").has("135");
    scene.site.visitor().get("/privacy").await.has("Garage Voorbeeld: Schade herstellen");

    let action = format!("{link}/move");
    let fields = [("until", "2018-02-09T17:00"), ("reason", "material"), ("text", "Een onderdeel is te laat.")];
    let after = garage.submit(&page, &action, &fields).await;
    let page = garage.follow(&after).await;
    clean(&page);
    let action = format!("{link}/done");
    let after = garage.submit(&page, &action, &[("outcome", "solved"), ("text", "Portier hersteld.")]).await;
    let page = garage.follow(&after).await;
    page.has("U hoeft niets meer te doen").lacks(NAME).lacks("Deuk in het portier");
    clean(&page);
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.why, BallReason::LegSettled);
    assert!(journey.came_back.values().any(|back| matches!(back.how, Came::Done { .. })));
}

#[tokio::test]
async fn answering_the_mail_is_enough_and_only_the_partner_can() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let stranger = scene.replies("akkoord", "iemand@elders.example.net").await;
    assert!(matches!(stranger, Placed::Waits(_)), "{stranger:?}");
    // The domain of an address may be anybody's.
    let beside = format!("iemand@{}", GARAGE.split_once('@').unwrap().1);
    let beside = scene.replies("akkoord", &beside).await;
    assert!(matches!(beside, Placed::Waits(_)), "{beside:?}");
    scene.site.test.clock.set("2018-02-05T09:00:00Z");
    let asked = scene.replies("Is er een tweede sleutel?", GARAGE).await;
    assert_eq!(asked, Placed::Partner { journey: scene.journey });
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.handovers[&handover].asked.len(), 1, "a question is for the giver to answer");
    scene.site.test.clock.set("2018-02-05T09:10:00Z");
    scene.replies("Akkoord.\n\nGroet, de balie", GARAGE).await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.team });
    scene.site.test.clock.set("2018-02-05T09:20:00Z");
    scene.replies("Het onderdeel komt morgen.", GARAGE).await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.came_back[&handover].how, Came::Said, "what is not understood is for the giver to read");
    scene.site.test.clock.set("2018-02-05T09:30:00Z");
    scene.replies("Klaar", GARAGE).await;
    assert_eq!(scene.site.journey(scene.journey).await.ball.why, BallReason::LegSettled);
}

#[tokio::test]
async fn an_agreement_that_ends_takes_sight_and_work_away_at_once() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    garage.submit(&page, &format!("{link}/accept"), &[("until", ""), ("cost", ""), ("text", "")]).await;
    let working = garage.get(&link).await;
    working.has(NAME);

    let mut admin = scene.site.signed_in(&scene.site.city.people.administrator).await;
    let path = format!("/settings/partners/{}", scene.org);
    let settings = admin.get(&path).await;
    settings.has("Gegevensafspraak");
    let action = format!("{path}/end");
    let unsure = admin.submit(&settings, &action, &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ended = admin.submit(&settings, &action, &[("sure", "yes")]).await;
    admin.follow(&ended).await.has("wissen is gevraagd");
    scene.site.test.drain().await;

    assert_eq!(garage.get(&link).await.status, StatusCode::GONE);
    let act = garage.submit(&working, &format!("{link}/done"), &[("outcome", "solved"), ("text", "Klaar")]).await;
    assert_eq!(act.status, StatusCode::GONE);
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.why, BallReason::PartyLost);
    assert_eq!(journey.ball.holder.team().map(|team| team.org), Some(journey.direction.team.org));
    // What was taken back, and the request to erase, may leave in either order.
    assert!(scene.mails().iter().any(|mail| mail.text.contains("Wilt u wissen")), "{:?}", scene.mails());

    let settings = admin.get(&path).await;
    let noted = admin.submit(&settings, &format!("{path}/erased"), &[]).await;
    admin.follow(&noted).await.has("Genoteerd");
    // A fresh link is not to be had either.
    let before = scene.mails().len();
    let gone = garage.get(&link).await;
    garage.submit(&gone, &format!("{link}/link"), &[]).await;
    scene.site.test.drain().await;
    assert_eq!(scene.mails().len(), before);
}

#[tokio::test]
async fn a_term_that_runs_out_ends_the_agreement() {
    let scene = Scene::new("leg", true).await;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let until = SharingForm { until: "2018-02-06".to_owned(), ..sharing() };
    scene.site.test.app.put_sharing(&admin, scene.org, scene.version().await, until).await.unwrap();
    scene.offered(Some(BallGoes::Goes)).await;
    let link = scene.link();
    scene.site.test.clock.set("2018-02-06T23:00:00Z");
    assert_eq!(scene.site.visitor().get(&link).await.status, StatusCode::GONE);
    assert_eq!(scene.site.test.app.lapse_sharing().await.unwrap(), 1);
    assert_eq!(scene.site.test.app.lapse_sharing().await.unwrap(), 0);
    let journey = scene.site.journey(scene.journey).await;
    assert!(journey.pending().all(|(_, offer)| offer.to != scene.team));
}

#[tokio::test]
async fn what_a_partner_says_that_does_not_take_part_is_noted_by_us() {
    let scene = Scene::new("outside", true).await;
    let handover = scene.offered(Some(BallGoes::Stays)).await;
    assert!(scene.mails().is_empty(), "it gets nothing of ours");
    scene.site.test.clock.set("2018-02-05T10:00:00Z");
    let mut texts = Vec::new();
    let text = scene.site.text(&mut texts, "Zij zoeken nog.");
    let kcc = &scene.site.city.people.kcc_agent;
    scene.site.act(kcc, scene.journey, C::SayForPartner { handover, text }, texts).await;
    let mut texts = Vec::new();
    let text = scene.site.text(&mut texts, "Gevonden.");
    let outcome = regie_domain::codes::Outcome::Solved;
    scene.site.act(kcc, scene.journey, C::AnswerOffer { handover, outcome, text }, texts).await;
    let journey = scene.site.journey(scene.journey).await;
    assert!(
        journey
            .handovers
            .values()
            .any(|offer| matches!(offer.state, regie_domain::handover::HandoverState::Answered { .. }))
    );
    assert_ne!(journey.ball.holder, Holder::Team { team: scene.team });
}

#[tokio::test]
async fn who_claims_to_be_another_partner_or_the_customer_answers_nothing() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let (app, admin) = (&scene.site.test.app, TestApp::who(&scene.site.city.people.administrator));
    let (other, second) = (app.ports.id(), "balie@tweede.example.net");
    let values = PartnerForm { name: "Tweede garage".to_owned(), email: second.to_owned(), ..form("leg") };
    let version = app.put_partner(&admin, other, 0, values).await.unwrap();
    app.put_sharing(&admin, other, version, sharing()).await.unwrap();
    // By mail: another partner in the chain, and the customer, answer what was sent to the first.
    for (minute, from) in [(0, second), (5, ADDRESS)] {
        scene.site.test.clock.set(format!("2018-02-05T09:{minute:02}:00Z").as_str());
        let placed = scene.replies("akkoord", from).await;
        assert!(!matches!(placed, Placed::Partner { .. }), "{from}: {placed:?}");
    }
    // By page: a link that was guessed, and the customer's own.
    let link = scene.link();
    let mut guessed = link.clone();
    let last = if guessed.pop() == Some('0') { '1' } else { '0' };
    guessed.push(last);
    let mut visitor = scene.site.visitor();
    let status = scene.site.link(scene.journey).await;
    for path in [guessed, status] {
        let page = visitor.get(&link).await;
        let hidden = page.hidden(&format!("{link}/accept"));
        let answer = visitor.post(&format!("{path}/accept"), &hidden).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    let journey = scene.site.journey(scene.journey).await;
    assert!(journey.pending().any(|(id, _)| id == handover), "nobody accepted");
    assert_ne!(journey.ball.holder, Holder::Team { team: scene.team });
}

#[tokio::test]
async fn who_accepts_and_stays_silent_comes_back_louder_and_the_work_is_taken_back() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    let (link, mut garage) = (scene.link(), scene.site.visitor());
    let page = garage.get(&link).await;
    let fields = [("until", "2018-02-08T17:00"), ("cost", ""), ("text", "Uw auto is klaar.")];
    garage.submit(&page, &format!("{link}/accept"), &fields).await;
    scene.site.test.drain().await;
    assert_eq!(scene.site.journey(scene.journey).await.ball.holder, Holder::Team { team: scene.team });
    scene.site.test.clock.set("2018-02-08T17:30:00[Europe/Amsterdam]");
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert!(journey.promises.values().any(regie_domain::promise::Promise::is_unsettled), "nobody kept it");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get("/work").await.has("Deuk in het portier");
    let back = C::TakeBack { reason: regie_domain::codes::TakeBackReason::TooSlow };
    scene.site.act(&scene.site.city.people.kcc_lead, scene.journey, back, Vec::new()).await;
    scene.site.test.drain().await;
    let journey = scene.site.journey(scene.journey).await;
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.site.city.kcc.team });
    garage.get(&link).await.lacks(NAME);
}

#[tokio::test]
async fn a_member_notes_when_an_outside_partner_said_yes_and_that_it_is_done() {
    let scene = Scene::new("outside", true).await;
    let handover = scene.offered(Some(BallGoes::Stays)).await;
    scene.site.test.clock.set("2018-02-06T10:00:00Z");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let says = format!("/journeys/{}/handovers/{handover}/says", scene.journey);
    agent.get(&format!("/journeys/{}", scene.journey)).await.has(&says);
    agent.get(&format!("/journeys/{}/handovers/{handover}", scene.journey)).await.has(&says);
    let form = agent.get(&says).await;
    form.has("Gezegd op");
    // Nothing was said before it was asked, nor after now.
    for at in ["2018-01-01T10:00", "2018-02-07T10:00"] {
        let wrong = agent.submit(&form, &says, &[("says", "accepted"), ("text", ""), ("at", at), ("due", "")]).await;
        assert!(wrong.status.is_client_error(), "{at}: {}", wrong.status);
    }
    let fields = [
        ("says", "accepted"),
        ("text", "Zij komen donderdag."),
        ("at", "2018-02-06T10:15"),
        ("due", "2018-02-08T17:00"),
    ];
    let noted = agent.submit(&form, &says, &fields).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
    let journey = scene.site.journey(scene.journey).await;
    let said: jiff::Timestamp = "2018-02-06T09:15:00Z".parse().unwrap();
    let state = journey.handovers[&handover].state;
    assert!(matches!(state, regie_domain::handover::HandoverState::Accepted { at, .. } if at == said), "{state:?}");
    assert_eq!(journey.ball.holder, Holder::Team { team: scene.site.city.kcc.team }, "the ball stays ours");
    assert!(journey.promises.values().any(|promise| promise.owner == scene.team), "what it said by when");

    scene.site.test.clock.set("2018-02-07T10:00:00Z");
    // A session of a day ago is over.
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{}", scene.journey)).await.has(&says);
    let form = agent.get(&says).await;
    let fields = [("says", "moved"), ("text", "Druk."), ("at", "2018-02-07T10:00"), ("due", "2018-02-09T17:00")];
    let moved = agent.submit(&form, &says, &fields).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
    scene.site.test.drain().await;
    let form = agent.get(&says).await;
    let fields = [("says", "done"), ("text", "Opgehaald."), ("at", "2018-02-07T10:30"), ("due", "")];
    let done = agent.submit(&form, &says, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let journey = scene.site.journey(scene.journey).await;
    let mut legs = journey.legs.values();
    assert!(legs.any(|leg| leg.team == scene.team && !leg.is_open()), "the work is done");
    assert!(scene.mails().is_empty(), "it gets nothing of ours");
}

#[tokio::test]
async fn an_ordinary_yes_by_mail_accepts_and_its_words_are_kept() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let placed = scene.replies("Akkoord, wij komen donderdag.", GARAGE).await;
    assert!(matches!(placed, Placed::Partner { .. }), "{placed:?}");
    let journey = scene.site.journey(scene.journey).await;
    let state = journey.handovers[&handover].state;
    assert!(matches!(state, regie_domain::handover::HandoverState::Accepted { .. }), "{state:?}");
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{}/handovers/{handover}", scene.journey)).await.has("wij komen donderdag");
}

#[tokio::test]
async fn a_done_on_an_offer_answers_it_and_a_doubtful_yes_is_told_to_the_partner() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let before = scene.mails().len();
    scene.replies("Ja, maar pas na volgende week.", GARAGE).await;
    scene.site.test.drain().await;
    let mails = scene.mails();
    assert_eq!(mails.len(), before + 1, "the partner hears how it was taken");
    assert!(mails.iter().any(|mail| mail.text.contains("als vraag opgevat")), "{mails:?}");
    scene.site.test.clock.set("2018-02-05T11:00:00Z");
    scene.replies("Klaar\n\nWas al gedaan.", GARAGE).await;
    let journey = scene.site.journey(scene.journey).await;
    let state = journey.handovers[&handover].state;
    assert!(matches!(state, regie_domain::handover::HandoverState::Answered { .. }), "{state:?}");
}

#[tokio::test]
async fn the_handover_page_says_what_the_agreement_shares() {
    let scene = Scene::new("leg", true).await;
    let handover = scene.offered(Some(BallGoes::Goes)).await;
    let mut agent = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    let page = agent.get(&format!("/journeys/{}/handovers/{handover}", scene.journey)).await;
    page.has("Onderwerp");
    page.has("na aannemen ook Naam van de klant");
    page.lacks("contactgegevens van");
}

#[tokio::test]
async fn a_new_agreement_leaves_the_open_erasure_to_confirm() {
    let scene = Scene::new("leg", true).await;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let app = &scene.site.test.app;
    app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
    // Until it says that it erased what it had, it may still have it, and is named.
    scene.site.visitor().get("/privacy").await.has("Garage Voorbeeld: Er wordt niets meer gedeeld.");
    app.put_sharing(&admin, scene.org, scene.version().await, sharing()).await.unwrap();
    let mut browser = scene.site.signed_in(&scene.site.city.people.administrator).await;
    let path = format!("/settings/partners/{}", scene.org);
    let page = browser.get(&path).await;
    page.has("Dat is nog niet bevestigd");
    let noted = browser.submit(&page, &format!("{path}/erased"), &[]).await;
    browser.follow(&noted).await.has("Genoteerd");
    browser.get(&path).await.lacks("Dat is nog niet bevestigd");
    assert!(app.directory().await.unwrap().partner(scene.org).unwrap().erasure_asked().is_none());
    scene.site.visitor().get("/privacy").await.has("Garage Voorbeeld: Schade herstellen");
    app.end_sharing(&admin, scene.org, scene.version().await).await.unwrap();
    let page = browser.get(&path).await;
    browser.submit(&page, &format!("{path}/erased"), &[]).await;
    scene.site.visitor().get("/privacy").await.lacks("Garage Voorbeeld");
}

#[tokio::test]
async fn a_partner_that_does_not_take_part_needs_no_address() {
    let scene = Scene::new("leg", false).await;
    let admin = TestApp::who(&scene.site.city.people.administrator);
    let app = &scene.site.test.app;
    let name = "Grote Vervoerder".to_owned();
    let values = PartnerForm { name: name.clone(), person: String::new(), email: String::new(), ..form("outside") };
    assert!(app.put_partner(&admin, app.ports.id(), 0, values.clone()).await.is_ok());
    let leg = PartnerForm { kind: "leg".to_owned(), name: "Nog een".to_owned(), ..values };
    assert!(app.put_partner(&admin, app.ports.id(), 0, leg).await.is_err(), "others are written to");
}
