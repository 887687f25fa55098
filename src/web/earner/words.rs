//! The words that several pages of earners share.

use crate::app::ShareField;

/// What was done, by the code that a redirect carries; codes that we do not know say nothing.
pub(super) fn notice(code: &str) -> Option<&'static str> {
    Some(match code {
        "accept" => "You accepted the badge. Its page is open to whoever has its address.",
        "decline" => "You declined the badge. Nobody sees it here.",
        "undo" => "You took your answer back. Nobody else sees the badge here.",
        "choose" => "Your choice is kept.",
        "share" => "The link is there. Copy it and hand it to whom you want.",
        "withdraw" => "The link opens nothing any more.",
        "address-asked" => "A link is on its way to that address. Open it in this browser.",
        "address-added" => "The address is yours now.",
        "address-first" => "Mail goes to that address from now on.",
        "address-removed" => "The address is not yours any more.",
        "collection-deleted" => "The collection and its links are gone. The badges stay.",
        "saved" => "It is kept.",
        "correct" => "The issuer was asked. You find the answer here.",
        "close" => "The links of your mails open nothing any more.",
        _ => return None,
    })
}

/// What a link shows, in a word or two for its owner.
pub(super) fn field(field: ShareField) -> &'static str {
    match field {
        ShareField::Name => "your name",
        ShareField::Results => "results",
        ShareField::Evidence => "evidence",
        ShareField::Review => "how it was judged",
        ShareField::Files => "files to keep",
    }
}

/// The same with what ticking it means.
pub(super) fn field_choice(field: ShareField) -> &'static str {
    match field {
        ShareField::Name => "Your name",
        ShareField::Results => "Levels and credits that you reached",
        ShareField::Evidence => "The evidence that pages may show",
        ShareField::Review => "How it was judged",
        ShareField::Files => "The badge as files: they hold everything that was signed, all evidence too",
    }
}

/// Words with commas between, the first in a capital letter.
pub(super) fn list(words: &[&str]) -> String {
    let text = words.join(", ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
