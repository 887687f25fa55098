#!/bin/sh
# A PostgreSQL server of its own for tests: on a unix socket in a temporary folder, gone afterwards.
# usage: postgres.sh start FOLDER     prints the address
#        postgres.sh crash FOLDER     ends it at once and starts it again
#        postgres.sh restart FOLDER   ends it in order, connections or not, and starts it again
#        postgres.sh stop FOLDER
set -eu
action=$1
folder=$2
binaries=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)" 2>/dev/null || true)
if [ -z "$binaries" ] || [ ! -x "$binaries/initdb" ]; then
  binaries=$(dirname "$(command -v initdb 2>/dev/null || echo missing/x)")
fi

# The server refuses to run as root.
as_somebody() {
  if [ "$(id -u)" = 0 ]; then
    runuser -u nobody -- "$@"
  else
    "$@"
  fi
}

case $action in
start)
  [ -x "$binaries/initdb" ] || { echo "There is no PostgreSQL server (initdb) on this machine." >&2; exit 1; }
  mkdir -p "$folder"
  [ "$(id -u)" != 0 ] || chown nobody "$folder"
  cd "$folder"
  as_somebody "$binaries/initdb" --pgdata "$folder/data" --auth trust --username accolade --encoding UTF8 --no-sync >/dev/null
  as_somebody "$binaries/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait --silent \
    --options "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=200" start
  echo "postgres://accolade@localhost/postgres?host=$folder"
  ;;
crash | restart)
  mode=immediate
  [ "$action" = crash ] || mode=fast
  cd "$folder"
  as_somebody "$binaries/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --mode "$mode" --wait --silent restart
  ;;
stop)
  cd /
  as_somebody "$binaries/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop || true
  rm -rf "$folder"
  ;;
esac
