# The board of the direction, the work of a team, the next piece of work, how it ended.
nav-board = Regiebord
nav-teams = Team
board-all = { $n ->
        [one] Eén lopende klantreis, bij wie aan zet is.
       *[other] { $n } lopende klantreizen, elk bij wie aan zet is.
    }
board-view = Weergave
board-columns = Kolommen
board-table = Tabel
board-strip = Wat nu iemand nodig heeft
board-strip-nobody = Van niemand
board-strip-promise = Toezegging binnen 4 uur
board-strip-silent = Te lang stil
board-empty = Hier staat niets
board-empty-text = Geen enkele lopende klantreis hoort hierbij.
board-journey = Klantreis
board-held = Hoe lang al
board-next = Volgende
board-assignee = Behandelaar
board-do = Doen
board-here = { $duration } hier
board-nobody = Niemand
board-partner = Partner
board-idle = Niets aan zet bij { $teams }.
teams-none = Je zit in geen team
teams-none-text = Vraag je beheerder om je in een team te zetten.
teamwork-all = { $n ->
        [one] Eén klantreis ligt bij dit team.
       *[other] { $n } klantreizen liggen bij dit team.
    }
teamwork-nobody = Nog van niemand
teamwork-today = Vandaag toegezegd
teamwork-today-none = Voor vandaag staat niets open.
teamwork-to = Overdrachten aan dit team
teamwork-from = Overdrachten van dit team
teamwork-offers-none = Er wacht niets.
next-take = Pak de volgende
said-next = Deze klantreis is nu van jou.
said-next-none = Er ligt niets meer dat van niemand is.
endings-title = Zo liep het af
endings-text = Waar jij of je team aan werkte, van de laatste 14 dagen.
endings-put-away = Gezien
endings-words = De { $customer } zei daarna:
endings-told = Zo is het verteld:
said-put-away = Weggelegd.
offer-shared-label = Gegevens die gedeeld worden
offer-shared-contacts = { $n ->
        [one] 1 contactmoment
       *[other] { $n } contactmomenten
    }
offer-shared-files = { $n ->
        [one] 1 bestand
       *[other] { $n } bestanden
    }
offer-shared-person = de contactgegevens van { $name }
