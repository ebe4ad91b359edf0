//! What the customer is told of partners: what they know, and that they are gone.

use regie_domain::codes::UpdateKind;

use super::*;

impl Scene {
    /// The words of the last message to the customer.
    fn told(&self) -> String {
        let mails = self.site.test.mail.sent();
        mails.iter().rev().find(|mail| mail.to == ADDRESS).map(|mail| mail.text.clone()).unwrap()
    }

    /// The garage accepts on its page, with what it promises.
    async fn accepts(&self, until: &str, cost: &str, text: &str) {
        let (link, mut garage) = (self.link(), self.site.visitor());
        let page = garage.get(&link).await;
        let fields = [("until", until), ("cost", cost), ("text", text)];
        garage.submit(&page, &format!("{link}/accept"), &fields).await;
        self.site.test.drain().await;
    }

    async fn mark_all(&self) {
        for contact in self.site.journey(self.journey).await.contacts.keys().copied().collect::<Vec<_>>() {
            let mark = C::MarkForChain { contact, marked: true };
            self.site.act(&self.site.city.people.kcc_agent, self.journey, mark, Vec::new()).await;
        }
    }

    async fn end(&self) {
        let admin = TestApp::who(&self.site.city.people.administrator);
        self.site.test.app.end_sharing(&admin, self.org, self.version().await).await.unwrap();
        self.site.test.drain().await;
    }
}

const STORY: &str = "Zij weten wat u ons hebt verteld. U hoeft uw verhaal niet opnieuw te vertellen.";

#[tokio::test]
async fn who_hands_over_to_a_partner_tells_what_it_knows_and_no_more() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    scene.accepts("", "", "").await;
    let told = scene.told();
    assert!(told.contains("Garage Voorbeeld"), "{told}");
    assert!(!told.contains("weten wat u ons hebt verteld") && !told.contains("verhaal"), "{told}");
    let knows = "Zij weten wat zij moeten doen en wat wij u schreven en beloofden. Ook kennen zij het onderwerp en uw naam. \
                 Wat u ons zelf schreef of vertelde, kunnen zij niet lezen.";
    // No name of the customer is known, so that the garage does not know it either.
    let named = scene.site.test.app.directory().await.is_ok() && told.contains("uw naam");
    let knows = if named { knows.to_owned() } else { knows.replace(" en uw naam", "") };
    assert!(told.contains(&knows), "{told}");
}

#[tokio::test]
async fn the_story_is_known_where_all_of_it_was_marked_for_the_chain_and_in_the_house() {
    let scene = Scene::new("leg", true).await;
    scene.mark_all().await;
    scene.offered(Some(BallGoes::Goes)).await;
    scene.accepts("", "", "").await;
    assert!(scene.told().contains(STORY), "{}", scene.told());

    let scene = Scene::new("leg", true).await;
    let mut texts = Vec::new();
    let brief = ["a", "b", "c"].map(|words| Some(scene.site.text(&mut texts, words))).to_vec();
    let to = scene.site.city.claims.team;
    let offer = C::Offer { to, ball: Some(BallGoes::Goes), brief, respond_by: None };
    scene.site.act(&scene.site.city.people.kcc_agent, scene.journey, offer, texts).await;
    let handover = scene.site.journey(scene.journey).await.pending().find(|(_, offer)| offer.to == to).unwrap().0;
    let accept = C::Accept { handover, promise: None };
    scene.site.act(&scene.site.city.people.claims_agent, scene.journey, accept, Vec::new()).await;
    scene.site.test.drain().await;
    assert!(scene.told().contains(STORY), "{}", scene.told());
}

#[tokio::test]
async fn who_leads_now_is_told_with_what_it_knows() {
    let scene = Scene::new("leg", true).await;
    scene.offered(None).await;
    scene.accepts("", "", "").await;
    let told = scene.told();
    assert!(told.contains("Garage Voorbeeld zorgt er vanaf nu voor"), "{told}");
    assert!(!told.contains("verhaal") && told.contains("kunnen zij niet lezen"), "{told}");
}

#[tokio::test]
async fn the_customer_hears_that_a_partner_is_gone_and_that_its_promise_is_not_sure() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    scene.accepts("2018-02-08T17:00", "135", "Uw auto is hersteld en staat klaar.").await;
    let link = scene.site.link(scene.journey).await;
    scene.site.visitor().get(&link).await.has("Uw auto is hersteld").lacks("Nog niet zeker").has("135");
    // At night nothing is told; the page shows it at once.
    scene.site.test.clock.set("2018-02-05T23:00:00[Europe/Amsterdam]");
    let before = scene.site.test.mail.sent().iter().filter(|mail| mail.to == ADDRESS).count();
    scene.end().await;
    let of_customer = || scene.site.test.mail.sent().iter().filter(|mail| mail.to == ADDRESS).count();
    assert_eq!(of_customer(), before, "quiet hours");
    let page = scene.site.visitor().get(&link).await;
    page.has("Nog niet zeker").has("Wie dit zou doen, werkt er niet meer aan");
    scene.site.test.clock.set("2018-02-06T08:00:00[Europe/Amsterdam]");
    scene.site.test.drain().await;
    let told = scene.told();
    for part in [
        "Garage Voorbeeld werkt niet meer aan",
        "heeft het nu",
        "Dit hadden wij u beloofd, uiterlijk donderdag 8 februari om 17.00 uur: Uw auto is hersteld en staat klaar.",
        "Wij weten nog niet of dat doorgaat, wanneer, en voor welke prijs.",
        "Wij vertellen u uiterlijk",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains("135"), "{told}");
    let page = scene.site.visitor().get(&link).await;
    page.has("Iemand anders gaat verder met");
    let journey = scene.site.journey(scene.journey).await;
    let left = journey.updates.values().filter(|update| update.about == UpdateKind::PartyLeft).count();
    assert_eq!(left, 1);
    // What is agreed anew stands again.
    let promise = *journey.promises.iter().find(|(_, found)| found.is_in_doubt()).unwrap().0;
    let window = regie_domain::event::Window::by(
        "2018-02-09T17:00:00[Europe/Amsterdam]".parse::<jiff::Zoned>().unwrap().timestamp(),
    );
    let reason = regie_domain::codes::MoveReason::Partner;
    let moved = C::MovePromise { promise, window, reason, text: None, amount: None };
    scene.site.act(&scene.site.city.people.kcc_agent, scene.journey, moved, Vec::new()).await;
    scene.site.test.drain().await;
    scene.site.visitor().get(&link).await.lacks("Nog niet zeker");
}

#[tokio::test]
async fn who_works_for_a_leg_partner_is_offered_what_it_may_do_and_reads_its_own_promise() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    scene.accepts("2018-02-08T17:00", "", "Uw auto is hersteld en staat klaar.").await;
    let mut gert = scene.site.signed_in(&scene.site.member_of(scene.team).await).await;
    for path in ["/work", "/journeys"] {
        gert.get(path).await.lacks("/journeys/new").lacks("/calls/new");
    }
    for path in ["/journeys/new", "/calls/new"] {
        assert_eq!(gert.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let page = gert.get(&format!("/journeys/{}", scene.journey)).await;
    page.has("Uw auto is hersteld en staat klaar").lacks(CANARY);
    let brief = gert.get(&format!("/journeys/{}/brief", scene.journey)).await;
    assert_eq!(brief.status, StatusCode::NOT_FOUND, "its own part, and nothing else");

    let mut ours = scene.site.signed_in(&scene.site.city.people.kcc_agent).await;
    ours.get("/work").await.has("/journeys/new").has("/calls/new");
}

#[tokio::test]
async fn who_accepts_the_direction_alone_is_not_told_to_have_the_ball() {
    let scene = Scene::new("leg", true).await;
    scene.offered(Some(BallGoes::Goes)).await;
    scene.accepts("", "", "").await;
    let mut texts = Vec::new();
    let brief = ["a", "b", "c"].map(|words| Some(scene.site.text(&mut texts, words))).to_vec();
    let to = scene.site.city.claims.team;
    let offer = C::Offer { to, ball: None, brief, respond_by: None };
    scene.site.act(&scene.site.city.people.kcc_agent, scene.journey, offer, texts).await;
    let handover = scene.site.journey(scene.journey).await.pending().find(|(_, offer)| offer.to == to).unwrap().0;
    let mut priya = scene.site.signed_in(&scene.site.city.people.claims_agent).await;
    let path = format!("/journeys/{}/handovers/{handover}/accept", scene.journey);
    let page = priya.get(&path).await;
    let sent = priya.submit(&page, &path, &[]).await;
    let page = priya.follow(&sent).await;
    page.has("Jullie hebben nu de regie").lacks("Jullie zijn aan zet.");
    assert_eq!(scene.site.journey(scene.journey).await.ball.holder, Holder::Team { team: scene.team });
}

#[tokio::test]
async fn a_contract_party_reads_the_old_moment_of_a_moved_promise_and_to_whom_the_words_are() {
    let scene = Scene::new("leg", true).await;
    let (site, bol) = (&scene.site, "bol@example.net");
    let person = regie_app::participants::NewPerson {
        role: regie_domain::codes::ParticipantRole::ContractParty,
        name: "Firma Bol".to_owned(),
        email: Some(bol.to_owned()),
        phone: None,
        may_act: false,
    };
    let who = TestApp::who(&site.city.people.kcc_agent);
    site.test.app.add_person(who, scene.journey, person, None).await.unwrap();
    site.test.drain().await;
    let result = support::result("2018-02-08T16:00:00Z");
    let result = regie_domain::command::NewPromise { cost: Some(regie_domain::money::Cents(13_500)), ..result };
    site.write(scene.journey, "Wij herstellen het.", Some(result), &[]).await;
    site.test.drain().await;
    let journey = site.journey(scene.journey).await;
    let mut made = journey.promises.iter().filter(|(_, found)| found.cost.is_some() && found.is_open());
    let promise = *made.next_back().unwrap().0;
    for (until, was, now) in [
        ("2018-02-09T16:00:00Z", "donderdag 8 februari om 17.00 uur", "vrijdag 9 februari om 17.00 uur"),
        ("2018-02-12T16:00:00Z", "vrijdag 9 februari om 17.00 uur", "maandag 12 februari om 17.00 uur"),
    ] {
        let window = regie_domain::event::Window::by(until.parse().unwrap());
        let reason = regie_domain::codes::MoveReason::Material;
        let moved = C::MovePromise { promise, window, reason, text: None, amount: None };
        site.act(&site.city.people.kcc_agent, scene.journey, moved, Vec::new()).await;
        site.test.drain().await;
        for to in [ADDRESS, bol] {
            let told = site.test.mail.last_to(to).text;
            let (old, new) = (told.find(was), told.find(now));
            assert!(old.is_some() && new.is_some() && old < new, "{to}: {was}, {now} in {told}");
        }
        let told = site.test.mail.last_to(bol).text;
        assert!(told.contains("U leest mee") && !told.contains("Dit kost u"), "{told}");
        assert!(!site.test.mail.last_to(ADDRESS).text.contains("U leest mee"));
    }
    // What only the customer can say is not asked of it, nor is it told what others know of it, on paper or on its page.
    scene.offered(Some(BallGoes::Goes)).await;
    scene.accepts("2018-02-12T17:00", "", "Uw auto is hersteld en staat klaar.").await;
    let (link, mut garage) = (scene.link(), site.visitor());
    let page = garage.get(&link).await;
    let fields = [("outcome", "solved"), ("text", "Portier hersteld.")];
    let sent = garage.submit(&page, &format!("{link}/done"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    site.test.drain().await;
    let waits: Vec<HandoverId> = site.journey(scene.journey).await.pending().map(|(id, _)| id).collect();
    for handover in waits {
        site.act(&site.city.people.kcc_agent, scene.journey, C::Withdraw { handover }, Vec::new()).await;
    }
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Het portier is hersteld.");
    let outcome = C::ProposeOutcome { outcome: regie_domain::codes::Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, scene.journey, outcome, texts).await;
    site.test.drain().await;
    let copies = site.test.mail.to(bol);
    assert!(copies.iter().any(|mail| mail.text.contains("Garage Voorbeeld werkt er nu aan.")), "{copies:?}");
    for mail in &copies {
        for addressed in
            ["uw naam", "u hebt", "U schreef", "U krijgt", "U hoort", "opgelost?", "uw eigen pagina", "beloofden wij u"]
        {
            assert!(!mail.text.contains(addressed), "{addressed}: {}", mail.text);
        }
        assert!(mail.text.contains("U hoeft niets te doen."), "{}", mail.text);
    }
    let person = site.journey(scene.journey).await.participants.into_iter();
    let mut bol =
        person.filter(|(_, it)| it.role == regie_domain::codes::ParticipantRole::ContractParty).map(|(id, _)| id);
    let url = site.test.app.mint_link(scene.journey, bol.next_back().unwrap()).await.unwrap();
    let page = site.visitor().get(url.strip_prefix("https://regie.example.org").unwrap()).await;
    page.has("U leest mee").lacks("hebben wij u beloofd").lacks("Dit beloven wij u").lacks("of alles nu goed is");
}
