# What stays up to date by itself, who else is looking, drafts, and what can still be taken back.
live-new-one = 1 new
live-new-many = # new
live-show-one = 1 new – show
live-show-many = # new – show
live-show = Updated – show
live-lost = Not live – last refreshed
live-ended = You are not signed in here any more. What you wrote stays here.
live-refresh = Refresh
held-back = No connection: this has not been sent yet. What you wrote stays here. Send it as soon as you are connected again.
held-back-customer = No connection: this has not been sent yet. What you filled in stays here. Send it as soon as you are connected again.
presence-writes = { $names } is writing…
presence-write = { $names } are writing…
presence-looks = { $names } is here too
presence-look = { $names } are here too
draft-kept = Draft kept { $when }.
draft-failed = Draft not kept yet.
draft-keep = Keep draft
draft-drop = Throw draft away
draft-elsewhere = You also have a draft at:
draft-files = Files that go along again
files-again = Choose your files again. A form cannot remember them.
draft-file-gone = A file of your earlier message is gone. Choose it again.
said-draft-kept = Your draft is kept.
said-draft-dropped = The draft is gone.
newer-asks = While you were writing, this came in: { $news }. Your text is still here. If it still fits, send it anyway.
newer-send = Send anyway
sending-in = Will be sent in
sending-seconds = seconds
sending-in-words =
    { $n ->
        [one] 1 second
       *[other] { $n } seconds
    }
sending-refused = Not sent.
sending-refused-open = Look at your text
sending-refused-go = To the journey
sending-stuck = A message of yours was not sent.
sending-failed = Something went wrong.
sending-gone = Too late: this has left and cannot be taken back. If something is wrong, send a new message.
said-taken-back-sending = Taken back. Your text and your attachments are in the form again.
org-undo-group = Taking back
org-undo = Time to take a message back
org-undo-hint = What a member sends waits for so long before it leaves.
org-law = Decisions under the law
org-objections = Where do objections come in?
org-objections-hint = Name and postal address on one line. It stands with every decision on an application. Leave it empty if you take no decisions that can be objected to.
org-undo-none = None: send at once
org-undo-seconds =
    { $n ->
        [one] 1 second
       *[other] { $n } seconds
    }
audit-send-over = sent over something newer
audit-journey = journey
