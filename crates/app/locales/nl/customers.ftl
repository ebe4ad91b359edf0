# One person over all departments.
customer-open = Lopende klantreizen
customer-open-none = Er loopt nu niets.
customer-closed = Afgesloten klantreizen
customer-begun = Begonnen
customer-promises = Toezeggingen
customer-promises-none = Nog niets toegezegd.
customer-owed = { $n ->
        [one] 1 nog na te komen
       *[other] { $n } nog na te komen
    }
customer-was-due = Uiterlijk
customer-contacts = Contactmomenten
customer-contacts-none = Nog geen contact.
customer-from = Van { $name }
customer-to = Aan { $name }
customer-handles = Contactgegevens
customer-handles-none = Er is geen adres of nummer bekend.
customer-failed = Werkt niet meer sinds { $when }
customer-preferences = Voorkeuren
customer-language = Taal
customer-reach = Berichten
customer-reach-none = Niet per e-mail: wij bellen of schrijven.
customer-since = Bekend sinds
customer-records = Samengevoegd
customer-records-text = Deze gegevens zijn van dezelfde persoon. Losmaken kan bij 'Dezelfde persoon?'.
customer-record = { $name }, bekend sinds { $when }
customer-page = Alles van deze { $customer }
evidence-mail-proven = Afzender van een e-mail, bewezen, { $when }
evidence-mail-from = Afzender van een e-mail, niet bewezen, { $when }
evidence-apart = Opgegeven, niet bewezen, { $when }
evidence-status-page = Zelf opgegeven op de eigen pagina, { $when }
evidence-form = Opgegeven bij de vraag, { $when }
evidence-member = Genoteerd door een medewerker, { $when }
evidence-import = Uit een archief, { $when }
list-rest = { $n ->
        [one] nog 1
       *[other] nog { $n }
    }
list-older = Toon eerdere
