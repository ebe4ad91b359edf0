# What came in and has no journey yet.
arrivals-intro = Deze berichten horen nog nergens bij. De afzender wacht op antwoord.
arrivals-empty = Alles is geplaatst
arrivals-empty-text = Nieuwe berichten zonder klantreis verschijnen hier.
arrival-no-receipt = De afzender kreeg nog geen ontvangstbericht. Eerst moet vaststaan bij wie dit hoort: zo hoort niemand iets over de zaak van een ander. Begin je hiermee een klantreis, dan gaat het ontvangstbericht meteen uit. Voeg je het toe aan een klantreis, laat de afzender dan zelf weten dat het is aangekomen.
arrival-confirm = Te bevestigen
arrival-quarantine = Quarantaine
arrival-parked = Apart gezet
arrival-message = Bericht
arrival-join-title = Hoort bij een klantreis
arrival-join = Voeg toe
arrival-open-title = Is iets nieuws
arrival-open = Begin klantreis
