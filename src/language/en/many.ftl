# The answer to many badges at once.

many-title = Many badges
many-not-kept = Nothing that you handed in is kept, so save the table if you need it later.
many-to-check = { $count } badges to check.
many-step = { $count } of { $total } checked, { $rate } a second, { $left }.
many-seconds-left = { $seconds ->
    [one] about a second left
   *[other] about { $seconds } seconds left
}
many-minutes-left = about { $minutes } minutes left
many-stop = Stop
many-end = All { $count } checked.
many-end-after = All { $count } checked in { $seconds } seconds.
many-headline = { $valid ->
    [one] 1 of { $count } badges is valid
   *[other] { $valid } of { $count } badges are valid
}
many-others = { $invalid ->
    [one] 1 is not valid, { $open } could not be checked.
   *[other] { $invalid } are not valid, { $open } could not be checked.
}
many-missing = { $count } were not looked at, since it took too long. Hand them in again.
many-too-long = The list for programs is too long for this page; choose “Download as JSON lines” in the form.
many-keep-csv = Keep as a table (CSV)
many-keep-json = Keep for programs (JSON)
many-more = Check more badges
many-show = Show
many-show-all = All
many-nobody = Nobody on your list
many-all = All badges
many-caption = All badges, in the order in which they were handed in
many-checks = Checks
many-all-checks = All checks
many-in-order = In order: { $names }.
many-calls-itself = calls itself “<bdi>{ $name }</bdi>”
many-not-compared = Not compared: nobody vouches for what it says
many-ignoring-case = if capital letters do not matter
many-weak = by a weak hash (MD5), which proves little
many-applicants = Applicants
many-applicants-caption = Applicants and their badges
many-applicant = Applicant
many-contact = E-mail or id
many-badges = Badges
many-none = None
many-has-valid = { $valid } valid
many-has-both = { $valid } valid, { $other } not valid or not known
many-proven = { $proven } of { $people } applicants have a badge here that is proven to be theirs. Badges of nobody on your list: { $strangers }.
many-uncompared = Not compared, since nobody vouches for what they say: { $count }.
