# The desk of an organisation: what surrounds its pages, the overview, words that its pages share.

desk-tab-overview = Overview
desk-tab-achievements = Achievements
desk-tab-frameworks = Frameworks
desk-tab-awards = Awards
desk-tab-figures = Figures
desk-tab-reviews = Reviews
desk-tab-trust = Trusted issuers
desk-tab-members = Members
desk-tab-own-role = Your role
desk-tab-keys = API keys
desk-tab-webhooks = Webhooks
desk-tab-audit = Audit log

## Shared words

desk-all = All
desk-none = None
desk-save = Save
desk-cancel = Cancel
desk-filter = Filter
desk-csv = Download as CSV
desk-name = Name
desk-state = State
desk-achievement = Achievement
desk-reason = Reason
desk-description = Description
desk-criteria = Criteria
desk-email = E-mail
desk-email-address = E-mail address
desk-address = Address
desk-code = Code
desk-note = Note
desk-role = Role
desk-version = Version { $version }
desk-first-day = First day
desk-last-day = Last day
desk-fingerprint = Fingerprint
desk-published = Published
desk-picture = Picture
desk-new-achievement = New achievement
desk-award-a-badge = Award a badge
desk-day-wrong = Write the day with year, month and day, such as 2026-05-03.
desk-reason-hint = It stands on the badge's page. A withdrawal cannot be undone.
desk-range = { $first } to { $last }
desk-range-of = { $first } to { $last } of { $all }
desk-part-of = { $part } of { $all }
desk-badges = { $count ->
    [one] { $count } badge
   *[other] { $count } badges
}
desk-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
desk-awards-count = { $count ->
    [one] { $count } award
   *[other] { $count } awards
}

## Choosing a desk, the overview

desk-list-title = Your desks
desk-list-caption = Organisations in which you have a role
desk-list-organisation = Organisation
desk-list-empty = You have no role in an organisation yet. Ask an owner of yours to invite you.
desk-title = Desk of { $name }
desk-first-steps = First steps
desk-recent = Recent
desk-recent-caption = The last awards
desk-count-achievements = { $count ->
    [one] achievement
   *[other] achievements
}
desk-count-awards = { $count ->
    [one] award
   *[other] awards
}
desk-count-withdrawn = { $count ->
    [one] withdrawn
   *[other] withdrawn
}
desk-count-members = { $count ->
    [one] member
   *[other] members
}
desk-step-set-up = Set up your organisation, in six steps to the first badge
desk-step-go-on = Go on setting up your organisation: { $done } of 6 steps are done
desk-step-describe = Describe your first achievement
desk-step-publish = Publish an achievement
desk-step-award = Award your first badge
desk-step-invite = Invite the people who award badges with you
desk-for-moderators = You rule where peers cannot settle it. What needs you stands here.
desk-for-moderators-link = What needs you
desk-for-reviewers = You judge evidence that peers hand in. Work for you stands on your bench.
desk-for-reviewers-link = Your bench

## Tables of awards

desk-column-earner = Earner
desk-column-issued = Issued
desk-column-answer = Answer
desk-awards-none = Nothing was awarded yet.
desk-answer-offered = No answer yet
desk-answer-accepted = Accepted
desk-answer-declined = Declined

## Roles

role-owner = Owner
role-editor = Editor
role-awarder = Awarder
role-reviewer = Reviewer
role-moderator = Moderator
role-viewer = Viewer
role-owner-may = Owner: may do everything
role-editor-may = Editor: describes and publishes achievements
role-awarder-may = Awarder: awards and withdraws badges
role-reviewer-may = Reviewer: judges evidence without seeing whose it is
role-moderator-may = Moderator: rules where peers cannot settle it
role-viewer-may = Viewer: looks, changes nothing
may-see = Read achievements, awards and members
may-define = Describe and publish achievements
may-award = Award badges
may-revoke = Withdraw badges and put them on hold
may-judge = Judge evidence, without seeing whose it is
may-moderate = Rule on claims that peers cannot settle, and see what waits
may-manage = Change the organisation, its members, keys and trusted issuers
may-issue = Sign any credential in your name (VC-API)

## Who did something

who-gone = Somebody who has no role here any more
who-key = Key “{ $name }”
who-program = A program with a key
who-milestone = Nobody: it followed from other badges
who-operator = Whoever runs this place
who-erased = Somebody who was erased

## What was just done

desk-done-saved = The draft was saved.
desk-done-published = The achievement was published. You can award it now.
desk-done-started = Your first achievement is published. Award it to everybody in a table, or one by one.
desk-done-milestone = This is how it is awarded from now on. Whoever has enough badges already gets it in a moment.
desk-done-archived = The achievement was put into the archive. Badges that were awarded stay as they are.
desk-done-unarchived = The achievement is back in the catalogue.
desk-done-awarded = The badge was awarded. The person gets a mail.
desk-done-all-awarded = The badges were awarded. Each person gets a mail.
desk-done-rows-mended = The rows were looked at again.
desk-done-import-stopped = Awarding was stopped. What was awarded stays; you can go on with the rest.
desk-done-import-deleted = The list was forgotten. The badges stay.
desk-done-name-accepted = This badge took the place of the first, with the name in it. The earner gets a mail.
desk-done-name-refused = The name stays as it is. The earner sees your answer on the badge's page.
desk-done-revoke = The badge was withdrawn. Everybody who looks at it can see that now.
desk-done-revoked = The chosen badges were withdrawn. Everybody who looks at them can see that now.
desk-done-revoked-all = All of these badges were withdrawn. Their holders get a mail.
desk-done-suspend = The badge was put on hold.
desk-done-reinstate = The hold was ended. The badge stands again.
desk-done-role = The role was changed.
desk-done-removed = This person has no role here any more.
desk-done-invited = The invitation is on its way. The link in it works for seven days.
desk-done-invited-again = The invitation is on its way again. The link in the mail before works no more.
desk-done-invitation-withdrawn = The invitation was taken back. Its link works no more.
desk-done-taken-in = They are a member now, and hear of it by mail.
desk-done-declined = They hear by mail that you said no.
desk-done-passkeys-reset = The passkeys were taken back. This person signs in by a link and registers a new one.
desk-done-joining = This is how people join from now on.
desk-done-trust-added = The issuer is on your list now.
desk-done-trust-changed = The entry was changed.
desk-done-trust-removed = The chosen issuers are not on your list any more.
desk-done-framework-imported = The framework was brought in.
desk-done-trust-imported = The list was taken over.
desk-done-reviewer = This person reviews from now on. A mail asks them, with a link to their bench.
desk-done-gold = The piece was added.
desk-done-gold-out = The piece was taken out. What reviewers found in it still counts.
desk-done-review = This is how evidence is reviewed from now on.
desk-done-webhook-changed = The webhook was changed.
desk-done-webhook-tested = A test is on its way. Look again in a moment.
desk-done-webhook-resent = It is sent again. Look again in a moment.
desk-done-webhook-deleted = The webhook was removed.
desk-done-key-revoked = The chosen keys work no more.
