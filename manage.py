#!/usr/bin/env python
"""Django's command line. Run by hand in a clone, it is a local installation."""

import os
import sys

# These change the schema, so they run as the owner of the database.
# Everything else runs as the web role, which owns nothing.
OWNER_COMMANDS = {"migrate", "flush", "dbshell", "sqlmigrate", "makemigrations", "showmigrations"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cecosesola.settings")
    os.environ.setdefault("CECOSESOLA_ENV", "local")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_AS_OWNER"] = "1"
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from cecosesola.embedded import is_nowhere

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if not is_nowhere(error):
            raise
        sys.exit(
            "cecosesola: no hay servidores encendidos. Use `make run` en otra terminal, o:\n"
            f"  {sys.executable} -m cecosesola.embedded exec -- {sys.executable} {' '.join(sys.argv)}"
        )


if __name__ == "__main__":
    main()
