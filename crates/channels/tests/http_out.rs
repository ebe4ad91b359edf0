//! Posting to a program of others: a stand-in on this machine hears what is posted and answers as it likes.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use regie_app::ports::{HttpOut as _, HttpRequest, SendError};
use regie_channels::http_out::HttpPost;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Answers one request with these bytes; gives what was asked.
async fn stand_in(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send?to=%2B31600000078", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        let mut part = [0; 4096];
        while !heard.windows(4).any(|four| four == b"\r\n\r\n") || !heard.ends_with(b"}") {
            let read = stream.read(&mut part).await.unwrap();
            heard.extend_from_slice(&part[..read]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(heard).unwrap()
    });
    (url, heard)
}

fn request(url: String) -> HttpRequest {
    let headers = [("content-type", "application/json"), ("authorization", "Bearer geheim")];
    HttpRequest {
        url,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: br#"{"to":"+31600000078"}"#.to_vec(),
    }
}

#[tokio::test]
async fn what_is_posted_arrives_whole_and_the_answer_comes_back() {
    let (url, heard) = stand_in("HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok").await;
    let answer = HttpPost::new().post(&request(url)).await.unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (202, "ok"));
    let heard = heard.await.unwrap();
    assert!(heard.starts_with("POST /send?to=%2B31600000078 HTTP/1.1"), "{heard}");
    assert!(heard.contains("authorization: Bearer geheim") && heard.ends_with(r#"{"to":"+31600000078"}"#), "{heard}");
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_no_redirect_is_followed() {
    for (answer, status) in [
        ("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n", 401),
        ("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", 302),
    ] {
        let (url, _heard) = stand_in(answer).await;
        assert_eq!(HttpPost::new().post(&request(url)).await.unwrap().status, status);
    }
}

#[tokio::test]
async fn nobody_there_may_be_there_later_and_no_error_names_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/geheim", listener.local_addr().unwrap());
    drop(listener);
    let error = HttpPost::new().post(&request(url)).await.unwrap_err();
    assert!(matches!(&error, SendError::Temporary(words) if !words.contains("geheim")), "{error:?}");
    let error = HttpPost::new().post(&request("no address".to_owned())).await.unwrap_err();
    assert!(matches!(error, SendError::Permanent(_)), "{error:?}");
}
