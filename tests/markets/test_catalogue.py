"""The catalogue: every worker reads it, the coordinators of the week write it, nothing is there twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assemblies.models import Decision
from assemblies.states import Hearing
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Role
from markets.models import Fair, FairHours, Item, Parameter, Producer, Product, StageSchedule
from markets.selectors.parameters import parameter
from markets.services import catalogue, weeks
from tests.factories import assemblies as a
from tests.factories import federation as f

pytestmark = pytest.mark.django_db

LISTS = [
    "catalogue",
    *(f"catalogue_{kind}" for kind in ("products", "producers", "fairs", "schedule", "parameters")),
]
NEW = ["new_item", "new_product", "new_producer", "new_fair", "new_parameter"]
ITEM = {"name": "Tomate", "tier": "large", "crate_kg": "20,5", "crate_tare_kg": "1,8", "loss_percent": "4,5"}
ITEM |= {"shelf_days": "4"}
GARBAGE = ["", "x", "\x00", "-1", "1" * 40, "99999999999999999.99", "NaN", "1e9", "9999-12-31", "25:61"]


@pytest.fixture
def keeper(db):
    return f.holder(Role.WEEK)


def item(by, **extra):
    given = {"name": "Papa", "tier": "large", "crate_kg": Decimal(20), "crate_tare_kg": Decimal(2)} | extra
    return catalogue.save_item(by=by, **given)


def fair(by, **extra):
    return catalogue.save_fair(
        by=by, **{"name": "Feria Este", "kind": "big", "cooperative": f.primary()} | extra
    )


def producer(by, **extra):
    return catalogue.save_producer(
        by=by, **{"name": "La Alianza", "document": "J085000003", "zone": "Sanare"} | extra
    )


def refused(code, do, **given):
    with pytest.raises(Refused) as caught:
        do(**given)
    assert caught.value.refusal.code == code
    return caught.value.refusal


def last(verb):
    return AuditEvent.objects.filter(verb=verb).latest("id")


# --- who ----------------------------------------------------------------------------------------


def test_a_stranger_sees_nothing_a_worker_reads_and_a_coordinator_writes(enter, keeper):
    potato = item(keeper)
    change = reverse("markets:change_item", args=[potato.pk])
    stranger, worker, holder = enter(f.person()), enter(f.worker()), enter(keeper)
    for name in LISTS:
        url = reverse(f"markets:{name}")
        assert [who.get(url).status_code for who in (stranger, worker, holder)] == [404, 200, 200]
    for url in [*(reverse(f"markets:{name}") for name in NEW), change]:
        assert [who.get(url).status_code for who in (stranger, worker, holder)] == [403, 403, 200]
        assert worker.post(url, ITEM).status_code == 403
    assert change not in worker.get(reverse("markets:catalogue")).content.decode()
    assert change in holder.get(reverse("markets:catalogue")).content.decode()
    refused("no_key", item, by=f.worker(), name="Yuca")


# --- things -------------------------------------------------------------------------------------


def test_an_item_is_made_and_only_what_changed_is_told(enter, keeper):
    inside = enter(keeper)
    assert inside.post(reverse("markets:new_item"), ITEM).status_code == 302
    made = Item.objects.get()
    assert (made.code, made.crate_kg, made.loss_percent, made.is_active) == (
        "tomate",
        Decimal("20.500"),
        Decimal("4.50"),
        True,
    )
    assert last("markets.save_item").new["code"] == "tomate"
    url = reverse("markets:change_item", args=[made.pk])
    assert 'value="20,500"' in inside.get(url).content.decode()
    assert inside.post(url, ITEM | {"crate_tare_kg": "2"}).status_code == 302
    event = last("markets.save_item")
    assert event.old == {"crate_tare_kg": "1.800", "is_active": True}
    assert event.new == {"crate_tare_kg": "2.000", "is_active": False}
    assert inside.post(url, ITEM | {"crate_tare_kg": "2"}).status_code == 302
    assert AuditEvent.objects.filter(verb="markets.save_item").count() == 2


def test_a_name_that_is_taken_is_said_at_its_field_and_what_was_typed_stays(enter, keeper):
    item(keeper, name="Tomate")
    answer = enter(keeper).post(reverse("markets:new_item"), ITEM | {"name": " tomate ", "crate_kg": "17,25"})
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    assert 'value="17,25"' in answer.content.decode()
    assert Item.objects.count() == 1


def test_the_constraint_has_the_last_word(keeper, monkeypatch):
    """Two at the same moment: the second finds out when it is written, and is refused the same."""
    item(keeper, name="Tomate")
    seen = []
    check = catalogue._refuse_taken
    monkeypatch.setattr(catalogue, "_refuse_taken", lambda *given: check(*given) if seen else seen.append(1))
    assert "name" in refused("taken", item, by=keeper, name="Tomate").fields


def test_codes_are_made_from_the_name_and_never_the_same(keeper):
    codes = [item(keeper, name=name).code for name in ("Ají dulce", "Ají  Dulce!", "¿?")]
    assert codes == ["aji-dulce", "aji-dulce-2", "rubro"]
    assert fair(keeper, name="La feria del este de Barquisimeto").code == "la-feria-del-este-d"


def test_a_dry_good_has_its_own_barcode_or_none(enter, keeper):
    inside = enter(keeper)
    url = reverse("markets:new_product")
    for name in ("Arroz", "Pasta"):
        assert inside.post(url, {"name": name}).status_code == 302
    assert inside.post(url, {"name": "Sal", "barcode": "759 1001", "limit": "2"}).status_code == 302
    assert Product.objects.get(barcode="7591001").limit == 2
    answer = inside.post(url, {"name": "Azúcar", "barcode": "7591001"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["barcode", "__all__"])
    rice = Product.objects.get(name="Arroz")
    catalogue.save_product(by=keeper, product=rice, name="Arroz", department="Granos")
    assert last("markets.save_product").new == {"department": "Granos"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("j-08500000-3", "J085000003"),
        ("12.345.678", "V12345678"),
        ("V-05.892.464", "V5892464"),
        ("E 81234567", "E81234567"),
        ("V114702834", "V114702834"),
    ],
)
def test_a_producer_is_known_by_its_number(keeper, typed, kept):
    assert producer(keeper, document=typed).document == kept
    assert "document" in refused("taken", producer, by=keeper, name="Otra", document=typed).fields


@pytest.mark.parametrize(
    "typed", ["J-08500000-4", "J123", "V123456789", "X12345678", "٣٤٥٦٧٨٩", "", "V" + "1" * 300]
)
def test_a_number_that_cannot_be_is_refused(keeper, typed):
    assert "document" in refused("wrong_value", producer, by=keeper, document=typed).fields
    assert not Producer.objects.exists()


def test_a_producer_from_its_page(enter, keeper):
    home = f.cooperative(kind="producer")
    body = {
        "name": "Finca",
        "document": "V-4.444.444",
        "zone": "Guarico",
        "cooperative": home.pk,
        "phone": "0414",
    }
    assert enter(keeper).post(reverse("markets:new_producer"), body).status_code == 302
    made = Producer.objects.get()
    assert made.is_organised
    url = reverse("markets:change_producer", args=[made.pk])
    assert enter(keeper).post(url, body | {"cooperative": "", "is_active": "on"}).status_code == 302
    assert last("markets.save_producer").new == {"cooperative": None}


# --- fairs --------------------------------------------------------------------------------------


def test_a_fair_gets_its_hours_and_its_tills(enter, keeper):
    inside = enter(keeper)
    body = {"name": "Feria Ruezga", "kind": "small", "cooperative": f.primary().pk}
    assert inside.post(reverse("markets:new_fair"), body).status_code == 302
    made = Fair.objects.get()
    assert (made.code, made.is_active) == ("feria-ruezga", True)

    hours = reverse("markets:fair_hours", args=[made.pk])
    friday = {"opens_5": "06:00", "closes_5": "13:00"}
    assert inside.post(hours, friday | {"opens_6": "06:00", "closes_6": "12:30"}).status_code == 302
    assert inside.post(hours, friday).status_code == 302
    assert FairHours.objects.get().weekday == 5
    event = last("markets.set_hours")
    assert (event.old, event.new) == ({"6": "06:00–12:30"}, {"6": None})
    assert inside.post(hours, {"opens_5": "13:00", "closes_5": "06:00"}).status_code == 422
    assert inside.post(hours, {"opens_5": "13:00"}).status_code == 422

    tills = reverse("markets:new_till", args=[made.pk])
    assert inside.post(tills, {"number": "1"}).status_code == 302
    assert inside.get(tills).context["form"].initial["number"] == 2
    assert "number" in inside.post(tills, {"number": "1"}).context["form"].errors
    assert made.tills.count() == 1
    assert last("markets.add_till").new == {"number": 1}


# --- the schedule and the figures -----------------------------------------------------------------


def test_by_when_a_stage_is_expected(enter, keeper):
    inside = enter(keeper)
    url = reverse("markets:change_schedule", args=["price"])
    assert inside.post(url, {"day_offset": "-3", "time": "14:00"}).status_code == 302
    row = StageSchedule.objects.get(stage="price")
    assert (row.day_offset, row.time) == (-3, dt.time(14))
    assert inside.post(url, {"day_offset": "-3", "time": "15:00"}).status_code == 302
    event = last("markets.set_schedule")
    assert (event.old, event.new) == ({"time": "14:00:00"}, {"time": "15:00:00"})
    assert inside.post(url, {"day_offset": "40", "time": "15:00"}).status_code == 422
    assert inside.get(reverse("markets:change_schedule", args=["nada"])).status_code == 404
    refused("far_stage", weeks.set_schedule, by=keeper, stage="price", day_offset=40, time=dt.time(9))
    page = inside.get(reverse("markets:catalogue_schedule")).content.decode()
    assert "la semana anterior" in page


def test_a_figure_cites_its_decision_and_is_never_changed(enter, keeper):
    inside, decision = enter(keeper), a.decision()
    url = reverse("markets:new_parameter")
    body = {"name": "fund", "value": "3,5", "since": f"{today():%Y-%m-%d}", "decision": decision.pk}
    assert inside.post(url, body).status_code == 302
    assert parameter("fund", today()) == Decimal("0.035")
    assert last("markets.set_parameter").new["value"] == "0.035"
    answer = inside.post(url, body | {"value": "4"})
    assert (answer.status_code, "since" in answer.context["form"].errors) == (422, True)
    for wrong in ({"value": "101"}, {"since": "1999-01-01"}, {"since": "9999-12-31"}, {"decision": ""}):
        assert (
            inside.post(url, body | {"name": "contribution_mini"} | {"name": "fund"} | wrong).status_code
            == 422
        )
    assert Parameter.objects.count() == 1
    assert "3,50 %" in inside.get(reverse("markets:catalogue_parameters")).content.decode()


def test_a_decision_that_fell_sets_no_figure(keeper):
    decision = a.decision()
    Decision.objects.filter(pk=decision.pk).update(hearing=Hearing.REVERSED)
    given = {"name": "fund", "since": today(), "value": Decimal("0.03"), "decision": decision}
    assert "decision" in refused("wrong_value", catalogue.set_parameter, by=keeper, **given).fields


# --- pages --------------------------------------------------------------------------------------


def test_queries_do_not_grow_with_the_lists(enter, keeper):
    inside, decision = enter(keeper), a.decision()

    def more(start, count):
        for n in range(start, start + count):
            item(keeper, name=f"Rubro {n}")
            catalogue.save_product(by=keeper, name=f"Bien {n}")
            producer(keeper, name=f"Finca {n}", document=f"V{6_000_000 + n}", cooperative=f.cooperative())
            place = fair(keeper, name=f"Feria {n}")
            catalogue.set_hours(by=keeper, fair=place, hours={5: (dt.time(6), dt.time(12))})
            catalogue.add_till(by=keeper, fair=place, number=1)
            catalogue.set_parameter(
                by=keeper,
                name="contribution_mini",
                since=today() + dt.timedelta(days=n),
                value=Decimal(n),
                decision=decision,
            )

    def counts():
        found = {}
        for name in LISTS:
            with CaptureQueriesContext(connection) as queries:
                assert inside.get(reverse(f"markets:{name}")).status_code == 200
            found[name] = len(queries)
        return found

    more(0, 2)
    counts()
    few = counts()
    more(2, 12)
    assert counts() == few
    assert max(few.values()) <= 12


def test_a_list_is_searched(enter, keeper):
    for name in ("Papa", "Papelón", "Yuca"):
        item(keeper, name=name)
    lines = enter(keeper).get(reverse("markets:catalogue"), {"q": "pap"}).context["lines"]
    assert [line.title for line in lines] == ["Papa", "Papelón"]


def test_nothing_sent_breaks_a_form(enter, keeper):
    inside, place = enter(keeper), fair(keeper)
    pages = [reverse(f"markets:{name}") for name in NEW]
    pages += [
        reverse(f"markets:{name}", args=[place.pk]) for name in ("change_fair", "fair_hours", "new_till")
    ]
    pages += [
        reverse("markets:change_item", args=[item(keeper).pk]),
        reverse("markets:change_producer", args=[producer(keeper).pk]),
        reverse("markets:change_schedule", args=["price"]),
    ]
    for url in pages:
        fields = list(inside.get(url).context["form"].fields)
        for value in GARBAGE:
            assert inside.post(url, dict.fromkeys(fields, value)).status_code < 500, (url, value)
            for field in fields:
                assert inside.post(url, ITEM | {field: value}).status_code < 500, (url, field, value)
