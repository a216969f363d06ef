"""The two servers that the house needs: ours, or those of DATABASE_URL and REDIS_URL."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cecosesola.launch.external import check_postgres, check_redis
from cecosesola.launch.place import Place, short_folder
from cecosesola.launch.postgres import OWNER, Postgres
from cecosesola.launch.processes import stop_leftovers, write_whole
from cecosesola.launch.trouble import Trouble
from cecosesola.launch.valkey import Valkey

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass
class Services:
    """What is up: its addresses for the environment, and a line about it for people."""

    env: dict[str, str]
    about: list[str] = field(default_factory=list)
    ours: list[Postgres | Valkey] = field(default_factory=list)


@contextlib.contextmanager
def services(place: Place, *, durable: bool = True) -> Iterator[Services]:
    """Bring up what is missing, and stop just that at the end. Call it holding the place's lock."""
    given = {name: os.environ[name] for name in ADDRESSES if os.environ.get(name)}
    up = Services(env={"CECOSESOLA_VAR": str(place.var)})
    # Servers that are not ours are asked before ours start, so that a refusal leaves nothing behind.
    if "DATABASE_URL" in given:
        up.about.append(f"PostgreSQL {check_postgres(given['DATABASE_URL'])} (DATABASE_URL)")
        if "DATABASE_OWNER_URL" in given:
            check_postgres(given["DATABASE_OWNER_URL"], "DATABASE_OWNER_URL")
    elif "DATABASE_OWNER_URL" in given:
        raise Trouble("DATABASE_OWNER_URL va junto con DATABASE_URL.")
    if "REDIS_URL" in given:
        up.about.append(f"Redis {check_redis(given['REDIS_URL'])} (REDIS_URL)")
    stop_leftovers(place)
    with contextlib.ExitStack() as stack:
        stack.callback(place.addresses.unlink, missing_ok=True)
        stack.callback((place.run / "processes.json").unlink, missing_ok=True)
        if "DATABASE_URL" not in given:
            postgres = Postgres(place, durable=durable)
            stack.callback(postgres.stop)
            postgres.start()
            up.ours.append(postgres)
            up.about.insert(0, f"PostgreSQL {postgres.version}")
            given |= {"DATABASE_URL": postgres.url(), "DATABASE_OWNER_URL": postgres.url(OWNER)}
            # The tools of this PostgreSQL before others: an older pg_dump refuses a newer server.
            up.env["PATH"] = f"{postgres.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        if "REDIS_URL" not in given:
            valkey = Valkey(place, durable=durable)
            stack.callback(valkey.stop)
            valkey.start()
            up.ours.append(valkey)
            up.about.append(f"Valkey {valkey.version}")
            given["REDIS_URL"] = valkey.url()
        up.env |= given
        write_whole(place.addresses, json.dumps(given))
        yield up


@contextlib.contextmanager
def throwaway() -> Iterator[Place]:
    """A place that vanishes at the end. Those left by a killed process are swept first."""
    parent = short_folder()
    prefix = f"cecosesola-tmp-{os.geteuid()}-"
    for leftover in parent.glob(f"{prefix}*"):
        sweep(Place(leftover))
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # PostgreSQL's account passes through; it cannot look around
    place = Place(folder)
    try:
        yield place
    finally:
        place.forget()


def sweep(place: Place) -> None:
    """Remove a throw-away place whose process was killed; one that is in use is left alone."""
    with contextlib.suppress(FileNotFoundError, Trouble):  # gone meanwhile, or locked
        ours = place.var.stat().st_uid == os.geteuid()
        if ours and (place.run / "lock").exists():
            with place.locked():
                stop_leftovers(place)
                place.forget()
