//! Texts of messages: previewed as they arrive, refused with what is right, remarked on and never held up.

use axum::http::{StatusCode, header};

use crate::support::{Browser, Page, Site};

async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    browser.submit(&page, path, fields).await
}

#[tokio::test]
async fn a_preview_is_the_mail_itself_in_both_parts_and_both_languages_before_it_is_saved() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    for (path, greeting, words) in [
        ("/settings/texts/no_news/nl", "Dag {{ customer_name }},", "Wij zijn u niet vergeten."),
        ("/settings/texts/no_news/en", "Hello {{ customer_name }},", "We have not forgotten you."),
    ] {
        let body = format!("{greeting}\n\n{words}\n\n- {{{{ next_step }}}}\n\n{{{{ link }}}}");
        let fields = [("subject", "Over {{ reference }}"), ("body", body.as_str()), ("do", "preview")];
        let shown = send(&mut admin, path, &fields).await;
        assert_eq!(shown.status, StatusCode::OK);
        // The plain part, and the mail's own markup twice: for a light and for a dark program.
        shown.has("class=\"plainmail\"").has("mailpreview light").has("mailpreview dark");
        assert_eq!(shown.text().matches(words).count(), 2 + 1 + 1, "twice as a mail, once plain, once in the form");
        shown.has("J. de Vries").has("Over R-1802-0007").lacks(" style=\"");
        let sheet = shown.text().split("href=\"/brand/mail.css").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let sheet = admin.get(&format!("/brand/mail.css{sheet}")).await;
        sheet.has(".mailpreview .mail-0{").has("border-radius:8px");
        assert_eq!(sheet.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    }
    assert!(site.test.app.directory().await.unwrap().texts.is_empty(), "nothing was saved");
}

#[tokio::test]
async fn a_preview_wears_the_colours_of_the_house() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let saved = send(&mut admin, "/settings/brand", &[("light", "#7a1f5c")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let shown = admin.get("/settings/texts/receipt/nl").await;
    let sheet = shown.text().split("href=\"/brand/mail.css").nth(1).unwrap().split('"').next().unwrap().to_owned();
    admin.get(&format!("/brand/mail.css{sheet}")).await.has("background:#7a1f5c").has("border-top:6px solid #7a1f5c");
    shown.has("Gemeente Voorbeeldstad</div>");
}

#[tokio::test]
async fn a_wrong_variable_is_refused_with_those_that_are_right_and_the_text_is_kept() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    for (lang, words) in [("nl", "Het woord naam bestaat niet in dit bericht."), ("en", "Het woord naam bestaat niet")]
    {
        let path = format!("/settings/texts/promise_moved/{lang}");
        let fields = [("subject", "Over {{ naam }}"), ("body", "Mijn eigen regel. {{ naam }} {{ link }}")];
        let wrong = send(&mut admin, &path, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let known = regie_app::texts::variables("promise_moved").join(", ");
        wrong.has(words).has(&format!("Je kunt kiezen uit: {known}.")).has("Mijn eigen regel.");
        wrong.lacks("class=\"plainmail\"");
    }
    assert!(site.test.app.directory().await.unwrap().texts.is_empty());
}

#[tokio::test]
async fn long_passive_and_difficult_sentences_are_remarked_on_and_saved_all_the_same() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = "/settings/texts/closed_again/nl";
    admin.get(path).await.has("Korte zinnen, geen moeilijke woorden.");
    let long = "Wij schrijven u dit omdat wij graag willen dat u weet hoe het gaat en wat u nu nog van ons krijgt en wanneer dat is.";
    let body = format!("Uw verzoek wordt behandeld. Conform afspraak bellen wij. {long}\n\n{{{{ link }}}}");
    let fields = [("subject", "Over uw vraag"), ("body", body.as_str())];
    let shown = send(&mut admin, path, &[&fields[..], &[("do", "preview")]].concat()).await;
    shown.has("<blockquote>Uw verzoek wordt behandeld.</blockquote>").has("(wordt … behandeld)");
    shown.has("Liever niet: “conform”. Schrijf bijvoorbeeld: volgens.").has("26 woorden. Maak er twee zinnen van.");
    let saved = send(&mut admin, path, &fields).await;
    assert_eq!(saved.location(), format!("{path}?said=said-saved"), "whoever saved it sees what is remarked");
    admin.follow(&saved).await.has("Bewaard.").has("Maak er twee zinnen van.");

    let path = "/settings/texts/closed_again/en";
    let body = "Your request is being handled. We call you prior to Monday.\n\n{{ link }}";
    let shown = send(&mut admin, path, &[("subject", "About you"), ("body", body), ("do", "preview")]).await;
    shown.has("(is handled)").has("“prior to”. Schrijf bijvoorbeeld: before.");
}

#[tokio::test]
async fn an_administrator_adds_words_and_others_only_read_them() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let path = "/settings/wording";
    admin.get("/settings/texts").await.has("href=\"/settings/wording\"").has("0 van jullie");
    let wrong = send(&mut admin, path, &[("words-nl", "= melding"), ("words-en", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Zet voor = het woord dat je liever niet gebruikt.").has("= melding");
    let stale = admin.get(path).await;
    let saved = send(&mut admin, path, &[("words-nl", "ticket = melding\nescaleren"), ("words-en", "ticket")]).await;
    admin.follow(&saved).await.has("ticket = melding").has("escaleren");
    let late = admin.submit(&stale, path, &[("words-nl", "anders"), ("words-en", "")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "a colleague was faster");
    admin.get("/settings/texts").await.has("3 van jullie");
    let body = "Uw ticket loopt. Wij escaleren dit.\n\n{{ link }}";
    let text = "/settings/texts/closed_again/nl";
    let shown = send(&mut admin, text, &[("subject", "Over u"), ("body", body), ("do", "preview")]).await;
    shown.has("“ticket”. Schrijf bijvoorbeeld: melding.").has("Liever niet: “escaleren”.");
    admin.get("/settings/audit").await.has("Woorden die je liever niet gebruikt");

    let mut auditor = site.signed_in(&site.city.people.auditor).await;
    auditor.get(path).await.has("ticket = melding").lacks(&format!("action=\"{path}\""));
    let page = admin.get(path).await;
    assert_eq!(auditor.submit(&page, path, &[("words-nl", "x")]).await.status, StatusCode::FORBIDDEN);
}
