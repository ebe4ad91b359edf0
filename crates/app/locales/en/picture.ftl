# The way of a blueprint, drawn.
picture-title = How it runs
picture-hint = Drawn from what stands in the form. “See preview” shows a change before you save it.
picture-lanes = Who is next to act
picture-empty = There are no steps yet.
picture-other = Another team
picture-done-when = done when: { $what }
picture-takes = expected: { $time }
picture-unclear = The time cannot be read yet.
picture-told = The { $customer } gets: { $message }
picture-told-own = The { $customer } gets: { $message }, with a sentence of your own
picture-promise-answer = First answer promised within: { $time }
picture-promise-result = Outcome promised within: { $time }
picture-question = Time for the { $customer } to answer: { $time }. After that the question lapses.
picture-accept = Time to accept: { $time }. Then the team lead and the coordinator hear of it, each { $later } later.
picture-objection = Time to say that it is not solved: { $time }
picture-reopen = { $n ->
        [one] A message within one day opens the same journey again.
       *[other] A message within { $n } days opens the same journey again.
    }
picture-visit = Visit by { $team }
picture-visit-by-customer = the { $customer } chooses a window
picture-visit-by-member = a staff member plans the first visit
picture-window = { $days }, { $hours }: { $places }
picture-places = { $n ->
        [one] { $n } place
       *[other] { $n } places
    }
picture-no-book = { $team } has no windows yet.
picture-span-fits = Together the steps are expected to take { $steps }. Promised is { $promised }.
picture-span-late = Together the steps are expected to take { $steps }. That is longer than the { $promised } that are promised.
picture-always = Always
picture-silence = Longest without a message: { $time }
picture-broken = News after a promise that was not kept, within: { $time }
picture-legal = { $n ->
        [one] Legal term: one week
       *[other] Legal term: { $n } weeks
    }
picture-preview = See preview
