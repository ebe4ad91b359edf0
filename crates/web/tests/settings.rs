//! The settings, as an administrator's browser uses them.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::directory::Outgoing;
use regie_domain::ids::{MemberId, TeamId};
use regie_domain::term::Term;
use support::{Browser, Page, Site};

/// A form of a page as a browser would send it: hidden fields, and every field with what it holds.
fn filled(page: &Page, action: &str) -> Vec<(String, String)> {
    let mut fields = page.hidden(action);
    let text = page.text();
    let form = text.split(&format!("action=\"{action}\"")).nth(1).unwrap().split("</form>").next().unwrap();
    for rest in form.split("<input type=\"").skip(1) {
        let tag = rest.split('>').next().unwrap();
        let get = |name: &str| tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        let kind = tag.split('"').next().unwrap();
        let sent =
            !matches!(kind, "hidden" | "file") && (!matches!(kind, "checkbox" | "radio") || tag.contains(" checked"));
        if let (Some(name), true) = (get(" name"), sent) {
            fields.push((name.to_owned(), unescape(get(" value").unwrap_or_default())));
        }
    }
    for rest in form.split("<select ").skip(1) {
        let name = rest.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let options = rest.split("</select>").next().unwrap();
        let mut values = options.split("<option value=\"").skip(1);
        let first = values.clone().next().map(|rest| rest.split('"').next().unwrap());
        let chosen = values.find(|rest| rest.split('>').next().unwrap().contains(" selected"));
        let value = chosen.map(|rest| rest.split('"').next().unwrap()).or(first).unwrap_or_default();
        fields.push((name.to_owned(), value.to_owned()));
    }
    for rest in form.split("<textarea ").skip(1) {
        let name = rest.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let text = rest.split_once(">\n").unwrap().1.split("</textarea>").next().unwrap();
        fields.push((name.to_owned(), unescape(text)));
    }
    fields
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn set(fields: &mut Vec<(String, String)>, changes: &[(&str, &str)]) {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
}

/// Opens a page, changes some fields of its form, and sends it.
async fn change(browser: &mut Browser, path: &str, action: &str, changes: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let mut fields = filled(&page, action);
    set(&mut fields, changes);
    browser.post(action, &fields).await
}

async fn administrator(site: &Site) -> Browser {
    site.signed_in(&site.city.people.administrator).await
}

#[tokio::test]
async fn a_form_that_is_sent_as_it_was_got_changes_nothing() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let before = site.test.app.directory().await.unwrap();
    let city = &site.city;
    let paths = [
        "/settings/organisation".to_owned(),
        format!("/settings/teams/{}", city.kcc.team.team),
        "/settings/calendars/own".to_owned(),
        format!("/settings/calendars/{}", city.claims.team.team),
        format!("/settings/members/{}", city.people.claims_lead.id),
        format!("/settings/blueprints/{}", city.blueprint.id),
        format!("/settings/blueprints/{}/cards/0", city.blueprint.id),
        format!("/settings/mailboxes/{}", city.mailbox.0),
    ];
    for path in paths {
        let answer = change(&mut browser, &path, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
        browser.follow(&answer).await;
    }
    let after = site.test.app.directory().await.unwrap();
    assert_eq!(before.organisation, after.organisation);
    assert_eq!((&before.teams, &before.members), (&after.teams, &after.members));
    assert_eq!((&before.blueprints, &before.mailboxes), (&after.blueprints, &after.mailboxes));
}

#[tokio::test]
async fn the_house_is_changed_and_a_colleagues_change_is_not_lost() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let path = "/settings/organisation";
    let mut stale = filled(&browser.get(path).await, path);
    let answer = change(&mut browser, path, path, &[("word-nl", "inwoner"), ("phone", "000 111 22 33")]).await;
    browser.follow(&answer).await.has("Bewaard.").has("000 111 22 33");
    set(&mut stale, &[("name", "Gemeente Elders")]);
    let late = browser.post(path, &stale).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("Iemand anders wijzigde dit intussen").has("Gemeente Elders");
    let wrong = change(&mut browser, path, path, &[("zone", "Mars/Olympus"), ("name", "")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    wrong.has("Deze tijdzone bestaat niet.").has("Mars/Olympus").has("Vul dit in.");

    let own = "/settings/calendars/own";
    let wrong = change(&mut browser, own, own, &[("hours-mon", "vroeg"), ("hours-closed-days", "vrijdag")]).await;
    wrong.has("Schrijf de uren als").has("Schrijf een datum als").has("vroeg");
    change(&mut browser, own, own, &[("hours-fri", "08:30-12:00"), ("hours-closed-days", "2018-05-11")]).await;
    browser.get("/settings/calendars").await.has("vr 08.30–12.00");
}

#[tokio::test]
async fn teams_come_and_go_and_a_lead_sets_the_own_hours() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let answer = change(&mut browser, "/settings/teams/new", "/settings/teams/new", &[("name", "Balie")]).await;
    browser.follow(&answer).await.has("Balie");
    let taken = change(&mut browser, "/settings/teams/new", "/settings/teams/new", &[("name", "Balie")]).await;
    taken.has("Dit bestaat al.");
    let directory = site.test.app.directory().await.unwrap();
    let desk = directory.teams.values().find(|found| found.value.name == "Balie").unwrap().value.team.team;
    let page = format!("/settings/teams/{desk}");
    let answer = change(&mut browser, &page, &format!("{page}/active"), &[]).await;
    browser.follow(&answer).await.has("Niet in gebruik");
    // The contact centre is the door of a mailbox.
    let page = format!("/settings/teams/{}", site.city.kcc.team.team);
    let busy = change(&mut browser, &page, &format!("{page}/active"), &[]).await;
    assert_eq!(busy.status.as_u16(), 422);
    busy.has("Een mailbox of blauwdruk wijst nog naar dit team.");

    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    let own = format!("/settings/calendars/{}", site.city.kcc.team.team);
    let answer = change(&mut lead, &own, &own, &[("own", "yes"), ("hours-sat", "10:00-12:00")]).await;
    lead.follow(&answer).await.has("za 10.00–12.00");
    let other = format!("/settings/calendars/{}", site.city.claims.team.team);
    let page = lead.get(&other).await;
    page.has("Je kunt dit bekijken.").lacks(&format!("action=\"{other}\""));
    let mut fields = filled(&lead.get(&own).await, &own);
    set(&mut fields, &[("hours-sun", "10:00-12:00")]);
    assert_eq!(lead.post(&other, &fields).await.status, StatusCode::FORBIDDEN);
    lead.get("/settings").await.lacks("/settings/audit");
}

#[tokio::test]
async fn somebody_is_invited_works_and_leaves() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let seat = format!("teams-{}", site.city.kcc.team.team);
    let path = "/settings/members/invite";
    let nowhere = change(&mut browser, path, path, &[("name", "Bo Bos"), ("email", "bo@example.org")]).await;
    nowhere.has("<p>Kies een team of een rol.</p>").has("Bo Bos");
    let fields = [("name", "Bo Bos"), ("email", "bo@example.org"), (&seat, "agent"), ("amount", "250")];
    let answer = change(&mut browser, path, path, &fields).await;
    let page = browser.follow(&answer).await;
    page.has("De uitnodiging is onderweg.").has("Bo Bos");
    site.test.drain().await;
    let mail = site.test.mail.last_to("bo@example.org");
    let at = mail.text.find("https://regie.example.org/invitation/").unwrap();
    let link = mail.text[at..].split_whitespace().next().unwrap().strip_prefix("https://regie.example.org").unwrap();
    let mut bo = site.visitor();
    let welcome = bo.get(link).await;
    welcome.has("Bo Bos");
    let password = "vier losse natte laarzen";
    let answer =
        bo.submit(&welcome, link, &[("name", "Bo van den Bos"), ("password", password), ("again", password)]).await;
    assert_eq!(answer.location(), "/work");
    assert_eq!(bo.get("/profile").await.status, StatusCode::OK);

    let directory = site.test.app.directory().await.unwrap();
    let member = directory.member_by_email("bo@example.org").unwrap();
    assert_eq!((member.name.as_str(), member.mandate.amount.0), ("Bo van den Bos", 25_000));
    let page = format!("/settings/members/{}", member.id);
    let shown = change(&mut browser, &page, &format!("{page}/link"), &[]).await;
    shown.has("https://regie.example.org/invitation/");
    browser.get(&page).await.lacks("https://regie.example.org/invitation/");

    let answer = change(&mut browser, &page, &format!("{page}/active"), &[]).await;
    browser.follow(&answer).await.has("overal afgemeld");
    assert_eq!(bo.get("/profile").await.status, StatusCode::SEE_OTHER, "signed out at once");
    // The last administrator stays.
    let page = format!("/settings/members/{}", site.city.people.administrator.id);
    let last = change(&mut browser, &page, &format!("{page}/active"), &[]).await;
    assert_eq!(last.status.as_u16(), 422);
    last.has("Dit is de laatste beheerder.");
    let gone = format!("/settings/members/{}", MemberId(uuid::Uuid::nil()));
    assert_eq!(browser.get(&gone).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_changed_blueprint_is_a_new_version() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let page = format!("/settings/blueprints/{}", site.city.blueprint.id);
    let answer = change(&mut browser, &page, &page, &[("silence", "5d"), ("stages-0-nl", "Binnen")]).await;
    let shown = browser.follow(&answer).await;
    shown.has("Klantreizen die al lopen, houden hun eigen versie.").has("Dit is versie 2.").has("Binnen");
    let wrong = change(&mut browser, &page, &page, &[("silence", "lang"), ("respond", "0h")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    wrong.has("Vul een heel getal in").has("value=\"lang\"");
    // A number and of what, each in a field of its own: no code to learn.
    let fields = [("silence", "6"), ("silence.unit", "h"), ("respond", "2"), ("respond.unit", "e")];
    let answer = change(&mut browser, &page, &page, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let found =
        site.test.app.directory().await.unwrap().blueprints[&site.city.blueprint.id].value.last().unwrap().clone();
    assert_eq!((found.silence, found.respond), (Term::WorkingMinutes(360), Term::Elapsed { minutes: 120 }));

    let cards = site.city.blueprint.cards.len();
    let card = format!("{page}/cards/{cards}");
    let fields = [
        ("name-nl", "Nieuw antwoord"),
        ("name-en", "New answer"),
        ("fields-0-nl", "Bedrag"),
        ("fields-0-en", "Amount"),
        ("text-nl", "U krijgt {{ bedrag }}."),
        ("text-en", "You get {{ amount }}."),
    ];
    let wrong = change(&mut browser, &card, &card, &fields).await;
    assert_eq!(wrong.status.as_u16(), 422);
    wrong.has("Tussen de accolades staat een veld dat dit antwoord niet heeft.").has("You get {{ amount }}.");
    let mut fields = fields;
    fields[5].1 = "You get {{ bedrag }}.";
    let answer = change(&mut browser, &card, &card, &fields).await;
    browser.follow(&answer).await.has("Nieuw antwoord").has("Dit is versie 4.");
    let answer = change(&mut browser, &card, &format!("{card}/remove"), &[]).await;
    browser.follow(&answer).await.lacks("Nieuw antwoord").has("Dit is versie 5.");
    let directory = site.test.app.directory().await.unwrap();
    assert_eq!(directory.blueprints[&site.city.blueprint.id].value.len(), 5, "every version is kept");

    let new = "/settings/blueprints/new";
    let nameless = change(&mut browser, new, new, &[("name-nl", ""), ("name-en", ""), ("kind", "report")]).await;
    nameless.has("Naam (Nederlands): Vul dit in.</a>").lacks("Naam (Engels): Vul dit in.");
    // One language is enough for a name.
    let answer = change(&mut browser, new, new, &[("name-nl", "Melding"), ("name-en", ""), ("kind", "report")]).await;
    browser.follow(&answer).await.has("Dit is versie 1.");
}

#[tokio::test]
async fn a_blueprint_for_complaints_gets_the_term_of_the_law_unless_that_is_not_meant() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let new = "/settings/blueprints/new";
    let complaint = [("name-nl", "Klacht"), ("name-en", ""), ("kind", "complaint")];
    let asked = change(&mut browser, new, new, &complaint).await;
    assert_eq!(asked.status.as_u16(), 422);
    asked.has("De wet geeft voor een klacht 6 weken");
    let law = |page: &Page| {
        let fields = filled(page, new);
        let of = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
        (of("legal-weeks"), of("legal-basis"))
    };
    assert_eq!(law(&asked), (Some("6".to_owned()), Some("complaint".to_owned())));
    let saved = browser.post(new, &filled(&asked, new)).await;
    let id = saved.location().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let made = |directory: &regie_app::directory::Directory| {
        let found = directory.blueprint(regie_domain::ids::BlueprintId::parse(&id).unwrap()).unwrap();
        (found.legal_weeks, found.legal_basis.code())
    };
    assert_eq!(made(&site.test.app.directory().await.unwrap()), (Some(6), "complaint"));
    // Who means none leaves it empty, and is not asked again.
    let asked = change(&mut browser, new, new, &complaint).await;
    let mut none = filled(&asked, new);
    set(&mut none, &[("legal-weeks", ""), ("name-nl", "Klacht zonder wet")]);
    let saved = browser.post(new, &none).await;
    browser.follow(&saved).await.has("Klacht zonder wet");
}

#[tokio::test]
async fn what_a_blueprint_tells_besides_reaches_mail_and_page() {
    let site = Site::new().await;
    let (old, link_of_old) = {
        let id = site.begin("bert@example.org", "Oude vraag").await;
        (id, site.link(id).await)
    };
    let plain = site.test.mail.last_to("bert@example.org");
    let mut browser = administrator(&site).await;
    let path = format!("/settings/blueprints/{}", site.city.blueprint.id);
    browser.get(&path).await.has("Wat vertel je erbij?").has("Nog geen nieuws (Nederlands)").has("{{ team }}");
    let long = "x".repeat(401);
    let slips =
        [("tell-receipt-nl", "Bel {{ nummer }}"), ("tell-outcome-en", "Ask {{ phone"), ("tell-no_news-nl", &long)];
    let wrong = change(&mut browser, &path, &path, &slips).await;
    assert_eq!(wrong.status.as_u16(), 422);
    wrong.has("Dit bericht kent het woord nummer niet. Je kunt kiezen uit: organisation,").has("Bel {{ nummer }}");
    wrong.has("Kijk of alles tussen accolades ook weer sluit.").has("Dit is te lang. Maak het korter.");

    let told = [
        ("tell-receipt-nl", "Bij spoed belt u  {{ organisation }}."),
        ("tell-question-nl", "Stuur geen originelen."),
        ("tell-outcome-nl", "Bewaar dit bericht."),
        ("tell-outcome-en", "Keep this message."),
    ];
    let preview = change(&mut browser, &path, &path, &[&told[..], &[("do", "preview")]].concat()).await;
    assert_eq!(preview.status, StatusCode::OK);
    preview.has("Bij spoed belt u Gemeente Voorbeeldstad.").has("Keep this message.");
    assert_eq!(site.test.app.directory().await.unwrap().blueprints[&site.city.blueprint.id].value.len(), 1);
    let saved = change(&mut browser, &path, &path, &told).await;
    browser.follow(&saved).await.has("Dit is versie 2.").has("Stuur geen originelen.");
    // A complete answer is changed without losing them.
    let card = format!("{path}/cards/0");
    change(&mut browser, &card, &card, &[("name-nl", "Andere naam")]).await;
    browser.get(&path).await.has("Dit is versie 3.").has("Stuur geen originelen.");

    let id = site.begin("anja@example.org", "Nieuwe vraag").await;
    let link = site.link(id).await;
    let receipt = site.test.mail.last_to("anja@example.org");
    let sentence = "Bij spoed belt u Gemeente Voorbeeldstad.";
    assert!(receipt.text.contains(&format!("\n\n{sentence}\n\n")), "{}", receipt.text);
    assert!(receipt.html.contains("Bij spoed belt u Gemeente Voorbeeldstad."), "{}", receipt.html);
    let paragraphs = |text: &str| text.split("\n\n").count();
    assert_eq!(paragraphs(&receipt.text), paragraphs(&plain.text) + 1, "nothing else changed");
    let asks = [("Rekening", regie_domain::blueprint::AskKind::File, true)];
    for journey in [id, old] {
        site.write(journey, "Wilt u de rekening sturen?", None, &asks).await;
    }
    let question = site.test.mail.last_to("anja@example.org");
    assert!(question.text.contains("Stuur geen originelen.") && question.html.contains("Stuur geen originelen."));
    let mut visitor = site.visitor();
    visitor.get(&link).await.has("Bij spoed belt u Gemeente Voorbeeldstad.").has("Stuur geen originelen.");
    // What runs already keeps the version that it began with.
    assert!(!site.test.mail.last_to("bert@example.org").text.contains("originelen"));
    visitor.get(&link_of_old).await.lacks("originelen").lacks("spoed");
}

#[tokio::test]
async fn a_mailbox_is_tested_and_its_passwords_are_never_shown() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let new = "/settings/mailboxes/new";
    // A port that nobody listens at.
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port().to_string();
    let mut fields = vec![
        ("address", "balie@example.org"),
        ("in-way", "imap"),
        ("in-host", "127.0.0.1"),
        ("in-port", closed.as_str()),
        ("in-transport", "plain"),
        ("in-user", "balie"),
        ("in-secret", "geheim-een-twee"),
        ("out-way", "program"),
        ("do", "test"),
    ];
    let tested = change(&mut browser, new, new, &fields).await;
    assert_eq!(tested.status, StatusCode::OK);
    tested.has("De verbinding werkt niet.").has("efused").has("Op deze poort luistert geen server");
    tested.lacks("geheim-een-twee").has("balie@example.org");
    assert!(site.test.app.directory().await.unwrap().mailbox_by_address("balie@example.org").is_none(), "not saved");
    // The password that was typed travels along sealed: it need not be typed twice.
    let mut kept = filled(&tested, new);
    assert!(kept.iter().any(|(name, value)| name == "in-secret-kept" && value.starts_with("v1:")));
    set(&mut kept, &[("in-secret", "")]);
    let answer = browser.post(new, &kept).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let directory = site.test.app.directory().await.unwrap();
    let (id, mailbox) = directory.mailbox_by_address("balie@example.org").unwrap();
    let stored = serde_json::to_string(&mailbox.incoming).unwrap();
    assert!(stored.contains("v1:") && !stored.contains("geheim"), "{stored}");
    let sealed = stored.split("v1:").nth(1).unwrap().split('"').next().unwrap();
    let page = format!("/settings/mailboxes/{id}");
    browser.get(&page).await.lacks(sealed).lacks("geheim-een-twee");
    browser.get("/settings/audit").await.lacks(sealed).has("balie@example.org");
    // Another server does not get the password of this one.
    let moved = change(&mut browser, &page, &page, &[("in-host", "localhost")]).await;
    moved.has("Vul het wachtwoord in.");
    fields.retain(|(name, _)| *name != "do");
    let wrong =
        change(&mut browser, new, new, &[("address", "x"), ("in-way", "imap"), ("in-transport", "plain")]).await;
    wrong.has("Dit is geen e-mailadres.");
    let open = change(&mut browser, &page, &page, &[("in-host", "mail.example.org"), ("in-secret", "x")]).await;
    open.has("Zonder beveiliging kan alleen naar deze machine zelf.");
}

#[tokio::test]
async fn a_text_is_previewed_checked_changed_and_put_back() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    let path = "/settings/texts/receipt/nl";
    browser.get("/settings/texts").await.has("Ontvangen").has("Tekst van Regie");
    browser.get(path).await.has("{{ link }}").has("Adres van de statuspagina");
    let wrong = change(&mut browser, path, path, &[("body", "Dag {{ customer_name }}, {{ link }}")]).await;
    assert_eq!(wrong.status.as_u16(), 422);
    wrong.has("Het woord customer_name bestaat niet in dit bericht.");
    let bare = change(&mut browser, path, path, &[("body", "Dank u.")]).await;
    bare.has("Zet de link in de tekst.");
    let own = "Dag!\n\nWij hebben {{ matter }}.\n\n{{ link }}";
    let preview = change(&mut browser, path, path, &[("body", own), ("do", "preview")]).await;
    assert_eq!(preview.status, StatusCode::OK);
    preview.has("Wij hebben uw vraag");
    let house = site.test.app.directory().await.unwrap().organisation().unwrap().clone();
    let named = [("body", "Dag van {{ organisation }} ({{ phone }}) {{ link }}"), ("do", "preview")];
    change(&mut browser, path, path, &named).await.has(&format!("Dag van {} ({})", house.name, house.phone));
    let torn = change(&mut browser, path, path, &[("body", "{{ link }} {% if by %}")]).await;
    torn.has("Kijk of alles tussen accolades").lacks("unexpected");
    browser.get("/settings/texts").await.lacks("Eigen tekst");
    let answer = change(&mut browser, path, path, &[("body", own)]).await;
    browser.follow(&answer).await.has("Eigen tekst");
    let answer = change(&mut browser, path, &format!("{path}/restore"), &[]).await;
    browser.follow(&answer).await.lacks("Eigen tekst").has("De tekst van Regie geldt weer.");
    assert_eq!(browser.get("/settings/texts/nonsense/nl").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn outgoing_mail_is_switched_and_everything_is_in_the_log() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    for (code, state) in [("paused", Outgoing::Paused), ("trial", Outgoing::Trial), ("live", Outgoing::Live)] {
        let page = browser.get("/settings/outgoing").await;
        let answer = browser.submit(&page, "/settings/outgoing", &[("state", code)]).await;
        browser.follow(&answer).await.has("Omgezet.");
        assert_eq!(site.test.app.directory().await.unwrap().organisation().unwrap().outgoing, state);
    }
    let log = browser.get("/settings/audit").await;
    log.has("Uitgaande e-mail: proefstand → aan").has(&site.city.people.administrator.name).has("Gewijzigd");
    site.signed_in(&site.city.people.auditor)
        .await
        .get("/settings/audit")
        .await
        .has("Uitgaande e-mail: proefstand → aan");
    let mut auditor = site.signed_in(&site.city.people.auditor).await;
    let page = auditor.get("/settings/outgoing").await;
    page.lacks("name=\"state\"").has("Je kunt dit bekijken.");
    let team = TeamId(uuid::Uuid::nil());
    assert_eq!(auditor.get(&format!("/settings/teams/{team}")).await.status, StatusCode::NOT_FOUND);
}

/// Mail of a customer who is no member waits while the house is on trial; switching on shows it first.
#[tokio::test]
async fn what_waited_is_shown_before_it_leaves_and_can_be_dropped() {
    for choice in ["go", "drop"] {
        let site = Site::new().await;
        let mut browser = administrator(&site).await;
        let page = browser.get("/settings/outgoing").await;
        browser.submit(&page, "/settings/outgoing", &[("state", "trial")]).await;
        let journey = site.begin("anja@example.net", "Verstopt riool").await;
        site.test.app.drain().await.unwrap();
        assert!(site.test.mail.sent().is_empty());
        let page = browser.get("/settings/outgoing").await;
        page.has("Eén bericht wacht.").has("Ontvangen").lacks("anja@example.net");
        let asked = browser.submit(&page, "/settings/outgoing", &[("state", "live")]).await;
        assert_eq!(asked.location(), "/settings/outgoing/live");
        let page = browser.follow(&asked).await;
        page.has("Eén bericht wacht nog.").has("Laat ze vertrekken").has("Laat ze vervallen").has("Ontvangen");
        page.has("Aan wie ze gaan, ziet alleen wie klantreizen mag lezen.").lacks("anja@example.net");
        let trial = site.test.app.directory().await.unwrap().organisation().unwrap().outgoing;
        assert_eq!(trial, Outgoing::Trial, "nothing is switched before the choice");
        let done = browser.submit(&page, "/settings/outgoing", &[("held", choice)]).await;
        browser.follow(&done).await.has("Omgezet.").lacks("bericht wacht");
        site.test.app.drain().await.unwrap();
        assert_eq!(site.test.mail.sent().len(), usize::from(choice == "go"));
        let mut desk = site.signed_in(&site.city.people.kcc_agent).await;
        let record = desk.get(&format!("/journeys/{journey}")).await;
        if choice == "drop" {
            record.has("kwam niet aan");
            browser.get("/settings/audit").await.has("Laten vervallen: een bericht dat wachtte");
        }
        assert_eq!(browser.get("/settings/outgoing/live").await.location(), "/settings/outgoing");
    }
}

#[tokio::test]
async fn an_administrator_is_shown_no_way_that_is_closed() {
    let site = Site::new().await;
    let mut browser = administrator(&site).await;
    assert_eq!(browser.get("/").await.location(), "/settings");
    let page = browser.get("/settings").await;
    page.lacks("href=\"/work\"").lacks("href=\"/handovers\"").lacks("action=\"/search\"");
    let hrefs: Vec<String> =
        page.text().split("href=\"/settings").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    for href in hrefs {
        assert_eq!(browser.get(&format!("/settings{href}")).await.status, StatusCode::OK, "{href}");
    }
}
