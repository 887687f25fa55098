//! Frameworks: brought in from what others publish, browsed, and chosen from for achievements.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{FrameworkId, FrameworkItemId, OrganisationId};
use crate::issue::AlignmentDefinition;
use crate::learning::{self, FILE_LIMIT_BYTES, FrameworkError, Item, Kind};
use crate::store::{Framework, FrameworkItem, ItemFilter};

/// Letters of the name of an alignment; longer statements stand in its description.
const NAME_LIMIT_CHARS: usize = 300;
/// Frameworks that a list shows.
const FRAMEWORKS_SHOWN: i64 = 500;

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameworkImport {
    /// Which framework.
    #[schema(value_type = String)]
    pub framework: FrameworkId,
    /// What it is called.
    pub name: String,
    /// What it was read from: `case`, `csv` or `esco`.
    pub kind: String,
    /// Items that are new.
    pub added: usize,
    /// Items that say something else now.
    pub changed: usize,
    /// Items that stay as they are.
    pub unchanged: usize,
    /// Items that the file does not have any more: they stay for what refers to them, and are not offered any more.
    pub retired: usize,
    /// Whether it was done.
    pub applied: bool,
}

/// An item with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemView {
    /// The framework.
    pub framework: Framework,
    /// The items above it, the topmost first.
    pub above: Vec<FrameworkItem>,
    /// The item.
    pub item: FrameworkItem,
    /// The items in use directly below it.
    pub below: Vec<FrameworkItem>,
}

/// What is to be written.
struct Plan {
    framework: Framework,
    items: Vec<FrameworkItem>,
    told: FrameworkImport,
}

impl App {
    /// Brings a framework in, or says what would come of it. The same file again changes nothing; a newer one changes
    /// what it says otherwise and retires what it leaves out.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a file that is no framework, with the places that are wrong; those of [`App::require`].
    pub async fn import_framework(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        (file, name): (Vec<u8>, &str),
        apply: bool,
    ) -> Result<FrameworkImport, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        if file.len() > FILE_LIMIT_BYTES {
            return Err(Error::invalid("file", "The file is larger than 60 MB."));
        }
        let name = name.to_owned();
        let read = tokio::task::spawn_blocking(move || learning::read(&file, &name)).await.map_err(Error::internal)?;
        let read = read.map_err(refusal)?;
        let plan = self.plan_framework(organisation, read).await?;
        let mut told = plan.told.clone();
        if apply {
            self.write_framework(actor, organisation, plan).await?;
            told.applied = true;
        }
        Ok(told)
    }

    async fn plan_framework(&self, organisation: &OrganisationId, read: learning::Framework) -> Result<Plan, Error> {
        let now = self.now();
        let mut session = self.store().read().await?;
        let known = session.find_framework_of(organisation, &read.source_id).await?;
        let there = match &known {
            Some(known) => session.list_framework_items(&known.framework_id).await?,
            None => Vec::new(),
        };
        drop(session);
        let id = known.map_or_else(|| self.draw(FrameworkId::random), |known| known.framework_id);
        let framework = Framework {
            framework_id: id.clone(),
            organisation_id: organisation.clone(),
            source_id: read.source_id,
            kind: read.kind.as_str().to_owned(),
            name: read.name,
            publisher: read.publisher,
            language: read.language,
            url: read.url,
            items: read.items.iter().filter(|item| !item.is_retired).count() as i64,
            imported_at: now,
        };
        let mut there: HashMap<String, FrameworkItem> =
            there.into_iter().map(|item| (item.source_id.clone(), item)).collect();
        let ids: HashMap<String, FrameworkItemId> = (read.items.iter())
            .map(|item| {
                let known = there.get(&item.source_id).map(|known| known.item_id.clone());
                (item.source_id.clone(), known.unwrap_or_else(|| self.draw(FrameworkItemId::random)))
            })
            .collect();
        let mut told = FrameworkImport {
            framework: id.clone(),
            name: framework.name.clone(),
            kind: framework.kind.clone(),
            added: 0,
            changed: 0,
            unchanged: 0,
            retired: 0,
            applied: false,
        };
        let mut items = Vec::new();
        for (position, item) in read.items.into_iter().enumerate() {
            let before = there.remove(&item.source_id);
            let new = kept(item, (&id, position), &ids, (before.as_ref(), now));
            match before {
                None => told.added += 1,
                Some(before) if before == new => {
                    told.unchanged += 1;
                    continue;
                }
                Some(_) => told.changed += 1,
            }
            items.push(new);
        }
        let left_out = there.into_values().filter(|item| item.retired_at.is_none());
        let retired: Vec<_> = left_out.map(|item| FrameworkItem { retired_at: Some(now), ..item }).collect();
        told.retired = retired.len();
        items.extend(retired);
        Ok(Plan { framework, items, told })
    }

    async fn write_framework(&self, actor: &Actor, organisation: &OrganisationId, plan: Plan) -> Result<(), Error> {
        let now = self.now();
        let mut event = event(actor.label(), "framework.import", plan.framework.framework_id.as_str());
        let told = &plan.told;
        event.detail = json!({"added": told.added, "changed": told.changed, "retired": told.retired}).to_string();
        let (organisation, plan) = (organisation.clone(), Arc::new(plan));
        self.store()
            .write(move |session| {
                let (organisation, plan, event) = (organisation.clone(), plan.clone(), event.clone());
                Box::pin(async move {
                    session.put_framework(&plan.framework).await?;
                    session.put_framework_items(&plan.items).await?;
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// The frameworks that are here, by name: everybody may see them.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn list_frameworks(&self) -> Result<Vec<Framework>, Error> {
        Ok(self.store().read().await?.list_frameworks(None, FRAMEWORKS_SHOWN).await?)
    }

    /// A framework.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_framework(&self, framework: &FrameworkId) -> Result<Framework, Error> {
        let found = self.store().read().await?.find_framework(framework).await?;
        found.ok_or(Error::NotFound("framework"))
    }

    /// The items in use directly below one of a framework, or at its top.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn list_items_below(
        &self,
        framework: &FrameworkId,
        parent: Option<&FrameworkItemId>,
        limit: i64,
    ) -> Result<Vec<FrameworkItem>, Error> {
        Ok(self.store().read().await?.list_items_below(framework, parent, limit).await?)
    }

    /// Items in use that a text is found in.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn search_framework_items(&self, filter: &ItemFilter) -> Result<Vec<FrameworkItem>, Error> {
        Ok(self.store().read().await?.search_framework_items(filter).await?)
    }

    /// An item with what is above and below it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_framework_item(&self, item: &FrameworkItemId, limit: i64) -> Result<ItemView, Error> {
        let mut session = self.store().read().await?;
        let missing = || Error::NotFound("item");
        let item = session.find_framework_item(item).await?.ok_or_else(missing)?;
        let framework = session.find_framework(&item.framework_id).await?.ok_or_else(missing)?;
        let mut above = Vec::new();
        let mut next = item.parent_id.clone();
        // Trees are not deep; a circle would have been refused when it came.
        while let Some(id) = next.take().filter(|_| above.len() < 50) {
            let Some(found) = session.find_framework_item(&id).await? else { break };
            next.clone_from(&found.parent_id);
            above.insert(0, found);
        }
        let below = session.list_items_below(&framework.framework_id, Some(&item.item_id), limit).await?;
        Ok(ItemView { framework, above, item, below })
    }

    /// The alignment with an item (Open Badges 3.0, `#alignment`): a copy of what the item says now, so that badges
    /// keep it whatever becomes of the framework.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn alignment_with(&self, item: &FrameworkItemId) -> Result<AlignmentDefinition, Error> {
        let view = self.load_framework_item(item, 0).await?;
        Ok(alignment(&view.framework, &view.item, &self.address_of_item(&view.item)))
    }

    /// Where an item is published: by its framework, else here.
    pub fn address_of_item(&self, item: &FrameworkItem) -> String {
        match item.url.as_str() {
            "" => format!("{}/frameworks/{}/items/{}", self.addresses().base(), item.framework_id, item.item_id),
            url => url.to_owned(),
        }
    }
}

fn refusal(error: FrameworkError) -> Error {
    let field = if error == FrameworkError::NameMissing { "name" } else { "file" };
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Error::invalid(field, format!("{first}{}.", letters.as_str()))
}

/// An item as it is kept.
fn kept(
    item: Item,
    (framework, position): (&FrameworkId, usize),
    ids: &HashMap<String, FrameworkItemId>,
    (before, now): (Option<&FrameworkItem>, Timestamp),
) -> FrameworkItem {
    let since = before.and_then(|before| before.retired_at);
    FrameworkItem {
        item_id: ids[&item.source_id].clone(),
        framework_id: framework.clone(),
        parent_id: item.parent.as_ref().and_then(|parent| ids.get(parent)).cloned(),
        position: position as i64,
        depth: item.depth as i64,
        searchable: format!("{} {} {}", item.code, item.statement, item.other_names).to_lowercase(),
        source_id: item.source_id,
        code: item.code,
        statement: item.statement,
        description: item.description,
        item_type: item.item_type,
        url: item.url,
        retired_at: item.is_retired.then(|| since.unwrap_or(now)),
    }
}

fn alignment(framework: &Framework, item: &FrameworkItem, address: &str) -> AlignmentDefinition {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let line = item.statement.replace('\n', " ");
    let name: String = line.chars().take(NAME_LIMIT_CHARS).collect();
    let is_cut = name.len() < line.len();
    let description = match (is_cut, item.description.as_str()) {
        (false, more) => text(more),
        (true, "") => text(&item.statement),
        (true, more) => Some(format!("{}\n\n{more}", item.statement)),
    };
    AlignmentDefinition {
        target_name: name,
        target_url: address.to_owned(),
        target_code: text(&item.code),
        target_framework: text(&framework.name),
        target_description: description,
        target_type: Some(kind_of(framework).target_type().to_owned()),
    }
}

fn kind_of(framework: &Framework) -> Kind {
    match framework.kind.as_str() {
        "case" => Kind::Case,
        "esco" => Kind::Esco,
        _ => Kind::Csv,
    }
}
