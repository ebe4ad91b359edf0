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

demo-title = Bekijk Regie van alle kanten
demo-intro = Alles hier is verzonnen. De klok bovenaan kun je stilzetten, versnellen of naar het volgende moment laten springen.
demo-roles = Meld je aan als
demo-statuses = Kijk mee als { $customer }
demo-reset = Begin opnieuw
demo-reset-text = Zet alles terug zoals het was.
demo-outbox = Uitgaande post
demo-outbox-text = In de demo gaat niets het net op. Dit zijn de berichten die anders verstuurd waren.
demo-outbox-empty = Nog niets verstuurd.
