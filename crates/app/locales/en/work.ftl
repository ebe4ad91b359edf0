# My work.
work-order = What breaks first stands on top.
work-arrivals = { $n ->
        [one] One message has no journey yet
       *[other] { $n } messages have no journey yet
    }
arrivals-confirm-n = { $n } to confirm
arrivals-quarantine-n = { $n } in quarantine
arrivals-parked-n = { $n } parked
work-arrivals-due = first due
work-empty = Nothing is burning
work-empty-next = Next moment:
work-empty-nothing = Nothing comes due for now.
work-copies = Also came in with you
work-copy-at = at { $mailbox }
work-copy-with = ball with: { $who }
work-more-reasons = { $n ->
        [one] and one more reason
       *[other] and { $n } more reasons
    }
reason-escalated = Now yours
reason-promise-broken = Promise broken
reason-silent = Silent too long
reason-offer-overdue = Handover not answered
reason-promise-at-risk = Promise at risk
reason-offer-to-answer = Handover waits
reason-customer-wrote = New message
reason-objected = Not solved, says the { $customer }
reason-silent-soon = Message needed
reason-promise-due = Promise
reason-new = New
reason-ball-here = Your move
reason-call = Call
reason-letter = Write a letter
reason-no-way = No way to reach
reason-fetch = Message too large
reason-question-back = Question back
reason-given-back = Given back
reason-answer-back = Answer came in
reason-done-back = Leg done
reason-reopened = Opened again
louder-broken = { $team } did not keep what was promised to { $name }:
louder-broken-inside = { $team } did not keep what was promised to another team:
louder-at-risk = { $team } promised something to { $name } and the time is nearly up:
louder-at-risk-inside = { $team } promised something to another team and the time is nearly up:
louder-promise-lead = { $name } heard nothing by the moment promised after that either, { $when }. So this is now yours as team lead: see to it that { $name } hears something soon.
louder-promise-coordinator = The team lead of { $team } knows this already, and { $name } still heard nothing. So this is now yours too, as coordinator.
louder-and-coordinator = The coordinator knows this now too.
louder-offer-lead = Your team did not answer a handover from { $team } in time. So this is now yours as team lead.
louder-offer-coordinator = { $to } did not answer a handover from { $from } in time, not even after the team lead was told. So this is now yours too, as coordinator.
louder-offer-late = { $to } does not answer a handover from { $from }.
louder-offer-asked = { $to } waits for an answer from { $from } about a handover.
louder-told-lead = The team lead of { $team } knows this.
louder-told-both = The team lead of { $team } and the coordinator know this.
louder-told-coordinator = The coordinator knows this.
louder-told-partner = { $team } was mailed about it once more.
louder-told-partner-and-coordinator = { $team } was mailed about it once more, and the coordinator knows this.
louder-told-nobody = Nobody else knows this: there is no team lead or coordinator. An administrator can give somebody that role.
louder-you-direct = Your team directs this journey.
louder-somebody = the { $customer }
louder-agreement-lead = Nobody decided in time on an agreement of { $amount }. So this is now yours as team lead: see to it that there is a decision.
louder-agreement-coordinator = Nobody decided on an agreement of { $amount } of { $team }, not even after the team lead was told. So this is now yours too, as coordinator.
louder-amount-lead = Your team did not say yes or no in time to an amount that { $team } asks for: “{ $words }”. So this is now yours as team lead.
louder-amount-coordinator = { $from } did not say yes or no to an amount that { $to } asks for, not even after the team lead was told. So this is now yours too, as coordinator.
louder-amount-late = { $from } does not say yes or no to an amount that { $to } asks for.
reason-passed-on = Passed on and on
work-what-passed-on = { $n ->
    [one] This work was passed on once and nobody did anything. Take it back or take it up.
   *[other] This work was passed on { $n } times in a row and nobody did anything. Take it back or take it up.
}
