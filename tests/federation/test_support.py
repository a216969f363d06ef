"""Solidarity brigades: nobody without consent, nothing told that points at somebody, no kilo twice."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connections

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Delivery, Role, RoundDonation, SupportedHome
from federation.selectors import lent
from federation.selectors import support as read
from federation.services import support as services
from federation.states import DELIVERY, DeliveryState
from tests.factories import federation as f
from tests.promises import broken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gifts(monkeypatch):
    """What fairs gave: 10 kg and 2.5 kg."""
    given = [
        lent.Donation("markets.outflow:1", "Feria del Centro", Decimal("10.000")),
        lent.Donation("markets.outflow:2", "Feria del Este", Decimal("2.500")),
    ]
    monkeypatch.setattr(lent, "_DONATIONS", [lambda: given])
    return given


@pytest.fixture
def goer():
    return f.holder(Role.BRIGADE)


def home(goer, key="1", **extra):
    given = {
        "contact": None,
        "contact_name": "Señora Rosa",
        "phone": "0412-5550101",
        "zone": "Tamaca",
        "address": "Detrás de la cancha",
        "adults": 1,
        "children": 2,
        "elders": 0,
        "needs": "Verduras",
        "reason": "Quedó sin trabajo",
        "review_on": today() + dt.timedelta(days=60),
        "consent": True,
    } | extra
    return services.enter_home(by=goer, key=key, **given)


def planned(goer, key="r", donations=("markets.outflow:1",), **extra):
    return services.plan_round(
        by=goer, key=key, **{"day": today(), "name": "Ronda", "donations": list(donations)} | extra
    )


def code_of(do, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        do(*args, **kwargs)
    return caught.value.refusal.code


# --- homes ----------------------------------------------------------------------------------------


def test_nobody_is_written_down_without_consent(goer):
    assert code_of(home, goer, consent=False) == "no_consent"
    assert not SupportedHome.objects.exists()


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"contact_name": ""}, "no_contact"),
        ({"adults": 0, "children": 0}, "nobody"),
        ({"review_on": dt.date(2020, 1, 1)}, "review"),
        ({"review_on": dt.date(2099, 1, 1)}, "review"),
    ],
)
def test_a_home_needs_a_contact_people_and_a_near_review(goer, extra, code):
    assert code_of(home, goer, **extra) == code


def test_the_same_key_enters_once(goer):
    assert home(goer).pk == home(goer).pk


def test_who_does_not_go_neither_writes_nor_reads(goer, enter):
    home(goer)
    worker = f.worker()
    assert code_of(home, worker, key="2") == "no_key"
    inside = enter(worker)
    assert inside.get("/gente/brigadas/hogares/").status_code == 403
    assert "Rosa" not in inside.get("/gente/brigadas/").content.decode()
    assert enter(f.person()).get("/gente/brigadas/").status_code == 404


def test_the_audit_holds_nothing_of_who_or_why(goer):
    there = home(goer)
    changed = {"zone": "Tamaca", "review_on": there.review_on, "contact_name": "Rosa Elena", "adults": 1}
    services.change_home(by=goer, home=there, consent=True, **changed)
    services.end_support(by=goer, home=there)
    told = " ".join(str(vars(event)) for event in AuditEvent.objects.all())
    for secret in ("Rosa", "0412", "cancha", "trabajo", "Verduras"):
        assert secret not in told
    assert AuditEvent.objects.filter(object_type="federation.supportedhome", private=False).count() == 0


def test_when_they_no_longer_agree_everything_is_erased_and_the_kilos_stay(goer):
    there = home(goer)
    other = home(goer, key="2", contact_name="Otra")
    round = planned(goer)
    services.plan_deliveries(by=goer, round=round, shares={there.pk: Decimal(4), other.pk: Decimal(6)})
    first = round.deliveries.get(home=there)
    services.end_delivery(by=goer, delivery=first, done=True)
    services.end_support(by=goer, home=there)
    there.refresh_from_db()
    kept = (there.contact, there.contact_name, there.phone, there.address, there.needs, there.reason)
    assert kept == (None, "", "", "", "", "")
    assert Delivery.objects.get(home=there).kilos == 4
    services.end_support(by=goer, home=other)
    assert Delivery.objects.get(home=other).state == DeliveryState.MISSED
    assert code_of(services.end_support, by=goer, home=there) == "home_ended"


def test_the_contact_themselves_may_end_it(goer, enter):
    contact = f.member()
    there = home(goer, contact=contact, contact_name="")
    url = f"/gente/brigadas/hogares/{there.pk}/terminar/"
    assert enter(f.worker()).get(url).status_code == 404
    inside = enter(contact)
    assert "Quedó sin trabajo" in inside.get(url).content.decode()
    assert inside.post(url).status_code == 302
    assert SupportedHome.objects.get().ended_at is not None


def test_small_communities_are_told_together_or_not_at_all(goer):
    for n in range(5):
        home(goer, key=f"a{n}", zone="Grande")
    for n in range(3):
        home(goer, key=f"b{n}", zone="Chica")
    assert ([zone.name for zone in read.zones()[0]], read.zones()[1]) == (["Grande"], None)
    for n in range(2):
        home(goer, key=f"c{n}", zone="Otra")
    large, small = read.zones()
    assert [zone.name for zone in large] == ["Grande"]
    assert small is not None
    assert (small.homes, small.people) == (5, 15)


# --- rounds ---------------------------------------------------------------------------------------


def test_a_donation_goes_to_one_round(goer):
    planned(goer)
    assert [gift.ref for gift in read.free_donations()] == ["markets.outflow:2"]
    taken = planned
    assert code_of(taken, goer, key="r2", donations=["markets.outflow:1", "markets.outflow:2"]) == (
        "donation_taken"
    )
    assert RoundDonation.objects.count() == 1
    assert code_of(planned, goer, key="r3", donations=["markets.outflow:9"]) == "no_such_donation"
    assert code_of(planned, goer, key="r4", donations=[]) == "no_donation"
    assert code_of(planned, goer, key="r5", day=today() - dt.timedelta(days=1)) == "past_day"


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_do_not_take_the_same_donation():
    people = [f.holder(Role.BRIGADE) for _ in range(2)]
    start, codes = threading.Barrier(2), []

    def plan(person, key):
        start.wait()
        try:
            planned(person, key=key, donations=["markets.outflow:1", "markets.outflow:2"])
            codes.append("planned")
        except Refused as no:
            codes.append(no.refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan, args=[p, f"k{n}"]) for n, p in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["donation_taken", "planned"]
    assert RoundDonation.objects.count() == 2


def test_a_round_never_promises_more_than_it_has(goer):
    one, two = home(goer), home(goer, key="2")
    round = planned(goer)
    shares = {one.pk: Decimal("6"), two.pk: Decimal("4.001")}
    assert code_of(services.plan_deliveries, by=goer, round=round, shares=shares) == "too_much"
    assert services.plan_deliveries(by=goer, round=round, shares=shares | {two.pk: Decimal(4)}) == 2
    assert services.plan_deliveries(by=goer, round=round, shares={one.pk: Decimal(10)}) == 1


def test_planning_again_leaves_what_was_brought(goer):
    one, two = home(goer), home(goer, key="2")
    round = planned(goer)
    services.plan_deliveries(by=goer, round=round, shares={one.pk: Decimal(6), two.pk: Decimal(4)})
    services.end_delivery(by=goer, delivery=round.deliveries.get(home=one), done=True)
    assert read.homes_to_serve(round) == [two]
    assert read.left_to_share(round) == 4
    assert code_of(services.plan_deliveries, by=goer, round=round, shares={two.pk: Decimal(5)}) == "too_much"
    services.plan_deliveries(by=goer, round=round, shares={one.pk: Decimal(1), two.pk: Decimal(3)})
    assert dict(round.deliveries.values_list("home_id", "kilos")) == {one.pk: 6, two.pk: 3}


def test_what_was_missed_may_be_brought_later_unless_it_went_to_others(goer):
    one, two = home(goer), home(goer, key="2")
    round = planned(goer)
    services.plan_deliveries(by=goer, round=round, shares={one.pk: Decimal(10)})
    delivery = round.deliveries.get()
    assert code_of(services.end_delivery, by=goer, delivery=delivery, done=False) == "no_reason"
    services.end_delivery(by=goer, delivery=delivery, done=False, why_not="No estaban")
    services.plan_deliveries(by=goer, round=round, shares={two.pk: Decimal(5)})
    assert code_of(services.end_delivery, by=goer, delivery=delivery, done=True) == "nothing_left"
    services.plan_deliveries(by=goer, round=round, shares={})
    brought = services.end_delivery(by=goer, delivery=delivery, done=True)
    assert (brought.state, brought.why_not) == (DeliveryState.DONE, "")
    assert services.end_delivery(by=goer, delivery=delivery, done=True) == brought
    assert (
        code_of(services.end_delivery, by=goer, delivery=delivery, done=False, why_not="x") == "no_such_move"
    )


@pytest.mark.parametrize("old", DeliveryState.values)
@pytest.mark.parametrize("new", DeliveryState.values)
def test_every_pair_of_states(old, new):
    moves = {("planned", "done"), ("planned", "missed"), ("missed", "done")}
    assert (DELIVERY.refusal(old, new) is None) == ((old, new) in moves)


def test_shares_by_people_never_add_up_to_more(goer):
    rows = [home(goer, key=str(n), adults=n + 1) for n in range(7)]
    shares = read.by_people(Decimal("12.345"), rows)
    assert sum(shares.values()) <= Decimal("12.345")
    assert shares[rows[0].pk] < shares[rows[6].pk]
    assert read.by_people(Decimal(5), []) == {}


def test_months_without_anything_are_told_too(goer):
    there = home(goer)
    round = planned(goer)
    services.plan_deliveries(by=goer, round=round, shares={there.pk: Decimal("7.5")})
    services.end_delivery(by=goer, delivery=round.deliveries.get(), done=True)
    months = read.brought_by_month()
    assert len(months) == 12
    assert months[-1] == (today().replace(day=1), Decimal("7.5"))
    assert {kilos for _month, kilos in months[:-1]} == {0}


def test_pages(goer, enter):
    inside = enter(goer)
    new = inside.get("/gente/brigadas/hogares/nuevo/")
    assert new.status_code == 200
    fields = {
        "key": "x",
        "contact_name": "Señora Rosa",
        "zone": "Tamaca",
        "adults": "2",
        "children": "0",
        "elders": "0",
        "review_on": (today() + dt.timedelta(days=30)).isoformat(),
    }
    kept = inside.post("/gente/brigadas/hogares/nuevo/", fields)
    assert kept.status_code == 422
    assert "Señora Rosa" in kept.content.decode()
    assert inside.post("/gente/brigadas/hogares/nuevo/", fields | {"consent": "on"}).status_code == 302
    there = SupportedHome.objects.get()
    assert inside.get(f"/gente/brigadas/hogares/{there.pk}/").status_code == 200
    made = inside.post(
        "/gente/brigadas/rondas/nueva/",
        {"key": "y", "name": "Ronda", "day": today().isoformat(), "donations": ["markets.outflow:1"]},
    )
    assert made.status_code == 302
    assert inside.post(made.url, {f"home{there.pk}": "10,001"}).status_code == 422
    assert inside.post(made.url, {f"home{there.pk}": "9,5"}).status_code == 302
    delivery = Delivery.objects.get()
    assert delivery.kilos == Decimal("9.5")
    page = made.url.removesuffix("reparto/")
    assert "Señora Rosa" in inside.get(page).content.decode()
    assert "Señora Rosa" not in enter(f.worker()).get(page).content.decode()
    assert "Ronda" in inside.get("/").content.decode()
    assert (
        inside.post(f"/gente/brigadas/entregas/{delivery.pk}/no-hecha/", {"why_not": ""}).status_code == 422
    )
    assert inside.post(f"/gente/brigadas/entregas/{delivery.pk}/hecha/").status_code == 302


@pytest.mark.parametrize("many", [2, 20])
def test_lists_ask_the_same_number_of_queries(goer, enter, many, django_assert_num_queries):
    rows = [home(goer, key=str(n), contact=f.member()) for n in range(many)]
    round = planned(goer)
    services.plan_deliveries(by=goer, round=round, shares={row.pk: Decimal("0.4") for row in rows})
    inside = enter(goer)
    inside.get("/gente/brigadas/")
    with django_assert_num_queries(5):
        inside.get("/gente/brigadas/hogares/")
    with django_assert_num_queries(6):
        inside.get(f"/gente/brigadas/rondas/{round.pk}/")


PROMISES = {
    "home_has_somebody": "UPDATE federation_supportedhome SET adults = 0, children = 0",
    "home_has_a_contact": "UPDATE federation_supportedhome SET contact_name = ''",
    "home_is_forgotten_when_it_ends": "UPDATE federation_supportedhome SET ended_at = now()",
    "home_agreed_first": "UPDATE federation_supportedhome SET consent_on = since + 1",
    "donation_some_kilos": "UPDATE federation_rounddonation SET kilos = 0",
    "delivery_once_a_round": (
        "INSERT INTO federation_delivery (round_id, home_id, kilos, state, why_not)"
        " SELECT round_id, home_id, 0.001, 'planned', '' FROM federation_delivery"
    ),
    "delivery_some_kilos": "UPDATE federation_delivery SET kilos = 0",
    "delivery_ended_by_somebody": "UPDATE federation_delivery SET state = 'done'",
    "delivery_missed_why": (
        "UPDATE federation_delivery SET state = 'missed', ended_at = now(), ended_by_id ="
        " (SELECT id FROM federation_person LIMIT 1)"
    ),
    "delivery_within_donations": "UPDATE federation_delivery SET kilos = 10.001",
}


@pytest.mark.parametrize("name", PROMISES)
def test_promises_by_hand(name, goer):
    there = home(goer)
    services.plan_deliveries(by=goer, round=planned(goer), shares={there.pk: Decimal(5)})
    broken(name, PROMISES[name])
