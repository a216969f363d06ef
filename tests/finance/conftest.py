"""A cooperative with open books, and hands that post at once."""

import datetime as dt
import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from federation.models import Cooperative, Person
from finance import chart, selectors, services
from finance.models import Account

KEPT = ("entry", "leg", "entryseal", "fxrate", "account", "balance", "hold", "period")


@pytest.fixture(autouse=True, scope="session")
def _flush_kept_rows() -> Iterator[None]:
    """Between tests that commit, the owner lifts the guards of rows that otherwise stay for ever."""
    flush = DatabaseOperations.execute_sql_flush

    def lifted(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            for table in KEPT:
                cursor.execute(f"ALTER TABLE finance_{table} DISABLE TRIGGER USER")
            flush(self, sql_list)
            for table in KEPT:
                cursor.execute(f"ALTER TABLE finance_{table} ENABLE TRIGGER USER")

    DatabaseOperations.execute_sql_flush = lifted
    yield
    DatabaseOperations.execute_sql_flush = flush


@dataclass
class Books:
    """A cooperative's books and the shortest way to post in them."""

    cooperative: Cooperative
    person: Person
    keys: Iterator[int]

    def account(self, node: str = chart.TILL, party: str = "", product: str = "", **more: Any) -> Account:
        return services.account(cooperative=self.cooperative, node=node, party=party, product=product, **more)

    def post(self, *legs: tuple[Account, object], key: str | None = None, **more: Any) -> services.Posted:
        facts: dict[str, Any] = {
            "by": self.person,
            "cooperative": self.cooperative,
            "effective": today(),
            "key": key or f"k{next(self.keys)}",
            "source": "tests.thing:1",
            "description": "Prueba",
            "legs": [services.Leg(account, Decimal(str(amount))) for account, amount in legs],
        }
        return services.post(**(facts | more))

    def move(self, into: Account, out_of: Account, amount: object, **more: Any) -> services.Posted:
        """Debit one account and credit another."""
        return self.post((into, amount), (out_of, -Decimal(str(amount))), **more)


def make_books(code: str = "la-prueba", document: str = "V1000") -> Books:
    cooperative = Cooperative.objects.create(code=code, name=f"Cooperativa {code}", kind="worker")
    person = Person.objects.create_user(document, given_names="Ana", family_names="Prueba")
    services.open_books(cooperative=cooperative, by=None)
    return Books(cooperative, person, itertools.count(1))


@pytest.fixture
def books(db: None) -> Books:
    return make_books()


@pytest.fixture
def committed(transactional_db: None) -> Books:
    """Books that other connections see."""
    return make_books()


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run every job in a thread of its own, all from the same moment. A refusal answers its code."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return job()
        except Refused as refused:
            return refused.refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def assert_sound() -> None:
    """The whole ledger keeps its promises, asked in SQL and, slowly, leg by leg."""
    assert {check.name: check.broken for check in selectors.integrity() if check.broken} == {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id FROM finance_leg GROUP BY entry_id, currency, cooperative_id"
            " HAVING sum(amount) <> 0"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT account_id, version FROM (SELECT account_id, version, balance_after - amount - lag("
            "balance_after, 1, 0.0) OVER chain AS gap, version - lag(version, 1, 0::bigint) OVER chain"
            " AS step"
            " FROM finance_leg WHERE version IS NOT NULL"
            " WINDOW chain AS (PARTITION BY account_id ORDER BY version)) c WHERE gap <> 0 OR step <> 1"
        )
        assert cursor.fetchall() == []


def days_ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)
