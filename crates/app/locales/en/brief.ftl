brief-title = What we know already
brief-agreement = Agreed: { $what }
brief-agreement-proposed = Agreement still waits for a colleague: { $what }
brief-agreement-not-kept = Agreement not kept to: { $what }
brief-holds = { $n ->
    [one] 1 hold in force
   *[other] { $n } holds in force
}
brief-promise = Promised by { $team }: { $what }, { $when }
brief-promise-broken = Promise not met by { $team }: { $what }, { $when }
brief-told = Last told: { $next }
brief-told-by = Last told: { $next }, { $when }
brief-not-told = Not told yet: { $next }
brief-not-told-by = Not told yet: { $next }, { $when }
brief-chaser = Asks whether there is news
brief-chaser-failed = Asks whether there is news; this was not met: { $when }
brief-asked-waits = Asked, no answer yet: “{ $what }” ({ $when })
brief-asked-answered = Answered already ({ $when }), do not ask again: “{ $what }”
brief-asked-lapsed = Asked and not answered: “{ $what }”
brief-other = Also open: { $title }, with: { $who }
brief-with-customer = the { $customer }
brief-shielded = { $n ->
    [one] 1 shielded item
   *[other] { $n } shielded items
}
brief-number = The customer number is known
brief-no-number = The customer number is not known
brief-untied = Not known who this is: show nothing and agree on nothing
brief-more = { $n ->
    [one] and 1 more
   *[other] and { $n } more
}
repeats-answered = Asked already and answered on { $when }
repeats-waits = Asked already, waits for an answer
repeats-lapsed = Asked already, not answered
repeats-elsewhere = { $what } ({ $reference })
repeats-answer = “{ $question }” Answer: “{ $answer }”
repeats-question = “{ $question }”
repeats-files = { $n ->
    [one] with 1 file
   *[other] with { $n } files
}
repeats-card = The { $customer } was asked this before. Do not ask it again if you have the answer.
fact-repeats = the { $customer } had answered this before
tl-repeat-tagged = { $by } corrected how a question is counted
fact-question-repeats = The { $customer } had answered this before
fact-question-no-repeat = This was no repeat
said-question-tagged = The count was corrected.
fact-chaser-failed = Not met before it: { $promise }, { $when }
