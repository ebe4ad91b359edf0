# One person over all departments.
customer-open = Open journeys
customer-open-none = Nothing is open now.
customer-closed = Closed journeys
customer-begun = Began
customer-promises = Promises
customer-promises-none = Nothing promised yet.
customer-owed = { $n ->
        [one] 1 still to keep
       *[other] { $n } still to keep
    }
customer-was-due = By
customer-contacts = Contacts
customer-contacts-none = No contact yet.
customer-from = From { $name }
customer-to = To { $name }
customer-handles = Contact details
customer-handles-none = No address or number is known.
customer-failed = No longer works since { $when }
customer-preferences = Preferences
customer-language = Language
customer-reach = Messages
customer-reach-none = Not by e-mail: we call or write.
customer-since = Known since
customer-records = Joined
customer-records-text = These records are the same person. They can be taken apart under 'Same person?'.
customer-record = { $name }, known since { $when }
customer-page = Everything of this { $customer }
evidence-mail-proven = Sender of an e-mail, proven, { $when }
evidence-mail-from = Sender of an e-mail, not proven, { $when }
evidence-apart = Stated, not proven, { $when }
evidence-status-page = Given on the own page, { $when }
evidence-form = Given with the question, { $when }
evidence-member = Noted by a staff member, { $when }
evidence-import = From an archive, { $when }
list-rest = { $n } more
list-older = Show earlier
