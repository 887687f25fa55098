# Describing, publishing and following achievements.

desk-achievements-caption = Achievements by name
desk-achievements-change = Last change
desk-achievements-empty = An achievement says what can be earned and how. Describe the first one.
desk-achievement-draft = Draft
desk-achievement-published = Published, version { $version }
desk-achievement-archived = Archived, version { $version }

## The form

desk-form-edit = Edit “{ $name }”
desk-form-note = Version { $version } is published and stays as it is. What you save is a draft of version { $next }.
desk-form-save = Save as a draft
desk-form-publish = Publish what was saved
desk-form-what = What can be earned
desk-form-name-hint = As it stands on the badge
desk-form-description-hint = One or two sentences about what somebody with this badge can do
desk-form-criteria-hint = What somebody has to do. You may use Markdown: **bold**, lists, links.
desk-form-type = Type
desk-form-language = Language
desk-form-language-hint = The language that you write in here
desk-form-found = How it is found
desk-form-tags = Tags
desk-form-tags-hint = Separated by commas
desk-form-subject = Subject
desk-form-grades = Grade bands
desk-form-grade-band = { $first } to { $last }
desk-form-credits = Credits
desk-form-credits-hint = A number, such as hours of professional learning. Leave it empty when there are none.
desk-form-given = How it is given
desk-form-review = Review
desk-form-review-hint = Who looks at the evidence, and how. It stands on the achievement's page.
desk-form-valid-days = Days until a badge expires
desk-form-valid-days-hint = Leave it empty when badges do not expire.
desk-form-holds = Holds
desk-form-holds-hint = A badge on hold is not valid until the hold ends. Some programs that check badges do not know holds.
desk-form-holds-yes = Badges can be put on hold
desk-form-number-wrong = Write a number, such as 12, or leave it empty.
desk-form-name-missing = Give the achievement a name.
desk-form-description-missing = Say in a sentence what somebody with this badge can do.
desk-form-criteria-missing = Say what somebody has to do for it.

## Standards

desk-form-standards = Standards it answers to
desk-form-pick = Choose from a framework
desk-form-pick-query = A code or words of a standard or skill
desk-form-pick-target = What answers to it
desk-form-pick-whole = The whole achievement
desk-form-pick-criterion = Criterion: { $name }
desk-form-pick-button = Look for standards
desk-form-pick-empty = Write a code or a word to look for.
desk-form-pick-nothing = Nothing like this is in a framework here. Try another word, or write the standard below.
desk-form-pick-more = There are more. Write more of the words.
desk-form-use = Use
desk-form-rows-hint = Rows without a name are left out.
desk-form-standard = Standard { $number }
desk-form-framework = Framework
desk-form-standard-name = Name of the standard
desk-form-address-hint = Where it is published
desk-form-add-standard = Add a standard

## The picture

desk-form-shape = Shape
desk-form-colour = Colour
desk-form-icon = Icon
desk-form-text = Text on the picture
desk-form-text-hint = Short, or nothing
desk-form-show = Show the picture
desk-form-upload = Or your own picture
desk-form-upload-hint = PNG or SVG, square, at least 400 by 400
desk-form-drawn = Take my own picture away and draw one
desk-form-alt = Alternative text
desk-form-alt-hint = What the picture shows, for those who do not see it

## The rubric

desk-form-rubric = Rubric
desk-form-rubric-hint = Leave it empty when you award without a rubric.
desk-form-rubric-own = Its criteria have levels of their own, which this form cannot show. The rubric stays as it is.
desk-form-levels = Levels, lowest first
desk-form-level = Level { $number }
desk-form-level-1 = Beginning
desk-form-level-2 = Developing
desk-form-level-3 = Proficient
desk-form-criterion = Criterion { $number }
desk-form-criterion-name = What is looked at
desk-form-required = Level that must be reached
desk-form-answers-to = It answers to:
desk-form-take-away = Take away
desk-form-add-criterion = Add a criterion

## From the form on

desk-form-versions = Versions, and the draft as its page
desk-form-milestone = <a href="{ $href }">Award it by itself to whoever has other badges</a> (milestone)
desk-archive-title = Archive it
desk-archive-what = It leaves the catalogue and is not awarded any more. Badges that were awarded stay as they are.
desk-archive-button = Put into the archive
desk-unarchive-title = Take it out of the archive
desk-unarchive-what = It comes back into the catalogue and can be awarded again.
desk-unarchive-button = Take out of the archive

## Publishing

desk-publish-title = Publish { $name }
desk-publish-heading = Publish “<span dir="auto">{ $name }</span>”?
desk-publish-version = This becomes version { $version }.
desk-publish-version-next = This becomes version { $version }. Badges of earlier versions stay as they were.
desk-publish-for-good = What is published cannot be changed any more, only followed by a new version.
desk-publish-button = Publish
desk-publish-edit = Go on editing
desk-point-same = The draft is the same as version { $version }: there is nothing new to publish.
desk-point-wrong = { $field }: { $message }
desk-point-whole = It has a name, a description and criteria.
desk-point-no-rubric = It has no rubric: it is awarded as a whole.
desk-point-rubric = Each criterion of the rubric has a required level.
desk-point-open = The criterion “{ $name }” has no level that must be reached.
desk-point-no-standard = It answers to no standard. You can publish it all the same.
desk-point-standard = It says to which standards it answers.
desk-point-letters = The text on the picture has letters that cannot be drawn; they become empty boxes.

## Versions

desk-versions-title = Versions of { $name }
desk-versions-heading = Versions of “<span dir="auto">{ $name }</span>”
desk-versions-keep = Badges keep the version that they were awarded in.
desk-versions-none = Nothing was published yet.
desk-versions-same = The draft is the same as version { $version }.
desk-versions-differs = The draft differs from version { $version }.
desk-versions-preview = See the draft as its page
desk-versions-edit = Edit the draft
desk-versions-publish = Publish the draft
desk-versions-caption = Published versions, the newest first
desk-versions-version = Version
desk-versions-badges = Badges
desk-preview-notice = This is the draft. Nobody else sees it before you publish it.

## Milestones

desk-milestone-title = Milestone { $name }
desk-milestone-heading = Milestone “<span dir="auto">{ $name }</span>”
desk-milestone-intro = A milestone is awarded by itself to whoever has enough of the badges below. Everybody gets it once; badges that were withdrawn, are on hold or are over do not count.
desk-milestone-on = How it is awarded
desk-milestone-by-itself = By itself, when somebody has enough of the badges below
desk-milestone-by-people = By people alone
desk-milestone-parts = Badges that count
desk-milestone-part = Part { $number }
desk-milestone-required = So many of them
desk-milestone-required-hint = Empty: all of them
desk-milestone-required-wrong = Write a number, or leave it empty for all.
desk-milestone-order = Order
desk-milestone-any = In any order
desk-milestone-path = One after the other, as they stand above
desk-milestone-caption = People by how many of the badges they have
desk-milestone-people = People
desk-milestone-got = Got it by themselves

## Shapes, colours and icons of drawn pictures

drawn-alt = A drawn badge: { $shape }, { $colour }, { $icon }
drawn-alt-text = A drawn badge: { $shape }, { $colour }, { $icon } and the words “{ $text }”
drawn-shape-circle = Circle
drawn-shape-shield = Shield
drawn-shape-hexagon = Hexagon
drawn-shape-octagon = Octagon
drawn-shape-rosette = Rosette
drawn-shape-seal = Seal
drawn-shape-ribbon = Medal with ribbon
drawn-shape-arch = Arch
drawn-shape-tile = Square
drawn-colour-teal = Teal
drawn-colour-ocean = Ocean blue
drawn-colour-indigo = Indigo
drawn-colour-plum = Plum
drawn-colour-berry = Berry
drawn-colour-brick = Brick
drawn-colour-amber = Amber
drawn-colour-moss = Moss
drawn-colour-forest = Forest
drawn-colour-slate = Slate
drawn-colour-paper = Paper
drawn-icon-book = Book
drawn-icon-pencil = Pencil
drawn-icon-speech = Speech bubbles
drawn-icon-people = People
drawn-icon-mentor = Mentoring
drawn-icon-lightbulb = Light bulb
drawn-icon-magnifier = Magnifying glass
drawn-icon-puzzle = Puzzle piece
drawn-icon-target = Target
drawn-icon-clipboard = Checklist
drawn-icon-tick = Tick
drawn-icon-chart = Chart
drawn-icon-calculator = Numbers
drawn-icon-code = Code
drawn-icon-computer = Computer
drawn-icon-padlock = Safety online
drawn-icon-atom = Atom
drawn-icon-flask = Flask
drawn-icon-leaf = Leaf
drawn-icon-sprout = Growth
drawn-icon-globe = Globe
drawn-icon-compass = Compass
drawn-icon-mountain = Mountain
drawn-icon-scales = Fairness
drawn-icon-heart = Heart
drawn-icon-star = Star
drawn-icon-cap = Graduation cap
drawn-icon-music = Music
drawn-icon-palette = Art
drawn-icon-camera = Camera
drawn-icon-microphone = Microphone
drawn-icon-cog = Cog wheel
drawn-icon-clock = Clock
