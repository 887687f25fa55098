//! Links that earners hand to others: each shows what was chosen for it, as long as was chosen, until it is withdrawn.
//!
//! A link is a capability of 130 random bits that has nothing to do with the credential's identifier. That it has ended says
//! nothing about the badge.

use std::sync::Arc;

use super::answers::own_award;
use super::evidence::ShownEvidence;
use crate::app::access::Holder;
use crate::app::{AnswerMove, App, Error, PublicAward};
use crate::clock::Timestamp;
use crate::ids::{PersonId, ShareToken};
use crate::store::{Answer, ShareLink, Shared};

/// Links of one badge, ended ones included.
const LINKS_LIMIT: usize = 100;
const LABEL_LIMIT_CHARS: usize = 100;
/// The longest time that a link with an end may run.
const DAYS_LIMIT: u32 = 3_660;

/// What a link may show beyond the badge itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareField {
    /// Whose badge it is.
    Name,
    /// Levels and credits.
    Results,
    /// The evidence that pages may show.
    Evidence,
    /// How it was judged.
    Review,
    /// The badge as files; they hold everything that was signed.
    Files,
}

impl ShareField {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 5] = [Self::Name, Self::Results, Self::Evidence, Self::Review, Self::Files];

    /// The word for it in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Results => "results",
            Self::Evidence => "evidence",
            Self::Review => "review",
            Self::Files => "files",
        }
    }

    /// The field with this word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == word)
    }
}

/// A link to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareRequest {
    /// What its owner calls it; may be empty.
    pub label: String,
    /// What it shows beyond the badge itself.
    pub fields: Vec<ShareField>,
    /// How long it runs; `None` for as long as nobody withdraws it.
    pub days: Option<u32>,
}

/// Why a link opens nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareEnd {
    /// Its time was up.
    Expired(Timestamp),
    /// Its owner ended it.
    Withdrawn(Timestamp),
    /// Its owner does not show the badge any more.
    Closed,
}

/// What a link leads to.
#[derive(Clone, Debug)]
pub enum OpenedShare {
    /// A badge.
    Badge(Box<SharedBadge>),
    /// A collection that may be seen.
    Collection(ShareLink),
    /// Nothing any more.
    Ended(ShareEnd),
}

/// A badge as a link shows it.
#[derive(Clone, Debug)]
pub struct SharedBadge {
    /// The link.
    pub link: ShareLink,
    /// The badge.
    pub shown: Arc<PublicAward>,
    /// Whose it is, when the link says so.
    pub name: Option<String>,
    /// The evidence that the link shows.
    pub evidence: Vec<ShownEvidence>,
    /// Pieces in the credential that it does not show.
    pub left_out: usize,
}

impl SharedBadge {
    /// Whether the link shows something.
    pub fn shows(&self, field: ShareField) -> bool {
        shows(&self.link, field)
    }
}

fn shows(link: &ShareLink, field: ShareField) -> bool {
    link.fields.iter().any(|word| word == field.as_str())
}

impl App {
    /// Makes a link to a badge that its earner has accepted.
    ///
    /// # Errors
    /// [`Error::Conflict`] before it was accepted; [`Error::Limit`] above 100 links; [`Error::Invalid`].
    pub async fn make_share(&self, holder: &Holder, request: &ShareRequest) -> Result<ShareLink, Error> {
        let link = self.new_share(holder.person(), Shared::Award(holder.award().clone()), request)?;
        self.keep_share(holder, link).await
    }

    /// The link that LinkedIn gets, made when there is none: it never ends by itself. An offered badge is accepted by it,
    /// since nobody shows what they do not want.
    ///
    /// # Errors
    /// As [`Self::make_share`].
    pub async fn linkedin_share(&self, holder: &Holder) -> Result<ShareLink, Error> {
        self.answer_award(holder, AnswerMove::Accept).await?;
        let known = self.store().read().await?.list_shares_of_award(holder.person(), holder.award()).await?;
        if let Some(open) = known.into_iter().find(|link| link.is_for_linkedin && link.withdrawn_at.is_none()) {
            return Ok(open);
        }
        let fields = vec![ShareField::Name, ShareField::Results, ShareField::Evidence, ShareField::Review];
        let request = ShareRequest { label: "LinkedIn".into(), fields, days: None };
        let link = self.new_share(holder.person(), Shared::Award(holder.award().clone()), &request)?;
        self.keep_share(holder, ShareLink { is_for_linkedin: true, ..link }).await
    }

    pub(super) fn new_share(
        &self,
        person: &PersonId,
        shared: Shared,
        request: &ShareRequest,
    ) -> Result<ShareLink, Error> {
        let label = request.label.trim();
        if label.chars().count() > LABEL_LIMIT_CHARS || label.chars().any(char::is_control) {
            return Err(Error::invalid("label", "Write at most 100 characters on one line."));
        }
        if request.days.is_some_and(|days| days == 0 || days > DAYS_LIMIT) {
            return Err(Error::invalid("days", "Choose how long the link works, up to ten years."));
        }
        let now = self.now();
        Ok(ShareLink {
            token: self.draw(ShareToken::random),
            person_id: person.clone(),
            shared,
            is_for_linkedin: false,
            label: label.to_owned(),
            fields: request.fields.iter().map(|field| field.as_str().to_owned()).collect(),
            created_at: now,
            expires_at: request.days.map(|days| now.plus_seconds(i64::from(days) * 86_400)),
            withdrawn_at: None,
        })
    }

    async fn keep_share(&self, holder: &Holder, link: ShareLink) -> Result<ShareLink, Error> {
        let (award, new) = (holder.award().clone(), link.clone());
        self.store()
            .write(move |session| {
                let (award, new) = (award.clone(), new.clone());
                Box::pin(async move {
                    let found = own_award(session, &award, &new.person_id).await?;
                    if found.decision.answer != Answer::Accepted {
                        return Err(Error::Conflict("accept the badge first; then you can show it to others".into()));
                    }
                    if session.list_shares_of_award(&new.person_id, &award).await?.len() >= LINKS_LIMIT {
                        return Err(Error::Limit("at most 100 links can be made for one badge".into()));
                    }
                    session.insert_share(&new).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(link)
    }

    /// Ends a link of this earner. Ending it twice changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not theirs.
    pub async fn withdraw_share(&self, person: &PersonId, token: &ShareToken) -> Result<(), Error> {
        let (now, person, token) = (self.now(), person.clone(), token.clone());
        self.store()
            .write(move |session| {
                let (person, token) = (person.clone(), token.clone());
                Box::pin(async move {
                    let found = session.find_share(&token).await?;
                    found.filter(|found| found.person_id == person).ok_or(Error::NotFound("link of yours"))?;
                    session.withdraw_share(&person, &token, now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// What a link leads to.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link that never was.
    pub async fn open_share(&self, token: &ShareToken) -> Result<OpenedShare, Error> {
        let mut session = self.store().read().await?;
        let link = session.find_share(token).await?.ok_or(Error::NotFound("link like this"))?;
        let person = session.find_person(&link.person_id).await?;
        drop(session);
        if let Some(at) = link.withdrawn_at {
            return Ok(OpenedShare::Ended(ShareEnd::Withdrawn(at)));
        }
        if let Some(at) = link.expires_at.filter(|at| *at <= self.now()) {
            return Ok(OpenedShare::Ended(ShareEnd::Expired(at)));
        }
        let award = match &link.shared {
            Shared::Award(award) => award.clone(),
            Shared::Collection(_) => return Ok(OpenedShare::Collection(link)),
        };
        let shown = self.load_public_award(&award).await?;
        if shown.award.decision.answer != Answer::Accepted || shown.award.person_id != link.person_id {
            return Ok(OpenedShare::Ended(ShareEnd::Closed));
        }
        let name = person.map(|person| person.name).filter(|name| shows(&link, ShareField::Name) && !name.is_empty());
        let (all, mut left_out) = self.list_shown_evidence(&shown).await?;
        let wanted =
            |one: &ShownEvidence| shows(&link, if one.is_review { ShareField::Review } else { ShareField::Evidence });
        let before = all.len();
        let evidence: Vec<_> = all.into_iter().filter(wanted).collect();
        left_out += before - evidence.len();
        Ok(OpenedShare::Badge(Box::new(SharedBadge { link, shown, name, evidence, left_out })))
    }
}
