council = For the works council
council-intro = What this system keeps of the people who work with it, who sees it and what it is for. This page reads the settings as they are now. Everybody who works here can read and print it.
council-limits = Limits
council-limits-text = What is called "fixed" here is in the program, and nobody can change it.
council-what = What
council-holds = Holds now
council-since = Since
council-fixed = Fixed, since the beginning ({ $when })
council-scores = Fewest answers behind a figure
council-texts = Fewest answers before a team sees words together
council-employees = Fewest employees behind a figure of a team
council-batch = Figures come in portions of at most
council-alone = Feedback is first for who it concerns alone
council-fades = Feedback is gone from the mirror after
council-changeable = A customer can change an answer until after
council-effort = A silent customer is proposed for a call from
council-budget = A customer is asked at most
council-choose = A customer can choose another organisation
council-times = { $times } times in { $days } days
council-days = { $n ->
    [one] 1 day
   *[other] { $n } days
 }
council-weeks = { $n ->
    [one] 1 week
   *[other] { $n } weeks
 }
council-working-days = { $n ->
    [one] 1 working day
   *[other] { $n } working days
 }
council-kept = What is kept of employees
council-kept-acts = Who did what on a journey, and when: that is needed to help the customer and to explain what happened.
council-kept-answers = What customers answered on a journey. It concerns somebody where the customer pointed at a moment of that employee, or where the employee had contact or did a part.
council-kept-settings = Who changed which setting, and who looked at that.
council-kept-marks = That somebody gave marks after working with a partner or skipped it, so that nobody is asked twice. The marks themselves stand apart from that, without who gave them.
council-kept-not = Not: whether somebody read a message or an answer, how fast somebody works, and how somebody follows a text.
council-rights = Who may see what
council-rights-text = What somebody may who has this role only. Somebody else's mirror is seen only by who was asked to by that person; that look is kept and shows to that person.
council-role = Role
council-right-journeys = Read journeys
council-right-figures = Read figures of teams
council-right-mirror = Read somebody else's mirror, unasked
council-right-changes = Read changes of settings
council-right-members = Add and change employees
council-yes = Yes
council-no = No
council-never = What there is not
council-never-rank = No list, figure, file or connection puts employees in an order or counts their answers.
council-never-score = There is no field for a target or a bonus with a figure.
council-never-read = What a customer does not want to be traced is in nobody's mirror.
council-partners = What partners in the chain get
council-partners-text = A partner gets only what was agreed, about its own part of the work. Figures are about teams and partners. Names, numbers and addresses are taken out first, those of employees too.
council-partner = Partner
council-partner-words = Reads words of customers
council-partner-figures = Uses figures for
council-partner-beside = Stands beside other partners
council-surveys = Surveys that run
council-surveys-text = Customers are asked once a journey, about the whole. Nothing is asked about one employee.
council-survey = Survey
council-blueprint = After which journeys
council-asked = When
council-call = Who is unhappy is called within
council-after = { $n ->
    [0] the same day
    [one] 1 day after
   *[other] { $n } days after
 }
council-gone = What goes by itself
council-gone-text = What happened on a journey stays with that journey, as long as it is kept.
council-how-long = After
council-keeps-mirror = Feedback in a mirror
council-keeps-looks = Who looked
council-keeps-calls = A call that came in, with who answered
council-keeps-reports = What a telephone system or another system reported
profile-privacy = What is kept of you
profile-privacy-text = What the system keeps of employees, who may see it and for how long. And in your mirror: what customers said, and who looked.
