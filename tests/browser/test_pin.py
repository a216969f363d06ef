"""The shared till changes hands: in with a name and a PIN, out with a tap, and no sale is lost."""

import pytest
from playwright.sync_api import expect

from federation.models import LoginSession
from markets.models import Sale
from markets.services import tills as services
from tests.browser.conftest import PHONE
from tests.browser.test_every_page import AXE, look_at, problems
from tests.browser.test_till import TILL, keys, vegetables
from tests.factories import entry as e
from tests.markets.till_world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db) -> World:
    made = make_world(opened=False)
    session = services.open_session(
        by=made.first, device=made.device, fair_week=made.fair_week, counts={"VES": {"100": 1}}
    )
    services.confirm_opening(by=made.second, session=session)
    made.first.given_names, made.second.given_names = "Rosa", "Miguel"
    for person, pin in ((made.first, e.PIN), (made.second, "7391")):
        person.save()
        e.till_pin(person, pin)
    return made


def stand_at(page, world):
    """The machine that was registered once, with nobody logged in."""
    page.goto("/ferias/caja/entrar/")
    page.evaluate(
        "device => localStorage.setItem('caja.device', JSON.stringify(device))",
        {"id": world.device.pk, "letters": world.device.letters, "secret": world.secret},
    )
    page.goto("/ferias/caja/entrar/")
    expect(page.get_by_text("Toca tu nombre.")).to_be_visible()


def come_in(page, name, pin):
    page.get_by_role("link", name=name).click()
    for figure in pin:
        page.get_by_role("button", name=figure, exact=True).click()
    page.get_by_role("button", name="Entrar", exact=True).click()


def test_a_till_changes_hands_and_no_sale_is_lost(open_page, world):
    page = open_page(size=TILL)
    stand_at(page, world)
    come_in(page, "Rosa", e.PIN)
    expect(page.locator("#desk")).to_be_visible()
    vegetables(page, "5,130", "1,130")
    expect(page.locator("#unsent-word")).to_have_text("todo enviado")

    # The sales of the device stay while its sending fails and another person comes.
    page.route("**/api/v1/till/sync", lambda route: route.abort())
    vegetables(page, "4,130", "1,230")
    vegetables(page, "3,130", "1,330")
    expect(page.locator("#unsent-word")).to_have_text("sin enviar: 2")
    page.get_by_role("button", name="Rosa").click()
    expect(page.get_by_text("Toca tu nombre.")).to_be_visible()
    assert LoginSession.objects.filter(ended_at=None).count() == 0
    come_in(page, "Miguel", "7391")
    expect(page.locator("#desk")).to_be_visible()
    expect(page.locator("#unsent-word")).to_have_text("sin enviar: 2")
    page.unroute("**/api/v1/till/sync")
    vegetables(page, "2,130", "1,430")
    expect(page.locator("#unsent-word")).to_have_text("todo enviado", timeout=20_000)
    assert list(Sale.objects.order_by("counter").values_list("counter", "flags")) == [
        (n, []) for n in range(1, 5)
    ]
    live = LoginSession.objects.get(ended_at=None)
    assert (live.person, live.kind) == (world.second, "pin")


def test_a_login_that_ends_while_selling_asks_for_the_next(open_page, world):
    page = open_page(size=TILL)
    page.clock.install()
    stand_at(page, world)
    come_in(page, "Rosa", e.PIN)
    expect(page.locator("#desk")).to_be_visible()
    keys(page, "5,130")
    LoginSession.objects.update(ended_at="2026-01-01T00:00Z", ended_why="idle")
    page.clock.run_for(61_000)
    expect(page.locator("#warned")).to_contain_text("Tu entrada se acabó")
    keys(page, "", "")
    expect(page.locator("#gate-text")).to_contain_text("Nadie ha entrado en esta caja")
    page.clock.run_for(5_000)
    page.get_by_role("link", name="Entrar").click()
    expect(page.get_by_text("Toca tu nombre.")).to_be_visible()
    come_in(page, "Rosa", e.PIN)
    expect(page.locator("#till-number")).to_have_text(f"{world.device.letters}-000001")
    assert Sale.objects.count() == 1


def test_a_wrong_pin_is_told_where_one_looks(open_page, world):
    page = open_page(size=PHONE)
    stand_at(page, world)
    come_in(page, "Rosa", "7777")
    expect(page.get_by_role("alert")).to_contain_text("Ese no es el PIN")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_a_script_the_names_and_the_pin_work(open_page, world):
    page = open_page(size=PHONE, js=False)
    page.goto("/ferias/caja/entrar/")
    page.context.add_cookies(
        [{"name": "maquina", "value": world.secret, "url": page.url.split("/ferias")[0] + "/ferias/"}]
    )
    page.goto("/ferias/caja/entrar/")
    page.get_by_role("link", name="Rosa").click()
    page.locator("[name=pin]").fill(e.PIN)
    page.get_by_role("button", name="Entrar", exact=True).click()
    page.wait_for_url("**/ferias/caja/")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TILL], ids=["phone", "till"])
def test_the_door_of_the_till_can_be_read_by_all(open_page, world, size, dark):
    page = open_page(size=size, dark=dark)
    wrong = look_at(page, "/ferias/caja/entrar/")
    stand_at(page, world)
    wrong += look_at(page, "/ferias/caja/entrar/")
    wrong += look_at(page, f"/ferias/caja/entrar/?quien={world.first.pk}")
    page.locator("[name=pin]").fill("1")
    page.get_by_role("button", name="Entrar", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate(AXE.read_text())
    wrong += problems(page)
    assert wrong == []
