//! Keeps the floors of the house: imports go down only, and rooms on one floor do not know each other.
//!
//! Standard library only; reads the sources as text, so that a broken floor is found before a broken build.

use std::fs;
use std::path::{Path, PathBuf};

/// Every room and its floor. `lib.rs` and `main.rs` stand outside.
const FLOORS: &[(&str, u8)] = &[
    ("clock", 0),
    ("ids", 0),
    ("canon", 1),
    ("fetch", 1),
    ("keys", 1),
    ("language", 1),
    ("mail", 1),
    ("credential", 2),
    ("did", 2),
    ("bake", 3),
    ("batch", 3),
    ("passkey", 3),
    ("picture", 3),
    ("proof", 3),
    ("status", 3),
    ("issue", 4),
    ("learning", 4),
    ("review", 4),
    ("verify", 4),
    ("store", 5),
    ("app", 6),
    ("http", 7),
    ("api", 8),
    ("web", 8),
    ("config", 9),
    ("cli", 10),
];

/// Names under which anything could hide.
const NAMELESS: [&str; 8] = ["util", "utils", "common", "core", "helpers", "types", "models", "services"];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The rooms named by `crate::…` in a line of code; comments are cut off.
fn rooms_in(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or("");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(list, _)| list);
        for part in list.unwrap_or(rest).split(',').take(if list.is_some() { usize::MAX } else { 1 }) {
            rooms.push(part.trim().split(|c| !is_name(c)).next().unwrap_or(""));
        }
    }
    rooms
}

/// Why `room` may not import `other`, if it may not.
fn objection(room: &str, other: &str) -> Option<String> {
    if room == other {
        return None;
    }
    match (floor(room), floor(other)) {
        (Some(own), Some(below)) if below < own => None,
        (Some(own), Some(up)) => Some(format!("`{room}` (floor {own}) imports `{other}` (floor {up})")),
        (_, None) => Some(format!("`{room}` imports `{other}`, which is no room")),
        (None, _) => Some(format!("`{room}` is no room of the table")),
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a source file"))).collect()
}

/// The room that a source file belongs to; `None` for `lib.rs` and `main.rs`.
fn room_of(path: &Path) -> Option<String> {
    let relative = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).ok()?;
    let first = relative.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
    (first != "lib" && first != "main").then_some(first)
}

#[test]
fn imports_go_down_the_floors_only() {
    let mut broken = Vec::new();
    for (path, text) in all_sources() {
        let Some(room) = room_of(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            for other in rooms_in(line) {
                if let Some(why) = objection(&room, other) {
                    broken.push(format!("{}:{}: {why}", path.display(), number + 1));
                }
            }
        }
    }

    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_has_a_name_that_says_something() {
    for (path, _) in all_sources() {
        if let Some(room) = room_of(&path) {
            assert!(floor(&room).is_some(), "{} is in no room of the table", path.display());
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        assert!(!NAMELESS.contains(&stem), "{} has a name that says nothing", path.display());
    }
}

#[test]
fn every_source_file_opens_by_saying_what_it_does() {
    for (path, text) in all_sources() {
        assert!(text.starts_with("//!"), "{} opens without `//!`", path.display());
    }
}

#[test]
fn the_checker_finds_what_it_is_for() {
    assert_eq!(rooms_in("use crate::keys::Signer;"), ["keys"]);
    assert_eq!(rooms_in("use crate::{canon, keys::Signer};"), ["canon", "keys"]);
    assert_eq!(rooms_in("    let x = crate::web::page(); // crate::cli"), ["web"]);
    assert_eq!(rooms_in("/// See [`crate::verify`]."), Vec::<&str>::new());
    assert!(objection("canon", "keys").is_some(), "rooms on one floor");
    assert!(objection("keys", "proof").is_some(), "up the stairs");
    assert!(objection("keys", "util").is_some(), "no room");
    assert!(objection("proof", "keys").is_none() && objection("keys", "keys").is_none());
}
