council = Voor de ondernemingsraad
council-intro = Wat dit systeem bewaart over de mensen die ermee werken, wie dat ziet en waar het voor is. Deze pagina leest de instellingen zoals ze nu zijn. Iedereen die hier werkt, kan haar lezen en afdrukken.
council-limits = Grenzen
council-limits-text = Wat hier "vast" heet, zit in het programma en kan niemand veranderen.
council-what = Wat
council-holds = Geldt nu
council-since = Sinds
council-fixed = Vast, sinds het begin ({ $when })
council-scores = Minste antwoorden achter een cijfer
council-texts = Minste antwoorden voordat een team woorden bij elkaar ziet
council-employees = Minste medewerkers achter een cijfer van een team
council-batch = Cijfers komen in porties van hoogstens
council-alone = Feedback is eerst alleen voor wie het aangaat
council-fades = Feedback verdwijnt uit de spiegel na
council-changeable = Een klant kan een antwoord veranderen, tot na
council-effort = Een stille klant wordt voorgesteld om te bellen vanaf
council-budget = Een klant wordt hoogstens gevraagd
council-choose = Een klant kan een andere organisatie kiezen
council-times = { $times } keer in { $days } dagen
council-days = { $n ->
    [one] 1 dag
   *[other] { $n } dagen
 }
council-weeks = { $n ->
    [one] 1 week
   *[other] { $n } weken
 }
council-working-days = { $n ->
    [one] 1 werkdag
   *[other] { $n } werkdagen
 }
council-kept = Wat over medewerkers wordt bewaard
council-kept-acts = Wie wat deed op een klantreis, en wanneer: dat is nodig om de klant te kunnen helpen en te kunnen uitleggen wat er gebeurde.
council-kept-answers = Wat klanten antwoordden op een klantreis. Het gaat iemand aan als de klant een moment van die medewerker aanwees, of als de medewerker contact had of een deel deed.
council-kept-settings = Wie welke instelling veranderde, en wie daarnaar keek.
council-kept-marks = Dat iemand na het werken met een partner cijfers gaf of dat oversloeg, zodat niemand twee keer wordt gevraagd. De cijfers zelf staan los daarvan, zonder wie ze gaf.
council-kept-not = Niet: of iemand een bericht of een antwoord las, hoe snel iemand werkt, en hoe iemand een tekst volgt.
council-rights = Wie wat mag zien
council-rights-text = Wat iemand mag die alleen deze rol heeft. Een spiegel van een ander ziet alleen wie daarvoor door die ander is gevraagd; dat kijken wordt bewaard en is voor die ander te zien.
council-role = Rol
council-right-journeys = Klantreizen lezen
council-right-figures = Cijfers van teams lezen
council-right-mirror = De spiegel van een ander lezen, ongevraagd
council-right-changes = Wijzigingen van instellingen lezen
council-right-members = Medewerkers toevoegen en wijzigen
council-yes = Ja
council-no = Nee
council-never = Wat er niet is
council-never-rank = Geen lijst, cijfer, bestand of koppeling zet medewerkers op volgorde of telt hun antwoorden.
council-never-score = Er is geen veld voor een doel of beloning bij een cijfer.
council-never-read = Wat een klant niet herleidbaar wil hebben, staat bij niemand in de spiegel.
council-partners = Wat partners in de keten krijgen
council-partners-text = Een partner krijgt alleen wat is afgesproken, over zijn eigen deel van het werk. Cijfers gaan over teams en partners. Namen, nummers en adressen gaan er eerst uit, ook die van medewerkers.
council-partner = Partner
council-partner-words = Leest woorden van klanten
council-partner-figures = Gebruikt cijfers voor
council-partner-beside = Staat naast andere partners
council-surveys = Vragenlijsten die lopen
council-surveys-text = Klanten krijgen per klantreis één keer een vraag, over het geheel. Over één medewerker wordt niets gevraagd.
council-survey = Vragenlijst
council-blueprint = Na welke klantreizen
council-asked = Wanneer
council-call = Wie ontevreden is, wordt gebeld binnen
council-after = { $n ->
    [0] de dag zelf
    [one] 1 dag erna
   *[other] { $n } dagen erna
 }
council-gone = Wat vanzelf verdwijnt
council-gone-text = Wat op een klantreis gebeurde, blijft bij die klantreis, zolang die wordt bewaard.
council-how-long = Na
council-keeps-mirror = Feedback in een spiegel
council-keeps-looks = Wie keek
council-keeps-calls = Een binnenkomend telefoontje, met wie opnam
council-keeps-reports = Wat een telefooncentrale of ander systeem meldde
profile-privacy = Wat er over jou wordt bewaard
profile-privacy-text = Wat het systeem over medewerkers bewaart, wie dat mag zien en hoe lang. En in je spiegel: wat klanten zeiden, en wie keek.
