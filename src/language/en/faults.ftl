# What rules and use cases say about what somebody sent: their English sentences, word by word, and how pages in other languages tell them.

fault-empty = This must not be empty.
fault-too-long = Write at most { $limit } characters.
fault-control = Control characters other than line breaks are not allowed.
fault-length-one-line = Write { $least } to { $most } characters on one line.
fault-length-optional = Write { $least } to { $most } characters, or leave it out.
fault-at-most-50 = At most 50 are allowed.
fault-address = Write the whole address, starting with https://.
fault-email = Write an e-mail address such as { $example }.
fault-number = Write a number from { $least } to { $most }.
fault-not-a-time = `{ $text }` is not a date and time with a zone such as { $example }.
fault-reason = Say why in 1 to 500 characters; everybody can read it.

## Achievements

fault-type = Choose one of the achievement types of Open Badges 3.0, such as Badge.
fault-language = Write a language code such as en or de-CH.
fault-tags = Each tag has 1 to 60 characters.
fault-credits = Credits are a number from 0 to 10,000.
fault-days = Write 1 to 36,500 days, or leave it out for awards that do not end.
fault-alt = Say in words what the picture shows, for those who do not see it.
fault-levels = A criterion has 2 to 10 levels.
fault-required = The level needed must be one of the criterion's levels.
fault-standard-address = Write the address of the standard: https://…
fault-standard-type = Use a target type of Open Badges 3.0, such as CFItem.
fault-picture-missing = This picture is not here; upload it first.
fault-picture-kind = This is { $found }; a badge picture is a PNG, JPEG, WebP or SVG.
fault-picture-damaged = The { $kind } picture is damaged or cut short.
fault-picture-large = The file is { $size } bytes long; the limit is { $limit }.
fault-picture-pixels = The picture is { $width } x { $height } pixels; the limit is { $limit } on each side.
fault-picture-svg = The SVG cannot be used: { $why }.
fault-milestone-publish = Publish this achievement first; then it can be awarded by itself.
fault-milestone-others = Choose other achievements of your own, each once.
fault-milestone-parts = Choose 1 to 50 achievements.

## Awarding

fault-award-unknown = There is no published achievement with this identifier.
fault-award-archived = This achievement is archived and is not awarded any more.
fault-award-future = An award is not decided in the future.
fault-award-end = The end must be after the award.
fault-award-level = The achievement's rubric has no such criterion and level.
fault-import-none = There is no row that can be awarded.
fault-import-time = Choose a time to come, within two years.
fault-import-column = Choose what this column holds.
fault-import-twice = Two columns cannot hold the same. Choose “nothing” for one of them.
fault-import-email-column = Say above which column holds the e-mail addresses.
fault-import-cells = This row has more cells than the first line. A text with a comma in it needs quotation marks.
fault-import-long = This is longer than 20,000 letters.
fault-import-no-email = There is no e-mail address.
fault-import-credits = “{ $text }” is not a number of credits.
fault-import-level = “{ $text }” is no level of this criterion. Write { $names }.
fault-import-date = “{ $text }” is not a date. Write it with year, month and day, such as { $example }.
fault-import-our-side = something went wrong on our side; try again
fault-import-workbook = This is a workbook. Open it in your spreadsheet program and save the sheet as CSV.
fault-import-no-table = This is not a table. Save the sheet as CSV and choose that file.
fault-import-nobody = There is nobody in this table: it has no row below the first line.
fault-import-wide = This table has more than 200 columns. Leave out what is not needed.
fault-import-unreadable = The table cannot be read at row { $row }: { $why }.

## The organisation and its people

fault-linkedin = Write the number that the address of your LinkedIn page's admin view shows.
fault-member-already = This person is a member already. You can change the role above.
fault-invited-already = This address was invited already. You can send the invitation again below.
fault-community-domain = Write what the community is about.
fault-role = Choose one of the roles.

fault-domain-other = Something else lies there than the keys of this organisation.
fault-fetch-unreachable = { $address } cannot be reached.
fault-fetch-silent = { $address } did not answer in time.
fault-fetch-unproven = the server of { $address } does not prove that it is the one.
fault-fetch-status = { $address } answers with status { $status }.
fault-fetch-refused = { $address } may not be asked for: { $why }.
fault-why-https = only https addresses are asked for
fault-why-private = it is inside a private network
fault-why-port = only port 443 is asked
fault-why-host = it has no usable host
fault-why-user = it carries a user name

## Keys and webhooks

fault-key-name = Say in 1 to 100 characters what the key is for.
fault-key-scopes = Choose from see, define, award, revoke, manage and issue.
fault-key-past = This time has passed already.
fault-webhook-long = This is longer than 2,000 letters.
fault-webhook-address = Write an address that begins with https://; { $why }.
fault-webhook-none = Choose at least one event.
fault-webhook-event = There is no event `{ $event }`.

## Lists of issuers and frameworks

fault-trust-standing = Choose trusted or known.
fault-trust-twice = This issuer is on the list already; change its entry.
fault-trust-full = The list would hold { $after } issuers; { $limit } fit.
fault-trust-refused = The list was not taken: { $why }.
fault-framework-large = The file is larger than 60 MB.
fault-framework-form = This is no framework: a CASE package (JSON with CFDocument and CFItems), a table of ESCO (CSV with conceptUri and preferredLabel), or CSV with the column statement and, as needed, code, parent, description, type, url, id.
fault-framework-json = The JSON cannot be read: { $why }.
fault-framework-text = The file is not written in UTF-8; save it as “CSV UTF-8”.
fault-framework-many = The framework has more than { $limit } items.
fault-framework-none = The framework has no items.
fault-framework-name = A table does not say what the framework is called: give it a name.
fault-place-line = line { $line }: { $what }
fault-place-item = item { $number }: { $what }
fault-place-case = CFItems { $number }: { $what }
fault-place-entry = Entry { $number }: { $what }
fault-item-parent = there is no item “{ $parent }” to lie below
fault-item-twice = “{ $item }” names two items
fault-item-again = “{ $item }” stands already in { $place }
fault-item-itself = “{ $item }” would lie below itself
fault-item-deep = items lie more than { $limit } deep
fault-item-unreadable = the line cannot be read; a quotation mark may be missing
fault-item-empty = it has no statement
fault-item-long = its statement is longer than 5,000 characters
fault-item-member = it has no `{ $member }`
fault-trust-form = this is no list of issuers: a signed trust list, a JSON array of identifiers or entries, a registry of known issuers, or CSV with the column issuer
fault-trust-version = this trust list is of version { $version }, which is not read here; update this program
fault-trust-unsigned = it says that { $keeper } keeps it, but carries no signature; ask for the signed file
fault-trust-long = it holds more than { $limit } issuers
fault-trust-csv = the CSV cannot be read: { $why }
fault-trust-column = nobody knows the column `{ $column }`; there are { $columns }
fault-trust-no-issuer = there is no column `issuer`
fault-trust-unbound = nothing shows that the key that signed this list is its keeper's
fault-trust-until = `until` is no day such as 2027-06-30 and no time such as 2027-06-30T23:59:59Z
fault-trust-stands-twice = { $issuer } stands twice
fault-trust-entry = it is neither an identifier nor an object
fault-trust-member = nobody knows its member `{ $member }`
fault-trust-entry-standing = its `standing` is neither trusted nor known
fault-trust-identifier = “{ $text }” is no identifier of an issuer
fault-signed-not = it is not signed
fault-signed-changed = its signature does not fit: it was changed after it was signed, or its signer's key is another
fault-signed-future = it says that it was signed at { $when }, which is in the future
fault-signed-key = its signer's key does not count: { $why }
fault-signed-unchecked = its signature could not be checked: { $why }
