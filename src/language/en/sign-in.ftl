# Signing in and out.

sign-in-title = Sign in
sign-in-intro = We send you a link. There is no password to remember.
sign-in-email = E-mail address
sign-in-email-hint = The one that your organisation knows
sign-in-email-wrong = Write an e-mail address, such as ada@school.example.
sign-in-send = Send me a link
sign-in-passkey = Sign in with a passkey
sign-in-not-needed = To look at a badge or to verify one you need no account.
sent-title = Look in your mail
sent-intro = If <bdi>{ $email }</bdi> belongs to somebody here, a link is on its way. It works once, for { $minutes } minutes.
sent-console = This server has no mail set up. Whoever runs it finds the link on the server's console.
sent-nothing = Nothing there?
sent-spam = Look in the folder for unwanted mail.
sent-again = Check the address for typing errors and <a href="/sign-in">send the link again</a>.
sent-ask = Ask your organisation under which address it knows you.
confirm-title = Finish signing in
confirm-as = You are signing in as <strong><bdi>{ $email }</bdi></strong>.
confirm-press = Press the button to sign in.
confirm-once = The link works once.
confirm-not-you = You did not ask for this? Close the page; nothing happens without the button.
link-gone = This link was used already or is too old.
out-title = You are signed out
out-intro = On a shared computer, close the browser as well.
out-again = Sign in again
