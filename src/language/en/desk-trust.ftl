# Whom an organisation trusts, and the frameworks that it brought in.

trust-intro = Whom your organisation relies on. When one of you verifies a badge, its issuer is looked up here. The list says nothing about whether a badge is valid: a badge of an issuer that is not on it can be as good as any.
trust-add-issuer = Add an issuer
trust-change-issuer = Change an issuer
trust-search = Name, address or note
trust-standing = Standing
trust-trusted = Trusted
trust-known = Known
trust-take-over = Take over a list
trust-download = Download, signed
trust-remove = Take the chosen issuers off the list
trust-summary = { $trusted } trusted, { $known } known
trust-none = Nobody is on your list yet. Add the issuers that you rely on: for everybody else, those who verify a badge are told to look twice.
trust-none-like = No issuer is like this.
trust-show-all = Show all
trust-caption = Issuers on your list
trust-issuer = Issuer
trust-for = For
trust-until = Until
trust-over = Known: its time is over
trust-types = types { $list }
trust-tags = tags { $list }
trust-nothing = Nothing yet
trust-everything = Everything
trust-no-end = No end
trust-choose = Choose at least one issuer.

## One entry

trust-identifier = The issuer's identifier
trust-identifier-hint = Copy it from a badge that you have checked: did:web:school.example, or https://school.example/issuer. It counts letter by letter.
trust-name = What you call it
trust-name-hint = Your own words: what a badge calls its issuer is not proven.
trust-rely = Trusted: rely on it
trust-hint = Known: a hint, nothing more
trust-form-types = Only for these types of achievement
trust-form-types-hint = Such as Course, Degree, MicroCredential, with commas between. Leave it empty for all.
trust-form-tags = Only for achievements with these tags
trust-form-tags-hint = With commas between. Leave it empty for all.
trust-last-day-hint = After it the issuer is known, not trusted. Leave it empty for no end.
trust-note-hint = Why it is here, and who decided
trust-put = Put here by { $who } on { $day }.
trust-put-list = Put here by { $who } on { $day }. It came with a list that nobody signed.
trust-put-signed = Put here by { $who } on { $day }. It came with a list signed by { $signer }.
trust-add-button = Add the issuer

## Taking issuers off

trust-off-title = Take issuers off the list
trust-off-heading = Take these issuers off the list?
trust-off-what = Badges of these issuers will be shown as “not on your list”. The badges themselves stay as valid as they are.
trust-off-button = Take them off the list
trust-off-keep = Keep them

## Taking a list over

trust-import-heading = Take this list over?
trust-import-unusable = What cannot be used
trust-import-button = Take it over
trust-import-what = A list that another organisation signed, a registry of known issuers, a JSON array of identifiers, or a table (CSV) with the column <code>issuer</code> and, as needed, <code>name</code>, <code>achievementTypes</code>, <code>tags</code>, <code>until</code> and <code>note</code>. Nothing is changed before you have seen what would change.
trust-import-file = The file
trust-import-file-hint = JSON or CSV, up to 3 MB
trust-import-rest = Issuers of your list that are not in the file
trust-import-unsigned = If nobody signed the file, its issuers are
trust-import-unsigned-hint = A registry is hints, whatever you choose.
trust-import-show = Show what would change
trust-import-stay = Stay
trust-import-off = Are taken off
trust-import-hints = Hints: known, not trusted
trust-import-trusted = Trusted
trust-import-signed = Signed by { $signer } on { $day }, and not changed since.
trust-import-nobody = Nobody signed this file: anybody could have written it.
trust-import-summary = To be added: { $added }; changed: { $changed }; taken off: { $removed }; as before: { $unchanged }.
trust-import-none = none
trust-import-add = Add
trust-import-change = Change
trust-import-take-off = Take off
trust-import-first = The first { $shown } of { $count } changes
trust-import-would = What would change
trust-import-head = What
trust-import-nothing = Nothing would change.
trust-import-missing = Choose the file with the list.
trust-import-too-large = The file is larger than 3 MB. Ask whoever runs this place to take it over with `accolade trust import`.
desk-file-damaged = The file arrived damaged. Choose it again.

## Frameworks

frames-ask = Bring in “<bdi>{ $name }</bdi>”?
frames-change = New statements: { $added }; changed: { $changed }; not in it any more: { $retired }; as before: { $unchanged }.
frames-retired = Statements that are not in it any more are not offered for new achievements. Achievements and badges that name them keep them as they were.
frames-apply = Bring it in
frames-intro = Lists of standards and skills that your achievements can answer to. Everybody can <a href="{ $href }">browse them</a>.
frames-bring = Bring one in
frames-file-hint = A CASE package (JSON), a table of ESCO, or a CSV table with the column “statement” and, as needed, “code”, “parent”, “description”, “type”, “url” and “id”; up to 12 MB. Nothing is changed before you have seen what would change.
frames-name-hint = A CSV table needs one; leave it empty for a CASE package. The same name again brings in a newer version.
frames-caption = Frameworks that you brought in
frames-publisher = Publisher
frames-statements = Statements
frames-as-of = As of
frames-none = You have brought in no framework yet. Choose a file below.
frames-missing = Choose the file with the framework.
frames-too-large = The file is larger than 12 MB. Ask whoever runs this place to take it over with `accolade frameworks import`.
