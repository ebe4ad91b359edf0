# Joining two journeys, and undoing that.
act-join = Join with another journey
join-intro = This journey becomes part of the other one. What was said here can be read there. What was promised here holds there, by the same date. New messages come in there. You can undo this.
join-contacts = Goes along
join-contacts-value = { $n ->
    [one] 1 contact
   *[other] { $n } contacts
}
join-promise = Promise goes along
join-into = Join with
join-choice = directed by { $team }, since { $when }
join-nothing = This { $customer } has no other open journey. Is there one of somebody who is the same person? Then join those two first.
said-journeys-joined = Joined. You now see the journey that goes on.
joined-into = This journey was joined with { $reference }. Everything goes on there.
joined-open = Open { $reference }
joined-from = From { $reference }
act-unjoin = Undo the joining
unjoin-intro = This journey goes on by itself again, with the team that directs it. What came in after the joining stays on the other journey. You can move it afterwards.
unjoin-back = Comes back
unjoin-stays = Stays there, because it changed there
said-journeys-unjoined = The joining was undone.
said-journeys-unjoined-stays = The joining was undone. Promises that changed meanwhile still stand on the other journey.
tl-joined-away = { $by } joined this with another journey
tl-took-in = { $by } joined another journey with this one
tl-went-apart = { $by } let a joined journey go on by itself again
void-joined = Joined with another journey

# What does not go along.
refusal-join-offer = Something is still offered to { $team }.
refusal-join-offer-instead = First take back the offer to { $team }, or wait for the answer.
refusal-join-leg = { $team } is still at work on a part of this journey.
refusal-join-leg-instead = Have it finished or given back first. Or join the other journey with this one.
refusal-join-question = The { $customer } still has a question of yours to answer.
refusal-join-question-instead = Withdraw the question or wait for the answer.
refusal-join-proposed = The { $customer } can still say whether an outcome is right.
refusal-join-proposed-instead = Wait for that, or note what the { $customer } says of it.
refusal-join-visit = { $team } has agreed to come by.
refusal-join-visit-instead = Let the visit take place or cancel it. Or join the other journey with this one.
refusal-join-shipment = A shipment is still on its way.
refusal-join-shipment-instead = Wait until it is there. Or join the other journey with this one.
refusal-join-signal = A signal still waits for an answer of { $team }.
refusal-join-signal-instead = Have the signal answered first.
refusal-join-task = Somebody still has to be called or written to, by { $at }.
refusal-join-task-instead = Do that first.
refusal-join-legal = A legal term runs on this journey.
refusal-join-legal-instead = Join the other journey with this one, then the term stays.
refusal-join-message = A message still waits to be sent, at { $at }.
refusal-join-message-instead = Wait until it was sent, or take it back.
refusal-join-people = People take part in this journey who do not take part in the other one.
refusal-join-people-instead = Add them to the other journey, or take them off here.
refusal-join-shielded = This journey is shielded and the other one is not.
refusal-join-shielded-instead = Join the other journey with this one.
refusal-join-strangers = The journeys are of different people.
refusal-join-strangers-instead = Is it the same person? Then join those two first.
refusal-joined-away = This journey was joined with another one.
refusal-joined-away-instead = Undo the joining.
refusal-not-joined-here = These journeys were not joined.
refusal-not-joined-here-instead = Refresh the page and see how it stands.
one-matter = The same person also has “{ $title }” open, begun { $when }. It is probably about the same:
one-matter-join = Join them
