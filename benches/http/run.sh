#!/bin/sh
# The service under load, on this machine, over loopback, bounded in time. usage: run.sh [SECONDS]
# Needs wrk (Debian: apt install wrk) and the release build. Prints one line per measurement.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
accolade=${ACCOLADE:-$here/../../target/release/accolade}
seconds=${1:-10}
port=${PORT:-18080}
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
printf 'listen = "127.0.0.1:%s"\n[limits]\nverifications_per_minute = 4000000000\n[log]\nlevel = "error"\n' "$port" >accolade.toml
[ -z "${DATABASE_URL:-}" ] || echo "on $(echo "$DATABASE_URL" | cut -d: -f1)"

"$accolade" init --name "Northside" --slug northside --owner owner@school.example >init.log
link=$(sed -n 's/.*\(\/sign-in\/[a-z0-9]*\).*/\1/p' init.log | head -n 1)
cp "$here/achievement.json" achievement.json
"$accolade" import achievement.json >/dev/null
achievement=$("$accolade" export --organisation northside | sed -n 's/.*"achievementId": "\(.*\)",/\1/p' | head -n 1)
key=$("$accolade" api-key --organisation northside --name bench --scope award --scope see --daily-cap 1000000)

"$accolade" serve 2>serve.log &
server=$!
tries=0
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 500 ] || { echo "the service did not start:"; cat serve.log; exit 1; }
  sleep 0.01
done
memory() { awk '/^VmRSS/ {printf "%.0f MB", $2 / 1024}' "/proc/$server/status"; }
echo "idle: $(memory)"

figures() { # what, wrk's output
  awk -v what="$1" '/Requests\/sec/ {rate=$2} /50%/ {p50=$2} /99%/ {p99=$2} /Non-2xx/ {bad=$NF} /requests in/ {n=$1}
    END {printf "%-42s %9.0f/s  p50 %-9s p99 %-9s %s requests, %s refused\n", what, rate, p50, p99, n, bad + 0}' "$2"
}
load() { # what, connections, script, path
  wrk -t1 -c"$2" -d"${seconds}s" --latency -s "$here/$3" "http://127.0.0.1:$port$4" >out 2>&1
  figures "$1" out
}
export KEY="$key" ACHIEVEMENT="$achievement"
path="/api/v1/organisations/northside/awards"
load "POST award, 1 connection" 1 award.lua "$path"
load "POST award, 32 connections" 32 award.lua "$path"
echo "after awards: $(memory)"
badge=$(curl -sf -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d \
  "{\"achievementId\":\"$achievement\",\"recipient\":{\"email\":\"owner@school.example\"}}" \
  "http://127.0.0.1:$port$path" | sed -n 's/.*"url": *"[^"]*\(\/badges\/[a-z0-9]*\)".*/\1/p')
# Everybody sees it once its earner has accepted it.
at="http://127.0.0.1:$port"
curl -sf -c jar -H "Origin: $at" -d csrf= "$at$link" >/dev/null
csrf=$(curl -sf -b jar "$at/signed-out" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
curl -sf -b jar -H "Origin: $at" -d "csrf=$csrf" "$at/me$badge/accept" >/dev/null
curl -sf "http://127.0.0.1:$port$badge/badge.json" >badge.json
load "GET badge page, 32 connections" 32 page.lua "$badge"
export BADGE="$work/badge.json"
load "POST verify, 32 connections" 32 verify.lua "/api/v1/verify"
echo "at the end: $(memory)"
