"""Keeping the register: entering people, putting them right, warnings of doubles, households."""

import datetime as dt

import pytest

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation import services
from federation.models import HouseholdMember, Person, Role
from federation.selectors.doubles import likely_same, slips_of
from tests.factories import federation as f

pytestmark = pytest.mark.django_db
NEW = "/gente/nueva/"


@pytest.fixture
def keeper():
    return f.holder(Role.REGISTER, given_names="Quien", family_names="Registra")


def typed(**extra):
    return {
        "given_names": " ana   maría ",
        "family_names": "Pérez\u200b  Gil",
        "document": "v-20.111.222",
        "birth_date": "1990-05-17",
        "phones": "0414-765.43.21\n+57 301 2345678",
        "email": "ana@ejemplo.org",
    } | extra


def test_a_person_is_entered_tidied(enter, keeper):
    answer = enter(keeper).post(NEW, typed())
    made = Person.objects.get(document="V20111222")
    assert answer.url == f"/gente/{made.pk}/"
    assert (made.given_names, made.family_names) == ("ana maría", "Pérez Gil")
    assert made.birth_date == dt.date(1990, 5, 17)
    assert [(p.number, p.preferred, str(p)) for p in made.phones.order_by("id")] == [
        ("+584147654321", True, "0414-7654321"),
        ("+573012345678", False, "+57 301 2345678"),
    ]
    assert not made.has_usable_password()
    event = AuditEvent.objects.get(verb="federation.register_person")
    assert (event.actor_id, event.new, event.old) == (keeper.pk, {}, {})
    page = enter(keeper).get(answer.url).content.decode()
    for words in ("0414-7654321", "ana@ejemplo.org", "17/05/1990"):
        assert words in page
        assert words not in enter(f.worker()).get(answer.url).content.decode()


def test_names_are_composed_letters():
    keeper = f.holder(Role.REGISTER)
    made = services.register_person(
        by=keeper, document="", given_names="Jose\u0301", family_names="Nun\u0303ez"
    )
    assert made.get_full_name() == "José Núñez".replace("Nú", "Nu")


def test_somebody_without_papers_gets_a_number_of_ours(enter, keeper):
    f.person(document="N000001")
    for number in range(2):
        enter(keeper).post(
            NEW, typed(document="", given_names=("Rosa", "Carmen Rosalía")[number], phones="", birth_date="")
        )
    numbers = Person.objects.filter(given_names__contains="Rosa").values_list("document", flat=True)
    assert len(set(numbers)) == 2
    assert all(len(number) == 7 and number[0] == "N" for number in numbers)
    assert "N000001" not in numbers


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"document": "X123"}, "cédula"),
        ({"document": "12"}, "cédula"),
        ({"document": "V" + "1" * 20}, "cédula"),
        ({"given_names": " ... "}, "nombre"),
        ({"given_names": ""}, "Este campo"),
        ({"birth_date": "2190-01-01"}, "nacimiento"),
        ({"birth_date": "1800-01-01"}, "nacimiento"),
        ({"phones": "0414-1"}, "no es un teléfono"),
        ({"phones": "\n".join(f"0414-765432{n}" for n in range(6))}, "cinco"),
        ({"email": "nada"}, "correo"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(enter, keeper, wrong, words):
    before = Person.objects.count()
    answer = enter(keeper).post(NEW, typed(**wrong))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert words in body
    assert "Pérez" in body
    assert Person.objects.count() == before


def test_only_whoever_keeps_the_register_enters_people(enter):
    someone = f.worker()
    for address in (NEW, f"/gente/{someone.pk}/cambiar/", f"/gente/{someone.pk}/hogar/", "/gente/repetidas/"):
        assert enter(f.worker()).get(address).status_code == 403
        assert enter(f.holder(Role.TILL)).post(address, typed()).status_code == 403


def test_the_same_number_is_of_one_person(enter, keeper):
    f.person(document="V20111222", family_names="Otra")
    answer = enter(keeper).post(NEW, typed(different="on"))
    assert answer.status_code == 422
    assert "ya tiene este número" in answer.content.decode()


# --- who may be here already ----------------------------------------------------------------------

KNOWN = {"given_names": "Yohana", "family_names": "Gonsales Peres", "document": "V15222333"}
BORN = dt.date(1985, 3, 9)


@pytest.mark.parametrize(
    "alike",
    [
        {"given_names": "Johana", "family_names": "González Pérez", "birth_date": "1985-03-09"},
        {"given_names": "Johana", "family_names": "González", "birth_date": "1985-03-09"},
        {"given_names": "Johana", "family_names": "González Pérez", "birth_date": "", "document": ""},
        {"given_names": "Otra", "family_names": "Distinta", "phones": "0424-1112233"},
        {"given_names": "Johana", "family_names": "González", "document": "V15222332", "birth_date": ""},
        {"given_names": "Johana", "family_names": "González", "document": "V15223233", "birth_date": ""},
        {"given_names": "Johana", "family_names": "González", "document": "V1522333", "birth_date": ""},
    ],
)
def test_whoever_may_be_here_is_shown_and_asked_about(enter, keeper, alike):
    known = f.person(**KNOWN, birth_date=BORN, phones=["+584241112233"])
    given = typed(**({"phones": "", "document": "V9000111"} | alike))
    answer = enter(keeper).post(NEW, given)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Gonsales Peres" in body
    assert "V15222333" in body
    assert 'name="different"' in body
    assert given["given_names"] in body
    assert enter(keeper).post(NEW, given | {"different": "on"}).status_code == 302
    assert Person.objects.filter(given_names=given["given_names"]).exclude(pk=known.pk).count() == 1


@pytest.mark.parametrize(
    "apart",
    [
        {"given_names": "Johana", "family_names": "González Pérez", "birth_date": "1992-01-01"},
        {"given_names": "Carlos", "family_names": "Rojas", "birth_date": "1985-03-09"},
        {"given_names": "Carlos", "family_names": "Rojas", "document": "V15222332"},
    ],
)
def test_others_are_not_asked_about(enter, keeper, apart):
    f.person(**KNOWN, birth_date=BORN)
    given = typed(**({"phones": "", "document": "V9000111"} | apart))
    assert enter(keeper).post(NEW, given).status_code == 302


def test_the_warning_comes_while_typing_and_by_post_only(enter, keeper):
    known = f.person(**KNOWN, birth_date=BORN)
    inside = enter(keeper)
    given = {
        "given_names": "Johana",
        "family_names": "Gonzalez Perez",
        "birth_date": "1985-03-09",
        "different": "on",
    }
    body = inside.post("/gente/parecidas/", given).content.decode()
    assert "V15222333" in body
    assert "checked" in body
    assert inside.get("/gente/parecidas/", given).status_code == 405
    assert "V15222333" not in inside.post("/gente/parecidas/", given | {"besides": known.pk}).content.decode()
    for half in ({}, {"given_names": "Jo"}, {"besides": "x"}, {"besides": "9" * 40, **given}):
        assert inside.post("/gente/parecidas/", half).status_code == 200
    assert enter(f.worker()).post("/gente/parecidas/", given).status_code == 403


def test_slips_of_a_finger():
    slips = set(slips_of("V1234"))
    assert {"V1235", "V2134", "V123", "V12344", "E1234"} <= slips
    assert "V1234" not in slips
    assert "V4321" not in slips
    assert slips_of("N000123") == [] == slips_of("")


def test_a_warning_costs_two_queries_among_any_number(django_assert_num_queries):
    for _ in range(5):
        f.person(given_names="Johana", family_names="González", birth_date=BORN)
    with django_assert_num_queries(2):
        assert len(likely_same(given_names="Yohana", family_names="Gonsales", birth_date=BORN)) == 5


# --- putting right --------------------------------------------------------------------------------


def test_what_changed_is_told_and_the_old_words_are_not(enter, keeper):
    someone = f.person(
        given_names="Ana", family_names="Perez", document="V20111222", phones=["+584147654321"]
    )
    url = f"/gente/{someone.pk}/cambiar/"
    form = enter(keeper).get(url).context["form"]
    assert form["phones"].value() == "0414-7654321"
    answer = enter(keeper).post(url, typed(phones="0424-1112233\n0414-7654321"))
    assert answer.status_code == 302
    someone.refresh_from_db()
    assert someone.family_names == "Pérez Gil"
    assert [p.number for p in someone.phones.order_by("-preferred")] == ["+584241112233", "+584147654321"]
    event = AuditEvent.objects.get(verb="federation.change_person")
    assert event.new == {"changed": ["birth_date", "email", "family_names", "given_names", "phones"]}
    assert event.old == {}


def test_saving_what_was_there_changes_and_tells_nothing(enter, keeper):
    someone = f.person(document="V20111222", birth_date=BORN, phones=["+584147654321"])
    inside = enter(keeper)
    form = inside.get(f"/gente/{someone.pk}/cambiar/").context["form"]
    same = {name: form[name].value() or "" for name in form.fields} | {
        "phones": "0414-7654321",
        "birth_date": "1985-03-09",
        "different": "",
    }
    assert inside.post(f"/gente/{someone.pk}/cambiar/", same).status_code == 302
    assert not AuditEvent.objects.filter(verb="federation.change_person").exists()


# --- households -----------------------------------------------------------------------------------


def test_a_household_has_an_address_members_and_one_to_speak_to(enter, keeper):
    mother, son = f.worker(given_names="Carmen"), f.worker(given_names="Luis")
    inside, url = enter(keeper), f"/gente/{mother.pk}/hogar/"
    assert inside.get(url).status_code == 200
    assert inside.post(url, {"address": "Calle  5", "role": "adult", "is_contact": "on"}).status_code == 302
    entering = {"otra-person": son.document, "otra-role": "child", "otra-is_contact": "on"}
    assert inside.post(f"{url}entra/", entering).status_code == 302
    assert inside.post(f"{url}entra/", entering).status_code == 422, "lives there already"
    assert inside.post(f"{url}entra/", {"otra-person": "nadie"}).status_code == 422
    home = HouseholdMember.objects.get(person=mother).household
    assert home.address == "Calle 5"
    contact = HouseholdMember.objects.filter(household=home, is_contact=True).get()
    assert contact.person == son
    for reader, sees in ((keeper, True), (mother, True), (son, False), (f.worker(), False)):
        body = enter(reader).get(f"/gente/{mother.pk}/").content.decode()
        assert ("Calle 5" in body) is sees
    assert all(event.private for event in AuditEvent.objects.filter(verb__contains="household"))
    assert "Calle" not in str(list(AuditEvent.objects.values_list("old", "new", "label")))


def test_one_lives_in_one_place_at_a_time(enter, keeper):
    one, other = f.worker(), f.worker()
    inside = enter(keeper)
    for someone in (one, other):
        inside.post(f"/gente/{someone.pk}/hogar/", {"address": f"Casa {someone.pk}", "role": "adult"})
    before = HouseholdMember.objects.get(person=other)
    HouseholdMember.objects.filter(pk=before.pk).update(
        period=type(before.period)(today() - dt.timedelta(days=30), None)
    )
    inside.post(f"/gente/{one.pk}/hogar/entra/", {"otra-person": other.document, "otra-role": "partner"})
    rows = list(HouseholdMember.objects.filter(person=other).order_by("period"))
    assert [row.period.upper for row in rows] == [today(), None]
    assert rows[1].household == HouseholdMember.objects.get(person=one).household
    assert inside.post(f"/gente/{other.pk}/hogar/sale/").status_code == 302
    assert not HouseholdMember.objects.filter(person=other, period__contains=today()).exists()
    assert inside.post(f"/gente/{other.pk}/hogar/sale/").status_code == 409
    assert inside.post(f"/gente/{f.worker().pk}/hogar/entra/", {}).status_code == 404


def test_nobody_who_is_another_now_is_changed(keeper):
    gone, other = f.person(), f.person()
    Person.objects.filter(pk=gone.pk).update(merged_into=other, is_active=False)
    with pytest.raises(Refused, match="ya no es una persona"):
        services.change_person(
            by=keeper, person=gone, document="", given_names="X", family_names="Y", different=True
        )
