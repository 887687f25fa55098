#!/bin/sh
# Lets other implementations verify what we issue, and us what they issue; then compares verdicts on 2,000 badges, good
# and changed. usage: run.sh [HOW-MANY [HOW-MANY-TO-COMPARE]]
# With KEEP=FOLDER a few of the files of others are left there, for tests/fixtures/others.
# Installs them from npm and PyPI into tests/interop/build. Needs node, npm, python3 with venv, and the release build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
accolade=${ACCOLADE:-$here/../../target/release/accolade}
count=${1:-40}
compared=${2:-2000}
build=$here/build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

if [ ! -d "$build/node_modules" ]; then
  echo "installing the peers into tests/interop/build"
  mkdir -p "$build"
  cp "$here/package.json" "$build/"
  (cd "$build" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null)
fi
if [ ! -x "$build/venv/bin/python" ]; then
  python3 -m venv "$build/venv"
  "$build/venv/bin/pip" install --quiet --disable-pip-version-check "openbadgeslib[ldp]==4.6.3"
fi
# Node looks for packages beside the scripts.
ln -sfn build/node_modules "$here/node_modules"
node() { command node "$here/peers.mjs" "$@"; }
ecdsa() { command node "$here/ecdsa.mjs" "$@"; }
python() { "$build/venv/bin/python" "$here/peers.py" "$@"; }

row() { # what, "GOOD OF-ALL FIRST-FAILURE"
  good=${2%% *}
  rest=${2#* }
  all=${rest%% *}
  printf '%-58s %s of %s\n' "$1" "$good" "$all"
  if [ "$good" != "$all" ] || [ "$all" = 0 ]; then
    failed=1
    printf '    first: %s\n' "${rest#* }"
  fi
}

ours() { # folder: how many files the program finds valid
  "$accolade" verify --offline --json "$1"/* >"$work/verdicts" 2>"$work/errors" || true
  good=$(grep -c '"verdict":"valid"' "$work/verdicts" || true)
  all=$(find "$1" -type f | wc -l | tr -d ' ')
  first=$(grep -v '"verdict":"valid"' "$work/verdicts" | head -n 1 || true)
  echo "$good $all $first"
}

for folder in drafts di jwt db jose obl-di obl-jwt; do mkdir "$work/$folder"; done
node drafts "$count" "$work/drafts"
node key "$work"
for draft in "$work"/drafts/*; do
  name=$(basename "$draft")
  "$accolade" issue "$draft" --key "$work/key.json" --out "$work/di/$name"
  "$accolade" issue "$draft" --key "$work/key.json" --format jwt --out "$work/jwt/$name"
done

row "we issue, digitalbazaar/vc verifies (embedded proof)" "$(node verify digitalbazaar "$work/di")"
row "we issue, digitalcredentials/verifier-core verifies" "$(node verify digitalcredentials "$work/di")"
row "we issue, openbadgeslib verifies (embedded proof)" "$(python verify-di "$work/di")"
row "we issue, jose verifies (token)" "$(node verify jose "$work/jwt")"
python pem "$work/key.json" >"$work/public.pem"
row "we issue, openbadgeslib verifies (token)" "$(python verify-jwt "$work/jwt" "$work/public.pem")"

row "digitalbazaar/vc issues (embedded proof)" "$(node issue digitalbazaar "$work/key.json" "$work/drafts" "$work/db")"
row "  and we verify" "$(ours "$work/db")"
row "jose issues (token)" "$(node issue jose "$work/key.json" "$work/drafts" "$work/jose")"
row "  and we verify" "$(ours "$work/jose")"
row "openbadgeslib issues (embedded proof)" "$(python issue-di "$work/drafts" "$work/obl-di")"
row "  and we verify" "$(ours "$work/obl-di")"
row "openbadgeslib issues (token)" "$(python issue-jwt "$work/drafts" "$work/obl-jwt")"
row "  and we verify" "$(ours "$work/obl-jwt")"

command node "$here/differential.mjs" make "$compared" "$work/compared"
command node "$here/differential.mjs" verify "$work/compared" "$work/db.tsv"
python verdicts "$work/compared" "$work/obl.tsv"
"$accolade" verify --offline --json "$work/compared"/* >"$work/ours" 2>"$work/errors" || true
command node "$here/differential.mjs" compare "$work/compared.tsv" "$work/ours" "$work/db.tsv" "$work/obl.tsv" || failed=1
suites="sd-base sd-derived sd-hidden rdfc-P-256 rdfc-P-384 jcs-P-256 jcs-P-384 ES384 PS256"
for suite in $suites; do
  mkdir "$work/$suite"
  row "digitalbazaar or jose issues ($suite)" "$(ecdsa issue "$suite" "$work/drafts" "$work/$suite")"
  row "  and we verify" "$(ours "$work/$suite")"
done

if [ -n "${KEEP:-}" ]; then
  mkdir -p "$KEEP"
  # Between them: hashed recipients, 3.5 credits, text from right to left, emoji.
  for number in 7 10 20; do
    cp "$work/db/$number.json" "$KEEP/digitalbazaar-$number.json"
    cp "$work/obl-di/$number.json" "$KEEP/openbadgeslib-$number.json"
    cp "$work/jose/$number.json" "$KEEP/jose-$number.jwt"
    cp "$work/obl-jwt/$number.json" "$KEEP/openbadgeslib-$number.jwt"
    for suite in sd-base sd-derived sd-hidden; do
      cp "$work/$suite/$number.json" "$KEEP/digitalbazaar-$suite-$number.json"
    done
  done
  for suite in rdfc-P-256 rdfc-P-384 jcs-P-256 jcs-P-384; do
    cp "$work/$suite/20.json" "$KEEP/digitalbazaar-$suite-20.json"
  done
  for suite in ES384 PS256; do
    cp "$work/$suite/20.json" "$KEEP/jose-$suite-20.jwt"
  done
fi
exit "$failed"
