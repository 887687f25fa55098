# Review at the desk: what waits, who reviews, the rules, known work, and how it all does.

## What waits, and who reviews

reviews-title = Reviews
reviews-to-insights = How the review does: agreement, time, appeals
reviews-to-simulator = Try the rules in a town that is made up
reviews-to-queue = What waits, and who reviews
reviews-other-places = Others
reviews-queue = What waits
reviews-queue-caption = What waits, the longest first
reviews-queue-empty = Nothing waits.
reviews-column-badge = Badge
reviews-column-state = State
reviews-column-since = Waits since
reviews-column-reviews = Reviews
reviews-column-places = Open places
reviews-people = Who reviews
reviews-people-caption = Reviewers
reviews-people-empty = Nobody reviews yet. Name at least three people of different schools.
reviews-column-name = Name
reviews-column-school = School
reviews-column-open = Open
reviews-column-recent = Last 28 days
reviews-column-week = A week
reviews-may-rule = { $name }, may rule
reviews-not-seen = { $name }, not seen lately
reviews-badges = What can be claimed
reviews-badges-caption = Achievements
reviews-badges-empty = Nothing is published yet.
reviews-column-achievement = Achievement
reviews-column-claims = Claims
reviews-claimed = Can be claimed with evidence
reviews-not-claimed = Is awarded by you alone
reviews-name-title = Name a reviewer
reviews-email = E-mail address
reviews-email-hint = They are asked by mail, and need no account
reviews-school-hint = Colleagues do not judge each other
reviews-district = District
reviews-district-hint = May be left out
reviews-per-week = Reviews a week
reviews-per-week-hint = 3 when left out
reviews-ruling = Ruling
reviews-ruling-box = May rule when peers cannot settle it
reviews-name-button = Name as reviewer

## How evidence is reviewed

review-rules-title = Review of { $name }
review-rules-heading = How evidence is reviewed
review-rules-fact-rubric = Rubric
review-rules-fact-version = of version { $version }
review-rules-fact-rubric-hash = Rubric's fingerprint (SHA-256)
review-rules-fact-policy-hash = Policy's fingerprint (SHA-256)
review-rules-open = Claims
review-rules-open-yes = People can claim it with evidence
review-rules-open-no = It is not claimed
review-rules-peers = Peers
review-rules-peers-hint = Nobody decides alone
review-rules-peers-one = One reviewer decides alone
review-rules-peers-two = Two peers, three when they disagree
review-rules-peers-three = Three peers, up to five
review-rules-names = Names
review-rules-names-double = Neither side sees the other's name
review-rules-names-single = Peers see the claimant's name, not the other way
review-rules-names-open = Everybody sees everybody
review-rules-before = Before peers see it
review-rules-before-time = It goes to them after 30 minutes
review-rules-before-look = An owner or moderator looks it over first
review-rules-kinds = Evidence that must be there
review-rules-rating = Do people rate themselves first?
review-rules-yes = Yes
review-rules-no = No
review-rules-trial = Are reviewers tried on known work first?
review-rules-trial-hint = It needs a balanced set of work whose levels are known
review-rules-trial-gate = Yes: whoever lets everything pass, or nothing, does not count until they do better
review-rules-trial-weights = Yes, and reviews weigh by how well it went
review-rules-keep = Claims that were handed in already keep the rules of that day.
review-rules-save = Save
review-rules-cancel = Cancel

## Known work

review-known-page = Known work for { $name }
review-known-title = Work whose levels are known
review-known-why = Reviewers are tried on it before their reviews count. Half of the levels should lie below what is needed: only then does it show who lets everything pass.
review-known-balanced = The set is balanced. You can let reviewers be tried on it.
review-known-set = The set
review-known-empty = There is none yet. Take old work, with the names left out, and say together which levels it has.
review-known-piece = Piece { $number }
review-known-add-title = Add a piece
review-known-work = The work
review-known-work-hint = As a text, without names
review-known-add = Add it

## How the review does

insight-title = How the review does
insight-spread = How evenly reviews are spread
insight-spread-is = { $gini } (0 is even, 1 is one person alone)
insight-helpful = Feedback found helpful
insight-helpful-is = { $helpful } of { $said }, for work that was accepted
insight-nothing = Nothing was judged yet. Once claims are decided, you see here how far reviewers agree and how long it takes.
insight-rubric = { $name }, version { $version }
insight-caution = Look at the words of { $names }: reviewers read them differently. Until then, let three judge.
insight-criterion = “{ $name }”
insight-decisions = Decisions
insight-decisions-are = { $count }, of which { $accepted } accepted the work
insight-moderated = Taken by a moderator
insight-appeals = Appeals
insight-appeals-are = { $count }, of which { $changed } changed the decision
insight-undecided = Not decided in time
insight-time = Time to a decision
insight-time-is = { $half } for half, { $most } for nine of ten
insight-time-within = { $days ->
    [one] less than a day
   *[other] less than { $days } days
}
insight-agreement = How far reviewers agree
insight-agreement-empty = Nothing was judged by two yet.
insight-column-criterion = Criterion
insight-column-works = Pieces of work
insight-column-alpha = Alpha
insight-column-ac1 = AC1
insight-column-equal = Equal
insight-column-says = What it says
insight-not-known = not known
insight-says-good = Good
insight-says-tentative = Tentative
insight-says-low = Low: look at its words
insight-says-unknown = Too little is known, or all levels are the same
insight-days = Days from submission to decision
insight-days-more = { $days } or more
insight-column-days = Days
insight-column-decisions = Decisions
insight-table = The same as a table
insight-figures = What the figures mean
insight-figures-are = Alpha (Krippendorff, for ordered levels) is 1 when reviewers always agree and 0 when they agree no more than chance would. At least 0.80 is good, at least 0.667 tentative; below, the words of the criterion should be looked at, or three should judge. AC1 (Gwet) stands beside it because alpha falls when nearly all work is alike. Both are taken from the last 100 pieces of work that at least two judged, never from one.
insight-chart = { $title }: from { $first } in { $start } to { $last } in { $end }, highest { $highest } in { $peak }
insight-chart-one = { $title }: { $first } in { $start }
insight-chart-none = { $title }: no values yet

## The rules tried

simulator-title = Try the rules
simulator-intro = The rules of this service run in five towns that are made up: how long would claims wait with your reviewers?
simulator-results = What came out
simulator-caution = The people are made up: a visit every four days, two of three mails answered, a quarter dropping out. Compare rules with it; it promises no days.
simulator-town = The town
simulator-reviewers = Reviewers
simulator-schools = Schools that they are of
simulator-skills = Kinds of badges
simulator-skills-hint = Every claim needs reviewers for one of them; 1 to 40
simulator-claims = Claims
simulator-days = Days in which they come in
simulator-bounds = { $least } to { $most }
simulator-rules = The rules
simulator-k = Peers who decide
simulator-k-max = Peers at most
simulator-k-max-hint = At least as many
simulator-ruling = Ruling
simulator-ruling-box = Somebody moderates
simulator-run = Let it run
simulator-caption = What came out of five towns
simulator-column-figure = Figure
simulator-column-mean = Mean
simulator-column-range = From, to
simulator-half = Half are decided within
simulator-most = Nine of ten within
simulator-nearly-all = Ninety-nine of a hundred within
simulator-week = Decided within 7 days
simulator-never = Never decided
simulator-moderator = Need a moderator
simulator-uneven = How unevenly reviews are spread
simulator-mails = Mails to reviewers for each claim
simulator-reviews = Reviews for each claim
simulator-in-days = { $number } days
simulator-not-all = not in all of them
