# Wat vanzelf bijblijft, wie er meekijkt, concepten, en wat nog terug te halen is.
live-new-one = 1 nieuwe
live-new-many = # nieuwe
live-show-one = 1 nieuwe – toon
live-show-many = # nieuwe – toon
live-show = Bijgewerkt – toon
live-lost = Niet live – laatst ververst
live-ended = Je bent hier niet meer ingelogd. Wat je schreef, blijft staan.
live-refresh = Ververs
held-back = Geen verbinding: dit is nog niet verstuurd. Wat je schreef, blijft hier staan. Verstuur het zodra je weer verbinding hebt.
held-back-customer = Geen verbinding: dit is nog niet verstuurd. Wat u invulde, blijft hier staan. Verstuur het zodra u weer verbinding hebt.
presence-writes = { $names } schrijft…
presence-write = { $names } schrijven…
presence-looks = { $names } kijkt ook hier
presence-look = { $names } kijken ook hier
draft-kept = Concept bewaard { $when }.
draft-failed = Concept nog niet bewaard.
draft-keep = Bewaar concept
draft-drop = Gooi concept weg
draft-elsewhere = Je hebt ook een concept bij:
draft-files = Bestanden die weer meegaan
files-again = Kies je bestanden opnieuw. Een formulier kan ze niet onthouden.
draft-file-gone = Een bestand van je vorige bericht is er niet meer. Kies het opnieuw.
said-draft-kept = Je concept is bewaard.
said-draft-dropped = Het concept is weg.
newer-asks = Terwijl je schreef, kwam er iets bij: { $news }. Je tekst staat er nog. Past die nog, verstuur hem dan toch.
newer-send = Toch versturen
sending-in = Wordt verstuurd over
sending-seconds = seconden
sending-in-words =
    { $n ->
        [one] 1 seconde
       *[other] { $n } seconden
    }
sending-refused = Niet verstuurd.
sending-refused-open = Bekijk je tekst
sending-refused-go = Naar de klantreis
sending-stuck = Een bericht van je is niet verstuurd.
sending-failed = Er ging iets mis.
sending-gone = Te laat: dit is al weg en niet meer terug te halen. Klopt er iets niet, stuur dan een nieuw bericht.
said-taken-back-sending = Teruggehaald. Je tekst en je bijlagen staan weer in het formulier.
org-undo-group = Terughalen
org-undo = Tijd om een bericht terug te halen
org-undo-hint = Zo lang wacht wat een medewerker verstuurt, voordat het weggaat.
org-law = Beslissingen onder de wet
org-objections = Waar komt bezwaar binnen?
org-objections-hint = Naam en postadres op één regel. Dit staat bij elke beslissing op een aanvraag. Leeg als jullie geen beslissingen nemen waartegen bezwaar kan.
org-undo-none = Niet: verstuur meteen
org-undo-seconds =
    { $n ->
        [one] 1 seconde
       *[other] { $n } seconden
    }
audit-send-over = verstuurd over iets nieuws heen
audit-journey = klantreis
