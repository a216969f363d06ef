"""Power cuts: a connection or the whole server dies in the middle of postings."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
from django.db import Error, connection

from cecosesola.kernel.clock import today
from cecosesola.launch.postgres import OWNER, Postgres
from cecosesola.launch.services import throwaway
from finance import chart, selectors, services
from finance.models import Entry
from tests.cutting import Line, eventually
from tests.finance.conftest import Books, assert_sound

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_a_terminated_connection_leaves_all_or_nothing(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES, hot=True)
    batches = [
        [
            services.Draft(
                committed.cooperative, today(), f"{batch}:{n}", "t.t:1", "", [(till, 1), (sales, -1)]
            )
            for n in range(400)
        ]
        for batch in range(12)
    ]
    line, interrupted = Line(), threading.Event()

    def work() -> None:
        try:
            line.mine()
            for batch in batches:
                services.post_many(by=None, entries=batch)
        except Error:
            interrupted.set()
        finally:
            connection.close()

    hand = threading.Thread(target=work)
    hand.start()
    eventually(lambda: Entry.objects.count() >= 400)
    time.sleep(0.01)
    line.cut()
    hand.join()
    assert interrupted.is_set()
    there = Entry.objects.count()
    assert 400 <= there < 4800
    assert there % 400 == 0
    assert_sound()
    for batch in batches:
        services.post_many(by=None, entries=batch)
    assert Entry.objects.count() == 4800
    assert selectors.balance(till) == 4800
    assert_sound()


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A durable PostgreSQL of this test's own, with the house's schema."""
    with throwaway() as place:
        place.make()
        postgres = Postgres(place)
        postgres.start()
        try:
            env = os.environ | {
                "DATABASE_URL": postgres.url(OWNER),
                "DATABASE_OWNER_URL": postgres.url(OWNER),
            }
            subprocess.run(
                [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env=env,
                check=True,
            )
            yield postgres
        finally:
            postgres.stop()


def pull_the_plug(postgres: Postgres) -> None:
    """kill -9 to the server and each of its processes, at the same moment."""
    server = psutil.Process(postgres.process.popen.pid)
    for process in [server, *server.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    postgres.process.popen.wait()


HANDS, EACH = 4, 400


@pytest.mark.slow
def test_a_server_killed_mid_way_comes_back_whole(server: Postgres) -> None:
    with psycopg2.connect(server.url(OWNER)) as setup, setup.cursor() as cursor:
        cursor.execute(
            "INSERT INTO federation_cooperative (code, name, kind, rif, is_primary)"
            " VALUES ('c', 'C', 'worker', '', false) RETURNING id"
        )
        (cooperative,) = cursor.fetchone()
        cursor.execute(
            "SELECT ledger_open_books(%s, ARRAY[%s, %s], ARRAY['Cajas', 'Ventas'], ARRAY['asset', 'income'])",
            [cooperative, chart.TILL, chart.SALES],
        )
        cursor.execute("SELECT ledger_account(%s, %s, '', '', 'VES')", [cooperative, chart.TILL])
        (till,) = cursor.fetchone()
        cursor.execute("SELECT ledger_account(%s, %s, '', '', 'VES', true)", [cooperative, chart.SALES])
        (sales,) = cursor.fetchone()

    def post(hand: int, acknowledged: set[str]) -> None:
        with contextlib.suppress(psycopg2.Error):
            own = psycopg2.connect(server.url(OWNER))
            own.autocommit = True
            cursor = own.cursor()
            for step in range(EACH):
                key = f"{hand}:{step}"
                cursor.execute(
                    "SELECT ledger_post(%s, 'h', %s, '2026-11-20', 't.t:1', 'd', NULL, NULL,"
                    " %s, '{2.50,-2.50}')",
                    [key, cooperative, [till, sales]],
                )
                acknowledged.add(key)
            own.close()

    def everybody() -> tuple[list[threading.Thread], set[str]]:
        acknowledged: set[str] = set()
        hands = [threading.Thread(target=post, args=(hand, acknowledged)) for hand in range(HANDS)]
        for hand in hands:
            hand.start()
        return hands, acknowledged

    hands, acknowledged = everybody()
    eventually(lambda: len(acknowledged) >= HANDS * EACH // 4)
    pull_the_plug(server)
    for hand in hands:
        hand.join()
    assert len(acknowledged) < HANDS * EACH

    server.start()
    assert set(keys(server)) >= acknowledged
    assert broken(server) == [0] * 8

    hands, acknowledged = everybody()
    for hand in hands:
        hand.join()
    assert (
        sorted(acknowledged)
        == sorted(keys(server))
        == sorted(f"{h}:{s}" for h in range(HANDS) for s in range(EACH))
    )
    assert broken(server) == [0] * 8
    with psycopg2.connect(server.url(OWNER)) as after, after.cursor() as cursor:
        cursor.execute("SELECT ledger_fold()")
        cursor.execute("SELECT debit, credit, version FROM finance_balance ORDER BY account_id")
        assert cursor.fetchall() == [(4000, 0, 1600), (0, 4000, 1600)]


def keys(server: Postgres) -> list[str]:
    with psycopg2.connect(server.url(OWNER)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT key FROM finance_entry")
        return [key for (key,) in cursor.fetchall()]


def broken(server: Postgres) -> list[int]:
    with psycopg2.connect(server.url(OWNER)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_integrity(7)")
        return list(cursor.fetchone())
