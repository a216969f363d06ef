"""Trial balance of a day, balance sheet, income statement, the network together, account statements."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cecosesola.kernel.clock import today
from finance import chart, selectors, services
from finance.selectors.papers import statement_pdf, statements_pdf
from finance.selectors.sheets import Statements, balances_on
from tests.finance.conftest import Books, days_ago, make_books

pytestmark = pytest.mark.django_db


def week_of(books: Books) -> None:
    """Sales, their cost, pay and a debt to a producer, over ten days."""
    bank, sales = books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True)
    cost, owed = books.account(chart.COST_OF_GOODS, hot=True), books.account(chart.PRODUCERS, "producer:1")
    work = books.account(chart.WORK, hot=True)
    for day in range(10, 0, -1):
        books.move(bank, sales, 100, effective=days_ago(day))
        books.move(cost, owed, 60, effective=days_ago(day))
        books.move(work, bank, 25, effective=days_ago(day))


def told(books: Books, since: dt.date, until: dt.date, private: bool = True) -> Statements:
    return selectors.statements_of([books.cooperative], since=since, until=until, private=private)


def test_a_span_of_days_is_told_and_balances(books: Books) -> None:
    week_of(books)
    sheet = told(books, days_ago(5), days_ago(1)).sheets[0]
    assert (sheet.income.total, sheet.expenses.total, sheet.result) == (500, 425, 75)
    assert (sheet.assets.total, sheet.liabilities.total) == (750, 600)
    assert sheet.equity.total == sheet.accumulated == 150
    assert sheet.balances
    assert [row.code for row in sheet.expenses.rows] == [chart.COST_OF_GOODS, chart.WORK]


def test_snapshots_and_late_entries_change_no_figure(books: Books) -> None:
    """The same day told without snapshots, with them, and after an entry that comes late."""
    week_of(books)
    plain = told(books, days_ago(8), days_ago(4))
    for day in range(9, 0, -2):
        services.close_day(cooperative=books.cooperative, day=days_ago(day))
    assert told(books, days_ago(8), days_ago(4)) == plain
    books.move(
        books.account(chart.RUNNING_COSTS), books.account(chart.BANK, hot=True), 7, effective=days_ago(6)
    )
    late = told(books, days_ago(8), days_ago(4)).sheets[0]
    assert late.result == plain.sheets[0].result - 7
    assert late.balances
    assert told(books, days_ago(5), days_ago(4)).sheets[0].result == 2 * 15


def test_every_day_agrees_with_the_legs_themselves(books: Books) -> None:
    week_of(books)
    services.close_day(cooperative=books.cooperative, day=days_ago(6))
    accounts = [books.account(chart.BANK, hot=True).pk, books.account(chart.PRODUCERS, "producer:1").pk]
    for day in range(11, -1, -1):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT account_id, sum(amount) FROM finance_leg"
                " WHERE effective <= %s AND account_id = ANY (%s) GROUP BY account_id",
                [days_ago(day), accounts],
            )
            plain = dict(cursor.fetchall())
        assert balances_on(accounts, days_ago(day)) == {pk: plain.get(pk, 0) for pk in accounts}
        held = {one.code: one.net for one in selectors.trial_on([books.cooperative.pk], days_ago(day))}
        assert sum(held.values()) == 0
        assert held.get(chart.BANK, 0) == plain.get(accounts[0], 0)


def test_of_fewer_than_five_members_nothing_is_told_nor_can_be_worked_out(books: Books) -> None:
    bank = books.account(chart.BANK, hot=True)
    for number in range(4):
        books.move(bank, books.account(chart.MEMBERS_SAVINGS, f"member:{number + 1}"), 10 + number)
    sheet = told(books, today(), today(), private=False).sheets[0]
    assert [row.amount for row in sheet.liabilities.rows] == [None]
    assert sheet.liabilities.total is None
    assert told(books, today(), today()).sheets[0].liabilities.total == 46
    books.move(bank, books.account(chart.MEMBERS_SAVINGS, "member:5"), 10)
    assert told(books, today(), today(), private=False).sheets[0].liabilities.total == 56


def test_the_network_leaves_out_what_its_cooperatives_owe_each_other(books: Books) -> None:
    other = make_books("la-otra", "V2000")
    other.keys = books.keys
    claim = books.account(chart.DUE_FROM, f"cooperative:{other.cooperative.pk}", hot=True)
    books.move(claim, books.account(chart.SALES, hot=True), 90)
    debt = other.account(chart.DUE_TO, f"cooperative:{books.cooperative.pk}", hot=True)
    other.move(other.account(chart.COST_OF_GOODS, hot=True), debt, 80)
    both = [books.cooperative, other.cooperative]
    network = selectors.statements_of(both, since=days_ago(1), until=today(), private=True)
    sheet = network.sheets[0]
    assert network.eliminated == {"VES": 80}
    assert (sheet.assets.total, sheet.liabilities.total, sheet.result) == (10, 0, 10)
    assert [(gap.creditor, gap.debtor, gap.due_from, gap.due_to) for gap in network.gaps] == [
        (books.cooperative.name, other.cooperative.name, 90, 80)
    ]
    assert sheet.balances
    assert selectors.gaps_with(books.cooperative) == [(f"cooperative:{other.cooperative.pk}", "VES", 90, 80)]
    other.move(other.account(chart.COST_OF_GOODS, hot=True), debt, 10)
    assert selectors.statements_of(both, since=today(), until=today(), private=True).gaps == []
    # What is owed to somebody outside these books is not left out.
    alone = selectors.statements_of([books.cooperative], since=today(), until=today(), private=True)
    assert alone.sheets[0].assets.total == 90


def test_dollars_are_told_in_bolivares_too(books: Books) -> None:
    services.set_rate(by=None, on=days_ago(3), rate=Decimal("240"), source="BCV")
    dollars = books.account(chart.VAULT, hot=True, currency="USD")
    bolivares = books.account(chart.BANK, hot=True)
    legs = services.exchange_legs(
        cooperative=books.cooperative,
        source=bolivares,
        target=dollars,
        amount=Decimal(2400),
        rate=Decimal(240),
    )
    books.post(*legs)
    sheets = {sheet.currency: sheet for sheet in told(books, today(), today()).sheets}
    assert all(sheet.balances for sheet in sheets.values())
    assert sheets["VES"].in_bolivares is None


def test_the_same_queries_for_few_lines_and_for_many(books: Books) -> None:
    week_of(books)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            selectors.statements_of([books.cooperative], since=days_ago(5), until=today(), private=False)
        return len(captured)

    few = queries()
    for number in range(20):
        books.move(books.account(chart.BANK, hot=True), books.account(chart.SALES, f"fair:{number}"), 1)
    assert queries() == few <= 6


def test_a_statement_of_some_days_starts_from_what_there_was(books: Books) -> None:
    week_of(books)
    bank = books.account(chart.BANK, hot=True)
    before, lines = selectors.movements(bank, days_ago(5), days_ago(2))
    rows = list(lines)
    assert before == 5 * 75
    assert [row.balance for row in rows][-1] == 9 * 75
    assert all(b.balance - a.balance == b.leg.amount for a, b in pairwise(rows))
    assert statement_pdf(bank, days_ago(5), today())[:5] == b"%PDF-"
    assert statements_pdf("Prueba", told(books, days_ago(5), today()))[:5] == b"%PDF-"


@pytest.mark.parametrize("hot", [True, False])
def test_every_page_of_a_statement_goes_on_where_the_one_before_ended(books: Books, hot: bool) -> None:
    """Pages read only their own legs; together they are the whole account, with backdated entries too."""
    account, sales = books.account(chart.VAULT, hot=hot), books.account(chart.SALES, hot=True)
    for number in range(23):
        books.move(account, sales, 1 + number, effective=days_ago(number * 7 % 5))
    if hot:
        services.fold()
    services.close_day(cooperative=books.cooperative, day=days_ago(2))
    books.move(account, sales, 1000, effective=days_ago(4))
    lines, after = [], None
    while True:
        page = selectors.statement(account, after=after, limit=4)
        lines += page.lines
        if page.next is None:
            break
        after = page.next
    assert len(lines) == 24
    assert lines[0].balance == selectors.balance(account)
    assert lines[-1].balance == lines[-1].leg.amount
    assert all(newer.balance - older.balance == newer.leg.amount for newer, older in pairwise(lines))
