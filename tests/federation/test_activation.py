"""A code given in person: the first password and the next; and that nobody learns who is here."""

import datetime as dt

import pytest
from django.contrib.auth import hashers
from django.test import Client, override_settings
from django.urls import reverse

from cecosesola.kernel.clock import at, now
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation import services
from federation.models import ActivationCode, Person, Role
from federation.policies.passwords import is_guessable
from federation.services import activation, codes
from tests.factories import assemblies as a
from tests.factories import entry as e
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
NEW = "mango maduro violeta"
WRONG = "no van juntos"


@pytest.fixture
def newcomer():
    someone = f.worker()
    someone.set_unusable_password()
    someone.save()
    return someone


@pytest.fixture
def slip(newcomer):
    return activation.make_code(by=f.holder(Role.REGISTER), person=newcomer)


def post(slip_or_number, code="", new=NEW, client=None, again=None):
    number = getattr(getattr(slip_or_number, "person", None), "document", slip_or_number)
    typed = {"document": number, "code": code, "new": new, "again": again or new}
    return (client or Client()).post("/activar/", typed)


def test_the_code_opens_the_door_once(slip, newcomer):
    client = Client()
    written = codes.grouped(slip.code).lower()
    answer = post(f"v-{newcomer.document[1:]}", f" {written} ", client=client)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/gente/").status_code == 200, "already in"
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)
    assert e.log_in(newcomer, NEW).get("/gente/").status_code == 200
    again = post(slip, slip.code, new="otra cosa bien larga")
    assert "ya no vale" in again.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)


def test_only_its_hash_is_kept_and_no_trace_tells_it(slip):
    kept = ActivationCode.objects.get()
    assert slip.code not in kept.code_hash
    assert len(slip.code) == 12
    events = AuditEvent.objects.filter(verb="federation.make_code")
    assert slip.code not in str(list(events.values()))


def test_it_expires_after_a_week(slip):
    with at(now() + dt.timedelta(days=7)):
        assert post(slip, slip.code).status_code == 422
    with at(now() + dt.timedelta(days=7) - dt.timedelta(seconds=5)):
        assert post(slip, slip.code).status_code == 302


def test_a_new_one_revokes_the_old(slip, newcomer):
    other = activation.make_code(by=f.holder(Role.REGISTER), person=newcomer)
    assert post(slip, slip.code).status_code == 422
    assert post(slip, other.code).status_code == 302


def test_five_wrong_tries_and_it_no_longer_counts(slip):
    for _ in range(5):
        assert post(slip, "2222-2222-2222").status_code == 422
    assert ActivationCode.objects.get().tries == 5
    assert post(slip, slip.code).status_code == 422


def test_what_is_wrong_with_the_password_costs_no_try_and_keeps_the_code(slip, newcomer):
    newcomer.given_names = "Yolimarbella Josefa"
    newcomer.save()
    for weak in ("corta", "1234567890", "Barquisimeto2024!", "yolimarbella7"):
        answer = post(slip, slip.code, new=weak)
        assert answer.status_code == 422
        assert "new" in answer.context["form"].errors
    assert post(slip, slip.code, again="otra").status_code == 422
    assert ActivationCode.objects.get().tries == 0
    assert post(slip, slip.code).status_code == 302


def test_a_forgotten_password_ends_every_login(enter):
    someone = f.worker()
    inside = enter(someone)
    slip = activation.make_code(by=f.holder(Role.REGISTER), person=someone)
    assert inside.get("/cuenta/").status_code == 200, "a code alone ends nothing"
    assert post(slip, slip.code).status_code == 302
    assert inside.get("/cuenta/").status_code == 302


# --- who may make one ----------------------------------------------------------------------------


def test_whoever_keeps_the_register_makes_it_for_another(enter, newcomer):
    keeper = f.holder(Role.REGISTER)
    url = reverse("federation:person_access", args=[newcomer.pk])
    assert enter(f.worker()).get(url).status_code == 403
    body = enter(keeper).post(url, {"do": "code"}).content.decode()
    assert newcomer.get_full_name() in body
    assert "<svg" in body
    assert ActivationCode.objects.filter(person=newcomer, made_by=keeper).count() == 1
    assert "vale hasta" in enter(keeper).get(url).content.decode()


def test_nobody_makes_their_own(enter):
    keeper = f.holder(Role.REGISTER)
    url = reverse("federation:person_access", args=[keeper.pk])
    assert enter(keeper).post(url, {"do": "code"}).status_code == 403
    assert not ActivationCode.objects.exists()


def test_none_for_whoever_no_longer_logs_in(newcomer):
    newcomer.is_active = False
    newcomer.save()
    with pytest.raises(Refused) as refused:
        activation.make_code(by=f.holder(Role.REGISTER), person=newcomer)
    assert refused.value.refusal.code == "not_active"


# --- nobody learns who is here -------------------------------------------------------------------


@pytest.fixture
def hashes(monkeypatch):
    """How many times a password, a code or a PIN is hashed: what takes the time of an answer."""
    counted = []
    real = hashers.MD5PasswordHasher.encode

    def encode(self, *args, **kwargs):
        counted.append(1)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    return counted


def suspend(person):
    services.suspend(by=None, person=person, decision=a.decision().number, since=now(), until=None)


def everybody_who_may_not(kind):
    """A number for each reason not to let somebody in, made before anything is counted."""
    keeper = f.holder(Role.REGISTER)
    people = {name: f.worker() for name in ("wrong", "inactive", "suspended", "never", "used", "expired")}
    if kind == "code":
        slips = {
            name: activation.make_code(by=keeper, person=person)
            for name, person in people.items()
            if name not in {"never"}
        }
        post(slips["used"], slips["used"].code)
        ActivationCode.objects.filter(person=people["expired"]).update(
            made_at=now() - dt.timedelta(days=3), expires_at=now() - dt.timedelta(days=1)
        )
    else:
        people["never"].set_unusable_password()
        people["never"].save()
    people["inactive"].is_active = False
    people["inactive"].save()
    suspend(people["suspended"])
    numbers = {name: person.document for name, person in people.items()} | {"unknown": "V9999999"}
    if kind == "code":
        known = {slips["suspended"].person.document: slips["suspended"].code}
        known[slips["inactive"].person.document] = slips["inactive"].code
        known[slips["used"].person.document] = slips["used"].code
        known[slips["expired"].person.document] = slips["expired"].code
        return numbers, known
    return numbers, {}


def test_the_door_says_and_takes_the_same_for_everybody(hashes):
    numbers, _known = everybody_who_may_not("password")
    answers = {}
    for name, number in numbers.items():
        right = name in {"inactive", "suspended"}
        hashes.clear()
        answer = Client().post(
            "/entrar/", {"document": number, "password": f.PASSWORD if right else "no es esta"}
        )
        body = answer.content.decode().replace(number, "·")
        answers[name] = (answer.status_code, len(hashes), body.count(WRONG))
    assert set(answers.values()) == {(422, 1, 1)}, answers


def test_the_page_of_codes_says_and_takes_the_same_for_everybody(hashes):
    numbers, known = everybody_who_may_not("code")
    answers = {}
    for name, number in numbers.items():
        hashes.clear()
        answer = post(number, known.get(number, "2222-2222-2222"))
        errors = str(answer.context["form"].errors)
        answers[name] = (answer.status_code, len(hashes), errors)
    assert len(set(answers.values())) == 1, answers
    assert next(iter(answers.values()))[:2] == (422, 1)


@override_settings(AXES_ENABLED=True)
def test_the_page_of_codes_closes_alike_for_everybody():
    f.worker(document="V12345678")
    for number in ("V12345678", "V99999999"):
        client = Client(REMOTE_ADDR="10.0.0.9")
        statuses = [post(number, "2222-2222-2222", client=client).status_code for _ in range(9)]
        assert statuses == [422] * 7 + [429] * 2
    body = post("V12345678", "2222", client=Client(REMOTE_ADDR="10.0.0.9"))
    assert "Espera un poco" in body.content.decode()


# --- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "Venezuela2024!",
        "T3amo1234mucho",
        "qwertyuiop12",
        "98765432100",
        "cecosesola1967",
        "Barquisimeto#1",
        "DiosEsAmor2020",
        "c0r4z0n.2023",
        "abcabcabcabc",
        "feria-de-prueba",
        "MARIA y JOSE 1980",
        "holaholahola1",
    ],
)
def test_what_anybody_here_would_try_first_is_refused(password):
    assert is_guessable(password)


@pytest.mark.parametrize(
    "password",
    [NEW, "tres burros leen diarios", "un telar de niebla", "papa tomate cebolla zanahoria", "xK9#mPw2vLq8"],
)
def test_a_password_of_ones_own_passes(password):
    assert not is_guessable(password)


def test_codes_have_no_signs_that_look_alike():
    assert not set("01ILOU") & set(codes.ALPHABET)
    assert codes.typed(codes.grouped("7KQMW3PXABCD").lower()) == "7KQMW3PXABCD"
    assert len({codes.make(12) for _ in range(50)}) == 50


def test_a_person_who_is_registered_has_no_password_of_anybodys_making():
    someone = Person.objects.create_user("V7654321", None, given_names="Ana", family_names="Gil")
    assert not someone.has_usable_password()
