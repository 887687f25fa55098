# Who may do what at a desk, what programs may do, and what was done.

members-roles = What each role may do, and leaving
members-joining = How people join
members-requests = They ask to join
members-role-for = Role<span class="visually-hidden"> for { $name }</span>
members-role-of = Role<span class="visually-hidden"> of { $name }</span>
members-accept = Take in<span class="visually-hidden"> { $name }</span>
members-decline = Say no<span class="visually-hidden"> to { $name }</span>
members-save = Save<span class="visually-hidden"> the role of { $name }</span>
members-remove = Remove<span class="visually-hidden"> { $name }</span>
members-reset = Lost passkey<span class="visually-hidden"> of { $name }: take all passkeys back</span>
members-pending = Invited, not answered yet
members-resend = Send again<span class="visually-hidden"> to { $name }</span>
members-take-back = Take back<span class="visually-hidden"> the invitation of { $name }</span>
members-invite = Invite somebody
members-invite-button = Invite
members-asked = Asked on { $day }
members-on-its-way = The mail is on its way
members-sent-worked = Sent on { $day }, worked until { $until }. Send it again.
members-sent-works = Sent on { $day }, works until { $until }
members-you = This is you
members-since = Known since { $day }

## Roles, leaving

roles-title = Roles
roles-own = Your role: { $role }.
roles-caption = What each role may do
roles-may = May
roles-yes = Yes
roles-no = No
roles-leave = Leave
roles-leave-what = What you did here stays. To come back you need an invitation.
roles-leave-sure = Leave this organisation?
roles-leave-yes = Yes, take my role away
roles-leave-unsure = Tick the box to leave.

## How people join

joining-intro = Owners can always invite. A community also has members who judge the evidence for its achievements.
joining-asking = Asking to join
joining-code = Code
joining-code-link = Link with the code
joining-kind = What it is
joining-organisation = An organisation
joining-community = A community of people who practise the same
joining-domain = What the community is about
joining-domain-hint = For a community only
joining-practice = How its members work
joining-practice-hint = Shown on its page; for a community only
joining-joining = Joining
joining-requests = People may ask to join; an owner answers
joining-takes-code = Who knows the code joins as a reviewer (communities only)
joining-new-code = Make a new code; the one so far works no more
joining-listed = It stands in the public list of organisations

## API keys

keys-intro = With a key, a program does what you tick here, in the name of your organisation. See <a href="{ $href }">what programs can do</a>.
keys-fresh = <strong>The key “{ $name }” is ready.</strong> Copy it now: it is not stored and cannot be shown again.
keys-copy-what = the key
keys-withdraw = Withdraw the chosen keys
keys-new = New key
keys-name-hint = What the key is for
keys-scopes = The program may
keys-cap = Awards a day, at most
keys-cap-hint = What happens at most when the key is stolen
keys-make = Make the key
keys-caption = Keys that work
keys-may = May
keys-a-day = Awards a day
keys-made = Made
keys-ends = Ends
keys-never = Never
keys-none = No program has a key yet.
keys-cap-wrong = Write a number from 1 to 1,000,000.
keys-choose = Choose at least one key.

## Webhooks

hooks-intro = Another service is told at once what happens to your badges. Each message is signed, so that it can be told from a stranger's; it follows <a href="{ $href }">Standard Webhooks</a>.
hooks-fresh = <strong>{ $name } was added.</strong> Copy the key of its signatures now: it cannot be shown again.
hooks-new = New webhook
hooks-address-hint = It begins with https://
hooks-events = It is told when
hooks-add = Add it
hooks-test = Send a test
hooks-told = What it was told
hooks-nothing = Nothing yet.
hooks-sent = What was sent<span class="visually-hidden"> as { $id }</span>
hooks-resend = Send again<span class="visually-hidden"> { $id }</span>
hooks-change = Change it
hooks-remove = Remove this webhook
hooks-caption = Addresses that are told what happens
hooks-head-events = Events
hooks-none = Nobody is told anything yet.
hooks-on = On
hooks-on-failing = On, but nothing arrived since { $when }
hooks-off = Off
hooks-switched-off = Switched off, since nothing arrived for five days
hooks-issued = A badge is awarded
hooks-claimed = An earner accepts a badge
hooks-declined = An earner declines a badge
hooks-revoked = A badge is withdrawn
hooks-suspended = A badge is put on hold
hooks-reinstated = A hold is ended
hooks-newest-first = The newest first
hooks-arrived-first = Arrived at the first try ({ $status })
hooks-arrived = Arrived at try { $try } ({ $status })
hooks-waiting = Waiting to be sent
hooks-failed-first = Did not arrive at the first try: { $answer }. It is tried again at { $when }.
hooks-failed = Did not arrive at try { $try }: { $answer }. It is tried again at { $when }.
hooks-given-up-first = Given up at the first try: { $answer }
hooks-given-up = Given up at try { $try }: { $answer }
hooks-answered = answered { $status }

## Figures

figures-awarded = Badges awarded
figures-withdrawn = Badges withdrawn
figures-verified = Verifications of your badges here
figures-caption = Month by month, the newest first
figures-month = Month
figures-head-awarded = Awarded
figures-head-withdrawn = Withdrawn
figures-head-verified = Verified here
figures-none = None in the last { $months } months.
figures-most = { $total } in the last { $months } months, most in { $month }: { $most }.

## The audit log

audit-chain = Each entry carries the fingerprint of the one before, so none can be changed or taken out unseen.
audit-who = Who
audit-what = What
audit-when = When
audit-from = From
audit-until = Until
audit-everybody = Everybody
audit-everything = Everything
audit-lists = Lists
audit-milestones = Milestones
audit-signing-keys = Signing keys
audit-caption = Entries, newest first
audit-none-like = No entry is like this.
audit-like-this = Entries that are like this, the newest first
audit-some = Some of the entries.
audit-whole = { $count ->
    [one] { $count } entry in all; those shown here follow on each other.
   *[other] { $count } entries in all; those shown here follow on each other.
}
audit-broken = Entry { $number } was changed, or one before it is missing. Tell whoever runs this place.
did-organisation-create = Made the organisation
did-organisation-change = Changed what the organisation says of itself
did-key-create = Made the signing key { $about }
did-key-rotate = Let the new key { $about } sign
did-key-revoke = Withdrew the signing key { $about }
did-member-put = Gave somebody the role { $role }
did-member-remove = Took a role away from somebody
did-achievement-create = Described an achievement
did-achievement-change = Changed the draft of an achievement
did-achievement-publish = Published version { $version } of an achievement
did-achievement-archive = Archived an achievement
did-achievement-unarchive = Took an achievement out of the archive
did-award-make = Awarded { $badges }
did-award-revoke = Withdrew { $badges }
did-award-suspend = Put { $badges } on hold
did-award-reinstate = Ended the hold of { $badges }
did-award-cancel = Cancelled { $badges }
did-award-remind = Reminded earners of { $badges }
did-reminders-change = Changed whether earners are reminded
did-community-ask = Asked a community to judge
did-community-agree = A community agreed to judge
did-community-end = Ended what was agreed with a community
did-because = { $what }: { $reason }
did-import-create = Uploaded a list of { $people }
did-import-start = Began to award a list to { $people }
did-import-plan = Planned to award a list on { $day }
did-import-stop = Stopped awarding a list
did-import-delete = Forgot a list
did-milestone-put = Changed from which badges an achievement follows
did-review-set_up = Changed how evidence for an achievement is reviewed
did-reviewer-name = Named a reviewer
did-reviewer-offer = Offered to review
did-webhook-create = Added a webhook
did-webhook-change = Changed a webhook
did-webhook-delete = Removed a webhook
did-webhook-fail = A webhook was switched off, since nothing arrived
did-api_key-create = Made an API key
did-api_key-revoke = Withdrew an API key
did-trust-add = Put { $about } on the list of trusted issuers
did-trust-change = Changed what the list of trusted issuers says of { $about }
did-trust-remove = Took { $about } off the list of trusted issuers
did-trust-import = Took over a list of issuers ({ $about }): { $added } added, { $changed } changed, { $removed } removed
did-invitation-make = Invited somebody with the role { $role }
did-invitation-resend = Sent an invitation again
did-invitation-withdraw = Took an invitation back
did-invitation-decline = Said no to an invitation
did-invitation-accept = Accepted an invitation with the role { $role }
did-join-ask = Asked to join
did-join-accept = Took in who asked, with the role { $role }
did-join-decline = Said no to who asked to join
did-member-code = Joined with the code
did-joining-change = Changed how people join
did-passkey-add = Added a passkey
did-passkey-remove = Removed a passkey
did-passkey-reset = Took somebody's passkeys back
