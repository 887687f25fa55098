//! From a new organisation to its first badge in six steps, each kept, so that one can go on where one stopped.

use serde::{Deserialize, Serialize};

use super::{Actor, App, Error, Permission};
use crate::fetch::Purpose;
use crate::ids::{AchievementId, OrganisationId};

/// A step to the first badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// What the organisation is called.
    Name,
    /// That its web address proves who signs.
    Domain,
    /// The number of its LinkedIn page.
    LinkedIn,
    /// What can be earned, and how it looks.
    Achievement,
    /// Who looks at evidence.
    Review,
    /// Out with it.
    Publish,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Domain, Self::LinkedIn, Self::Achievement, Self::Review, Self::Publish];

    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Domain => "domain",
            Self::LinkedIn => "linkedin",
            Self::Achievement => "achievement",
            Self::Review => "review",
            Self::Publish => "publish",
        }
    }

    /// The step with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }
}

/// Who looks at evidence for the first achievement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewChoice {
    /// Nobody: it is awarded by hand.
    #[default]
    None,
    /// One reviewer.
    One,
    /// Two peers, three when they disagree.
    Two,
    /// Three peers, up to five.
    Three,
}

impl ReviewChoice {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::One, Self::Two, Self::Three];

    /// The word for it in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::One => "one",
            Self::Two => "two",
            Self::Three => "three",
        }
    }

    /// The choice with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}

/// How far an organisation got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Onboarding {
    /// Steps that were done or passed over.
    pub passed: Vec<Step>,
    /// The achievement that was described.
    pub achievement: Option<AchievementId>,
    /// Who is to look at evidence.
    pub review: ReviewChoice,
}

impl Onboarding {
    /// The first step that is still to be done.
    pub fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.passed.contains(step))
    }

    /// Notes that a step was done or passed over.
    pub fn pass(&mut self, step: Step) {
        if !self.passed.contains(&step) {
            self.passed.push(step);
            self.passed.sort_unstable();
        }
    }
}

/// Whether others can see that an address proves who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    /// The issuer's identifier in every badge.
    pub did: String,
    /// Where its keys are published.
    pub address: String,
    /// Whether the address is one that others can reach.
    pub is_public: bool,
    /// What is wrong; `None` when all is well.
    pub trouble: Option<String>,
}

/// Everything that an organisation decided about its desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct DeskSettings {
    onboarding: Onboarding,
}

impl App {
    /// How far an organisation got in setting itself up.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn load_onboarding(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Onboarding, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let content = self.store().read().await?.find_desk_settings(organisation).await?;
        let settings: DeskSettings = content
            .map(|content| serde_json::from_str(&content))
            .transpose()
            .map_err(Error::internal)?
            .unwrap_or_default();
        Ok(settings.onboarding)
    }

    /// Keeps how far it got.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn keep_onboarding(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        onboarding: Onboarding,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let content = serde_json::to_string(&DeskSettings { onboarding }).map_err(Error::internal)?;
        let (organisation, now) = (organisation.clone(), self.now());
        self.store()
            .write(move |session| {
                let (organisation, content) = (organisation.clone(), content.clone());
                Box::pin(async move { Ok(session.put_desk_settings(&organisation, &content, now).await?) })
            })
            .await
    }

    /// Asks the organisation's own address for its keys, over the network, as a stranger's verifier would.
    ///
    /// # Errors
    /// Those of [`App::require`]; what is wrong with the address is in the answer.
    pub async fn check_domain(&self, actor: &Actor, organisation: &OrganisationId) -> Result<DomainCheck, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let found = self.load_organisation(organisation).await?;
        let did = self.addresses().did(&found.slug);
        let address = crate::did::document_url(&did).map_err(Error::internal)?;
        let own: serde_json::Value =
            serde_json::from_str(&self.keys_of(&found)?.did_document).map_err(Error::internal)?;
        let trouble = match self.0.fetcher.fetch(&address, Purpose::Key).await {
            Ok(bytes) if serde_json::from_slice::<serde_json::Value>(&bytes).ok() == Some(own) => None,
            Ok(_) => Some("Something else lies there than the keys of this organisation.".to_owned()),
            Err(error) => Some(format!("{error}.")),
        };
        let is_public = self.addresses().base().starts_with("https://");
        Ok(DomainCheck { did, address, is_public, trouble })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_with_the_first_step_that_was_not_done() {
        let mut onboarding = Onboarding::default();
        assert_eq!(onboarding.next(), Some(Step::Name));
        for step in [Step::Domain, Step::Name, Step::Name] {
            onboarding.pass(step);
        }
        assert_eq!(onboarding.next(), Some(Step::LinkedIn));
        assert_eq!(onboarding.passed, [Step::Name, Step::Domain]);
        Step::ALL.into_iter().for_each(|step| onboarding.pass(step));
        assert_eq!(onboarding.next(), None);
    }
}
