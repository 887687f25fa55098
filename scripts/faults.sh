#!/usr/bin/env bash
# Runs the program as a process and lets faults and crowds happen to it, on SQLite and on a PostgreSQL server of its own;
# prints what came of it. usage: faults.sh [ARGUMENTS OF CARGO TEST]   (see tests/faults/main.rs for the variables)
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${ACCOLADE_TEST_POSTGRES:-}" ]; then
  folder=$(mktemp -d)
  trap 'sh scripts/postgres.sh stop "$folder"' EXIT
  if address=$(sh scripts/postgres.sh start "$folder"); then
    export ACCOLADE_TEST_POSTGRES=$address
  fi
fi
cargo test --locked --quiet --test faults "$@"
