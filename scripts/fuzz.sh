#!/usr/bin/env bash
# Feeds every target of fuzz/ for SECONDS each: with cargo-fuzz and a nightly compiler where both are there, else with
# the plain driver in tests/it/fuzzing.rs. usage: fuzz.sh SECONDS [TARGET]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
only=${2:-}

if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
  echo "no cargo-fuzz with a nightly compiler (cargo install cargo-fuzz): the plain driver it is"
  FUZZ_SECONDS=$seconds ${only:+env FUZZ_TARGET="$only"} \
    cargo test --locked --test it -- --exact --nocapture fuzzing::nothing_that_comes_in_makes_the_program_panic
  exit
fi

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
for file in tests/fixtures/credentials/{valid,invalid,unknown}/* tests/fixtures/others/*; do
  case $file in
    *.gz) ;; # too long to be changed bit by bit
    *.png) mkdir -p "$seeds/png" && cp "$file" "$seeds/png/" ;;
    *.svg) mkdir -p "$seeds/svg" && cp "$file" "$seeds/svg/" ;;
    *.jwt) mkdir -p "$seeds/jwt" "$seeds/credential" && cp "$file" "$seeds/jwt/" && cp "$file" "$seeds/credential/" ;;
    *.json) mkdir -p "$seeds/canon" "$seeds/credential" && cp "$file" "$seeds/canon/" && cp "$file" "$seeds/credential/" ;;
  esac
done
python3 - "$seeds" <<'END'
import glob, json, os, sys, zipfile
files = sorted(name for name in glob.glob("tests/fixtures/credentials/*/*") if not name.endswith(".gz"))
for kind in ["archive", "table"]:
    os.makedirs(os.path.join(sys.argv[1], kind), exist_ok=True)
for number in range(6):
    with zipfile.ZipFile(os.path.join(sys.argv[1], "archive", str(number)), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files[number::97][:4]:
            archive.write(name, os.path.basename(name))
tables = [
    "name;credential\r\nAda;ey.ey.ey\r\nBob;\r\n",
    "\ufeffname,credential\n\"Ada, B.\",\"{}\"\n",
    "url\thow\nhttps://a.example/badges/1\tlink\n",
    "Name,E-Mail,ID\nAda,ada@a.example,1\n,BOB@a.example,\n",
    "{\"a\":1}\n\"ey.ey.ey\"\n",
]
for number, table in enumerate(tables):
    with open(os.path.join(sys.argv[1], "table", str(number)), "w", newline="") as file:
        file.write(table)
answers = json.load(open("tests/fixtures/credentials/documents.json"))["documents"]
for number, (address, answer) in enumerate(sorted(answers.items())):
    body = answer.get("body")
    if not body or len(body) > 65536:
        continue
    kinds = ["status"] if "lists.example" in address else ["did_document"]
    texts = {kind: body for kind in kinds}
    try:
        texts["bitstring"] = json.loads(body)["credentialSubject"]["encodedList"]
    except (ValueError, KeyError, TypeError):
        pass
    for kind, text in texts.items():
        if isinstance(text, str):
            os.makedirs(os.path.join(sys.argv[1], kind), exist_ok=True)
            with open(os.path.join(sys.argv[1], kind, str(number)), "w") as file:
                file.write(text)
END
status=0
for target in ${only:-$(cargo +nightly fuzz list)}; do
  mkdir -p "$seeds/$target" "fuzz/corpus/$target"
  echo "== $target"
  cargo +nightly fuzz run "$target" "fuzz/corpus/$target" "$seeds/$target" -- \
    -max_total_time="$seconds" -max_len=65536 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 2>&1 |
    grep -E "^(stat::number_of_executed_units|stat::new_units_added|SUMMARY|==|.*panicked at)|cov:.*(DONE|exec/s)" | tail -n 6 || status=$?
done
exit "$status"
