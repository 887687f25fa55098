#!/bin/sh
# Measures a list of 10,000 people: handed in and looked at row by row, then awarded with rows, signatures and mails
# stored. Over the API, on a database of its own. usage: run.sh [ROWS]; DATABASE_URL for PostgreSQL.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
accolade=${ACCOLADE:-$here/../../target/release/accolade}
rows=${1:-10000}
port=${PORT:-18081}
work=$(mktemp -d)
server=""
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
export ACCOLADE_KEY_PASSPHRASE='a passphrase for measuring'
printf 'listen = "127.0.0.1:%s"\n[log]\nlevel = "error"\n' "$port" >accolade.toml

"$accolade" init --name "Northside" --slug northside --owner owner@school.example >/dev/null
cp "$here/../http/achievement.json" achievement.json
"$accolade" import achievement.json >/dev/null
achievement=$("$accolade" export --organisation northside | sed -n 's/.*"achievementId": "\(.*\)",/\1/p' | head -n 1)
key=$("$accolade" api-key --organisation northside --name bench --scope award --scope see --daily-cap 1000000)
"$accolade" serve 2>serve.log &
server=$!
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null 2>&1; do sleep 0.05; done

KEY=$key ACHIEVEMENT=$achievement ROWS=$rows PORT=$port SERVER=$server python3 - <<'PY'
import json, os, time, urllib.request
rows, key = int(os.environ["ROWS"]), os.environ["KEY"]
base = f"http://127.0.0.1:{os.environ['PORT']}/api/v1/organisations/northside/award-lists"

def ask(method, path, body=None):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}
    request = urllib.request.Request(base + path, body, headers, method=method)
    return json.load(urllib.request.urlopen(request))

def peak():
    status = open(f"/proc/{os.environ['SERVER']}/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

for what, head, cells in [
    ("e-mail and name", "E-mail,Name", lambda n: f"a{n}@school.example,Person {n}"),
    ("with days and evidence", "E-mail,Name,Date,Evidence,Evidence description",
     lambda n: f"b{n}@school.example,Person {n},2026-05-0{n % 9 + 1},https://evidence.example/{n},Led inquiry number {n}"),
]:
    table = "\n".join([head] + [cells(n) for n in range(rows)]).encode()
    since = time.time()
    made = ask("POST", f"?achievement={os.environ['ACHIEVEMENT']}", table)
    looked = time.time() - since
    assert made["rows"]["ready"] == rows, made
    since = time.time()
    ask("POST", f"/{made['listId']}/start", b"")
    while ask("GET", f"/{made['listId']}")["state"] == "running":
        time.sleep(0.02)
    awarded = time.time() - since
    assert ask("GET", f"/{made['listId']}")["rows"]["awarded"] == rows
    print(f"{rows} rows {what}: looked at in {looked:.2f} s, awarded in {awarded:.2f} s, {peak()} MB at most")
PY
