"""Every named rule of cash, closings, eras and the bank is broken here once, around every service."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from cecosesola.kernel.clock import today
from federation.models import Role
from finance import chart, services
from finance.models import (
    BankFile,
    BankLine,
    BankMatch,
    CashBag,
    CashTally,
    CurrencyEra,
    EraConversion,
    EraProof,
    PeriodClosing,
    Revaluation,
    SurplusDistribution,
    SurplusRule,
)
from tests.factories import federation as f
from tests.finance.conftest import Books
from tests.finance.test_bank import bring, moved
from tests.finance.test_closings import FIRST, MONTH, closed_month, decided, era_of, say_rules, sold_dollars
from tests.finance.test_custody import count, drop
from tests.promises import broken
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db

MODELS = (
    BankFile, BankLine, BankMatch, CashBag, CashTally, CurrencyEra, EraConversion, EraProof, PeriodClosing,
    Revaluation, SurplusDistribution, SurplusRule,
)  # fmt: skip


class World:
    """One of everything that these tables keep."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.keeper, self.other = f.holder(Role.FINANCE), f.holder(Role.FINANCE)
        sold_dollars(books, 10, 20)
        services.revalue(by=self.keeper, cooperative=books.cooperative, on=MONTH)
        closed_month(books, self.keeper)
        decision = decided(self.keeper)
        say_rules(self.keeper, decision)
        services.share_surplus(
            by=self.keeper, cooperative=books.cooperative, starts=FIRST, ends=MONTH, decision=decision
        )
        self.era = era_of(self.keeper, today() + dt.timedelta(days=1))
        proof = services.prove_era(by=self.keeper, era=self.era, cooperative=books.cooperative)
        EraConversion.objects.create(
            era=self.era,
            cooperative=books.cooperative,
            proof=proof,
            entries=1,
            converted_by=self.other,
            proven_by=self.keeper,
        )
        bag = drop(books, self.keeper)
        self.bag = count(bag, [self.keeper, self.other], {"100": 1})
        self.closed = drop(books, self.keeper, "P-2", "k-2")
        self.closed = count(self.closed, [self.keeper, self.other] * 2, {"50": 1})
        posted = moved(books, 10, today())
        bring(books, self.keeper, (today(), "1", "10,00"), (today(), "2", "10,00"))
        self.line, self.open = BankLine.objects.order_by("pk")
        services.match_line(by=self.keeper, line=self.line, legs=[(posted.id, 1)])


def copied(table: str, **instead: str) -> Callable[[World], str]:
    """A row like the first one, with these columns said otherwise."""

    def sql(world: World) -> str:
        model = next(one for one in MODELS if one._meta.db_table == f"finance_{table}")
        columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        values = [instead.get(column, f'"{column}"') for column in columns]
        into = ", ".join(f'"{column}"' for column in columns)
        return (
            f"INSERT INTO finance_{table} ({into}) SELECT {', '.join(values)}"
            f" FROM finance_{table} ORDER BY id LIMIT 1"
        )

    return sql


def changed(table: str, what: str, where: str = "true") -> Callable[[World], str]:
    return lambda world: f"UPDATE finance_{table} SET {what} WHERE {where}"


def deleted(table: str) -> Callable[[World], str]:
    return lambda world: f"DELETE FROM finance_{table}"


PROMISES: list[tuple[str, Callable[[World], str]]] = [
    ("node_code_says_kind", changed("node", "code = '1.9.9'", f"code = '{chart.SALES}'")),
    # Bags and their counts.
    ("bag_seal_once", copied("cashbag", key="'otra'")),
    ("bag_key_once", copied("cashbag", label="'otra'")),
    ("bag_currency_known", copied("cashbag", key="'o'", label="'o'", currency="'EUR'")),
    ("bag_sends_something", copied("cashbag", key="'o'", label="'o'", sent="0")),
    (
        "bag_received_not_negative",
        copied("cashbag", key="'o'", label="'o'", state="'closed'", received="-1"),
    ),
    ("bag_says_what_it_holds", copied("cashbag", key="'o'", label="'o'", sent="NULL")),
    ("bag_never_deleted", deleted("cashbag")),
    ("bag_stays_itself", changed("cashbag", "label = label || 'x'")),
    ("bag_ends_once", changed("cashbag", "received = 51", "state = 'closed'")),
    ("tally_by_two_people", copied("cashtally", place="2")),
    ("tally_two_a_round", lambda w: copied("cashtally", counted_by_id=str(w.books.person.pk))(w)),
    ("tally_place_known", lambda w: copied("cashtally", place="3", counted_by_id=str(w.books.person.pk))(w)),
    ("tally_not_negative", copied("cashtally", round="9", amount="-1")),
    ("tally_stays", changed("cashtally", "amount = 5")),
    # Closings, revaluations and surplus.
    ("closing_stays", changed("periodclosing", "note = 'x'")),
    ("revaluation_foreign", copied("revaluation", currency="'VES'", gain="0", entry_id="NULL")),
    ("revaluation_posts_its_gain", copied("revaluation", gain="5", entry_id="NULL")),
    ("revaluation_stays", deleted("revaluation")),
    ("surplusrule_once_a_day", copied("surplusrule")),
    ("surplusrule_is_a_part", copied("surplusrule", since="'2020-01-01'", percent="101")),
    ("surplusrule_to_equity_or_fund", copied("surplusrule", node_code="'4.1.1.01'")),
    ("surplusrule_stays", changed("surplusrule", "percent = 50")),
    ("surplus_above_zero", copied("surplusdistribution", surplus="0")),
    (
        "surplus_month_once",
        lambda w: copied(
            "surplusdistribution", entry_id=f"(SELECT id FROM finance_entry WHERE id <> {_shared()} LIMIT 1)"
        )(w),
    ),
    ("surplus_stays", changed("surplusdistribution", "surplus = 1")),
    # Eras.
    ("era_first_day_once", copied("currencyera")),
    ("era_takes_zeros_off", copied("currencyera", starts="'2020-01-01'", divisor="500")),
    ("era_stays", changed("currencyera", "divisor = 10")),
    ("eraproof_stays", changed("eraproof", "digest = 'x'")),
    ("era_converts_once", lambda w: _another_conversion(w, w.other.pk, w.era.pk)),
    ("era_converted_by_two_people", lambda w: _another_conversion(w, w.keeper.pk, _other_era(w))),
    ("eraconversion_stays", deleted("eraconversion")),
    # The bank.
    ("bankfile_once", copied("bankfile")),
    ("bankfile_stays", changed("bankfile", "lines = 9")),
    ("bankline_reference_once", copied("bankline")),
    ("bankline_not_zero", copied("bankline", amount="0")),
    ("bankline_state_known", copied("bankline", reference="'9'", state="'odd'")),
    ("bankline_never_deleted", deleted("bankline")),
    ("bankline_stays_itself", changed("bankline", "amount = amount + 1")),
    ("bankmatch_leg_once", lambda w: copied("bankmatch", line_id=str(w.open.pk))(w)),
    ("bankmatch_undone_by_somebody", changed("bankmatch", "undone_at = now()")),
    ("bankmatch_never_deleted", deleted("bankmatch")),
    ("bankmatch_stays_itself", changed("bankmatch", "amount = 9")),
]


def _shared() -> int:
    return SurplusDistribution.objects.get().entry_id


def _other_era(world: World) -> int:
    return era_of(world.keeper, today() + dt.timedelta(days=40)).pk


def _another_conversion(world: World, by: int, era: int) -> str:
    proof = services.prove_era(
        by=world.keeper,
        era=era_of(world.keeper, today() + dt.timedelta(days=60)),
        cooperative=world.books.cooperative,
    )
    return (
        "INSERT INTO finance_eraconversion (era_id, cooperative_id, proof_id, entries, converted_by_id,"
        f" proven_by_id, converted_at) VALUES ({era}, {world.books.cooperative.pk}, {proof.pk}, 1, {by},"
        f" {world.keeper.pk}, now())"
    )


def test_every_promise_holds_against_the_owner_of_the_schema(books: Books) -> None:
    world = World(books)
    for name, sql in PROMISES:
        with taken_back(name):
            broken(name, sql(world))


def test_every_named_promise_is_tried() -> None:
    named: set[Any] = {"node_code_says_kind"}
    for model in MODELS:
        named |= {constraint.name for constraint in model._meta.constraints}
        named |= {trigger.name for trigger in getattr(model._meta, "triggers", [])}
    assert named == {name for name, _sql in PROMISES}
    assert set(apps.get_app_config("finance").get_models()) >= set(MODELS)


def test_a_bag_that_arrived_may_still_be_explained(books: Books) -> None:
    keeper, other = f.holder(Role.FINANCE), f.holder(Role.FINANCE)
    bag = count(drop(books, keeper), [keeper, other], {"100": 1})
    bag = count(bag, [keeper, other], {"50": 1})
    services.explain_bag(by=other, bag=bag, explanation="Un billete se rompió.")
    assert (CashBag.objects.get().explanation, bag.received) == ("Un billete se rompió.", Decimal(50))
