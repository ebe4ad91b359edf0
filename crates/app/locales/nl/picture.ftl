# The way of a blueprint, drawn.
picture-title = Zo loopt het
picture-hint = Getekend naar wat er in het formulier staat. Met “Bekijk voorbeeld” zie je een wijziging voordat je haar bewaart.
picture-lanes = Wie is aan zet
picture-empty = Er zijn nog geen stappen.
picture-other = Een ander team
picture-done-when = klaar als: { $what }
picture-takes = verwacht: { $time }
picture-unclear = De tijd is nog niet te lezen.
picture-told = De { $customer } krijgt: { $message }
picture-told-own = De { $customer } krijgt: { $message }, met jullie eigen zin
picture-promise-answer = Eerste antwoord beloofd binnen: { $time }
picture-promise-result = Uitkomst beloofd binnen: { $time }
picture-question = Tijd voor de { $customer } om te antwoorden: { $time }. Daarna vervalt de vraag.
picture-accept = Tijd om aan te nemen: { $time }. Daarna horen de teamleider en de regisseur het, telkens { $later } later.
picture-objection = Tijd om te zeggen dat het niet is opgelost: { $time }
picture-reopen = { $n ->
        [one] Een bericht binnen één dag heropent dezelfde klantreis.
       *[other] Een bericht binnen { $n } dagen heropent dezelfde klantreis.
    }
picture-visit = Bezoek van { $team }
picture-visit-by-customer = de { $customer } kiest zelf een tijdvak
picture-visit-by-member = een medewerker plant het eerste bezoek
picture-window = { $days }, { $hours }: { $places }
picture-places = { $n ->
        [one] { $n } plek
       *[other] { $n } plekken
    }
picture-no-book = { $team } heeft nog geen tijdvakken.
picture-span-fits = De stappen duren samen naar verwachting { $steps }. Beloofd is { $promised }.
picture-span-late = De stappen duren samen naar verwachting { $steps }. Dat is langer dan de { $promised } die beloofd zijn.
picture-always = Altijd
picture-silence = Hoogstens zo lang zonder bericht: { $time }
picture-broken = Nieuws na een niet nagekomen toezegging binnen: { $time }
picture-legal = { $n ->
        [one] Wettelijke termijn: één week
       *[other] Wettelijke termijn: { $n } weken
    }
picture-preview = Bekijk voorbeeld
