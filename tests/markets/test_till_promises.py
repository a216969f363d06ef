"""The tables' own promises, broken by hand: even the owner of the schema is refused, by name."""

import pytest
from django.db import DatabaseError, connection, transaction

from markets.models import QuarantinedSale, Sale
from markets.services import reviewing
from markets.services import tills as services
from tests.markets.till_world import FLOAT, kilos, make_world
from tests.promises import broken

pytestmark = pytest.mark.django_db
PROOF = {
    "bank": "0102",
    "phone": "04141234567",
    "document": "V1",
    "reference": "77",
    "paid_on": "2026-11-20",
}


@pytest.fixture
def world(db):
    made = make_world()
    pago = [["pago_movil", "VES", 14_800, "1", 14_800, PROOF]]
    made.send(made.machine.sale(kilos(1000, price=1)), made.machine.sale(kilos(1000), tenders=pago))
    made.send({"prev": "", "hash": "", "body": "?"})
    flagged = Sale.objects.get(counter=1)
    reviewing.review_sale(by=made.coordinator, sale=flagged, note="Visto.")
    return made


def columns(table, skip=()):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
        return [name for (name,) in cursor.fetchall() if name not in skip]


def again(table, where="TRUE", skip=("id",), **changed):
    """An INSERT of a copy of one row, with some values changed."""
    names = columns(table, skip)
    values = [changed.get(name, name) for name in names]
    copied = f"SELECT {', '.join(values)} FROM {table} WHERE {where} LIMIT 1"
    return f"INSERT INTO {table} ({', '.join(names)}) {copied}"


NEW_SALE = "(SELECT id FROM markets_sale WHERE counter = 2)"
STATEMENTS = {
    "sale_append_only": ["UPDATE markets_sale SET total = 0", "DELETE FROM markets_sale"],
    "sale_line_append_only": ["UPDATE markets_saleline SET amount = 0", "DELETE FROM markets_saleline"],
    "tender_append_only": ["UPDATE markets_tender SET amount = 1", "DELETE FROM markets_tender"],
    "sale_review_append_only": ["UPDATE markets_salereview SET note = 'y'", "DELETE FROM markets_salereview"],
    "quarantine_never_deleted": ["DELETE FROM markets_quarantinedsale"],
    "cash_count_never_deleted": ["DELETE FROM markets_cashcount"],
    "cash_count_signed_is_final": ["UPDATE markets_cashcount SET amount = 1 WHERE kind = 'opening'"],
    "device_letters_form": [
        "UPDATE markets_device SET letters = 'a'",
        "UPDATE markets_device SET letters = ''",
    ],
    "session_two_people_open": ["UPDATE markets_tillsession SET confirmed_by_id = opened_by_id"],
    "session_open_is_confirmed": [
        "UPDATE markets_tillsession SET confirmed_by_id = NULL",
        "UPDATE markets_tillsession SET cash_ves_account = NULL",
    ],
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_promise(world, name):
    for statement in STATEMENTS[name]:
        broken(name, statement)


@pytest.mark.parametrize(
    ("name", "table", "options"),
    [
        ("sale_line_tier_or_product", "markets_saleline", {"n": "9", "tier": "NULL"}),
        ("sale_line_some_quantity", "markets_saleline", {"n": "9", "quantity": "0"}),
        ("tender_some_amount", "markets_tender", {"n": "9", "amount": "0"}),
        ("tender_rate_positive", "markets_tender", {"n": "9", "rate": "0"}),
        (
            "tender_only_cash_is_foreign_or_change",
            "markets_tender",
            {"n": "9", "kind": "'card'", "currency": "'USD'"},
        ),
        ("pago_movil_reference_once", "markets_pagomovil", {"n": "9"}),
        ("pago_movil_one_a_tender", "markets_pagomovil", {"reference": "'88'"}),
        ("quarantine_once", "markets_quarantinedsale", {}),
        ("cash_count_once", "markets_cashcount", {}),
        ("cash_count_not_negative", "markets_cashcount", {"kind": "'closing'", "amount": "-1"}),
        (
            "cash_count_two_people",
            "markets_cashcount",
            {"kind": "'closing'", "confirmed_by_id": "counted_by_id"},
        ),
        (
            "cash_count_blind",
            "markets_cashcount",
            {"kind": "'closing'", "confirmed_by_id": "NULL", "expected": "1"},
        ),
        ("session_one_live_a_till", "markets_tillsession", {"device_id": "device_id"}),
        ("sale_review_has_note", "markets_salereview", {"sale_id": NEW_SALE, "note": "''"}),
    ],
)
def test_promise_of_a_copied_row(world, name, table, options):
    broken(name, again(table, **options))


def test_one_live_session_a_machine(world):
    device, _secret = world.another_till()
    broken("session_one_live_a_device", again("markets_tillsession", till_id=str(device.till_id)))


@pytest.mark.parametrize("table", ["sale", "saleline", "tender", "sessionhour", "sessionproduct"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO markets_{0} SELECT * FROM markets_{0}",
        "UPDATE markets_{0} SET {1} = {1}",
        "DELETE FROM markets_{0}",
    ],
)
def test_the_web_role_writes_no_sale(world, table, statement):
    column = columns(f"markets_{table}")[0]
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column))


def test_a_review_may_be_written_and_never_rewritten(world):
    for statement in ("UPDATE markets_salereview SET note = 'y'", "DELETE FROM markets_salereview"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_signed_count_is_final_and_what_came_stays(world):
    counting = services.count_session(by=world.first, session=world.session, counts=FLOAT)
    services.sign_count(by=world.second, session=counting)
    broken("cash_count_signed_is_final", "UPDATE markets_cashcount SET amount = 1 WHERE kind = 'closing'")
    assert QuarantinedSale.objects.count() == 1
