# What came in and has no journey yet.
arrivals-intro = These messages belong nowhere yet. The sender waits for an answer.
arrivals-empty = Everything has its place
arrivals-empty-text = New messages without a journey appear here.
arrival-confirm = To confirm
arrival-quarantine = Quarantine
arrival-parked = Parked
arrival-message = Message
arrival-join-title = Belongs to a journey
arrival-join = Add
arrival-open-title = Is something new
arrival-open = Begin journey
