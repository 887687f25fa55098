# Mails: what they are about, and what they say. An address stands on a line of its own, so that it becomes a link.

## Signing in

mail-sign-in-subject = Your link to sign in
mail-sign-in =
    Open this link and press the button to sign in. It works once, within 15 minutes:
    { $link }

    If you did not ask for it, do nothing.
mail-address-subject = Is this your address?
mail-address =
    Somebody who is signed in wants to add this address to their account. If that is you, open this link in the browser in which you are signed in; it works once, within a day:
    { $link }

    If it is not you, do nothing.
mail-passkeys-subject = Your passkeys
mail-passkey-added = A passkey was added to your account.
mail-passkey-removed = A passkey was removed from your account.
mail-passkeys-reset = Your passkeys were taken back, as for a lost device; you sign in by a link again.
mail-passkeys =
    { $what }

    Look at your passkeys here:
    { $link }

    If this was not you, tell an owner.

## Badges

mail-award-subject = { $issuer } has awarded you a badge: { $name }
mail-award =
    { $issuer } has awarded you the badge "{ $name }".

    Look at it, accept or decline it, download it and share it here, no account needed:
    { $link }

    Nobody else sees it here before you accept it. The link is yours alone, so do not pass this mail on: to show the badge to others, make a link for them on that page.
mail-withdrawn-subject = Your badge { $name } was withdrawn
mail-withdrawn = { $issuer } has withdrawn your badge "{ $name }".
mail-on-hold-subject = Your badge { $name } was put on hold
mail-on-hold = { $issuer } has put your badge "{ $name }" on hold.
mail-stands-subject = Your badge { $name } was taken off hold
mail-stands = { $issuer } has taken your badge "{ $name }" off hold. It stands again.
mail-reason = Reason given: { $reason }

## Joining

mail-role-owner = an owner
mail-role-editor = an editor
mail-role-awarder = an awarder
mail-role-reviewer = a reviewer
mail-role-moderator = a moderator
mail-role-viewer = a viewer
mail-invitation-subject = { $name } invites you
mail-invitation =
    { $name } invites you to be { $role }.

    Look at the invitation and say yes or no here. The link works once, within seven days:
    { $link }

    If you do not know them, do nothing.
mail-join-subject = Confirm that you want to join { $name }
mail-join =
    Somebody, hopefully you, wants to join { $name } with this address. Open this link and press the button. It works once, within 15 minutes:
    { $link }

    If it was not you, do nothing.
mail-asked-subject = Somebody wants to join { $name }
mail-asked =
    Somebody asks to join { $name }. Answer here:
    { $link }
mail-taken-in-subject = Welcome to { $name }
mail-taken-in =
    { $name } took you in: you are { $role } there now. Begin here:
    { $link }
mail-not-taken-in-subject = { $name } did not take you in
mail-not-taken-in = You asked to join { $name }. An owner there said no. You can write to them and ask why.

## Reviewing

mail-coach-subject = A colleague named you as coach
mail-coach =
    A colleague hands in evidence for a badge and named you as coach. You can look at the work and write what you think; you do not judge it:
    { $link }
mail-moderation-subject = A review needs your ruling
mail-moderation =
    Peers could not settle a piece of work, or it took too long. Please look at it and rule:
    { $link }
mail-late-subject = Work is waiting longer than it should
mail-late =
    For one of your badges, evidence waits longer than promised. Perhaps more reviewers are needed:
    { $link }
mail-returned-subject = Your evidence for { $name } came back to you
mail-returned =
    It came back without a judgement, and no attempt was used. Look what is missing:
    { $link }
mail-undecided-subject = Nobody could decide about { $name } in time
mail-undecided =
    That is our fault, not yours: no attempt was used. You can hand it in again, and it keeps its place:
    { $link }
mail-not-yet-subject = Not yet: { $name }
mail-not-yet =
    Your peers have looked at your evidence, and something is still missing. Read what they wrote; you can hand in again:
    { $link }
mail-reviewer-subject = { $name } asks for your judgement
mail-reviews-subject = Work of colleagues to review
mail-reviewer = { $name } asks you to judge the work of colleagues of other schools for its badges: about three pieces a week, and you can say how many, or that you would rather not. You need no account.
mail-offers = New for you to look at: { $count }.
mail-reminders = Still waiting for you: { $count }.
mail-cancelled = No longer needed, with thanks: { $count }.
mail-bench =
    Your bench:
    { $link }
