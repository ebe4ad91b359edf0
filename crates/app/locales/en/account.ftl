# Mails about an account.
account-invitation-subject = Your account at { $organisation }
account-invitation-hello = Hello { $name },
account-invitation-why = Your colleagues at { $organisation } made an account in Regie for you. Choose a password with this link. You can begin at once.
account-invitation-button = Choose a password
account-invitation-lasts = The link works for three days and once.
account-invitation-not-you = Did you not expect this? Then you do not have to do anything.
account-reset-subject = Choose a new password
account-reset-hello = Hello { $name },
account-reset-why = You asked { $organisation } for a new password. Choose it with this link.
account-reset-button = Choose a new password
account-reset-lasts = The link works for half an hour and once. After that you sign in again everywhere.
account-reset-not-you = Did you not ask for this? Then you do not have to do anything: your password stays as it is.
