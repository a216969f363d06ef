"""What a posting promises, one hand at a time."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from finance import chart, selectors, services
from finance.models import Balance, Entry, Leg
from tests.finance.conftest import Books, assert_sound, days_ago, make_books

pytestmark = pytest.mark.django_db


def refusal(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.refusal.code == code)


def test_an_entry_moves_balances_and_keeps_its_own_audit(books: Books) -> None:
    till, sales = books.account(floor=Decimal(0)), books.account(chart.SALES)
    posted = books.move(till, sales, "10.50", key="first")
    entry = selectors.entry(posted.id)
    assert (entry.key, entry.actor, entry.source, entry.legs) == ("first", books.person, "tests.thing:1", 2)
    assert (selectors.balance(till), selectors.balance(sales)) == (Decimal("10.50"), Decimal("10.50"))
    legs = [(leg.amount, leg.balance_after, leg.version) for leg in selectors.lines_of(entry)]
    assert legs == [(Decimal("10.50"), Decimal("10.50"), 1), (Decimal("-10.50"), Decimal("-10.50"), 1)]
    assert_sound()


def test_the_same_account_twice_in_an_entry_chains_its_legs(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    books.post((till, 10), (till, "-2.50"), (sales, "-7.50"))
    assert list(
        Leg.objects.filter(account=till).order_by("version").values_list("balance_after", "version")
    ) == [
        (Decimal(10), 1),
        (Decimal("7.50"), 2),
    ]
    balance = Balance.objects.get(account=till)
    assert (balance.debit, balance.credit, balance.version) == (Decimal(10), Decimal("2.50"), 2)
    assert_sound()


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        (["10", "-9.99"], "unbalanced"),
        (["10.005", "-10.005"], "too_fine"),
        (["0", "0"], "zero_amount"),
        (["NaN", "NaN"], "not_a_number"),
        (["Infinity", "-Infinity"], "not_a_number"),
        (["5"], "unbalanced"),
        ([], "no_legs"),
    ],
)
def test_a_wrong_entry_changes_nothing(books: Books, amounts: list[str], code: str) -> None:
    accounts = [books.account(), books.account(chart.SALES)]
    with refusal(code):
        books.post(*zip(accounts, map(Decimal, amounts), strict=False))
    assert not Entry.objects.exists()
    assert [selectors.balance(account) for account in accounts] == [0, 0]
    assert_sound()


def test_floats_are_refused_before_they_reach_the_ledger(books: Books) -> None:
    with pytest.raises(TypeError):
        services.post(
            by=None,
            cooperative=books.cooperative,
            effective=today(),
            key="f",
            source="t.t:1",
            description="",
            legs=[(books.account(), 1.5), (books.account(chart.SALES), -1.5)],
        )


def test_each_currency_balances_alone(books: Books) -> None:
    bolivares, dollars = books.account(), books.account(currency="USD")
    with refusal("unbalanced"):
        books.post((bolivares, 36), (dollars, -36))
    assert_sound()


def test_an_account_of_other_books_is_refused(books: Books) -> None:
    other = make_books("otra", "V2000")
    with refusal("other_books"):
        books.move(books.account(), other.account(chart.SALES), 5)
    with refusal("no_legs"):
        services.post_many(
            by=None, entries=[services.Draft(books.cooperative, today(), "x", "t.t:1", "", [])]
        )
    assert_sound()


def test_cooperatives_pay_each_other_in_one_run(books: Books) -> None:
    other = make_books("otra", "V2000")
    owed, paid = books.account(chart.DUE_TO, "coop:2"), books.account(chart.INVENTORY)
    due, given = other.account(chart.DUE_FROM, "coop:1"), other.account(chart.INVENTORY)
    one = services.Draft(books.cooperative, today(), "a", "t.t:1", "", [(paid, 50), (owed, -50)])
    two = services.Draft(other.cooperative, today(), "b", "t.t:1", "", [(due, 50), (given, -50)])
    services.post_many(by=books.person, entries=[one, two])
    assert (selectors.balance(owed), selectors.balance(due)) == (50, 50)
    assert_sound()


def test_nothing_goes_below_its_floor(books: Books) -> None:
    till, bank = books.account(floor=Decimal(0)), books.account(chart.BANK)
    saving = books.account(chart.MEMBERS_SAVINGS, "member:9", floor=Decimal(-20))
    books.move(till, bank, 10)
    with refusal("insufficient"):
        books.move(bank, till, "10.01")
    books.move(bank, till, 10)
    books.move(saving, bank, 20)
    with refusal("insufficient"):
        books.move(saving, bank, "0.01")
    assert selectors.balance(saving) == -20
    with refusal("insufficient"):
        books.account(chart.MEMBERS_SAVINGS, "member:10", floor=Decimal(1))
    assert_sound()


def test_a_refusal_changes_nothing_even_at_the_second_write(books: Books) -> None:
    """The first account is written before the second refuses; and the caller's own work survives."""
    bank, till = books.account(chart.BANK), books.account(floor=Decimal(0))
    with transaction.atomic():
        kept = books.move(bank, books.account(chart.SALES), 7)
        with refusal("insufficient"):
            books.post((bank, 5), (till, -5))
    assert selectors.balance(bank) == 7
    assert list(Entry.objects.values_list("pk", flat=True)) == [kept.id]
    with refusal("insufficient"):
        services.post_many(
            by=None,
            entries=[
                services.Draft(books.cooperative, today(), f"m{n}", "t.t:1", "", [(bank, 5), (source, -5)])
                for n, source in enumerate([books.account(chart.SALES), till])
            ],
        )
    assert selectors.balance(bank) == 7
    assert_sound()


def test_a_key_is_for_one_body(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    first = books.move(till, sales, "10.50", key="once")
    assert books.move(till, sales, "10.5", key="once") == first
    for other in ({"description": "Otra"}, {"effective": days_ago(1)}, {"source": "tests.thing:2"}):
        with refusal("key_reused"):
            books.move(till, sales, "10.50", key="once", **other)
    with refusal("key_reused"):
        books.move(till, sales, 11, key="once")
    assert Entry.objects.count() == 1
    assert selectors.balance(till) == Decimal("10.50")


def test_a_replay_answers_even_when_the_period_is_closed_meanwhile(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    day = days_ago(62)
    first = books.move(till, sales, 10, key="once", effective=day)
    close(books, day)
    assert books.move(till, sales, 10, key="once", effective=day) == first
    with refusal("period_closed"):
        books.move(till, sales, 10, key="late", effective=day)


def close(books: Books, day: dt.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_close_period(id, NULL, %s) FROM finance_period"
            " WHERE cooperative_id = %s AND %s BETWEEN starts AND ends",
            [today(), books.cooperative.pk, day],
        )


def test_a_reversal_is_the_exact_mirror_once(books: Books) -> None:
    till, sales, fund = books.account(), books.account(chart.SALES), books.account(chart.FUND, hot=True)
    posted = books.post((till, 100), (sales, -97), (fund, -3))
    reversal = services.reverse(entry=posted, by=None, reason="Pesada dos veces")
    assert services.reverse(entry=posted, by=None, reason="Pesada dos veces") == reversal
    with refusal("already_reversed"):
        services.reverse(entry=posted, by=None, reason="Otra vez", key="other")
    with refusal("cannot_reverse"):
        services.reverse(entry=reversal, by=None, reason="Al revés")
    with refusal("no_reason"):
        services.reverse(entry=posted, by=None, reason=" ")
    with refusal("no_such_entry"):
        services.reverse(entry=10**9, by=None, reason="Nada")
    assert [selectors.balance(account) for account in (till, sales, fund)] == [0, 0, 0]
    assert selectors.reversal_of(selectors.entry(posted.id)).pk == reversal.id
    assert_sound()


def test_only_the_mirror_may_claim_to_reverse(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    posted = books.move(till, sales, 10)
    for amount in (10, -9):
        with refusal("cannot_reverse"):
            books.move(till, sales, amount, reverses=posted.id)


def test_two_different_people_sign(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    with refusal("same_person"):
        books.move(till, sales, 10, approver=books.person)


def test_hot_accounts_wait_for_the_fold_and_read_the_same(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES, hot=True)
    for _ in range(3):
        books.move(till, sales, 5)
    stored = Balance.objects.get(account=sales)
    assert (stored.credit, stored.version) == (0, 0)
    assert selectors.balance(sales) == 15
    assert selectors.balances([till.pk, sales.pk]) == {till.pk: 15, sales.pk: 15}
    assert set(Leg.objects.filter(account=sales).values_list("balance_after", "version")) == {(None, None)}
    assert_sound()
    assert services.fold() == 3
    assert services.fold() == 0
    stored.refresh_from_db()
    assert (stored.credit, stored.version) == (15, 3)
    assert selectors.balance(sales) == 15
    assert_sound()


def test_a_hot_account_has_no_floor_and_no_holds(books: Books) -> None:
    sales = books.account(chart.SALES, hot=True)
    with refusal("hold_on_hot"):
        services.hold(account=sales, amount=Decimal(1), key="h", reason="x", by=None)


def test_bulk_posts_just_what_one_by_one_would(books: Books) -> None:
    other = make_books("otra", "V2000")

    def drafts(where: Books) -> list[services.Draft]:
        till = where.account(floor=Decimal(0))
        sales, fund = where.account(chart.SALES, hot=True), where.account(chart.FUND)
        return [
            services.Draft(
                where.cooperative,
                days_ago(n % 40),
                f"{where.cooperative.code}:{n}",
                "t.t:1",
                f"Venta {n}",
                [(till, 100 + n), (till, -n), (sales, -97), (fund, -3)],
                approver=None,
            )
            for n in range(1, 60)
        ]

    posted = services.post_many(by=books.person, entries=drafts(books))
    for draft in drafts(other):
        services.post(
            by=other.person,
            cooperative=draft.cooperative,
            effective=draft.effective,
            key=draft.key,
            source=draft.source,
            description=draft.description,
            legs=draft.legs,
        )
    assert [entry.key for entry in posted] == [f"la-prueba:{n}" for n in range(1, 60)]

    def shape(where: Books) -> list[tuple]:
        legs = Leg.objects.filter(cooperative=where.cooperative).order_by("entry_id", "line")
        return list(
            legs.values_list(
                "entry__description",
                "line",
                "account__node__code",
                "amount",
                "balance_after",
                "version",
                "effective",
            )
        )

    assert shape(books) == shape(other)
    assert_sound()
    assert services.post_many(by=books.person, entries=drafts(books)) == posted
    assert Leg.objects.filter(cooperative=books.cooperative).count() == 59 * 4


def test_a_bulk_run_mixes_replays_and_new_entries(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)

    def draft(n: int, amount: int = 5) -> services.Draft:
        return services.Draft(
            books.cooperative, today(), f"d{n}", "t.t:1", "", [(till, amount), (sales, -amount)]
        )

    first = services.post_many(by=None, entries=[draft(1), draft(2)])
    again = services.post_many(by=None, entries=[draft(0), draft(2), draft(3), draft(1)])
    assert (again[1], again[3]) == (first[1], first[0])
    assert selectors.balance(till) == 20
    with refusal("key_reused"):
        services.post_many(by=None, entries=[draft(4), draft(1, amount=6)])
    assert selectors.balance(till) == 20
    assert services.post_many(by=None, entries=[]) == []
    assert_sound()


def test_an_exchange_balances_in_both_currencies(books: Books) -> None:
    dollars, bolivares = books.account(currency="USD"), books.account()
    legs = services.exchange_legs(
        cooperative=books.cooperative,
        source=dollars,
        target=bolivares,
        amount=Decimal(20),
        rate=Decimal("243.1105"),
    )
    books.post(*legs)
    assert (selectors.balance(dollars), selectors.balance(bolivares)) == (-20, Decimal("4862.21"))
    back = services.exchange_legs(
        cooperative=books.cooperative,
        source=bolivares,
        target=dollars,
        amount=Decimal("4862.21"),
        rate=Decimal("243.1105"),
    )
    books.post(*back)
    assert (selectors.balance(dollars), selectors.balance(bolivares)) == (0, 0)
    with refusal("no_bolivares"):
        services.exchange_legs(
            cooperative=books.cooperative, source=dollars, target=dollars, amount=Decimal(1), rate=Decimal(1)
        )
    assert_sound()


def test_a_late_posting_moves_a_past_balance_by_its_amount_and_a_future_one_does_not(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES, hot=True)
    for ago in (50, 20, 10, 3):
        books.move(till, sales, 100, effective=days_ago(ago))
    services.close_day(cooperative=books.cooperative, day=days_ago(15))
    services.close_day(cooperative=books.cooperative, day=days_ago(5))
    past = [(account, ago) for account in (till, sales) for ago in (60, 50, 20, 15, 12, 10, 5, 4, 0)]
    before = {(account.pk, ago): selectors.balance_on(account, days_ago(ago)) for account, ago in past}
    assert [before[till.pk, ago] for ago in (60, 50, 20, 15, 10, 0)] == [0, 100, 200, 200, 300, 400]

    books.move(till, sales, 7, effective=today() + dt.timedelta(days=2))
    assert before == {
        (account.pk, ago): selectors.balance_on(account, days_ago(ago)) for account, ago in past
    }

    books.move(till, sales, 11, effective=days_ago(18))
    draft = services.Draft(books.cooperative, days_ago(11), "l", "t.t:1", "", [(till, 13), (sales, -13)])
    services.post_many(by=None, entries=[draft])
    for account, ago in past:
        late = (11 if ago <= 18 else 0) + (13 if ago <= 11 else 0)
        assert selectors.balance_on(account, days_ago(ago)) == before[account.pk, ago] + late
    assert_sound()


def test_a_late_posting_before_an_accounts_first_snapshot_is_counted(books: Books) -> None:
    """The cooperative's day has its snapshots, but this account had not moved by then."""
    till, sales = books.account(), books.account(chart.SALES)
    books.move(till, sales, 2)
    services.close_day(cooperative=books.cooperative, day=days_ago(1))
    books.move(till, sales, 1, effective=days_ago(1))
    services.close_day(cooperative=books.cooperative, day=today())
    assert [selectors.balance_on(till, days_ago(ago)) for ago in (2, 1, 0)] == [0, 1, 3]
