# The demo: its clock, its start page and its outbox.
demo-tour = Rondleiding
demo-stories = Loop een verhaal mee
demo-others = Andere organisaties
demo-house-no-signal = Een glasvezelbedrijf, op vrijdagavond na sluitingstijd: bezoeken, tijdvakken en sms.
demo-house-reimbursement = Een gemeente: kosten terugvragen, brieven en een wettelijke termijn.
demo-house-lost-parcel = Een opleider die cursusmateriaal verstuurt met twee vervoerders: zendingen, een claim, cijfers per vervoerder.
demo-house-damaged-lease-car = Een leasemaatschappij met een alarmcentrale en een garage: drie partijen, één klantreis.
demo-house-double-billing = Een telecombedrijf met een pagina op Facebook en een incassosysteem dat aangesloten is.
demo-texts = Sms en chat
demo-bar = Klok van de demo
demo-clock = Demo · het is nu
demo-play = Laat lopen
demo-pause = Zet stil
demo-faster = Sneller: { $speed }×
demo-slower = Terug naar { $speed }×
demo-next = Naar volgende moment
demo-reload = Ververs voor de tijd van nu
demo-fresh = Er is iets gebeurd. Ververs de pagina om het te zien.
demo-comes = Straks,
demo-comes-message = er gaat een bericht weg
demo-comes-promise = een toezegging ({ $who }) loopt
demo-comes-offer = een overdracht wacht op antwoord ({ $who })
demo-comes-look = iemand moet een bericht van { $who } lezen
demo-comes-question = { $who } moet een vraag beantwoorden
demo-comes-silence = { $who } moet weer iets horen
demo-comes-task = iemand moet { $who } bellen of schrijven
demo-comes-closing = de klantreis van { $who } kan sluiten
demo-comes-survey = gekeken of { $who } gevraagd wordt hoe het ging
demo-comes-wish = een partner hoort of { $who } iets gevraagd mag worden
demo-comes-other = er is iets te doen ({ $who })
demo-nothing = er gebeurde niets wat je kunt zien
demo-more = { $n ->
        [one] en nog één ding
       *[other] en nog { $n } dingen
    }
demo-at-risk = een toezegging aan { $who } komt in gevaar
demo-broken = een toezegging aan { $who } is niet nagekomen
demo-offer-overdue = { $team } is te laat met antwoord op een overdracht ({ $who })
demo-question-lapsed = { $n ->
        [one] { $who } gaf op tijd geen antwoord op een vraag
       *[other] { $who } gaven op tijd geen antwoord op een vraag
    }
demo-told = { $n ->
        [one] { $who } kreeg bericht
       *[other] { $who } kregen bericht
    }
demo-not-told = een bericht aan { $who } kwam niet aan
demo-task-made = { $team } moet { $who } bellen of schrijven
demo-task-late = { $team } is te laat met bellen of schrijven ({ $who })
demo-hold-overdue = niemand bevestigde wat voor { $who } is geblokkeerd
demo-hold-ending = een blokkade voor { $who } loopt bijna af: iemand moet kiezen
demo-hold-stays = een blokkade voor { $who } blijft staan, omdat niemand koos
demo-wrote = { $n ->
        [one] { $who } schreef
       *[other] { $who } schreven
    }
demo-closed = de klantreis van { $who } is gesloten
demo-reopened = de klantreis van { $who } is heropend
demo-fold = Verhaal, e-mail en wat er gebeurde
demo-start = Begin van de demo
demo-outbox-count = Uitgaande berichten ({ $n })

demo-title = Bekijk Regie van alle kanten
demo-intro = Alles hier is verzonnen. De klok bovenaan kun je stilzetten, versnellen of naar het volgende moment laten springen.
demo-roles = Meld je aan als
demo-statuses = Kijk mee als { $customer }
demo-reset = Begin opnieuw
demo-reset-text = Zet alles terug zoals het was. Tot dan blijft bewaard wat je doet, ook als de demonstratie even uit staat.
demo-outbox = Uitgaande berichten
demo-outbox-text = In de demo gaat niets het net op. Dit zijn de berichten die anders verstuurd waren.
demo-outbox-empty = Nog niets verstuurd.
demo-go = Ga verder
demo-sign-in = Ga verder als { $name }
demo-role-agent = Neem klantreizen aan, antwoord, zet uit bij een ander team en beloof wat je doet.
demo-role-team-lead = Zie ook wat bij je team te laat is.
demo-role-coordinator = Kijk over alle teams mee en grijp in waar het stokt.
demo-role-administrator = Richt teams, medewerkers, openingstijden, blauwdrukken en teksten in.
demo-role-auditor = Lees alles na, zonder iets te kunnen wijzigen.
demo-status-question = Wij wachten op een antwoord van de { $customer }.
demo-status-repaired = Een belofte werd niet nagekomen en opnieuw gedaan.
demo-status-solved = De uitkomst is verteld; de { $customer } mag zeggen of het is opgelost.
demo-status-visit = Een bezoek is afgesproken.
demo-status-offered = Een andere afdeling is ermee bezig.
demo-status-late = De zending kwam niet op tijd; wanneer er nieuws is, is verteld.
demo-status-under-way = De zending is onderweg.
demo-status-delivered = De zending is bezorgd; de { $customer } mag zeggen of het klopt.
demo-status-repair = De auto is bij de garage, die zei wanneer hij klaar is en wat het kost.
demo-status-other = Kijk hoe het ervoor staat.
demo-tips = Probeer eens
demo-tip-answer = Beantwoord als { $customer } de open vraag. Kijk daarna bij het team: het is meteen aan zet.
demo-tip-clock = Ga met de klok naar het volgende moment. Wat te laat is, meldt Regie zelf, aan het team en aan de { $customer }.
demo-tip-post = Open de uitgaande post: daar staan alle berichten die de { $customer } krijgt.
demo-tip-phone = Open een pagina van een { $customer } op je telefoon, of zet JavaScript uit. Alles blijft werken.
said-demo-reset = Alles staat weer zoals het begon.
