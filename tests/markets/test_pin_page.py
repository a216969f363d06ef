"""The shared till's door: the machine proves itself, a name is tapped, a PIN is written."""

import re

import pytest
from django.test import Client

from federation.models import LoginSession, Role
from markets.models import Till
from markets.services import tills
from tests.factories import entry as e
from tests.factories import federation as f
from tests.markets.till_world import make_world

pytestmark = pytest.mark.django_db
PIN, LEAVE, KNOW, TILL = (
    "/ferias/caja/entrar/",
    "/ferias/caja/salir/",
    "/ferias/caja/maquina/",
    "/ferias/caja/",
)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def machine(world):
    e.till_pin(world.first)
    client = Client(enforce_csrf_checks=False)
    answer = client.post(KNOW, headers={"Authorization": f"Device {world.secret}"})
    assert answer.status_code == 204
    return client


def tap(machine, person, pin=e.PIN):
    return machine.post(PIN, {"who": person.pk, "pin": pin})


def test_the_machine_shows_its_secret_and_a_cookie_that_no_script_reads(world, machine):
    cookie = machine.cookies["maquina"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/ferias/"
    for header in ({}, {"Authorization": "Device nada"}, {"Authorization": world.secret}):
        assert Client().post(KNOW, headers=header).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(KNOW, headers={"Authorization": f"Device {world.secret}"}).status_code == 204


def test_another_browser_sees_no_names(world, machine):
    name = world.first.get_full_name()
    assert name in machine.get(PIN).content.decode()
    stranger = Client()
    assert name not in stranger.get(PIN).content.decode()
    assert tap(stranger, world.first).status_code == 200
    assert not stranger.get(TILL).url.startswith(PIN)
    assert not LoginSession.objects.exists()


def test_in_with_a_name_and_a_pin_and_out_with_a_tap(world, machine):
    assert machine.get(TILL).url == PIN, "nobody is in: the names"
    assert machine.get(f"{PIN}?quien={world.first.pk}").status_code == 200
    answer = tap(machine, world.first)
    assert (answer.status_code, answer.url) == (302, TILL)
    page = machine.get(TILL).content.decode()
    assert world.first.get_short_name() in page
    login = LoginSession.objects.get()
    assert (login.kind, login.machine, login.scope) == (
        "pin",
        f"machine:{world.device.pk}",
        world.fair.scope,
    )
    assert machine.post(LEAVE).url == PIN
    assert machine.get(TILL).url == PIN
    assert LoginSession.objects.get().ended_why == "left"


def test_the_links_of_the_page_lead_in_also_with_large_numbers(world, machine):
    someone = f.holder(Role.TILL, world.fair.scope, id=1_234_567, given_names="Zulay")
    e.till_pin(someone, "7391")
    link = re.search(r'href="(\?quien=[^"]+)"><span>Zulay', machine.get(PIN).content.decode())[1]
    page = machine.get(f"{PIN}{link}").content.decode()
    who = re.search(r'name="who"\s+value="([^"]+)"', page)[1]
    assert machine.post(PIN, {"who": who, "pin": "7391"}).status_code == 302


def test_only_those_with_a_turn_at_this_fair_are_shown(world, machine):
    here = f.holder(Role.TILL, world.fair.scope, given_names="Zulay", family_names="Peña")
    everywhere = f.holder(Role.TILL, given_names="Yolanda", family_names="Mujica")
    elsewhere = f.holder(Role.TILL, "fair:999", given_names="Xiomara", family_names="Gil")
    coordinator = f.holder(Role.FAIR, world.fair.scope, given_names="Wilmer", family_names="Ramos")
    body = machine.get(PIN).content.decode()
    assert str(here) in body
    assert str(everywhere) in body
    assert str(elsewhere) not in body
    assert str(coordinator) not in body
    e.till_pin(elsewhere)
    assert tap(machine, elsewhere).status_code == 200
    assert not LoginSession.objects.exists()


def test_wrong_pins_are_told_and_close_it(world, machine):
    for _ in range(4):
        answer = tap(machine, world.first, "7391")
        assert answer.status_code == 422
        assert "Ese no es el PIN" in answer.content.decode()
    assert "cerrado en esta máquina" in tap(machine, world.first, "7391").content.decode()
    assert tap(machine, world.first).status_code == 422
    assert not LoginSession.objects.exists()


def test_without_a_pin_it_says_where_to_choose_one(world, machine):
    body = machine.get(f"{PIN}?quien={world.second.pk}").content.decode()
    assert "Todavía no tienes PIN" in body
    assert tap(machine, world.second).status_code == 422


def test_a_revoked_machine_is_no_door(world, machine):
    tills.revoke_device(by=world.coordinator, device=world.device, reason="Se perdió")
    assert world.first.get_full_name() not in machine.get(PIN).content.decode()
    assert tap(machine, world.first).status_code == 200
    assert not LoginSession.objects.exists()


def test_a_pin_works_the_till_from_the_float_to_the_count(world, machine):
    tap(machine, world.first)
    session = world.session
    for url in (
        f"/ferias/caja/precios.json?turno={session.pk}",
        "/ferias/caja/abrir/",
        f"/ferias/turno/{session.pk}/",
        f"/ferias/turno/{session.pk}/contar/",
    ):
        assert machine.get(url).status_code == 200, url
    for url in (f"/ferias/{world.week}/", "/ferias/cajas/maquinas/", "/ferias/catalogo/", "/"):
        assert machine.get(url).url.startswith("/entrar/"), url


def test_by_pin_the_coordinators_own_keys_stay_outside(world, machine):
    f.key(world.coordinator, Role.TILL, world.fair.scope)
    e.till_pin(world.coordinator, "7391")
    tap(machine, world.coordinator, "7391")
    other = Till.objects.create(fair=world.fair, number=77)
    answer = machine.post("/ferias/cajas/maquinas/registrar/", {"till": other.pk})
    assert answer.url.startswith("/entrar/")
    assert not other.devices.exists()


@pytest.mark.parametrize("who", ["", "x", "-1", "9" * 40, "²", "0"])
def test_odd_names_lead_back_to_the_names(machine, who):
    assert machine.get(PIN, {"quien": who}).status_code == 200
    assert machine.post(PIN, {"who": who, "pin": "1"}).status_code == 200


def test_the_names_cost_as_much_for_two_as_for_twenty(world, machine, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    machine.get(PIN)
    with CaptureQueriesContext(connection) as first:
        machine.get(PIN)
    for _ in range(18):
        f.holder(Role.TILL, world.fair.scope)
    with django_assert_num_queries(len(first)):
        machine.get(PIN)
