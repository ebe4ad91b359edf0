# Mails about an account.
account-invitation-subject = Je account bij { $organisation }
account-invitation-hello = Hallo { $name },
account-invitation-why = Je collega’s van { $organisation } hebben in Regie een account voor je gemaakt. Kies met deze link een wachtwoord. Daarna kun je meteen beginnen.
account-invitation-button = Kies een wachtwoord
account-invitation-lasts = De link werkt drie dagen en één keer.
account-invitation-not-you = Verwacht je dit niet? Dan hoef je niets te doen.
account-reset-subject = Nieuw wachtwoord kiezen
account-reset-hello = Hallo { $name },
account-reset-why = Je vroeg bij { $organisation } om een nieuw wachtwoord. Kies het met deze link.
account-reset-button = Kies een nieuw wachtwoord
account-reset-lasts = De link werkt een half uur en één keer. Daarna meld je je overal opnieuw aan.
account-reset-not-you = Heb je hier niet om gevraagd? Dan hoef je niets te doen: je wachtwoord blijft zoals het is.
