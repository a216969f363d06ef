"""What the web role may do, granted after every migration.

The web role owns nothing. It may read and write every table, except those that a room lists in its
app config as `web_privileges = {"table": "SELECT"}`: there it may do just what is listed.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

APPEND_ONLY = "SELECT, INSERT"
READ_ONLY = "SELECT"


def grant_after_migrate(*, using: str, **kwargs: Any) -> None:
    role = connections[using].ops.quote_name(settings.DATABASE_WEB_ROLE)
    restricted: dict[str, str] = {
        "kernel_auditevent": APPEND_ONLY,
        "kernel_auditunsealed": READ_ONLY,
        "kernel_auditseal": READ_ONLY,
        "django_migrations": READ_ONLY,
    }
    for config in apps.get_app_configs():
        restricted |= getattr(config, "web_privileges", {})
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_WEB_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN")
            cursor.execute(f"GRANT {role} TO CURRENT_USER")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table, privileges in restricted.items():
            cursor.execute("SELECT to_regclass(%s)", [f"public.{table}"])
            if cursor.fetchone()[0] is None:
                continue
            name = connections[using].ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {role}")
            cursor.execute(f"GRANT {privileges} ON {name} TO {role}")
