# Before one is inside.
sign-in = Aanmelden
access-sign-in-intro = Meld je aan met je e-mailadres van het werk.
access-kept = Je was niet meer aangemeld. Er is nog niets verstuurd, en wat je schreef is er nog. Meld je aan en verstuur het dan.
access-email = E-mailadres
access-password = Wachtwoord
access-forgot = Wachtwoord vergeten?
access-reset-title = Nieuw wachtwoord kiezen
access-reset-intro = Vul je e-mailadres in. Je krijgt een link die een half uur werkt.
access-reset-send = Stuur de link
access-reset-sent = Kennen we dit adres? Dan ligt er zo een e-mail met een link.
access-back = Terug naar aanmelden
access-password-new = Nieuw wachtwoord
access-password-hint = Minstens 12 tekens. Een paar losse woorden onthoud je het best.
access-choose-intro = Daarna meld je je aan met dit wachtwoord.
access-password-again = Nog een keer
access-password-save = Bewaar wachtwoord
access-invitation-title = Welkom bij { $organisation }
access-invitation-intro = Kies een wachtwoord. Daarna kun je meteen beginnen.
access-name = Je naam, zoals collega’s die zien
access-invitation-accept = Begin
access-link-used = Deze link is al gebruikt of verlopen. Vraag een nieuwe aan.
access-wrong = E-mailadres en wachtwoord horen niet bij elkaar. Kijk ze na en probeer het nog een keer.
access-too-many = Dat waren te veel pogingen. Wacht een paar minuten en probeer het dan nog een keer.
access-password-differs = De twee wachtwoorden zijn niet hetzelfde.

# The second step.
factor-title = Tweede stap
factor-intro = Vul de code in die je app nu toont.
factor-code = Code
factor-code-hint = Zes cijfers uit de app op je telefoon. Telefoon kwijt? Vul dan een van je herstelcodes in.
factor-do = Ga verder
factor-other = Aanmelden als iemand anders
factor-gone = Deze aanmelding is niet meer geldig. Meld je opnieuw aan.
factor-wrong = Deze code klopt niet of is al gebruikt. Wacht op de volgende code en vul die in.
factor-required-title = Stel eerst een tweede stap in
factor-required-intro = { $organisation } vraagt dit voor jouw rol. Je hebt een app nodig die codes maakt, op je telefoon.
factor-begin = Begin
factor-key-title = Zet de sleutel in je app
factor-key-intro = Richt de camera van de app op het plaatje, of typ de sleutel over. Vul daarna de code in die de app toont.
factor-key = Sleutel
factor-picture = De sleutel als plaatje voor de camera van een app
factor-code-app = Code uit de app
factor-code-app-hint = Zes cijfers. Elke halve minuut komt er een nieuwe.
factor-confirm = Zet aan
factor-codes-title = Je herstelcodes
factor-codes-intro = Bewaar ze op een veilige plek, niet op je telefoon. Elke code werkt één keer. Je ziet ze alleen nu.
factor-codes-on = Ik heb ze bewaard, verder
factor-off = Bij het aanmelden vragen we alleen je wachtwoord. Met een app op je telefoon kan iemand met jouw wachtwoord er nog niet in.
factor-on = Bij het aanmelden vragen we ook een code. Dit staat aan sinds { $since }.
factor-codes-left = { $n ->
    [0] Je hebt geen herstelcodes meer. Maak nieuwe.
    [one] Je hebt nog één herstelcode. Maak nieuwe.
   *[other] Je hebt nog { $n } herstelcodes.
  }
factor-is-required = { $organisation } vraagt een tweede stap voor jouw rol. Hij kan dus niet uit.
factor-set-up = Stel een tweede stap in
factor-codes-new = Maak nieuwe herstelcodes
factor-end = Zet uit
said-second-off = De tweede stap staat uit.
