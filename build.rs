//! How the program is linked for release: what runs at every start lies together (docs/decisions/0060).

use std::env;
use std::process::Command;

/// The first version of the C library that reads packed relocations.
const PACKED_SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=scripts/startup.ld");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|own| own == value);
    // Where Rust links with LLD, which finds thousands of patterns in a moment.
    if !(is("PROFILE", "release") && is("TARGET", "x86_64-unknown-linux-gnu")) {
        return;
    }
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo::rustc-link-arg-bin=accolade=-T{folder}/scripts/startup.ld");
    if is("HOST", "x86_64-unknown-linux-gnu") && c_library().is_some_and(|version| version >= PACKED_SINCE) {
        println!("cargo::rustc-link-arg-bin=accolade=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's C library.
fn c_library() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    let mut parts = text.trim().strip_prefix("glibc ")?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}
