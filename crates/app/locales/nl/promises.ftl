# Promises, wherever they are shown.
promises = Toezeggingen
promises-none = Nog niets toegezegd.
promises-broken-n = { $n ->
        [one] Eén toezegging niet nagekomen
       *[other] { $n } toezeggingen niet nagekomen
    }
promises-at-risk-n = { $n ->
        [one] Eén toezegging loopt gevaar
       *[other] { $n } toezeggingen lopen gevaar
    }
promises-all-well = Alle toezeggingen op tijd
promise-new = Nieuwe toezegging
promise-running = Loopt
promise-at-risk = Loopt gevaar
promise-in-doubt = Nog niet zeker
promise-broken = Niet nagekomen
promise-kept = Nagekomen
promise-kept-after-move = Nagekomen na verplaatsing
promise-fulfilled-late = Te laat gedaan
promise-replaced = Niet nagekomen, vervangen
promise-rechosen = Andere tijd gekozen
promise-released = Losgelaten
promise-done-at = Gedaan: { $when }
promise-moved-from = Eerst { $when }. Verplaatst: { $reason }
promise-answer = Geef antwoord
promise-tell-first = Dit is gedaan zodra de { $customer } het gehoord heeft. Vertel het eerst; de toezegging komt daarna vanzelf op gedaan.
promise-fulfil = Gedaan
promise-move = Verplaats
promise-replace = Vervang
promise-release = Laat los
promise-fulfil-title = Toezegging is gedaan
promise-move-title = Toezegging verplaatsen
promise-replace-title = Toezegging vervangen
promise-release-title = Toezegging loslaten

promise-new-due = Nieuw moment
promise-move-reason = Uitleg aan de { $customer }
promise-move-reason-hint = De { $customer } leest dit. Eén of twee gewone zinnen.
promise-move-send = Verplaats en vertel het
promise-move-intro = Doe dit vóór het moment voorbij is. Een te late toezegging wordt hier niet op tijd van.
promise-fulfilled-at = Wanneer was het gedaan?
promise-fulfil-send = Zet op gedaan
promise-replace-send = Doe deze toezegging ervoor in de plaats
promise-release-ours = Vrijgeven wat aan ons is toegezegd
promise-release-ours-hint = { $team } zegde dit aan ons toe. Schrijf op waarom wij er niet meer op wachten; de { $customer } merkt hier niets van.
said-released-ours = Vastgelegd dat wij hier niet meer op wachten.
promise-release-reason = Waarom hoeft het niet meer?
promise-release-hint = Alleen de { $customer } kan een toezegging loslaten. Schrijf op wanneer en hoe dat gebeurde.
promise-release-send = Leg vast

promises-empty = Geen toezeggingen
promises-empty-text = Hier staat wat jullie beloofden, met het eerste moment bovenaan.
promises-not-kept-n = { $n ->
        [one] Eén toezegging niet nagekomen
       *[other] { $n } toezeggingen niet nagekomen
    }
