"""Where one is logged in, ending it, and wrong tries at the door."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.test import Client, override_settings

from cecosesola.kernel.clock import at, now
from federation.models import LoginSession, Role
from federation.services import entries
from tests.factories import entry as e
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
LOGINS = "/cuenta/entradas/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile"
    " Safari/537.36"
)
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_each_login_is_listed_in_words_with_a_short_address():
    someone = f.worker()
    phone = e.log_in(someone, f.PASSWORD, headers={"user-agent": PHONE}, REMOTE_ADDR="190.202.33.44")
    e.log_in(someone, f.PASSWORD, headers={"user-agent": DESK}, REMOTE_ADDR="2800:484:aaaa::1")
    e.log_in(f.worker(), f.PASSWORD)
    body = phone.get(LOGINS).content.decode()
    assert "Chrome · Android" in body
    assert "Firefox · Linux" in body
    assert "190.202.…" in body
    assert "2800:0484:…" in body
    assert "33.44" not in body
    assert body.count("este equipo") == 1
    assert LoginSession.objects.filter(person=someone).count() == 2


def test_one_is_ended_from_another_and_only_ones_own():
    someone = f.worker()
    here, there = e.log_in(someone, f.PASSWORD), e.log_in(someone, f.PASSWORD)
    stranger = e.log_in(f.worker(), f.PASSWORD)
    lost = e.login_of(someone)
    assert stranger.post(LOGINS, {"which": lost.pk}).status_code == 404
    assert there.get("/cuenta/").status_code == 200
    assert here.post(LOGINS, {"which": lost.pk}).status_code == 302
    assert there.get("/cuenta/").status_code == 302
    assert here.get("/cuenta/").status_code == 200
    assert here.post(LOGINS, {"which": lost.pk}).status_code == 404, "ended once"


def test_large_numbers_are_written_as_numbers():
    someone = f.worker()
    here, there = e.log_in(someone, f.PASSWORD), e.log_in(someone, f.PASSWORD)
    LoginSession.objects.filter(pk=e.login_of(someone).pk).update(id=1_234_567)
    which = re.search(r'name="which"\s+value="([^"]+)"', here.get(LOGINS).content.decode())[1]
    here.post(LOGINS, {"which": which})
    assert there.get("/cuenta/").status_code == 302


def test_all_the_others_at_once():
    someone = f.worker()
    here, *others = [e.log_in(someone, f.PASSWORD) for _ in range(3)]
    here.post(LOGINS, {"which": "others"})
    assert [other.get("/cuenta/").status_code for other in others] == [302, 302]
    assert here.get("/cuenta/").status_code == 200


def test_logging_out_and_changing_the_password_end_them(enter):
    someone = f.worker()
    inside, elsewhere = enter(someone), enter(someone)
    new = "mango maduro violeta"
    inside.post("/cuenta/clave/", {"current": f.PASSWORD, "new": new, "again": new})
    assert elsewhere.get("/cuenta/").status_code == 302
    assert inside.get("/cuenta/").status_code == 200
    whys = LoginSession.objects.filter(person=someone).values_list("ended_why", flat=True).order_by("id")
    assert list(whys) == ["", "password"]
    inside.post("/salir/")
    assert set(LoginSession.objects.values_list("ended_why", flat=True)) == {"left", "password"}


def test_a_session_without_a_login_is_nobodys(enter):
    inside = enter(f.worker())
    LoginSession.objects.all().delete()
    assert inside.get("/cuenta/").status_code == 302


def test_only_a_hash_of_the_sessions_key_is_kept(enter):
    inside = enter(f.worker())
    key = inside.cookies["sessionid"].value
    kept = LoginSession.objects.get()
    assert kept.key_hash == entries.key_hash(key)
    assert key not in str(list(LoginSession.objects.values()))


def test_when_one_was_last_seen_is_noted_now_and_then(enter):
    inside = enter(f.worker())
    begun = LoginSession.objects.get().last_seen_at
    inside.get("/cuenta/")
    assert LoginSession.objects.get().last_seen_at == begun
    later = now() + dt.timedelta(minutes=5)
    with at(later):
        inside.get("/cuenta/")
    assert LoginSession.objects.get().last_seen_at == later


def test_where_people_logged_in_from_is_forgotten_after_three_months(enter):
    enter(f.worker())
    with at(now() + dt.timedelta(days=89)):
        assert entries.forget_old() == 0
    with at(now() + dt.timedelta(days=91)):
        assert entries.forget_old() == 1


def test_the_list_asks_as_much_for_two_as_for_twenty(enter, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    someone = f.worker()
    inside, _other = enter(someone), enter(someone)
    inside.get(LOGINS)
    with CaptureQueriesContext(connection) as first:
        inside.get(LOGINS)
    for _ in range(18):
        enter(someone)
    with django_assert_num_queries(len(first)):
        assert inside.get(LOGINS).content.decode().count('name="which"') == 20


@pytest.mark.parametrize(
    ("agent", "words"),
    [(PHONE, "Chrome · Android"), (DESK, "Firefox · Linux"), ("", ""), ("curl/8", ""), ("x" * 5000, "")],
)
def test_devices_in_words(agent, words):
    assert entries.device_words(agent) == words


@pytest.mark.parametrize(
    ("address", "short"),
    [("190.202.33.44", "190.202.…"), ("2800:484::1", "2800:0484:…"), ("", ""), (None, ""), ("x", "")],
)
def test_addresses_are_shortened(address, short):
    assert entries.shortened(address) == short


# --- wrong tries ---------------------------------------------------------------------------------

NAT, FAR = "190.10.10.10", "201.5.5.5"


def attempt(number, password="no es esta", client=None, address=NAT):
    client = client or Client()
    return client.post(
        "/entrar/", {"document": number, "password": password}, REMOTE_ADDR=address
    ).status_code


@pytest.fixture
def _counted(settings):
    settings.AXES_ENABLED = True


@pytest.mark.usefixtures("_counted")
def test_one_who_guesses_behind_the_fairs_address_locks_out_nobody_else_there():
    victim, other = f.worker(), f.worker()
    known = Client()
    assert attempt(victim.document, f.PASSWORD, known) == 302
    known.post("/salir/")
    for _ in range(12):
        attempt(victim.document)
    assert attempt(victim.document, f.PASSWORD) == 429, "from a new browser one waits"
    assert attempt(victim.document, f.PASSWORD, known) == 302, "where she has logged in before she does not"
    assert attempt(other.document, f.PASSWORD) == 302, "nor do the others of the address"


@pytest.mark.usefixtures("_counted")
def test_a_browser_known_for_one_is_not_known_for_another():
    mine, other = f.worker(), f.worker()
    known = Client()
    attempt(mine.document, f.PASSWORD, known)
    known.post("/salir/")
    statuses = [attempt(other.document, client=known) for _ in range(9)]
    assert statuses[-1] == 429
    assert attempt(mine.document, f.PASSWORD, known) == 302


@pytest.mark.usefixtures("_counted")
def test_a_known_browser_has_eight_tries_of_its_own():
    mine = f.worker()
    known = Client()
    attempt(mine.document, f.PASSWORD, known)
    known.post("/salir/")
    assert [attempt(mine.document, client=known, address=FAR) for _ in range(8)][-1] == 429
    assert attempt(mine.document, f.PASSWORD, known) == 429, "from any address"
    forged = Client()
    forged.cookies["conocido"] = known.cookies["conocido"].value[:-2] + "xx"
    assert attempt(mine.document, f.PASSWORD, forged) == 302, "a forged one is an unknown browser"


@pytest.mark.usefixtures("_counted")
def test_a_number_guessed_from_everywhere_is_closed_to_unknown_browsers():
    victim = f.worker()
    known = Client()
    attempt(victim.document, f.PASSWORD, known)
    known.post("/salir/")
    for n in range(40):
        attempt(victim.document, address=f"201.0.{n}.1")
    assert attempt(victim.document, f.PASSWORD, address="201.9.9.9") == 429
    assert attempt(victim.document, f.PASSWORD, known, address="201.9.9.8") == 302


@pytest.mark.usefixtures("_counted")
def test_an_address_that_tries_many_numbers_is_closed_to_unknown_browsers():
    mine = f.worker()
    known = Client()
    attempt(mine.document, f.PASSWORD, known)
    known.post("/salir/")
    for n in range(150):
        attempt(f"V7{n:06d}")
    assert attempt(f.worker().document, f.PASSWORD) == 429
    assert attempt(mine.document, f.PASSWORD, known) == 302
    assert attempt(f.worker().document, f.PASSWORD, address=FAR) == 302


@pytest.mark.usefixtures("_counted")
def test_coming_in_forgives_ones_own_tries_and_not_the_addresss():
    mine, other = f.worker(), f.worker()
    for _ in range(7):
        attempt(other.document)
        attempt(mine.document)
    assert attempt(mine.document, f.PASSWORD) == 302
    assert attempt(mine.document) == 422
    assert attempt(other.document) == 429, "the eighth of the other number"


def test_whoever_may_give_keys_sees_no_password_and_no_pin(enter):
    keeper, someone = f.holder(Role.REGISTER), f.worker()
    e.till_pin(someone)
    body = enter(keeper).get(f"/gente/{someone.pk}/entrada/").content.decode()
    assert e.PIN not in body
    assert someone.till_pin.pin_hash not in body


@override_settings(AXES_ENABLED=True)
def test_the_locked_page_is_plain():
    for _ in range(8):
        answer = Client().post("/entrar/", {"document": "V9", "password": "x"})
    assert answer.status_code == 429
    assert "Espera un poco" in answer.content.decode()


@override_settings(AXES_ENABLED=True)
def test_a_failed_try_keeps_no_password_and_no_code():
    Client().post("/entrar/", {"document": "V9", "password": "un secreto mio"})
    typed = {"document": "V9", "code": "7KQMW3PXABCD", "new": "otro secreto mio", "again": "otro secreto mio"}
    Client().post("/activar/", typed)
    kept = str(list(AccessAttempt.objects.values("post_data", "get_data", "path_info")))
    assert AccessAttempt.objects.exists()
    for secret in ("secreto", "7KQM"):
        assert secret not in kept
