"""Every named rule of the database is broken here once, as the owner, around every service.

Take a constraint or a trigger away and a line of this list turns red; add one and the list is short.
"""

import re
from collections.abc import Callable

import psycopg2
import pytest
from django.db import Error, connection, transaction

from cecosesola.kernel.clock import today
from finance import chart, services
from finance.apps import FinanceConfig
from tests.finance import test_guards_lending, test_guards_together, test_pay
from tests.finance.conftest import Books, make_books
from tests.finance.test_guards_cash import PROMISES
from tests.owner import as_owner
from tests.promises import promises_of

pytestmark = pytest.mark.django_db

# Nothing can break these alone: they are what a foreign key of the same list points to.
TARGETS = {"node_side", "node_kind_known"}  # an unknown kind has no code of its own: node_code_says_kind


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, params)


ENTRY = """
WITH entry AS (
    INSERT INTO finance_entry (cooperative_id, period_id, effective, key, body_hash, legs, source,
                               description, actor_id, approver_id, reverses_id)
    SELECT {cooperative}, p.id, {effective}, {key}, 'h', {legs}, {source}, 'd',
           {actor}, {approver}, {reverses}
    FROM finance_period p WHERE p.cooperative_id = {cooperative} AND p.state = {state} LIMIT 1
    RETURNING id
)
INSERT INTO finance_leg (entry_id, line, account_id, cooperative_id, currency, effective, amount,
                         balance_after, version)
SELECT entry.id, l.* FROM entry, (VALUES {lines}) AS l
"""


class Raw:
    """Writes entries and legs around the posting functions."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.till, self.sales = books.account(), books.account(chart.SALES)
        self.hot = books.account(chart.FUND, hot=True)
        self.posted = books.move(self.till, self.sales, 10, key="posted")

    def line(self, line: int, account: object, amount: str, version: str = "2", **other: object) -> str:
        facts = {"cooperative": self.books.cooperative.pk, "currency": "'VES'", "after": amount} | other
        return (
            f"({line}::smallint, {getattr(account, 'pk', account)}::bigint, {facts['cooperative']}::bigint,"
            f" {facts['currency']}, '{today()}'::date, {amount}::numeric, {facts['after']}::numeric,"
            f" {version}::bigint)"
        )

    def entry(self, *lines: str, **facts: object) -> None:
        cooperative = self.books.cooperative.pk
        usual = {
            "cooperative": cooperative,
            "effective": f"'{today()}'::date",
            "key": "'raw'",
            "legs": len(lines),
            "source": "'t.t:1'",
            "actor": "NULL::bigint",
            "approver": "NULL::bigint",
            "reverses": "NULL::bigint",
            "state": "'open'",
        }
        run(ENTRY.format(lines=", ".join(lines), **(usual | facts)).replace("%", "%%"))

    def pair(self, amount: str = "5", **other: object) -> list[str]:
        return [
            self.line(1, self.till, amount, **other),
            self.line(2, self.sales, f"-({amount})", **other),
        ]


def account_row(raw: Raw, **facts: object) -> None:
    node = "(SELECT id FROM finance_node WHERE code = '1.1.1.01' AND cooperative_id = %s)"
    row = {"side": 1, "party": "''", "currency": "'USD'", "floor": "NULL", "hot": "false"} | facts
    run(
        "INSERT INTO finance_account (cooperative_id, node_id, side, party, product, currency, floor, hot)"
        f" VALUES (%s, {node}, {row['side']}, {row['party']}, '', {row['currency']}, {row['floor']},"
        f" {row['hot']})",
        raw.books.cooperative.pk,
        raw.books.cooperative.pk,
    )


def period_row(raw: Raw, starts: str, ends: str, state: str = "open", closed: str = "NULL") -> None:
    run(
        "INSERT INTO finance_period (cooperative_id, starts, ends, state, closed_at)"
        f" VALUES (%s, '{starts}', '{ends}', '{state}', {closed})",
        raw.books.cooperative.pk,
    )


def hold_row(raw: Raw, amount: str = "5", captured: str = "0", state: str = "active", key: str = "h") -> None:
    run(
        "INSERT INTO finance_hold (account_id, amount, captured, state, key, body_hash, reason)"
        f" VALUES (%s, {amount}, {captured}, '{state}', '{key}', 'x', 'x')",
        raw.till.pk,
    )


def rate_row(raw: Raw, rate: str = "36", currency: str = "USD", source: str = "BCV") -> None:
    run(
        'INSERT INTO finance_fxrate (currency, "on", rate, source)'
        f" VALUES ('{currency}', current_date, {rate}, '{source}')"
    )


def with_other_books(raw: Raw) -> None:
    other = make_books("otra", "V2000").account()
    raw.entry(raw.line(1, other, "5", "1"), raw.line(2, raw.sales, "-5"))


def with_closed_account(raw: Raw) -> None:
    empty = raw.books.account(chart.BANK)
    services.close_account(account=empty, by=None)
    raw.entry(raw.line(1, empty, "5", "1"), raw.line(2, raw.sales, "-5"))


def in_closed_period(raw: Raw) -> None:
    run("UPDATE finance_period SET state = 'closed', closed_at = now()")
    raw.entry(*raw.pair(), state="'closed'")


def twice_reversed(raw: Raw) -> None:
    services.reverse(entry=raw.posted, by=None, reason="x")
    mirror = [raw.line(1, raw.till, "-10", "3"), raw.line(2, raw.sales, "10", "3")]
    raw.entry(*mirror, reverses=raw.posted.id)


def hold_changed(raw: Raw) -> None:
    hold_row(raw)
    run("UPDATE finance_hold SET state = 'released', ended_at = now()")
    run("UPDATE finance_hold SET state = 'active', ended_at = NULL")


def kept(rule: str, table: str) -> list[tuple[str, Callable[[Raw], None]]]:
    """Deleting and truncating; the tables that only grow refuse updates too."""
    ways = [f"DELETE FROM finance_{table}", f"TRUNCATE finance_{table} CASCADE"]
    if rule.endswith("never_changes"):
        column = {"entry": "description = 'x'", "leg": "amount = 1", "entryseal": "position = 1"}
        ways.append(f"UPDATE finance_{table} SET {column.get(table, 'rate = 1')}")
    return [(rule, lambda raw, way=way: run(way)) for way in ways]


def sealed_twice(raw: Raw) -> None:
    raw.books.move(raw.till, raw.sales, 1)
    services.seal()
    run(
        "INSERT INTO finance_entryseal (entry_id, position, hash) "
        " SELECT max(entry_id) + 1, 1, '' FROM finance_entryseal"
    )


def snapshot_twice(raw: Raw) -> None:
    for _ in range(2):
        run(
            "INSERT INTO finance_dayclose (account_id, day, balance) VALUES (%s, current_date, 0)",
            raw.till.pk,
        )


BROKEN: list[tuple[str, Callable[[Raw], None]]] = [
    (
        "node_code_once",
        lambda raw: run(
            "INSERT INTO finance_node (cooperative_id, code, name, kind)"
            " VALUES (%s, '1.1.1.01', 'x', 'asset')",
            raw.books.cooperative.pk,
        ),
    ),
    (
        "node_no_outside_subsidy",
        lambda raw: run("UPDATE finance_node SET name = 'Subsidios recibidos' WHERE code = '4.1.4.01'"),
    ),
    ("account_of_its_node", lambda raw: account_row(raw, side=-1)),
    ("account_once", lambda raw: account_row(raw, currency="'VES'")),
    ("account_currency_known", lambda raw: account_row(raw, currency="'EUR'")),
    ("account_party_form", lambda raw: account_row(raw, party="'Ana'")),
    ("account_floor_finite", lambda raw: account_row(raw, floor="'NaN'")),
    ("account_hot_has_no_floor", lambda raw: account_row(raw, floor="0", hot="true")),
    ("account_stays_itself", lambda raw: run("UPDATE finance_account SET party = 'member:1'")),
    ("account_stays_itself", lambda raw: run("UPDATE finance_account SET hot = true")),
    ("account_has_balance", lambda raw: account_without_balance(raw)),
    (
        "balance_above_floor",
        lambda raw: run("UPDATE finance_balance SET floor = 11 WHERE account_id = %s", raw.till.pk),
    ),
    (
        "balance_above_floor",
        lambda raw: run("UPDATE finance_account SET floor = 10.01 WHERE id = %s", raw.till.pk),
    ),
    ("balance_held_not_negative", lambda raw: run("UPDATE finance_balance SET held = -1")),
    ("period_month_once", lambda raw: period_row(raw, *month_of_today())),
    ("period_is_a_month", lambda raw: period_row(raw, "2020-01-02", "2020-01-31")),
    ("period_is_a_month", lambda raw: period_row(raw, "2020-02-01", "2020-02-28")),
    ("period_closed_says_when", lambda raw: period_row(raw, "2020-01-01", "2020-01-31", "ajar", "now()")),
    ("period_closed_says_when", lambda raw: period_row(raw, "2020-01-01", "2020-01-31", "closed")),
    ("entry_key_once", lambda raw: raw.entry(*raw.pair(), key="'posted'")),
    ("entry_reversed_once", twice_reversed),
    ("entry_mirrors_reversed", lambda raw: raw.entry(*raw.pair(), reverses=raw.posted.id)),
    ("entry_in_open_period", in_closed_period),
    (
        "entry_two_people",
        lambda raw: raw.entry(*raw.pair(), actor=raw.books.person.pk, approver=raw.books.person.pk),
    ),
    ("entry_says_where_from", lambda raw: raw.entry(*raw.pair(), source="''")),
    ("entry_says_where_from", lambda raw: raw.entry(*raw.pair(), key="''")),
    (
        "entry_has_legs",
        lambda raw: run(
            "INSERT INTO finance_entry (cooperative_id, period_id, effective, key, body_hash, legs, source,"
            " description)"
            " SELECT cooperative_id, id, starts, 'raw', 'h', 2, 't.t:1', 'd' FROM finance_period LIMIT 1"
        ),
    ),
    ("leg_sums_to_zero", lambda raw: raw.entry(raw.line(1, raw.till, "5"), raw.line(2, raw.sales, "-4"))),
    ("leg_set_complete", lambda raw: raw.entry(*raw.pair(), legs=3)),
    (
        "leg_set_complete",
        lambda raw: raw.entry(raw.line(1, raw.till, "5"), raw.line(3, raw.sales, "-5")),
    ),
    (
        "leg_set_complete",  # two more legs for an entry that is there already
        lambda raw: run(
            "INSERT INTO finance_leg (entry_id, line, account_id, cooperative_id, currency, effective,"
            " amount, balance_after, version) SELECT entry_id, line + 2, account_id, cooperative_id,"
            " currency, effective, amount, balance_after, version + 1 FROM finance_leg"
        ),
    ),
    (
        "leg_version_once",
        lambda raw: raw.entry(raw.line(1, raw.till, "5", "1"), raw.line(2, raw.sales, "-5")),
    ),
    ("leg_account_of_its_books", with_other_books),
    ("leg_account_of_its_books", lambda raw: raw.entry(*raw.pair(currency="'USD'"))),
    (
        "leg_account_of_its_books",
        lambda raw: raw.entry(raw.line(1, 0, "5", "1"), raw.line(2, raw.sales, "-5")),
    ),
    ("leg_account_open", with_closed_account),
    ("leg_chained_or_hot", lambda raw: raw.entry(raw.line(1, raw.till, "5"), raw.line(2, raw.hot, "-5"))),
    ("leg_chained_or_hot", lambda raw: raw.entry(*raw.pair(after="NULL"))),
    ("leg_amount_not_zero", lambda raw: raw.entry(*raw.pair("0"))),
    ("leg_amount_scale", lambda raw: raw.entry(*raw.pair("1.005"))),
    ("leg_amount_finite", lambda raw: raw.entry(*raw.pair("'NaN'"))),
    ("leg_amount_finite", lambda raw: raw.entry(*raw.pair("'Infinity'::numeric"))),
    ("hold_key_once", lambda raw: [hold_row(raw), hold_row(raw)]),
    ("hold_amount_positive", lambda raw: hold_row(raw, "0")),
    ("hold_amount_exact", lambda raw: hold_row(raw, "0.005")),
    ("hold_capture_within", lambda raw: hold_row(raw, "5", "6", "captured")),
    ("hold_one_end", lambda raw: hold_row(raw, "5", "5", "released")),
    ("hold_ends_once", hold_changed),
    ("hold_ends_once", lambda raw: [hold_row(raw), run("UPDATE finance_hold SET amount = 4")]),
    ("dayclose_once", snapshot_twice),
    ("seal_position_once", sealed_twice),
    ("fxrate_positive", lambda raw: rate_row(raw, "0")),
    ("fxrate_foreign", lambda raw: rate_row(raw, currency="VES")),
    ("fxrate_names_its_source", lambda raw: rate_row(raw, source="")),
    *kept("entry_never_changes", "entry"),
    *kept("leg_never_changes", "leg"),
    *kept("seal_never_changes", "entryseal"),
    *kept("fxrate_never_changes", "fxrate"),
    *kept("account_never_deleted", "account"),
    *kept("balance_never_deleted", "balance"),
    *kept("hold_never_deleted", "hold"),
    *kept("period_never_deleted", "period"),
]


def account_without_balance(raw: Raw) -> None:
    """Passes where the trigger made the balance: the failure looked for is the second row's."""
    account_row(raw)
    run(
        "INSERT INTO finance_balance (account_id, debit, credit, held, version, side, hot)"
        " SELECT max(id), 0, 0, 0, 0, 1, false FROM finance_account"
    )


def month_of_today() -> tuple[str, str]:
    first = today().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + interval '1 month' - interval '1 day')::date", [first])
        return str(first), str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("rule", "violate"), BROKEN, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(BROKEN)]
)
def test_each_rule_stands(books: Books, rule: str, violate: Callable[[Raw], object]) -> None:
    raw = Raw(books)
    with pytest.raises(Error) as caught, transaction.atomic(), as_owner():
        violate(raw)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg2.Error)
    wanted = {"account_has_balance": "finance_balance_pkey"}.get(rule, rule)
    assert cause.diag.constraint_name == wanted, cause


def test_no_rule_is_missing_from_the_list() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint c LEFT JOIN pg_class t ON t.oid = c.conrelid"
            " LEFT JOIN pg_type d ON d.oid = c.contypid"
            " WHERE c.contype IN ('c', 'u', 'x', 'f')"
            " AND (t.relname LIKE 'finance\\_%' OR d.typname LIKE 'ledger\\_%')"
            " UNION SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_class t ON t.oid = x.indrelid WHERE x.indisunique"
            " AND NOT x.indisprimary AND t.relname LIKE 'finance\\_%'"
            " UNION SELECT tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid"
            " WHERE NOT tgisinternal AND t.relname LIKE 'finance\\_%'"
        )
        named = {
            re.sub(r"^pgtrigger_(\w+)_[0-9a-f]{5}$", r"\1", name)
            for (name,) in cursor.fetchall()
            if not re.match(r"^finance_\w+(_fk_|_key$|_not_null$)", name)
        }
        cursor.execute("SELECT string_agg(prosrc, '') FROM pg_proc WHERE proname LIKE 'ledger\\_%'")
        named |= set(re.findall(r"ledger_violation\('(\w+)'", cursor.fetchone()[0]))
    # Those tests compare these names with what they break.
    elsewhere = promises_of(
        *test_pay.MODELS,
        *test_guards_lending.SAVINGS,
        *test_guards_lending.LOANS,
        *test_guards_together.DUES,
        *test_guards_together.FUNDS,
        *test_guards_together.CAMPAIGNS,
        *test_guards_together.GROUPS,
        *test_guards_together.PURCHASES,
    )
    elsewhere |= test_pay.IN_SQL | test_guards_together.IN_SQL
    # The two triggers that raise several rules are known by those.
    assert (
        named - {"leg_set_checked", "entry_set_checked"} - TARGETS
        == {rule for rule, _ in [*BROKEN, *PROMISES]} | elsewhere
    )


WRITES = ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"]


@pytest.mark.parametrize(("table", "privileges"), FinanceConfig.web_privileges.items())
def test_the_web_role_only_reads_the_ledger(books: Books, table: str, privileges: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
        )
        (column,) = cursor.fetchone()
        cursor.execute(f"SELECT count(*) FROM {table}")
        writes = [write for write in WRITES if write.split()[0] not in privileges.split(", ")]
        assert len(writes) >= 3
        for write in writes:
            with pytest.raises(Error) as caught, transaction.atomic():
                cursor.execute(write.format(table, column, column))
            assert caught.value.__cause__.pgcode == "42501", write


def test_the_web_role_posts_through_the_functions_alone(books: Books) -> None:
    till, sales = books.account(), books.account(chart.SALES, hot=True)
    posted = books.move(till, sales, 10)
    services.reverse(entry=posted, by=None, reason="x")
    held = services.hold(account=till, amount=1, key="h", reason="x", by=None)
    services.release(hold=held)
    assert services.fold() == 2
    assert services.seal() == 2
    with (
        connection.cursor() as cursor,
        pytest.raises(Error, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT ledger_move_snapshots('{1}')")


def test_every_definer_function_pins_its_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'ledger\\_%' AND prosecdef"
            " AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, public, pg_temp']"
        )
        assert cursor.fetchall() == []
