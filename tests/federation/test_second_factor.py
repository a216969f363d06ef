"""The second factor: set up, given, asked for again, lost and forgotten."""

import datetime as dt
import re

import pytest
from django.test import override_settings
from django.urls import reverse

from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import SENSITIVE, LoginSession, RecoveryCode, Role, SecondFactor, TwoPersonAct
from federation.services import acts, resets
from finance import chart
from finance import services as finance
from tests.factories import entry as e
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
GIVE, SET_UP = "/cuenta/segundo-paso/", "/cuenta/segundo-paso/preparar/"
KEYS = "/gente/llaves/dar/"


@pytest.fixture(autouse=True)
def _enforced(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def keeper():
    someone = f.holder(Role.REGISTER)
    e.second_factor(someone)
    return someone


def give(inside, code, **extra):
    return inside.post(GIVE, {"code": code} | extra)


def test_a_sensitive_key_opens_nothing_before_it(enter, keeper):
    inside = enter(keeper)
    answer = inside.get(KEYS)
    assert (answer.status_code, answer.url) == (302, f"{GIVE}?next=%2Fgente%2Fllaves%2Fdar%2F")
    assert inside.post(KEYS, {}).url.startswith(GIVE)
    assert inside.get("/gente/").status_code == 200, "what every worker reads stays open"
    assert "Da tu segundo paso" in inside.get("/").content.decode()
    page = inside.get("/gente/llaves/").content.decode()
    assert f'href="{KEYS}"' in page, "the button leads there"
    answer = give(inside, e.code_now(), next=KEYS)
    assert (answer.status_code, answer.url) == (302, KEYS)
    assert inside.get(KEYS).status_code == 200
    assert enter(keeper).get(KEYS).status_code == 302, "another device proves it for itself"


@pytest.mark.parametrize("role", SENSITIVE)
def test_each_sensitive_role_asks_for_it(enter, role):
    someone = f.holder(role)
    address = {Role.REGISTER: KEYS, Role.FINANCE: reverse("finance:examine")}[role]
    assert enter(someone).post(address).url.startswith(GIVE)
    with override_settings(SECOND_FACTOR=False):
        answer = enter(someone).post(address)
        assert not answer.headers.get("Location", "").startswith(GIVE)
        assert answer.status_code in {200, 302, 422}


def test_other_keys_ask_for_nothing(enter):
    assert enter(f.holder(Role.WEEK)).get("/ferias/catalogo/").status_code == 200


def test_it_is_asked_for_again_after_twelve_hours(enter, keeper):
    inside = enter(keeper)
    give(inside, e.code_now())
    with at(now() + dt.timedelta(hours=12) - dt.timedelta(seconds=9)):
        assert inside.get(KEYS).status_code == 200
    with at(now() + dt.timedelta(hours=12)):
        assert inside.get(KEYS).status_code == 302


def test_a_refusal_in_other_words_leads_there_too(enter):
    """A private account is «not found» without the key; for whoever holds it, it is a matter of a code."""
    cooperative = f.primary()
    finance.open_books(cooperative=cooperative, by=None)
    number = finance.account(cooperative=cooperative, node=chart.MEMBERS_SAVINGS, party="member:1").pk
    address = reverse("finance:account", args=[number])
    assert enter(f.worker()).get(address).status_code == 404
    inside = enter(f.holder(Role.FINANCE))
    assert inside.get(address).url.startswith(GIVE)
    with override_settings(SECOND_FACTOR=False):
        assert inside.get(address).status_code == 200


def test_a_code_counts_once_and_only_about_now(enter, keeper):
    inside, other = enter(keeper), enter(keeper)
    code = e.code_now()
    assert give(inside, code).status_code == 302
    assert give(other, code).status_code == 422, "not twice"
    assert give(other, e.code_now(steps=-1)).status_code == 422, "nor the one before"
    assert give(other, e.code_now(steps=2)).status_code == 422
    assert give(other, e.code_now(steps=1)).status_code == 302, "a clock that is half a minute fast"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "000 000", "²²²²²²"])
def test_what_is_no_code_is_refused(enter, keeper, code):
    assert give(enter(keeper), code).status_code == 422


def test_five_wrong_codes_close_it_for_a_quarter_of_an_hour(enter, keeper):
    inside = enter(keeper)
    for _ in range(5):
        last = give(inside, "000001")
    assert "Espera un cuarto de hora" in last.content.decode()
    assert give(inside, e.code_now()).status_code == 422
    with at(now() + dt.timedelta(minutes=15)):
        assert give(inside, e.code_now()).status_code == 302


# --- setting it up -------------------------------------------------------------------------------


def secret_on(page):
    return re.search(r"code-big secret num\">([A-Z2-7 ]+)<", page)[1].replace(" ", "")


def test_setting_it_up_takes_the_password_a_picture_and_a_code(enter):
    someone = f.holder(Role.REGISTER)
    inside = enter(someone)
    assert SET_UP in inside.get(GIVE).content.decode()
    assert inside.post(SET_UP, {"current": "otra"}).status_code == 422
    assert not SecondFactor.objects.exists()
    page = inside.post(SET_UP, {"current": f.PASSWORD}).content.decode()
    secret = secret_on(page)
    assert "<svg" in page
    assert SecondFactor.objects.get().confirmed_at is None
    wrong = inside.post(SET_UP, {"do": "confirm", "code": "000001"})
    assert wrong.status_code == 422
    assert secret_on(wrong.content.decode()) == secret, "the same picture again"
    done = inside.post(SET_UP, {"do": "confirm", "code": e.code_now(secret)})
    papers = re.findall(r"<li>([0-9A-Z-]{12})</li>", done.content.decode())
    assert len(papers) == len(set(papers)) == 10
    assert inside.get(KEYS).status_code == 200, "given by setting it up"
    kept = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(paper.replace("-", "") in text for paper in papers for text in kept)
    assert secret not in inside.get(SET_UP).content.decode(), "never shown again"


def test_a_paper_code_opens_once(enter):
    someone = f.holder(Role.REGISTER)
    inside = enter(someone)
    secret = secret_on(inside.post(SET_UP, {"current": f.PASSWORD}).content.decode())
    done = inside.post(SET_UP, {"do": "confirm", "code": e.code_now(secret)}).content.decode()
    paper = re.findall(r"<li>([0-9A-Z-]{12})</li>", done)[3]
    assert give(enter(someone), paper.lower()).status_code == 302
    assert give(enter(someone), paper).status_code == 422
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    assert AuditEvent.objects.get(verb="federation.use_paper_code").private


def test_new_papers_take_the_place_of_the_old(enter, keeper):
    inside = enter(keeper)
    assert inside.post(GIVE, {"do": "papers"}).status_code == 422
    give(inside, e.code_now())
    first = inside.post(GIVE, {"do": "papers"}).content.decode()
    inside.post(GIVE, {"do": "papers"})
    paper = re.findall(r"<li>([0-9A-Z-]{12})</li>", first)[0]
    assert give(enter(keeper), paper).status_code == 422


def test_moving_to_another_phone_takes_the_one_of_now(enter, keeper):
    inside = enter(keeper)
    refused = inside.post(SET_UP, {"current": f.PASSWORD})
    assert refused.status_code == 422
    assert SecondFactor.objects.get(person=keeper).pending == ""
    give(inside, e.code_now())
    secret = secret_on(inside.post(SET_UP, {"current": f.PASSWORD}).content.decode())
    assert SecondFactor.objects.get(person=keeper).secret == e.SECRET, "the old one counts until then"
    with at(now() + dt.timedelta(seconds=30)):
        assert inside.post(SET_UP, {"do": "confirm", "code": e.code_now(secret)}).status_code == 200
    assert SecondFactor.objects.get(person=keeper).secret == secret


# --- a lost phone --------------------------------------------------------------------------------


def test_two_keepers_forget_it_and_neither_is_the_one_concerned(enter, keeper):
    one, other = f.holder(Role.REGISTER), f.holder(Role.REGISTER)
    inside = enter(keeper)
    act = resets.ask_reset(by=one, person=keeper, reason="Perdió el teléfono")
    for wrong in (one, keeper, f.worker()):
        with pytest.raises(Refused):
            acts.confirm(by=wrong, act=act)
    with pytest.raises(Refused):
        resets.ask_reset(by=keeper, person=keeper, reason="x")
    acts.confirm(by=other, act=act)
    assert not SecondFactor.objects.filter(person=keeper).exists()
    assert inside.get("/cuenta/").status_code == 302, "logged out everywhere"
    event = AuditEvent.objects.get(verb="federation.reset_second_factor")
    assert event.new["with"] == other.get_full_name()


def test_the_page_asks_for_the_reset(enter, keeper):
    one = f.holder(Role.REGISTER)
    e.second_factor(one)
    inside = enter(one)
    give(inside, e.code_now())
    url = reverse("federation:person_access", args=[keeper.pk])
    assert inside.post(url, {"do": "reset", "reason": ""}).status_code == 422
    answer = inside.post(url, {"do": "reset", "reason": "Se le mojó"})
    assert answer.url == reverse("federation:act", args=[TwoPersonAct.objects.get().pk])


def test_without_one_there_is_nothing_to_forget():
    with pytest.raises(Refused) as refused:
        resets.ask_reset(by=f.holder(Role.REGISTER), person=f.worker(), reason="x")
    assert refused.value.refusal.code == "not_set_up"


def test_where_it_is_switched_off_the_account_says_so(enter, settings):
    settings.SECOND_FACTOR = False
    someone = f.holder(Role.REGISTER)
    inside = enter(someone)
    assert inside.get(KEYS).status_code == 200
    assert "En esta casa de prueba" in inside.get("/cuenta/").content.decode()
    settings.SECOND_FACTOR = True
    assert "En esta casa de prueba" not in enter(someone).get("/cuenta/").content.decode()


def test_a_pin_proves_nothing():
    someone = f.worker()
    login = LoginSession(person=someone, kind="pin")
    from federation.services.second_factor import _prove

    someone.entry = login
    _prove(someone)
    assert login.second_factor_at is None
