//! Whether mails remind an earner of a badge that they have not answered.

use crate::app::{Error, HeldBadge, Holder, ReminderMove};
use crate::http::Hall;
use crate::language::Words;
use crate::store::Answer;
use crate::web::views::earner::OwnReminders;

/// What the form does, by its address.
pub(super) fn step(what: &str) -> Option<ReminderMove> {
    match what {
        "quiet" => Some(ReminderMove::Stop),
        "remind" => Some(ReminderMove::Resume),
        _ => None,
    }
}

/// What the page says about it; `None` when no reminder would come anyway.
pub(super) async fn of(
    hall: &Hall,
    holder: &Holder,
    held: &HeldBadge,
    said: Words,
) -> Result<Option<OwnReminders>, Error> {
    if held.shown.award.decision.answer != Answer::Offered || held.shown.award.revocation.is_some() {
        return Ok(None);
    }
    let reminded = hall.app().find_own_reminded(holder).await?;
    let (what, sentence, button) = match reminded.is_some_and(|reminded| reminded.stopped_at.is_some()) {
        true => ("remind", "reminders-stopped", "reminders-resume"),
        false => ("quiet", "reminders-open", "reminders-stop"),
    };
    let say = |name: &str| said.say(name).into_owned();
    Ok(Some(OwnReminders { sentence: say(sentence), what: what.to_owned(), button: say(button) }))
}
