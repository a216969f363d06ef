"""Whatever comes through the line: an answer for each item, and the figures equal the lines."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from finance import selectors as finance
from markets.models import QuarantinedSale, Sale, SaleLine, SessionHour, SessionProduct
from tests.markets.till_world import envelope, kilos, make_world, units

pytestmark = pytest.mark.django_db
URL = "/api/v1/till/sync"
calm = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
numbers = st.one_of(
    st.integers(), st.integers(10**18, 10**40), st.floats(allow_nan=False, allow_infinity=False)
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(), st.just("\x00"), st.just("\ud800")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(
            st.sampled_from(["prev", "hash", "body", "v", "id", "lines", "x\x00"]), inner, max_size=5
        ),
    ),
    max_leaves=12,
)


@pytest.fixture
def world(db):
    return make_world()


def post(world, body, secret=None):
    client = APIClient(raise_request_exception=False)
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(
        URL,
        text,
        content_type="application/json",
        headers={"Authorization": f"Device {secret or world.secret}"},
    )


@calm
@given(items=st.lists(json_values, max_size=5))
def test_bad_items_are_kept_aside_and_block_nobody(world, items):
    before = Sale.objects.count()
    good = world.machine.sale()
    answer = post(world, {"unsent": 0, "sales": [*items, good]})
    assert answer.status_code == 200, answer.content
    told = answer.json()["sales"]
    assert [one["status"] for one in told] == ["quarantined"] * len(items) + ["stored"]
    assert Sale.objects.count() == before + 1


def deep(levels):
    return "[" * levels + "]" * levels


@calm
@given(
    field=st.sampled_from(["v", "id", "n", "s", "at", "book", "lines", "tenders", "total"]), value=json_values
)
def test_one_wrong_field_is_never_an_error_of_ours(world, field, value):
    body = json.loads(world.machine.sale()["body"]) | {field: value}
    answer = post(world, {"sales": [envelope(json.dumps(body))]})
    assert answer.status_code == 200
    assert answer.json()["sales"][0]["status"] in {"stored", "quarantined"}


@pytest.mark.parametrize(
    "body",
    [
        deep(5000),
        '{"v":1,"lines":' + deep(900) + "}",
        "\x00",
        '{"v":1,"id":"\\u0000"}',
        '{"v":1,"n":' + "9" * 5000 + "}",
        '{"v":1,"n":1e400}',
        '{"v":1,"n":NaN}',
        "",
        "null",
        '"' + "x" * 100_000 + '"',
    ],
    ids=["deep", "deep lines", "nul", "escaped nul", "huge", "infinite", "nan", "empty", "null", "long"],
)
def test_strange_texts_are_kept_whole(world, body):
    good = world.machine.sale()
    told = post(world, {"sales": [envelope(body), good]}).json()["sales"]
    assert [one["status"] for one in told] == ["quarantined", "stored"]
    kept = QuarantinedSale.objects.get()
    assert kept.error
    assert len(kept.payload) >= len(body) or "\x00" in body


@pytest.mark.parametrize("body", ["", "{", "[]", "3", '{"sales":{}}', "{}", deep(100_000)])
def test_what_is_no_batch_is_refused_as_a_problem(world, body):
    answer = post(world, body)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert QuarantinedSale.objects.count() == 0


def test_a_batch_that_is_too_long(world):
    assert post(world, {"sales": [{}] * 501}).status_code == 413


def test_the_same_bad_item_is_kept_once(world):
    bad = {"prev": "", "hash": "0" * 64, "body": "{}"}
    for _ in range(3):
        assert post(world, {"sales": [bad, bad]}).json()["sales"][0]["status"] == "quarantined"
    assert QuarantinedSale.objects.count() == 1


lines = st.one_of(
    st.builds(kilos, st.integers(1, 400_000), st.sampled_from(["L", "M"])),
    st.tuples(st.integers(0, 1), st.integers(1, 40)),
)


@calm
@given(batch=st.lists(st.lists(lines, min_size=1, max_size=5), min_size=1, max_size=8), usd=st.booleans())
def test_totals_equal_the_sums_of_lines_to_the_cent(world, batch, usd):
    def wire(line):
        return units(world.products[line[0]], line[1]) if isinstance(line, tuple) else line

    def pay(total):
        worth = (total * 100 + 12_150) // 24_301 * 24_301 // 100 if usd else 0
        dollars = (total * 100 + 12_150) // 24_301
        if not usd or not dollars:
            return [["cash", "VES", total, "1", total]] if total else []
        rest = total - worth
        change = [["cash", "VES", rest, "1", rest]] if rest else []
        return [["cash", "USD", dollars, "243.01", worth], *change]

    before = finance.balance(world.session.cash_ves_account), finance.balance(world.session.cash_usd_account)
    start = len(world.machine.sold)
    sealed = []
    for basket in batch:
        whole = [wire(line) for line in basket]
        sealed.append(world.machine.sale(*whole, tenders=pay(sum(line[-1] for line in whole))))
    answers = world.send(*sealed)
    assert {answer["status"] for answer in answers} == {"stored"}
    sold = world.machine.sold[start:]
    cash = {
        currency: sum(t[2] for sale in sold for t in sale["tenders"] if t[1] == currency)
        for currency in ("VES", "USD")
    }
    assert finance.balance(world.session.cash_ves_account) - before[0] == Decimal(cash["VES"]) / 100
    assert finance.balance(world.session.cash_usd_account) - before[1] == Decimal(cash["USD"]) / 100
    sums: dict = defaultdict(Decimal)
    for line in SaleLine.objects.filter(sale__session=world.session):
        sums[line.tier or "dry"] += line.amount
        sums[f"{line.tier or line.product_id} quantity"] += line.quantity
        if line.product_id:
            sums[line.product_id] += line.amount
    hours = SessionHour.objects.filter(session=world.session)
    for tier in ("large", "mini"):
        assert sum(getattr(hour, f"{tier}_ves") for hour in hours) == sums[tier]
        assert sum(getattr(hour, f"{tier}_kg") for hour in hours) == sums[f"{tier} quantity"]
    assert sum(hour.dry_ves for hour in hours) == sums["dry"]
    assert sum(hour.sales for hour in hours) == Sale.objects.filter(session=world.session).count()
    for row in SessionProduct.objects.filter(session=world.session):
        assert (row.amount, row.units) == (sums[row.product_id], sums[f"{row.product_id} quantity"])
    for name, tier in (("large", "large"), ("mini", "mini"), ("dry", "dry")):
        posted = finance.balance(getattr(world.session, f"sales_{name}_account"))
        assert abs(posted) == sums[tier]


# --- who may send -----------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [None, "Device wrong", "Device", "Bearer x", "Device  ", "Device \x7f"])
def test_an_unknown_machine_is_told_so(world, header):
    client = APIClient()
    answer = client.post(
        URL, {"sales": []}, format="json", headers={"Authorization": header} if header else {}
    )
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unknown_device"


def test_a_revoked_machine_sends_no_more(world):
    from markets.services.tills import revoke_device

    assert post(world, {"sales": [world.machine.sale()]}).status_code == 200
    revoke_device(by=world.coordinator, device=world.device, reason="Se perdió.")
    answer = post(world, {"sales": [world.machine.sale()]})
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_device")
    assert Sale.objects.count() == 1


def test_a_machine_asks_for_its_state(world):
    client = APIClient(headers={"Authorization": f"Device {world.secret}"})
    told = client.get("/api/v1/till/state").json()
    assert told["device"] | {"fair": ""} == {
        "id": world.device.pk,
        "letters": world.device.letters,
        "till": 12,
        "fair": "",
        "last_counter": 0,
        "last_hash": "",
    }
    assert (told["session"]["id"], told["session"]["state"]) == (world.session.pk, "open")
    sealed = world.machine.sale()
    world.send(sealed)
    told = client.get("/api/v1/till/state").json()
    assert (told["device"]["last_counter"], told["device"]["last_hash"]) == (1, sealed["hash"])
    assert APIClient().get("/api/v1/till/state").status_code == 401
