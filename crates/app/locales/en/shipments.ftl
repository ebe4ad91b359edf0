# Shipments: the list, the card beside a journey, the forms, carriers, what happened.
promised-delivery = A delivery
next-we-deliver = The shipment is delivered
update-shipment = News of the shipment
text-shipment = News of a shipment
due-shipment-risk = Something of a shipment was not known in time
due-shipment-silent = A carrier said nothing for too long
joined-carrier = the carrier said that it was delivered
reopened-shipment = Something went wrong with the shipment
refusal-unknown-shipment = This shipment is not known.
refusal-unknown-shipment-instead = Check the number, or register the shipment first.
invalid-tracking = Enter the number of the shipment: letters, digits and hyphens, with a digit in it.
invalid-carrier-address = Enter an address that begins with https:// and has {"{tracking}"} in it.
invalid-carrier-table = This table is not right. Write on each line: name = value. Needed are events, code, moment and a code.

nav-shipments = Shipments
shipments = Shipments
shipments-intro = What asks for attention stands on top: what went wrong, what is late, and what will hardly be there in time.
shipments-running = Under way
shipments-all = All
shipments-find = Search
shipments-none = No shipment is under way.
shipments-not-found = There is no shipment with this number.
shipments-unknown-n = { $n ->
    [one] Carriers spoke of one shipment that is not registered here.
   *[other] Carriers spoke of { $n } shipments that are not registered here.
}
shipments-kept = How carriers keep their promises
shipments-kept-hint = Promises of the last thirty days, judged by their first moment.
shipments-promised = Promised
shipments-in-time = Kept
shipments-after-move = Kept after a move
shipments-broken = Broken
shipments-share = Kept of what has ended
shipments-chasers = Chasers
shipments-without-news = Longest without news, on average
shipments-no-share = nothing yet

shipment-tracking = Number of the shipment
shipment-tracking-hint = The number by which the carrier follows it.
shipment-known-on = This shipment is already on journey { $reference }.
shipment-known-open = Open that journey
shipment-carrier = Carrier
shipment-carrier-hint = Choose the team that stands for the carrier.
shipment-until = Delivered by
shipment-replaces = In the place of
shipment-replaces-none = None: this is a new promise
shipment-register-send = Register the shipment
shipment-status = What did the carrier say?
shipment-at = When did that happen?
shipment-at-hint = Not when you heard it: the promise is judged by the moment itself.
shipment-note-send = Note
shipment-claim-text = What do you ask of the carrier, and why?
shipment-claim-text-hint = The { $customer } does not see this. With an e-mail address this text goes to the carrier at once. Without an address nothing leaves: the text stands on the journey of the claim only.
shipment-claim-blueprint = Kind of journey
shipment-claim-email = E-mail address of the carrier for claims
shipment-claim-email-hint = Empty: nothing is sent.
shipment-claim-send = Begin the claim
shipment-claim-runs = Claim { $reference }
carrier-one = carrier
carrier-many = carriers
act-shipment = Register a shipment
act-shipment-intro = The { $customer } hears at once when it comes. The carrier is expected to do the same.
act-shipment-note = Carrier says
act-shipment-note-intro = For a carrier that does not let us know by itself.
act-shipment-claim = Claim on the carrier
act-shipment-claim-intro = A claim is a journey of its own, linked to this one. The { $customer } notices nothing of it.
said-shipment-registered = The shipment is registered. The { $customer } hears of it.
said-shipment-noted = Noted.
said-claim-begun = The claim has begun.
said-claim-known = There is a claim for this shipment already.
shipment-card = Shipments
shipment-last = { $what } ({ $when })
shipment-missing = Not said yet: { $what }.
shipment-silent = The carrier says nothing any more, too long since { $when }.
shipment-is-trouble = something went wrong
shipment-is-late = late
shipment-is-at-risk = perhaps not in time
shipment-is-under-way = under way
shipment-is-delivered = delivered
shipment-is-over = no longer expected
shipment-carriers-open = { $team } has yet to keep its promise to us.
shipment-carriers-kept = { $team } kept its promise to us.
shipment-carriers-moved = { $team } kept its promise to us after a move.
shipment-carriers-broken = { $team } did not keep its promise to us.
shipment-carriers-released = The promise of { $team } to us was released.
shipment-status-accepted = accepted by the carrier
shipment-status-in-transit = on its way
shipment-status-out-for-delivery = out for delivery
shipment-status-delivered = delivered
shipment-status-delayed = delayed
shipment-status-exception = could not be delivered
shipment-status-lost = lost
shipment-status-damaged = damaged
shipment-status-returned = going back to the sender

tl-shipment-registered = { $by } registered a shipment
tl-shipment-fact = The carrier said something of the shipment
tl-shipment-at-risk = The shipment will perhaps not be there in time
tl-shipment-silent = The carrier said nothing for too long
tl-shipment-trouble = The { $customer } hears when we tell more
tl-shipment-claimed = { $by } began a claim on the carrier
tl-recorded = { $by } wrote this down. Nothing was sent
tl-promise-judged-again = A promise turned out to have been kept in time: word came later than it happened
status-next-deliver = We deliver your shipment
status-next-deliver-along = We deliver the shipment
status-promise-delivery = Your shipment is delivered
status-promise-delivery-along = The shipment is delivered
status-sent-shipment = News of your shipment
status-sent-shipment-along = News of the shipment

settings-carriers = Carriers
settings-carriers-text = How carriers let us know where a shipment is.
carrier-none = No carrier lets us know anything yet. What a carrier says can also be noted by hand.
carrier-new = Add a carrier
carrier-name = Name
carrier-kind = Kind
carrier-how = How
carrier-pushes = Lets us know by itself
carrier-is-asked = Regie asks
carrier-pushes-text = Lets us know by itself where shipments are, also those of carriers behind it.
carrier-is-asked-text = Regie asks regularly where shipments are.
carrier-kind-sendcloud = Sendcloud
carrier-kind-aftership = AfterShip
carrier-kind-dhl = DHL
carrier-kind-postnl = PostNL
carrier-secret = Secret
carrier-key = Key
carrier-secret-hint = As the other side gives it. It is kept encrypted and shown nowhere. Once saved, this page says what to fill in there.
carrier-secret-stays = Empty: what is there stays.
carrier-team = Team that stands for the carrier
carrier-team-hint = Only shipments of this carrier are asked about.
carrier-every = Every how many minutes
carrier-every-hint = From 5 to 1440. Carriers ask not to be asked every minute.
carrier-address = Address
carrier-address-hint = The number of the shipment takes the place of {"{tracking}"}.
carrier-table = How the answer is read
carrier-table-hint = Each line is name = value. With events, code and moment it says where things stand. The other lines say what a code means: accepted, in_transit, out_for_delivery, delivered, delayed, exception, lost, damaged or returned. A code that is not there does not count.
carrier-sample = An answer to try
carrier-sample-hint = Paste an answer of the carrier here (JSON). Trying keeps nothing and asks the carrier nothing.
carrier-try = Try the table
carrier-try-title = What is read then
carrier-try-when = When
carrier-try-what = What the carrier says
carrier-try-nothing = Nothing was saved.
carrier-try-empty = Paste an answer of the carrier first.
carrier-try-unreadable = This answer is no JSON.
carrier-try-none = By this table there is nothing in this answer. See whether events, code and moment are right, and whether its codes are in the table.
carrier-try-read = { $n ->
    [one] By this table there is 1 event in this answer.
   *[other] By this table there are { $n } events in this answer.
}
carrier-active = In use
carrier-about = Connection
carrier-url = Address that the other side sends to
carrier-header = Signature in the header
carrier-asked = Asked last
carrier-never = Not yet
carrier-round = Asked about
carrier-shipments-n = { $n ->
    [one] one shipment
   *[other] { $n } shipments
}
carrier-news = New
carrier-facts-n = { $n ->
    [one] one message
   *[other] { $n } messages
}
carrier-trouble = What went wrong
carrier-trouble-often = The carrier says that we ask too often.
carrier-trouble-key = The carrier does not know the key, or does not allow this question. Check the key.
carrier-trouble-unreadable = The answer could not be read. Check how it is read.
carrier-trouble-time = The carrier did not answer in time.
carrier-trouble-address = This address may not be called. Check the address.
carrier-trouble-connection = There was no connection with the carrier.
carrier-trouble-status = The carrier answered with an error (HTTP { $status }).
carrier-waits = Asked again from
carrier-fails = Does not work
said-carrier = Saved.
shipping-title = Shipments
shipping-row = What must be known
shipping-row-text = { $what }, { $lead } before
shipping-none = These journeys do not begin with a shipment
shipping-ships = These journeys begin with a shipment
shipping-ships-hint = A program that registers a shipment begins such a journey.
shipping-missing = What must the carrier have said?
shipping-missing-hint = When it has not, the shipment stands among what will hardly be there in time.
shipping-lead = How many minutes before?
shipping-lead-hint = Before the end of the window that was promised.
shipping-silence = How long may a carrier say nothing?
shipping-silence-hint = When it says nothing for longer, that is noticed. Empty: as long as it likes.
