#!/bin/sh
# Installs what is missing from the system. Says what it does; is quiet when nothing is missing.
# usage: system.sh demo   what the build needs: a C compiler, make and perl, since OpenSSL is built from source
#                         (docs/decisions/0003)
#        system.sh test   that, and what the tests need besides: Chromium with its driver, a PostgreSQL server, strace, and
#                         pip or npm for axe-core. Without them those tests say that they are skipped.
set -eu
purpose=${1:-demo}

if ! command -v cargo >/dev/null 2>&1; then
  echo "There is no Rust toolchain (cargo). Install it with rustup, see rust-lang.org, then run this again." >&2
  exit 1
fi

has() {
  command -v "$1" >/dev/null 2>&1
}

missing=""
has cc || missing="$missing gcc libc6-dev"
has make || missing="$missing make"
perl -MFindBin -MIPC::Cmd -MFile::Compare -MTime::Piece -e 1 >/dev/null 2>&1 || missing="$missing perl"

wanted=""
if [ "$purpose" = test ]; then
  has chromium || has chromium-browser || has google-chrome || wanted="$wanted chromium"
  has chromedriver || wanted="$wanted chromium-driver"
  has strace || wanted="$wanted strace"
  has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
  [ -f "$(dirname "$0")/../target/axe/axe.min.js" ] || has npm || python3 -m pip --version >/dev/null 2>&1 ||
    wanted="$wanted python3-pip"
fi
[ -n "$missing$wanted" ] || exit 0

if ! has apt-get; then
  [ -z "$missing" ] || echo "Missing on this system:$missing. Install them, then run this again:" >&2
  [ -z "$wanted" ] || echo "Some tests will be skipped without:$wanted. To have them too:" >&2
  echo "  Fedora, RHEL:  dnf install gcc glibc-devel make perl chromium chromedriver postgresql-server python3-pip strace" >&2
  echo "  Alpine:        apk add build-base perl linux-headers chromium chromium-chromedriver postgresql py3-pip strace" >&2
  echo "  macOS:         xcode-select --install; brew install --cask chromium chromedriver; brew install postgresql" >&2
  [ -z "$missing" ] || exit 1
  exit 0
fi

as_root=""
if [ "$(id -u)" != 0 ]; then
  as_root="sudo"
fi
export DEBIAN_FRONTEND=noninteractive

install() {
  echo "Installing the system packages that are missing: $*"
  $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# shellcheck disable=SC2086  # the lists are words on purpose
[ -z "$missing" ] || install $missing
# shellcheck disable=SC2086
[ -z "$wanted" ] || install $wanted || echo "That did not work; the tests that need them will be skipped." >&2
