//! Machines that answer machines: whatever answers our receipt, the exchange ends.

use regie_app::ports::OutgoingMail;
use regie_channels::email::out::composed;

use crate::support::{ANNAS_ADDRESS, Desk, mail_to};

/// An auto-responder: the address it writes to, its headers, its subject and its envelope sender.
struct Machine {
    name: &'static str,
    headers: &'static [&'static str],
    subject: &'static str,
    quotes: bool,
    to_token: bool,
    null_sender: bool,
    /// Automatic mails that it may draw out of us.
    most: usize,
}

const fn machine(name: &'static str, headers: &'static [&'static str]) -> Machine {
    Machine {
        name,
        headers,
        subject: "Bedankt voor uw bericht",
        quotes: false,
        to_token: false,
        null_sender: false,
        most: 1,
    }
}

fn machines() -> Vec<Machine> {
    vec![
        machine("auto-replied", &["Auto-Submitted: auto-replied"]),
        machine("auto-generated", &["Auto-Submitted: auto-generated"]),
        machine("x-autoreply", &["X-Autoreply: yes"]),
        machine("precedence", &["Precedence: auto_reply"]),
        machine("bulk", &["Precedence: bulk"]),
        machine("list", &["List-Id: <desk.example.net>"]),
        machine("suppress", &["X-Auto-Response-Suppress: All"]),
        Machine { null_sender: true, ..machine("null sender", &[]) },
        Machine { subject: "Automatic reply: uw bericht", ..machine("subject", &[]) },
        Machine { quotes: true, ..machine("unmarked, quotes", &[]) },
        Machine { to_token: true, ..machine("unmarked, to the token", &[]) },
        // Nothing tells it from a person: it begins one story, and no more.
        Machine { most: 2, ..machine("unmarked", &[]) },
    ]
}

impl Machine {
    fn answer(&self, round: usize, to: &OutgoingMail) -> Vec<u8> {
        let mut headers = self.headers.join("\n");
        if self.quotes {
            headers.push_str(&format!("\nIn-Reply-To: <{}>", to.message_id));
        }
        let address = if self.to_token { to.reply_to.as_str() } else { to.from.as_str() };
        let id = format!("auto{round}@example.net");
        let body = format!("Wij antwoorden binnen twee dagen. Nummer {round}.");
        mail_to(address, "Support <a.jansen@example.net>", self.subject, &id, headers.trim(), &body)
    }
}

#[tokio::test]
async fn f21_an_auto_responder_and_our_receipt_stop_at_once() {
    for machine in machines() {
        let desk = Desk::open().await;
        desk.anna_asks("Vraag over de rekening").await;
        for round in 0..10 {
            let sent = desk.test.mail.to(ANNAS_ADDRESS);
            let Some(next) = sent.get(round) else { break };
            let raw = machine.answer(round, next);
            let to = if machine.to_token { next.reply_to.clone() } else { next.from.clone() };
            desk.keep(&raw, &[&to], Some(if machine.null_sender { "" } else { ANNAS_ADDRESS })).await;
            desk.place_all().await;
            desk.test.drain().await;
        }
        let automatic = desk.test.mail.to(ANNAS_ADDRESS).len();
        assert!(automatic <= machine.most, "{}: {automatic} automatic mails", machine.name);
    }
}

#[tokio::test]
async fn f21_our_own_mail_that_comes_back_is_recognised() {
    let desk = Desk::open().await;
    let (_, sent) = desk.anna_asks("Vraag over de rekening").await;
    let mut round_trip = "Received: from a by b; Mon, 05 Feb 2018 08:00:00 +0100\r\n".repeat(60).into_bytes();
    round_trip.extend(composed(&sent).unwrap().raw);
    for sender in ["", "kcc@example.org"] {
        desk.keep(&round_trip, &["kcc@example.org"], Some(sender)).await;
    }
    desk.place_all().await;
    desk.test.drain().await;
    assert_eq!((desk.journeys().await.len(), desk.test.mail.sent().len()), (1, 1));
    assert!(desk.waiting().await.is_empty());
}

#[tokio::test]
async fn f21_two_desks_that_receipt_each_other_exchange_two_mails() {
    let (one, two) = (Desk::open().await, Desk::open().await);
    two.change_mailbox(|mailbox| mailbox.address = "desk@example.net".to_owned()).await;
    let ask = mail_to("kcc@example.org", "Andere balie <desk@example.net>", "Vraag", "d1@example.net", "", "Wat nu?");
    one.keep(&ask, &["kcc@example.org"], Some("desk@example.net")).await;
    let mut receipts = 0;
    for _ in 0..6 {
        for (from, to) in [(&one, &two), (&two, &one)] {
            from.place_all().await;
            from.test.drain().await;
            for mail in from.test.mail.take() {
                receipts += 1;
                let composed = composed(&mail).unwrap();
                to.keep(
                    &composed.raw,
                    &[&mail.to],
                    composed.envelope_from.map(|from| from.address()).as_deref().or(Some("")),
                )
                .await;
            }
        }
    }
    assert_eq!(receipts, 1, "the question and its receipt are all");
    assert_eq!((one.journeys().await.len(), two.journeys().await.len()), (1, 0));
}
