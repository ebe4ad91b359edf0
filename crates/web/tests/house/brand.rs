//! The look of the customer's pages: colours whose contrast is checked when they are set, and a logo that is a picture.

use axum::http::{StatusCode, header};

use crate::support::Site;

const HERE: &str = "/settings/brand";

/// A picture of 300 by 100 points, as far as its head says.
fn png() -> Vec<u8> {
    [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &[0, 0, 1, 0x2c, 0, 0, 0, 0x64, 8, 6, 0, 0, 0]].concat()
}

#[tokio::test]
async fn a_colour_that_cannot_be_read_is_refused_with_its_figure_and_the_nearest_that_can() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get(HERE).await;
    let wrong = admin.submit(&page, HERE, &[("light", "#ff8800")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("2,1\u{a0}:\u{a0}1").has("4,5\u{a0}:\u{a0}1").has("De dichtstbijzijnde kleur die kan: #");
    let nearest = wrong.text().split("die kan: ").nth(1).unwrap()[..7].to_owned();
    let saved = admin.submit(&wrong, HERE, &[("light", &nearest)]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    admin.follow(&saved).await.has("brandpreview dark").has("Tekst op de hoofdkleur");
}

#[tokio::test]
async fn customers_pages_wear_it_from_the_own_origin_and_nothing_stands_inline() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let link = site.link(journey).await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get(HERE).await;
    let files: &[(&str, &str, &[u8])] = &[("logo", "logo.png", &png())];
    let tried = admin.submit_files(&page, HERE, &[("light", "#7a1f5c"), ("do", "preview")], &[]).await;
    tried.has("/brand/preview.css?light=7a1f5c");
    site.visitor().get("/").await;
    let saved = admin.submit_files(&page, HERE, &[("light", "#7a1f5c")], files).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());

    let mut visitor = site.visitor();
    for path in [link.as_str(), "/link", "/privacy"] {
        let page = visitor.get(path).await;
        page.has("href=\"/brand/colours.css?v=").has("src=\"/brand/logo/").has("width=\"120\" height=\"40\"");
        page.lacks("style=\"");
    }
    let text = visitor.get(&link).await.text();
    let part = |start: &str| text.split(start).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sheet = visitor.get(&format!("/brand/colours.css{}", part("href=\"/brand/colours.css"))).await;
    sheet.has(".customer{--brand:light-dark(#7a1f5c,#");
    assert_eq!(sheet.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let logo = visitor.get(&format!("/brand/logo/{}", part("src=\"/brand/logo/"))).await;
    assert_eq!((logo.headers[header::CONTENT_TYPE].to_str().unwrap(), logo.body), ("image/png", png()));
    assert_eq!(logo.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(visitor.get("/brand/logo/00").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_drawing_or_too_large_a_picture_is_no_logo() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get(HERE).await;
    let drawing: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let wrong = admin.submit_files(&page, HERE, &[], &[("logo", "logo.png", drawing)]).await;
    wrong.has("Dit is geen png, jpg of webp");
    let large = [png(), vec![0; 300 * 1024]].concat();
    let wrong = admin.submit_files(&page, HERE, &[], &[("logo", "logo.png", &large)]).await;
    wrong.has("hoogstens 200 kB");
    site.visitor().get("/link").await.lacks("/brand/logo/");
}

#[tokio::test]
async fn mails_wear_it_and_their_plain_text_is_the_same() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get(HERE).await;
    let saved = admin.submit(&page, HERE, &[("light", "#7a1f5c")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    site.begin("anja@example.net", "Loodgieter").await;
    let mail = site.test.mail.last_to("anja@example.net");
    assert!(mail.html.contains("border-top:6px solid #7a1f5c") && mail.html.contains("bgcolor=\"#7a1f5c\""));
    assert!(!mail.text.contains("#7a1f5c"));
}
