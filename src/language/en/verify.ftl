# Checking anybody's badge: the form and the answer.

## The form

verify-title = Verify a badge
verify-intro = Find out who issued a badge, whether it was changed, and whether the issuer still stands by it. Nothing that you give here is kept.
verify-recipient = Whose badge should it be? (optional)
verify-recipient-hint = An e-mail address or another identifier of the person
verify-from-file = From a file
verify-file = The badge as it was downloaded
verify-file-hint = PNG, SVG, JSON or JWT, or an offline proof, up to { $limit }. A screenshot or photo holds no badge, but a QR code in it shows where the badge is.
verify-drop-file = You can drop the file here.
verify-file-button = Verify the file
verify-many = Many badges at once
verify-files = A ZIP archive, or many files
verify-files-hint = Up to { $count } badges and { $limit }. A list with a badge on each line, or a CSV table with a column “credential” or “url”, works too.
verify-drop-files = You can drop the files here.
verify-whose = Whose badges are they?
verify-applicants = A table of your applicants
verify-applicants-hint = CSV with the columns “name”, “e-mail” and, if you have it, “id”. Each badge is matched to the person it was given to. The table is not kept.
verify-many-button = Check them all
verify-many-csv = Download as a table (CSV)
verify-many-json = Download as JSON lines
verify-from-address = From an address
verify-offered = Another site asks you to check this badge. Nothing has been fetched yet.
verify-address = The address of the badge's page, or its short code
verify-address-hint = For example https://northside.example/badges/K7QF2-9MXD4
verify-address-button = Verify the address
verify-from-text = From text
verify-text = The text of the badge
verify-text-hint = JSON, or a token that begins with eyJ; a short code works too
verify-text-button = Verify the text
verify-only-picture = I only have a picture of the badge
verify-picture-why = A badge that can be checked is a file with a signature inside. A screenshot, a photo or a picture saved from a social network has lost it. Ask the holder for one of these:
verify-picture-file = the file as it was downloaded from the badge's page,
verify-picture-link = the link to the badge's page,
verify-picture-code = the short code under the picture, such as K7QF2-9MXD4, together with the issuer's name.

## What can be wrong with what was handed in

verify-nothing = Choose the badge as it was downloaded, or paste its text.
verify-several = There is more than one badge in this. Choose it under “Many badges at once”.
verify-unreadable = The file could not be read; it may be larger than { $limit }.
verify-no-address = No badge can be had from this address. It must begin with https://, or be the short code of a badge that was issued here.
verify-no-bundle = This offline proof cannot be read. Ask for it again, as it was downloaded.
verify-pasted = The text you pasted

## The answer

result-source = This was checked: <bdi>{ $source }</bdi>
result-beside = Beside the verdict
result-nameless = A credential without a name
result-says = What the badge says
result-claims = What the file claims
result-unsigned = It calls itself “<bdi>{ $name }</bdi>”. Since it could not be confirmed who signed this, what else it says is not shown.
result-earned-by = Earned by <strong dir="auto">{ $name }</strong>
result-issued-by = Issued by <bdi>{ $name }</bdi> <span class="quiet">(<bdi>{ $address }</bdi>)</span>.
result-issued-at = Issued by <bdi>{ $address }</bdi>.
result-own-page = The badge's own page
result-criteria-page = The issuer's page about the criteria
result-parts-of = What was checked<span class="visually-hidden"> of { $name }</span>
result-inside = Inside it:
result-leads = Where the picture leads
result-leads-here = A code in the picture leads to a badge that was issued here: <a href="{ $href }" dir="auto">{ $name }</a> by <bdi>{ $issuer }</bdi>. That badge is: <strong>{ $state }</strong>.
result-compare = Compare it with the picture. A picture can be altered; what the badge's own page says is what counts.
result-leads-away = A code in the picture leads to <code class="address">{ $address }</code>
result-may-ask = That address was not asked yet. Anybody can print a code, so look at the address first: is it one of the issuer?
result-may-not-ask = That address is not of a kind that is asked here; only https addresses are.
result-check-that = Check that badge
result-check-there = Check what is at that address
result-what-to-ask = What to ask for
result-checks = What was checked
result-inner = What the record holds
result-endorsements = Who speaks for it
result-another = Verify another badge
result-print = Print this page
result-asked = Addresses that were asked
result-json-link = This report for programs (JSON)
result-json = This report for programs
result-issued = Issued
result-until = Valid until
result-result = Result
result-credits = Credits earned
result-rubric-caption = What was looked at, and what reaches which level
result-report-json = Report (JSON)
result-report-csv = Report (CSV)
result-name-caution = This name has characters that cannot be seen, that turn the line around, or that imitate another alphabet.
expert-issuer = Issuer
expert-learner = Learner
expert-form = Form
expert-binding = Key bound by
expert-state = State

## Trusted issuers, offline proofs

trust-level-trusted = Trusted
trust-level-known = Known, not trusted
trust-level-unknown = Not on the list
trust-says-trusted = This issuer is on the list as one to rely on.
trust-says-known = This issuer is on the list, but not as one to rely on for this.
trust-says-unknown = This issuer is not on the list. That says nothing against the badge: check the web address.
bundle-nobody = Nobody signed this offline proof, so whoever made it could have written the keys in it themselves.
bundle-claimed = Signed in the name of { $who }, and not changed since. Whether that is their key could not be looked up now.
bundle-signed = Signed by { $who }, and not changed since.
bundle-summary = { $count } badges, { $valid } of them valid
bundle-caption = The badges in it
bundle-ended = Its time is over.
bundle-early = Its time has not come.
column-file = File
column-verdict = Verdict
column-achievement = Achievement
column-issuer = Issuer
column-trust = Trust
column-today = Today

## Peers who judged

result-judge-holds = This person judged the evidence for this badge, and signed that.
result-judge-fails = What this person is said to have judged is not what was signed. Do not rely on it.
result-judge-signed = Signed by { $signer } for this person.
