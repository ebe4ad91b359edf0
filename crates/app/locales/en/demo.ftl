# The demo: its clock, its start page and its outbox.
demo-tour = Tour
demo-stories = Follow a story
demo-others = Other organisations
demo-house-no-signal = A fibre provider, on Friday night after closing time: visits, windows and text messages.
demo-house-reimbursement = A municipality: asking costs back, letters and a legal term.
demo-house-lost-parcel = A training firm that sends course material with two carriers: shipments, a claim, figures of each carrier.
demo-house-damaged-lease-car = A lease company with an alarm centre and a repair shop: three parties, one journey.
demo-house-double-billing = A telecom provider with a page on Facebook and a billing system that is connected.
demo-texts = Text messages and chat
demo-bar = Clock of the demo
demo-clock = Demo · the time is now
demo-play = Run
demo-pause = Pause
demo-faster = Faster: { $speed }×
demo-slower = Back to { $speed }×
demo-next = To the next moment
demo-reload = Reload for the time of now
demo-fresh = Something happened. Reload the page to see it.
demo-comes = Next,
demo-comes-message = a message leaves
demo-comes-promise = a promise is running ({ $who })
demo-comes-offer = a handover waits for an answer ({ $who })
demo-comes-look = somebody is to read a message from { $who }
demo-comes-question = { $who } is to answer a question
demo-comes-silence = { $who } must hear something again
demo-comes-task = somebody must call or write to { $who }
demo-comes-closing = the journey of { $who } can close
demo-comes-survey = it is decided whether { $who } is asked how it went
demo-comes-wish = a partner hears whether { $who } may be asked something
demo-comes-other = there is something to do ({ $who })
demo-nothing = nothing happened that you can see
demo-more = { $n ->
        [one] and one more thing
       *[other] and { $n } more things
    }
demo-at-risk = a promise to { $who } is at risk
demo-broken = a promise to { $who } was broken
demo-offer-overdue = { $team } is late in answering a handover ({ $who })
demo-question-lapsed = { $n ->
        [one] { $who } did not answer a question in time
       *[other] { $who } each did not answer a question in time
    }
demo-told = { $n ->
        [one] { $who } got a message
       *[other] { $who } each got a message
    }
demo-not-told = a message to { $who } did not arrive
demo-task-made = { $team } must call or write to { $who }
demo-task-late = { $team } is late in calling or writing ({ $who })
demo-hold-overdue = nobody confirmed what is held for { $who }
demo-hold-ending = what is held for { $who } ends soon: somebody has to choose
demo-hold-stays = what is held for { $who } stays, because nobody chose
demo-wrote = { $n ->
        [one] { $who } wrote
       *[other] { $who } each wrote
    }
demo-closed = the journey of { $who } was closed
demo-reopened = the journey of { $who } was opened again
demo-fold = Story, e-mail and what happened
demo-start = Start of the demo
demo-outbox-count = Outgoing messages ({ $n })

demo-title = See Regie from all sides
demo-intro = Everything here is invented. You can stop the clock on top, speed it up, or jump to the next moment.
demo-roles = Sign in as
demo-statuses = Look along as a { $customer }
demo-reset = Start again
demo-reset-text = Puts everything back as it was. Until then what you do is kept, also while the demonstration is off.
demo-outbox = Outgoing messages
demo-outbox-text = In the demo nothing goes out to the network. These are the messages that would have been sent.
demo-outbox-empty = Nothing sent yet.
demo-go = Go on
demo-sign-in = Go on as { $name }
demo-role-agent = Take journeys, answer, hand over to another team, and promise what you will do.
demo-role-team-lead = Also see what is late in your team.
demo-role-coordinator = Watch over all teams and step in where things get stuck.
demo-role-administrator = Set up teams, members, opening hours, blueprints and texts.
demo-role-auditor = Read everything, without being able to change it.
demo-status-question = We wait for an answer of the { $customer }.
demo-status-repaired = A promise was not kept and was made anew.
demo-status-solved = The outcome was told; the { $customer } may say whether it is solved.
demo-status-visit = A visit is agreed on.
demo-status-offered = Another department works on it.
demo-status-late = The shipment did not come in time; it was told when there is news.
demo-status-under-way = The shipment is on its way.
demo-status-delivered = The shipment was delivered; the { $customer } may say whether it is right.
demo-status-repair = The car is at the repair shop, which said when it is ready and what it costs.
demo-status-other = See how things stand.
demo-tips = Try this
demo-tip-answer = Answer the open question as the { $customer }. Then look at the team: it is their turn at once.
demo-tip-clock = Move the clock to the next moment. What is late Regie tells by itself, to the team and to the { $customer }.
demo-tip-post = Open the outgoing mail: all messages that the { $customer } gets are there.
demo-tip-phone = Open a page of a { $customer } on your telephone, or turn JavaScript off. Everything still works.
said-demo-reset = Everything is again as it began.
