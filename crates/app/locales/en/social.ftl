# Facebook and WhatsApp.
medium-facebook = Facebook
medium-whatsapp = WhatsApp
settings-social = Facebook and WhatsApp
settings-social-text = The pages and numbers that { $customers } send messages to.
social-new = New page or number
social-none = No page or number is connected yet.
social-name = Name
social-medium = Channel
social-account = Id of the page or of the telephone number
social-account-hint = Digits only. You find it at Meta, in the settings of the app.
invalid-social-account = Fill in the id: digits only, no name and no telephone number.
social-team = Team that messages arrive at
social-team-hint = This team is next to act at once for what comes in here.
social-blueprint = Blueprint of what begins here
social-active = Messages are taken in and sent
social-active-hint = When this is off nothing comes in, and what is still to leave goes by the next channel.
social-app-secret = App secret
social-app-secret-hint = The messages that Meta sends are signed with it.
social-access-token = Access token
social-access-token-hint = With this Regie may answer.
social-verify-token = Verify token
social-verify-token-hint = Make up a word and fill it in at Meta too.
social-secret-kept = Kept encrypted and shown nowhere. Leave empty to keep what is there.
social-base = Address of the service
social-base-hint = Change this only when Meta brings out a new version. For another address you fill in the token again.
social-template = Name of an approved template
social-template-hint = WhatsApp only: leaves when the last message of the { $customer } is more than 24 hours ago. It gets two values: the subject and the link. Without a template the message goes by the next channel.
social-template-language = Language code of the template
social-create = Connect
social-save = Save
said-social = Connection saved.
social-about = How to connect it at Meta
social-url = Address for the webhook
social-fields = What to subscribe to
social-fields-facebook = messages, messaging_postbacks, message_deliveries, message_reads
social-fields-whatsapp = messages
social-signed = Signature
social-signed-text = X-Hub-Signature-256 over the bytes as they arrive. What does not match is refused.
social-test = Try the connection
social-test-title = Test
social-test-what = Asked for the name of the page or number
social-test-works = It works. At Meta this is called: { $name }
social-test-advice = Is the id right, and is the token still good? Nothing was sent to a { $customer }.
social-last = What came in last
social-last-none = Nothing has come in yet.
social-event = What
social-event-message = Message of a { $customer }
social-event-state = Delivered or read
social-event-other = { $sort }
social-became-kept = Taken
social-became-before = Was there already
social-became-left = Seen and left
social-other = [Another kind of message: { $sort }. Regie cannot show it.]
social-lost = { $count ->
    [one] [One attachment could not be fetched. Ask the customer to send it again.]
   *[other] [{ $count } attachments could not be fetched. Ask the customer to send them again.]
}
social-clock = { $left } left to answer on { $medium }.
social-clock-until = After that, from { $when }, your answer goes by another channel.
social-clock-template = After that, from { $when }, your answer goes there as the approved message “{ $template }”, with the way to the own page.
social-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
social-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
social-closed = { $medium } allows no answer after 24 hours without a message of the { $customer }. Your answer goes by another channel, or a colleague calls or writes.
social-closed-template = { $medium } allows only an approved message after 24 hours without a message of the { $customer }. Your answer goes there as the approved message “{ $template }”, with the way to the own page. Your words stand there.
social-who-unknown = You do not know yet who this is. Until that is certain nothing can be agreed.
social-who-asked = Asked who this is. The { $customer } got a link.
social-who-unmatched = The { $customer } filled in the form, but customer number and postcode do not belong together here, or no postcode is known here for this customer number. Look it up in your own system and confirm it.
act-who = Ask who this is
who-ask = Send the question
who-ask-text = The { $customer } gets a link in the conversation and fills in customer number and postcode there. Never ask for them in the conversation itself.
act-vouch = Confirm who this is
vouch-save = I have checked it
vouch-text = Confirm only if you have seen in your own system that these belong together. Your name stands with it.
said-vouched = Confirmed. You can make agreements now.
who-message = We would like to help you. For that we need to know who you are.

    Please fill in your customer number and postcode on the page below. Do not put them in this conversation.
who-title = Who are you?
who-intro = { $organisation } helps you further once it is certain that it is you.
who-number = Your customer number
who-number-hint = It is on your bill or letter.
who-postcode = Your postcode
who-postcode-hint = For example 1234 AB.
who-send = Send
who-why = We ask this here and not in the conversation, so that nobody else sees your details.
who-thanks = We have received your details. If they show us who you are, we go on with your question. If not, a colleague looks into it and you will hear from us. To protect your details we do not say here whether they are right.
who-noted = We have received your details. Did you make a mistake? Then fill them in once more.
who-gone = We are not asking you anything now.
who-back = To your page
who-said-known = Customer number: { $number }
    Postcode: { $postcode }
    This is what we know.
who-said-unknown = Customer number: { $number }
    Postcode: { $postcode }
    This is not known here, does not belong together, or no postcode is known. Check it.
invalid-customer-number = Fill in a customer number: digits, perhaps with letters or hyphens.
fact-reach-social = In the conversation on Facebook or WhatsApp
evidence-social = Wrote on a social channel, not proven, { $when }
evidence-answered = Proven by customer number and postcode, { $when }
fact-rerouted = { $why } So now: { $reach }
fail-returned = It came back.
fail-refused = It was refused.
fail-window = Facebook and WhatsApp allow an answer until 24 hours after the last message of the { $customer }. That time is over.
fail-blocked = The { $customer } takes no messages there any more.
fail-access = The channel does not let us write now.
fact-arrived = Delivered { $when }
fact-seen = Read { $when }
fact-window = The answer on { $medium } can be given until { $when }
reason-window = Closes soon
work-what-window = To be answered on { $medium } until { $when }
joined-handle = it goes on with this conversation
joined-identified = filled in on the page behind a link
due-social-window = It can soon be answered there no more
waits-social = Message on a social channel. Regie is still fetching its attachments.
