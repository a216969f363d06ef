"""The register in a browser: read by everyone, searched and warned while typing, watched as it goes."""

import datetime as dt
import re

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from cecosesola.kernel.clock import now, today
from federation.models import Household, HouseholdMember, Merge, Person, Role
from federation.services import taking
from federation.services.doubles import find_doubles
from federation.services.importing import flow
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import look_at
from tests.factories import federation as f

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BORN = dt.date(1985, 3, 9)
FILE = "Cédula;Nombres;Apellidos;Correo\nV20111222;Ana;Gil;\nX1;Mala;Línea;\nV1112223;Johana;González;j@b.org"


@pytest.fixture
def register():
    """A register with something of everything, who keeps it, and its pages."""
    keeper = f.holder(Role.REGISTER, document="V11222333")
    one = f.worker(
        given_names="Johana", family_names="González", document="V1112223", birth_date=BORN,
        phones=["+584147654321"], email="j@ejemplo.org",
    )  # fmt: skip
    other = f.person(given_names="Yohana", family_names="Gonsales", birth_date=BORN)
    gone, forgotten = f.person(), f.person(document="N000900", given_names="Persona", family_names="7")
    Merge.objects.create(survivor=one, merged=gone, moved={"active": True}, done_at=now())
    Person.objects.filter(pk=gone.pk).update(merged_into=one, is_active=False)
    Person.objects.filter(pk=forgotten.pk).update(redacted_at=now(), is_active=False)
    home = Household.objects.create(address="Calle 5, casa 12")
    since = DateRange(today() - dt.timedelta(days=90), None)
    HouseholdMember.objects.create(household=home, person=one, period=since, is_contact=True)
    find_doubles()
    made = flow.bring(by=keeper, kind="people", file_name="asamblea.csv", content=FILE.encode())
    flow.go_on(made.pk)
    act = taking.ask_take(by=keeper, words="", cooperative=None, kind="csv", reason="Asamblea")
    return (
        keeper,
        one,
        other,
        [
            "/gente/?q=gonsalez",
            "/gente/nueva/",
            "/gente/repetidas/",
            "/gente/repetidas/?ver=aparte",
            "/gente/traer/",
            f"/gente/traer/{made.pk}/",
            "/gente/llevar/",
            f"/gente/de-a-dos/{act.pk}/",
            f"/gente/{one.pk}/",
            f"/gente/{gone.pk}/",
            f"/gente/{forgotten.pk}/",
            f"/gente/{one.pk}/cambiar/",
            f"/gente/{one.pk}/hogar/",
            f"/gente/{one.pk}/juntar/",
            f"/gente/{one.pk}/juntar/{other.pk}/",
            f"/gente/{one.pk}/retirar-datos/",
        ],
    )


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)], ids=["phone-dark", "desk-light"])
def test_the_registers_pages_can_be_read_by_everyone(open_page, register, size, dark):
    keeper, _one, _other, urls = register
    page = open_page(keeper, size=size, dark=dark)
    assert [problem for url in urls for problem in look_at(page, url)] == []
    assert page.complaints == []


def test_people_are_found_as_one_types(open_page, register):
    keeper, *_rest = register
    page = open_page(keeper, size=DESK)
    page.goto("/gente/")
    page.locator("#q").press_sequentially("jo gonz", delay=30)
    page.wait_for_selector("#results .lines > li:only-child")
    assert "González, Johana" in page.inner_text("#results")
    page.fill("#q", "basques")
    page.wait_for_selector("#results .empty")
    page.fill("#q", "llohana gonsalez")
    page.wait_for_selector("#results .notice")
    assert "suenan parecido" in page.inner_text("#results .notice")


def test_the_form_warns_while_one_types_and_keeps_what_was_typed(open_page, register):
    keeper, *_rest = register
    page = open_page(keeper, size=PHONE)
    page.goto("/gente/nueva/")
    page.fill("#id_given_names", "Johanna")
    page.fill("#id_family_names", "Gonzales")
    page.fill("#id_birth_date", "1985-03-09")
    page.wait_for_selector("#alike .notice")
    assert "V1112223" in page.inner_text("#alike")
    page.fill("#id_document", "V9000111")
    page.click("button.btn-primary")
    page.wait_for_selector(".notice-harm")
    assert page.input_value("#id_given_names") == "Johanna"
    page.check("#id_different")
    page.click("button.btn-primary")
    page.wait_for_url(re.compile(r"/gente/\d+/$"))
    assert Person.objects.get(document="V9000111").given_names == "Johanna"


def test_a_person_is_suggested_in_a_form(open_page, register):
    keeper, one, *_rest = register
    page = open_page(keeper, size=DESK)
    page.goto(f"/gente/{one.pk}/juntar/")
    page.locator("#id_other").press_sequentially("gonsal", delay=30)
    page.wait_for_selector("#id_other_people option", state="attached")
    assert "Yohana Gonsales" in page.locator("#id_other_people option").first.get_attribute("value")


def test_a_page_watches_its_file_by_itself(open_page, register):
    keeper, *_rest = register
    content = "Cédula;Nombres;Apellidos\n" + "\n".join(f"V{6_000_000 + n};Eva;Gil" for n in range(30))
    made = flow.bring(by=keeper, kind="people", file_name="x.csv", content=content.encode())
    page = open_page(keeper, size=PHONE)
    page.goto(f"/gente/traer/{made.pk}/")
    assert page.locator("progress").count() == 1
    flow.go_on(made.pk)
    page.wait_for_selector("text=Pedir a una segunda persona")
    assert page.locator("progress").count() == 0
