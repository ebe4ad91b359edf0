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
work-copies = Kwam ook bij jullie binnen
work-copy-at = op { $mailbox }
work-copy-with = aan zet: { $who }
work-more-reasons = { $n ->
        [one] en nog een reden
       *[other] en nog { $n } redenen
    }
reason-escalated = Nu aan jou
reason-promise-broken = Toezegging niet nagekomen
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
reason-no-way = Geen weg om te bereiken
reason-fetch = Te groot bericht
reason-question-back = Vraag terug
reason-given-back = Teruggegeven
reason-answer-back = Antwoord binnen
reason-done-back = Deelopdracht klaar
reason-reopened = Weer geopend
louder-broken = { $team } kwam een toezegging aan { $name } niet na:
louder-broken-inside = { $team } kwam een toezegging aan een ander team niet na:
louder-at-risk = { $team } heeft { $name } iets toegezegd en de tijd is bijna om:
louder-at-risk-inside = { $team } heeft een ander team iets toegezegd en de tijd is bijna om:
louder-promise-lead = Ook op het moment dat daarna was beloofd, { $when }, hoorde { $name } niets. Daarom ligt dit nu bij jou als teamleider: zorg dat { $name } snel iets hoort.
louder-promise-coordinator = De teamleider van { $team } weet dit al, en { $name } hoorde nog steeds niets. Daarom ligt dit nu ook bij jou als regisseur.
louder-and-coordinator = Ook de regisseur weet dit nu.
louder-offer-lead = Je team gaf { $team } niet op tijd antwoord op een overdracht. Daarom ligt dit nu bij jou als teamleider.
louder-offer-coordinator = { $to } antwoordde { $from } niet op tijd op een overdracht, ook niet na de melding aan de teamleider. Daarom ligt dit nu ook bij jou als regisseur.
louder-offer-late = { $to } antwoordt niet op een overdracht van { $from }.
louder-offer-asked = { $to } wacht op een antwoord van { $from } over een overdracht.
louder-told-lead = De teamleider van { $team } weet dit.
louder-told-both = De teamleider van { $team } en de regisseur weten dit.
louder-told-coordinator = De regisseur weet dit.
louder-told-partner = { $team } kreeg hierover nog een mail.
louder-told-partner-and-coordinator = { $team } kreeg hierover nog een mail, en de regisseur weet dit.
louder-told-nobody = Verder weet niemand dit: er is geen teamleider of regisseur. Een beheerder kan iemand die rol geven.
louder-you-direct = Jullie hebben de regie.
louder-somebody = de { $customer }
louder-agreement-lead = Niemand besliste op tijd over een afspraak van { $amount }. Daarom ligt dit nu bij jou als teamleider: zorg dat er een besluit komt.
louder-agreement-coordinator = Niemand besliste over een afspraak van { $amount } van { $team }, ook niet na de melding aan de teamleider. Daarom ligt dit nu ook bij jou als regisseur.
louder-amount-lead = Je team zei niet op tijd ja of nee op een bedrag dat { $team } vraagt: “{ $words }”. Daarom ligt dit nu bij jou als teamleider.
louder-amount-coordinator = { $from } zei geen ja of nee op een bedrag dat { $to } vraagt, ook niet na de melding aan de teamleider. Daarom ligt dit nu ook bij jou als regisseur.
louder-amount-late = { $from } zegt geen ja of nee op een bedrag dat { $to } vraagt.
reason-passed-on = Steeds doorgeschoven
work-what-passed-on = { $n ->
    [one] Dit werk is 1 keer doorgeschoven zonder dat iemand iets deed. Neem het terug of pak het op.
   *[other] Dit werk is { $n } keer achter elkaar doorgeschoven zonder dat iemand iets deed. Neem het terug of pak het op.
}
