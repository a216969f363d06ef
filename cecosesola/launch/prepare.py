"""Everything between servers that answer and pages that open: translations, schema, demo, static files.

Run as `python -m cecosesola.embedded prepare`, as the owner of the database. Each step looks first at
whether there is something to do, so a second run takes a moment; each can be stopped and run again.
"""

import argparse
import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from cecosesola.launch.console import Console
from cecosesola.launch.processes import write_whole
from cecosesola.launch.translations import compile_translations
from cecosesola.launch.trouble import Trouble

UNSERVED = ["redoc"]  # the API's pages use Swagger only; this bundle takes longer than all the rest


def prepare(console: Console, *, demo: bool = False) -> None:
    """Make this installation ready to serve pages."""
    with console.step("Preparando la base de datos") as step:
        step.done = migrate()
    if demo and is_empty():
        load_demo(console)
    with console.step("Preparando las páginas") as step:
        collect_static()
        step.done = "Páginas listas"


def migrate() -> str:
    """Bring the schema up to date and renew the web role's rights; returns a line about it."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    call_command("migrate", verbosity=0, interactive=False)
    return "Base de datos al día" + (f": {pending} migraciones aplicadas" if pending else "")


def is_empty() -> bool:
    """Whether nobody is in the database yet."""
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()


def load_demo(console: Console) -> None:
    """Fill an empty database with the small demo, whole or not at all, and note who may enter."""
    from cecosesola.demo.cooperatives import welcome
    from cecosesola.demo.load import load
    from cecosesola.demo.people import LOGINS, PASSWORD

    if settings.PRODUCTION:
        raise Trouble("Las claves de la federación de muestra son públicas: no se carga en producción.")
    with console.step("Cargando la federación de muestra") as step:
        with transaction.atomic():
            load("small", seed=1967, progress=lambda text: step.now(f"Federación de muestra: {text}"))
        step.done = "Federación de muestra cargada"
    logins = [f"con la clave {PASSWORD} y una de estas cédulas:"]
    logins += [f"  {login.document}  {login.does}" for login in LOGINS]
    logins += welcome()
    write_whole(Path(settings.VAR_DIR) / "demo-logins.txt", "\n".join(logins))


def collect_static() -> None:
    """Collect, name by content and compress the static files, if any of them has changed."""
    from django.contrib.staticfiles.storage import ManifestFilesMixin
    from django.utils.module_loading import import_string

    if not issubclass(import_string(settings.STORAGES["staticfiles"]["BACKEND"]), ManifestFilesMixin):
        return
    mark, now = Path(settings.STATIC_ROOT) / ".collected", static_fingerprint()
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=UNSERVED)
    write_whole(mark, now)


def static_fingerprint() -> str:
    """Changes whenever a static file of ours or of a part does."""
    from django.contrib.staticfiles.finders import get_finders

    choices = {name: getattr(settings, name) for name in dir(settings) if name.startswith("WHITENOISE_")}
    seen = hashlib.sha256(repr((settings.STORAGES["staticfiles"], choices, UNSERVED)).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m cecosesola.embedded prepare", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load the demo federation where nobody is yet")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cecosesola.settings")
    os.environ["DATABASE_AS_OWNER"] = "1"
    try:
        # First of all: what the schema and the demo write down is in the house's language.
        compile_translations(settings.BASE_DIR)
        django.setup()
        prepare(Console(), demo=options.demo)
    except KeyboardInterrupt:
        return 130
    except (Trouble, ImproperlyConfigured, DatabaseError, OSError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        sys.stderr.write(f"cecosesola: {reason[0]}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
