#!/bin/sh
# One JSON line per operation, one process each. usage: bench.sh TEMPLATE SECONDS
set -eu
cd "$(dirname "$0")/.."
for op in di-issue di-verify jwt-EdDSA-sign jwt-EdDSA-verify jwt-ES256-sign jwt-ES256-verify jwt-RS256-sign \
  jwt-RS256-verify bake-png unbake-png bake-svg status-encode-131072 status-encode-1M refuse-poison review-draw-400 bulk-di bulk-jwt; do
  target/release/accolade bench --template "$1" --op "$op" --seconds "$2"
done
