# The pages of earners: a badge of theirs, their links, collections, addresses and data.

## What was done

earner-done-accept = You accepted the badge. Its page is open to whoever has its address.
earner-done-decline = You declined the badge. Nobody sees it here.
earner-done-undo = You took your answer back. Nobody else sees the badge here.
earner-done-choose = Your choice is kept.
earner-done-share = The link is there. Copy it and hand it to whom you want.
earner-done-withdraw = The link opens nothing any more.
earner-done-address-asked = A link is on its way to that address. Open it in this browser.
earner-done-address-added = The address is yours now.
earner-done-address-first = Mail goes to that address from now on.
earner-done-address-removed = The address is not yours any more.
earner-done-collection-deleted = The collection and its links are gone. The badges stay.
earner-done-saved = It is kept.
earner-done-correct = The issuer was asked. You find the answer here.
earner-done-close = The links of your mails open nothing any more.

## What is wrong

earner-wrong-label = Write at most 100 characters on one line.
earner-wrong-days = Choose how long the link works, up to ten years.
earner-wrong-evidence = Pupils can be recognised in this piece, so it stays with those who judged it.
earner-wrong-name = Write the name as it should be, in at most 200 characters.
earner-wrong-name-note = Write at most 500 characters.
earner-wrong-title = Write 1 to 150 characters on one line.
earner-wrong-introduction = Write at most 4,000 characters.
earner-wrong-email = Write an e-mail address such as ada@school.example.
earner-wrong-confirm = Type the address as it stands above the field.

## A badge

held-title = { $name }, your badge
held-answer = Your answer
held-public-page = The page that others see
held-offered = { $issuer } offers you this badge. Nobody else sees it here until you accept it.
held-offered-open = { $issuer } offers you this badge. Its page is open to whoever has its address.
held-accepted = You accepted this badge.
held-accepted-on = You accepted this badge on { $day }.
held-declined = You declined this badge. Nobody sees it here.
held-declined-on = You declined this badge on { $day }. Nobody sees it here.
held-accept = Accept
held-decline = Decline
held-undo = Take the answer back
held-accept-note = Accepting opens the badge's own page to whoever has its address; search engines are told not to list it. You can close it again, and take the answer back. Nothing of this changes the badge itself.
held-linkedin-add = Add to LinkedIn
held-linkedin-accept = Accept and add to LinkedIn
held-linkedin-how = “{ $button }” makes a link for LinkedIn, which works until you end it, and opens LinkedIn's form; there you press Save. A post is another thing: it shows the picture of the badge to those who follow you. If LinkedIn leaves a field empty, copy it from here.
held-seen = What pages show
held-visibility = Who may open the badge's own page
held-visibility-hint = Links that you made work either way
held-visibility-public = Whoever has its address
held-visibility-private = Nobody
held-own-name = Say that it is mine: <bdi>{ $name }</bdi>
held-evidence-shown = Evidence that pages show
held-evidence-kind = Evidence
held-evidence-private = Pupils can be recognised in it, so it stays with those who judged it
held-evidence-signed = Part of the signed badge: while you hide it, its files are not handed out here
held-evidence-added = Handed in with your claim, not part of the signed badge
held-evidence-look = Look at it
held-file-note = A file holds the whole signed badge with all its evidence, whatever you choose on this page: its bytes cannot change without breaking the signature.
held-save = Save
held-name = Is your name right?
held-name-wanted = Your name as it should be
held-name-hint = The issuer is asked. If they agree, a new badge with this name in it takes the place of this one, and your links lead to it.
held-name-note = A word to the issuer
held-name-ask = Ask the issuer
held-name-asked = You asked on { $day } for “{ $name }”.
held-name-waits = The issuer has not answered yet.
held-name-replaced = The issuer replaced the badge on { $day }.
held-name-left = The issuer left the name as it is on { $day }.
held-name-answer = They wrote: { $note }
held-close = Did you pass the mail on?
held-close-how = Whoever has the link from your mail can answer in your place. End it if somebody else has it; after signing in you still find the badge.
held-close-button = End the links of my mails
held-sign-in = Sign in to see all your badges

## Links for others

share-title = Links for others
share-how = Whoever has a link sees what you chose for it. No account is needed, and nobody can find the link by guessing.
share-unnamed = A link
share-copy-of = the address of { $label }
share-end = End this link
share-ended = You ended this link on { $day }.
share-over = It worked until { $day }.
share-until = { $shown }. Works until { $day }.
share-open = { $shown }. Works until you end it.
share-the-badge = the badge
share-the-badges = the badges
share-name = your name
share-results = results
share-evidence = evidence
share-review = how it was judged
share-files = files to keep
share-new = A new link
share-label = What is it for?
share-label-hint = Only you see this, such as “Application in Riverside”
share-label-hint-collection = Only you see this
share-shows = What it shows beside the badge
share-shows-collection = What it shows beside the badges
share-choose-name = Your name
share-choose-results = Levels and credits that you reached
share-choose-evidence = The evidence that pages may show
share-choose-review = How it was judged
share-choose-files = The badge as files: they hold everything that was signed, all evidence too
share-days = How long it works
share-days-7 = A week
share-days-30 = 30 days
share-days-365 = A year
share-days-1825 = Five years
share-days-0 = Until I end it
share-make = Make the link

## What a link leads to

shared-by = { $who } handed out this link on { $day }.
shared-by-earner = The person who earned this badge
shared-by-collector = The person who earned these badges
shared-until = It works until { $day }; after that the link ends, nothing else.
shared-open = It works until they end it.
shared-gone = This link has ended
shared-gone-expired = The link worked until { $day }.
shared-gone-withdrawn = The person who made it ended it on { $day }.
shared-gone-closed = The person who made it does not show this badge any more.
shared-gone-badge = That says nothing about the badge: it may stand as before.
shared-gone-ask = Ask the person who gave you the link for a new one.
shared-gone-file = If you have the badge as a file, you can verify it without any link.
shared-gone-verify = Verify a file
shared-nothing = There is nothing in this collection at the moment.
shared-preview = { $count ->
    [one] A collection of 1 badge.
   *[other] A collection of { $count } badges.
}

## Everything of one person

me-title = Your badges
me-waiting = { $count ->
    [one] One badge waits for your answer.
   *[other] { $count } badges wait for your answer.
}
me-none = You have no badge yet.
me-look = Look for one
me-awarded = What you were awarded
me-offered = Waits for your answer
me-accepted = Accepted
me-declined = Declined
me-more = More of yours
me-claims = Your claims
me-data = Your data: take it along, or have it deleted
me-all = All your badges

## Addresses

addresses-title = Your addresses
addresses-intro = Badges that are awarded to any of them are yours, and each of them signs you in. Mail goes to the first.
addresses-first = Mail goes here
addresses-make-first = Send mail here
addresses-remove = Remove
addresses-add = Add an address
addresses-hint = We send a link to it. If it belongs to another account of yours here, the two can become one.
addresses-send = Send the link
addresses-new = It becomes one of your addresses.
addresses-new-button = Add this address
addresses-own = This is one of your addresses already.
addresses-own-button = Go on
addresses-merge = This address belongs to another account here, with { $badges ->
    [one] 1 badge
   *[other] { $badges } badges
} and { $claims ->
    [one] 1 claim
   *[other] { $claims } claims
}. You have proven that both are yours: the two become one, and everything of the other comes to this one. That cannot be undone.
addresses-merge-button = Make the two accounts one

## Data

data-title = Your data
data-name = Name
data-addresses = Addresses
data-badges = Badges
data-claims = Claims
data-collections = Collections
data-take = Take everything along
data-take-how = One archive with your badges in every form, your evidence, what came of your claims, your collections and links. The badges in it can be verified without this service and without a network.
data-download = Download the archive (ZIP)
data-leave = Leave, and have everything deleted
data-leave-how = Your name, addresses, evidence, claims, collections and links are deleted, and the pages of your badges are closed. Download the archive first: it cannot be made afterwards.
data-leave-stays = Badges that you have as files stay valid, since deleting is no withdrawal: their entries in the public status lists, their dates and fingerprints stay, without anything that tells whose they were. Copies that others have cannot be called back.
data-confirm = Type your address to confirm
data-delete = Delete everything about me
erased-title = Everything about you was deleted
erased-intro = Badges that you have as files can be verified as before.

## Collections

collections-title = Your collections
collections-intro = Badges that belong together, in an order of yours. Nobody else sees a collection before you make a link to it.
collections-new = A new collection
collections-name = What is it called?
collections-begin = Begin it
collections-all = All your collections
collection-title = { $title }, your collection
collection-headline = Your collection: { $title }
collection-badges = Badges
collection-empty = Nothing is in it yet.
collection-seen = Others see it
collection-unseen = Others do not see it before you accept it
collection-up = Move up
collection-out = Take out
collection-add = Add a badge
collection-add-button = Add it
collection-words = Words
collection-name = Title
collection-introduction = Introduction
collection-introduction-hint = Others read it above the badges
collection-delete-note = Deleting a collection ends its links. The badges stay.
collection-delete = Delete this collection

## In a frame of another site

embed-none = No badge
embed-nothing = There is no badge here that everybody may see.
embed-check = Check this badge
