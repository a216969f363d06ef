#!/bin/sh
# Copy the database into $BACKUPS, read the copy back, and keep 14 nights and 12 first-of-months.
set -eu
: "${DATABASE_OWNER_URL:?is not set}" "${BACKUPS:?is not set}"
umask 077
mkdir -p "$BACKUPS"
name="$BACKUPS/cecosesola-$(date +%Y-%m-%d)"

pg_dump --format=custom --compress=6 --file="$name.part" --dbname="$DATABASE_OWNER_URL"
pg_restore --list "$name.part" >/dev/null # a copy that cannot be read is no copy
mv "$name.part" "$name.dump"

find "$BACKUPS" -name 'cecosesola-*-01.dump' -mtime +366 -delete
find "$BACKUPS" -name 'cecosesola-*.dump' ! -name 'cecosesola-*-01.dump' -mtime +14 -delete
