# The catalogue and the page of an achievement.

catalogue-title = Catalogue
catalogue-title-for = { $query } in the catalogue
catalogue-search = Search for a name, a word or a standard
catalogue-narrow = Narrow the list
catalogue-apply = Apply
catalogue-take-away = Take away
catalogue-clear = Clear all
catalogue-count = { $count ->
    [one] 1 achievement
   *[other] { $count } achievements
}
catalogue-shown = { $shown } of { $count } shown
catalogue-nothing-fits = Nothing fits all of this. Try fewer words, or take one of the choices away.
catalogue-show-all = Show all achievements
catalogue-empty = Nothing is published here yet. As soon as an organisation publishes an achievement, it appears here.
facet-subject = Subject
facet-grade = Grade band
facet-framework = Framework
facet-type = Type
grades-band = Grades { $band }

## An achievement

achievement-issued-by = Issued by <a href="{ $href }"><bdi>{ $name }</bdi></a> <span class="quiet">(<bdi>{ $host }</bdi>)</span>
achievement-claim = Claim this badge
achievement-closed = { $name } no longer awards this. Badges already awarded stay valid.
achievement-criteria = What you have to do
achievement-criteria-page = The issuer's own page about the criteria
achievement-rubric = How it is judged
achievement-rubric-caption = What is looked at, and what reaches which level
achievement-review = How it is reviewed
achievement-standards = Standards it answers to
achievement-in-short = In short
achievement-version-newest = This is version { $version }. Badges of earlier versions stay as they were.
achievement-version-older = This is version { $version }, which badges were awarded for. The newest is version { $newest }.
achievement-fingerprint = Fingerprint of this version (SHA-256)
achievement-grades = Grades
achievement-credits = Credits
achievement-language = Language
achievement-valid-for = Valid for
achievement-valid-days = { $days ->
    [one] 1 day after the award
   *[other] { $days } days after the award
}
achievement-published = Published

## Kinds of achievements (Open Badges 3.0, AchievementType)

kind-Achievement = Achievement
kind-ApprenticeshipCertificate = Apprenticeship certificate
kind-Assessment = Assessment
kind-Assignment = Assignment
kind-AssociateDegree = Associate degree
kind-Award = Award
kind-Badge = Badge
kind-BachelorDegree = Bachelor degree
kind-Certificate = Certificate
kind-CertificateOfCompletion = Certificate of completion
kind-Certification = Certification
kind-CommunityService = Community service
kind-Competency = Competency
kind-Course = Course
kind-CoCurricular = Co-curricular
kind-Degree = Degree
kind-Diploma = Diploma
kind-DoctoralDegree = Doctoral degree
kind-Fieldwork = Fieldwork
kind-GeneralEducationDevelopment = General education development
kind-JourneymanCertificate = Journeyman certificate
kind-LearningProgram = Learning program
kind-License = License
kind-Membership = Membership
kind-ProfessionalDoctorate = Professional doctorate
kind-QualityAssuranceCredential = Quality assurance credential
kind-MasterCertificate = Master certificate
kind-MasterDegree = Master degree
kind-MicroCredential = Micro-credential
kind-ResearchDoctorate = Research doctorate
kind-SecondarySchoolDiploma = Secondary school diploma

## Languages by name

tongue-ar = Arabic
tongue-de = German
tongue-en = English
tongue-es = Spanish
tongue-fa = Persian
tongue-fr = French
tongue-hi = Hindi
tongue-ht = Haitian Creole
tongue-it = Italian
tongue-ja = Japanese
tongue-ko = Korean
tongue-nl = Dutch
tongue-pl = Polish
tongue-pt = Portuguese
tongue-ru = Russian
tongue-so = Somali
tongue-tl = Tagalog
tongue-tr = Turkish
tongue-uk = Ukrainian
tongue-ur = Urdu
tongue-vi = Vietnamese
tongue-zh = Chinese

## Badges that follow from others

follows-all = Whoever has all of these badges, gets it by itself.
follows-all-ordered = Whoever has all of these badges, earned one after the other as they stand here, gets it by itself.
follows-some = Whoever has { $required } of these { $count } badges, gets it by itself.
follows-some-ordered = Whoever has { $required } of these { $count } badges, earned one after the other as they stand here, gets it by itself.
follows-title = How it follows from other badges
follows-own = You have { $own } of { $required }.
