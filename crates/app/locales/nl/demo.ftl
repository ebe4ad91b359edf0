# The demo: its clock, its start page and its outbox.
demo-bar = Klok van de demo
demo-clock = Demo · het is nu
demo-play = Laat lopen
demo-pause = Zet stil
demo-faster = Sneller (nu { $speed }×)
demo-next = Naar volgende moment: { $when }
demo-next-none = Naar volgende moment
demo-start = Begin van de demo
demo-outbox-count = Uitgaande post ({ $n })
