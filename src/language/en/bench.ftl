# The pages of who reviews, coaches and rules, and what all pages of review share.

## Evidence and rubrics

review-piece-title = Evidence { $number }: { $kind }
review-piece-kind-artefact = artefact
review-piece-kind-reflection = reflection
review-piece-kind-observation = observation
review-piece-kind-impact = student impact
review-piece-open = Open the file<span class="visually-hidden"> of { $title }</span>
review-piece-take-out = Take out<span class="visually-hidden"> { $title }</span>
review-choose-artefact = Something that was made: a plan, a recording
review-choose-reflection = A reflection: what you think about it
review-choose-observation = An observation: what somebody else saw
review-choose-impact = Student impact: what it did for students
review-seen-by-reviewers = Reviewers may see it
review-seen-by-all = Anybody who sees the badge may see it
review-seen-by-moderator = Only a moderator may see it
review-pupils-hidden = No pupil can be recognised
review-pupils-consent = Pupils can be recognised, and I have their families' consent
review-level-needed = Needed: { $level }.
review-level-does-not-decide = Does not decide.
review-level-comment = A sentence about it
review-level-comment-hint = Needed below the level that is asked for: what is missing?
review-place-draft = Being written
review-place-screening = To be looked over
review-place-in-review = With peers
review-place-moderation = Waiting for a ruling
review-place-accepted = Accepted, badge on its way
review-place-not-yet = Not yet
review-place-returned = Given back
review-place-appeal = Under appeal
review-place-not-decided = Not decided in time
review-place-issued = Badge issued
review-place-withdrawn = Withdrawn
review-place-closed = Closed
review-place-void = Void

## What was just done

review-done-saved = It was saved. Nobody else can see it yet.
review-done-attached = The evidence was attached.
review-done-removed = The evidence was taken out.
review-done-submitted = It was handed in. You can take it back within 30 minutes.
review-done-taken-back = You have it back.
review-done-appealed = Your objection was recorded. Others will judge your work afresh.
review-done-withdrawn = The claim was given up.
review-done-begun = It is yours now. Thank you for judging a colleague's work.
review-done-welcome = Welcome. What waits for you is below.
review-done-nothing = There is nothing that you could judge at the moment.
review-done-reviewed = Your review is in. You can change it for 10 minutes.
review-done-given-back = You gave it back; it goes to somebody else.
review-done-extended = You have two more days.
review-done-flagged = Thank you. It was noted, and is acted on.
review-done-volunteered = Thank you. What is offered to you stands on your bench.
review-done-rated = Thank you. Peers whose words helped are told so, without your name.
review-done-ready = It was noted.
review-done-apart = It was noted. You will not be asked to judge their work.
review-done-review-withdrawn = Your review was withdrawn and does not count.
review-done-review-voided = The review was voided, and the place is open for somebody else.
review-done-voided = The claim was voided.
review-done-commented = Your colleague can read it now.
review-done-signed-off = The work can be handed in once more.
review-done-ruled = Your ruling was recorded.

## The bench

bench-title = Your bench
bench-intro = Work of colleagues that waits for your judgement.
bench-caption = Work on your bench
bench-column-state = State
bench-column-until = Until
bench-offered = Offered to you
bench-at-work = You are at it
bench-done = Done. Thank you
bench-empty = Nothing waits for you. Thank you.
bench-stranger = You do not review yet. The owner of a badge can name you.
bench-to-rulings = Rulings that wait for you
bench-to-trial = Judge work whose levels are known, so that your reviews count
bench-to-coaching = Work that you coach
bench-take = Give me a piece of work
bench-thanks = { $helpful } of { $all } colleagues who said so found what you wrote helpful. Thank you.
bench-ready-title = How much you are ready to do
bench-per-week = Pieces a week
bench-per-week-hint = 0 if you would rather get no more
bench-per-week-wrong = Write a number from 0 to 50.
bench-away-from = Away from
bench-away-from-hint = The first day without work
bench-away-from-missing = Write the first day too, or leave both empty.
bench-away-to = Back on
bench-away-to-hint = The first day with work again
bench-away-to-missing = Write the day when you are back, or leave both empty.
bench-day-wrong = Write a day: 2026-06-03.
bench-keep = Keep it
bench-conflict-title = Whose work you should not judge
bench-conflict-why = A friend, a relative, somebody you work with or argue with. Nobody learns of it, and you need not say why.
bench-conflict = Their e-mail address
bench-conflict-keep = Keep us apart
enter-title = Work of colleagues to review
enter-intro = You were asked to judge the work of colleagues. You need no account and no password.
enter-open = Open my bench
enter-once = The link works once. The next mail has a new one.
enter-old = This link was used already or is too old. Nothing is lost: your work waits on your bench.
enter-new-link = Send me a new link

## Work that is offered and opened

offer-title = Offered to you: { $name }
offer-intro = A colleague of another school asks for your judgement. It is offered to you until { $when }.
offer-begin-why = Once you begin you have five days. You see the work, not whose it is.
offer-begin = Begin
offer-not-now = Not this time
offer-reason = Reason
offer-reason-hint = Only the coordinators see it
offer-give-back = Give it back
offer-conflict = I know whose it is, or have another conflict
work-title = Review: { $name }
work-author = Author { $name }
work-author-known = The author is known to you by the rules of this badge
work-due = Please hand in by { $when }.
work-in-until = Your review is in. You can change it until { $when }.
work-in = Your review is in. Thank you.
work-evidence = The evidence
work-self-rating = How the author rates it
work-judgement = Your judgement
work-naming = Names
work-naming-box = I may be named in the badge
work-hand-in = Hand in the review
work-change = Change the review
work-nothing = There is nothing more to do here.
work-extend = I need two more days
work-wrong-title = Something is wrong with this work
work-unreadable = I cannot open or read it
work-misconduct = I suspect misconduct
work-pupil = A pupil can be recognised in evidence { $number }
work-withdraw-title = Withdraw your review
work-withdraw-why = A conflict came to mind, or it was meant for other work. It does not count then, and somebody else judges.
work-withdraw = Withdraw it

## Known work

trial-title = Known work: { $name }
trial-intro = The levels of this work are known.
trial-undecided = Your reviews count once you have judged enough work on both sides of the bar.
trial-admitted = Your reviews count.
trial-supervised = Your reviews are shown and do not count at the moment: your levels and the known ones lie too far apart. Judge some more, and look at what is known.
trial-work = The work
trial-compare = Compare with what is known
trial-left = { $count ->
    [0] This is the last piece.
    [one] One more piece after this one.
   *[other] { $count } more pieces after this one.
}
trial-known = What is known
trial-same = { $known }, as you found
trial-other = { $known }; you found { $given }
trial-next = The next piece
trial-back = Back to the bench

## Coaching

coach-list-intro = Colleagues named you as coach. You can say what you think of their work; you do not judge it.
coach-list-caption = Claims, the last named first
coach-list-empty = Nobody has named you as coach.
coach-column-since = Since
coach-title = You coach: { $name }
coach-word = Your word
coach-comment = What you think
coach-comment-hint = Your colleague reads it. The peers who judge do not.
coach-more-title = One attempt more
coach-more-why = All attempts are used. If you agree, the work can be handed in once more.
coach-more = I agree to one attempt more
coach-agreed = You agreed to one attempt more on { $when }.

## Rulings

ruling-list-title = Rulings
ruling-list-intro = Peers could not settle these, or it took too long.
ruling-list-caption = Work that needs a ruling
ruling-list-empty = Nothing needs your ruling.
ruling-column-why = Why
ruling-column-since = Waits since
ruling-why-appeal = The author objects to the decision.
ruling-why-screening = It was handed in and waits to be looked over.
ruling-why-split = The peers disagree on a criterion.
ruling-why-dilemma = Every criterion passes, and yet most peers missed something.
ruling-why-too-long = It took too long.
ruling-why-misconduct = A peer suspects misconduct.
ruling-why-co-sign = So few could be asked that somebody else should look.
ruling-why-peers = It waits for peers.
ruling-flag-pupil = A pupil could be recognised in a piece, which is hidden since.
ruling-flag-unreadable = A peer could not open or read it.
ruling-title = Ruling: { $name }
ruling-objection = Why the author objects
ruling-flags = What peers pointed out
ruling-opinions = What the peers found
ruling-peer = Peer { $name }
ruling-peer-supervised = Peer { $name } (under supervision, does not count)
ruling-spread = How far the peers are apart
ruling-spread-empty = Nobody has judged it yet.
ruling-column-criterion = Criterion
ruling-column-needed = Needed
ruling-column-reached = Reached it
ruling-column-below = Below it
ruling-column-levels = Levels given
ruling-void-title = Void this review
ruling-void-why = For a conflict that nobody saw, or a review of something else. It does not count then; the reason goes into the audit.
ruling-void = Void the review of { $who }
ruling-own = Your ruling
ruling-reason-hint = The author reads it
ruling-reason-missing = Give a reason in writing.
ruling-pass = Pass it on to peers
ruling-return = Give it back
ruling-decide = Decide by these levels
ruling-ask = Ask one more peer
ruling-nothing = There is nothing to rule on at the moment.
ruling-end-title = Void the claim for misconduct
ruling-end-why = This ends the claim for good. The author reads the reason.
ruling-end = Void the claim
