"""Books, accounts, months, rates, holds and the scheduled steps."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from assemblies.models import Decision
from cecosesola.kernel import jobs
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.models import AuditEvent
from cecosesola.kernel.weeks import Week
from federation.models import Role
from federation.services import give_mandate
from finance import chart, selectors, services, tasks
from finance.models import Account, DayClose, Entry, EntrySeal, Examination, FxRate, Node, Period
from tests.finance.conftest import Books, assert_sound, days_ago, make_books
from tests.finance.test_posting import refusal
from tests.owner import as_owner

pytestmark = pytest.mark.django_db


def give_key(books: Books, role: str) -> None:
    give_mandate(
        by=None,
        person=books.person,
        role=role,
        source="founding",
        source_ref="t",
        since=now() - dt.timedelta(hours=1),
        until=now() + dt.timedelta(days=1),
    )
    books.person.__dict__.pop("_keys", None)


def test_opening_books_twice_adds_nothing(books: Books) -> None:
    nodes = Node.objects.filter(cooperative=books.cooperative)
    assert nodes.count() == len(chart.TEMPLATE)
    assert services.open_books(cooperative=books.cooperative, by=None) == 0
    assert AuditEvent.objects.filter(verb="finance.open_books").count() == 1
    assert {node.code: node.side for node in nodes if node.code[0] in "15"} == {
        line.code: 1 for line in chart.TEMPLATE if line.code[0] in "15"
    }
    assert set(nodes.exclude(code__regex="^[15]").values_list("side", flat=True)) == {-1}


def test_opening_books_needs_the_finance_key(books: Books) -> None:
    with refusal("no_key"):
        services.open_books(cooperative=books.cooperative, by=books.person)


def test_the_chart_has_no_place_for_outside_subsidies() -> None:
    assert not [line for line in chart.TEMPLATE if "subsid" in line.name.lower()]
    assert len({line.code for line in chart.TEMPLATE}) == len(chart.TEMPLATE)


def test_accounts_are_found_again_with_what_they_are(books: Books) -> None:
    till = books.account(party="session:1", product="cash", floor=Decimal(0))
    again = books.account(party="session:1", product="cash", floor=Decimal(-5), hot=True)
    assert (again.pk, again.floor, again.hot) == (till.pk, 0, False)
    with refusal("no_such_node"):
        books.account("9.9.9.99")


def test_thousands_of_accounts_open_in_the_order_asked(books: Books) -> None:
    wanted = [
        services.Wanted(chart.TILL, f"session:{number}", product, floor=Decimal(0))
        for number in range(300)
        for product in ("cash", "card", "pago", "change")
    ]
    ids = services.accounts_bulk(cooperative=books.cooperative, wanted=wanted)
    assert services.accounts_bulk(cooperative=books.cooperative, wanted=wanted[::-1]) == ids[::-1]
    named = dict(Account.objects.values_list("pk", "party"))
    assert [named[pk] for pk in ids] == [row.party for row in wanted]
    assert services.accounts_bulk(cooperative=books.cooperative, wanted=[]) == []
    with refusal("no_such_node"):
        services.accounts_bulk(cooperative=books.cooperative, wanted=[services.Wanted("9")])
    assert_sound()


def test_a_floor_moves_only_where_the_balance_allows(books: Books) -> None:
    till = books.account(floor=Decimal(0))
    books.move(till, books.account(chart.BANK), 10)
    services.set_floor(account=till, floor=Decimal(10), by=None)
    with refusal("insufficient"):
        services.set_floor(account=till, floor=Decimal(11), by=None)
    with refusal("insufficient"):
        books.move(books.account(chart.BANK), till, 1)
    assert_sound()


def test_an_account_closes_empty_and_takes_nothing_more(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES, hot=True)
    books.move(till, sales, 5)
    for account in (till, sales):
        with refusal("account_not_empty"):
            services.close_account(account=account, by=None)
    books.move(sales, till, 5)
    services.close_account(account=till, by=None)
    with refusal("account_closed"):
        books.move(till, sales, 5)
    with refusal("account_closed"):
        services.hold(account=till, amount=Decimal(1), key="h", reason="x", by=None)


def test_a_hold_is_captured_in_part_and_the_rest_is_free(books: Books) -> None:
    saving = books.account(chart.MEMBERS_SAVINGS, "member:1", floor=Decimal(0))
    bank = books.account(chart.BANK)
    books.move(bank, saving, 50)
    held = services.hold(account=saving, amount=Decimal(30), key="h", reason="Retiro", by=books.person)
    with refusal("key_reused"):
        services.hold(account=saving, amount=Decimal(31), key="h", reason="Retiro", by=books.person)
    assert selectors.holdings(saving) == (50, 30, 20)
    with refusal("insufficient"):
        books.move(saving, bank, 21)

    def capture(amount: int, key: str = "c") -> services.Posted:
        return services.capture(
            hold=held,
            by=books.person,
            effective=today(),
            key=key,
            source="t.t:1",
            description="Retiro",
            legs=[(saving, Decimal(amount)), (bank, Decimal(-amount))],
        )

    with refusal("hold_exceeded"):
        capture(31)
    with refusal("hold_exceeded"):
        capture(-1)
    posted = capture(25)
    assert capture(25) == posted
    for again in (lambda: capture(5, "other"), lambda: services.release(hold=held)):
        with refusal("hold_ended"):
            again()
    assert selectors.holdings(saving) == (25, 0, 25)
    held.refresh_from_db()
    assert (held.state, held.captured, held.entry_id) == ("captured", 25, posted.id)
    assert_sound()


def test_months_close_in_order_once_they_are_over(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    for ago in (95, 62, 0):
        books.move(till, sales, 1, effective=days_ago(ago))
    older, old, this = Period.objects.order_by("starts")
    with refusal("no_key"):
        services.close_period(by=books.person, period=older)
    give_key(books, Role.FINANCE)
    with refusal("earlier_period_open"):
        services.close_period(by=books.person, period=old)
    services.close_period(by=books.person, period=older, note="Nada quedó abierto.")
    with refusal("period_already_closed"):
        services.close_period(by=books.person, period=older)
    services.close_period(by=books.person, period=old, note="Nada quedó abierto.")
    with refusal("period_not_over"):
        services.close_period(by=books.person, period=this)
    with refusal("period_closed"):
        books.move(till, sales, 1, effective=days_ago(62))
    decision = Decision.objects.create(
        title="x", text="x", mode="individual", taken_on=today(), recorded_by=books.person
    )
    with refusal("later_period_closed"):
        services.reopen_period(by=books.person, period=older, decision=decision)
    with refusal("no_decision"):
        services.reopen_period(by=books.person, period=old, decision=None)
    assert services.reopen_period(by=books.person, period=old, decision=decision).state == "open"
    with refusal("period_not_closed"):
        services.reopen_period(by=books.person, period=old, decision=decision)
    books.move(till, sales, 1, effective=days_ago(62))
    assert AuditEvent.objects.filter(verb__contains="period").count() == 3


def test_books_that_were_never_opened_take_nothing(books: Books) -> None:
    books.cooperative.pk = books.cooperative.pk + 10_000
    with refusal("no_books"):
        books.post()
    books.cooperative.pk -= 10_000
    with refusal("date_out_of_range"):
        books.move(books.account(), books.account(chart.SALES), 1, effective=dt.date(202, 11, 1))


def test_the_last_recorded_rate_of_the_latest_day_is_in_force(books: Books) -> None:
    with refusal("no_key"):
        services.set_rate(by=books.person, on=today(), rate=Decimal("243.1105"), source="BCV")
    give_key(books, Role.WEEK)
    for ago, rate in ((3, "240"), (1, "243.1105"), (1, "243.5")):
        services.set_rate(by=books.person, on=days_ago(ago), rate=Decimal(rate), source=" BCV ")
    answers = [selectors.rate_on(days_ago(ago), "USD") for ago in (4, 3, 2, 1, 0)]
    assert [row and row.rate for row in answers] == [None, 240, 240, Decimal("243.5"), Decimal("243.5")]
    assert [replaced for _, replaced in selectors.rates()] == [False, True, False]
    assert FxRate.objects.values_list("source", flat=True).distinct().get() == "BCV"
    assert selectors.rate_on(today(), "COP") is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"rate": Decimal(0)}, "bad_rate"),
        ({"rate": Decimal("1.123456789")}, "bad_rate"),
        ({"currency": "VES"}, "not_foreign"),
        ({"source": "  "}, "no_source"),
        ({"on": dt.date(2999, 1, 1)}, "too_early"),
    ],
)
def test_a_rate_is_exact_foreign_sourced_and_not_of_the_future(facts: dict, code: str) -> None:
    usual = {"by": None, "on": today(), "rate": Decimal(36), "source": "BCV", "currency": "USD"}
    with refusal(code):
        services.set_rate(**(usual | facts))
    assert not FxRate.objects.exists()


def test_every_step_run_twice_does_its_work_once(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES, hot=True)
    for ago in (9, 3, 1, 0):
        books.move(till, sales, 10, effective=days_ago(ago))
    assert [tasks.fold(), tasks.fold()] == ["movimientos sumados: 4", "movimientos sumados: 0"]
    assert [tasks.seal(), tasks.seal()] == ["asientos sellados: 4", "asientos sellados: 0"]
    assert [tasks.close_days(), tasks.close_days()] == ["cuentas: 2", "cuentas: 0"]
    assert DayClose.objects.filter(account=till).get().balance == 30
    assert selectors.balance(sales) == 40
    assert_sound()
    assert {"finance.fold", "finance.seal", "finance.close_days", "finance.examine"} <= set(jobs.STEPS)


def test_the_examination_is_kept_and_says_what_is_broken(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    books.move(till, sales, 10)
    assert services.examine(by=None).broken == 0
    with refusal("no_key"):
        services.examine(by=books.person)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE finance_balance SET debit = debit + 1 WHERE account_id = %s", [till.pk])
    found = services.examine(by=None)
    assert {name for name, broken in found.results.items() if broken} == {"wrong_balances", "broken_chains"}
    assert "wrong_balances" in caplog.text
    assert Examination.objects.count() == 2


TAMPERINGS = {
    "unbalanced_entries": "UPDATE finance_leg SET amount = amount + 1 WHERE line = 1",
    "incomplete_entries": "DELETE FROM finance_leg WHERE line = 2",
    "wrong_versions": "UPDATE finance_leg SET version = version + 5 WHERE version = 3",
    "broken_chains": "UPDATE finance_leg SET balance_after = balance_after + 1 WHERE version = 2",
    "wrong_holds": "UPDATE finance_balance SET held = held + 1",
    "wrong_mirrors": "UPDATE finance_balance SET floor = -1000",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_examination_finds_each_kind_of_damage(books: Books, name: str) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    for amount in (10, 20, 30):
        books.move(till, sales, amount)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE finance_leg DISABLE TRIGGER leg_never_changes")
        cursor.execute(TAMPERINGS[name])
        cursor.execute("ALTER TABLE finance_leg ENABLE TRIGGER leg_never_changes")
    assert {check.name: check.broken for check in selectors.integrity()}[name] > 0


def test_the_chain_names_the_first_entry_that_was_touched(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    posted = [books.move(till, sales, amount) for amount in (10, 20, 30)]
    assert selectors.chain_head() is None
    services.seal()
    assert services.verify_chain() is None
    head = selectors.chain_head()
    assert (head.position, head.entry) == (3, posted[2].id)
    assert selectors.seal_of(selectors.entry(posted[2].id)).fingerprint == head.hash[:16]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE finance_entry DISABLE TRIGGER entry_never_changes")
        cursor.execute("UPDATE finance_entry SET description = 'Otra' WHERE id = %s", [posted[1].id])
    assert services.verify_chain() == posted[1].id
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE finance_entry SET description = 'Prueba' WHERE id = %s", [posted[1].id])
        assert services.verify_chain() is None
        cursor.execute("ALTER TABLE finance_entryseal DISABLE TRIGGER seal_never_changes")
        cursor.execute("DELETE FROM finance_entryseal WHERE position = 3")
    assert services.verify_chain() == posted[2].id


def test_the_weeks_head_is_the_chain_as_the_week_ended(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES)
    week = Week.of(today()).previous
    books.move(till, sales, 10)
    services.seal()
    assert selectors.chain_head(week) is None
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE finance_entryseal DISABLE TRIGGER seal_never_changes")
        last = timezone.make_aware(dt.datetime.combine(week.sunday, dt.time(23, 59)))
        cursor.execute("UPDATE finance_entryseal SET sealed_at = %s", [last])
    books.move(till, sales, 20)
    services.seal()
    assert selectors.chain_head(week).position == 1
    assert selectors.chain_head().position == EntrySeal.objects.count() == 2


def test_the_trial_balance_adds_up_in_each_currency(books: Books) -> None:
    make_books("otra", "V2000")
    till, sales = books.account(), books.account(chart.SALES, hot=True)
    dollars, change = books.account(currency="USD"), books.account(chart.SALES, currency="USD")
    books.move(till, sales, 100)
    books.move(dollars, change, 7)
    services.fold()
    books.move(till, sales, 11)
    sheets = selectors.trial_sheets(books.cooperative, private=False)
    assert [(sheet.currency, sheet.debit, sheet.credit) for sheet in sheets] == [
        ("VES", 111, 111),
        ("USD", 7, 7),
    ]
    assert [(total.node.code, total.balance) for total, _ in sheets[0].rows] == [
        (chart.TILL, 111),
        (chart.SALES, 111),
    ]


def test_fewer_than_five_members_are_not_shown(books: Books) -> None:
    bank = books.account(chart.BANK)
    for number in range(5):
        books.move(bank, books.account(chart.MEMBERS_SAVINGS, f"member:{number}"), 10)
        (sheet,) = selectors.trial_sheets(books.cooperative, private=False)
        assert [few for _, few in sheet.rows] == [False, number < 4]
        assert (sheet.debit is None) == (number < 4)
    (whole,) = selectors.trial_sheets(books.cooperative, private=True)
    assert not any(few for _, few in whole.rows)


def test_a_statement_pages_back_with_the_right_running_balance(books: Books) -> None:
    bank = books.account(chart.BANK)
    saving = books.account(chart.MEMBERS_SAVINGS, "member:1")
    for step in range(25):
        books.move(bank, saving, step + 1, effective=days_ago(step % 7))
    seen, after = [], None
    while True:
        page = selectors.statement(saving, after=after, limit=10)
        seen += page.lines
        if page.next is None:
            break
        after = selectors.Place.parse(str(page.next))
        assert after == page.next
    assert len(seen) == 25
    assert seen[0].balance == 325
    for newer, older in itertools.pairwise(seen):
        assert newer.balance - newer.credit == older.balance
        assert (newer.leg.effective, newer.leg.entry_id) > (older.leg.effective, older.leg.entry_id)
    assert seen[-1].balance == seen[-1].credit
    assert selectors.Place.parse("nonsense") is None
    assert Entry.objects.count() == 25
