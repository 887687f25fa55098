#!/bin/sh
# Measures 10,000 mixed badges at once: by the program, over the API, and through the page.
# Usage: benches/bulk/run.sh [PROGRAM]; the pile is written once and kept in target/pile.
set -eu
cd "$(dirname "$0")/../.."
program=${1:-target/release/accolade}
pile=$PWD/target/pile
site_port=${SITE_PORT:-9911}
port=${PORT:-9912}
issuers=http://127.0.0.1:$site_port

if [ ! -f "$pile/pile.zip" ]; then
    ACCOLADE_PILE=$pile ACCOLADE_PILE_BASE=$issuers cargo test -q --test it -- --ignored ten_thousand >/dev/null
fi
python3 -m http.server "$site_port" --bind 127.0.0.1 --directory "$pile/site" >/dev/null 2>&1 &
site=$!
place=$(mktemp -d)
service=
trap 'kill $site $service 2>/dev/null; rm -rf "$place"' EXIT
sleep 1

peak() { awk '/VmHWM/ { print int($2 / 1024) " MB" }' "/proc/$1/status"; }

echo "The program, one line of JSON for each badge:"
PROGRAM=$program PILE=$pile python3 - <<'PY'
import os, resource, subprocess, time
for extra in ([], ["--applicants", os.environ["PILE"] + "/people.csv"]):
    since = time.time()
    command = [os.environ["PROGRAM"], "verify", "--json", "--allow-loopback", *extra, os.environ["PILE"] + "/pile.zip"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  {time.time() - since:.2f} s, {used.ru_maxrss // 1024} MB at most, {' '.join(extra[:1])} {done.stderr.strip()}")
PY

export ACCOLADE_LISTEN=127.0.0.1:$port ACCOLADE_ALLOW_LOOPBACK=1 ACCOLADE_KEY_PASSPHRASE='for measuring only'
program=$(realpath "$program")
(cd "$place" && exec "$program" serve >/dev/null 2>&1) &
service=$!
until curl -sf -o /dev/null "http://127.0.0.1:$port/healthz"; do sleep 0.1; done
echo "The service, idle: $(peak "$service")"
measure() { curl -s -o "$place/answer" -w '%{http_code}, %{time_total} s, %{size_download} bytes' "$@"; }
echo "The API: $(measure -H 'content-type: application/zip' --data-binary @"$pile/pile.zip" "http://127.0.0.1:$port/api/v1/verify"), $(peak "$service")"
tail -n 1 "$place/answer"
echo "The page: $(measure -F files=@"$pile/pile.zip" "http://127.0.0.1:$port/verify/many"), $(peak "$service")"
grep -o '[0-9,]* of [0-9,]* badges are valid' "$place/answer"
echo "The page with 5,000 applicants: $(measure -F files=@"$pile/pile.zip" -F applicants=@"$pile/people.csv" "http://127.0.0.1:$port/verify/many"), $(peak "$service")"
