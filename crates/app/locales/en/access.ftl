# Before one is inside.
sign-in = Sign in
access-sign-in-intro = Sign in with your work e-mail address.
access-kept = You were no longer signed in. Nothing was sent yet, and what you wrote is still there. Sign in and then send it.
access-email = E-mail address
access-password = Password
access-forgot = Forgot your password?
access-reset-title = Choose a new password
access-reset-intro = Enter your e-mail address. You get a link that works for half an hour.
access-reset-send = Send the link
access-reset-sent = Do we know this address? Then an e-mail with a link is on its way.
access-back = Back to sign in
access-password-new = New password
access-password-hint = At least 12 characters. A few loose words are easiest to remember.
access-choose-intro = After that you sign in with this password.
access-password-again = Once more
access-password-save = Save password
access-invitation-title = Welcome to { $organisation }
access-invitation-intro = Choose a password. Then you can begin at once.
access-name = Your name, as colleagues see it
access-invitation-accept = Begin
access-link-used = This link was used already or has expired. Ask for a new one.
access-wrong = E-mail address and password do not go together. Check them and try again.
access-too-many = Too many attempts. Wait a few minutes and then try again.
access-password-differs = The two passwords are not the same.

# The second step.
factor-title = Second step
factor-intro = Fill in the code that your app shows now.
factor-code = Code
factor-code-hint = Six digits from the app on your phone. Lost your phone? Then fill in one of your recovery codes.
factor-do = Go on
factor-other = Sign in as somebody else
factor-gone = This sign-in is not valid any more. Sign in again.
factor-wrong = This code is not right or was used already. Wait for the next code and fill that in.
factor-required-title = First set up a second step
factor-required-intro = { $organisation } asks this for your role. You need an app that makes codes, on your phone.
factor-begin = Begin
factor-key-title = Put the key into your app
factor-key-intro = Point the camera of the app at the picture, or type the key over. Then fill in the code that the app shows.
factor-key = Key
factor-picture = The key as a picture for the camera of an app
factor-code-app = Code from the app
factor-code-app-hint = Six digits. Every half minute there is a new one.
factor-confirm = Turn on
factor-codes-title = Your recovery codes
factor-codes-intro = Keep them in a safe place, not on your phone. Each code works once. You only see them now.
factor-codes-on = I have kept them, go on
factor-off = At signing in we only ask your password. With an app on your phone, somebody with your password cannot get in yet.
factor-on = At signing in we also ask a code. This is on since { $since }.
factor-codes-left = { $n ->
    [0] You have no recovery codes left. Make new ones.
    [one] You have one recovery code left. Make new ones.
   *[other] You have { $n } recovery codes left.
  }
factor-is-required = { $organisation } asks a second step for your role. So it cannot be turned off.
factor-set-up = Set up a second step
factor-codes-new = Make new recovery codes
factor-end = Turn off
said-second-off = The second step is off.
