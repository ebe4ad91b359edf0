# Facebook en WhatsApp.
medium-facebook = Facebook
medium-whatsapp = WhatsApp
settings-social = Facebook en WhatsApp
settings-social-text = De pagina’s en nummers waarop { $customers } een bericht sturen.
social-new = Nieuwe pagina of nieuw nummer
social-none = Er is nog geen pagina of nummer gekoppeld.
social-name = Naam
social-medium = Kanaal
social-account = Id van de pagina of van het telefoonnummer
social-account-hint = Alleen cijfers. Je vindt het bij Meta, in de instellingen van de app.
invalid-social-account = Vul het id in: alleen cijfers, geen naam en geen telefoonnummer.
social-team = Team bij wie berichten aankomen
social-team-hint = Dit team is meteen aan zet voor wat hier binnenkomt.
social-blueprint = Blauwdruk van wat hier begint
social-active = Berichten worden aangenomen en verstuurd
social-active-hint = Staat dit uit, dan komt er niets binnen en gaat wat nog weg moet langs het volgende kanaal.
social-app-secret = Appgeheim
social-app-secret-hint = Hiermee zijn de berichten ondertekend die Meta stuurt.
social-access-token = Toegangstoken
social-access-token-hint = Hiermee mag Regie antwoorden.
social-verify-token = Controlewoord
social-verify-token-hint = Bedenk zelf een woord en vul het ook bij Meta in.
social-secret-kept = Versleuteld bewaard en nergens te zien. Leeg laten houdt wat er is.
social-base = Adres van de dienst
social-base-hint = Verander dit alleen als Meta een nieuwe versie uitbrengt. Bij een ander adres vul je het token opnieuw in.
social-template = Naam van een goedgekeurde sjabloon
social-template-hint = Alleen WhatsApp: gaat uit als een bericht van de { $customer } langer dan 24 uur geleden is. Krijgt twee waarden: het onderwerp en de link. Zonder sjabloon gaat het bericht langs het volgende kanaal.
social-template-language = Taalcode van de sjabloon
social-create = Koppel
social-save = Bewaar
said-social = Koppeling bewaard.
social-about = Zo koppel je dit bij Meta
social-url = Adres voor de webhook
social-fields = Waarop je je abonneert
social-fields-facebook = messages, messaging_postbacks, message_deliveries, message_reads
social-fields-whatsapp = messages
social-signed = Ondertekening
social-signed-text = X-Hub-Signature-256 over de bytes zoals ze aankomen. Wat niet klopt, wordt geweigerd.
social-test = Probeer de koppeling
social-test-title = Proef
social-test-what = De naam van de pagina of het nummer opgevraagd
social-test-works = Het werkt. Bij Meta heet dit: { $name }
social-test-advice = Klopt het id, en is het token nog geldig? Er is niets naar een { $customer } gestuurd.
social-last = Wat het laatst binnenkwam
social-last-none = Er is nog niets binnengekomen.
social-event = Wat
social-event-message = Bericht van een { $customer }
social-event-state = Bezorgd of gelezen
social-event-other = { $sort }
social-became-kept = Verwerkt
social-became-before = Was er al
social-became-left = Gezien en gelaten
social-other = [Ander soort bericht: { $sort }. Regie kan het niet tonen.]
social-lost = { $count ->
    [one] [Eén bijlage kon niet worden opgehaald. Vraag de klant om die nog eens te sturen.]
   *[other] [{ $count } bijlagen konden niet worden opgehaald. Vraag de klant om die nog eens te sturen.]
}
social-clock = Nog { $left } te beantwoorden op { $medium }.
social-clock-until = Daarna, vanaf { $when }, gaat je antwoord langs een ander kanaal.
social-clock-template = Daarna, vanaf { $when }, gaat je antwoord er als het goedgekeurde bericht “{ $template }” heen, met de weg naar de eigen pagina.
social-hours = { $n } uur
social-minutes = { $n ->
    [one] 1 minuut
   *[other] { $n } minuten
}
social-closed = { $medium } laat na 24 uur zonder bericht van de { $customer } geen antwoord meer toe. Je antwoord gaat langs een ander kanaal, of een collega belt of schrijft.
social-closed-template = { $medium } laat na 24 uur zonder bericht van de { $customer } alleen een goedgekeurd bericht toe. Je antwoord gaat er als het goedgekeurde bericht “{ $template }” heen, met de weg naar de eigen pagina. Daar staan je woorden.
social-who-unknown = Je weet nog niet wie dit is. Tot dat vaststaat kun je niets afspreken.
social-who-asked = Gevraagd wie dit is. De { $customer } heeft een link gekregen.
social-who-unmatched = De { $customer } heeft zich bekendgemaakt, maar klantnummer en postcode horen hier niet bij elkaar, of van dit klantnummer is hier geen postcode bekend. Zoek het op in je eigen systeem en bevestig het.
act-who = Vraag wie dit is
who-ask = Stuur de vraag
who-ask-text = De { $customer } krijgt in het gesprek een link en vult daar klantnummer en postcode in. Vraag er nooit om in het gesprek zelf.
act-vouch = Bevestig wie dit is
vouch-save = Ik heb het nagekeken
vouch-text = Bevestig alleen als je in je eigen systeem hebt gezien dat deze gegevens bij elkaar horen. Je naam staat erbij.
said-vouched = Bevestigd. Je kunt nu afspraken maken.
who-message = Wij willen u graag helpen. Daarvoor moeten wij weten wie u bent.

    Vul uw klantnummer en postcode in op de pagina hieronder. Zet ze niet in dit gesprek.
who-title = Wie bent u?
who-intro = { $organisation } helpt u verder als vaststaat dat wij met u te maken hebben.
who-number = Uw klantnummer
who-number-hint = Het staat op uw rekening of brief.
who-postcode = Uw postcode
who-postcode-hint = Bijvoorbeeld 1234 AB.
who-send = Verstuur
who-why = Wij vragen dit hier en niet in het gesprek, zodat niemand anders uw gegevens ziet.
who-thanks = Wij hebben uw gegevens ontvangen. Kunnen wij daarmee vaststellen wie u bent, dan gaan wij verder met uw vraag. Anders zoekt een collega het uit en hoort u van ons. Om uw gegevens te beschermen zeggen wij hier niet of ze kloppen.
who-noted = Wij hebben uw gegevens ontvangen. Heeft u zich vergist? Vul ze dan nog eens in.
who-gone = Wij vragen u nu niets.
who-back = Naar uw pagina
who-said-known = Klantnummer: { $number }
    Postcode: { $postcode }
    Dit klopt met wat wij weten.
who-said-unknown = Klantnummer: { $number }
    Postcode: { $postcode }
    Dit is hier niet bekend, hoort niet bij elkaar, of er is geen postcode bekend. Kijk het na.
invalid-customer-number = Vul een klantnummer in: cijfers, eventueel met letters of streepjes.
fact-reach-social = In het gesprek op Facebook of WhatsApp
evidence-social = Schreef op een sociaal kanaal, niet bewezen, { $when }
evidence-answered = Bewezen met klantnummer en postcode, { $when }
fact-rerouted = { $why } Daarom nu: { $reach }
fail-returned = Het kwam terug.
fail-refused = Het werd geweigerd.
fail-window = Facebook en WhatsApp laten een antwoord toe tot 24 uur na het laatste bericht van de { $customer }. Die tijd is voorbij.
fail-blocked = De { $customer } neemt daar geen berichten meer aan.
fail-access = Het kanaal laat ons nu niet schrijven.
fact-arrived = Bezorgd { $when }
fact-seen = Gelezen { $when }
fact-window = Het antwoord op { $medium } kan nog tot { $when }
reason-window = Sluit bijna
work-what-window = Te beantwoorden op { $medium } tot { $when }
joined-handle = het gaat verder met dit gesprek
joined-identified = ingevuld op de pagina achter een link
due-social-window = Het antwoord kan daar bijna niet meer
waits-social = Bericht op een sociaal kanaal. Regie haalt de bijlagen nog op.
