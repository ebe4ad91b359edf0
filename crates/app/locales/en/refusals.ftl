# Why something is refused, and what can be done instead.
refusal-no-journey = This journey does not exist.
refusal-no-journey-instead = Search by name or number.
refusal-journey-exists = This journey exists already.
refusal-journey-exists-instead = Refresh the page and see how it stands.
refusal-journey-closed = This journey is closed.
refusal-journey-closed-instead = Open it again first, or begin a new journey.
refusal-journey-open = This journey is still running.
refusal-journey-open-instead = You can simply go on with it.
refusal-journey-void = This journey was set aside.
refusal-journey-void-instead = Bring it back first.
refusal-void-promised = { $count ->
        [one] { $team } has promised { $customer } something, by { $by }.
       *[other] { $customer } has been promised { $count } things; the first by { $team }, by { $by }.
    }
refusal-void-promised-instead = First keep the promise or let it go. Or hand the journey over, or close it with an outcome.
refusal-void-awaited = A { $customer } waits for a word from you here. A matter for another body is not set aside in silence.
refusal-void-awaited-instead = Forward it: the other body gets it from you, and the { $customer } hears who has it. Or answer and close it.
refusal-not-void = This journey was not set aside.
refusal-not-void-instead = Refresh the page and see how it stands.
refusal-not-your-ball = The ball is not with you, but with { $holder }.
refusal-not-your-ball-instead = Write a note, or let the directing team take it back.
refusal-stale-ball = The ball has moved meanwhile: it is with { $holder } { $team }.
refusal-stale-ball-instead = Your text is still here. See how it stands now and try again.
refusal-not-director = Only the directing team may do this: { $team }.
refusal-not-director-instead = Ask that team.
refusal-members-only = Only members may do this.
refusal-members-only-instead = Sign in.
refusal-unknown-team = This team no longer exists.
refusal-unknown-team-instead = Choose another team.
refusal-unknown-handover = This handover does not exist.
refusal-unknown-handover-instead = See under Handovers what is waiting.
refusal-already-accepted = { $member } ({ $team }) accepted this already, on { $at }.
refusal-already-accepted-instead = There is nothing left for you to do.
refusal-handover-ended = This handover no longer waits for an answer.
refusal-handover-ended-instead = See on the journey how it stands now.
refusal-not-receiver = Only { $team } may answer this.
refusal-not-receiver-instead = Write a note if you know something.
refusal-not-giver = Only { $team } or the directing team may do this.
refusal-not-giver-instead = Ask that team.
refusal-to-self = This goes to where it already is.
refusal-to-self-instead = Choose another team or another journey.
refusal-hop-unexplained = This work was passed on twice already and nobody did anything.
refusal-hop-unexplained-instead = Say in the handover why it goes to somebody else now, or take it up yourself.
refusal-no-director = No team of the organisation directs journeys of this kind, so { $team } cannot begin one.
refusal-no-director-instead = Choose another kind of journey, or ask an administrator to choose a directing team in the blueprint.
refusal-shipment-known = { $count ->
    [0] This shipment of this carrier is registered already, on a journey that you may not see.
   *[other] This shipment of this carrier is registered already, on journey { $reference }.
}
refusal-shipment-known-instead = { $count ->
    [0] Ask a coordinator who works on it.
   *[other] Go on there: what the carrier says arrives there.
}
refusal-leg-with-ball-open = A handover that takes the ball is already on its way.
refusal-leg-with-ball-open-instead = Withdraw that one first, or consult.
refusal-unknown-leg = This piece of work does not exist.
refusal-unknown-leg-instead = See on the journey how it stands.
refusal-leg-ended = This piece of work is finished already.
refusal-leg-ended-instead = See on the journey how it stands.
refusal-not-your-leg = This piece of work is with { $team }.
refusal-not-your-leg-instead = Only that team can finish it.
refusal-silent-close = Nothing is finished or given back in silence.
refusal-silent-close-instead = Choose how it came out or why, and write what was found or done.
refusal-brief-incomplete = { $count ->
        [one] One part of the brief is
       *[other] { $count } parts of the brief are
    } still missing.
refusal-brief-incomplete-instead = Fill every required field, so that the other need not ask.
refusal-unknown-question = This question does not exist.
refusal-unknown-question-instead = See on the journey how it stands.
refusal-question-ended = This question is no longer open.
refusal-question-ended-instead = See on the journey how it stands.
refusal-question-open = A question to the { $customer } is still open.
refusal-question-open-instead = Wait for the answer, or withdraw that question first.
refusal-last-thing-needed = You already asked the { $customer } something in this step.
refusal-last-thing-needed-instead = Is this the last thing you need? If not, ask everything at once now.
refusal-unknown-promise = This promise does not exist.
refusal-unknown-promise-instead = See on the journey how it stands.
refusal-promise-ended = This promise is over already.
refusal-promise-ended-instead = Was it late? Replace it with a new one, or mark it as done.
refusal-stale-promise = Somebody changed this promise meanwhile.
refusal-stale-promise-instead = See how it stands now and try again.
refusal-kept-by-telling = This is done once the { $customer } has heard it. Nothing has been told since it was promised.
refusal-kept-by-telling-instead = Answer, or tell the outcome. That marks the promise as done by itself.
refusal-promise-in-past = That moment has passed: { $at }.
refusal-promise-in-past-instead = Choose a moment that is still to come.
refusal-not-your-promise = This promise is owed by { $team }.
refusal-not-your-promise-instead = Ask that team, or the directing team.
refusal-window-reversed = The end lies before the beginning.
refusal-window-reversed-instead = Swap the moments.
refusal-outside-hours = The team is closed then: { $at }.
refusal-outside-hours-instead = Choose a moment at which the team is open.
refusal-promises-open = { $count ->
        [one] One promise is
       *[other] { $count } promises are
    } still open.
refusal-promises-open-instead = Keep them, replace them, or note that the { $customer } lets them go.
refusal-legs-open = { $count ->
        [one] One piece of work or handover is
       *[other] { $count } pieces of work or handovers are
    } still open.
refusal-legs-open-instead = Finish or withdraw them.
refusal-outcome-not-told = The { $customer } does not know the outcome yet.
refusal-outcome-not-told-instead = Tell the outcome first.
refusal-closing-period = The { $customer } can still say that it is not solved, by { $by }.
refusal-closing-period-instead = Without a reaction the journey closes by itself then.
refusal-objection-open = Nobody has looked at the last message of the { $customer }.
refusal-objection-open-instead = Read it first. Was it only thanks? Then say so.
refusal-nothing-proposed = No outcome has been told yet.
refusal-nothing-proposed-instead = Tell the outcome first.
refusal-already-proposed = The outcome was told already, on { $at }.
refusal-already-proposed-instead = Wait for the { $customer }, or send a message.
refusal-unknown-contact = This contact does not exist.
refusal-unknown-contact-instead = See on the journey how it stands.
refusal-contact-gone = This message is no longer here.
refusal-contact-gone-instead = See on the journey where it went.
refusal-contact-left-house = We sent this ourselves. It stays where it is.
refusal-contact-left-house-instead = Send a message that puts it right.
refusal-unknown-participant = This person takes no part in this journey.
refusal-unknown-participant-instead = See under Good to know who does.
refusal-may-not-act = This person may look, but not act.
refusal-may-not-act-instead = Ask the { $customer } to do it.
refusal-unknown-update = This message does not exist.
refusal-unknown-update-instead = See on the journey how it stands.
refusal-not-again = This message cannot go again: it is on its way, arrived, was told by a colleague, or is no longer needed.
refusal-not-again-instead = See on the journey how it stands, or write a new message.
refusal-no-address = There is no e-mail address of this person.
refusal-no-address-instead = Fill in an e-mail address, or call or write.
refusal-unknown-task = This task does not exist.
refusal-unknown-task-instead = See on the journey how it stands.
refusal-task-ended = A colleague has done this already.
refusal-task-ended-instead = There is nothing left for you to do.
refusal-over-mandate = This is more than you may decide alone ({ $amount }).
refusal-over-mandate-instead = Ask your team lead.
refusal-amount-waits = An amount waits for approval already.
refusal-amount-waits-instead = Wait for that answer, or ask about it.
refusal-amount-ended = No amount waits for approval any more.
refusal-amount-ended-instead = Look at the journey to see how it stands now.
refusal-amount-negative = An amount cannot be below zero.
refusal-amount-negative-instead = Enter an amount of 0 or more.
refusal-handle-taken = This address or number belongs to somebody else.
refusal-handle-taken-instead = Search for it.
refusal-unknown-handle = This address or number is not known.
refusal-unknown-handle-instead = Check how it is written.
refusal-no-customer = This { $customer } does not exist.
refusal-no-customer-instead = Search by name, address or number.
refusal-customer-exists = This { $customer } exists already.
refusal-customer-exists-instead = Search by name, address or number.
refusal-same-customer = This is the same { $customer } already.
refusal-same-customer-instead = Choose another.
refusal-already-joined = These two are joined already.
refusal-already-joined-instead = There is nothing left for you to do.
refusal-not-joined = These two are not joined.
refusal-not-joined-instead = There is nothing left for you to do.
refusal-not-told-apart = Nobody said that these two are different people.
refusal-not-told-apart-instead = There is nothing left for you to do.
refusal-newer-version = This was recorded by a newer version of Regie.
refusal-newer-version-instead = Ask the administrator to update.
refusal-implausible-time = That moment cannot be right: { $at }.
refusal-implausible-time-instead = Check the date.
refusal-nothing-chosen = There is no choice to undo.
refusal-nothing-chosen-instead = Note what the { $customer } wants now.
