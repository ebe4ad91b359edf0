# How a text reads: hints for whoever writes it.
wording-title = Zo leest het
wording-hint = Dit zijn tips. Je kunt de tekst ook zo laten.
wording-fine = Korte zinnen, geen moeilijke woorden.
wording-long = { $n } woorden. Maak er twee zinnen van.
wording-passive = Wie doet dit? Zeg het met “wij” of “u” ({ $words }).
wording-jargon = Liever niet: “{ $word }”.
wording-jargon-instead = Liever niet: “{ $word }”. Schrijf bijvoorbeeld: { $instead }.
wording-list = Woorden die je liever niet gebruikt
wording-list-row = Woordenlijst
wording-list-count = { $ours } van Regie, { $own } van jullie
wording-words = Eigen woorden ({ $lang })
wording-words-hint = Eén woord per regel. Zet achter = wat beter is, zoals: ticket = melding
wording-ours = Deze kent Regie al ({ $lang })
wording-none = laat het weg
mail-preview = Zo komt het aan
mail-preview-plain = Als platte tekst
mail-preview-light = In het programma van de { $customer }, licht
mail-preview-dark = In het programma van de { $customer }, donker
mail-preview-hint = Met verzonnen gegevens. Er wordt niets verstuurd.
invalid-jargon = Zet voor = het woord dat je liever niet gebruikt.
