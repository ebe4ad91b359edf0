# How a journey went, in figures from its record.
went-closed = How this journey went
went-open = How this journey goes
went-contact = Contact
went-contacts = { $n ->
        [one] once
       *[other] { $n } times
    }
went-whose = { $theirs } from the { $customer }, { $ours } from us
went-repeats = Had to tell again
went-closed-doors = Rang at a closed door
went-no-news = “No news yet”
went-handovers = Handovers
went-sent-on = { $n ->
        [one] the ball went to another team once
       *[other] the ball went to another team { $n } times
    }
went-with = With { $team }
went-waited = Waited for the { $customer }
went-answer = Answer
went-in-one-answer = solved with one complete answer

# The same for the journeys of a blueprint that ended last.
tally-title = How the last ones went
tally-journeys = Journeys that ended
tally-few = There are too few to say anything about yet. That needs { $n }.
tally-contacts = Contacts per journey
tally-started = Started by us
tally-share = { $part } of { $all }, which is { $percent }%
tally-fragments = Half answers
tally-chasers = Chasers
tally-repeats = Had to tell again
tally-closed-doors = Rang at a closed door
tally-handovers = Handovers
tally-solved = Solved
tally-one-answer = With one complete answer
tally-ours = Next to act with us, on average
tally-theirs = Waited for the { $customer }, on average
