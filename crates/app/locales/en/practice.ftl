# The practice room: the band above every page, the cases, the mail that does not leave, and the page in the settings.
practice-room = Practice room
practice-band = nothing leaves here
practice-band-ahead = Here it is { $when }
practice-go = Cases
practice-mail = Practice mail
practice-intro = Here you practise with the teams, blueprints and texts of today. Everybody who writes is invented. No mail, text message or other message leaves this room.
practice-cases = New practice case
practice-cases-text = A mail arrives from somebody invented. You find it in My work of the team behind the mailbox.
practice-begin = Begin
practice-mailbox = Arrives at
practice-no-mailbox = There is no mailbox yet. Ask an administrator to make one and to fill the practice room again.
practice-form = Open the form for customers
practice-form-text = Play a customer yourself: fill in the form and look at the customer's page afterwards.
practice-self = Do it yourself
practice-mail-go = Read what the customer gets
practice-mail-intro = These messages would have been sent. Read them as the customer does, and write back in the customer's place.
practice-mail-empty = Nothing yet. Begin a case; its confirmation stands here within seconds.
practice-mail-posted = Message to another system: { $to }
practice-answer = What does { $name } write back?
practice-answer-send = Send as { $name }
practice-test = The practice room connects to nobody.
practice-clock = The clock
practice-clock-text = Let the clock of this room go on until something is to happen. It cannot go back; filling the room again sets it right.
practice-clock-next = Something happens next on { $when }.
practice-clock-none = Nothing is to happen.
practice-clock-go = Go to the next moment
said-practice-begun = The mail is on its way. You will find it in My work in a moment.
said-practice-answered = The answer is on its way, as an ordinary mail.
said-practice-moved = The clock stands at the next moment.
said-practice-still = Nothing was to happen. The clock stayed where it was.

practice-late = A reimbursement that is late
practice-late-what = Somebody has waited for money for two weeks. Say what happens now and when, and promise something that you can keep.
practice-late-subject = Still no money back
practice-late-body =
    Good afternoon,

    On { $day } I sent you the plumber's invoice. I was to hear within ten working days whether I get the money back. I have heard nothing. Can you tell me how it stands?

    Kind regards,
    { $name }
practice-signal = No signal
practice-signal-what = Somebody is stuck. Ask in one go for what you need, and hand it to those who can help.
practice-signal-subject = No internet since last night
practice-signal-body =
    Hello,

    Since last night the internet does not work. The red light on the box is on. Switching it off and on does not help. I work from home tomorrow, so I really need it. When will somebody come?

    { $name }
practice-chaser = An angry customer who asked before
practice-chaser-what = Two mails shortly after each other; the second is angry. Own up to it, give one answer to both, and make a third mail unnecessary.
practice-chaser-subject = When will this be solved?
practice-chaser-body =
    Dear all,

    The drain in front of my door overflows whenever it rains. I reported that by telephone on { $day }. Somebody said that a crew would come that same week. Is it still coming?

    { $name }
practice-chaser-again =
    Nothing again. Now there is water in my hall, and I am sent from pillar to post: three calls, three different stories. I want to know today who takes care of this, and when.

    { $name }
practice-complaint = A complaint
practice-complaint-what = A complaint has a term of its own. Confirm it, say who handles it and when the outcome will be there.
practice-complaint-subject = Complaint about how I was treated
practice-complaint-body =
    Dear Sir or Madam,

    I wish to complain. On { $day } I was at your counter. The person there did not listen and sent me away without an answer. I want this to be looked into, and to hear what you do about it.

    Yours faithfully,
    { $name }
practice-two = Two questions in one mail
practice-two-what = Two questions, and only one is for your team. Answer what you know and hand over the rest, without the customer noticing.
practice-two-subject = Two questions
practice-two-body =
    Good day,

    I have two questions. How do I change the account number that you have of me? And when do I hear about the damage that I reported on { $day }?

    Regards,
    { $name }

settings-practice = Practice room
settings-practice-text = A second place in which members practise and nothing leaves.
practice-off = The practice room is off. Whoever looks after the server switches it on: put these lines in the configuration file (usually /etc/regie/regie.toml) and start Regie again.
practice-off-lines = Lines for the configuration file
practice-off-after = Then this page says how to reach the practice room, and you can fill it. The practice room has a database of its own; nothing that happens there counts here.
practice-here = This is the practice room itself. It is filled from the ordinary installation.
practice-demo = A demonstration has no practice room: everything there is invented already.
practice-state = How it stands
practice-state-url = Address
practice-state-filled = Last filled
practice-state-never = Never yet
practice-state-sign-in = Signing in
practice-state-sign-in-text = With one's own e-mail address and password of here
practice-fill-title = Fill again
practice-fill = Fill again
practice-fill-first-title = Fill for the first time
practice-fill-first = Fill the practice room
practice-copied = Goes along
practice-copied-text = Organisation, teams, members with their password, roles, mandates, opening hours, closed days, blueprints, texts, words that you would rather not use, look, public statements and slot books. Mailboxes without server and password.
practice-never = Never goes along
practice-never-text = Customers, journeys, contacts, files, connections with telephone and text messages, keys of other programs, passwords of mailboxes, and links.
practice-fill-gone = Everything that was done in the practice room disappears. Who is signed in there must sign in again.
said-practice-filled = The practice room was filled again.
audit-fill = Filled
