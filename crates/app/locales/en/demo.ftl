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
