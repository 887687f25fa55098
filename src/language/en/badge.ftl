# The page of a badge.

badge-title-of = { $name }, { $earner }
badge-recheck = Check it again now
badge-code = Short code <code>{ $code }</code>
badge-earned-by = Earned by <strong dir="auto">{ $name }</strong>
badge-why = What it was awarded for
badge-more = More about this achievement
badge-evidence = Evidence
badge-judged = How it was judged
badge-standards = Standards it answers to
badge-keep = Keep it
badge-linkedin = Show it on LinkedIn
badge-linkedin-add = Add to profile
badge-linkedin-share = Share in a post
badge-linkedin-how = These are two things: the first adds a line under your certificates, the second makes a post with the picture. If LinkedIn leaves a field of its form empty, copy it from here.
badge-decided = Decided
badge-rule = Rule
badge-rule-version = Version { $version } of this service's rule
badge-rubric-hash = Rubric (SHA-256)
badge-policy-hash = Policy (SHA-256)
badge-credits = Credits earned
badge-evidence-audience = Everybody who has the badge
badge-awarded = Awarded
badge-until = Valid until
badge-withdrawn = Withdrawn
badge-on-hold = On hold since
badge-png-hint = The picture with the badge inside, for most uses
badge-svg-hint = The same as a drawing, sharp at every size
badge-pdf-hint = One page to print, with a code that leads back here
badge-json-hint = The signed text alone, for programs and wallets
badge-jwt-hint = The same as a token
badge-offline = Offline proof
badge-offline-hint = With the issuer's keys and list of today, for checking without a connection
expert-identifier = Identifier
expert-cryptosuite = Cryptosuite
expert-key = Key
expert-signed = Signed
linkedin-name = Name
linkedin-organisation = Issuing organization
linkedin-issued = Issue date
linkedin-expires = Expiration date
linkedin-id = Credential ID
linkedin-url = Credential URL
judged-peers = Judged by { $met } of { $peers } independent peers on rubric “{ $rubric }”, version { $version }.
judged-moderator = Judged by a moderator, after peers had looked at the evidence, on rubric “{ $rubric }”, version { $version }.
judged-blind = They did not see the earner's name.
artwork-badge = The badge “{ $name }”
badge-page-audience = Everybody who sees this page
badge-left-out = { $count ->
    [one] One more piece is part of the signed badge. It is not shown here.
   *[other] { $count } more pieces are part of the signed badge. They are not shown here.
}
badge-staff-notice = Only the earner and your organisation see this page.
badge-not-for-all = There is no badge at this address that everybody may see. If it is yours, open it from your mail or sign in. If somebody showed it to you, ask them for a link, or verify the file that they gave you.
