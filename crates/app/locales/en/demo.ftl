# The demo: its clock, its start page and its outbox.
demo-bar = Clock of the demo
demo-clock = Demo · the time is now
demo-play = Run
demo-pause = Pause
demo-faster = Faster (now { $speed }×)
demo-next = To the next moment: { $when }
demo-next-none = To the next moment
demo-start = Start of the demo
demo-outbox-count = Outgoing mail ({ $n })

demo-title = See Regie from all sides
demo-intro = Everything here is invented. You can stop the clock on top, speed it up, or jump to the next moment.
demo-roles = Sign in as
demo-statuses = Look along as a { $customer }
demo-reset = Start again
demo-reset-text = Puts everything back as it was.
demo-outbox = Outgoing mail
demo-outbox-text = In the demo nothing goes out to the network. These are the messages that would have been sent.
demo-outbox-empty = Nothing sent yet.
