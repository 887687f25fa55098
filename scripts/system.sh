#!/bin/sh
# Installs what the build needs from the system and is missing. Says what it does; is quiet when nothing is missing.
# Needed: a C compiler, make and perl with its core modules, since OpenSSL is built from source (docs/decisions/0003).
set -eu

if ! command -v cargo >/dev/null 2>&1; then
  echo "There is no Rust toolchain (cargo). Install it with rustup, see rust-lang.org, then run this again." >&2
  exit 1
fi

missing=""
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
command -v make >/dev/null 2>&1 || missing="$missing make"
perl -MFindBin -MIPC::Cmd -MFile::Compare -MTime::Piece -e 1 >/dev/null 2>&1 || missing="$missing perl"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Missing on this system:$missing. Install them, then run this again:" >&2
  echo "  Fedora, RHEL:  dnf install gcc glibc-devel make perl" >&2
  echo "  Alpine:        apk add build-base perl linux-headers" >&2
  echo "  macOS:         xcode-select --install" >&2
  exit 1
fi

as_root=""
if [ "$(id -u)" != 0 ]; then
  as_root="sudo"
fi
echo "Installing the system packages that are missing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086  # the list is words on purpose
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
