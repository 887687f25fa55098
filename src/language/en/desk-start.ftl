# From a new organisation to its first badge.

start-steps = Steps
start-done = (done)
start-place = Step { $step } of { $all }
start-later = Later
start-back = Back
start-go-on = Go on
start-publish = Publish
start-step-name = Name
start-step-domain = Web address
start-step-linkedin = LinkedIn
start-step-achievement = Achievement
start-step-review = Review
start-step-publish = Publish
start-name-heading = What is your organisation called?
start-name-intro = The name stands on every badge that you award.
start-domain-heading = Does your web address prove who you are?
start-domain-intro = Whoever checks a badge asks this address for your keys. Nobody else can put keys there.
start-linkedin-heading = Do you have a page on LinkedIn?
start-linkedin-intro = With its number, your logo stands beside the badges that people add to their profiles.
start-achievement-heading = What can be earned?
start-achievement-intro = The first achievement. You can change all of it later.
start-review-heading = How is it earned?
start-review-intro = You award it yourselves, or people hand in evidence and others look at it.
start-publish-heading = Ready to publish?
start-publish-intro = It gets a page and stands in the catalogue. What is published is only ever followed by a new version.

## The organisation

start-name-hint = As it stands on every badge
start-description = What it does
start-description-hint = One or two sentences; optional
start-url = Web site
start-url-hint = Optional; it begins with https://
start-email-hint = Where people with questions about badges can write; optional
start-domain-public = The address is one that everybody can ask, with encryption.
start-domain-local = This service runs at an address of this machine alone: good for trying out. Whoever runs it sets base_url before the first badge that matters.
start-domain-read = Your keys were read there just now, as a stranger would read them.
start-domain-unread = Your keys could not be read there: { $why } Show this to whoever runs the service; you can go on.
start-domain-identifier = Identifier
start-domain-keys = Keys
start-domain-again = Look again

## LinkedIn

start-linkedin = Number of your LinkedIn page
start-linkedin-hint = It stands in the address when you administer the page: linkedin.com/company/123456/admin
start-linkedin-show = Show what people will see
start-linkedin-told = What LinkedIn is told
start-linkedin-page = Look at this page on LinkedIn: is it yours?
start-linkedin-with = The page with the number { $number }, with its logo
start-linkedin-without = “{ $name }” as a text, without a logo
start-linkedin-name = The achievement’s name
start-linkedin-url = The badge’s own page

## Review, publishing

start-review = Who looks at the evidence?
start-review-hint = You can change this later, for each achievement
start-review-none = Nobody: you award it yourselves
start-review-one = One reviewer
start-review-two = Two peers, three when they disagree
start-review-three = Three peers, up to five
start-missing = First describe what can be earned.
start-ready-none = You award it yourselves.
start-ready-whole = People can claim it with evidence. Reviewers judge it as a whole, met or not yet; name them under Reviews.
start-ready-rubric = People can claim it with evidence, which is judged by its rubric; name reviewers under Reviews.
start-criterion = Evidence
start-level-not-yet = Not yet
start-level-not-yet-text = The evidence does not show yet what the criteria ask for.
start-level-met = Met
start-level-met-text = The evidence shows what the criteria ask for.
