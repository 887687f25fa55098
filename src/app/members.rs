//! Members of organisations: who they are, which role they have, and that an owner stays.

use super::organisations::{ensure_person, event, is_email};
use super::reviewing::{seat_member, unseat_member};
use super::{Actor, App, Error, Permission};
use crate::ids::{OrganisationId, PersonId};
use crate::store::{Member, Role};

impl App {
    /// The organisation's members.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_members(&self, actor: &Actor, id: &OrganisationId) -> Result<Vec<Member>, Error> {
        self.require(actor, id, Permission::See).await?;
        Ok(self.store().read().await?.list_members(id).await?)
    }

    /// How many members an organisation has: public, unlike who they are.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn count_members(&self, id: &OrganisationId) -> Result<i64, Error> {
        Ok(self.store().read().await?.count_members(id).await?)
    }

    /// Gives somebody a role, by address; they need not be known before. The last owner stays owner.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unusable address, [`Error::Conflict`] for the last owner; those of [`App::require`].
    pub async fn put_member(
        &self,
        actor: &Actor,
        id: &OrganisationId,
        email: &str,
        name: &str,
        role: Role,
    ) -> Result<(), Error> {
        self.require(actor, id, Permission::Manage).await?;
        if !is_email(email) {
            return Err(Error::invalid("email", "Write an e-mail address such as ada@school.example."));
        }
        let now = self.now();
        let new = self.new_person(name, now);
        let (email, id, label) = (email.to_owned(), id.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (email, id, label, new) = (email.clone(), id.clone(), label.clone(), new.clone());
                Box::pin(async move {
                    let person = ensure_person(session, &email, &new).await?;
                    let was = session.find_role(&id, &person.person_id).await?;
                    if role != Role::Owner && is_last_owner(&session.list_members(&id).await?, &person.person_id) {
                        return Err(Error::Conflict(LAST_OWNER.into()));
                    }
                    session.put_member(&id, &person.person_id, role, now).await?;
                    match role {
                        Role::Reviewer => seat_member(session, &id, &person.person_id).await?,
                        _ if was == Some(Role::Reviewer) => unseat_member(session, &id, &person.person_id).await?,
                        _ => {}
                    }
                    let mut event = event(label, "member.put", person.person_id.as_str());
                    event.detail = serde_json::json!({"role": role.as_str()}).to_string();
                    session.insert_audit_events(&id, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Takes a role away, somebody else's or one's own. The last owner stays.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] for the last owner; those of [`App::require`].
    pub async fn remove_member(&self, actor: &Actor, id: &OrganisationId, person: &PersonId) -> Result<(), Error> {
        // Whoever leaves needs nobody's leave.
        if !matches!(actor, Actor::Person(own) if own == person) {
            self.require(actor, id, Permission::Manage).await?;
        }
        let now = self.now();
        let (id, person, label) = (id.clone(), person.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (id, person, label) = (id.clone(), person.clone(), label.clone());
                Box::pin(async move {
                    if is_last_owner(&session.list_members(&id).await?, &person) {
                        return Err(Error::Conflict(LAST_OWNER.into()));
                    }
                    let was = session.find_role(&id, &person).await?;
                    if !session.delete_member(&id, &person).await? {
                        return Err(Error::NotFound("member"));
                    }
                    if was == Some(Role::Reviewer) {
                        unseat_member(session, &id, &person).await?;
                    }
                    let event = event(label, "member.remove", person.as_str());
                    session.insert_audit_events(&id, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }
}

const LAST_OWNER: &str = "an organisation keeps at least one owner";

fn is_last_owner(members: &[Member], person: &PersonId) -> bool {
    let mut owners = members.iter().filter(|member| member.role == Role::Owner);
    matches!((owners.next(), owners.next()), (Some(only), None) if only.person.person_id == *person)
}
