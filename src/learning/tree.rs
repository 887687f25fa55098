//! Puts the items of a framework into the order in which a reader meets them.

use std::collections::HashMap;

use super::{Complaints, DEPTH_LIMIT, FrameworkError, Item};

/// The items in the order of the tree: each after the one above it, brothers as they came; with their depth.
///
/// # Errors
/// [`FrameworkError::Places`] for two items of one name, for an item below one that is not there, and for items that
/// would lie below themselves.
pub fn order(items: Vec<Item>) -> Result<Vec<Item>, FrameworkError> {
    let mut complaints = Complaints::default();
    let mut places = HashMap::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        if places.insert(item.source_id.as_str(), at).is_some() {
            complaints.add(format!("item {}", at + 1), format!("“{}” names two items", item.source_id));
        }
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut tops = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match item.parent.as_deref().map(|parent| places.get(parent)) {
            None => tops.push(at),
            Some(Some(parent)) => below[*parent].push(at),
            Some(None) => {
                let parent = item.parent.as_deref().unwrap_or_default();
                complaints.add(format!("item {}", at + 1), format!("there is no item “{parent}” to lie below"));
            }
        }
    }
    complaints.or(())?;
    let mut sorted = Vec::with_capacity(items.len());
    let mut waiting: Vec<(usize, usize)> = tops.into_iter().rev().map(|at| (at, 0)).collect();
    while let Some((at, depth)) = waiting.pop() {
        sorted.push((at, depth));
        waiting.extend(below[at].iter().rev().map(|child| (*child, depth + 1)));
    }
    let mut complaints = Complaints::default();
    if sorted.len() < items.len() {
        let mut is_reached = vec![false; items.len()];
        sorted.iter().for_each(|(at, _)| is_reached[*at] = true);
        for (at, item) in items.iter().enumerate().filter(|(at, _)| !is_reached[*at]) {
            complaints.add(format!("item {}", at + 1), format!("“{}” would lie below itself", item.source_id));
        }
    }
    if sorted.iter().any(|(_, depth)| *depth > DEPTH_LIMIT) {
        complaints.add("the tree", format!("items lie more than {DEPTH_LIMIT} deep"));
    }
    complaints.or(())?;
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    let take = |(at, depth): (usize, usize)| items[at].take().map(|item| Item { depth, ..item });
    Ok(sorted.into_iter().filter_map(take).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, parent: &str) -> Item {
        let parent = Some(parent).filter(|parent| !parent.is_empty()).map(str::to_owned);
        Item { source_id: name.into(), parent, statement: name.into(), ..Item::default() }
    }

    #[test]
    fn items_follow_the_one_above_them_in_whatever_order_they_came() {
        let items =
            [item("b2", "b"), item("a", ""), item("b", ""), item("b1", "b"), item("a1", "a"), item("a11", "a1")];
        let sorted = order(items.to_vec()).expect("a tree");
        let found: Vec<(&str, usize)> = sorted.iter().map(|item| (item.source_id.as_str(), item.depth)).collect();
        assert_eq!(found, [("a", 0), ("a1", 1), ("a11", 2), ("b", 0), ("b2", 1), ("b1", 1)]);
    }

    #[test]
    fn circles_orphans_and_twins_are_named() {
        for (items, message) in [
            (vec![item("a", "b"), item("b", "a"), item("c", "")], "“a” would lie below itself"),
            (vec![item("a", "a")], "“a” would lie below itself"),
            (vec![item("a", "z")], "there is no item “z” to lie below"),
            (vec![item("a", ""), item("a", "")], "“a” names two items"),
        ] {
            let error = order(items).expect_err("no tree").to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
