# Waar de woorden van klanten over gaan.
topics-heading = Waar antwoorden over gaan
topics-title = Onderwerpen
topics-used-n = { $n ->
    [one] Eén onderwerp in gebruik
   *[other] { $n } onderwerpen in gebruik
}
topic-new = Nieuw onderwerp
topic-column = Onderwerp
topic-words = Woorden
topic-words-n = { $n ->
    [one] Eén woord of zin
   *[other] { $n } woorden en zinnen
}
topic-examples-column = Voorbeelden
topic-no-examples = Nog geen. Zet er een paar bij, dan zie je of het onderwerp doet wat het moet.
topic-examples-fine = { $n ->
    [one] Het voorbeeld klopt
   *[other] Alle { $n } voorbeelden kloppen
}
topic-examples-wrong = { $n ->
    [one] Eén voorbeeld klopt niet
   *[other] { $n } voorbeelden kloppen niet
}
topic-used-column = In gebruik
topic-is-used = Ja
topic-is-not-used = Nee
topic-name = Naam ({ $lang })
topic-keywords = Woorden
topic-keywords-hint = Nederlands of Engels, met een spatie ertussen. Een sterretje laat het begin of het eind vrij: factu* vindt ook factuurnummer.
topic-phrases = Zinsdelen
topic-phrases-hint = Eén per regel. Een laag streepje staat voor één of enkele woorden: geen _ plek. Met een rechte streep kies je uit meer: andere collega|afdeling.
topic-examples = Zinnen die hierover gaan
topic-examples-hint = Eén per regel, zonder namen of nummers. Zo zie je na het bewaren of het onderwerp doet wat het moet.
topic-others = Zinnen die hier niet over gaan
topic-used = Zoek hiernaar in antwoorden
topic-tried = Zo doet dit onderwerp het
topic-missed = Niet gevonden
topic-too-many = Ten onrechte gevonden
topic-proposed = Woorden die kunnen helpen
topic-try = Probeer een zin
topic-try-do = Probeer
topic-try-sentence = Zin
topic-try-hint = Deze zin wordt nergens bewaard.
topic-try-found = Dit vindt Regie
topic-try-about = Gaat over
topic-try-none = Geen van de onderwerpen
topic-try-words = Door deze woorden
invalid-topic-keyword = Een woord heeft minstens twee letters, met een sterretje minstens drie.
invalid-topic-phrase = Een zinsdeel heeft minstens één woord.
invalid-topics-many = Er zijn al veertig onderwerpen. Pas er een aan die je niet meer gebruikt.
figures-topics = Waar klanten over schreven
figures-topics-text = Van de antwoorden in eigen woorden: welk deel hierover gaat, volgens de woorden van de instelling. Eén antwoord kan over meer gaan. Een onderwerp zegt niet of het goed of slecht was. Wat eenmaal geteld is, verandert niet als een onderwerp verandert.
figures-topics-few = Te weinig antwoorden in eigen woorden om te tonen. Vanaf acht staat hier waar zij over gaan.
figures-topics-count = Antwoorden in woorden
council-topics = Waar antwoorden in woorden op nagekeken worden; een onderwerp gaat over de klantreis en wijst niemand aan
