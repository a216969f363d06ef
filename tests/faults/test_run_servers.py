"""The servers that we start: deep folders, stale locks, kills, and what cannot be reached."""

import contextlib
import gettext
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest

from cecosesola.launch import place as places
from cecosesola.launch import prepare, run
from cecosesola.launch.external import check_postgres, check_redis
from cecosesola.launch.place import Place, account_for, as_account
from cecosesola.launch.postgres import Postgres, plain_environment
from cecosesola.launch.processes import remembered, still_there, stop_leftovers
from cecosesola.launch.services import throwaway
from cecosesola.launch.translations import compile_translations
from cecosesola.launch.trouble import Trouble
from tests.cutting import eventually

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_POSTGRES = Path("/usr/lib/postgresql/15/bin")
Usage = namedtuple("Usage", "total used free")


def outside(**env: str) -> dict[str, str]:
    """The environment of somebody who has no servers yet."""
    hidden = ("DJANGO_", "DATABASE_", "REDIS_URL", "CECOSESOLA_", "SECRET_KEY", "CASES_KEY", "ALLOWED_HOSTS")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)} | env


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Copy:
    """A `run` of its own, whose words go to a file."""

    def __init__(self, log: Path, **env: str) -> None:
        self.log = log
        with log.open("w") as out:
            command = [sys.executable, "-m", "cecosesola.embedded", "run"]
            self.popen = subprocess.Popen(
                command, cwd=ROOT, env=outside(**env), stdout=out, stderr=subprocess.STDOUT
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str) -> None:
        eventually(lambda: words in self.said() or self.popen.poll() is not None)
        assert words in self.said()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.popen.send_signal(number)
        return self.popen.wait(60)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An installation in a deep folder with spaces which, for root, PostgreSQL's account cannot enter."""
    with throwaway() as spare:
        monkeypatch.setattr(places, "SYSTEM_HOME", spare.var / "lib")
        deep = Place(tmp_path / "una carpeta" / ("profunda " * 12).strip() / "var")
        deep.make()
        yield deep
        deep.forget()


def rows(postgres: Postgres, query: str) -> list:
    with contextlib.closing(psycopg2.connect(postgres.url("cecosesola"))) as connection, connection:
        cursor = connection.cursor()
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_a_deep_folder_a_stale_lock_and_a_kill_lose_nothing(place):
    postgres = Postgres(place)
    postgres.start()
    assert len(str(place.sockets / ".s.PGSQL.5432")) < 100
    rows(postgres, "CREATE TABLE kept AS SELECT 7 AS kilos")
    postgres.process.popen.kill()
    postgres.process.popen.wait()
    # After a power cut the lock names a number that now belongs to somebody else: to us.
    lock = postgres.data / "postmaster.pid"
    lock.write_text("\n".join([str(os.getpid()), *lock.read_text().split("\n")[1:]]))

    again = Postgres(place)
    again.start()
    try:
        assert rows(again, "SELECT kilos FROM kept") == [(7,)]
    finally:
        again.stop()
    assert not place.sockets.exists()


def test_only_we_may_connect_and_the_application_owns_nothing(place):
    postgres = Postgres(place, durable=False)
    postgres.start()
    try:
        assert place.sockets.stat().st_mode & 0o077 == 0
        assert rows(postgres, "SHOW listen_addresses") == [("",)]
        with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
            psycopg2.connect(dbname="cecosesola", user="cecosesola_web", host=str(place.sockets))
        with contextlib.closing(psycopg2.connect(postgres.url())) as app, app.cursor() as cursor:
            cursor.execute("SET ROLE cecosesola_web")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("CREATE TABLE mine (n int)")
    finally:
        postgres.stop()


def test_what_a_killed_command_leaves_is_swept_by_the_next():
    command = [sys.executable, "-m", "cecosesola.embedded", "exec", "--ephemeral", "--"]
    command += ["sh", "-c", "echo $CECOSESOLA_VAR; exec sleep 60"]
    with subprocess.Popen(command, cwd=ROOT, env=outside(), stdout=subprocess.PIPE, text=True) as killed:
        left = Place(Path(killed.stdout.readline().strip()))
        servers = remembered(left)
        killed.kill()
    with throwaway() as mine:
        assert mine.var.exists()
        assert not left.var.exists()
        assert not any(map(still_there, servers))


def test_a_second_copy_is_told_who_is_first(place):
    with place.locked(), pytest.raises(Trouble, match=f"proceso {os.getpid()}"), Place(place.var).locked():
        pass
    assert not place.is_locked()


def test_little_disk_is_told(place, monkeypatch):
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 12_000_000))
    with pytest.raises(Trouble, match="12 MB libres"):
        place.make()


def test_a_taken_port_is_told(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Trouble, match="está ocupado"):
            run.check_port("127.0.0.1", other.getsockname()[1])
    monkeypatch.setenv("PORT", "ocho mil")
    with pytest.raises(Trouble, match="no es un puerto"):
        run.chosen_port()


@pytest.mark.parametrize(
    ("check", "url", "reason"),
    [
        (
            check_postgres,
            "postgresql://ana:secreto@127.0.0.1:1/feria",
            "PostgreSQL no responde en 127.0.0.1:1/feria",
        ),
        (check_postgres, "mysql://127.0.0.1/feria", "debe empezar por postgresql://"),
        (check_redis, "redis://:secreto@127.0.0.1:1/0", "Redis no responde en 127.0.0.1:1/0"),
        (check_redis, "http://127.0.0.1", "debe empezar por redis://"),
    ],
)
def test_a_server_out_of_reach_is_told_in_a_line_without_its_password(check, url, reason):
    with pytest.raises(Trouble, match=reason) as told:
        check(url)
    assert "secreto" not in str(told.value)
    assert "\n" not in str(told.value)


def test_translations_need_no_gettext_programs(tmp_path):
    folder = tmp_path / "locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    source.write_text(header + '\nmsgid "Feria"\nmsgstr "Fair"\n')
    assert compile_translations(tmp_path) == 1
    assert compile_translations(tmp_path) == 0
    assert gettext.translation("django", tmp_path / "locale", ["en"]).gettext("Feria") == "Fair"


def test_words_are_translated_before_any_is_written_down(monkeypatch):
    told = []
    monkeypatch.setattr(prepare, "compile_translations", lambda root: told.append("translations"))
    monkeypatch.setattr(prepare.django, "setup", lambda: told.append("settings"))
    monkeypatch.setattr(prepare, "prepare", lambda console, *, demo: told.append("rows"))
    assert prepare.main([]) == 0
    assert told == ["translations", "settings", "rows"]


def test_everything_from_the_first_page_to_a_kill_and_back(tmp_path):
    """`run` itself: a page, dead pages that come back, a killed launcher, a second start, a clean end."""
    place, port = Place(tmp_path / "una casa" / "var"), free_port()
    env = {"CECOSESOLA_VAR": str(place.var), "PORT": str(port), "DEMO": "0", "DEBUG": "1"}
    first = Copy(tmp_path / "first.log", **env)
    try:
        first.wait_for("Ctrl-C")
        assert run.answers("127.0.0.1", port)
        web = next(entry for entry in remembered(place) if entry["name"] == "web")
        os.kill(web["pid"], signal.SIGKILL)
        first.wait_for("«web» se detuvo (código -9)")
        eventually(lambda: run.answers("127.0.0.1", port))
        first.stop(signal.SIGKILL)
        left = remembered(place)
        assert {"postgres", "valkey", "web", "worker", "beat"} == {entry["name"] for entry in left}

        second = Copy(tmp_path / "second.log", **env)
        second.wait_for("Ctrl-C")
        assert "migraciones aplicadas" not in second.said()  # the first copy's data are there
        assert not any(map(still_there, left))
        mine = remembered(place)
        assert second.stop() == 0
        assert "Todo quedó detenido" in second.said()
        assert not any(map(still_there, mine))
        assert not place.addresses.exists()
    finally:
        stop_leftovers(place)
        place.forget()


def test_production_without_its_secret_is_told_before_anything_starts(tmp_path):
    var = tmp_path / "var"
    copy = Copy(tmp_path / "log", CECOSESOLA_VAR=str(var), CECOSESOLA_ENV="production", PORT=str(free_port()))
    assert copy.popen.wait(60) == 1
    assert copy.said().startswith("cecosesola: SECRET_KEY")
    assert len(copy.said().splitlines()) == 1
    assert not (var / "postgres").exists()


@pytest.mark.skipif(not DEBIAN_POSTGRES.exists(), reason=f"needs PostgreSQL 15 in {DEBIAN_POSTGRES}")
@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
def test_somebodys_postgresql_15_and_redis_serve_as_well(tmp_path):
    """The oldest PostgreSQL that we promise: migrated by its owner, then used as the web role."""
    with throwaway() as spare:
        spare.make()
        folder, account = spare.var / "elsewhere", account_for(spare.var / "elsewhere")
        folder.mkdir()
        if account:
            os.chown(folder, account.uid, account.gid)
        them = {"env": plain_environment(), "cwd": "/", **as_account(account)}
        initdb = [DEBIAN_POSTGRES / "initdb", "-D", folder / "data", "--username=owner", "--auth=trust"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **them)
        quick = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
        postgres = subprocess.Popen(
            [DEBIAN_POSTGRES / "postgres", "-D", folder / "data", *quick], stderr=subprocess.DEVNULL, **them
        )
        port = free_port()
        redis = subprocess.Popen(
            ["redis-server", "--port", str(port), "--save", ""], stdout=subprocess.DEVNULL
        )
        address = f"postgresql://owner@{quote(str(folder), safe='')}/postgres"
        env = outside(
            DATABASE_URL=address, REDIS_URL=f"redis://127.0.0.1:{port}/0", CECOSESOLA_VAR=str(spare.var)
        )
        house = [sys.executable, "-m", "cecosesola.embedded", "exec", "--", sys.executable, "manage.py"]
        call = {"cwd": ROOT, "env": env, "check": True, "stdout": subprocess.PIPE, "text": True}
        ask = "cursor = connection.cursor(); cursor.execute('SELECT current_user'); print(cursor.fetchone())"
        try:
            eventually(lambda: (folder / ".s.PGSQL.5432").exists())
            subprocess.run([*house, "migrate", "-v0"], **call)
            told = subprocess.run(
                [*house, "shell", "-v0", "-c", f"from django.db import connection; {ask}"], **call
            )
            assert "cecosesola_web" in told.stdout
            assert not (spare.var / "postgres").exists()
            assert not (spare.var / "valkey").exists()
        finally:
            postgres.send_signal(signal.SIGINT)
            redis.terminate()
            postgres.wait(30)
            redis.wait(30)
