# Badges that nobody has answered yet: reminders, and cancelling before they are accepted.

## The mail that reminds
reminder-subject = { $count ->
    [one] Your badge “{ $name }” waits for your answer
   *[other] { $count } badges wait for your answer
}
reminder-intro = { $count ->
    [one] { $issuer } awarded you a badge, and you have not answered yet. Open it to accept or decline it; no account is needed.
   *[other] { $issuer } awarded you { $count } badges, and you have not answered yet. Open each one to accept or decline it; no account is needed.
}
reminder-end = Once you have answered, no reminder follows. If you would rather decide later, press “No more reminders” on the same page: the badge stays there for you. The links are yours alone, so do not pass this mail on.

## The earner's page
reminders-open = If you do not answer, we remind you by mail, twice at most.
reminders-stop = No more reminders
reminders-stopped = You asked for no more reminders. The badges wait here for you all the same.
reminders-resume = Remind me again

called-back-title = This badge was called back
called-back-by = { $issuer } called this badge back on { $day }, before you accepted it.
called-back-kind = That says nothing about you or your work: mostly a wrong address or a slip of the pen is behind it. There is nothing that you have to do, and no reminder follows. If you think that it is a mistake, ask whoever awarded it.

## The mail about a badge that was called back
called-back-subject = Your badge “{ $name }” was called back
called-back-text = { $issuer } called back the badge “{ $name }” before you accepted it.

## The desk
unclaimed-title = Not yet answered
unclaimed-intro = The earners of these badges have neither accepted nor declined them.
unclaimed-waiting = { $count ->
    [one] 1 badge is not yet answered
   *[other] { $count } badges are not yet answered
}
unclaimed-none = Every badge was answered.
unclaimed-all-awards = All awards
unclaimed-newest = These are the newest { $count }. Reminding all reaches the others too.
unclaimed-caption = Badges without an answer, newest first
unclaimed-column-earner = Earner
unclaimed-column-achievement = Achievement
unclaimed-column-issued = Issued
unclaimed-column-reminder = Last reminder
unclaimed-reminder-none = None yet
unclaimed-reminder-last = { $day } ({ $count ->
    [one] 1 in all
   *[other] { $count } in all
})
unclaimed-reminder-stopped = Wants none
unclaimed-reminded = Reminded by mail
unclaimed-remind-chosen = Remind the chosen earners
unclaimed-remind-all = Remind all
unclaimed-remind-one = Send a reminder
unclaimed-remind-hint = They get one mail, with everything of yours that waits for their answer. Nobody gets more than one such mail a day, or more than five reminders of one badge; whoever wants none gets none.
unclaimed-reminders = Reminders by themselves
unclaimed-reminders-hint = After 7 and after 21 days without an answer, as long as the badge stands.
unclaimed-reminders-on = Remind earners
unclaimed-reminders-off = Do not remind earners
unclaimed-reminders-save = Save
unclaimed-choose = Choose at least one badge.
unclaimed-done-reminded = { $reminded ->
    [0] Nobody was reminded.
    [one] 1 badge: its earner gets a mail.
   *[other] { $reminded } badges: their earners get a mail.
} { $left ->
    [0] { "" }
    [one] 1 is left in peace: answered, a mail within a day, five reminders, or reminders not wanted.
   *[other] { $left } are left in peace: answered, a mail within a day, five reminders, or reminders not wanted.
}
unclaimed-done-saved = It is kept.
cancel-title = Cancel it
cancel-hint = As long as a badge is not accepted, it can be cancelled. It counts no more, its page tells the earner so kindly, and mails and reminders that were planned do not go out. This cannot be undone.
cancel-one = Cancel the badge
cancel-chosen = Cancel the chosen badges
cancel-done = { $cancelled ->
    [0] Nothing was left to cancel.
    [one] The badge was cancelled. No mail that was planned goes out.
   *[other] { $cancelled } badges were cancelled. No mail that was planned goes out.
}
