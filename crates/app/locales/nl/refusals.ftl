# Why something is refused, and what can be done instead.
refusal-no-journey = Deze klantreis bestaat niet.
refusal-no-journey-instead = Zoek op naam of nummer.
refusal-journey-exists = Deze klantreis bestaat al.
refusal-journey-exists-instead = Ververs de pagina en kijk hoe het staat.
refusal-journey-closed = Deze klantreis is gesloten.
refusal-journey-closed-instead = Heropen hem eerst, of begin een nieuwe klantreis.
refusal-journey-open = Deze klantreis loopt nog.
refusal-journey-open-instead = Je kunt er gewoon mee verder.
refusal-journey-void = Deze klantreis is terzijde gelegd.
refusal-journey-void-instead = Pak hem eerst weer op.
refusal-void-promised = { $count ->
        [one] { $team } heeft { $customer } nog iets beloofd, uiterlijk { $by }.
       *[other] Er zijn { $customer } nog { $count } dingen beloofd; het eerste door { $team }, uiterlijk { $by }.
    }
refusal-void-promised-instead = Kom de toezegging eerst na of laat haar los. Of draag de klantreis over, of rond haar af met een uitkomst.
refusal-void-awaited = Hier wacht een { $customer } op een woord van jullie. Is het voor een andere instantie, dan leg je het niet stil terzijde.
refusal-void-awaited-instead = Stuur het door: de ander krijgt het dan van jullie, en de { $customer } hoort wie het heeft. Of geef antwoord en sluit af.
refusal-not-void = Deze klantreis is niet terzijde gelegd.
refusal-not-void-instead = Ververs de pagina en kijk hoe het staat.
refusal-not-your-ball = Jullie zijn niet aan zet, maar { $holder }.
refusal-not-your-ball-instead = Schrijf een notitie, of laat het team met de regie het terugnemen.
refusal-stale-ball = De bal is intussen verplaatst: { $holder } { $team } is aan zet.
refusal-stale-ball-instead = Jouw tekst staat er nog. Kijk hoe het nu staat en probeer het opnieuw.
refusal-not-director = Alleen het team met de regie mag dit: { $team }.
refusal-not-director-instead = Vraag het dat team.
refusal-members-only = Alleen medewerkers mogen dit.
refusal-members-only-instead = Meld je aan.
refusal-unknown-team = Dit team bestaat niet meer.
refusal-unknown-team-instead = Kies een ander team.
refusal-unknown-handover = Deze overdracht bestaat niet.
refusal-unknown-handover-instead = Kijk bij Overdrachten wat er wacht.
refusal-already-accepted = { $member } ({ $team }) nam dit al aan, op { $at }.
refusal-already-accepted-instead = Je hoeft niets meer te doen.
refusal-handover-ended = Deze overdracht wacht niet meer op antwoord.
refusal-handover-ended-instead = Kijk op de klantreis hoe het nu staat.
refusal-not-receiver = Alleen { $team } mag hierop antwoorden.
refusal-not-receiver-instead = Schrijf een notitie als je iets weet.
refusal-not-giver = Alleen { $team } of het team met de regie mag dit.
refusal-not-giver-instead = Vraag het dat team.
refusal-to-self = Dit gaat naar waar het al is.
refusal-to-self-instead = Kies een ander team of een andere klantreis.
refusal-hop-unexplained = Dit werk is al twee keer doorgeschoven zonder dat iemand iets deed.
refusal-hop-unexplained-instead = Zeg in de overdracht waarom het nu naar een ander gaat, of pak het zelf op.
refusal-no-director = Voor dit soort klantreis heeft geen team van de organisatie de regie, dus { $team } kan er geen beginnen.
refusal-no-director-instead = Kies een ander soort klantreis, of vraag een beheerder om in de blauwdruk een team met de regie te kiezen.
refusal-shipment-known = { $count ->
    [0] Deze zending van deze vervoerder is al geregistreerd, op een klantreis die je niet mag zien.
   *[other] Deze zending van deze vervoerder is al geregistreerd, op klantreis { $reference }.
}
refusal-shipment-known-instead = { $count ->
    [0] Vraag een regisseur wie eraan werkt.
   *[other] Ga daar verder: wat de vervoerder meldt, komt daar binnen.
}
refusal-leg-with-ball-open = Er loopt al een overdracht waarbij de ontvanger aan zet komt.
refusal-leg-with-ball-open-instead = Trek die eerst in, of vraag ruggespraak.
refusal-unknown-leg = Deze deelopdracht bestaat niet.
refusal-unknown-leg-instead = Kijk op de klantreis hoe het staat.
refusal-leg-ended = Deze deelopdracht is al afgerond.
refusal-leg-ended-instead = Kijk op de klantreis hoe het staat.
refusal-not-your-leg = Deze deelopdracht is van { $team }.
refusal-not-your-leg-instead = Alleen dat team kan hem afronden.
refusal-silent-close = Iets afronden of teruggeven gaat nooit zwijgend.
refusal-silent-close-instead = Kies hoe het afliep of waarom, en schrijf erbij wat er is gevonden of gedaan.
refusal-brief-incomplete = Er { $count ->
        [one] ontbreekt nog één onderdeel
       *[other] ontbreken nog { $count } onderdelen
    } aan de opdracht.
refusal-brief-incomplete-instead = Vul elk verplicht veld in. Dan hoeft de ander niets terug te vragen.
refusal-unknown-question = Deze vraag bestaat niet.
refusal-unknown-question-instead = Kijk op de klantreis hoe het staat.
refusal-question-ended = Deze vraag staat niet meer open.
refusal-question-ended-instead = Kijk op de klantreis hoe het staat.
refusal-question-open = Er staat nog een vraag open bij de { $customer }.
refusal-question-open-instead = Wacht op het antwoord, of trek die vraag eerst in.
refusal-last-thing-needed = Je stelde in deze stap al een vraag aan de { $customer }.
refusal-last-thing-needed-instead = Is dit het laatste dat je nodig hebt? Vraag anders meteen alles in één keer.
refusal-unknown-promise = Deze toezegging bestaat niet.
refusal-unknown-promise-instead = Kijk op de klantreis hoe het staat.
refusal-promise-ended = Deze toezegging is al voorbij.
refusal-promise-ended-instead = Was het te laat? Vervang haar dan door een nieuwe, of zet haar op gedaan.
refusal-stale-promise = Iemand veranderde deze toezegging intussen.
refusal-stale-promise-instead = Kijk hoe het nu staat en probeer het opnieuw.
refusal-kept-by-telling = Dit is pas gedaan als de { $customer } het gehoord heeft. Sinds deze toezegging is er nog niets verteld.
refusal-kept-by-telling-instead = Geef antwoord of vertel de uitkomst. Daarmee staat de toezegging vanzelf op gedaan.
refusal-promise-in-past = Dat moment is al geweest: { $at }.
refusal-promise-in-past-instead = Kies een moment dat nog komt.
refusal-not-your-promise = Deze toezegging is van { $team }.
refusal-not-your-promise-instead = Vraag dat team, of laat het team met de regie het doen.
refusal-window-reversed = Het einde ligt vóór het begin.
refusal-window-reversed-instead = Draai de momenten om.
refusal-outside-hours = Dan is het team gesloten: { $at }.
refusal-outside-hours-instead = Kies een moment waarop het team open is.
refusal-promises-open = Er { $count ->
        [one] staat nog één toezegging
       *[other] staan nog { $count } toezeggingen
    } open.
refusal-promises-open-instead = Kom ze na, vervang ze, of leg vast dat de { $customer } ze loslaat.
refusal-legs-open = Er { $count ->
        [one] loopt nog één deelopdracht of overdracht
       *[other] lopen nog { $count } deelopdrachten of overdrachten
    }.
refusal-legs-open-instead = Rond ze af of trek ze in.
refusal-outcome-not-told = De { $customer } kent de uitkomst nog niet.
refusal-outcome-not-told-instead = Vertel eerst de uitkomst.
refusal-closing-period = De { $customer } kan nog zeggen dat het niet is opgelost, uiterlijk { $by }.
refusal-closing-period-instead = Komt er geen reactie, dan sluit de klantreis vanzelf.
refusal-objection-open = Naar het laatste bericht van de { $customer } heeft nog niemand gekeken.
refusal-objection-open-instead = Lees het eerst. Was het alleen een bedankje? Zeg dat dan.
refusal-nothing-proposed = Er is nog geen uitkomst verteld.
refusal-nothing-proposed-instead = Vertel eerst de uitkomst.
refusal-already-proposed = De uitkomst is al verteld, op { $at }.
refusal-already-proposed-instead = Wacht op de { $customer }, of stuur een bericht.
refusal-unknown-contact = Dit contact bestaat niet.
refusal-unknown-contact-instead = Kijk op de klantreis hoe het staat.
refusal-contact-gone = Dit bericht staat hier niet meer.
refusal-contact-gone-instead = Kijk op de klantreis waar het naartoe ging.
refusal-contact-left-house = Dit hebben we zelf verstuurd. Het blijft waar het is.
refusal-contact-left-house-instead = Stuur een bericht dat het rechtzet.
refusal-unknown-participant = Deze persoon is niet betrokken bij deze klantreis.
refusal-unknown-participant-instead = Kijk bij Goed om te weten wie er betrokken is.
refusal-may-not-act = Deze persoon mag meekijken, maar niets doen.
refusal-may-not-act-instead = Vraag de { $customer } om het zelf te doen.
refusal-unknown-update = Dit bericht bestaat niet.
refusal-unknown-update-instead = Kijk op de klantreis hoe het staat.
refusal-not-again = Dit bericht kan niet nog een keer weg: het is al onderweg, aangekomen, door een collega verteld of niet meer nodig.
refusal-not-again-instead = Kijk op de klantreis hoe het staat, of schrijf een nieuw bericht.
refusal-no-address = Er is geen e-mailadres van deze persoon.
refusal-no-address-instead = Vul een e-mailadres in, of bel of schrijf.
refusal-unknown-task = Deze taak bestaat niet.
refusal-unknown-task-instead = Kijk op de klantreis hoe het staat.
refusal-task-ended = Een collega deed dit al.
refusal-task-ended-instead = Je hoeft niets meer te doen.
refusal-over-mandate = Dit is meer dan jij alleen mag beslissen ({ $amount }).
refusal-over-mandate-instead = Vraag je teamleider.
refusal-amount-waits = Er wacht al een bedrag op akkoord.
refusal-amount-waits-instead = Wacht op dat antwoord, of vraag ernaar.
refusal-amount-ended = Er wacht geen bedrag meer op akkoord.
refusal-amount-ended-instead = Kijk op de klantreis hoe het nu staat.
refusal-amount-negative = Een bedrag kan niet onder nul zijn.
refusal-amount-negative-instead = Vul een bedrag van 0 of hoger in.
refusal-handle-taken = Dit contactgegeven hoort bij iemand anders.
refusal-handle-taken-instead = Zoek op dat gegeven.
refusal-unknown-handle = Dit contactgegeven is niet bekend.
refusal-unknown-handle-instead = Kijk of het goed geschreven is.
refusal-no-customer = Deze { $customer } bestaat niet.
refusal-no-customer-instead = Zoek op naam of contactgegeven.
refusal-customer-exists = Deze { $customer } bestaat al.
refusal-customer-exists-instead = Zoek op naam of contactgegeven.
refusal-same-customer = Dit is al dezelfde { $customer }.
refusal-same-customer-instead = Kies een andere.
refusal-already-joined = Deze twee zijn al samengevoegd.
refusal-already-joined-instead = Je hoeft niets meer te doen.
refusal-not-joined = Deze twee zijn niet samengevoegd.
refusal-not-joined-instead = Je hoeft niets meer te doen.
refusal-not-told-apart = Van deze twee is niet gezegd dat het verschillende mensen zijn.
refusal-not-told-apart-instead = Je hoeft niets meer te doen.
refusal-newer-version = Dit is vastgelegd door een nieuwere versie van Regie.
refusal-newer-version-instead = Vraag de beheerder om bij te werken.
refusal-implausible-time = Dat moment kan niet kloppen: { $at }.
refusal-implausible-time-instead = Kijk de datum na.
refusal-nothing-chosen = Er is geen keuze om ongedaan te maken.
refusal-nothing-chosen-instead = Leg vast wat de { $customer } nu wil.
