# Why something was not done for an earner: the English sentences of the use cases, word by word.

fault-earner-called-back = whoever awarded this badge has called it back before it was accepted, so that there is nothing to answer any more
fault-earner-share-first = accept the badge first; then you can show it to others
fault-earner-only-address = this is your only address; add another one before you remove it
fault-earner-link-over = this link was used already, is too old, or was asked for by another account; ask for a new one
fault-earner-other-reviews = the other account reviews for an organisation: sign in with it, and add the address of this one there
fault-earner-judged-each-other = one of the two accounts judged work of the other, so that they cannot become one; ask whoever runs this place
fault-earner-name-withdrawn = this badge was withdrawn; its name cannot be corrected
fault-earner-name-asked = you have asked already; the issuer has not answered yet
fault-earner-name-over = this badge does not stand any more; award it again instead
fault-earner-name-answered = this request was answered already
fault-earner-last-owner = this is the last owner of an organisation here; name another owner first
fault-earner-erased = this badge was erased at the wish of the person who earned it
