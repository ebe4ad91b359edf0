//! A receiver of the tests: a small server on this machine that hears everything and answers as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What was posted.
#[derive(Debug, Clone)]
pub struct Heard {
    pub method: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn id(&self) -> String {
        self.header("webhook-id").to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["data"]["kind"].as_str().unwrap().to_owned()
    }

    /// The journey, and the place on it.
    pub fn place(&self) -> (String, i64) {
        let data = &self.json()["data"];
        (data["journeyId"].as_str().unwrap().to_owned(), data["seq"].as_i64().unwrap())
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status and more headers, each line ended.
    Status(u16, &'static str),
    /// It was dealt with, but the answer is lost.
    Lost,
    /// No answer, ever.
    Never,
    /// The beginning of an answer, and then nothing.
    Trickle,
    /// 200, and a body without end.
    Endless,
}

type Script = Box<dyn FnMut(&Heard) -> Reply + Send>;

/// The receiver.
pub struct Receiver {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    script: Arc<Mutex<Script>>,
    count: watch::Receiver<usize>,
}

impl Receiver {
    /// One that takes everything, and agrees to get it.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook?key=geheim", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let fine: Script = Box::new(|_| Reply::Status(204, ""));
        let script = Arc::new(Mutex::new(fine));
        let (counter, count) = watch::channel(0);
        let (all, says) = (heard.clone(), script.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, all.clone(), says.clone(), counter.clone()));
            }
        });
        Self { url, heard, script, count }
    }

    /// What it answers from now on.
    pub fn says(&self, script: impl FnMut(&Heard) -> Reply + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// What was posted so far, oldest first.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().iter().filter(|heard| heard.method == "POST").cloned().collect()
    }

    /// Forgets what was posted.
    pub fn take(&self) -> Vec<Heard> {
        let all = std::mem::take(&mut *self.heard.lock().unwrap());
        all.into_iter().filter(|heard| heard.method == "POST").collect()
    }

    /// Waits until so many requests were heard in all.
    pub async fn until(&self, requests: usize) {
        self.count.clone().wait_for(|count| *count >= requests).await.unwrap();
    }

    /// How many requests were heard in all.
    pub fn requests(&self) -> usize {
        *self.count.borrow()
    }
}

async fn serve(
    mut stream: TcpStream,
    all: Arc<Mutex<Vec<Heard>>>,
    says: Arc<Mutex<Script>>,
    counter: watch::Sender<usize>,
) {
    let mut read = Vec::new();
    while let Some(heard) = next(&mut stream, &mut read).await {
        let reply = match heard.method.as_str() {
            "OPTIONS" => Reply::Status(200, "webhook-allowed-origin: *\r\n"),
            _ => (says.lock().unwrap())(&heard),
        };
        all.lock().unwrap().push(heard);
        counter.send_modify(|count| *count += 1);
        let done = match reply {
            Reply::Status(status, headers) => {
                let answer = format!("HTTP/1.1 {status} As-told\r\ncontent-length: 0\r\n{headers}\r\n");
                stream.write_all(answer.as_bytes()).await
            }
            Reply::Lost => return,
            Reply::Never => std::future::pending().await,
            Reply::Trickle => {
                let _ = stream.write_all(b"HTTP/1.1 20").await;
                std::future::pending().await
            }
            Reply::Endless => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n").await;
                while stream.write_all(&[b'x'; 8192]).await.is_ok() {}
                return;
            }
        };
        if done.is_err() {
            return;
        }
    }
}

/// The next request of a connection.
async fn next(stream: &mut TcpStream, read: &mut Vec<u8>) -> Option<Heard> {
    let mut part = [0; 16384];
    let end = loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        match stream.read(&mut part).await {
            Ok(count @ 1..) => read.extend_from_slice(&part[..count]),
            _ => return None,
        }
    };
    let head = String::from_utf8(read[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let method = lines.next().unwrap().split(' ').next().unwrap().to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    while read.len() < end + length {
        match stream.read(&mut part).await {
            Ok(count @ 1..) => read.extend_from_slice(&part[..count]),
            _ => return None,
        }
    }
    let body = read[end..end + length].to_vec();
    read.drain(..end + length);
    Some(Heard { method, headers, body })
}
