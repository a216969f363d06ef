"""A till worker's day, in a real browser: from the float to the meeting's agenda."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from assemblies.models import Topic
from federation.models import Role
from finance import selectors as finance
from markets.models import CashCount, Device, PagoMovil, QuarantinedSale, Sale, TillSession
from markets.services import tills as services
from tests.browser.conftest import PHONE
from tests.browser.test_every_page import look_at, problems
from tests.factories import federation as f
from tests.markets.till_world import World, kilos, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TILL = {"width": 1024, "height": 600}


@pytest.fixture
def world(transactional_db):
    return make_world(opened=False)


def become_till(page: Page, world: World) -> None:
    """What the registration page does with the secret it is shown."""
    page.goto("/ferias/cajas/maquinas/")
    page.evaluate(
        "device => localStorage.setItem('caja.device', JSON.stringify(device))",
        {"id": world.device.pk, "letters": world.device.letters, "secret": world.secret},
    )


def sign_in_place(page: Page, person) -> None:
    page.get_by_label("Cédula de la segunda persona").fill(person.document)
    page.get_by_label("Clave de la segunda persona").fill(f.PASSWORD)
    page.get_by_role("button", name="La otra persona contó lo mismo").click()


def open_by_hand(page: Page, world: World) -> TillSession:
    become_till(page, world)
    page.goto("/ferias/caja/")
    page.get_by_role("link", name="Abrir la caja").click()
    page.locator('[name="VES_100"]').fill("5")
    page.locator('[name="USD_1"]').fill("10")
    expect(page.locator('[data-sum="VES"]')).to_have_text("Bs 500,00")
    page.get_by_role("button", name="Esto es lo que hay").click()
    sign_in_place(page, world.second)
    expect(page.locator("#desk")).to_be_visible()
    return TillSession.objects.get()


def keys(page: Page, *groups: str) -> None:
    for group in groups:
        page.keyboard.type(group)
        page.keyboard.press("Enter")


def vegetables(page: Page, large: str, mini: str) -> None:
    """A two-tier sale in four groups of keys."""
    done = page.locator("#till-number").inner_text()
    keys(page, large, mini, "")
    expect(page.locator("#pay")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#pay")).to_be_hidden()
    expect(page.locator("#till-number")).not_to_have_text(done)


def test_a_till_workers_day(open_page, world):
    page = open_page(world.first, size=TILL)
    session = open_by_hand(page, world)
    assert (session.opened_by, session.confirmed_by) == (world.first, world.second)
    flour, coffee = world.products

    # Kilos of both tiers, a barcode, and a name.
    keys(page, "6,480", "2,230", flour.barcode)
    page.keyboard.type("cafe")
    page.keyboard.press("Enter")
    keys(page, coffee.barcode)
    expect(page.locator("#lines tr")).to_have_count(4)
    expect(page.locator("#total")).to_have_text("Bs 1.646,00")

    # A third packet of rationed coffee.
    keys(page, coffee.barcode)
    expect(page.get_by_role("alert").filter(has_text="límite 2 por compra")).to_be_visible()
    expect(page.locator("#total")).to_have_text("Bs 1.646,00")

    # The same weight twice is asked about.
    keys(page, "6,480")
    expect(page.locator("#warned")).to_contain_text("El mismo peso")
    page.locator("#entry").fill("")

    # 5 US$, a pago móvil, and bolívares with change.
    page.keyboard.press("Enter")
    page.keyboard.press("F2")
    page.locator("#amount").fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("#pay-left")).to_have_text("Bs 430,95")
    page.keyboard.press("F4")
    page.get_by_label("Banco").select_option("0102")
    page.get_by_label("Teléfono").fill("0414-123.45.67")
    page.locator("#proof").get_by_label("Cédula").fill("V-12.345.678")
    page.get_by_label("Referencia").fill("004512")
    page.locator("#amount").fill("200")
    page.locator("#amount").press("Enter")
    expect(page.locator("#pay-left")).to_have_text("Bs 230,95")
    page.locator("#amount").fill("300")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Vuelto en bolívares: Bs 69,05")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#done-change")).to_have_text("Vuelto: Bs 69,05")
    expect(page.locator("#unsent-word")).to_have_text("todo enviado")
    sale = Sale.objects.get()
    assert (sale.total, sale.flags, sale.counter) == (1646, [], 1)
    assert PagoMovil.objects.get().document == "V12345678"
    assert sorted(sale.tenders.values_list("currency", "amount")) == [
        ("USD", 5),
        ("VES", Decimal("-69.05")),
        ("VES", 200),
        ("VES", 300),
    ]

    # The line drops; ten more sales, their numbers visible.
    page.context.set_offline(True)
    for n in range(10):
        vegetables(page, f"5,{n}30", f"1,{n}30")
    expect(page.locator("#unsent-word")).to_have_text("sin enviar: 10")
    expect(page.locator("#line-word")).to_contain_text("sin línea desde")
    expect(page.locator("#till-number")).to_have_text(f"{world.device.letters}-000011")
    assert Sale.objects.count() == 1

    # The line returns: each is there exactly once.
    page.context.set_offline(False)
    expect(page.locator("#unsent-word")).to_have_text("todo enviado", timeout=20_000)
    assert sorted(Sale.objects.values_list("counter", flat=True)) == list(range(1, 12))
    assert {tuple(flags) for flags in Sale.objects.values_list("flags", flat=True)} == {()}
    cash = finance.balance(session.cash_ves_account)

    # Closing, blind: a bolívar is missing and nobody is told before both have signed.
    page.get_by_role("link", name="Arqueo").click()
    expect(page.get_by_role("heading", name="Contar la caja")).to_be_visible()
    page.locator('[name="VES_1"]').fill(str(int(cash) - 1))
    page.locator('[name="VES_0.01"]').fill(str(int(cash % 1 * 100)))
    page.locator('[name="USD_1"]').fill("15")
    expected = f"{cash:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
    assert expected not in page.content()
    page.get_by_role("button", name="Esto es lo que hay").click()
    expect(page.get_by_role("heading", name="Firmar el arqueo")).to_be_visible()
    assert expected not in page.content()
    sign_in_place(page, world.second)
    expect(page.get_by_text("−Bs 1,00")).to_be_visible()
    page.get_by_role("link", name="Explicar").click()
    page.get_by_label("Qué pasó").fill("Se dio mal un vuelto.")
    page.get_by_role("button", name="Anotarlo").click()
    page.get_by_role("button", name="Conciliar").click()
    expect(page.get_by_text("lo que vendió la máquina es lo que llegó")).to_be_visible()
    session.refresh_from_db()
    assert (session.state, session.manifest_count, session.manifest_last_counter) == ("closed", 11, 11)
    count = CashCount.objects.get(kind="closing", currency="VES")
    assert (count.amount, count.expected) == (cash - 1, cash)
    assert Topic.objects.filter(title__contains=str(world.till)).count() == 1
    assert [text for text in page.complaints if "ERR_INTERNET_DISCONNECTED" not in text] == []


def test_killed_between_the_payment_and_the_receipt(open_page, world):
    """The sale stands in one write on the machine; the house hears of it after the next start."""
    page = open_page(world.first, size=TILL)
    open_by_hand(page, world)
    page.context.set_offline(True)
    # The power goes in the very moment of the second write: only the sale itself was kept.
    page.evaluate(
        """() => {
          const write = Storage.prototype.setItem;
          Storage.prototype.setItem = function (key, value) {
            if (key.startsWith("caja.head.")) throw new Error("no power");
            return write.call(this, key, value);
          };
        }"""
    )
    vegetables(page, "5,130", "1,130")
    page.context.set_offline(False)
    page.goto("/ferias/caja/")
    expect(page.locator("#till-number")).to_have_text(f"{world.device.letters}-000001", timeout=20_000)
    expect(page.locator("#unsent-word")).to_have_text("todo enviado", timeout=20_000)
    vegetables(page, "3,130", "2,130")
    expect(page.locator("#unsent-word")).to_have_text("todo enviado", timeout=20_000)
    assert list(Sale.objects.order_by("counter").values_list("counter", "flags")) == [(1, []), (2, [])]


def test_a_till_without_room_says_so_and_keeps_no_number(open_page, world):
    page = open_page(world.first, size=TILL)
    open_by_hand(page, world)
    page.evaluate(
        """() => {
          window.write = Storage.prototype.setItem;
          Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
        }"""
    )
    keys(page, "5,130", "")
    page.keyboard.press("Enter")
    expect(page.locator("#pay-warned")).to_contain_text("NO se pudo guardar")
    assert Sale.objects.count() == 0
    page.evaluate("() => { Storage.prototype.setItem = window.write; }")
    page.get_by_role("button", name="Terminar").click()
    expect(page.locator("#unsent-word")).to_have_text("todo enviado")
    expect(page.locator("#done-text")).to_contain_text("000001")
    assert Sale.objects.get().counter == 1


def test_two_tabs_are_not_both_the_till(open_page, world):
    page = open_page(world.first, size=TILL)
    open_by_hand(page, world)
    other = page.context.new_page()
    other.goto("/ferias/caja/")
    expect(other.get_by_text("abierta en otra pestaña")).to_be_visible()
    expect(other.locator("#desk")).to_be_hidden()
    page.close()
    expect(other.locator("#desk")).to_be_visible(timeout=10_000)


def test_a_machine_is_registered_in_its_own_browser(open_page, world):
    page = open_page(world.coordinator, size=PHONE)
    page.goto("/ferias/cajas/maquinas/registrar/")
    page.get_by_label("Caja").select_option(str(world.till.pk))
    page.get_by_role("button", name="Registrar", exact=True).click()
    expect(page.get_by_text("Ya es una caja")).to_be_visible()
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('caja.device'))")
    assert kept["id"] == Device.objects.latest("id").pk
    page.evaluate("() => localStorage.setItem('caja.sale.99.1', '{}')")
    page.goto("/ferias/cajas/maquinas/registrar/")
    expect(page.get_by_role("button", name="Registrar", exact=True)).to_be_disabled()


def test_new_prices_hold_from_the_next_sale_on(open_page, world):
    page = open_page(world.first, size=TILL)
    page.clock.install()
    open_by_hand(page, world)
    keys(page, "1,130")
    book = world.new_prices(20_000)
    with page.expect_response(lambda answer: "precios.json" in answer.url and answer.status == 200):
        page.clock.run_for(61_000)
    keys(page, "", "")
    expect(page.locator("#done-text")).to_contain_text("000001")
    keys(page, "1,230")
    expect(page.locator("#total")).to_have_text("Bs 220,00")
    keys(page, "", "")
    expect(page.locator("#done-text")).to_contain_text("000002")
    page.clock.run_for(5_000)
    expect(page.locator("#unsent-word")).to_have_text("todo enviado")
    sold = Sale.objects.order_by("counter").values_list("book", "total", "flags")
    assert list(sold) == [(world.book.pk, 148, []), (book.pk, 220, [])]


def test_a_phone_of_360_px_sells_by_touch(open_page, world):
    session = services.open_session(
        by=world.first, device=world.device, fair_week=world.fair_week, counts={"VES": {"100": 1}}
    )
    services.confirm_opening(by=world.second, session=session)
    page = open_page(world.first, size=PHONE)
    become_till(page, world)
    page.goto("/ferias/caja/")
    expect(page.locator("#desk")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for key in ("2", ",", "1", "3"):
        page.locator(f'[data-key="{key}"]').click()
    page.locator('[data-key="enter"]').click()
    expect(page.locator("#total")).to_have_text("Bs 296,00")
    page.locator("#pay-open").click()
    page.locator("#tender-add").click()
    expect(page.locator("#unsent-word")).to_have_text("todo enviado")
    assert Sale.objects.get().total == 296


def test_without_a_script_the_till_says_so(open_page, world):
    page = open_page(world.first, size=PHONE, js=False)
    page.goto("/ferias/caja/")
    expect(page.locator("noscript .notice")).to_contain_text("La caja necesita JavaScript")
    expect(page.locator("noscript .notice")).to_be_visible()


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (TILL, False)], ids=["phone-dark", "till-light"])
def test_every_page_of_a_till_can_be_read_by_all(open_page, world, dark, size):
    f.key(world.first, Role.FAIR, world.fair.scope)
    session = services.open_session(
        by=world.first, device=world.device, fair_week=world.fair_week, counts={"VES": {"100": 1}}
    )
    page = open_page(world.first, size=size, dark=dark)
    wrong = look_at(page, f"/ferias/turno/{session.pk}/confirmar/")
    services.confirm_opening(by=world.second, session=session)
    world.machine.session = session.pk
    world.send(
        world.machine.sale(kilos(1000, price=1)), world.machine.sale(), {"prev": "", "hash": "", "body": ""}
    )
    sale = Sale.objects.get(counter=1)
    held = QuarantinedSale.objects.get()
    become_till(page, world)
    for address in (
        "/ferias/caja/abrir/",
        "/ferias/cajas/maquinas/",
        "/ferias/cajas/maquinas/registrar/",
        f"/ferias/cajas/maquinas/{world.device.pk}/anular/",
        f"/ferias/turno/{session.pk}/",
        f"/ferias/turno/{session.pk}/contar/",
        f"/ferias/venta/{sale.pk}/",
        "/ferias/ventas/revisar/",
        f"/ferias/ventas/revisar/venta/{sale.pk}/",
        f"/ferias/ventas/revisar/retenida/{held.pk}/",
        f"/ferias/{world.week}/cajas/",
    ):
        wrong += look_at(page, address)
    wrong += look_at(page, "/ferias/caja/")
    expect(page.locator("#desk")).to_be_visible()
    keys(page, "6,480", world.products[1].barcode)
    wrong += problems(page)
    page.keyboard.type("har")
    wrong += problems(page)
    page.keyboard.press("Enter")
    keys(page, "")
    page.keyboard.press("F4")
    wrong += problems(page)
    assert wrong == []
