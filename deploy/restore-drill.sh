#!/bin/sh
# Prove a copy: restore it into a database of its own beside the real one, check that, drop it.
#   DATABASE_OWNER_URL=… deploy/restore-drill.sh /var/backups/cecosesola/cecosesola-2026-01-31.dump
set -eu
: "${DATABASE_OWNER_URL:?is not set}"
copy=${1:?name a .dump file}
drill="cecosesola_drill_$$"
case $DATABASE_OWNER_URL in
*\?*) url="${DATABASE_OWNER_URL%%\?*}"; query="?${DATABASE_OWNER_URL#*\?}" ;;
*) url=$DATABASE_OWNER_URL; query="" ;;
esac
drill_url="${url%/*}/$drill$query"

psql --quiet --dbname="$DATABASE_OWNER_URL" --command="CREATE DATABASE $drill TEMPLATE template0"
trap 'psql --quiet --dbname="$DATABASE_OWNER_URL" --command="DROP DATABASE IF EXISTS $drill"' EXIT
pg_restore --exit-on-error --no-owner --dbname="$drill_url" "$copy"
psql --quiet --no-align --tuples-only --dbname="$drill_url" --command="
    SELECT 'restored ' || count(*) || ' tables, ' || pg_size_pretty(pg_database_size(current_database()))
    FROM information_schema.tables WHERE table_schema = 'public'"
