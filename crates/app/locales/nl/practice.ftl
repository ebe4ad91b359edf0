# De oefenruimte: de band boven elke pagina, de oefeningen, de post die niet vertrekt, en de bladzijde in de instellingen.
practice-room = Oefenruimte
practice-band = niets gaat naar buiten
practice-band-ahead = Hier is het { $when }
practice-go = Oefeningen
practice-mail = Post van de oefening
practice-intro = Hier oefen je met de teams, blauwdrukken en teksten van nu. Iedereen die schrijft is verzonnen. Geen mail, sms of ander bericht verlaat deze ruimte.
practice-cases = Nieuwe oefening
practice-cases-text = Er komt een mail binnen van iemand die verzonnen is. Die vind je bij Mijn werk van het team van de mailbox.
practice-begin = Begin
practice-mailbox = Komt binnen bij
practice-no-mailbox = Er is nog geen mailbox. Vraag een beheerder om er een te maken en de oefenruimte opnieuw te vullen.
practice-form = Open het formulier voor klanten
practice-form-text = Speel zelf een klant: vul het formulier in en kijk daarna mee op de pagina van de klant.
practice-self = Doe het zelf
practice-mail-go = Lees wat de klant krijgt
practice-mail-intro = Deze berichten waren anders verstuurd. Lees ze zoals de klant ze leest en schrijf terug in zijn plaats.
practice-mail-empty = Nog niets. Begin een oefening; de ontvangstbevestiging staat hier binnen een paar tellen.
practice-mail-posted = Bericht aan een ander systeem: { $to }
practice-answer = Wat schrijft { $name } terug?
practice-answer-send = Stuur als { $name }
practice-test = De oefenruimte maakt met niemand verbinding.
practice-clock = De klok
practice-clock-text = Laat de klok van deze ruimte vooruitgaan tot er iets moet gebeuren. Terug kan niet; opnieuw vullen zet de klok weer gelijk.
practice-clock-next = Hierna gebeurt er iets op { $when }.
practice-clock-none = Er staat niets te gebeuren.
practice-clock-go = Ga naar het volgende moment
said-practice-begun = De mail is onderweg. Je vindt hem zo bij Mijn werk.
said-practice-answered = Het antwoord is onderweg, als een gewone mail.
said-practice-moved = De klok staat op het volgende moment.
said-practice-still = Er stond niets te gebeuren. De klok is gebleven waar hij was.

practice-late = Vergoeding die te laat is
practice-late-what = Iemand wacht al twee weken op geld. Zeg wat er nu gebeurt en wanneer, en beloof iets wat je kunt nakomen.
practice-late-subject = Nog geen geld terug
practice-late-body =
    Goedemiddag,

    Op { $day } heb ik u de rekening van de loodgieter gestuurd. Ik zou binnen tien werkdagen horen of ik het geld terugkrijg. Ik heb niets gehoord. Kunt u zeggen hoe het staat?

    Met vriendelijke groet,
    { $name }
practice-signal = Geen signaal
practice-signal-what = Iemand kan nu niet verder. Vraag in één keer wat je nodig hebt en zet uit bij wie kan helpen.
practice-signal-subject = Al sinds gisteravond geen internet
practice-signal-body =
    Hallo,

    Sinds gisteravond doet het internet het niet meer. Het rode lampje op het kastje brandt. Uit en weer aan zetten helpt niet. Morgen werk ik thuis, dus ik heb het echt nodig. Wanneer komt er iemand?

    { $name }
practice-chaser = Boze klant die al eerder vroeg
practice-chaser-what = Twee mails kort na elkaar; de tweede is boos. Erken het, geef één antwoord op beide, en zorg dat een derde mail niet nodig is.
practice-chaser-subject = Wanneer wordt dit opgelost?
practice-chaser-body =
    Beste mensen,

    De put voor mijn deur loopt bij elke bui over. Op { $day } heb ik dat gemeld aan de telefoon. Toen zei iemand dat er dezelfde week een ploeg zou komen. Komt die nog?

    { $name }
practice-chaser-again =
    Weer niets. Nu staat het water in mijn gang en ik word van het kastje naar de muur gestuurd: drie keer gebeld, drie keer een ander verhaal. Ik wil vandaag weten wie dit regelt en wanneer.

    { $name }
practice-complaint = Klacht
practice-complaint-what = Een klacht heeft een eigen termijn. Bevestig hem, zeg wie hem behandelt en wanneer de uitkomst er is.
practice-complaint-subject = Klacht over hoe ik ben behandeld
practice-complaint-body =
    Geachte heer, mevrouw,

    Ik dien een klacht in. Op { $day } was ik bij u aan de balie. De medewerker luisterde niet en stuurde mij weg zonder antwoord. Ik wil dat dit wordt onderzocht en dat ik hoor wat u ermee doet.

    Hoogachtend,
    { $name }
practice-two = Twee vragen in één mail
practice-two-what = Twee vragen, en maar één valt bij jouw team. Beantwoord wat je weet en zet de rest uit, zonder dat de klant het merkt.
practice-two-subject = Twee vragen
practice-two-body =
    Goedendag,

    Ik heb twee vragen. Hoe verander ik het rekeningnummer dat u van mij hebt? En wanneer hoor ik iets over de schade die ik op { $day } heb gemeld?

    Groeten,
    { $name }

settings-practice = Oefenruimte
settings-practice-text = Een tweede omgeving waarin medewerkers oefenen en niets naar buiten gaat.
practice-off = De oefenruimte staat uit. Wie de server beheert zet hem aan: zet deze regels in het instellingenbestand (meestal /etc/regie/regie.toml) en start Regie opnieuw.
practice-off-lines = Regels voor het instellingenbestand
practice-off-after = Daarna staat hier hoe de oefenruimte te bereiken is en kun je hem vullen. De oefenruimte heeft een eigen database; niets wat daar gebeurt telt hier mee.
practice-here = Dit is de oefenruimte zelf. Vullen doe je in de gewone omgeving.
practice-demo = Een demonstratie heeft geen oefenruimte: alles is er al verzonnen.
practice-state = Hoe het staat
practice-state-url = Adres
practice-state-filled = Voor het laatst gevuld
practice-state-never = Nog nooit
practice-state-sign-in = Aanmelden
practice-state-sign-in-text = Met het eigen e-mailadres en het eigen wachtwoord van hier
practice-fill-title = Opnieuw vullen
practice-fill = Vul opnieuw
practice-fill-first-title = Voor het eerst vullen
practice-fill-first = Vul de oefenruimte
practice-copied = Gaat mee
practice-copied-text = Organisatie, teams, medewerkers met hun wachtwoord, rollen, beslisruimte, openingstijden, sluitingsdagen, blauwdrukken, teksten, woorden die je liever niet gebruikt, huisstijl, openbare verklaringen en tijdvakken. Mailboxen zonder server en zonder wachtwoord.
practice-never = Gaat nooit mee
practice-never-text = Klanten, klantreizen, contacten, bestanden, koppelingen met telefoon en sms, sleutels van andere programma's, wachtwoorden van mailboxen en links.
practice-fill-gone = Alles wat in de oefenruimte gedaan is, verdwijnt. Wie daar aangemeld is, moet zich opnieuw aanmelden.
said-practice-filled = De oefenruimte is opnieuw gevuld.
audit-fill = Gevuld
