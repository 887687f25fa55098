//! The words that several pages of earners share.

use std::borrow::Cow;

use crate::app::ShareField;
use crate::issue;
use crate::language::Words;
use crate::web::views::FieldError;

/// What was done, by the code that a redirect carries; codes that we do not know say nothing.
pub(super) fn notice(code: &str, words: Words) -> Option<String> {
    let name = match code {
        "accept" => "earner-done-accept",
        "decline" => "earner-done-decline",
        "undo" => "earner-done-undo",
        "choose" => "earner-done-choose",
        "share" => "earner-done-share",
        "withdraw" => "earner-done-withdraw",
        "address-asked" => "earner-done-address-asked",
        "address-added" => "earner-done-address-added",
        "address-first" => "earner-done-address-first",
        "address-removed" => "earner-done-address-removed",
        "collection-deleted" => "earner-done-collection-deleted",
        "saved" => "earner-done-saved",
        "correct" => "earner-done-correct",
        "close" => "earner-done-close",
        _ => return None,
    };
    Some(words.say(name).into_owned())
}

/// What is wrong with what was sent, by the field that it is about. What has no words of its own is told as it was found.
pub(super) fn errors(found: Vec<issue::FieldError>, words: Words) -> Vec<FieldError> {
    let told = |error: issue::FieldError| {
        let name = match error.field.as_str() {
            "label" => "earner-wrong-label",
            "days" => "earner-wrong-days",
            "wanted_name" => "earner-wrong-name",
            "name_note" => "earner-wrong-name-note",
            "title" => "earner-wrong-title",
            "introduction" => "earner-wrong-introduction",
            "email" => "earner-wrong-email",
            field if field.starts_with("evidence-") => "earner-wrong-evidence",
            _ => return FieldError::new(error.field, error.message),
        };
        FieldError::new(error.field, words.say(name))
    };
    found.into_iter().map(told).collect()
}

/// What a link shows, in a word or two for its owner.
pub(super) fn field(field: ShareField, words: Words) -> Cow<'static, str> {
    words.say(match field {
        ShareField::Name => "share-name",
        ShareField::Results => "share-results",
        ShareField::Evidence => "share-evidence",
        ShareField::Review => "share-review",
        ShareField::Files => "share-files",
    })
}

/// The same with what ticking it means.
pub(super) fn field_choice(field: ShareField, words: Words) -> Cow<'static, str> {
    words.say(match field {
        ShareField::Name => "share-choose-name",
        ShareField::Results => "share-choose-results",
        ShareField::Evidence => "share-choose-evidence",
        ShareField::Review => "share-choose-review",
        ShareField::Files => "share-choose-files",
    })
}

/// Words with commas between, the first in a capital letter.
pub(super) fn list(words: &[Cow<'_, str>]) -> String {
    let text = words.join(", ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
