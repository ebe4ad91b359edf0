//! Payloads as they are documented, and as nobody documents them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use regie_app::ports::CallAnswer;
use regie_app::social::{Account, Came, Fate, FileAt, Happened, NotTaken, Place, SocialChannel, Told, Unread};
use regie_domain::codes::FailWhy;
use regie_domain::social::Template;
use serde_json::{Value, json};

use super::{Messenger, Whatsapp, sign};

const PAGE: &str = "1906385232743451";
const NUMBER: &str = "106540352242922";

fn account(id: &str) -> Account<'_> {
    Account { id, base: "https://graph.example.org/v23.0", token: "geheim" }
}

fn page(events: &Value) -> Vec<u8> {
    json!({ "object": "page", "entry": [{ "id": PAGE, "time": 1_503_994_320_000_i64, "messaging": events }] })
        .to_string()
        .into_bytes()
}

fn from(event: Value) -> Value {
    let mut whole =
        json!({ "sender": { "id": "5512" }, "recipient": { "id": PAGE }, "timestamp": 1_503_994_320_000_i64 });
    whole.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    whole
}

fn number(value: Value) -> Vec<u8> {
    let mut whole = json!({ "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "310000000", "phone_number_id": NUMBER } });
    whole.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    json!({ "object": "whatsapp_business_account",
        "entry": [{ "id": "1", "changes": [{ "value": whole, "field": "messages" }] }] })
    .to_string()
    .into_bytes()
}

fn came(happened: &[Happened]) -> Vec<&Came> {
    happened.iter().filter_map(|one| if let Happened::Came(came) = one { Some(came) } else { None }).collect()
}

#[test]
fn a_signature_is_over_the_raw_bytes_and_nothing_else_fits() {
    let body = br#"{"object":"page","entry":[]}"#;
    let good = sign("geheim", body);
    assert!(good.starts_with("sha256=") && good.len() == 71);
    for channel in [&Messenger as &dyn SocialChannel, &Whatsapp] {
        assert_eq!(channel.signed_in(), "x-hub-signature-256");
        assert!(channel.is_signed("geheim", &good, body));
        assert!(channel.is_signed("geheim", &good.to_uppercase().replace("SHA256", "sha256"), body));
        assert!(
            !channel.is_signed("geheim", &good, br#"{"object": "page","entry":[]}"#),
            "the same thing, other bytes"
        );
        assert!(!channel.is_signed("ander", &good, body));
        assert!(!channel.is_signed("", &sign("", body), body), "no secret proves nothing");
        for bad in ["", "sha256=", "sha1=00", &good[7..], &good[..70], "sha256=é"] {
            assert!(!channel.is_signed("geheim", bad, body), "{bad}");
        }
    }
}

#[test]
fn words_files_and_answers_of_a_messenger_posting_are_read() {
    let body = page(&json!([
        from(json!({ "message": { "mid": "m_1", "text": " Twee keer betaald.\r\nKlopt dat? ", "nieuw": { "a": 1 } } })),
        from(json!({ "message": { "mid": "m_2", "reply_to": { "mid": "m_0" }, "attachments": [
            { "type": "image", "payload": { "url": "https://cdn.example.org/a.jpg" } },
            { "type": "location", "payload": { "coordinates": { "lat": 1, "long": 2 } } } ] } })),
        from(json!({ "postback": { "mid": "m_3", "title": "Ja", "payload": "YES" } })),
        from(json!({ "message": { "mid": "m_4", "is_echo": true, "text": "van ons" } })),
        from(json!({ "delivery": { "mids": ["m_9"], "watermark": 1_503_994_320_000_i64 } })),
        from(json!({ "read": { "watermark": 1_503_994_320_000_i64 } })),
        from(json!({ "reaction": { "mid": "m_1", "emoji": "x" } })),
    ]));
    let happened = Messenger.read(PAGE, &body).unwrap();
    let written = came(&happened);
    assert_eq!(written.len(), 3);
    assert_eq!((written[0].text.as_str(), written[0].from.as_str()), ("Twee keer betaald.\nKlopt dat?", "5512"));
    assert_eq!(written[0].at.unwrap().to_string(), "2017-08-29T08:12:00Z");
    assert_eq!(written[1].files[0].place, Place::Url("https://cdn.example.org/a.jpg".to_owned()));
    assert_eq!((written[1].sort.as_deref(), written[1].answers.as_deref()), (Some("location"), Some("m_0")));
    assert_eq!(written[2].text, "Ja");
    let told: Vec<&Told> =
        happened.iter().filter_map(|one| if let Happened::Told(told) = one { Some(told) } else { None }).collect();
    assert_eq!((told[0].fate, told[0].ids.as_slice(), told[0].until), (Fate::Delivered, &["m_9".to_owned()][..], None));
    assert_eq!((told[1].fate, told[1].ids.len(), told[1].until.is_some()), (Fate::Read, 0, true));
    assert!(happened.contains(&Happened::Other("reaction".to_owned())));
}

#[test]
fn several_entries_are_read_and_those_of_another_page_are_left() {
    let entry = |id: &str, mid: &str| json!({ "id": id, "messaging": [from(json!({ "message": { "mid": mid, "text": mid } }))] });
    let body = json!({ "object": "page", "entry": [entry(PAGE, "a"), entry("7", "b"), entry(PAGE, "c")] }).to_string();
    let happened = Messenger.read(PAGE, body.as_bytes()).unwrap();
    assert_eq!(came(&happened).iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    assert!(happened.contains(&Happened::Other("other-page".to_owned())));
}

#[test]
fn every_sort_of_a_whatsapp_message_is_read_or_kept_by_its_sort() {
    let message = |kind: &str, more: Value| {
        let mut whole =
            json!({ "from": "31600000078", "id": format!("wamid.{kind}"), "timestamp": "1503994320", "type": kind });
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        whole
    };
    let body = number(json!({
        "contacts": [{ "profile": { "name": "A. Jansen" }, "wa_id": "31600000078" }],
        "messages": [
            message("text", json!({ "text": { "body": "Hallo" }, "context": { "id": "wamid.0" } })),
            message("image", json!({ "image": { "id": "77", "mime_type": "image/jpeg", "caption": "de bon" } })),
            message("document", json!({ "document": { "id": "78", "filename": "bon.pdf", "mime_type": "application/pdf" } })),
            message("button", json!({ "button": { "text": "Ja graag", "payload": "x" } })),
            message("interactive", json!({ "interactive": { "type": "list_reply", "list_reply": { "id": "1", "title": "Dinsdag" } } })),
            message("location", json!({ "location": { "latitude": 1, "longitude": 2 } })),
            message("reaction", json!({ "reaction": { "message_id": "wamid.0", "emoji": "x" } })),
            message("iets_nieuws", json!({ "iets_nieuws": {} })),
        ],
    }));
    let happened = Whatsapp.read(NUMBER, &body).unwrap();
    let written = came(&happened);
    assert_eq!(
        written.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
        ["Hallo", "de bon", "", "Ja graag", "Dinsdag", "", ""]
    );
    assert_eq!((written[0].name.as_deref(), written[0].answers.as_deref()), (Some("A. Jansen"), Some("wamid.0")));
    let pdf = FileAt {
        place: Place::Id("78".to_owned()),
        name: Some("bon.pdf".to_owned()),
        media_type: Some("application/pdf".to_owned()),
    };
    assert_eq!(written[2].files, [pdf]);
    assert_eq!((written[5].sort.as_deref(), written[6].sort.as_deref()), (Some("location"), Some("iets_nieuws")));
    assert!(happened.contains(&Happened::Other("reaction".to_owned())));
}

#[test]
fn what_became_of_ours_is_told_with_the_reason() {
    let status = |state: &str, more: Value| {
        let mut whole =
            json!({ "id": "wamid.9", "status": state, "timestamp": "1503994321", "recipient_id": "31600000078" });
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        whole
    };
    let failed = |code: i64| status("failed", json!({ "errors": [{ "code": code, "title": "x" }] }));
    let body = number(json!({ "statuses": [
        status("sent", json!({})), status("delivered", json!({})), status("read", json!({})),
        failed(131_047), failed(131_026), failed(1), status("verdwenen", json!({})),
    ] }));
    let happened = Whatsapp.read(NUMBER, &body).unwrap();
    let fates: Vec<Option<Fate>> =
        happened.iter().map(|one| if let Happened::Told(told) = one { Some(told.fate) } else { None }).collect();
    assert_eq!(
        fates,
        [
            Some(Fate::Sent),
            Some(Fate::Delivered),
            Some(Fate::Read),
            Some(Fate::Failed(FailWhy::Window)),
            Some(Fate::Failed(FailWhy::Blocked)),
            Some(Fate::Failed(FailWhy::Refused)),
            None,
        ]
    );
}

#[test]
fn what_is_sent_has_the_documented_form_and_the_token_in_a_header() {
    let call = Messenger.text(account(PAGE), "5512", "Hallo \"u\"");
    assert_eq!(call.url, format!("https://graph.example.org/v23.0/{PAGE}/messages"));
    assert!(call.headers.contains(&("authorization".to_owned(), "Bearer geheim".to_owned())));
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(
        body,
        json!({ "recipient": { "id": "5512" }, "messaging_type": "RESPONSE", "message": { "text": "Hallo \"u\"" } })
    );
    let call = Whatsapp.text(account(NUMBER), "31600000078", "Hallo");
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!((body["type"].as_str(), body["text"]["body"].as_str()), (Some("text"), Some("Hallo")));
    let template = Template { name: "nieuws".to_owned(), language: "nl".to_owned() };
    let values = ["Over uw\nvraag".to_owned(), "https://regie.example.org/s/x".to_owned()];
    let call = Whatsapp.template(account(NUMBER), "31600000078", &template, &values).unwrap();
    let body: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(body["template"]["components"][0]["parameters"][0]["text"], "Over uw vraag");
    assert!(Messenger.template(account(PAGE), "5512", &template, &values).is_none());
}

#[test]
fn an_answer_says_the_id_or_why_not() {
    let answer = |status: u16, body: Value| CallAnswer { status, headers: Vec::new(), body: body.to_string() };
    assert_eq!(
        Messenger.taken(&answer(200, json!({ "recipient_id": "5512", "message_id": "m_1" }))),
        Ok("m_1".to_owned())
    );
    assert_eq!(Whatsapp.taken(&answer(200, json!({ "messages": [{ "id": "wamid.1" }] }))), Ok("wamid.1".to_owned()));
    let error =
        |code: i64, subcode: i64| json!({ "error": { "message": "m", "code": code, "error_subcode": subcode } });
    let never = |channel: &dyn SocialChannel, status: u16, body: Value| match channel.taken(&answer(status, body)) {
        Err(NotTaken::Never(why, _)) => Some(why),
        Err(NotTaken::Later(_)) => None,
        Ok(id) => panic!("{id}"),
    };
    assert_eq!(never(&Messenger, 400, error(10, 2_018_278)), Some(FailWhy::Window));
    assert_eq!(never(&Messenger, 400, error(551, 0)), Some(FailWhy::Blocked));
    assert_eq!(never(&Messenger, 401, error(190, 463)), Some(FailWhy::Access));
    assert_eq!(never(&Messenger, 400, error(613, 0)), None);
    assert_eq!(never(&Messenger, 500, json!("stuk")), None);
    assert_eq!(never(&Messenger, 200, json!({})), None, "taken without an id: perhaps not taken");
    assert_eq!(never(&Messenger, 400, json!({})), Some(FailWhy::Refused));
    assert_eq!(never(&Whatsapp, 400, error(131_047, 0)), Some(FailWhy::Window));
    assert_eq!(never(&Whatsapp, 429, error(130_429, 0)), None);
}

#[test]
fn a_file_is_fetched_in_one_step_or_in_two() {
    let url = FileAt { place: Place::Url("https://cdn.example.org/a".to_owned()), name: None, media_type: None };
    let fetch = Messenger.fetch(account(PAGE), &url);
    assert_eq!((fetch.url.as_str(), fetch.headers.len()), ("https://cdn.example.org/a", 0), "strangers get no token");
    assert!(Messenger.fetch_then(account(PAGE), &url, b"{}").is_none());
    let id = FileAt { place: Place::Id("77".to_owned()), name: None, media_type: None };
    assert_eq!(Whatsapp.fetch(account(NUMBER), &id).url, "https://graph.example.org/v23.0/77");
    let then = Whatsapp.fetch_then(account(NUMBER), &id, br#"{"url":"https://lookaside.example.org/x"}"#).unwrap();
    assert_eq!((then.url.as_str(), then.headers.len()), ("https://lookaside.example.org/x", 1));
}

#[test]
fn hostile_postings_are_refused_or_left_and_nothing_falls_over() {
    for channel in [&Messenger as &dyn SocialChannel, &Whatsapp] {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        for bad in ["", "geen json", "[]", "{}", "null", "{\"object\":7}", &deep] {
            assert_eq!(channel.read(PAGE, bad.as_bytes()), Err(Unread::Form), "{}", &bad[..bad.len().min(40)]);
        }
        assert_eq!(channel.read(PAGE, br#"{"object":"instagram","entry":[]}"#), Err(Unread::Elsewhere));
        for odd in ["page", "whatsapp_business_account"] {
            for entry in [
                json!(null),
                json!([1, "a", null, [], {}]),
                json!({ "a": 1 }),
                json!([{ "id": PAGE, "messaging": [null, 1, {}] }]),
            ] {
                let body = json!({ "object": odd, "entry": entry }).to_string();
                let _ = channel.read(PAGE, body.as_bytes());
            }
        }
    }
    let many: Vec<Value> =
        (0..10_000).map(|n| from(json!({ "message": { "mid": format!("m_{n}"), "text": "x" } }))).collect();
    assert_eq!(Messenger.read(PAGE, &page(&json!(many))).unwrap().len(), 10_000);
    let odd = page(&json!([
        from(json!({ "message": { "mid": "x".repeat(600), "text": "te lang id" } })),
        from(json!({ "message": { "mid": "m 1", "text": "blanco in het id" } })),
        from(json!({ "message": { "mid": ["m"], "text": 7 } })),
        json!({ "message": { "mid": "m_1", "text": "van niemand" } }),
        from(json!({ "message": { "mid": "m_5", "text": "\u{0}\u{7}" } })),
    ]));
    let happened = Messenger.read(PAGE, &odd).unwrap();
    assert_eq!(came(&happened).len(), 1, "{happened:?}");
    assert_eq!(came(&happened)[0].sort.as_deref(), Some("unsupported"));
}
