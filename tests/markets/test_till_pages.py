"""The till's pages, as people open them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from federation.models import Role
from markets.models import CashCount, Device, QuarantinedSale, Sale, SaleReview, TillSession
from markets.selectors import my_day
from markets.services import tills as services
from tests.factories import federation as f
from tests.markets.till_world import FLOAT, kilos, make_world, units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


def url(name, *args):
    return reverse(f"markets:{name}", args=args)


def count_and_sign(world, counts=FLOAT):
    counting = services.count_session(by=world.first, session=world.session, counts=counts)
    return services.sign_count(by=world.second, session=counting)


def test_only_who_holds_a_key_opens_the_till(world, enter):
    assert enter(world.first).get(url("till")).status_code == 200
    assert enter(f.worker()).get(url("till")).status_code == 403
    assert enter(f.person()).get(url("session", world.session.pk)).status_code == 404


def test_without_javascript_the_till_says_so(world, enter):
    page = enter(world.first).get(url("till")).content.decode()
    assert "La caja necesita JavaScript" in page
    assert "<noscript>" in page


def test_prices_come_with_their_version_as_etag(world, enter):
    client = enter(world.first)
    address = f"{url('till_prices')}?turno={world.session.pk}"
    answer = client.get(address)
    told = answer.json()
    assert told["tiers"] == {"L": 14_800, "M": 9_200}
    assert (told["book"], told["rate"]) == (world.book.pk, "243.01")
    assert {p["name"]: (p["price"], p["limit"]) for p in told["products"]} == {
        p.name: (17_100, p.limit) for p in world.products
    }
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    book = world.new_prices(20_000)
    newer = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (newer.json()["book"], newer.json()["tiers"]["L"]) == (book.pk, 20_000)
    for odd in ("", "x", "9" * 30, "0"):
        assert client.get(f"{url('till_prices')}?turno={odd}").status_code == 404


def test_opening_counts_the_float_and_the_second_signs_in_place(db, enter):
    world = make_world(opened=False)
    client = enter(world.first)
    wrong = client.post(url("open_till"), {"device": world.device.pk, "VES_100": "-3"})
    assert wrong.status_code == 422
    assert "-3" in wrong.content.decode()
    answer = client.post(url("open_till"), {"device": world.device.pk, "VES_100": "5", "USD_1": "10"})
    session = TillSession.objects.get()
    assert answer.url == url("confirm_opening", session.pk)
    page = client.get(answer.url).content.decode()
    assert "Bs 500,00" in page
    me = client.post(answer.url, {"who": "me"})
    assert me.status_code == 409
    bad = client.post(answer.url, {"document": world.second.document, "password": "no"})
    assert bad.status_code == 422
    same = client.post(answer.url, {"document": world.first.document, "password": f.PASSWORD})
    assert same.status_code == 422
    session.refresh_from_db()
    assert session.state == "opening"
    good = client.post(answer.url, {"document": world.second.document, "password": f.PASSWORD})
    assert good.url == url("till")
    session.refresh_from_db()
    assert (session.state, session.opened_by, session.confirmed_by) == ("open", world.first, world.second)
    # The first person's session goes on.
    assert client.get(url("till")).wsgi_request.user == world.first
    assert int(client.session["_auth_user_id"]) == world.first.pk


def test_the_second_signs_on_her_own_phone(db, enter):
    world = make_world(opened=False)
    session = services.open_session(
        by=world.first, device=world.device, fair_week=world.fair_week, counts=FLOAT
    )
    assert [item.url for item in my_day.waiting_for(world.second)] == [url("confirm_opening", session.pk)]
    assert my_day.waiting_for(world.first) == []
    enter(world.second).post(url("confirm_opening", session.pk), {"who": "me"})
    session.refresh_from_db()
    assert session.confirmed_by == world.second


def test_closing_never_shows_what_is_expected_before_two_signed(world, enter):
    world.send(world.machine.sale(kilos(10_000), units(world.products[0])))
    total = Sale.objects.get().total
    shown = f"{total:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
    expected = f"{total + 500:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
    client = enter(world.first)
    form = {
        "VES_500": "1",
        "manifest_count": "1",
        "manifest_last": "1",
        "manifest_total": str(int(total * 100)),
    }
    for address in (url("count_session", world.session.pk), url("session", world.session.pk)):
        page = client.get(address).content.decode()
        assert expected not in page
    sold = client.get(url("session", world.session.pk)).content.decode().split("<ul")[0]
    assert f'<dd class="num">Bs {shown}' not in sold
    assert client.post(url("count_session", world.session.pk), form).url == url(
        "sign_count", world.session.pk
    )
    assert expected not in client.get(url("sign_count", world.session.pk)).content.decode()
    signed = client.post(
        url("sign_count", world.session.pk), {"document": world.second.document, "password": f.PASSWORD}
    )
    page = client.get(signed.url).content.decode()
    assert expected in page
    assert "falta" in page
    count = CashCount.objects.get(kind="closing", currency="VES")
    assert (count.counted_by, count.confirmed_by) == (world.first, world.second)
    world.session.refresh_from_db()
    assert (world.session.manifest_count, world.session.manifest_total) == (1, total)
    explained = client.post(url("explain_difference", world.session.pk), {"explanation": "Un vuelto."})
    assert explained.url == url("session", world.session.pk)
    assert "«Un vuelto.»" in client.get(explained.url).content.decode()
    assert client.post(url("reconcile_session", world.session.pk)).status_code == 302
    world.session.refresh_from_db()
    assert world.session.state == "closed"


def test_an_own_difference_waits_for_a_word(world):
    signed = count_and_sign(world, {"VES": {"100": 4}, "USD": {"1": 10}})
    assert [item.url for item in my_day.waiting_for(world.first)] == [url("explain_difference", signed.pk)]
    assert my_day.waiting_for(world.second) == []
    services.explain_difference(by=world.first, session=signed, explanation="Un vuelto.")
    assert my_day.waiting_for(world.first) == []


def test_my_day_opens_my_till(world):
    assert [(turn.title, turn.url) for turn in my_day.turns_of(world.first)] == [("Caja 12", url("till"))]
    assert [turn.title for turn in my_day.turns_of(world.second)] == ["Caja"]
    assert my_day.turns_of(world.coordinator) == []


def test_the_tills_of_a_week(world, enter):
    world.send(world.machine.sale(kilos(10_000)))
    address = url("tills", world.week)
    own = enter(world.first).get(address).content.decode()
    other = enter(world.second).get(address).content.decode()
    assert "a ciegas" in own
    assert "1.480,00" not in own
    assert "1.480,00" in other
    assert "Aquí no hay turnos" in enter(world.first).get(f"{address}?estado=difference").content.decode()
    count_and_sign(world)
    page = (
        enter(world.first).get(f"{address}?estado=difference&feria={world.fair.code}&dia=x").content.decode()
    )
    assert "−Bs 1.480,00" in page
    assert "Aquí no hay turnos" in enter(world.first).get(f"{address}?dia=2020-01-01").content.decode()


def test_lists_ask_the_same_however_long(world, enter):
    client = enter(world.second)
    world.send(world.machine.sale())

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    pages = [url("tills", world.week), url("session", world.session.pk)]
    before = [asked(page) for page in pages]
    for _ in range(4):
        device, _secret = world.another_till()
        services.open_session(by=world.first, device=device, fair_week=world.fair_week, counts=FLOAT)
    world.send(*[world.machine.sale() for _ in range(12)])
    assert [asked(page) for page in pages] == before


def test_a_receipt_says_what_it_is(world, enter):
    world.send(world.machine.sale(kilos(6350), units(world.products[0], 2)))
    sale = Sale.objects.get()
    page = enter(f.worker()).get(url("sale", sale.pk)).content.decode()
    for words in (
        "Comprobante no fiscal",
        "6,350 kg (6,480 − 0,130)",
        "939,80",
        f"{world.device.letters}-000001",
    ):
        assert words in page
    assert enter(f.person()).get(url("sale", sale.pk)).status_code == 404
    missing = "0190f0f0-0000-7000-8000-000000000000"
    assert enter(f.worker()).get(url("sale", missing)).status_code == 404


def test_a_machine_is_registered_and_its_secret_shown_once(world, enter):
    client = enter(world.coordinator)
    assert enter(world.first).get(url("register_machine")).status_code == 403
    page = client.post(url("register_machine"), {"till": world.till.pk})
    device = Device.objects.latest("id")
    text = page.content.decode()
    assert device.letters in text
    assert "no-store" in page["Cache-Control"]
    assert "secret" in text
    assert device.token_hash not in text
    listed = client.get(url("machines")).content.decode()
    assert device.letters in listed
    assert client.post(url("revoke_machine", device.pk), {"reason": ""}).status_code == 422
    client.post(url("revoke_machine", device.pk), {"reason": "Otra máquina."})
    device.refresh_from_db()
    assert device.revoked_at is not None


def test_what_is_odd_is_read_in_words_and_resolved(world, enter):
    world.send(world.machine.sale(kilos(1000, price=1)), {"prev": "", "hash": "", "body": "<script>"})
    client = enter(world.coordinator)
    page = client.get(url("review")).content.decode()
    assert "Un precio no es el de su lista." in page
    assert "hashes are 64" in page
    sale, held = Sale.objects.get(), QuarantinedSale.objects.get()
    shown = client.get(url("resolve_quarantine", held.pk)).content.decode()
    assert "&lt;script&gt;" in shown
    assert client.post(url("review_sale", sale.pk), {"note": ""}).status_code == 422
    client.post(url("review_sale", sale.pk), {"note": "Precio viejo."})
    client.post(url("resolve_quarantine", held.pk), {"note": "Se pasó a mano."})
    assert SaleReview.objects.get().note == "Precio viejo."
    assert "Nada por revisar" in client.get(url("review")).content.decode()
    assert "Precio viejo." in client.get(f"{url('review')}?vistas=1").content.decode()
    assert enter(world.first).get(url("review")).status_code == 403


def test_another_fairs_coordinator_reviews_nothing_here(world, enter):
    world.send(world.machine.sale(kilos(1000, price=1)))
    stranger = f.holder(Role.FAIR, "fair:999999")
    sale = Sale.objects.get()
    assert "Nada por revisar" in enter(stranger).get(url("review")).content.decode()
    answer = enter(stranger).post(url("review_sale", sale.pk), {"note": "x"})
    assert answer.status_code == 422
    assert SaleReview.objects.count() == 0


def test_the_machines_state_is_refused_to_a_revoked_one(world, client):
    services.revoke_device(by=world.coordinator, device=world.device, reason="Se perdió.")
    answer = client.get(reverse("till_state"), headers={"Authorization": f"Device {world.secret}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_device")
