//! Collections: badges that somebody shows together, in an order of theirs. Nobody else sees one before its owner makes a
//! link to it.

use std::sync::Arc;

use super::addresses::own;
use super::shares::ShareRequest;
use crate::app::{Actor, App, Error, PublicAward};
use crate::ids::{AwardId, CollectionId, PersonId};
use crate::store::{Answer, Collection, Session, ShareLink, Shared};

const TITLE_LIMIT_CHARS: usize = 150;
const INTRODUCTION_LIMIT_CHARS: usize = 4_000;
const COLLECTIONS_LIMIT: usize = 100;
const BADGES_LIMIT: usize = 200;

/// A collection with what is in it.
#[derive(Clone, Debug)]
pub struct OwnCollection {
    /// The collection.
    pub collection: Collection,
    /// Its badges in their order.
    pub badges: Vec<Arc<PublicAward>>,
    /// Its links, the newest first.
    pub shares: Vec<ShareLink>,
}

/// Changes the order of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CollectionMove {
    /// Puts a badge at the end.
    Add(AwardId),
    /// Takes a badge out.
    Remove(AwardId),
    /// Moves a badge one place towards the beginning.
    Up(AwardId),
}

impl App {
    /// Somebody's collections, the newest first.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn list_own_collections(&self, actor: &Actor) -> Result<Vec<Collection>, Error> {
        Ok(self.store().read().await?.list_collections(own(actor)?).await?)
    }

    /// Begins a collection.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::Limit`] above 100.
    pub async fn begin_collection(&self, actor: &Actor, title: &str) -> Result<CollectionId, Error> {
        let new = Collection {
            collection_id: self.draw(CollectionId::random),
            person_id: own(actor)?.clone(),
            title: checked_title(title)?,
            introduction: String::new(),
            created_at: self.now(),
        };
        let id = new.collection_id.clone();
        self.store()
            .write(move |session| {
                let new = new.clone();
                Box::pin(async move {
                    if session.list_collections(&new.person_id).await?.len() >= COLLECTIONS_LIMIT {
                        return Err(Error::Limit("at most 100 collections can be made".into()));
                    }
                    session.insert_collection(&new).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(id)
    }

    /// One of somebody's collections.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not theirs.
    pub async fn load_own_collection(&self, actor: &Actor, id: &CollectionId) -> Result<OwnCollection, Error> {
        let mut session = self.store().read().await?;
        let collection = own_collection(&mut session, own(actor)?, id).await?;
        let shares = session.list_shares_of_collection(&collection.person_id, id).await?;
        drop(session);
        let badges = self.collected(&collection, false).await?;
        Ok(OwnCollection { collection, badges, shares })
    }

    /// The collection that a link leads to, with the badges that its owner has accepted, and the owner's name when the link
    /// says it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none any more.
    pub async fn load_shared_collection(
        &self,
        link: &ShareLink,
    ) -> Result<(Collection, Vec<Arc<PublicAward>>, Option<String>), Error> {
        let Shared::Collection(id) = &link.shared else { return Err(Error::NotFound("collection")) };
        let mut session = self.store().read().await?;
        let collection = own_collection(&mut session, &link.person_id, id).await?;
        let person = session.find_person(&link.person_id).await?;
        drop(session);
        let badges = self.collected(&collection, true).await?;
        let name = person.map(|person| person.name).filter(|name| !name.is_empty());
        Ok((collection, badges, name.filter(|_| link.fields.iter().any(|word| word == "name"))))
    }

    async fn collected(&self, collection: &Collection, only_accepted: bool) -> Result<Vec<Arc<PublicAward>>, Error> {
        let awards = self.store().read().await?.list_collected(&collection.collection_id).await?;
        let mut badges = Vec::with_capacity(awards.len());
        for award in awards {
            let Ok(shown) = self.load_public_award(&award).await else { continue };
            let is_theirs = shown.award.person_id == collection.person_id;
            if is_theirs && (!only_accepted || shown.award.decision.answer == Answer::Accepted) {
                badges.push(shown);
            }
        }
        Ok(badges)
    }

    /// Changes the words of a collection.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::NotFound`].
    pub async fn describe_collection(
        &self,
        actor: &Actor,
        id: &CollectionId,
        title: &str,
        introduction: &str,
    ) -> Result<(), Error> {
        let title = checked_title(title)?;
        let is_text = !introduction.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
        if introduction.chars().count() > INTRODUCTION_LIMIT_CHARS || !is_text {
            return Err(Error::invalid("introduction", "Write at most 4,000 characters."));
        }
        let (introduction, now) = (introduction.trim().to_owned(), self.now());
        self.with_collection(actor, id, move |session, collection| {
            let changed = Collection { title: title.clone(), introduction: introduction.clone(), ..collection };
            Box::pin(async move { Ok(session.update_collection(&changed, now).await?) })
        })
        .await
    }

    /// Adds a badge, takes one out, or moves one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for badges that are not theirs; [`Error::Limit`] above 200.
    pub async fn arrange_collection(
        &self,
        actor: &Actor,
        id: &CollectionId,
        step: CollectionMove,
    ) -> Result<(), Error> {
        self.with_collection(actor, id, move |session, collection| {
            let step = step.clone();
            Box::pin(async move { arrange(session, &collection, step).await })
        })
        .await
    }

    /// Deletes a collection; its links end with it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_collection(&self, actor: &Actor, id: &CollectionId) -> Result<(), Error> {
        self.with_collection(actor, id, move |session, collection| {
            Box::pin(async move { Ok(session.delete_collection(&collection.collection_id).await?) })
        })
        .await
    }

    /// Makes a link to a collection.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::NotFound`]; [`Error::Limit`] above 100.
    pub async fn share_collection(
        &self,
        actor: &Actor,
        id: &CollectionId,
        request: &ShareRequest,
    ) -> Result<(), Error> {
        let link = self.new_share(own(actor)?, Shared::Collection(id.clone()), request)?;
        self.with_collection(actor, id, move |session, collection| {
            let link = link.clone();
            Box::pin(async move {
                let known = session.list_shares_of_collection(&link.person_id, &collection.collection_id).await?;
                if known.len() >= COLLECTIONS_LIMIT {
                    return Err(Error::Limit("at most 100 links can be made for one collection".into()));
                }
                Ok(session.insert_share(&link).await?)
            })
        })
        .await
    }

    async fn with_collection<F>(&self, actor: &Actor, id: &CollectionId, work: F) -> Result<(), Error>
    where
        F: for<'s> Fn(&'s mut Session, Collection) -> crate::store::WorkFuture<'s, (), Error> + Send + Sync + 'static,
    {
        let (person, id, work) = (own(actor)?.clone(), id.clone(), Arc::new(work));
        self.store()
            .write(move |session| {
                let (person, id, work) = (person.clone(), id.clone(), work.clone());
                Box::pin(async move {
                    let collection = own_collection(session, &person, &id).await?;
                    work(session, collection).await
                })
            })
            .await
    }
}

async fn own_collection(session: &mut Session, person: &PersonId, id: &CollectionId) -> Result<Collection, Error> {
    let found = session.find_collection(id).await?;
    found.filter(|found| found.person_id == *person).ok_or(Error::NotFound("collection"))
}

async fn arrange(session: &mut Session, collection: &Collection, step: CollectionMove) -> Result<(), Error> {
    let mut awards = session.list_collected(&collection.collection_id).await?;
    match step {
        CollectionMove::Add(award) => {
            super::answers::own_award(session, &award, &collection.person_id).await?;
            if awards.len() >= BADGES_LIMIT {
                return Err(Error::Limit("a collection has at most 200 badges".into()));
            }
            if !awards.contains(&award) {
                awards.push(award);
            }
        }
        CollectionMove::Remove(award) => awards.retain(|known| *known != award),
        CollectionMove::Up(award) => {
            if let Some(place) = awards.iter().position(|known| *known == award).filter(|place| *place > 0) {
                awards.swap(place, place - 1);
            }
        }
    }
    Ok(session.put_collected(&collection.collection_id, &awards).await?)
}

fn checked_title(title: &str) -> Result<String, Error> {
    let title = title.trim();
    if title.is_empty() || title.chars().count() > TITLE_LIMIT_CHARS || title.chars().any(char::is_control) {
        return Err(Error::invalid("title", "Write 1 to 150 characters on one line."));
    }
    Ok(title.to_owned())
}
