"""Many hands at once, each with a connection of its own."""

import random
from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction

from cecosesola.kernel.clock import today
from finance import chart, selectors, services
from finance.models import Account, Balance, DayClose, Entry, Hold, Leg
from tests.finance.conftest import Books, assert_sound, at_once, days_ago

pytestmark = pytest.mark.django_db(transaction=True)


def test_sixteen_hands_one_key_one_entry(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES)
    answers = at_once(*[partial(committed.move, till, sales, 10, key="once")] * 16)
    assert len(set(answers)) == 1
    assert Entry.objects.count() == 1
    assert selectors.balance(till) == 10
    assert_sound()


def test_sixteen_hands_one_key_on_accounts_that_lock_nothing(committed: Books) -> None:
    """With hot accounts only, the key itself is what they meet at."""
    card, sales = committed.account(chart.CARD, hot=True), committed.account(chart.SALES, hot=True)
    answers = at_once(*[partial(committed.move, card, sales, 10, key="once")] * 16)
    assert len(set(answers)) == 1
    services.fold()
    assert selectors.balance(card) == 10
    assert_sound()


def test_one_key_two_bodies_one_wins(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES)
    answers = at_once(*[partial(committed.move, till, sales, amount, key="once") for amount in range(1, 9)])
    assert Counter(map(str, answers))["key_reused"] == 7
    assert Entry.objects.count() == 1
    assert_sound()


def test_a_bulk_run_and_its_replay_at_once(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES, hot=True)
    drafts = [
        services.Draft(committed.cooperative, today(), f"d{n}", "t.t:1", "", [(till, n), (sales, -n)])
        for n in range(1, 101)
    ]
    answers = at_once(*[partial(services.post_many, by=None, entries=drafts)] * 4)
    assert all(answer == answers[0] for answer in answers)
    assert Entry.objects.count() == 100
    assert selectors.balance(till) == 5050
    assert_sound()


def test_twenty_hands_reverse_one_entry_once(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES)
    posted = committed.move(till, sales, 10)
    answers = at_once(
        *[
            partial(services.reverse, entry=posted, by=None, reason="x", key=f"r{number}")
            for number in range(20)
        ]
    )
    assert Counter(answer if isinstance(answer, str) else "won" for answer in answers) == {
        "won": 1,
        "already_reversed": 19,
    }
    assert selectors.balance(till) == 0
    assert_sound()


def test_twelve_hands_cannot_take_more_than_there_is(committed: Books) -> None:
    till, bank = committed.account(floor=Decimal(0)), committed.account(chart.BANK)
    committed.move(till, bank, 50)
    answers = at_once(*[partial(committed.move, bank, till, 10, key=f"t{number}") for number in range(12)])
    assert Counter(answer for answer in answers if isinstance(answer, str)) == {"insufficient": 7}
    assert selectors.balance(till) == 0
    assert_sound()


def test_holds_and_withdrawals_share_what_there_is(committed: Books) -> None:
    saving = committed.account(chart.MEMBERS_SAVINGS, "member:1", floor=Decimal(0))
    bank = committed.account(chart.BANK)
    committed.move(bank, saving, 50)
    hold = partial(services.hold, account=saving, amount=Decimal(10), reason="x", by=None)
    takers = [partial(hold, key=f"h{number}") for number in range(6)]
    takers += [partial(committed.move, saving, bank, 10, key=f"w{number}") for number in range(6)]
    answers = at_once(*takers)
    assert Counter(answer for answer in answers if isinstance(answer, str)) == {"insufficient": 7}
    assert selectors.available(saving) == 0
    assert_sound()


def test_a_hold_ends_one_way(committed: Books) -> None:
    saving = committed.account(chart.MEMBERS_SAVINGS, "member:1", floor=Decimal(0))
    bank = committed.account(chart.BANK)
    committed.move(bank, saving, 50)
    for number in range(4):
        held = services.hold(account=saving, amount=Decimal(10), key=f"h{number}", reason="x", by=None)
        capture = partial(
            services.capture,
            hold=held,
            by=None,
            effective=today(),
            source="t.t:1",
            description="Retiro",
            legs=[(saving, Decimal(10)), (bank, Decimal(-10))],
        )
        ways = [partial(capture, key=f"c{number}:{way}") for way in range(3)]
        at_once(*ways, *[partial(services.release, hold=held)] * 3)
        held.refresh_from_db()
        assert held.state in {"captured", "released"}
        assert Entry.objects.filter(key__startswith=f"c{number}:").count() == (held.state == "captured")
    captured = Hold.objects.filter(state="captured").count()
    assert selectors.balance(saving) == selectors.available(saving) == 50 - 10 * captured
    assert_sound()


def test_no_deadlock_with_eight_hands_on_five_accounts(committed: Books) -> None:
    accounts = [committed.account(chart.BANK, product=f"b{number}") for number in range(5)]

    def work(hand: int) -> int:
        luck = random.Random(hand)
        for step in range(40):
            into, out_of, third = luck.sample(accounts, 3)
            committed.post((into, 3), (out_of, -1), (third, -2), key=f"{hand}:{step}")
        return hand

    before = deadlocks()
    assert at_once(*[partial(work, hand) for hand in range(8)]) == list(range(8))
    assert Entry.objects.count() == 320
    assert deadlocks() == before
    assert_sound()


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_a_deadlock_of_the_callers_making_is_tried_again(committed: Books) -> None:
    """Two bulk runs in crossed order inside longer transactions: one is a victim, and tries again."""
    one, two = committed.account(chart.BANK, product="1"), committed.account(chart.BANK, product="2")
    rest = committed.account(chart.BANK, product="3")

    def work(first: Account, second: Account, name: str) -> str:
        for _ in range(5):
            try:
                with transaction.atomic():
                    committed.move(first, rest, 1, key=f"{name}1")
                    committed.move(second, rest, 1, key=f"{name}2")
                return name
            except Exception as error:
                if getattr(error.__cause__, "pgcode", "") not in {"40P01", "40001"}:
                    raise
        return "gave up"

    assert at_once(partial(work, one, two, "a"), partial(work, two, one, "b")) == ["a", "b"]
    assert (selectors.balance(one), selectors.balance(two)) == (2, 2)
    assert_sound()


def test_nothing_posts_into_a_period_while_it_closes(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES)
    day = days_ago(62)
    committed.move(till, sales, 1, effective=day)
    period = Entry.objects.get().period

    def close() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_close_period(%s, NULL, %s)", [period.pk, today()])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM finance_entry WHERE period_id = %s", [period.pk])
            return f"closed with {cursor.fetchone()[0]}"

    def post(hand: int) -> int:
        done = 0
        for step in range(12):
            committed.move(till, sales, 1, effective=day, key=f"{hand}:{step}")
            done += 1
        return done

    answers = at_once(*[partial(post, hand) for hand in range(6)], close)
    closed = next(answer for answer in answers if str(answer).startswith("closed"))
    assert Entry.objects.filter(period=period).count() == int(closed.split()[-1])
    assert "period_closed" in answers  # it came between them, and did not wait for the last
    assert_sound()


def test_closing_waits_for_a_posting_under_way(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES)
    day = days_ago(62)
    committed.move(till, sales, 1, effective=day)
    period = Entry.objects.get().period
    with transaction.atomic():
        committed.move(till, sales, 1, effective=day)

        def close() -> str:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
                try:
                    cursor.execute("SELECT ledger_close_period(%s, NULL, %s)", [period.pk, today()])
                except Exception as error:
                    return str(getattr(error.__cause__, "pgcode", error))
            return "closed"

        assert at_once(close) == ["55P03"]
    assert at_once(close) == ["closed"]


def test_one_account_for_many_who_ask_at_once(committed: Books) -> None:
    ask = partial(
        services.account,
        cooperative=committed.cooperative,
        node=chart.TILL,
        party="session:1",
        product="cash",
    )
    answers = at_once(*[ask] * 12)
    assert len({account.pk for account in answers}) == 1
    wanted = [services.Wanted(chart.TILL, f"session:{number}", "cash") for number in range(200)]
    many = partial(services.accounts_bulk, cooperative=committed.cooperative)
    straight, back = at_once(partial(many, wanted=wanted), partial(many, wanted=wanted[::-1]))
    assert straight == back[::-1]
    assert Account.objects.filter(party__startswith="session:").count() == 200


def test_folding_while_tills_sell(committed: Books) -> None:
    sales = committed.account(chart.SALES, hot=True)
    tills = [committed.account(party=f"session:{number}") for number in range(5)]

    def sell(hand: int) -> None:
        for step in range(30):
            committed.move(tills[hand], sales, 2, key=f"{hand}:{step}")

    def fold() -> int:
        return sum(services.fold() for _ in range(15))

    *_, one, two = at_once(*[partial(sell, hand) for hand in range(5)], fold, fold)
    assert selectors.balance(sales) == 300
    assert_sound()
    assert one + two + services.fold() == 150
    assert Balance.objects.get(account=sales).version == 150
    assert_sound()


def test_snapshots_while_late_sales_arrive(committed: Books) -> None:
    till, sales = committed.account(), committed.account(chart.SALES, hot=True)
    committed.move(till, sales, 1, effective=days_ago(12), key="first")

    def sell(hand: int) -> None:
        for step in range(12):
            committed.move(till, sales, 1, effective=days_ago(1 + step), key=f"{hand}:{step}")

    def snap() -> int:
        return sum(
            services.close_day(cooperative=committed.cooperative, day=days_ago(ago))
            for ago in range(12, 0, -1)
        )

    at_once(*[partial(sell, hand) for hand in range(4)], snap, snap)
    for account in (till, sales):
        for ago in range(14):
            legs = Leg.objects.filter(account=account, effective__lte=days_ago(ago)).values_list(
                "amount", flat=True
            )
            assert selectors.balance_on(account, days_ago(ago)) == account.side * sum(legs)
    assert DayClose.objects.filter(account=till).exists()
    assert_sound()


def test_sealing_while_others_commit(committed: Books) -> None:
    till, sales = committed.account(chart.CARD, hot=True), committed.account(chart.SALES, hot=True)

    def sell(hand: int) -> None:
        for step in range(25):
            committed.move(till, sales, 2, key=f"{hand}:{step}")

    def seal() -> int:
        return sum(services.seal() for _ in range(12))

    *_, one, two = at_once(*[partial(sell, hand) for hand in range(5)], seal, seal)
    assert one + two + services.seal() == 125
    assert services.verify_chain() is None


def test_an_account_closes_while_others_post(committed: Books) -> None:
    bank, till = committed.account(chart.BANK), committed.account()
    committed.move(bank, till, 5)

    def there_and_back(hand: int) -> None:
        for step in range(10):
            committed.post((till, 1), (till, -1), (bank, 1), (bank, -1), key=f"{hand}:{step}")

    committed.move(till, bank, 5)
    answers = at_once(
        *[partial(there_and_back, hand) for hand in range(4)],
        partial(services.close_account, account=till, by=None),
    )
    assert Account.objects.get(pk=till.pk).closed_at is not None
    assert set(answers) <= {None, "account_closed"}
    assert selectors.balance(till) == 0
    assert_sound()
