# Over wie een antwoord gaat, en wat partners willen vragen.
attribution-page = Over wie het antwoord gaat
attribution-page-intro = Een antwoord over de hele klantreis, verdeeld over wie eraan werkte. Bedoeld om van te leren, niet om iemand op af te rekenen.
attribution-page-partner = Wat de klant van het geheel vond, en wat daarvan over uw deel gaat. U ziet het op hetzelfde moment als wij.
attribution-said = Wat de klant zei
attribution-no-answer = Er is nog geen antwoord dat hier te zien is.
attribution-kept-back = De woorden van de klant staan hier niet: dat is niet afgesproken, of ze gaan niet over dit deel.
attribution-parts = Verdeeld over de delen
attribution-parts-intro = Wees de klant een moment aan, dan telt alleen dat. Anders telt wie aan zet was, welke toezeggingen niet werden gehaald en wie het werk doorgaf. De tijd waarin de klant aan zet was, telt voor niemand.
attribution-share = { $percent }%
attribution-open = Betwist
attribution-nobody = Telt voor niemand
attribution-others = Telt voor de andere delen
attribution-elsewhere = Telt voor een ander deel
attribution-wrong = { $n ->
    [one] De klant wees hier één moment aan waar het misging
   *[other] De klant wees hier { $n } momenten aan waar het misging
}
attribution-well = { $n ->
    [one] De klant wees hier één moment aan waar het goed ging
   *[other] De klant wees hier { $n } momenten aan waar het goed ging
}
attribution-held = Aan zet: { $time }
attribution-broken = { $n ->
    [one] Eén toezegging werd niet gehaald
   *[other] { $n } toezeggingen werden niet gehaald
}
attribution-passed-on = { $n ->
    [one] Eén keer het werk doorgegeven
   *[other] { $n } keer het werk doorgegeven
}
attribution-whole = De klant was steeds aan zet; dit gaat over het geheel
attribution-dispute-head = Dit gaat niet over ons deel
attribution-dispute = Betwisten
attribution-dispute-text = Waarom niet
attribution-disputed = Betwist { $when }: { $words }
attribution-waits = Er is nog niet over besloten. Zolang telt dit deel voor niemand mee.
attribution-judge-head = Beslissen
attribution-judge = Besluit vastleggen
attribution-outcome = Besluit
attribution-to = Over wie het dan gaat
attribution-to-hint = Alleen bij "het gaat over een ander deel".
attribution-judge-text = Uitleg
attribution-judge-hint = Nodig als het deel blijft staan. De partij leest dit.
attribution-judged = Besluit: { $outcome }
dispute-outcome-agreed = Het gaat niet over dit deel
dispute-outcome-changed = Het gaat over een ander deel
dispute-outcome-kept = Het blijft staan
attribution-replies = Reacties
attribution-reply-head = Reageren
attribution-reply = Reactie opslaan
attribution-reply-text = Uw reactie
attribution-wishes = Mogen wij iets vragen
attribution-wish-intro = De klant krijgt één enquête over de hele klantreis. Een vraag van u gaat daarin mee, of u leest waarom niet.
attribution-wish = Vragen of dit mag
attribution-wish-question = Uw vraag aan de klant
attribution-wish-hint = Eén korte vraag over uw deel.
attribution-wish-scale = Hoe de klant antwoordt
attribution-wish-words = In eigen woorden
wish-yes = Ja, u mag het nu vragen
wish-merged = De vraag gaat mee in de ene enquête over de hele klantreis
wish-not-asked = De vraag ging niet mee. { $why }.
wish-later = Later: op { $when } hoort u of het mag. { $why }.
wish-no = Nee. { $why }.
said-attribution-disputed = Vastgelegd. Wie de regie heeft, beslist erover.
said-attribution-judged = Het besluit is vastgelegd. De partij ziet het op de eigen pagina.
said-attribution-replied = De reactie staat bij het antwoord.
said-attribution-wished = Het antwoord op uw vraag staat hieronder.
attribution-open-page = Over wie het antwoord gaat
partner-parts = Hoe de klant het vond
partner-parts-link = Bekijk wat over uw deel gaat, of vraag of u iets mag vragen
partner-parts-see = Bekijk wat over uw deel gaat

work-disputes = Partners die het anders zien
work-disputes-text = Je team heeft de regie en beslist. Tot die tijd telt dit deel van het antwoord voor niemand.
work-disputed = { $partner } zegt: dit antwoord gaat niet over ons deel
