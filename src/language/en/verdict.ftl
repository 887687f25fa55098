# The words of a verdict: one word, one sentence, and what each check means.
# Parts such as `verdict-by` are put into sentences with the space before them, or left out when nothing is known.

## States: the word

state-valid = Valid
state-valid-unbound = Valid signature, unknown signer
state-valid-partial = Valid, partly shown
state-valid-unlisted = Valid, issuer not on your list
state-valid-known = Valid, issuer known, not trusted
state-expired = Expired
state-not-yet-valid = Not valid yet
state-withdrawn = Withdrawn
state-on-hold = On hold
state-altered = Altered
state-invalid = Not valid
state-invalid-in-part = Not valid in part
state-wrong-recipient = About somebody else
state-status-unknown = Could not be checked
state-unknown = Could not be checked
state-no-badge = Not a badge file

## States: the sentence

verdict-by = {" "}by { $name }
verdict-on = {" "}on { $day }
verdict-since = {" "}since { $day }
verdict-until = {" "}until { $day }
verdict-ends = {" "}and ends on { $day }
verdict-at = {" "}at { $time }
verdict-reason = Reason given: { $reason }
verdict-no-reason = No reason was given.
verdict-reason-unknown = The list of withdrawn badges does not say why; ask the issuer.
verdict-valid = Issued{ $by }{ $on } and not changed since. The issuer still stands by it.
verdict-valid-then = Issued{ $by }{ $on } and not changed since. The issuer stood by it then.
verdict-valid-unbound = The badge is intact, but nothing proves who signed it. Ask the holder for a link to the issuer's own page.
verdict-valid-partial = What is shown was issued{ $by }{ $on } and not changed since. The holder chose what to show and may have left out an end date or a withdrawal. Ask for the whole badge if it matters.
verdict-valid-unlisted = You have not told Accolade to trust this issuer. Check the web address before you rely on it.
verdict-valid-known = The issuer is on the list, but not as one to rely on for this. Check the web address before you rely on it.
verdict-expired = Issued{ $on }. It was valid{ $until } and has not been changed. Ask the holder whether it was renewed.
verdict-not-yet-valid = It becomes valid{ $on }{ $ends }. Check it again then.
verdict-withdrawn = Withdrawn{ $on }{ $by }. { $reason } Do not rely on it.
verdict-on-hold = On hold{ $since }{ $by }. { $reason } The issuer may lift this; check again later.
verdict-altered = The content was changed after it was signed, or the file is damaged. Do not rely on it; ask for the original.
verdict-invalid = A check failed, so you cannot rely on this badge. The list below says which. Ask the holder for the original file or for the issuer's own page.
verdict-invalid-in-part = The record was not changed since it was signed, but something in it does not stand by itself. The list below says what. Rely on the rest only.
verdict-wrong-recipient = It was not changed since it was signed, but it is about another person than the one you asked about. Ask that person for their own badge, or check what you typed.
verdict-status-unknown = The issuer's status page did not answer{ $at }. Try again, or use the badge's offline bundle.
verdict-unknown = Something that has to be checked could not be. The list below says what. Try again later, and until then treat the badge as not proven.
verdict-no-badge = There is no badge in this. Ask for the downloaded file or the link; the short code under the picture works too.
verdict-no-badge-but = This looks like { $what }. Ask for the downloaded file or the link; the short code under the picture works too.

## What a file without a badge looks like

looks-a-photo = a photo
looks-a-screenshot = a screenshot
looks-a-photo-or-a-screenshot = a photo or a screenshot
looks-the-picture-of-a-badge = the picture of a badge
looks-a-damaged-picture = a damaged picture
looks-a-drawing-svg = a drawing (SVG)
looks-a-pdf = a PDF
looks-a-zip-archive = a ZIP archive
looks-a-gzip-archive = a gzip archive
looks-a-rar-archive = a RAR archive
looks-a-7-zip-archive = a 7-Zip archive
looks-a-word-document = a Word document
looks-a-powerpoint-presentation = a PowerPoint presentation
looks-an-excel-workbook = an Excel workbook
looks-an-office-document = an office document
looks-an-old-office-document = an old Office document
looks-a-web-page = a web page
looks-a-photo-from-a-telephone-heic = a photo from a telephone (HEIC)
looks-a-gif-picture = a GIF picture

## How a check came out

mark-pass = In order
mark-warn = Note
mark-fail = Failed
mark-unknown = Not known

## What was checked

check-format = The file
check-terms = The words in it
check-schema = The form
check-claims = The token's cover
check-signature = The signature
check-issuer = The issuer
check-dates = The dates
check-status = What the issuer says now
check-endorsement = Endorsements
check-inner = What the record holds
check-refresh = A newer version
check-recipient = The person
check-hosted = The issuer's own copy
check-names = The names
check-other = Another check

## What that means. `…-else` stands for every outcome that has no text of its own.

means-format-pass = There is a badge in it, and it could be read.
means-format-else = No badge could be read from this. Ask the holder for the file as it was downloaded.
means-terms-pass = Each word has a published meaning, so machines and people read the same thing.
means-terms-else = Part of the content has no published meaning, or is not covered by the signature. Do not rely on that part.
means-schema-pass = It follows the Open Badges standard.
means-schema-warn = It departs from the Open Badges standard in a way that does not hurt.
means-schema-else = It does not follow the Open Badges standard. The issuer has to correct and issue it again.
means-claims-pass = The cover of the token says the same as the badge inside.
means-claims-else = The cover of the token and the badge inside disagree, so one of them is wrong.
means-signature-pass = Nobody changed a letter since it was signed.
means-signature-fail = The content is not what was signed. Ask the holder for the original.
means-signature-warn = What was checked fits. The sentence says what could not be seen or checked.
means-signature-else = The signature could not be checked, so changes cannot be ruled out.
means-issuer-pass = The key that signed, or the server that has it, belongs to the address shown as the issuer.
means-issuer-warn = The key stands for itself: it shows that one signer made this, not who the signer is.
means-issuer-fail = The key, or the place where it lies, does not belong to the issuer named in the badge. Anybody could have made it.
means-issuer-else = The issuer's address did not answer for it. Try again later.
means-dates-pass = Today lies between its first and its last day.
means-dates-fail = Today lies outside the time that the issuer set. Ask whether there is a newer one.
means-dates-else = Its dates are unusual; read them before you rely on it.
means-status-pass = The issuer publishes a list of such badges; this one is not on it.
means-status-fail = The issuer publishes a list of such badges; this one is on it.
means-status-warn = The issuer does not publish which badges it takes back, so it cannot be asked.
means-status-else = Whether it was taken back is not known just now. Try again later.
means-names-else = A name can be written so that it looks like another one. Characters that do so are shown by their number.
means-endorsement-pass = Others who speak for this badge or its issuer really signed what they say.
means-endorsement-fail = What others are said to say about this badge is not true, so whoever made it cannot be relied on.
means-endorsement-else = What others say about this badge could not be confirmed. The badge itself is judged without it.
means-inner-pass = Each was checked as if it had come alone; what was found is listed below.
means-inner-else = Each was checked as if it had come alone. Rely only on those that stand.
means-refresh-pass = Issuers may replace a badge by a newer one; the newest counts.
means-refresh-else = What you handed in is judged as it is. Ask the holder whether there is a newer one.
means-recipient-pass = What you typed stands in the signed part of it.
means-recipient-fail = What you typed does not stand in it. It may be another person's.
means-recipient-else = Nothing in it proves whose it is. Ask the holder to show that it is theirs.
means-hosted-pass = Instead of a signature, the issuer's server keeps a copy. It says the same.
means-hosted-warn = The issuer's copy says it otherwise. The copy counts, and is what is shown here.
means-hosted-fail = This is not what the issuer's server has. Ask the holder for the badge's address.
means-hosted-else = The issuer's server did not show its copy. Try again later.
means-other-pass = This is as it should be.
means-other-warn = This is unusual, but does not speak against the badge.
means-other-fail = This speaks against the badge.
means-other-else = This could not be found out.

## Reason codes: what they mean and what to do. Shown where the report's own sentence is in another language.

code-signature = The signature does not fit: something was changed, or the key is another. Ask the issuer for the original.
code-issuer_mismatch = The key belongs to somebody else than the issuer named. Do not trust it.
code-key_not_found = The issuer does not list the key, or it could not be looked up. Try again later.
code-key_weak = The key proves nothing: it is too weak. Tell the issuer.
code-key_private = The published key shows its private part. Tell the issuer at once.
code-proof_purpose = The proof or the key is for something else than stating things. Tell the issuer.
code-proof_format = The proof is not as it must be. Tell the issuer.
code-proof_missing = Nothing is signed. Ask for the signed file.
code-proof_expired = The proof itself has ended. Tell the issuer.
code-proof_created_future = The proof was made in the future. Check the clock; tell the issuer.
code-unsupported = A kind of proof, key, status or badge that is not checked here. Use another verifier for this one.
code-alg = It is signed in a way that badges may not use, or that does not fit the key. Tell the issuer.
code-claims_mismatch = It says two different things. Do not trust it.
code-expired = It has ended. Ask whether there is a newer one.
code-not_yet_valid = It is not valid yet. Check it again on its first day.
code-revoked = The issuer has withdrawn it. Ask the issuer why.
code-suspended = The issuer has put it on hold. Check again later.
code-status_invalid = The issuer's status list is not as it must be. Ask the issuer whether the badge stands.
code-status_unavailable = The issuer's status list cannot be had just now. Try again later.
code-schema = A rule of the standard is broken. Tell the issuer.
code-context = It uses an unknown or unusable vocabulary. Tell the issuer.
code-undefined_term = A part of it has no published meaning, so the signature does not cover it. Tell the issuer.
code-json_form = It can be read in two ways. Do not trust it.
code-endorsement = What somebody says in it about the badge is not valid, or is about something else.
code-bake_format = The picture is damaged. Ask for the file as it was downloaded.
code-no_credential = There is no badge in the file. Ask for the file as it was downloaded.
code-parse = This is neither a picture with a badge, nor JSON, nor a token. Ask for the file as it was downloaded.
code-unsafe_url = It points to an address that may not be asked for. Do not trust it.
code-too_large = It is larger than the limits allow.
code-unavailable = The badge could not be had from its address. Try again later.
code-issuer_unbound = The key is known, but nothing shows that it is the issuer's. Find out who the issuer is.
code-partly_shown = The holder chose what to show. Ask for the whole badge if that matters.
code-proof_unsupported = A further proof was not checked.
code-weak_hash = The learner is named by an outdated kind of fingerprint.
code-claim_missing = The token lacks a part that the standard wants.
code-recipient = It is about another person than the one asked about, or names nobody who can be compared. Check what you typed; ask the holder to show that it is theirs.
code-inner = Something in the record does not stand by itself, or could not be checked. Look at its own checks.
code-schema_unchecked = It names a schema that is not checked here.
code-name_unsafe = A name in it has characters that cannot be seen, turn the line around, or imitate another alphabet. Go by the issuer's address, not by the name.
