# Passkeys: one's own list, and the steps in which one is asked for.

passkeys-title = Your passkeys
passkeys-intro = A passkey is kept by your computer, your telephone or a key of its own. It signs you in with a finger, a face or a PIN, and works on this site only.
passkeys-none = You have no passkey yet. With one, a mail that somebody else reads lets nobody in.
passkeys-second = Add a second one on another device, so that a lost device locks nobody out.
passkeys-lost = Lost a device? Remove its passkey here. If it was the only one, another owner takes it back, or whoever runs this place.
passkey-used = Registered on { $made }, used last on { $used }
passkey-unused = Registered on { $made }, not used yet
passkey-name = Name
passkey-name-of = of { $name }
passkey-save = Save
passkey-save-of = the name of { $name }
passkey-remove = Remove
passkey-add = Add a passkey
passkey-use = Use your passkey
passkey-device = What do you call this device?
passkey-device-hint = Such as: office computer
passkey-elsewhere = Browsers make passkeys for names only, not for this address. Open <a href="{ $href }">{ $href }</a> and sign in there.
passkey-script = A passkey needs a script: allow it for this page.

## What was done

passkey-done-added = The passkey was added. Use it when you sign in.
passkey-done-renamed = The name was changed.
passkey-done-removed = The passkey was removed. It lets nobody in any more.

## Steps

passkey-sign-in = Sign in with a passkey
passkey-sign-in-how = Your device shows the passkeys that it has for this place.
passkey-by-link = Sign in by a link instead
passkey-first = Add a passkey first
passkey-first-why = Owners and awarders sign in with a passkey here, so that a mail that somebody else reads lets nobody in.
passkey-confirm = Confirm that it is you
passkey-confirm-why = Your role needs your passkey as well.
passkey-again = Begin again

## What is wrong

passkey-wrong-name = Write what you call the device, in 1 to 60 characters.
passkey-wrong-late = That took too long, or was sent twice. Try again.
passkey-wrong-unknown = This passkey is not known here.
passkey-wrong-client-data = What the browser sent about the passkey cannot be read.
passkey-wrong-purpose = The passkey was not asked for this.
passkey-wrong-challenge = The passkey answered another question; try again.
passkey-wrong-origin = The passkey was used on another page.
passkey-wrong-authenticator-data = What the authenticator sent cannot be read.
passkey-wrong-party = The passkey is for another service.
passkey-wrong-unverified = The device did not check that it is you; use one that asks for a PIN, a finger or a face.
passkey-wrong-key = This kind of passkey is not used here.
passkey-wrong-signature = The passkey's signature does not fit.
passkey-wrong-copied = This passkey was used elsewhere meanwhile, as if there were a copy of it; remove it and register another.

## What the script says

passkey-script-none = This browser has no passkeys. Use another one, or a link by mail.
passkey-script-known = This device has a passkey here already.
passkey-script-unconfirmed = Nothing was confirmed. Press the button to try again.
passkey-script-address = Passkeys do not work at this address.
passkey-script-kind = This device cannot make such a passkey.
passkey-script-failed = That did not work: %
