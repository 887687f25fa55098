#!/usr/bin/env bash
# Kills the program again and again under traffic, on SQLite and on a PostgreSQL server of its own, and prints what came
# of it. usage: faults.sh KILLS SEED
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${ACCOLADE_TEST_POSTGRES:-}" ]; then
  folder=$(mktemp -d)
  trap 'sh scripts/postgres.sh stop "$folder"' EXIT
  if address=$(sh scripts/postgres.sh start "$folder"); then
    export ACCOLADE_TEST_POSTGRES=$address
  fi
fi
ACCOLADE_FAULTS_KILLS=$1 ACCOLADE_FAULTS_SEED=$2 cargo test --locked --quiet --test faults
