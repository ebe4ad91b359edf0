//! A message on a social channel: its words as they stand in the mail, as far as they fit, with the way to the page on which
//! all of it stands. Within the window it goes freely, after that by an approved template where there is one. It is recorded
//! as it went out; that it was delivered is said only once the channel says so.

use jiff::Timestamp;
use regie_domain::codes::FailWhy;
use regie_domain::social::SocialConnection;
use regie_store::social::{self as stored, MessageState, SocialMessage};
use regie_store::{Tx, links as kept_links};

use super::case::{Case, Recipient};
use super::compose;
use super::record::Keeper;
use super::{PATIENCE, text};
use crate::App;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::links;
use crate::ports::{Call, Unreached};
use crate::run::Stage;
use crate::social::{Fate, NotTaken, SocialChannel, SocialWindow, Told, account};

/// With what a paragraph about the attachment of a mail begins.
const ATTACHED: [&str; 2] = ["Met de bijlage ", "The attachment "];

/// A social handle as the outbox sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chat {
    /// Until when somebody may be answered there; nothing where that person never wrote to what is known.
    pub window: Option<SocialWindow>,
}

impl Chat {
    /// Whether words go freely now: the person wrote there not long ago.
    pub fn is_open(self, now: Timestamp) -> bool {
        self.window.is_some_and(|window| window.is_open(now))
    }

    /// Why nothing can leave there now; nothing where it can.
    pub fn barred(self, now: Timestamp) -> Option<FailWhy> {
        match self.window {
            Some(window) if !window.works => Some(FailWhy::Access),
            Some(window) if window.lets_out(now) => None,
            Some(_) => Some(FailWhy::Window),
            None => Some(FailWhy::Access),
        }
    }
}

/// What is posted, and what is recorded of it.
struct Ready {
    call: Call,
    record: String,
}

impl App {
    /// Hands a message to its channel. The link works before it leaves; the record follows after.
    pub(super) async fn send_as_chat(&self, keeper: &Keeper, case: &Case, now: Timestamp) -> Result<()> {
        let Some((recipient, window)) = case.recipient.as_ref().and_then(|it| Some((it, it.chat?.window?))) else {
            return Ok(());
        };
        let directory = &keeper.directory;
        let connection = &directory.social.get(&window.connection).ok_or(AppError::NotFound("connection"))?.value;
        let Some(channel) = self.ports.social.of(connection.medium) else {
            return keeper.unreachable(case, FailWhy::Access, "").await;
        };
        let token = self.social_token(connection)?;
        let minted = links::make(self, case.journey.id, case.participant, Some(case.row.id));
        let asks_who = self.asks_who(case).await?;
        let url = if asks_who { format!("{}/who", minted.url) } else { minted.url.clone() };
        let to = (connection, token.as_str(), recipient);
        let Some(ready) = self.ready(directory, case, &*channel, to, (&url, window, now))? else {
            return keeper.unreachable(case, FailWhy::Window, "").await;
        };
        self.store
            .write_with(minted.kept, |tx, kept| {
                Box::pin(async move { Ok::<_, AppError>(kept_links::mint(tx, kept).await?) })
            })
            .await?;
        let answer = tokio::time::timeout(PATIENCE, self.ports.http.call(&ready.call)).await;
        match answer.unwrap_or(Err(Unreached::Time)) {
            Ok(answer) => match channel.taken(&answer) {
                Ok(id) => {
                    keeper.sent(case, &text::letter(case, String::new(), ready.record, now)).await?;
                    self.remember_chat(case, recipient, window, &id).await
                }
                Err(NotTaken::Later(words)) => keeper.temporary(case, &words).await,
                Err(NotTaken::Never(why, words)) => keeper.unreachable(case, why, &words).await,
            },
            Err(Unreached::Address) => keeper.unreachable(case, FailWhy::Access, Unreached::Address.code()).await,
            Err(unreached) => keeper.temporary(case, &unreached.to_string()).await,
        }
    }

    /// Whether the message asks who its receiver is.
    async fn asks_who(&self, case: &Case) -> Result<bool> {
        let Some(question) = case.update.as_ref().and_then(|(_, update)| update.question) else { return Ok(false) };
        let journey = case.journey.id;
        let asked = self.store.read(async |tx| stored::asked(tx, journey).await).await?;
        Ok(asked.iter().any(|asked| asked.question == question))
    }

    /// What is posted; nothing where the window has closed and no template is there.
    fn ready(
        &self,
        directory: &Directory,
        case: &Case,
        channel: &dyn SocialChannel,
        (connection, token, recipient): (&SocialConnection, &str, &Recipient),
        (url, window, now): (&str, SocialWindow, Timestamp),
    ) -> Result<Option<Ready>> {
        let account = account(connection, token);
        let redacted = links::redacted(&self.config.public_url);
        let hidden = |words: &str| words.replace(url, &redacted);
        if window.is_open(now) {
            let words = self.words_in_chat(directory, case, channel.longest(), url, now)?;
            let call = channel.text(account, &recipient.address, &words);
            return Ok(Some(Ready { call, record: hidden(&words) }));
        }
        let Some(template) = &connection.template else { return Ok(None) };
        let rendered = compose::rendered(directory, case, url, now)?;
        let values = [rendered.subject, super::survey::way(case, url)];
        let call = channel.template(account, &recipient.address, template, &values);
        Ok(call.map(|call| Ready { call, record: hidden(&values.join("\n\n")) }))
    }

    /// The whole message where it fits, else what it is about, what happens next, and the link.
    fn words_in_chat(
        &self,
        directory: &Directory,
        case: &Case,
        longest: usize,
        url: &str,
        now: Timestamp,
    ) -> Result<String> {
        let rendered = compose::rendered(directory, case, url, now)?;
        let whole = in_chat(rendered.text.trim());
        if whole.chars().count() <= longest {
            return Ok(whole);
        }
        let short = compose::text_words(directory, case, url, now)?;
        Ok(format!("{}\n\n{}", text::shortened(&short), super::survey::way(case, url)))
    }

    /// Remembers under which id it left, so that what becomes of it is known. What was told of it already is said now.
    async fn remember_chat(&self, case: &Case, recipient: &Recipient, window: SocialWindow, id: &str) -> Result<()> {
        let stage = Stage::new(self, self.directory().await?);
        let message = SocialMessage {
            connection: window.connection,
            mark: self.social_mark(id),
            came: false,
            at: stage.now,
            state: MessageState::Sent,
            arrival: None,
            handle: Some(recipient.handle),
            journey: Some(case.journey.id),
            update: case.update.as_ref().map(|(id, _)| *id),
        };
        self.store.write_with((stage, message), |tx, (stage, message)| Box::pin(remember(stage, tx, message))).await
    }
}

/// A message without the paragraphs about what only comes with a mail.
fn in_chat(text: &str) -> String {
    let attached = |part: &&str| !ATTACHED.iter().any(|begins| part.trim().starts_with(begins));
    text.split("\n\n").filter(attached).collect::<Vec<_>>().join("\n\n")
}

async fn remember(stage: &Stage, tx: &mut Tx, message: &SocialMessage) -> Result<()> {
    if stored::keep(tx, message).await? {
        return Ok(());
    }
    stored::claim(tx, message).await?;
    let known = stored::find(tx, message.connection, std::slice::from_ref(&message.mark)).await?;
    let (Some(known), Some(journey), Some(update)) = (known, message.journey, message.update) else { return Ok(()) };
    let fate = match known.state {
        MessageState::Delivered => Fate::Delivered,
        MessageState::Read => Fate::Read,
        MessageState::Failed => Fate::Failed(FailWhy::Refused),
        MessageState::Sent | MessageState::Came => return Ok(()),
    };
    let told = Told { ids: Vec::new(), to: String::new(), until: None, fate, at: Some(known.at) };
    crate::social::say(stage, tx, (journey, update, message.handle), &told).await
}
