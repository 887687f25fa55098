#!/usr/bin/env bash
# Everything that must hold, in the order of what fails fastest. Ends with one count over all test runs.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
postgres=$(mktemp -d)
leave() {
  rm -f "$log"
  sh scripts/postgres.sh stop "$postgres" >/dev/null 2>&1 || true
  rm -rf "$postgres"
}
trap leave EXIT

# Without what a test needs it says that it is skipped; where CI is set, that is a failure.
without() {
  if [ -n "${CI:-}" ]; then
    echo "$1" >&2
    exit 1
  fi
  echo "$1"
}

step() {
  echo "== $1"
}

step "format"
cargo fmt --check

step "lints"
cargo clippy --locked --quiet --all-targets -- -D warnings

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --no-deps

step "tests"
if [ -z "${ACCOLADE_TEST_POSTGRES:-}" ]; then
  if address=$(sh scripts/postgres.sh start "$postgres"); then
    export ACCOLADE_TEST_POSTGRES=$address
  else
    without "There is no PostgreSQL server: the tests of the store run on SQLite only"
  fi
fi
sh scripts/browser.sh || without "Without axe-core the pages are not searched for barriers"
status=0
cargo test --locked --no-fail-fast 2>&1 | tee "$log" || status=$?

if command -v cargo-deny >/dev/null 2>&1; then
  step "licences and sources of the dependencies"
  cargo deny --locked check bans licenses sources || status=$?
else
  echo "cargo-deny is not installed: licences and sources of the dependencies were not checked"
fi

sum() {
  grep -E '^test result:' "$log" | grep -oE "[0-9]+ $1" | awk '{ total += $1 } END { print total + 0 }'
}
echo "$(sum passed) passed, $(sum failed) failed, $(sum ignored) skipped"
exit "$status"
