# What every page has around it, and the pieces that pages share.

## Languages, days

language-choose = Language
date-day = { $day } { $month } { $year }
date-minute = { $day }, { $time } UTC
date-month = { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Frame

skip-link = Skip to the content
nav-main = Main
nav-catalogue = Catalogue
nav-verify = Verify
nav-desk = Desk
nav-badges = Badges
nav-claims = Claims
nav-bench = Bench
nav-sign-out = Sign out
nav-sign-in = Sign in
nav-signed-in = Signed in
footer-what = { $site } issues and checks Open Badges 3.0.
footer-verify = Verify a badge
footer-all = All achievements
footer-programs = For programs
crumbs-here = You are here
for-programs = This page for programs (JSON)
to-first-page = To the first page

## Pieces

banner-label = Verdict
banner-calls-itself = Calls itself “<bdi>{ $name }</bdi>”.
banner-checked = Checked { $when }.
trust-whose-list = The list of <bdi>{ $list }</bdi>
trust-add = Put this issuer on your list
bundle-as-of = True as of { $when }
bundle-today = Today:
check-means = What this means:
rubric-criterion = Criterion
rubric-required = Required
rubric-reached = Reached
evidence-fingerprint = Fingerprint of the file that was judged:
experts-details = Details for experts
copy-button = Copy
pager-label = Pages of this list
pager-previous = Previous
pager-next = Next
table-choose = Choose
table-choose-all = Choose all on this page
table-choose-one = Choose { $label }

## Forms

form-problem = There is a problem
form-error = Error:

## What the script says

script-copied = Copied
script-keys = Press Ctrl+C
script-selected = Selected. Press Control and C to copy.
script-checking = Checking …
script-checked = Checked just now, at %.
script-failed = This did not work. Check your connection and try again.
