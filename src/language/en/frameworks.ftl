# Frameworks of standards and skills: browsing, searching, bringing in.

frameworks-title = Standards and skills
frameworks-intro = Achievements answer to standards and skills that others published. Look for what you want to show, and see what you can earn for it.
frameworks-search = A code or words of a standard or skill
frameworks-all = All frameworks
frameworks-none = No framework is here yet. Organisations bring them in at their desks.
frameworks-items = { $count ->
    [one] 1 statement
   *[other] { $count } statements
}
frameworks-nothing = Nothing like this. Try fewer letters, or another word.
frameworks-found = { $count ->
    [one] 1 found
   *[other] { $count } found
}
frameworks-found-first = The first { $count } that were found
frameworks-as-of = as of { $when }
frameworks-published = Where it is published
frameworks-achievements = Achievements that answer to it
frameworks-tree = All statements
frameworks-below = { $count } below
frameworks-cut = Not everything is shown here. Open a statement for what lies below it, or search.
frameworks-parts = What belongs to it
frameworks-earn = What you can earn for it
frameworks-earn-none = No achievement answers to it yet.
frameworks-retired = Its framework does not have this statement any more. Badges that name it keep it as it was.
frameworks-kind = Kind
