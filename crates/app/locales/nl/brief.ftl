brief-title = Dit weten we al
brief-agreement = Afgesproken: { $what }
brief-agreement-proposed = Afspraak wacht nog op een collega: { $what }
brief-agreement-not-kept = Afspraak niet nagekomen: { $what }
brief-holds = { $n ->
    [one] 1 blokkade van kracht
   *[other] { $n } blokkades van kracht
}
brief-promise = Toezegging van { $team }: { $what }, { $when }
brief-promise-broken = Toezegging niet gehaald door { $team }: { $what }, { $when }
brief-told = Laatst verteld: { $next }
brief-told-by = Laatst verteld: { $next }, { $when }
brief-not-told = Nog niet verteld: { $next }
brief-not-told-by = Nog niet verteld: { $next }, { $when }
brief-chaser = Vraagt of er nieuws is
brief-chaser-failed = Vraagt of er nieuws is; dit is niet gehaald: { $when }
brief-asked-waits = Gevraagd, nog geen antwoord: “{ $what }” ({ $when })
brief-asked-answered = Al beantwoord ({ $when }), vraag dit niet opnieuw: “{ $what }”
brief-asked-lapsed = Gevraagd en niet beantwoord: “{ $what }”
brief-other = Loopt ook: { $title }, aan zet: { $who }
brief-with-customer = de { $customer }
brief-shielded = { $n ->
    [one] 1 afgeschermd item
   *[other] { $n } afgeschermde items
}
brief-number = Het klantnummer is bekend
brief-no-number = Het klantnummer is niet bekend
brief-untied = Niet bekend wie dit is: laat niets zien en spreek niets af
brief-more = { $n ->
    [one] en nog 1
   *[other] en nog { $n }
}
repeats-answered = Al gevraagd en beantwoord op { $when }
repeats-waits = Al gevraagd, wacht op antwoord
repeats-lapsed = Al gevraagd, niet beantwoord
repeats-elsewhere = { $what } ({ $reference })
repeats-answer = “{ $question }” Antwoord: “{ $answer }”
repeats-question = “{ $question }”
repeats-files = { $n ->
    [one] met 1 bestand
   *[other] met { $n } bestanden
}
repeats-card = Dit is de { $customer } al gevraagd. Vraag het niet opnieuw als je het antwoord al hebt.
fact-repeats = de { $customer } had dit al eerder beantwoord
tl-repeat-tagged = { $by } verbeterde de telling van een vraag
fact-question-repeats = De { $customer } had dit al beantwoord
fact-question-no-repeat = Dit was geen herhaling
said-question-tagged = De telling is gecorrigeerd.
fact-chaser-failed = Daarvoor niet gehaald: { $promise }, { $when }
