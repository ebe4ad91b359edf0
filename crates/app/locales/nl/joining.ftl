# Twee klantreizen samenvoegen, en dat ongedaan maken.
act-join = Samenvoegen met een andere klantreis
join-intro = Deze klantreis gaat op in de andere. Wat hier gezegd is, lees je daar terug. Wat hier beloofd is, geldt daar, met dezelfde datum. Nieuwe berichten komen daar binnen. Je kunt dit ongedaan maken.
join-contacts = Gaat mee
join-contacts-value = { $n ->
    [one] 1 contactmoment
   *[other] { $n } contactmomenten
}
join-promise = Toezegging gaat mee
join-into = Samenvoegen met
join-choice = regie bij { $team }, sinds { $when }
join-nothing = Deze { $customer } heeft geen andere open klantreis. Hoort er een bij iemand die dezelfde persoon is? Voeg dan eerst die twee samen.
said-journeys-joined = Samengevoegd. Je ziet nu de klantreis die doorgaat.
joined-into = Deze klantreis is samengevoegd met { $reference }. Daar gaat alles verder.
joined-open = Open { $reference }
joined-from = Uit { $reference }
act-unjoin = Samenvoegen ongedaan maken
unjoin-intro = Deze klantreis gaat weer zelf verder, bij het team dat de regie heeft. Wat na het samenvoegen binnenkwam, blijft op de andere klantreis staan. Je kunt dat daarna verplaatsen.
unjoin-back = Komt terug
unjoin-stays = Blijft daar, want het is daar veranderd
said-journeys-unjoined = Het samenvoegen is ongedaan gemaakt.
said-journeys-unjoined-stays = Het samenvoegen is ongedaan gemaakt. Toezeggingen die intussen veranderden, staan nog op de andere klantreis.
tl-joined-away = { $by } voegde dit samen met een andere klantreis
tl-took-in = { $by } voegde een andere klantreis hiermee samen
tl-went-apart = { $by } haalde een samengevoegde klantreis hier weer uit
void-joined = Samengevoegd met een andere klantreis

# Wat niet meegaat.
refusal-join-offer = Er is nog iets aangeboden aan { $team }.
refusal-join-offer-instead = Neem eerst het aanbod aan { $team } terug, of wacht op antwoord.
refusal-join-leg = { $team } werkt nog aan een deelopdracht van deze klantreis.
refusal-join-leg-instead = Laat die eerst afronden of teruggeven. Of voeg de andere klantreis met deze samen.
refusal-join-question = De { $customer } heeft nog een vraag van jullie open staan.
refusal-join-question-instead = Trek de vraag in of wacht op het antwoord.
refusal-join-proposed = De { $customer } kan nog zeggen of een uitkomst klopt.
refusal-join-proposed-instead = Wacht daarop, of leg vast wat de { $customer } ervan vindt.
refusal-join-visit = { $team } heeft een afspraak om langs te komen.
refusal-join-visit-instead = Laat het bezoek doorgaan of zeg het af. Of voeg de andere klantreis met deze samen.
refusal-join-shipment = Er is nog een zending onderweg.
refusal-join-shipment-instead = Wacht tot die er is. Of voeg de andere klantreis met deze samen.
refusal-join-signal = Een signaal wacht nog op antwoord van { $team }.
refusal-join-signal-instead = Laat het signaal eerst beantwoorden.
refusal-join-task = Er moet nog iemand gebeld of geschreven worden, uiterlijk { $at }.
refusal-join-task-instead = Doe dat eerst.
refusal-join-legal = Op deze klantreis loopt een wettelijke termijn.
refusal-join-legal-instead = Voeg de andere klantreis met deze samen, dan blijft de termijn staan.
refusal-join-message = Er wacht nog een bericht op verzending, om { $at }.
refusal-join-message-instead = Wacht tot het verzonden is, of neem het terug.
refusal-join-people = Op deze klantreis doen mensen mee die op de andere niet meedoen.
refusal-join-people-instead = Voeg hen toe aan de andere klantreis, of haal hen hier weg.
refusal-join-shielded = Deze klantreis is afgeschermd en de andere niet.
refusal-join-shielded-instead = Voeg de andere klantreis met deze samen.
refusal-join-strangers = De klantreizen zijn van verschillende mensen.
refusal-join-strangers-instead = Is het dezelfde persoon? Voeg dan eerst die twee samen.
refusal-joined-away = Deze klantreis is samengevoegd met een andere.
refusal-joined-away-instead = Maak het samenvoegen ongedaan.
refusal-not-joined-here = Deze klantreizen zijn niet samengevoegd.
refusal-not-joined-here-instead = Ververs de pagina en kijk hoe het staat.
one-matter = Van dezelfde persoon loopt ook “{ $title }”, begonnen { $when }. Waarschijnlijk gaat het over hetzelfde:
one-matter-join = Voeg samen
