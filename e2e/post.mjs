// The post of a demonstration: a mail handed to its desk, and what it would have sent.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** Hands a mail to the desk that listens on `port`, over SMTP, as another mail server does. */
export async function send(port, { from, to, subject, text, id }) {
  const socket = connect({ host: "127.0.0.1", port });
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const expect = async (code) => {
    for (;;) {
      const { value, done } = await lines.next();
      assert.ok(!done && value.startsWith(code), `the desk answers “${value}”, not ${code}`);
      if (value[3] !== "-") return;
    }
  };
  const say = async (line, code) => {
    socket.write(`${line}\r\n`);
    await expect(code);
  };
  const body = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    text,
  ];
  const bare = (address) => /<(.+)>/.exec(address)?.[1] ?? address;
  await expect("220");
  await say("EHLO test.example.net", "250");
  await say(`MAIL FROM:<${bare(from)}>`, "250");
  await say(`RCPT TO:<${bare(to)}>`, "250");
  await say("DATA", "354");
  await say(`${body.join("\r\n").replaceAll("\r\n.", "\r\n..")}\r\n.`, "250");
  socket.end("QUIT\r\n");
}

/** All that left for an address, oldest first: `{ subject, text, link }`, the link to the customer's page on this machine. */
export async function outbox(page, demo, address) {
  await page.goto(`${demo.url}/demo/outbox`);
  const mails = await page.locator("article:has(details.mail)").evaluateAll((all) =>
    all.map((mail) => ({
      to: mail.querySelector("summary .muted").textContent.split(" · ")[0].trim(),
      subject: mail.querySelector("summary").firstChild.textContent.trim(),
      text: mail.querySelector("details > div").textContent.replace(/[  ]/g, " "),
      link: [...mail.querySelectorAll("a")].map((link) => link.href).find((href) => new URL(href).pathname.startsWith("/s/")),
    })),
  );
  const here = (link) => link && new URL(new URL(link).pathname, demo.url).href;
  return mails.filter((mail) => mail.to === address).map((mail) => ({ ...mail, link: here(mail.link) })).reverse();
}

/** The newest text message of a demonstration: its words, and the link in it on this machine. */
export async function textMessage(page, demo) {
  await page.goto(`${demo.url}/demo/outbox`);
  const text = await page.locator("#texts").innerText();
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  const { pathname, search } = new URL(link);
  return { text, link: new URL(pathname + search, demo.url).href };
}
