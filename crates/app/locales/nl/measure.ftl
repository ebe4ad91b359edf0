# How a journey went, in figures from its record.
went-closed = Hoe deze reis verliep
went-open = Hoe deze reis verloopt
went-contact = Contact
went-contacts = { $n } keer
went-whose = { $theirs } van de { $customer }, { $ours } van ons
went-repeats = Opnieuw moeten vertellen
went-closed-doors = Belde bij een dichte deur
went-no-news = “Nog geen nieuws”
went-handovers = Overdrachten
went-sent-on = { $n ->
        [one] de beurt ging één keer naar een ander team
       *[other] de beurt ging { $n } keer naar een ander team
    }
went-with = Bij { $team }
went-waited = Gewacht op de { $customer }
went-answer = Antwoord
went-in-one-answer = opgelost met één compleet antwoord

# The same for the journeys of a blueprint that ended last.
tally-title = Zo verliepen de laatste
tally-journeys = Afgeronde klantreizen
tally-few = Er zijn er nog te weinig om iets over te zeggen. Dat kan vanaf { $n }.
tally-contacts = Contact per klantreis
tally-started = Door ons begonnen
tally-share = { $part } van { $all }, dat is { $percent }%
tally-fragments = Halve antwoorden
tally-chasers = Statusvragen
tally-repeats = Opnieuw moeten vertellen
tally-closed-doors = Belde bij een dichte deur
tally-handovers = Overdrachten
tally-solved = Opgelost
tally-one-answer = Met één compleet antwoord
tally-ours = Aan zet bij ons, gemiddeld
tally-theirs = Gewacht op de { $customer }, gemiddeld
