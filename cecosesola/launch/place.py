"""Where an installation keeps its things, and as whom its servers run.

Everything lives under one folder, `var/`:

    var/run/       the lock, the processes and the addresses of what is up now
    var/log/       one file for each process
    var/postgres/  the database
    var/valkey/    queued jobs

Two things cannot always be there. A socket's path may have about 100 characters, so sockets live in
a short folder under /tmp that only we can enter. And PostgreSQL refuses to run as root: root starts it
as an unprivileged account, and where that account cannot reach `var/` (a clone under /root), the
database goes to /var/lib/cecosesola/ and `var/postgres` is a link to it.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cecosesola.launch.trouble import Trouble

SYSTEM_HOME = Path("/var/lib/cecosesola")
LOG_LIMIT = 10_000_000
DISK_NEEDED = 300_000_000


@dataclass(frozen=True)
class Account:
    """The unprivileged account that root lends to PostgreSQL."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        enter = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
            **as_account(self),
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return enter.returncode == 0


def as_account(account: Account | None) -> dict[str, Any]:
    """Arguments of `subprocess` that start a process as this account and nothing more."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def account_for(data: Path) -> Account | None:
    """Who runs PostgreSQL: ourselves, unless we are root.

    Nothing is added to the machine: it is the account that owns the data already, else the
    `postgres` of an installed PostgreSQL, else `nobody`.
    """
    if os.geteuid() != 0:
        return None
    candidates = [os.environ.get("CECOSESOLA_ACCOUNT", ""), "postgres", "nobody"]
    if data.exists() and (uid := data.stat().st_uid):
        with contextlib.suppress(KeyError):
            candidates.insert(0, pwd.getpwuid(uid).pw_name)
    for name in filter(None, candidates):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "PostgreSQL no corre como root y no hay cuenta «nobody»: indique una con CECOSESOLA_ACCOUNT."
    )


class Place:
    """One installation's folders. Holding its lock is being the copy that is up."""

    def __init__(self, var: Path) -> None:
        self.var = var.absolute()
        self.run = self.var / "run"
        self.addresses = self.run / "services.json"
        self.key = hashlib.sha256(str(self.var.resolve()).encode()).hexdigest()[:10]
        self.sockets = short_folder() / f"cecosesola-{os.geteuid()}-{self.key}"

    def make(self) -> None:
        """Make the folders, or say in one line why they cannot be made."""
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            for folder in (self.run, self.var / "log"):
                folder.mkdir(exist_ok=True)
                folder.chmod(0o700)
            free = shutil.disk_usage(self.var).free
        except OSError as error:
            raise Trouble(f"No se puede escribir en {self.var}: {error.strerror}.") from error
        if free < DISK_NEEDED:
            raise Trouble(
                f"Queda poco disco en {self.var}: {free // 1_000_000} MB libres, "
                f"hacen falta {DISK_NEEDED // 1_000_000}."
            )

    def log(self, name: str) -> Path:
        """The log of one process; yesterday's is kept once it has grown long."""
        path = self.var / "log" / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only copy. The lock goes with the process, so a power cut leaves none behind."""
        path = self.run / "lock"
        with path.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.seek(0)
                pid = file.read().strip() or "?"
                raise Trouble(f"Ya hay una copia encendida (proceso {pid}): deténgala con Ctrl-C.") from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield
            file.truncate(0)

    def is_locked(self) -> bool:
        """Whether a copy is up."""
        try:
            with (self.run / "lock").open("r") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def running(self) -> dict[str, str]:
        """The addresses of the servers of the copy that is up; empty when none is."""
        if not self.is_locked():
            return {}
        try:
            return json.loads(self.addresses.read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def socket_folder(self, account: Account | None) -> Path:
        """The sockets' folder, made anew: nobody else on the machine may enter."""
        owners = {os.geteuid()} | ({account.uid} if account else set())
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise Trouble(f"{self.sockets} es de otra persona: bórrelo y vuelva a intentar.")
        for leftover in self.sockets.iterdir():
            leftover.unlink()
        self.sockets.chmod(0o700)
        if account:
            os.chown(self.sockets, account.uid, account.gid)
        return self.sockets

    def database_folder(self) -> tuple[Path, Account | None]:
        """Where the database is, and who runs it."""
        data = self.var / "postgres"
        account = account_for(data)
        if account is None or data.is_symlink() or account.can_enter(data if data.exists() else self.var):
            return data, account
        home = SYSTEM_HOME / f"{self.var.parent.name}-{self.key}".lower()
        try:
            SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
            home.mkdir(mode=0o755, exist_ok=True)
            if data.exists():  # the clone was moved under a closed folder
                shutil.move(data, home / "postgres")
            data.symlink_to(home / "postgres")
        except OSError as error:
            raise Trouble(
                f"La cuenta «{account.name}», que corre PostgreSQL por root, no llega a {self.var} "
                f"y no se puede escribir en {SYSTEM_HOME}: {error.strerror}."
            ) from error
        return data, account

    def forget(self) -> None:
        """Remove a throw-away installation, wherever its parts are."""
        data = self.var / "postgres"
        if data.is_symlink():
            shutil.rmtree(data.resolve().parent, ignore_errors=True)
        for folder in (self.var, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)


def short_folder() -> Path:
    """A folder for sockets: /tmp, because TMPDIR may be long."""
    return Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108
