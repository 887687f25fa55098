# The pages of who claims a badge: the list, the first look, and the claim itself.

## The list, the first look

claim-list-title = Your claims
claim-list-intro = Evidence that you hand in for badges.
claim-list-caption = Your claims, newest first
claim-list-empty = You have not claimed a badge yet.
claim-list-look = Look for a badge
claim-column-badge = Badge
claim-column-stands = Where it stands
claim-column-begun = Begun
claim-begin-title = Claim a badge: { $name }
claim-begin-button = Begin
claim-step-evidence = You attach evidence and rate your own work on the rubric.
claim-step-peers = { $count ->
    [one] { $count } colleague of another school judges it.
   *[other] { $count } colleagues of other schools judge it.
}
claim-names-double = They do not see your name, and you do not see theirs.
claim-names-single = They see your name, and you do not see theirs.
claim-names-open = You see each other's names.
claim-step-days = You hear from them within { $days } days at the latest, whatever happens.
claim-step-again = { $count ->
    [one] If something is missing you read what. It can be handed in once.
   *[other] If something is missing you read what, and can hand in again: { $count } times in all.
}

## Where a claim stands

claim-stands-draft = You are writing it. Nobody else can see it.
claim-stands-screening = It was handed in, and goes to peers soon.
claim-stands-in-review = Peers are judging it.
claim-stands-moderation = A moderator looks at it.
claim-stands-accepted = You have earned it. The badge is being made.
claim-stands-not-yet = Not yet: something is still missing. You can hand it in again.
claim-stands-returned = It came back without a judgement, and no attempt was used.
claim-stands-appeal = Your objection waits for a fresh look.
claim-stands-not-decided = Nobody could decide in time. No attempt was used; hand it in again, and it keeps its place.
claim-stands-issued = You have earned the badge.
claim-stands-withdrawn = You gave it up.
claim-stands-closed = It was not handed in again in time, and is closed.
claim-stands-void = It was voided for misconduct.
claim-fact-reviews = Reviews
claim-fact-reviews-in = { $in } of { $needed } are in
claim-fact-ends = It ends by
claim-fact-ends-by = { $day }, whatever happens
claim-fact-take-back = You can take it back until
claim-fact-object = You can object until
claim-fact-attempts = Attempts
claim-fact-attempts-used = { $used } of { $most } used

## The claim

claim-title = Your claim: { $name }
claim-look = Look at your badge
claim-what = What has to be done, and how it is judged
claim-results = What was reached
claim-result-needed = { $level } (needed: { $needed })
claim-result-free = { $level } (does not decide)
claim-feedback = What was written
claim-said-by-peer = A peer wrote
claim-said-of-all = What was said about the whole
claim-said-by-coach = Your coach wrote
claim-evidence = Your evidence
claim-evidence-none = Nothing is attached yet.

## Attaching evidence

claim-attach-title = Attach evidence
claim-kind = What it is
claim-text = Text
claim-text-hint = Leave names of pupils out. With a file: what it shows.
claim-link = Address
claim-link-hint = Peers must be able to open it without signing in
claim-file = File
claim-file-hint = A picture, a PDF without its author's name, or a text. The file's name is not kept.
claim-visibility = Who may see it
claim-pupils = Pupils
claim-progress = How much of the file is there
claim-progress-said = % % of the file is there.
claim-progress-broken = The connection broke off. Press Attach, and it goes on where it stopped.
claim-attach = Attach
claim-kind-wrong = Choose what it is evidence of.
claim-visibility-wrong = Choose who may see it.
claim-pupils-wrong = Say whether pupils can be recognised in it.

## About the work

claim-about = About your work
claim-statement = What should your peers know?
claim-statement-hint = When and with whom you did it. Do not write your name or your school.
claim-school = Your school
claim-school-hint = So that no colleague of yours judges it. Nobody sees it.
claim-others = Other people who have to do with it
claim-needs-coach = All attempts are used. A coach whom you named before can agree to one more.
claim-co-authors = Who made it with you
claim-co-authors-hint = E-mail addresses. They do not judge it, and each can claim the badge too.
claim-coach = Your coach or mentor
claim-coach-hint = An e-mail address. They see the work and can comment on it, and do not judge it.
claim-not-by = Who should not judge it
claim-not-by-hint = E-mail addresses. Nobody learns of it, and you need not say why.
claim-self-rating = How do you rate it yourself?
claim-naming = Names
claim-naming-box = Reviewers who agree may be named in my badge
claim-save = Save
claim-hand-in = Hand in
claim-saved-at = Saved %
claim-not-saved = Not saved yet. Press Save to see why.

## What can be done later

claim-take-back-title = Second thoughts?
claim-take-back-why = You can take it back within 30 minutes. No attempt is used.
claim-take-back = Take it back
claim-object-title = Object to the decision
claim-object-why = People who have not seen your work judge it afresh. This can be done once.
claim-object-ground = Why
claim-object-words = In your words
claim-object = Object
claim-ground-factual = Something was overlooked or misread
claim-ground-procedure = The rules were not followed
claim-ground-conflict = A reviewer was not impartial
claim-volunteer-title = Review for others
claim-volunteer-why = You hold this badge, so you can judge the work of colleagues of other schools. About three pieces a week.
claim-volunteer-school-hint = Colleagues do not judge each other
claim-volunteer = Offer to review
claim-seals = Details for experts: show which evidence was judged
claim-seals-why = The badge does not tell what your evidence is. It has a digest of each piece: the SHA-256 of the salt, a colon and the SHA-256 of the evidence. With the salt you can show whom you like that a piece is the one that was judged.
claim-seal-evidence = Evidence
claim-seal-in-badge = In the badge
claim-seal-salt = Salt
claim-seal-hash = SHA-256 of the evidence
claim-withdraw-title = Give it up
claim-withdraw-why = This ends the claim for good. You can begin a new one.
claim-withdraw = Give up this claim
claim-rating-ask = Does it help you?
claim-rating-3 = It helps me
claim-rating-2 = In part
claim-rating-1 = It does not
