# What looks at links and badges that are evidence saw.

seen-not-yet = Nobody has looked at the address yet; that happens within a minute.
seen-unreadable = On { $day } nothing could be read there: { $why }.
seen-read = Read on { $day } (SHA-256 { $hash }…).
seen-same = On { $day } the same stood there.
seen-changed = On { $day } something else stood there; many pages change by themselves.
seen-gone = On { $day } nothing could be read there any more: { $why }.
seen-badge-not-yet = Nobody has verified the badge yet; that happens within a minute.
seen-badge-unreadable = On { $day } the badge could not be verified: { $why }.
seen-badge = Verified on { $day }: { $state }.
seen-badge-is = The badge “{ $name }” of { $issuer }.
