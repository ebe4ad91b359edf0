# What came in and has no journey yet.
arrivals-intro = Deze berichten horen nog nergens bij. De afzender wacht op antwoord.
arrivals-empty = Alles is geplaatst
arrivals-empty-text = Nieuwe berichten zonder klantreis verschijnen hier.
arrival-confirm = Te bevestigen
arrival-quarantine = Quarantaine
arrival-parked = Apart gezet
arrival-message = Bericht
arrival-join-title = Hoort bij een klantreis
arrival-join = Voeg toe
arrival-open-title = Is iets nieuws
arrival-open = Begin klantreis
