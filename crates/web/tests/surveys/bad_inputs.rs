//! Rows 49 to 53 of the bad inputs (docs/bad-inputs.md).

use super::*;

#[tokio::test]
async fn a_link_used_twice_shared_or_fetched_by_a_scanner_records_nothing_by_itself() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let before = site.journey(id).await.seq;
    // A scanner follows every link of the mail, also the one that nobody sees, and again.
    for _ in 0..2 {
        for score in (0..=10).chain([99]) {
            let mut scanner = site.visitor();
            let path = format!("{link}/feedback?score={score}");
            assert_eq!(scanner.get(&path).await.status, StatusCode::OK, "{score}");
            scanner.head(&path).await;
        }
    }
    assert_eq!((site.journey(id).await.seq, ask(&site, id).await.response), (before, None));
    // What is sent twice with the same form is once there; whoever else has the link changes the one answer.
    let page = anja.get(&format!("{link}/feedback")).await;
    for _ in 0..2 {
        let sent = anja.submit(&page, &format!("{link}/feedback"), &[("q1", "7")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    let once = site.journey(id).await.seq;
    let mut other = site.visitor();
    answer(&site, &link, &mut other, &[("q1", "9")]).await;
    let found = ask(&site, id).await.response.unwrap();
    assert_eq!((found.given.len(), found.given[0].value), (1, 9), "one answer");
    assert_eq!(site.journey(id).await.seq, once + 1);
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(25)).await;
    other.submit(&page, &format!("{link}/feedback"), &[("q1", "1")]).await;
    assert_eq!(ask(&site, id).await.response.unwrap().given[0].value, 9);
}

#[tokio::test]
async fn what_is_off_the_scale_too_long_or_not_words_is_refused_trimmed_or_kept_as_text() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    for off in ["11", "-1", "9.5", "0x9", "9e0", "\u{ff19}", "9;DROP TABLE event", "255", "256", "99999999999"] {
        let sent = answer(&site, &link, &mut anja, &[("q1", off)]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{off}");
    }
    let page = anja.get(&format!("{link}/feedback")).await;
    let huge = "a".repeat(1 << 20);
    let sent = anja.submit(&page, &format!("{link}/feedback"), &[("q1", "9"), ("q2", &huge)]).await;
    assert!(sent.status == StatusCode::UNPROCESSABLE_ENTITY || sent.status == StatusCode::PAYLOAD_TOO_LARGE);
    assert!(sent.body.len() < 2 << 20, "{}", sent.body.len());
    assert_eq!(ask(&site, id).await.response, None);
    // Of a question that is answered ten times the first answer counts, and questions that nobody asked do not.
    let mut many: Vec<(&str, &str)> = (0..10).map(|_| ("q1", "9")).collect();
    many.extend([("q77", "1"), ("q-1", "1"), ("point-999999", "wrong"), ("point-x", "well")]);
    let sent = answer(&site, &link, &mut anja, &many).await;
    assert_ne!(sent.status, StatusCode::INTERNAL_SERVER_ERROR);
    let words = "<script>alert(1)</script> \u{1f600} \u{202e}achterstevoren & \"zo\"";
    let sent = answer(&site, &link, &mut anja, &[("q1", "9 "), ("q2", words)]).await;
    let page = anja.follow(&sent).await;
    page.has("\u{1f600}").lacks("<script>alert");
    let found = ask(&site, id).await.response.unwrap();
    assert_eq!((found.given.len(), found.given[0].value, found.said.len()), (1, 9, 1), "blanks go");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get(&format!("/journeys/{id}")).await.has("\u{1f600}").lacks("<script>alert");
}

#[tokio::test]
async fn a_link_that_was_changed_is_of_another_is_over_or_of_somebody_erased_shows_nothing() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let token = link.rsplit('/').next().unwrap();
    let flip = |at: usize| {
        let mut bytes = token.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
        String::from_utf8(bytes).unwrap()
    };
    let strange = site.visitor().get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/feedback").await;
    let neutral = |page: &Page| (page.status, page.text().contains("Verstopt riool"), page.text().contains("Anja"));
    assert_eq!((neutral(&strange).1, neutral(&strange).2), (false, false));
    for at in [0, token.len() / 2, token.len() - 1] {
        let page = site.visitor().get(&format!("/s/{}/feedback", flip(at))).await;
        assert_eq!(neutral(&page), neutral(&strange), "{at}");
    }
    // The answer of one journey is not found, nor given, behind the link of another.
    answer(&site, &link, &mut anja, UNHAPPY).await;
    let (other, others, mut bert) = solved(&site).await;
    bert.get(&others).await.lacks("Niemand wist iets.");
    let fields: Vec<(String, String)> =
        UNHAPPY.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sent = bert.post(&format!("{others}/feedback"), &fields).await;
    assert_ne!(sent.status, StatusCode::OK, "nobody was asked there");
    assert!(site.journey(other).await.survey.is_none_or(|ask| ask.response.is_none()));
    assert_eq!(ask(&site, id).await.response.unwrap().given.len(), 2);
    // When the time is over the page says so, and takes nothing.
    let site = super::site().await;
    let (id, link, mut carla) = asked(&site).await;
    let page = carla.get(&format!("{link}/feedback")).await;
    site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(22 * 24)).await;
    carla.submit(&page, &format!("{link}/feedback"), &[("q1", "9")]).await;
    assert_eq!(ask(&site, id).await.response, None);
    // The link of somebody who was erased is like any other that leads to nothing, and takes no answer.
    let site = super::site().await;
    let (id, link, mut dirk) = asked(&site).await;
    answer(&site, &link, &mut dirk, &[("q1", "9"), ("q2", "Netjes geholpen.")]).await;
    let page = dirk.get(&format!("{link}/feedback")).await;
    let whom = Whom::Customer(site.journey(id).await.customer);
    site.test.app.erase_customer(&Who::System, whom, Ground::Request).await.unwrap();
    let (stood, strange) = (site.journey(id).await.seq, site.visitor().get("/s/AAAAAAAAAAAAAAAAAAAAAA/feedback").await);
    for path in [link.clone(), format!("{link}/feedback"), format!("{link}/feedback?score=9")] {
        let shown = site.visitor().get(&path).await;
        assert_eq!(neutral(&shown), neutral(&strange), "{path}");
        shown.lacks("Netjes geholpen.").lacks("Verstopt riool");
    }
    let sent = dirk.submit(&page, &format!("{link}/feedback"), &[("q1", "1")]).await;
    assert_eq!((sent.status, site.journey(id).await.seq), (strange.status, stood));
}

#[tokio::test]
async fn a_flood_of_answers_from_one_place_is_held_back() {
    let site = site().await;
    let (id, link, mut anja) = asked(&site).await;
    let page = anja.get(&format!("{link}/feedback")).await;
    let mut last = StatusCode::OK;
    for _ in 0..70 {
        last = anja.submit(&page, &format!("{link}/feedback"), &[("q0", "1")]).await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let before = site.journey(id).await.seq;
    let kept = anja.submit(&page, &format!("{link}/feedback"), &[("q1", "9"), ("q2", "Nog een keer.")]).await;
    kept.has("te veel antwoorden").has("Nog een keer.");
    assert_eq!(site.journey(id).await.seq, before, "nothing is recorded");
}
