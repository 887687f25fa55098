#!/bin/sh
# Fetches axe-core, which looks for barriers on pages, into target/axe/. Once: quiet when it is there.
# It comes from a registry package of one fixed version, and only the file with the known fingerprint is kept.
set -eu
cd "$(dirname "$0")/.."
folder=target/axe
[ ! -f "$folder/axe.min.js" ] || exit 0

npm_package=axe-core@4.14.1
npm_sha256=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
pip_package=axe-playwright-python==0.1.8
pip_sha256=84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc

rm -rf "$folder.new"
mkdir -p "$folder.new"

keep() {
  found=$(sha256sum "$1" | cut -d ' ' -f 1)
  if [ "$found" != "$2" ]; then
    echo "axe-core is not the file that is expected: $found" >&2
    return 1
  fi
  mkdir -p "$folder"
  mv "$1" "$folder/axe.min.js"
}

from_npm() {
  command -v npm >/dev/null 2>&1 || return 1
  (cd "$folder.new" && npm pack --silent "$npm_package" >/dev/null && tar -xzf axe-core-*.tgz) || return 1
  keep "$folder.new/package/axe.min.js" "$npm_sha256"
}

# A wheel is a ZIP file, and Python opens those itself.
from_pip() {
  python3 -m pip --version >/dev/null 2>&1 || return 1
  (cd "$folder.new" &&
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --ignore-requires-python "$pip_package" &&
    python3 -m zipfile -e ./*.whl .) || return 1
  keep "$folder.new/axe_playwright_python/axe.min.js" "$pip_sha256"
}

status=0
from_npm || from_pip || status=1
rm -rf "$folder.new"
[ "$status" = 0 ] || echo "axe-core could not be fetched: neither npm nor pip gave it." >&2
exit "$status"
