# Zendingen: de lijst, de kaart bij een klantreis, de formulieren, vervoerders, wat er gebeurde.
promised-delivery = Een bezorging
next-we-deliver = De zending wordt bezorgd
update-shipment = Nieuws over de zending
text-shipment = Nieuws over een zending
due-shipment-risk = Van een zending was iets op tijd nog niet bekend
due-shipment-silent = Een vervoerder zei te lang niets
joined-carrier = de vervoerder meldde dat het bezorgd is
reopened-shipment = Er ging iets mis met de zending
refusal-unknown-shipment = Deze zending is niet bekend.
refusal-unknown-shipment-instead = Kijk of het nummer klopt, of meld de zending eerst aan.
invalid-tracking = Vul het nummer van de zending in: letters, cijfers en streepjes, met een cijfer erin.
invalid-carrier-address = Vul een adres in dat met https:// begint en waar {"{tracking}"} in staat.
invalid-carrier-table = Deze tabel klopt niet. Schrijf op elke regel: naam = waarde. Nodig zijn events, code, moment en een code.

nav-shipments = Zendingen
shipments = Zendingen
shipments-intro = Wat aandacht vraagt staat bovenaan: wat mis ging, wat te laat is, en wat waarschijnlijk niet op tijd komt.
shipments-running = Onderweg
shipments-all = Alle
shipments-find = Zoeken
shipments-none = Er is geen zending onderweg.
shipments-not-found = Er is geen zending met dit nummer.
shipments-unknown-n = { $n ->
    [one] Vervoerders meldden iets over één zending die hier niet is aangemeld.
   *[other] Vervoerders meldden iets over { $n } zendingen die hier niet zijn aangemeld.
}
shipments-kept = Hoe vervoerders hun toezeggingen nakomen
shipments-kept-hint = Toezeggingen van de laatste dertig dagen, beoordeeld naar het eerste moment.
shipments-promised = Toegezegd
shipments-in-time = Nagekomen
shipments-after-move = Nagekomen na verschuiven
shipments-broken = Niet nagekomen
shipments-share = Nagekomen van wat is afgelopen
shipments-chasers = Statusvragen
shipments-without-news = Langst zonder bericht, gemiddeld
shipments-no-share = nog niets

shipment-tracking = Nummer van de zending
shipment-tracking-hint = Het nummer waarmee de vervoerder de zending volgt.
shipment-known-on = Deze zending staat al op klantreis { $reference }.
shipment-known-open = Open die klantreis
shipment-carrier = Vervoerder
shipment-carrier-hint = Kies het team dat voor de vervoerder staat.
shipment-until = Uiterlijk bezorgd
shipment-replaces = In plaats van
shipment-replaces-none = Geen: dit is een nieuwe toezegging
shipment-register-send = Zending aanmelden
shipment-status = Wat zei de vervoerder?
shipment-at = Wanneer gebeurde dat?
shipment-at-hint = Niet wanneer je het hoorde: de toezegging wordt beoordeeld naar het moment zelf.
shipment-note-send = Vastleggen
shipment-claim-text = Wat vraag je de vervoerder, en waarom?
shipment-claim-text-hint = De { $customer } krijgt dit niet te zien. Met een e-mailadres gaat deze tekst meteen naar de vervoerder. Zonder adres gaat er niets weg: de tekst staat dan alleen op de klantreis van de claim.
shipment-claim-blueprint = Soort klantreis
shipment-claim-email = E-mailadres van de vervoerder voor claims
shipment-claim-email-hint = Leeg: er wordt niets verstuurd.
shipment-claim-send = Claim beginnen
shipment-claim-runs = Claim { $reference }
carrier-one = vervoerder
carrier-many = vervoerders
act-shipment = Zending aanmelden
act-shipment-intro = De { $customer } krijgt meteen bericht wanneer de zending komt. Van de vervoerder wordt hetzelfde verwacht.
act-shipment-note = Vervoerder meldt
act-shipment-note-intro = Voor een vervoerder die het ons niet zelf laat weten.
act-shipment-claim = Claim bij vervoerder
act-shipment-claim-intro = Een claim is een klantreis van zichzelf, gekoppeld aan deze. De { $customer } merkt er niets van.
said-shipment-registered = De zending is aangemeld. De { $customer } krijgt bericht.
said-shipment-noted = Vastgelegd.
said-claim-begun = De claim is begonnen.
said-claim-known = Er loopt al een claim voor deze zending.
shipment-card = Zendingen
shipment-last = { $what } ({ $when })
shipment-missing = Nog niet gemeld: { $what }.
shipment-silent = De vervoerder zegt niets meer, al te lang sinds { $when }.
shipment-is-trouble = er ging iets mis
shipment-is-late = te laat
shipment-is-at-risk = komt misschien niet op tijd
shipment-is-under-way = onderweg
shipment-is-delivered = bezorgd
shipment-is-over = niet meer verwacht
shipment-carriers-open = { $team } moet de toezegging aan ons nog nakomen.
shipment-carriers-kept = { $team } kwam de toezegging aan ons na.
shipment-carriers-moved = { $team } kwam de toezegging aan ons na verschuiven na.
shipment-carriers-broken = { $team } kwam de toezegging aan ons niet na.
shipment-carriers-released = De toezegging van { $team } aan ons is vrijgegeven.
shipment-status-accepted = aangenomen door de vervoerder
shipment-status-in-transit = onderweg
shipment-status-out-for-delivery = wordt vandaag bezorgd
shipment-status-delivered = bezorgd
shipment-status-delayed = vertraagd
shipment-status-exception = niet gelukt om te bezorgen
shipment-status-lost = zoek
shipment-status-damaged = beschadigd
shipment-status-returned = gaat terug naar de afzender

tl-shipment-registered = { $by } meldde een zending aan
tl-shipment-fact = De vervoerder meldde iets over de zending
tl-shipment-at-risk = De zending komt misschien niet op tijd
tl-shipment-silent = De vervoerder zei te lang niets
tl-shipment-trouble = De { $customer } hoort wanneer wij meer vertellen
tl-shipment-claimed = { $by } begon een claim bij de vervoerder
tl-recorded = { $by } legde dit vast. Er is niets verstuurd
tl-promise-judged-again = Een toezegging bleek toch op tijd nagekomen: het bericht kwam later dan het gebeurde
status-next-deliver = Wij bezorgen uw zending
status-next-deliver-along = Wij bezorgen de zending
status-promise-delivery = Uw zending wordt bezorgd
status-promise-delivery-along = De zending wordt bezorgd
status-sent-shipment = Nieuws over uw zending
status-sent-shipment-along = Nieuws over de zending

settings-carriers = Vervoerders
settings-carriers-text = Hoe vervoerders laten weten waar een zending is.
carrier-none = Er is nog geen vervoerder die iets laat weten. Wat een vervoerder zegt, kan ook met de hand worden vastgelegd.
carrier-new = Vervoerder toevoegen
carrier-name = Naam
carrier-kind = Soort
carrier-how = Hoe
carrier-pushes = Laat het zelf weten
carrier-is-asked = Regie vraagt ernaar
carrier-pushes-text = Laat zelf weten waar zendingen zijn, ook van vervoerders die erachter zitten.
carrier-is-asked-text = Regie vraagt regelmatig waar zendingen zijn.
carrier-kind-sendcloud = Sendcloud
carrier-kind-aftership = AfterShip
carrier-kind-dhl = DHL
carrier-kind-postnl = PostNL
carrier-secret = Geheim
carrier-key = Sleutel
carrier-secret-hint = Zoals de andere kant het geeft. Het wordt versleuteld bewaard en nergens getoond. Na het bewaren staat hier wat je daar nog invult.
carrier-secret-stays = Leeg: wat er is, blijft.
carrier-team = Team dat voor de vervoerder staat
carrier-team-hint = Alleen naar zendingen van deze vervoerder wordt gevraagd.
carrier-every = Om de hoeveel minuten
carrier-every-hint = Van 5 tot 1440. Vervoerders vragen om niet elke minuut te kijken.
carrier-address = Adres
carrier-address-hint = Op de plaats van {"{tracking}"} komt het nummer van de zending.
carrier-table = Hoe het antwoord wordt gelezen
carrier-table-hint = Elke regel is naam = waarde. Met events, code en moment staat er waar iets staat. De andere regels zeggen wat een code betekent: accepted, in_transit, out_for_delivery, delivered, delayed, exception, lost, damaged of returned. Een code die er niet bij staat, telt niet.
carrier-sample = Een antwoord om te proberen
carrier-sample-hint = Plak hier een antwoord van de vervoerder (JSON). Proberen bewaart niets en vraagt niets bij de vervoerder.
carrier-try = Probeer de tabel
carrier-try-title = Wat er dan gelezen wordt
carrier-try-when = Wanneer
carrier-try-what = Wat de vervoerder zegt
carrier-try-nothing = Er is niets bewaard.
carrier-try-empty = Plak eerst een antwoord van de vervoerder.
carrier-try-unreadable = Dit antwoord is geen JSON.
carrier-try-none = In dit antwoord staat volgens deze tabel niets. Kijk of events, code en moment goed staan, en of de codes in de tabel staan.
carrier-try-read = { $n ->
    [one] Volgens deze tabel staat er 1 gebeurtenis in dit antwoord.
   *[other] Volgens deze tabel staan er { $n } gebeurtenissen in dit antwoord.
}
carrier-active = In gebruik
carrier-about = Verbinding
carrier-url = Adres waar de andere kant naartoe stuurt
carrier-header = Handtekening in de kop
carrier-asked = Laatst gevraagd
carrier-never = Nog niet
carrier-round = Gevraagd naar
carrier-shipments-n = { $n ->
    [one] één zending
   *[other] { $n } zendingen
}
carrier-news = Nieuw
carrier-facts-n = { $n ->
    [one] één bericht
   *[other] { $n } berichten
}
carrier-trouble = Wat er misging
carrier-trouble-often = De vervoerder vindt dat we te vaak vragen.
carrier-trouble-key = De vervoerder kent de sleutel niet, of staat deze vraag niet toe. Kijk de sleutel na.
carrier-trouble-unreadable = Het antwoord was niet te lezen. Kijk na hoe het wordt gelezen.
carrier-trouble-time = De vervoerder antwoordde niet op tijd.
carrier-trouble-address = Dit adres mag niet gebeld worden. Kijk het adres na.
carrier-trouble-connection = Er was geen verbinding met de vervoerder.
carrier-trouble-status = De vervoerder antwoordde met een fout (HTTP { $status }).
carrier-waits = Weer vragen vanaf
carrier-fails = Werkt niet
said-carrier = Bewaard.
shipping-title = Zendingen
shipping-row = Wat bekend moet zijn
shipping-row-text = { $what }, { $lead } van tevoren
shipping-none = Deze klantreizen beginnen niet met een zending
shipping-ships = Deze klantreizen beginnen met een zending
shipping-ships-hint = Een programma dat een zending aanmeldt, begint zo'n klantreis.
shipping-missing = Wat moet de vervoerder gemeld hebben?
shipping-missing-hint = Is het nog niet gemeld, dan staat de zending bij wat misschien niet op tijd komt.
shipping-lead = Hoeveel minuten van tevoren?
shipping-lead-hint = Voor het einde van het tijdvak dat is beloofd.
shipping-silence = Hoe lang mag een vervoerder niets zeggen?
shipping-silence-hint = Zegt hij langer niets, dan valt dat op. Leeg: zo lang als hij wil.
