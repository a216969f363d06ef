"""Hypothesis drives the ledger through any order of operations, beside a model in plain Python."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from finance import chart, selectors, services
from finance.models import Account, Entry
from tests.finance.conftest import Books, assert_sound, days_ago, make_books

NAMES = ["till", "vault", "saving", "sales", "dollars", "change"]
amounts = st.integers(1, 5_000).map(lambda cents: Decimal(cents) / 100)
bolivares = st.sampled_from(NAMES[:4])
ages = st.integers(0, 40)


class Ledger(RuleBasedStateMachine):
    """Six accounts: a till and a saving with floors, a vault, hot sales, and two in dollars."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.books: Books = make_books()
        account = self.books.account
        self.accounts: dict[str, Account] = {
            "till": account(floor=Decimal(0)),
            "vault": account(chart.VAULT),
            "saving": account(chart.MEMBERS_SAVINGS, "member:1", floor=Decimal(-10)),
            "sales": account(chart.SALES, hot=True),
            "dollars": account(chart.VAULT, currency="USD"),
            "change": account(chart.EXCHANGE, currency="USD", hot=True),
        }
        self.floors = {"till": Decimal(0), "saving": Decimal(-10)}
        self.held = dict.fromkeys(NAMES, Decimal(0))
        self.legs: list[tuple[str, Decimal, dt.date]] = []
        self.posted: dict[str, dict[str, Any]] = {}
        self.reversed: set[str] = set()
        self.holds: list[tuple[Any, Decimal]] = []
        self.count = 0
        self.snapped = days_ago(60)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def balance(self, name: str, day: dt.date | None = None) -> Decimal:
        moved = sum(amount for where, amount, on in self.legs if where == name and (day is None or on <= day))
        return self.accounts[name].side * Decimal(moved)

    def fits(self, legs: list[tuple[str, Decimal]], freed: dict[str, Decimal] | None = None) -> bool:
        """Whether every floor holds after these legs, by the model."""
        for name, floor in self.floors.items():
            change = self.accounts[name].side * sum(
                (amount for where, amount in legs if where == name), Decimal(0)
            )
            held = self.held[name] - (freed or {}).get(name, Decimal(0))
            touched = any(where == name for where, _ in legs)
            if touched and self.balance(name) + change - held < floor:
                return False
        return True

    def remember(self, key: str, legs: list[tuple[str, Decimal]], day: dt.date) -> None:
        self.posted[key] = {"legs": legs, "effective": day, "plain": key[0] == "m", "mirror": key[0] == "r"}
        self.legs += [(name, amount, day) for name, amount in legs]

    def send(self, key: str, legs: list[tuple[str, Decimal]], day: dt.date, **more: Any) -> services.Posted:
        return self.books.post(
            *[(self.accounts[name], amount) for name, amount in legs], key=key, effective=day, **more
        )

    def attempt(self, legs: list[tuple[str, Decimal]], day: dt.date) -> None:
        self.count += 1
        key = f"m{self.count}"
        if self.fits(legs):
            self.send(key, legs, day)
            self.remember(key, legs, day)
        else:
            with pytest.raises(Refused, check=lambda error: error.refusal.code == "insufficient"):
                self.send(key, legs, day)

    @rule(into=bolivares, out_of=bolivares, amount=amounts, age=ages)
    def move(self, into: str, out_of: str, amount: Decimal, age: int) -> None:
        self.attempt([(into, amount), (out_of, -amount)], days_ago(age))

    @rule(first=amounts, second=amounts, age=ages)
    def sell(self, first: Decimal, second: Decimal, age: int) -> None:
        legs = [("till", first), ("till", second), ("sales", -first - second)]
        self.attempt(legs, days_ago(age))

    @rule(amount=amounts, dollars=amounts)
    def exchange(self, amount: Decimal, dollars: Decimal) -> None:
        self.attempt(
            [("dollars", dollars), ("change", -dollars), ("vault", -amount), ("sales", amount)], today()
        )

    @rule(sales=st.lists(st.tuples(amounts, ages), min_size=1, max_size=6))
    def sell_in_bulk(self, sales: list[tuple[Decimal, int]]) -> None:
        drafts, told = [], []
        for amount, age in sales:
            self.count += 1
            legs = [("till", amount), ("sales", -amount)]
            told.append((f"m{self.count}", legs, days_ago(age)))
            drafts.append(
                services.Draft(
                    self.books.cooperative,
                    days_ago(age),
                    f"m{self.count}",
                    "tests.thing:1",
                    "Prueba",
                    [(self.accounts[name], value) for name, value in legs],
                )
            )
        services.post_many(by=self.books.person, entries=drafts)
        for key, legs, day in told:
            self.remember(key, legs, day)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.posted)))
        known = self.posted[key]
        if not known["plain"]:
            return
        count = Entry.objects.count()
        self.send(key, known["legs"], known["effective"])
        with pytest.raises(Refused):
            self.send(key, known["legs"], known["effective"], description="Otra cosa")
        assert Entry.objects.count() == count

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.posted)))
        entry = Entry.objects.get(key=key)
        mirror = [(name, -amount) for name, amount in self.posted[key]["legs"]]
        possible = key not in self.reversed and not self.posted[key]["mirror"] and self.fits(mirror)
        if not possible:
            with pytest.raises(Refused):
                services.reverse(entry=entry, by=None, reason="x", key=f"r{self.count}:{key}")
            return
        self.count += 1
        services.reverse(entry=entry, by=None, reason="x", key=f"r{self.count}")
        self.reversed.add(key)
        self.remember(f"r{self.count}", mirror, today())

    @rule(name=st.sampled_from(["till", "saving", "vault"]), amount=amounts)
    def hold(self, name: str, amount: Decimal) -> None:
        self.count += 1

        def ask() -> Any:
            return services.hold(
                account=self.accounts[name], amount=amount, key=f"h{self.count}", reason="x", by=None
            )

        floor = self.floors.get(name)
        if floor is not None and self.balance(name) - self.held[name] - amount < floor:
            with pytest.raises(Refused):
                ask()
            return
        made = ask()
        assert ask() == made
        self.held[name] += amount
        self.holds.append((made, amount))

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), part=st.integers(1, 120))
    def capture(self, data: st.DataObject, part: int) -> None:
        made, held = data.draw(st.sampled_from(self.holds))
        name = next(name for name, account in self.accounts.items() if account.pk == made.account_id)
        taken = max((held * part / 100).quantize(Decimal("0.01")), Decimal("0.01"))
        side = self.accounts[name].side
        legs = [(name, -side * taken), ("sales", side * taken)]
        self.count += 1

        def ask() -> services.Posted:
            return services.capture(
                hold=made,
                by=None,
                effective=today(),
                key=f"c{self.count}",
                source="tests.thing:1",
                description="Prueba",
                legs=[(self.accounts[where], amount) for where, amount in legs],
            )

        if taken > held:
            with pytest.raises(Refused):
                ask()
            return
        assert ask() == ask()
        self.holds.remove((made, held))
        self.held[name] -= held
        self.remember(f"c{self.count}", legs, today())

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        made, held = data.draw(st.sampled_from(self.holds))
        services.release(hold=made)
        services.release(hold=made)
        self.holds.remove((made, held))
        name = next(name for name, account in self.accounts.items() if account.pk == made.account_id)
        self.held[name] -= held

    @rule()
    def fold(self) -> None:
        services.fold()

    @rule()
    def seal(self) -> None:
        services.seal()
        assert services.verify_chain() is None

    @rule(age=ages)
    def close_day(self, age: int) -> None:
        services.close_day(cooperative=self.books.cooperative, day=days_ago(age))

    @invariant()
    def balances_are_the_models(self) -> None:
        held = selectors.balances(account.pk for account in self.accounts.values())
        assert {name: held[account.pk] for name, account in self.accounts.items()} == {
            name: self.balance(name) for name in NAMES
        }
        for name in ("till", "saving", "vault"):
            assert selectors.available(self.accounts[name]) == self.balance(name) - self.held[name]

    @invariant()
    def past_balances_are_the_models(self) -> None:
        for name in ("till", "sales"):
            for age in (0, 7, 30):
                assert selectors.balance_on(self.accounts[name], days_ago(age)) == self.balance(
                    name, days_ago(age)
                )

    @invariant()
    def the_ledger_is_sound(self) -> None:
        assert_sound()


@pytest.mark.django_db
def test_the_ledger_follows_its_model() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=50,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
