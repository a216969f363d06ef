"""PINs: chosen by oneself, hard to guess, closed after five, and open to the till alone."""

import datetime as dt

import pytest
from django.test import Client

from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from federation import services
from federation.models import LoginSession, PinTries, Role, TillPin
from federation.policies import Keys
from federation.policies.pins import pin_refused
from federation.services import pins
from federation.services.entries import Door, let_in, still_in
from tests.factories import entry as e
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
HERE, PLACE = "machine:1", "fair:3"


def arrive(person, pin=e.PIN, machine=HERE, scope=PLACE):
    return services.arrive(person_id=person.pk, pin=pin, machine=machine, scope=scope)


def refusal_of(*args, **kwargs):
    with pytest.raises(Refused) as refused:
        arrive(*args, **kwargs)
    return refused.value.refusal.code


@pytest.fixture
def seller():
    someone = f.holder(Role.TILL, PLACE)
    e.till_pin(someone)
    return someone


@pytest.mark.parametrize(
    "pin",
    ["", "123", "1234567", "12a4", "٠١٢٣", "0000", "1234", "9876", "2468", "1212", "1221", "123123",
     "1984", "2005", "150384", "3000", "4567", "0412"],
)  # fmt: skip
def test_a_pin_that_a_neighbour_would_try_is_refused(pin):
    someone = f.worker(document="V13000777", phones=["+584125556789"])
    assert pin_refused(pin, someone) is not None


@pytest.mark.parametrize("pin", ["8305", "7391", "92705", "640182"])
def test_other_pins_pass(pin):
    assert pin_refused(pin, f.worker(document="V13000777")) is None


def test_one_chooses_it_with_the_password_and_only_a_hash_is_kept(enter):
    someone = f.worker()
    inside = enter(someone)
    url = "/cuenta/pin/"
    assert inside.post(url, {"current": "otra", "pin": e.PIN, "again": e.PIN}).status_code == 422
    assert inside.post(url, {"current": f.PASSWORD, "pin": "1234", "again": "1234"}).status_code == 422
    assert inside.post(url, {"current": f.PASSWORD, "pin": e.PIN, "again": "7391"}).status_code == 422
    assert not TillPin.objects.exists()
    answer = inside.post(url, {"current": f.PASSWORD, "pin": e.PIN, "again": e.PIN})
    assert answer.status_code == 302
    assert e.PIN not in TillPin.objects.get().pin_hash
    inside.post(url, {"do": "drop"})
    assert not TillPin.objects.exists()


def test_the_right_pin_at_ones_own_fair_and_in_ones_own_turn(seller):
    assert arrive(seller).person == seller
    network = f.holder(Role.TILL)
    e.till_pin(network)
    assert arrive(network).person == network
    assert refusal_of(seller, scope="fair:4") == "not_here"
    other = f.holder(Role.WEEK)
    e.till_pin(other)
    assert refusal_of(other) == "not_here"
    assert refusal_of(f.holder(Role.TILL, PLACE)) == "no_pin"
    with at(now() + dt.timedelta(days=2)):
        assert refusal_of(seller) == "not_here", "the turn is over"


def test_five_wrong_ones_close_it_on_that_machine(seller, enter):
    assert [refusal_of(seller, "7391") for _ in range(5)] == ["wrong_pin"] * 4 + ["pin_closed"]
    assert refusal_of(seller) == "pin_closed"
    assert arrive(seller, machine="machine:2").person == seller
    assert PinTries.objects.get(machine=HERE).failures == 5
    keeper = f.holder(Role.REGISTER)
    url = f"/gente/{seller.pk}/entrada/"
    assert "Cerrado en 1 máquina" in enter(keeper).get(url).content.decode()
    enter(keeper).post(url, {"do": "open_pin"})
    assert arrive(seller).person == seller


def test_a_new_pin_opens_it_again(seller):
    for _ in range(5):
        refusal_of(seller, "7391")
    pins.set_pin(by=seller, current=f.PASSWORD, pin="640182")
    assert arrive(seller, "640182").person == seller


def test_a_right_one_forgets_the_wrong_ones(seller):
    for _ in range(3):
        for _ in range(4):
            refusal_of(seller, "7391")
        arrive(seller)


def test_the_register_opens_no_pin_of_its_own():
    keeper = f.holder(Role.REGISTER)
    with pytest.raises(Refused):
        pins.open_pin(by=keeper, person=keeper)


# --- what it opens -------------------------------------------------------------------------------


def enter_by(arrival):
    """A browser where somebody came in by PIN."""
    from django.conf import settings
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    let_in(request, arrival.person, arrival.door)
    request.session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


OWN = ["/cuenta/", "/cuenta/clave/", "/cuenta/pin/", "/cuenta/entradas/", "/gente/de-a-dos/", "/"]
OTHERS = ["/gente/", "/gente/llaves/", "/gente/llaves/dar/", "/reuniones/decisiones/contar/", "/finanzas/"]


@pytest.mark.parametrize("url", [*OWN, *OTHERS, "/ferias/catalogo/", "/ferias/cajas/maquinas/"])
def test_a_pin_opens_neither_ones_account_nor_other_keys(url):
    someone = f.holder(Role.TILL, PLACE)
    for role in Role.values:
        if role != Role.TILL:
            f.key(someone, role)
    e.till_pin(someone)
    inside = enter_by(arrive(someone))
    for answer in (
        inside.get(url),
        inside.post(url, {"current": f.PASSWORD, "pin": "7391", "again": "7391"}),
    ):
        assert answer.status_code == 302
        assert answer.url.startswith("/entrar/?next=")
    assert inside.get("/ferias/caja/").status_code == 200
    page = inside.get("/entrar/").content.decode()
    assert "Con tu PIN atiendes la caja" in page, "and the door explains, and lets one in by password"


def test_the_keys_of_a_pin_are_the_tills_of_that_fair(seller):
    f.key(seller, Role.WEEK)
    f.key(seller, Role.FINANCE)
    f.key(seller, Role.TILL, "fair:4")
    seller.entry = LoginSession(kind="pin", scope=PLACE)
    assert Keys(seller).live == {(Role.TILL, PLACE)}
    network = f.holder(Role.TILL)
    network.entry = LoginSession(kind="pin", scope=PLACE)
    assert Keys(network).live == {(Role.TILL, PLACE)}


def test_ten_idle_minutes_end_it_and_a_page_that_asks_by_itself_keeps_nobody_awake(seller):
    inside = enter_by(arrive(seller))
    start = now()
    url = "/ferias/caja/"
    with at(start + dt.timedelta(minutes=8)):
        assert inside.get(url).status_code == 200
    with at(start + dt.timedelta(minutes=17)):
        assert inside.get(url, headers={"X-Idle": "1"}).status_code == 200
    with at(start + dt.timedelta(minutes=18)):
        assert inside.get(url).status_code == 302
    assert LoginSession.objects.get().ended_why == "idle"


def test_the_end_of_the_turn_ends_it(seller):
    inside = enter_by(arrive(seller))
    mandate = seller.mandates.get()
    login = LoginSession.objects.get()
    assert login.until == mandate.during.upper
    LoginSession.objects.update(last_seen_at=login.until)
    with at(login.until):
        assert not still_in(LoginSession.objects.get())
    assert LoginSession.objects.get().ended_why == "turn"
    assert inside.get("/ferias/caja/").status_code == 302


def test_a_key_that_is_ended_early_ends_it_at_once(seller):
    inside = enter_by(arrive(seller))
    services.end_key(by=seller, mandate=seller.mandates.get(), reason="x")
    assert inside.get("/ferias/caja/").status_code == 302
    assert LoginSession.objects.get().ended_why == "turn"


def test_another_who_taps_in_takes_the_machine(seller):
    other = f.holder(Role.TILL, PLACE)
    e.till_pin(other, "7391")
    first, elsewhere = enter_by(arrive(seller)), enter_by(arrive(seller, machine="machine:2"))
    second = enter_by(arrive(other, "7391"))
    assert first.get("/ferias/caja/").status_code == 302
    assert second.get("/ferias/caja/").status_code == 200
    assert elsewhere.get("/ferias/caja/").status_code == 200


def test_by_pin_one_does_not_change_the_language_of_ones_account(seller):
    inside = enter_by(arrive(seller))
    inside.post("/idioma/", {"language": "en", "next": "/ferias/caja/"})
    seller.refresh_from_db()
    assert seller.language == "es"


def test_a_new_pin_or_a_new_password_ends_what_the_old_one_opened(seller):
    inside = enter_by(arrive(seller))
    pins.set_pin(by=seller, current=f.PASSWORD, pin="640182")
    assert inside.get("/ferias/caja/").status_code == 302


def test_a_door_by_password_names_no_machine():
    assert Door() == Door("password", "", "", None)
