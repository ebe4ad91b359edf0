# The board of the direction, the work of a team, the next piece of work, how it ended.
nav-board = Direction board
nav-teams = Team
board-all = { $n ->
        [one] One open journey, with who is next to act.
       *[other] { $n } open journeys, each with who is next to act.
    }
board-view = View
board-columns = Columns
board-table = Table
board-strip = What needs somebody now
board-strip-nobody = Nobody’s
board-strip-promise = Promise within 4 hours
board-strip-silent = Silent for too long
board-empty = Nothing here
board-empty-text = No open journey belongs here.
board-journey = Journey
board-held = For how long
board-next = Next
board-assignee = Handled by
board-do = Do
board-here = { $duration } here
board-nobody = Nobody
board-partner = Partner
board-idle = Nothing to act on for { $teams }.
teams-none = You are in no team
teams-none-text = Ask your administrator to put you in a team.
teamwork-all = { $n ->
        [one] One journey lies with this team.
       *[other] { $n } journeys lie with this team.
    }
teamwork-nobody = Nobody’s yet
teamwork-today = Promised for today
teamwork-today-none = Nothing is open for today.
teamwork-to = Handovers to this team
teamwork-from = Handovers from this team
teamwork-offers-none = Nothing is waiting.
next-take = Take the next
said-next = This journey is yours now.
said-next-none = There is nothing left that is nobody’s.
endings-title = How it ended
endings-text = What you or your team worked on, of the last 14 days.
endings-put-away = Seen
endings-words = The { $customer } said after that:
endings-told = What was told:
said-put-away = Put away.
offer-shared-label = Data that is shared
offer-shared-contacts = { $n ->
        [one] 1 contact
       *[other] { $n } contacts
    }
offer-shared-files = { $n ->
        [one] 1 file
       *[other] { $n } files
    }
offer-shared-person = the contact details of { $name }
