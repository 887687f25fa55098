# Awarding to everybody in a table.

import-title = Award to a whole list
import-intro = Hand in a table with one person in each row. Nothing is awarded before you have seen what becomes of every row.
import-table = Table
import-table-hint = CSV, with commas, semicolons or tabs, up to { $limit } and any number of rows. It needs a column with e-mail addresses; name, first day, last day, evidence and levels are understood too.
import-paste = Paste the rows instead
import-rows = Rows
import-paste-hint = Copy them in your spreadsheet, with the first line, and paste them here
import-pasted = Pasted rows
import-file-missing = Choose a file, or paste the rows.
import-duplicates = What happens to people who have this badge already?
import-deny = Nothing: they keep the badge that they have
import-replace = The old badge is withdrawn and they get a new one
import-allow = They get it once more
import-look = Look at the rows
import-earlier = Earlier lists
import-earlier-list = List
import-earlier-uploaded = Uploaded
import-earlier-awarded = { $done } of { $all } awarded
import-forgotten = A list is forgotten 90 days after its last change. The badges stay.

## The page of a list

import-lists = Lists
import-achievement = Achievement: <a href="{ $href }" dir="auto">{ $name }</a>.
import-trouble = Awarding stopped: { $why }
import-running = Badges are being awarded
import-leave = { $progress }. You can leave this page; it goes on.
import-stop = Stop
import-waiting = Waiting for { $when }
import-waiting-what = The badges are awarded on that day by themselves, with that day as their first one unless a row says another.
import-call-off = Call it off
import-later = Award on a later day
import-day = Day
import-day-hint = They are awarded when this day begins, in UTC. You can call it off before.
import-plan = Plan it
import-award = { $count ->
    [one] Award { $count } badge
   *[other] Award { $count } badges
}
import-shows = Rows by what becomes of them
import-mend = Change rows
import-row = Row { $number }
import-leave-out = Leave row { $number } out
import-save-rows = Save these rows
import-badges = <a href="{ $href }">The badges of this list</a>, to look at them or to withdraw them together
import-result = Download the table with what became of each row (CSV)
import-columns = What the columns hold
import-column = Column { $number }
import-example = For example: <bdi>{ $sample }</bdi>
import-days = How are days written?
import-days-hint = Only where a date leaves it open
import-day-first = Day first: 3/5/2026 is the third of May
import-month-first = Month first: 5/3/2026 is the third of May
import-look-again = Look at the rows again
import-forget = Forget this list
import-forget-what = Badges that were awarded stay.

## How far it is

import-no-email = No column is known to hold e-mail addresses. Say below which one does.
import-sum-awarded = { $count ->
    [one] { $count } badge was awarded.
   *[other] { $count } badges were awarded.
}
import-sum-rest = { $count ->
    [one] { $open } of { $count } row can be awarded.
   *[other] { $open } of { $count } rows can be awarded.
}
import-sum-open = { $count ->
    [one] { $open } of { $count } row can be awarded now.
   *[other] { $open } of { $count } rows can be awarded now.
}
import-sum-wrong = { $count ->
    [one] { $count } row has to be mended.
   *[other] { $count } rows have to be mended.
}
import-done = { $done } of { $all } awarded
import-done-rate = { $done } of { $all } awarded, { $rate } a second, about { $left } left
import-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
import-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

## Rows

import-kind-all = All rows
import-kind-ready = Will be awarded
import-kind-replaces = Will replace an older badge
import-kind-has = Have it already
import-kind-twice = Stand in an earlier row
import-kind-wrong = To be mended
import-kind-left = Left out
import-kind-awarded = Awarded
import-head-row = Row
import-head-what = What happens
import-head-change = Change
import-change-row = Change row { $number }
import-none-like = No row is like this.
import-range = Rows { $first } to { $last }
import-will-ready = Will be awarded
import-will-replace = Will be awarded; the older badge is withdrawn
import-will-has = Has the badge already: nothing happens
import-will-twice = Stands in an earlier row: nothing happens
import-will-left = Left out
import-will-awarded = Awarded
import-will-wrong = To be mended: { $why }

## Columns

import-holds-nothing = Nothing to us
import-holds-given-name = First name
import-holds-family-name = Last name
import-holds-narrative = Why it was awarded
import-holds-credits = Credits earned
import-holds-level = Level reached: { $name }
