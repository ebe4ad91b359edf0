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
work-more-reasons = { $n ->
        [one] and one more reason
       *[other] and { $n } more reasons
    }
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
reason-question-back = Question back
reason-given-back = Given back
reason-answer-back = Answer came in
reason-done-back = Leg done
reason-reopened = Opened again
