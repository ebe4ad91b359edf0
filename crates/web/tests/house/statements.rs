//! `/toegankelijkheid` and `/privacy`: truthful before they are filled in, and what was stated afterwards.

use axum::http::StatusCode;

use crate::support::Site;

#[tokio::test]
async fn before_they_are_filled_in_they_say_so_and_every_foot_leads_there() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let page = visitor.get("/toegankelijkheid").await;
    page.has("heeft hier nog niet verteld hoe toegankelijk").has("href=\"/privacy\"").lacks("Onderzocht op");
    let page = visitor.get("/privacy").await;
    page.has("heeft hier nog niet verteld wat er met uw gegevens gebeurt").has("Autoriteit Persoonsgegevens");
    for path in ["/sign-in", "/link", "/s/geen"] {
        visitor.get(path).await.has("href=\"/toegankelijkheid\"").has("href=\"/privacy\"");
    }
    visitor.lang = "en";
    visitor.get("/toegankelijkheid").await.has("has not said here yet").has("lang=\"en\"");
}

#[tokio::test]
async fn what_the_administrator_states_stands_there_in_both_languages() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get("/settings/statements").await;
    let action = "/settings/statements/accessibility";
    // Status B without a day, gaps or contact: each is said at its field, and nothing is kept.
    let wrong = admin.submit(&page, action, &[("grade", "b"), ("register", "javascript:alert(1)")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["researched-on", "gaps-nl", "contact", "register"] {
        wrong.has(&format!("id=\"access-{field}-error\""));
    }
    let stated = [
        ("grade", "b"),
        ("researched-on", "2018-01-15"),
        ("gaps-nl", "De kaart is niet te bedienen met een toetsenbord."),
        ("contact", "toegankelijk@example.org"),
        ("register", "https://register.example.org/verklaring/1"),
    ];
    let saved = admin.submit(&wrong, action, &stated).await;
    admin.follow(&saved).await.has("De kaart is niet te bedienen");
    let page = admin.get("/settings/statements").await;
    let told = [
        ("purposes-nl", "Om uw vraag te behandelen."),
        ("grounds-nl", "Dat is onze taak."),
        ("term-nl", "Twee jaar."),
        ("term-en", "Two years."),
        ("officer", "06 00 00 00 78"),
    ];
    let saved = admin.submit(&page, "/settings/statements/privacy", &told).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());

    let mut visitor = site.visitor();
    let page = visitor.get("/toegankelijkheid").await;
    page.has("voldoen voor een deel").has("Onderzocht op").has("De kaart is niet te bedienen");
    page.has("href=\"mailto:toegankelijk@example.org\"").has("href=\"https://register.example.org/verklaring/1\"");
    page.lacks("nog niet verteld");
    visitor.get("/privacy").await.has("Twee jaar.").has("href=\"tel:0600000078\"").has("U mag uw gegevens zien");
    visitor.lang = "en";
    // What is there in one language only is better than nothing.
    visitor.get("/privacy").await.has("Two years.").has("Om uw vraag te behandelen.");
}

#[tokio::test]
async fn who_may_not_change_settings_changes_no_statement() {
    let site = Site::new().await;
    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    let page = lead.get("/settings/statements").await;
    page.has("disabled").lacks("action=\"/settings/statements/privacy\"");
}
