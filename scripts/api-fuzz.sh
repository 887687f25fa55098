#!/bin/sh
# Lets schemathesis ask the service whatever its description allows and forbids: no 5xx, no answer that the description
# does not know. usage: api-fuzz.sh [EXAMPLES]. Needs python3 with venv and the release build; installs schemathesis from
# PyPI into target/api-fuzz. The same seed asks the same questions.
set -eu
cd "$(dirname "$0")/.."
examples=${1:-500}
accolade=$PWD/target/release/accolade
tools=$PWD/target/api-fuzz
if [ ! -x "$tools/bin/schemathesis" ]; then
  echo "installing schemathesis into target/api-fuzz"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check "schemathesis>=4,<5"
fi
work=$(mktemp -d)
server=""
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
unset ACCOLADE_KEY_FILE ACCOLADE_KEY_PASSPHRASE DATABASE_URL 2>/dev/null || true
"$accolade" demo --dir "$work" --port "$port" --no-serve >/dev/null 2>&1
config=$work/site-$port/accolade.toml
printf '\n[limits]\nverifications_per_minute = 4000000000\n' >>"$config"
key=$("$accolade" api-key --config "$config" --organisation northside --name fuzz --daily-cap 1000000 \
  --scope see --scope define --scope award --scope revoke --scope manage --scope issue 2>/dev/null)
"$accolade" serve --config "$config" 2>"$work/log" &
server=$!
until python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/readyz')" 2>/dev/null; do sleep 0.1; done
# Rules such as "this achievement exists" cannot be put into a schema, so a well-formed request may still be refused.
"$tools/bin/schemathesis" run "http://127.0.0.1:$port/openapi.json" --max-examples "$examples" --seed 7 \
  --header "Authorization: Bearer $key" --exclude-checks positive_data_acceptance --continue-on-failure --no-color
