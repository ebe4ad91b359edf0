# My work.
work-order = Wat het eerst misgaat, staat bovenaan.
work-arrivals = { $n ->
        [one] Eén bericht heeft nog geen klantreis
       *[other] { $n } berichten hebben nog geen klantreis
    }
arrivals-confirm-n = { $n } te bevestigen
arrivals-quarantine-n = { $n } in quarantaine
arrivals-parked-n = { $n } apart gezet
work-arrivals-due = eerste uiterlijk
work-empty = Niets brandt
work-empty-next = Volgende moment:
work-empty-nothing = Er komt voorlopig niets aan de beurt.
work-more-reasons = { $n ->
        [one] en nog een reden
       *[other] en nog { $n } redenen
    }
reason-promise-broken = Toezegging gebroken
reason-silent = Te lang stil
reason-offer-overdue = Overdracht niet beantwoord
reason-promise-at-risk = Toezegging loopt gevaar
reason-offer-to-answer = Overdracht wacht
reason-customer-wrote = Nieuw bericht
reason-objected = Niet opgelost volgens { $customer }
reason-silent-soon = Bericht nodig
reason-promise-due = Toezegging
reason-new = Nieuw
reason-ball-here = Aan zet
reason-call = Bellen
reason-letter = Brief schrijven
reason-question-back = Vraag terug
reason-given-back = Teruggegeven
reason-answer-back = Antwoord binnen
reason-done-back = Deelopdracht klaar
reason-reopened = Weer geopend
