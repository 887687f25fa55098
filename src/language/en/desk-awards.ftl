# Awarding: one by one, to a list, and what becomes of awards.

award-choose = Choose an achievement
award-nothing = There is nothing to award yet: first describe and publish an achievement.
award-have-table = Do you have a table? <a href="{ $href }">Award to a whole list</a> instead.
award-emails = E-mail addresses
award-emails-hint = One on each line. Each person gets a mail with a link to the badge.
award-name-hint = Only for a single person, and only for your own lists: it does not stand in the badge
award-first-hint = A day to come: they are awarded then
award-last-hint = Empty: it does not expire
award-evidence-address = Evidence: address
award-evidence-address-hint = Anybody who sees the badge may see it
award-evidence-narrative = Evidence: what it shows
award-evidence-narrative-hint = You may use Markdown
award-button = Award
award-planned = Planned for { $day }
award-made = { $count ->
    [one] { $count } badge was awarded. The others are still in the form.
   *[other] { $count } badges were awarded. The others are still in the form.
}
award-achievement-missing = Choose what you award.
award-email-missing = Write at least one address.
award-name-wrong = A name can be given for a single person only. Leave it empty.
award-address-wrong = Write the whole address, beginning with https://.
award-email-wrong = Line { $line } is not an e-mail address: “{ $email }”
award-last-wrong = The last day lies before the first day.

## The list of awards

awards-to-list = Award to a list
awards-search = Name, address or short code
awards-found = Found
awards-none-like = No award is like this.
awards-show-all = Show all awards
awards-caption = Awards, newest first
awards-state-valid = Not withdrawn, not on hold
awards-state-held = On hold
awards-state-withdrawn = Withdrawn
awards-names = { $count ->
    [one] { $count } earner asks for another name
   *[other] { $count } earners ask for another name
}
awards-choose = Choose at least one badge.
awards-withdraw = Withdraw the chosen badges
awards-withdraw-button = Withdraw
awards-withdraw-all = Withdraw all that the list shows, on all pages

## One award

award-page = The badge's page
award-history = What happened
award-short-code = Short code
award-until = Valid until
award-by = Awarded by
award-issued = Issued
award-answered-accepted = Accepted by the earner
award-answered-declined = Declined by the earner
award-held = Put on hold: { $reason }
award-no-reason = no reason given
award-withdrawn = Withdrawn: { $reason }
award-expired = Expired
award-end-hold = End the hold
award-end-hold-hint = For the audit log
award-hold-title = Put it on hold
award-hold-hint = It stands on the badge's page. You can end the hold.
award-hold-button = Put on hold
award-withdraw-title = Withdraw it

## Withdrawing all

revoke-all-title = Withdraw { $what }
revoke-all-intro = Everybody who looks at one of these badges will see that it was withdrawn, when and why. Their holders get a mail. This cannot be undone.
revoke-all-reason-hint = It stands on each badge's page
revoke-all-sure = Are you sure?
revoke-all-yes = Yes, withdraw { $what } for good
revoke-all-unsure = Tick this when you are sure.
revoke-all-none = no badge
revoke-all-nothing = There is nothing to withdraw.
revoke-all-back = Back to the list
revoke-all-list = List
revoke-all-left = { $done } badges were withdrawn. { $left } are left: press again to go on.

## Names to correct

names-title = Names to correct
names-intro = Earners ask for another name in their badge. If you agree, a new badge with the name in it takes the place of the first, which is withdrawn with the reason “replaced”. Their links lead to the new one.
names-none = Nobody asks for anything at the moment.
names-now = Now “<bdi>{ $now }</bdi>”, in <a href="{ $href }" dir="auto">{ $achievement }</a>. Asked { $when }.
names-no-name = no name
names-replace = Replace the badge
names-note = A word to the earner, if you leave the name as it is
names-leave = Leave it as it is
