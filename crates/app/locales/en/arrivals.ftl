# What came in and has no journey yet.
arrivals-intro = These messages belong nowhere yet. The sender waits for an answer.
arrivals-empty = Everything has its place
arrivals-empty-text = New messages without a journey appear here.
arrival-no-receipt = The sender has got no receipt yet. First it must be certain whose this is, so that nobody hears of somebody else’s case. If you begin a journey with it, the receipt leaves at once. If you add it to a journey, let the sender know yourself that it arrived.
arrival-confirm = To confirm
arrival-quarantine = Quarantine
arrival-parked = Parked
arrival-message = Message
arrival-join-title = Belongs to a journey
arrival-join = Add
arrival-open-title = Is something new
arrival-open = Begin journey
